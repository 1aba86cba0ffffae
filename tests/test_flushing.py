"""What a crash leaves on a disk that was not flushed, and what becomes of promises that were made before.

Rules of this file
* The runs were worked out by hand before they were played. Latency is 10: what n1 sends at 10 has n2 at 20, and n1
  hears of it at 30.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.analysis.durability import lost_writes
from engine.analysis.verdicts import verdicts
from engine.catalog.scenes import SCENES
from engine.explore import Scope, explore, finish
from engine.explore.schedules import schedule
from engine.model import Crash, Scenario
from engine.run.simulation import run
from engine.script import parse
from engine.trace import Trace
from tests.strategies import every_protocol, scenarios

SYSTEMS = every_protocol()


def play(system: str, text: str) -> Trace:
    return run(parse(f"system {system}; {text}"))


def ended(trace: Trace, op: str) -> tuple[str, Any]:
    return next((one.status, one.value) for one in trace.operations if one.id == op)


def outcome(trace: Trace, check: str) -> str:
    return next(one.outcome for one in verdicts(trace) if one.check == check)


FORGOTTEN = (
    "init order open; 5 cut n3; 10 write n1 order paid by alice as w; 40 crash n2 unflushed; 50 recover n2; "
    "55 crash n1; 60 heal; 65 campaign n3; 90 read n3 order by bob as r"
)
"""n1 and n2 have the entry, so it is committed and acknowledged at 30. n2 is back at 50, n3 asks for its vote at 75 and
leads at 85, if it gets it: its log is shorter by that entry than the one that n2 had."""


@pytest.mark.parametrize(
    ("flush", "told", "linearizable", "lost"),
    [
        ("never", ("ok", "open"), "broken", ("w",)),
        ("1000", ("ok", "open"), "broken", ("w",)),
        # flushed at 40, before n2 crashes: it denies its vote, nobody leads, bob is refused
        ("20", ("refused", None), "kept", ()),
        ("always", ("refused", None), "kept", ()),
    ],
)
def test_a_majority_that_has_forgotten_an_entry_elects_a_leader_without_it(
    flush: str, told: tuple[str, Any], linearizable: str, lost: tuple[str, ...]
) -> None:
    trace = play(f"raft nodes=3 leader=n1 flush={flush}", FORGOTTEN)
    assert ended(trace, "w") == ("ok", "paid") and ended(trace, "r") == told
    assert (outcome(trace, "linearizable"), lost_writes(trace)) == (linearizable, lost)


@pytest.mark.parametrize(("flush", "leaders"), [("never", {"n1", "n3"}), ("always", {"n1"})])
def test_who_has_forgotten_its_vote_gives_a_second_one_in_that_term(flush: str, leaders: set[str]) -> None:
    """n2 votes for n1 in term 1 at 20. n3, which was cut off, stands in the same term at 60 and asks n2 at 70."""
    text = "5 cut n3; 10 campaign n1; 40 crash n2 unflushed; 45 recover n2; 50 heal n2-n3; 60 campaign n3 term=1"
    trace = play(f"raft nodes=3 flush={flush}", text)
    states = ((node, state) for node in ("n1", "n2", "n3") for _, state in trace.states(node))
    assert {node for node, state in states if (state.role, state.term) == ("leader", 1)} == leaders


@pytest.mark.parametrize(
    ("flush", "crash", "value"),
    [
        ("30", 29, None),
        ("30", 30, 1),
        ("30", 59, 1),
        ("30", 60, 2),
        ("31", 40, 2),
        ("never", 90, None),
        ("always", 30, 1),
        ("always", 31, 2),
    ],
)
def test_a_flush_takes_what_was_there_when_its_tick_began(flush: str, crash: int, value: int | None) -> None:
    """x is 1 from 10 on and 2 from 30 on; a crash at a tick comes before what is written then, and after its flush."""
    lines = f"10 write n1 x 1; 30 write n1 x 2; {crash} crash n1 unflushed; 95 recover n1; 99 read n1 x as r"
    assert ended(play(f"quorum nodes=1 flush={flush}", lines), "r") == ("ok", value)


@pytest.mark.parametrize(
    ("lines", "value"),
    [
        # flushed at 100 with 1; neither 2 nor 3 ever was
        ("120 crash n1 unflushed; 125 recover n1; 130 write n1 x 3; 140 crash n1 unflushed", 1),
        # a crash alone takes nothing, and the machine goes on to flush while the node is down
        ("120 crash n1; 205 crash n1 unflushed", 2),
        # a new disk is new, whatever the old one had
        ("120 crash n1 wipe; 125 recover n1; 140 crash n1 unflushed", None),
        ("120 crash n1; 125 recover n1 wipe; 140 crash n1 unflushed", None),
    ],
)
def test_one_crash_after_another(lines: str, value: int | None) -> None:
    text = f"10 write n1 x 1; 110 write n1 x 2; {lines}; 210 recover n1; 220 read n1 x as r"
    assert ended(play("quorum nodes=1 flush=100", text), "r") == ("ok", value)


def test_copies_cover_a_disk_that_was_not_flushed_only_where_enough_of_them_answer() -> None:
    """The write is on n1 and n2, or on all three; n2 forgets it, and n1 is out of reach for the read at 60."""
    text = "{}10 write n1 x 1 as w; 40 crash n2 unflushed; 45 recover n2; 50 heal; 50 cut n1; 60 read n2 x as r"
    found = [play("quorum nodes=3 flush=never", text.format(cut)) for cut in ("5 cut n3; ", "")]
    assert [ended(trace, "r") for trace in found] == [("ok", None), ("ok", 1)]
    assert [lost_writes(trace) for trace in found] == [(), ()]  # n1 has it
    sync = play("primary nodes=3 flush=never", text.format(""))
    assert (ended(sync, "w"), ended(sync, "r"), lost_writes(sync)) == (("ok", 1), ("ok", None), ())


# -- the explorer ----------------------------------------------------------------------------------------------------

BREAKS = [("chain nodes=3", "n2"), ("primary nodes=3 read=primary", "n2")]
BREAKS += [("quorum nodes=3 version=logical write_back=yes", "n3")]


@pytest.mark.parametrize(("system", "reader"), BREAKS)
def test_one_crash_that_loses_what_was_not_flushed_is_enough_and_none_where_all_is(system: str, reader: str) -> None:
    """The second over all states of the model."""
    asked = f"init x 0; 10 write n1 x 1 by alice; 20 read {reader} x by bob"
    never, always = (
        finish(explore(parse(f"system {system} flush={flush}; {asked}"), "linearizable", Scope(cuts=0, unflushed=1)))
        for flush in ("never", "always")
    )
    assert (never.outcome, always.outcome) == ("found", "none")
    assert never.scenario is not None and never.steps is not None
    assert [one.unflushed for one in never.scenario.commands if isinstance(one, Crash)] == [True]


def test_who_flushes_by_the_clock_is_tried_by_schedules_with_as_many_such_crashes_as_the_scope_has() -> None:
    """Among them some that stay close to the scene, whose crash is one of these."""
    scene = parse(SCENES["forgotten"].script)
    found = finish(explore(scene, "linearizable", Scope(cuts=0, crashes=2, unflushed=1, states=1)))
    assert (found.outcome, found.states, found.schedules > 0) == ("found", 0, True)
    for unflushed in (0, 2):
        scope = Scope(cuts=0, crashes=1, unflushed=unflushed)
        drawn = [[one for one in schedule(scene, scope, nth).commands if isinstance(one, Crash)] for nth in range(90)]
        assert max(sum(one.unflushed for one in crashes) for crashes in drawn) == min(unflushed, 2)
        assert max(sum(not one.unflushed for one in crashes) for crashes in drawn) == 1


# -- any schedule ----------------------------------------------------------------------------------------------------


@settings(max_examples=30)
@given(st.sampled_from(SYSTEMS).flatmap(lambda system: scenarios(system, wipe=True, lossy=True)))
def test_where_all_is_flushed_an_unflushed_crash_is_a_crash(scenario: Scenario) -> None:
    """So whatever holds under crashes holds under these."""
    plain = [replace(one, unflushed=False) if isinstance(one, Crash) else one for one in scenario.commands]
    found, expected = (run(replace(scenario, commands=tuple(commands))) for commands in (scenario.commands, plain))
    assert found.operations == expected.operations
    assert [event.state for event in found.events] == [event.state for event in expected.events]


FLUSHING = [system for system in SYSTEMS if system.protocol != "service"]


@settings(max_examples=30)
@given(
    st.sampled_from(FLUSHING).flatmap(lambda system: scenarios(system, wipe=True, lossy=True)),
    st.one_of(st.just("never"), st.integers(1, 250)),
)
def test_who_crashes_unflushed_has_what_it_had_at_the_last_flush(scenario: Scenario, flush: str | int) -> None:
    """Or since then what came with a new disk."""
    system = replace(scenario.system, settings=(*scenario.system.settings, ("flush", flush)))
    trace = run(replace(scenario, system=system))
    for index, event in enumerate(trace.events):
        if isinstance(event.cause, Crash) and event.cause.unflushed:
            node, upto = event.cause.node, 0 if flush == "never" else event.tick - event.tick % int(flush)
            had = [(trace.events[at].tick, at, state) for at, state in trace.states(node) if at < index]
            before = [state for tick, _, state in had if tick < upto] or [had[0][2]]
            fresh = [state for _, at, state in had if getattr(trace.events[at].cause, "wipe", False)]
            assert trace.state(node, index) in (before[-1], *fresh)
