"""Roads out and back: a run that is taken away and read again keeps its verdicts, whatever system it is of.

Rules of this file
* Judged are all checks that a history from outside can be judged by. Of keys that are no registers neither the run nor
  what is read again has a verdict; of a run without reads and writes nothing is compared.
* Where a value was written more than once, models of all keys try first what versions say, which only the run knows: so
  nobody can tell there what can be told here, or the other way round. Never is one kept and the other broken.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import product

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from engine.analysis.verdicts import verdicts
from engine.catalog.scenes import PRESETS
from engine.checks import CHECKS, FOREIGN
from engine.checks.history import answered
from engine.exports import FORMS
from engine.exports.withheld import withheld
from engine.histories import Log, read
from engine.histories.judging import exit_code, judged
from engine.model import Command, Delete, Read, Resume, Scenario, Value, Verdict, Write
from engine.run.simulation import run
from engine.script import ScriptError, parse, print_command, print_script
from engine.trace import Trace
from lessons.words import languages, load
from tests.each import each
from tests.strategies import scenarios
from tests.test_exports import SCRIPTS, traced

NOTATIONS = ("jepsen", "json", "events", "csv")


def ends(told: Sequence[Verdict]) -> list[tuple[str, str | None, str]]:
    """Check, key and outcome of those that are verdicts on registers."""
    reasons = [None if one.reason is None else one.reason.code for one in told]
    return [
        (one.check, one.key, one.outcome)
        for one, code in zip(told, reasons, strict=True)
        if code not in ("not_registers", "nothing_to_judge")
    ]


def back(trace: Trace, form: str) -> Log:
    return read(FORMS[form].make(trace), "auto")


def agree(there: list[tuple[str, str | None, str]], here: list[tuple[str, str | None, str]]) -> None:
    assert [one[:2] for one in there] == [one[:2] for one in here]
    for (check, _, mine), (_, _, own) in zip(there, here, strict=True):
        assert mine == own or (CHECKS[check].scope == "keys" and "cant_tell" in (mine, own)), (check, mine, own)


def comes_back(trace: Trace, form: str) -> Log:
    """The history as it is read again, which must have the verdicts of the run, its faults and who did what."""
    log = back(trace, form)
    if answered(trace.operations):
        found = judged(log, log.model, FOREIGN)
        agree(ends(found), ends(verdicts(trace, checks=FOREIGN)))
    told = [(fault.what, fault.more) for fault in log.faults]
    causes = [event.cause for event in trace.events if event.kind == "fault"]
    if form == "json":  # it has the script, where a pause says how long it lasts
        causes = [cause for cause in causes if not isinstance(cause, Resume)]
    faults = [print_command(cause).split(" ", 2)[1:] for cause in causes]
    if log.operations or form in ("csv", "json"):
        assert told == [(what, "".join(more)) for what, *more in faults]
    assert sorted((op.client, op.key, op.status) for op in log.operations) == sorted(
        (op.client, op.key, op.status) for op in answered(trace.operations)
    )
    return log


# -- every scene, every notation -----------------------------------------------------------------------------------


def test_every_scene_comes_back_with_its_verdicts() -> None:
    each(product(SCRIPTS, NOTATIONS), lambda case: comes_back(traced(SCRIPTS[case[0]]), case[1]))


@pytest.mark.parametrize("form", NOTATIONS)
@pytest.mark.parametrize(
    ("script", "told"),
    [
        ("init x 0; system raft nodes=3 leader=n1; 10 read n1 x by alice; stop 100", {"x": "kept"}),
        ("system multi_value nodes=1; 10 write n1 k a by alice; 20 read n1 k by bob", {"k": "kept"}),
        (
            "system multi_value nodes=2; 10 write n1 k a by al; 10 write n2 k b by bo; 50 read n1 k by al",
            {"k": "broken"},
        ),
        ("init x 7; 10 read n1 x by alice", {"x": "kept"}),
        # a leader that is none any more refuses what it would have to write, and tells of nothing there
        (
            "system raft leader=n1 cas=read_then_write; 5 cut n1; 10 campaign n2; 40 write n2 x 1; 80 cas n1 x 1 2",
            {"x": "broken"},
        ),
        ('init x "7"; 10 write n1 y 7 by al; 10 delete n1 x by al; 50 read n1 x by bo', {"x": "kept", "y": "kept"}),
        ('init x 1.5; init y "1.5"; 10 read n1 x; 10 read n1 y', {"x": "kept", "y": "kept"}),
    ],
)  # fmt: skip
def test_by_hand(form: str, script: str, told: dict[str, str]) -> None:
    log = comes_back(traced(script), form)
    assert {one.key: one.outcome for one in judged(log, log.model)} == told


@pytest.mark.parametrize("form", NOTATIONS)
def test_a_counter_has_no_verdict_here_and_none_there(form: str) -> None:
    log = comes_back(
        traced("system multi_value nodes=1 resolver=crdt crdt=g_counter; 1 write n1 x 5; 9 read n1 x"), form
    )
    (told,) = judged(log, log.model, FOREIGN)
    assert told.reason == ("not_registers", {"object": "g_counter"})
    assert exit_code((told,)) == 3


def test_a_degraded_answer_that_was_kept_is_one_in_the_report_too() -> None:
    trace = traced(PRESETS["fast_failure"])
    kept = [op.id for op in trace.operations if op.status == "degraded" and op.kind == "read" and op.why is not None]
    statuses = {op.id: op.status for op in back(trace, "json").operations}
    assert kept and {statuses[name] for name in kept} == {"ok"}


def test_clients_whose_names_say_something_else_in_events() -> None:
    """The nemesis is no client, and a number after ~ is a hand."""
    trace = traced("10 write n1 x 1 by nemesis; 10 write n1 y 1 by nemesis; 60 read n1 x by nemesis")
    for form in NOTATIONS:
        assert {op.client for op in comes_back(trace, form).operations} == {"nemesis"}


ODD_NAMES = ("a b", "~2", "al~2", "al", "al~b", " al", '"q"', "=1+1", "a,b", "7", "nemesis", "nemesis~3", "é\n", "")


@pytest.mark.parametrize("form", ["jepsen", "events", "csv"])
def test_odd_names_of_clients_come_back(form: str) -> None:
    """No script can name a client so; a trace may come from elsewhere one day, and files already do."""
    script = "\n".join(f"{10 * i} read n1 x by c{i}; {10 * i} read n1 x by c{i}" for i in range(len(ODD_NAMES)))
    trace = traced(f"latency 0\n{script}")
    named = [op._replace(client=ODD_NAMES[int(op.client[1:])]) for op in trace.operations]
    log = back(replace(trace, operations=tuple(named)), form)
    assert [op.client for op in log.operations] == [op.client for op in named]


# -- what cannot come back is told ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("script", "code"),
    [
        ("10 write n1 x 1", None),
        ("", None),
        ("system multi_value nodes=1; 1 write n1 x 1; 2 read n1 x", None),
        ("system multi_value nodes=1 resolver=crdt crdt=mv_register; 1 write n1 x 1; 2 read n1 x", None),
        ("system multi_value nodes=1 resolver=crdt crdt=or_set; 1 write n1 x a", "not_registers"),
        ("system service nodes=1; gateway g1 check=0; 10 call g1 a", "only_calls"),
        (f"10 write n1 x {2**63 - 1}; init x -{2**63 - 1}", None),
        (f"10 write n1 x {2**63}", "long_number"),
        (f"init x -{2**63}; 10 write n1 x {2**63}", "long_number"),
    ],
)
def test_why_a_run_cannot_be_judged_again(script: str, code: str | None) -> None:
    trace = traced(script)
    found = withheld(trace)
    assert (found and found.code) == code
    if code == "long_number":
        for form in NOTATIONS:
            with pytest.raises(ScriptError, match="bad_number"):
                judged(back(trace, form), "register")
    if found is not None:
        for lang in languages():
            assert load(lang)(f"export_lacks.{found.code}", **found.values)


# -- any run -------------------------------------------------------------------------------------------------------

GATEWAY = "; gateway g1 check=0 breaker=service threshold=2 retries=0 jitter=no attempt=30 fallback=stale"
"""Its clients are told what it had kept, if nobody answers it: such an answer is a read like any other."""
SYSTEMS = [
    parse(f"system {one}")
    for one in (
        "quorum nodes=3", "quorum nodes=3 r=1 w=1", "quorum nodes=3 r=2 w=2 read_repair=no", "primary nodes=3",
        "primary nodes=3 copy=async", "raft nodes=3 leader=n1", "chain nodes=3", "causal nodes=3",
        "partition_aware nodes=3", "majority_lock nodes=3", "multi_value nodes=2", "multi_value nodes=3 versions=vv",
        "multi_value nodes=2 resolver=lww", "multi_value nodes=2 resolver=merge",
        "multi_value nodes=2 resolver=crdt crdt=or_set", "multi_value nodes=2 resolver=crdt crdt=mv_register",
        "multi_value nodes=2 resolver=crdt crdt=lww_register", f"quorum nodes=3{GATEWAY}", f"primary nodes=3{GATEWAY}",
    )
]  # fmt: skip
ODD: tuple[Value, ...] = (
    7, "7", 1.5, "1.5", "1e3", 1e300, -2, 0, "", " ", " a ", "a,b;c", '"', '"7"', "[", "[a", '["a"]', "]", "{}",
    "a\nb", "nil", "null", ":x", "true", "\\", "#_", "; init 5", "=1+1", "@a", "-", "小明", "é", "𝄞", "nemesis", "~2",
    "ok", 2**62, -(2**62), 1e-7, "init", "~", "x\u00a0",
)  # fmt: skip
NAMES = {"alice": "nemesis", "bob": "小明", "carol": "carol", "x": "init", "y": "键-2"}


@st.composite
def runs(draw: st.DrawFn) -> Scenario:
    """Any schedule of any system; its values, and often its names, are those that a notation may take for others."""
    asked, keys = draw(st.sampled_from(SYSTEMS)), draw(st.sampled_from([("x",), ("x", "y")]))
    scenario = draw(scenarios(asked.system, keys=keys, requests=12, most=16, wipe=True))
    values = iter(draw(st.permutations(ODD)))
    names = NAMES if draw(st.booleans()) else {}
    init = tuple((names.get(key, key), next(values)) for key, _ in scenario.init)
    through = draw(st.lists(st.booleans(), min_size=len(scenario.commands), max_size=len(scenario.commands)))
    commands = tuple(
        _odd(command, values, names, there and bool(asked.gateways))
        for command, there in zip(scenario.commands, through, strict=True)
    )
    return replace(scenario, commands=commands, init=init, gateways=asked.gateways)


def _odd(command: Command, values: Iterator[Value], names: dict[str, str], through: bool) -> Command:
    """The command with odd names and values, if it is a client's; through: it goes to the gateway."""
    match command:
        case Write() | Read() | Delete():
            client = names.get(command.client or "", command.client)
            node = "g1" if through else command.node
            moved = replace(command, node=node, key=names.get(command.key, command.key), client=client)
            return replace(moved, value=next(values)) if isinstance(moved, Write) else moved
    return command


@settings(max_examples=120, phases=(Phase.explicit, Phase.reuse, Phase.generate))
@given(runs())
def test_any_run_comes_back_with_its_verdicts(scenario: Scenario) -> None:
    trace = run(parse(print_script(scenario)))
    for form in NOTATIONS:
        comes_back(trace, form)
