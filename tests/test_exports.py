"""Exports: a history goes out and comes back with the same verdicts; logs and diagrams are what their tools read."""

from __future__ import annotations

import json
import re
from collections import Counter

import pytest

from engine.analysis.verdicts import verdicts
from engine.catalog.scenes import PRESETS
from engine.exports import FORMS, messages
from engine.histories import read
from engine.histories.judging import judged
from engine.run.simulation import run
from engine.script import parse
from engine.trace import Trace
from tests.each import each

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

ENDS = """\
init x 0
system quorum nodes=2 r=1 w=2
latency 5
timeout 40
5 cut n1 | n2
10 write n1 x "a;b" by alice
60 heal
70 read n1 x by alice
71 write n2 y 7 by bob
71 crash n1
72 delete n1 x by bob
90 delete n2 x by bob
120 write n2 x 8 by carol
stop 140
"""
"""Every way to end. w1 is out of time at 50, and alice's next process reads; what bob does while w2 waits until 111 is
his second hand, free again at 72, when the down node has refused; carol still waits when the run is over."""

SMALL = """\
system quorum nodes=3 r=1 w=2
latency 5
5 cut n3
10 write n1 x "a;b" by alice
30 read n1 x by alice
40 crash n2
45 read n2 x by bob
50 delete n1 x w=1 by bob
stop 60
"""
"""n1 hears n2 alone, and answers itself at once. The question of r1 goes on to n2, whose answer is lost with it."""


def traced(script: str) -> Trace:
    return run(parse(script))


def test_the_report_brings_its_start_along() -> None:
    trace = traced(TWO_HANDS)
    log = read(FORMS["json"].make(trace), "auto")
    assert log.init == read(FORMS["csv"].make(trace), "csv").init == {"x": 0}
    mine = {(one.key, one.outcome) for one in verdicts(trace) if one.check == "linearizable"}
    assert {(one.key, one.outcome) for one in judged(log, log.model)} == mine


def test_the_report_says_what_kind_of_object_it_speaks_of() -> None:
    """A counter is no register: the checks of registers say nothing of it."""
    system = "system multi_value nodes=1 resolver=crdt crdt=pn_counter"
    log = read(FORMS["json"].make(traced(f"{system}\n1 write n1 x 1 by al\n2 read n1 x by al")), "json")
    assert [op.object for op in log.operations] == ["pn_counter", "pn_counter"]
    assert [op.object for op in read(FORMS["json"].make(traced(TWO_HANDS)), "json").operations] == ["register"] * 6


def test_what_a_client_does_beside_is_another_process() -> None:
    trace = traced(TWO_HANDS)
    told = json.loads(FORMS["events"].make(trace))
    assert (told["init"], told["object"]) == ({"x": 0}, "register")
    assert [event[:4] for event in told["events"][:4]] == [
        ["alice", "invoke", "write", "x"],
        ["alice~2", "invoke", "read", "x"],
        ["bob", "invoke", "write", "x"],
        ["bob~2", "invoke", "write", "y"],
    ]
    assert '"a \\"b\\"; {c}"' in FORMS["jepsen"].make(trace)


def test_both_ends_of_each_operation_in_a_list() -> None:
    assert [json.loads(line.rstrip(",")) for line in FORMS["events"].make(traced(ENDS)).splitlines()[1:-1]] == [
        ["nemesis", "info", "cut", None, "n1 | n2"],
        ["alice", "invoke", "write", "x", "a;b"],
        ["alice", "info", "write", "x", "a;b"],
        ["nemesis", "info", "heal", None, ""],
        ["alice", "invoke", "read", "x", None],
        ["alice", "ok", "read", "x", "a;b"],
        ["nemesis", "info", "crash", None, "n1"],
        ["bob", "invoke", "write", "y", 7],
        ["bob~2", "invoke", "write", "x", None],
        ["bob~2", "fail", "write", "x", None],
        ["bob~2", "invoke", "write", "x", None],
        ["bob", "info", "write", "y", 7],
        ["carol", "invoke", "write", "x", 8],
        ["bob~2", "info", "write", "x", None],
    ]


def test_both_ends_of_each_operation_in_edn() -> None:
    """Process 0 is alice until nobody knows how w1 ended, 1 is she afterwards; 2 and 3 are bob's hands."""
    told = [
        ':info, :process :nemesis, :f :cut, :value "n1 | n2"',
        ':invoke, :process 0, :f :write, :value ["x" "a;b"], :client "alice"',
        ':info, :process 0, :f :write, :value ["x" "a;b"], :client "alice"',
        ':info, :process :nemesis, :f :heal, :value ""',
        ':invoke, :process 1, :f :read, :value ["x" nil], :client "alice"',
        ':ok, :process 1, :f :read, :value ["x" "a;b"], :client "alice"',
        ':info, :process :nemesis, :f :crash, :value "n1"',
        ':invoke, :process 2, :f :write, :value ["y" 7], :client "bob"',
        ':invoke, :process 3, :f :write, :value ["x" nil], :client "bob"',
        ':fail, :process 3, :f :write, :value ["x" nil], :client "bob"',
        ':invoke, :process 3, :f :write, :value ["x" nil], :client "bob"',
        ':info, :process 2, :f :write, :value ["y" 7], :client "bob"',
        ':invoke, :process 4, :f :write, :value ["x" 8], :client "carol"',
        ':info, :process 3, :f :write, :value ["x" nil], :client "bob"',
    ]
    ticks = (5, 10, 50, 60, 70, 70, 71, 71, 72, 72, 90, 111, 120, 130)
    lines = (f"{{:index {i}, :time {ticks[i] * 10**6}, :type {end}}}" for i, end in enumerate(told))
    text = f'; init {{"x" 0}}\n[{chr(10).join(lines)}]\n'
    assert FORMS["jepsen"].make(traced(ENDS)) == text.replace("\n{", "\n {")


def test_one_key_stands_apart_in_edn_and_values_may_be_several() -> None:
    lines = FORMS["jepsen"].make(traced("system multi_value nodes=1\n1 write n1 x a by al\n2 read n1 x by al"))
    assert [line.partition(":value ")[2] for line in lines.splitlines()] == [
        '"a", :key "x", :client "al"}',
        '"a", :key "x", :client "al"}',
        'nil, :key "x", :client "al"}',
        '["a"], :key "x", :client "al"}]',
    ]


def test_a_row_an_operation_in_a_table() -> None:
    assert FORMS["csv"].make(traced(ENDS)).splitlines() == [
        "id,op,client,node,key,value,issued,done,status",
        ",init,,,x,0,0,,",
        ",fault,,,,cut n1 | n2,5,,",
        ",fault,,,,heal,60,,",
        ",fault,,,,crash n1,71,,",
        "w1,write,alice,n1,x,a;b,10,50,unknown",
        "r1,read,alice,n1,x,a;b,70,70,ok",
        "w2,write,bob,n2,y,7,71,111,unknown",
        "d1,write,bob,n1,x,,72,72,refused",
        "d2,write,bob,n2,x,,90,130,unknown",
        "w3,write,carol,n2,x,8,120,,pending",
    ]


def test_what_is_taken_out_of_a_set_is_told() -> None:
    """A delete that names no element empties the key, and is a write of nothing."""
    system = "system multi_value nodes=1 resolver=crdt crdt=or_set"
    trace = traced(f"{system}\n1 write n1 x a by al\n2 delete n1 x a by al\n3 delete n1 x by al\n4 read n1 x by al")
    assert [row for row in json.loads(FORMS["events"].make(trace))["events"] if row[1] == "ok"] == [
        ["al", "ok", "write", "x", "a"],
        ["al", "ok", "delete", "x", "a"],
        ["al", "ok", "write", "x", None],
        ["al", "ok", "read", "x", []],
    ]


def test_a_spreadsheet_runs_no_formula() -> None:
    trace = traced('system quorum nodes=1\n1 write n1 x "=1+1"\n2 write n1 x "7"\n3 write n1 x 7')
    rows = FORMS["csv"].make(trace).splitlines()
    assert [row.split(",")[5] for row in rows[1:]] == ['"""=1+1"""', '"""7"""', "7"]


def test_shiviz_reads_every_event() -> None:
    each(SCRIPTS, read_by_shiviz)


def read_by_shiviz(scene: str) -> None:
    trace = traced(SCRIPTS[scene])
    text = FORMS["shiviz"].make(trace)
    found = list(re.finditer(messages.SHIVIZ.replace("(?<", "(?P<"), text))
    assert len(found) * 2 == len(text.splitlines())
    counts: Counter[str] = Counter()
    for one in found:
        counts[one["host"]] += 1
        clock = json.loads(one["clock"])
        assert clock[one["host"]] == counts[one["host"]], "an event of a host counts by one"
        assert all(count <= counts[host] for host, count in clock.items()), "nothing comes from the future"


def test_each_event_of_a_node_by_its_clock_for_shiviz() -> None:
    """By hand: n1 counts to 4 before the Stored of n2, which knew 2 events of n1 and 2 of its own, makes 5."""
    lines = FORMS["shiviz"].make(traced(SMALL)).splitlines()
    own = [(6, "20 ms: decide w1"), (7, "30 ms: r1 read x"), (8, "30 ms: deliver Ask n1>n1.3")]
    own += [(9, "30 ms: deliver Answer n1>n1.4"), (10, "30 ms: decide r1")]
    assert [*zip(lines[::2], lines[1::2], strict=True)][:17] == [
        ('n1 {"n1": 1}', "0 ms: start"),
        ('n2 {"n2": 1}', "0 ms: start"),
        ('n3 {"n3": 1}', "0 ms: start"),
        ('n1 {"n1": 2}', '10 ms: w1 write x "a;b"'),
        ('n1 {"n1": 3}', "10 ms: deliver Store n1>n1.1"),
        ('n1 {"n1": 4}', "10 ms: deliver Stored n1>n1.2"),
        ('n2 {"n1": 2, "n2": 2}', "15 ms: deliver Store n1>n2.1"),
        ('n1 {"n1": 5, "n2": 2}', "20 ms: deliver Stored n2>n1.1"),
        *((f'n1 {{"n1": {count}, "n2": 2}}', event) for count, event in own),
        ('n2 {"n1": 7, "n2": 3}', "35 ms: deliver Ask n1>n2.2"),
        ('n2 {"n1": 7, "n2": 4}', "45 ms: r2 read x"),
        ('n1 {"n1": 11, "n2": 2}', "50 ms: d1 delete x"),
        ('n1 {"n1": 12, "n2": 2}', "50 ms: deliver Store n1>n1.5"),
    ]


DIAGRAM = """\
sequenceDiagram
  actor c1 as alice
  actor c2 as bob
  participant p1 as n1
  participant p2 as n2
  participant p3 as n3
  Note over p1,p3: 5 cut n3
  c1->>p1: 10 w1 write x #34;a#59;b#34;
  p1-xp3: 10-10 Store
  p1->>p2: 10-15 Store
  p2->>p1: 15-20 Stored
  p1-->>c1: 20 w1 ok
  c1->>p1: 30 r1 read x
  p1-xp3: 30-30 Ask
  p1-->>c1: 30 r1 ok #34;a#59;b#34;
  p1->>p2: 30-35 Ask
  Note over p1,p3: 40 crash n2
  p2-xp1: 35-40 Answer
  c2->>p2: 45 r2 read x
  p2-->>c2: 45 r2 refused
  c2->>p1: 50 d1 delete x
  p1-xp2: 50-50 Store
  p1-xp3: 50-50 Store
  p1-->>c2: 50 d1 ok
"""
"""What SMALL comes to, by hand; what a node sends itself is no arrow."""


def test_a_diagram_for_mermaid_by_hand() -> None:
    assert FORMS["mermaid"].make(traced(SMALL)) == DIAGRAM


def test_a_diagram_that_is_too_long_says_how_much_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    """18 lines follow the names."""
    monkeypatch.setattr(messages, "LINES", 18)
    assert FORMS["mermaid"].make(traced(SMALL)) == DIAGRAM
    monkeypatch.setattr(messages, "LINES", 17)
    *shown, last = FORMS["mermaid"].make(traced(SMALL)).splitlines()
    assert (shown, last) == (DIAGRAM.splitlines()[:-1], "  Note over p1: + 1")


def test_a_gateway_and_its_timers_are_told_by_name() -> None:
    """g1 asks n1, which is down, at 10 and again at 70; a node alone is noted over itself."""
    system = "system service nodes=1\ngateway g1 check=0 breaker=off retries=1 backoff=10 jitter=no attempt=50\n"
    trace = traced(f"{system}5 crash n1\n10 call g1 a by alice\nstop 80")
    lines = FORMS["shiviz"].make(trace).splitlines()
    assert [line for line in lines if "ms:" in line] == [
        "0 ms: start", "0 ms: start", "10 ms: c1 call a", "60 ms: timer attempt", "70 ms: timer retry",
    ]  # fmt: skip
    assert FORMS["mermaid"].make(trace).splitlines()[-4:] == [
        "  Note over p1,p2: 5 crash n1", "  c1->>p2: 10 c1 call a", "  p2-xp1: 10-10 Call", "  p2-xp1: 70-70 Call",
    ]  # fmt: skip
    alone = FORMS["mermaid"].make(traced("system quorum nodes=1\n5 crash n1"))
    assert alone.splitlines()[-1] == "  Note over p1: 5 crash n1"


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
