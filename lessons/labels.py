"""Answers in words: a token of the engine as a learner reads it."""

from __future__ import annotations

from lessons.lesson import Prose, Step
from lessons.probes import ABSENT, NEVER, NONE, TOGETHER
from lessons.words import Words

NAMED = {"status": "status", "outcome": "outcome", "mode": "mode", "role": "role", "relation": "relation"}
"""Kinds of answers whose tokens are codes of a section."""
BESIDE = " ∥ "
"""Between siblings, as in the pictures."""
STATUSES = ("ok", "refused", "unknown", "pending", "degraded")


def label(words: Words, kind: str, token: str) -> str:
    """A token of this kind in words."""
    if (kind, token) == ("operations", NONE):
        return words("lesson.no_pair")
    if token in (ABSENT, NONE, NEVER):
        return words(f"lesson.{token}")
    if kind == "tick":
        return words("lesson.tick", tick=token)
    if kind in ("nodes", "operations"):
        return words("lesson.and").join(token.split())
    section = NAMED.get(kind) or ("status" if kind == "value" and token in STATUSES else None)
    return (
        words(f"{section}.{token}") if section and words.has(f"{section}.{token}") else token.replace(TOGETHER, BESIDE)
    )


def answer(words: Words, prose: Prose, step: Step, kind: str, token: str) -> str:
    """An answer to a step's question in words; what is to be ordered is named by the lesson."""
    if kind == "order":
        names = [prose.text(step.id, f"item {name}") for name in token.split()]
        return " → ".join(names)
    return label(words, kind, token)
