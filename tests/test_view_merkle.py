"""The closer look at Merkle trees: what is drawn and counted is what the engine found."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from engine.catalog.scenes import PRESETS
from engine.run.simulation import run
from engine.script import parse
from lessons.words import languages, load
from pages.ui.protocols import quorum_comparisons as merkle
from tests.pages import opened


def looked(lang: str, text: str) -> AppTest:
    """The playground with this run and its closer look open."""
    at = opened(lang=lang, run=text.replace("\n", "; "))
    at.session_state["panels"] = "closer"
    at.session_state["view"] = "merkle"
    return at.run()


@pytest.mark.parametrize("lang", languages())
def test_the_last_comparison_is_shown_and_an_earlier_one_can_be_chosen(lang: str) -> None:
    words, at = load(lang), looked(lang, PRESETS["merkle"])
    assert not at.exception
    pick = next(box for box in at.selectbox if box.label == words("merkle.pick"))
    assert pick.options == [
        words("merkle.round", tick=200, one="n1", other="n2"),
        words("merkle.round", tick=80, one="n1", other="n3"),
        words("merkle.now"),
    ]
    assert words("merkle.differ", count=1, leaves=8, keys=1, all=10) in [one.value for one in at.markdown]
    pick.select_index(1).run()
    assert words("merkle.differ", count=2, leaves=8, keys=3, all=10) in [one.value for one in at.markdown]
    costs = next(table.value for table in at.dataframe if words("merkle.way") in table.value.columns)
    assert costs.values.tolist() == [
        [words("merkle.by_all"), 0, 10, 11],
        [words("merkle.this_run", way=words("merkle.by_merkle")), 7, 3, 2],
    ]


def test_any_two_nodes_can_be_compared_and_equal_ones_say_so() -> None:
    words, at = load("en"), looked("en", PRESETS["merkle"])
    next(box for box in at.selectbox if box.label == words("merkle.pick")).select_index(2).run()
    at.selectbox(key="merkle_other").select("n3").run()
    assert words("merkle.same", one="n1", other="n3") in [one.value for one in at.markdown]


def test_a_store_without_keys_says_what_to_do() -> None:
    at = looked("en", "system quorum compare=merkle; 10 read n1 x")
    assert load("en")("merkle.empty") in [one.value for one in at.info]


def test_the_way_to_a_difference_has_a_mark_and_a_shape() -> None:
    trace = run(parse(PRESETS["merkle"]))
    pair = merkle._pair(trace, "n1", "n3", trace.at(79))
    drawn = [one for one in merkle.figure(load("en"), pair, dark=False).data if one.mode == "markers+text"]
    marked = [one for one in drawn if "✱" in one.text[0]]
    assert len(drawn) == 30
    assert len(marked) == 2 * 5  # the root, its left child, the right one of that, both leaves below; in either tree
    assert {one.marker.symbol for one in marked} == {"square"}
    assert {one.marker.symbol for one in drawn if one not in marked} == {"circle"}


@pytest.mark.parametrize(
    ("text", "applies"),
    [
        ("system quorum compare=merkle", True),
        ("system quorum; 10 sync n1 n2", True),
        ("system quorum; 10 write n1 x 1", False),
        ("system quorum nodes=1 compare=merkle", False),
        ("system multi_value; 10 sync n1 n2", False),
    ],
)
def test_where_it_applies(text: str, applies: bool) -> None:
    assert merkle.applies(run(parse(text))) is applies
