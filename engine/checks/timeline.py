"""What each check of what clients were told says at every moment of a run, as far as a stage has room for it.

Rules of this file
* Verdicts change only at ticks in which an operation ends; the first entry (tick 0) is what holds before any has.
* A lasting check is judged once and placed at its tick; any other is judged anew, on what was known by then.
* Every key of the run has its verdicts from the start.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from engine.checks.check import Anew, Finding, Lasting, findings, judge
from engine.checks.history import known
from engine.checks.registry import CHECKS
from engine.model import Operation, Value, Verdict

Timeline = list[tuple[int, tuple[Verdict, ...]]]


def timeline(operations: Sequence[Operation], init: Mapping[str, Value] | None = None) -> Timeline:
    """The verdicts in canonical order, with the tick from which on they hold."""
    staged = [check for check in CHECKS.values() if check.stage and isinstance(check.judge, Lasting | Anew)]
    lasting = {check.name: findings(check, operations, init) for check in staged if isinstance(check.judge, Lasting)}
    ticks = sorted({op.done for op in operations if op.done is not None} | {0})
    entries: Timeline = []
    for tick in ticks:
        then = known(operations, tick)
        verdicts = tuple(
            verdict
            for check in staged
            for verdict in (
                [_at(tick, finding) for finding in lasting[check.name]]
                if check.name in lasting
                else judge(check, then, init)
            )
        )
        if not entries or entries[-1][1] != verdicts:
            entries.append((tick, verdicts))
    return entries


def _at(tick: int, finding: Finding) -> Verdict:
    verdict, since = finding
    if since is None or since <= tick:
        return verdict
    return Verdict(verdict.check, verdict.key, "kept")
