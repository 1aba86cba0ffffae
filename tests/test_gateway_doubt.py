"""A gateway's late answers, several breakers, and breakers that count whole calls: each worked out by hand.

Rules of this file
* An answer is back 10 ticks after its question, an attempt is given 50, a retry comes 100 after a failure.
* With `counts=calls` one call is one result for the breaker, however many attempts it took.
"""

from __future__ import annotations

import pytest

from engine.model import Note
from engine.trace import Trace
from tests.asking import believes, ends, play, reason

GATEWAY = "gateway g1 check=0 attempt=50 backoff=100 jitter=no"


def played(commands: str, gateway: str, nodes: int = 1, patience: int = 5000) -> Trace:
    return play(f"system service nodes={nodes}; latency 5; timeout {patience}; {GATEWAY} {gateway}; {commands}")


@pytest.mark.parametrize("counts", ["attempts", "calls"])
def test_an_answer_that_comes_while_a_gateway_waits_to_try_again_changes_nothing(counts: str) -> None:
    """Asked at 10, silent until 60, answered at 80. The second attempt, at 160, meets nobody: given up at 210."""
    slow = "5 behave n1 slow 60; 10 call g1 a as op; 100 behave n1 hang"
    trace = played(slow, f"retries=1 counts={counts}")
    assert ends(trace) == {"op": ("unknown", 210)}
    assert reason(trace, "op") == ("silence", {"service": "a", "attempts": 2})
    assert [believes(trace, "g1", tick) for tick in (79, 80, 210)] == [{}, {}, {}]


@pytest.mark.parametrize(("second", "status"), [("hang", "unknown"), ("error", "unknown"), ("ok", "ok")])
def test_doubt_stays_once_an_attempt_was_silent(second: str, status: str) -> None:
    """The first attempt may have been carried out: whatever the second one says but ok, the client is not refused."""
    trace = played(f"5 behave n1 hang; 10 call g1 a as op; 100 behave n1 {second}", "retries=1")
    assert ends(trace) == {"op": (status, 210 if second == "hang" else 170)}


def test_all_breakers_are_shown_as_soon_as_one_of_them_is_not_closed() -> None:
    """n1 fails: its breaker opens. The retry goes to n2, whose breaker stays closed, and both are told of."""
    calls = "; ".join(f"{200 * nth} call g1 a as c{nth}" for nth in range(1, 11))
    trace = played(f"5 behave n1 error; {calls}", "retries=1 threshold=1 cooldown=50000", nodes=2)
    assert {status for status, _ in ends(trace).values()} == {"ok"}
    opened = [
        event.tick for event in trace.events for one in event.effects if isinstance(one, Note) and one.code == "breaker"
    ]
    assert len(opened) == 1
    assert "breakers" not in believes(trace, "g1", opened[0] - 1)
    assert believes(trace, "g1", opened[0])["breakers"]["a n1"] == "open"
    assert believes(trace, "g1")["breakers"] == {"a n1": "open", "a n2": "closed"}


def test_a_closed_breaker_is_nothing_to_tell_of() -> None:
    trace = played("10 call g1 a; 50 call g1 a", "threshold=1", nodes=2)
    assert believes(trace, "g1") == {}


CALLS = "counts=calls breaker=service cooldown=300 retries=0"


def test_where_breakers_count_calls_a_client_that_gives_up_is_a_failure() -> None:
    """Clients wait 30, an attempt 50: two are unknown at 40 and 130. From 130 to 430 nobody is asked."""
    calls = "; ".join(f"{tick} call g1 a as c{tick}" for tick in (10, 100, 140, 429, 430))
    trace = played(f"5 behave n1 hang; 420 behave n1 ok; {calls}", f"{CALLS} threshold=2", patience=30)
    assert ends(trace) == {
        "c10": ("unknown", 40),
        "c100": ("unknown", 130),
        "c140": ("refused", 140),
        "c429": ("refused", 429),
        "c430": ("ok", 440),
    }
    assert reason(trace, "c429")[0] == "breaker_open"
    assert [believes(trace, "g1", tick).get("breakers") for tick in (129, 130, 429, 430, 440)] == [
        None, {"a": "open"}, {"a": "open"}, {"a": "half_open"}, None
    ]  # fmt: skip


def test_where_breakers_count_calls_a_client_that_gives_up_in_half_open_opens_it_again() -> None:
    """Open from 20, half open at 320, its one probe is given up at 355: open until 655."""
    calls = "; ".join(f"{tick} call g1 a as c{tick}" for tick in (10, 325, 340, 400, 655))
    trace = played(
        f"5 behave n1 error; 320 behave n1 hang; 600 behave n1 ok; {calls}", f"{CALLS} threshold=1", patience=30
    )
    assert ends(trace) == {
        "c10": ("refused", 20),
        "c325": ("unknown", 355),
        "c340": ("refused", 340),
        "c400": ("refused", 400),
        "c655": ("ok", 665),
    }


@pytest.mark.parametrize("counts", ["attempts", "calls"])
def test_a_success_clears_the_failures_before_it(counts: str) -> None:
    """Failure, success, failure are not two failures in a row; two more are."""
    trace = played(
        "5 behave n1 error; 10 call g1 a as c1; 50 behave n1 ok; 60 call g1 a as c2; 100 behave n1 error;"
        "110 call g1 a as c3; 160 call g1 a as c4; 210 call g1 a as c5",
        CALLS.replace("counts=calls", f"counts={counts} threshold=2"),
    )
    assert ends(trace) == {
        "c1": ("refused", 20),
        "c2": ("ok", 70),
        "c3": ("refused", 120),
        "c4": ("refused", 170),
        "c5": ("refused", 210),
    }
    assert [reason(trace, name)[0] for name in ("c3", "c4", "c5")] == ["server_error", "server_error", "breaker_open"]


def test_where_breakers_count_calls_a_call_that_succeeds_at_last_is_one_success() -> None:
    """Attempts at 10, 120, 330 fail, that of 740 goes well. Were attempts counted, two would be too many."""
    commands = "5 behave n1 error; 10 call g1 a as c1; 500 behave n1 ok; 1000 call g1 a as c2"
    trace = played(commands, "counts=calls breaker=service threshold=2 cooldown=5000 retries=3")
    assert ends(trace) == {"c1": ("ok", 750), "c2": ("ok", 1010)}
    assert believes(trace, "g1", 1000) == {}


def test_where_breakers_count_calls_one_good_probe_closes_a_half_open_one_for_all() -> None:
    """Open at 20, half open at 320. While its probe is under way a second call is refused; from 340 both may."""
    calls = "; ".join(f"{tick} call g1 a as c{tick}" for tick in (10, 330, 335, 340))
    trace = played(f"5 behave n1 error; 100 behave n1 ok; {calls}; 340 call g1 a as other", f"{CALLS} threshold=1")
    assert ends(trace) == {
        "c10": ("refused", 20),
        "c330": ("ok", 340),
        "c335": ("refused", 335),
        "c340": ("ok", 350),
        "other": ("ok", 350),
    }


@pytest.mark.parametrize(
    ("how", "asked", "settings"),
    [
        ("hang", "a", "threshold=2"),
        ("error", "a", "threshold=2"),
        ("ok", "a malformed", "threshold=1 retry_on=all"),
    ],
)
def test_a_client_that_gives_up_while_its_gateway_waits_to_try_again_is_forgotten_and_nobody_is_blamed(
    how: str, asked: str, settings: str
) -> None:
    """At 110 nothing is under way, so no failure is added to that of the first attempt, and no second one is made."""
    commands = f"5 behave n1 {how}; 10 call g1 {asked} as op; 105 behave n1 ok; 300 call g1 a as next"
    trace = played(commands, f"retries=1 {settings}", patience=100)
    assert ends(trace) == {"op": ("unknown", 110), "next": ("ok", 310)}
    assert [message.sent for event in trace.events if event.node == "g1" for message in event.sent] == [10, 300]
    assert believes(trace, "g1", 299) == {}


def test_what_a_later_probe_has_shown_is_not_undone_by_the_silence_of_an_earlier_call() -> None:
    """The call of 20 is silent until 70. The probe of 35 was answered at 45: the newer question, so n1 is well."""
    trace = play(
        "system service nodes=1; latency 5; timeout 5000; gateway g1 check=35 check_timeout=20 attempt=50 passive=yes"
        " retries=0; 10 behave n1 lost_reply; 20 call g1 a as op; stop 90"
    )
    assert ends(trace) == {"op": ("unknown", 70)}
    assert believes(trace, "g1", 9) == {}
    assert [believes(trace, "g1", tick)["health"] for tick in (10, 69, 70, 90)] == [{"n1": "healthy"}] * 4
