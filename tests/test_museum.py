"""The museum: every exhibit's run shows what its entry claims, every link restores its run, every word is there.

Rules of this file
* TELLING holds what makes each run infamous, worked out by hand from its script (see the comments).
"""

from __future__ import annotations

from typing import Any
from xml.etree import ElementTree as ET

import pytest
from streamlit.testing.v1 import AppTest

from engine.analysis.verdicts import verdicts
from engine.catalog.museum import EXHIBITS, row, script
from engine.catalog.scenes import PRESETS
from engine.flaws import FLAWS, facts
from engine.run.simulation import run
from engine.script import parse, print_script
from engine.trace import Trace
from lessons.words import languages, load
from pages.ui.stage import thumbnail as still
from pages.ui.stage.picture import paint
from tests.held import held
from tests.pages import opened

REQUIRED = ("B08", "B34", "B46", "B56", "B63", "B64", "B65", "B72")
"""Rows of the audit that the museum must show."""

EN = load("en")
SVG = "{http://www.w3.org/2000/svg}"
SECTIONS = ("exhibit", "exhibit_what", "exhibit_famous", "exhibit_cure")

TELLING: dict[str, dict[str, Any]] = {
    # r1 asks n2 and, through the open link, n1, which has 1; r2 asks n3 and n2, to which w1 was never delivered
    "inversion": {"op.w1": ("unknown",), "op.r1": ("ok", 1), "op.r2": ("ok", 0), "verdict.linearizable": "broken"},
    # both writes pass a context that covers milk only, so neither covers the other
    "two_carts": {"op.a2": ("ok", ("milk and bread", "milk and eggs")), "op.r3": ("ok", ("milk, eggs and bread",))},
    # {milk} and {bread, eggs, milk} together
    "resurfaced": {"op.w1": ("ok",), "op.r1": ("ok", ("bread, eggs, milk",)), "op.r2": ("ok", ("bread, eggs, milk",))},
    # the one vector of n1 is {1} to {4}; Rita comes with {1}, Michelle with {2}: each joins what is there
    "explosion": {
        "op.x1": ("ok", ("Bob", "Sue")),
        "op.r1": ("ok", ("Bob", "Michelle", "Rita", "Sue")),
        "verdict.durable": "kept",
    },
    # the new leader's write is done at 80, the old one answers alone at 100
    "deposed": {"op.r2": ("ok", "bob"), "op.r3": ("ok", "alice"), "verdict.linearizable": "broken"},
    # n3 has been told at 40, n2 will be at 90
    "behind": {"op.r1": ("ok", 12), "op.r2": ("ok", 10), "verdict.monotonic_reads": "broken", "lost": ()},
    # n2 never got the copy of w2, and is what n1 takes over at 160
    "failover": {"op.w2": ("ok",), "op.r4": ("ok", "hello"), "lost": ("w2",), "store.n1.post": ("hello",)},
    # n1 is alone in the set since 140, promoted without 7 is n2 at 190, and n1 has n2's data at 300
    "unclean": {"op.w2": ("ok",), "op.r1": ("ok", 8), "lost": ("w2",), "store.n1.stock": (8,), "note.unclean": 1},
    # 20 + 100 > 40
    "skew": {"op.r1": ("ok", ("milk",)), "lost": ("w2",), "verdict.durable": "broken"},
    # purged at n1 and n2 while n3 has the photo; the second delete is purged everywhere first
    "undead": {"op.r1": ("ok", "beach"), "op.r2": ("ok", None)},
    # w2 is with n4 and n5 only until 150
    "sloppy": {"op.r1": ("ok", "milk"), "op.r2": ("ok", "eggs"), "verdict.read_your_writes": "broken", "lost": ()},
    "bridge": {"op.w3": ("unknown",), "op.w4": ("refused",), "op.w5": ("refused",), "note.elected": 2},
    # c4 is begun at 70, while n1 is slow, and done at 120; c8 and all after it come when n1 is well (test_capacity.py)
    "metastable": {f"op.c{call}": ("ok",) if call < 4 else ("unknown",) for call in range(1, 31)},
    # alice has token 1 from n1 and n2, bob token 2 from n2 and n3; her commit is at n4 at 150, 40 after his
    "redlock": {
        "op.c1": ("ok",),
        "op.c2": ("ok",),
        "op.r1": ("ok", "alice"),
        "lost": ("c2",),
        "store.n4.seat": ("alice",),
    },
    # token 1 is stored after token 2
    "fenceless": {"op.r1": ("ok", "v2"), "op.r2": ("ok", "v1"), "lost": ("w2",), "verdict.monotonic_reads": "broken"},
    # all five say that they can form a quorum, and none that it is read-only; the write is counted anew
    "old_view": {"note.can_form": 5, "note.cannot_form_read_only": None, "role.n1": None, "op.w1": ("refused",)},
    # each has its own write first and the other's on top
    "on_top": {"store.n1.x": (2,), "store.n2.x": (1,), "verdict.converged": "broken"},
    "first_quorum": {"op.w1": ("unknown",), "op.r1": ("unknown",), "verdict.available": "broken"},
    "sparse_compare": {"op.c1": ("ok", ("one", "two")), "op.r1": ("ok", ("one", "three", "two"))},
    "keeps_oldest": {"op.r1": ("ok", ("one",)), "lost": ("w2", "w3"), "store.n3.post": ("one",)},
}


def ran(name: str) -> Trace:
    return run(parse(script(name)))


@pytest.mark.parametrize("name", EXHIBITS)
def test_a_run_shows_what_its_entry_claims(name: str) -> None:
    exhibit, trace = EXHIBITS[name], ran(name)
    found = facts(trace)
    assert {fact: found.get(fact) for fact in TELLING[name]} == TELLING[name]
    assert {fact: found.get(fact) for fact, _ in exhibit.shows} == dict(exhibit.shows)
    broken = [one.operations for one in verdicts(trace) if one.check == exhibit.promise and one.outcome == "broken"]
    assert exhibit.proof in broken


@pytest.mark.parametrize("name", EXHIBITS)
def test_the_promise_is_broken_by_the_moment_at_which_one_looks(name: str) -> None:
    exhibit, trace = EXHIBITS[name], ran(name)
    assert 0 < exhibit.at <= trace.end
    line = next(one for one in paint(trace, load("en"))["verdicts"] if one["check"] == exhibit.promise)
    first = next(span["from"] for span in line["spans"] if span["outcome"] == "broken")
    assert first <= exhibit.at or name == "bridge"


def test_the_bridge_has_two_leaders_at_its_moment() -> None:
    trace = ran("bridge")
    seen = {node: trace.state(node, trace.at(EXHIBITS["bridge"].at)) for node in trace.scenario.names}
    assert {node: state.term for node, state in seen.items() if state.role == "leader"} == {"n1": 1, "n4": 2}


def test_the_right_rule_keeps_what_the_brief_breaks() -> None:
    for name, exhibit in EXHIBITS.items():
        if found := row(exhibit):
            right = facts(run(FLAWS[found].right()))
            assert any(right.get(fact) != value for fact, value in exhibit.shows), name


def test_the_runs_are_those_of_the_registries() -> None:
    assert {row(exhibit) for exhibit in EXHIBITS.values()} >= set(REQUIRED)
    for name, exhibit in EXHIBITS.items():
        assert print_script(parse(script(name))) == script(name)
        assert row(exhibit) or exhibit.run in PRESETS or exhibit.run == script(name)


@pytest.mark.parametrize("lang", languages())
def test_every_exhibit_has_its_words_and_no_other(lang: str) -> None:
    words = load(lang)
    assert all(list(words.section(section)) == list(EXHIBITS) for section in SECTIONS)


def test_every_exhibit_has_a_source() -> None:
    for exhibit in EXHIBITS.values():
        assert all(one.author and one.title and 1970 < one.year < 2030 for one in exhibit.sources)
        assert exhibit.sources


# -- the still picture -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", EXHIBITS)
def test_a_still_is_well_formed_and_stays_inside(name: str) -> None:
    picture, exhibit = paint(ran(name), load("en")), EXHIBITS[name]
    root = ET.fromstring(still.svg(still.Still(picture, exhibit.at, exhibit.proof, {}), "<a> & 'b' \"c\""))
    width, height = (float(part) for part in root.attrib["viewBox"].split()[2:])
    assert root.attrib["aria-label"] == "<a> & 'b' \"c\""
    rings = list(root.iter(f"{SVG}circle"))
    assert len(rings) == len(exhibit.proof)
    assert all(0 <= float(ring.attrib["cx"]) <= width and 0 <= float(ring.attrib["cy"]) <= height for ring in rings)
    for line in root.iter(f"{SVG}line"):
        assert all(0 <= float(line.attrib[x]) <= width for x in ("x1", "x2"))


def test_a_still_escapes_what_was_written() -> None:
    trace = run(parse('system quorum nodes=3\n10 write n1 x "<b>&" by alice as w1'))
    text = still.svg(still.Still(paint(trace, load("en")), 10, ("w1",), {"w1": "<b>&"}), "t")
    assert "<b>" not in text
    assert "<b>&" in [node.text for node in ET.fromstring(text).iter(f"{SVG}text")]


# -- the page ----------------------------------------------------------------------------------------------------


def museum(lang: str = "en", exhibit: str | None = None) -> AppTest:
    """The museum behind a link."""
    return opened("museum", lang, **({} if exhibit is None else {"exhibit": exhibit}))


def offered(at: AppTest) -> list[str]:
    """The exhibits on the wall, in order."""
    return [str(one.key).removeprefix("see_") for one in at.button if str(one.key).startswith("see_")]


@pytest.mark.parametrize("name", EXHIBITS)
def test_a_link_shows_its_exhibit_and_restores_its_run(name: str) -> None:
    at = museum("en", name)
    assert at.title[0].value == EN(f"exhibit.{name}")
    assert not offered(at)
    at.button(key="museum_open").click().run()
    assert held(at, "desk").script == script(name)
    assert held(at, "start")["t"] == EXHIBITS[name].at


@pytest.mark.parametrize("lang", languages())
def test_the_wall_shows_every_exhibit(lang: str) -> None:
    at, words = museum(lang), load(lang)
    said = [each.value for each in at.markdown]
    for name, exhibit in EXHIBITS.items():
        assert words(f"exhibit_what.{name}") in said, name
        verdict = words("museum.broken", check=words(f"check.{exhibit.promise}"), outcome=words("outcome.broken"))
        assert any(one.startswith(f":red[**{verdict}**]") for one in said)
    assert [each.value for each in at.header] == [words(f"exhibit.{name}") for name in EXHIBITS]
    at.button(key="see_fenceless").click().run()
    assert at.title[0].value == words("exhibit.fenceless")


def test_what_is_searched_and_chosen_is_what_stands_on_the_wall() -> None:
    at = museum()
    assert offered(at) == list(EXHIBITS)
    at.button_group(key="museum_subject").set_value("available").run()
    assert offered(at) == ["bridge", "metastable", "old_view", "first_quorum"]
    at.text_input(key="museum_search").set_value("Cloudflare switch").run()
    assert offered(at) == ["bridge"]
    at.text_input(key="museum_search").set_value("kleppmann").run()
    assert offered(at) == [] and [each.value for each in at.info] == [EN("find.nothing")]
    at.button_group(key="museum_subject").set_value(None).run()
    assert offered(at) == ["sloppy", "redlock", "fenceless"]


def test_a_link_to_nothing_shows_the_wall_and_says_so() -> None:
    at = museum("en", "<b>")
    assert [each.value for each in at.warning] == [EN("museum.unknown")]
    assert offered(at) == list(EXHIBITS)


def test_one_walks_from_exhibit_to_exhibit_and_back_to_the_wall() -> None:
    names = list(EXHIBITS)
    at = museum("en", names[0])
    at.button(key="museum_back").click().run()
    assert at.title[0].value == EN(f"exhibit.{names[-1]}")
    at.button(key="museum_forward").click().run()
    assert at.title[0].value == EN(f"exhibit.{names[0]}")
    at.button(key="museum_wall").click().run()
    assert offered(at) == names and not at.warning
