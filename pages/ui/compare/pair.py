"""The same commands under two systems: who answers what, where the two part, and what each one costs.

Rules of this file
* Facts only: codes, numbers and values. The words are in lessons/<lang>/compare.toml.
* Two runs have the same operations in the same order, but for deletes of one element, which only a set understands;
  so an operation is the same one in both iff it has the same id.
* One value read under multi_value counts as that value, so that one sibling does not differ from a register.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from statistics import median
from typing import Any, NamedTuple

from engine.analysis.durability import lost_writes
from engine.availability.endpoints import replicas
from engine.model import Command, Delete, Drop, Duplicate, Hold, Operation, Read, Release, Scenario, System, Write
from engine.script import APP, name_operations, parse, print_script
from engine.script.rewrite import under
from engine.trace import Trace
from pages.ui.compare.systems import SYSTEMS
from pages.ui.stage.picture import nodes, verdicts
from pages.ui.stage.picture.operations import missed

Outcome = tuple[str, Any]
"""How an operation stands: its status and what it read. NOTHING was read where the key was absent."""

NOTHING = ()


class Side(NamedTuple):
    """A run under a system: its script, and the commands that mean nothing there."""

    script: str
    left_out: tuple[Command, ...]


class Difference(NamedTuple):
    """Where two runs part. code: 'answer' (what: an operation's id) or 'copy' (what: a node; key); a, b: each side.

    Under 'answer' a side is an Outcome, under 'copy' a tuple of values.
    """

    tick: int
    code: str
    what: str
    key: str
    a: Any
    b: Any


class Price(NamedTuple):
    """What clients got and what it took. Times in ticks, None where nothing was answered; promises: the broken ones."""

    asked: int
    answered: int
    refused: int
    unknown: int
    pending: int
    stale: int
    typical: float | None
    slowest: int | None
    messages: int
    kept: int
    broken: int
    lost: int
    promises: tuple[str, ...]


LESS_IS_BETTER: Mapping[str, bool] = {
    "answered": False, "refused": True, "unknown": True, "pending": True, "stale": True, "typical": True,
    "slowest": True, "messages": True, "kept": False, "broken": True, "lost": True,
}  # fmt: skip
"""The rows of a price, in order."""


def line_of(name: str, count: int) -> str:
    """The system line of a named system for so many nodes."""
    homes = min(count, 3)
    home = ",".join(f"n{number}" for number in range(1, homes + 1))
    settings = SYSTEMS[name].format(nodes=count, most=count // 2 + 1, few=homes // 2 + 1, home=home)
    return f"system {settings}"


def own(scenario: Scenario) -> str:
    """The system line of a scenario, as SYSTEMS would write it."""
    return print_script(Scenario(scenario.system)).strip()


def system(line: str) -> System:
    """The system that a line asks for. Raises ScriptError."""
    return parse(line, APP).system


def rival(scenario: Scenario) -> str:
    """The name of the system to stand against a run unasked: the strictest, or against that the most available."""
    return "siblings" if dict(scenario.system.settings).get("write_back") else "quorum_logical"


def side(scenario: Scenario, line: str | None) -> Side:
    """A scenario under another system (None: as it is), without what means nothing there. Raises ScriptError."""
    if line is None:
        return Side(print_script(scenario), ())
    moved, dropped = under(scenario, system(line))
    if any(isinstance(one, Delete) for one in dropped):  # who is left must keep its name
        named = replace(scenario, commands=name_operations(scenario.commands))
        moved, dropped = under(named, system(line))
    count = len(replicas(moved.system))
    fitted = tuple(_fitted(command, count) for command in moved.commands)
    too_large = tuple(one for one, fits in zip(moved.commands, fitted, strict=True) if one != fits)
    return Side(print_script(parse(print_script(replace(moved, commands=fitted)), APP)), (*dropped, *too_large))


def _fitted(command: Command, replicas: int) -> Command:
    """A command without a quorum that is larger than the number of replicas."""
    match command:
        case Write(w=count) | Delete(w=count) if count is not None and count > replicas:
            return replace(command, w=None)
        case Read(r=count) if count is not None and count > replicas:
            return replace(command, r=None)
    return command


def idle(trace: Trace) -> tuple[Command, ...]:
    """Commands about a message that is never sent in this run."""
    sent = {message[:3] for message, _, _ in trace.messages()}
    about = (one for one in trace.scenario.commands if isinstance(one, Hold | Release | Drop | Duplicate))
    return tuple(one for one in about if (*one.link, one.nth) not in sent)


def price(trace: Trace) -> Price:
    """What a run was worth to its clients, and what it took."""
    statuses = [op.status for op in trace.operations]
    took = [op.done - op.issued for op in trace.operations if op.status == "ok" and op.done is not None]
    outcomes = {check: verdict.outcome for check, verdict in verdicts.last(trace).items()}
    broken = tuple(check for check, outcome in outcomes.items() if outcome == "broken")
    return Price(
        asked=len(statuses),
        answered=statuses.count("ok"),
        refused=statuses.count("refused"),
        unknown=statuses.count("unknown"),
        pending=statuses.count("pending"),
        stale=sum(missed(trace, op) is not None for op in trace.operations),
        typical=median(took) if took else None,
        slowest=max(took, default=None),
        messages=sum(message.src != message.dst for message, _, _ in trace.messages()),
        kept=list(outcomes.values()).count("kept"),
        broken=len(broken),
        lost=len(lost_writes(trace)),
        promises=broken,
    )


def better(measure: str, a: Price, b: Price) -> str:
    """Which side pays less for a measure: 'a', 'b' or 'same'."""
    mine, theirs = getattr(a, measure), getattr(b, measure)
    if mine == theirs or None in (mine, theirs):
        return "same"
    return "a" if (mine < theirs) == LESS_IS_BETTER[measure] else "b"


def first_difference(a: Trace, b: Trace) -> Difference | None:
    """The first tick at which an operation stands differently or a node holds something else; None if there is none."""
    found = [one for one in (_answers_part(a, b, timed=True), _copies_part(a, b)) if one is not None]
    return min(found, key=lambda one: one.tick, default=None)


def first_other_answer(a: Trace, b: Trace) -> Difference | None:
    """The first operation that ends differently, no matter how long it takes; its tick is the later of the two ends."""
    return _answers_part(a, b, timed=False)


def _answers_part(a: Trace, b: Trace, timed: bool) -> Difference | None:
    others = {op.id: op for op in b.operations}
    found = []
    for op in a.operations:
        if op.id not in others:
            continue
        other = others[op.id]
        ends = [end for end in (op.done, other.done) if end is not None]
        if outcome(op) != outcome(other):
            tick = (min if timed else max)(ends, default=a.end)
        elif timed and op.done != other.done:
            tick = min(ends)
        else:
            continue
        shown = [_at(one, tick) if timed else outcome(one) for one in (op, other)]
        found.append(Difference(tick, "answer", op.id, op.key, *shown))
    return min(found, key=lambda one: one.tick, default=None)


def _at(op: Operation, tick: int) -> Outcome:
    return outcome(op) if op.done is not None and op.done <= tick else ("pending", None)


def outcome(op: Operation) -> Outcome:
    """How an operation ended: its status, and what it read."""
    return op.status, plain(op.value) if op.kind == "read" and op.status == "ok" else None


def plain(value: Any) -> Any:
    """What was read, without the list around a single sibling; NOTHING for an absent key."""
    if not isinstance(value, tuple):
        return NOTHING if value is None else value
    return value[0] if len(value) == 1 else value


def _copies_part(a: Trace, b: Trace) -> Difference | None:
    """What the same node holds in two runs, where it is one that keeps data in both."""
    shared = sorted(nodes.replicas(a) & nodes.replicas(b), key=a.scenario.system.names.index)
    held: dict[tuple[int, str], dict[str, tuple[Any, ...]]] = {(which, node): {} for which in (0, 1) for node in shared}
    for tick, changed in _changes(a, b):
        for which, node in changed:
            if node in shared:
                trace = (a, b)[which]
                held[which, node] = _copies(trace, node, trace.at(tick))
        for node in sorted({node for _, node in changed if node in shared}, key=shared.index):
            mine, theirs = held[0, node], held[1, node]
            for key in sorted(mine.keys() | theirs.keys()):
                if mine.get(key, ()) != theirs.get(key, ()):
                    return Difference(tick, "copy", node, key, mine.get(key, ()), theirs.get(key, ()))
    return None


def _changes(a: Trace, b: Trace) -> Iterator[tuple[int, set[tuple[int, str]]]]:
    """Ticks in order with the (side, node) whose state may have changed in them."""
    ticks: dict[int, set[tuple[int, str]]] = {}
    for which, trace in enumerate((a, b)):
        for event in trace.events:
            if event.node is not None and event.state is not None:
                ticks.setdefault(event.tick, set()).add((which, event.node))
    yield from sorted(ticks.items())


def _copies(trace: Trace, node: str, index: int) -> dict[str, tuple[Any, ...]]:
    store = nodes.view(trace, node, index).store
    values = {key: tuple(value for value in cell.values if value is not None) for key, cell in store.items()}
    return {key: each for key, each in values.items() if each}
