"""What a session holds, by short names: tests ask for a value, not for where a page keeps it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from streamlit.testing.v1 import AppTest

from pages.ui.compare.compared import Compared
from pages.ui.histories.pasted import Pasted
from pages.ui.inspect.page import Chosen
from pages.ui.lesson.attempts import Attempts
from pages.ui.lesson.log import Kept
from pages.ui.lesson.position import Own, Stands
from pages.ui.playground.explorer import Explorer
from pages.ui.playground.page import Playground
from pages.ui.session import state
from pages.ui.session.arrival import Visit, Visits
from pages.ui.session.language import Spoken
from pages.ui.session.open_run import Opening
from pages.ui.session.undo import InHand

PLACES: Mapping[str, tuple[type, str]] = {
    "lang": (Spoken, "lang"),
    "desk": (InHand, "desk"),
    "notice": (Opening, "notice"),
    "start": (Opening, "start"),
    "projector": (Playground, "projector"),
    "attack_run": (Explorer, "run"),
    "pair": (Compared, "pair"),
    "pair_at": (Compared, "at"),
    "pair_notice": (Compared, "notice"),
    "inspect_chosen": (Chosen, "event"),
    "history": (Pasted, "text"),
    "history_script": (Pasted, "script"),
    "history_good": (Pasted, "good"),
    "log": (Kept, "progress"),
    "lesson_id": (Stands, "lesson"),
    "lesson_step": (Stands, "step"),
    "own_lesson": (Own, "lesson"),
}
VISITS = ("seen", "stamped", "guarded")


def held(at: AppTest, name: str) -> Any:
    """What the session of a page holds under a name; None where it holds nothing."""
    session = at.session_state[state.KEY] if state.KEY in at.session_state else state.Session()
    found = held_by(session, name)
    return at.session_state[name] if found is None and name in at.session_state else found


def held_by(session: state.Session, name: str) -> Any:
    """The same of a session."""
    if name in PLACES:
        part, field = PLACES[name]
        return getattr(session.parts.get(part, part()), field)
    page, _, _ = name.partition("_notice" if name.endswith("_notice") else "\0")
    if page in VISITS:
        visit = session.parts.get(Visits, Visits()).by_page.get(page, Visit())
        return visit.notice if name != page else visit.script
    return session.parts.get(Attempts, Attempts()).kept.get(name)


def hold(at: AppTest, value: object) -> None:
    """Let the session hold another value of a part."""
    session = at.session_state[state.KEY] if state.KEY in at.session_state else state.Session()
    at.session_state[state.KEY] = state.Session({**session.parts, type(value): value})
