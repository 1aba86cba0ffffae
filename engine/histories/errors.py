"""Where in a text something is wrong, and bounded numbers: what all readers share.

Rules of this file
* A place is an offset into the text; lines and columns are counted only when something is wrong there.
* A mistake is a ScriptError: line, column, code and values; every code says under `expected` what would do.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from math import isfinite
from typing import Any, NoReturn

from engine.histories.limits import NUMBER_MAX
from engine.script import ScriptError

NUMBER = re.compile(r"[+-]?\d+(?:\.\d*)?(?:[eE][+-]?\d+)?")
DIGITS_MAX = 400
"""Characters of a number that is converted at all: the greatest float has 309 digits."""


def wrong(text: str, at: int, code: str, **values: Any) -> NoReturn:
    """Refuse the text because of what stands at an offset: raises ScriptError."""
    raise ScriptError(text.count("\n", 0, at) + 1, at - text.rfind("\n", 0, at), code, values)


def places(text: str, offsets: Iterable[int]) -> Iterator[tuple[int, int]]:
    """The line and column of each offset, which never get less."""
    line, begin = 1, 0
    for at in offsets:
        line, begin = line + text.count("\n", begin, at), text.rfind("\n", begin, at) + 1 or begin
        yield line, at - begin + 1


def expected(text: str, at: int, what: str | tuple[str, ...], end: int | None = None) -> NoReturn:
    """Refuse what stands at an offset because something else should: raises ScriptError. end: where it ends."""
    rest = text[at : at + 60 if end is None else end].partition("\n")[0].rstrip("\r") if at < len(text) else None
    wrong(text, at, "expected", expected=what, found=rest)


def number(text: str, at: int, digits: str) -> int | float | None:
    """The number that some characters are, None if they are none; too large ones are refused."""
    if not NUMBER.fullmatch(digits) or not digits.isascii():
        return None
    whole = digits.lstrip("+-").isdigit()
    value: int | float | None = None
    if len(digits) <= DIGITS_MAX:
        value = int(digits) if whole else float(digits)
    if value is None or not isfinite(value) or (whole and abs(value) > NUMBER_MAX):
        low, high = ("-2^63", "2^63 - 1") if whole else ("-1e308", "1e308")
        wrong(text, at, "bad_number", found=digits, expected="number", low=low, high=high)
    return value
