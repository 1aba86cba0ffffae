"""Cards: which line is to blame, code with comments in the reader's language, nothing named before the run was seen."""

from __future__ import annotations

import io
import re
import tokenize
from collections.abc import Iterator

import pytest
from streamlit.testing.v1 import AppTest

from engine.flaws import FLAWS
from lessons.course import LEVELS, brief, course
from lessons.lesson import Lesson
from lessons.listing import LEFT_OUT, listing, meant, numbered, statements
from lessons.loader import lesson
from lessons.minutes import HAN
from lessons.progress import Progress, from_text, to_text
from lessons.words import DEFAULT, languages, load
from pages.ui.lesson import board
from pages.ui.lesson.log import Kept
from pages.ui.stage.frame import framed
from pages.ui.stage.picture.frame_schema import Framed
from tests.held import held, hold
from tests.pages import fine, opened
from tests.test_lesson_page import at_step, revealed, said

CHAPTERS = "zh"
"""The language in which the chapter is written."""


def card(row: str) -> Lesson:
    found = lesson(row)
    assert found is not None
    return found


def code(text: str) -> Iterator[str]:
    """The tokens of a line but for comments and docstrings; a bracket may stay open."""
    try:
        for token in tokenize.generate_tokens(io.StringIO(f"{text}\n").readline):
            if token.type != tokenize.COMMENT and not token.string.startswith('"""'):
                yield token.string
    except tokenize.TokenError:
        return


@pytest.mark.parametrize("lang", languages())
def test_nothing_but_comments_differs_from_the_chapters_code(lang: str) -> None:
    words = load(lang)
    for row, text in brief().items():
        own, shown = text.strip("\n").splitlines(), listing(row, words)
        for line, theirs in zip(shown, own, strict=True):
            assert [*code(line.text.strip())] == [*code(theirs.strip())], row
            if lang == CHAPTERS:
                assert line.text.strip() == theirs.strip(), "as it stands there"


def test_english_code_has_comments_in_english() -> None:
    words = load(DEFAULT)
    assert [row for row in brief() if HAN.search(numbered(row, words))] == []
    assert {name.rpartition("_")[0] for name in words.section("code_comment")} <= set(brief())


def test_every_part_begins_at_the_left() -> None:
    for row in brief():
        for part in "\n".join(line.text for line in listing(row, load(DEFAULT))).split(LEFT_OUT):
            assert any(re.match(r"\S", line) for line in part.strip("\n").splitlines()), row


def test_every_card_has_a_line_to_blame_and_more_that_are_not() -> None:
    for row in course().cards:
        (step,), known = card(row).steps, statements(row, load(DEFAULT))
        assert set(step.guilty) < set(known), row
        assert len(step.guilty) <= 3, row


def test_a_card_belongs_to_the_lesson_that_has_it() -> None:
    """Or to one that has none yet; and the lessons have no other cards."""
    of = {step.row: id for id in course().written for step in card(id).steps if step.kind == "card"}
    for row, facts in course().cards.items():
        assert of.pop(row, facts.lesson) == facts.lesson, row
        assert facts.lesson in course().order and facts.level in LEVELS
        assert row in FLAWS, "its subject is that of the flaw"
    assert not of


def listed(at: AppTest) -> set[str]:
    return {each.key for each in at.button if each.key and each.key.startswith("card_B")}


def test_cards_are_listed_by_subject_and_level() -> None:
    at, words = opened("course", part="cards"), load(DEFAULT)
    assert listed(at) == {f"card_{row}" for row in course().cards}
    at.button_group(key="cards_level").set_value(3).run()
    assert listed(fine(at)) == {f"card_{row}" for row, facts in course().cards.items() if facts.level == 3}
    assert f"#### {words('flaws_subject.multi_value')}" in [each.value for each in at.markdown]
    assert f"#### {words('flaws_subject.service')}" not in [each.value for each in at.markdown]
    assert any("(lesson?lesson=L15&lang=en)" in each.value for each in at.markdown)


def test_a_comment_stands_for_the_line_below_it() -> None:
    words = load(DEFAULT)
    assert (meant("B61", "1", words), meant("B61", "3", words)) == ("2", "3")
    assert meant("B41", "9", words) == "9", "a comment beside a statement"
    assert meant("B69", "5", words) == "5", "what it speaks of is left out"


def test_the_line_is_chosen_first_and_kept_and_nothing_is_named_before_the_run(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    shown: list[Framed] = []
    monkeypatch.setattr(board, "stage", lambda key, *what, **_: shown.append(framed(*what[:4])))
    at, words = at_step("B06", "flaw"), load(DEFAULT)
    named = words("flaw.timeout_fails")
    assert [each.key for each in at.button if each.key == "run_run"] == []
    at.radio[0].set_value("2").run()
    at.radio[1].set_value("old").run()
    at.text_input(key="because_B06/flaw").set_value("one has it").run()
    assert at.radio[0].value == "2"
    at.button(key="run_run").click().run()
    assert all(named not in f"{one['implies']['text']}{one['setting']}" for one in shown)
    assert words("lesson.line_wrong", line=2, blamed=8, n=1) not in said(at)
    revealed(at)
    assert named in shown[-1]["implies"]["text"]
    assert words("lesson.line_wrong", line=2, blamed=8, n=1) in said(at)
    assert words("lesson.for_reason", said="one has it") in said(at)
    assert at.radio[0].value == "2" and at.radio[0].disabled
    kept = held(at, "log")
    assert kept.answers == {"B06/flaw-line": "2", "B06/flaw": "old"}
    assert from_text(to_text(kept)) == kept


def test_progress_from_before_there_were_lines_opens() -> None:
    at = at_step("B06", "flaw")
    hold(at, Kept(progress=Progress({"B06/flaw": "old"})))
    assert fine(at.run()).radio[0].disabled and at.radio[0].value is None
    assert load(DEFAULT)("lesson.repair") in [each.label for each in at.radio]
