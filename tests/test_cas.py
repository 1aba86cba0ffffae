"""Compare-and-set: as it is written, offered or refused, and judged; each run worked out by hand.

Rules of this file
* A message takes 10 ticks. With `leader=n1` an entry that n1 appends at t is with the others at t + 10, and committed,
  applied and answered at t + 20.
"""

from __future__ import annotations

from collections.abc import Iterable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.analysis.verdicts import verdicts
from engine.catalog.scenes import SCENES
from engine.checks import CHECKS, MODELS, judge, timeline
from engine.checks.history import MISMATCH
from engine.explore import Scope, explore, finish
from engine.model import Cas, Operation, Reason
from engine.protocols import PROTOCOLS
from engine.run.simulation import run
from engine.script import ScriptError, parse, print_script
from engine.script.rewrite import under, with_setting
from engine.trace import Trace
from lessons import mistakes
from lessons.words import languages, load
from tests.asking import ends, play, reason

OFFERED = {"raft", "chain", "majority_lock"}
RAFT = "system raft nodes=3 read=read_index leader=n1"


def told(trace: Trace, *checks: str) -> set[tuple[str, str]]:
    return {(one.check, one.outcome) for one in verdicts(trace, checks=checks)}


def op(id: str, kind: str, value: object, issued: int, done: int | None, status: str = "ok") -> Operation:
    return Operation(id, kind, "c", "n1", "x", value, issued, done, status)


def regular(operations: Iterable[Operation], init: object = 1) -> tuple[str, tuple[str, ...], str]:
    (one,) = judge(CHECKS["regular"], tuple(operations), {"x": init})  # type: ignore[dict-item]
    return one.outcome, one.operations, "" if one.reason is None else one.reason.code


# -- the script ----------------------------------------------------------------------------------------------------


def test_absent_is_nothing_and_in_quotes_a_text() -> None:
    script = f'{RAFT}\n10 cas n1 x absent "absent" by alice as c9\n20 cas n1 x "absent" absent\n'
    given = parse(script)
    assert given.commands == (Cas(10, "n1", "x", None, "absent", "alice", "c9"), Cas(20, "n1", "x", "absent", None))
    assert print_script(given) == script


@pytest.mark.parametrize(
    ("line", "column", "found"),
    [("10 cas n1 x", 12, None), ("10 cas n1 x 1", 14, None), ("10 cas n1 x 1 by alice", 15, "by"),
     ("10 cas n1 x 1 2 w=2", 17, "w=2"), ("10 cas n1 x 1 2 with r1", 17, "with")],
)  # fmt: skip
def test_what_is_no_cas_is_refused_at_its_place(line: str, column: int, found: str | None) -> None:
    with pytest.raises(ScriptError) as caught:
        parse(f"{RAFT}\n{line}")
    assert (caught.value.line, caught.value.column, caught.value.values["found"]) == (2, column, found)


@pytest.mark.parametrize("name", sorted(PROTOCOLS.keys() - OFFERED))
def test_where_it_is_not_offered_it_is_refused_with_the_reason_in_every_language(name: str) -> None:
    with pytest.raises(ScriptError) as caught:
        parse(f"system {name} nodes=3\n10 cas n1 x 1 2")
    assert (caught.value.line, caught.value.column, caught.value.code) == (2, 4, "not_for_this_protocol")
    for lang in languages():
        words = load(lang)
        assert words(f"error.no_cas_{name}") in mistakes.sentence(words, caught.value)


def test_another_system_leaves_out_what_it_does_not_offer() -> None:
    asked = parse(f"{RAFT}; 10 cas n1 x 1 2; 20 read n1 x")
    kept, dropped = under(asked, parse("system quorum nodes=3").system)
    assert (kept.commands, dropped) == (asked.commands[1:], asked.commands[:1])
    assert under(asked, parse("system raft nodes=5").system)[1] == ()


# -- the runs ------------------------------------------------------------------------------------------------------


def test_the_last_seat_is_sold_twice_by_who_reads_and_then_writes() -> None:
    """n1 has applied 1 until 30, so at 15 it finds bob's 1 still there. In the log bob's entry is applied at 35, after
    alice's: it meets 0."""
    scene = SCENES["last_seat"]
    sold = run(parse(scene.script))
    assert ends(sold) == {"c1": ("ok", 30), "c2": ("ok", 35), "r1": ("ok", 80)}
    (broken,) = verdicts(sold, checks=["linearizable"])
    assert broken.operations == ("c1", "c2")
    assert broken.reason == ("cas_twice", {"first": "c1", "read": "c2", "value": 1})
    cured = run(with_setting(parse(scene.script), scene.flip or ""))
    assert ends(cured) == {"c1": ("ok", 30), "c2": ("refused", 35), "r1": ("ok", 80)}
    assert cured.operations[1].reason == ("cas_mismatch", {"key": "seats", "expected": 1, "value": 0})
    assert {outcome for _, outcome in told(cured, *CHECKS)} == {"kept"}


def test_two_clients_who_read_and_then_write_lose_an_update_that_no_register_misses() -> None:
    """The same mistake by the clients: both read 2 at 20, both write 1. Each answer is right; two were sold, one is
    missing. Only who says what a write goes by can be told so."""
    reads = f"{RAFT}; init x 2; 10 read n1 x by alice; 10 read n1 x by bob"
    blind = play(f"{reads}; 40 write n1 x 1 by alice; 45 write n1 x 1 by bob; 80 read n1 x")
    assert told(blind, "linearizable") == {("linearizable", "kept")}
    assert [one.value for one in blind.operations if one.kind == "read"] == [2, 2, 1]
    compared = play(f"{reads}; 40 cas n1 x 2 1 by alice as c1; 45 cas n1 x 2 1 by bob as c2; 80 read n1 x")
    assert {"c1": ("ok", 60), "c2": ("refused", 65)}.items() <= ends(compared).items()


def test_of_an_unknown_cas_that_happened_the_second_attempt_is_refused() -> None:
    """The entry is with n2 at 20, the answer is cut off: unknown at 70. n2, elected at 60, commits it at 80; asked
    again at 90 it finds what was asked for, and not what was expected. Who takes that for a no is wrong."""
    trace = play(
        f"{RAFT}; timeout 60; init x 1; 10 cas n1 x 1 2 by alice as c1; 25 cut n1 | n2 n3; 40 campaign n2; "
        "90 cas n2 x 1 2 by alice as c2; 130 read n2 x by alice as r1"
    )
    assert ends(trace) == {"c1": ("unknown", 70), "c2": ("refused", 110), "r1": ("ok", 150)}
    assert trace.operations[2].value == 2
    assert told(trace, "linearizable", "sequential") == {("linearizable", "kept"), ("sequential", "kept")}


def test_what_was_compared_under_a_lock_stays_until_it_is_replaced() -> None:
    """n1 alone has alice's 2 in place: what it says to the others is held. Her lease over at 80, bob finds 1 at n2 and
    n3 and has 3 in place at 130. carol, who met the 2 at 75, cannot bring it to n3, which answered bob at 100: were it
    there at 105, she would be told 2 at 115, and then 3, and nobody could have replaced 1 between."""
    trace = play(
        "system majority_lock nodes=3 lock=n3 lease=60 acquire=0; init x 1; 10 write n1 x 2 by alice as w1; "
        "45 hold n1>n2.2; 45 hold n1>n3.3; 60 cas n2 x 1 3 by bob as c1; 75 read n1 x by carol as r1; 85 cut n1-n2; "
        "200 read n2 x by carol as r2"
    )
    assert ends(trace) == {"w1": ("unknown", 110), "c1": ("ok", 130), "r1": ("unknown", 175), "r2": ("ok", 220)}
    assert (trace.operations[3].value, told(trace, "linearizable")) == (3, {("linearizable", "kept")})


# -- by a gateway --------------------------------------------------------------------------------------------------


def test_a_gateway_that_asks_again_books_twice_where_the_value_came_back() -> None:
    """n1 numbers alice's at 20, n3 commits it at 40, the answer at 50 is lost. carol's is committed at 130. The second
    attempt is asked at 170: committed at 210, told at 220. Without retries it ends at 70, unknown."""
    scene = SCENES["booked_twice"]
    twice = run(parse(scene.script))
    assert ends(twice) == {"c1": ("ok", 220), "c2": ("ok", 130), "r1": ("ok", 260)}
    (broken,) = verdicts(twice, checks=["linearizable"])
    assert (broken.operations, twice.operations[2].value) == (("c2", "r1"), 0)
    once = run(with_setting(parse(scene.script), scene.flip or ""))
    assert ends(once) == {"c1": ("unknown", 70), "c2": ("ok", 130), "r1": ("ok", 260)}
    assert (once.operations[2].value, told(once, "linearizable")) == (1, {("linearizable", "kept")})


def test_a_gateway_takes_a_mismatch_for_an_answer_but_not_for_a_no() -> None:
    """Another value: down the chain until 40, told at 60, nothing is tried again. After a silent attempt the 0 that the
    second one, asked at n3, meets at 190 may be its own (it is): committed at 210, told at 220 that nobody knows."""
    asked = "system chain nodes=3; gateway g1 check=0 attempt=60 backoff=100 jitter=no; timeout 400; init x 1;"
    no = play(f"{asked} 10 cas g1 x 5 0 by alice as c1")
    assert (ends(no), reason(no, "c1")[0]) == ({"c1": ("refused", 60)}, "cas_mismatch")
    doubt = play(f"{asked} 10 cas g1 x 1 0 by alice as c1; 30 cut g1 | n1 n2 n3; 70 heal")
    assert (ends(doubt), reason(doubt, "c1")[0]) == ({"c1": ("unknown", 220)}, "cas_mismatch")


# -- the judges ----------------------------------------------------------------------------------------------------


def test_that_the_value_was_another_is_an_answer() -> None:
    trace = play(f"{RAFT}; 10 cas n1 x 1 2 by alice as c1")
    assert ends(trace) == {"c1": ("refused", 30)}
    assert told(trace, "available") == {("available", "kept")}


def test_models_of_all_keys_cannot_tell_what_linearizability_does_not_keep() -> None:
    trace = run(parse(SCENES["last_seat"].script))
    found = {one.check: one for one in verdicts(trace, checks=("linearizable", *MODELS))}
    assert [(found[name].outcome, found[name].reason) for name in MODELS] == [("cant_tell", ("compares", {}))] * 5


def test_a_cas_saw_what_it_replaced() -> None:
    """w1 had ended before c1 began: it cannot have met the 1 of the start. c2 begins while w2 writes."""
    assert regular([op("w1", "write", 2, 0, 5), op("c1", "cas", (1, 3), 6, 9)]) == (
        "broken", ("w1", "c1"), "stale_read",
    )  # fmt: skip
    late = [op("w2", "write", 2, 0, 20), op("c2", "cas", (2, 3), 6, 9), op("r2", "read", 3, 21, 22)]
    assert regular(late)[0] == "kept"
    assert regular([op("c3", "cas", (7, 7), 0, 1)]) == ("broken", ("c3",), "never_written")
    assert regular([op("c4", "cas", (7, 8), 0, 1, "refused")])[0] == "kept"


def found(cas: Operation, value: object) -> Operation:
    return cas._replace(reason=Reason(MISMATCH, {"key": cas.key, "expected": cas.value[0], "value": value}))


def test_a_cas_that_was_refused_read_what_it_tells_that_it_found() -> None:
    """w1 had ended before the same client's c1 began, so c1 found neither the 1 of the start nor what nobody wrote."""
    w1, c1 = op("w1", "write", 2, 0, 5), op("c1", "cas", (3, 4), 6, 9, "refused")
    for value, outcome in ((2, "kept"), (1, "broken"), (9, "broken")):
        for check in ("linearizable", "regular", "sequential"):
            (one,) = judge(CHECKS[check], (w1, found(c1, value)), {"x": 1})
            assert one.outcome == outcome, (check, value)
    (silent,) = judge(CHECKS["linearizable"], (w1, c1), {"x": 1})
    assert silent.outcome == "kept"


def test_a_break_by_what_was_refused_holds_from_the_tick_at_which_that_is_known() -> None:
    """Until 12 c1 may have written the 4 that r1 read at 9."""
    c1, r1 = found(op("c1", "cas", (3, 4), 0, 12, "refused"), 1), op("r1", "read", 4, 6, 9)
    entries = timeline([c1, r1], {"x": 1}, [CHECKS["linearizable"], CHECKS["regular"]])
    assert [(tick, [one.outcome for one in told]) for tick, told in entries] == [
        (0, ["kept", "kept"]), (12, ["broken", "broken"]),
    ]  # fmt: skip


# -- what a refusal tells is committed -----------------------------------------------------------------------------


def test_a_head_that_is_cut_off_refuses_nobody_by_what_it_has_alone() -> None:
    """n1 has alice's 1 and nobody else: bob would be told of it, and carol then of 0. So bob is told nothing. Without
    a cut what he met goes down the chain behind it: n2 30, n3 40, told at 50."""
    asked = "10 write n1 x 1 by alice; 20 cas n1 x 5 6 by bob; 60 read n3 x by carol"
    cut = play(f"system chain nodes=3; init x 0; 5 cut n1 | n2 n3; {asked}")
    assert (ends(cut)["c1"], ends(cut)["r1"], cut.operations[2].value) == (("unknown", 120), ("ok", 60), 0)
    well = play(f"system chain nodes=3; init x 0; {asked}")
    assert (ends(well)["c1"], reason(well, "c1")[1]["value"]) == (("refused", 50), 1)
    assert {told(one, "linearizable").pop() for one in (cut, well)} == {("linearizable", "kept")}


NUMBER, KIND = st.integers(0, 2), st.sampled_from(("write", "cas"))
ASKED = st.tuples(st.integers(0, 40), st.sampled_from("123"), KIND, NUMBER, NUMBER)


@pytest.mark.parametrize("system", ["chain nodes=3", "raft nodes=3 leader=n1", "majority_lock nodes=3"])
@given(asked=st.lists(ASKED, min_size=2, max_size=7), spread=st.integers(10, 30))
@settings(max_examples=25)
def test_no_refusal_makes_a_write_count_as_lost(
    system: str, asked: list[tuple[int, str, str, int, int]], spread: int
) -> None:
    """Nothing is cut, nobody crashes: what a refused compare-and-set met is numbered once more, and stands for the
    write that it is of."""
    tick, lines = 10, list[str]()
    for gap, node, kind, expected, value in asked:
        tick += gap
        lines.append(f"{tick} {kind} n{node} x {f'{expected} ' * (kind == 'cas')}{value}")
    trace = play(f"system {system}; latency 10..{spread}; init x 0; {'; '.join(lines)}")
    assert told(trace, "durable") == {("durable", "kept")}


def test_nor_does_one_that_a_gateway_asked_for() -> None:
    script = "gateway g1; init x 0; 10 write n1 x 1 by alice; 60 cas g1 x 5 6 by bob; 150 read n3 x by carol"
    trace = play(f"system chain nodes=3; {script}")
    assert (ends(trace)["c1"][0], told(trace, "durable")) == ("refused", {("durable", "kept")})


@pytest.mark.parametrize("compared", ["10 cas n2 x 5 6 by bob", "10 cas n1 x 5 6 by bob"])
def test_the_explorer_finds_no_refusal_that_was_wrong_in_any_state_of_a_chain(compared: str) -> None:
    scene = f"10 write n1 x 1 by alice; {compared}; 20 read n3 x by carol"
    finding = finish(
        explore(parse(f"system chain nodes=3; init x 0; {scene}"), "linearizable", Scope(crashes=0, cuts=0))
    )
    assert (finding.outcome, finding.scenario) == ("none", None)


def test_under_a_lock_what_one_node_alone_has_is_committed_before_it_is_told() -> None:
    """alice's 2 is in place at n1 alone. bob, whose majority has it and the 1 of n2 or n3, puts 2 in place again before
    he is refused: carol, who does not reach n1, finds it."""
    trace = play(
        "system majority_lock nodes=3 lock=n3 lease=60 acquire=0; init x 1; 10 write n1 x 2 by alice as w1; "
        "45 hold n1>n2.2; 45 hold n1>n3.3; 90 cas n1 x 7 3 by bob as c1; 200 cut n1; 220 read n2 x by carol as r1"
    )
    assert (ends(trace)["c1"], reason(trace, "c1")[1]["value"]) == (("refused", 150), 2)
    assert (trace.operations[2].value, told(trace, "linearizable")) == (2, {("linearizable", "kept")})


def test_a_break_by_cas_holds_from_the_tick_at_which_it_shows() -> None:
    """c1 and c2 both replace 1, the second at 9; until w3 is refused at 12 it might have written 1 a second time."""
    history = [op("c1", "cas", (1, 2), 0, 5), op("w3", "write", 1, 4, 12, "refused"), op("c2", "cas", (1, 3), 6, 9)]
    entries = timeline(history, {"x": 1}, [CHECKS["linearizable"]])
    assert [(tick, one[0].outcome) for tick, one in entries] == [(0, "kept"), (12, "broken")]


def test_who_offers_it_says_so() -> None:
    systems = {name: parse(f"system {name} nodes=3").system for name in PROTOCOLS}
    offers = {name for name, system in systems.items() if PROTOCOLS[name].compares(PROTOCOLS[name].configured(system))}
    assert offers == OFFERED
