"""What a lesson's author is warned of: times of operations that ended unknown, answers that the open stage shows,
one-sided answers of a course. A warning is no fault.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from lessons.__main__ import main
from lessons.course import course
from lessons.lesson import Lesson
from lessons.loader import lesson, read_own
from lessons.mistakes import mistake
from lessons.warnings import Sides, sides, warnings
from lessons.words import languages, load
from tests.test_lessons import OWN
from tests.test_own_lesson import brought


def own(text: str) -> Lesson:
    found, faults = read_own("mine.toml", text)
    assert found is not None, faults
    return found


def codes(text: str) -> list[str]:
    told = warnings(own(text))
    for lang in languages():
        assert all(mistake(load(lang), one) for one in told)
    return [one.code for one in told]


def test_the_open_stage_may_show_the_answer() -> None:
    assert codes(OWN) == ["answer_shown"], "n3 still has what it will answer, and the write is seen"
    assert codes(OWN.replace("others", 'until = "issued w1"\nothers')) == [], "all is still open"
    assert codes(OWN.replace("r=1 w=2", "r=2 w=2").replace("in near", "is 0")) == []


@pytest.mark.parametrize(("timeout", "code"), [("", ["time_unset"]), ("timeout 90\n", ["time_unknown"])])
def test_a_time_of_an_operation_that_ended_unknown(timeout: str, code: list[str]) -> None:
    text = OWN.replace("init", f"5 cut n1 n2 | n3\n{timeout}init").replace("r=1 w=2", "r=2 w=2")
    for probe in ("took r1", "done r1"):
        asked = text.replace("value r1", probe).replace("in near", "is 7")
        assert codes(asked) == code
        assert codes(asked.replace("r=2 w=2", "r=1 w=2")) == []


def test_the_course_asks_for_no_time_that_is_that_of_giving_up() -> None:
    known = [found for id in (*course().written, *course().cards) if (found := lesson(id))]
    assert {one.code for found in known for one in warnings(found)} <= {"answer_shown"}


@pytest.mark.parametrize(
    ("both", "uneven"),
    [(Sides(12, 8), True), (Sides(12, 7), False), (Sides(12, 4), True), (Sides(12, 5), False), (Sides(5, 5), False)],
)
def test_answers_of_a_course_are_one_sided_from_two_of_three_on(both: Sides, uneven: bool) -> None:
    assert both.uneven is uneven


def test_what_is_right_is_counted_over_lessons() -> None:
    old, fresh = own(OWN), own(OWN.replace("latency=60", "latency=10").replace("in near", "is 0"))
    assert sides([old, fresh, old]) == Sides(3, 2)
    assert sides([own(OWN.replace("value r1", "done r1").replace("in near", "is 7"))]) == Sides(0, 0)


@pytest.mark.parametrize("lang", languages())
def test_a_warning_is_told_and_is_no_fault(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path, lang: str
) -> None:
    file = tmp_path / "mine.toml"
    file.write_text(OWN, encoding="utf-8")
    monkeypatch.setattr("sys.argv", ["lessons", "check", str(file), "--lang", lang])
    assert main() == 0
    said = load(lang)("lesson_fault.answer_shown", step="far", found="n3", answer="0")
    assert said in capsys.readouterr().out
    at = brought(OWN, lang)
    assert any(load(lang)("course.own_warnings") in one.value for one in at.warning) and not at.error
