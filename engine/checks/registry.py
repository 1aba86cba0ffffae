"""All checks, in canonical order: the order in which verdicts are given.

Rules of this file
* CHECKS is the only list of checks in the laboratory. The stage, the report, the lattice and its picture, the command
  line, the explorer and the histories page derive what they need from the values here.
* A check that implies another names it here; lattice.py says what the reasons mean, and from where they are known.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from engine.checks import causal
from engine.checks.available import available
from engine.checks.check import ANSWERS, DELIVERY, ORDER, Anew, Check, Lasting, OfReplicas, OfRun
from engine.checks.comparing import judged as judged_linearizable
from engine.checks.converged import converged
from engine.checks.counted_once import judged as judged_counted
from engine.checks.multi_key import Decide, judge_model
from engine.checks.regular import judged as judged_regular
from engine.checks.sequential import sequential
from engine.checks.sessions import PROMISES
from engine.checks.sessions import judged as judged_session
from engine.checks.vacuity import Tested, acknowledged, asked, changed, followed


def _session(name: str) -> Lasting:
    return Lasting(lambda operations, _: judged_session(operations, name))


def _pair(name: str) -> Tested:
    return followed(PROMISES[name].earlier_reads, PROMISES[name].later_reads)


def _model(name: str, decide: Decide) -> Anew:
    return Anew(lambda operations, init: (judge_model(operations, name, decide, init),))


OF_MODELS: Final = (
    "cant_tell", "too_long", "repeated", "never_written", "siblings", "cycle", "init_read", "overwritten",
    "compares", "not_registers", "nothing_to_judge",
)  # fmt: skip
"""What every model may say."""

OF_OBJECTS: Final = (
    "unheard", "cas_twice", "no_next", "no_next_cas", "no_next_version", "no_next_acquire", "no_next_release",
    "no_next_transfer", "no_order_transfer",
    "set_lost", "set_missing", "set_gone", "set_unheard", "set_skipped", "set_disagree", "set_back",
    "counter_range", "counter_only", "counter_back",
    "queue_unheard", "queue_twice", "queue_too_often", "queue_overtaken", "queue_overtaken_start", "queue_not_empty",
    "queue_not_empty_start", "queue_never_empty", "queue_overtaken_late", "queue_overtaken_start_late",
    "queue_not_empty_late", "queue_not_empty_start_late", "queue_never_empty_late",
    "mutex_held", "mutex_held_start", "mutex_again", "mutex_not_asked", "mutex_not_held",
    "bank_total", "bank_totals", "bank_negative", "bank_range", "bank_range_start", "bank_only",
    "bank_only_start",
    "not_registers", "nothing_to_judge",
)  # fmt: skip
"""What linearizable may say of objects from outside, too (objects/)."""

_ALL: Final = (
    Check(
        "linearizable", "key", "register", Lasting(judged_linearizable),
        ("cant_tell", "siblings", "never_written", "from_future", "stale_read", "inversion", "no_order", *OF_OBJECTS),
        implies=(("sequential", ANSWERS), ("regular", ANSWERS)), place=(1.5, 0.0), level="strong",
    ),
    Check(
        "regular", "key", "register", Lasting(judged_regular),
        ("siblings", "never_written", "from_future", "stale_read", "not_registers", "nothing_to_judge"),
        place=(3.0, -1.0),
    ),
    Check(
        "read_your_writes", "key", "data", _session("read_your_writes"), ("read_your_writes",),
        tested=_pair("read_your_writes"), versions=True, place=(1.9, -4.2), level="read_your_writes",
    ),
    Check(
        "monotonic_reads", "key", "data", _session("monotonic_reads"), ("monotonic_reads",),
        tested=_pair("monotonic_reads"), versions=True, place=(3.05, -5.1), level="monotonic_reads",
    ),
    Check(
        "monotonic_writes", "key", "register", _session("monotonic_writes"), ("monotonic_writes",),
        tested=_pair("monotonic_writes"), versions=True, place=(0.85, -5.1),
    ),
    Check(
        "writes_follow_reads", "key", "register", _session("writes_follow_reads"), ("writes_follow_reads",),
        tested=_pair("writes_follow_reads"), versions=True, place=(-0.1, -4.2),
    ),
    Check(
        "available", "run", "request", Anew(lambda operations, _: (available(operations),)),
        ("cant_tell", "refused", "no_answer", "degraded", "redirected"), tested=asked, liveness=True,
    ),
    Check(
        "converged", "run", "data", OfReplicas(converged), ("differ",),
        tested=changed, liveness=True, place=(3.1, -3.1), level="eventual",
    ),
    Check(
        "sequential", "keys", "register", _model("sequential", sequential), (*OF_MODELS, "no_order"), stage=False,
        implies=(("causal_cm", ANSWERS), ("causal_ccv", ANSWERS)), place=(1.5, -1.0),
    ),
    Check(
        "causal_cm", "keys", "register", _model("causal_cm", causal.cm), (*OF_MODELS, "no_view", "overlap"),
        stage=False, implies=(("causal_cc", ANSWERS), ("pram", ANSWERS)), place=(0.8, -2.0),
    ),
    Check(
        "causal_ccv", "keys", "register", _model("causal_ccv", causal.ccv), (*OF_MODELS, "conflict"), stage=False,
        implies=(
            ("causal_cc", ANSWERS), ("read_your_writes", ORDER), ("monotonic_reads", ORDER), ("converged", DELIVERY),
        ),
        place=(2.3, -2.0),
    ),
    Check(
        "causal_cc", "keys", "register", _model("causal_cc", causal.cc), OF_MODELS, stage=False,
        implies=(("writes_follow_reads", ORDER), ("monotonic_writes", ORDER)), place=(0.1, -3.1), level="causal",
    ),
    Check(
        "pram", "keys", "register", _model("pram", causal.pram), (*OF_MODELS, "no_view", "overlap"), stage=False,
        implies=(("monotonic_writes", ORDER), ("read_your_writes", ORDER), ("monotonic_reads", ORDER)),
        place=(1.5, -3.1),
    ),
    Check("counted_once", "key", "counter", Lasting(judged_counted), ("counted_twice",)),
    Check("durable", "run", "data", OfRun(), ("lost", "hidden"), tested=acknowledged),
)  # fmt: skip

CHECKS: Final[Mapping[str, Check]] = {check.name: check for check in _ALL}
"""Every check by name."""

STAGE: Final = tuple(check.name for check in _ALL if check.stage)
"""What a stage has room for."""

MODELS: Final = tuple(check.name for check in _ALL if check.scope == "keys")
"""Consistency models that are judged on all keys together."""

FOREIGN: Final = tuple(check.name for check in _ALL if check.foreign)
"""What a history from outside can be judged by."""
