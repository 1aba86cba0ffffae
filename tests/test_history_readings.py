"""Histories that are odd or hostile: what is still taken, as what, and what is said of the rest, in full."""

from __future__ import annotations

import json
from typing import Any

import pytest

from engine.analysis.verdicts import verdicts
from engine.histories import APP, HEADLESS, HistoryLimits, Log, read
from engine.histories.judging import judged
from engine.histories.kinds import NAMES as EVERY_NAME
from engine.histories.limits import ITEMS_MAX, NUMBER_MAX, TICK_MAX, VALUE_MAX
from engine.run.simulation import run
from engine.script import ScriptError, parse
from tests.commands import engine


def said(text: str, form: str = "auto", limits: HistoryLimits = HEADLESS) -> str:
    with pytest.raises(ScriptError) as caught:
        read(text, form, limits)
    return str(caught.value).partition(", notation")[0]


def outcomes(log: Log) -> list[str]:
    return [one.outcome for one in judged(log, log.model)]


NAMES = " | ".join(EVERY_NAME)

# -- what a history starts from ------------------------------------------------------------------------------------

READ_FIVE = '[[0,"invoke","read","x",null],[0,"ok","read","x",5]]'


@pytest.mark.parametrize(
    ("init", "outcome"),
    [('{"x":5}', "kept"), ("5", "kept"), ('{"x":4}', "broken"), ('{"y":5}', "broken"), ("null", "broken")],
)
@pytest.mark.parametrize("first", [True, False])
def test_values_at_the_start_stand_beside_the_events(init: str, outcome: str, first: bool) -> None:
    members = [f'"init": {init}', f'"events": {READ_FIVE}']
    log = read(f"{{{', '.join(members if first else members[::-1])}}}", "json")
    assert outcomes(log) == [outcome]


def test_a_value_at_the_start_may_be_a_map_but_not_without_end() -> None:
    text = f'{{"events": {READ_FIVE},\n "init": {{"x": {{"a": 5}}}}}}'
    assert outcomes(read(text, "json")) == ["broken"]
    assert outcomes(read(text.replace('"x",5', '"x",{"a":5}'), "json")) == ["kept"]
    long = f'{{"init": {{"x": "{"y" * (VALUE_MAX + 1)}"}}, "events": []}}'
    assert said(long) == "line 1, column 10: too_long, expected less, limit value, size 20001, maximum 20000"


def test_yes_is_not_one_in_a_report_or_at_the_start() -> None:
    operations: list[dict[str, Any]] = [
        {"id": "w1", "kind": "write", "client": "a", "key": "x", "value": True, "issued": 1, "done": 2, "status": "ok"},
        {"id": "r1", "kind": "read", "client": "b", "key": "x", "value": 1, "issued": 3, "done": 4, "status": "ok"},
    ]
    assert outcomes(read(json.dumps({"operations": operations}), "json")) == ["broken"]
    operations[1]["value"] = True
    assert outcomes(read(json.dumps({"operations": operations}), "json")) == ["kept"]
    started = {"init": {"x": True}, "events": json.loads(READ_FIVE.replace("5", "1"))}
    assert outcomes(read(json.dumps(started), "json")) == ["broken"]


@pytest.mark.parametrize(
    ("reads", "outcome"),
    [
        ("60 read n1 x by c", "broken"),  # two writes side by side: a register has one value
        ("14 read n1 x by c", "kept"),  # one value, as a list of one
        ("5 read n1 x by c", "kept"),  # none yet: an empty list
    ],
)
def test_the_report_of_a_run_with_siblings_is_judged_as_the_run_was(reads: str, outcome: str) -> None:
    script = f"system multi_value nodes=2\n10 write n1 x 1 by a\n15 write n2 x 2 by b\n{reads}\n"
    report = engine("run", "-", stdin=script.encode()).stdout.decode()
    there = {one.check: one.outcome for one in verdicts(run(parse(script)))}
    assert outcomes(read(report, "json")) == [there["linearizable"]] == [outcome]


# -- JSON ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("{}", 'line 1, column 1: expected events | operations, found "{}"'),
        ('{"events": 5}', 'line 1, column 1: expected events | operations, found "{"events": 5}"'),
        ('{"more": [] "events": []}', 'line 1, column 13: expected , | }, found ""events": []}"'),
        ('{"events": [],}', 'line 1, column 15: expected value, found "}"'),
        ('{"events" []}', 'line 1, column 11: expected :, found "[]}"'),
        ('[[0,"invoke" 5]]', 'line 1, column 14: expected json, found "5]]"'),
        ("[" * 25, "line 1, column 25: too_deep, expected less, maximum 24"),
        ("{5: 1}", 'line 1, column 3: expected :, found ": 1}"'),
        ("[] []", 'line 1, column 4: expected nothing, found "[]"'),
        ("[[0],]", 'line 1, column 2: expected event_list, found "[0],]"'),
        ("[5]", 'line 1, column 2: expected event_list, found "5]"'),
        ('[[0,"invoke","read",null,null],]', 'line 1, column 32: expected value, found "]"'),
        ('[["a","invoke",5,"x",1]]', 'line 1, column 2: expected f, found "["a","invoke",5,"x",1]]"'),
        ('[[true,"info","f","x",1]]', 'line 1, column 2: expected process, found "[true,"info","f","x",1]]"'),
        ('[{"process": 1}]', 'line 1, column 2: expected f, found "{"process": 1}]"'),
        ('[{"f": "read"}]', 'line 1, column 2: expected invoke | ok | fail | info, found "{"f": "read"}]"'),
        (
            '[[0,"invoke","write",null,-Infinity]]',
            'line 1, column 2: bad_number, expected number, found "-Infinity", low -2^63, high 2^63 - 1',
        ),
        (
            '[[0,"invoke","txn",null,[["jump",1,2]]]]',
            f'line 1, column 2: expected {NAMES}, found "[0,"invoke","txn",null,[["jump",1,2]]]]"',
        ),
        (
            '[[0,"invoke","cas",null,7]]',
            'line 1, column 2: expected from_to, found "[0,"invoke","cas",null,7]]"',
        ),
        ('{"operations": [5]}', 'line 1, column 17: expected operation, found "5]}"'),
    ],
)
def test_json_that_goes_on_badly(text: str, told: str) -> None:
    assert said(text, "json") == told


def test_what_the_nemesis_does_is_shown_short() -> None:
    events = [["nemesis", "info", "cut", None, what] for what in (["n1", True, None, [1]], {"a": 1}, None, 7)]
    assert [fault.more for fault in read(json.dumps(events), "json").faults] == ["[n1 :true nil […]]", "{…}", "", "7"]


def test_a_client_may_do_two_things_at_a_time() -> None:
    events = [
        ["alice", "invoke", "write", "x", 1],
        ["alice~2", "invoke", "read", "x", None],
        ["", "invoke", "r", "x", 0],
    ]
    log = read(json.dumps(events), "json")
    assert [(op.client, op.status) for op in log.operations] == [
        ("alice", "pending"), ("alice", "pending"), ("", "pending"),
    ]  # fmt: skip


def test_a_fault_without_a_name_is_no_event() -> None:
    event = '{:process :nemesis, :type :begin, :f ":"}'
    assert said(event, "jepsen") == f'line 1, column 1: expected :f, found "{event[:39]}…"'


def test_values_and_lists_at_their_limit() -> None:
    def written(value: Any) -> str:
        return json.dumps([[0, "invoke", "write", None, value]])

    for most in ("v" * VALUE_MAX, list(range(ITEMS_MAX)), NUMBER_MAX, -NUMBER_MAX, 1.5):
        assert len(read(written(most), "json").operations) == 1
    assert "limit value, size 20001, maximum 20000" in said(written("v" * (VALUE_MAX + 1)))
    assert f"limit items, maximum {ITEMS_MAX}" in said(written(list(range(ITEMS_MAX + 1))))
    assert "bad_number" in said(written(NUMBER_MAX + 1))


def test_an_end_without_a_value_is_of_the_key_that_was_asked_for() -> None:
    """All that was asked has a key and a value, [x 1]: so these are independent keys."""
    events = [[0, "invoke", "write", None, ["x", 1]], [0, "info", "write", None, None]]
    events += [[1, "invoke", "write", None, ["y", 2]], [1, "ok", "write", None, ["y", 2]]]
    ops = read(json.dumps(events), "json").operations
    assert [(op.key, op.value, op.status) for op in ops] == [("x", 1, "unknown"), ("y", 2, "ok")]


# -- etcd's log ----------------------------------------------------------------------------------------------------

ETCD = """# a comment
2024-01-01 starting

INFO  jepsen.core - noise
WARN  jepsen.util - 0\t:invoke\t:read\tnil
INFO  jepsen.util - 0\t:invoke\t:write\t3
INFO  jepsen.util - :nemesis\t:info\t:start\tcut
INFO  jepsen.util - 0\t:ok\t:write\t3
"""


def test_other_lines_of_an_etcd_log_are_passed_over() -> None:
    log = read(ETCD, "porcupine")
    assert [(op.id, op.value, op.issued, op.done) for op in log.operations] == [("w1", 3, 0, 2)]
    assert [(fault.tick, fault.what, fault.more) for fault in log.faults] == [(1, "start", "cut")]


def test_what_timed_out_wrote_what_it_was_asked_to() -> None:
    """Also where that is nothing: how it ended is no value."""
    asked = "INFO  jepsen.util - 1\t:invoke\t:write\tnil\nINFO  jepsen.util - 1\t:info\t:write\t:timed-out\n"
    ops = read(f"{ETCD}{asked}", "porcupine").operations
    assert [(op.kind, op.value, op.status) for op in ops] == [("write", 3, "ok"), ("write", None, "unknown")]


def test_a_process_of_other_digits_is_a_name() -> None:
    """Only the nemesis is no client."""
    others = (f"INFO  jepsen.util - {digit}\t:invoke\t:read\tnil\n" for digit in ("\u0663", "²", "alice"))
    log = read(f"{ETCD}{''.join(others)}", "porcupine")
    assert [op.client for op in log.operations] == ["0", "\u0663", "²", "alice"]


def test_events_that_put_speak_of_a_store_whatever_else_they_do() -> None:
    events = [[0, type_, f, "x", value] for f, value in (("put", "a"), ("delete", None)) for type_ in ("invoke", "ok")]
    assert read(json.dumps(events), "json").model == "kv"
    assert read(json.dumps(events[2:]), "json").model == "register"


@pytest.mark.parametrize("foreign", ['{"a": 1}', "[1 2]", "(read)"])
def test_another_notation_amid_an_etcd_log_is_refused(foreign: str) -> None:
    assert said(f"{ETCD}{foreign}\n", "porcupine") == f'line 9, column 1: expected log_line, found "{foreign}"'


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("0\t:done\t:read\tnil", 'column 23: expected :invoke | :ok | :fail | :info, found ":done\t:read\tnil"'),
        (
            f"{'1' * 19}\t:ok\t:read\tnil",
            'column 1: expected process, found "INFO  jepsen.util - 1111111111111111111…"',
        ),
        ("0\t:invoke\t:write\t1 2", 'column 38: expected value, found "1 2"'),
        ("0\t:invoke", 'column 1: expected log_line, found "INFO  jepsen.util - 0\t:invoke"'),
    ],
)
def test_a_line_of_an_etcd_log_that_goes_on_otherwise(line: str, told: str) -> None:
    assert said(f"INFO  jepsen.util - {line}\n", "porcupine") == f"line 1, {told}"


# -- tables and reports --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rows", "model"),
    [
        (("put,a,x,b,0,1", "get,b,x,b,2,3"), "kv"),
        (("put,a,x,1,0,1", "get,b,x,1,2,3"), "register"),  # a store holds text
        (("put,a,x,b,0,1", "read,b,x,b,2,3"), "kv"),  # one such name is enough
        (("write,a,x,b,0,1", "get,b,x,b,2,3"), "kv"),
        (("write,a,x,1,0,1", "read,b,x,1,2,3"), "register"),
        (('cas,a,x,"[1, 2]",0,1', "read,b,x,1,2,3"), "cas-register"),
        (("append,a,x,b,0,1", "read,b,x,b,2,3"), "kv"),  # text is appended to text
        (("append,a,x,5,0,1", 'read,b,x,"[5]",2,3'), "list-append"),
    ],
)
def test_what_a_table_speaks_of(rows: tuple[str, ...], model: str) -> None:
    assert read("\n".join(("op,client,key,value,issued,done", *rows)), "csv").model == model


HEADERS = "op,client,key,value,issued,done,status | process,type,f,key,value"
OPS = "op,client,value,issued,done,status\n"
EVENTS = "process,type,f,key,value\n"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("who,what\na,b", f'line 1, column 1: expected {HEADERS}, found "who,what"'),
        ("op,done\nread,3", f'line 1, column 1: expected {HEADERS}, found "op,done"'),
        ('op,issued\n"open', 'line 2, column 1: expected csv, found ""open"'),
        (
            f"{OPS}read,a,1,0,1,done",
            'line 2, column 1: unknown_type, expected ok | refused | unknown | pending, found "done"',
        ),
        (f"{OPS}read,a,1,0,,ok", 'line 2, column 1: expected done, found "read,a,1,0,,ok"'),
        (f"{OPS}read,a,1,,,", 'line 2, column 1: expected issued, found "read,a,1,,,"'),
        (f"{OPS}read,a,1,5,3,", 'line 2, column 1: ends_early, expected done, found "3", issued 5'),
        (f"{OPS}cas,a,1,0,1,", 'line 2, column 1: expected from_to, found "cas,a,1,0,1,"'),
        (f"{OPS}fault,,,0,,", 'line 2, column 1: expected fault_row, found "fault,,,0,,"'),
        (f"{OPS}fault,,cut n1,x,,", 'line 2, column 1: expected fault_row, found "fault,,cut n1,x,,"'),
        (f"id,{OPS}a,read,b,1,0,1,\na,read,b,1,2,3,", 'line 3, column 1: duplicate, expected another, found "a"'),
        (
            f"{OPS}write,a,{NUMBER_MAX + 1},0,1,",
            f'line 2, column 1: bad_number, expected number, found "{NUMBER_MAX + 1}", low -2^63, high 2^63 - 1',
        ),
        (
            f"{OPS}jump,a,1,0,1,",
            f'line 2, column 1: expected {NAMES} | txn, found "jump,a,1,0,1,"',
        ),
        (f"{EVENTS},invoke,read,x,", 'line 2, column 1: expected event_row, found ",invoke,read,x,"'),
        (f"{EVENTS}0,invoke,,x,", 'line 2, column 1: expected event_row, found "0,invoke,,x,"'),
        (f"{EVENTS}0,done,read,x,", 'line 2, column 1: expected invoke | ok | fail | info, found "0,done,read,x,"'),
    ],
)
def test_a_table_that_goes_on_badly(text: str, told: str) -> None:
    assert said(text, "csv") == told


def test_a_table_may_say_what_befell_the_network_and_what_was_there() -> None:
    log = read(f"{OPS}init,,4,,,\nfault,,cut n1 | n2,7,,\ncall,a,,1,2,ok\nread,a,4,8,9,", "csv")
    assert log.init == {"": 4}
    assert [(one.tick, one.what, one.more) for one in log.faults] == [(7, "cut", "n1 | n2")]
    assert [(op.id, op.value) for op in log.operations] == [("r1", 4)], "a call of a service reads and writes nothing"


def test_a_report_tells_what_befell_its_network() -> None:
    script = "1 write n1 x 1 by a; 5 cut n1 | n2; 9 heal; 12 crash n2 wipe; 12 slow n1>n2 50"
    faults = read(json.dumps({"operations": [], "script": script}), "json").faults
    assert [tuple(one) for one in faults] == [
        (5, "cut", "n1 | n2"), (9, "heal", ""), (12, "crash", "n2 wipe"), (12, "slow", "n1>n2 50"),
    ]  # fmt: skip
    assert read('{"operations": [], "script": "5 cut nowhere"}', "json").faults == ()


@pytest.mark.parametrize(
    ("said_there", "value"),
    [
        ('"[1, 2]"', "[1 2]"),
        ('"[1, 2"', "[1, 2"),
        ('"""7"""', "7"),
        ("-7", -7),
        ('"[[1]]"', "[[1]]"),
        ('"{""a"": 1}"', '{"a" 1}'),
    ],
)
def test_what_a_cell_holds(said_there: str, value: Any) -> None:
    (op,) = read(f"{OPS}write,a,{said_there},0,1,", "csv").operations
    assert op.value == value and type(op.value) is type(value)


def test_a_row_has_a_hundred_thousand_letters_at_most() -> None:
    row = "write,a,1,0,1,"
    assert len(read(f"{OPS}{row.ljust(100_000)}", "csv").operations) == 1
    assert said(f"{OPS}{row.ljust(100_001)}", "csv") == (
        "line 2, column 1: too_long, expected less, limit row, size 100001, maximum 100000"
    )


def test_a_table_of_events_knows_the_nemesis_and_sessions() -> None:
    log = read(f"{EVENTS}nemesis,info,cut,,n1 | n2\nalice~2,invoke,write,x,1\n7,invoke,read,x,", "csv")
    assert [(one.what, one.more) for one in log.faults] == [("cut", "n1 | n2")]
    assert [(op.id, op.client) for op in log.operations] == [("w1", "alice"), ("r1", "7")]


@pytest.mark.parametrize(
    ("status", "taken"), [("degraded", "refused"), ("fail", "refused"), ("info", "unknown"), (None, "ok")]
)
def test_other_names_of_a_status(status: str | None, taken: str) -> None:
    row = {"kind": "read", "key": "x", "value": 1, "issued": 0, "done": 5, "status": status}
    (op,) = read(json.dumps({"operations": [row]}), "json").operations
    assert op.status == taken


def test_what_a_report_tells_that_is_no_value_is_left_out() -> None:
    row = {"kind": "write", "client": {"a": 1}, "node": None, "key": {"b": 2}, "value": 1, "issued": TICK_MAX}
    (op,) = read(json.dumps({"operations": [row]}), "json").operations
    assert (op.client, op.node, op.key, op.issued, op.status) == ("None", "", "", TICK_MAX, "pending")
    late = json.dumps({"operations": [{**row, "issued": TICK_MAX + 1}]})
    assert "bad_number, expected issued" in said(late)
    assert "unknown_type" in said(json.dumps({"operations": [{**row, "status": ["ok"]}]}))


# -- limits --------------------------------------------------------------------------------------------------------


def test_how_much_the_app_and_the_command_line_take() -> None:
    assert HistoryLimits(bytes=5_000_000, operations=50_000, processes=20_000) == APP
    assert HistoryLimits(bytes=20_000_000, operations=200_000, processes=100_000) == HEADLESS


SMALL = HistoryLimits(bytes=400, operations=3, processes=2)


def test_at_a_limit_and_one_more() -> None:
    def begun(*processes: int) -> str:
        return json.dumps([[one, kind, "read", "x", None] for one in processes for kind in ("invoke", "fail")])

    assert len(read(begun(1, 1, 2), "json", SMALL).operations) == 3
    assert "too_many, expected fewer, limit operations, maximum 3" in said(begun(1, 1, 2, 2), "json", SMALL)
    assert "too_many, expected fewer, limit processes, maximum 2" in said(begun(1, 2, 3), "json", SMALL)
    rows = "op,issued\n" + "read,1\n" * 3
    assert len(read(rows, "csv", SMALL).operations) == 3
    assert said(f"{rows}read,1\n", "csv", SMALL) == (
        "line 5, column 1: too_many, expected fewer, limit operations, maximum 3"
    )
    assert len(read(rows.ljust(400), "csv", SMALL).operations) == 3
    assert said(rows.ljust(401), "csv", SMALL) == (
        "line 1, column 1: too_long, expected less, limit history, size 401, maximum 400"
    )
