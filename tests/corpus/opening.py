"""What an address gives: the page's own reading of it, then the engine.

Rules of this file
* `arrived` lets a page read an address without drawing anything; `told` says what the page then has in hand, be it from
  there or from a page that was opened in full. So one row of the corpus holds for both.
* A verdict is [check, key, outcome, operations], an answer [operation, status, done, value].
* What only a drawn page can say (museum, flaws, course, table, histories)
  is asked of a drawn one, in tests/test_corpus.py.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any
from unittest.mock import patch
from urllib.parse import parse_qs

import streamlit as st

from engine.analysis.report import report
from engine.catalog.cap_table import TABLE, judge
from engine.catalog.museum import EXHIBITS
from engine.catalog.museum import script as exhibited
from engine.catalog.scenes import PRESETS
from engine.flaws import FLAWS
from engine.script import print_script
from lessons.words import load, pick
from pages.ui.compare import page as compare
from pages.ui.compare import pair as duel
from pages.ui.lesson import position as lessons
from pages.ui.playground import page as playground
from pages.ui.session import arrival
from pages.ui.session import run_cache as runs
from pages.ui.session.language import Spoken
from pages.ui.session.state import KEY, Session
from tests.held import held_by

Gives = dict[str, Any]
Has = Callable[[str], Any]
"""What a page has in hand, by name; None where there is nothing."""

STARTS = {"inspect": ("seen", "first"), "clocks": ("stamped", "first"), "resilience": ("guarded", "dead_instance")}
"""Where pages that only look keep their run, and the scene that they show where a link gives none."""


def query_of(text: str) -> dict[str, str]:
    """An address's query as Streamlit gives it to a page: the last of each name, without its own."""
    found = parse_qs(text, keep_blank_values=True)
    return {name: values[-1] for name, values in found.items() if not name.startswith("embed")}


def gives(page: str, text: str) -> Gives:
    """What an address gives; text: its query."""
    query = query_of(text)
    lang = pick(query.get("lang"), "en-US")
    if page in DRAWN:
        return {"lang": lang, **DRAWN[page](query)}
    return {"lang": lang, **told(page, query, arrived(page, dict(query), lang))}


def arrived(page: str, query: dict[str, str], lang: str) -> Has:
    """What a new session holds after a page has read an address."""
    state: dict[str, Any] = {KEY: Session({Spoken: Spoken(lang)})}
    with patch.object(st, "query_params", query), patch.object(st, "session_state", state):
        match page:
            case "playground":
                playground._arrive()
            case "compare":
                compare._arrive()
            case "lesson":
                lessons.arrive()
            case _:
                name, first = STARTS[page]
                arrival.arrive(name, PRESETS[first])

    def has(name: str) -> Any:
        return state[name] if name in state else held_by(state[KEY], name)

    return has


def told(page: str, query: Mapping[str, str], has: Has) -> Gives:
    """What a page has in hand. Where the link gave no run, what it shows in its place is no matter of the link."""
    if page == "lesson":
        return _lesson(has)
    notice = {"playground": "notice", "compare": "pair_notice"}.get(page) or f"{STARTS[page][0]}_notice"
    refused = has(notice) is not None
    shown: Gives = {"refused": refused}
    if page == "playground":
        shown["projector"] = has("projector")
    if refused or "run" not in query:
        return shown
    match page:
        case "playground":
            return {**shown, "at": (has("start") or {}).get("t"), **ran(has("desk").script)}
        case "compare":
            pair = has("pair")
            scenario = runs.scenario(pair.script)
            sides = {"a": duel.side(scenario, pair.first), "b": duel.side(scenario, pair.second)}
            return {**shown, **{name: ran(side.script) for name, side in sides.items()}}
        case _:
            return {**shown, **ran(has(STARTS[page][0]))}


def _lesson(has: Has) -> Gives:
    shown = {"lesson": has("lesson_id"), "step": has("lesson_step"), "projector": has("lesson_projector")}
    own = has("own_lesson")
    return shown | ({"titles": [own.prose[lang].title for lang in sorted(own.prose)]} if own else {})


def ran(script: str) -> Gives:
    """A run: its canonical script, its end, its answers, its verdicts."""
    found = report(runs.trace(script))
    return {
        "script": found["script"],
        "end": found["end"],
        "answers": [[op["id"], op["status"], op["done"], op["value"]] for op in found["operations"]],
        "verdicts": [[one["check"], one["key"], one["outcome"], one["operations"]] for one in found["verdicts"]],
    }


def _museum(query: Mapping[str, str]) -> Gives:
    name = query.get("exhibit", "")
    if name not in EXHIBITS:
        return {"exhibit": None}
    return {"exhibit": name, "at": EXHIBITS[name].at, "promise": EXHIBITS[name].promise, **ran(exhibited(name))}


def _flaws(query: Mapping[str, str]) -> Gives:
    flaw = FLAWS.get(query.get("row", "").upper())
    if flaw is None:
        return {"row": None}
    return {"row": flaw.row, "a": ran(flaw.script), "b": ran(print_script(flaw.wrong()))}


def _table(query: Mapping[str, str]) -> Gives:
    labels = {
        row.code: {one.code: judge(runs.trace(PRESETS[one.scene]), one.asked).label for one in row.operations}
        for row in TABLE
    }
    return {"labels": labels}


def _course(query: Mapping[str, str]) -> Gives:
    part, term = query.get("part"), query.get("term")
    known = load("en")
    return {"part": part, "term": term if known.has(f"term.{term}") else None}


def _histories(query: Mapping[str, str]) -> Gives:
    return {}


DRAWN: Mapping[str, Callable[[Mapping[str, str]], Gives]] = {
    "museum": _museum, "flaws": _flaws, "table": _table, "course": _course, "histories": _histories,
}  # fmt: skip
