"""What a session keeps beside its widgets: one frozen value under one key.

Rules of this file
* Each page, or what several pages share, has a part: a frozen dataclass in its own folder, with a default for every
  field. A session holds one value of each part that was ever changed.
* A part is read with `get`, replaced with `put` or `change`, and a field that says something once is read with `take`.
* Widgets keep their own keys, as Streamlit wants it; nothing else is in st.session_state, but for the guard of app.py.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from typing import Any, Final, TypeVar

import streamlit as st

KEY: Final = "session"
Part = TypeVar("Part")


@dataclass(frozen=True)
class Session:
    """Everything that this session keeps, by part."""

    parts: Mapping[type, Any] = field(default_factory=dict)


def get(part: type[Part]) -> Part:
    """A part as it stands; its defaults where nothing was changed."""
    session: Session = st.session_state.get(KEY) or Session()
    found: Part = session.parts[part] if part in session.parts else part()
    return found


def put(value: object) -> None:
    """From now on this is what its part holds."""
    session: Session = st.session_state.get(KEY) or Session()
    st.session_state[KEY] = Session({**session.parts, type(value): value})


def change(part: type[Part], **changes: Any) -> None:
    """Replace some fields of a part. Raises TypeError for a field that it does not have."""
    value: Any = replace(get(part), **changes)  # type: ignore[type-var]  # every part is a frozen dataclass
    put(value)


def take(part: type[Part], name: str) -> Any:
    """A field's value, which is the default again from then on: what is said once."""
    value = getattr(get(part), name)
    default = next(one.default for one in fields(part) if one.name == name)  # type: ignore[arg-type]
    if value != default:
        change(part, **{name: default})
    return value
