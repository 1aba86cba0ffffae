"""The flaws page: every row opens in every language, its table names what differs, and a run goes to the playground."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from engine.flaws import FLAWS
from engine.script import print_script
from lessons.words import languages, load
from pages.ui.flaws.overview import ROWS, name
from tests.held import held
from tests.pages import opened

EN = load("en")


@pytest.mark.parametrize("lang", languages())
def test_every_row_opens(lang: str) -> None:
    at, words = opened("flaws", lang, row=ROWS[0]), load(lang)
    for row, flaw in FLAWS.items():
        at.selectbox(key="flaw_row").set_value(row).run()
        assert not at.exception, (row, [each.value for each in at.exception])
        assert [each.value for each in at.title] == [name(words, row)]
        said = " ".join(each.value for each in at.markdown)
        assert words(f"flaw_rule.{flaw.code}") in said
        assert words(f"flaw_right.{flaw.code}") in said
        assert words(f"flaw_see.{flaw.code}") in said
        apart = f"flaw_apart.{flaw.code}"
        assert not words.has(apart) or words(apart) in [each.value for each in at.caption], row
        assert len(at.dataframe[0].value) >= len(flaw.evidence), row


def test_a_link_opens_its_row_and_a_wrong_one_offers_all() -> None:
    assert opened("flaws", row="b56").session_state["flaw_row"] == "B56"
    at = opened("flaws", row="<b>")
    assert [each.value for each in at.warning] == [EN("flaws.unknown")]
    assert at.title[0].value == EN("nav.flaws")


def test_next_and_previous_go_round() -> None:
    at = opened("flaws", row=ROWS[0])
    at.button(key="flaw_back").click().run()
    assert at.session_state["flaw_row"] == ROWS[-1]
    at.button(key="flaw_forward").click().run()
    assert at.session_state["flaw_row"] == ROWS[0]


def offered(at: AppTest) -> list[str]:
    """The rows of the list, in order."""
    return [row for each in at.button for row in [str(each.key).removeprefix("flaw_")] if row in FLAWS]


def test_the_worst_stand_first_and_every_flaw_has_one_subject() -> None:
    at = opened("flaws")
    cards = [each.key for each in at.button if str(each.key).startswith("worst_")]
    assert cards == [f"worst_{row}_go" for row in ("B65", "B34", "B35", "B46", "B56")]
    assert offered(at) == list(ROWS)
    assert sorted(ROWS) == sorted(FLAWS)
    at.button(key="worst_B46_go").click().run()
    assert at.session_state["flaw_row"] == "B46"
    at.button(key="flaw_all").click().run()
    assert offered(at) == list(ROWS)


def test_a_subject_and_a_search_leave_what_fits_both() -> None:
    at = opened("flaws")
    at.button_group(key="flaws_subject").set_value("majority_lock").run()
    assert offered(at) == ["B02", "B59", "B62", "B63"]
    at.text_input(key="flaws_search").set_value("FENCED  leases").run()
    assert offered(at) == ["B63"]
    at.text_input(key="flaws_search").set_value("b59").run()
    assert offered(at) == ["B59"]
    at.text_input(key="flaws_search").set_value("unicorn").run()
    assert offered(at) == [] and [each.value for each in at.info] == [EN("find.nothing")]


def test_either_run_goes_to_the_playground() -> None:
    for code, scenario in (("right", FLAWS["B56"].right()), ("wrong", FLAWS["B56"].wrong())):
        at = opened("flaws", row="B56")
        at.button(key=f"open_{code}").click().run()
        assert held(at, "desk").script == print_script(scenario)
