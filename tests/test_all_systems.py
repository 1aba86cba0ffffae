"""All systems at once: the grid's facts, what the browser gets of it, and what a press asks for."""

from __future__ import annotations

import pytest

from engine.analysis.verdicts import verdicts
from engine.catalog.scenes import PRESETS
from engine.checks import STAGE
from engine.checks.check import Lasting
from engine.checks.registry import CHECKS
from engine.script import print_script
from lessons.words import languages, load
from pages.ui.compare import all_systems, grid
from pages.ui.compare.systems import SYSTEMS
from pages.ui.session import run_cache as runs

FIRST = print_script(runs.scenario(PRESETS["first"]))


def row(script: str, name: str) -> grid.Row:
    return next(one for one in grid.rows(script) if one.name == name)


def test_every_system_has_a_row_and_the_runs_own_stands_first() -> None:
    rows = grid.rows(FIRST)
    assert rows[0].own and rows[0].name is None and rows[0].script == FIRST
    assert [one.name for one in rows[1:]] == list(SYSTEMS)


def test_a_run_under_a_listed_system_has_one_row_only() -> None:
    rows = grid.rows(row(FIRST, "quorum_majority").script)
    assert [one.name for one in rows if one.own] == ["quorum_majority"]
    assert sorted(one.name or "" for one in rows) == sorted(SYSTEMS)


def test_a_cell_says_since_when_its_promise_is_broken() -> None:
    """By hand: w1 is acknowledged at 59 and r2 returns milk at 60; a majority leaves both of n1's reads unanswered, the
    first of them issued at 10 when all was whole.
    """
    own, majority = grid.rows(FIRST)[0], row(FIRST, "quorum_majority")
    stale = own.cells["linearizable"]
    assert (stale.verdict.outcome, stale.broke, stale.verdict.operations) == ("broken", 60, ("w1", "r2"))
    assert majority.cells["linearizable"].verdict.outcome == "kept" and majority.cells["linearizable"].broke is None
    assert majority.cells["available"].verdict.outcome == "broken"


@pytest.mark.parametrize("scene", ["first", "cp", "ap", "cart", "raft"])
def test_cells_say_what_each_run_alone_is_judged_to_be(scene: str) -> None:
    for one in grid.rows(print_script(runs.scenario(PRESETS[scene]))):
        trace = runs.trace(one.script)
        outcomes = {check: {found.outcome for found in verdicts(trace, None, (check,))} for check in STAGE}
        for check, cell in one.cells.items():
            assert cell.verdict.outcome in outcomes[check], (one.name, check)
            assert ("broken" in outcomes[check]) == (cell.broke is not None), (one.name, check)
            if cell.broke is not None and isinstance(CHECKS[check].judge, Lasting):
                before = verdicts(trace, trace.at(cell.broke - 1), (check,)) if cell.broke else ()
                assert all(found.outcome != "broken" for found in before), (one.name, check)


def test_what_a_system_leaves_out_is_named() -> None:
    raft = print_script(runs.scenario(PRESETS["raft"]))
    left = row(raft, "quorum_one").left_out
    assert left and all(load("en")("all_systems.left_out", commands="x")) and row(FIRST, "raft").left_out == ()
    drawn = all_systems.drawn(load("en"), grid.rows(raft), raft)
    assert any("without: " in one["note"] and "campaign" in one["note"] for one in drawn["rows"])


def test_calls_of_services_are_not_run_under_stores() -> None:
    assert not grid.possible(runs.scenario(PRESETS["gray_failure"])) and grid.possible(runs.scenario(FIRST))


def test_what_most_systems_break_stands_first() -> None:
    """By hand: with this cut nine of sixteen are not available, seven not linearizable."""
    first = all_systems.columns(grid.rows(FIRST))
    assert first[:3] == ["available", "linearizable", "regular"] and set(first) == set(STAGE)


@pytest.mark.parametrize("lang", languages())
def test_the_browser_gets_a_mark_and_a_sentence_for_every_cell(lang: str) -> None:
    drawn = all_systems.drawn(load(lang), grid.rows(FIRST), FIRST)
    for line in drawn["rows"]:
        assert line["name"] and len(line["cells"]) == len(drawn["columns"]) == len(STAGE)
        assert all(cell["tip"] and cell["mark"] in "✓✕?–" for cell in line["cells"])
        assert all(bool(cell["at"]) == (cell["outcome"] == "broken") for cell in line["cells"])


def test_a_press_opens_a_run_at_the_tick_of_its_break_and_anything_else_is_refused() -> None:
    rows = grid.rows(FIRST)
    place = all_systems.columns(rows).index("linearizable")
    assert all_systems.chosen([0, place], rows) == (rows[0], 60)
    assert all_systems.chosen([1, -1], rows) == (rows[1], None)
    for bad in (None, "x", [], [0], [0, 99], [99, 0], [-1, 0], [True, 0], [0.5, 0], {"row": 0}, [[0], 0]):
        assert all_systems.chosen(bad, rows) is None
