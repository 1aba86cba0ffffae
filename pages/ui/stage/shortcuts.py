"""The keys of the stage: the one list of them, for its card (key_card.js) and the help page. input.js hears them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from lessons.words import Words
from pages.ui.stage.picture.frame_schema import Mode, Shortcut, Shortcuts

KEYS: Final[Mapping[str, Mapping[str, str]]] = {
    "stage": {
        "Space": "key_play", "← →": "key_step", "⇧ →": "key_star", "Home End": "key_ends", "C": "cut",
        "H": "heal", "U": "undo", "R": "redo", "Ctrl+Z": "undo", "Ctrl+Y": "redo", "V": "verdict_hide",
        "Enter Space": "key_enter", "Esc": "key_escape", "?": "keys",
    },
    "scenes": {"PgUp PgDn": "key_scene"},
    "projector": {"F": "full_screen", "P": "pointer", "T": "timer"},
}  # fmt: skip
"""By where they work (on every stage, where scenes can be turned like pages, on the projector): key and its words."""


def shortcuts(words: Words, *places: str) -> list[Shortcut]:
    """The keys that work there."""
    return [{"key": key, "does": words(f"stage.{code}")} for place in places for key, code in KEYS[place].items()]


def keys_of(words: Words, mode: Mode, scenes: bool) -> Shortcuts:
    """The keys of a stage, and where all stand. scenes: can it turn them like pages?"""
    there = ("stage", *(["scenes"] if scenes else []), *(["projector"] if mode == "projector" else []))
    return {"shortcuts": shortcuts(words, *there), "all_keys": f"help?topic=keys&lang={words.lang}"}
