"""primary with copy=in_sync: who must have a write, who leaves the set and returns, and who may be promoted.

Ticks are worked out by hand: a message takes 10, heartbeats leave at 20, 40, ... and are answered 20 later.
"""

from __future__ import annotations

import re
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.analysis.durability import lost_writes
from engine.analysis.verdicts import verdicts
from engine.catalog.scenes import PRESETS
from engine.explore import Scope, explore, finish
from engine.model import Command, Heal, Note, Operation, Promote, Recover, Skew, System
from engine.run.simulation import run
from engine.script import parse
from engine.trace import Trace
from tests.strategies import AFTER, scenarios, ticks

LINE = "system primary nodes=4 copy=in_sync primary=n1 heartbeat=20"


def play(script: str, more: str = "") -> Trace:
    return run(parse(f"{LINE} {more or 'in_sync_timeout=60'}; init x 0; {script}"))


def op(trace: Trace, name: str) -> Operation:
    return next(found for found in trace.operations if found.id == name)


def ends(trace: Trace) -> list[tuple[str, int | None]]:
    return [(found.status, found.done) for found in trace.operations]


def sets(trace: Trace) -> list[tuple[int, tuple[str, ...]]]:
    """The in-sync sets that the controller had, each with the tick since when."""
    found: list[tuple[int, tuple[str, ...]]] = []
    for index, state in trace.states("n4"):
        if not found or found[-1][1] != state.in_sync.members:
            found.append((trace.events[index].tick, state.in_sync.members))
    return found


def noted(trace: Trace, code: str) -> list[int]:
    return [event.tick for event in trace.events for one in event.effects if isinstance(one, Note) and one.code == code]


ALL = ("n1", "n2", "n3")


def test_a_write_is_answered_when_all_in_sync_have_it() -> None:
    """n3 is 40 away: its acknowledgement is there at 90, as long as it is in the set."""
    assert ends(play("link n1-n3 latency=40; 10 write n1 x 1; stop 120", "in_sync_timeout=200")) == [("ok", 90)]


def test_who_falls_silent_leaves_the_set_and_writes_wait_until_then() -> None:
    """n3 had all at 40, when it last answered. At 100 that is 60 ago: n1 asks n4, which says so at 120. Healed at 200,
    n3 hears at 210 that it lacks two writes, has them at 230, and is in the set at 250."""
    trace = play("41 cut n3; 50 write n1 x 1; 130 write n1 x 2; 195 heal; 255 write n1 x 3; stop 300")
    assert ends(trace) == [("ok", 120), ("ok", 150), ("ok", 275)]
    assert sets(trace) == [(0, ALL), (110, ("n1", "n2")), (250, ALL)]
    assert trace.state("n3", trace.last).store["x"].value == 3


def test_steady_writes_drive_nobody_out() -> None:
    """A write every 5 ticks: no replica ever has all, and none is further behind than a round trip."""
    trace = play("; ".join(f"{tick} write n1 x {tick}" for tick in range(10, 300, 5)) + "; stop 340")
    assert sets(trace) == [(0, ALL)]
    assert {found.status for found in trace.operations} == {"ok"}


def test_with_fewer_than_the_least_number_in_sync_a_write_is_refused() -> None:
    """n2 and n3 leave at 110; n1 knows at 120. What came before waits for ever, what comes then is refused at once."""
    script = "41 cut n1 n4 | n2 n3; 50 write n1 x 1; 130 write n1 x 2; stop 200"
    trace = play(script, "in_sync_timeout=60 min_in_sync=2")
    assert ends(trace) == [("unknown", 150), ("refused", 130)]
    reason = op(trace, "w2").reason
    assert reason == ("not_enough_in_sync", {"node": "n1", "in_sync": 1, "needed": 2})


def test_a_primary_that_does_not_reach_the_controller_lets_nobody_go() -> None:
    """Cut off alone it confirms nothing more, so whoever is promoted on the other side has all that was confirmed."""
    trace = play("41 cut n1; 50 write n1 x 1; 150 promote n2; 200 write n3 x 2; 250 heal; 300 read n1 x; stop 340")
    assert ends(trace) == [("unknown", 150), ("ok", 260), ("ok", 300)]
    assert op(trace, "r1").value == 2 and lost_writes(trace) == ()


def test_a_replica_with_a_hole_takes_nothing_until_the_hole_is_filled() -> None:
    """The first copy to n2 is lost, the second comes too early. The heartbeat of 40 tells n2 so; at 70 it has all."""
    trace = play("5 drop n1>n2.1; 10 write n1 x 1; 25 write n1 y 2; stop 120")
    assert noted(trace, "copy_too_early") == [35]
    assert ends(trace) == [("ok", 60), ("ok", 60)]


def test_only_who_is_in_sync_is_promoted_and_an_old_primary_follows_by_itself() -> None:
    trace = play("10 write n1 x 1; 41 cut n3; 150 promote n3; 180 heal; 200 promote n2; 240 write n1 x 2; stop 340")
    assert (noted(trace, "not_in_sync"), noted(trace, "takes_over")) == ([], [220])
    assert ends(trace) == [("ok", 30), ("ok", 280)]
    assert [trace.state(node, trace.last).believes for node in ("n1", "n2", "n3", "n4")] == ["n2"] * 4
    assert noted(play("41 cut n1-n3; 150 promote n3; stop 240"), "not_in_sync") == [170]


def test_the_controller_itself_is_never_primary_and_asks_for_what_it_is_asked() -> None:
    trace = play("10 promote n4; 20 write n4 x 1; 100 read n4 x; stop 160", "unclean=yes")
    assert noted(trace, "takes_over") == []
    assert [(found.status, found.value) for found in trace.operations] == [("ok", 1), ("ok", 1)]


# -- unclean election, by hand -------------------------------------------------------------------------------------

UNCLEAN = PRESETS["unclean"]


@pytest.mark.parametrize(
    ("said", "ended", "read", "lost"),
    [
        ("unclean=yes", [("ok", 30), ("ok", 140), ("ok", 200), ("ok", 320)], 8, ("w2",)),
        ("unclean=no", [("ok", 30), ("ok", 140), ("unknown", 300), ("ok", 320)], 7, ()),
        ("min_in_sync=2", [("ok", 30), ("unknown", 170), ("refused", 200), ("ok", 320)], 8, ()),
    ],
)
def test_an_unclean_election_loses_what_the_last_in_sync_confirmed(
    said: str, ended: list[tuple[str, int]], read: int, lost: tuple[str, ...]
) -> None:
    """n1, alone in the set since 140, confirms 7 and dies. Promoted all the same, n2 takes bob's write and 7 is gone;
    not promoted, nobody takes it until n1 is back with 7. With two needed nobody was told of 7; but n2, promoted,
    may not take bob's write at 200, since n3 is in sync no sooner than at 250."""
    setting = said.partition("=")[0]
    trace = run(parse(re.sub(rf"\b{setting}=\w+", said, UNCLEAN)))
    assert ends(trace) == ended
    assert (op(trace, "r1").value, lost_writes(trace)) == (read, lost)


@pytest.mark.parametrize(("unclean", "outcome"), [("yes", "found"), ("no", "not_found")])
def test_the_explorer_finds_what_an_unclean_election_loses_and_nothing_without(unclean: str, outcome: str) -> None:
    """Nobody crashes, so what is lost is lost for good."""
    scene = "10 write n1 x 1; 40 cut n1-n2 n1-n3; 70 write n1 x 2; 150 promote n2; 200 heal; 280 read n2 x"
    scope = Scope(crashes=0, cuts=1, schedules=60)
    system = f"system primary nodes=4 copy=in_sync in_sync_timeout=80 unclean={unclean}"
    found = finish(explore(parse(f"{system}; {scene}"), "durable", scope))
    assert found.outcome == outcome
    if found.scenario is not None:
        assert any(isinstance(command, Promote) for command in found.scenario.commands)


# -- what it promises ----------------------------------------------------------------------------------------------

SYSTEM = System("primary", 4, (("copy", "in_sync"), ("heartbeat", 20), ("in_sync_timeout", 40)))


@cache
def promotions(*at: int) -> st.SearchStrategy[Command]:
    """Somebody is promoted, at any time or at one of these."""
    return st.builds(Promote, st.sampled_from(at) if at else ticks(), st.sampled_from(SYSTEM.names))


SKEWS: st.SearchStrategy[Command] = st.builds(Skew, ticks(), st.sampled_from(SYSTEM.names), st.integers(-60, 60))
MENDED: tuple[Command, ...] = (Heal(AFTER), *(Recover(AFTER, node) for node in SYSTEM.names))
LATER = st.lists(promotions(AFTER + 100, AFTER + 200, AFTER + 300), max_size=3).map(
    lambda some: sorted(some, key=lambda one: one.tick)
)


@given(data=st.data())
@settings(max_examples=30)
def test_without_unclean_election_nothing_acknowledged_is_ever_lost(data: st.DataObject) -> None:
    """Cuts, crashes, losses, any latencies, clocks that jump, promotions of anybody at any time, also when all is well
    again: once all are up, somebody has each acknowledged write or what came after it."""
    tended = [promotions(), promotions(), SKEWS]
    ending = (*MENDED, *data.draw(LATER))
    scenario = data.draw(
        scenarios(SYSTEM, keys=("x",), lossy=True, least=8, requests=4, tended=tended, ending=ending, stop=AFTER + 500)
    )
    trace = run(scenario)
    assert lost_writes(trace) == (), scenario
    assert {found.outcome for found in verdicts(trace, checks=("durable",))} == {"kept"}
