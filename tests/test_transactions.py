"""Transactions: anomalies and isolation levels, by hand, as published, and against brute force.

A transaction is written as w:x:1 or a:x:1 (a write, an append), r:x:1 or r:x:1,2 or r:x: (a read), and before that
fail or info where it did not end ok.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.histories import Log
from engine.histories.judging import as_lines, exit_code, judged
from engine.model import Operation, Step
from engine.script import ScriptError
from engine.transactions import LEVELS, RULED_OUT, Anomaly, cycles, found, told, verdicts
from tests.isolation import NOTHING, allowed, history

LIST, REGISTER = "txn-list-append", "txn-rw-register"
RU, RC, SI, RR, SER, STRICT = LEVELS


def txns(*texts: str, times: Sequence[tuple[int, int]] = ()) -> list[Operation]:
    """t1, t2, ...; without times all at once, else each from and to a tick."""
    made = []
    for number, text in enumerate(texts, 1):
        words = text.split()
        status = {"fail": "refused", "info": "unknown"}.get(words[0], "ok")
        steps = tuple(step(word) for word in words if ":" in word)
        issued, done = times[number - 1] if times else (0, 9)
        end = None if status == "unknown" else done
        made.append(Operation(f"t{number}", "txn", f"c{number}", "", "", steps, issued, end, status))
    return made


def step(word: str) -> Step:
    f, key, value = word.split(":")
    if f != "r":
        return Step({"a": "append"}.get(f, f), key, int(value))
    return Step("r", key, tuple(map(int, value.split(","))) if value else ())


def registers(*texts: str, times: Sequence[tuple[int, int]] = ()) -> list[Operation]:
    """The same with registers."""
    return [
        op._replace(value=tuple(one if one.f != "r" else Step("r", one.key, (*one.value, None)[0]) for one in op.value))
        for op in txns(*texts, times=times)
    ]


def model_of(operations: Sequence[Operation]) -> str:
    return (
        LIST
        if any(isinstance(one.value, tuple) or one.f == "append" for op in operations for one in op.value)
        else REGISTER
    )


def codes(operations: Sequence[Operation]) -> list[str]:
    return [one.code for one in found(operations, model_of(operations), {}).anomalies]


def broken(operations: Sequence[Operation]) -> list[str]:
    return [one.check for one in verdicts(operations, model_of(operations), {}) if one.outcome == "broken"]


def only(operations: Sequence[Operation], code: str) -> Anomaly:
    (one,) = [each for each in found(operations, model_of(operations), {}).anomalies if each.code == code]
    return one


def edges(anomaly: Anomaly) -> list[tuple[str, str, str, str, Any, Any]]:
    return [(one.src, one.kind, one.dst, one.key, one.value, one.next) for one in anomaly.edges]


# -- by hand -----------------------------------------------------------------------------------------------------


def test_each_kind_of_cycle_is_told_with_its_edges() -> None:
    skew = only(txns("r:x: a:y:1", "r:y: a:x:2"), "g2_item")
    assert edges(skew) == [("t1", "rw", "t2", "x", None, 2), ("t2", "rw", "t1", "y", None, 1)]
    assert [one.code for one in skew.edges] == ["rw_append_first", "rw_append_first"]
    read_skew = only(txns("r:x: r:y:1", "a:x:2 a:y:1"), "g_single")
    assert edges(read_skew) == [("t1", "rw", "t2", "x", None, 2), ("t2", "wr", "t1", "y", 1, None)]
    fork = only(registers("w:x:1", "w:y:2", "r:x:1 r:y:", "r:x: r:y:2"), "g_nonadjacent")
    assert [one[1] for one in edges(fork)] == ["wr", "rw", "wr", "rw"]
    writes = only(txns("a:x:1 a:y:1", "a:x:2 a:y:2", "r:x:1,2 r:y:2,1"), "g0")
    assert edges(writes) == [("t1", "ww", "t2", "x", 1, 2), ("t2", "ww", "t1", "y", 2, 1)]
    assert edges(only(registers("w:x:1 r:y:1", "w:y:1 r:x:1"), "g1c"))[0] == ("t1", "wr", "t2", "x", 1, None)


def test_which_levels_each_breaks() -> None:
    assert broken(txns("r:x: a:y:1", "r:y: a:x:2")) == [RR, SER, STRICT]
    assert broken(txns("r:x: r:y:1", "a:x:2 a:y:1")) == [SI, RR, SER, STRICT]
    assert broken(txns("a:x:1 r:y:1", "a:x:2 a:y:1", "r:x:1,2")) == [RC, SI, RR, SER, STRICT]
    assert broken(txns("a:x:1 a:y:1", "a:x:2 a:y:2", "r:x:1,2 r:y:2,1")) == list(LEVELS)
    assert broken(txns("a:x:1", "r:x:", times=[(0, 1), (2, 3)])) == [STRICT]
    assert broken(txns("a:x:1", "r:x:", times=[(0, 2), (2, 3)])) == []


def test_what_no_cycle_is_needed_for() -> None:
    assert codes(txns("r:x:7")) == ["garbage_read"] and broken(txns("r:x:7")) == list(LEVELS)
    assert codes(registers("fail w:x:1", "r:x:1")) == ["g1a"]
    assert codes(txns("fail a:x:1", "a:x:2", "r:x:1,2")) == ["g1a"]
    assert codes(registers("w:x:1 w:x:2", "r:x:1"))[0] == "g1b"
    assert codes(txns("a:x:1 r:x:")) == ["internal"]
    assert codes(registers("w:x:1", "w:x:2", "r:x:1 r:x:2"))[0] == "nonrepeatable_read"
    assert codes(txns("r:x:1 a:x:1")) == ["future_read"]
    assert codes(registers("w:x:1", "r:x:1 w:x:1")) == [], "it may have read the other 1"
    assert codes(txns("a:x:1", "r:x:1,1")) == ["duplicate_elements"]
    assert codes(txns("a:x:1", "a:x:2", "r:x:1", "r:x:2")) == ["incompatible_order"]
    assert codes(txns("a:x:1 a:x:2", "r:x:2,1")) == ["incompatible_order", "g1b"]
    assert codes(registers("w:x:1", "r:x:1 w:x:2", "r:x:1 w:x:3")) == ["lost_update"]


def test_of_an_unknown_transaction_nothing_follows_until_somebody_saw_it() -> None:
    assert broken(txns("info a:x:1 a:y:1", "r:x: r:y:")) == []
    assert broken(txns("info a:x:1 a:y:1", "r:x:1 r:y:")) == [SI, RR, SER, STRICT]
    assert {one.check: one.outcome for one in verdicts(txns("r:x: a:y:1", "r:y: a:x:2", "info a:x:3"), LIST, {})}[
        SI
    ] == "kept"
    circle = txns("info a:x:1 a:y:1", "a:x:2 a:y:2", "r:x:1,2 r:y:2,1")
    assert codes(circle) == ["g1c"] and RU not in broken(circle), "if it aborted, that it was read is no write cycle"


def test_what_nobody_read_came_after_all_that_was_read() -> None:
    assert edges(only(txns("a:x:1", "r:x:1 a:y:5", "r:y: a:x:2", "r:x:1"), "g2_item")) == [
        ("t2", "rw", "t3", "x", 1, 2), ("t3", "rw", "t2", "y", None, 5),
    ]  # fmt: skip


def test_silence_on_registers_is_no_proof() -> None:
    found_ = verdicts(registers("w:x:1", "r:x:1"), REGISTER, {})
    assert {(one.outcome, one.reason.code if one.reason else None) for one in found_} == {
        ("cant_tell", "no_anomaly_found")
    }


def test_a_list_that_tells_no_order_is_not_kept() -> None:
    twice = txns("a:x:1", "a:x:1", "r:x:1")
    assert {(one.outcome, dict(one.reason.values)["key"]) for one in verdicts(twice, LIST, {}) if one.reason} == {
        ("cant_tell", "x")
    }
    assert len(verdicts(twice, LIST, {})) == len(LEVELS)
    unread = txns("r:x: a:y:1", "r:y: a:x:2", "a:x:3")
    assert {one.check: one.outcome for one in verdicts(unread, LIST, {})}[SI] == "cant_tell"


def test_a_start_value_is_no_value_from_nowhere() -> None:
    assert [one.outcome for one in verdicts(registers("r:x:5 w:x:6"), REGISTER, {"": 5})] == ["cant_tell"] * 6
    assert [one.outcome for one in verdicts(txns("r:x:5", "r:x:5,6", "a:x:6"), LIST, {"x": (5,)})] == ["kept"] * 6
    again = registers("r:x:5 w:x:6", "w:x:5", "r:x:5 w:x:7")
    assert found(again, REGISTER, {"x": 5}).anomalies == (), "one of them may have read the 5 that was written"
    lost = registers("r:x:5 w:x:6", "r:x:5 w:x:7")
    assert [one.code for one in found(lost, REGISTER, {"x": 5}).anomalies] == ["lost_update"]


def test_the_smallest_cycle_is_shown() -> None:
    """A ring of five by reads, and in it a ring of two."""
    ring = [f"r:k{i}:{i + 1} w:k{(i + 1) % 5}:{(i + 1) % 5 + 1}" for i in range(5)]
    assert len(only(registers(*ring), "g1c").edges) == 5
    ring[3] += " r:k3x:9"
    ring[4] += " w:k3x:9"
    assert only(registers(*ring), "g1c").transactions == ("t4", "t5")


# -- published ---------------------------------------------------------------------------------------------------


def test_what_elles_paper_found_in_databases() -> None:
    """Kingsbury and Alvaro 2020, section 7: TiDB, YugaByte DB, FaunaDB, Dgraph; with the appends left out there."""
    tidb = txns("r:34:2,1 a:36:5 a:34:4", "a:34:5", "r:34:2,1,5,4", "a:34:2", "a:34:1")
    assert edges(only(tidb, "g_single")) == [("t1", "rw", "t2", "34", 1, 5), ("t2", "ww", "t1", "34", 5, 4)]
    yuga = txns("a:3:837 r:4:883", "a:4:885 r:3:836", "a:4:883", "a:3:836")
    assert codes(yuga) == ["g2_item"] and SI not in broken(yuga)
    assert codes(txns("a:0:6 r:0:")) == ["internal"]
    assert codes(registers("w:10:1", "w:10:2 r:10:1")) == ["internal"]
    dgraph = registers("r:2432:10 r:2434:", "w:2434:10", "w:2432:10 r:2434:10")
    assert edges(only(dgraph, "g_single")) == [
        ("t1", "rw", "t2", "2434", None, 10),
        ("t2", "wr", "t3", "2434", 10, None),
        ("t3", "wr", "t1", "2432", 10, None),
    ]


READ_SKEW_IN_PAPER = (
    "a:253:1 a:253:3 a:253:4 a:255:2 a:255:3 a:255:4 a:255:5 a:256:1 a:256:2",
    "a:255:8 r:253:1,3,4",
    "a:256:4 r:255:2,3,4,5,8 r:256:1,2,4 r:253:1,3,4",
    "a:250:10 r:253:1,3,4 r:255:2,3,4,5 a:256:3",
)


def test_the_cycle_of_figure_2_needs_real_time() -> None:
    """T4 missed T2's append of 8, which T3 saw; T3 had ended before T4 began."""
    times = [(2 * i, 2 * i + 1) for i in range(4)]
    seen = [*READ_SKEW_IN_PAPER[:3], READ_SKEW_IN_PAPER[3].removesuffix(" a:256:3")]
    cycle = only(txns(*seen, times=times), "realtime")
    assert [one[:3] for one in edges(cycle)] == [("t2", "rt", "t4"), ("t4", "rw", "t2")]
    assert broken(txns(*seen)) == []


def test_what_nobody_read_makes_the_cycle_of_figure_2_one_without_time() -> None:
    """T4 appended 3 to 256, which T3 read as [1 2 4] after its own 4: so T3's 4 came first. Elle passes over this."""
    whole = txns(*READ_SKEW_IN_PAPER)
    assert [one[:4] for one in edges(only(whole, "g_single"))] == [
        ("t2", "wr", "t3", "255"), ("t3", "ww", "t4", "256"), ("t4", "rw", "t2", "255"),
    ]  # fmt: skip
    assert SER in broken(whole)


@pytest.mark.parametrize(
    ("operations", "expected"),
    [
        (txns("a:1:1 a:2:1", "a:1:2 r:2:", "r:1:1,2"), {"g_single"}),
        (txns("a:1:1 a:2:1", "a:1:2 a:2:2", "r:1:1,2 r:2:2,1"), {"g0"}),
        (txns("a:1:1 r:2:1", "a:1:2 a:2:1", "r:1:1,2"), {"g1c"}),
        (txns("a:1:1 r:2:", "a:2:1 r:1:"), {"g2_item"}),
        (txns("fail a:1:1", "r:1:1"), {"g1a"}),
        (txns("a:1:1", "a:1:3", "r:1:1,3", "a:1:2", "r:1:1,2,3"), {"incompatible_order"}),
        (txns("a:1:1", "r:1:1,1"), {"duplicate_elements"}),
        (txns("r:1:1 a:1:1"), {"future_read"}),
        (txns("a:1:1", "a:1:2 r:1:1"), {"internal"}),
        (txns("a:1:1 a:1:2", "r:1:1", "r:1:1,2"), {"g1b", "g_single"}),
        (txns("a:1:1 a:1:2 a:1:3", "r:1:1,2", "r:1:1,2,3"), {"g1b", "g_single"}),
        (txns("a:1:1", "a:1:2", "r:1:1 r:1:1,2"), {"nonrepeatable_read", "g_single"}),
        (txns("a:1:1", "a:1:2", "r:1:1", times=[(0, 1), (2, 3), (4, 5)]), {"realtime"}),
        (registers("w:x:1", "r:x:1 w:y:1", "r:y:1 r:x:"), {"g_single"}),
        (registers("r:x: w:y:1", "r:y: w:x:1"), {"g2_item"}),
        (registers("w:x:0", "r:x:0 w:x:1", "r:x:0 w:x:2"), {"lost_update"}),
        (registers("w:x:1 w:x:2", "r:x:1"), {"g1b"}),
        (registers("fail w:x:1", "r:x:1"), {"g1a"}),
        (registers("r:x: w:x:1", "r:x:1 w:x:2"), set()),
    ],
)  # fmt: skip
def test_what_elle_finds_in_the_small_histories_of_elle_cli(operations: list[Operation], expected: set[str]) -> None:
    """Facts and verdicts of its test data (github.com/ligurio/elle-cli), in our notation; there the non-repeatable read
    is called internal."""
    assert set(codes(operations)) == expected


def test_a_lost_update_of_lists_is_a_cycle_too() -> None:
    """elle-cli tells lost-update and G2-item of it: one ring, which is shown once."""
    lost = txns("a:1:0", "r:1:0 a:1:1", "r:1:0 a:1:2")
    assert codes(lost) == ["lost_update"] and broken(lost) == [SI, RR, SER, STRICT]


DBCOP = {"CommittedRead": RC, "SnapshotIsolation": SI, "Serializable": SER}


def test_no_level_is_broken_that_dbcop_keeps(outside_data: Path) -> None:
    """And of these levels, all that it breaks is found."""
    seen = Counter[tuple[bool, str]]()
    for line in (outside_data / "dbcop" / "histories.jsonl").read_text().splitlines():
        row = json.loads(line)
        start = {"": 0 if "version_zero_single" in row["id"] else row["init"]}
        mine = {one.check: one.outcome for one in verdicts(of_sessions(row["transactions"]), REGISTER, start)}
        for name, level in DBCOP.items():
            if name in row["verdicts"]:
                seen[row["verdicts"][name], mine[level]] += 1
        if row["verdicts"].get("RepeatableRead") is False:
            assert mine[RR] == "broken"
    assert (True, "broken") not in seen and (False, "kept") not in seen
    assert seen[False, "broken"] == 4 and (False, "cant_tell") not in seen
    assert seen[True, "cant_tell"] == 15


def of_sessions(sessions: Sequence[Sequence[dict[str, Any]]]) -> list[Operation]:
    return [
        Operation(
            f"s{i}.{j}", "txn", f"s{i}", "", "", tuple(Step(*one) for one in each["ops"]), 10 * j, 10 * j + 9,
            "ok" if each["committed"] else "refused",
        )
        for i, session in enumerate(sessions)
        for j, each in enumerate(session)
    ]  # fmt: skip


# -- brute force -------------------------------------------------------------------------------------------------


def agrees(operations: list[Operation], lists: bool, starts: Mapping[str, Any] = NOTHING) -> None:
    """Whatever is broken, the level forbids, and what is kept, it allows; of lists nothing else is left open but what
    the order of versions leaves open."""
    model = LIST if lists else REGISTER
    once = most_writes(operations) < 2
    for verdict in verdicts(operations, model, starts):
        level, kept = verdict.check, verdict.outcome == "kept"
        assert verdict.outcome == "cant_tell" or allowed(operations, level, lists, starts) == kept, level
        if lists and verdict.outcome == "cant_tell" and once:
            assert verdict.reason is not None
            doubt = "incompatible_order" in [one.code for one in found(operations, model, starts).anomalies]
            assert verdict.reason.code == ("order_unknown" if doubt else "not_read_in_full")
            assert level == (RU if doubt else SI)


@given(st.integers(min_value=0, max_value=2**40))
@settings(max_examples=25)
def test_every_anomaly_is_real_and_of_lists_none_is_missed(seed: int) -> None:
    luck = Random(seed)
    for _ in range(20):
        agrees(history(luck, lists=True), lists=True)
        agrees(history(luck, lists=False), lists=False)


def most_writes(operations: list[Operation]) -> int:
    """How often the value that was written most often was written to its key."""
    count = Counter((step.key, step.value) for op in operations for step in op.value if step.f != "r")
    return max(count.values(), default=0)


# -- bounds and doors --------------------------------------------------------------------------------------------


def many(count: int, keys: int, snapshot: int, lists: bool) -> list[Operation]:
    """Transactions of a database that reads from snapshots up to so old: two keys read, one of them written."""
    luck, made = Random(count), []
    state: dict[str, list[Any]] = {}
    past: list[dict[str, int]] = [{}]
    for number in range(count):
        one, other = (f"k{luck.randrange(keys)}" for _ in range(2))
        then = past[-1 - luck.randrange(min(snapshot, len(past)))]
        reads = [
            Step("r", key, tuple(state.get(key, [])[: then.get(key, 0)]) if lists else None) for key in (one, other)
        ]
        if not lists:
            reads = [Step("r", key, (state.get(key, [])[: then.get(key, 0)] or [None])[-1]) for key in (one, other)]
        state.setdefault(one, []).append(number)
        past = [*past[-snapshot:], past[-1] | {one: len(state[one])}]
        steps = (*reads, Step("append" if lists else "w", one, number))
        made.append(Operation(f"t{number}", "txn", f"c{number % 9}", "", "", steps, 2 * number, 2 * number + 30, "ok"))
    return made


@pytest.mark.parametrize("lists", [True, False])
def test_a_knot_of_thousands_takes_bounded_work(lists: bool) -> None:
    operations = many(3_000, 300, 12, lists)
    mine = {one.check: one.outcome for one in verdicts(operations, LIST if lists else REGISTER, {})}
    assert mine[SER] == mine[SI] == "broken"
    hot = registers(*(f"r:x: w:x:{i + 1} r:y: w:y:{i + 1}" for i in range(2_000)))
    assert codes(hot)[0] == "lost_update", "2,000 readers and 2,000 writers of one version"


def test_a_search_that_ends_early_still_shows_a_cycle(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cycles, "BUDGET", 0)
    for seed in range(300):
        operations = history(Random(seed), lists=True)
        agrees(operations, lists=True)


def test_the_door_of_check() -> None:
    log = Log(tuple(txns("r:x: a:y:1", "r:y: a:x:2")), (), LIST, {})
    found_ = judged(log, LIST)
    assert exit_code(found_) == 1
    rows = [json.loads(line) for line in as_lines(found_).splitlines()]
    assert [row["check"] for row in rows] == list(LEVELS) and {row["key"] for row in rows} == {None}
    (anomaly,) = rows[-1]["reason"]["values"]["anomalies"]
    edge = anomaly["edges"][0]
    assert edge == {
        "kind": "rw", "src": "t1", "dst": "t2", "code": "rw_append_first", "key": "x", "value": None, "next": 2,
    }  # fmt: skip
    assert told(found_) == found(log.operations, LIST, {}).anomalies
    with pytest.raises(ScriptError, match="not_in_model"):
        judged(log, REGISTER)


def test_every_anomaly_rules_out_something_and_each_level_is_ruled_out() -> None:
    assert {level for levels in RULED_OUT.values() for level in levels} == set(LEVELS)
    assert all(levels and STRICT in levels for levels in RULED_OUT.values())


def test_the_same_history_gives_the_same_words_whatever_the_seed_of_hashes() -> None:
    code = (
        "from random import Random; from tests.isolation import history; from engine.transactions import found\n"
        "print([found(history(Random(s), True), 'txn-list-append', {}) for s in range(60)])"
    )
    said = {
        subprocess.run(
            [sys.executable, "-c", code],
            env={"PYTHONHASHSEED": seed, "PYTHONPATH": "."},
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("0", "1")
    }
    assert len(said) == 1
