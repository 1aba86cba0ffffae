"""Instances with a capacity: whose turn it is, who is refused, and an outage that outlasts its trigger.

The scene `metastable`, by hand (latency 5; a call takes 10, or 50 if it is begun from 60 to 119; an attempt that was
sent at s is in time if its answer is there before s + 40, so if it is begun by s + 24):
* Sent at 20, 35, 50: begun at 25, 40, 55, answered at 40, 55, 70. Then one every 15, from 65 on.
* c4 is begun at 70 and done at 120. By then c5 to c7 wait, 35, 20 and 5 ticks long, and c4 has asked again at 115.
* c5, c6, c7 are done at 130, 140, 150, each too late by then. c8 (125) is begun at 150 without c4's second attempt,
  else at 160: too late by 1, or by 11.
* Without retries c9 (140) is begun at 160 and answered at 175, in time by 5, and each one after it is earlier by 5.
* With one retry each call that fails costs 20 ticks and one comes every 15: the queue only grows.
"""

from __future__ import annotations

from typing import NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.catalog.scenes import PRESETS
from engine.protocols.service.analysis import calls_waiting, has_capacity
from engine.resilience import CURES, aftermath, counts
from engine.run.simulation import run
from engine.script import ScriptError, parse
from engine.script.rewrite import with_setting
from engine.trace import Trace
from lessons.goals import holds

SCENE = parse(PRESETS["metastable"])


def told(trace: Trace) -> dict[str, tuple[str, int | None]]:
    return {op.id: (op.status, op.done) for op in trace.operations}


def played(system: str, commands: str, gateway: str = "retries=0 attempt=900") -> Trace:
    head = f"system service nodes=1 work=20 {system}\ngateway g1 check=0 breaker=off jitter=no {gateway}"
    return run(parse(f"{head}\nlatency 5\ntimeout 900\n{commands}"))


# -- turns, refusals ---------------------------------------------------------------------------------------------

THREE = "10 call g1 a as c1; 12 call g1 a as c2; 14 call g1 a as c3"


@pytest.mark.parametrize(
    ("system", "first", "second", "third"),
    [
        # without a capacity all three are worked on at once
        ("", ("ok", 40), ("ok", 42), ("ok", 44)),
        ("capacity=1", ("ok", 40), ("ok", 60), ("ok", 80)),
        ("capacity=1 order=lifo", ("ok", 40), ("ok", 80), ("ok", 60)),
        ("capacity=2", ("ok", 40), ("ok", 42), ("ok", 60)),
        ("capacity=1 queue=0", ("ok", 40), ("refused", 22), ("refused", 24)),
        ("capacity=1 queue=1", ("ok", 40), ("ok", 60), ("refused", 24)),
        # the newest is next, so the oldest has to go
        ("capacity=1 queue=1 order=lifo", ("ok", 40), ("refused", 24), ("ok", 60)),
    ],
)
def test_whose_turn_it_is(system: str, first: tuple[str, int], second: tuple[str, int], third: tuple[str, int]) -> None:
    assert told(played(system, THREE)) == {"c1": first, "c2": second, "c3": third}


def test_a_place_that_is_free_in_the_same_tick_is_taken() -> None:
    """c1 is done at 35, when c2 arrives and nobody may wait."""
    assert told(played("capacity=1 queue=0", "10 call g1 a as c1; 30 call g1 a as c2"))["c2"] == ("ok", 60)


def test_an_instance_behaves_as_it_does_when_a_turn_comes_and_a_crash_takes_the_queue() -> None:
    """c2 is begun at 35: with an error that costs no time, so c3 follows in the same tick, with an error too."""
    ends = told(played("capacity=1", f"{THREE}; 30 behave n1 error"))
    assert ends == {"c1": ("ok", 40), "c2": ("refused", 40), "c3": ("refused", 40)}
    silent = told(played("capacity=1", f"{THREE}; 20 behave n1 lost_reply"))
    assert silent == {"c1": ("ok", 40), "c2": ("unknown", 912), "c3": ("unknown", 914)}
    gone = played("capacity=1", f"{THREE}; 20 crash n1; 25 recover n1; 30 call g1 a as c4")
    assert told(gone)["c4"] == ("ok", 60) and {told(gone)[one][0] for one in ("c1", "c2", "c3")} == {"unknown"}


def test_health_checks_do_not_wait() -> None:
    """The probe is sent at 0 and every 100; at 100 two calls are ahead of it."""
    head = "system service nodes=1 work=90 capacity=1\ngateway g1 check=100 check_timeout=20 breaker=off retries=0"
    trace = run(parse(f"{head}\nlatency 5\n{THREE}; stop 150"))
    assert [event for event in trace.events if event.tick == 110 and event.kind == "deliver"]
    assert trace.state("g1", trace.last).health["a", "n1"].state == "healthy"


@pytest.mark.parametrize(
    ("line", "setting", "needs"),
    [
        ("capacity=1", "capacity", "work=10"),
        ("work=5 queue=3", "queue", "capacity=1"),
        ("work=5 order=lifo", "order", "capacity=1"),
    ],
)
def test_what_means_nothing_alone_is_refused(line: str, setting: str, needs: str) -> None:
    with pytest.raises(ScriptError) as error:
        parse(f"system service nodes=1 {line}")
    values = error.value.values
    assert (values["reason"], values["setting"], values["needs"]) == ("setting_needs", setting, needs)


# -- an outage that outlasts its trigger -------------------------------------------------------------------------


def test_with_a_capacity_an_outage_outlasts_its_trigger_if_calls_are_retried_and_not_else() -> None:
    stuck, calm = run(SCENE), run(with_setting(SCENE, "retries=0"))
    assert aftermath(stuck) == (120, 23, 0) and aftermath(calm) == (120, 23, 22)
    assert told(stuck)["c3"] == ("ok", 70) and told(stuck)["c8"][0] == "unknown"
    assert (told(calm)["c8"], told(calm)["c9"]) == (("unknown", 165), ("ok", 175))
    assert holds(stuck, "answered 120 = 0") and holds(calm, "answered 120 >= 22")
    assert counts(stuck).attempts == 3 + 2 * 27


def test_the_same_retries_do_no_harm_without_a_trigger_or_without_a_capacity() -> None:
    text = PRESETS["metastable"]
    well = run(parse(text.replace("60 behave n1 slow 40\n", "").replace("120 behave n1 ok\n", "")))
    assert {op.status for op in well.operations} == {"ok"} and aftermath(well) is None
    wide = run(parse(text.replace(" capacity=1", "")))
    assert aftermath(wide) == (120, 23, 23)


@pytest.mark.parametrize(("until", "answered"), [(120, (23, 22, 23, 23, 23, 22, 0)), (150, (21, 14, 13, 21, 21, 0, 0))])
def test_what_cures_it_and_what_does_not(until: int, answered: tuple[int, ...]) -> None:
    """Fewer attempts, or work for those who still wait. To wait longer helps only after a short trouble: the first
    second attempt is then sent at 205, and by 190 nobody waits."""
    lines = PRESETS["metastable"].replace("120 behave n1 ok\n", "").splitlines()
    place = next(i for i, line in enumerate(lines) if line.startswith(f"{until + 5} "))
    scene = parse("\n".join([*lines[:place], f"{until} behave n1 ok", *lines[place:]]))
    found = [aftermath(run(with_setting(scene, cure))) for cure in CURES]
    assert [after.asked for after in found if after] == [answered[0]] * len(CURES)
    assert tuple(after.answered for after in found if after) == answered[1:]


def test_the_queue_grows_while_calls_come_and_is_worked_off_after_them() -> None:
    lengths = dict(calls_waiting(run(SCENE), "n1", run(SCENE).last))
    assert (lengths[85], lengths[115], lengths[465], lengths[640]) == (1, 3, 15, 0)
    assert max(lengths.values()) == 15
    short = run(with_setting(SCENE, "queue=1"))
    assert has_capacity(short) and max(length for _, length in calls_waiting(short, "n1", short.last)) == 1


class Storm(NamedTuple):
    """A call every `every` ticks, each `work` long, and a trigger from 60 on that makes each one longer by `slow`."""

    work: int
    every: int
    slow: int
    until: int

    @property
    def over(self) -> int:
        """By when at the latest all that the trigger has left is worked off, if nobody asks twice: the last call that
        it made longer is done, and then those that had come by then, while others come."""
        done = self.until + self.work + self.slow
        left = (done - 20) // self.every + 2
        return done + left * self.work * self.every // (self.every - self.work) + 1

    def trace(self, retries: str) -> Trace:
        """Its run, ten calls longer than until it must be over."""
        calls = (f"{tick} call g1 a" for tick in range(20, self.over + 10 * self.every, self.every))
        trigger = f"60 behave n1 slow {self.slow}", f"{self.until} behave n1 ok"
        lines = "\n".join(sorted((*calls, *trigger), key=lambda line: int(line.split()[0])))
        gateway = f"gateway g1 check=0 breaker=off backoff=10 jitter=no attempt={2 * self.work + 10 + self.every}"
        head = f"system service nodes=1 work={self.work} capacity=1\n{gateway} {retries}"
        return run(parse(f"{head}\nlatency 5\ntimeout 900\n{lines}"))


@st.composite
def storms(draw: st.DrawFn) -> Storm:
    work = draw(st.integers(2, 15))
    every = draw(st.integers(work + work // 3 + 1, 3 * work))
    return Storm(work, every, draw(st.integers(1, 6 * work)), draw(st.integers(61, 160)))


@settings(max_examples=25, deadline=None)
@given(storms())
def test_without_retries_an_outage_ends_when_what_its_trigger_has_left_is_worked_off(storm: Storm) -> None:
    """So the cure of the scene holds whatever the trigger, while calls come slower than they are worked off."""
    late = [op for op in storm.trace("retries=0").operations if op.issued > storm.over]
    assert len(late) >= 9 and {op.status for op in late} == {"ok"}


def test_with_retries_there_are_outages_that_do_not_end_by_then() -> None:
    storm = Storm(10, 15, 40, 120)
    late = [op for op in storm.trace("retries=1").operations if op.issued > storm.over]
    assert late and {op.status for op in late} == {"unknown"}


# -- what holds always -------------------------------------------------------------------------------------------

COMMANDS = st.lists(
    st.one_of(
        st.integers(0, 60).map(lambda tick: f"{5 * tick} call g1 a"),
        st.builds(
            lambda tick, how: f"{5 * tick} behave n1 {how}",
            st.integers(0, 60),
            st.sampled_from(("ok", "slow 30", "error", "hang", "lost_reply")),
        ),
        st.integers(0, 60).map(lambda tick: f"{5 * tick} crash n1"),
        st.integers(0, 60).map(lambda tick: f"{5 * tick} recover n1"),
    ),
    max_size=30,
)


@settings(max_examples=60, deadline=None)
@given(st.integers(1, 3), st.integers(0, 4), st.sampled_from(("fifo", "lifo")), COMMANDS)
def test_no_bound_is_passed_and_nobody_waits_for_an_idle_instance(
    capacity: int, queue: int, order: str, commands: list[str]
) -> None:
    lines = "\n".join(sorted(commands, key=lambda line: int(line.split()[0])))
    trace = played(f"capacity={capacity} queue={queue} order={order}", lines, "retries=2 backoff=10 attempt=50")
    at_end = {trace.events[index].tick: state for index, state in trace.states("n1")}
    for state in at_end.values():
        assert len(state.working) <= capacity and len(state.waiting) <= queue
        assert len(state.working) == capacity or not state.waiting
    assert {op.status for op in trace.operations} <= {"ok", "refused", "unknown"}
