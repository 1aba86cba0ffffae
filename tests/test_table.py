"""The scenario table: every judgement as worked out by hand, and the page that shows them."""

from __future__ import annotations

import re

import pytest

from engine.catalog.cap_table import TABLE, Asked, Judged, fits, judge, sign
from engine.catalog.scenes import PRESETS, TOPICS
from engine.checks.available import available
from engine.model import Cut
from engine.run.simulation import run
from engine.script import parse
from lessons.words import languages, load
from pages.ui.table.page import at as opens_at
from tests.held import held
from tests.pages import opened

OPERATIONS = {(row.code, one.code): (row, one) for row in TABLE for one in row.operations}

# By hand, from the scripts: label, how many of the requests got an answer, and facts beyond that.
EXPECTED: dict[tuple[str, str], tuple[str, tuple[int, int], dict[str, object]]] = {
    # the old leader n1 has no majority, the new one n3 has
    ("bank", "ledger"): ("CP", (1, 2), {"lowest": 100, "lost": ()}),
    ("bank", "balance"): ("CP", (1, 2), {"behind": 0}),
    # 100 - 80 - 70; at worst both machines pay out 100
    ("bank", "stand_in"): ("AP", (2, 3), {"lowest": -50, "floor": -100, "lost": ()}),
    ("bank", "deposit"): ("AP", (2, 2), {"lowest": 100, "lost": ()}),
    # alice posts at 20 and reads 'hello' at 25 from n2; carol at 70 lacks what bob posted at 40
    ("social", "feed"): ("AP", (6, 6), {"own": "broken", "behind": 30}),
    ("social", "own_post"): ("AP", (4, 4), {"own": "kept"}),
    # r1 at 80 lacks carol's like of 54; r2 at 82 lacks alice's of 50
    ("social", "likes"): ("AP", (5, 5), {"lost": (), "behind": 32}),
    ("social", "password"): ("CP", (2, 4), {"own": "kept"}),
    # written at 50, read from the old copies at 75 and, past its time, at 120
    ("cdn", "cached"): ("AP", (4, 4), {"behind": 70, "bound": None}),
    ("cdn", "fresh"): ("neither", (3, 4), {"behind": 25, "bound": 70}),
    ("cdn", "publish"): ("CP", (2, 3), {"behind": 0}),
    ("config", "etcd_write"): ("CP", (1, 2), {}),
    ("config", "etcd_read"): ("CP", (1, 2), {}),
    # acknowledged at 40, read from n1 at 60
    ("config", "etcd_serializable"): ("AP", (2, 2), {"behind": 20}),
    # acknowledged at 55, read from n1 at 57, refused at 150
    ("config", "zookeeper_read"): ("neither", (2, 3), {"behind": 2}),
    # last answer of n1 at 80, first of n2 at 170
    ("cache", "cluster_write"): ("neither", (3, 5), {"lost": ("w2", "w3"), "rto": 90}),
    # n2 at 160 lacks what was acknowledged at 60
    ("cache", "cluster_read"): ("neither", (2, 3), {"behind": 100}),
    ("database", "one_node"): ("none", (3, 4), {"cut": None}),
    ("database", "sync"): ("CP", (1, 3), {"lost": ()}),
    # acknowledged at 20, read from n3 at 55
    ("database", "replica_read"): ("AP", (2, 2), {"behind": 35}),
    # last answer of n1 at 50, first of n2 at 160
    ("database", "async_write"): ("neither", (3, 4), {"lost": ("w2",), "rto": 110}),
}

# Of how many operations the brief's cell says what was computed.
FITS = {"bank": 2, "social": 3, "cdn": 1, "config": 1, "cache": 0, "database": 1}


def judged(one: Asked) -> Judged:
    return judge(run(parse(PRESETS[one.scene])), one.asked)


def test_the_rows_are_the_briefs() -> None:
    found = [(row.line, row.cell, row.products) for row in TABLE]
    assert found == [
        (727, "CP", ("银行核心系统",)),
        (728, "AP", ("Facebook", "Twitter")),
        (729, "AP", ("CDN系统",)),
        (730, "AP", ("ZooKeeper", "etcd")),
        (731, "AP", ("Redis Cluster",)),
        (732, "CP/CA", ("PostgreSQL", "MySQL")),
    ]
    assert list(OPERATIONS) == list(EXPECTED)


@pytest.mark.parametrize("name", EXPECTED, ids="-".join)
def test_an_operation_is_judged_as_by_hand(name: tuple[str, str]) -> None:
    label, served, facts = EXPECTED[name]
    found = judged(OPERATIONS[name][1])
    assert found.label == label
    assert found.served == served
    assert {fact: getattr(found, fact) for fact in facts} == facts


@pytest.mark.parametrize("name", EXPECTED, ids="-".join)
def test_what_is_judged_was_asked_while_cut_and_on_both_sides(name: tuple[str, str]) -> None:
    _, one = OPERATIONS[name]
    scenario, found = parse(PRESETS[one.scene]), judged(one)
    cut = next((command for command in scenario.commands if isinstance(command, Cut)), None)
    assert found.cut == (cut and cut.tick)
    if cut is None:
        assert found.single
        return
    heal = min(command.tick for command in scenario.commands if type(command).__name__ == "Heal")
    assert all(cut.tick <= op.issued < heal for op in found.answers)
    sides = [set(group) for group in getattr(cut.where, "groups", ())]
    assert all(any(op.node in side for op in found.answers) for side in sides)
    assert len(sides) == 2


def test_a_source_has_a_year_or_says_when_it_was_read() -> None:
    works = {work.text: work.read for _, one in OPERATIONS.values() for work in one.sources}
    undated = {text for text, read in works.items() if not re.fullmatch(r"20\d\d-\d\d", read)}
    assert {text for text in undated if not re.search(r"\b(19|20)\d\d\b", text)} == set()
    assert len(undated) < len(works)


def test_the_briefs_labels_fit_few_operations() -> None:
    assert {row.code: sum(fits(row, judged(one)) for one in row.operations) for row in TABLE} == FITS


def test_a_copy_that_expires_is_never_behind_by_more_than_its_bound() -> None:
    found = judged(OPERATIONS["cdn", "fresh"][1])
    assert found.bound is not None and found.behind <= found.bound
    shorter = PRESETS["table_ttl"].replace("ttl=60", "ttl=40")
    assert judge(run(parse(shorter)), ("r3", "r4")).bound == 50


@pytest.mark.parametrize(
    ("system", "bound", "floor"),
    [
        ("primary copy=cache ttl=60", 67, None),
        ("primary copy=cache ttl=0", None, None),
        ("primary copy=cache ttl=60 stale_if_error=yes", None, None),
        ("primary copy=async", None, None),
        ("quorum", None, None),
        ("multi_value resolver=crdt crdt=pn_counter limit=0", None, -10),
        ("multi_value resolver=crdt crdt=pn_counter limit=5", None, -20),
        ("multi_value resolver=crdt crdt=pn_counter", None, None),
        ("multi_value resolver=crdt crdt=g_counter", None, None),
    ],
)
def test_how_old_a_copy_and_how_low_a_counter_can_be(system: str, bound: int | None, floor: int | None) -> None:
    """A cached copy lives for 60 after a way of at most 7. Two nodes may each pay out all of 10, and 5 more."""
    trace = run(parse(f"init x 10\nsystem {system} nodes=2\nlatency 3..7\n20 read n1 x\nstop 60"))
    found = judge(trace, ("r1",))
    assert (found.bound, found.floor, found.lowest) == (bound, floor, 10)


def test_a_counter_is_behind_where_one_answer_lacks_an_update() -> None:
    """r1 was answered before w1, r2 by n2, which has not got it, r3 by n1; without r2 nobody can tell."""
    script = "init x 0\nsystem multi_value nodes=2 resolver=crdt crdt=pn_counter"
    asked = "2 read n1 x\n5 cut n1 | n2\n10 write n1 x 1"
    for more, consistent, label in (("\n20 read n2 x", "broken", "AP"), ("", "cant_tell", "?")):
        trace = run(parse(f"{script}\n{asked}{more}\n30 read n1 x"))
        found = judge(trace, ("r1",))
        assert (found.consistent, found.label) == (consistent, label)


def test_without_a_cut_the_same_operations_are_available() -> None:
    for script, ids in (("table_etcd", ("w1", "r1")), ("table_cluster", ("w2", "w3", "r1"))):
        text = "\n".join(
            line
            for line in PRESETS[script].splitlines()
            if not any(word in line for word in ("cut", "heal", "campaign", "promote", "rejoin", "n3 feature"))
        )
        found = judge(run(parse(text)), ids)
        assert (found.available, found.lost, found.cut) == ("kept", (), None), script


def test_every_scene_of_the_table_is_used() -> None:
    assert set(TOPICS["table"]) <= {one.scene for _, one in OPERATIONS.values()}


def test_single_requests_are_judged_alone() -> None:
    trace = run(parse(PRESETS["table_etcd"]))
    assert judge(trace, ("w2",)).label == "CA"
    assert judge(trace, ("w1",)).label == "CP"
    assert available(trace.operations).outcome == "broken"


def test_a_refusal_that_breaks_nothing_is_told_apart() -> None:
    signs = {
        name: [sign(op) for op in judged(OPERATIONS[name][1]).answers]
        for name in (("bank", "stand_in"), ("database", "one_node"), ("bank", "ledger"))
    }
    assert signs == {
        ("bank", "stand_in"): ["answered", "answered", "excused"],
        ("database", "one_node"): ["answered", "answered", "excused", "answered"],
        ("bank", "ledger"): ["not", "answered"],
    }


# -- the page ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("lang", languages())
def test_the_page_shows_every_row_and_operation(lang: str) -> None:
    at, words = opened("table", lang), load(lang)
    said = "\n".join(each.value for each in (*at.markdown, *at.header, *at.caption))
    for (row, code), (label, _, _) in EXPECTED.items():
        assert words(f"table_subject.{row}") in said and words(f"table_right.{row}") in said
        assert words(f"table_op.{code}") in said and words(f"table_help.{code}") in said
        assert at.button(key=f"table_open_{row}_{code}").label == words("table.open")
        computed = at.table[0].value.to_string()
        assert words(f"table_label.{label}") in computed
    assert said.count(words("table.a_broken")) == sum(label in ("CP", "neither") for label, _, _ in EXPECTED.values())
    assert said.count(words("table.c_broken")) == sum(label in ("AP", "neither") for label, _, _ in EXPECTED.values())


def test_names_of_the_chapter_that_are_chinese_are_translated() -> None:
    for row in TABLE:
        for lang in languages():
            said = load(lang)(f"table_products.{row.code}", names=" · ".join(row.products))
            foreign = any(ord(letter) > 0x2E80 for letter in said)
            assert not foreign or lang == "zh" or re.search(r"\([a-z ]+\)$", said), (row.code, lang)


def test_a_kind_of_system_and_a_search_leave_what_fits_both() -> None:
    def offered() -> list[str]:
        keys = [str(one.key) for one in at.button]
        return [key.removeprefix("table_open_") for key in keys if key.startswith("table_open_")]

    at = opened("table")
    assert offered() == [f"{row}_{code}" for row, code in EXPECTED]
    at.button_group(key="table_subject").set_value("config").run()
    assert offered() == [f"{row}_{code}" for row, code in EXPECTED if row == "config"]
    at.text_input(key="table_search").set_value("zookeeper read").run()
    assert "config_zookeeper_read" in offered()
    at.text_input(key="table_search").set_value("deposit").run()
    assert offered() == [] and at.info


@pytest.mark.parametrize("name", [("cache", "cluster_write"), ("database", "one_node")], ids="-".join)
def test_a_run_opens_at_the_moment_of_the_cut(name: tuple[str, str]) -> None:
    row, code = name
    at = opened("table")
    at.button(key=f"table_open_{row}_{code}").click().run()
    assert not at.exception
    _, one = OPERATIONS[name]
    assert held(at, "desk").script == PRESETS[one.scene]
    assert held(at, "start")["t"] == opens_at(judged(one))
