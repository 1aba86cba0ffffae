"""The closer look at the lattice: what it marks at the end and at a tick, and what it says."""

from __future__ import annotations

from itertools import product

from engine.catalog.scenes import PRESETS
from engine.checks.lattice import LEVELS, graph
from engine.model import Verdict
from engine.run.simulation import run
from engine.script import parse
from engine.trace import Trace
from lessons.words import languages, load
from pages.ui.stage.picture.phrases import Phrases
from pages.ui.views import VIEWS, lattice
from tests.each import each

WAVER = """\
system quorum nodes=3 r=1 w=1
10 cut n1 | n2 n3
20 write n1 x 1 by alice
40 read n2 x by alice
"""


def ended(trace: Trace) -> int:
    return len(trace.events) - 1


def outcomes(trace: Trace, index: int) -> dict[str, str]:
    return {check: verdict.outcome for check, verdict in lattice.judged(trace, index).items()}


def test_it_is_offered_for_registers_only() -> None:
    assert VIEWS["lattice"].show is lattice.show
    assert lattice.applies(run(parse(WAVER)))
    assert not lattice.applies(run(parse("system quorum nodes=3\n")))
    assert not lattice.applies(run(parse("system multi_value nodes=3 resolver=crdt\n10 write n1 x 1\n")))


def test_what_is_broken_is_broken_from_its_tick_on() -> None:
    """Alice writes on one side of a cut and does not find it on the other."""
    trace = run(parse(WAVER))
    before, after = outcomes(trace, trace.at(39)), outcomes(trace, ended(trace))
    assert set(before) == set(after) == set(graph())
    assert {check for check, outcome in before.items() if outcome == "broken"} == set()
    kept = {"monotonic_reads", "monotonic_writes", "writes_follow_reads"}
    broken = {"linearizable", "sequential", "causal_cm", "causal_ccv", "causal_cc", "pram", "read_your_writes"}
    assert {after[check] for check in kept} == {"kept"} and {after[check] for check in broken} == {"broken"}
    assert after["converged"] == "cant_tell"


def test_it_says_the_strongest_kept_and_the_weakest_broken() -> None:
    trace = run(parse(PRESETS["first"]))
    judged, known = lattice.judged(trace, ended(trace)), ("linearizable", "sequential", "causal_cm", "causal_ccv")
    said = lattice.told({check: judged[check] for check in known}, Phrases(load("en"), trace.scenario.system))
    assert said[0] == "Strongest not broken: Sequential."
    assert said[1].startswith("Weakest broken: Linearizable. basket: r2 began after")


def test_every_scene_can_be_told() -> None:
    traces = {name: trace for name, script in PRESETS.items() if lattice.applies(trace := run(parse(script)))}
    assert len(traces) > 30
    found = {name: lattice.judged(trace, ended(trace)) for name, trace in traces.items()}
    each(
        product(traces, languages()),
        lambda case: can_be_told(found[case[0]], Phrases(load(case[1]), traces[case[0]].scenario.system)),
    )


def can_be_told(found: dict[str, Verdict], phrases: Phrases) -> None:
    boxes = lattice.boxes(found, phrases)
    assert set(boxes) == set(graph())
    assert all(boxes[arrow.src].y > boxes[arrow.dst].y for arrow in lattice.arrows())
    assert all("".join(boxes[check].text.split("\n")).endswith(f"“{value}”") for check, value in LEVELS.items())
    assert lattice.told(found, phrases)
    assert list(lattice.table(found, phrases).iloc[:, 1]) == [LEVELS.get(check, "") for check in found]
