"""The A of CAP in whole runs: who owes an answer, until when, and what it means that another node would have answered.

Rules of this file
* A cluster without a fault is healthy, whatever system it runs: it breaks no promise of availability.
"""

from __future__ import annotations

import json

import pytest

from engine.analysis.report import as_text, report
from engine.analysis.verdicts import verdicts
from engine.model import Verdict
from engine.protocols import PROTOCOLS
from engine.run.simulation import run
from engine.script import parse

FOLLOWERS = "init x 0; 10 write n2 x 1 by alice as w1; 50 read n3 x by bob as r1"


def available(text: str) -> Verdict:
    (found,) = verdicts(run(parse(text)), checks=("available",))
    return found


def redirects(text: str) -> dict[str, str | None]:
    return {op.id: op.redirect for op in run(parse(text)).operations}


@pytest.mark.parametrize("read", ["local", "read_index"])
def test_a_healthy_raft_cluster_is_available_at_its_followers_too(read: str) -> None:
    text = f"system raft nodes=3 leader=n1 read={read}; {FOLLOWERS}"
    assert redirects(text) == {"w1": "n1", "r1": "n1"}
    found = available(text)
    assert (found.outcome, found.operations, found.reason) == ("kept", (), ("redirected", {"count": 2}))


@pytest.mark.parametrize("nodes", [1, 3, 5])
@pytest.mark.parametrize("line", [example.line for one in PROTOCOLS.values() for example in one.examples])
def test_without_a_fault_every_system_is_available_at_every_node(line: str, nodes: int) -> None:
    most = nodes // 2 + 1
    names = [f"n{i + 1}" for i in range(nodes)]
    home = names[:3]
    system = line.format(nodes=nodes, most=most, home=",".join(home), few=len(home) // 2 + 1)
    asked = "".join(f"{100 * i} write {node} x {i}; {100 * i + 50} read {node} x; " for i, node in enumerate(names, 1))
    assert available(f"system {system}; init x 0; {asked}").outcome == "kept"


@pytest.mark.parametrize(
    ("faults", "operation"),
    [
        ("5 cut n3", "the leader is on the other side"),
        ("5 cut n1>n3", "the follower would not hear the answer"),
        ("5 cut n3>n1", "the leader would not hear the question"),
        ("5 crash n1", "the leader is down"),
        ("5 cut n1 n3 | n2 n4 n5", "the leader is within reach, a majority is not within its reach"),
        ("5 cut n1 n3 | n2 n4 n5; 6 campaign n2", "it is deposed and does not know"),
    ],
)
def test_a_refusal_is_excused_only_where_the_leader_would_have_answered(faults: str, operation: str) -> None:
    text = f"system raft nodes=5 leader=n1; {faults}; 50 write n3 x 1 as w1"
    assert redirects(text) == {"w1": None}, operation
    found = available(text)
    assert (found.outcome, found.operations) == ("broken", ("w1",)), operation


def test_a_follower_that_names_a_former_leader_redirects_nobody() -> None:
    """n3 is slow to hear of the election: at 35 it still names n1, which has stepped down at 20."""
    text = "system raft nodes=3 leader=n1; link n2-n3 latency=80; 10 campaign n2; 35 write n3 x 1 as w1"
    trace = run(parse(text))
    (op,) = trace.operations
    assert op.reason is not None and op.reason.values["leader"] == "n1"
    assert op.redirect is None


def test_the_report_says_of_a_refusal_who_would_have_answered() -> None:
    told = json.loads(as_text(report(run(parse(f"system raft nodes=3 leader=n1; {FOLLOWERS}; 60 read n1 x as r2")))))
    assert {op["id"]: op.get("redirect", "no such key") for op in told["operations"]} == {
        "w1": "n1", "r1": "n1", "r2": "no such key",
    }  # fmt: skip


def test_a_gateway_tells_no_client_to_ask_the_leader() -> None:
    """Whom to ask next is for the gateway to say."""
    text = "system raft nodes=3 leader=n1; gateway g1 check=0 retries=0; 10 write g1 x 1 as w1; 60 write g1 x 2 as w2"
    assert set(redirects(text).values()) == {None}


SLOW = "system quorum nodes=3 r=2 w=2; latency 60; timeout {0}; init x 0; 10 write n1 x 1 as w1; 300 read n2 x as r1"


def test_how_long_an_answer_may_take_is_for_the_timeout_to_say() -> None:
    """The theorem has no bound; a run needs one. The same run without a fault: 120 ticks for an answer."""
    assert (available(SLOW.format(119)).operations, available(SLOW.format(121)).operations) == (("w1", "r1"), ())
    assert available(SLOW.format(400)).outcome == "kept"
