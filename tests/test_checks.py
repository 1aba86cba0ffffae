"""The judge on histories small enough to judge by hand, and against brute force on random ones."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import combinations, permutations
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from engine.checks import Replicas, available, converged, linearizable
from engine.checks.explain import _sources, explain
from engine.checks.history import known
from engine.checks.linearizable import judged
from engine.checks.register import decide
from engine.checks.search import search
from engine.checks.spec import NEVER, REGISTER, Interval
from engine.model import Cell, NodeView, Operation, Verdict

SESSIONS = ("read_your_writes", "monotonic_reads", "monotonic_writes", "writes_follow_reads")


def write(
    id: str, value: Any, issued: int, done: int | None, status: str = "ok", client: str = "a", version: Any = None
) -> Operation:
    return Operation(id, "write", client, "n1", "x", value, issued, done, status, version=version)


def read(
    id: str, value: Any, issued: int, done: int | None, status: str = "ok", client: str = "b", version: Any = None
) -> Operation:
    return Operation(id, "read", client, "n2", "x", value, issued, done, status, version=version)


def delete(id: str, issued: int, done: int | None, status: str = "ok", version: Any = None) -> Operation:
    return Operation(id, "delete", "a", "n1", "x", None, issued, done, status, version=version)


def verdict(*operations: Operation, init: Any = 0) -> Verdict:
    (found,) = linearizable(operations, {"x": init})
    return found


# -- linearizable: one history a reason --------------------------------------------------------------------------


def test_kept() -> None:
    found = verdict(write("w1", 1, 10, 20), read("r1", 0, 12, 14), read("r2", 1, 15, 18), read("r3", 1, 30, 31))
    assert found == Verdict("linearizable", "x", "kept")


def test_stale_read() -> None:
    found = verdict(write("w1", 1, 10, 20), read("r0", 1, 21, 22), read("r1", 0, 21, 30))
    assert (found.outcome, found.operations, found.prefix) == ("broken", ("w1", "r1"), ("w1", "r0"))
    assert found.reason == (
        "stale_read",
        {"read": "r1", "value": 0, "write": None, "newer": "w1", "newer_value": 1},
    )


def test_equal_ticks_are_concurrent() -> None:
    assert verdict(write("w1", 1, 10, 20), read("r1", 0, 20, 30)).outcome == "kept"
    assert verdict(write("w1", 1, 10, 20), read("r1", 0, 21, 30)).outcome == "broken"


def test_stale_read_names_the_old_write_and_the_newest() -> None:
    found = verdict(
        write("w1", 1, 0, 1), write("w2", 2, 2, 3), write("w3", 3, 4, 5), read("r1", 1, 6, 7), read("r2", 3, 8, 9)
    )
    assert found.operations == ("w1", "w3", "r1")
    assert found.reason is not None
    assert (found.reason.values["write"], found.reason.values["newer"]) == ("w1", "w3")
    assert found.prefix == ("w1", "w2", "w3")


def test_inversion() -> None:
    found = verdict(write("w1", 1, 10, 50), read("r1", 1, 12, 20), read("r2", 0, 21, 30))
    assert found.operations == ("w1", "r1", "r2")
    assert found.reason == ("inversion", {"first": "r1", "first_value": 1, "second": "r2", "second_value": 0})
    assert found.prefix == ("w1", "r1")


def test_inversion_over_an_unknown_write() -> None:
    found = verdict(write("w1", 1, 10, 15, "unknown"), read("r1", 1, 30, 40), read("r2", 0, 41, 50))
    assert found.reason is not None
    assert (found.reason.code, found.operations) == ("inversion", ("w1", "r1", "r2"))


def test_unknown_and_pending_writes_may_happen_late_or_never() -> None:
    for w in (write("w1", 1, 10, 15, "unknown"), write("w1", 1, 10, None, "pending")):
        assert verdict(w, read("r1", 0, 90, 91)).outcome == "kept"
        assert verdict(w, read("r1", 0, 90, 91), read("r2", 1, 92, 93)).outcome == "kept"
        assert verdict(w, read("r1", 1, 90, 91), read("r2", 0, 92, 93)).outcome == "broken"


def test_unknown_reads_say_nothing() -> None:
    assert verdict(write("w1", 1, 10, 20), read("r1", 0, 30, 40, "unknown")).outcome == "kept"
    assert verdict(write("w1", 1, 10, 20), read("r1", 0, 30, None, "pending")).outcome == "kept"


def test_never_written() -> None:
    found = verdict(write("w1", 1, 10, 20), read("r1", 7, 21, 22))
    assert (found.operations, found.prefix) == (("r1",), ("w1",))
    assert found.reason == ("never_written", {"read": "r1", "value": 7, "write": None})


def test_a_refused_write_was_never_written() -> None:
    for r in (read("r1", 1, 11, 12), read("r1", 1, 21, 22)):
        found = verdict(write("w1", 1, 10, 20, "refused"), r)
        assert (found.operations, found.prefix) == (("w1", "r1"), ())
        assert found.reason == ("never_written", {"read": "r1", "value": 1, "write": "w1"})


def test_from_future() -> None:
    found = verdict(read("r1", 1, 5, 9), write("w1", 1, 10, 20))
    assert found.operations == ("w1", "r1")
    assert found.reason == ("from_future", {"read": "r1", "value": 1, "write": "w1"})


def test_siblings_are_no_register() -> None:
    w1, w2 = write("w1", 1, 0, 1), write("w2", 2, 0, 1)
    found = verdict(w1, w2, read("r1", (1, 2), 5, 6), init=None)
    assert (found.operations, found.reason) == (("r1",), ("siblings", {"read": "r1", "values": (1, 2)}))
    assert verdict(read("r0", (), 0, 0), w1, read("r1", (1,), 5, 6), init=None).outcome == "kept"
    assert verdict(w1, read("r1", (), 5, 6), init=None).outcome == "broken"


def test_deletes_write_nothing() -> None:
    w1, d1 = write("w1", 1, 0, 1), delete("d1", 2, 3)
    assert verdict(w1, d1, read("r1", None, 4, 5), init=None).outcome == "kept"
    assert verdict(w1, read("r1", None, 2, 5), init=None).outcome == "broken"
    found = verdict(w1, d1, read("r1", 1, 4, 5), init=None)
    assert found.reason is not None
    assert (found.reason.code, found.reason.values["newer"], found.reason.values["newer_value"]) == (
        "stale_read",
        "d1",
        None,
    )


def test_stale_read_where_values_repeat() -> None:
    found = verdict(write("w1", 0, 1, 2), write("w2", 1, 3, 4), read("r1", 0, 5, 6))
    assert found.reason is not None
    assert (found.reason.code, found.operations) == ("stale_read", ("w1", "w2", "r1"))


def test_of_equal_writes_a_stale_read_names_the_last() -> None:
    found = verdict(write("w1", 1, 1, 2), write("w2", 1, 3, 4), write("w3", 2, 5, 6), read("r1", 1, 7, 8))
    assert found.reason is not None and found.reason.code == "stale_read"
    assert (found.reason.values["write"], found.reason.values["newer"]) == ("w2", "w3")


def test_no_order() -> None:
    """Two concurrent writes, then two concurrent reads that disagree: no pair of ends shows it."""
    ws = write("w1", 1, 0, 10), write("w2", 2, 0, 10)
    found = verdict(*ws, read("r1", 1, 11, 30), read("r2", 2, 12, 31))
    assert found.outcome == "broken"
    assert found.operations == ("w1", "w2", "r1", "r2")
    assert found.reason == ("no_order", {"read": "r2", "value": 2, "count": 4})


def test_no_order_without_a_budget_names_a_pair_and_counts_all() -> None:
    w1, w2 = Interval("w1", "write", 1, 0, 9), Interval("w2", "write", 2, 1, 10)
    r1, r2 = Interval("r1", "read", 1, 11, 30), Interval("r2", "read", 2, 12, 31)
    proof = explain([w1, w2, r1, r2], 0, [r2], 0)
    assert (proof.ops, proof.reason.values["count"]) == ((w2, r2), 4)


def test_keys_are_judged_apart() -> None:
    y = read("r2", 0, 21, 30)._replace(key="y")
    found = linearizable([write("w1", 1, 10, 20), y], {"x": 0, "y": 0})
    assert [(v.key, v.outcome) for v in found] == [("x", "kept"), ("y", "kept")]


def test_until_knows_only_what_has_happened() -> None:
    history = [write("w1", 1, 10, 20), read("r1", 0, 21, 30)]
    assert [linearizable(history, {"x": 0}, until=t)[0].outcome for t in (20, 29, 30)] == ["kept", "kept", "broken"]


def test_budget_runs_out_as_cant_tell() -> None:
    writes = [write(f"w{i}", i // 2, 0, 100) for i in range(20)]
    history = [*writes, read("r1", 4, 101, 102), read("r2", 5, 101, 102)]
    short = linearizable(history, {"x": 0}, budget=50)[0]
    assert (short.outcome, short.operations, short.reason) == ("cant_tell", (), None)
    assert short.prefix
    assert short == linearizable(history, {"x": 0}, budget=50)[0]


def test_prefix_leaves_out_what_need_not_have_happened() -> None:
    unseen = write("w0", 9, 0, 5, "unknown")
    assert verdict(unseen, write("w1", 1, 10, 20), read("r1", 0, 21, 30)).prefix == ("w1",)


def test_zones_that_meet_in_one_tick() -> None:
    """w2 must come first although w1 ends in the tick in which it begins."""
    found = verdict(write("w1", 1, 0, 5), write("w2", 2, 5, 7), read("r1", 1, 10, 11), read("r2", 0, 12, 13))
    assert found.prefix == ("w2", "w1", "r1")


def test_equal_writes_do_not_multiply() -> None:
    writes = [write(f"w{i}", i % 2, 0, 100) for i in range(40)]
    found = verdict(*writes, read("r1", 1, 101, 102), read("r2", 0, 103, 104))
    assert found.operations[-2:] == ("r1", "r2")


# -- linearizable: against brute force ---------------------------------------------------------------------------


def brute(operations: Sequence[Operation], init: Any) -> bool:
    """Try every order of every set of writes that may have happened."""
    must = [op for op in operations if op.status == "ok"]
    may = [op for op in operations if op.status in ("unknown", "pending") and op.kind != "read"]
    sets = (must + list(extra) for n in range(len(may) + 1) for extra in combinations(may, n))
    return any(explains(order, init) for happened in sets for order in permutations(happened))


def explains(order: Sequence[Operation], value: Any) -> bool:
    for i, op in enumerate(order):
        if any(b.status == "ok" and b.done is not None and b.done < op.issued for b in order[i + 1 :]):
            return False
        if op.kind == "read" and op.value != value:
            return False
        if op.kind != "read":
            value = op.value
    return True


@st.composite
def histories(draw: st.DrawFn, most: int = 6, values: int = 3) -> list[Operation]:
    history = []
    for i in range(draw(st.integers(1, most))):
        issued = draw(st.integers(0, 12))
        length = draw(st.sampled_from((0, 1, 2, 4, 8)))
        status = draw(st.sampled_from(("ok", "ok", "ok", "ok", "refused", "unknown", "pending")))
        done = None if status == "pending" else issued + length
        client = draw(st.sampled_from("ab"))
        if draw(st.booleans()):
            history.append(read(f"r{i}", draw(st.integers(0, values)), issued, done, status, client))
        elif draw(st.integers(0, 7)) == 0:
            history.append(delete(f"d{i}", issued, done, status)._replace(client=client))
        else:
            history.append(write(f"w{i}", draw(st.integers(0, values)), issued, done, status, client))
    return sorted(history, key=lambda op: op.issued)


@settings(max_examples=1500, deadline=None)
@given(histories())
def test_agrees_with_brute_force(history: list[Operation]) -> None:
    assert (verdict(*history).outcome == "kept") == brute(history, 0)


@st.composite
def unique(draw: st.DrawFn) -> list[Operation]:
    history = draw(histories(most=7, values=2))
    numbers = iter(range(1, 99))
    return [op._replace(value=next(numbers)) if op.kind == "write" else op for op in history if op.kind != "delete"]


@settings(max_examples=1500, deadline=None)
@given(unique())
def test_zones_agree_with_brute_force(history: list[Operation]) -> None:
    if history:
        assert (verdict(*history).outcome == "kept") == brute(history, 0)


@settings(max_examples=500, deadline=None)
@given(histories(most=8))
def test_a_proof_is_broken_and_minimal_and_its_prefix_is_legal(history: list[Operation]) -> None:
    found = verdict(*history)
    if found.outcome != "broken":
        return
    assert found.reason is not None
    since = judged(history, {"x": 0})[0][1]
    ops = {op.id: op for op in (*history, *known(history, since))}  # judged when the break first shows
    proof = [ops[name] for name in found.operations]
    assert proof[-1].kind == "read", found
    assert explains([ops[name] for name in found.prefix], 0), found
    assert proof[-1].id not in found.prefix
    assert not brute(proof, 0), found
    if found.reason.code in ("stale_read", "inversion", "no_order"):
        assert {op.value for op in proof if op.kind == "read"} <= {0, *(op.value for op in proof if op.kind != "read")}
    sourced = found.reason.code not in ("never_written", "from_future")
    for op in proof if sourced else ():
        values = {op.value} if op.kind != "read" else set()
        rest = [b for b in proof if b != op and not (b.kind == "read" and b.value in values)]
        assert brute(rest, 0), (found, op.id)


@settings(max_examples=300, deadline=None)
@given(unique(), st.integers(0, 3))
def test_the_source_of_a_read_is_never_left_out(history: list[Operation], repeat: int) -> None:
    """Whatever a read saw in some legal order is among its possible sources: else a proof could be repaired."""
    intervals = [
        Interval(
            op.id,
            op.kind,
            op.value if op.kind == "read" else 1 + op.value % (repeat + 1),
            op.issued,
            op.done if op.done is not None else NEVER,
        )
        for op in history
        if op.status == "ok"
    ]
    ops = [Operation(s.id, s.f, "a", "n1", "x", s.value, int(s.start), int(s.end), "ok") for s in intervals]
    for order in permutations(range(len(intervals))):
        if explains([ops[i] for i in order], 0):
            last = None
            for interval in (intervals[i] for i in order):
                if interval.f == "read":
                    assert last is None or last in _sources(intervals, interval)
                else:
                    last = interval


@settings(max_examples=300, deadline=None)
@given(st.permutations(range(6)), histories(most=6))
def test_the_order_of_zones_is_legal(shuffle: list[int], history: list[Operation]) -> None:
    intervals = [
        Interval(
            op.id, "read" if op.kind == "read" else "write", op.value, op.issued, NEVER if op.done is None else op.done
        )
        for op in history
        if op.kind != "read" or op.done is not None
    ]
    found = decide(intervals, 0, 10_000)
    general = search(intervals, replace(REGISTER, init=0), 10_000)
    assert found.outcome == general.outcome
    shuffled = [intervals[i] for i in shuffle if i < len(intervals)]
    assert decide(shuffled, 0, 10_000).outcome == found.outcome
    done = [op._replace(status="ok" if op.done is not None else "pending") for op in history]
    ops = {op.id: op for op in done}
    for answer in (found, general):
        if answer.outcome == "kept":
            assert explains([ops[name] for name in answer.order], 0)


# -- available, converged ----------------------------------------------------------------------------------------


def test_available() -> None:
    ok, down = write("w1", 1, 0, 9), write("w2", 2, 0, 100, "unknown")._replace(node_down=50)
    assert available([]).outcome == "kept"
    assert available([ok, down]).outcome == "kept"
    assert available([ok, write("w3", 3, 0, None, "pending")]).outcome == "cant_tell"
    refused, silent = read("r1", None, 1, 2, "refused"), write("w4", 4, 0, 100, "unknown")
    found = available([ok, silent, refused, down])
    assert (found.outcome, found.operations) == ("broken", ("r1", "w4"))
    assert found.reason == ("refused", {"op": "r1", "node": "n2", "count": 2})
    assert available([ok, silent], until=99).outcome == "cant_tell"
    assert [available([down], until).outcome for until in (49, 50)] == ["cant_tell", "kept"], "it crashes at 50"
    late = available([ok, silent]).reason
    assert late == ("no_answer", {"op": "w4", "node": "n1", "count": 1})


def views(**held: tuple[Any, ...] | None) -> dict[str, NodeView]:
    return {node: NodeView({} if values is None else {"x": Cell(values, ())}) for node, values in held.items()}


def test_converged() -> None:
    up = {"n1": True, "n2": True, "n3": False}
    assert converged(Replicas(views(n1=(1, 2), n2=(2, 1), n3=(9,)), up)) == Verdict("converged", None, "kept")
    assert converged(Replicas(views(n1=(None,), n2=None), up)).outcome == "kept"
    differ = views(n1=(1,), n2=None)
    found = converged(Replicas(differ, up))
    assert found.outcome == "broken"
    assert found.reason == ("differ", {"key": "x", "holders": {"n1": (1,), "n2": ()}})
    assert converged(Replicas(differ, up, quiet=False)).outcome == "cant_tell"
    assert converged(Replicas(views(n1=("a", 1), n2=(1, "a")), up)).outcome == "kept"
