"""Clauses of goals in words: `status w1 = ok` as a learner reads it, where the lesson itself has no better sentence.

Rules of this file
* A sentence of its own, clause.<probe>_<sign>_<word>, comes first, or clause.<probe>_<sign>_probe where both sides are
  the same question; then clause.<probe>_<sign>; else the sign's own sentence with what the probe asks for ([asked]).
* What is not a clause at all is shown as it was written.
"""

from __future__ import annotations

import shlex
from collections.abc import Mapping
from typing import Final, NamedTuple

from lessons.goals import COMPARE
from lessons.labels import label
from lessons.lesson import Step
from lessons.probes import PROBES
from lessons.words import Words

SIGNS: Final[Mapping[str, str]] = {"=": "is", "!=": "not", "<=": "most", ">=": "least", "<": "less", ">": "more"}
NAMES: Final = ("a", "b", "c")


class Side(NamedTuple):
    """One side of a clause: a probe, what it is asked about, and the moment ('' is the end of the run)."""

    probe: str
    asked: tuple[str, ...]
    moment: str


def goal(words: Words, step: Step) -> tuple[str, ...]:
    """Each clause of a step's goal as a sentence, for a lesson that has none of its own."""
    return tuple(words("clause.whole", said=sentence(words, clause)) for clause in step.goal)


def sentence(words: Words, clause: str) -> str:
    """A clause as a sentence; as it was written where it cannot be said."""
    found = COMPARE.split(clause, maxsplit=1)
    left = _side(found[0])
    if len(found) != 3 or left is None:
        return clause
    sign, other = SIGNS[found[1]], _side(found[2])
    kind = PROBES[left.probe].kind
    values = _values(words, left)
    if other is None:
        token = found[2].strip()
        codes = [f"{left.probe}_{sign}_{token}", f"{left.probe}_{sign}"]
        codes.insert(0, f"{left.probe}_{left.asked[0]}_{sign}_{token}") if left.asked else None
        values |= {"value": label(words, kind, token)}
        right = values["value"]
    else:
        same = other.probe == left.probe and other.moment == left.moment and other.asked[1:] == left.asked[1:]
        codes = [f"{left.probe}_{sign}_probe"] if same else []
        values |= {f"other_{name}": one for name, one in _values(words, other).items()}
        right = _asked(words, other)
    code = next((f"clause.{one}" for one in codes if words.has(f"clause.{one}")), None)
    if code is None:
        return words(f"clause.{sign}", left=_asked(words, left), right=right if other else values["value"])
    return _when(words, words(code, **values), left.moment)


def _side(text: str) -> Side | None:
    """One side of a clause taken apart; None where it is no probe."""
    probe, _, moment = text.strip().partition(" at ")
    try:
        name, *asked = shlex.split(probe) or [""]
    except ValueError:
        return None
    if name not in PROBES or PROBES[name].words != len(asked):
        return None
    return Side(name, tuple(asked), "" if moment == "end" else moment)


def _values(words: Words, side: Side) -> dict[str, str]:
    values = dict(zip(NAMES, side.asked, strict=False))
    if side.probe in ("verdict", "pair"):
        values["a"] = words(f"check.{side.asked[0]}") if words.has(f"check.{side.asked[0]}") else side.asked[0]
    if side.probe == "chance" and (inner := _side(side.asked[1])):
        values |= {"b": _asked(words, inner), "c": label(words, PROBES[inner.probe].kind, side.asked[2])}
    if side.probe in ("ops", "share") and words.has(f"status.{side.asked[0]}"):
        values["a"] = words(f"status.{side.asked[0]}")
    return values


def _asked(words: Words, side: Side) -> str:
    """What a probe asks for."""
    named = ".".join(side.asked[:1] if side.probe == "fact" else (side.probe, *side.asked[:1]))
    own = f"fact_{named}"
    code = own if words.has(own) else f"asked.{side.probe}"
    return _when(words, words(code, **_values(words, side)), side.moment)


def _when(words: Words, said: str, moment: str) -> str:
    """A sentence with the moment of which it speaks; the end needs no words."""
    if not moment:
        return said
    name, _, what = moment.partition(" ")
    code = f"moment.{name}"
    return words("clause.at", said=said, moment=words(code, what=what) if words.has(code) else moment)
