"""What a value of a history may be, and how it is written: what all readers share.

Rules of this file
* A value is nothing, a number, text, or a list (a tuple), a set or a map of such values (engine/model/values.py).
* What a register, a cas or a queue holds is one value: a list, set or map there is kept as its text in EDN, members of
  a set and keys of a map in one order, texts in quotes. So two of them are equal if what they hold is.
* The name of a key is text: a keyword's without its colon, so that it is the same in EDN and in JSON.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from typing import Any

from engine.histories.errors import wrong
from engine.histories.limits import ITEMS_MAX, VALUE_MAX
from engine.model.values import MapValue, SetValue, map_value, set_value

SHOWN_MAX = 100
"""Values of a list that are shown where it is only told of."""
KEYWORD = re.compile(r":[^\s\"\[\]{}(),;]+")


def checked(value: object, text: str, at: int) -> Any:
    """A value that a history may hold. Raises ScriptError."""
    if isinstance(value, str):
        if len(value) > VALUE_MAX:
            wrong(text, at, "too_long", limit="value", size=len(value), maximum=VALUE_MAX)
        return value.encode("utf-8", "replace").decode()
    if isinstance(value, tuple):
        if len(value) > ITEMS_MAX:
            wrong(text, at, "too_many", limit="items", maximum=ITEMS_MAX)
        return tuple(checked(item, text, at) for item in value)
    if isinstance(value, SetValue):
        return set_value(checked(value.items, text, at))
    if isinstance(value, MapValue):
        return map_value(checked(value.items, text, at))
    if value is not None and not isinstance(value, int | float):
        wrong(text, at, "bad_value", expected="plain_value")
    return value


def plain(value: Any) -> Any:
    """A value of JSON as a history holds it: lists as tuples, maps as values, yes and no as text."""
    match value:
        case bool():
            return ":true" if value else ":false"
        case list():
            return tuple(map(plain, value))
        case dict():
            return map_value((key, plain(held)) for key, held in value.items())
        case _:
            return value


def name(value: Any) -> str:
    """The name that a value is: of a key, of an account."""
    if isinstance(value, str):
        return value[1:] if KEYWORD.fullmatch(value) else value
    return as_text(value)


def one(value: Any) -> Any:
    """A value that a register holds: what is more than a number or text as its text."""
    return value if value is None or isinstance(value, str | int | float) else as_text(value)


def as_text(value: Any) -> str:
    """A value in EDN, in full; equal values have equal texts, others have others."""
    match value:
        case None:
            return "nil"
        case str():
            return value if KEYWORD.fullmatch(value) else json.dumps(value, ensure_ascii=False)
        case float():
            return str(int(value) if value.is_integer() else value)
        case MapValue(items):
            return f"{{{', '.join(f'{as_text(key)} {as_text(held)}' for key, held in items)}}}"
        case SetValue(items):
            return f"#{{{_spaced(items)}}}"
        case tuple():
            return f"[{_spaced(value)}]"
        case _:
            return str(value)


def _spaced(items: Iterable[Any]) -> str:
    return " ".join(map(as_text, items))


def shown(value: object) -> str:
    """A value as one would write it, short: long lists, and what stands in a list that is in a list, are cut."""
    match value:
        case None:
            return "nil"
        case tuple():
            told = ["[…]" if isinstance(item, tuple) else shown(item) for item in value[:SHOWN_MAX]]
            return f"[{' '.join(told if len(value) <= SHOWN_MAX else (*told, '…'))}]"
        case SetValue() | MapValue():
            return "{…}"
        case _:
            return str(value)
