"""Values that are codes themselves: which of a sentence's values have words of their own, and in which section.

Rules of this file
* A value is put in words by the sentence that it stands in, never by how it looks: a client may have stored "refused".
  A client without a name of its own is called by its node, wherever it is spoken of.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

from engine.model import Behave
from lessons.words import Words

NAMELESS: Final = re.compile(r"c-[ng][0-9]+")
CODED: Final[Mapping[str, Mapping[str, str]]] = {
    "message.gateway_Answered": {"status": "status"},
    "note.health": {"was": "health_word", "now": "health_word", "by": "evidence", "service": "service"},
    "note.breaker": {"was": "breakers", "now": "breakers", "breaker": "service"},
    "note.breaker_open": {"breaker": "service"},
    "reason.silence": {"service": "service"},
    "reason.none_healthy": {"service": "service"},
    "reason.breaker_open": {"service": "service"},
}
"""Code of a sentence -> name of a value -> section with its words."""


def spoken(words: Words, code: str, values: Mapping[str, Any]) -> dict[str, Any]:
    """The values of a sentence, with words for those that are codes."""
    coded = CODED.get(code, {})
    found = {name: named(words, coded[name], value) if name in coded else value for name, value in values.items()}
    return found | {"client": client(words, found["client"])} if found.get("client") else found


def client(words: Words, name: str) -> str:
    """A client's name; c-n1 is whoever asks n1 without one (engine/model/naming.py)."""
    return words("stage.client_of", node=name.removeprefix("c-")) if NAMELESS.fullmatch(name) else name


def named(words: Words, section: str, value: Any) -> Any:
    """A code in the words of a section; what is none (the name of a service) stays as it is."""
    return words(f"{section}.{value}") if words.has(f"{section}.{value}") else value


def behaviour(words: Words, command: Behave) -> tuple[str, dict[str, Any]]:
    """How a service is to behave from now on: code and values."""
    ticks = f" {command.ticks}" if command.ticks else ""
    values = {"what": words(f"stage.behave_{command.how}") + ticks, "service": command.service or ""}
    return "command.behave_for" if command.service else "command.behave", values


def facts(body: Any) -> dict[str, Any]:
    """The fields of a message body with those of the record inside it beside them."""
    facts: dict[str, Any] = {}
    for name, value in body._asdict().items():
        if hasattr(value, "_asdict"):
            facts |= value._asdict()
        elif name in ("records", "keys") or (isinstance(value, tuple) and value and hasattr(value[0], "_asdict")):
            facts["count"] = len(value)
        else:
            facts[name] = value
    if "record" in facts and facts["record"] is None:
        facts["absent"] = True
    return facts


def by_kind(words: Words, code: str, kind: str) -> str:
    """The code, or that of an operation of this kind where it has words of its own: of a read that got no answer there
    is no outcome to be unknown."""
    own = f"{code}_{kind}"
    return own if words.has(own) else code
