"""The sheet of a lesson speaks of the run that is asked about, worked out by hand; that it says what the page says is
held where each lesson is played (test_lesson_page.py).
"""

from __future__ import annotations

import pytest

from lessons import sheet
from lessons.loader import lesson
from lessons.minutes import HAN
from lessons.words import load
from tests.test_lesson_runs import several


def page(id: str) -> str:
    found = lesson(id)
    assert found is not None
    return sheet.html(found, load("en"))


@pytest.mark.parametrize(
    ("id", "said"),
    [
        ("L02", "Bob reads 8, then Carol reads 9: r1 and r2 contradict each other"),
        ("L08", "the attempts begin at t = 10, t = 160 and t = 410"),  # 50 of silence each, waits of 100 and 200
        ("L13", "gets 1 at t = 120"),
    ],
)
def test_a_challenge_is_explained_by_its_solution(id: str, said: str) -> None:
    assert said in page(id)


def test_own_numbers_have_an_answer_for_every_setting() -> None:
    """Three calls with 0, 1 and 3 retries; 34 retries for 100 calls are one for three."""
    shown = page("L08")
    assert "<td>retries: 0</td><td>retries: 1</td><td>retries: 3</td></tr>" in shown
    for jitter in ("no", "yes"):
        assert f"<tr><td>{jitter}</td><td>0</td><td>3</td><td>6</td><td>12</td></tr>" in shown
        assert f"<tr><td>{jitter}</td><td>34</td><td>3</td><td>4</td><td>4</td></tr>" in shown


def test_all_runs_and_all_options_are_printed() -> None:
    shown = sheet.html(several(), load("en"))
    questions, key = shown.split("<div class='answers'>")
    assert questions.count("<p>racing</p><pre>system quorum nodes=2") == 4
    assert key.count("<p>✕ ") == 4 and "<p>✓ ask</p><p>Right.</p>" in key
    assert "☐ wait" in questions and "✕" not in questions


def test_the_sheet_of_a_card_asks_for_the_line_and_its_comments_are_in_the_readers_language() -> None:
    questions, key = page("B56").split("<div class='answers'>")
    assert " 3  for node in self.nodes[:self.quorum_size]:\n...\n" in questions
    assert "Which line is wrong?" in questions and "<b>Line:</b> 3, 6</p>" in key
    assert "3, 6" not in questions and not HAN.search(questions + key)
