"""What was tried in the steps of this session: gone with it, unlike the log of answers.

What is kept is never changed in place: several tries are a tuple, and one more or one less is another tuple. A callback
asks for them anew, since what its page was drawn with may be old by then.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from pages.ui.session import state as session


@dataclass(frozen=True)
class Attempts:
    """By name of what is kept and step (`tries_L01/own`): tries, hints given, values chosen."""

    kept: Mapping[str, Any] = field(default_factory=dict)


def of(name: str, first: Any = None) -> Any:
    """What is kept under a name; the first value is kept where there is nothing yet."""
    found = session.get(Attempts).kept
    if name not in found and first is not None:
        keep(name, first)
        return first
    return found.get(name)


def keep(name: str, value: Any) -> None:
    """Keep another value."""
    session.put(Attempts({**session.get(Attempts).kept, name: value}))


def add(name: str, value: Any) -> int:
    """Keep one try more; how many there are then."""
    tries = (*(of(name) or ()), value)
    keep(name, tries)
    return len(tries)


def back(name: str) -> None:
    """Take the last try back."""
    keep(name, of(name)[:-1])
