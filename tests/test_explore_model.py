"""The model without time is the simulator's: what a path tells clients, the simulator tells them too.

Rules of this file
* A walk takes steps by chance; its script holds every message and lets it go in its turn. Clients are told the same.
* Numbers of states and steps that are named here were counted by hand, or by the search without its short cuts.
"""

from __future__ import annotations

from dataclasses import replace

import pytest

from engine.checks.history import known
from engine.explore import Scope
from engine.explore.cores import CORE
from engine.explore.interning import Interner, frozen
from engine.explore.realise import USUAL, _holds, _late_messages, _scenario
from engine.explore.space import Space
from engine.explore.states import End, Path, walk
from engine.model import Delete, Scenario
from engine.model.randomness import draw
from engine.run.simulation import run
from engine.script import parse

SCENES = {
    "quorum": """system quorum nodes=3 r=2 w=2 write_back=yes read_repair=yes; init x 0
10 write n1 x 1 by alice; 20 read n2 x by bob; 30 write n3 x 2 by carol; 40 read n3 x by carol; 50 delete n2 x by bob
60 sync n1 n2""",
    "logical": """system quorum nodes=3 version=logical; 10 write n1 x 1 by alice; 20 write n2 x 2 by bob; 30 read n3 x
30 read n1 x by alice""",
    "sloppy": """system quorum nodes=4 home=n1,n2,n3 sloppy=yes w=2 r=2; 10 write n1 x 1 by alice; 20 read n3 x by bob
30 handoff n4; 40 write n3 x 2 by alice""",
    "sessions": """system quorum nodes=3 r=1 w=1 read_your_writes=yes when_stale=another; 10 write n1 x 1 by alice
20 read n2 x by alice; 20 read n3 x by bob level=causal; 30 write n3 y 1 by bob level=causal""",
    "multi_value": """system multi_value nodes=3; 10 write n1 x 1 by alice; 10 write n2 x 2 by bob
20 read n3 x by carol as r
30 write n3 x 3 by carol with r; 40 sync n1 n3; 50 read n1 x by alice""",
    "causal": """system causal nodes=3; 10 write n1 q 1 by alice; 20 read n2 q by bob; 30 write n2 a 2 by bob
40 read n3 a by carol; 50 read n3 q by carol""",
    "primary": """system primary nodes=3 copy=async primary=n1; 10 write n2 x 1 by alice; 20 read n3 x by bob
30 promote n2 tell n3; 40 write n3 x 2 by bob; 50 read n1 x by alice""",
    "chain": """system chain nodes=3 read=any; 10 write n1 x 1 by alice; 20 read n2 x by bob; 30 promote n1 tell n2
40 write n2 x 2 by bob; 50 rejoin n3 to n2; 60 read n3 x by alice""",
    "raft": """system raft nodes=3 read=read_index leader=n1; 10 write n1 x 1 by alice; 20 campaign n2
30 read n2 x by bob; 40 heartbeat n1; 50 read n1 x by alice""",
    "forgetful": """system raft nodes=3 read=read_index leader=n1 flush=never; 10 write n1 x 1 by alice; 20 campaign n2
30 read n2 x by bob; 40 heartbeat n1; 50 read n1 x by alice""",
}


def wandered(space: Space, seed: int, most: int) -> Path:
    """A path of steps by chance."""
    states, steps = [space.start()], []
    for nth in range(most):
        ways = space.follow(states[-1])
        if not ways:
            break
        step, state = ways[int(draw(seed, "way", "test", nth) * len(ways))]
        steps.append(step)
        states.append(state)
    return Path(tuple(states), tuple(steps), 0)


@pytest.mark.parametrize("scene", SCENES)
def test_the_simulator_tells_clients_what_a_path_tells_them(scene: str) -> None:
    for seed in range(6):
        scope = Scope(cuts=seed % 2, crashes=seed % 3 == 2, every_cut=True, unflushed=2 * (scene == "forgetful"))
        space = Space(parse(SCENES[scene]), "linearizable", scope)
        path = wandered(space, seed, 30)
        ticks = [10 * (place + 1) for place in range(len(path.actions))]
        holds = _holds(_late_messages(space, path), ticks, USUAL.low)
        scenario = replace(_scenario(space, path, ticks, holds), timeout=10_000)
        there = {op.id: op for op in known(run(scenario).operations, ticks[-1])}
        here = {op.id: op for op in space.histories.operations(space.core(path.states[-1]).history)}
        assert {name: (op.status, op.value) for name, op in here.items()} == {
            name: (op.status, op.value) for name, op in there.items()
        }, (seed, path.actions)


@pytest.mark.parametrize("scene", SCENES)
def test_a_step_worked_out_once_is_what_each_state_would_work_out_itself(scene: str) -> None:
    for seed in range(6):
        space = Space(parse(SCENES[scene]), "linearizable", Scope(cuts=1, crashes=1, every_cut=True))
        for state in wandered(space, seed, 30).states:
            core, under_way = space.core(state), state & ~CORE
            for (kind, what), after in space.follow(state):
                left = under_way ^ 1 << what if kind == "deliver" else under_way
                assert after == space._after(left, *space._acts(core, (kind, what))), (kind, what)


def explored(scenario: Scenario, scope: Scope) -> tuple[int, list[int]]:
    """How many states there are, and the lengths of all shortest runs that break the promise."""
    walking = walk(Space(scenario, "linearizable", scope), 10**6)
    lengths: list[int] = []
    while True:
        try:
            one = next(walking)
        except StopIteration as stopped:
            end: End = stopped.value
            return end.seen, lengths
        lengths += [len(one.actions)] if isinstance(one, Path) else []


def test_states_counted_by_hand() -> None:
    """Nothing asked: 1. Only the write: its message to n2 under way, or there: 2. Only the read, in the same way: 2.
    Both, the write first, or the read: two messages each, under way or there: 4 and 4. What n2 answers is of no more
    use to operations that have ended, and goes away."""
    text = "system quorum nodes=2 r=1 w=1; 10 write n1 x 1 by alice; 20 read n1 x by bob"
    assert explored(parse(text), Scope(cuts=0)) == (13, [])


def test_a_cut_explored_on_demand_adds_states_and_no_shorter_way() -> None:
    scene = parse("system quorum nodes=3 r=1 w=1; init x 0; 10 write n1 x 1 by alice; 20 read n2 x by bob")
    without, with_cuts = explored(scene, Scope()), explored(scene, Scope(every_cut=True))
    assert without[0] < with_cuts[0]
    assert min(without[1]) == min(with_cuts[1]) == 2


def test_numbers_tell_values_apart() -> None:
    numbers = Interner()
    ones = [{"a": 1, "b": (2,)}, {"b": (2,), "a": 1}, {"a": 1}, ("a", 1), Delete(1, "n1", "x"), Delete(1, "n1", "y")]
    assert [numbers.of(one) for one in ones] == [0, 0, 1, 2, 3, 4]
    assert [numbers.of(one) for one in ({1, (2,)}, frozenset({(2,), 1}), {1, (3,)})] == [5, 5, 6]
    assert frozen([1, 2]) != frozen((1, 2))
