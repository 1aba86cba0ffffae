"""Where a search easily goes wrong: who is honest, what a stop cuts, how far faults reach, how a run is confirmed.

Runs are short enough to be told by hand; the words beside them tell them.
"""

from __future__ import annotations

from importlib import import_module

import pytest

from engine.explore import Finding, Scope, SearchProgress, broken_by, explore, finish, realise
from engine.explore.promises import judged
from engine.explore.schedules import schedule
from engine.explore.shrink import shrink
from engine.explore.space import Space
from engine.explore.states import Path, walk
from engine.model import Crash, Cut, Read, Recover, Scenario
from engine.run.simulation import run
from engine.script import parse

# -- clients who pass on what they were told -----------------------------------------------------------------------

PASSED = """system multi_value nodes=2
init x 0
10 read n1 x by alice as r1
20 write n1 x 1 by alice with r1 as w1
25 read n2 x by bob
"""
"""w1 is answered at 20 and comes to n2 at 30: what bob reads at 25 is stale."""


@pytest.mark.parametrize(
    ("said", "instead", "breaks"),
    [
        ("", "", True),
        ("10 read n1", "20 read n1", True),  # in the tick of the write, and before it
        ("with r1 as w1", "as w1", True),  # nothing is passed on
        ("10 read n1", "5 crash n2; 22 recover n2; 10 read n2", False),  # refused: alice was told nothing
    ],
)
def test_only_who_was_told_something_can_pass_it_on(said: str, instead: str, breaks: bool) -> None:
    scenario = parse("\n".join(sorted(PASSED.replace(said, instead).replace("; ", "\n").splitlines(), key=_by_tick)))
    assert judged(run(scenario), "linearizable") == "broken"
    assert broken_by(scenario, "linearizable") is breaks


def _by_tick(line: str) -> int:
    first = line.split(maxsplit=1)[0]
    return int(first) if first.isdigit() else -1


# -- promises about the run as a whole -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("faults", "available", "converged"),
    [
        ("", "kept", "kept"),
        ("5 cut n1", "broken", "cant_tell"),  # n1 alone has no majority; what it has may still go round
        ("5 drop n1>n3.1", "kept", "broken"),  # n3 will never hear of it, and nothing is under way
        ("5 hold n1>n3.1", "kept", "cant_tell"),  # it will, once it is let go
        ("5 crash n3", "kept", "kept"),  # who is down differs from nobody
        ("5 crash n3; 100 recover n3", "kept", "broken"),
    ],
)
def test_promises_about_the_run_as_a_whole(faults: str, available: str, converged: str) -> None:
    trace = run(parse(f"system quorum nodes=3; timeout 60; init x 0; {faults}; 10 write n1 x 1 by alice; stop 200"))
    assert (judged(trace, "available"), judged(trace, "converged")) == (available, converged)


def test_a_run_longer_than_is_tried_breaks_nothing() -> None:
    """Nine nodes that compare notes at every tick never come to rest: the run is given up, stale read or not."""
    stale = "init x 0; 5 cut n1 n2 | n3 n4 n5 n6 n7 n8 n9; 90 write n1 x 1; 91 read n9 x r=1"
    assert broken_by(parse(f"system quorum nodes=9 w=1; {stale}"), "linearizable")
    assert not broken_by(parse(f"system quorum nodes=9 w=1 anti_entropy=1; {stale}"), "linearizable")


def found(text: str, promise: str, scope: Scope) -> Finding:
    return finish(explore(parse(text), promise, scope))


def test_nobody_answers_behind_a_cut() -> None:
    finding = found("system quorum nodes=3; timeout 60; 10 write n1 x 1 by alice", "available", Scope(schedules=60))
    assert finding.outcome == "found" and finding.scenario is not None
    assert judged(run(finding.scenario), "available") == "broken"
    assert finding.steps is None, "found by chance, not in the model without time"


def test_copies_stay_apart_after_a_loss() -> None:
    text = "system quorum nodes=3 w=1; init x 0; 10 write n1 x 1 by alice"
    finding = found(text, "converged", Scope(cuts=0, losses=1, schedules=400))
    assert finding.outcome == "found" and finding.scenario is not None
    assert judged(run(finding.scenario), "converged") == "broken"
    assert len(finding.scenario.commands) == 2, "the write, and one message dropped"
    without = found(text, "converged", Scope(cuts=0, losses=0, schedules=400))
    assert (without.outcome, without.scenario, without.schedules) == ("not_found", None, 400)


# -- what a path becomes -------------------------------------------------------------------------------------------


def test_what_breaks_a_promise_may_come_after_the_scenes_own_stop() -> None:
    """The scene stops at 5; a path of two steps has its second command at 11 at the earliest."""
    scene = "system quorum nodes=3 r=1 w=1; init x 0; stop 5; 1 write n1 x 1 by alice; 2 read n2 x by bob"
    finding = found(scene, "linearizable", Scope(schedules=0))
    assert (finding.outcome, finding.steps) == ("found", 2)
    assert finding.scenario is not None and finding.scenario.stop is None


def test_a_clock_that_is_behind_is_confirmed_at_the_pace_of_the_model() -> None:
    """n1's clock is 25 behind. In the model commands are 20 apart: alice writes at 20, bob at 40, which n1 numbers 15,
    below hers; what he then reads is hers. Seven steps: her write, n1 gets it, her answer; his write, another gets
    it, his answer; his read, from n1 alone.

    With 10 ticks a step his write comes at 40 and is numbered 15, above her 10; closer than that her message has not
    come when he writes, or his answer not when he reads. Only a message of 1 tick shows it."""
    scene = """system quorum nodes=3; init x 0; clock n1 skew=-25
10 write n2 x 1 by alice; 60 write n1 x 2 by bob; 120 read n1 x by bob r=1"""
    finding = found(scene, "linearizable", Scope(cuts=0, schedules=0))
    assert (finding.outcome, finding.steps) == ("found", 7)
    assert finding.scenario is not None
    assert [op.value for op in run(finding.scenario).operations] == [1, 2, 1]


def test_a_path_is_tried_with_at_most_400_single_cuts(monkeypatch: pytest.MonkeyPatch) -> None:
    """Seven reads where they are asked, on five nodes: 15 ways to cut them, 2 spacings, and 7 ticks to cut at and 21
    spans to cut for would make 840. Beside these: the path at three spacings, and by messages at two."""
    lines = "; ".join(f"{10 * i} read n1 x by alice" for i in range(1, 8))
    space = Space(parse(f"system quorum nodes=5 r=1; {lines}"), "linearizable", Scope())
    states, actions = [space.start()], []
    for _ in range(7):
        action, after = next(step for step in space.follow(states[-1]) if step[0][0] == "ask")
        states.append(after)
        actions.append(action)
    tried: list[Scenario] = []
    monkeypatch.setattr(realise, "broken_by", lambda scenario, _: tried.append(scenario))
    path = Path(tuple(states), tuple(actions), 8)
    assert realise.realised(space, path, cuts=1) is None
    assert len([one for one in tried if any(isinstance(command, Cut) for command in one.commands)]) == 400
    assert len(tried) == 405
    assert realise.realised(space, path, cuts=0) is None
    assert len(tried) == 410


# -- progress, and runs by chance ----------------------------------------------------------------------------------


def test_progress_counts_the_steps_from_the_start() -> None:
    """Two commands and two messages: the farthest states are four steps away, and after them comes nothing."""
    scene = parse("system quorum nodes=2 r=1 w=1; 10 write n1 x 1 by alice; 20 read n1 x by bob")
    looked = [
        one for one in walk(Space(scene, "linearizable", Scope(cuts=0)), 10**6) if isinstance(one, SearchProgress)
    ]
    assert [one.depth for one in looked] == [1, 2, 3, 4, 5]
    assert [one.states for one in looked][-2:] == [13, 13]


def test_faults_befall_until_the_last_command_and_a_little_longer() -> None:
    """Thirty reads of one client, each 1 to 40 ticks after the one before: cuts come at any of these times."""
    lines = "; ".join(f"{10 * i} read n1 x by alice" for i in range(1, 31))
    scenario = parse(f"system quorum nodes=3; {lines}")
    late = 0
    for nth in (nth for nth in range(120) if nth % 3):
        commands = schedule(scenario, Scope(cuts=1), nth).commands
        asked = [one.tick for one in commands if not isinstance(one, Cut) and hasattr(one, "client")]
        cuts = [one.tick for one in commands if isinstance(one, Cut)]
        assert all(tick < asked[-1] + 40 for tick in cuts)
        late += any(tick > (asked[0] + asked[-1]) / 2 for tick in cuts)
    assert late > 5


def test_a_schedule_draws_all_latencies_anew() -> None:
    """But for every third, which stays close to the scene. A lone node has no links that could lose or hold."""
    scene = "system quorum nodes={}; seed 7; link {} latency=90; stop 50; 10 read n1 x by alice"
    links = [schedule(parse(scene.format(2, "n1-n2")), Scope(), nth).links for nth in range(6)]
    assert [bool(one) for one in links] == [True, False, False, True, False, False]
    alone = parse("system quorum nodes=1; 10 read n1 x by alice")
    for nth in range(60):
        drawn = schedule(alone, Scope(cuts=1, crashes=1, losses=1), nth)
        assert all(isinstance(one, Read | Crash | Recover) for one in drawn.commands)
        assert drawn.stop is None


def test_one_tick_that_is_round_already_does_not_keep_the_others_from_becoming_so() -> None:
    """Both ticks are multiples of 5 once the read comes at 10: the write is at 5 already."""
    scenario = parse("system quorum nodes=3 r=1 w=1; init x 0; 5 write n1 x 1 by alice; 13 read n2 x by bob")
    assert [one.tick for one in least(scenario, "linearizable").commands] == [5, 10]


def test_shrinking_ends_with_the_smallest_or_with_its_tries(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of the smallest each simpler run is tried once: without the write, without the read, and few with other ticks."""
    smallest = parse("system quorum nodes=3 r=1 w=1; init x 0; 5 write n1 x 1 by alice; 10 read n2 x by bob")
    assert 2 <= len([*shrink(smallest, "linearizable")]) < 12
    longer = parse("system quorum nodes=3 r=1 w=1; init x 0; 5 write n1 x 1; 6 read n1 x; 7 read n1 x; 10 read n2 x")
    monkeypatch.setattr(import_module("engine.explore.shrink"), "TRIES_MAX", 1)
    assert {*shrink(longer, "linearizable")} == {4}


def least(scenario: Scenario, promise: str) -> Scenario:
    steps = shrink(scenario, promise)
    while True:
        try:
            next(steps)
        except StopIteration as end:
            result: Scenario = end.value
            return result
