"""The clocks page: what it counts and compares, and what a learner can do there."""

from __future__ import annotations

import re

import pytest
from streamlit.testing.v1 import AppTest

from engine.analysis.verdicts import verdicts
from engine.catalog.clock_scenes import CLOCK_SCENES
from engine.run.simulation import run
from engine.script import parse, print_script
from engine.script.rewrite import with_skew
from lessons.words import languages, load
from pages.ui.clocks import stamp_tables as stamps
from pages.ui.clocks import walk
from tests.held import held
from tests.pages import opened

MARKUP = re.compile(r"(?<!\\)[<\]]")
"""Markup that was not taken letter by letter."""
HOSTILE = """\
system multi_value nodes=2
10 write n1 x "[a](http://b) <b>" by alice as w1
12 write n1 x "<img src=x>" by bob as w2
"""


def scene(name: str, lang: str = "en") -> AppTest:
    at = opened("clocks", lang)
    at.segmented_control(key="clocks_scene").set_value(name).run()
    assert not at.exception, [each.value for each in at.exception]
    return at


GUARDED = "system quorum nodes=3; gateway g1; 10 write g1 x 1 by alice; 60 read g1 x by bob"


def test_a_run_with_a_gateway_has_its_stamps_too() -> None:
    at = opened("clocks", run=GUARDED)
    assert not at.exception
    events = stamps.stamps(print_script(parse(GUARDED)))
    assert {one.node for one in events.values()} == {"n1", "n2", "n3", "g1"}


def test_the_walk_goes_through_every_event_but_the_starts_with_what_all_clocks_say() -> None:
    script = "system quorum nodes=2 r=1 w=1\nlatency 5\nclock n1 skew=60\n10 write n1 x 1 by alice as w1\nstop 40"
    found = walk.walked(load("en"), script, 600)
    assert found["nodes"] == ["n1", "n2"] and len(found["clocks"]) == 4
    first, sent = found["events"][0], found["events"][1]
    assert (first["node"], first["stamps"][0], first["said"].partition(" · ")[0]) == ("n1", "70", "10 ms")
    assert {len(one["stamps"]) for one in found["events"]} == {4}
    assert [one["node"] for one in found["events"]].count("n2") >= 1 and sent["said"] != first["said"]
    assert walk.walked(load("en"), script, 3)["events"] == found["events"][:1]


# -- the scenes --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", CLOCK_SCENES)
def test_scenes_are_canonical(name: str) -> None:
    assert print_script(parse(CLOCK_SCENES[name])) == CLOCK_SCENES[name]
    assert all(load(lang).has(f"clock_scene.{name}") for lang in languages())


def test_the_later_write_loses_while_its_clock_is_behind() -> None:
    """15 is written 30 ms after 12: it loses while n1 is further ahead than that, and wins when it is not."""
    scenario = parse(CLOCK_SCENES["skewed"])
    for skew, read, outcome in ((60, 12, "broken"), (31, 12, "broken"), (29, 15, "kept"), (0, 15, "kept")):
        trace = run(with_skew(scenario, "n1", skew))
        assert trace.operations[-1].value == read
        assert next(one.outcome for one in verdicts(trace) if one.check == "linearizable") == outcome


def test_skew_is_written_as_the_script_has_it() -> None:
    scenario = parse(CLOCK_SCENES["skewed"])
    assert with_skew(scenario, "n3", -5).clocks == (("n1", 60), ("n3", -5))
    assert with_skew(scenario, "n1", 0).clocks == ()


# -- the tables --------------------------------------------------------------------------------------------------


def test_the_tables_say_what_the_engine_counts() -> None:
    script, words = CLOCK_SCENES["skewed"], load("en")
    pair = stamps.example(script)
    assert pair is not None
    compared = stamps.pair(script, *pair, words).set_index("clock")
    assert list(compared["a"]) == ["70", "2", "n1 2", "(70, 0)"]
    assert list(compared["says"]) == ["b first", "a first", "a first", "a first"]
    assert list(compared["right?"]) == [stamps.BAD, stamps.GOOD, stamps.GOOD, stamps.GOOD]
    entries = stamps.entries({"n1": 2, "n2": 1}, {"n2": 3}, ("n1", "n2", "n3"), words)
    assert entries.to_numpy().tolist() == [
        ["n1", "2", r"\>", "0"], ["n2", "1", r"\<", "3"], ["n3", "0", "=", "0"],
    ]  # fmt: skip


def test_a_promise_that_was_merely_kept_is_marked_as_such() -> None:
    """In one tick at one node wall clocks give no order; a run of two ticks far apart happens to be right."""
    words = load("en")
    one = stamps.answers("system causal nodes=1; 10 write n1 x 1; 20 write n1 x 2", words)
    assert list(one.iloc[0])[1:4] == ["○ 1 / 1", "○ 1 / 1", "○ 0 / 0"]
    assert one.iloc[2, 1] == f"{stamps.GOOD} 1 / 1"
    two = stamps.answers("system causal nodes=1; 10 write n1 x 1; 10 write n1 x 2", words)
    assert two.iloc[0, 1] == f"{stamps.BAD} 0 / 1"


def test_a_vector_that_swallows_is_named() -> None:
    trace = run(parse(CLOCK_SCENES["concurrent"]))
    assert [(one["a"], one["b"], one["client"]) for one in stamps.misled(trace, load("en"))] == [
        ("w1: cart = milk", "w2: cart = eggs", "bob")
    ]


# -- the page ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("lang", languages())
@pytest.mark.parametrize("name", CLOCK_SCENES)
def test_every_scene_is_shown(name: str, lang: str) -> None:
    at = scene(name, lang)
    assert held(at, "stamped") == CLOCK_SCENES[name]
    assert len(at.table) == (4 if name == "concurrent" else 3)
    assert at.query_params["run"] == "; ".join(CLOCK_SCENES[name].splitlines())


def test_a_slider_moves_a_clock_and_the_address_holds_it() -> None:
    at = scene("skewed")
    assert at.markdown[1].value.startswith("✕")
    at.slider(key="skew_n1_100").set_value(0).run()
    assert not at.exception
    assert "clock" not in held(at, "stamped") and at.markdown[1].value.startswith("✓")
    at.slider(key="skew_n3_100").set_value(-20).run()
    assert "clock n3 skew=-20" in at.query_params["run"]


def test_an_example_chooses_its_two_events() -> None:
    at = scene("chain")
    at.selectbox(key="clocks_example").set_value("lamport_believed").run()
    assert not at.exception
    wrong = stamps.counted(CLOCK_SCENES["chain"])["lamport"]["believed"].wrong
    assert (at.selectbox(key="clocks_a").value, at.selectbox(key="clocks_b").value) == wrong
    assert at.selectbox(key="clocks_example").value is None


def test_any_two_events_can_be_chosen_even_one_twice() -> None:
    at = scene("chain")
    first = at.selectbox(key="clocks_a").value
    at.selectbox(key="clocks_b").set_value(first).run()
    assert not at.exception
    assert any("one and the same" in each.value for each in at.markdown)


@pytest.mark.parametrize("lang", languages())
@pytest.mark.parametrize("link", [HOSTILE, "system quorum nodes=1", "clock n1 skew=900; 5 write n1 x 1; 6 crash n2"])
def test_any_run_can_be_looked_at(link: str, lang: str) -> None:
    at = opened("clocks", lang, run=link)
    assert not at.error
    assert not any(MARKUP.search(each.value) for each in at.markdown)


@pytest.mark.parametrize("link", ["nonsense", "system quorum nodes=77", "clock n9 skew=5"])
def test_a_bad_link_is_told_and_the_last_good_run_stays(link: str) -> None:
    at = opened("clocks", run="system quorum nodes=3; 10 write n1 x 1")
    before = held(at, "stamped")
    at.query_params["run"] = link
    at.run()
    assert len(at.error) == 1 and held(at, "stamped") == before
