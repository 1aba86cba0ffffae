"""Banks: money goes from account to account, and all balances are read at once.

Rules of this file
* Specification: a transfer takes an amount from one account, which must have it, and adds it to another; a balance is
  never below zero (as in Jepsen's checker, unless a test allows it). A read shows all balances; an account that it does
  not name holds nothing. A transfer that failed says nothing.
* Where no balances are told for the start, they are whatever explains the answers: the history is kept if there is any
  start with which it is. The first read in an order then tells how much there was; until then it is known what each
  account has gained, and how low that was at the worst.
* Transfers keep the total: a read with another total than the start, or than another read, breaks it whatever the
  order. So does a balance below zero. The rest is searched; of what then cannot come next it is told, where it is so,
  that a balance is out of the range that the read before it and the transfers since leave.

Sources: Jepsen's checker `bank` (total, negative balances); Wing and Gong 1993 for the search.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from engine.checks.objects.counters import Number, enough, exact, plain
from engine.checks.objects.kind import Decision, ObjectKind, Proof, broken, number, searched
from engine.checks.search import Stop
from engine.checks.spec import NEVER, Interval, SequentialSpec
from engine.checks.zones import BEFORE_ALL
from engine.model import Operation, Reason
from engine.model.values import MapValue, map_value

Balances = tuple[tuple[str, Number], ...]
"""Accounts that hold something, in order of their names."""


@dataclass(frozen=True, slots=True)
class Gains:
    """What is known before the first read: by account what it has gained, and the least of that so far."""

    items: tuple[tuple[str, Number, Number], ...] = ()


def _step(state: Balances | Gains, f: str, value: Any) -> tuple[bool, Balances | Gains]:
    if f == "read":
        return state == value, state
    if f == "first":
        return isinstance(state, Gains) and _can_start(state, dict(value)), value
    return _moved(state, *value)


def _moved(state: Balances | Gains, source: str, target: str, amount: Number) -> tuple[bool, Balances | Gains]:
    if isinstance(state, Gains):
        gains = {account: (gain, low) for account, gain, low in state.items}
        gain, low = gains.get(source, (0, 0))
        gains[source] = gain - amount, min(low, gain - amount)
        gain, low = gains.get(target, (0, 0))
        gains[target] = gain + amount, low
        return True, Gains(tuple((account, *gained) for account, gained in sorted(gains.items())))
    balances = dict(state)
    balances[source] = balances.get(source, 0) - amount
    fits = balances[source] >= 0
    balances[target] = balances.get(target, 0) + amount
    return fits, _balances(balances)


def _can_start(state: Gains, balances: Mapping[str, Number]) -> bool:
    """Did nobody need more than was there, if the balances are these now?"""
    return all(balances.get(account, 0) - gain + low >= 0 for account, gain, low in state.items)


def _balances(held: Mapping[str, Number]) -> Balances:
    return tuple(sorted((account, amount) for account, amount in held.items() if amount))


BANK: Final = SequentialSpec(Gains(), _step, ("read",), ())


def _decide(intervals: Sequence[Interval], start: Balances | Gains, budget: int, stop: Stop | None) -> Decision:
    reads = sorted((op for op in intervals if op.f == "read"), key=lambda op: op.end)
    proof = _wrong(reads, start)
    if proof:
        return broken(proof)
    return searched(_prepare(intervals, start), replace(BANK, init=start), budget, stop)


def _prepare(intervals: Sequence[Interval], start: Balances | Gains) -> list[Interval]:
    """For each read that can be the first what it would tell of the start: it may happen at any time."""
    reads = [op for op in intervals if op.f == "read"] if isinstance(start, Gains) else []
    first = min((op.end for op in reads), default=NEVER)
    may = dict.fromkeys(op.value for op in reads if op.start <= first)
    return [*(Interval("", "first", value, -1, NEVER) for value in may), *intervals]


def _wrong(reads: Sequence[Interval], start: Balances | Gains) -> Proof | None:
    """The first read that has less than nothing, or another total than there was."""
    for read in reads:
        low = next(((account, amount) for account, amount in read.value if amount < 0), None)
        if low is not None:
            values = {"read": read.id, "account": low[0], "value": plain(low[1])}
            return Proof((read.id,), Reason("bank_negative", values), read.end)
        total, first = _total(read.value), reads[0]
        if isinstance(start, tuple) and total != _total(start):
            values = {"read": read.id, "value": plain(total), "expected": plain(_total(start))}
            return Proof((read.id,), Reason("bank_total", values), read.end)
        if total != _total(first.value):
            values = {"read": read.id, "value": plain(total), "first": first.id, "expected": plain(_total(first.value))}
            return Proof((first.id, read.id), Reason("bank_totals", values), read.end)
    return None


def _out_of_range(intervals: Sequence[Interval], last: str, start: Balances | Gains) -> Proof | None:
    """A balance that no sum of what may and what must have been moved since the read before it (or the start) makes."""
    read = next((op for op in intervals if op.id == last and op.f == "read"), None)
    if read is None:
        return None
    before = [op for op in intervals if op.f == "read" and op.end < read.start]
    base = max(before, key=lambda op: op.end, default=Interval("", "read", start, BEFORE_ALL, BEFORE_ALL))
    moves = [op for op in intervals if op.f == "transfer" and op.end >= base.start and op.start <= read.end]
    accounts = sorted({*dict(read.value), *(name for op in moves for name in op.value[:2])})
    for account in accounts if not isinstance(base.value, Gains) else ():
        proof = _range_of(account, base, read, moves)
        if proof:
            return proof
    return None


def _range_of(account: str, base: Interval, read: Interval, moves: Sequence[Interval]) -> Proof | None:
    """Why one balance is not what it can be."""
    changes = [
        op._replace(value=op.value[2] if op.value[1] == account else -op.value[2])
        for op in moves
        if (op.value[0] == account) != (op.value[1] == account)
    ]
    certain = [op for op in changes if base.end < op.start and op.end < read.start]
    held, shown = dict(base.value).get(account, 0), dict(read.value).get(account, 0)
    up, down = (sum(op.value for op in certain if (op.value > 0) == more) for more in (True, False))
    low = held + up + sum(op.value for op in changes if op.value < 0)
    high = held + down + sum(op.value for op in changes if op.value > 0)
    if low <= shown <= high:
        return None
    few = shown < low
    spare = up - (low - shown) if few else -down - (shown - high)
    needed = enough([op for op in certain if (op.value > 0) == few], spare)
    values = {"read": read.id, "account": account, "value": plain(shown), "low": plain(low), "high": plain(high)}
    proof = (*filter(None, (base.id,)), *needed, read.id)
    code = "bank_range" if low < high else "bank_only"
    reason = Reason(code, {**values, "first": base.id}) if base.id else Reason(f"{code}_start", values)
    return Proof(proof, reason, read.end)


def _total(balances: Balances) -> Number:
    return sum(amount for _, amount in balances)


def told_balances(value: Any) -> Balances | None:
    """The balances of a map from accounts to amounts; None where it is none."""
    if not isinstance(value, MapValue) or not all(number(held) for _, held in value.items):
        return None
    return _balances({str(account): exact(held) for account, held in value.items})


def _start(told: Any) -> Balances | None:
    found = told_balances(told)
    return None if found is None or any(amount < 0 for _, amount in found) else found


def _transfer(value: Any) -> tuple[str, str, Number] | None:
    """From, to and amount of a transfer; None where it is none."""
    told = dict(value.items) if isinstance(value, MapValue) else {}
    amount = told.get("amount", -1)
    if not {"from", "to"} <= told.keys() or not number(amount) or amount < 0:
        return None
    return str(told["from"]), str(told["to"]), exact(amount)


def _holds(op: Operation) -> bool:
    return (told_balances(op.value) if op.kind == "read" else _transfer(op.value)) is not None


def _acts(op: Operation, ended: bool) -> Sequence[tuple[str, Any]]:
    if op.kind == "read":
        return (("read", told_balances(op.value)),) if ended else ()
    return (("transfer", _transfer(op.value)),)


def _shown(state: Balances | Gains) -> MapValue | None:
    return None if isinstance(state, Gains) else map_value((account, plain(held)) for account, held in state)


BANKS: Final = ObjectKind(BANK, ("transfer", "read"), _holds, _acts, _start, _decide, _prepare, _shown, _out_of_range)
