"""A small reader of EDN, the notation of Jepsen's histories: text to values, without recursion.

Rules of this file
* Lists and vectors come out as tuples, sets and maps as values that equal each other however they are printed
  (engine/model/values.py), but a map at the top as a dict; keywords as text with their colon, other symbols as text,
  nil as None, true and false as ':true' and ':false' (to Python True is 1, to a register it is not).
* Commas are white space, ';' begins a comment, '#_' drops the next form, a tag such as '#inst' is left out.
* forms() gives what stands at the top, one form at a time with its offset; if that is one vector or list, and nothing
  else, its elements. So a mistake is found before what follows it is read.

Source: the EDN format, github.com/edn-format/edn.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from engine.histories.errors import expected, number, wrong
from engine.histories.limits import DEPTH_MAX, ITEMS_MAX, STRING_MAX
from engine.model.values import map_value, set_value

TOKEN = re.compile(
    r"(?P<space>[\s,]+|;[^\n]*)|(?P<open>\#\{|[\[({])|(?P<close>[\])}])"
    r'|(?P<text>"[^"\\]*+(?:\\.[^"\\]*+)*+")|(?P<drop>\#_)|(?P<tag>\#[A-Za-z][\w./$*+!?-]*)'
    r'|(?P<atom>\\.[^\s,;\[\](){}"]*|[^\s,;\[\](){}"\\]+)',
    re.DOTALL,
)
CLOSES = {"[": "]", "(": ")", "{": "}", "#{": "}"}
ESCAPE = re.compile(r"\\(u[0-9a-fA-F]{4}|.)", re.DOTALL)
ESCAPED = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f"}
SYMBOLS = {"nil": None, "true": ":true", "false": ":false"}


class _Frame(NamedTuple):
    """An open bracket, where it stands and what it has so far; one that drops what comes has bracket '#_'."""

    bracket: str
    at: int
    items: list[Any]


class Form(NamedTuple):
    """A value and the offset at which it begins."""

    at: int
    value: Any


def forms(text: str) -> Iterator[Form]:
    """The forms at the top of a text, or the elements of the one vector or list there. Raises ScriptError."""
    stack: list[_Frame] = []
    outer: _Frame | None = None
    at, end, seen = 0, len(text), False
    while at < end:
        found = TOKEN.match(text, at)
        if found is None:
            expected(text, at, "quote" if text[at] == '"' else "form")
        kind, place, at = found.lastgroup, at, found.end()
        if kind in ("space", "tag"):
            continue
        token = found[0]
        if kind == "open" and not stack and outer is None and not seen and token in ("[", "("):
            outer = _Frame(token, place, [])
            continue
        if outer is not None and not stack and kind == "close":
            _closing(text, place, token, outer)
            _nothing_after(text, at)
            return
        form = _step(text, place, kind, token, stack)
        if form is not None:
            seen = True
            yield form
    left = stack[-1] if stack else outer
    if left is None and not seen:
        expected(text, 0, "history")
    if left is not None:
        expected(text, len(text), CLOSES.get(left.bracket, "form"))


def whole(text: str, at: int, end: int) -> Any:
    """The one value that stands between two offsets. Raises ScriptError."""
    stack: list[_Frame] = []
    begin, form = at, None
    while at < end:
        found = TOKEN.match(text, at, end)
        if found is None or form is not None:
            expected(text, begin, "value")
        place, at = at, found.end()
        if found.lastgroup not in ("space", "tag"):
            form = _step(text, place, found.lastgroup, found[0], stack)
    if form is None:
        expected(text, begin, "value")
    return form.value


def _step(text: str, at: int, kind: str | None, token: str, stack: list[_Frame]) -> Form | None:
    """Take one token in; answers the form that it completes at the top, if it does."""
    if kind in ("open", "drop"):
        if len(stack) >= DEPTH_MAX:
            wrong(text, at, "too_deep", expected="less", maximum=DEPTH_MAX)
        stack.append(_Frame(token, at, []))
        return None
    if kind == "close":
        if not stack:
            expected(text, at, "event")
        frame = stack.pop()
        _closing(text, at, token, frame)
        at, value = frame.at, _built(text, frame, bool(stack))
    elif len(token) > STRING_MAX:
        wrong(text, at, "too_long", limit="value", size=len(token), maximum=STRING_MAX)
    else:
        value = _string(token) if kind == "text" else _atom(text, at, token)
    if stack and stack[-1].bracket == "#_":
        stack.pop()
        return None
    if not stack:
        return Form(at, value)
    if len(stack[-1].items) >= 2 * ITEMS_MAX:  # of a map, names and values
        wrong(text, at, "too_many", limit="items", maximum=ITEMS_MAX)
    stack[-1].items.append(value)
    return None


def _closing(text: str, at: int, token: str, frame: _Frame) -> None:
    if CLOSES.get(frame.bracket) != token:
        expected(text, at, CLOSES.get(frame.bracket, "form"), at + 1)


def _nothing_after(text: str, at: int) -> None:
    while at < len(text):
        found = TOKEN.match(text, at)
        if found is None or found.lastgroup != "space":
            expected(text, at, "nothing")
        at = found.end()


def _built(text: str, frame: _Frame, inner: bool) -> object:
    if frame.bracket == "#{":
        return set_value(frame.items)
    if frame.bracket != "{":
        return tuple(frame.items)
    if len(frame.items) % 2:
        expected(text, frame.at, "pairs")
    pairs = zip(frame.items[::2], frame.items[1::2], strict=True)
    return map_value(pairs) if inner else dict(pairs)


def _string(token: str) -> str:
    if "\\" not in token:
        return token[1:-1]
    said = ESCAPE.sub(_unescaped, token[1:-1])
    return said.encode("utf-16", "surrogatepass").decode("utf-16", "replace")  # two escapes may make one character


def _unescaped(found: re.Match[str]) -> str:
    code = found[1]
    return chr(int(code[1:], 16)) if len(code) > 1 else ESCAPED.get(code, code)


def _atom(text: str, at: int, token: str) -> object:
    if token in SYMBOLS:
        return SYMBOLS[token]
    value = number(text, at, token[:-1] if token[-1] in "NM" else token)
    return token if value is None else value
