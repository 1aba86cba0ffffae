"""What would have changed the answer to a read, each change worked out by hand. A message takes 10 ticks."""

from __future__ import annotations

import pytest

from engine.explore import counterfactual
from engine.explore.counterfactual import counterfactuals
from engine.run.simulation import run
from engine.script import parse


def told(text: str) -> dict[str, tuple[str, int, object]]:
    """By kind: what is changed, by how much, and what r1 then returns."""
    return {flip.kind: (flip.what, flip.amount, flip.value) for flip in counterfactuals(run(parse(text)), "r1")}


WAITS = """system quorum nodes=3 r=1 w=1 read_your_writes=yes
init x 0
10 write n1 x 1 by alice as w1
15 read n2 x by alice as r1
16 write n1 x 5 by alice as w2
"""
"""r1 may not miss w1, whose copy comes to n2 at 20: it waits until then, and returns 1."""


def test_a_read_that_waits_for_its_own_write() -> None:
    """n1, asked too, answers at 35, after 5 was written. With two acknowledgements w1 is answered at 30 only: no wait.
    At 17 w2 has been answered, which comes at 26; at 10 nothing has. The copy of w1 that comes late is waited for; in
    place of one that never comes the next will do."""
    assert told(WAITS) == {
        "r": ("r1", 2, 5),
        "w": ("w1", 2, 0),
        "later": ("r1", 2, 5),
        "earlier": ("r1", 5, 0),
        "lost": ("n1>n2.1", 0, 5),
    }


def test_a_delete_is_a_write() -> None:
    deleted = told(WAITS.replace("write n1 x 1 by alice as w1", "delete n1 x by alice as d1"))
    assert deleted["w"] == ("d1", 2, 0)


def test_writes_of_another_key_or_after_the_read_have_no_part_in_it() -> None:
    """Two acknowledgements of these change nothing for r1, and one alone is what r1 then waits for no longer."""
    assert "w" not in told(WAITS.replace("write n1 x 1", "write n1 y 1"))
    assert "w" not in told(WAITS.replace("10 write", "15 write").replace("15 read", "14 read"))


def test_one_answer_more_or_less_than_the_read_asked_for() -> None:
    """With r=2 it asks n1 or n3, too, which have 1. A causal read is content with n2 itself, whatever r is."""
    scene = (
        "system quorum nodes=3 r=2 w=2 read_your_writes=yes; init x 0; 10 write n1 x 1 by alice; 15 read n2 x by bob"
    )
    assert told(f"{scene} as r1")["r"] == ("r1", 1, 0)
    assert told(f"{scene} level=causal as r1")["r"] == ("r1", 2, 1)
    assert "r" not in told(f"{scene.replace('15 read', '20 read')} as r1 r=3"), (
        "all three have it, and there is no fourth"
    )


@pytest.mark.parametrize("ticks", [60, 61])
def test_a_read_is_moved_by_60_ticks_at_most(ticks: int) -> None:
    """The copy comes to n2 so many ticks after the read, or came so many and one before it."""
    scene = f"system quorum nodes=2 r=1 w=1; latency {ticks + 5}; init x 0; 10 write n1 x 1 as w1"
    assert told(f"{scene}; 15 read n2 x as r1").get("later") == (("r1", 60, 1) if ticks == 60 else None)
    early = told(f"{scene}; {14 + 2 * ticks} read n2 x as r1")
    assert early.get("earlier") == (("r1", 60, 0) if ticks == 60 else None)


def test_a_compare_and_set_ends_otherwise() -> None:
    """bob's entry comes into the log at 12, alice's at 10: at 9 his stands before hers, as it does when she asks at 13.
    In one tick the script's order counts, and hers comes first."""
    scene = "system raft leader=n1; init x 1; 10 cas n1 x 1 2 by alice as c1; 12 cas n1 x 1 3 by bob as c2"
    trace = run(parse(scene))
    found = [(flip.kind, flip.amount, flip.value) for op in ("c1", "c2") for flip in counterfactuals(trace, op)]
    assert found == [("later", 3, "refused"), ("earlier", 3, "ok")]


def test_a_fault_counts_until_the_read_ended() -> None:
    """n2 asks at 20 and gives up at 40, when an answer comes, but for the cut of the same tick."""
    scene = "system quorum nodes=3 r=2 w=1; timeout 20; init x 0; 20 read n2 x as r1"
    assert told(f"{scene}; 40 cut n2")["without"] == ("40 cut n2", 0, 0)
    assert told(f"{scene}; 40 cut n2".replace("init x 0; ", ""))["without"] == ("40 cut n2", 0, None)
    assert "without" not in told(f"{scene}; 10 heal; 41 cut n2")


def test_what_befalls_later_is_not_tried() -> None:
    """There are 240 tries: as many faults after the read would leave none for the one that mattered."""
    later = "; ".join(["100 heal"] * 240)
    scene = f"system quorum nodes=3 r=2 w=1; init x 0; 5 cut n2; 20 read n2 x as r1; {later}; stop 90"
    assert told(scene)["without"] == ("5 cut n2", 0, 0)


@pytest.mark.parametrize("limit", ["TRIES_MAX", "EVENTS_MAX"])
def test_at_a_limit_what_was_found_is_told(limit: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The first that is tried is one answer more; it takes more than one event."""
    monkeypatch.setattr(counterfactual, limit, 1)
    assert told(WAITS) == {"r": ("r1", 2, 5)}
