"""A coordinator that crashes in the middle of an operation and is back before its client has lost patience.

Rules of this file
* A message takes 10 ticks, a client waits 100. `op` is asked at 10, so its deadline is 110.
* What an operation is at is memory, and a crash takes memory away. So answers that come after the restart mean nothing
  to their coordinator, and the client is told nothing: unknown, whatever the others have stored.
* That it was in the middle is shown by the same script without the crash: there the operation ends ok, later than the
  restart.
"""

from __future__ import annotations

import pytest

from engine.model import Note
from engine.trace import Trace
from tests.asking import believes, ends, operation, play, reason, sent, values, view

SESSION = "init x 0; 1 hold n1>n2.1; 9 write n1 x 1 by alice as before; 70 release n1>n2.1"
"""Alice's write waits on its way to n2, so n2 keeps her read waiting until 70."""

MIDDLES = [
    # what, header, operation, its coordinator, when that is down, when op ends without the crash
    ("quorum, stores", "system quorum nodes=3", "write n1 x 1", "n1", (15, 18), 30),
    ("quorum, asks", "system quorum nodes=3", "read n1 x", "n1", (15, 18), 30),
    ("quorum, asks before a write", "system quorum nodes=3 version=logical", "write n1 x 1", "n1", (15, 18), 50),
    ("quorum, stores after asking", "system quorum nodes=3 version=logical", "write n1 x 1", "n1", (35, 38), 50),
    ("quorum, writes back", "system quorum nodes=3 write_back=yes; init x 0", "read n1 x", "n1", (35, 38), 50),
    ("quorum, a session waits", f"system quorum nodes=2 r=1 w=1 read_your_writes=yes; {SESSION}",
     "read n2 x by alice", "n2", (15, 18), 30),
    # the lock is at n1: granted after 20, aside after 40, in place after 60
    ("majority_lock, waits for the lock", "system majority_lock nodes=3", "write n2 x 1", "n2", (15, 18), 70),
    ("majority_lock, keeps aside", "system majority_lock nodes=3", "write n2 x 1", "n2", (35, 38), 70),
    ("majority_lock, commits", "system majority_lock nodes=3", "write n2 x 1", "n2", (55, 58), 70),
    ("majority_lock, asks", "system majority_lock nodes=3", "read n2 x", "n2", (15, 18), 30),
    ("raft, appends", "system raft nodes=3 leader=n1", "write n1 x 1", "n1", (15, 18), 30),
    ("raft, asks whom they follow", "system raft nodes=3 leader=n1 read=read_index", "read n1 x", "n1", (15, 18), 30),
    # n1 is the primary
    ("primary, copies", "system primary nodes=3", "write n1 x 1", "n1", (15, 18), 30),
    ("primary, copies for another node's client", "system primary nodes=3", "write n2 x 1", "n1", (25, 28), 50),
    ("primary, forwards", "system primary nodes=3", "write n2 x 1", "n2", (15, 18), 50),
    ("primary, forwards asynchronously", "system primary nodes=3 copy=async", "write n2 x 1", "n2", (15, 18), 30),
    ("primary, has a fallback", "system primary nodes=3 fallback=n3", "write n2 x 1", "n2", (15, 18), 50),
    ("primary, reads there", "system primary nodes=3 read=primary", "read n2 x", "n2", (15, 18), 30),
    ("primary, fetches a soft copy", "system primary nodes=3 copy=cache; init x 0", "read n2 x", "n2", (15, 18), 30),
    ("partition_aware, stores", "system partition_aware nodes=3", "write n2 x 1", "n2", (15, 18), 30),
    ("partition_aware, asks", "system partition_aware nodes=3", "read n2 x", "n2", (15, 18), 30),
    ("multi_value, a session waits", f"system multi_value nodes=2 read_your_writes=yes; {SESSION}",
     "read n2 x by alice", "n2", (45, 48), 70),
    ("multi_value, a session asks", f"system multi_value nodes=2 read_your_writes=yes when_stale=another; {SESSION}",
     "read n2 x by alice", "n2", (15, 18), 30),
    ("causal, a read waits", f"system causal nodes=2 client_context=wait; {SESSION}", "read n2 x by alice", "n2",
     (45, 48), 70),
    ("causal, a write waits", f"system causal nodes=2 client_context=wait; {SESSION}", "write n2 x 2 by alice", "n2",
     (45, 48), 70),
    # a gateway is 10 ticks from the instance, and that 10 from its peers
    ("gateway, calls", "system service nodes=1; gateway g1 check=0", "call g1 a", "g1", (15, 18), 30),
    ("gateway, writes", "system quorum nodes=3; gateway g1 check=0", "write g1 x 1", "g1", (35, 38), 50),
]  # fmt: skip


@pytest.mark.parametrize(
    ("header", "asked", "node", "down", "undisturbed"),
    [case[1:] for case in MIDDLES],
    ids=[case[0] for case in MIDDLES],
)
def test_a_coordinator_that_restarts_in_the_middle_of_an_operation_never_ends_it(
    header: str, asked: str, node: str, down: tuple[int, int], undisturbed: int
) -> None:
    script = f"{header}; 10 {asked} as op"
    assert ends(play(script))["op"] == ("ok", undisturbed)
    assert 10 < down[0] < down[1] < undisturbed
    trace = play(f"{script}; {down[0]} crash {node}; {down[1]} recover {node}")
    assert ends(trace)["op"] == ("unknown", 110)
    assert reason(trace, "op") == ("timeout", {"ticks": 100})


@pytest.mark.parametrize("asked", ["write n2 x 1", "read n2 x"])
def test_a_refusal_that_comes_after_the_restart_of_its_coordinator_tells_nobody(asked: str) -> None:
    """n1 has been told to follow n3, n2 has not: it asks n1, which sends that back at 20."""
    script = f"system primary nodes=3 read=primary; 1 promote n3 tell n1; 10 {asked} as op"
    assert ends(play(script))["op"] == ("refused", 30)
    assert ends(play(f"{script}; 15 crash n2; 18 recover n2"))["op"] == ("unknown", 110)


@pytest.mark.parametrize(("write", "kept"), [("write n1 x 1", (1,)), ("delete n1 x", (None,))])
def test_what_a_restarted_coordinator_had_sent_may_still_have_happened(write: str, kept: tuple[object, ...]) -> None:
    """Sent at 10, with the others at 20: the crash between changes nothing of it."""
    trace = play(f"system quorum nodes=3; init x 0; 10 {write}; 15 crash n1; 18 recover n1")
    assert [values(trace, node) for node in ("n1", "n2", "n3")] == [kept] * 3


def test_a_lock_holder_that_restarts_holds_nothing_and_gives_back_a_lock_that_it_knows_nothing_of() -> None:
    """Down from 35 with a grant in hand: holds nothing any more, and the lock is free when its lease of 80 ends at 100.

    Down from 25 the grant is lost on its way to it. Down from 12 to 18 the grant comes at 30 to one that does not know
    why: the lock goes back and is there at 40.
    """
    base = "system majority_lock nodes=3; 10 write n2 x 1 as op;"
    assert believes(play(base), "n2", 38)["holds"] == ({"key": "x", "token": 1, "until": 100},)
    for crash, recover, free in ((35, 38, 100), (25, 31, 100), (12, 18, 40)):
        trace = play(f"{base} {crash} crash n2; {recover} recover n2; 60 write n3 x 2 as next")
        assert "holds" not in believes(trace, "n2", recover)
        # asked for at 60, so at n1 at 70; granted at the later of both; then 10 for the grant and 40 for two rounds
        assert ends(trace)["next"] == ("ok", max(free, 70) + 50)
        assert operation(trace, "next").version == (2,)


def test_a_leader_that_restarts_is_a_follower_and_keeps_its_log() -> None:
    trace = play("system raft nodes=3 leader=n1; 10 write n1 x 1 as op; 15 crash n1; 18 recover n1; 20 read n1 x as r")
    seen = view(trace, "n1", 18)
    assert (seen.role, seen.term, seen.believes, seen.store) == ("follower", 1, {"leader": None}, {})
    assert [(entry.place, entry.value, entry.committed) for entry in seen.log or ()] == [
        (1, None, False),
        (2, 1, False),
    ]
    assert ends(trace)["r"] == ("refused", 20)


PARTED = "system partition_aware nodes=3 heartbeat=40 misses=2; init x 0; 50 cut n3"
"""n3's round at 120 tells it that two beats of each, those of 40 and 80, have not been answered."""


def notes(trace: Trace, node: str) -> list[tuple[int, str]]:
    """What a node said, and when."""
    found = ((event.tick, one) for event in trace.events if event.node == node for one in event.effects)
    return [(tick, one.code) for tick, one in found if isinstance(one, Note) and one.code != "version"]


def test_a_node_that_restarts_inside_a_cut_believes_that_it_reaches_all_until_its_beats_tell() -> None:
    """Its rounds are now at 170, 210 and 250: that of 250 finds two beats unanswered, and it regains nobody before."""
    script = f"{PARTED}; 125 crash n3; 130 recover n3; 140 write n3 x 1 as early; 255 write n3 x 2 as late; stop 260"
    trace = play(script)
    before, after, told = view(trace, "n3", 124), view(trace, "n3", 249), view(trace, "n3", 250)
    assert (before.mode, before.role, before.believes) == ("partitioned", "read_only", {"unreachable": "n1, n2"})
    assert (after.mode, after.role) == ("recovering", None)
    assert after.believes == {"exchanging": "n1, n2", "unreachable": None}
    assert (told.mode, told.role, told.believes) == ("partitioned", "read_only", {"unreachable": "n1, n2"})
    assert notes(trace, "n3") == [
        (120, "lost_connection"), (120, "cannot_form_read_only"),
        (250, "lost_connection"), (250, "cannot_form_read_only"),
    ]  # fmt: skip
    assert ends(trace) == {"early": ("unknown", 240), "late": ("refused", 255)}


def test_a_restarted_node_of_partition_handling_does_not_know_when_it_last_heard_a_quorum() -> None:
    """The beat of 40 was answered at 60, those of 80 and 120 never. After the restart it knows the start alone."""
    parted = PARTED.replace("50 cut", "65 cut")
    trace = play(f"{parted}; 162 read n3 x; 165 crash n3; 170 recover n3; 295 read n3 x; stop 300")
    found = [one for event in trace.events for one in event.effects if isinstance(one, Note)]
    assert [one.values["age"] for one in found if one.code == "stale_read"] == [162 - 60, 295]


def test_a_primary_that_restarts_begins_a_lease_anew() -> None:
    """Cut off at 5, so never heard: its lease of 60 is over at 60. Back at 210 it takes all as heard until 270."""
    script = "system primary nodes=3 copy=async lease=60 heartbeat=20; 5 cut n1; 200 crash n1; 210 recover n1; stop 300"
    trace = play(f"{script}; 50 write n1 x 1; 60 write n1 x 2; 215 write n1 x 3; 269 write n1 x 4; 270 write n1 x 5")
    assert [op.status for op in trace.operations] == ["ok", "refused", "ok", "ok", "refused"]
    assert [view(trace, "n1", tick).mode for tick in (59, 60, 210, 270)] == [
        "normal", "lease_over", "normal", "lease_over"
    ]  # fmt: skip


def test_who_restarts_while_it_rejoins_has_forgotten_that_it_asked() -> None:
    """n1 asks at 42, n2's data come at 62. Down in between, it keeps what it has, as one that never asked."""
    script = "system primary nodes=2 copy=async; 1 cut n1; 5 promote n2; 10 write n1 x 1; 10 write n2 x 2; 40 heal"
    rejoins = f"{script}; 42 rejoin n1 to n2"
    assert values(play(rejoins), "n1") == (2,)
    trace = play(f"{rejoins}; 45 crash n1; 48 recover n1")
    assert values(trace, "n1") == (1,)
    assert believes(trace, "n1") == {"primary": "n2"}


def test_a_soft_copy_past_its_time_is_lost_in_a_crash() -> None:
    """Fetched at 30, past its time at 80. From 90 the origin is down: after 30 ticks the old copy is told, if there."""
    script = "system primary nodes=2 copy=cache ttl=50 stale_if_error=yes; init x 7; 10 read n2 x; 90 crash n1"
    assert ends(play(f"{script}; 110 read n2 x as op"))["op"] == ("ok", 140)
    assert ends(play(f"{script}; 100 crash n2; 101 recover n2; 110 read n2 x as op"))["op"] == ("unknown", 210)


def test_an_instance_that_restarts_owes_nothing_and_behaves() -> None:
    """It works for 20 on what came at 20; down at 30 it owes that answer to nobody. Its errors are not on disk."""
    base = "system service nodes=1 work=20; gateway g1 check=0 retries=0 attempt=60 breaker=off; 10 call g1 a as op"
    assert ends(play(base))["op"] == ("ok", 50)
    trace = play(f"{base}; 25 behave n1 error; 30 crash n1; 35 recover n1; 100 call g1 a as next")
    assert ends(trace) == {"op": ("unknown", 70), "next": ("ok", 140)}


def test_a_gateway_that_restarts_knows_nothing() -> None:
    """One failure opens its breaker for 1000 ticks and marks the instance; a restart at 60 forgets both."""
    base = (
        "system service nodes=1; gateway g1 check=0 retries=0 passive=yes threshold=1 cooldown=1000; 5 behave n1 error"
    )
    base += "; 10 call g1 a as op; 40 behave n1 ok"
    trace = play(f"{base}; 61 call g1 a as next")
    assert believes(trace, "g1", 60) == {"health": {"n1": "unhealthy"}, "breakers": {"a n1": "open"}}
    assert ends(trace)["next"] == ("refused", 61)
    trace = play(f"{base}; 50 crash g1; 60 recover g1; 61 call g1 a as next")
    assert (believes(trace, "g1", 60), view(trace, "g1", 60).face) == ({}, "0")
    assert ends(trace)["next"] == ("ok", 81)


FIVE = [("quorum nodes=5", "Push"), ("quorum nodes=5 compare=merkle", "Hashes"), ("multi_value nodes=5", "Push"),
        ("causal nodes=5", "Push")]  # fmt: skip


@pytest.mark.parametrize(("system", "body"), FIVE)
def test_anti_entropy_goes_round_all_peers_in_node_order_and_begins_anew_after_a_restart(
    system: str, body: str
) -> None:
    """Every 50 ticks the next: n2, n3, n4, n5 and n2 again. Down after two more, it begins 50 after its return."""
    trace = play(f"system {system} anti_entropy=50; 310 crash n1; 320 recover n1; stop 570")
    opened = [(tick, dst) for tick, dst, name in sent(trace, "n1") if name == body]
    first = ["n2", "n3", "n4", "n5", "n2", "n3"]
    assert opened[:6] == [(50 * nth, peer) for nth, peer in enumerate(first, 1)]
    assert opened[6:] == [(320 + 50 * nth, peer) for nth, peer in enumerate(["n2", "n3", "n4", "n5", "n2"], 1)]


@pytest.mark.parametrize(("system", "body"), FIVE)
def test_anti_entropy_leaves_itself_out(system: str, body: str) -> None:
    trace = play(f"system {system} anti_entropy=50; stop 250")
    assert [dst for _, dst, name in sent(trace, "n3") if name == body] == ["n1", "n2", "n4", "n5", "n1"]
