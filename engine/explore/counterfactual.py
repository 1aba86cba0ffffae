"""Counterfactuals: the smallest single changes after which one read of a run returns something else, or a
compare-and-set ends otherwise.

Rules of this file
* Every change is tried with the simulator, one at a time, smallest first: a tick, one r or w, one message.
* later, earlier: the read that many ticks away. r, w: one more or one less for the read, or for one write of its key.
  late: one message kept until the read has ended. lost: one message that never comes (told where late will not do).
  without: one fault less. Of each kind the first is told.
* A change counts if the read then ends 'ok' with another value, or ends 'ok' at all where it did not; of a
  compare-and-set, if it is then told 'ok' or that the value was another, and was not before. "Read" stands for both.
* At most TRIES_MAX runs, and no more than EVENTS_MAX events in all of them.

Source: Lewis 1973 (what would have been otherwise in the nearest world); Halpern & Pearl 2005 (actual causes).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from engine.model import (
    Command,
    Crash,
    Cut,
    Delete,
    Drop,
    Duplicate,
    Heal,
    Hold,
    Lose,
    Operation,
    Pause,
    Read,
    Release,
    Scenario,
    Skew,
    Slow,
    Write,
)
from engine.protocols import quorum
from engine.run.simulation import Overrun, run
from engine.script import name_operations, print_command
from engine.trace import Trace

TRIES_MAX = 240
EVENTS_MAX = 60_000
"""Runs, and events in all of them: a page waits for the answer."""
TICKS_MAX = 60
"""How far a read is moved: some round trips of the usual latency; farther away it would be another story."""
MESSAGES_MAX = 40
"""Messages that are held or lost, the last first: what a read turned on is seldom older. Fewer than ticks."""
RUN_EVENTS_MAX = 20_000
"""Events of one changed run: a third of all, so that one that does not end leaves room for others."""
KINDS = ("without", "r", "w", "later", "earlier", "late", "lost")


@dataclass(frozen=True, slots=True)
class Counterfactual:
    """One change and what the read then returns ('ok' or 'refused': how the compare-and-set ends).

    kind: one of KINDS. what: the operation, message or fault changed. amount: ticks, or the new r or w. scenario: the
    run to open.
    """

    kind: str
    what: str
    amount: int
    value: Any
    scenario: Scenario


FAULTS = Cut | Heal | Crash | Hold | Drop | Duplicate | Slow | Lose | Skew | Pause

Change = tuple[str, str, int, Scenario]


def counterfactuals(trace: Trace, op: str) -> tuple[Counterfactual, ...]:
    """The first change of each kind that changes the answer to one read; op: its id."""
    before = next(each for each in trace.operations if each.id == op)
    scenario = replace(trace.scenario, commands=name_operations(trace.scenario.commands))
    found: dict[str, Counterfactual] = {}
    tries = events = 0
    for kind, what, amount, changed in _changes(trace, scenario, before):
        if kind in found:
            continue
        tries += 1
        if tries > TRIES_MAX or events > EVENTS_MAX:
            break
        try:
            after = run(changed, RUN_EVENTS_MAX)
        except Overrun:
            events += RUN_EVENTS_MAX
            continue
        events += len(after.events)
        told = _told(next(each for each in after.operations if each.id == op))
        if told is not None and told != _told(before):
            found[kind] = Counterfactual(kind, what, amount, told[0], changed)
    if "late" in found:
        found.pop("lost", None)
    return tuple(found[kind] for kind in KINDS if kind in found)


def _told(op: Operation) -> tuple[Any] | None:
    """What a client was told: the value of a read, how a compare-and-set ended; None: nothing."""
    if op.kind == "read":
        return (op.value,) if op.status == "ok" else None
    compared = op.status == "ok" or (op.reason is not None and op.reason.code == "cas_mismatch")
    return (op.status,) if compared and op.status != "unknown" else None


def _changes(trace: Trace, scenario: Scenario, before: Operation) -> Iterator[Change]:
    """All changes that are tried, smallest first."""
    yield from _quorums(scenario, before)
    for place, command in reversed(list(enumerate(scenario.commands))):
        if isinstance(command, FAULTS) and command.tick <= _end(trace, before):
            rest = scenario.commands[:place] + scenario.commands[place + 1 :]
            yield "without", print_command(command), 0, replace(scenario, commands=rest)
    messages = _messages(trace, before)
    for nth in range(TICKS_MAX):
        yield from _moved(scenario, before, nth + 1)
        if nth < len(messages):
            (src, dst), number = messages[nth]
            name, link, end = f"{src}>{dst}.{number}", (src, dst), _end(trace, before) + 1
            held = (Hold(0, link, number), Release(end, link, number))
            yield "late", name, end, _with(scenario, held)
            yield "lost", name, 0, _with(scenario, (Drop(0, link, number),))


def _end(trace: Trace, before: Operation) -> int:
    return trace.end if before.done is None else before.done


def _moved(scenario: Scenario, before: Operation, ticks: int) -> Iterator[Change]:
    """The read so many ticks later, or earlier."""
    for kind, tick in (("later", before.issued + ticks), ("earlier", before.issued - ticks)):
        if tick >= 0:
            yield kind, before.id, ticks, _changed(scenario, before.id, tick=tick)


def _quorums(scenario: Scenario, before: Operation) -> Iterator[Change]:
    """One more or one less answer for the read, or acknowledgement for a write of its key."""
    config = quorum.PROTOCOL.config_of(scenario.system)
    if config is None:
        return
    read = next(one for one in scenario.commands if isinstance(one, Read) and one.id == before.id)
    usual = 1 if read.level not in (None, "strong") else config.r
    for r in _beside(read.r or usual, len(config.home)):
        yield "r", before.id, r, _changed(scenario, before.id, r=r)
    writes = [one for one in scenario.commands if isinstance(one, Write | Delete) and one.key == before.key]
    for write in reversed([one for one in writes if one.tick <= before.issued]):
        for w in _beside(write.w or config.w, len(config.home)):
            yield "w", write.id or "", w, _changed(scenario, write.id, w=w)


def _beside(number: int, most: int) -> list[int]:
    return [one for one in (number + 1, number - 1) if 1 <= one <= most]


def _messages(trace: Trace, before: Operation) -> list[tuple[tuple[str, str], int]]:
    """Messages on their way before the read ended, the last first: what it could have turned on."""
    last = len(trace.events) if before.last is None else before.last
    sent = [
        message
        for event in trace.events[: last + 1]
        for message in event.sent
        if message.src != message.dst and message.due <= _end(trace, before)
    ]
    return [((one.src, one.dst), one.nth) for one in reversed(sent)][:MESSAGES_MAX]


def _changed(scenario: Scenario, op: str | None, **fields: Any) -> Scenario:
    """The same with one operation changed."""
    commands: list[Any] = list(scenario.commands)
    changed = [replace(one, **fields) if getattr(one, "id", None) == op else one for one in commands]
    return replace(scenario, commands=_sorted(changed))


def _with(scenario: Scenario, more: tuple[Command, ...]) -> Scenario:
    return replace(scenario, commands=_sorted([*more, *scenario.commands]))


def _sorted(commands: list[Command]) -> tuple[Command, ...]:
    return tuple(sorted(commands, key=lambda one: one.tick))
