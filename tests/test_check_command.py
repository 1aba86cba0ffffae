"""`python -m engine check`: what it prints, what it answers, that it ends; and the judge of objects by hand."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from engine.checks import FOREIGN
from engine.checks.linearizable import linearizable
from engine.checks.objects import PARTS, foreign, registers, verdicts
from engine.checks.search import search
from engine.checks.spec import KV_APPEND, LIST_APPEND, NEVER, Interval
from engine.histories import HEADLESS, Log, read
from engine.histories.judging import exit_code, judged
from engine.model import Operation
from tests.bounded import bounded
from tests.commands import engine

GOOD = '[[0,"invoke","write","x",1],[0,"ok","write","x",1],[1,"invoke","read","x",null],[1,"ok","read","x",1]]'
BAD = GOOD.replace('"read","x",1]', '"read","x",2]')


def asked(text: str, *words: str) -> tuple[int, list[dict[str, Any]], str]:
    """The exit code, the lines and the complaint of the command line on a history."""
    found = engine("check", "-", *words, stdin=text.encode())
    return found.returncode, [json.loads(line) for line in found.stdout.splitlines()], found.stderr.decode()


def test_kept_broken_and_bad_input() -> None:
    words = ("--model", "register", "--format", "json")
    kept: dict[str, Any] = {"check": "linearizable", "key": "x", "outcome": "kept", "operations": [], "reason": None}
    assert asked(GOOD, *words) == (0, [kept], "")
    code, (verdict,), said = asked(BAD, *words, "--limit", "5")
    assert (code, verdict["outcome"], verdict["operations"], said) == (1, "broken", ["r1"], "")
    code, told, said = asked(GOOD[:-1], *words)
    assert (code, told) == (2, []) and said == "line 1, column 102: expected , | ], found end, notation json\n"
    code, told, said = asked("", *words)
    assert (code, told, said.count("\n")) == (2, [], 1)
    code, told, said = asked(GOOD, "--model", "list-append", "--format", "json")
    assert (code, told, said.count("\n")) == (2, [], 1)


def test_the_only_object_has_no_name() -> None:
    _, (verdict,), _ = asked(GOOD.replace('"x"', "null"), "--format", "json")
    assert (verdict["key"], verdict["outcome"]) == (None, "kept")


def hard() -> str:
    """Thirty writes and thirty compares at the same time, and a read of what none of them can leave."""
    events: list[list[Any]] = []
    for i in range(30):
        events += [[i, "invoke", "cas", "x", [i % 7, (i * 3 + 1) % 7]], [100 + i, "invoke", "write", "x", i % 7]]
    events += [[i, "ok", "cas", "x", None] for i in range(30)] + [
        [100 + i, "ok", "write", "x", None] for i in range(30)
    ]
    events += [[0, "invoke", "cas", "x", [9, 3]], [1, "invoke", "write", "x", 9], [0, "ok", "cas", "x", None]]
    events += [[1, "info", "write", "x", None]] + [[2, "invoke", "read", "x", None], [2, "ok", "read", "x", 8]]
    events += [[3, "invoke", "write", "x", 8], [3, "ok", "write", "x", 8]]
    return json.dumps(events)


def test_nobody_can_tell_within_the_limit() -> None:
    code, (verdict,), _ = asked(hard(), "--limit", "0")
    assert (code, verdict["outcome"]) == (3, "cant_tell")


def test_a_hard_key_does_not_hide_a_broken_one() -> None:
    log = read(
        hard()[:-1] + "," + BAD.replace('"x"', '"y"')[1:].replace("[0,", "[500,").replace("[1,", "[501,"), "json"
    )
    found = {verdict.key: verdict.outcome for verdict in judged(log, "cas-register", most=20_000)}
    assert found == {"x": "cant_tell", "y": "broken"}


def test_a_file_may_be_as_long_as_the_limit_and_no_longer(monkeypatch: pytest.MonkeyPatch) -> None:
    """A table that is cut off at the limit would still be a table."""
    rows = "op,client,key,value,issued,done,status\nwrite,a,x,1,0,1,ok\n"
    for over, code in ((0, 0), (1, 2)):
        monkeypatch.setattr("engine.__main__.HISTORIES", replace(HEADLESS, bytes=len(rows) - over))
        found = asked(rows, "--limit", "86400")
        assert found[0] == code and ("limit" in found[2]) is bool(over)


def test_all_checks() -> None:
    code, told, _ = asked(BAD, "--check", "all")
    assert code == 1
    known = ["linearizable", "sequential", "causal_cm", "causal_ccv", "causal_cc", "pram"]
    assert [one["check"] for one in told] == list(FOREIGN)
    assert [check for check in FOREIGN if check in known] == known


@pytest.mark.parametrize(
    "words",
    [
        ("--model", "stack"),
        ("--format", "xml"),
        ("--limit", "-1"),
        ("--limit", "nan"),
        ("--limit", "x"),
        ("--limit", "86400.1"),
        ("--check", "x"),
    ],
)
def test_bad_words_get_one_line(words: tuple[str, ...]) -> None:
    code, told, said = asked(GOOD, *words)
    assert (code, told, said.count("\n")) == (2, [], 1)


def test_the_report_of_a_run_is_a_history() -> None:
    script = "init x 0\nsystem quorum nodes=3 r=1 w=1\n5 cut n1 n2 | n3\n10 write n1 x 1 by a\n60 read n3 x by b\n"
    report = engine("run", "-", stdin=script.encode()).stdout.decode()
    code, (verdict,), _ = asked(report, "--model", "register", "--format", "json")
    assert (code, verdict["reason"]["code"]) == (1, "stale_read")


# -- the judge of objects ------------------------------------------------------------------------------------------


def op(name: str, kind: str, value: Any, issued: int, done: int | None, status: str = "ok") -> Operation:
    return Operation(name, kind, name, "", "x", value, issued, done, status)


def test_what_cannot_come_next_in_a_register_with_cas() -> None:
    """Written once, 1 cannot be replaced twice; written twice it could be, were not both writes before."""
    ops = [op("w1", "write", 1, 2, 3), op("c1", "cas", (1, 2), 4, 5), op("c2", "cas", (1, 3), 6, 7)]
    (verdict,) = verdicts(ops, "cas-register")
    assert (verdict.operations, verdict.prefix) == (("c1", "c2"), ("w1", "c1"))
    assert verdict.reason == ("cas_twice", {"first": "c1", "read": "c2", "value": 1})
    (verdict,) = verdicts([op("w0", "write", 1, 0, 1), *ops], "cas-register")
    assert (verdict.operations, verdict.prefix) == (("w0", "w1", "c1", "c2"), ("w0", "w1", "c1"))
    assert verdict.reason == ("no_next_cas", {"read": "c2", "value": 1, "state": 2, "count": 3})


def test_a_failed_cas_may_have_failed_for_another_reason() -> None:
    ops = [op("w1", "write", 1, 0, 1), op("c1", "cas", (1, 2), 2, 3, "refused"), op("r1", "read", 1, 4, 5)]
    assert [one.outcome for one in verdicts(ops, "cas-register")] == ["kept"]


@pytest.mark.parametrize(
    ("model", "kind", "value", "status", "has"),
    [
        ("register", "write", 1, "ok", True), ("register", "delete", None, "ok", True),
        ("register", "cas", (1, 2), "ok", False), ("register", "append", "a", "ok", False),
        ("kv", "write", "a", "ok", True), ("kv", "write", 1, "ok", False), ("kv", "append", "a", "ok", True),
        ("kv", "append", None, "ok", False), ("kv", "delete", None, "ok", True), ("kv", "read", None, "ok", True),
        ("kv", "read", 1, "ok", False), ("kv", "read", 1, "unknown", True), ("kv", "append", 1, "unknown", False),
        ("list-append", "append", 1, "ok", True), ("list-append", "read", (1,), "ok", True),
        ("list-append", "read", None, "ok", True), ("list-append", "read", 1, "ok", False),
        ("list-append", "read", 1, "refused", True), ("list-append", "write", 1, "ok", False),
    ],
)  # fmt: skip
def test_what_an_object_has_and_can_hold(model: str, kind: str, value: Any, status: str, has: bool) -> None:
    """What a read that was not answered brought is no matter."""
    known, asked = op("a", "read", None, 0, 1), op("b", kind, value, 2, 3, status)
    assert foreign([known, asked], model) == (None if has else asked)


def test_a_value_that_nobody_can_have_written() -> None:
    ops = [op("c1", "cas", (None, 2), 0, 1), op("r1", "read", 5, 2, 3)]
    (verdict,) = verdicts(ops, "cas-register")
    assert verdict.reason is not None and (verdict.reason.code, verdict.operations) == ("unheard", ("r1",))


def test_an_unknown_append_explains_a_read() -> None:
    ops = [op("a1", "append", "x", 0, None, "unknown"), op("r1", "read", "", 1, 2), op("r2", "read", "x", 3, 4)]
    assert [one.outcome for one in verdicts(ops, "kv")] == ["kept"]
    assert [one.outcome for one in verdicts([*ops, op("r3", "read", "", 5, 6)], "kv")] == ["broken"]


@pytest.mark.parametrize("keys", [1, 30])
def test_steps_are_those_of_all_keys_together(monkeypatch: pytest.MonkeyPatch, keys: int) -> None:
    """However many hard keys there are, together they cost no more; and each gets as many as another."""
    many = [
        op._replace(id=f"{op.id}{key}", key=str(key)) for key in range(keys) for op in read(hard(), "json").operations
    ]
    spent: list[int] = []

    def counted(*words: Any) -> Any:
        found = search(*words)
        spent.append(found.spent)
        return found

    monkeypatch.setattr("engine.checks.objects.kind.search", counted)
    assert {one.outcome for one in verdicts(many, "cas-register", most=60_000)} == {"cant_tell"}
    assert 30_000 < sum(spent) <= 60_000
    assert keys == 1 or set(spent) == {2_000}


def test_proofs_of_many_keys_cost_no_more_than_those_of_one(monkeypatch: pytest.MonkeyPatch) -> None:
    budgets: list[int] = []

    def counted(operations: Any, init: Any, budget: int) -> Any:
        budgets.append(budget)
        return linearizable(operations, init, budget=budget)

    monkeypatch.setattr(registers, "linearizable", counted)
    many = [op(f"r{key}", "read", 9, 0, 1)._replace(key=str(key)) for key in range(50)]
    assert {one.outcome for one in verdicts(many, "register", most=20_000)} == {"broken"}
    assert len(budgets) == 50 and sum(budgets) <= 20_000 // PARTS


def test_passing_over_reads_costs_steps() -> None:
    """Thousands of reads at the same time, none of which fits, are passed over after each append."""
    appends = [Interval(f"a{i}", "append", "ab"[i % 2], i, 30_000 + i) for i in range(300)]
    reads = [Interval(f"r{i}", "get", "c" * 9, 300 + i, 40_000 + i) for i in range(3_200)]
    found = search([*appends, *reads], KV_APPEND, 30_000)
    assert (found.outcome, found.spent) == ("cant_tell", 30_000) and len(found.order) < 200


def test_who_asks_to_stop_is_told_what_is_known_by_then() -> None:
    """Three keys; the first is judged, then the caller has had enough."""
    ops = [op(f"w{key}", "write", 1, 0, 1)._replace(key=key) for key in "xyz"]
    answers = iter((False, True, True, True))
    found = verdicts(ops, "register", stop=lambda: next(answers))
    assert [(one.key, one.outcome) for one in found] == [("x", "kept"), ("y", "cant_tell"), ("z", "cant_tell")]


def test_a_search_asks_every_2000_steps_whether_to_stop() -> None:
    """Told to go on, it ends where it would have ended; of 9 000 steps it asks after 2 000, 4 000, 6 000 and 8 000."""
    intervals = [Interval(str(i), "append", chr(97 + i), 0, 10) for i in range(18)]
    intervals.append(Interval("r", "get", "?", 11, 12))
    answers = iter([False] * 4)
    found = search(intervals, KV_APPEND, 9_000, lambda: next(answers))
    assert (found.outcome, found.spent, [*answers]) == ("cant_tell", 9_000, [])
    assert found == search(intervals, KV_APPEND, 9_000)
    assert search(intervals, KV_APPEND, 9_000, lambda: True).spent == 2_000


def test_other_checks_say_nothing_of_other_objects() -> None:
    """One append among reads is enough."""
    for kind, checks in (("write", list(FOREIGN)), ("append", ["linearizable"])):
        log = Log((op("a", kind, "a", 0, 1), op("r", "read", "a", 2, 3)), (), "kv", {})
        assert [one.check for one in judged(log, "kv", FOREIGN)] == checks
        assert exit_code(judged(log, "kv", FOREIGN)) == 0


def test_memory_is_bounded() -> None:
    """Many appends at once have many orders, and each state is long: the search gives up by its room, not by steps."""
    intervals = [Interval(str(i), "append", chr(97 + i) * 20_000, 0, 10) for i in range(18)]
    found = search([*intervals, Interval("r", "get", "?", 11, 12)], KV_APPEND, 10_000_000)
    assert found.outcome == "cant_tell" and found.spent < 200_000


def test_a_long_history_of_repeated_values_ends() -> None:
    """Five thousand operations with ten values: no zone tells them apart, the memo stays short."""
    lines = ["op,client,key,value,issued,done,status"]
    for i in range(2_500):
        lines += [f"write,a,x,{i % 10},{4 * i},{4 * i + 3},ok", f"read,b,x,{i % 10},{4 * i + 1},{4 * i + 3},ok"]
    with bounded():
        found = judged(read("\n".join(lines), "csv", HEADLESS), "register")
    assert [one.outcome for one in found] == ["kept"]


def test_unknown_writes_without_end_stay_cheap() -> None:
    """Equal and unknown writes overlap for ever: what they are compared with is bounded."""
    events: list[list[Any]] = [[i, "invoke", "write", "x", i % 2] for i in range(4_000)]
    events += [[-1, "invoke", "read", "x", None], [-1, "ok", "read", "x", 1]]
    with bounded():
        found = judged(read(json.dumps(events), "json"), "register", most=20_000)
    assert [one.outcome for one in found] == ["kept"]


def test_a_list_never_forgets() -> None:
    intervals = [Interval("a", "append", 1, 0, 1), Interval("r", "read", (), 2, 3)]
    assert search(intervals, LIST_APPEND, 100).outcome == "broken"
    assert search([*intervals[:1], Interval("r", "read", (), 1, NEVER)], LIST_APPEND, 100).outcome == "kept"
