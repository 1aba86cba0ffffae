"""The header lines to a Scenario that has no commands yet.

Rules of this file
* Order does not matter. link, clock and init may come often, the others once.
* What equals the default is dropped by printing; clocks come out in node order, a skew of 0 is no skew.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from engine.model import Latency, Link, LinkRule, Links, Scenario, System, Value
from engine.script import readers, targets
from engine.script.limits import SEED_MAX, TICK_MAX
from engine.script.tokens import Line, Token

HEADER = ("system", "gateway", "latency", "link", "clock", "timeout", "init", "seed", "stop")

Nodes = Mapping[str, int]


def read_header(lines: Mapping[str, Sequence[Line]], system: System, nodes: Nodes) -> Scenario:
    """A scenario from its header lines, gathered by their first word."""
    latency, timeout = once(lines["latency"]), once(lines["timeout"])
    seed, stop = once(lines["seed"]), once(lines["stop"])
    return Scenario(
        system=system,
        latency=_latency(latency) if latency else Scenario().latency,
        links=_links(lines["link"], nodes),
        clocks=_clocks(lines["clock"], nodes),
        timeout=_number(timeout, 1, TICK_MAX, "ticks") if timeout else Scenario().timeout,
        init=_init(lines["init"]),
        seed=_number(seed, 0, SEED_MAX, "number") if seed else Scenario().seed,
        stop=_number(stop, 0, TICK_MAX, "tick") if stop else None,
    )


def once(lines: Sequence[Line]) -> Line | None:
    """The only line that begins with a word, if any."""
    if len(lines) > 1:
        readers.fail(lines[1][0], "duplicate", found=lines[1][0].source)
    return lines[0] if lines else None


def pair(line: Line, i: int, names: Collection[str], expected: readers.Expected) -> tuple[Token, str, str]:
    """`name=value`, the name being one of these: its token, its name, its value."""
    text = readers.word(line, i, expected)
    name, equals, value = text.partition("=")
    if not equals or name not in names:
        readers.unexpected(line, i, expected)
    return line[i], name, value


def _number(line: Line, low: int, high: int, expected: str) -> int:
    number = readers.number(line, 1, low, high, expected)
    readers.end(line, 2)
    return number


def _latency(line: Line) -> Latency:
    text = readers.word(line, 1, "latency")
    latency = readers.latency(line[1], text)
    readers.end(line, 2)
    return latency


def _links(lines: Sequence[Line], nodes: Nodes) -> tuple[LinkRule, ...]:
    taken: set[tuple[Link, str]] = set()
    return tuple(_link_rule(line, nodes, taken) for line in lines)


def _link_rule(line: Line, nodes: Nodes, taken: set[tuple[Link, str]]) -> LinkRule:
    stop = next((i for i in range(1, len(line)) if "=" in line[i].source), len(line))
    links: Links = targets.links(line, 1, stop, nodes)
    latency: Latency | None = None
    loss: float | None = None
    for i in range(stop, max(len(line), stop + 1)):
        token, name, value = pair(line, i, ("latency", "loss"), ("latency=", "loss="))
        if any((link, name) in taken for link in links.links):
            readers.fail(token, "duplicate", found=name)
        taken.update((link, name) for link in links.links)
        if name == "latency":
            latency = readers.latency(token, value)
        else:
            loss = readers.probability(token, value)
    return LinkRule(links, latency, loss)


def _clocks(lines: Sequence[Line], nodes: Nodes) -> tuple[tuple[str, int], ...]:
    skews: dict[str, int] = {}
    for line in lines:
        node = readers.node(line, 1, nodes)
        if node in skews:
            readers.fail(line[1], "duplicate", found=node)
        token, _, value = pair(line, 2, ("skew",), ("skew=",))
        skews[node] = readers.within(token, value, -TICK_MAX, TICK_MAX)
        readers.end(line, 3)
    return tuple((node, skews[node]) for node in nodes if skews.get(node))


def _init(lines: Sequence[Line]) -> tuple[tuple[str, Value], ...]:
    values: dict[str, Value] = {}
    for line in lines:
        key = readers.name(line, 1, "key")
        if key in values:
            readers.fail(line[1], "duplicate", found=key)
        values[key] = readers.value(line, 2)
        readers.end(line, 3)
    return tuple(values.items())
