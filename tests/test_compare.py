"""The compare page: what two systems make of the same commands, and the page around it.

Rules of this file
* Expected numbers are worked out by hand from the scripts: latency 10, deadline 100 unless the script says otherwise.
"""

from __future__ import annotations

from itertools import product

import pytest
from streamlit.testing.v1 import AppTest

from engine.catalog.scenes import PRESETS
from engine.protocols import configured, protocol_of
from engine.script import ScriptError, print_command
from engine.trace import Trace
from lessons.words import languages, load
from pages.ui.compare import costs as prices
from pages.ui.compare import pair as duel
from pages.ui.compare import systems as rivals
from pages.ui.session import run_cache as runs
from tests.each import each
from tests.held import held
from tests.pages import opened

SPLIT = """\
system quorum nodes=3 r=1 w=1
init x 0
10 cut n1 | n2 n3
20 write n2 x 1 by bob
60 read n1 x by alice
"""


def under(script: str, name: str | None) -> Trace:
    """The run of a script under a named system, or as it is."""
    scenario = runs.scenario(script)
    line = None if name is None else duel.line_of(name, scenario.system.nodes)
    return runs.trace(duel.side(scenario, line).script)


# -- systems -----------------------------------------------------------------------------------------------------


def test_every_system_is_one_in_canonical_form() -> None:
    def canonical(case: tuple[str, int]) -> None:
        line = duel.line_of(*case)
        assert duel.system(line).nodes == case[1]
        assert duel.own(runs.scenario(line)) == line

    each(product(rivals.SYSTEMS, [1, 2, 3, 4, 5, 9]), canonical)


def test_majorities() -> None:
    assert duel.line_of("quorum_majority", 4) == "system quorum nodes=4 r=3 w=3"
    assert duel.line_of("sloppy", 5) == "system quorum nodes=5 r=2 w=2 home=n1,n2,n3 sloppy=yes"


def test_every_scene_runs_under_every_system_with_the_same_operations() -> None:
    def same(case: tuple[str, str]) -> None:
        scene, name = case
        mine, other = under(PRESETS[scene], None), under(PRESETS[scene], name)
        left_out = {op.id for op in mine.operations} - {op.id for op in other.operations}
        assert {op.kind for op in mine.operations if op.id in left_out} <= {"delete", "cas"}
        assert [op.id for op in mine.operations if op.id not in left_out] == [op.id for op in other.operations]
        compares = any(op.kind == "cas" for op in mine.operations)
        offered = protocol_of(other.scenario.system).compares(configured(other.scenario.system))
        assert bool(left_out) == (scene == "cart_set" or (compares and not offered))

    each(product(PRESETS, rivals.SYSTEMS), same)


def test_what_means_nothing_elsewhere_is_left_out_and_told() -> None:
    scenario = runs.scenario(PRESETS["failover"])
    side = duel.side(scenario, duel.line_of("siblings", 3))
    assert [print_command(one) for one in side.left_out] == ["80 promote n2 tell n3", "160 rejoin n1 to n2"]
    assert "promote" not in side.script
    assert duel.side(scenario, None).left_out == ()


def test_a_quorum_too_large_for_the_replicas_is_left_out() -> None:
    scenario = runs.scenario("system quorum nodes=5 r=1 w=1; 10 write n1 x 1 w=5; 90 read n2 x r=3")
    side = duel.side(scenario, duel.line_of("sloppy", 5))
    assert [print_command(one) for one in side.left_out] == ["10 write n1 x 1 w=5"]
    assert "w=5" not in side.script and "r=3" in side.script


def test_a_message_that_is_never_sent_is_told() -> None:
    script = "system quorum nodes=3; 10 write n1 x 1; 11 hold n1>n3.1; 12 drop n2>n3.7"
    assert [print_command(one) for one in duel.idle(under(script, None))] == ["12 drop n2>n3.7"]


@pytest.mark.parametrize("line", ["system nonsense", "system quorum nodes=99", "system quorum r=9", "nodes=3"])
def test_a_line_that_is_no_system_is_refused(line: str) -> None:
    with pytest.raises(ScriptError):
        duel.side(runs.scenario(SPLIT), line)


# -- where two runs part -----------------------------------------------------------------------------------------


def test_a_run_does_not_differ_from_itself() -> None:
    mine = under(SPLIT, None)
    assert duel.first_difference(mine, mine) is None and duel.first_other_answer(mine, mine) is None


def test_the_first_difference_is_the_earlier_answer() -> None:
    found = duel.first_difference(under(SPLIT, None), under(SPLIT, "quorum_majority"))
    assert found == duel.Difference(20, "answer", "w1", "x", ("ok", None), ("pending", None))


def test_the_first_other_answer_cares_for_ends_only() -> None:
    found = duel.first_other_answer(under(SPLIT, None), under(SPLIT, "quorum_majority"))
    assert found == duel.Difference(160, "answer", "r1", "x", ("ok", 0), ("unknown", None))


def test_one_sibling_is_as_good_as_a_value() -> None:
    found = duel.first_difference(under(SPLIT, None), under(SPLIT, "siblings"))
    assert found is None


def test_nothing_read_is_an_answer() -> None:
    script = "system quorum nodes=3 r=1 w=1; 10 write n1 x 1; 15 read n2 x"
    found = duel.first_other_answer(under(script, None), under(script, "quorum_majority"))
    assert found == duel.Difference(35, "answer", "r1", "x", ("ok", duel.NOTHING), ("ok", 1))


def test_copies_part_where_a_write_takes_another_road() -> None:
    script = "system quorum nodes=3 r=1 w=3; init x 0; 10 write n2 x 1"
    found = duel.first_difference(under(script, None), under(script, "primary_sync"))
    assert found == duel.Difference(10, "copy", "n2", "x", (1,), (0,))


# -- what it costs -----------------------------------------------------------------------------------------------


def test_price_of_availability() -> None:
    one = duel.price(under(SPLIT, None))
    assert (one.asked, one.answered, one.unknown, one.stale, one.slowest) == (2, 2, 0, 1, 0)
    assert "linearizable" in one.promises and "available" not in one.promises


def test_price_of_consistency() -> None:
    one = duel.price(under(SPLIT, "quorum_majority"))
    assert (one.asked, one.answered, one.unknown, one.stale, one.slowest) == (2, 1, 1, 0, 20)
    assert "available" in one.promises and "linearizable" not in one.promises
    assert one.messages == 2 + 1 + 2, "two copies and an ack, two questions lost at the cut"


def test_price_of_a_failover_is_a_lost_write() -> None:
    assert duel.price(under(PRESETS["failover"], None)).lost == 1
    assert duel.price(under(PRESETS["failover"], "siblings")).lost == 0


def test_price_of_nothing() -> None:
    one = duel.price(under("system quorum nodes=3", None))
    assert (one.asked, one.typical, one.slowest) == (0, None, None)


def test_better_knows_which_way_is_up() -> None:
    a, b = duel.price(under(SPLIT, None)), duel.price(under(SPLIT, "quorum_majority"))
    found = {measure: duel.better(measure, a, b) for measure in duel.LESS_IS_BETTER}
    assert (found["answered"], found["stale"], found["slowest"], found["refused"]) == ("a", "b", "a", "same")


# -- words -------------------------------------------------------------------------------------------------------


def test_summary_in_words() -> None:
    said = prices.summary(duel.price(under(SPLIT, "quorum_majority")), load("en"))
    assert said.startswith("answers 1 of 2 requests, leaves 1 unknown, the slowest answer takes 20 ms")
    assert "Available (CAP)" in said
    said = prices.summary(duel.price(under(SPLIT, None)), load("en"))
    assert said.startswith("answers all 2 requests, 1 read is stale, every answer comes at once")


def test_tables_in_every_language() -> None:
    def tabled(case: tuple[str, str]) -> None:
        lang, name = case
        words = load(lang)
        a, b = under(PRESETS["failover"], None), under(PRESETS["failover"], name)
        assert words(f"rival.{name}")
        assert len(prices.costs((duel.price(a), duel.price(b)), words)) >= 10
        assert len(prices.answers(a, b, words)) == len(a.operations)
        assert list(prices.promises(a, b, words).columns)[1:] == ["A", "B"]

    each(product(languages(), rivals.SYSTEMS), tabled)


# -- the page ----------------------------------------------------------------------------------------------------


def lines(at: AppTest) -> tuple[str, str]:
    """The systems chosen."""
    return str(at.selectbox(key="pair_first").value), str(at.selectbox(key="pair_second").value)


@pytest.mark.parametrize("lang", languages())
def test_the_first_visit_has_something_to_compare(lang: str) -> None:
    at = opened("compare", lang)
    first, second = lines(at)
    assert first == "system quorum nodes=5 r=1 w=3" and "write_back=yes" in second


def test_a_link_brings_both_sides() -> None:
    at = opened("compare", **{"run": SPLIT.strip().replace("\n", "; "), "with": duel.line_of("primary_async", 3)})
    assert lines(at) == ("system quorum nodes=3 r=1 w=1", duel.line_of("primary_async", 3))
    assert not at.error


@pytest.mark.parametrize(
    "query",
    [
        {"run": "system quorum nodes=3; 10 wrte n1 x 1"},
        {"run": "%%%"},
        {"with": "system nonsense"},
        {"run": "system quorum nodes=5; 10 write n5 x 1", "with": "system quorum nodes=3"},
    ],
)
def test_a_bad_link_is_told_and_something_good_is_shown(query: dict[str, str]) -> None:
    at = opened("compare", **query)
    assert len(at.error) == 1
    assert held(at, "pair") is not None


def test_a_bad_link_leaves_the_last_good_pair() -> None:
    at = opened("compare", **{"run": SPLIT.strip().replace("\n", "; "), "with": duel.line_of("lww", 3)})
    before = held(at, "pair")
    at.query_params["run"] = "system quorum nodes=3; 10 cut"
    at.run()
    assert len(at.error) == 1 and held(at, "pair") == before


def test_choosing_and_swapping() -> None:
    at = opened("compare", run=SPLIT.strip().replace("\n", "; "))
    at.selectbox(key="pair_second").set_value(duel.line_of("siblings", 3)).run()
    at.button(key="swap").click().run()
    assert not at.exception
    assert lines(at) == (duel.line_of("siblings", 3), "system quorum nodes=3 r=1 w=1")
    assert held(at, "pair").script == SPLIT, "the run keeps the system it was made for"


def test_a_button_moves_both_cursors() -> None:
    query = {"run": SPLIT.strip().replace("\n", "; "), "with": duel.line_of("quorum_majority", 3)}
    at = opened("compare", **query)
    at.button(key="seek_first").click().run()
    assert held(at, "pair_at") == (20, 1)
    at.button(key="seek_other").click().run()
    assert held(at, "pair_at") == (160, 2)
