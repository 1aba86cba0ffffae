"""Answers in words: a token of the engine as a learner reads it."""

from __future__ import annotations

import re

from lessons.lesson import Lesson, Prose, Step
from lessons.probes import ABSENT, NEVER, NONE, TOGETHER
from lessons.scripts import GATEWAY, filled_by
from lessons.words import Words

NAMED = {"status": "status", "outcome": "outcome", "mode": "mode", "role": "role", "relation": "relation"}
"""Kinds of answers whose tokens are codes of a section."""
BESIDE = " ∥ "
"""Between siblings, as in the pictures."""
NODES = re.compile(r"n\d+(?: n\d+)+")
COUNTS = re.compile(r"[rw]=\d+(?: [rw]=\d+)*")
"""What may stand in a hole beside one setting's value: several nodes, the sizes of quorums."""
BEHIND = re.compile(r"(?:：|, | =$).*")
"""What a knob's name says behind its short form: “W, acknowledgements to wait for”, “Bob reads at t =”."""
STATUSES = ("ok", "refused", "unknown", "pending", "degraded")


def label(words: Words, kind: str, token: str) -> str:
    """A token of this kind in words."""
    if (kind, token) == ("operations", NONE):
        return words("lesson.no_pair")
    if token in (ABSENT, NONE, NEVER):
        return words(f"lesson.{token}")
    if kind == "tick":
        return words("lesson.tick", tick=token)
    if kind in ("span", "percent"):
        return words(f"lesson.{kind}", value=token)
    if kind in ("nodes", "operations"):
        return _listed(words, token.split())
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


def held(words: Words, lesson: Lesson, step: Step, knob: str, value: str) -> str:
    """What stands in a hole, in words: the lesson's own (`### value KNOB VALUE`), else those of the setting."""
    own = lesson.words(words.lang).text(step.id, f"value {knob} {value}")
    if own:
        return own
    if NODES.fullmatch(value):
        return _listed(words, value.split())
    if COUNTS.fullmatch(value):
        return words("clause.comma").join(one.upper().replace("=", " = ") for one in value.split())
    setting, owner = filled_by(lesson, step.script or "", knob)
    if setting and value in ("yes", "no"):
        return words(f"value.{value}")
    own = f"{setting}_{value}"
    code = f"gateway_choice.{own}" if owner == GATEWAY else words.own("choice", owner, own)
    return words(code) if setting and words.has(code) else value


def heads(names: tuple[str, ...]) -> tuple[str, ...]:
    """Names of knobs as the heads of columns: as short as they can be and still differ."""
    short = tuple(BEHIND.sub("", name) for name in names)
    return short if len(set(short)) == len(names) else names


def _listed(words: Words, names: list[str]) -> str:
    """n1, n2 and n3."""
    head = words("expected.comma").join(names[:-1])
    return words("lesson.and").join(filter(None, (head, names[-1])))
