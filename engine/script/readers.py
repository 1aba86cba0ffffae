"""One token to one value: nodes, names, numbers, links, latencies, values.

Rules of this file
* Each reader takes a line, an index and what it must know, and returns a value or raises a ScriptError at that token.
* A bare word that looks like a finite number is one; NaN, inf, 007 and +5 are words.
* Words that are grammar where a value may stand (by, as, with, level=.., r=.., w=..) are values only in quotes, and so
  is `absent` where it means that a key holds nothing.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from math import isfinite
from typing import NoReturn

from engine.model import Latency, Link, Value
from engine.script.errors import ScriptError
from engine.script.limits import LATENCY_MAX, NTH_MAX, VALUE_MAX
from engine.script.tokens import Line, Token, unquote

NAME = re.compile(r"[a-z\u4e00-\u9fff][a-z0-9_\-\u4e00-\u9fff]{0,19}")
NODE = re.compile(r"[ng][0-9]+")
INTEGER = re.compile(r"-?(?:0|[1-9][0-9]*)")
SHORT_INTEGER = re.compile(r"-?(?:0|[1-9][0-9]{0,18})")
NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?")
LINK = re.compile(r"([ng][0-9]+)([->])([ng][0-9]+)")
MESSAGE = re.compile(r"([ng][0-9]+)>([ng][0-9]+)\.([1-9][0-9]*)")
LATENCY = re.compile(r"(?P<low>[0-9]+)(?:\.\.(?P<high>[0-9]+))?|exp\((?P<mean>[0-9]+)\)")
GATEWAY = re.compile(r"g[1-9]")
OPTION_WORDS = ("by", "as", "with")
ABSENT = "absent"
RESERVED = re.compile(r"by|as|with|[rw]=.*|level=.*")

Expected = str | tuple[str, ...]


def fail(token: Token, code: str, /, **values: object) -> NoReturn:
    """Raise an error at a token."""
    raise ScriptError(token.line, token.column, code, values)


def unexpected(line: Line, i: int, expected: Expected) -> NoReturn:
    """Raise `expected ...` at a token, or just after the last one where the line ends too early."""
    if i < len(line):
        fail(line[i], "expected", expected=expected, found=line[i].source)
    raise ScriptError(line[-1].line, line[-1].end, "expected", {"expected": expected, "found": None})


def end(line: Line, i: int) -> None:
    """Raise `expected end` if anything stands at a place."""
    if i < len(line):
        unexpected(line, i, "end")


def word(line: Line, i: int, expected: Expected) -> str:
    """The bare word that stands at a place; `expected`: what the error says where there is none."""
    if i >= len(line) or line[i].kind != "word":
        unexpected(line, i, expected)
    return line[i].source


def is_word(line: Line, i: int, *words: str) -> bool:
    """Does one of these bare words stand at a place?"""
    return i < len(line) and line[i].kind == "word" and line[i].source in words


def node(line: Line, i: int, nodes: Collection[str]) -> str:
    """The name of a node that exists."""
    return known(line, i, word(line, i, "node"), nodes, "node")


def known(line: Line, i: int, name: str, nodes: Collection[str], expected: str) -> str:
    """This name, if it is a node's."""
    if name not in nodes:
        if NODE.fullmatch(name):
            fail(line[i], "unknown_node", expected="node", found=name, count=len(nodes))
        unexpected(line, i, expected)
    return name


def name(line: Line, i: int, expected: str) -> str:
    """A key, a client or an id."""
    text = word(line, i, expected)
    if not NAME.fullmatch(text):
        fail(line[i], "bad_name", expected=expected, found=text)
    return text


def number(line: Line, i: int, low: int, high: int, expected: str = "number") -> int:
    """A whole number between two others."""
    text = word(line, i, expected)
    return within(line[i], text, low, high, expected)


def within(token: Token, text: str, low: int, high: int, expected: str = "number") -> int:
    """The same, for a part of a token."""
    if SHORT_INTEGER.fullmatch(text) and low <= int(text) <= high:
        return int(text)
    fail(token, "bad_number", expected=expected, found=text, low=low, high=high)


def probability(token: Token, text: str) -> float:
    """A number from 0 to 1."""
    if NUMBER.fullmatch(text) and 0 <= float(text) <= 1:
        return abs(float(text))
    fail(token, "bad_number", expected="probability", found=text, low=0, high=1)


def latency(token: Token, text: str) -> Latency:
    """The latency that a text stands for: `10`, `5..15` or `exp(10)`, in ticks."""
    match = LATENCY.fullmatch(text)
    if not match:
        fail(token, "bad_number", expected="latency", found=text, low=0, high=LATENCY_MAX)
    if match["mean"]:
        mean = within(token, match["mean"], 0, LATENCY_MAX, "latency")
        return Latency(mean, mean, exponential=True)
    low = within(token, match["low"], 0, LATENCY_MAX, "latency")
    return Latency(low, within(token, match["high"] or match["low"], low, LATENCY_MAX, "latency"))


def link(line: Line, i: int, nodes: Collection[str]) -> tuple[Link, ...]:
    """`n1>n3`, one direction, or `n1-n3`, both."""
    match = LINK.fullmatch(word(line, i, "link"))
    if not match or match[1] == match[3]:
        unexpected(line, i, "link")
    one, other = (known(line, i, match[part], nodes, "link") for part in (1, 3))
    return ((one, other),) if match[2] == ">" else ((one, other), (other, one))


def message(line: Line, i: int, nodes: Collection[str]) -> tuple[Link, int]:
    """`n1>n3.2`: the second message on that link."""
    match = MESSAGE.fullmatch(word(line, i, "message"))
    if not match or match[1] == match[2]:
        unexpected(line, i, "message")
    one, other = (known(line, i, match[part], nodes, "message") for part in (1, 2))
    return (one, other), within(line[i], match[3], 1, NTH_MAX, "message")


def is_value(line: Line, i: int) -> bool:
    """Is there something that a register could hold?"""
    if i >= len(line) or line[i].kind == "bar":
        return False
    return line[i].kind != "word" or not RESERVED.fullmatch(line[i].source)


def value(line: Line, i: int) -> Value:
    """What a register is to hold."""
    if not is_value(line, i):
        unexpected(line, i, "value")
    token = line[i]
    text = token.source if token.kind == "word" else unquote(token)
    if len(text) > VALUE_MAX:
        fail(token, "too_long", limit="value", maximum=VALUE_MAX, size=len(text))
    return plain(text) if token.kind == "word" else text


def held(line: Line, i: int) -> Value:
    """What a register holds: a value, or `absent`."""
    return None if is_word(line, i, ABSENT) else value(line, i)


def plain(text: str) -> str | int | float:
    """What a bare word stands for as a value: a number if it looks like a finite one."""
    if INTEGER.fullmatch(text):
        return int(text)
    if NUMBER.fullmatch(text) and isfinite(float(text)):
        return float(text)
    return text
