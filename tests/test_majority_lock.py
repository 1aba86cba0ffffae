"""The lock, the fence and the rollback: what holds under any schedule, and the rules as examples.

Rules of this file
* Latency is 10 unless said otherwise. At n2, with the lock at n1: granted at +20, kept aside by all at +40, committed
  and answered at +60; the lock is free again at +70.
* Schedules hold and release messages as well: a paused holder is one whose messages are late.
"""

from __future__ import annotations

from dataclasses import astuple, replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.analysis.durability import lost_writes
from engine.checks import CHECKS, judge
from engine.model import Command, Heal, Hold, Latency, Note, Release, Scenario, Skew, Slow, System
from engine.protocols import configured, majority_lock
from engine.protocols.majority_lock.leases import leftovers, tenures
from engine.protocols.majority_lock.messages import Granted
from engine.protocols.majority_lock.state import State
from engine.run.simulation import run
from engine.script import ScriptError, parse
from engine.trace import Trace
from lessons.words import languages, load
from pages.ui.protocols import majority_lock_leases as view
from pages.ui.stage import frame
from tests.asking import believes
from tests.strategies import LATENCIES, scenarios, ticks

THREE = System("majority_lock", 3, ())
APART = System("majority_lock", 5, (("home", ("n1", "n2", "n3")), ("lock", ("n4",)), ("lease", 30), ("acquire", 40)))
NO_LEASE = System("majority_lock", 3, (("lock", ("n2",)), ("lease", 0)))


def schedules(system: System, keys: tuple[str, ...] = ("x",)) -> st.SearchStrategy[Scenario]:
    """Cuts, crashes, losses, messages held and let go, slow nodes and wrong clocks."""
    names = st.sampled_from(system.names)
    late = (ticks(), st.tuples(names, names), st.integers(1, 6))
    tended: list[st.SearchStrategy[Command]] = [
        st.builds(Hold, *late),
        st.builds(Release, *late),
        st.builds(Slow, ticks(), names, st.sampled_from(LATENCIES)),
        st.builds(Skew, ticks(), names, st.sampled_from([-70, 0, 40, 90])),
    ]
    links = [(a, b) for a in system.names for b in system.names]
    ending: list[Command] = [Heal(1_000), *(Release(1_000, link, nth) for link in links for nth in (1, 2))]
    found = scenarios(system, keys=keys, lossy=True, least=8, most=40, ending=ending, tended=tended)
    return st.builds(_patient, found, st.sampled_from([Latency(3, 3), Latency(1, 9), Latency(5, 5, exponential=True)]))


def _patient(scenario: Scenario, latency: Latency) -> Scenario:
    """With short ways and clients that wait, so that most operations come to an end."""
    return replace(scenario, latency=latency, timeout=400)


def play(text: str, more: str = "nodes=3") -> Trace:
    return run(parse(f"system majority_lock {more}; {text}"))


def ended(trace: Trace) -> dict[str, tuple[str, Any]]:
    return {op.id: (op.status, op.value) for op in trace.operations}


def why(trace: Trace, op: str) -> str | None:
    (found,) = [one for one in trace.operations if one.id == op]
    return found.reason and found.reason.code


def last(trace: Trace, node: str) -> State:
    state: State = trace.state(node, trace.last)
    return state


def notes(trace: Trace) -> list[str]:
    return [effect.code for event in trace.events for effect in event.effects if isinstance(effect, Note)]


@pytest.mark.parametrize("system", [THREE, APART, NO_LEASE], ids=["three", "apart", "no lease"])
@settings(max_examples=25, deadline=None)
@given(data=st.data())
def test_with_fencing_it_is_linearizable_and_loses_nothing(system: System, data: st.DataObject) -> None:
    scenario = data.draw(schedules(system))
    trace = run(scenario)
    assert [
        one for one in judge(CHECKS["linearizable"], trace.operations, dict(scenario.init)) if one.outcome != "kept"
    ] == []
    stores = [last(trace, node).store for node in configured(system).home]
    for op in trace.operations:
        if op.kind != "read" and op.status == "ok":
            assert sum(op.key in store and store[op.key].version >= op.version for store in stores) > len(stores) // 2


@settings(max_examples=25, deadline=None)
@given(schedules(APART, keys=("x", "y")))
def test_tokens_grow_and_what_was_refused_is_seen_by_nobody(scenario: Scenario) -> None:
    trace = run(scenario)
    messages = [message for message, _, _ in trace.messages() if message.copy_of is None]
    sent = [message.body for message in messages if isinstance(message.body, Granted)]
    assert [body.token for body in sent] == list(range(1, len(sent) + 1))
    refused = {op.value for op in trace.operations if op.kind == "write" and op.status == "refused"}
    assert not refused & {op.value for op in trace.operations if op.kind == "read" and op.status == "ok"}
    for node in scenario.system.names:
        assert not refused & {record.value for _, state in trace.states(node) for record in state.store.values()}


@settings(max_examples=25, deadline=None)
@given(schedules(THREE, keys=("x", "y")))
def test_one_holder_a_key_as_the_service_has_it_and_only_for_its_lease(scenario: Scenario) -> None:
    for _, state in run(scenario).states("n1"):
        for lock in state.locks.values():
            assert lock.held is None or lock.held.until == lock.held.since + 80
            assert list(lock.queue) == sorted(lock.queue)


def test_lock_then_aside_then_in_place() -> None:
    trace = play("10 write n2 x 1 as w")
    (write,) = trace.operations
    assert (write.status, write.done, write.version) == ("ok", 70, (1,))
    assert [trace.state("n3", trace.at(tick)).tentative for tick in (39, 40, 60)] == [{}, {"x": ((1,), 1)}, {}]
    assert [trace.state("n3", trace.at(tick)).store for tick in (59, 60)] == [{}, {"x": ((1,), 1)}]
    held = [trace.state("n1", trace.at(tick)).locks["x"].held for tick in (20, 79, 80)]
    assert held == [("w", "n2", 1, 20, 100), ("w", "n2", 1, 20, 100), None]


def test_first_come_first_served_and_together_by_name() -> None:
    text = "timeout 900; 10 write n3 x 3 as c; 10 write n2 x 2 as b; 15 write n2 x 4 as d; 400 read n1 x as r"
    trace = play(text, "nodes=3 acquire=500")
    assert [op.version for op in trace.operations] == [(2,), (1,), (3,), (3,)]
    assert ended(trace)["r"] == ("ok", 4)


def test_who_waits_too_long_is_refused_and_nothing_has_happened() -> None:
    trace = play("10 write n2 x 1 as a; 15 write n3 x 2 as b; 200 read n3 x as r")
    assert ended(trace) == {"a": ("ok", 1), "b": ("refused", 2), "r": ("ok", 1)}
    assert why(trace, "b") == "lock_busy" and trace.operations[1].done == 75
    assert last(trace, "n1").locks["x"] == (None, ())


def test_a_grant_in_the_tick_of_the_last_patience_is_taken() -> None:
    """Free at 80 at the service, granted at n3 at 90: it asked at 30 and waits 60."""
    assert ended(play("10 write n2 x 1 as a; 30 write n3 x 2 as b; timeout 300"))["b"] == ("ok", 2)
    assert ended(play("10 write n2 x 1 as a; 29 write n3 x 2 as b; timeout 300"))["b"] == ("refused", 2)


def test_when_the_lock_service_is_out_of_reach_nobody_writes_and_all_read() -> None:
    trace = play("init x 0; 1 crash n1; 10 write n2 x 1 as w; 20 read n3 x as r")
    assert ended(trace) == {"w": ("refused", 1), "r": ("ok", 0)}


def test_any_majority_will_do() -> None:
    trace = play("1 crash n2; 10 write n1 x 1 as w; 40 read n3 x as r")
    assert ended(trace) == {"w": ("ok", 1), "r": ("ok", 1)}


def test_a_holder_that_crashes_is_rid_of_its_lock_by_the_lease_alone() -> None:
    text = "10 write n2 x 1 as a; 35 crash n2; 100 write n3 x 2 as b; 200 write n3 x 3 as c; timeout 90"
    assert [status for status, _ in ended(play(text)).values()] == ["unknown", "ok", "ok"]
    assert [status for status, _ in ended(play(text, "nodes=3 lease=0")).values()] == ["unknown", "refused", "refused"]


def test_leases_are_watched_again_after_a_crash_of_the_service() -> None:
    trace = play("10 write n2 x 1 as a; 35 crash n2; 40 crash n1; 60 recover n1; 80 write n3 x 2 as b")
    assert ended(trace)["b"] == ("ok", 2)
    assert [op.version for op in trace.operations] == [(1,), (2,)]


SPLIT = "init x 0; 5 cut n1 n2 | n3 n4 n5; 10 write n1 x 1 as w; {0}130 heal; 140 read n2 x as r"


def test_without_a_majority_it_is_rolled_back_at_the_end_of_the_lease() -> None:
    trace = play(SPLIT.format(""), "nodes=5")
    assert ended(trace) == {"w": ("refused", 1), "r": ("ok", 0)}
    assert (why(trace, "w"), trace.operations[0].done) == ("lease_over", 90)
    assert notes(trace).count("rolled_back") == 1
    assert all(last(trace, node).tentative == {} for node in trace.scenario.system.names)


def test_what_the_rollback_does_not_reach_stays_aside_until_the_next_write() -> None:
    trace = play(SPLIT.format("60 cut n1 | n2; "), "nodes=5")
    assert last(trace, "n2").tentative == {"x": ((1,), 1)} and ended(trace)["r"] == ("ok", 0)
    later = play(SPLIT.format("60 cut n1 | n2; ") + "; 180 write n4 x 2 as w2; 300 read n2 x as r2", "nodes=5")
    assert last(later, "n2").tentative == {} and ended(later)["r2"] == ("ok", 2)


PAUSED = """home=n1,n2,n3 lock=n4 nodes=5 {0}; timeout 250; init x 0; 10 write n5 x 1 as a; 45 slow n5 150
60 write n3 x 2 as b; 190 slow n5 10; 230 read n2 x as r"""


def test_the_fence_stops_a_holder_that_paused_and_nothing_else_does() -> None:
    fenced = run(parse(f"system majority_lock {PAUSED.format('')}"))
    assert ended(fenced) == {"a": ("refused", 1), "b": ("ok", 2), "r": ("ok", 2)}
    assert why(fenced, "a") == "fenced" and notes(fenced).count("fenced_off") == 3 and lost_writes(fenced) == ()
    bare = run(parse(f"system majority_lock {PAUSED.format('fencing=no')}"))
    assert ended(bare) == {"a": ("ok", 1), "b": ("ok", 2), "r": ("ok", 1)}
    assert lost_writes(bare) == ("b",)


def test_refused_by_some_and_committed_by_one_is_unknown() -> None:
    """n1 commits at itself at 70; what it sends to the others comes at 220, after token 2."""
    text = "init x 0; 30 write n1 x 1 as a; 65 slow n1 150; 120 write n2 x 2 as b; 400 read n3 x as r"
    trace = play(text, "nodes=3 lock=n3")
    assert ended(trace) == {"a": ("unknown", 1), "b": ("ok", 2), "r": ("ok", 2)}


HALF = """nodes=3 {0}; init x 0; 10 write n1 x 1 as w; 11 hold n1>n2.2; 11 hold n1>n3.2; 35 read n1 x as r1
76 cut n1 | n2 n3; 78 read n2 x as r2"""


def test_without_write_back_a_later_read_can_be_older() -> None:
    """n1 alone has committed; it tells the first reader, and is cut off before the second."""
    bare = run(parse(f"system majority_lock {HALF.format('write_back=no')}"))
    assert [ended(bare)[op] for op in ("r1", "r2")] == [("ok", 1), ("ok", 0)]
    assert judge(CHECKS["linearizable"], bare.operations, {"x": 0})[0].outcome == "broken"
    sound = run(parse(f"system majority_lock {HALF.format('')}"))
    assert [ended(sound)[op] for op in ("r1", "r2")] == [("ok", 1), ("ok", 1)]


def test_a_clock_that_lags_makes_a_holder_believe_and_the_fence_holds() -> None:
    """Its acks come at 140, its lease ends at 100: by a clock 200 behind it still commits, at itself alone."""
    text = "timeout 400; init x 0; 10 write n2 x 1 as a; 35 slow n2 100; 120 write n3 x 2 as b"
    wrong = play(f"clock n2 skew=-200; {text}; 500 read n1 x as r")
    assert ended(wrong) == {"a": ("unknown", 1), "b": ("ok", 2), "r": ("ok", 2)}
    right = play(f"{text}; 500 read n1 x as r")
    assert ended(right) == {"a": ("refused", 1), "b": ("ok", 2), "r": ("ok", 2)} and why(right, "a") == "lease_over"


def test_what_a_node_believes_is_shown() -> None:
    trace = play("10 write n2 x 1; 15 write n3 x 2")
    config = configured(trace.scenario.system)
    service, holder, other = [
        majority_lock.view.view(config, n, trace.state(n, trace.at(45))) for n in ("n1", "n2", "n3")
    ]
    assert (service.role, holder.role) == ("lock_service", None)
    assert service.believes == {
        "lock": ({"key": "x", "node": "n2", "token": 1, "until": 100},),
        "queue": ({"key": "x", "nodes": "n3"},),
        "tentative": ({"key": "x", "value": 1, "token": 1},),
    }
    assert (holder.believes or {})["holds"] == ({"key": "x", "token": 1, "until": 100},)
    assert set(other.believes or {}) == {"tentative"} and dict(other.store) == {}
    careless = play("10 write n2 x 1", "nodes=3 lease=80 lease_check=no")
    told = believes(careless, "n2", 45)
    assert told["holds_unchecked"] and "holds" not in told, "a lease without an end is another thing than one ignored"
    endless = play("10 write n2 x 1", "nodes=3 lease=0")
    assert believes(endless, "n2", 45)["holds"] == ({"key": "x", "token": 1, "until": "∞"},)


def test_tenures_as_the_service_has_them_and_as_holders_believe() -> None:
    trace = run(parse(f"system majority_lock {PAUSED.format('')}"))
    first, second = tenures(trace, trace.last)
    assert (first.node, first.start, first.until, first.end, first.how) == ("n5", 20, 100, 100, "lapsed")
    assert first.believed == (30, 210) and first.past(250) == (100, 210)
    assert first.refused == ((200, "n1"), (200, "n2"), (200, "n3")) and first.overwrote == ()
    assert (second.node, second.start, second.end, second.how) == ("n3", 100, 160, "released")
    assert second.believed == (110, 150) and second.past(250) is None
    early = tenures(trace, trace.at(90))
    assert [(one.end, one.how, one.believed, one.past(90)) for one in early] == [(None, "held", (30, None), None)]
    bare = run(parse(f"system majority_lock {PAUSED.format('fencing=no')}"))
    assert tenures(bare, len(bare.events) - 1)[0].overwrote == ((200, "n1"), (200, "n2"), (200, "n3"))


def test_a_holder_that_crashes_believes_no_more_and_a_lost_grant_is_never_believed() -> None:
    trace = play("10 write n2 x 1; 35 crash n2; 150 recover n2; 200 drop n1>n3.1; 210 write n3 x 2")
    found = tenures(trace, trace.last)
    assert [(one.believed, one.end) for one in found] == [((30, 35), 100), (None, 280)]
    assert [one.past(400) for one in found] == [None, None]


def test_what_is_left_behind_is_told_with_how_its_write_ended() -> None:
    trace = play(SPLIT.format("60 cut n1 | n2; "), "nodes=5")
    assert [tuple(astuple(one)) for one in leftovers(trace, trace.at(120))] == [("n2", "x", 1, 1, "w", "refused")]
    assert leftovers(trace, trace.at(50)) == ()
    crashed = play("10 write n2 x 1 as w; 45 crash n2")
    assert {one.node: one.status for one in leftovers(crashed, crashed.at(60))} == dict.fromkeys(
        ("n1", "n2", "n3"), "pending"
    )


@pytest.mark.parametrize("lang", languages())
def test_the_closer_look_draws_what_the_engine_found(lang: str) -> None:
    words = load(lang)
    for fencing, marked in (("", "refused_legend"), ("fencing=no", "overwrote_legend")):
        trace = run(parse(f"system majority_lock {PAUSED.format(fencing)}"))
        assert view.applies(trace)
        drawn = view.figure(words, tenures(trace, trace.last), 250, dark=True)
        found = {one.name: one for one in drawn.data}
        late = found[words("lock_view.late")]
        assert (list(late.base), list(late.x)) == ([100], [110])
        assert list(found[words(f"lock_view.{marked}")].x) == [200]
        assert len(view.table(words, tenures(trace, trace.last))) == 2
    split = play(SPLIT.format("60 cut n1 | n2; "), "nodes=5")
    assert view.remains(words, split, split.at(120)).iloc[0].tolist()[:4] == ["n2", "x", "1", 1]


@pytest.mark.parametrize(
    ("settings", "level", "said"),
    [("", "good", "fenced"), ("fencing=no", "warn", "unfenced"), ("write_back=no", "warn", "inversion"),
     ("lease=0", "warn", "for_ever"), ("flaw=tentative_reads", "warn", None)],
)  # fmt: skip
def test_what_the_settings_imply(settings: str, level: str, said: str | None) -> None:
    text, found = frame.implies(parse(f"system majority_lock {settings}"), load("en"))
    assert found == level and (said is None or text == load("en")(f"implies.majority_lock_{said}"))


@pytest.mark.parametrize("setting", ["lock=n9", "lease=-1", "acquire=x", "fencing=maybe", "home=n1,n1", "flaw=none"])
def test_a_setting_that_makes_no_sense_is_refused_at_its_place(setting: str) -> None:
    with pytest.raises(ScriptError) as found:
        parse(f"system majority_lock nodes=3 {setting}")
    assert (found.value.column, found.value.values["setting"]) == (30, setting.partition("=")[0])
