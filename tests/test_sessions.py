"""The four session guarantees, one small history each, with versions in a total order and with contexts."""

from __future__ import annotations

from typing import Any

from engine.checks import sessions
from engine.checks.sessions import PROMISES
from engine.model import Operation, Verdict
from engine.run.simulation import run
from engine.script import parse


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


def one(check: str, *operations: Operation) -> Verdict:
    (found,) = sessions(operations, check)
    return found


def test_read_your_writes() -> None:
    w1, r1 = write("w1", 1, 0, 10, version=(0, "n1")), read("r1", 0, 10, 12, client="a", version=())
    found = one("read_your_writes", w1, r1)
    assert (found.outcome, found.operations) == ("broken", ("w1", "r1"))
    assert found.reason is not None
    assert (found.reason.code, found.reason.values["client"]) == ("read_your_writes", "a")
    assert one("read_your_writes", w1, r1._replace(client="b")).outcome == "kept"
    assert one("read_your_writes", w1, r1._replace(issued=9)).outcome == "kept"
    assert one("read_your_writes", w1._replace(status="unknown"), r1).outcome == "kept"
    assert one("read_your_writes", w1, r1._replace(status="unknown")).outcome == "kept"
    assert one("read_your_writes", w1, r1._replace(version=(0, "n1"))).outcome == "kept"
    assert one("read_your_writes", w1, r1._replace(version=(0, "n1", 1))).outcome == "kept"
    assert one("read_your_writes", w1, r1._replace(version=None, value=None)).outcome == "broken"


def test_monotonic_reads() -> None:
    r1, r2 = read("r1", 1, 0, 1, version=(5, "n1")), read("r2", 0, 2, 3, version=())
    assert one("monotonic_reads", r1, r2).operations == ("r1", "r2")
    assert one("monotonic_reads", r1, r2._replace(issued=0)).outcome == "kept"
    assert one("monotonic_reads", r1, r2._replace(version=(5, "n2"))).outcome == "kept"
    assert one("monotonic_reads", r1._replace(version=None), r2).outcome == "kept"


def test_monotonic_reads_blames_the_latest_and_reports_the_first() -> None:
    found = one(
        "monotonic_reads",
        read("r1", 1, 0, 1, version=(5, "n1")),
        read("r2", 2, 2, 3, version=(6, "n1")),
        read("r3", 0, 4, 5, version=()),
        read("r4", 0, 6, 7, version=()),
    )
    assert found.operations == ("r2", "r3")


def test_monotonic_writes() -> None:
    w1, w2 = write("w1", 1, 0, 1, version=(50, "n1")), write("w2", 2, 2, 3, version=(2, "n2"))
    assert one("monotonic_writes", w1, w2).operations == ("w1", "w2")
    assert one("monotonic_writes", w1, w2._replace(version=(51, "n2"))).outcome == "kept"
    assert one("monotonic_writes", w1, w2._replace(client="b")).outcome == "kept"


def test_writes_follow_reads() -> None:
    r1, w1 = read("r1", 1, 0, 1, version=(50, "n1")), write("w1", 2, 2, 3, client="b", version=(2, "n2"))
    assert one("writes_follow_reads", r1, w1).operations == ("r1", "w1")
    assert one("writes_follow_reads", r1, w1._replace(version=(51, "n2"))).outcome == "kept"
    assert one("writes_follow_reads", r1._replace(version=()), w1).outcome == "kept"


def test_sessions_with_contexts() -> None:
    def dot(node: str, counter: int, **context: int) -> dict[str, Any]:
        return {"dot": (node, counter), "context": context}

    w1 = write("w1", 1, 0, 0, version=dot("n1", 1))
    blind, aware = write("w2", 2, 1, 1, version=dot("n2", 1)), write("w2", 2, 1, 1, version=dot("n2", 1, n1=1))
    assert one("monotonic_writes", w1, blind).outcome == "broken"
    assert one("monotonic_writes", w1, aware).outcome == "kept"
    assert one("monotonic_writes", w1, write("w2", 2, 1, 1, version=dot("n1", 2))).outcome == "kept"
    r1 = read("r1", (1,), 1, 1, client="a", version={"n1": 1})
    assert one("read_your_writes", w1, r1).outcome == "kept"
    assert one("read_your_writes", w1, r1._replace(version={"n2": 4})).outcome == "broken"
    assert one("writes_follow_reads", r1, blind._replace(issued=2)).outcome == "broken"
    assert one("writes_follow_reads", r1, aware._replace(issued=2)).outcome == "kept"
    r2 = read("r2", (1, 2), 2, 2, client="a", version={"n1": 1, "n2": 1})
    assert one("monotonic_reads", r1, r2).outcome == "kept"
    assert one("monotonic_reads", r2, r1._replace(issued=3, done=3)).operations == ("r2", "r1")


def test_a_delete_explains_an_absent_answer() -> None:
    w1, d1 = write("w1", 1, 0, 1, version=(0, "n1")), delete("d1", 2, 3, version=(2, "n1"))
    r1 = read("r1", None, 4, 5, client="a", version=None)
    assert one("read_your_writes", w1, d1, r1).outcome == "kept"
    assert one("read_your_writes", w1, d1._replace(status="refused"), r1).outcome == "broken"
    assert one("read_your_writes", w1, d1._replace(version=(0, "a")), r1).outcome == "broken"
    assert one("read_your_writes", w1, r1).outcome == "broken"


def test_same_tick_operations_keep_their_order() -> None:
    w1, w2 = write("w1", 1, 5, 5, version=(5, "n1")), write("w2", 2, 5, 5, version=(5, "n1", 2))
    assert one("monotonic_writes", w1, w2).outcome == "kept"
    assert one("monotonic_writes", w2, w1).outcome == "broken"


def test_two_reads_that_one_event_answers() -> None:
    """A client with two requests under way can be answered both in one step of its node."""
    script = """\
system causal nodes=2 client_context=wait
10 write n1 x 1 by alice
12 read n2 y by alice
12 read n2 y by alice
"""
    operations = run(parse(script)).operations
    reads = [op for op in operations if op.kind == "read"]
    assert reads[0].last == reads[1].last
    for check in PROMISES:
        assert {verdict.outcome for verdict in sessions(operations, check)} == {"kept"}
