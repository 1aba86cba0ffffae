"""Events to a history: what every reader of a log ends in.

Rules of this file
* An operation is an `invoke` and the next event of the same process (a Call). ok: it happened. fail: it certainly did
  not, and is refused. info, or no second event: nobody knows; it may happen at any later time, or never.
* The place of an event is its time: the only clock of a log.
* Transactions may stand there by their ends alone, as in Elle's examples: each then began before all others ended.
* What the nemesis does is a fault, kept as a mark on the same axis.
* operations.py makes operations of calls.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from engine.histories.calls import TYPES, Call, Log, LogEvent, NemesisEvent
from engine.histories.errors import expected, places, wrong
from engine.histories.kinds import NAMES
from engine.histories.limits import HistoryLimits
from engine.histories.operations import told
from engine.histories.values import shown

CALLED = (*NAMES, "txn")


def log(events: Iterable[LogEvent], text: str, limits: HistoryLimits) -> Log:
    """Pair invocations with responses: a history. text: what the events' offsets count in. Raises ScriptError."""
    running: dict[int | str, int] = {}
    calls: list[Call] = []
    faults: list[NemesisEvent] = []
    processes: set[int | str] = set()
    all_ends = True
    for tick, event in enumerate(events):
        if event.process is None:
            faults.append(NemesisEvent(tick, event.f, "" if event.value is None else shown(event.value)))
        elif event.type == "invoke":
            all_ends = False
            _may_begin(event, running, text)
            running[event.process] = len(calls)
            calls.append(Call(event, tick))
            processes.add(event.process)
            _counted(len(calls), len(processes), event.at, text, limits)
        elif event.f == "txn" and all_ends:
            _counted(len(calls) + 1, len(processes), event.at, text, limits)
            calls.append(Call(event, 0, event, tick))
        else:
            place = _ended(event, running.pop(event.process, None), calls, text)
            calls[place] = calls[place]._replace(end=event, done=tick)
    operations, model = told(calls, text)
    where = zip((op.id for op in operations), places(text, (call.begin.at for call in calls)), strict=True)
    return Log(operations, tuple(faults), model, {}, dict(where))


def _counted(operations: int, processes: int, at: int, text: str, limits: HistoryLimits) -> None:
    if operations > limits.operations:
        wrong(text, at, "too_many", limit="operations", maximum=limits.operations)
    if processes > limits.processes:
        wrong(text, at, "too_many", limit="processes", maximum=limits.processes)


def _may_begin(event: LogEvent, running: Mapping[int | str, int], text: str) -> None:
    if event.f not in CALLED:
        expected(text, event.at, CALLED)
    if event.process in running:
        ends = ("ok", "fail", "info")
        wrong(text, event.at, "still_running", process=event.process, expected=ends)


def _ended(event: LogEvent, place: int | None, calls: Sequence[Call], text: str) -> int:
    """The number of the call that ends here."""
    if event.type not in TYPES:
        wrong(text, event.at, "unknown_type", found=event.type, expected=TYPES)
    if place is None:
        wrong(text, event.at, "not_running", process=event.process, expected="invoke")
    begun = calls[place].begin.f
    if begun != event.f:
        wrong(text, event.at, "other_operation", process=event.process, found=event.f, expected=begun)
    return place
