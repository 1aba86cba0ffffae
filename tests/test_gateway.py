"""Gateways: attempt times, hits and outcomes of fixed cases, each worked out by hand from the rules.

The base: two instances, latency 5 (an answer is back 10 ticks after the question), an attempt is given 50 ticks, waits
are 100, 200, 400 without jitter, no checks, no breaker unless a case says so.
"""

from __future__ import annotations

import json

import pytest

from engine.analysis.report import as_text, report
from engine.availability.endpoints import endpoint_of
from engine.availability.messages import Call
from engine.model import Message, Note
from engine.run.simulation import run
from engine.script import ScriptError, parse, print_script
from engine.trace import Trace
from lessons.words import languages, load
from pages.ui.session import error_text as errors

BASE = """\
system service nodes=2{system}
gateway g1 check=0 backoff=100 jitter=no attempt=50 {gateway}
latency 5
timeout 5000
{commands}"""
ALL = "5 behave n1 {how}\n5 behave n2 {how}\n"


def played(commands: str, gateway: str = "breaker=off", system: str = "") -> Trace:
    return run(parse(BASE.format(system=system, gateway=gateway, commands=commands)))


def attempts(trace: Trace, op: str) -> list[int]:
    """The ticks at which the attempts of a call were sent."""
    calls = [one for event in trace.events for one in event.sent if isinstance(one.body, Call)]
    return [one.sent for one in calls if one.body.op == op]


def hits(trace: Trace) -> int:
    """The attempts that reached an instance."""
    return sum(isinstance(event.cause, Message) and isinstance(event.cause.body, Call) and event.kind == "deliver"
               for event in trace.events)  # fmt: skip


def ends(trace: Trace) -> dict[str, tuple[str, int | None]]:
    return {op.id: (op.status, op.done) for op in trace.operations}


def reasons(trace: Trace) -> dict[str, str]:
    return {op.id: op.reason.code for op in trace.operations if op.reason}


def test_a_gateway_asks_each_instance_of_its_services() -> None:
    scenario = parse(BASE.format(system=" a=n2 b=n1,n2", gateway="", commands=""))
    assert endpoint_of(scenario, "g1").config.nodes == ("n2", "n1")


def test_a_call_that_goes_well_takes_one_attempt() -> None:
    trace = played("10 call g1 a by alice as c1\n")
    assert attempts(trace, "c1") == [10]
    assert ends(trace) == {"c1": ("ok", 20)}


def test_errors_are_tried_again_three_times_elsewhere_in_turn() -> None:
    """Answers at 20, 130, 340, 750: each 10 after its attempt, then the wait."""
    trace = played(ALL.format(how="error") + "10 call g1 a by alice as c1\n")
    assert attempts(trace, "c1") == [10, 120, 330, 740]
    asked = [one.dst for event in trace.events for one in event.sent if isinstance(one.body, Call)]
    assert asked[0] != asked[1]
    assert sorted(asked) == ["n1", "n1", "n2", "n2"]
    assert ends(trace) == {"c1": ("refused", 750)}
    assert reasons(trace) == {"c1": "server_error"}


def test_silence_leaves_doubt() -> None:
    """Each attempt is given up after 50, so the waits begin at 60, 210, 460."""
    trace = played(ALL.format(how="hang") + "10 call g1 a by alice as c1\n")
    assert attempts(trace, "c1") == [10, 160, 410, 860]
    assert ends(trace) == {"c1": ("unknown", 910)}


def test_one_dead_instance_costs_one_attempt_at_most() -> None:
    trace = played("5 crash n1\n" + "".join(f"{tick} call g1 a as c{tick}\n" for tick in range(10, 90, 10)))
    assert all(len(attempts(trace, op)) <= 2 for op in ends(trace))
    assert {status for status, _ in ends(trace).values()} == {"ok"}


def test_a_bad_request_is_the_clients_own_fault() -> None:
    trace = played("10 call g1 a malformed as c1\n", "threshold=1")
    assert attempts(trace, "c1") == [10]
    assert reasons(trace) == {"c1": "bad_request"}
    assert attempts(played("10 call g1 a malformed as c1\n", "retries=1 retry_on=all breaker=off"), "c1") == [10, 120]


def test_the_breaker_opens_after_the_threshold_and_tries_one_after_the_cooldown() -> None:
    """Failures are known at 20, 40 and 60; it opens at 60 for 300; c4 asks nobody, c5 is the probe."""
    commands = ALL.format(how="error") + "10 call g1 a as c1\n30 call g1 a as c2\n50 call g1 a as c3\n"
    commands += "70 call g1 a as c4\n100 behave n1 ok\n100 behave n2 ok\n400 call g1 a as c5\n400 call g1 a as c6\n"
    trace = played(commands, "breaker=service threshold=3 cooldown=300 retries=0")
    assert ends(trace) == {
        "c1": ("refused", 20), "c2": ("refused", 40), "c3": ("refused", 60), "c4": ("refused", 70),
        "c5": ("ok", 410), "c6": ("refused", 400),
    }  # fmt: skip
    assert reasons(trace)["c4"] == reasons(trace)["c6"] == "breaker_open"
    assert hits(trace) == 4


@pytest.mark.parametrize(
    ("skew", "tick", "status"), [(0, 120, "refused"), (0, 121, "ok"), (9, 111, "refused"), (9, 112, "ok")]
)
def test_by_the_wall_clock_it_tries_again_once_that_has_moved_far_enough(skew: int, tick: int, status: str) -> None:
    """The brief's rule (row B23): it opened at 20, and more than 100 must have gone by on the gateway's own clock."""
    commands = "5 behave n1 error\n5 behave n2 error\n10 call g1 a as c1\n30 behave n1 ok\n30 behave n2 ok\n"
    trace = played(f"{commands}40 skew g1 {skew}\n{tick} call g1 a as c2\n",
                   "breaker=service threshold=1 cooldown=100 retries=0 flaw=wall_clock_timer")  # fmt: skip
    assert ends(trace)["c2"][0] == status


@pytest.mark.parametrize(("counts", "reached"), [("attempts", 5), ("calls", 20)])
def test_nesting_decides_how_often_a_dead_service_is_hit(counts: str, reached: int) -> None:
    calls = "".join(f"{1000 * i} call g1 a as c{i}\n" for i in range(1, 8))
    settings = f"breaker=service threshold=5 cooldown=100000 counts={counts}"
    assert hits(played(ALL.format(how="error") + calls, settings)) == reached


@pytest.mark.parametrize(("idempotent", "times"), [("yes", None), ("no", 3)])
def test_lost_replies_and_keys(idempotent: str, times: int | None) -> None:
    script = "5 behave n1 lost_reply\n10 call g1 a 100 as c1\n"
    trace = played(script, f"breaker=off idempotent={idempotent}", " a=n1 b=n2")
    node = trace.state("n1", len(trace.events) - 1)
    assert node.done == {"c1": 1 + (times or 0)}
    assert ends(trace)["c1"][0] == "unknown"


def test_a_fallback_is_degraded_and_no_answer_in_the_sense_of_cap() -> None:
    trace = played("5 crash n1\n5 crash n2\n10 call g1 a as c1\n", "breaker=off retries=0 fallback=default")
    assert ends(trace) == {"c1": ("degraded", 60)}
    verdicts = {one["check"]: one["outcome"] for one in json.loads(as_text(report(trace)))["verdicts"]}
    assert verdicts["available"] == "broken"


def test_checks_find_a_dead_instance_after_the_fall_and_a_living_one_after_the_rise() -> None:
    """Probes at 0, 100, 200 ...: n1 is down from 150 on, silent at 200 and 300 (known 40 later): unhealthy at 340."""
    trace = run(
        parse("""\
system service nodes=2
gateway g1 check=100 check_timeout=40 rise=2 fall=2
latency 5
150 crash n1
450 recover n1
stop 700
""")
    )
    notes = [
        (event.tick, effect.values)
        for event in trace.events
        for effect in event.effects
        if isinstance(effect, Note) and effect.code == "health"
    ]
    of_n1 = [(tick, values["now"], values["by"]) for tick, values in notes if values["instance"] == "n1"]
    assert of_n1 == [(110, "healthy", "probe"), (340, "unhealthy", "silence"), (610, "healthy", "probe")]


def test_a_gray_failure_is_healthy_to_probes() -> None:
    trace = run(
        parse("""\
system service nodes=1
gateway g1 check=100 check_timeout=40 breaker=off retries=0
latency 5
20 behave n1 gray
30 call g1 a as c1
250 call g1 a as c2
stop 400
""")
    )
    assert [status for status, _ in ends(trace).values()] == ["refused", "refused"]
    assert {one.state for one in trace.state("g1", len(trace.events) - 1).health.values()} == {"healthy"}


def test_in_front_of_a_store_a_stamped_write_is_one_write() -> None:
    """The answer to the first attempt is lost; bob's write comes before the second. With a key bob's stands."""
    script = """\
system quorum nodes=3
gateway g1 check=0 breaker=off backoff=100 jitter=no attempt=50 {key}
latency 5
timeout 2000
9 cut n1>g1 n2>g1 n3>g1
10 write g1 x milk by alice as w1
60 heal
100 write n3 x eggs by bob as w2
400 read n3 x by bob as r1
"""
    kept = run(parse(script.format(key="idempotent=yes")))
    assert [op.value for op in kept.operations if op.id == "r1"] == ["eggs"]
    again = run(parse(script.format(key="idempotent=no")))
    assert [op.value for op in again.operations if op.id == "r1"] == ["milk"]


@pytest.mark.parametrize(("version", "after"), [("clock", (111, "g1", 0)), ("hybrid", (111, 0, "g1", 0))])
def test_a_stamped_write_comes_after_what_its_client_has_written_by_a_clock_that_was_fast(
    version: str, after: tuple[object, ...]
) -> None:
    """n1 takes the first at 110 by its clock, the gateway stamps the second at 50 by its own."""
    trace = run(
        parse(
            f"system quorum nodes=3 monotonic_writes=yes version={version}; gateway g1 check=0 idempotent=yes;"
            "clock n1 skew=100; 10 write n1 x 1 by alice; 50 write g1 x 2 by alice as w; 200 read n3 x as r"
        )
    )
    assert [(op.value, op.version) for op in trace.operations if op.id in "wr"] == [(2, after)] * 2


BAD = [
    ("retries=-1", "retries"),
    ("threshold=0", "threshold"),
    ("attempt=0", "attempt"),
    ("window=2 threshold=3", "window"),
    ("check=10 check_timeout=20", "check_timeout"),
    ("breaker=maybe", "breaker"),
    ("flaw=nonsense", "flaw"),
]


@pytest.mark.parametrize(("written", "guilty"), BAD)
def test_nonsense_is_refused_by_name_in_both_languages(written: str, guilty: str) -> None:
    with pytest.raises(ScriptError) as refused:
        parse(f"system service nodes=2\ngateway g1 {written}\n")
    assert refused.value.line == 2
    for lang in languages():
        said = errors.sentence(load(lang), refused.value).replace("\\", "")
        assert guilty in said or written.partition("=")[2] in said


@pytest.mark.parametrize(
    "line", ["10 call g2 a", "10 call n1 a", "10 behave n9 ok", "10 behave n1 dance", "10 call g1"]
)
def test_unknown_gateways_instances_and_behaviours_are_refused(line: str) -> None:
    with pytest.raises(ScriptError) as refused:
        parse(f"system service nodes=2\ngateway g1\n{line}\n")
    assert refused.value.line == 3


def test_a_gateways_line_is_printed_as_it_is_read() -> None:
    text = "system quorum nodes=3\ngateway g1 check=100 check_timeout=40 retries=0 fallback=stale\ngateway g2\n"
    text += "10 call g1 store by alice as c1\n20 read g2 x by bob as r1\n"
    assert print_script(parse(text)) == text
