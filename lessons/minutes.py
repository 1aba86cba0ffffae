"""How long a lesson takes: as its author says, else reckoned from its words and questions.

Rules of this file
* 200 English words or 300 Chinese characters a minute; 45 seconds of thought for a question and 15 to watch its run;
  a minute more for a card, whose repair is tried after it. Extra steps are left out.
* Words that are shown to whoever needs them alone (hints, answers to a wrong choice) are left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from lessons.lesson import Lesson, Step

WORDS_A_MINUTE, SIGNS_A_MINUTE = 200, 300
ASKED, WATCHED, TRIED = 45, 15, 60
"""Seconds."""
HAN = re.compile(r"[\u4e00-\u9fff]")
WORD = re.compile(r"[A-Za-z0-9]+(?:[-’'.][A-Za-z0-9]+)*")
ASKING = ("predict", "gap", "own", "challenge", "options", "flaw", "card")
TRYING = ("flaw", "card")
ON_DEMAND = ("hint", "other", "after", "value", "term")
"""Parts that not everybody reads."""


def minutes(lesson: Lesson, lang: str) -> int:
    """Whole minutes, one at least, for all steps that are needed."""
    if lesson.minutes:
        return lesson.minutes
    steps = [step for step in lesson.steps if not step.extra and not step.later]
    seconds = sum(_reading("\n".join(_said(lesson, step, lang))) + _doing(step) for step in steps)
    return max(1, round(seconds / 60))


def _doing(step: Step) -> int:
    asked = ASKED + WATCHED if step.kind in ASKING else WATCHED if step.script else 0
    return asked + (TRIED if step.kind in TRYING else 0)


def _said(lesson: Lesson, step: Step, lang: str) -> Iterator[str]:
    for (id, part), said in lesson.words(lang).parts.items():
        if id == step.id and part.partition(" ")[0] not in ON_DEMAND:
            yield said.text


def _reading(text: str) -> float:
    """Seconds: a word of Latin letters in a Chinese text is read as one, too."""
    signs = len(HAN.findall(text))
    words = len(WORD.findall(HAN.sub(" ", text)))
    return 60 * (signs / SIGNS_A_MINUTE + words / WORDS_A_MINUTE)
