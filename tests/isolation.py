"""Isolation levels by brute force, on histories of a few transactions; and random histories to try them on.

Rules of this file
* Each unknown transaction is tried as one that happened and as one that did not. What a level allows in either way, it
  allows.
* serializable: some order of the transactions, run one after another, gives what was read (strictly: an order that is
  true to real time). snapshot_isolation: some order of starts and commits does, each reading the state at its start,
  where of two that overlap in time only one may write a key.
* read_committed and read_uncommitted by Adya's definition: for every order of the versions that the reads allow, the
  edges are drawn one by one. Who wrote what was read is tried in every way, where a value was written more than once or
  is what the key held at the start. A transaction that reads what it has written reads its own last version.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations, count, pairwise, permutations, product
from random import Random
from types import MappingProxyType
from typing import Any

from engine.model import Operation, Step

State = dict[str, Any]
NOTHING: Mapping[str, Any] = MappingProxyType({})


def allowed(operations: Sequence[Operation], level: str, lists: bool, starts: Mapping[str, Any] = NOTHING) -> bool:
    """Does a level allow a history? starts: by key what it held before."""
    keys = {step.key: () if lists else None for op in operations for step in op.value}
    return any(_allowed(some, operations, level, lists, {**keys, **starts}) for some in _happened(operations))


def _happened(operations: Sequence[Operation]) -> Iterator[list[Operation]]:
    sure = [op for op in operations if op.status == "ok"]
    unsure = [op for op in operations if op.status not in ("ok", "refused")]
    for many in range(len(unsure) + 1):
        for some in combinations(unsure, many):
            yield [op for op in operations if op in sure or op in some]


def _allowed(some: list[Operation], every: Sequence[Operation], level: str, lists: bool, starts: State) -> bool:
    match level:
        case "serializable" | "repeatable_read":
            return any(_serial(order, lists, starts) for order in permutations(some))
        case "strict_serializable":
            return any(_timely(order) and _serial(order, lists, starts) for order in permutations(some))
        case "snapshot_isolation":
            return _snapshots(some, lists, starts)
        case "read_committed":
            return any(_defined(told, told, lists, dirty=False) for told in _readings(some, lists, starts))
        case _:
            return any(
                _defined([op for op in told if op.status == "ok"], told, lists, dirty=True)
                for told in _readings(every, lists, starts)
            )


# -- run one after another, or from snapshots ----------------------------------------------------------------------


def _timely(order: Sequence[Operation]) -> bool:
    return not any(
        later.done is not None and later.done < earlier.issued
        for i, earlier in enumerate(order)
        for later in order[i + 1 :]
        if later.status == "ok"
    )


def _run(op: Operation, state: State, lists: bool) -> State | None:
    """The state after a transaction; None where it would have read something else."""
    state = dict(state)
    for step in op.value:
        held: Any = state[step.key]
        if step.f == "append":
            state[step.key] = (*held, step.value)
        elif step.f == "w":
            state[step.key] = step.value
        elif op.status == "ok" and ((step.value or ()) if lists else step.value) != held:
            return None
    return state


def _serial(order: Sequence[Operation], lists: bool, starts: State) -> bool:
    state: State | None = starts
    for op in order:
        state = _run(op, state, lists) if state is not None else None
    return state is not None


def _written(op: Operation) -> list[str]:
    return [step.key for step in op.value if step.f != "r"]


def _snapshots(some: list[Operation], lists: bool, starts: State) -> bool:
    """Each in turn may start or commit; what is open holds its writes and who has committed since."""

    def search(state: State, left: tuple[int, ...], running: dict[int, tuple[State, tuple[str, ...]]]) -> bool:
        if not left and not running:
            return True
        for i in left:
            after = _run(some[i], state, lists)
            if after is not None:
                rest = tuple(k for k in left if k != i)
                if search(state, rest, running | {i: (after, ())}):
                    return True
        for i, (after, taken) in running.items():
            mine = _written(some[i])
            if not set(mine) & set(taken):
                others = {k: (s, (*t, *mine)) for k, (s, t) in running.items() if k != i}
                if search(state | {key: after[key] for key in mine}, left, others):
                    return True
        return False

    return search(starts, tuple(range(len(some))), {})


# -- by definition -------------------------------------------------------------------------------------------------


def _readings(operations: Sequence[Operation], lists: bool, starts: State) -> Iterator[list[Operation]]:
    """The history with a value of its own for each write, in every way in which the reads can be told from these."""
    number = count(1)
    written = [
        [step if step.f == "r" else Step(step.f, step.key, next(number)) for step in op.value] for op in operations
    ]
    writes: dict[tuple[str, Any], list[int]] = {}
    for op, mine in zip(operations, written, strict=True):
        for step, own in zip(op.value, mine, strict=True):
            if step.f != "r":
                writes.setdefault((step.key, step.value), []).append(own.value)
    places = [
        (i, k)
        for i, op in enumerate(operations)
        if op.status == "ok"
        for k, step in enumerate(op.value)
        if step.f == "r"
    ]
    ways = [list(_sources(operations[i].value[k], lists, starts, writes)) for i, k in places]
    for chosen in product(*ways):
        for (i, k), value in zip(places, chosen, strict=True):
            written[i][k] = Step("r", written[i][k].key, value)
        yield [op._replace(value=tuple(mine)) for op, mine in zip(operations, written, strict=True)]


def _sources(
    read: Step, lists: bool, starts: State, writes: Mapping[tuple[str, Any], Sequence[int]]
) -> Iterator[tuple[int, ...] | int | None]:
    """Which writes a read may have seen, without the start."""
    if not lists:
        yield from [None] * (read.value == starts[read.key])
        yield from writes.get((read.key, read.value), ())
        return
    seen, start = read.value or (), starts[read.key]
    if seen[: len(start)] == start:
        each = product(*(writes.get((read.key, value), ()) for value in seen[len(start) :]))
        yield from (way for way in each if len(set(way)) == len(way))


def _defined(some: Sequence[Operation], every: Sequence[Operation], lists: bool, dirty: bool) -> bool:
    """some: who has committed. every: whose values may be read. dirty: may a read see what is not final?"""
    reads = [
        (op, place, step) for op in some if op.status == "ok" for place, step in enumerate(op.value) if step.f == "r"
    ]
    for op, place, step in reads:
        seen = (step.value or ()) if lists else (() if step.value is None else (step.value,))
        if not all(_told(op, place, step.key, value, every) for value in seen) or not _sees_own(op, place, seen):
            return False
        if not dirty and seen and not _final(op, step.key, seen[-1], some):
            return False
    keys = list(dict.fromkeys(step.key for op in every for step in op.value))
    edges = [list(_orders(some, key, reads) if lists else _any_order(some, key)) for key in keys]
    wr = _read_edges(some, reads, lists) if not dirty else []
    return any(not _circular([*wr, *(edge for part in parts for edge in part)]) for parts in product(*edges))


def _sees_own(op: Operation, place: int, seen: tuple[Any, ...]) -> bool:
    """Has a read all that its transaction wrote there, in order, and ends in it? Of registers: is it what came last?"""
    own = [step.value for step in op.value[:place] if step.f == "append" and step.key == op.value[place].key]
    last = [step.value for step in op.value[:place] if step.f != "r" and step.key == op.value[place].key][-1:]
    return [value for value in seen if value in own] == own and list(seen[-1:]) == (last or list(seen[-1:]))


def _told(reader: Operation, place: int, key: str, value: Any, every: Sequence[Operation]) -> bool:
    """Did somebody write it, and the reader itself not later?"""
    return any(
        step.f != "r" and (step.key, step.value) == (key, value) and (op is not reader or k < place)
        for op in every
        for k, step in enumerate(op.value)
    )


def _final(reader: Operation, key: str, value: Any, some: Sequence[Operation]) -> bool:
    writer = _writer(key, value, some)
    return writer is reader or [step.value for step in writer.value if step.key == key and step.f != "r"][-1] == value


def _writer(key: str, value: Any, some: Sequence[Operation]) -> Operation:
    return next(op for op in some for step in op.value if step.key == key and step.f != "r" and step.value == value)


def _read_edges(some: Sequence[Operation], reads: Sequence[Any], lists: bool) -> list[tuple[str, str]]:
    found = []
    for op, _, step in reads:
        top = (step.value or (None,))[-1] if lists else step.value
        if top is not None and (writer := _writer(step.key, top, some)) is not op:
            found.append((writer.id, op.id))
    return found


def _any_order(some: Sequence[Operation], key: str) -> Iterator[list[tuple[str, str]]]:
    for order in permutations([op.id for op in some if key in _written(op)]):
        yield list(pairwise(order))


def _orders(some: Sequence[Operation], key: str, reads: Sequence[Any]) -> Iterator[list[tuple[str, str]]]:
    """The edges of every order of all elements that begins with what was read, as far as it is committed."""
    own = [[step.value for step in op.value if step.key == key and step.f == "append"] for op in some]
    who = {value: op.id for op, values in zip(some, own, strict=True) for value in values}
    seen = [tuple(value for value in step.value or () if value in who) for _, _, step in reads if step.key == key]
    for order in permutations(who):
        if all(order[: len(one)] == one for one in seen) and all(
            [value for value in order if value in values] == values for values in own
        ):
            yield [(who[a], who[b]) for a, b in pairwise(order) if who[a] != who[b]]


def _circular(edges: Sequence[tuple[str, str]]) -> bool:
    """Is there a cycle? What nothing leads to is taken away until nothing is left."""
    left = set(edges)
    while left:
        ends = {dst for _, dst in left}
        fewer = {edge for edge in left if edge[0] in ends}
        if fewer == left:
            return True
        left = fewer
    return False


# -- random histories ----------------------------------------------------------------------------------------------


def odd_history(luck: Random, lists: bool) -> tuple[list[Operation], State]:
    """The same with values that are written twice, nothing written to a register, and starts, which lists may lose."""
    begins: tuple[Any, ...] = ((), (1,), (91, 92), (91, 1)) if lists else (None, 0, 1)
    starts = {key: luck.choice(begins) for key in "xyz"}
    fresh = count(2)
    twice = luck.choice((0.0, 0.2, 0.6))
    few = (1, 2) if lists else (None, 0, 1, 2)
    values = iter(lambda: luck.choice(few) if luck.random() < twice else next(fresh), "never")
    operations = history(luck, lists, starts=starts, values=values)
    if lists and luck.random() < 0.3:
        operations = [op._replace(value=tuple(_lost(step, luck) for step in op.value)) for op in operations]
    return operations, {key: start for key, start in starts.items() if start not in (None, ())}


def _lost(step: Step, luck: Random) -> Step:
    """A read that may have lost elements at its beginning."""
    lost = step.f == "r" and step.value and luck.random() < 0.3
    return Step("r", step.key, step.value[luck.randint(0, 2) :]) if lost else step


def history(
    luck: Random, lists: bool, most: int = 4, starts: State | None = None, values: Iterator[int | None] | None = None
) -> list[Operation]:
    """Some transactions on a few keys; each sees the newest state, or an old one, or now and then made-up values."""
    keys, steps = "xyz"[: luck.randint(1, 3)], luck.randint(1, 3)
    old, wild, broken = luck.choice((0.0, 0.5, 1.0)), luck.choice((0.0, 0.0, 0.2)), luck.choice((0.0, 0.0, 0.3))
    past: list[State] = [starts or {}]
    operations: list[Operation] = []
    tick, values = 0, values or iter(range(1, 99))
    for number in range(1, luck.randint(2, most) + 1):
        status = "ok" if luck.random() > broken else luck.choice(("unknown", "refused"))
        plan = [(luck.choice("rrw"), luck.choice(keys)) for _ in range(luck.randint(1, steps + 1))]
        start = luck.choice(past) if luck.random() < old else past[-1]
        told, mine = _carried_out(plan, start, past, luck, wild, lists, values)
        if status == "ok" or luck.random() < 0.5:
            past.extend(_installed(past[-1], mine, luck, lists))
        issued, tick = max(0, tick - luck.randint(0, 6)), tick + luck.randint(1, 4)
        if status != "ok":
            told = [Step("r", step.key, None) if step.f == "r" else step for step in told]
        done = None if status == "unknown" else tick
        operations.append(Operation(f"t{number}", "txn", f"c{number}", "", "", tuple(told), issued, done, status))
    luck.shuffle(operations)
    return operations


def _carried_out(
    plan: Sequence[tuple[str, str]],
    start: State,
    past: Sequence[State],
    luck: Random,
    wild: float,
    lists: bool,
    values: Iterator[int | None],
) -> tuple[list[Step], list[tuple[str, int | None]]]:
    """The steps of one transaction, and what it wrote in order."""
    state, told, mine = dict(start), list[Step](), list[tuple[str, int | None]]()
    for f, key in plan:
        seen = luck.choice(past) if luck.random() < wild else state
        held = seen.get(key, () if lists else None)
        if f == "r":
            told.append(Step("r", key, held))
            continue
        value = next(values)
        mine.append((key, value))
        state[key] = (*state.get(key, ()), value) if lists else value
        told.append(Step("append" if lists else "w", key, value))
    return told, mine


def _installed(state: State, mine: Sequence[tuple[str, int | None]], luck: Random, lists: bool) -> list[State]:
    """The states that a commit passes through which others may see: now and then each of its writes, in any order."""
    found, mine = [], list(mine)
    if luck.random() < 0.2:
        luck.shuffle(mine)
    for key, value in mine:
        state = state | {key: (*state.get(key, ()), value) if lists else value}
        if lists and luck.random() < 0.1 and len(state[key]) > 1:
            state[key] = (*state[key][:-2], value, state[key][-2])
        found.append(state)
    return found if luck.random() < 0.3 else found[-1:]
