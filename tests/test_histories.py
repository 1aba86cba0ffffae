"""Readers of histories: what each notation says, where a mistake is, and that nothing hostile gets through or lasts."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.histories import APP, FORMATS, Log, decoded, read, sniff
from engine.histories.judging import judged
from engine.script import ScriptError
from tests.bounded import bounded

STALE = """\
; a read that began after a write had ended, and missed it
[{:process 0, :type :invoke, :f :write, :value 1}
 {:process 0, :type :ok, :f :write, :value 1}
 {:process :nemesis, :type :info, :f :start, :value "cut"}
 {:process 1, :type :invoke, :f :read, :value nil}
 {:process 1, :type :ok, :f :read, :value nil}]
"""


def plain(log: Log) -> list[tuple[Any, ...]]:
    return [(op.id, op.kind, op.client, op.key, op.value, op.issued, op.done, op.status) for op in log.operations]


def mistake(text: str, form: str = "auto") -> tuple[int, int, str]:
    with pytest.raises(ScriptError) as caught:
        read(text, form)
    assert "expected" in str(caught.value)
    return caught.value.line, caught.value.column, caught.value.code


# -- what the notations say ----------------------------------------------------------------------------------------


def test_jepsen() -> None:
    log = read(STALE, "auto")
    assert plain(log) == [("w1", "write", "0", "", 1, 0, 1, "ok"), ("r1", "read", "1", "", None, 3, 4, "ok")]
    assert [(fault.tick, fault.what, fault.more) for fault in log.faults] == [(2, "start", "cut")]
    (verdict,) = judged(log, log.model)
    assert (verdict.outcome, verdict.operations, verdict.reason and verdict.reason.code) == (
        "broken",
        ("w1", "r1"),
        "stale_read",
    )


def test_the_corners_of_edn() -> None:
    one = '#jepsen.Op{:index 0, :type #_:ok :invoke :process 7,:f :write :value "a \\"b\\" \\u4e2d" :error {:x [1]}}'
    log = read(f"{one}\n; between\n{{:process 7 :type :info :f :write :value 3.5M :time 99286665244}}", "jepsen")
    assert plain(log) == [("w1", "write", "7", "", 'a "b" 中', 0, None, "unknown")]


def test_independent_keys_are_judged_alone() -> None:
    log = read(
        """{:process 0 :type :invoke :f :write :value [:x 1]} {:process 0 :type :ok :f :write :value [:x 1]}
        {:process 0 :type :invoke :f :cas :value [:y [nil 2]]} {:process 0 :type :ok :f :cas :value [:y [nil 2]]}
        {:process 0 :type :invoke :f :read :value [:x nil]} {:process 0 :type :ok :f :read :value [:x nil]}""",
        "jepsen",
    )
    assert [(op.key, op.value) for op in log.operations] == [("x", 1), ("y", (None, 2)), ("x", None)]
    assert {verdict.key: verdict.outcome for verdict in judged(log, log.model)} == {"x": "broken", "y": "kept"}


def test_a_cas_alone_is_no_pair_of_key_and_value() -> None:
    log = read("{:process 0 :type :invoke :f :cas :value [1 4]}", "jepsen")
    assert [(op.key, op.value, op.status) for op in log.operations] == [("", (1, 4), "pending")]
    nested = read("{:process 0 :type :invoke :f :cas :value [:x [1 4]]}", "jepsen")
    assert [(op.key, op.value) for op in nested.operations] == [("x", (1, 4))]


def test_list_append() -> None:
    events = [
        [0, "invoke", "txn", None, [["append", "k", 1]]],
        [0, "ok", "txn", None, [["append", "k", 1]]],
        [1, "invoke", "txn", None, [["append", "k", 2]]],
        [2, "invoke", "txn", None, [["r", "k", None]]],
        [2, "ok", "txn", None, [["r", "k", [2]]]],
    ]
    log = read(json.dumps(events), "json")
    assert log.model == "list-append"
    (verdict,) = judged(log, log.model)
    assert verdict.reason is not None
    assert (verdict.outcome, verdict.operations[-1], verdict.reason.code) == ("broken", "r1", "no_next")
    assert verdict.reason.values["state"] in ((1,), (1, 2))
    good = json.dumps([*events[:4], [2, "ok", "txn", None, [["r", "k", [1, 2]]]]])
    assert [one.outcome for one in judged(read(good, "json"), "list-append")] == ["kept"]


def test_porcupine_etcd() -> None:
    text = (
        "INFO  jepsen.core - noise\nINFO  jepsen.util - 3\t:invoke\t:cas\t[1 4]\n"
        "INFO  jepsen.util - 0 \t:invoke :read\tnil\nINFO  jepsen.util - 0\t:fail\t:read\t:timed-out\n"
        "INFO  jepsen.util - 3\t:info\t:cas\t:timed-out\n"
    )
    assert sniff(text) == "porcupine"
    assert plain(read(text, "porcupine")) == [
        ("c1", "cas", "3", "", (1, 4), 0, None, "unknown"),
        ("r1", "read", "0", "", None, 1, 2, "refused"),
    ]


def test_tables() -> None:
    log = read(
        'id,op,client,key,value,issued,done,status\nw9,write,alice,x,"""7""",5,9,ok\n,read,bob,x,7,10,12,', "csv"
    )
    assert plain(log) == [
        ("w9", "write", "alice", "x", "7", 5, 9, "ok"),
        ("r1", "read", "bob", "x", 7, 10, 12, "ok"),
    ]
    assert [one.outcome for one in judged(log, "register")] == ["broken"], "text 7 is not the number 7"
    events = read("process;type;f;key;value\n0;invoke;cas;;[1, 2]\n0;ok;cas;;[1, 2]", "auto")
    assert plain(events) == [("c1", "cas", "0", "", (1, 2), 0, 1, "ok")]


def test_what_shares_a_tick_in_a_table_is_concurrent() -> None:
    table = "op,client,key,value,issued,done,status\nwrite,a,x,1,0,5,ok\nread,b,x,,5,6,ok"
    assert [one.outcome for one in judged(read(table, "csv"), "register")] == ["kept"]
    later = table.replace("5,6", "6,7")
    assert [one.outcome for one in judged(read(later, "csv"), "register")] == ["broken"]


def test_yes_is_not_one() -> None:
    log = read('[[0,"invoke","write",null,true],[0,"ok","write",null,true],'
               '[0,"invoke","read",null,null],[0,"ok","read",null,1]]', "json")  # fmt: skip
    assert [one.outcome for one in judged(log, "register")] == ["broken"]


@pytest.mark.parametrize(
    ("model", "code"), [("register", "not_in_model"), ("list-append", "not_in_model"), ("kv", "not_in_model")]
)
def test_a_model_without_such_an_operation_is_refused(model: str, code: str) -> None:
    log = read("{:process 0 :type :invoke :f :cas :value [1 4]}", "jepsen")
    with pytest.raises(ScriptError) as caught:
        judged(log, model)
    assert caught.value.code == code


# -- where a mistake is --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("", (1, 1, "expected")),
        ("hello", (1, 1, "expected")),
        ("[\n[0,\"invoke\",\"read\",null,null],\n[0,\"done\",\"read\",null,1]]", (3, 1, "expected")),
        ('[[0,"invoke","read",null,null]', (1, 31, "expected")),
        ('[[0,"ok","read",null,null]]', (1, 2, "not_running")),
        ('[[0,"invoke","read",null,null],\n [0,"invoke","read",null,null]]', (2, 2, "still_running")),
        ('[[0,"invoke","read",null,null],\n [0,"ok","write",null,null]]', (2, 2, "other_operation")),
        ('[[0,"invoke","jump",null,null]]', (1, 2, "expected")),
        ('[[0,"invoke","write",null,99999999999999999999]]', (1, 2, "bad_number")),
        ('[[0,"invoke","write",null,1e999]]', (1, 2, "bad_number")),
        ('[[0,"invoke","write",null,NaN]]', (1, 2, "bad_number")),
        ('[[0,"invoke","txn",null,[["r","x",null],["jump","y",null]]]]', (1, 2, "transaction")),
        ('[[0,"invoke","txn",null,5]]', (1, 2, "transaction")),
        ('[[0,"invoke","txn",null,[["append","x",1],["w","y",1]]]]', (1, 2, "transaction")),
        ("{:process 0 :type :invoke :f :read", (1, 35, "expected")),
        ("{:process 0 :type :invoke :f :read]", (1, 35, "expected")),
        ("[{:process 0 :type :invoke :f :read}] tail", (1, 39, "expected")),
        ('{:process 0 :type :invoke :f :write :value "open', (1, 44, "expected")),
        ("{:process 0 :type :invoke :f :write :value 123456789012345678901}", (1, 44, "bad_number")),
        ("{:process 0 :type :invoke :f}", (1, 1, "expected")),
        ("[ {{:process 0} 1}]", (1, 3, "expected")),
        ("INFO  jepsen.util - 0\t:invoke\t:read\tnil\nINFO  jepsen.util - 0", (2, 1, "expected")),
        ("op,client,value,issued,done\nwrite,a,1,9,3", (2, 1, "ends_early")),
        ("op,client,value,issued,done\nwrite,a,1,x,3", (2, 1, "bad_number")),
        ("op,client,value,issued,done\nread,a,1,1,2,3,4", (2, 1, "too_many_cells")),
        ('{"operations": [{"id": "w1", "kind": "write"}]}', (1, 17, "expected")),
        ("ok\x00", (1, 3, "bad_character")),
    ],
)  # fmt: skip
def test_a_mistake_has_a_place(text: str, place: tuple[int, int, str]) -> None:
    assert mistake(text) == place


def test_bytes_that_are_no_text_have_a_place() -> None:
    with pytest.raises(ScriptError) as caught:
        decoded(b"[\n\xff")
    assert (caught.value.line, caught.value.column) == (2, 1)


# -- hostile files -------------------------------------------------------------------------------------------------

EVENT = '[0,"invoke","write",null,1],[0,"ok","write",null,1]'
HOSTILE = {
    "deep_json": "[" * 500_000,
    "deep_edn": "(" * 500_000,
    "deep_value": '[[0,"invoke","write",null,' + "[" * 100_000 + "]" * 100_000 + "]]",
    "deep_maps": '{"a":' * 100_000,
    "dropped": "#_" * 400_000,
    "quotes": '"' + "\\" * 900_000,
    "tags": "#a " * 300_000,
    "digits": "[[0,\"invoke\",\"write\",null," + "9" * 900_000 + "]]",
    "edn_digits": "{:process " + "9" * 900_000,
    "symbols": "a " * 400_000,
    "commas": "," * 900_000,
    "lines": "INFO  jepsen.util - 0\n" * 40_000,
    "header": "op,issued" + ",x" * 400_000,
    "cells": 'op,issued\n"' + '""' * 400_000,
    "million": "[" + ",".join([EVENT] * 1_000_000) + "]",
    "many": "[" + ",".join([EVENT] * 60_000) + "]",
    "long": '[[0,"invoke","write",null,"' + "x" * 900_000 + '"]]',
}  # fmt: skip


@pytest.mark.parametrize("form", ["auto", "jepsen", "porcupine", "json", "csv"])
@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_is_refused_in_time(name: str, form: str) -> None:
    with bounded(), pytest.raises(ScriptError):
        read(HOSTILE[name], form, APP)


@settings(max_examples=60)
@given(st.text(alphabet='[](){}":;#_,\\ \n\tabinvokeread0123456789.-=', max_size=60), st.sampled_from(list(FORMATS)))
def test_text_is_read_or_refused(text: str, form: str) -> None:
    try:
        log = read(text, form, APP)
    except ScriptError as error:
        assert error.line >= 1 and error.column >= 1
    else:
        assert len(log.operations) <= len(text)


@settings(max_examples=60)
@given(st.integers(0, len(STALE) - 1), st.text(max_size=3), st.integers(0, 4))
def test_a_damaged_history_is_read_or_refused(place: int, put: str, gone: int) -> None:
    text = STALE[:place] + put + STALE[place + gone :]
    try:
        log = read(text, "auto", APP)
        judged(log, log.model)
    except ScriptError:
        pass


@settings(max_examples=40)
@given(st.binary(max_size=80))
def test_bytes_are_read_or_refused(data: bytes) -> None:
    try:
        read(decoded(data), "auto", APP)
    except ScriptError as error:
        assert "\n" not in str(error)
