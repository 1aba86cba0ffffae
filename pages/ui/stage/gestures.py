"""From a gesture on the stage (or in the plain controls) to a scenario with one command more.

An action is a dict from the browser: untrusted. What it says becomes a Command, is printed and parsed again, so a
gesture can do nothing that a script cannot. What the grammar refuses is told without a place, since nobody has seen
that script; what is missing or misspelt, by the name of its field.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

from engine import model as m
from engine.checks.history import known
from engine.protocols import configured, levels, protocol_of
from engine.script import APP, ScriptError, name_operations, parse, print_script, readers
from engine.script.limits import LATENCY_MAX, TERM_MAX, TICK_MAX
from engine.script.readers import plain
from engine.trace import Trace

SLOW = 50
"""Ticks by which an instance is late when nothing is said."""
FORMS = {"peer": "node", "to": "node"}
"""Fields whose form has a name of its own under [expected]."""
MESSAGE_VERBS: dict[str, type[m.Hold | m.Release | m.Drop | m.Duplicate]] = {
    "hold": m.Hold, "release": m.Release, "drop": m.Drop, "duplicate": m.Duplicate,
}  # fmt: skip


class Acted(NamedTuple):
    """A scenario after an action: the tick of the new command, and whether later commands were left behind."""

    scenario: m.Scenario
    tick: int
    forked: bool


def act(trace: Trace, action: Mapping[str, Any]) -> Acted:
    """Do what an action says right after the tick at which the learner stands. Raises ScriptError, without a place."""
    try:
        cursor = max(0, min(int(action.get("tick", trace.end)), TICK_MAX - 1))
        command = _command(trace, action, cursor + 1)
    except ScriptError:
        raise
    except (KeyError, TypeError, ValueError, AttributeError, OverflowError) as error:
        raise ScriptError(0, 0, "not_understood", {}) from error
    scenario = trace.scenario
    kept = tuple(one for one in scenario.commands if one.tick <= cursor)
    asked = replace(scenario, commands=(*kept, command), stop=_stop(scenario, command.tick))
    try:
        checked = parse(print_script(asked), APP)
    except ScriptError as error:
        raise ScriptError(0, 0, error.code, error.values) from error
    if len(checked.commands) != len(asked.commands):
        raise ScriptError(0, 0, "not_understood", {})
    return Acted(checked, command.tick, len(kept) < len(scenario.commands))


def _stop(scenario: m.Scenario, tick: int) -> int | None:
    """Where a run stops that has one command more: it may have timers without end, so it goes on as long as it did
    after its last command, and long enough for an answer.
    """
    if scenario.stop is None or scenario.stop > tick:
        return scenario.stop
    last = max((one.tick for one in scenario.commands), default=0)
    return min(tick + max(scenario.stop - last, scenario.timeout), TICK_MAX)


def _command(trace: Trace, action: Mapping[str, Any], tick: int) -> m.Command:
    verb = action["verb"]
    if verb in ("write", "read", "delete", "cas", "call"):
        return _operate(trace, action, tick)
    if verb in ("cut", "heal"):
        return _cut(action, tick)
    if verb in MESSAGE_VERBS:
        name = _field(action, "message", readers.MESSAGE)
        if verb == "duplicate" and all(one.name != name or one.sent >= tick for one, _, _ in trace.messages()):
            raise ScriptError(0, 0, "not_sent", {"found": name})
        return MESSAGE_VERBS[verb](tick, *_message(name))
    if verb in ("slow", "lose"):
        one, other = readers.LINK.sub(r"\1 \3", _field(action, "link", readers.LINK)).split()
        links = m.Links(((one, other), (other, one)))
        if verb == "lose":
            return m.Lose(tick, links, _number(action["loss"], 0, 100) / 100)
        ticks = _number(action["latency"], 0, LATENCY_MAX)
        return m.Slow(tick, links, m.Latency(ticks, ticks))
    node = _field(action, "node", readers.NODE)
    wipe = bool(action.get("wipe"))
    if verb == "crash":
        return m.Crash(tick, node, wipe, not wipe and bool(action.get("unflushed")))
    if verb == "recover":
        return m.Recover(tick, node, wipe)
    if verb == "pause":
        return m.Pause(tick, node, _number(action["ticks"], 1, TICK_MAX))
    if verb == "skew":
        return m.Skew(tick, node, _number(action["offset"], -TICK_MAX, TICK_MAX))
    return _tend(trace, action, node, tick)


def _tend(trace: Trace, action: Mapping[str, Any], node: str, tick: int) -> m.Command:
    match verb := action["verb"]:
        case "behave":
            how = str(action["how"])
            return m.Behave(tick, node, how, _number(action.get("ticks", SLOW), 1, TICK_MAX))
        case "sync":
            return m.Sync(tick, node, _field(action, "peer", readers.NODE))
        case "handoff":
            return m.Handoff(tick, node)
        case "purge":
            return m.Purge(tick, (node,), _field(action, "key", readers.NAME))
        case "promote":
            told = action.get("tell") or _within_reach(trace, node, tick)
            return m.Promote(tick, node, tuple(str(name) for name in told if name != node))
        case "campaign":
            return m.Campaign(tick, node, _number(action["term"], 1, TERM_MAX) if "term" in action else None)
        case "heartbeat":
            return m.Heartbeat(tick, node)
        case "rejoin":
            return m.Rejoin(tick, node, _field(action, "to", readers.NODE))
    raise KeyError(verb)


def _operate(trace: Trace, action: Mapping[str, Any], tick: int) -> m.Command:
    node, key = _field(action, "node", readers.NODE), _field(action, "key", readers.NAME)
    client = _field(action, "client", readers.NAME) if str(action.get("client") or "").strip() else None
    offered = levels(trace.scenario.system, action["verb"])
    level = str(action.get("level") or "") or None if offered else None
    if action["verb"] == "read":
        return m.Read(tick, node, key, client, level=level)
    if action["verb"] == "cas":
        return m.Cas(tick, node, key, _held(action["expected"]), _held(action["value"]), client)
    if action["verb"] == "call":
        return m.Call(tick, node, key, client=client)
    protocol = protocol_of(trace.scenario.system)
    context = _context(trace, client, key, tick) if protocol.contexts else None
    if action["verb"] == "delete":
        named = str(action.get("value") or "").strip()
        elements = protocol.elements(configured(trace.scenario.system))
        value = plain(named) if elements and named else None
        return m.Delete(tick, node, key, client, context=context, value=value, level=level)
    return m.Write(tick, node, key, plain(str(action["value"]).strip()), client, context=context, level=level)


def _held(text: object) -> m.Value:
    """What a key is to hold; an empty field says that it is absent."""
    return plain(str(text).strip()) if str(text).strip() else None


def _context(trace: Trace, client: str | None, key: str, tick: int) -> str | None:
    """The client's last answered read of a key: what a well-behaved client passes back."""
    commands = [one for one in name_operations(trace.scenario.commands) if isinstance(one, m.Read)]
    answered = {op.id for op in known(trace.operations, tick - 1) if op.status == "ok"}
    mine = [one.id for one in commands if (one.client, one.key) == (client, key) and one.id in answered]
    return mine[-1] if mine else None


def _cut(action: Mapping[str, Any], tick: int) -> m.Command:
    kind = m.Cut if action["verb"] == "cut" else m.Heal
    if action.get("links"):
        links = tuple((a, b) for a, b in (str(link).split(">") for link in action["links"]))
        return kind(tick, m.Links(links))
    if sides := [side for side in _sequence(action.get("groups")) if side]:
        groups = (tuple(_is(str(node), "group", readers.NODE) for node in side) for side in sides)
        return kind(tick, m.Groups(tuple(groups)))
    if kind is m.Heal:
        return m.Heal(tick)
    raise _refused("group", "")


def _within_reach(trace: Trace, node: str, tick: int) -> Sequence[str]:
    """Whom a new primary can tell: its own side, as it was before this tick (what came in it is left behind)."""
    reach = trace.network(trace.at(tick - 1)).reach(node)
    return [name for name in trace.scenario.system.names if name in reach and name != node]


def _sequence(value: Any) -> Sequence[Any]:
    return value if isinstance(value, list | tuple) else ()


def _field(action: Mapping[str, Any], field: str, form: re.Pattern[str]) -> str:
    """What a field says; one that says nothing, or has another form, is refused by its name."""
    value = action[field]
    return _is("" if value is None else str(value).strip(), FORMS.get(field, field), form)


def _number(value: object, low: int, high: int) -> int:
    """What a field of a number says. Letters there are nothing to a browser, so no sentence repeats them."""
    text = str(value).strip()
    if readers.SHORT_INTEGER.fullmatch(text) and low <= int(text) <= high:
        return int(text)
    raise ScriptError(0, 0, "no_number", {"low": low, "high": high})


def _is(text: str, expected: str, form: re.Pattern[str]) -> str:
    if form.fullmatch(text):
        return text
    raise _refused(expected, text)


def _refused(expected: str, found: str) -> ScriptError:
    """The mistake of a field: it says nothing, or its name or form is none."""
    code = "bad_name" if found and expected in ("key", "client") else "expected"
    return ScriptError(0, 0, code, {"expected": expected, "found": found})


def _message(name: str) -> tuple[m.Link, int]:
    link, _, nth = name.rpartition(".")
    src, dst = link.split(">")
    return (src, dst), int(nth)
