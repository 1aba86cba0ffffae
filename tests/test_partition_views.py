"""Belief beside truth and logs side by side: what the views show is worked out by hand.

Rules of this file
* Rounds are at 40, 80, ...; the cut at 50 is noticed at 120, the heal at 240 at 280, and logs are exchanged by 300.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest
from streamlit.testing.v1 import AppTest

from engine.catalog.scenes import PRESETS
from engine.model import Note
from engine.protocols.partition_aware.beliefs import (
    Progress,
    Window,
    entries_ever_logged,
    last_before_recovery,
    progress_of,
    wrong_beliefs,
)
from engine.run.simulation import run
from engine.script import parse
from engine.trace import Trace
from lessons.words import languages, load
from pages.ui.protocols import partition_aware_beliefs as belief
from pages.ui.protocols import partition_aware_logs as logs
from pages.ui.views import VIEWS
from tests.held import held
from tests.pages import SECONDS, opened

TWO = """\
system partition_aware nodes=2 heartbeat=40 misses=2 minority=serve
50 cut n1
150 write n1 x 1 by alice as w1
155 write n2 x 2 by bob as w2
240 heal
stop 335
"""


def two() -> Trace:
    return run(parse(TWO))


def test_windows_tell_how_long_each_change_went_unnoticed() -> None:
    assert wrong_beliefs(two()) == (
        Window("n1", "n2", True, 50, 120), Window("n1", "n2", False, 240, 280),
        Window("n2", "n1", True, 50, 120), Window("n2", "n1", False, 240, 280),
    )  # fmt: skip


def test_a_window_may_still_be_open_and_a_glitch_leaves_one_too() -> None:
    trace = run(
        parse("system partition_aware nodes=2 heartbeat=40 misses=2\n50 cut n1>n2\n70 heal\n90 crash n2\nstop 100")
    )
    assert wrong_beliefs(trace)[:2] == (Window("n1", "n2", True, 50, 70), Window("n1", "n2", True, 90, None))
    assert [one.node for one in wrong_beliefs(trace)] == ["n1", "n1", "n2"]


@pytest.mark.parametrize(
    ("tick", "code"), [(40, "both"), (60, "too_late"), (130, "neither"), (250, "too_early"), (300, "both")]
)
def test_a_cell_is_belief_and_truth(tick: int, code: str) -> None:
    trace = two()
    assert belief.cell(trace, trace.at(tick), "n1", "n2") == code


def test_logs_as_they_were_before_they_met_and_what_became_of_them() -> None:
    trace = two()
    before, last = last_before_recovery(trace, trace.at(335)), trace.last
    assert before is not None and last_before_recovery(trace, trace.at(200)) is None
    assert [[entry.op for entry in entries_ever_logged(trace, node, before)] for node in ("n1", "n2")] == [
        ["w1"],
        ["w2"],
    ]
    first = next(index for index, state in trace.states("n1") if state.log)
    assert [len(entries_ever_logged(trace, "n1", index)) for index in (first - 1, first)] == [0, 1]
    assert [sorted(entry.op for entry in entries_ever_logged(trace, node, last)) for node in ("n1", "n2")] == [
        ["w1", "w2"]
    ] * 2
    assert progress_of(trace, "n1", trace.at(280)) == Progress("n1", "recovering", (), ("n2",), 1, 0)
    complete = next(
        index for index, event in enumerate(trace.events)
        if event.node == "n1" and any(isinstance(one, Note) and one.code == "exchanged_last" for one in event.effects)
    )  # fmt: skip
    assert progress_of(trace, "n1", complete - 1) == Progress("n1", "recovering", (), ("n2",), 2, 0)
    assert progress_of(trace, "n1", complete).done == ("n2",)
    assert progress_of(trace, "n1", last) == Progress("n1", "normal", ("n2",), (), 1, 1)


def test_the_merged_log_tells_origin_and_what_is_overruled() -> None:
    trace = two()
    at = last_before_recovery(trace, trace.at(335)) or 0
    sides = entries_ever_logged(trace, "n1", at), entries_ever_logged(trace, "n2", at)
    texts = [one.text for one in logs.figure(load("en"), trace, ("n1", "n2"), sides, dark=False).layout.annotations]
    assert texts[:4] == ["x = 1", "◀ x = 1 ⊘", "▶ x = 2", "x = 2"]


def test_only_partition_handling_has_these_views() -> None:
    other = run(parse(PRESETS["first"]))
    assert not any(VIEWS[name].applies(other) for name in ("belief", "logs"))
    assert all(VIEWS[name].applies(two()) for name in ("belief", "logs"))


def page(name: str, lang: str, script: str, tick: int) -> None:
    from engine.run.simulation import run
    from engine.script import parse
    from lessons.words import load
    from pages.ui.views import VIEWS

    trace = run(parse(script))
    VIEWS[name].show(load(lang), trace, trace.at(tick))


@pytest.mark.parametrize("lang", languages())
@pytest.mark.parametrize("name", ["belief", "logs"])
@pytest.mark.parametrize("tick", [0, 290])
def test_they_are_drawn_at_any_tick(name: str, lang: str, tick: int) -> None:
    shown: Callable[..., None] = page
    at = AppTest.from_function(shown, args=(name, lang, PRESETS["split"], tick), default_timeout=SECONDS).run()
    assert not at.exception and (at.dataframe or at.info)


def test_it_is_set_by_plain_controls() -> None:
    at = opened(run="system partition_aware nodes=2 heartbeat=40; 50 cut n1; stop 300")
    at.session_state["system"] = True
    at.run()
    at.number_input(key="set_misses").set_value(2).run()
    assert not at.exception and not at.error
    assert held(at, "desk").script.splitlines()[0] == "system partition_aware nodes=2 heartbeat=40 misses=2"
