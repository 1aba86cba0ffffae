"""Quorum stores as others describe them: 13 behaviours and 6 tables of read repair, run here.

Rules of this file
* A case is run by what its source says should come out. Where that store follows another rule than ours, the test says
  which, and holds what ours does instead.
* Every case of the files has a test: the names are checked.
"""

from __future__ import annotations

import json
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest

from engine.analysis.report import report
from engine.clocks import dotted as dvv
from engine.clocks import version_vector as vv
from engine.model import Environment, Request, Send
from engine.protocols import configured, quorum
from engine.protocols.quorum import coordinator
from engine.protocols.quorum.messages import Repair
from engine.protocols.quorum.state import Config, Pending, Record, State
from engine.run.simulation import run
from engine.script import parse
from engine.structures.growing_map import GrowingMap

VECTORS = ["empty", "single-value", "no-duplicates", "single-successor", "equal-obsolete-versions", "diamond"]


def play(text: str) -> dict[str, Any]:
    return report(run(parse(text)))


def ops(found: dict[str, Any]) -> dict[str, tuple[str, Any]]:
    return {op["id"]: (op["status"], op["value"]) for op in found["operations"]}


def held(found: dict[str, Any], key: str = "x") -> dict[str, Any]:
    return {node: shown["store"].get(key, {"values": None})["values"] for node, shown in found["nodes"].items()}


# -- read repair -------------------------------------------------------------------------------------------------


def version(clock: dict[str, int]) -> tuple[Any, ...]:
    """A total order in which what a vector covers is below it: ours has no other versions."""
    return (sum(clock.values()), json.dumps(clock, sort_keys=True)) if clock else ()


@pytest.mark.parametrize("name", VECTORS)
def test_read_repair(outside_data: Path, name: str) -> None:
    cases = {case["id"]: case for case in json.loads((outside_data / "quorum/read_repair.json").read_text("utf-8"))}
    assert sorted(cases) == sorted(f"read-repair/{each}" for each in VECTORS)
    case = cases[f"read-repair/{name}"]
    expected = {(f"n{one['node']}", one["value"], version(one["clock"])) for one in case["repairs_to_send"]}
    for responses in permutations(case["responses"]):
        assert repairs(responses) == expected


def repairs(responses: tuple[dict[str, Any], ...]) -> set[tuple[str, Any, Any]]:
    """Whom a read with these answers repairs, and with what."""
    config = quorum.settings.config(("n1", "n2", "n3", "n4"), {"read_repair": True})
    assert isinstance(config, Config)
    answers = tuple((f"n{one['node']}", Record(version(one["clock"]), one["value"])) for one in responses)
    pending = Pending(Request("r1", "read", "alice", "x", None, None, None), "ask", 1, answers, (), None)
    state = State({}, {}, (), {"r1": pending}, 0, GrowingMap())
    wishes = coordinator.finish_round(Environment("n1", 0, config, None), state, "r1")[1]
    sends = [wish for wish in wishes if isinstance(wish, Send)]
    assert all(isinstance(send.body, Repair) for send in sends)
    return {(send.to, send.body.record.value, send.body.record.version) for send in sends}


# -- behaviours --------------------------------------------------------------------------------------------------


def test_every_behaviour_has_its_test(outside_data: Path) -> None:
    cases = json.loads((outside_data / "quorum/behaviour.json").read_text("utf-8"))
    names = [name.removeprefix("test_").split("_")[0].upper() for name in globals() if name.startswith("test_")]
    assert {case["id"].removeprefix("conformance/") for case in cases} <= set(names)


@pytest.mark.parametrize("r, w", [(2, 2), (3, 1), (1, 3)])
@pytest.mark.parametrize("reader", ["n1", "n2", "n3"])
def test_q1_a_strict_quorum_reads_the_last_completed_write(r: int, w: int, reader: str) -> None:
    found = play(f"system quorum nodes=3 r={r} w={w}; latency 5..15; 10 write n1 x v1; 60 read {reader} x")
    assert ops(found) == {"w1": ("ok", "v1"), "r1": ("ok", "v1")}


@pytest.mark.parametrize("n, majority", [(3, 2), (5, 3), (6, 4), (7, 4), (8, 5)])
def test_q4_a_majority_is_the_usual_quorum(n: int, majority: int) -> None:
    config = configured(parse(f"system quorum nodes={n}").system)
    assert (config.r, config.w) == (majority, majority)


@pytest.mark.parametrize(
    "sloppy, q, write, read",
    [("no", 2, "ok", "ok"), ("no", 3, "unknown", "unknown"), ("yes", 2, "ok", "ok"), ("yes", 3, "ok", "unknown")],
)
def test_s3_a_strict_quorum_ignores_spares(sloppy: str, q: int, write: str, read: str) -> None:
    """sloppy=no is PR and PW. With sloppy=yes W=3 is reached by the spare. Not so R=3: our spares keep hints and answer
    no reads, where Riak's fallbacks do."""
    text = (
        f"system quorum nodes=4 home=n1,n2,n3 sloppy={sloppy}; 5 crash n3; 10 write n1 x 1 w={q}; 150 read n2 x r={q}"
    )
    found = ops(play(text))
    assert (found["w1"][0], found["r1"][0]) == (write, read)


def test_s4_a_failed_strict_write_stays() -> None:
    found = play("system quorum nodes=3 r=2 w=3; 5 crash n3; 10 write n1 x new; 150 read n2 x")
    assert ops(found) == {"w1": ("unknown", "new"), "r1": ("ok", "new")}
    assert (held(found)["n1"], held(found)["n2"]) == (["new"], ["new"])


def test_h1_a_hint_is_replayed_and_deleted() -> None:
    """The hint is kept by a spare, where Cassandra's coordinator keeps it; it comes home with no read."""
    text = "system quorum nodes=4 home=n1,n2,n3 w=2 sloppy=yes handoff=40; 5 crash n3; 10 write n1 x 1; 60 recover n3"
    found = play(f"{text}; stop 30")
    assert (ops(found)["w1"], found["nodes"]["n4"]["hints"]) == (("ok", 1), ["n3"])
    found = play(f"{text}; stop 200")
    assert (held(found)["n3"], found["nodes"]["n4"]["hints"]) == ([1], [])


def test_h5_a_hint_counts_towards_w() -> None:
    text = "system quorum nodes=5 home=n1,n2,n3 r=2 w=2 sloppy=yes; 5 cut n1 n4 n5 | n2 n3; 10 write n1 x v2"
    found = play(text)
    assert (ops(found)["w1"], held(found)["n1"], held(found)["n2"]) == (("ok", "v2"), ["v2"], None)
    assert [found["nodes"][node]["hints"] for node in ("n4", "n5")] == [["n2"], ["n3"]]
    found = play(f"{text}; 60 heal; 70 handoff n4; 70 handoff n5")
    assert (held(found)["n2"], held(found)["n3"]) == (["v2"], ["v2"])
    assert [found["nodes"][node]["hints"] for node in ("n4", "n5")] == [[], []]


@pytest.mark.parametrize("first, second", [("n1", "n2"), ("n2", "n1")])
def test_l2_a_tie_comes_out_the_same_everywhere(first: str, second: str) -> None:
    """Equal times are told apart by the coordinator's name, where Cassandra takes the larger value: so the winner is
    n2's whichever value it wrote, and on every replica."""
    for values in (("1", "2"), ("2", "1")):
        wrote = dict(zip((first, second), values, strict=True))
        text = f'10 write {first} x "{values[0]}"; 10 write {second} x "{values[1]}"'
        assert held(play(f"system quorum nodes=3; {text}")) == {key: [wrote["n2"]] for key in ("n1", "n2", "n3")}


def test_l4_two_writes_are_never_mixed() -> None:
    """Does not apply: a value is one cell here. What Cassandra would mix stays one of the two writes."""
    text = '10 write n1 x "2,123"; 10 write n2 x "3,111"'
    assert held(play(f"system quorum nodes=3; {text}")) == {key: ["3,111"] for key in ("n1", "n2", "n3")}


def test_l6_a_fast_clock_loses_a_later_write() -> None:
    found = play("system quorum nodes=3; clock n1 skew=10000; 10 write n1 x v1; 1010 write n2 x v2; 1100 read n3 x")
    assert ops(found)["w2"] == ("ok", "v2") and ops(found)["r1"] == ("ok", "v1")
    assert held(found) == {key: ["v1"] for key in ("n1", "n2", "n3")}


def test_k5_siblings_do_not_explode() -> None:
    """With dots, two at the end. Without: our version vectors are one a version, not one a server, and swallow
    what they should keep beside; so there are never 99 siblings, and numbers are missing."""
    assert taking_turns(dvv) == (2, set(range(99)))
    count, numbers = taking_turns(vv)
    assert count == 1 and numbers < set(range(99))


def taking_turns(clocks: Any) -> tuple[int, set[int]]:
    """How many siblings there are after 99 puts by two clients in turn, and their numbers."""
    versions = clocks.EMPTY
    last: list[tuple[dict[str, int], frozenset[int]]] = [({}, frozenset()), ({}, frozenset())]
    for number in range(99):
        context, numbers = last[number % 2]
        versions, _ = clocks.update(versions, context, "n1", numbers | {number})
        last[number % 2] = clocks.context(versions), frozenset().union(*values(clocks, versions))
    found = values(clocks, versions)
    return len(found), set().union(*found)


def values(clocks: Any, versions: Any) -> list[frozenset[int]]:
    return [value for _, value in clocks.dotted(versions)] if clocks is dvv else [one.value for one in versions]


def test_k6_a_returning_replica_is_repaired() -> None:
    text = """system quorum nodes=3 r={0} read_repair=yes; init x old; 5 crash n3; 10 write n1 x new; 40 recover n3
        50 read n3 x; 100 read n3 x; stop 200"""
    found = play(text.format(2))
    assert ops(found) == {"w1": ("ok", "new"), "r1": ("ok", "new"), "r2": ("ok", "new")}
    assert held(found)["n3"] == ["new"]


def test_k6_with_one_answer_ours_repairs_only_who_is_behind_that_answer() -> None:
    """Riak's reader waits for all answers after it has replied, so the old value comes once. Ours sends on
    what it returned: an old answer repairs nobody, and anti-entropy has to."""
    text = "system quorum nodes=3 r=1 read_repair=yes; init x old; 5 crash n3; 10 write n1 x new; 40 recover n3"
    assert ops(play(f"{text}; 50 read n3 x; 100 read n3 x")) | {"w1": None} == {
        "w1": None, "r1": ("ok", "old"), "r2": ("ok", "old"),
    }  # fmt: skip
    assert ops(play(f"{text}; 50 read n3 x; 60 sync n3 n1; 100 read n3 x"))["r2"] == ("ok", "new")


def test_k7_a_node_that_loses_its_disk_counts_anew_and_loses_a_write() -> None:
    """Ours is the plain counter of a node that the case warns of: jon carries the dot of phil."""
    text = """system multi_value nodes=2; 10 write n1 x phil; 20 write n1 x bob; {0}60 write n1 x jon; 80 sync n1 n2
        120 read n2 x"""
    kept, lost = play(text.format("")), play(text.format("40 crash n1 wipe; 45 recover n1; "))
    assert ops(kept)["r1"] == ("ok", ("bob", "jon", "phil")) and ops(lost)["r1"] == ("ok", ("bob", "phil"))


def test_r2_only_replicas_in_the_read_are_repaired() -> None:
    text = """system quorum nodes=3 r=2 w=2 read_repair=yes; init x old; 5 cut n1 | n2 n3; 10 write n1 x new
        120 heal; 120 cut n3 | n1 n2; 130 read n1 x"""
    found = play(text)
    assert (ops(found)["w1"][0], ops(found)["r1"]) == ("unknown", ("ok", "new"))
    assert held(found) == {"n1": ["new"], "n2": ["new"], "n3": ["old"]}
