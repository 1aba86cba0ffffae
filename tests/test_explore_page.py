"""Break it and What would flip it: on the playground, beside a comparison, in both languages, by plain controls.

Rules of this file
* Answers under a change are worked out by hand: links take 10 ticks, a node has its own copy at once.
"""

from __future__ import annotations

from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from engine.explore import broken_by
from engine.explore.counterfactual import counterfactuals
from engine.run.simulation import run
from engine.script import parse, print_script
from lessons.words import languages, load
from pages.ui.playground.explorer import FAULTS
from tests.held import held
from tests.pages import opened
from tests.test_playground import script

STALE = "system quorum nodes=3 r=1 w=1; init x 0; 10 write n1 x 1 by alice; 15 read n2 x by bob"
FRESH = STALE.replace("15 read", "50 read")
SAFE = "system quorum nodes=2 r=2 w=2 version=logical write_back=yes; 10 write n1 x 1 by alice; 50 read n2 x by bob"


def told(text: str, op: str = "r1") -> dict[str, tuple[str, int, object]]:
    return {flip.kind: (flip.what, flip.amount, flip.value) for flip in counterfactuals(run(parse(text)), op)}


def test_what_flips_a_stale_read() -> None:
    """w1 reaches n2 at 20: five later is enough. With two answers n1's, which comes at 35, is one of them."""
    found = told(STALE)
    assert found["later"] == ("r1", 5, 1)
    assert found["r"] == ("r1", 2, 1)
    assert set(found) == {"later", "r"}


def test_what_flips_a_fresh_read() -> None:
    """w1 is at n2 from 20 on: 31 earlier is too early. Its message, late or lost, does it as well: late is told."""
    found = told(FRESH)
    assert found["earlier"] == ("r1", 31, 0)
    assert found["late"][0] == "n1>n2.1" and found["late"][2] == 0
    assert "lost" not in found and "later" not in found


def test_a_fault_that_did_not_befall() -> None:
    found = told(f"{FRESH}; 5 cut n1 | n2 n3")
    assert found["without"] == ("5 cut n1 | n2 n3", 0, 1)


def test_a_flip_is_a_run_like_any_other() -> None:
    for flip in counterfactuals(run(parse(FRESH)), "r1"):
        trace = run(parse(print_script(flip.scenario)))
        assert next(op for op in trace.operations if op.id == "r1").value == flip.value


def attacked(lang: str, text: str, **answers: Any) -> AppTest:
    """The playground with Break it open, answered and searched."""
    at = opened(lang=lang, run=text)
    at.session_state["attack"] = True
    at.run()
    for key, value in answers.items():
        (at.number_input if key in FAULTS else at.selectbox)(key=f"attack_{key}").set_value(value)
    at.button(key="attack_go").click().run()
    assert not at.exception, [each.value for each in at.exception]
    return at


@pytest.mark.parametrize("lang", languages())
def test_break_it_opens_the_smallest_stale_read_and_undo_returns(lang: str) -> None:
    words = load(lang)
    at = attacked(lang, FRESH)
    assert script(at) == [
        "system quorum nodes=3 r=1 w=1", "init x 0", "5 write n1 x 1 by alice as w1", "10 read n2 x by bob as r1",
    ]  # fmt: skip
    said = words("explore.found_steps", promise=words("check.linearizable"), steps=2, states=4)
    assert said in [each.value for each in at.info]
    assert not at.session_state["attack"]
    assert len(held(at, "desk").past) == 1


def test_break_it_says_none_where_there_is_none_and_leaves_the_run() -> None:
    at = attacked("en", SAFE)
    assert script(at) == print_script(parse(SAFE)).splitlines()
    assert any("none in all" in each.value and "120 timed schedules" in each.value for each in at.info)


def test_another_promise_and_more_faults() -> None:
    """A primary that copies later, and crashes: what it had acknowledged is on nobody's disk that is up."""
    text = "system primary nodes=2 copy=async primary=n1; 10 write n1 x 1 by alice"
    at = attacked("en", text, promise="durable", crashes=1)
    found = parse("\n".join(script(at)))
    assert broken_by(found, "durable")
    assert len(found.commands) == 2


@pytest.mark.parametrize(
    ("text", "promise"),
    [
        (STALE, "linearizable"),
        ("system causal nodes=2; 10 write n1 x 1 by alice; 12 read n2 x by bob", "sequential"),
        ("system multi_value nodes=2", "linearizable"),
    ],
)
def test_the_promise_to_begin_with(text: str, promise: str) -> None:
    """One copy where that is what is meant, broken already or not; else the strongest that this run keeps."""
    at = opened(run=text)
    at.session_state["attack"] = True
    at.run()
    assert at.selectbox(key="attack_promise").value == promise


def test_stop_lets_a_search_go() -> None:
    at = opened(run=SAFE)
    at.session_state["attack"] = True
    at.run()
    at.session_state["attack"] = False
    at.run()
    assert not at.exception and held(at, "attack_run") is None


@pytest.mark.parametrize("side", ["a", "b"])
def test_beside_a_comparison_either_side_can_be_broken(side: str) -> None:
    """A is the run's own system, B here the same but for one more node: the other side's line stays as it was."""
    at = opened(run=FRESH)
    at.switch_page("pages/compare.py")
    at.query_params["with"] = "system quorum nodes=4 r=1 w=1"
    at.query_params["run"] = FRESH
    at.run()
    at.session_state["attack"] = True
    at.session_state["attack_side"] = side
    at.run()
    at.button(key="attack_go").click().run()
    assert not at.exception, [each.value for each in at.exception]
    pair = held(at, "pair")
    assert pair.script.splitlines()[-1] == "10 read n2 x by bob as r1"
    assert pair.second == "system quorum nodes=4 r=1 w=1"
    assert pair.first == (None if side == "a" else "system quorum nodes=3 r=1 w=1")


@pytest.mark.parametrize("lang", languages())
def test_the_closer_look_offers_each_change(lang: str) -> None:
    words = load(lang)
    at = opened(lang=lang, run=STALE)
    at.session_state["panels"] = "closer"
    at.session_state["view"] = "flip"
    at.run()
    assert words("flip.later", amount=5, value="1") in [each.value for each in at.markdown]
    at.button(key="flip_later").click().run()
    assert not at.exception
    assert script(at)[-1] == "20 read n2 x by bob as r1"
