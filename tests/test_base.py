"""primary with a fallback, soft copies and a lease: who takes what when the primary does not, and what comes of it."""

from __future__ import annotations

import pytest
from hypothesis import event, given, settings
from hypothesis import strategies as st

from engine.analysis.durability import lost_writes
from engine.analysis.metrics import metrics_of
from engine.model import Command, Handoff, Heal, Latency, Note, Operation, Read, Recover, Scenario, System, Write
from engine.run.simulation import run
from engine.script import ScriptError, parse
from engine.trace import Trace
from tests.strategies import AFTER, scenarios


def play(chosen: str, script: str, nodes: int = 3) -> Trace:
    return run(parse(f"system primary nodes={nodes} {chosen}\ntimeout 100\n{script}"))


def op(trace: Trace, name: str) -> Operation:
    return next(found for found in trace.operations if found.id == name)


def told(trace: Trace, *names: str) -> list[tuple[str, object, int | None]]:
    """Status, value and tick of the end."""
    return [(found.status, found.value, found.done) for found in (op(trace, name) for name in names)]


def count(trace: Trace, code: str) -> int:
    return sum(isinstance(note, Note) and note.code == code for event in trace.events for note in event.effects)


def hints(trace: Trace, tick: int, node: str = "n3") -> list[str]:
    return [name for name, _ in trace.state(node, trace.at(tick)).hints]


# -- the fallback --------------------------------------------------------------------------------------------------

FALLBACK = "copy=async fallback=n3"


def test_a_silent_primary_s_write_is_kept_and_handed_back() -> None:
    trace = play(
        FALLBACK, "init x old; 0 crash n1; 10 write n2 x new as w; 70 recover n1; 80 handoff n3; 101 read n1 x"
    )
    assert told(trace, "w") == [("ok", "new", 60)]  # 10 + patience 30 + there and back 20
    assert [hints(trace, tick) for tick in (49, 50, 99, 100)] == [[], ["w"], ["w"], []]
    assert op(trace, "w").version == (0, 1, "n1")
    assert told(trace, "r1") == [("ok", "new", 101)]
    assert lost_writes(trace, trace.at(75)) == () == lost_writes(trace)


@pytest.mark.parametrize(
    ("chosen", "ended", "timers"),
    [
        ("fallback=n3", ("ok", 1, 60), [40]),
        ("fallback=n3 patience=0", ("unknown", 1, 110), []),
        ("fallback=n3 flaw=fallback_if_refused", ("unknown", 1, 110), []),
        ("patience=30", ("unknown", 1, 110), []),
    ],
)
def test_a_coordinator_has_patience_only_where_a_fallback_and_the_settings_ask_for_it(
    chosen: str, ended: tuple[str, int, int], timers: list[int]
) -> None:
    trace = play(f"copy=async {chosen}", "0 crash n1; 10 write n2 x 1 as w")
    assert told(trace, "w") == [ended]
    assert [event.tick for event in trace.events if event.kind == "timer"] == timers


def test_what_the_fallback_has_as_a_copy_it_only_confirms() -> None:
    """The primary takes it at 20, what it says to n2 is lost, the copy is at n3 at 30. n2 asks n3 at 40."""
    trace = play(FALLBACK, "1 cut n1>n2; 10 write n2 x 1 as w")
    assert (told(trace, "w"), op(trace, "w").version) == ([("ok", 1, 60)], (0, 1, "n1"))
    assert (hints(trace, 50), count(trace, "hint_kept")) == ([], 0)


def test_readers_of_the_fallback_do_not_see_what_it_keeps() -> None:
    trace = play(FALLBACK, "init x old; 0 crash n1; 10 write n2 x new; 70 read n3 x; 71 read n2 x")
    assert [found.value for found in trace.operations[1:]] == ["old", "old"]
    assert op(trace, "w1").version == (0, 0, "n1", "n3", 1)


def test_a_hint_stands_between_what_the_fallback_knows_and_what_comes_next() -> None:
    lines = (
        "0 write n2 x a as a; 40 cut n1; 41 write n2 x b as b; 42 write n3 x c as c; 110 heal; 120 write n1 x d as d"
    )
    trace = play(FALLBACK, lines)
    versions = [op(trace, name).version for name in "acbd"]
    assert versions == [(0, 1, "n1"), (0, 1, "n1", "n3", 1), (0, 1, "n1", "n3", 2), (0, 2, "n1")] == sorted(versions)


def test_a_slow_primary_numbers_a_write_once_though_it_comes_twice() -> None:
    trace = play(FALLBACK, "0 slow n1-n2 50; 10 write n2 x 1 as w; 80 handoff n3; 120 read n1 x as r")
    assert told(trace, "w") == [("ok", 1, 60)]
    assert count(trace, "version") == 1 and count(trace, "hint_home") == 1
    assert trace.state("n1", len(trace.events) - 1).sequence == 1
    assert op(trace, "w").version == op(trace, "r").version == (0, 1, "n1")


def test_a_write_that_was_overwritten_does_not_come_back_with_its_hint() -> None:
    lines = "0 slow n1-n2 50; 10 write n2 x 1; 70 write n1 x 2; 80 handoff n3; 120 read n1 x as r"
    assert told(play(FALLBACK, lines), "r") == [("ok", 2, 120)]


def test_a_hint_that_the_primary_has_not_seen_is_the_newest_when_it_comes() -> None:
    lines = "0 cut n1-n2; 10 write n2 x hint as a; 70 write n1 x later as b; 80 handoff n3; 120 read n1 x as r"
    trace = play(FALLBACK, lines)
    assert told(trace, "r") == [("ok", "hint", 120)]
    assert (op(trace, "b").version, op(trace, "a").version) == ((0, 1, "n1"), (0, 2, "n1"))
    assert lost_writes(trace) == ()


def test_a_new_primary_knows_what_was_copied_to_it() -> None:
    lines = "0 slow n2>n1 50; 1 write n2 x 1 as w; 80 crash n1; 90 promote n2 tell n3; 91 handoff n3"
    trace = play(FALLBACK, lines)
    assert count(trace, "version") == 1 and hints(trace, trace.end) == []


def test_the_fallback_is_tried_when_the_primary_says_no() -> None:
    trace = play("copy=async fallback=n4", "0 promote n2 tell n1 n4; 10 write n3 x 1 as w; 60 handoff n4", nodes=4)
    assert told(trace, "w") == [("ok", 1, 50)]  # sent back at 30
    assert op(trace, "w").version == (1, 1, "n2")


def test_without_a_fallback_in_reach_nobody_knows() -> None:
    assert told(play(FALLBACK, "0 cut n1 | n2 | n3; 10 write n2 x 1 as w"), "w") == [("unknown", 1, 110)]


def test_a_coordinator_may_be_the_fallback_itself() -> None:
    trace = play(FALLBACK, "0 crash n1; 10 write n3 x 1 as w; 60 recover n1; 70 handoff n3")
    assert told(trace, "w") == [("ok", 1, 40)]
    assert hints(trace, 60) == ["w"] and hints(trace, 95) == []


def test_a_fallback_that_was_promoted_numbers_the_write_itself() -> None:
    trace = play(FALLBACK, "1 promote n3 tell n1; 10 write n2 x 1 as w")
    assert told(trace, "w") == [("ok", 1, 50)]
    assert op(trace, "w").version == (1, 1, "n3")


def test_hints_are_on_disk() -> None:
    kept = play(FALLBACK, "0 crash n1; 10 write n2 x 1 as w; 70 crash n3; 80 recover n3")
    wiped = play(FALLBACK, "0 crash n1; 10 write n2 x 1 as w; 70 crash n3; 80 recover n3 wipe")
    assert (hints(kept, 90), hints(wiped, 90)) == (["w"], [])
    assert (lost_writes(kept), lost_writes(wiped)) == ((), ("w",))


def test_hints_go_home_by_themselves() -> None:
    trace = play(f"{FALLBACK} handoff=50", "0 crash n1; 10 write n2 x 1 as w; 110 recover n1; stop 180")
    assert [hints(trace, tick) for tick in (149, 180)] == [["w"], []]


def test_sync_copies_that_were_lost_are_sent_again_for_a_hint() -> None:
    lines = "0 cut n1>n2 n1>n3; 1 write n2 x 1 as w; 60 heal; 70 handoff n3; 120 read n2 x as r"
    trace = play("copy=sync fallback=n3", lines)
    assert told(trace, "w", "r") == [("ok", 1, 51), ("ok", 1, 120)]
    assert count(trace, "version") == 1
    assert (hints(trace, 109), hints(trace, 110)) == (["w"], [])  # handed back at 80, copied at 90, all answered at 100


SPARE = System("primary", 4, (("copy", "async"), ("fallback", "n3")))
ENDING: tuple[Command, ...] = (Heal(AFTER), *(Recover(AFTER, node) for node in SPARE.names), Handoff(AFTER + 1, "n3"))


@settings(max_examples=60, deadline=None)
@given(scenarios(SPARE, lossy=True, ending=(*ENDING, Handoff(AFTER + 300, "n3"))))
def test_what_was_acknowledged_stays_and_is_numbered_once(scenario: Scenario) -> None:
    trace = run(scenario)
    assert lost_writes(trace) == ()
    numbered = [n.values["op"] for e in trace.events for n in e.effects if isinstance(n, Note) and n.code == "version"]
    assert len(set(numbered)) == len(numbered)


# -- soft copies ---------------------------------------------------------------------------------------------------

CACHE = "copy=cache ttl=50"


def test_a_copy_answers_until_its_time_is_over() -> None:
    lines = "init x old; 0 read n2 x as a; 30 write n1 x new; 69 read n2 x as b; 70 read n2 x as c; 100 read n1 x as d"
    trace = play(CACHE, lines)
    assert told(trace, "a", "b", "c", "d") == [
        ("ok", "old", 20), ("ok", "old", 69), ("ok", "new", 90), ("ok", "new", 100),
    ]  # fmt: skip
    assert [op(trace, name).why.rule for name in "abcd"] == ["fetched", "cached", "fetched", "local"]  # type: ignore[union-attr]


def test_a_write_is_answered_by_the_origin_alone_and_touches_no_copy() -> None:
    trace = play(CACHE, "init x old; 0 read n2 x; 30 write n2 x new as w; 60 read n2 x as r")
    assert told(trace, "w", "r") == [("ok", "new", 50), ("ok", "old", 60)]


def test_soft_state_is_rebuilt_after_a_crash() -> None:
    lines = "init x 1; 0 read n2 x as a; 30 crash n2 wipe; 40 recover n2 wipe; 45 read n2 x as b"
    trace = play(CACHE, lines)
    stored = [trace.state("n2", trace.at(tick)).store for tick in (29, 35, 44)]
    assert [dict(store).keys() for store in stored] == [{"x"}, set(), set()]
    assert told(trace, "b") == [("ok", 1, 65)]


def test_what_is_not_at_the_origin_is_not_kept() -> None:
    trace = play(CACHE, "0 read n2 x as a; 30 write n1 x 1; 40 read n2 x as b; 70 delete n1 x; 120 read n2 x as c")
    assert [found[1] for found in told(trace, "a", "b", "c")] == [None, 1, None]


def test_a_purged_copy_is_fetched_again() -> None:
    trace = play(CACHE, "init x 1; 0 read n2 x; 30 write n1 x 2; 31 purge n2 n3 x; 32 read n2 x as r")
    assert told(trace, "r") == [("ok", 2, 52)]
    assert (count(trace, "copy_purged"), count(trace, "nothing_cached")) == (1, 1)


def test_an_origin_out_of_reach() -> None:
    lines = "init x 1; 0 read n2 x; 30 cut n1; 60 read n2 x as a; 80 read n2 x as b; 81 read n3 x as c"
    unknown = ("unknown", None)
    assert [f[:2] for f in told(play(CACHE, lines), "a", "b", "c")] == [("ok", 1), unknown, unknown]
    stale = play(f"{CACHE} stale_if_error=yes", lines)
    assert told(stale, "a", "b", "c") == [("ok", 1, 60), ("ok", 1, 110), ("unknown", None, 181)]
    assert op(stale, "b").why.rule == "stale_if_error"  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("more", "ended", "timers"),
    [
        # 81 and 30 ticks of patience; the end of the copy's time at 70
        ("stale_if_error=yes", ("ok", 1, 111), [70, 111]),
        ("stale_if_error=yes patience=0", ("unknown", None, 181), [70]),
        ("stale_if_error=no", ("unknown", None, 181), [70]),
    ],
)
def test_who_has_no_patience_to_lose_waits_for_its_client(
    more: str, ended: tuple[str, object, int], timers: list[int]
) -> None:
    trace = play(f"{CACHE} {more}", "init x 1; 0 read n2 x; 30 cut n1; 81 read n2 x as r")
    assert told(trace, "r") == [ended]
    assert [event.tick for event in trace.events if event.kind == "timer"] == timers


def test_who_is_no_origin_any_more_says_so() -> None:
    lines = "init x 1; 0 promote n2; 1 read n3 x as a; 60 promote n2 tell n3; 61 read n3 x as b"
    assert [found[:2] for found in told(play(CACHE, f"{lines}; 0 promote n3 tell n1"), "a")] == [("ok", None)]
    refused = op(play(CACHE, "init x 1; 0 promote n2 tell n1; 1 read n3 x as a"), "a")
    assert (refused.status, refused.done) == ("refused", 21)
    assert refused.reason is not None and refused.reason.values == {"node": "n1", "believes": "n2"}


def test_copies_that_are_gone_disagree_with_nobody() -> None:
    trace = play(CACHE, "init x 1; 0 read n2 x; 30 write n1 x 2")
    assert [(s.start, s.end, s.equal) for s in metrics_of(trace).stretches] == [
        (0, 30, True),
        (30, 70, False),
        (70, 70, True),
    ]


SOFT = System("primary", 2, (("copy", "cache"), ("ttl", 50)))
ASKED = st.lists(st.tuples(st.integers(0, 150), st.booleans()), min_size=20, max_size=40).map(sorted)
FIXED = st.sampled_from([Latency(10, 10), Latency(0, 0), Latency(1, 30)])


@settings(max_examples=60, deadline=None)
@given(ASKED, FIXED, st.integers(0, 99))
def test_no_read_is_further_behind_than_a_copy_lives_and_one_delay(
    asked: list[tuple[int, bool]], latency: Latency, seed: int
) -> None:
    commands = [Write(tick, "n1", "x", f"v{tick}") if write else Read(tick, "n2", "x") for tick, write in asked]
    ages = metrics_of(run(Scenario(SOFT, latency, seed=seed, commands=tuple(commands)))).ages
    assert all(age <= 50 + latency.high for _, age in ages)
    event(f"age {max((age for _, age in ages), default=0) // 10 * 10}")


# -- the lease -----------------------------------------------------------------------------------------------------

LEASE = "copy=async lease=60 heartbeat=20"


@pytest.mark.parametrize(("tick", "status"), [(99, "ok"), (100, "refused")])
def test_a_primary_without_a_majority_stops_when_its_lease_is_over(tick: int, status: str) -> None:
    """Heartbeats leave at 20 and 40; the last answers are in at 40, so the lease ends at 100."""
    trace = play(LEASE, f"41 cut n1 | n2 n3; {tick} write n1 x 1 as w; stop 120")
    assert op(trace, "w").status == status
    if status == "refused":
        assert op(trace, "w").reason == ("lease_lapsed", {"node": "n1", "ticks": 60})
        assert count(trace, "lease_lapsed") == 1


def test_one_follower_of_two_is_enough() -> None:
    trace = play(LEASE, "5 cut n1-n2; 150 write n1 x 1 as w; stop 200")
    assert op(trace, "w").status == "ok" and count(trace, "lease_lapsed") == 0


def test_a_lease_comes_back_with_a_majority() -> None:
    trace = play(
        LEASE, "5 cut n1; 100 write n1 x 1 as a; 110 heal; 135 write n1 x 2 as b; 141 write n1 x 3 as c; stop 180"
    )
    assert [op(trace, name).status for name in "abc"] == ["refused", "refused", "ok"]
    assert count(trace, "lease_back") == 1


def test_who_follows_another_keeps_no_lease_alive() -> None:
    trace = play(LEASE, "10 promote n2 tell n3; 100 write n1 x 1 as w; stop 160")
    assert op(trace, "w").status == "refused"


def test_with_a_fallback_a_write_survives_the_lease() -> None:
    trace = play(f"{LEASE} fallback=n3", "5 cut n1-n2 n3>n1; 100 write n1 x 1 as w; stop 200")
    assert (told(trace, "w"), hints(trace, 150)) == ([("unknown", 1, 200)], ["w"])


SEAT = "50 cut n1 | n2 n3; 110 promote n2 tell n3; 120 write n3 x bob; 150 read n1 x as r; 165 read n1 x as s; stop 300"


@pytest.mark.parametrize(("covers", "status"), [("writes", "ok"), ("all", "refused")])
def test_a_lease_may_cover_reads_at_the_primary(covers: str, status: str) -> None:
    """The lease ends at 100, at 140 bob is told ok; n1 has an old value at 150, and answers with it or not at all."""
    trace = play(f"{LEASE} read=primary lease_covers={covers}", f"init x free; {SEAT}")
    assert op(trace, "r").status == status
    assert op(trace, "r").value == ("free" if status == "ok" else None)
    asked = play(f"{LEASE} read=primary lease_covers={covers}", "5 cut n1>n2 n3>n1; 150 read n3 x as r; stop 250")
    assert op(asked, "r").status == "unknown"


def test_whoever_asks_a_primary_whose_lease_is_over_is_sent_away() -> None:
    """n2 is heard, but does not hear: at 65 the lease is over. n3 asks n1 at 150; the answer is there at 170."""
    script = "init x 1; 5 cut n1-n2; 5 cut n3>n1; 140 heal n3>n1; 141 read n3 x as r; stop 200"
    trace = play(f"{LEASE} read=primary lease_covers=all", script)
    assert (op(trace, "r").status, op(trace, "r").done) == ("refused", 161)
    assert op(trace, "r").reason == ("lease_lapsed", {"node": "n1", "ticks": 60})


# -- reads at the primary, and settings that make no sense ---------------------------------------------------------


def test_reads_at_the_primary_are_never_behind_it() -> None:
    lines = "init x old; 0 cut n1-n2; 1 write n1 x new; 5 heal; 10 read n2 x as r; 11 read n1 x as q"
    assert told(play("copy=async read=primary", lines), "r", "q") == [("ok", "new", 30), ("ok", "new", 11)]
    assert told(play("copy=async", lines), "r") == [("ok", "old", 10)]


@pytest.mark.parametrize(
    ("chosen", "reason", "column"),
    [
        ("fallback=n1", "fallback_is_primary", 24),
        ("primary=n2 fallback=n2", "fallback_is_primary", 35),
        ("lease=20", "lease_too_short", 24),
        ("lease=60 heartbeat=0", "lease_too_short", 24),
        ("lease=60 heartbeat=60", "lease_too_short", 24),
        ("read=primary lease_covers=all", "lease_covers_nothing", 37),
        ("lease=60 lease_covers=all", "lease_covers_nothing", 33),
        ("copy=in_sync fallback=n2", "not_with_in_sync", 37),
        ("copy=in_sync lease=60", "not_with_in_sync", 37),
        ("copy=in_sync controller=n1", "controller_is_primary", 37),
        ("copy=in_sync in_sync_timeout=40", "in_sync_timeout_too_short", 37),
        ("copy=in_sync heartbeat=0", "in_sync_timeout_too_short", 8),
        ("copy=in_sync min_in_sync=3", "more_in_sync_than_replicas", 37),
        ("copy=async unclean=yes", "setting_needs", 35),
        ("min_in_sync=2", "setting_needs", 24),
        ("in_sync_timeout=60", "setting_needs", 24),
        ("controller=n2", "setting_needs", 24),
        ("ttl=20", "setting_needs", 24),
        ("stale_if_error=yes", "setting_needs", 24),
        ("handoff=60", "setting_needs", 24),
        ("heartbeat=30", "setting_needs", 24),
    ],
)
def test_settings_that_make_no_sense_are_refused_by_name(chosen: str, reason: str, column: int) -> None:
    with pytest.raises(ScriptError) as error:
        parse(f"system primary nodes=3 {chosen}")
    assert (error.value.values["reason"], error.value.line, error.value.column) == (reason, 1, column)


def test_what_says_the_usual_is_no_mistake() -> None:
    usual = "min_in_sync=1 in_sync_timeout=100 unclean=no controller=n3 ttl=50 stale_if_error=no handoff=0 heartbeat=20"
    assert parse(f"system primary nodes=3 {usual}").system.nodes == 3
