"""Tie-breakers, by hand: beats every 20, one miss, 10 ticks a link: cut at 5, missed at 20, known at 40.

What breaks a promise is found by the explorer from states without time; with timers it is looked for by schedules. The
scenes even_split and referee are held by
tests/test_scenes.py.
"""

from __future__ import annotations

import pytest
from hypothesis import given, settings

from engine.analysis.verdicts import verdicts
from engine.catalog.scenes import PRESETS
from engine.explore import Scope, explore, finish
from engine.model import Scenario
from engine.protocols import configured
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
        ("nodes=5 tie=none referee=n5", ("refused", 60), ("refused", 60)),
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
    assert configured(parse("system partition_aware nodes=5 referee=n2").system).nodes == ("n1", "n3", "n4", "n5")


def test_both_halves_of_a_referee_serve_and_two_operations_prove_it() -> None:
    scene = parse(PRESETS["referee"])
    (broken,) = [one for one in verdicts(run(scene), checks=["linearizable"]) if one.outcome == "broken"]
    assert broken.operations == ("w1", "w2", "r1", "r2")
    assert not [one for one in verdicts(run(with_setting(scene, "tie=oldest")), checks=["linearizable"])
                if one.outcome == "broken"]  # fmt: skip


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
        ("nodes=4 tie=oldest w=4", "tie", "r=3 w=3"),
        ("nodes=4 tie=oldest minority=serve", "tie", "minority=read_only"),
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
