"""One command line to one Command.

Rules of this file
* VERBS is the whole list. A reader gets the line, the tick and what it must know of the system, and nothing else.
* Options (by, as, with, level=, r=, w=) come in any order, each once.
* Ids and contexts are checked later, when all commands are known and in order (naming.py).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from engine import model as m

from . import places, words
from .limits import TERM_MAX, TICK_MAX
from .tokens import Line


class Scope(NamedTuple):
    """What a line must know of its system: its nodes, its operator verbs, how many replicas a key has, its levels."""

    protocol: str
    nodes: Mapping[str, int]
    verbs: frozenset[str]
    replicas: int
    levels: tuple[str, ...] = ()


def command(line: Line, scope: Scope) -> m.Command:
    """The command that a line asks for; its first token is a tick."""
    tick = words.number(line, 0, 0, TICK_MAX, "tick")
    verb = words.word(line, 1, "verb")
    if verb not in VERBS:
        words.fail(line[1], "unknown_verb", expected="verb", found=verb)
    if verb in TEND_VERBS and verb not in scope.verbs:
        known = tuple(name for name in VERBS if name not in TEND_VERBS or name in scope.verbs)
        words.fail(line[1], "not_for_this_protocol", expected=known, found=verb, protocol=scope.protocol)
    return VERBS[verb](line, scope, tick)


def _write(line: Line, scope: Scope, tick: int) -> m.Command:
    node, key, value = words.node(line, 2, scope.nodes), words.name(line, 3, "key"), words.value(line, 4)
    given = _options(line, 5, scope, ("by", "as", "with", "level=", "w="))
    return m.Write(tick, node, key, value, *_given(given, "by", "as", "with", "w=", "level="))


def _read(line: Line, scope: Scope, tick: int) -> m.Command:
    node, key = words.node(line, 2, scope.nodes), words.name(line, 3, "key")
    given = _options(line, 4, scope, ("by", "as", "level=", "r="))
    return m.Read(tick, node, key, *_given(given, "by", "as", "r=", "level="))


def _delete(line: Line, scope: Scope, tick: int) -> m.Command:
    node, key = words.node(line, 2, scope.nodes), words.name(line, 3, "key")
    given = _options(line, 4, scope, ("by", "as", "with", "level=", "w="))
    return m.Delete(tick, node, key, *_given(given, "by", "as", "with", "w=", "level="))


def _options(line: Line, i: int, scope: Scope, allowed: tuple[str, ...]) -> dict[str, Any]:
    given: dict[str, Any] = {}
    while i < len(line):
        found = words.word(line, i, allowed)
        name, equals, text = found.partition("=")
        option = name + equals
        if option not in allowed:
            words.unexpected(line, i, allowed)
        if option in given:
            words.fail(line[i], "duplicate", found=option)
        if option in words.OPTION_WORDS:
            given[option] = _option_name(line, i + 1, "client" if option == "by" else "id")
            i += 2
        else:
            given[option] = _level(line, i, text, scope) if option == "level=" else _quorum(line, i, text, scope)
            i += 1
    return given


def _given(given: Mapping[str, Any], *options: str) -> tuple[Any, ...]:
    return tuple(given.get(option) for option in options)


def _option_name(line: Line, i: int, expected: str) -> str:
    if words.is_word(line, i, *words.OPTION_WORDS):
        words.unexpected(line, i, expected)
    return words.name(line, i, expected)


def _quorum(line: Line, i: int, text: str, scope: Scope) -> int:
    if text == "0":
        values = {"setting": line[i].source[0], "expected": "number", "found": text, "low": 1}
        words.fail(line[i], "bad_number", **values, reason="quorum_of_nobody")
    count = words.within(line[i], text, 1, TICK_MAX)
    if count > scope.replicas:
        words.fail(line[i], "bad_setting", setting=line[i].source[0], found=text, maximum=scope.replicas)
    return count


def _level(line: Line, i: int, text: str, scope: Scope) -> str:
    if not scope.levels:
        words.fail(line[i], "not_for_this_protocol", expected="option", found=line[i].source, protocol=scope.protocol)
    if text not in scope.levels:
        words.fail(line[i], "bad_setting", setting="level", expected=scope.levels, found=text)
    return text


def _cut(line: Line, scope: Scope, tick: int) -> m.Command:
    return m.Cut(tick, places.where(line, 2, scope.nodes))


def _heal(line: Line, scope: Scope, tick: int) -> m.Command:
    return m.Heal(tick, places.where(line, 2, scope.nodes) if len(line) > 2 else None)


def _crash(line: Line, scope: Scope, tick: int) -> m.Command:
    return m.Crash(tick, words.node(line, 2, scope.nodes), _wipe(line))


def _recover(line: Line, scope: Scope, tick: int) -> m.Command:
    return m.Recover(tick, words.node(line, 2, scope.nodes), _wipe(line))


def _wipe(line: Line) -> bool:
    if len(line) > 3 and not words.is_word(line, 3, "wipe"):
        words.unexpected(line, 3, ("wipe", "end"))
    words.end(line, 4)
    return len(line) > 3


def _message(make: Callable[[int, m.Link, int], m.Command]) -> Callable[[Line, Scope, int], m.Command]:
    def read(line: Line, scope: Scope, tick: int) -> m.Command:
        link, nth = words.message(line, 2, scope.nodes)
        words.end(line, 3)
        return make(tick, link, nth)

    return read


def _slow(line: Line, scope: Scope, tick: int) -> m.Command:
    where, last = _where_and_last(line, scope, "latency")
    return m.Slow(tick, where, words.latency(line[last], line[last].source))


def _lose(line: Line, scope: Scope, tick: int) -> m.Command:
    where, last = _where_and_last(line, scope, "probability")
    return m.Lose(tick, where, words.probability(line[last], line[last].source))


def _where_and_last(line: Line, scope: Scope, expected: str) -> tuple[str | m.Links, int]:
    """A node or links, and the index of the word after them, which ends the line."""
    last = 3
    while last < len(line) and words.LINK.fullmatch(line[last].source):
        last += 1
    where = places.node_or_links(line, 2, min(last, len(line)), scope.nodes)
    if isinstance(where, str):
        last = 3
    words.word(line, last, expected)
    words.end(line, last + 1)
    return where, last


def _skew(line: Line, scope: Scope, tick: int) -> m.Command:
    node, offset = words.node(line, 2, scope.nodes), words.number(line, 3, -TICK_MAX, TICK_MAX)
    words.end(line, 4)
    return m.Skew(tick, node, offset)


def _sync(line: Line, scope: Scope, tick: int) -> m.Command:
    node, peer = words.node(line, 2, scope.nodes), _other(line, 3, scope, 2)
    words.end(line, 4)
    return m.Sync(tick, node, peer)


def _purge(line: Line, scope: Scope, tick: int) -> m.Command:
    last = max(len(line) - 1, 3)
    nodes = _distinct(line, 2, min(last, len(line)), scope)
    return m.Purge(tick, nodes, words.name(line, last, "key"))


def _promote(line: Line, scope: Scope, tick: int) -> m.Command:
    node = words.node(line, 2, scope.nodes)
    if len(line) == 3:
        return m.Promote(tick, node)
    if not words.is_word(line, 3, "tell"):
        words.unexpected(line, 3, ("tell", "end"))
    return m.Promote(tick, node, _distinct(line, 4, len(line), scope))


def _rejoin(line: Line, scope: Scope, tick: int) -> m.Command:
    node = words.node(line, 2, scope.nodes)
    if not words.is_word(line, 3, "to"):
        words.unexpected(line, 3, ("to",))
    to = _other(line, 4, scope, 2)
    words.end(line, 5)
    return m.Rejoin(tick, node, to)


def _campaign(line: Line, scope: Scope, tick: int) -> m.Command:
    node = words.node(line, 2, scope.nodes)
    if len(line) == 3:
        return m.Campaign(tick, node)
    text = words.word(line, 3, ("term=", "end"))
    if not text.startswith("term="):
        words.unexpected(line, 3, ("term=", "end"))
    words.end(line, 4)
    return m.Campaign(tick, node, words.within(line[3], text.removeprefix("term="), 1, TERM_MAX))


def _node_only(make: Callable[[int, str], m.Command]) -> Callable[[Line, Scope, int], m.Command]:
    def read(line: Line, scope: Scope, tick: int) -> m.Command:
        node = words.node(line, 2, scope.nodes)
        words.end(line, 3)
        return make(tick, node)

    return read


def _other(line: Line, i: int, scope: Scope, than: int) -> str:
    node = words.node(line, i, scope.nodes)
    if node == line[than].source:
        words.fail(line[i], "conflict", found=node)
    return node


def _distinct(line: Line, i: int, stop: int, scope: Scope) -> tuple[str, ...]:
    """One or more nodes, each once, in the tokens from i to stop."""
    nodes: list[str] = []
    for at in range(i, max(stop, i + 1)):
        name = words.node(line, at, scope.nodes)
        if name in nodes:
            words.fail(line[at], "duplicate", found=name)
        nodes.append(name)
    return tuple(nodes)


TEND_VERBS: Mapping[str, Callable[[Line, Scope, int], m.Command]] = {
    "sync": _sync, "handoff": _node_only(m.Handoff), "purge": _purge, "promote": _promote, "rejoin": _rejoin,
    "campaign": _campaign, "heartbeat": _node_only(m.Heartbeat),
}  # fmt: skip
VERBS: Mapping[str, Callable[[Line, Scope, int], m.Command]] = {
    "write": _write, "read": _read, "delete": _delete,
    "cut": _cut, "heal": _heal, "crash": _crash, "recover": _recover,
    "hold": _message(m.Hold), "release": _message(m.Release), "drop": _message(m.Drop),
    "slow": _slow, "lose": _lose, "skew": _skew, **TEND_VERBS,
}  # fmt: skip
