"""What the stage says and where it puts it, by hand: delays, who did not hear what, why a read got its answer, looks of
messages, places of nodes."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import pytest

from engine.availability import gateway, served
from engine.protocols import PROTOCOLS
from engine.protocols.actor import Look, MessageKind
from engine.run.simulation import run
from engine.script import parse
from lessons.words import load
from pages.ui.stage.picture import layout, paint


def picture(script: str) -> Any:
    return paint(run(parse(script)), load("en"))


# -- links ---------------------------------------------------------------------------------------------------------


def test_a_slow_link_says_how_slow() -> None:
    found = picture("link n1-n2 latency=15; link n1-n3 latency=5..15; link n2-n3 latency=exp(20); 10 read n1 x")
    assert {one["link"]: one["text"] for one in found["slow"]} == {
        "n1-n2": "15 ms", "n1-n3": "5-15 ms", "n2-n3": "~20 ms",
    }  # fmt: skip


def test_a_link_that_is_slow_one_way_says_so_whichever_way_it_is() -> None:
    found = picture("link n1>n2 latency=5; link n3>n1 latency=7; 10 slow n2>n1 50; 20 slow n1>n3 7; 30 read n1 x")
    assert [(one["from"], one["to"], one["link"], one["text"]) for one in found["slow"]] == [
        (0, 10, "n1-n2", "5 ms"), (0, 10, "n1-n3", "7 ms"),
        (10, 20, "n1-n2", "5 / 50 ms"), (10, 20, "n1-n3", "7 ms"),
        (20, None, "n1-n2", "5 / 50 ms"), (20, None, "n1-n3", "7 ms"),
    ]  # fmt: skip


def test_a_cut_of_which_one_link_is_healed_lasts_since_it_was_made() -> None:
    """B35: not since the last change. Once all is healed, a new cut is a new one."""
    found = picture("20 cut n1 | n2 | n3; 100 heal n1-n2; 150 cut n1-n2; 200 heal; 300 cut n1 | n2 n3; 400 read n1 x")
    assert [(one["from"], one["to"], one["since"]) for one in found["cuts"]] == [
        (20, 100, 20), (100, 150, 20), (150, 200, 20), (300, None, 300),
    ]  # fmt: skip


# -- what a node that is down does not hear ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("script", "told"),
    [
        ("system raft nodes=3 leader=n1; 10 crash n1; 20 heartbeat n1", "send all others a heartbeat"),
        ("system raft nodes=3 leader=n1; 10 crash n1; 20 write n1 x 1 by alice", "alice asks n1: write x = 1"),
        ("10 crash n1; 20 read n1 x by bob", "bob asks n1: read x"),
    ],
)
def test_who_is_down_does_not_hear_what_is_asked(script: str, told: str) -> None:
    events = [event["text"] for event in picture(script)["events"] if event["kind"] == "refused"]
    assert events == [f"n1 is down and does not hear: {told}"]


# -- why -----------------------------------------------------------------------------------------------------------


def rows(script: str, operation: str) -> list[list[str]]:
    found = picture(script)["operations"]
    return next(one["why"]["rows"] for one in found if one["id"] == operation)


def test_why_a_read_found_nothing() -> None:
    """n1 is down, and n2 and n3 have no x: two answers of nothing, of the two that are needed."""
    assert rows("5 crash n1; 10 read n2 x by alice as r", "r") == [
        ["asked", "n1, n2, n3 (needs 2)"],
        ["returned", "n2: nothing"],
        ["returned", "n3: nothing"],
        ["rule", "no replica that answered has the key"],
    ]


def test_why_a_session_was_not_answered() -> None:
    """alice wrote version (10, n1), which n2, asked at 15, does not have; bob, who wrote nothing, asks for nothing."""
    script = "system quorum nodes=3 r=1 w=1 read_your_writes=yes when_stale=refuse; 10 write n1 x 1 by alice"
    assert rows(f"{script}; 15 read n2 x by alice as r", "r")[1:] == [
        ["session", "the answer had to cover version (10, n1), which alice had seen"]
    ]
    assert rows(f"{script}; 5 crash n2; 15 read n2 x by bob as r", "r")[1:] == []


def test_a_fallbacks_answer_is_called_degraded_and_not_what_an_answer_could_be() -> None:
    """L08, fallback: Alice sees 5, which is old; but it is no answer of the store's at all."""
    found = picture(
        "gateway g1 check=0 breaker=off retries=0 attempt=50 fallback=stale; init x 5; 10 read g1 x as r1;"
        "60 cut g1 | n1 n2 n3; 80 write n2 x 4 as w1; 120 read g1 x as r2; 300 heal; 400 read n1 x as r3"
    )
    assert [(one["id"], one["result"], one["note"]) for one in found["operations"] if one["kind"] == "read"] == [
        ("r1", "→ 5", None), ("r2", "→ 5", "degraded"), ("r3", "→ 4", None),
    ]  # fmt: skip


def asked(script: str, operation: str) -> str:
    return next(text for code, text in rows(script, operation) if code == "asked")


CRDT = "system multi_value nodes=2 resolver=crdt crdt=g_counter"
AWARE = "system partition_aware nodes=3 heartbeat=30 misses=1 minority=serve"
ALONE = "init x 0; 10 cut n1 | n2 n3"
"""After 60 ticks without an answer to its beats n1 knows that it has no quorum."""


@pytest.mark.parametrize(
    ("script", "told"),
    [
        (f"{CRDT}; 10 write n1 x 1; 30 read n1 x as r", "n1 (needs 1)"),
        (f"{CRDT}; 30 read n1 x as r", "n1 (needs 1)"),
        (f"{AWARE}; init x 0; 100 read n2 x as r; stop 200", "n1, n2, n3 (needs 2)"),
        (f"{AWARE}; 100 read n2 x as r; stop 200", "n1, n2, n3 (needs 2)"),  # two that have nothing are needed, too
        (f"{AWARE}; init x 0; 100 read n2 x as r r=3; stop 200", "n1, n2, n3 (needs 3)"),
        (f"{AWARE}; init x 0; 100 read n2 x as r r=1; stop 200", "n1, n2, n3 (needs 1)"),
        (f"{AWARE} r=3; init x 0; 100 read n2 x as r; stop 200", "n1, n2, n3 (needs 3)"),
        (f"{AWARE}; {ALONE}; 150 read n1 x as r; stop 200", "n1 (needs 1)"),
        (f"{AWARE}; {ALONE}; 150 read n1 y as r; stop 200", "n1 (needs 1)"),
        (f"{AWARE}; {ALONE}; 150 read n1 x as r r=3; stop 200", "n1 (needs 1)"),  # alone it asks nobody else
        (f"{AWARE}; {ALONE}; 150 read n3 x as r; stop 200", "n1, n2, n3 (needs 2)"),
        (f"{AWARE} flaw=reads_anywhere; init x 0; 100 read n2 x as r; stop 200", "n2 (needs 1)"),
    ],
)
def test_how_many_answers_a_read_needed(script: str, told: str) -> None:
    assert asked(script, "r") == told


def test_the_token_of_a_lease_that_was_over_is_the_holders() -> None:
    """The first write has token 1; the second, behind a cut with n2 alone, token 2."""
    script = """system majority_lock nodes=5
10 write n1 x 1 as w1
80 cut n1 n2 | n3 n4 n5
90 write n1 x 2 as w2
"""
    first, second = run(parse(script)).operations
    assert (first.status, first.version) == ("ok", (1,))
    assert second.reason is not None
    assert (second.status, second.reason.code, second.reason.values) == ("refused", "lease_over", {"token": 2})
    text = next(one for one in picture(script)["operations"] if one["id"] == "w2")["reason"]
    assert text.startswith("its lease (token 2) was over")


# -- looks and places ----------------------------------------------------------------------------------------------

SHAPES = {"square", "diamond", "disc", "hexagon", "triangle", "pentagon"}
TONES = {"write", "read", "ack", "repair", "gossip", "other"}
ALL: list[tuple[str, Mapping[type[Any], MessageKind]]] = [
    *((name, protocol.actor.messages) for name, protocol in PROTOCOLS.items()),
    ("gateway", served.MESSAGES),
    ("gateway", gateway.ACTOR.messages),
]
KINDS = {f"{name}.{body.__name__}": kind.look for name, messages in ALL for body, kind in messages.items()}


def test_a_look_is_a_shape_a_letter_and_a_tone() -> None:
    for kind, look in KINDS.items():
        if isinstance(look, Look):
            assert look.shape in SHAPES and look.tone in TONES, kind
            assert len(look.letter) == 1 and look.letter.isupper(), kind


def test_an_acknowledgement_is_a_disc_in_the_tone_of_acknowledgements() -> None:
    for kind in (
        "quorum.Stored",
        "primary.Copied",
        "raft.Appended",
        "partition_aware.Stored",
        "majority_lock.Committed",
    ):
        assert KINDS[kind] == ("disc", "A", "ack")


def places(script: str) -> dict[str, tuple[float, float]]:
    return {
        node: (round(float(x), 2), round(float(y), 2)) for node, (x, y) in layout.places(run(parse(script))).items()
    }


def test_three_stand_on_a_circle_the_first_on_top_and_on_clockwise() -> None:
    """Radius 0.33 across, 0.36 down; y grows downwards: n2 is right below, 30 degrees under the middle."""
    assert places("10 read n1 x") == {"n1": (0.5, 0.14), "n2": (0.79, 0.68), "n3": (0.21, 0.68)}


def test_two_stand_side_by_side_as_a_cut_would_leave_them() -> None:
    for cut in ("", "5 cut n1 | n2; "):
        assert places(f"system quorum nodes=2; {cut}10 read n1 x") == {"n1": (0.25, 0.5), "n2": (0.75, 0.5)}


def test_four_stand_in_a_square_from_the_left_above() -> None:
    """At 45 degrees: 0.33 and 0.36 times 0.7071 from the middle."""
    assert places("system quorum nodes=4; 10 read n1 x") == {
        "n1": (0.27, 0.25), "n2": (0.73, 0.25), "n3": (0.73, 0.75), "n4": (0.27, 0.75),
    }  # fmt: skip


def test_the_smaller_side_of_a_cut_stands_left_and_the_first_of_two_on_top() -> None:
    """n1 alone takes 2 parts of 5, n2 and n3 the other 3: middles at 0.2 and 0.7; the two are 0.28 from the middle."""
    assert places("5 cut n1 | n2 n3; 10 read n1 x") == {"n1": (0.2, 0.5), "n2": (0.7, 0.22), "n3": (0.7, 0.78)}


def test_who_is_in_front_stands_left_of_all() -> None:
    assert places("system quorum nodes=3; gateway g1; gateway g2; 10 read n1 x") == {
        "n1": (0.87, 0.5), "n2": (0.49, 0.81), "n3": (0.49, 0.19), "g1": (0.1, 0.25), "g2": (0.1, 0.75),
    }  # fmt: skip


def test_instances_stand_on_an_arc_round_their_gateway() -> None:
    """Three of them up to 1.15 radians above and below: 0.6 + 0.4 cos, 0.5 + 0.5 sin."""
    assert places("system service nodes=3; gateway g1; 10 call g1 a") == {
        "n1": (0.76, 0.04), "n2": (1.0, 0.5), "n3": (0.76, 0.96), "g1": (0.0, 0.5),
    }  # fmt: skip
    nine = [*places("system service nodes=9; 10 crash n1").values()]
    assert min(math.dist(one, two) for k, one in enumerate(nine) for two in nine[:k]) > 0.15
