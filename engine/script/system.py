"""The system line: a protocol, how many nodes, its settings.

Rules of this file
* Settings are those of the protocol's SETTINGS and come out in that order; what was written stays written.
* Whether they make sense together is the protocol's config() to say: a Reason names the guilty setting.
"""

from __future__ import annotations

from collections.abc import Mapping

from engine.model import Reason, System
from engine.model import setting_kinds as settings
from engine.protocols import PROTOCOLS, configured, levels, refusal
from engine.script import readers
from engine.script.limits import ScriptLimits
from engine.script.operator_commands import SystemScope
from engine.script.tokens import Line, Token

QUORUMS = ("r", "w")
"""Settings of which 0 is a quorum of nobody."""


def read_system(line: Line | None, limits: ScriptLimits) -> System:
    """The system that a line describes, or the default one."""
    if line is None:
        return System()
    protocol = readers.word(line, 1, tuple(PROTOCOLS))
    if protocol not in PROTOCOLS:
        readers.fail(line[1], "unknown_protocol", expected=tuple(PROTOCOLS), found=protocol)
    kinds = PROTOCOLS[protocol].settings
    written = _written(line, ("nodes", *kinds))
    nodes = _nodes(written["nodes"], limits) if "nodes" in written else System().nodes
    return System(protocol, nodes, _chosen(written, kinds, System(protocol, nodes).names))


def read_settings(
    line: Line, kinds: Mapping[str, settings.Kind], nodes: tuple[str, ...]
) -> tuple[tuple[str, object], ...]:
    """The settings that stand after the second word of a line, in canonical order."""
    return _chosen(_written(line, tuple(kinds)), kinds, nodes)


def read_scope(system: System, line: Line | None) -> SystemScope:
    """What commands must know of a system whose settings make sense together."""
    protocol = PROTOCOLS[system.protocol]
    if (reason := refusal(system)) is not None:
        assert line is not None, "the default system is never refused"
        refuse(reason, line)
    config = configured(system)
    nodes = {name: i for i, name in enumerate(system.names)}
    replicas, elements = len(protocol.replicas(config)), protocol.elements(config)
    verbs = protocol.verbs | {"cas"} if protocol.compares(config) else protocol.verbs
    offered = {kind: levels(system, kind) for kind in ("write", "read", "delete")}
    return SystemScope(system.protocol, nodes, nodes, verbs, replicas, elements, offered)


def _written(line: Line, known: tuple[str, ...]) -> dict[str, tuple[Token, str]]:
    written: dict[str, tuple[Token, str]] = {}
    for i in range(2, len(line)):
        name, equals, value = readers.word(line, i, "setting").partition("=")
        if name not in known:
            readers.fail(line[i], "unknown_setting", expected=known, found=name)
        if not equals:
            readers.unexpected(line, i, f"{name}=")
        if name in written:
            readers.fail(line[i], "duplicate", found=name)
        written[name] = line[i], value
    return written


def _chosen(
    written: Mapping[str, tuple[Token, str]], kinds: Mapping[str, settings.Kind], nodes: tuple[str, ...]
) -> tuple[tuple[str, object], ...]:
    return tuple((name, _setting(kinds[name], written[name], nodes)) for name in kinds if name in written)


def _nodes(written: tuple[Token, str], limits: ScriptLimits) -> int:
    token, text = written
    if text.isascii() and text.isdigit() and text[0] != "0" and int(text[:9]) > limits.nodes:
        readers.fail(token, "too_many", limit="nodes", maximum=limits.nodes, found=text)
    return readers.within(token, text, 1, limits.nodes)


def _setting(kind: settings.Kind, written: tuple[Token, str], nodes: tuple[str, ...]) -> object:
    token, text = written
    value = settings.read(kind, text, nodes)
    if value is None:
        name = token.source.partition("=")[0]
        values = {"setting": name, "expected": settings.expected(kind), "found": text}
        readers.fail(token, "bad_setting", **values | _details(name, kind, text, nodes))
    return value


def _details(name: str, kind: settings.Kind, text: str, nodes: tuple[str, ...]) -> dict[str, object]:
    """What exactly is wrong: the least count there can be, or the item of a list that is not known."""
    if name in QUORUMS and text == "0":
        return {"expected": "1", "reason": "quorum_of_nobody"}
    if isinstance(kind, settings.Count):
        return {"reason": "bad_count", "low": kind.low}
    items = text.split(",")
    if isinstance(kind, settings.Flags) and (unknown := [item for item in items if item not in kind.codes]):
        return {"found": unknown[0], "reason": "unknown_flag"}
    if isinstance(kind, settings.Names) and (unknown := [item for item in items if item not in nodes]) and items[0]:
        return {"found": unknown[0], "reason": "unknown_node", "count": len(nodes)}
    return {}


def refuse(reason: Reason, line: Line) -> None:
    """Point at the setting that a config() finds guilty, or at the protocol's name."""
    guilty = str(reason.values.get("setting", ""))
    values = {**reason.values, "setting": guilty, "reason": reason.code}
    readers.fail(next((t for t in line[2:] if t.source.startswith(f"{guilty}=")), line[1]), "bad_setting", **values)
