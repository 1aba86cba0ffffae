"""A picture painted on from the one before it is the picture painted anew, whatever was done in between."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.catalog.scenes import PRESETS
from engine.run.simulation import run
from engine.script import parse
from lessons.words import load
from pages.ui.stage.picture import paint, painted
from pages.ui.stage.picture.prefix import shared
from tests.stages import Pages, Stage, anew
from tests.walks import walk

EN = load("en")
ACTS = 30
STAGES = ("stage", "stage", "lesson", "stage_a", "stage_b")
"""The pages that look on; the playground is open in two tabs."""


def walked(name: str, seed: int, acts: int = ACTS, looks: int = 1) -> None:
    """A walk through a scene. looks: at so many stages after each act; what others show is some acts old by then."""
    chance = random.Random(f"{name} {seed}")
    pages, stages = Pages(chance), [(key, Stage(chance)) for key in STAGES]
    for stand in walk(PRESETS[name], seed, acts):
        for key, stage in chance.sample(stages, looks):
            view = pages.view(key, stand)
            if (found := stage.show(view)) is not None:
                whole = anew(view, stand.trace if view.script == stand.script else None)
                assert {part: found[part] for part in whole} == whole, view


@pytest.mark.parametrize("name", PRESETS)
def test_a_walk_arrives_on_the_stages_of_all_pages_as_it_would_be_painted_anew(name: str) -> None:
    walked(name, 1)


@settings(max_examples=2)
@given(st.sampled_from(list(PRESETS)), st.integers(0, 10**9))
def test_so_does_any_walk_on_all_stages_after_each_act(name: str, seed: int) -> None:
    walked(name, seed, looks=len(STAGES))


def test_what_both_runs_have_in_common_is_the_same_object() -> None:
    short = "system quorum nodes=3 r=1 w=1; 10 write n1 x 1 by alice; 40 write n2 x 2 by bob"
    before = painted(run(parse(short)), EN)
    after = painted(run(parse(f"{short}; 90 read n1 x by alice")), EN, before=before)
    for part in ("events", "messages", "operations"):
        was, now = before.picture[part], after.picture[part]
        assert len(was) < len(now) and all(one is other for one, other in zip(was, now, strict=False)), part
    assert after.picture["cells"]["n1"]["x"][0] is before.picture["cells"]["n1"]["x"][0]


def test_an_equal_value_of_another_kind_is_painted_anew() -> None:
    one, other = (run(parse(f"system quorum nodes=3; 10 write n1 x {value}")) for value in ("1", "1.0"))
    assert painted(other, EN, before=painted(one, EN)).picture == paint(other, EN)


def test_a_crash_that_is_still_to_come_changes_no_verdict_of_before() -> None:
    """Without it nobody can tell at 80 whether w1 will be answered; that its gateway crashes is not known by then."""
    system = "system primary nodes=3 primary=n1; gateway g1 retries=3 backoff=100 jitter=no; timeout 400"
    shared_by_both = f"{system}; 10 write g1 x 9; 30 cut g1 | n1 n2 n3; 70 heal; 80 read n2 x by bob"
    runs = [run(parse(f"{shared_by_both}; {last}")) for last in ("174 read n2 x by bob", "174 crash g1")]
    before = painted(runs[0], EN)
    assert painted(runs[1], EN, before=before).picture == paint(runs[1], EN)
    spans = [dict(painted(one, EN).spans)["available"] for one in runs]
    assert [[one for one in found if one[0] < 174] for found in spans] == 2 * [spans[0][:2]]
    assert [verdict.outcome for _, verdict in spans[0][:2]] == ["kept", "cant_tell"]


def test_how_many_first_events_are_shared() -> None:
    def common(one: str, other: str) -> int:
        return shared(run(parse(one)), run(parse(other)))

    head, start = "system quorum nodes=3", 3  # each node starts in an event of its own
    one = f"{head}; 10 write n1 x 1; 40 write n1 x 2"
    whole = len(run(parse(one)).events)
    assert common(one, one) == whole
    assert common(one, f"{one}; 900 read n1 x") == whole
    assert common(one, f"{head}; 10 write n1 x 2; 40 write n1 x 2") == start
    assert common(one, f"{head} r=1; 10 write n1 x 1; 40 write n1 x 2") == 0
    first = len(run(parse(f"{head}; 10 write n1 x 1")).events)
    assert common(one, f"{head}; 10 write n1 x 1; 40 write n1 x 3") == first
    stops = [f"{one}; stop 50", f"{one}; stop 60"]
    assert common(*stops) == 0
