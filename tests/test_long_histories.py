"""Histories that are long, odd or empty, on their page: the proof is drawn whole, faults are counted, files refused."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from engine.catalog.scenes import PRESETS
from engine.exports import FORMS
from engine.histories import APP, FORMATS, NemesisEvent, read
from engine.model import Operation
from lessons.words import languages, load
from pages.ui.histories import lanes
from pages.ui.histories.faults import Axis, shades
from pages.ui.histories.judged import Asked, judge
from pages.ui.histories.notations import SAMPLES
from pages.ui.histories.stretches import Scale, Stretch, stretches
from pages.ui.session import run_cache as runs
from tests.held import held
from tests.pages import opened

ODD = Path(__file__).parent / "data" / "odd-histories"
FAR = (ODD / "c15_proof_out_of_picture.edn").read_text()


def pasted(at: AppTest, text: str) -> AppTest:
    return at.text_area(key="history_area").set_value(text).run()


def said(at: AppTest) -> str:
    return " ".join(each.value for each in (*at.markdown, *at.text, *at.caption))


def op(place: int, name: str, value: int = 1, last: int = 1) -> Operation:
    kind = "read" if name.startswith("r") else "write"
    return Operation(name, kind, "a", "", "x", value, 10 * place, 10 * place + last, "ok")


# -- odd files -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", sorted(path.name for path in ODD.iterdir()))
def test_an_odd_history_gets_a_verdict_or_a_sentence(name: str) -> None:
    at = pasted(opened("histories"), (ODD / name).read_text())
    assert not at.exception, [each.value for each in at.exception]
    assert len(at.error) == 1 or held(at, "history_good")[0].text == held(at, "history")


def test_a_search_that_takes_long_gives_the_same_verdict_on_any_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever the clock says."""
    monkeypatch.setattr("time.monotonic", iter(range(0, 10**9, 10)).__next__)
    found = judge(Asked((ODD / "load_dependent.json").read_text() + "\n"))
    assert [one.outcome for one in found.verdicts] == ["broken"]


@pytest.mark.parametrize("lang", languages())
@pytest.mark.parametrize("events", ["", "[:nemesis start]"])
def test_a_history_in_which_no_client_does_anything_has_no_verdict(lang: str, events: str) -> None:
    text = "[]" if not events else '[["nemesis","info","start",null,null],["nemesis","info","stop",null,null]]'
    at, words = pasted(opened("histories", lang), text), load(lang)
    assert not at.exception and not at.error
    (title,) = [each.value for each in at.markdown if each.value.startswith("## ")]
    assert words("histories.is_empty") in title
    assert not at.get("plotly_chart")


@pytest.mark.parametrize("name", FORMATS)
def test_every_notation_has_a_sample_that_is_read(name: str) -> None:
    (found,) = read("\n".join(SAMPLES[name]), "auto").operations
    assert read("\n".join(SAMPLES[name]), name).operations == (found,)
    assert (found.kind, found.status) == ("cas" if name == "porcupine" else "write", "ok")


def test_of_very_many_keys_the_worst_can_be_chosen() -> None:
    rows = [f"read,a,k{i},{5 if i == 1_999 else ''},{2 * i},{2 * i + 1}" for i in range(2_000)]
    at = pasted(opened("histories"), "\n".join(["op,client,key,value,issued,done", *rows]))
    assert not at.exception and not at.error
    options = at.selectbox(key="history_key").options
    assert options[0] == "✗ k1999" and len(options) == 500


# -- files that are refused --------------------------------------------------------------------------------------------


def upload(at: AppTest, name: str, data: bytes, monkeypatch: pytest.MonkeyPatch) -> AppTest:
    """What a browser does when a file is chosen."""
    asked = iter([type("Given", (), {"name": name, "getvalue": lambda _: data})()])
    monkeypatch.setattr("streamlit.file_uploader", lambda *_, **__: next(asked, None))
    return at.run()


@pytest.mark.parametrize("lang", languages())
@pytest.mark.parametrize("data", [b"\xff\xfe", b"x" * (APP.bytes + 1), b"<html>"])
def test_no_verdict_stands_beside_a_refused_file_as_if_it_were_its_own(
    lang: str, data: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    at, words = opened("histories", lang), load(lang)
    upload(at, "real_*.edn", data, monkeypatch)
    assert not at.exception
    (error,) = at.error
    assert "real" in error.value and words("histories.stays", source=words("history_example.inversion")) in said(at)
    right = [each.value for each in at.columns[1].markdown]
    assert not any(words("histories.is_broken") in each for each in right)
    assert words("histories.is_broken") in said(at), "it stands below, as the last that could be read"
    at.selectbox(key="history_example").set_value("kept").run()
    assert not at.error and words("histories.is_kept") in said(at)


def test_a_file_takes_the_place_of_the_text(monkeypatch: pytest.MonkeyPatch) -> None:
    at = upload(opened("histories"), "a.edn", FAR.replace("\n", "\r\n").encode(), monkeypatch)
    assert not at.exception and not at.error
    assert held(at, "history") == FAR
    at.text_area(key="history_area").set_value("[[").run()
    assert "the file a" in said(at)


def test_a_long_file_is_judged_and_named(monkeypatch: pytest.MonkeyPatch) -> None:
    at = upload(opened("histories"), "long.edn", (FAR + ";" * 60_000).encode(), monkeypatch)
    assert not at.exception and not at.error and not at.text_area
    assert any("long.edn" in each.value for each in at.text)


def test_a_change_of_language_keeps_the_text() -> None:
    at = pasted(opened("histories"), FAR)
    at.button_group(key="_lang_switch").set_value("zh").run()
    assert not at.exception and held(at, "history") == FAR
    assert at.text_area(key="history_area").value == FAR


# -- values at the start -----------------------------------------------------------------------------------------------

TWO = "op,client,key,value,issued,done\nread,a,x,0,1,2\nread,a,y,1,3,4\n"


@pytest.mark.parametrize("lang", languages())
def test_a_value_at_the_start_can_be_told(lang: str) -> None:
    at, words = pasted(opened("histories", lang), (ODD / "c03_init_jepsen.edn").read_text()), load(lang)
    assert not at.exception and "✗" in said(at)
    at.text_input(key="history_starts_shown").set_value("0").run()
    assert not at.exception and not at.error and words("histories.is_kept") in said(at)
    at.text_input(key="history_starts_shown").set_value("z=0").run()
    assert not at.exception and words("histories.starts") in at.error[0].value and "z" in at.error[0].value
    at.selectbox(key="history_example").set_value("inversion").run()
    assert not at.exception and not at.error and at.text_input(key="history_starts_shown").value == ""


@pytest.mark.parametrize(
    ("starts", "outcomes"),
    [
        ("", ["broken", "broken"]), ("0", ["kept", "broken"]), ("x=0,y=1", ["kept", "kept"]),
        (" x = 0 , y = 1 ", ["kept", "kept"]), ('"0"', ["broken", "broken"]), ("x=[0, 1], y=1", ["broken", "kept"]),
        (",", ["broken", "broken"]),
    ],
)  # fmt: skip
def test_how_values_at_the_start_are_written(starts: str, outcomes: list[str]) -> None:
    assert [one.outcome for one in judge(Asked(TWO, starts=starts)).verdicts] == outcomes


# -- what is drawn -----------------------------------------------------------------------------------------------------


def drawn(text: str, width: int = 1000, low: int = 81) -> dict[str, Any]:
    found = judge(Asked(text))
    (verdict,) = found.verdicts
    parts = stretches(found.log.operations, range(low, min(low + 40, len(found.log.operations))), verdict.operations)
    return lanes.figure(lanes.Sight(parts, found.log.faults, verdict.operations, {}, False, width), load("en"))


def hovers(figure: dict[str, Any]) -> Iterator[str]:
    for trace in figure["data"]:
        if trace["type"] == "bar":
            yield from trace["hovertext"]


@pytest.mark.parametrize("low", [0, 40, 81])
def test_the_proof_is_drawn_whole_wherever_one_looks(low: int) -> None:
    names = [each.split(":")[0].removeprefix("<b>") for each in hovers(drawn(FAR, low=low))]
    assert {"r1", "w120"} <= set(names) and 40 <= len(names) <= 50


def test_a_gap_says_how_much_is_left_out_and_time_goes_on_in_order() -> None:
    mine = [op(i, f"w{i}") for i in range(200)]
    parts = stretches(mine, range(150, 190), ["w3", "w100", "w189"])
    assert [(part.hidden, len(part.operations)) for part in parts] == [(0, 5), (92, 5), (47, 40)]
    scale = Scale(parts, 1000)
    places = [scale.at(tick) for tick in range(0, 2_000, 5)]
    assert places == sorted(places)
    assert [gap.hidden for gap in scale.gaps] == [92, 47]
    assert all(gap.start < scale.at(500) < gap.end or gap.start < scale.at(1_300) < gap.end for gap in scale.gaps)
    assert scale.sees(30) and not scale.sees(500) and scale.sees(1_600)


def test_one_stretch_is_to_scale_and_small_gaps_are_filled() -> None:
    mine = [op(i, f"w{i}") for i in range(60)]
    (part,) = stretches(mine, range(10, 50), ["w5"])
    assert len(part.operations) == 47 and Scale([part], 1000).at(123.5) == 123.5 and not Scale([part], 1000).gaps
    assert stretches([], range(0), ()) == []


def test_operations_of_one_tick_are_not_parted() -> None:
    mine = [op(0, f"w{i}") for i in range(60)]
    (part,) = stretches(mine, range(40, 60), ["w1"])
    assert len(part.operations) == 60


def test_a_proof_of_many_far_operations_stands_without_what_lies_beside_it() -> None:
    mine = [op(i, f"w{i}") for i in range(1_000)]
    parts = stretches(mine, range(960, 1_000), [f"w{i}" for i in range(0, 900, 45)])
    assert sum(len(part.operations) for part in parts) == 60
    gaps = Scale(parts, 1000).gaps
    assert len(gaps) == 20 and sum(gap.hidden for gap in gaps) == 940


def test_faults_have_their_names_where_there_is_room_and_are_counted_elsewhere() -> None:
    mine = [op(i, f"w{i}") for i in range(40)]
    faults = [
        NemesisEvent(5, "start-partition", "[n1 | n2]"),
        *(NemesisEvent(200 + i % 9, f"f{i}", "") for i in range(300)),
    ]
    sight = lanes.Sight([Stretch(mine)], faults, (), {}, False, 1000)
    (trace,) = [each for each in lanes.figure(sight, load("en"))["data"] if each.get("name") == "fault"]
    assert trace["text"] == ["start-partition [n1 | n2]", "300 faults"]
    assert trace["hovertext"][1].count("<br>") == 13 and "… and 288 more" in trace["hovertext"][1]
    narrow = lanes.figure(sight._replace(width=280), load("en"))
    (trace,) = [each for each in narrow["data"] if each.get("name") == "fault"]
    assert trace["text"] == ["start-part…", "300 faults"]


def test_every_fault_is_under_one_mark_and_no_labels_meet() -> None:
    mine = [op(i, f"w{i}") for i in range(40)]
    faults = [NemesisEvent(tick, "kill", "n" * (tick % 30)) for tick in range(0, 390, 3)]
    trace = lanes.figure(lanes.Sight([Stretch(mine)], faults, (), {}, False, 1000), load("en"))["data"][-1]
    counted = sum(int(text.split()[0]) if text.endswith("faults") else 1 for text in trace["text"])
    assert counted == len(faults)
    pixels = [place / 391 * 1000 for place in trace["x"]]
    for left, right, text in zip(pixels, pixels[1:], trace["text"], strict=False):
        assert left + 10 + 6.5 * len(text) < right


def test_time_in_which_several_faults_last_is_shaded_once() -> None:
    said = [
        (10, "start-a"),
        (20, "start-b"),
        (30, "stop-a"),
        (40, "stop-b"),
        (60, "stop-c"),
        (70, "cut"),
        (80, "heal"),
        (90, "start"),
    ]
    axis = Axis(Scale([], 1000), 0.0, 100.0, 1000)
    spans = [(each["x0"], each["x1"]) for each in shades([NemesisEvent(tick, what, "") for tick, what in said], axis)]
    assert spans == [(10, 40), (70, 80), (90, 100)]


def test_the_verdict_of_a_long_history_names_the_gap() -> None:
    at = pasted(opened("histories"), FAR)
    assert not at.exception
    assert load("en")("histories.gaps", n=78) in said(at)
    assert read(FAR, "auto").operations[0].id == "r1"


def test_a_label_leaves_out_the_key_before_it_is_clipped() -> None:
    """Bars side by side in one row: there is room for all of it, for the value, for the mark alone."""
    mine = [op(i, f"w{i}", 100 if i % 2 else 7, last=10)._replace(key="basket") for i in range(40)]
    labels = []
    for many in (5, 16, 40):
        figure = lanes.figure(lanes.Sight([Stretch(mine[:many])], (), ("w1",), {}, False, 1000), load("en"))
        bars = [trace for trace in figure["data"] if trace["type"] == "bar"]
        told = [pair for bar in bars for pair in zip(bar["hovertext"], bar["text"], strict=True)]
        labels.append({text for hover, text in told if not hover.startswith(f"<b>w{many - 1}:")})
    assert labels[0] == {"basket = 7", "basket = 100", "✗ basket = 100"}
    assert labels[1] == {"= 7", "= 100", "✗ = 100"}
    assert labels[2] == {"= 7", "", "✗"}


def test_the_proof_of_the_first_run_has_its_value_and_on_a_desk_its_key() -> None:
    text = FORMS["csv"].make(runs.trace(PRESETS["first"]))
    for width, said in ((1000, "✗ basket → milk"), (280, "✗ → milk")):
        assert said in [each for bar in drawn(text, width, low=0)["data"] for each in bar.get("text", ())]


def test_the_values_of_short_bars_stand_above_them() -> None:
    """Reads that follow each other at once: a bar has no room for a label, the way to the next one has for a value."""
    mine = [op(i, f"r{i}", i % 4)._replace(issued=i * 2, done=i * 2 + 1) for i in range(40)]
    figure = lanes.figure(lanes.Sight([Stretch(mine)], (), ("r1", "r5"), {}, False, 1000), load("en"))
    (above,) = [trace for trace in figure["data"] if trace.get("mode") == "text"]
    assert list(above["text"][:6]) == ["0", "✗1", "2", "3", "0", "✗1"] and len(above["text"]) == 39
    assert [text for trace in figure["data"] if trace["type"] == "bar" for text in trace["text"] if text] == ["x → 3"]
    tall = [one._replace(client=f"c{i}") for i, one in enumerate(mine)]
    ends = [
        each["layout"]["legend"]["y"] * each["layout"]["height"]
        for each in (figure, lanes.figure(lanes.Sight([Stretch(tall)], (), (), {}, False, 1000), load("en")))
    ]
    assert all(-80 < end < -35 for end in ends), "the legend stands below the axis, however many lanes there are"
