"""What is not the same when two runs have ended, one by the right rule and one by the flawed one, as a table."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import pandas as pd
import streamlit as st

from engine.flaws import Flaw, difference
from engine.script import print_script
from lessons.words import Words
from pages.ui.session import run_cache as runs
from pages.ui.session.error_text import literal
from pages.ui.stage.picture import nodes
from pages.ui.stage.picture.phrases import Phrases

INNER = ("note", "sent")
"""Kinds of facts that are told only where the flaw's entry names them."""
TOLD_FIRST = ("verdict", "op", "store", "lost", "mode", "role", "hints", "log", "belief", "note", "sent")
"""Kinds of facts, in the order in which they are told."""


def differences(words: Words, flaw: Flaw, only: bool = False, scripts: tuple[str, str] | None = None) -> None:
    """What is not the same when both runs (by the right rule, by the flawed one) have ended, of the flaw's entry or of
    other scripts; only: what the entry calls telling.
    """
    phrases = Phrases(words, flaw.right().system)
    rows = [
        (_fact(words, name), _value(words, phrases, name, right), _value(words, phrases, name, wrong))
        for name, (right, wrong) in sorted(_differs(scripts or scripts_of(flaw)), key=lambda one: _rank(flaw, one[0]))
        if name in flaw.evidence or (not only and name.partition(".")[0] not in INNER)
    ]
    st.markdown(f"**{words('flaws.differs')}**")
    columns = [words("flaws.fact"), words("flaws.right"), words("flaws.wrong")]
    table = pd.DataFrame(rows, columns=columns)
    if only:  # beside a lesson's stage: lines break, so that the last column is seen
        st.table(table.map(literal).rename(columns=literal), border="horizontal", hide_index=True)
    else:
        st.dataframe(table, hide_index=True)


def _rank(flaw: Flaw, name: str) -> tuple[int, int, str]:
    """What the flaw's entry calls most telling comes first."""
    told = flaw.evidence.index(name) if name in flaw.evidence else len(flaw.evidence)
    kind = name.partition(".")[0]
    return told, TOLD_FIRST.index(kind) if kind in TOLD_FIRST else len(TOLD_FIRST), name


def _fact(words: Words, name: str) -> str:
    kind, _, rest = name.partition(".")
    if kind == "verdict":
        return words(f"check.{rest}")
    if kind in INNER and words.has(f"fact_{kind}.{rest}"):
        return words(f"fact_{kind}.{rest}")
    first, _, second = rest.partition(".")
    return words(f"fact.{kind}", what=first or rest, key=second)


def _value(words: Words, phrases: Phrases, name: str, value: Any) -> str:
    """A fact's value in words; what is not there is a dash."""
    kind = name.partition(".")[0]
    if value is None or value == ():
        return "–"
    if kind == "verdict":
        return words(f"outcome.{value}")
    if kind == "op":
        status = words(f"status.{value[0]}")
        return f"{status} → {phrases.values(value[1])}" if len(value) > 1 else status
    if kind == "store":
        return phrases.values(value)
    if kind == "belief":
        return nodes.believed(name.split(".", 2)[2], value, phrases)
    if kind in ("mode", "role"):
        return words(f"{kind}.{value}")
    if kind == "log":
        return " | ".join("∅" if one.key is None else f"{one.key} = {phrases.value(one.value)}" for one in value)
    return " ".join(map(str, value)) if isinstance(value, Sequence) and not isinstance(value, str) else str(value)


@lru_cache(maxsize=128)
def scripts_of(flaw: Flaw) -> tuple[str, str]:
    """The same commands by the right rule and by the flawed one."""
    return print_script(flaw.right()), print_script(flaw.wrong())


@lru_cache(maxsize=128)
def _differs(scripts: tuple[str, str]) -> tuple[tuple[str, tuple[Any, Any]], ...]:
    right, wrong = (runs.trace(script) for script in scripts)
    return tuple(difference(right, wrong).items())
