"""The version order of a key: what replaced what, what became of each version, in runs worked out by hand."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from engine.catalog.scenes import PRESETS
from engine.flaws import FLAWS
from engine.protocols.multi_value.version_graph import edges, parts, versions
from engine.run.simulation import run
from engine.script import parse
from engine.trace import Trace
from lessons.words import languages, load
from pages.ui.protocols import multi_value_versions as view
from pages.ui.stage.picture.phrases import Phrases
from tests.held import held
from tests.pages import opened

CHAIN = """\
init x old
10 write n1 x a as a
30 read n2 x as r
40 write n2 x b as b with r
60 write n1 x c as c
100 read n1 x as q
110 write n1 x d as d with q
"""


def played(script: str, **chosen: str) -> Trace:
    line = " ".join(f"{name}={value}" for name, value in chosen.items())
    return run(parse(f"system multi_value nodes=2 {line}\n{script}"))


def fates(trace: Trace, key: str, tick: int) -> dict[str, str]:
    return {one.op: one.fate for one in versions(trace, key, trace.at(tick))}


def drawn(trace: Trace, key: str, tick: int) -> set[tuple[str, str]]:
    made = versions(trace, key, trace.at(tick))
    return {(made[a].op, made[b].op) for a, b in edges(trace, made)}


def test_dotted_versions_stand_as_their_contexts_say() -> None:
    trace = played(CHAIN)
    assert fates(trace, "x", 5) == {"": "survives"}
    assert fates(trace, "x", 90) == {"": "replaced", "a": "replaced", "b": "survives", "c": "survives"}
    assert drawn(trace, "x", 90) == {("", "a"), ("a", "b"), ("", "c")}
    assert fates(trace, "x", 200) == {
        "": "replaced",
        "a": "replaced",
        "b": "replaced",
        "c": "replaced",
        "d": "survives",
    }
    assert drawn(trace, "x", 200) == {("", "a"), ("a", "b"), ("", "c"), ("b", "d"), ("c", "d")}


def test_plain_vectors_draw_an_order_that_nobody_saw() -> None:
    """c is blind, but n1 gave a before it: its vector is above that of a."""
    lines = "10 write n1 x a as a\n20 write n1 x c as c"
    trace = played(lines, versions="vv")
    assert drawn(trace, "x", 90) == {("a", "c")}
    assert fates(trace, "x", 90) == {"a": "lost", "c": "survives"}
    assert drawn(played(lines), "x", 90) == set()


def test_what_lww_hides_is_there_and_yet_lost() -> None:
    lines = "10 write n1 x a as a\n10 write n2 x b as b\n40 read n1 x as r\n50 write n1 x c as c with r"
    trace = played(lines, resolver="lww")
    assert fates(trace, "x", 45) == {"a": "hidden", "b": "survives"}
    assert fates(trace, "x", 90) == {"a": "lost", "b": "replaced", "c": "survives"}


def test_an_answer_that_was_merged_is_a_version_too() -> None:
    trace = played("10 write n1 x a as a\n10 write n2 x b as b\n40 read n1 x as r", resolver="merge")
    assert fates(trace, "x", 90) == {"a": "replaced", "b": "replaced", "r": "survives"}
    assert drawn(trace, "x", 90) == {("a", "r"), ("b", "r")}


def test_a_register_type_is_drawn_by_what_its_node_had_seen() -> None:
    lines = "10 write n1 x a as a\n10 write n2 x b as b\n40 write n1 x c as c"
    assert fates(played(lines, resolver="crdt", crdt="mv_register"), "x", 90) == {
        "a": "replaced", "b": "replaced", "c": "survives",
    }  # fmt: skip
    assert fates(played(lines, resolver="crdt", crdt="lww_register"), "x", 90) == {
        "a": "lost", "b": "replaced", "c": "survives",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("crdt", "found"),
    [
        ("g_counter", (("counted", "n1", 1), ("counted", "n2", 2))),
        ("pn_counter", (("up", "n1", 1), ("up", "n2", 2))),
        ("g_set", (("element", "", 1), ("element", "", 2))),
        ("or_set", (("element", "n1 1", 1), ("element", "n2 1", 2))),
    ],
)
def test_counters_and_sets_are_taken_apart(crdt: str, found: tuple[tuple[str, str, int], ...]) -> None:
    trace = played("10 write n1 x 1\n10 write n2 x 2", resolver="crdt", crdt=crdt)
    assert parts(trace, "n1", "x", trace.at(50)) == found
    assert parts(trace, "n1", "y", trace.at(50)) == ()


@pytest.mark.parametrize("row", ["B14", "B64", "B65", "B66", "B67", "B68", "B69", "B74"])
def test_flawed_runs_can_be_drawn(row: str) -> None:
    trace = run(FLAWS[row].wrong())
    key = trace.operations[0].key
    made = versions(trace, key, len(trace.events) - 1)
    assert all(a != b for a, b in edges(trace, made))


@pytest.mark.parametrize("lang", languages())
def test_the_table_of_a_counter(lang: str) -> None:
    trace = run(parse(PRESETS["likes"]))
    words = load(lang)
    table = view.states(trace, "likes", trace.at(90), Phrases(words, trace.scenario.system))
    assert list(table[words("versions.value")]) == ["4", "4", "3"]
    assert list(table[words("versions.counted", node="n3")]) == ["–", "–", "1"]


def _seen(preset: str, lang: str) -> AppTest:
    at = opened(lang=lang, run=PRESETS[preset])
    at.session_state["view"] = "versions"
    at.session_state["panels"] = "closer"
    return at.run()


@pytest.mark.parametrize("preset", ["ap", "cart_set"])
def test_the_view_shows_without_an_error(preset: str) -> None:
    at = _seen(preset, "en")
    assert not at.exception
    if preset == "ap":
        assert {"versions_one", "versions_other"} <= {box.key for box in at.selectbox}


def test_another_way_to_resolve_leaves_out_what_it_has_no_use_for() -> None:
    """From a set to siblings: the type and the delete of one element go, the rest stays."""
    at = opened(run=PRESETS["cart_set"])
    at.session_state["system"] = True
    at.run()
    at.segmented_control(key="set_resolver").set_value("siblings").run()
    lines = held(at, "desk").script.splitlines()
    assert not at.exception
    assert lines[0] == "system multi_value nodes=3 resolver=siblings"
    assert not any(" delete " in line for line in lines)
