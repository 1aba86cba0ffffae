"""Sessions on screen, and levels as an outsider reads them: cases worked out by hand."""

from __future__ import annotations

from typing import Any

import pytest

from engine.analysis import session_tokens
from engine.catalog.scenes import PRESETS
from engine.flaws import FLAWS
from engine.model import Operation
from engine.protocols.sessions import EMPTY, needs_of, token_after
from engine.run.simulation import run
from engine.script import ScriptError, parse, print_script
from engine.script.rewrite import under
from engine.trace import Trace
from lessons.words import languages, load
from pages.ui.stage.picture import paint
from pages.ui.views import sessions as view
from tests.pages import opened
from tests.test_playground import do, picture, script

ONE = "system quorum nodes=3 r=1 w=1"
LAG = "link n1-n2 n2-n3 latency=60; init x 0; 10 write n1 x 1 by a"


def ended(script: str) -> dict[str, Operation]:
    return {op.id: op for op in run(parse(script)).operations}


def brief(op: Operation) -> tuple[Any, ...]:
    return op.status, op.done, op.value


@pytest.mark.parametrize(
    ("script", "read"),
    [
        # n2 lags by 60: it answers at once, or when the copy has come at 70
        (f"{ONE}; {LAG}; 20 read n2 x by a", ("ok", 20, 0)),
        (f"{ONE}; {LAG}; 20 read n2 x by a level=read_your_writes", ("ok", 70, 1)),
        (f"{ONE} read_your_writes=yes; {LAG}; 20 read n2 x by a", ("ok", 70, 1)),
        (f"{ONE} read_your_writes=yes; {LAG}; 20 read n2 x by b", ("ok", 20, 0)),
        (f"{ONE} read_your_writes=yes; {LAG}; 20 read n2 x by a level=eventual", ("ok", 20, 0)),
        (f"{ONE} monotonic_reads=yes; {LAG}; 20 read n2 x by a", ("ok", 20, 0)),
        # another replica's answer: asked at 20, n3 has it since 20 and answers over 10 ticks each way
        ((f"{ONE} when_stale=another; link n1-n2 latency=90; init x 0; 10 write n1 x 1 by a; "
         "20 read n2 x by a level=causal"), ("ok", 40, 1)),
        # nobody has it who can be reached: refused once all have answered; without an answer of all, unknown
        ((f"{ONE} when_stale=another; init x 0; 5 cut n1>n2; 5 cut n1>n3; 10 write n1 x 1 by a; 12 crash n1; "
         "20 read n2 x by a level=causal"), ("unknown", 120, None)),
        (f"{ONE} when_stale=refuse; {LAG}; 20 read n2 x by a level=causal", ("refused", 20, None)),
        # strong asks two and writes back, whatever r and w say
        (f"{ONE}; init x 0; 10 write n1 x 1 by a; 30 read n2 x by a level=strong", ("ok", 70, 1)),
        # the same under multi_value
        (f"system multi_value read_your_writes=yes; {LAG}; 20 read n2 x by a", ("ok", 70, (1,))),
        (("system multi_value when_stale=another; link n1-n2 latency=90; 10 write n1 x 1 by a; "
         "20 read n2 x by a level=causal"), ("ok", 40, (1,))),
        (f"system multi_value when_stale=refuse; {LAG}; 20 read n2 x by a level=causal", ("refused", 20, None)),
    ],
)  # fmt: skip
def test_a_read_of_a_session(script: str, read: tuple[Any, ...]) -> None:
    assert brief(ended(script)["r1"]) == read


def test_a_refusal_names_who_lacks_what() -> None:
    reason = ended(f"{ONE} when_stale=refuse; {LAG}; 20 read n2 x by a level=causal")["r1"].reason
    assert reason is not None
    assert (reason.code, reason.values) == ("not_fresh", {"nodes": "n2", "key": "x", "version": (10, "n1")})


def test_a_clock_that_is_behind_does_not_undo_the_order_of_a_session() -> None:
    """n2's clock says 12 - 50; its write comes after what alice wrote at n1 all the same."""
    script = f"{ONE}{{0}}; clock n2 skew=-50; 10 write n1 x 1 by a; 30 write n2 x 2 by a; 60 read n3 x by a"
    assert ended(script.format("")).get("r1", None).value == 1  # type: ignore[union-attr]
    found = ended(script.format(" monotonic_writes=yes"))
    assert (found["w2"].version, found["r1"].value) == ((11, "n2", 0), 2)


def test_what_a_read_depends_on_is_seen_too() -> None:
    token = token_after(EMPTY, "read", "y", (20, "n2"), {"x": (10, "n1")})
    assert (token.written, token.read, token.seen) == ({}, {"y": (20, "n2")}, {"x": (10, "n1"), "y": (20, "n2")})
    needs = needs_of(token, "causal", (), "read", "x")
    assert needs is not None and needs.floor == (10, "n1")
    assert needs_of(token, "eventual", ("monotonic_reads",), "read", "y") is None
    assert needs_of(token, None, ("read_your_writes",), "read", "y") is None


@pytest.mark.parametrize(
    ("script", "column"),
    [
        ("system raft; 10 read n1 x level=causal", 27),
        ("system multi_value; 10 read n1 x level=strong", 34),
        ("10 read n1 x level=weak", 14),
        ("10 read n1 x level=causal level=causal", 27),
        ("system multi_value resolver=crdt; 10 read n1 x level=causal", 48),
        ("system multi_value resolver=crdt monotonic_writes=yes; 10 read n1 x", 34),
    ],
)
def test_a_level_that_makes_no_sense_is_refused_at_its_place(script: str, column: int) -> None:
    with pytest.raises(ScriptError) as caught:
        parse(script)
    assert caught.value.column == column


def test_a_level_is_printed_and_left_behind_where_it_means_nothing() -> None:
    script = "system quorum nodes=3\n10 write n1 x 1 by a as w1 level=strong w=3\n12 read n2 x level=eventual\n"
    scenario = parse(script)
    assert print_script(scenario) == script
    moved, dropped = under(scenario, parse("system multi_value").system)
    assert print_script(moved).splitlines()[1:] == ["10 write n1 x 1 by a as w1 w=3", "12 read n2 x level=eventual"]
    assert [one.tick for one in dropped] == [10]


def scene() -> Trace:
    return run(parse(PRESETS["sessions"]))


def test_tokens_at_an_instant() -> None:
    """alice wrote milk at 10 and read 'empty' at 20; n2 has milk from 70 on, eggs from 215."""
    trace = scene()
    token = session_tokens.tokens(trace, trace.at(30))["alice"]
    assert (token.written, token.read) == ({"cart": (10, "n1")}, {"cart": ()})
    assert session_tokens.fresh_nodes(trace, trace.at(30), "cart", (10, "n1")) == ("n1", "n3")
    assert session_tokens.fresh_nodes(trace, trace.at(70), "cart", (10, "n1")) == ("n1", "n2", "n3")
    assert session_tokens.tokens(trace, trace.at(130))["alice"].written == {"cart": (110, "n1")}
    assert session_tokens.fresh_nodes(trace, trace.at(214), "cart", (110, "n1")) == ("n1", "n3")


@pytest.mark.parametrize("lang", languages())
def test_the_view_says_who_could_answer_and_stays_empty_under_the_flaw(lang: str) -> None:
    words, trace = load(lang), scene()
    assert view.applies(trace) and not view.applies(run(parse(PRESETS["first"])))
    (row,) = view.table(trace, trace.at(30), words).to_numpy().tolist()
    assert row == ["alice", "cart", "(10, n1)", words("value.initial"), "(10, n1)", "n1 n3"]
    flawed = run(FLAWS["B04"].wrong())
    assert view.applies(flawed)
    table = view.table(flawed, len(flawed.events) - 1, words)
    assert [list(one[2:5]) for one in table.to_numpy().tolist()] == [["", "", ""]] * 5


def test_why_tells_what_the_session_asked() -> None:
    rows = {op["id"]: op["why"]["rows"] for op in paint(scene(), load("en"))["operations"] if op["why"]}
    assert ["session", "the answer had to cover version (10, n1), which alice had seen"] in rows["r2"]
    assert ["so", "it waited 45 ms, until n2 had it"] in rows["r2"]
    assert all(name != "session" for name, _ in rows["r1"])


def test_a_level_is_asked_for_by_plain_controls() -> None:
    at = opened(run=f"{ONE}; 10 write n1 x 1 by alice")
    do(at, "read", node="n2", key="x", client="alice")
    at.selectbox(key="do_level").select("causal")
    at.button(key="do").click().run()
    assert [line.split(" ", 1)[1] for line in script(at)[2:]] == [
        "read n2 x by alice",
        "read n2 x by alice level=causal",
    ]
    assert picture(at)["levels"][0] == {"id": "strong", "text": "strong"}
