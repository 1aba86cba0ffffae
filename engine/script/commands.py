"""One command line to one Command.

Rules of this file
* VERBS is the whole list. A reader gets the line, the tick and what it must know of the system, and nothing else.
* Options (by, as, with, level=, r=, w=) come in any order, each once.
* Ids and contexts are checked later, when all commands are known and in order (identifiers.py).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from engine import model as m
from engine.script import readers, targets
from engine.script.limits import TICK_MAX
from engine.script.operator_commands import OPERATOR_VERBS, SystemScope
from engine.script.tokens import Line


def read_command(line: Line, scope: SystemScope) -> m.Command:
    """The command that a line asks for; its first token is a tick. Raises ScriptError."""
    tick = readers.number(line, 0, 0, TICK_MAX, "tick")
    verb = readers.word(line, 1, "verb")
    known = tuple(name for name in VERBS if name not in (*OPERATOR_VERBS, "cas") or name in scope.verbs)
    if verb not in VERBS:
        readers.fail(line[1], "unknown_verb", expected=known, found=verb)
    if verb not in known:
        why = {"reason": f"no_cas_{scope.protocol}"} if verb == "cas" else {}
        readers.fail(line[1], "not_for_this_protocol", expected=known, found=verb, protocol=scope.protocol, **why)
    return VERBS[verb](line, scope, tick)


def _write(line: Line, scope: SystemScope, tick: int) -> m.Command:
    node, key, value = readers.node(line, 2, scope.ends), readers.name(line, 3, "key"), readers.value(line, 4)
    given = _options(line, 5, scope, ("by", "as", "with", "level=", "w="))
    return m.Write(tick, node, key, value, *_given(given, "by", "as", "with", "w=", "level="))


def _read(line: Line, scope: SystemScope, tick: int) -> m.Command:
    node, key = readers.node(line, 2, scope.ends), readers.name(line, 3, "key")
    given = _options(line, 4, scope, ("by", "as", "level=", "r="))
    return m.Read(tick, node, key, *_given(given, "by", "as", "r=", "level="))


def _delete(line: Line, scope: SystemScope, tick: int) -> m.Command:
    node, key = readers.node(line, 2, scope.ends), readers.name(line, 3, "key")
    named = scope.elements and readers.is_value(line, 4)
    value = readers.value(line, 4) if named else None
    given = _options(line, 5 if named else 4, scope, ("by", "as", "with", "level=", "w="))
    client, name, context, w, level = _given(given, "by", "as", "with", "w=", "level=")
    return m.Delete(tick, node, key, client, name, context, w, value, level)


def _cas(line: Line, scope: SystemScope, tick: int) -> m.Command:
    node, key = readers.node(line, 2, scope.ends), readers.name(line, 3, "key")
    expected, value = readers.held(line, 4), readers.held(line, 5)
    given = _options(line, 6, scope, ("by", "as"))
    return m.Cas(tick, node, key, expected, value, given.get("by"), given.get("as"))


def _options(line: Line, i: int, scope: SystemScope, allowed: tuple[str, ...]) -> dict[str, Any]:
    given: dict[str, Any] = {}
    while i < len(line):
        option_text = readers.word(line, i, allowed)
        name, equals, text = option_text.partition("=")
        option = name + equals
        if option not in allowed:
            readers.unexpected(line, i, allowed)
        if option in given:
            readers.fail(line[i], "duplicate", found=option)
        if option in readers.OPTION_WORDS:
            given[option] = _option_name(line, i + 1, "client" if option == "by" else "id")
            i += 2
        else:
            given[option] = _level(line, i, text, scope) if option == "level=" else _quorum(line, i, text, scope)
            i += 1
    return given


def _given(given: Mapping[str, Any], *options: str) -> tuple[Any, ...]:
    return tuple(given.get(option) for option in options)


def _option_name(line: Line, i: int, expected: str) -> str:
    if readers.is_word(line, i, *readers.OPTION_WORDS):
        readers.unexpected(line, i, expected)
    return readers.name(line, i, expected)


def _quorum(line: Line, i: int, text: str, scope: SystemScope) -> int:
    if text == "0":
        values = {"setting": line[i].source[0], "expected": "number", "found": text, "low": 1}
        readers.fail(line[i], "bad_number", **values, reason="quorum_of_nobody")
    count = readers.within(line[i], text, 1, TICK_MAX)
    if count > scope.replicas:
        readers.fail(line[i], "bad_setting", setting=line[i].source[0], found=text, maximum=scope.replicas)
    return count


def _level(line: Line, i: int, text: str, scope: SystemScope) -> str:
    levels = scope.levels[line[1].source]
    if not levels:
        readers.fail(line[i], "not_for_this_protocol", expected="option", found=line[i].source, protocol=scope.protocol)
    if text not in levels:
        readers.fail(line[i], "bad_setting", setting="level", expected=levels, found=text)
    return text


def _call(line: Line, scope: SystemScope, tick: int) -> m.Command:
    gateways = {name: i for name, i in scope.ends.items() if name not in scope.nodes}
    gateway, service = readers.word(line, 2, "gateway"), readers.name(line, 3, "service")
    if gateway not in gateways:
        readers.unexpected(line, 2, tuple(gateways) or "gateway")
    valued = len(line) > 4 and not readers.is_word(line, 4, *readers.OPTION_WORDS)
    given = _options(line, 5 if valued else 4, scope, ("by", "as"))
    return m.Call(tick, gateway, service, readers.value(line, 4) if valued else None, given.get("by"), given.get("as"))


def _cut(line: Line, scope: SystemScope, tick: int) -> m.Command:
    return m.Cut(tick, targets.where(line, 2, scope.ends))


def _heal(line: Line, scope: SystemScope, tick: int) -> m.Command:
    return m.Heal(tick, targets.where(line, 2, scope.ends) if len(line) > 2 else None)


def _crash(line: Line, scope: SystemScope, tick: int) -> m.Command:
    node, lost = readers.node(line, 2, scope.ends), _disk(line, ("wipe", "unflushed"))
    return m.Crash(tick, node, lost == "wipe", lost == "unflushed")


def _recover(line: Line, scope: SystemScope, tick: int) -> m.Command:
    return m.Recover(tick, readers.node(line, 2, scope.ends), _disk(line, ("wipe",)) == "wipe")


def _disk(line: Line, known: tuple[str, ...]) -> str | None:
    """What becomes of a disk: one of the known words, at the end of the line, or None."""
    if len(line) > 3 and not readers.is_word(line, 3, *known):
        readers.unexpected(line, 3, (*known, "end"))
    readers.end(line, 4)
    return line[3].source if len(line) > 3 else None


def _message(make: Callable[[int, m.Link, int], m.Command]) -> Callable[[Line, SystemScope, int], m.Command]:
    def read(line: Line, scope: SystemScope, tick: int) -> m.Command:
        link, nth = readers.message(line, 2, scope.ends)
        readers.end(line, 3)
        return make(tick, link, nth)

    return read


def _slow(line: Line, scope: SystemScope, tick: int) -> m.Command:
    where, last = _where_and_last(line, scope, "latency")
    return m.Slow(tick, where, readers.latency(line[last], line[last].source))


def _lose(line: Line, scope: SystemScope, tick: int) -> m.Command:
    where, last = _where_and_last(line, scope, "probability")
    return m.Lose(tick, where, readers.probability(line[last], line[last].source))


def _where_and_last(line: Line, scope: SystemScope, expected: str) -> tuple[str | m.Links, int]:
    """A node or links, and the index of the word after them, which ends the line."""
    last = 3
    while last < len(line) and readers.LINK.fullmatch(line[last].source):
        last += 1
    where = targets.node_or_links(line, 2, min(last, len(line)), scope.ends)
    if isinstance(where, str):
        last = 3
    readers.word(line, last, expected)
    readers.end(line, last + 1)
    return where, last


def _skew(line: Line, scope: SystemScope, tick: int) -> m.Command:
    node, offset = readers.node(line, 2, scope.ends), readers.number(line, 3, -TICK_MAX, TICK_MAX)
    readers.end(line, 4)
    return m.Skew(tick, node, offset)


def _pause(line: Line, scope: SystemScope, tick: int) -> m.Command:
    node = readers.node(line, 2, scope.ends)
    if not readers.is_word(line, 3, "for"):
        readers.unexpected(line, 3, ("for",))
    ticks = readers.number(line, 4, 1, TICK_MAX)
    readers.end(line, 5)
    return m.Pause(tick, node, ticks)


VERBS: Mapping[str, Callable[[Line, SystemScope, int], m.Command]] = {
    "write": _write, "read": _read, "delete": _delete, "cas": _cas, "call": _call,
    "cut": _cut, "heal": _heal, "crash": _crash, "recover": _recover,
    "hold": _message(m.Hold), "release": _message(m.Release), "drop": _message(m.Drop),
    "duplicate": _message(m.Duplicate),
    "slow": _slow, "lose": _lose, "skew": _skew, "pause": _pause, **OPERATOR_VERBS,
}  # fmt: skip
