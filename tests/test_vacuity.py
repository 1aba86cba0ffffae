"""Vacuous verdicts: what is kept only because nothing could have broken it yet is not told on a stage."""

from __future__ import annotations

import pytest

from engine.analysis.verdicts import verdicts
from engine.catalog.scenes import PRESETS
from engine.checks import CHECKS, STAGE
from engine.checks.check import vacuous
from engine.checks.history import known
from engine.checks.timeline import since_tested
from engine.run.simulation import run
from engine.script import parse
from lessons.words import load
from pages.ui.stage.picture import paint
from pages.ui.stage.picture.schema import Picture, VerdictLine, VerdictSpan
from pages.ui.stage.picture.verdicts import leading

ONE = "system quorum nodes=3 r=2 w=2; init x 0; "
READS = {"linearizable", "regular", "available"}
WRITES = {"available", "converged", "durable"}


def picture(script: str) -> Picture:
    return paint(run(parse(script)), load("en"))


def told(script: str) -> set[str]:
    return {line["check"] for line in picture(script)["verdicts"]}


@pytest.mark.parametrize(
    ("commands", "wanted"),
    [
        ("", set()),
        ("10 read n1 x by alice", READS),
        ("10 write n1 x 1 by alice", WRITES),
        ("10 write n1 x 1 by alice; 90 write n1 x 2 by bob", WRITES),
        ("10 write n1 x 1 by alice; 90 write n1 x 2 by alice", WRITES | {"monotonic_writes"}),
        ("10 write n1 x 1 by alice; 90 read n1 x by bob", WRITES | READS),
        ("10 write n1 x 1 by alice; 90 read n1 y by alice", WRITES | READS),
        ("10 write n1 x 1 by alice; 90 read n1 x by alice", WRITES | READS | {"read_your_writes"}),
        ("10 read n1 x by alice; 90 write n1 x 1 by alice", WRITES | READS | {"writes_follow_reads"}),
        ("10 read n1 x by alice; 90 read n2 x by alice", READS | {"monotonic_reads"}),
        ("10 read n1 x by alice; 12 read n2 x by alice", READS),
    ],
)
def test_only_what_could_have_been_broken_is_told(commands: str, wanted: set[str]) -> None:
    assert told(ONE + commands) == wanted


def test_services_hold_nothing_that_could_differ_or_be_lost() -> None:
    script = "system service nodes=2; gateway g1; 10 call g1 main by alice; 200 call g1 main by alice"
    assert told(script) == {"available"}


def test_a_verdict_begins_with_the_first_answer_that_could_have_broken_it() -> None:
    lines = picture(ONE + "10 write n1 x 1 by alice; 90 read n1 x by bob")["verdicts"]
    since = {line["check"]: line["spans"][0]["from"] for line in lines}
    trace = run(parse(ONE + "10 write n1 x 1 by alice; 90 read n1 x by bob"))
    write, read = trace.operations
    assert (since["available"], since["durable"], since["linearizable"]) == (10, write.done, read.done)


def test_nobody_is_told_that_every_request_was_answered_while_one_waits() -> None:
    lines = picture("system quorum nodes=3; timeout 200; 10 write n1 x 1; 60 read n1 x; stop 65")["verdicts"]
    said = {line["check"]: [(span["from"], span["outcome"]) for span in line["spans"]] for line in lines}
    assert said["available"] == [(10, "cant_tell"), (30, "kept"), (60, "cant_tell")]


@pytest.mark.parametrize("scene", PRESETS)
def test_what_is_broken_was_tested_and_what_was_tested_stays_so(scene: str) -> None:
    trace = run(parse(PRESETS[scene]))
    broken = {verdict.check for verdict in verdicts(trace, checks=STAGE) if verdict.outcome == "broken"}
    for name in STAGE:
        tested = [
            not vacuous(CHECKS[name], known(trace.operations, event.tick))
            for event in trace.events[:: max(1, len(trace.events) // 40)]
        ]
        assert tested == sorted(tested), name
        assert name not in broken - {"converged"} or since_tested(CHECKS[name], trace.operations) is not None, name


def line(check: str, *spans: tuple[int, str]) -> VerdictLine:
    told: list[VerdictSpan] = [
        {"from": tick, "outcome": outcome, "outcome_text": "", "text": "", "ops": []} for tick, outcome in spans
    ]
    return {"check": check, "name": "", "help": "", "term": None, "spans": told}


LINES = [
    line("linearizable", (0, "kept"), (50, "broken")),
    line("regular", (0, "kept"), (30, "broken"), (70, "kept")),
    line("available", (0, "cant_tell"), (60, "kept")),
    line("durable", (20, "kept"), (30, "broken")),
]


def firsts(lines: list[VerdictLine], promise: str | None = None) -> list[tuple[int, str]]:
    return [(one["from"], one["check"]) for one in leading(lines, promise)]


def test_the_strongest_stands_first_until_something_breaks_and_what_broke_first_then() -> None:
    assert firsts(LINES) == [(0, "linearizable"), (30, "regular"), (70, "durable")]
    assert firsts(LINES[2:3]) == [(0, "available")]
    assert firsts([LINES[2], line("converged", (0, "kept"))]) == [(0, "converged"), (60, "available")]
    assert firsts([]) == []


def test_the_promise_in_question_stands_first_as_soon_as_something_is_to_be_said_of_it() -> None:
    assert firsts(LINES, "available") == [(0, "available")]
    assert firsts(LINES, "durable") == [(0, "linearizable"), (20, "durable")]
    assert firsts(LINES, "converged") == firsts(LINES)
