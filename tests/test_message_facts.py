"""What a message says beyond its fields, in every protocol whose messages do: by hand, in the order of sending."""

from __future__ import annotations

from typing import Any

import pytest

from engine.protocols import configured, protocol_of
from tests.asking import play

APART = "5 cut n1; 10 write n1 x 1; 20 write n1 x 2; 30 heal; 40 sync n1 n2"
ONE_OF_TWO = "w=1 {more}; init a 0; init b 0; 5 cut n1; 10 write n1 a 1; 20 heal; 30 sync n1 n2"
ASKED = "read_your_writes=yes when_stale=another; 1 hold n1>n2.1; 2 write n1 x 1 by alice; 10 read n2 x by alice"
WHOLE = "n1 → n2 → n3"

FACTS: list[tuple[str, list[tuple[str, dict[str, Any]]]]] = [
    (
        f"causal nodes=2; {APART}",
        [("Update", {"after": None}), ("Update", {"after": {"n1": 1}}), ("Fill", {"count": 2})],
    ),
    # what goes down and up the chain names it; the tail has no x and says so
    (
        "chain nodes=3 read=any; 1 hold n2>n3.1; 10 write n1 x 1; 15 read n1 x; 70 release n2>n3.1",
        [
            ("Put", {"what": WHOLE}), ("Put", {"what": WHOLE}), ("Told", {"absent": True}),
            ("Ack", {"what": WHOLE}), ("Ack", {"what": WHOLE}),
        ],
    ),
    # and of one that it has it says which
    ("chain nodes=2 read=any; init x 0; 1 hold n1>n2.1; 10 write n1 x 1; 15 read n1 x; stop 40",
     [("Put", {"what": "n1 → n2"})]),
    ("chain nodes=2; 5 promote n1; 20 rejoin n2 to n1", [("Snapshot", {"what": "n1 → n2"})]),
    ("majority_lock nodes=2 lease=0; 10 write n2 x 1", [("Granted", {"absent": True})]),
    ("majority_lock nodes=2; 10 write n2 x 1", []),
    # n2 has two from n1 now, and does not know yet that they are in both logs
    ("partition_aware nodes=2 w=1; 5 cut n1; 10 write n1 x 1; 11 write n1 y 2; 20 heal; 30 sync n1 n2",
     [("Offer", {"count": 2}), ("Accept", {"count": 2})]),
    ("partition_aware nodes=3 w=3 retry=20; 5 cut n1-n3; 10 write n1 x 1; 11 delete n1 y",
     [("Forward", {"key": "x", "value": 1}), ("Forward", {"key": "y", "value": None})]),
    # one of two keys differs: the root, two hashes of each level, one key in one leaf, asked for and sent
    (
        f"quorum nodes=2 {ONE_OF_TWO.format(more='compare=merkle')}",
        [
            ("Hashes", {"count": 1}), ("Hashes", {"count": 2}), ("Hashes", {"count": 2}), ("Hashes", {"count": 2}),
            ("Listing", {"count": 1, "leaves": 1}), ("Swap", {"count": 0, "wanted": 1}),
            ("Swap", {"count": 1, "wanted": 0}),
        ],
    ),
    (f"quorum nodes=2 {ONE_OF_TWO.format(more='')}", []),
    # a blind write replaces what was there from the start, and no other
    ("multi_value nodes=2; init x 0; 10 write n1 x 1; 11 write n1 x 2; 40 sync n1 n2",
     [("Spread", {"values": (1,)}), ("Spread", {"values": (1, 2)})]),
    (f"multi_value nodes=2 {ASKED}", [("Spread", {"values": (1,)}), ("Answer", {"values": (1,)})]),
    # the second tells the follower that the first is committed
    (
        "raft nodes=2 leader=n1; 10 write n1 x 1; 15 heartbeat n1",
        [("AppendEntries", {"what": "x=1", "absent": False})] * 2 + [("AppendEntries", {"what": "", "absent": True})],
    ),
    ("raft nodes=2; 10 campaign n1; stop 35", [("AppendEntries", {"what": "∅", "absent": False})]),
    ("primary nodes=2; 10 write n2 x 1", []),
]  # fmt: skip


@pytest.mark.parametrize(("script", "told"), FACTS)
def test_what_messages_say(script: str, told: list[tuple[str, dict[str, Any]]]) -> None:
    trace = play(f"system {script}")
    config, said = configured(trace.scenario.system), protocol_of(trace.scenario.system).actor.message_facts
    bodies = [message.body for event in trace.events for message in event.sent]
    assert [(type(body).__name__, dict(said(config, body))) for body in bodies if said(config, body)] == told
