"""The closer look at the meters: what it writes down is what the engine counted, in every language."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from engine.analysis.metrics import metrics_of
from engine.catalog.scenes import PRESETS
from engine.run.simulation import run
from engine.script import parse
from lessons.words import languages, load
from pages.ui.playground.page import Playground
from pages.ui.views import meters as view
from tests.held import held, hold
from tests.pages import opened
from tests.test_playground import picture

LINES = {name: text.replace("\n", "; ") for name, text in PRESETS.items()}
EN = load("en")


def looked(lang: str, name: str) -> AppTest:
    """The playground with its closer look open at the meters."""
    at = opened(lang=lang, run=LINES[name])
    at.session_state["panels"] = "closer"
    at.session_state["view"] = "meters"
    at.run()
    assert not at.exception, [each.value for each in at.exception]
    return at


@pytest.mark.parametrize("lang", languages())
def test_the_numbers_of_the_lease(lang: str) -> None:
    """Six of seven requests are answered; the last write before n2 takes over ends at 80, the first after at 140."""
    words = load(lang)
    found = {each.label: (each.value, each.delta) for each in looked(lang, "lease").metric}
    assert found[words("meter.yield")][0] == words("meter.percent", value=86)
    assert found[words("meter.lost")] == ("2", "w2, w3")
    assert found[words("meter.rto")][0] == words("meter.ms", ticks=60)
    assert found[words("meter.equal")][0] == words("meter.ms", ticks=210)
    assert found[words("meter.available")] == (words("outcome.broken"), "✕")


def test_at_the_start_nothing_has_ended() -> None:
    at = looked("en", "busy")
    hold(at, Playground(stands=(held(at, "desk").script, 0)))
    at.run()
    assert at.info[0].value == EN("meter.empty")
    assert {each.label: each.value for each in at.metric}[EN("meter.harvest")] == EN("meter.none")


@pytest.mark.parametrize("name", ["fallback", "cache", "lease", "busy", "raft"])
def test_every_request_that_ended_is_on_the_line_of_time(name: str) -> None:
    trace = run(parse(PRESETS[name]))
    for index in (trace.at(trace.end // 2), len(trace.events) - 1):
        found = metrics_of(trace, index)
        drawn = view.figure(EN, trace, index, found, dark=False)
        points = [x for each in drawn.data if each.type == "scatter" for x in each.x]
        assert len(points) == found.asked
        assert sum(each.type == "bar" for each in drawn.data) == len(found.stretches)


def test_a_stale_answer_has_a_row_and_a_shape_of_its_own() -> None:
    trace = run(parse(PRESETS["cache"]))
    drawn = view.figure(EN, trace, len(trace.events) - 1, metrics_of(trace), dark=True)
    rows = {each.y[0]: (list(each.x), each.marker.symbol) for each in drawn.data if each.type == "scatter" and each.y}
    assert rows[EN("meter.behind")] == ([50], "diamond")
    assert rows[EN("meter.answered")][1] == "circle"


def test_markup_in_a_value_stays_text() -> None:
    trace = run(parse('system primary nodes=1; 10 write n1 x "<b>x</b>" by alice'))
    drawn = str(view.figure(EN, trace, len(trace.events) - 1, metrics_of(trace), dark=False).to_dict())
    assert "&lt;b&gt;" in drawn and "<b>x</b>" not in drawn


def test_a_soft_copy_that_is_gone_is_not_stale_and_one_that_is_behind_is() -> None:
    found = picture(opened(run=LINES["cache"]))
    cells = {node: [(one["values"], one["standing"]) for one in keys["page"]] for node, keys in found["cells"].items()}
    assert (["old"], "stale") in cells["n2"]
    assert cells["n4"] and not any(standing == "stale" for _, standing in cells["n4"])
    assert found["node_states"]["n2"][-1]["soft"] and not found["node_states"]["n1"][-1]["soft"]
