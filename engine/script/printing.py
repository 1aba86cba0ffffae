"""Scenario to text.

Rules of this file
* One line each, in the order of the grammar; what equals a default is left out, except the system and its settings.
* parse(print_script(s)) == s for every s that parse can give, so printing twice changes nothing.
* Nothing is checked here: what was put together by other means than parse must be parsed to be trusted.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from operator import attrgetter

from engine import model as m
from engine.availability.gateway import SETTINGS as GATEWAY
from engine.model import setting_kinds as settings
from engine.protocols import PROTOCOLS
from engine.script.readers import ABSENT, RESERVED, plain
from engine.script.targets import pairs
from engine.script.tokens import WORD, quote

DEFAULT = m.Scenario()


def print_script(scenario: m.Scenario) -> str:
    """The canonical script of a scenario."""
    return "".join(f"{line}\n" for line in _lines(scenario))


def print_command(command: m.Command | m.Resume) -> str:
    """One command as it stands in the canonical script, without the newline."""
    return f"{command.tick} {type(command).__name__.lower()} {_arguments(command)}".rstrip()


def _lines(scenario: m.Scenario) -> Iterator[str]:
    yield _system(scenario.system)
    for gateway in scenario.gateways:
        yield f"gateway {gateway.name}{_settings(gateway.settings, GATEWAY)}"
    if scenario.latency != DEFAULT.latency:
        yield f"latency {_latency(scenario.latency)}"
    for rule in scenario.links:
        yield _link_rule(rule)
    for node, skew in scenario.clocks:
        yield f"clock {node} skew={skew}"
    if scenario.timeout != DEFAULT.timeout:
        yield f"timeout {scenario.timeout}"
    for key, value in scenario.init:
        yield f"init {key} {_value(value)}"
    if scenario.seed != DEFAULT.seed:
        yield f"seed {scenario.seed}"
    yield from map(print_command, sorted(scenario.commands, key=attrgetter("tick")))
    if scenario.stop is not None:
        yield f"stop {scenario.stop}"


def _system(system: m.System) -> str:
    chosen = _settings(system.settings, PROTOCOLS[system.protocol].settings)
    return f"system {system.protocol} nodes={system.nodes}{chosen}"


def _settings(chosen: Iterable[tuple[str, object]], kinds: Mapping[str, settings.Kind]) -> str:
    return "".join(f" {name}={settings.show(kinds[name], value)}" for name, value in chosen)


def _link_rule(rule: m.LinkRule) -> str:
    latency = "" if rule.latency is None else f" latency={_latency(rule.latency)}"
    loss = "" if rule.loss is None else f" loss={_number(rule.loss)}"
    return f"link {_links(rule.links)}{latency}{loss}"


def _arguments(command: m.Command | m.Resume) -> str:
    match command:
        case m.Write(_, node, key, value, client, id_, context, w, level):
            return f"{node} {key} {_value(value)}{_options(client, id_, context, level, w=w)}"
        case m.Read(_, node, key, client, id_, r, level):
            return f"{node} {key}{_options(client, id_, None, level, r=r)}"
        case m.Delete(_, node, key, client, id_, context, w, value, level):
            element = "" if value is None else f" {_value(value)}"
            return f"{node} {key}{element}{_options(client, id_, context, level, w=w)}"
        case m.Cas(_, node, key, expected, value, client, id_):
            return f"{node} {key} {_held(expected)} {_held(value)}{_options(client, id_, None, None)}"
        case m.Call(_, node, service, value, client, id_):
            given = "" if value is None else f" {_value(value)}"
            return f"{node} {service}{given}{_options(client, id_, None, None)}"
        case m.Cut(_, where):
            return _where(where)
        case m.Heal(_, where):
            return "" if where is None else _where(where)
        case m.Crash() | m.Recover():
            return _with_its_disk(command)
        case m.Hold(_, link, nth) | m.Release(_, link, nth) | m.Drop(_, link, nth) | m.Duplicate(_, link, nth):
            return f"{link[0]}>{link[1]}.{nth}"
        case m.Slow(_, where, latency):
            return f"{_where(where)} {_latency(latency)}"
        case m.Lose(_, where, probability):
            return f"{_where(where)} {_number(probability)}"
        case m.Pause(_, node, ticks):
            return f"{node} for {ticks}"
        case m.Resume(_, node):
            return node
        case m.Skew(_, node, offset):
            return f"{node} {offset}"
        case _:
            return _operator_arguments(command)


def _with_its_disk(command: m.Crash | m.Recover) -> str:
    """The node, and what becomes of its disk."""
    if isinstance(command, m.Crash) and command.unflushed:
        return f"{command.node} unflushed"
    return f"{command.node} wipe" if command.wipe else command.node


def _operator_arguments(command: m.OperatorCommand) -> str:
    match command:
        case m.Sync(_, node, peer):
            return f"{node} {peer}"
        case m.Handoff(_, node) | m.Heartbeat(_, node):
            return node
        case m.Behave(_, node, how, ticks, service):
            return f"{node} {how}{f' {ticks}' if how == 'slow' else ''}{f' for {service}' if service else ''}"
        case m.Campaign(_, node, term):
            return node if term is None else f"{node} term={term}"
        case m.Purge(_, nodes, key):
            return f"{' '.join(nodes)} {key}"
        case m.Promote(_, node, tell):
            return " ".join((node, "tell", *tell)) if tell else node
        case m.Rejoin(_, node, to):
            return f"{node} to {to}"


def _options(client: str | None, id_: str | None, context: str | None, level: str | None, **quorum: int | None) -> str:
    named = (("by", client), ("as", id_), ("with", context))
    text = "".join(f" {option} {name}" for option, name in named if name is not None)
    more = (("level", level), *quorum.items())
    return text + "".join(f" {name}={value}" for name, value in more if value is not None)


def _where(where: str | m.Where) -> str:
    match where:
        case str():
            return where
        case m.Links():
            return _links(where)
        case m.Groups(groups):
            return " | ".join(map(" ".join, groups))


def _links(links: m.Links) -> str:
    return " ".join(f"{a}-{b}" if both else f"{a}>{b}" for (a, b), both in pairs(links.links))


def _latency(latency: m.Latency) -> str:
    if latency.exponential:
        return f"exp({latency.low})"
    return str(latency.low) if latency.low == latency.high else f"{latency.low}..{latency.high}"


def _number(number: float) -> str:
    return str(int(number)) if number == int(number) else repr(number)


def _held(value: m.Value) -> str:
    """What a register holds; a text that reads like the word for nothing stands in quotes."""
    return ABSENT if value is None else quote(ABSENT) if value == ABSENT else _value(value)


def _value(value: m.Value) -> str:
    """Bare where that reads back as the same value, else in quotes."""
    if not isinstance(value, str):
        return repr(value)
    bare = WORD.fullmatch(value) and not RESERVED.fullmatch(value) and isinstance(plain(value), str)
    return value if bare else quote(value)
