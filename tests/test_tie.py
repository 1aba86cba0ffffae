"""Tie-breakers, by hand: beats every 20, one miss, 10 ticks a link: cut at 5, missed at 20, known at 40.

What breaks a promise is found by the explorer from states without time; with timers it is looked for by schedules. The
scenes even_split and referee are held by
tests/test_scenes.py.
"""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.analysis.verdicts import verdicts
from engine.catalog.scenes import PRESETS
from engine.explore import Scope, explore, finish
from engine.model import Scenario, System
from engine.protocols import configured
from engine.protocols.partition_aware.state import Lease
from engine.run.simulation import run
from engine.script import ScriptError, parse
from engine.script.rewrite import with_setting
from engine.trace import Trace
from tests.strategies import scenarios

HALVES = "5 cut n1 n2 | n3 n4; 60 write n1 x 1 by alice as w1; 60 write n4 x 2 by bob as w2"


def played(system: str, commands: str) -> Trace:
    return run(parse(f"system partition_aware {system} heartbeat=20 misses=1; init x 0; {commands}; stop 200"))


def ends(trace: Trace) -> list[tuple[str, int | None]]:
    return [(op.status, op.done) for op in trace.operations]


@pytest.mark.parametrize(
    ("system", "first", "second"),
    [
        ("nodes=4", ("refused", 60), ("refused", 60)),
        # n1 needs n2's log as well: there and back 20
        ("nodes=4 tie=oldest", ("ok", 80), ("refused", 60)),
        # the cut leaves n5 in reach of both
        ("nodes=5 tie=referee referee=n5", ("ok", 80), ("ok", 80)),
        # asked at 40, granted to n1's half at 50, known at 60
        ("nodes=5 tie=lease referee=n5", ("ok", 80), ("refused", 60)),
    ],
)
def test_of_two_halves_that_one_goes_on_for_which_the_tie_is_broken(
    system: str, first: tuple[str, int], second: tuple[str, int]
) -> None:
    assert ends(played(system, HALVES)) == [first, second]


def test_a_referee_on_one_side_of_the_cut_breaks_the_tie_for_that_side_alone() -> None:
    commands = HALVES.replace("n3 n4", "n3 n4 n5")
    assert ends(played("nodes=5 tie=referee referee=n5", commands)) == [("refused", 60), ("ok", 80)]


def test_where_the_oldest_crashes_the_other_half_stops_too_and_a_referee_lets_it_go_on() -> None:
    """Of two nodes n2 cannot tell the crash of n1 from a cut; with the referee n3 in reach it goes on alone."""
    one, later = "5 crash n1; 60 write n2 x 1", "5 crash n2; 60 write n1 x 1"
    assert ends(played("nodes=2 tie=oldest", one)) == [("refused", 60)]
    assert ends(played("nodes=2 tie=oldest", later)) == [("ok", 60)]
    assert ends(played("nodes=3 tie=referee referee=n3", one)) == [("ok", 60)]
    halves = "5 crash n1; 5 cut n2 | n3 n4; 60 write n2 x 1; 60 write n3 x 2"
    assert ends(played("nodes=4 tie=oldest", halves)) == [("refused", 60), ("refused", 60)]


def test_who_answers_from_the_other_half_does_not_count() -> None:
    """At 105 the cut moves; until 120 n2 still believes in n1. n3 logs n2's write, and that is no quorum: n1, which has
    n4 back at 140, answers 0."""
    moved = "5 cut n1 n2 | n3 n4; 105 heal; 105 cut n1 n4 | n2 n3; 107 write n2 x 1; 150 read n1 x"
    trace = played("nodes=4 tie=oldest", moved)
    write, read = trace.operations
    assert trace.state("n3", trace.at(117)).store["x"].value == 1
    assert (write.status, read.status, read.value, read.done) == ("pending", "ok", 0, 170)


def test_a_referee_keeps_nothing_and_serves_nobody() -> None:
    trace = played("nodes=3 tie=referee referee=n3", "10 write n1 x 1 as w; 40 read n3 x as r; 50 sync n1 n3")
    assert ends(trace) == [("ok", 30), ("refused", 40)]
    assert trace.state("n3", trace.last).store == {} and trace.state("n1", trace.last).owed == {}
    assert configured(parse("system partition_aware nodes=5 tie=referee referee=n2").system).nodes == (
        "n1",
        "n3",
        "n4",
        "n5",
    )


def test_both_halves_of_a_referee_serve_and_two_operations_prove_it() -> None:
    scene = parse(PRESETS["referee"])
    (broken,) = [one for one in verdicts(run(scene), checks=["linearizable"]) if one.outcome == "broken"]
    assert broken.operations == ("w1", "w2", "r1", "r2")
    for cure in ("tie=oldest", "tie=lease"):
        judged = verdicts(run(with_setting(scene, cure)), checks=["linearizable"])
        assert {one.outcome for one in judged} == {"kept"}


def test_the_referee_grants_one_half_a_lease_and_the_scene_ends_so() -> None:
    """Cut at 20, missed at 40 and 80, known at 120: all four ask. At 130 n5 grants n1's half 120 ticks, known at 140;
    so w1 is ok at 190, w2 refused at 180. n1 asks again until it has the others back at 320."""
    trace = run(with_setting(parse(PRESETS["referee"]), "tie=lease"))
    assert [(op.status, op.value, op.done) for op in trace.operations] == [
        ("ok", 9, 190), ("refused", 8, 180), ("ok", 9, 230), ("ok", 9, 410),
    ]  # fmt: skip
    assert [trace.state("n5", trace.at(tick)).lease for tick in (129, 130, 290, 420)] == [
        None, (("n1", "n2"), 250), (("n1", "n2"), 410), (("n1", "n2"), 410),
    ]  # fmt: skip


LEASED = "nodes=5 tie=lease referee=n5"


def test_the_other_half_gets_the_lease_when_it_is_over_and_lacks_what_was_written() -> None:
    """n1 was last granted what it asked at 60, until 120; n5 heard it again at 90, so until 150. Then n3 asks."""
    passed = "5 cut n1 n2 | n3 n4; 60 write n1 x 1; 95 cut n1 n2 | n5; 119 write n1 x 2; 120 write n1 x 3"
    trace = played(LEASED, f"{passed}; 159 write n3 x 4; 160 read n3 x")
    ended = [("ok", 80), ("pending", None), ("refused", 120), ("refused", 159), ("ok", 180)]
    assert ends(trace) == ended and trace.operations[-1].value == 0


def test_without_a_referee_nobody_goes_on_and_its_crash_forgets_no_lease() -> None:
    assert ends(played(LEASED, f"1 crash n5; {HALVES}")) == [("refused", 60), ("refused", 60)]
    back = "95 cut n1 n2 | n5; 100 crash n5; 105 recover n5; 130 write n3 x 3; 165 write n3 x 4"
    assert ends(played(LEASED, f"{HALVES}; {back}")) == [("ok", 80), ("refused", 60), ("refused", 130), ("ok", 185)]


BY_HAND = (
    "system partition_aware nodes={} misses=1; init x 0; 10 heartbeat n1; 11 heartbeat n2; 30 heartbeat n1;"
    " 31 heartbeat n2; 50 write n1 x 1 by alice; 90 read n2 x by bob"
)


@pytest.mark.parametrize(
    ("system", "outcome"),
    [("3 tie=referee referee=n3", "found"), ("2 tie=oldest minority=refuse", "none")],
)
def test_the_explorer_finds_what_a_referee_breaks_and_nothing_with_the_oldest(system: str, outcome: str) -> None:
    finding = finish(explore(parse(BY_HAND.format(system)), "linearizable", Scope(cuts=1)))
    assert finding.outcome == outcome


@pytest.mark.parametrize(
    ("line", "setting", "needs"),
    [
        ("nodes=5 tie=referee", "tie", "referee=n5"),
        ("nodes=5 tie=lease heartbeat=40", "tie", "referee=n5"),
        ("nodes=5 tie=lease referee=n5", "tie", "heartbeat=40"),
        ("nodes=5 tie=lease referee=n5 heartbeat=20 lease=20", "lease", "lease=60"),
        ("nodes=5 tie=referee referee=n5 lease=20", "lease", "tie=lease"),
        ("nodes=4 tie=oldest w=4", "tie", "r=3 w=3"),
        ("nodes=4 tie=oldest minority=serve", "tie", "minority=read_only"),
        ("nodes=3 tie=oldest", "tie", "nodes=4"),
        ("nodes=4 tie=referee referee=n4", "tie", "nodes=5"),
        ("nodes=5 referee=n5", "referee", "tie=referee"),
    ],
)
def test_what_means_nothing_together_is_refused(line: str, setting: str, needs: str) -> None:
    with pytest.raises(ScriptError) as error:
        parse(f"system partition_aware {line}")
    values = error.value.values
    assert (values["reason"], values["setting"], values["needs"]) == ("setting_needs", setting, needs)


OLDEST = parse("system partition_aware nodes=4 heartbeat=20 misses=1 minority=refuse tie=oldest").system


@settings(max_examples=20, deadline=None)
@given(scenarios(OLDEST, keys=("x",), lossy=True, least=6, requests=4, stop=400))
def test_no_read_of_a_half_misses_an_acknowledged_write(scenario: Scenario) -> None:
    """A read that is answered with a quorum, whoever it is, returns the last write before it or one beside it."""
    assert not [one for one in verdicts(run(scenario), checks=["regular"]) if one.outcome == "broken"]


LEASE = parse(
    "system partition_aware nodes=5 heartbeat=20 misses=1 minority=refuse tie=lease referee=n5 lease=50"
).system


def halves_at_once(trace: Trace) -> set[tuple[str, ...]]:
    """The halves that go on by a lease at some event at which that is more than one."""
    config = configured(trace.scenario.system)
    going: dict[str, Lease] = {}
    changes = sorted(
        ((index, node, state) for node in config.nodes for index, state in trace.states(node)), key=lambda one: one[0]
    )
    for index, node, state in changes:
        tick = trace.events[index].tick
        lease = state.lease if state.quorum and 2 * len(state.lost) == len(config.nodes) else None
        going = {name: one for name, one in going.items() if one.until > tick and name != node}
        going |= {node: lease} if lease is not None and lease.until > tick else {}
        if len({one.half for one in going.values()}) > 1:
            return {one.half for one in going.values()}
    return set()


@pytest.mark.parametrize("system", [LEASE])
@given(data=st.data())
@settings(max_examples=15, deadline=None)
def test_with_a_lease_no_two_halves_ever_go_on_at_once(system: System, data: st.DataObject) -> None:
    """Any schedule, with a cut into halves and one that moves it, so that leases are asked for."""
    sides = st.permutations(("n1", "n2", "n3", "n4")).map(lambda four: f"{four[0]} {four[1]} | {four[2]} {four[3]}")
    first, second = data.draw(sides), data.draw(sides)
    moved = 5 * data.draw(st.integers(20, 60))
    cuts = parse(f"system partition_aware nodes=5; 5 cut {first}; {moved} heal; {moved} cut {second}").commands
    drawn = data.draw(scenarios(system, keys=("x",), lossy=True, most=10, stop=400))
    commands = tuple(sorted((*cuts, *drawn.commands), key=lambda one: one.tick))
    assert halves_at_once(run(replace(drawn, commands=commands))) == set()
