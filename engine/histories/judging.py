"""`python -m engine check FILE`: a history from outside, judged; one line of JSON a verdict.

Rules of this file
* Linearizability is judged of any object (checks/objects.py); the other checks that a history from outside can be
  judged by (FOREIGN) speak of registers, and say nothing of other objects.
* A model that follows from what is kept is not judged (lattice.py), where linearizability was judged of registers too.
* Of keys that are counters or sets (a run of multi_value), nothing is judged: nobody can tell.
* Transactions (engine/transactions) have verdicts of their own: one an isolation level, on the whole history, whatever
  checks are asked for.
* The only object of a history without keys has key null.
* A history without operations (of faults alone, or none) keeps nothing: there is nothing to judge.
* Exit 0: all kept. 1: one is broken. 3: none is broken, but one cannot be told, or not within the steps or the time.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final

from engine.analysis.report import verdict_as_json
from engine.checks import CHECKS, FOREIGN, judge
from engine.checks.lattice import implied
from engine.checks.objects import MOST, OBJECTS, begins, foreign, verdicts
from engine.checks.search import Stop
from engine.histories import Log
from engine.histories.kinds import suited
from engine.histories.starts import of_keys
from engine.histories.transactions import STEP
from engine.histories.values import as_text, one
from engine.model import Operation, Reason, Value, Verdict
from engine.script import ScriptError
from engine.transactions import TRANSACTIONAL
from engine.transactions import begins as may_begin
from engine.transactions import foreign as no_transaction
from engine.transactions import verdicts as of_transactions

KEPT, BROKEN, CANT_TELL = 0, 1, 3
MODELS: Final[Mapping[str, tuple[str, ...]]] = {
    **{name: kind.kinds for name, kind in OBJECTS.items()},
    **dict.fromkeys(TRANSACTIONAL, ("txn", *STEP)),
}
"""All that a history can be judged as, and the kinds of operation that each has."""


def judged(
    log: Log,
    model: str,
    checks: Sequence[str] = FOREIGN[:1],
    most: int = MOST,
    stop: Stop | None = None,
    known: Sequence[Verdict] = (),
) -> tuple[Verdict, ...]:
    """The verdicts on a history; in one without operations there is nothing to judge.

    most: steps of search of all keys together. known: the verdicts on linearizability, where they are not asked for
    again. Raises ScriptError where the model has no such operation.
    """
    if not log.operations:
        return tuple(_nothing(log, check) for check in checks)
    if all(op.object != "register" for op in log.operations):
        return _not_registers(log, checks[0])
    _must_fit(log, model)
    log = suited(log, model)
    log = _one_value(log, model) if "register" in model and model in OBJECTS else log
    starts = log.init if model in TRANSACTIONAL else of_keys(log, model)
    _must_begin(model, starts)
    if model in TRANSACTIONAL:
        return of_transactions(log.operations, model, starts)
    found: dict[str, Sequence[Verdict]] = {}
    for name in checks:
        if name == "linearizable":
            known = verdicts(log.operations, model, starts, most, stop)
            found[name] = known
        elif plain(log):
            before = {**found, "linearizable": known if "register" in model else ()}
            follows = implied(CHECKS[name], before) or judge(CHECKS[name], log.operations, starts)
            found[name] = follows or (Verdict(name, None, "kept"),)
    return tuple(verdict for many in found.values() for verdict in many)


def _must_fit(log: Log, model: str) -> None:
    """Raises ScriptError where the model has no such operation, with the models that have all, or there is none."""
    if model not in MODELS:
        raise ScriptError(0, 0, "no_such_model", {"found": model, "expected": tuple(MODELS)})
    strange = _strange(log, model)
    if strange is None:
        return
    others = tuple(other for other in MODELS if _strange(log, other) is None)
    values: dict[str, object] = {"found": _said(strange, model), "op": strange.id, "model": model, "expected": model}
    values |= {"others": others} if others else {}
    why = "others" if others else "none" if strange.kind in MODELS[model] else "mixed"
    values["reason"] = f"not_in_model_{why}"
    raise ScriptError(*log.places.get(strange.id, (0, 0)), "not_in_model", values)


def _strange(log: Log, model: str) -> Operation | None:
    """The first operation that does not fit a model."""
    return (no_transaction if model in TRANSACTIONAL else foreign)(suited(log, model).operations, model)


def _said(op: Operation, model: str) -> str:
    """An operation as a file would have it, of a transaction the first step that does not fit."""
    if op.kind == "txn":
        alone = (op._replace(value=(step,)) for step in op.value)
        steps = next((one.value for one in alone if no_transaction((one,), model)), op.value[:1])
        return " ".join(f"[:{step.f} {step.key} {as_text(step.value)}]" for step in steps)
    return " ".join(filter(None, (op.kind, op.key, "" if op.value is None else as_text(op.value))))


def _must_begin(model: str, starts: Mapping[str, Value]) -> None:
    """Raises ScriptError where an object of the model cannot hold a value at the start."""
    fits = may_begin if model in TRANSACTIONAL else begins
    unfit = next((key for key, value in starts.items() if not fits(model, value)), None)
    if unfit is not None:
        values = {"found": as_text(starts[unfit]), "model": model, "expected": model}
        raise ScriptError(0, 0, "start_not_in_model", values)


def plain(log: Log) -> bool:
    """Does the history only read, write, and compare and set registers? Only then other checks than linearizability
    apply."""
    return all(op.kind in OBJECTS["cas-register"].kinds and op.object == "register" for op in log.operations)


def _nothing(log: Log, check: str) -> Verdict:
    reason = Reason("nothing_to_judge", {"operations": 0, "faults": len(log.faults)})
    return Verdict(check, None, "cant_tell", (), reason)


def _not_registers(log: Log, check: str) -> tuple[Verdict, ...]:
    """Why there is nothing to judge, of each key if the check is one of keys."""
    keys = sorted({op.key for op in log.operations}) if CHECKS[check].scope == "key" else [None]
    reason = Reason("not_registers", {"object": log.operations[0].object})
    return tuple(Verdict(check, key, "cant_tell", (), reason) for key in keys)


def _one_value(log: Log, model: str) -> Log:
    """A register starts as one value; if that is a list, what is read is one, too, not several side by side."""
    operations = log.operations
    if model != "versioned-register" and any(isinstance(value, tuple) for value in log.init.values()):
        operations = tuple(op if op.kind == "cas" else op._replace(value=one(op.value)) for op in operations)
    return log._replace(operations=operations, init={key: one(value) for key, value in log.init.items()})


def exit_code(verdicts: Sequence[Verdict]) -> int:
    """The exit code of the process: see above."""
    outcomes = {verdict.outcome for verdict in verdicts}
    return BROKEN if "broken" in outcomes else CANT_TELL if "cant_tell" in outcomes else KEPT


def as_lines(verdicts: Sequence[Verdict]) -> str:
    """One line of JSON a verdict."""
    rows = (verdict_as_json(replace(each, key=each.key or None)) for each in verdicts)
    return "".join(f"{json.dumps(one, ensure_ascii=False)}\n" for one in rows)
