"""A picture that would say too much is not drawn: a sentence names the limit, and the last good picture stays."""

from __future__ import annotations

import pytest

from engine.run.simulation import run
from engine.script import parse
from lessons.words import languages, load
from pages.ui.session.error_text import told
from pages.ui.stage.picture import paint, verdicts
from pages.ui.stage.picture.budget import TEXT_MAX, TooMuchToPaint
from tests.bounded import bounded
from tests.held import held
from tests.pages import opened
from tests.test_playground import picture

SIBLINGS = "; ".join(
    ["system multi_value nodes=9", *(f"{10 + 5 * nth} write n{nth % 9 + 1} x value{nth}" for nth in range(480))]
)
"""Blind writes: nobody resolves them, so each node shows ever more values side by side."""
GOOD = "system quorum nodes=3; 10 write n1 x 1 by alice"


def test_siblings_that_nobody_resolves_are_given_up_before_any_promise_is_judged(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(verdicts, "spans", lambda *_: pytest.fail("a promise was judged"))
    trace = run(parse(SIBLINGS))
    with bounded(), pytest.raises(TooMuchToPaint) as found:
        paint(trace, load("en"))
    assert found.value.reason.values == {"limit": TEXT_MAX}
    assert all(f"{TEXT_MAX}" in told(load(lang), found.value).replace(",", "") for lang in languages())


def test_a_link_past_the_budget_is_refused_with_its_name_and_the_first_scene_stands_there() -> None:
    at = opened(run=SIBLINGS)
    assert [f"{TEXT_MAX}" in each.value for each in at.error] == [True]
    assert picture(at)["title"] == load("en")("scene.first")


def test_the_last_good_picture_stays() -> None:
    at = opened(run=GOOD)
    before = picture(at)
    at.query_params["run"] = SIBLINGS
    at.run()
    assert not at.exception and len(at.error) == 1
    assert picture(at)["operations"] == before["operations"]
    assert held(at, "desk").script.splitlines()[1:] == ["10 write n1 x 1 by alice"]


@pytest.mark.parametrize("page", ["compare", "museum", "resilience", "inspect", "clocks"])
def test_no_page_breaks_on_such_a_link(page: str) -> None:
    at = opened(page, run=SIBLINGS)
    assert not at.exception
