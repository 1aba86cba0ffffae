"""A lesson of someone's own is passed on: by a link that a reload and others open again, or, where it is too long, as a
file.
"""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest
from streamlit.testing.v1 import AppTest

from lessons.__main__ import main
from lessons.anchors import ANCHORS, ProbeError, anchor
from lessons.loader import read_own
from lessons.names import names
from lessons.own import LINK_MAX, in_one, linked, packed, unpacked
from lessons.scripts import trace
from lessons.words import languages, load
from tests.held import held
from tests.pages import fine, opened
from tests.test_lesson_forms import TEXT
from tests.test_lesson_page import said
from tests.test_lessons import OWN


def noisy(count: int) -> str:
    """The lesson of all forms with so many characters more in each language, of a text that packs badly."""
    text = TEXT
    for lang in languages():
        at = text.index("\n## ", text.index(f"--- {lang}"))
        noise = "".join(map(chr, Random(lang).choices(range(0x4E00, 0x9000), k=count)))
        text = f"{text[:at]}\n### misconception\n{noise}{text[at:]}"
    return text


def brought(text: str, lang: str = "en") -> AppTest:
    """The course page with this lesson checked."""
    at = opened("course", lang)
    at.text_area(key="own_text").set_value(text).run()
    return fine(at.button(key="own_check").click().run())


def asked(at: AppTest, name: str) -> str:
    """What the address holds."""
    found = at.query_params.get(name, [])
    return found if isinstance(found, str) else "".join(found)


def test_after_it_is_opened_the_address_holds_it_and_a_reload_opens_the_same_step() -> None:
    at = brought(OWN)
    link = next(each.value for each in at.code if "own=" in each.value)
    assert "lesson?lesson=own&lang=en&own=" in link
    at = fine(at.button(key="own_open").click().run())
    assert unpacked(asked(at, "own")) == OWN
    again = opened("lesson", own=asked(at, "own"), lesson="own", step=asked(at, "step"))
    assert held(again, "lesson_id") == "own" and "Who knows?" in said(again)
    link = next(each.value for each in again.code if "own=" in each.value)
    assert f"own={asked(at, 'own')}" in link and "step=" in link


def test_a_lesson_of_the_course_leaves_the_address_without_it() -> None:
    at = opened("lesson", own=packed(OWN), lesson="own")
    at.query_params["lesson"], at.query_params["step"] = "L01", "letter"
    assert asked(fine(at.run()), "own") == ""


def test_what_is_too_long_in_two_languages_is_linked_in_one() -> None:
    text = noisy(1_200)
    assert read_own("long.toml", text)[1] == ()
    assert len(packed(text)) > LINK_MAX
    for lang in languages():
        word, whole = linked(text, lang)
        assert word is not None and not whole
        found, faults = read_own("part.toml", unpacked(word))
        assert not faults and found is not None and list(found.prose) == [lang]


def test_what_is_too_long_even_so_is_offered_as_a_file_and_in_no_link() -> None:
    text = noisy(3_000)
    for lang in languages():
        at = brought(text, lang)
        assert load(lang)("lesson.link_long", most=LINK_MAX) in [each.value for each in at.warning]
        assert not [each for each in at.code if "own=" in each.value]
        at = fine(at.button(key="own_open").click().run())
        assert held(at, "lesson_id") == "own" and asked(at, "own") == ""


@pytest.mark.parametrize("lang", ["xx", "en"])
def test_a_lesson_in_one_language_stays_whole(lang: str) -> None:
    assert in_one(OWN, lang).strip() == OWN.strip()


def ran(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str, str]:
    """The exit code of a command line, and what it printed."""
    monkeypatch.setattr("sys.argv", ["lessons", *words])
    code = main()
    return code, *capsys.readouterr()


def test_a_file_has_its_sheet_and_one_with_faults_is_refused(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    file = tmp_path / "mine.toml"
    file.write_text(OWN, encoding="utf-8")
    code, told, _ = ran(monkeypatch, capsys, "sheet", str(file))
    assert code == 0 and "Who knows?" in told
    file.write_text(OWN.replace("# Mine", "Mine"), encoding="utf-8")
    code, told, faults = ran(monkeypatch, capsys, "sheet", str(file), "--lang", "zh")
    assert (code, told) == (1, "") and "mine.toml" in faults
    assert ran(monkeypatch, capsys, "sheet")[0] == 2
    assert ran(monkeypatch, capsys, "sheet", "L99")[0] == 2


@pytest.mark.parametrize("lang", languages())
def test_all_names_are_printed(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], lang: str) -> None:
    code, told, _ = ran(monkeypatch, capsys, "names", "--lang", lang)
    assert code == 0
    for heading, each in names().items():
        assert each and load(lang)(f"lesson_names.{heading}") in told
        assert all(f" {name}" in told for name in each)


def test_every_moment_that_is_named_can_be_asked_for() -> None:
    run = trace("system primary nodes=1\n10 write n1 x 1 as w1\n20 crash n1\n")
    asked = {"start": "", "end": "", "t": "10", "fault": "1", "note": "elected 1"}
    for name in ANCHORS:
        try:
            anchor(run, f"{name} {asked.get(name, 'nothing')}")
        except ProbeError as error:
            assert error.code in ("no_operation", "no_such_moment"), name
