"""The inspect page: the figure, what it lights up, what it says, and the page around it."""

from __future__ import annotations

import json
from typing import Any

import networkx as nx
import pytest

from engine.catalog.scenes import PRESETS
from engine.trace import causality
from lessons.words import languages, load
from pages.ui.inspect import hover as tips
from pages.ui.inspect import spacetime
from pages.ui.inspect.axes import Axes
from pages.ui.session import run_cache as runs
from tests.each import each
from tests.held import held
from tests.pages import opened

HOSTILE = """\
system quorum nodes=3 r=2 w=2
10 write n1 x "<img src=x onerror=alert(1)>" by alice
15 crash n3
20 hold n1>n2.3
25 read n1 x by alice
60 recover n3
stop 70
"""


def drawn(script: str, lang: str = "en", **more: Any) -> dict[str, Any]:
    """The figure of a whole run."""
    picture = runs.picture(script, lang)
    view = spacetime.View(0, len(picture["events"]) - 1, **more)
    return spacetime.figure(picture, view, load(lang))


def shown(figure: dict[str, Any], bright: bool) -> set[int]:
    """Events drawn bright, or in grey."""
    inks = {"#1A2230": True, "#C9C6BC": False}
    traces = [one for one in figure["data"] if "customdata" in one and one["marker"]["color"] in inks]
    return {index for one in traces if inks[one["marker"]["color"]] is bright for index in one["customdata"]}


def test_every_scene_is_drawn_as_plain_data() -> None:
    """In every language and along both axes; which axis goes with which language changes from scene to scene."""
    scripts = {**PRESETS, "hostile": HOSTILE, "empty": "system quorum nodes=1"}

    def plain(case: tuple[str, str, str]) -> None:
        name, lang, by = case
        figure = drawn(scripts[name], lang, by=by)
        assert json.loads(json.dumps(figure, allow_nan=False)) == figure

    axes = ("time", "order")
    each(
        [(name, lang, axes[(i + k) % 2]) for i, name in enumerate(scripts) for k, lang in enumerate(languages())], plain
    )


def test_every_event_of_a_node_is_there_once() -> None:
    picture = runs.picture(PRESETS["cp"], "en")
    places = [i for one in drawn(PRESETS["cp"])["data"] for i in one.get("customdata", ())]
    faults = [i for i, event in enumerate(picture["events"]) if event["kind"] == "fault"]
    lanes = [i for i, event in enumerate(picture["events"]) if event["lane"]]
    assert sorted(places) == sorted([*lanes, *faults])


def test_the_causal_past_is_lit_and_nothing_else() -> None:
    trace = runs.trace(PRESETS["first"])
    graph = causality.graph(trace)
    chosen = max(graph)
    past = frozenset({chosen} | nx.ancestors(graph, chosen))
    figure = drawn(PRESETS["first"], chosen=chosen, past=past)
    assert shown(figure, bright=True) == past
    assert shown(figure, bright=False) == set(graph) - past


def test_no_two_events_stand_on_one_point() -> None:
    for by in ("time", "order"):
        picture = runs.picture(PRESETS["cp"], "en")
        axes = Axes(picture, 0, len(picture["events"]) - 1, by)
        points = [axes.at(index) for index in axes.on_lanes]
        assert len(set(points)) == len(points), by


def test_operations_that_overlap_stand_beside_each_other() -> None:
    picture = runs.picture(
        "system quorum nodes=3; 10 write n1 x 1 by alice; 12 read n2 x by alice; 90 read n2 x by alice", "en"
    )
    axes = Axes(picture, 0, len(picture["events"]) - 1, "time")
    first, second, third = (axes.op_row(op) for op in picture["operations"])
    assert first != second and first == third


def test_what_a_learner_wrote_is_no_markup() -> None:
    figure = drawn(HOSTILE)
    text = json.dumps(figure)
    assert "<img" not in text and "&lt;img" in text


def test_lost_messages_end_short_of_their_goal() -> None:
    picture = runs.picture(PRESETS["first"], "en")
    axes = Axes(picture, 0, len(picture["events"]) - 1, "time")
    lost = [one for one in axes.messages if one["fate"] == "lost"]
    assert lost
    for one in lost:
        goal, (_, start), (_, end) = axes.rows["node", one["dst"]], axes.at(one["e0"]), axes.stop(one)
        assert min(start, goal) < end < max(start, goal)


def test_cuts_and_crashes_are_shaded() -> None:
    cut = drawn(PRESETS["first"])["layout"]["shapes"]
    assert [one["x0"] for one in cut] == [20] and "cut n1 n2" in cut[0]["label"]["text"]
    (down,) = drawn(HOSTILE)["layout"]["shapes"]
    assert (down["x0"], down["x1"]) == (15, 60)


def test_a_window_shows_its_own_events_only() -> None:
    picture = runs.picture(PRESETS["cp"], "en")
    figure = spacetime.figure(picture, spacetime.View(40, 60), load("en"))
    assert {i for one in figure["data"] for i in one.get("customdata", ())} <= set(range(40, 61))


def test_a_hover_tells_the_vector_clock() -> None:
    picture = runs.picture(PRESETS["first"], "en")
    index = next(i for i, event in enumerate(picture["events"]) if event["kind"] == "deliver" and len(event["vc"]) > 1)
    assert "vector clock: " in tips.of_event(picture, index, load("en"))
    assert all(
        f"{node} {count}" in tips.clock(picture["events"][index])
        for node, count in picture["events"][index]["vc"].items()
    )


# -- the page ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("lang", languages())
def test_choosing_an_event_tells_its_past(lang: str) -> None:
    at = opened("inspect", lang)
    at.selectbox(key="inspect_event").set_value(14).run()
    assert not at.exception
    assert any("n1" in each.value for each in at.text)
    at.button(key="inspect_clear").click().run()
    assert held(at, "inspect_chosen") is None


@pytest.mark.parametrize("run", ["nonsense", "system quorum nodes=77", "10 write n1 <b>x</b> 1"])
def test_a_bad_link_is_told_and_the_last_good_run_stays(run: str) -> None:
    at = opened("inspect", run="system quorum nodes=3; 10 write n1 x 1")
    before = held(at, "seen")
    at.query_params["run"] = run
    at.run()
    assert len(at.error) == 1 and held(at, "seen") == before


def test_another_run_forgets_what_was_chosen() -> None:
    at = opened("inspect")
    at.selectbox(key="inspect_event").set_value(30).run()
    at.query_params["run"] = "system quorum nodes=1"
    at.run()
    assert not at.exception and held(at, "inspect_chosen") is None
