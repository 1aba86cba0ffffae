"""What the explorer is given, and what it makes of doubt: scenes of its own, operators, messages sent twice, and paths
that the simulator does not confirm."""

from __future__ import annotations

import pytest

from engine import explore as explorer
from engine.catalog.scenes import SCENES
from engine.explore import Finding, Scope, explore, finish, strongest
from engine.explore.cores import CORE, State
from engine.explore.realise import realised
from engine.explore.scene import PAIRS, RACE, SMALL, standard
from engine.explore.space import Space
from engine.explore.states import Path
from engine.model import Cut, Scenario
from engine.run.simulation import run
from engine.script import parse, print_script
from engine.script.rewrite import with_setting

STALE = "system quorum nodes=3 r=1 w=1; init x 0; 10 write n1 x 1 by alice; 20 read n2 x by bob"


# -- scenes of its own ---------------------------------------------------------------------------------------------


def printed(scenario: Scenario) -> list[str]:
    return print_script(scenario).splitlines()


def test_a_small_scene_is_one_write_and_two_reads_elsewhere() -> None:
    """The system, what clocks and values were, and nothing that anyone did; one node stands in for those that lack."""
    given = parse("system quorum nodes=4 r=1; clock n2 skew=5; init y 7; init z 8; stop 90; 10 crash n1; 20 read n4 z")
    assert printed(standard(given, SMALL)) == [
        "system quorum nodes=4 r=1", "clock n2 skew=5", "init y 7", "init z 8", "10 write n1 y 1 by alice as w1",
        "20 read n2 y by bob as r1", "30 read n3 y by bob as r2",
    ]  # fmt: skip
    two = [line.split()[2] for line in printed(standard(parse("system quorum nodes=2"), SMALL))[1:]]
    assert two == ["n1", "n2", "n1"]
    assert printed(standard(parse("system quorum nodes=1"), SMALL))[1] == "10 write n1 x 1 by alice as w1"


def test_pairs_are_two_who_write_and_then_read() -> None:
    assert printed(standard(parse("system quorum nodes=3; init x 0"), PAIRS)) == [
        "system quorum nodes=3", "init x 0", "10 write n1 x 1 by alice as w1", "10 write n2 x 2 by bob as w2",
        "20 read n1 x by alice as r1", "20 read n2 x by bob as r2",
    ]  # fmt: skip


def test_a_race_is_two_who_compare_with_what_is_there_and_a_look_at_who_won() -> None:
    assert printed(standard(parse("system raft nodes=3 leader=n1; init x 0"), RACE))[2:] == [
        "10 cas n1 x 0 alice by alice as c1", "10 cas n1 x 0 bob by bob as c2", "20 read n1 x by alice as r1",
    ]  # fmt: skip
    assert "cas n1 x absent alice" in print_script(standard(parse("system raft nodes=3"), RACE))


@pytest.mark.parametrize(
    ("system", "outcome"),
    [
        ("raft nodes=3 read=read_index leader=n1 cas=read_then_write", "found"),
        ("raft nodes=3 read=read_index leader=n1", "none"),
        ("chain nodes=3", "none"),
    ],
)
def test_a_race_is_lost_by_one_of_two_unless_who_compares_first_writes_later(system: str, outcome: str) -> None:
    """All states, one link of which may be cut: nobody sets a timer."""
    scene = standard(parse(f"system {system}"), RACE)
    finding = finish(explore(scene, "linearizable", Scope(cuts=1, states=2_000_000, schedules=30)))
    assert (finding.outcome, finding.steps) == (outcome, 4 if outcome == "found" else None)


@pytest.mark.parametrize(
    "name", ["set_back", "old_sync", "referee", "paused_holder", "last_seat", "booked_twice", "lease_reads"]
)
def test_what_a_scene_breaks_is_found_near_it_and_not_once_one_setting_is_changed(name: str) -> None:
    """With timers and skewed clocks there is no end of states: that none was found says how many were tried. A lease
    that covers reads does not help where the operator promotes another before it is over, as is found, too."""
    scene, scope = SCENES[name], Scope(cuts=2, states=1, schedules=150, pauses=1)
    assert finish(explore(parse(scene.script), scene.promise, scope)).outcome == "found"
    cured = finish(explore(with_setting(parse(scene.script), scene.flip or ""), scene.promise, scope))
    assert (cured.outcome, cured.schedules) == ("not_found", 150) or name == "lease_reads"
    if cured.scenario is not None:
        assert not any(isinstance(command, Cut) for command in cured.scenario.commands)


# -- what is strongest ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("script", "promise"),
    [
        ("system quorum nodes=3", "linearizable"),  # nothing was asked
        ("system quorum nodes=3; 10 crash n1; 20 read n1 x", "linearizable"),  # a read that says nothing
        (STALE.replace("20 read", "15 read"), "sequential"),
    ],
)
def test_the_strongest_promise_of_small_runs(script: str, promise: str) -> None:
    assert strongest(run(parse(script))) == promise


# -- states --------------------------------------------------------------------------------------------------------


def followed(space: Space, *kinds: str) -> State:
    """The state after the first action of each kind in turn."""
    state = space.start()
    for kind in kinds:
        state = next(after for action, after in space.follow(state) if action[0] == kind)
    return state


def kinds(space: Space, state: State) -> set[str]:
    return {action[0] for action, _ in space.follow(state)}


def test_a_message_that_is_sent_again_while_it_is_under_way_is_another() -> None:
    """Two beats of a leader that say the same, and after one of them has come and was answered, the other."""
    scene = parse("system raft nodes=2 leader=n1; 10 heartbeat n1; 20 heartbeat n1; 30 read n2 x")
    space = Space(scene, "linearizable", Scope(cuts=0))
    assert space.start() & ~CORE == 0
    assert (followed(space, "operate") & ~CORE).bit_count() == 1
    twice = followed(space, "operate", "operate")
    assert (twice & ~CORE).bit_count() == 2
    assert [action[0] for action, _ in space.follow(twice)].count("deliver") == 2
    assert "operate" not in kinds(space, twice)


def test_nobody_purges_where_a_node_is_down() -> None:
    """The operator's command goes to n1 and n2, one by one; n3 has no part in it."""
    scene = parse("system quorum nodes=3; init x 0; 10 purge n1 n2 x; 20 read n1 x")
    space = Space(scene, "linearizable", Scope(cuts=0, crashes=1))
    assert kinds(space, space.start()) == {"ask", "operate", "crash"}
    crashed = [(action, after) for action, after in space.follow(space.start()) if action[0] == "crash"]
    seen = {action: "operate" in kinds(space, after) for action, after in crashed}
    assert seen == {("crash", 0): False, ("crash", 1): False, ("crash", 2): True}
    assert [place for place, _ in space.transitions(space.start(), ("operate", 0))] == [0, 1]


# -- doubt ---------------------------------------------------------------------------------------------------------


def doubting(monkeypatch: pytest.MonkeyPatch, doubts: int) -> tuple[Finding, int]:
    """The finding where the simulator confirms no path until so many have been doubted, and how many it was shown."""
    real, shown = realised, list[object]()

    def doubted(space: Space, path: Path, cuts: int) -> Scenario | None:
        shown.append(path)
        return None if len(shown) <= doubts else real(space, path, cuts)

    monkeypatch.setattr(explorer, "realised", doubted)
    return finish(explore(parse(STALE), "linearizable", Scope(schedules=0))), len(shown)


def test_after_a_doubt_it_is_not_called_the_smallest(monkeypatch: pytest.MonkeyPatch) -> None:
    assert doubting(monkeypatch, 0)[0].steps == 2
    finding, shown = doubting(monkeypatch, 1)
    assert (finding.outcome, finding.steps, shown) == ("found", None, 2)


def test_where_no_path_is_confirmed_nobody_can_say_none(monkeypatch: pytest.MonkeyPatch) -> None:
    finding, _ = doubting(monkeypatch, 10**6)
    assert (finding.outcome, finding.scenario, finding.steps) == ("not_found", None, None)


def test_after_so_many_doubts_the_states_are_left(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(explorer, "DOUBTS_MAX", 2)
    finding, shown = doubting(monkeypatch, 10**6)
    assert (finding.outcome, shown) == ("not_found", 2)
