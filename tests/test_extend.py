"""A run that goes on from the end of an earlier one is the run from the start, byte for byte."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.catalog.scenes import PRESETS
from engine.model import Command, Operation, Read, Scenario, System
from engine.run.event_queue import NEVER
from engine.run.extend import extend, first_difference
from engine.run.simulation import Overrun, run
from engine.script import parse
from engine.trace import Trace
from tests.strategies import UNTIL, every_protocol, scenarios
from tests.walks import walk

SYSTEMS = every_protocol(
    System("quorum", 4, (("home", ("n1", "n2", "n3")), ("sloppy", True), ("handoff", 110), ("read_repair", True))),
    System("quorum", 3, (("r", 1), ("w", 1), ("anti_entropy", 110), ("read_your_writes", True))),
    System("multi_value", 3, (("anti_entropy", 110),)),
)
RUNS = st.sampled_from(SYSTEMS).flatmap(lambda system: scenarios(system, lossy=True, wipe=True))
STOPS = st.one_of(st.none(), st.integers(0, 2 * UNTIL))


def written(trace: Trace) -> str:
    return repr((trace, [event.state for event in trace.events]))


def same(extended: Trace, scenario: Scenario) -> bool:
    return written(extended) == written(run(scenario))


def goes_on(extended: Trace, earlier: Trace) -> bool:
    """Did a run go on from where the earlier one ended? Then it begins with the same objects."""
    return extended.events[0] is earlier.events[0]


def until(commands: Sequence[Command], tick: int) -> tuple[Command, ...]:
    return tuple(one for one in commands if one.tick <= tick)


@settings(max_examples=150, deadline=None)
@given(RUNS, st.lists(st.tuples(st.integers(0, UNTIL), STOPS), min_size=2, max_size=4))
def test_whatever_is_asked_next_the_run_is_the_one_from_the_start(
    whole: Scenario, cuts: list[tuple[int, int | None]]
) -> None:
    """Commands are appended, and taken away again; the end is set, moved and taken away."""
    trace = run(whole)
    for tick, stop in cuts:
        scenario = replace(whole, commands=until(whole.commands, tick), stop=stop)
        trace = extend(trace, scenario)
        assert same(trace, scenario)


@settings(max_examples=60, deadline=None)
@given(RUNS, st.integers(1, 60))
def test_a_command_after_the_last_tick_costs_no_event_again(whole: Scenario, later: int) -> None:
    earlier = run(whole)
    tick = earlier.ended.cluster.now + later  # type: ignore[attr-defined]
    scenario = replace(whole, commands=(*whole.commands, Read(tick, "n1", "x", "alice", "last")))
    extended = extend(earlier, scenario)
    assert goes_on(extended, earlier) and same(extended, scenario)


FORKS = {
    "what is asked": ("system quorum nodes=3; 10 write n1 x 1", "90 write n1 x 2", "95 read n2 x; 97 read n3 x"),
    "a session": (
        "system quorum nodes=3 r=1 w=1 read_your_writes=yes; 10 write n1 x 1 by alice",
        "90 cut n1 | n3; 95 write n1 x 2 by alice; 130 read n1 x by alice",
        "90 cut n1 | n3; 130 read n3 x by alice",
    ),
    "clocks of clients": (
        "system causal nodes=3 client_context=wait; 10 write n1 x 1 by alice",
        "90 cut n1 | n3; 95 write n1 x 2 by alice",
        "90 cut n1 | n3; 130 read n3 x by alice",
    ),
    "a message that is held": (
        "system quorum nodes=3; 5 hold n1>n2.1; 10 write n1 x 1",
        "90 release n1>n2.1",
        "95 read n2 x; 140 release n1>n2.1",
    ),
    "a message that will be dropped": (
        "system quorum nodes=3; 10 write n1 x 1",
        "90 drop n1>n2.2; 94 crash n3; 95 write n1 x 2",
        "94 crash n3; 95 write n1 x 2",
    ),
    "a timer": ("system raft nodes=3; 10 campaign n1; 50 write n1 x 1", "190 crash n1", "195 write n1 x 2"),
}


@pytest.mark.parametrize(("script", "one", "other"), FORKS.values(), ids=FORKS)
def test_runs_that_go_on_from_one_leave_it_and_each_other_alone(script: str, one: str, other: str) -> None:
    earlier = run(parse(script))
    before = written(earlier)
    for ending in (one, other, one):
        scenario = parse(f"{script}; {ending}")
        extended = extend(earlier, scenario)
        assert goes_on(extended, earlier) and same(extended, scenario) and written(earlier) == before


@pytest.fixture
def many_switches() -> Iterator[None]:
    """Threads take turns a thousand times as often as usual."""
    usual = sys.getswitchinterval()
    sys.setswitchinterval(usual / 1_000)
    yield
    sys.setswitchinterval(usual)


@pytest.mark.usefixtures("many_switches")
def test_sessions_go_on_from_one_run_at_the_same_time() -> None:
    script, *endings = FORKS["a session"]
    earlier = run(parse(script))
    before = written(earlier)
    scenarios = [parse(f"{script}; {ending}") for ending in endings] * 20
    with ThreadPoolExecutor(8) as sessions:
        extended = list(sessions.map(lambda scenario: extend(earlier, scenario), scenarios))
    assert all(goes_on(one, earlier) for one in extended) and written(earlier) == before
    expected = [written(run(scenario)) for scenario in scenarios[: len(endings)]] * 20
    assert [written(one) for one in extended] == expected


@pytest.mark.parametrize("name", PRESETS)
def test_a_walk_through_a_scene_goes_on_as_it_would_from_the_start(name: str) -> None:
    first, *others = walk(PRESETS[name], 2, 6)
    trace = first.trace
    for stand in others:
        trace = extend(trace, parse(stand.script))
        assert written(trace) == written(stand.trace), stand.script


HEAD = "system quorum nodes=3 r=2 w=2"
SHORT = f"{HEAD}; 10 write n1 x 1 by alice; 40 read n2 x by bob"
OTHERS = {
    "another setting": f"{HEAD} read_repair=yes; 10 write n1 x 1 by alice; 40 read n2 x by bob; 90 read n1 x",
    "another seed": f"{HEAD}; seed 2; 10 write n1 x 1 by alice; 40 read n2 x by bob; 90 read n1 x",
    "another command": f"{HEAD}; 10 write n1 x 2 by alice; 40 read n2 x by bob; 90 read n1 x",
    "an equal value of another kind": f"{HEAD}; 10 write n1 x 1.0 by alice; 40 read n2 x by bob; 90 read n1 x",
    "a command less": f"{HEAD}; 10 write n1 x 1 by alice; 90 read n1 x",
    "a command more in between": f"{HEAD}; 10 write n1 x 1 by alice; 30 read n3 x; 40 read n2 x by bob",
    "a command in the tick of the end": f"{SHORT}; 60 read n1 x",
    "an id that an earlier operation had": f"{SHORT}; 90 write n3 x 2 by alice as w1",
    "an end before the end": f"{SHORT}; stop 50",
}


@pytest.mark.parametrize("script", OTHERS.values(), ids=OTHERS)
def test_a_run_of_which_anything_earlier_differs_is_played_from_the_start(script: str) -> None:
    earlier, scenario = run(parse(SHORT)), parse(script)
    assert earlier.end == 60
    extended = extend(earlier, scenario)
    assert not goes_on(extended, earlier) and same(extended, scenario)


def test_the_first_tick_at_which_something_else_is_asked() -> None:
    def differ(one: str, other: str) -> int:
        return first_difference(parse(one), parse(other))

    assert differ(SHORT, SHORT) == differ(SHORT, f"{SHORT}; stop 50") == NEVER
    assert differ(SHORT, f"{SHORT}; 90 read n1 x") == differ(f"{SHORT}; 90 read n1 x", SHORT) == 90
    assert differ(f"{HEAD}; 10 read n1 x; 20 read n2 x", f"{HEAD}; 10 read n1 x; 30 read n2 x") == 20
    assert differ(SHORT, f"{SHORT}; 90 write n3 x 2 by alice as w1") == 10, "the first write is then w2"
    assert differ(SHORT, f"{SHORT}; 90 write n3 x 2 by alice as w9") == 90
    assert differ(f"{HEAD}; 10 write n1 x 1", f"{HEAD}; 10 write n1 x 1.0") == 10
    assert differ(f"{HEAD}; init x 1; 10 read n1 x", f"{HEAD}; init x 1.0; 10 read n1 x") == 0
    assert differ(SHORT, SHORT.replace("nodes=3", "nodes=4")) == 0
    first, second = parse(f"{HEAD}; 10 write n1 x 1; 40 write n2 x 1").commands
    one, other = (replace(parse(HEAD), commands=commands) for commands in ((first, second), (second, first)))
    assert first_difference(one, other) == 10, "names are given in the order of the script"


def test_a_run_that_was_kept_going_to_its_stop_alone_is_played_from_the_start_without_it() -> None:
    """Anti-entropy goes on for ever: without a stop the run ends with its read, with one at 200."""
    script = f"{HEAD} anti_entropy=50; 10 read n1 x"
    earlier, scenario = run(parse(f"{script}; stop 200")), parse(script)
    assert not goes_on(extend(earlier, scenario), earlier) and extend(earlier, scenario).end == 30
    later = parse(f"{script}; 300 read n1 x")
    assert goes_on(extend(earlier, later), earlier) and same(extend(earlier, later), later)


def test_a_command_that_a_stop_cut_off_is_not_left_in_the_queue() -> None:
    earlier = run(parse(f"{SHORT}; 300 write n1 x 2; stop 100"))
    scenario = parse(f"{SHORT}; 120 write n1 x 3; stop 400")
    extended = extend(earlier, scenario)
    assert goes_on(extended, earlier) and same(extended, scenario)


def test_a_longer_run_is_given_up_at_the_same_limit() -> None:
    earlier, longer = run(parse(SHORT)), parse(f"{SHORT}; 90 read n1 x")
    size = len(earlier.events)
    for limit in (size - 1, size, size + 1):
        with pytest.raises(Overrun) as anew:
            run(longer, limit)
        with pytest.raises(Overrun) as extended:
            extend(earlier, longer, limit)
        assert extended.value.reason == anew.value.reason
    with pytest.raises(Overrun):
        extend(extend(earlier, longer), longer, size)


def test_clients_that_react_are_asked_anew() -> None:
    def again(operation: Operation) -> Sequence[Command]:
        return (Read(80, "n1", "x", "bob", "again"),) if operation.id != "again" else ()

    earlier = run(parse(f"{HEAD}; 10 read n1 x by bob"), next_commands=again)
    assert earlier.operations[-1].id == "again" and earlier.ended is None
    later = parse(f"{HEAD}; 10 read n1 x by bob; 200 read n1 x by bob")
    assert same(extend(earlier, later), later)
