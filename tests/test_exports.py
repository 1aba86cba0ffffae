"""Exports: a history goes out and comes back with the same verdicts; logs and diagrams are what their tools read."""

from __future__ import annotations

import json
import re
from collections import Counter
from itertools import product

from engine.analysis.verdicts import verdicts
from engine.catalog.scenes import PRESETS
from engine.checks import FOREIGN
from engine.checks.history import answered
from engine.exports import FORMS
from engine.exports.messages import SHIVIZ
from engine.histories import read
from engine.histories.judging import judged
from engine.run.simulation import run
from engine.script import parse, print_command
from engine.trace import Trace
from tests.each import each
from tests.judging import judge_all

TWO_HANDS = """\
init x 0
system quorum nodes=3 r=2 w=2
10 write n1 x "a \\"b\\"; {c}" by alice
12 read n2 x by alice
12 write n2 x 7 by bob
13 write n3 y "7" by bob
80 read n1 y by alice
200 read n3 x by alice
stop 400
"""
SILENT = (
    "system quorum nodes=3 r=2 w=2\n5 cut n1 | n2 n3\n10 write n1 x 1 by a\n300 read n2 x by a\n310 delete n2 x by a\n"
)
SCRIPTS = {**PRESETS, "two_hands": TWO_HANDS, "silent": SILENT}


def traced(script: str) -> Trace:
    return run(parse(script))


def registers(trace: Trace) -> bool:
    plain = (
        op.object == "register" and op.kind != "call" and not isinstance(op.value, tuple) for op in trace.operations
    )
    return bool(trace.operations) and all(plain)


PLAIN = [scene for scene, script in SCRIPTS.items() if registers(traced(script))]


def test_a_history_comes_back_with_its_verdicts() -> None:
    each(product(PLAIN, ["jepsen", "json", "events", "csv"]), comes_back)


def comes_back(case: tuple[str, str]) -> None:
    scene, form = case
    trace = traced(SCRIPTS[scene])
    log = read(FORMS[form].make(trace), "jepsen" if form == "jepsen" else "csv" if form == "csv" else "json")
    init = dict(trace.scenario.init)
    if form == "json" and any(op.status == "degraded" for op in trace.operations):
        return  # the report does not say which of these answers hold data
    found = judged(log._replace(init=init), "register", FOREIGN)
    ops = answered(trace.operations)
    expected = judge_all(ops, init)
    assert [(one.check, one.key, one.outcome) for one in found] == [
        (one.check, one.key, one.outcome) for one in expected
    ]
    told = [(fault.what, fault.more) for fault in log.faults]
    faults = [print_command(event.cause).split(" ", 2)[1:] for event in trace.events if event.kind == "fault"]
    assert told == [(what, "".join(more)) for what, *more in faults], "and with its faults"
    assert Counter((op.client, op.kind.replace("delete", "write"), op.key, op.status) for op in ops) == Counter(
        (op.client, op.kind.replace("delete", "write"), op.key, op.status) for op in log.operations
    )


def test_the_report_brings_its_start_along() -> None:
    trace = traced(TWO_HANDS)
    log = read(FORMS["json"].make(trace), "auto")
    assert log.init == read(FORMS["csv"].make(trace), "csv").init == {"x": 0}
    mine = {(one.key, one.outcome) for one in verdicts(trace) if one.check == "linearizable"}
    assert {(one.key, one.outcome) for one in judged(log, log.model)} == mine


def test_what_a_client_does_beside_is_another_process() -> None:
    trace = traced(TWO_HANDS)
    events = json.loads(FORMS["events"].make(trace))
    assert [event[:4] for event in events[:4]] == [
        ["alice", "invoke", "write", "x"],
        ["alice~2", "invoke", "read", "x"],
        ["bob", "invoke", "write", "x"],
        ["bob~2", "invoke", "write", "y"],
    ]
    assert '"a \\"b\\"; {c}"' in FORMS["jepsen"].make(trace)


def test_a_spreadsheet_runs_no_formula() -> None:
    trace = traced('system quorum nodes=1\n1 write n1 x "=1+1"\n2 write n1 x "7"\n3 write n1 x 7')
    rows = FORMS["csv"].make(trace).splitlines()
    assert [row.split(",")[5] for row in rows[1:]] == ['"""=1+1"""', '"""7"""', "7"]


def test_shiviz_reads_every_event() -> None:
    each(SCRIPTS, read_by_shiviz)


def read_by_shiviz(scene: str) -> None:
    trace = traced(SCRIPTS[scene])
    text = FORMS["shiviz"].make(trace)
    found = list(re.finditer(SHIVIZ.replace("(?<", "(?P<"), text))
    assert len(found) * 2 == len(text.splitlines())
    counts: Counter[str] = Counter()
    for one in found:
        counts[one["host"]] += 1
        clock = json.loads(one["clock"])
        assert clock[one["host"]] == counts[one["host"]], "an event of a host counts by one"
        assert all(count <= counts[host] for host, count in clock.items()), "nothing comes from the future"


def test_mermaid_is_arrows_and_notes() -> None:
    each(SCRIPTS, arrows_and_notes)


def arrows_and_notes(scene: str) -> None:
    trace = traced(SCRIPTS[scene])
    head, *lines = FORMS["mermaid"].make(trace).splitlines()
    assert head == "sequenceDiagram"
    shape = re.compile(
        r"  (?:(?:actor|participant) [cp]\d+ as .+|[cp]\d+(?:->>|-->>|-x)[cp]\d+: .+|Note over p\d+(?:,p\d+)?: .+)"
    )
    for line in lines:
        assert shape.fullmatch(line), line
        assert ";" not in re.sub(r"#\d+;", "", line) and "#" not in re.sub(r"#\d+;", "", line)
    lost = sum(event.kind == "lost" for event in trace.events)
    if len(lines) < 600:
        assert sum("-x" in line.partition(":")[0] for line in lines) == lost
