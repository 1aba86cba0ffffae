"""Lamport's regular register: histories judged by hand, what others published, and all orders tried on random ones.

Rules of this file
* A history is written as (name, kind, value, issued, done) with a status where it is not 'ok'; each name a client.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from itertools import combinations, permutations
from pathlib import Path
from random import Random
from typing import Any

import networkx as nx
import pytest

from engine.analysis.verdicts import verdicts
from engine.checks import CHECKS, judge
from engine.checks.check import findings
from engine.checks.history import known
from engine.checks.lattice import graph
from engine.explore import explore, finish
from engine.histories import read as read_history
from engine.histories.examples import EXAMPLES
from engine.histories.judging import judged
from engine.model import Operation, Value, Verdict
from engine.run.simulation import run
from engine.script import parse
from tests.commands import engine
from tests.judging import outcomes

REGULAR = CHECKS["regular"]


def op(name: str, kind: str, value: Value, issued: int, done: int | None, status: str = "ok") -> Operation:
    return Operation(name, kind, name, "n1", "x", value, issued, done, status)


def write(name: str, value: Value, issued: int, done: int | None, status: str = "ok") -> Operation:
    return op(name, "write", value, issued, done, status)


def read(name: str, value: Value, issued: int, done: int | None, status: str = "ok") -> Operation:
    return op(name, "read", value, issued, done, status)


def told(*operations: Operation, init: Value = None) -> Verdict:
    (found,) = judge(REGULAR, sorted(operations, key=lambda each: each.issued), {"x": init})
    return found


def kept(*operations: Operation, init: Value = None) -> bool:
    return told(*operations, init=init).outcome == "kept"


# -- by hand -----------------------------------------------------------------------------------------------------

OLD, NEW = write("w1", 1, 0, 5), write("w2", 2, 10, 30)


def test_the_new_value_and_then_the_old_is_regular_and_not_linearizable() -> None:
    history = [OLD, NEW, read("r1", 2, 12, 15), read("r2", 1, 17, 20)]
    assert kept(*history)
    assert [v.outcome for v in judge(CHECKS["linearizable"], history)] == ["broken"]


def test_once_the_write_has_ended_the_old_value_is_broken() -> None:
    found = told(OLD, NEW, read("r1", 1, 31, 35))
    assert (found.outcome, found.operations) == ("broken", ("w1", "w2", "r1"))
    assert found.reason == ("stale_read", {"read": "r1", "value": 1, "newer": "w2", "newer_value": 2})
    assert kept(OLD, NEW, read("r1", 1, 30, 35)), "what shares a tick overlaps"


def test_several_last_writes_may_each_be_read_and_reads_need_not_agree() -> None:
    """Both had ended, neither before the other: MWRegWeak lets every read choose anew."""
    history = [write("w1", 1, 0, 10), write("w2", 2, 5, 12)]
    assert kept(*history, read("r1", 1, 20, 21), read("r2", 2, 22, 23), read("r3", 1, 24, 25))
    assert not kept(*history, write("w3", 3, 13, 14), read("r1", 1, 20, 21))
    assert not kept(*history, read("r1", None, 20, 21)), "both came after the start"


@pytest.mark.parametrize("status", ["unknown", "pending"])
def test_a_write_without_an_answer_may_be_read_at_any_later_time_and_never_must(status: str) -> None:
    lost = write("w2", 2, 10, 30 if status == "unknown" else None, status)
    assert kept(OLD, lost, read("r1", 1, 100, 101), read("r2", 2, 110, 111), read("r3", 1, 120, 121))
    assert kept(OLD, lost, write("w3", 3, 130, 140), read("r1", 2, 150, 151))
    assert not kept(OLD, lost, write("w3", 3, 130, 140), read("r1", 1, 150, 151))


def test_what_was_refused_was_never_written() -> None:
    found = told(write("w1", 1, 0, 9, "refused"), read("r1", 1, 3, 5))
    assert (found.operations, found.reason and found.reason.code) == (("w1", "r1"), "never_written")
    assert told(read("r1", 7, 3, 5)).reason == ("never_written", {"read": "r1", "value": 7})


def test_nobody_reads_the_future() -> None:
    found = told(read("r1", 1, 0, 5), write("w1", 1, 6, 9))
    assert (found.operations, found.reason and found.reason.code) == (("w1", "r1"), "from_future")
    assert kept(read("r1", 1, 0, 5), write("w1", 1, 5, 9))


def test_a_delete_writes_nothing_and_the_start_value_is_the_oldest() -> None:
    gone = op("d1", "delete", None, 10, 15)
    assert kept(OLD, gone, read("r1", None, 20, 21), init=7)
    assert not kept(OLD, gone, read("r1", 1, 20, 21))
    assert kept(read("r1", 7, 20, 21), write("w1", 1, 21, 30), init=7)
    found = told(OLD, read("r1", 7, 20, 21), init=7)
    assert (found.operations, found.reason and found.reason.code) == (("w1", "r1"), "stale_read")
    assert kept(OLD, write("w2", 7, 6, 8), read("r1", 7, 20, 21), init=7), "the start value, written again"


def test_several_values_at_once_are_no_register() -> None:
    both = Operation("r1", "read", "c", "n1", "x", (1, 2), 40, 41, "ok")
    assert told(OLD, NEW, both).reason == ("siblings", {"read": "r1", "values": (1, 2)})
    assert kept(OLD, Operation("r1", "read", "c", "n1", "x", (1,), 40, 41, "ok"))


def test_a_read_without_an_answer_says_nothing() -> None:
    assert kept(OLD, read("r1", 9, 20, 30, "unknown"), read("r2", 9, 20, None, "pending"))


def test_a_break_is_told_from_the_tick_in_which_nothing_explains_the_read_any_more() -> None:
    history = [write("w1", 1, 0, 50, "refused"), read("r1", 1, 3, 5), read("r2", 9, 60, 70)]
    ((found, since),) = findings(REGULAR, history)
    assert (found.operations, since) == (("w1", "r1"), 50)
    assert [v.outcome for v in judge(REGULAR, known(history, 49))] == ["kept"]


def test_no_model_and_no_session_guarantee_follows_from_it() -> None:
    """One writer, one reader whose reads go back while the second write goes on: no model and no session guarantee."""
    versions = {"w1": (1,), "w2": (2,), "r1": (2,), "r2": (1,)}
    history = [
        each._replace(client=each.kind, version=versions[each.id])
        for each in (OLD, NEW, read("r1", 2, 12, 15), read("r2", 1, 17, 20))
    ]
    assert kept(*history)
    stronger = ("sequential", "causal_cm", "causal_ccv", "causal_cc", "pram", "monotonic_reads")
    for check in stronger:
        assert [v.outcome for v in judge(CHECKS[check], history)] == ["broken"], check
    assert nx.descendants(graph(), "regular").isdisjoint(stronger)


# -- what others published ---------------------------------------------------------------------------------------


def test_published_verdicts(outside_data: Path) -> None:
    """conver's examples. Where two writes overlap it orders them once for all readers, which MWRegWeak does not."""
    parted = "conver/sequential-stale-read-crossed-concurrent-read-writes"
    seen = {}
    for line in (outside_data / "causal" / "histories.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        if "timed_ops" in row:
            ops = [
                op(f"o{i}", {"r": "read", "w": "write"}[f], value, start, end)
                for i, (_, f, start, end, value) in enumerate(row["timed_ops"])
            ]
            seen[row["id"]] = kept(*ops, init=row["init"]), row["verdicts"]["regular"]
    assert seen.pop(parted) == (True, False)
    assert len(seen) == 4 and all(mine == theirs for mine, theirs in seen.values())


# -- by trying all orders ----------------------------------------------------------------------------------------


def random_history(chance: Random) -> list[Operation]:
    """Up to five writes and deletes, few values, and up to four reads, over each other in time."""
    found = []
    for i in range(chance.randint(1, 5)):
        kind, status = chance.choice(["write"] * 4 + ["delete"]), chance.choice(["ok"] * 5 + ["unknown", "refused"])
        start = chance.randint(0, 20)
        value = None if kind == "delete" else chance.randint(1, 4)
        found.append(op(f"w{i}", kind, value, start, start + chance.randint(0, 8), status))
    for i in range(chance.randint(1, 4)):
        start = chance.randint(0, 26)
        value = chance.choice([None, 0, 1, 2, 3, 4])
        found.append(read(f"r{i}", value, start, start + chance.randint(0, 6)))
    return sorted(found, key=lambda each: each.issued)


def explained(history: Sequence[Operation], alone: Operation, init: Value) -> bool:
    """Is there an order of the read and of all writes that took effect, true to real time, in which it fits?"""
    certain = [each for each in history if each.kind != "read" and each.status == "ok"]
    perhaps = [each for each in history if each.kind != "read" and each.status in ("unknown", "pending")]
    for count in range(len(perhaps) + 1):
        for some in combinations(perhaps, count):
            for order in permutations([*certain, *some, alone]):
                before = order[: order.index(alone)]
                last = (None if before[-1].kind == "delete" else before[-1].value) if before else init
                if last == alone.value and not any(
                    b.status == "ok" and b.done is not None and b.done < a.issued
                    for i, a in enumerate(order)
                    for b in order[i + 1 :]
                ):
                    return True
    return False


def regular(history: Sequence[Operation], init: Value) -> bool:
    return all(explained(history, each, init) for each in history if each.kind == "read" and each.status == "ok")


@pytest.mark.parametrize("seed", range(4))
def test_it_says_what_trying_all_orders_says(seed: int) -> None:
    """At the end and at a moment; a proof is broken by itself, and its last operation is the read to blame."""
    chance, broken = Random(seed), 0
    for _ in range(750):
        history, init = random_history(chance), chance.choice([None, 0, 1])
        (found, since), *_ = findings(REGULAR, history, {"x": init})
        assert (found.outcome == "kept") is regular(history, init), history
        tick = chance.randint(0, 30)
        then = known(history, tick)
        assert (since is None or since > tick) is regular(then, init), (tick, history)
        if found.outcome == "broken":
            broken += 1
            proof = [each for each in history if each.id in found.operations]
            assert not regular(proof, init), (found.operations, history)
            assert next(each for each in proof if each.id == found.operations[-1]).kind == "read"
    assert 100 < broken < 700, "both outcomes are met"


# -- where it is used --------------------------------------------------------------------------------------------


def test_overlapping_quorums_without_write_back_are_regular_and_not_linearizable() -> None:
    """The smallest run with the new value and then the old; and all states of its scene, none of which breaks more."""
    scene = parse("system quorum nodes=3 r=2 w=2; init x 0; 1 write n1 x 1; 2 read n2 x by bob; 3 read n3 x by carol")
    run_found = finish(explore(scene, "linearizable")).scenario
    assert run_found is not None and outcomes(verdicts(run(run_found)))["regular"] == "kept"
    assert finish(explore(scene, "regular")).outcome == "none"
    assert finish(explore(parse("system quorum nodes=2 r=1 w=1; 1 write n1 x 1; 2 read n2 x"), "regular")).steps == 2


def test_a_history_from_outside_is_judged_by_it(tmp_path: Path) -> None:
    file = tmp_path / "history.csv"
    file.write_text(EXAMPLES["inversion"], encoding="utf-8")
    found = engine("check", str(file), "--check", "regular")
    assert (found.returncode, json.loads(found.stdout)["outcome"]) == (0, "kept")
    assert engine("check", str(file)).returncode == 1, "it is not linearizable"
    file.write_text(EXAMPLES["inversion"] + "read,d,x,1,20,21,ok\n", encoding="utf-8")
    found = engine("check", str(file), "--check", "regular")
    verdict: dict[str, Any] = json.loads(found.stdout)
    assert (found.returncode, verdict["key"], verdict["reason"]["code"]) == (1, "x", "stale_read")


def test_four_thousand_operations_take_no_search() -> None:
    lines = ["op,client,key,value,issued,done,status"]
    lines += [f"{('write', 'read')[i % 2]},c{i % 7},x,{i // 2 % 3},{3 * i},{3 * i + 2},ok" for i in range(4_000)]
    log = read_history("\n".join(lines), "csv")
    assert [v.outcome for v in judged(log, "register", ("regular",))] == ["kept"]
