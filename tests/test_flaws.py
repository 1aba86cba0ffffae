"""The brief's flaws: each is off by default, can be switched on, and makes the difference that its entry names.

Rules of this file
* SEEN holds, for each row, what the most telling facts are by the right rule and by the brief's, worked out by hand;
  None: the same by both.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from engine.availability import gateway
from engine.flaws import FLAWS, ROOMS, difference, facts
from engine.flaws.flaw import flaws_in
from engine.model.setting_kinds import Flags
from engine.protocols import PROTOCOLS, configured
from engine.run.simulation import run
from engine.script import parse, print_script
from engine.script.rewrite import with_settings
from lessons.words import languages, load
from tests import seen_availability, seen_partition
from tests.asking import play
from tests.each import each

Seen = dict[str, dict[str, tuple[Any, Any] | None]]

BROKEN = ("kept", "broken")

SEEN: Seen = {
    "B02": {"op.w1": (("ok",), ("refused",)), "op.r1": (("ok", "v1"), ("ok", "v0"))},
    "B55": {
        "role.n2": ("follower", "leader"),
        "op.w1": None,
        "op.w2": (("refused",), ("ok",)),
        "op.r2": (("refused",), ("ok", 20)),
        "verdict.linearizable": ("kept", "broken"),
    },
    "B04": {"op.r2": None, "op.r3": (("ok", "lunch?"), ("ok", None))},
    "B05": {"op.r1": (("ok", 1), ("ok", 0)), "verdict.read_your_writes": BROKEN},
    # the refused write comes back through the second quorum, and is gone again in the third
    "B06": {
        "op.w1": (("unknown",), ("refused",)),
        "op.r3": (("ok", "new"), ("ok", "old")),
        "verdict.linearizable": BROKEN,
    },
    "B07": {"op.r1": (("ok", 2), ("ok", 1)), "store.n2.x": ((2,), (1,))},
    "B08": {"op.r1": None, "op.r2": (("ok", 1), ("ok", 0)), "verdict.linearizable": BROKEN},
    "B09": {"belief.n1.quorum_met_false": (None, "x"), "op.w1": None},
    "B10": {"op.r1": (("ok", "b"), ("ok", "a")), "op.r2": None, "store.n1.x": (("b",), ("a",))},
    "B15": {"op.w1": (("ok",), ("unknown",)), "verdict.available": BROKEN},
    "B11": {
        "op.r1": (("ok", "hello"), ("ok", None)),
        "sent.Update": (2, None),
        "verdict.converged": ("kept", "broken"),
    },
    "B12": {"op.r2": (("ok", None), ("ok", "yes")), "note.held_back": (1, None)},
    "B13": {
        "op.r1": (("ok", "hello"), ("ok", None)),
        "note.held_back": (None, 2),
        "store.n3.post": (("hello",), None),
        "verdict.converged": ("kept", "broken"),
    },
    "B59": {"op.r1": (("ok", 0), ("ok", 1)), "verdict.linearizable": ("kept", "broken")},
    "B62": {"op.w1": (("refused",), ("unknown",)), "op.w2": (("ok",), ("refused",)), "op.w3": (("ok",), ("refused",))},
    "B63": {
        "op.r2": (("ok", "v2"), ("ok", "v1")),
        "op.w1": (("refused",), ("ok",)),
        "lost": ((), ("w2",)),
        "verdict.durable": ("kept", "broken"),
    },
    "B77": {
        "op.r1": (("ok", "eggs"), ("ok", "milk")),
        "verdict.durable": ("kept", "broken"),
        "lost": ((), ("w1",)),
        "sent.HandBack": (1, None),
        "op.w1": None,
    },
    "B78": {
        "op.w1": (("ok",), ("unknown",)),
        "verdict.available": ("kept", "broken"),
        "hints.n3": (("n1",), None),
    },
    "B79": {
        "op.r1": None,
        "op.r2": (("unknown",), ("ok", 1)),
        "op.r3": None,
        "verdict.monotonic_reads": ("kept", "broken"),
        "verdict.available": ("broken", "kept"),
    },
    "B80": {
        "op.r1": (("ok", 2), ("ok", 1)),
        "store.n2.x": ((2,), (1,)),
        "verdict.converged": ("kept", "broken"),
    },
    "B82": {"op.r1": (("ok", None), ("ok", "secret")), "verdict.linearizable": ("kept", "broken")},
    **seen_partition.SEEN,
    "B56": {"op.w1": (("ok",), ("unknown",)), "op.r1": (("ok", 1), ("unknown",))},
    "B57": {"op.r1": (("ok", 1), ("ok", "{'value': 1, 'timestamp': 10}")), "op.r2": (("ok", 1), ("refused",))},
    "B58": {"op.r1": (("ok", 2), ("ok", 1)), "store.n3.x": None},
    "B60": {"op.w1": (("unknown",), ("refused",)), "op.r1": None, "store.n3.x": None},
    "B76": {"op.r1": None, "op.r2": (("ok", (2,)), ("ok", (1,))), "verdict.monotonic_reads": BROKEN},
    "B61": {"store.n3.x": (("v2",), ("v1",)), "op.r1": (("ok", "v2"), ("ok", "v1"))},
    **seen_availability.SEEN,
    # the two nodes swap their carts
    "B14": {
        "op.r1": (("ok", ("eggs", "milk")), ("ok", ("eggs",))),
        "op.r2": (("ok", ("eggs", "milk")), ("ok", ("milk",))),
        "verdict.converged": BROKEN,
    },
    "B64": {"op.r1": (("ok", ("three",)), ("ok", ("one", "three", "two"))), "lost": None},
    "B65": {"op.r1": (("ok", ("three",)), ("ok", ("one",))), "lost": ((), ("w2", "w3"))},
    "B66": {"op.r1": (("ok", ("eggs", "milk")), ("ok", ("eggs",))), "lost": ((), ("w1",))},
    "B67": {"op.w1": None, "op.r1": (("ok", (1,)), ("ok", ())), "lost": ((), ("w1",))},
    "B68": {"op.w1": None, "op.r1": (("ok", (1,)), ("ok", ())), "sent.Push": None, "lost": ((), ("w1",))},
    "B69": {"op.r1": (("ok", (1,)), ("refused",)), "verdict.available": BROKEN},
    "B72": {"op.r1": (("ok", ("eggs", "milk")), ("ok", ("milk",))), "lost": ((), ("w2",))},
    "B73": {"op.r1": (("ok", ("eggs",)), ("ok", ("milk",))), "op.r2": None},
    "B74": {"op.r1": None, "op.r2": None, "store.n2.cart": (("bread",), ("bread", "milk"))},
    "B75": {"op.r1": (("ok", ("eggs", "milk")), ("ok", ("eggs",))), "lost": ((), ("w1",))},
}


AS_TEXT = {"B01", "B03", "B17", "B33", "B45", "B70", "B71", "B81"}
"""Rows that show themselves in the brief's code as text only: imports, names never defined, dead lines, asyncio."""

SECTIONS = ("flaw", "flaw_rule", "flaw_right", "flaw_see")


@pytest.mark.parametrize("row", FLAWS)
def test_a_flaw_makes_the_difference_that_it_names(row: str) -> None:
    flaw = FLAWS[row]
    differs = difference(run(flaw.right()), run(flaw.wrong()))
    assert set(flaw.evidence) <= set(differs)
    assert {name: differs.get(name) for name in SEEN[row]} == SEEN[row]


def test_a_flaw_is_off_by_default_and_can_be_written() -> None:
    each(FLAWS, off_by_default)


def off_by_default(row: str) -> None:
    flaw = FLAWS[row]
    assert print_script(flaw.right()) == flaw.script
    assert flaw.wrong() != flaw.right()
    assert parse(print_script(flaw.wrong())) == flaw.wrong()
    assert not getattr(configured(flaw.right().system), "flaw", ())


def test_one_of_two_flaws_repaired_alone_makes_a_right_answer_wrong() -> None:
    """B64 hides B65: by the brief's comparison nothing follows anything, so nothing newer is thrown away."""
    right = FLAWS["B65"].right()
    answers = {}
    for flaw in ((), ("sparse_compare",), ("keeps_oldest",), ("sparse_compare", "keeps_oldest")):
        settings = {**dict(right.system.settings), "flaw": flaw}
        trace = run(replace(right, system=with_settings(right.system, settings)))
        answers[flaw] = next(op.value for op in trace.operations if op.id == "r1")
    assert answers == {
        (): ("three",),
        ("sparse_compare",): ("three",),
        ("keeps_oldest",): ("one",),
        ("sparse_compare", "keeps_oldest"): ("three",),
    }


def test_every_flaw_of_a_protocol_is_in_the_registry() -> None:
    settings = (gateway.SETTINGS, *(protocol.settings for protocol in PROTOCOLS.values()))
    codes = {code for kinds in settings for kind in kinds.values() for code in _codes(kind)}
    assert codes == {code for flaw in FLAWS.values() for name, value in flaw.on if name == "flaw" for code in value}


def test_every_row_of_the_audit_with_something_to_see_has_an_entry() -> None:
    rows = {f"B{number:02}" for number in range(1, 83)}
    assert rows - set(FLAWS) == AS_TEXT
    assert set(FLAWS) == set(SEEN)


def test_every_flaw_has_words() -> None:
    for lang in languages():
        words = load(lang)
        for flaw in FLAWS.values():
            assert all(words.has(f"{section}.{flaw.code}") for section in SECTIONS), flaw.row


def test_rows_are_told_once() -> None:
    rows = [flaw.row for room in ROOMS for flaw in flaws_in(room / "flaws.toml")]
    assert len(set(rows)) == len(rows) == len(FLAWS)


def test_every_fact_of_a_run_by_hand() -> None:
    """n2 is down: n4 keeps its copy. Alice's read asks n1, n2 and n3, and n1 answers; n3 is down for bob."""
    script = "system quorum nodes=4 home=n1,n2,n3 r=1 w=2 sloppy=yes; init x 0; latency 5; 0 crash n2; stop 70; "
    found = facts(play(script + "10 write n1 x 1 by alice; 30 crash n3; 40 read n1 y by alice; 50 read n3 x by bob"))
    assert {found.pop(name) for name in [*found] if name.startswith("verdict.")} == {"kept"}
    assert found == {
        "op.w1": ("ok",), "op.r1": ("ok", None), "op.r2": ("refused",),
        "store.n1.x": (1,), "store.n2.x": (0,), "store.n3.x": (1,), "hints.n4": ("n2",),
        "sent.Store": 3, "sent.Stored": 3, "sent.Ask": 3, "sent.Answer": 1, "lost": (),
    }  # fmt: skip


def test_the_peak_counts_attempts_after_the_first() -> None:
    """Of three calls at 10 two get no answer, and are tried again at 70."""
    gateway = "gateway g1 check=0 breaker=off retries=1 backoff=10 jitter=no attempt=50; latency 5; stop 130"
    calls = "5 crash n1; 10 call g1 a by alice; 10 call g1 a by bob; 10 call g1 b by carol"
    found = facts(play(f"system service a=n1 b=n2 nodes=2; {gateway}; {calls}"))
    assert (found["peak"], found["sent.Call"], found["note.retry"]) == (2, 5, 2)
    assert (found["verdict.available"], found["op.c1"], found["op.c3"]) == ("broken", ("unknown",), ("ok",))


def test_of_several_keys_the_worst_speaks() -> None:
    """Nothing is wrong with y."""
    script = "system quorum nodes=2 r=1 w=1; init x 0; init y 0; 5 cut n1 | n2; 10 write n1 x 1; 30 read n2 x; "
    found = facts(play(f"{script}60 read n2 y"))
    assert found["verdict.linearizable"] == "broken"


def _codes(kind: Any) -> tuple[str, ...]:
    return kind.codes if isinstance(kind, Flags) else ()
