"""What is read from runs with a gateway: walks, counts, spans, delays, each worked out by hand; what holds always.

Latency is 5: an instance's answer is back 10 ticks after the question.
"""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.analysis.verdicts import verdicts
from engine.catalog.scenes import PRESETS
from engine.resilience import (
    Bucket,
    Crowd,
    Detection,
    Span,
    WalkStep,
    attempts,
    beliefs,
    breaker_at,
    breakers,
    counts,
    crowd,
    detections,
    outcomes,
    repeated,
    truths,
    walks,
)
from engine.run.simulation import run
from engine.script import APP, parse, print_script
from engine.script.rewrite import gateway_with
from engine.trace import Trace


def played(gateway: str, commands: str, system: str = "service nodes=1") -> Trace:
    return run(parse(f"system {system}\ngateway g1 check=0 jitter=no {gateway}\nlatency 5\ntimeout 900\n{commands}"))


def scene(name: str) -> Trace:
    return run(parse(PRESETS[name]))


def steps(trace: Trace) -> dict[str, tuple[WalkStep, ...]]:
    return {walk.op.id: walk.steps for walk in walks(trace)}


# -- walks -------------------------------------------------------------------------------------------------------


def test_a_walk_past_an_error_and_a_silence() -> None:
    """Asked at 10, an error at 20; after 100 asked again, silent for 50; after 200 asked a third time."""
    commands = "0 behave n1 error; 50 behave n1 hang; 200 behave n1 ok; 10 call g1 a as c1"
    trace = played("breaker=off backoff=100 attempt=50", commands)
    assert steps(trace)["c1"] == (
        WalkStep("attempt", 1, 10, 20, "n1", "error"),
        WalkStep("wait", 2, 20, 120),
        WalkStep("attempt", 2, 120, 170, "n1", "silent"),
        WalkStep("wait", 3, 170, 370),
        WalkStep("attempt", 3, 370, 380, "n1", "ok"),
    )


def test_an_open_breaker_asks_nobody_and_a_fallback_ends_the_walk() -> None:
    trace = played(
        "threshold=1 retries=1 backoff=30 fallback=default", "0 behave n1 error; 10 call g1 a as c1; 90 call g1 a as c2"
    )
    assert steps(trace) == {
        "c1": (
            WalkStep("attempt", 1, 10, 20, "n1", "error"),
            WalkStep("wait", 2, 20, 50),
            WalkStep("blocked", 2, 50, 50, "a n1"),
            WalkStep("fallback", 0, 50, 50, None, "made_up"),
        ),
        "c2": (
            WalkStep("blocked", 1, 90, 90, "a n1"),
            WalkStep("wait", 2, 90, 120),
            WalkStep("blocked", 2, 120, 120, "a n1"),
            WalkStep("fallback", 0, 120, 120, None, "made_up"),
        ),
    }


def test_nobody_well_a_bad_request_and_a_client_who_left() -> None:
    one = played("passive=yes breaker=off retries=0 none_healthy=fail", "0 behave n1 error; 10 call g1 a; 50 call g1 a")
    assert [walk.steps for walk in walks(one)][1] == (WalkStep("none_healthy", 1, 50, 50),)
    two = played("breaker=off", "10 call g1 a malformed as c1")
    assert steps(two)["c1"] == (WalkStep("attempt", 1, 10, 20, "n1", "bad_request"),)
    three = run(
        parse("system service nodes=1; gateway g1 check=0 attempt=90; timeout 40; 0 behave n1 hang; 10 call g1 a as c1")
    )
    assert steps(three)["c1"] == (WalkStep("attempt", 1, 10, 50, "n1", "abandoned"),)


def test_a_run_that_ends_first_leaves_an_attempt_open() -> None:
    assert steps(played("", "10 call g1 a as c1; stop 15"))["c1"] == (WalkStep("attempt", 1, 10, None, "n1"),)


# -- counts ------------------------------------------------------------------------------------------------------


def test_counts_of_a_storm() -> None:
    """Errors until 599: each of 20 clients asks at 20, 70, 160, 330 in vain and at 660 with success."""
    found = counts(scene("retry_storm"))
    assert (found.calls, found.attempts, found.retries, found.hits) == (20, 100, 80, 100)
    assert found.amplification == 5
    assert (found.p50, found.p95, found.p99) == (650, 650, 650)
    assert found.told == {"ok": 20}
    assert [bucket for bucket in attempts(scene("retry_storm"), 10) if bucket.first or bucket.again] == [
        Bucket(20, 20, 0), Bucket(70, 0, 20), Bucket(160, 0, 20), Bucket(330, 0, 20), Bucket(660, 0, 20),
    ]  # fmt: skip


def test_three_shares_that_are_not_the_same() -> None:
    """Two answers proper, three stale, one refusal; every node ran all the time, the gateway too."""
    trace = scene("fast_failure")
    found = counts(trace)
    assert found.told == {"degraded": 3, "ok": 2, "refused": 1}
    assert (found.success, found.served, found.uptime) == (5 / 6, 2 / 6, 1.0)
    assert outcomes(trace, 200)[2] == (400, {"degraded": 2, "refused": 1})
    # a gateway that is down gives CAP nothing to complain of; four attempts left, those to the far side never arrived
    assert (found.attempts, found.blocked) == (5, 5)


def test_uptime_is_the_share_of_time_in_which_an_instance_ran() -> None:
    trace = played("", "20 crash n1; 60 crash n2; 80 recover n2; 100 call g1 a; stop 200", "service nodes=2")
    assert counts(trace).uptime == 0.9
    assert counts(played("", "50 crash n1; stop 200")).uptime == 0.25
    assert counts(played("", "stop 100")).success is None


def test_carried_out_more_than_once_at_an_instance_and_at_a_store() -> None:
    commands = "0 behave n1 lost_reply; 10 call g1 a 100 as c1"
    assert repeated(played("retries=2 attempt=50 backoff=10 idempotent=no", commands)) == {"c1": 3}
    assert repeated(played("retries=2 attempt=50 backoff=10", commands)) == {}
    trace = scene("applied_twice")
    assert repeated(trace) == {"w1": 2}
    keyed = replace(trace.scenario, gateways=(gateway_with(trace.scenario.gateways[0], {"idempotent": True}),))
    assert repeated(run(keyed)) == {}
    assert (trace.operations[-1].value, run(keyed).operations[-1].value) == (9, 8)


# -- spans -------------------------------------------------------------------------------------------------------


def test_a_dead_instance_is_detected_by_the_probe_after_its_crash() -> None:
    """Down at 90; the probe of 100 is given 40; back at 300, when the next probe asks: answered at 310."""
    trace = scene("dead_instance")
    assert truths(trace, "g1")["a", "n2"] == (Span(0, 90, "ok"), Span(90, 300, "down"), Span(300, 520, "ok"))
    assert beliefs(trace, "g1")["a", "n2"] == (
        Span(0, 10, "unknown"), Span(10, 140, "healthy"), Span(140, 310, "unhealthy"), Span(310, 520, "healthy"),
    )  # fmt: skip
    (found,) = detections(trace, "g1")
    assert found == Detection("a", "n2", "down", 90, 300, 140)
    assert found.delay == 50


def test_a_gray_failure_is_never_detected_but_the_breaker_opens() -> None:
    trace = scene("gray_failure")
    (found,) = detections(trace, "g1")
    assert (found.how, found.noticed, found.delay) == ("gray", None, None)
    assert breakers(trace, "g1")["a n1"] == (
        Span(0, 150, "closed"), Span(150, 300, "open"), Span(300, 350, "half_open"), Span(350, 480, "closed"),
    )  # fmt: skip
    assert breaker_at(trace, "g1", trace.at(150))["a n1"].state == "open"
    assert breaker_at(trace, "g1", trace.at(149))["a n1"].results == (False,)


def test_a_cut_is_felt_one_way_too_and_services_fail_apart() -> None:
    trace = played("", "20 cut n1>g1; 60 heal; 80 behave n1 error for b; stop 100", "service nodes=1 a=n1 b=n1")
    assert truths(trace, "g1") == {
        ("a", "n1"): (Span(0, 20, "ok"), Span(20, 60, "cut"), Span(60, 100, "ok")),
        ("b", "n1"): (Span(0, 20, "ok"), Span(20, 60, "cut"), Span(60, 80, "ok"), Span(80, 100, "error")),
    }


def test_an_instance_that_fails_in_one_way_after_another_fails_once() -> None:
    """In error from 20, down from 40, started anew and well from 60: one failure. Another goes on to the end."""
    trace = played("", "20 behave n1 error; 40 crash n1; 60 recover n1; 90 behave n1 hang; stop 100")
    assert [(one.how, one.since, one.until) for one in detections(trace, "g1")] == [
        ("error", 20, 60), ("hang", 90, 100),
    ]  # fmt: skip


def test_stale_answers_of_a_fallback_break_linearizability() -> None:
    broken = {verdict.check: verdict.operations for verdict in verdicts(scene("fast_failure"))
              if verdict.outcome == "broken"}  # fmt: skip
    assert broken["linearizable"] == ("w1", "r2")
    assert broken["available"] == ("r2", "r3", "w3", "r4")


# -- many clients ------------------------------------------------------------------------------------------------


def test_a_crowd_in_lockstep_comes_back_in_waves_and_jitter_spreads_it() -> None:
    """All at 10 fail at 20: back at 120, 330 and 740 (waits 100, 200, 400), then well since 700."""
    asked = Crowd(clients=30, spread=0, outage=700)
    waves = [one for one in attempts(run(crowd(asked, False)), 10) if one.first or one.again]
    assert waves == [Bucket(10, 30, 0), Bucket(120, 0, 30), Bucket(330, 0, 30), Bucket(740, 0, 30)]
    spread = attempts(run(crowd(asked, True)), 10)
    assert max(one.again for one in spread) < 15


def test_a_budget_ends_a_storm() -> None:
    found = counts(run(crowd(Crowd(budget=10), False)))
    assert (found.attempts, found.retries) == (110, 10)


@pytest.mark.parametrize("jitter", [True, False])
def test_a_crowd_is_a_script_within_the_limits(jitter: bool) -> None:
    scenario = crowd(Crowd(clients=400, budget=20, breaker="service"), jitter)
    assert parse(print_script(scenario), APP) == scenario


# -- what holds always -------------------------------------------------------------------------------------------

TICKS = st.integers(0, 40).map(lambda tenth: 10 * tenth)
NODES = st.sampled_from(("n1", "n1", "n2"))
ASKED = st.builds(lambda tick: f"{tick} call g1 a by alice", TICKS)
HOWS = st.sampled_from(("ok", "error", "hang", "lost_reply", "lost_reply", "gray", "slow 30", "slow 80"))
BEFALLS = st.one_of(
    st.builds(lambda tick, node, how: f"{tick} behave {node} {how}", TICKS, NODES, HOWS),
    st.builds(lambda tick, node: f"{tick} crash {node}", TICKS, NODES),
    st.builds(lambda tick, node: f"{tick} recover {node}", TICKS, NODES),
    st.builds(lambda tick, node: f"{tick} cut {node} | g1", TICKS, NODES),
    st.builds(lambda tick: f"{tick} heal", TICKS),
)
SETTINGS = st.builds(
    lambda retries, threshold, fallback, jitter, elsewhere: (
        f"check=100 check_timeout=40 retries={retries} threshold={threshold} cooldown=150 backoff=20 "
        f"fallback={fallback} jitter={jitter} elsewhere={elsewhere} attempt=50 passive={jitter}"
    ),
    st.integers(0, 3),
    st.integers(1, 3),
    st.sampled_from(("none", "default", "stale")),
    st.sampled_from(("yes", "no")),
    st.sampled_from(("yes", "no")),
)


@settings(max_examples=120, deadline=None)
@given(SETTINGS, st.lists(ASKED, min_size=4, max_size=30), st.lists(BEFALLS, max_size=8), HOWS, st.integers(0, 9))
def test_every_call_ends_within_its_means(
    gateway: str, asked: list[str], befalls: list[str], first: str, seed: int
) -> None:
    lines = sorted([f"0 behave n1 {first}", *asked, *befalls], key=lambda line: int(line.split()[0]))
    text = (
        f"system service nodes=2 a=n1{seed % 2 * ',n2'}\ngateway g1 {gateway}\nlatency 5\ntimeout 2000\nseed {seed}\n"
    )
    trace = run(parse(text + "\n".join(lines)))
    retries = int(gateway.split("retries=")[1].split(maxsplit=1)[0])
    threshold = int(gateway.split("threshold=")[1].split(maxsplit=1)[0])
    for walk in walks(trace):
        assert walk.op.status != "pending" and walk.op.done is not None
        assert len(walk.attempts) + sum(one.what in ("blocked", "none_healthy") for one in walk.steps) >= 1
        assert len(walk.attempts) <= retries + 1
    last = len(trace.events) - 1
    assert all(times == 1 for node in ("n1", "n2") for times in trace.state(node, last).done.values())
    for node in ("n1", "n2"):
        _kept_away(trace, node, threshold, 150)


def _kept_away(trace: Trace, node: str, threshold: int, cooldown: int) -> None:
    """Once so many answers in a row were failures, nobody asks this instance until the time is up."""
    sent = [one for walk in walks(trace) for one in walk.attempts if one.by == node and one.end is not None]
    row = 0
    for tick in sorted({one.end for one in sent if one.end is not None}):
        results = [one.outcome == "ok" for one in sent if one.end == tick]
        if any(results) and not all(results):
            return  # in which order these were told does not show here
        row = 0 if all(results) else row + len(results)
        if row >= threshold:
            assert not [one for one in sent if tick < one.start < tick + cooldown]
            return
