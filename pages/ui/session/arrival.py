"""Which run a page shows: the one in the link, else the one on this session's desk, else a scene.

Rules of this file
* A page has a name, and under it a Visit: the canonical script, what is wrong with the last link (the last good run
  stays), the link as the page wrote it itself.
* A link is read once, when it is not the page's own. A page that was left for another looks at the desk again.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import streamlit as st

from engine.run.simulation import Overrun
from engine.script import ScriptError, print_script
from pages.ui.session import address, state
from pages.ui.session import error_text as errors
from pages.ui.session import language as here
from pages.ui.session import run_cache as runs
from pages.ui.session.undo import InHand


@dataclass(frozen=True)
class Visit:
    """A page's run, what is wrong with the last link, and the link that the page wrote itself."""

    script: str | None = None
    notice: str | None = None
    address: str | None = None


@dataclass(frozen=True)
class Visits:
    """By page, its visit."""

    by_page: Mapping[str, Visit] = field(default_factory=dict)


def visit(name: str) -> Visit:
    """How a page stands."""
    return state.get(Visits).by_page.get(name, Visit())


def script_of(name: str) -> str:
    """The run that a page shows. Raises LookupError before it has arrived."""
    script = visit(name).script
    if script is None:
        raise LookupError(name)
    return script


def arrive(name: str, first: str) -> bool:
    """Take the run that is asked for; is it another one than before?"""
    asked, before = st.query_params.get("run"), visit(name)
    if before.script is not None and asked is not None and asked == before.address:
        return False
    good = asked is not None and take(name, asked)
    notice = visit(name).notice
    if not good and (before.script is None or asked is None):
        desk = state.get(InHand).desk
        take(name, desk.script if desk else first)
        _change(name, notice=notice if asked is not None else None)
    return visit(name).script != before.script


def take(name: str, text: str) -> bool:
    """Show another run; False, and a notice, if it cannot be."""
    words = here.words()
    try:
        script = print_script(runs.scenario(text))
        runs.shown(script, words.lang)
    except (ScriptError, Overrun) as error:
        _change(name, notice=errors.kept(words, error))
        return False
    _change(name, script=script, notice=None)
    return True


def settle(name: str) -> None:
    """Let the address bar hold the run."""
    text = address.line(script_of(name))
    if st.query_params.get("run") != text:
        st.query_params["run"] = text
    _change(name, address=text)


def _change(name: str, **changes: str | None) -> None:
    visits = state.get(Visits).by_page
    state.put(Visits({**visits, name: replace(visit(name), **changes)}))
