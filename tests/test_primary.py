"""primary: who may write, who has it when it is acknowledged, and what a failover loses."""

from __future__ import annotations

import pytest
from hypothesis import given

from engine.analysis.durability import lost_writes
from engine.model import Heal, Note, Operation, Promote, Recover, Scenario, System, Write
from engine.run.simulation import run
from engine.script import parse
from engine.trace import Trace
from tests.strategies import AFTER, scenarios


def play(script: str, copy: str = "sync", nodes: int = 3) -> Trace:
    return run(parse(f"system primary nodes={nodes} copy={copy}\ntimeout 60\n{script}"))


def result(trace: Trace, op: str) -> Operation:
    return next(found for found in trace.operations if found.id == op)


def notes(trace: Trace, code: str) -> list[Note]:
    return [note for event in trace.events for note in event.effects if isinstance(note, Note) and note.code == code]


def stored(trace: Trace, node: str, key: str) -> object:
    record = trace.state(node, len(trace.events) - 1).store.get(key)
    return None if record is None else record.value


@pytest.mark.parametrize(("copy", "done"), [("sync", 40), ("async", 20)])
def test_a_write_goes_through_the_primary(copy: str, done: int) -> None:
    trace = play("0 write n2 x 1 as w", copy)
    write = result(trace, "w")
    assert (write.status, write.done, write.version) == ("ok", done, (0, 1, "n1"))
    assert [stored(trace, node, "x") for node in ("n1", "n2", "n3")] == [1, 1, 1]


def test_async_reads_are_stale_until_the_copy_comes() -> None:
    trace = play("init x old\n0 write n1 x new\n5 read n1 x as r1\n5 read n2 x as r2\n10 read n2 x as r3", "async")
    assert [result(trace, op).value for op in ("r1", "r2", "r3")] == ["new", "old", "new"]
    assert result(trace, "r2").version == ()
    assert result(trace, "r2").why.rule == "local"  # type: ignore[union-attr]


def test_sync_without_a_copy_has_no_answer_and_is_not_undone() -> None:
    trace = play("init x old\n0 cut n3\n1 write n1 x new as w\n2 read n1 x as r\n90 heal\n95 read n3 x as q")
    assert result(trace, "w").status == "unknown"
    assert result(trace, "r").value == "new"
    assert result(trace, "q").value == "old"
    assert not trace.state("n1", len(trace.events) - 1).pending


def test_a_write_to_a_node_cut_off_from_its_primary_has_no_answer() -> None:
    trace = play("0 cut n3\n1 write n3 x 1 as w\n2 read n3 x as r", "async")
    assert (result(trace, "w").status, result(trace, "w").version) == ("unknown", None)
    assert (result(trace, "r").status, result(trace, "r").value) == ("ok", None)


def test_a_delete_is_copied_like_a_write() -> None:
    trace = play("init x 1\n0 delete n2 x as d\n50 read n3 x as r")
    assert result(trace, "d").status == "ok"
    assert result(trace, "r").value is None and result(trace, "r").version == (0, 1, "n1")


def test_who_is_no_primary_refuses() -> None:
    trace = play("0 promote n2 tell n1\n1 write n3 x 1 as w")
    refused = result(trace, "w")
    assert (refused.status, refused.done, refused.version) == ("refused", 21, None)
    assert refused.reason is not None and refused.reason.code == "not_primary"
    assert refused.reason.values == {"node": "n1", "believes": "n2"}
    assert stored(trace, "n1", "x") is None


TAKEOVER = """init post old
10 cut n1 | n2 n3
11 write n1 post lost by alice as w1
20 crash n1
30 promote n2 tell n3
31 write n3 post new by bob as w2
"""
FAILOVER = f"{TAKEOVER}60 heal; 60 recover n1\n"


def test_a_failover_loses_an_acknowledged_async_write() -> None:
    trace = play(f"{FAILOVER}70 rejoin n1 to n2\n120 read n1 post as r", "async")
    assert [result(trace, op).status for op in ("w1", "w2")] == ["ok", "ok"]
    assert result(trace, "r").value == "new"
    assert lost_writes(trace) == ("w1",)
    assert notes(trace, "dropped") == [Note("dropped", {"key": "post", "value": "lost", "version": (0, 1, "n1")})]


def test_what_is_on_the_old_primary_alone_counts_as_lost_while_it_is_down() -> None:
    assert lost_writes(play(TAKEOVER, "async")) == ("w1",)
    assert lost_writes(play(FAILOVER, "async")) == ()


def test_a_failover_loses_no_acknowledged_sync_write() -> None:
    trace = play(f"{FAILOVER}70 rejoin n1 to n2\n120 read n1 post as r")
    assert result(trace, "w1").status == "unknown"
    assert lost_writes(trace) == ()


def test_an_overwritten_write_is_not_lost() -> None:
    trace = play("0 write n1 x 1\n1 write n1 x 2\n50 promote n2 tell n1 n3\n51 write n2 x 3", "async")
    assert lost_writes(trace) == ()


def test_split_brain() -> None:
    """Both take writes; their versions differ; a replica listens to one of them."""
    trace = play("0 promote n2 tell n3\n5 write n1 x a as w1\n5 write n2 x b as w2\n50 read n3 x as r", "async")
    assert (result(trace, "w1").version, result(trace, "w2").version) == ((0, 1, "n1"), (1, 1, "n2"))
    assert result(trace, "r").value == "b" and stored(trace, "n1", "x") == "a"
    ignored = notes(trace, "copy_ignored")
    assert [note.values["from"] for note in ignored] == ["n1", "n1", "n2"]


def test_a_primary_of_a_past_epoch_is_not_obeyed() -> None:
    """n3 slept through an epoch; what it writes later does not undo that epoch on others, and is not acknowledged."""
    lines = (
        "0 cut n3\n1 promote n2 tell n1\n2 promote n2 tell n1\n3 write n2 x b as w1\n70 heal\n71 promote n3 tell n1 n2"
    )
    trace = play(f"{lines}\n72 write n3 x c as w2", "sync")
    assert result(trace, "w2").status == "unknown"
    assert stored(trace, "n1", "x") == "b"


def test_copies_that_come_while_rejoining_survive_the_snapshot() -> None:
    lines = "link n1-n2 latency=10\n0 promote n2 tell n3\n5 rejoin n1 to n2\n15 slow n1-n2 2\n16 write n2 x new as w"
    trace = play(f"{lines}\n40 read n1 x as r", "async")
    assert result(trace, "r").value == "new"


def test_a_write_that_waits_is_forgotten_by_who_changes_sides() -> None:
    lines = "link n1-n3 latency=30\n0 write n1 x 1 as w\n20 promote n2 tell n1 n3"
    assert result(play(lines), "w").status == "unknown"


def test_one_node_needs_nobody() -> None:
    assert result(play("0 write n1 x 1 as w", nodes=1), "w").done == 0


SYNC, ASYNC = (System("primary", 3, (("copy", copy),)) for copy in ("sync", "async"))


@given(scenarios(SYNC, ending=(Heal(AFTER), *(Recover(AFTER, node) for node in SYNC.names))))
def test_sync_keeps_what_it_acknowledged_on_every_node(scenario: Scenario) -> None:
    """So whoever is promoted has it."""
    trace = run(scenario)
    assert lost_writes(trace) == ()
    last = len(trace.events) - 1
    for op in trace.operations:
        if op.kind != "read" and op.status == "ok":
            assert all(trace.state(node, last).store[op.key].version >= op.version for node in ("n1", "n2", "n3"))


@given(scenarios(ASYNC, ending=(Heal(AFTER), Promote(AFTER, "n2", ("n1", "n3")), Write(AFTER, "n3", "x", "last"))))
def test_versions_are_never_given_twice(scenario: Scenario) -> None:
    versions = [op.version for op in run(scenario).operations if op.kind != "read" and op.version]
    assert len(set(versions)) == len(versions)
