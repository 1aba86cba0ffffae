"""Sequential, causal (CC, CM, CCv) and PRAM: histories judged by hand, and every verdict that others published."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from engine.analysis.report import report, verdict_as_json
from engine.analysis.verdicts import verdicts
from engine.checks import CHECKS, causal, judge, multi_key
from engine.checks.execution import accesses_of, execution, possible, readings
from engine.checks.multi_key import MOST
from engine.checks.partial_order import close
from engine.checks.sequential import _search, sequential
from engine.model import Operation, Value
from engine.run.simulation import run
from engine.script import parse
from tests.judging import judge_model

Session = Sequence[Sequence[Any]]
NAMES = {"sequential": "sequential", "CC": "causal_cc", "CM": "causal_cm", "CCv": "causal_ccv"}
CAUSAL = ("causal_cc", "causal_cm", "causal_ccv")
MODELS = ("sequential", *CAUSAL, "pram")
"""The models for which these histories were worked out."""
DECIDE = {
    "sequential": sequential, "causal_cc": causal.cc, "causal_cm": causal.cm, "causal_ccv": causal.ccv,
    "pram": causal.pram,
}  # fmt: skip


def history(*sessions: Session) -> list[Operation]:
    """Sessions of (op, key, value); the jth operation of session i is a1, a2, ... b1, b2, ..."""
    found = []
    for i, session in enumerate(sessions):
        for j, (op, key, value) in enumerate(session):
            name = f"{'abcdefghijklmnop'[i]}{j + 1}"
            kind = {"w": "write", "r": "read"}[op]
            found.append(Operation(name, kind, name[0], "n1", key, value, 10 * j, 10 * j + 5, "ok"))
    return sorted(found, key=lambda op: op.issued)


def outcomes(operations: list[Operation], init: dict[str, Value] | None = None) -> dict[str, str]:
    return {check: judge_model(operations, check, init).outcome for check in MODELS}


def told(operations: list[Operation], check: str) -> tuple[set[str], str, dict[str, Any]]:
    """The operations of a broken verdict, its reason and the values of that."""
    found = judge_model(operations, check)
    assert found.outcome == "broken" and found.reason is not None
    return set(found.operations), found.reason.code, dict(found.reason.values)


# -- by hand -----------------------------------------------------------------------------------------------------


def test_two_stores_that_missed_each_other_are_not_sequential() -> None:
    """Store buffering: each client writes, then does not see the other's write."""
    found = history([("w", "x", 1), ("r", "y", None)], [("w", "y", 1), ("r", "x", None)])
    assert outcomes(found) == dict.fromkeys(MODELS, "kept") | {"sequential": "broken"}
    ids, code, values = told(found, "sequential")
    assert (ids, code, values["count"]) == ({"a1", "a2", "b1", "b2"}, "no_order", 4)


def test_an_effect_without_its_cause_is_not_causal_but_pram() -> None:
    """Bob read x before he wrote y; carol saw y and then not x."""
    found = history([("w", "x", 1)], [("r", "x", 1), ("w", "y", 2)], [("r", "y", 2), ("r", "x", None)])
    assert outcomes(found) == dict.fromkeys(MODELS, "broken") | {"pram": "kept"}
    for check in CAUSAL:
        ids, code, values = told(found, check)
        assert (ids, code) == ({"a1", "b1", "b2", "c1", "c2"}, "init_read")
        assert (values["read"], values["newer"]) == ("c2", "a1")


def test_a_proof_is_as_small_as_there_is_time_for(monkeypatch: pytest.MonkeyPatch) -> None:
    """The same beside four writes of another key. One look, without the first half, has left out the write of x."""
    others = [[("w", "z", 10 + i)] for i in range(4)]
    found = history([("w", "x", 1)], [("r", "x", 1), ("w", "y", 2)], [("r", "y", 2), ("r", "x", None)], *others)
    assert told(found, "causal_cc")[0] == {"a1", "b1", "b2", "c1", "c2"}
    monkeypatch.setattr(multi_key, "SHRINK_BUDGET", 1)
    assert told(found, "causal_cc")[0] == {op.id for op in found}


def test_with_one_step_less_than_it_takes_nobody_can_tell() -> None:
    """CC puts each of the five operations in order, once; PRAM those that each reader knows."""
    accesses = accesses_of(history([("w", "x", 1)], [("r", "x", 1), ("w", "y", 2)], [("r", "y", 2), ("r", "x", None)]))
    ex = next(readings(accesses, possible(accesses, {})))
    for decide, outcome in ((causal.cc, "broken"), (causal.pram, "kept")):
        spent = decide(ex, 1_000).spent
        assert (decide(ex, spent).outcome, decide(ex, spent - 1).outcome) == (outcome, "cant_tell")
    assert causal.cc(ex, 1_000).spent == 5


def test_writes_of_one_client_seen_backwards_break_all() -> None:
    found = history([("w", "x", 1), ("w", "x", 2)], [("r", "x", 2), ("r", "x", 1)])
    assert set(outcomes(found).values()) == {"broken"}
    for check in MODELS:
        ids, code, values = told(found, check)
        assert (ids, code) == ({"a1", "a2", "b1", "b2"}, "overwritten")
        assert (values["read"], values["value"], values["newer"]) == ("b2", 1, "a2")


def test_readers_who_disagree_on_two_writes_break_convergence_alone() -> None:
    found = history([("w", "x", 1)], [("w", "x", 2)], [("r", "x", 1), ("r", "x", 2)], [("r", "x", 2), ("r", "x", 1)])
    expected = {"sequential": "broken", "causal_cm": "kept", "causal_ccv": "broken", "causal_cc": "kept"}
    assert outcomes(found) == expected | {"pram": "kept"}
    ids, code, values = told(found, "causal_ccv")
    assert (len(ids), code) == (6, "conflict")
    assert {values["value"], values["other_value"]} == {1, 2}


def test_one_reader_who_wavers_breaks_memory_and_pram_but_not_cc() -> None:
    found = history([("w", "x", 1)], [("w", "x", 2)], [("r", "x", 1), ("r", "x", 2), ("r", "x", 1)])
    assert outcomes(found) == dict.fromkeys(MODELS, "broken") | {"causal_cc": "kept"}
    ids, code, values = told(found, "causal_cm")
    assert (ids, code, values["client"]) == ({"a1", "b1", "c1", "c2", "c3"}, "no_view", "c")


def test_convergence_without_memory() -> None:
    """One order of writes (x=1 before x=2) explains each read; b alone cannot put what it saw into one order."""
    found = history(
        [("w", "z", 1), ("w", "x", 1), ("w", "y", 1)],
        [("w", "x", 2), ("r", "z", None), ("r", "y", 1), ("r", "x", 2)],
    )
    expected = {"sequential": "broken", "causal_cm": "broken", "causal_ccv": "kept", "causal_cc": "kept"}
    assert outcomes(found) == expected | {"pram": "broken"}


def test_a_cause_that_follows_from_itself() -> None:
    found = history([("r", "x", 1), ("w", "y", 1)], [("r", "y", 1), ("w", "x", 1)])
    assert set(outcomes(found).values()) == {"broken", "kept"} and outcomes(found)["pram"] == "kept"
    assert told(found, "causal_cc")[:2] == ({"a1", "a2", "b1", "b2"}, "cycle")


def test_sequential_asks_for_no_clock() -> None:
    """A read long after a write by somebody else may still miss it."""
    late = Operation("r", "read", "b", "n1", "x", None, 900, 901, "ok")
    assert set(outcomes([Operation("w", "write", "a", "n1", "x", 1, 0, 5, "ok"), late]).values()) == {"kept"}


def test_what_was_refused_was_never_written() -> None:
    found = history([("w", "x", 1)], [("r", "x", 1)])
    refused = [op._replace(status="refused") if op.kind == "write" else op for op in found]
    for check in MODELS:
        assert told(refused, check)[:2] == ({"a1", "b1"}, "never_written")


@pytest.mark.parametrize("status", ["unknown", "pending"])
def test_what_may_have_happened_counts_only_where_it_was_read(status: str) -> None:
    """A write without an answer binds its client to nothing: it may happen after what comes next, or never."""
    done = 5 if status == "unknown" else None
    write = Operation("w", "write", "a", "n1", "x", 1, 0, done, status)
    missed = Operation("r1", "read", "a", "n1", "x", None, 10, 11, "ok")
    late = Operation("r2", "read", "b", "n1", "x", 1, 20, 21, "ok")
    lost = Operation("r3", "read", "b", "n1", "x", None, 30, 31, "ok")
    assert set(outcomes([write, missed]).values()) == {"kept"}
    assert set(outcomes([write, missed, late]).values()) == {"kept"}
    assert set(outcomes([write, missed, late, lost]).values()) == {"broken"}


def test_several_values_are_no_register_but_may_be_causal() -> None:
    both = history([("w", "x", 1)], [("w", "x", 2)], [("r", "x", (1, 2))])
    assert outcomes(both) == dict.fromkeys(MODELS, "broken") | {"causal_cc": "kept"}
    assert told(both, "pram")[:2] == ({"c1"}, "siblings")
    old = history([("w", "x", 1), ("w", "x", 2)], [("r", "x", (1, 2))])
    assert told(old, "causal_cc")[:2] == ({"a1", "a2", "b1"}, "overwritten")


def test_a_repeated_value_is_read_as_the_client_may_read_it() -> None:
    """Versions say that b saw the first 1 again; its answer may as well be the second."""
    found = history([("w", "x", 1), ("w", "x", 2), ("w", "x", 1)], [("r", "x", 2), ("r", "x", 1)])
    versions = {"a1": (1,), "a2": (2,), "a3": (3,), "b1": (2,), "b2": (1,)}
    assert set(outcomes([op._replace(version=versions[op.id]) for op in found]).values()) == {"kept"}


def test_what_no_try_explains_is_not_guessed() -> None:
    """Two wrote 7; whichever c saw, it went back to 8. What has one explanation is judged all the same."""
    found = history([("w", "x", 7), ("w", "x", 8)], [("w", "x", 7)], [("r", "x", 8), ("r", "x", 7), ("r", "x", 8)])
    assert judge_model(found, "pram").reason == ("repeated", {})
    back = history([("w", "y", 1), ("w", "y", 2)], [("r", "y", 2), ("r", "y", 1)])
    moved = [op._replace(id=f"{op.id}y", client=f"{op.client}y") for op in back]
    assert judge_model([*found, *moved], "pram").operations == ("a1y", "b1y", "a2y", "b2y")


def test_reads_at_the_same_time_are_in_no_order() -> None:
    writes = history([("w", "x", 1), ("w", "x", 2)])
    reads = [Operation(f"r{v}", "read", "c", "n1", "x", v, 20, 30, "ok") for v in (2, 1)]
    assert set(outcomes([*writes, *reads]).values()) == {"kept"}


def test_too_long_or_too_hard_ends_in_cant_tell() -> None:
    long = [Operation(f"w{i}", "write", f"c{i % 7}", "n1", "x", i, i, i, "ok") for i in range(MOST + 1)]
    found = judge_model(long, "pram")
    assert found.reason == ("too_long", {"count": MOST + 1, "most": MOST})
    sessions = [[("w", "x", i), ("w", "y", i)] for i in range(12)]
    readers = [[("r", "x", i), ("r", "y", (i + 5) % 12)] for i in range(4)]
    assert (
        multi_key.judge_model(history(*sessions, *readers), "sequential", sequential, budget=200).outcome == "cant_tell"
    )


def test_five_hundred_operations_take_few_steps() -> None:
    """Ten clients in turn, each reading what was written last: a few passes over them decide each model."""
    found = []
    for i in range(500):
        kind, key = ("write", "read")[i % 2], "xyz"[i // 2 % 3]
        found.append(Operation(f"o{i}", kind, f"c{i % 10}", "n1", key, i // 2, 10 * i, 10 * i + 5, "ok"))
    for check in MODELS:
        assert multi_key.judge_model(found, check, DECIDE[check], budget=16_000).outcome == "kept", check


# -- what others published ---------------------------------------------------------------------------------------


def rows(folder: Path) -> Iterator[dict[str, Any]]:
    with (folder / "histories.jsonl").open(encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def judged(sessions: Sequence[Session], init: Value) -> dict[str, str]:
    keys = {key: init for session in sessions for _, key, _ in session}
    return outcomes(history(*sessions), keys)


def agree(sessions: Sequence[Session], init: Value, expected: dict[str, bool], name: str) -> int:
    found = judged(sessions, init)
    for model, check in NAMES.items():
        if model in expected:
            assert found[check] == ("kept" if expected[model] else "broken"), (name, model)
    return len(NAMES.keys() & expected.keys())


def test_random_histories() -> None:
    folder = Path(__file__).parent / "data" / "random-causal"
    seen = sum(agree(r["sessions"], r["init"], r["verdicts"], r["id"]) for r in rows(folder))
    assert seen == 4 * 499


def test_textbook_histories(outside_data: Path) -> None:
    """conver's `causal` is CM (its README says which history tells); jcc's is CC, on lists seen as registers."""
    seen = 0
    for row in rows(outside_data / "causal"):
        published, view = dict(row["verdicts"]), row.get("register_view")
        if row["id"].startswith("jcc/"):
            if not view or not view["verdict_survives"]:
                continue  # a failed or a half-seen transaction, which a register cannot show
            published, row = {"CC": published["causal"]}, row | view
        if row["id"].startswith("conver/"):
            published["CM"] = published["causal"]
        seen += agree(row["sessions"], row["init"], published, row["id"]) > 0
        agree(row["sessions"], row["init"], row["recheck"], row["id"])
    assert seen == 17


def test_litmus_shapes(outside_data: Path) -> None:
    """None is sequential; for 50 only with what memory must hold at the end: a last look after everything else."""
    with_end = 0
    for row in rows(outside_data / "litmus"):
        if not row["final_memory"]:
            agree(row["sessions"], row["init"], row["verdicts"], row["id"])
            continue
        with_end += 1
        keys = dict.fromkeys({key for session in row["sessions"] for _, key, _ in session}, row["init"])
        last = [
            Operation(f"end-{k}", "read", f"end-{k}", "n", k, v, 99, 99, "ok") for k, v in row["final_memory"].items()
        ]
        accesses = accesses_of([*history(*row["sessions"]), *last])
        ex = execution(accesses, {i: tuple(one[0] for one in many) for i, many in enumerate(possible(accesses, keys))})
        before = [
            direct | (1 << len(accesses) - len(last)) - 1 if access.start == 99 else direct
            for access, direct in zip(accesses, ex.before, strict=True)
        ]
        closed = close(before)
        assert closed is not None
        assert _search(ex, closed, 100_000, 0).outcome == "broken", row["id"]
    assert with_end == 50


def test_transactions_of_one_operation(outside_data: Path) -> None:
    """dbcop: Serializable is sequential and Causal is CCv there; all others are judged split into operations."""
    seen = 0
    for row in rows(outside_data / "dbcop"):
        if "flattened" in row:
            seen += agree(row["flattened"]["sessions"], row["init"], row["flattened"]["recheck"], row["id"]) > 0
        if row["single_op_transactions"]:
            told = row["verdicts"]
            names = {"Serializable": "sequential", "Causal": "CCv"}
            known = {names[name]: told[name] for name in names if name in told}
            sessions = [[op for each in session for op in each["ops"]] for session in row["transactions"]]
            agree(sessions, row["init"], known, row["id"])
            seen += 1
    assert seen == 16 + 4


def test_a_read_of_what_was_not_committed(outside_data: Path) -> None:
    (row,) = [r for r in rows(outside_data / "dbcop") if r["id"].endswith("below_committed_read")]
    assert row["verdicts"] == {"CommittedRead": False}
    ops = [
        op._replace(status="refused") if op.kind == "write" else op for op in history([("w", "x", 1)], [("r", "x", 1)])
    ]
    assert set(outcomes(ops).values()) == {"broken"}


# -- in a run ----------------------------------------------------------------------------------------------------


def test_sets_and_counters_are_no_registers() -> None:
    found = history([("w", "x", 1)], [("r", "x", 5)])
    for check in MODELS:
        assert judge(CHECKS[check], [op._replace(object="pn_counter") for op in found]) == ()
        assert [verdict.outcome for verdict in judge(CHECKS[check], [])] == ["kept"]


CANONICAL = (
    "linearizable", "read_your_writes", "monotonic_reads", "monotonic_writes", "writes_follow_reads", "available",
    "converged", "sequential", "causal_cm", "causal_ccv", "causal_cc", "pram", "durable",
)  # fmt: skip
"""The order in which readers of the JSON found the verdicts of a run on one key so far; others may join anywhere."""


def test_a_run_tells_its_verdicts_in_canonical_order() -> None:
    trace = run(parse("system quorum nodes=3\n10 write n1 x 1 by alice\n40 read n2 x by bob\n"))
    found = verdicts(trace)
    assert [verdict.check for verdict in found] == [name for name, check in CHECKS.items() if check.object != "counter"]
    assert [check for check in CHECKS if check in CANONICAL] == list(CANONICAL)
    assert [verdict.key for verdict in found] == ["x" if CHECKS[v.check].scope == "key" else None for v in found]
    assert report(trace)["verdicts"] == [verdict_as_json(verdict) for verdict in found]
