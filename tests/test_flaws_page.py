"""The flaws page: every row opens in every language, its table names what differs, and a run goes to the playground."""

from __future__ import annotations

import pytest

from engine.flaws import FLAWS
from engine.script import print_script
from lessons.words import languages, load
from tests.held import held
from tests.pages import opened


@pytest.mark.parametrize("lang", languages())
def test_every_row_opens(lang: str) -> None:
    at, words = opened("flaws", lang), load(lang)
    for row, flaw in FLAWS.items():
        at.selectbox(key="flaw_row").set_value(row).run()
        assert not at.exception, (row, [each.value for each in at.exception])
        said = " ".join(each.value for each in at.markdown)
        assert words(f"flaw_rule.{flaw.code}") in said
        assert words(f"flaw_right.{flaw.code}") in said
        assert len(at.dataframe[0].value) >= len(flaw.evidence), row


def test_a_link_opens_its_row_and_a_wrong_one_the_first() -> None:
    assert opened("flaws", row="b56").session_state["flaw_row"] == "B56"
    assert opened("flaws", row="<b>").session_state["flaw_row"] == next(iter(FLAWS))


def test_next_and_previous_go_round() -> None:
    at = opened("flaws", row=sorted(FLAWS)[0])
    at.button(key="flaw_back").click().run()
    assert at.session_state["flaw_row"] == sorted(FLAWS)[-1]
    at.button(key="flaw_forward").click().run()
    assert at.session_state["flaw_row"] == sorted(FLAWS)[0]


def test_either_run_goes_to_the_playground() -> None:
    for code, scenario in (("right", FLAWS["B56"].right()), ("wrong", FLAWS["B56"].wrong())):
        at = opened("flaws", row="B56")
        at.button(key=f"open_{code}").click().run()
        assert held(at, "desk").script == print_script(scenario)
