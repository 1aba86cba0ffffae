"""Histories of every notation, damaged in every way: read and judged, or refused in words, soon and in little memory.

Rules of this file
* A text is drawn from TEXTS and changed a few times: pieces go, come twice, change places, or give way to what is odd
  there (ODD): other types, deep brackets, huge numbers, half characters, the signs of other notations.
* It is asked for as itself and as any notation. What is refused has a place, says what was expected, and has words in
  every language; what is read is judged, and its verdicts can be printed.
"""

from __future__ import annotations

import random
import re
import time
import tracemalloc
from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.checks import FOREIGN
from engine.checks.objects import OBJECTS
from engine.histories import APP, FORMATS, read
from engine.histories.examples import EXAMPLES
from engine.histories.judging import as_lines, exit_code, judged
from engine.histories.kinds import NAMES
from engine.script import ScriptError
from engine.transactions import TRANSACTIONAL
from lessons.words import languages, load
from pages.ui.histories.verdict import sentence
from pages.ui.session import error_text as errors

WORDS = [load(lang) for lang in languages()]

EVENTS = """\
{:process 0, :type :invoke, :f :write, :value [:x #{1 2}], :time 1}
{:process "b", :type :invoke, :f :read, :value [:x nil] #_ {:a 1}}
{:process 0, :type :ok, :f :write, :value [:x #{2 1}], :error {:a [1 "b\\u4e2d"]}}
{:process :nemesis, :type :info, :f :start, :value {:n1 [:n2]}}
{:process "b", :type :ok, :f :read, :value [:x nil]}
"""
TRANSACTIONS = """\
{:process 0, :type :invoke, :f :txn, :value [[:append :x 1] [:r "y" nil]]}
{:process 1, :type :invoke, :f :txn, :value [[:append "y" 2]]}
{:process 0, :type :ok, :f :txn, :value [[:append :x 1] [:r "y" [2 3]]]}
{:process 1, :type :info, :f :txn, :value [[:append "y" 2]]}
"""
BANK = """\
; init {"a" 5, "b" 5}
[{:process 0, :type :invoke, :f :transfer, :value {:from :a, :to :b, :amount 2}}
 {:process 0, :type :ok, :f :transfer, :value {:from :a, :to :b, :amount 2}}
 {:process 1, :type :invoke, :f :read} {:process 1, :type :ok, :f :read, :value {:a 3, :b 7}}]
"""
JSON_EVENTS = """\
{"init": {"x": 0, "y": [1]}, "events": [
["alice", "invoke", "cas", "x", [0, 1]], ["alice~2", "invoke", "write", "y", {"a": [1, 2.5]}],
["nemesis", "info", "cut", null, ["n1", true]],
{"process": "alice", "type": "ok", "f": "cas", "key": "x", "value": [0, 1]},
["alice~2", "fail", "write", "y", null]], "object": "register"}
"""
QUEUE = """\
[[0,"invoke","enqueue",null,1],[0,"ok","enqueue",null,1],[1,"invoke","dequeue",null,null],[1,"ok","dequeue",null,1],
 [2,"invoke","drain",null,null],[2,"ok","drain",null,[2,3]]]
"""
REPORT = """\
{"script": "init x 0\\nsystem quorum nodes=3\\n5 cut n1 | n2 n3\\n", "end": 70, "operations": [
{"id": "w1", "kind": "write", "client": "a", "node": "n1", "key": "x", "value": 1, "issued": 10, "done": 12,
 "status": "ok", "reason": null},
{"id": "r1", "kind": "read", "client": "b", "node": "n3", "key": "x", "value": [0], "issued": 60, "done": 62,
 "status": "degraded", "answer": "kept"},
{"kind": "txn", "client": "c", "value": [["w", "x", 1], ["r", "y", null]], "issued": 61, "done": null}]}
"""
ROWS = """\
id,op,client,key,value,issued,done,status
,init,,x,0,,,
,fault,,,cut n1 | n2,5,,
w1,write,alice,x,"[1, {""a"": 2}]",10,14,ok
,cas,bob,x,"[1, 2]",12,20,unknown
,read,bob,x,\"""7\""",20,23,ok
"""
ROWS_OF_EVENTS = (
    "process;type;f;key;value\n;init;;x;0\n0;invoke;inc;x;2\n0;ok;inc;x;2\nb;invoke;read;x;\nb;ok;read;x;2.5\n"
)
LINES = "0\t:invoke\t:acquire\tnil\n:nemesis\t:info\t:start\tcut n1\n0\t:ok\t:acquire\tnil\n1\t:invoke\t:acquire\tnil\n"
LOG = "".join(f"INFO [2018-06-07 11:48:13,012] jepsen worker 0 - jepsen.util {line}\n" for line in LINES.splitlines())
NEWER = "".join(
    f"2022-07-28 07:56:05,331{{GMT}}\tINFO\t[jepsen worker 0] jepsen.util: {line}\n" for line in LINES.splitlines()
)
TEXTS: tuple[tuple[str, str], ...] = (
    ("jepsen", EVENTS), ("jepsen", TRANSACTIONS), ("jepsen", BANK), ("json", JSON_EVENTS), ("json", QUEUE),
    ("json", REPORT), ("csv", ROWS), ("csv", ROWS_OF_EVENTS), ("log", LINES), ("log", LOG), ("log", NEWER),
    ("jsonl", '{"process":0,"type":"invoke","f":"write","value":1}\n{"process":0,"type":"ok","f":"write","value":1}\n'),
    ("jsonl", '[0,"invoke","append","x",1]\n[0,"ok","append","x",1]\n[0,"invoke","read","x",null]\n'),
    ("jsonl", '{"kind":"remove","value":1,"issued":1,"done":5}\n{"kind":"read","value":[1],"issued":6,"done":7}\n'),
    ("porcupine", EXAMPLES["cas"]), ("porcupine", EXAMPLES["append"]), ("csv", EXAMPLES["inversion"]),
)  # fmt: skip

DEEP = 2_000
ODD = (
    "", " ", "\n", "\t", ",", ";", '"', "\\", "'", "[", "]", "{", "}", "(", ")", "#{", "#_", "#a ", ":", "~2", "=", "|",
    "nil", "null", "true", "NaN", "-Infinity", "0", "-1", "1e999", "1.5", "007", "9" * 18, "9" * 30, "9" * 5_000, "1/3",
    "[]", "{}", "[null]", '["read"]', '{"a": 1}', "[1, 2]", '[["r", "x", null]]', "#{1}", "{:a 1}", "[:x [1 2]]",
    "[" * DEEP, "{" * DEEP, '{"a":' * DEEP, '[{"a":' * DEEP, "(" * DEEP, "#_" * DEEP, "[[1]]", "[" * 20 + "]" * 20,
    "\\ud800", "\\ud83d\\ude00", "\ud800", "\u2028", "\x85", "\ufeff", "中", "é", "\r\n", "\x00", "\x7f", "\xa0",
    ":nemesis", "nemesis", "info", "ok", "invoke", "init", "object", "fault", "or_set", "; init 5\n",
    "; init {1 [2]}\n",
    "INFO  jepsen.util - ", "op,issued\n", "process,type,f\n", "x" * 30_000, '"' + '\\"' * 5_000, *NAMES, "txn",
)  # fmt: skip
PIECE = re.compile(r"\s+|\w+|.", re.DOTALL)


def damaged(chance: random.Random) -> tuple[str, str]:
    """A notation and a text that was of one."""
    form, text = chance.choice(TEXTS)
    for _ in range(chance.randint(1, 4)):
        text = _changed(text, chance)
    return chance.choice((form, "auto", "auto", *FORMATS)), text


def _changed(text: str, chance: random.Random) -> str:
    pieces = PIECE.findall(text) or [""]
    at, until = sorted((chance.randrange(len(pieces)), chance.randrange(len(pieces))))
    match chance.randrange(9):
        case 0:
            pieces[at : at + chance.randint(1, 6)] = []
        case 1:
            pieces[at:until] = []
        case 2 | 3 | 4:
            pieces[at] = chance.choice(ODD)
        case 5:
            pieces.insert(at, chance.choice(ODD))
        case 6:
            pieces[at], pieces[until] = pieces[until], pieces[at]
        case 7:
            pieces[until:until] = pieces[at : at + 200]
        case _:
            other = PIECE.findall(chance.choice(TEXTS)[1])
            pieces[at:until] = other[chance.randrange(len(other)) :][:200]
    return "".join(pieces)


def refused(error: ScriptError) -> None:
    """A refusal that can be told: with what was expected, in one line, in every language."""
    assert "expected" in str(error) and "\n" not in str(error)
    str(error).encode()
    for words in WORDS:
        assert errors.sentence(words, error).encode()


def held(form: str, text: str, model: str | None = None, checks: Sequence[str] = FOREIGN[:1]) -> str:
    """What becomes of a text: 'refused', 'read' (and not judged, as no such object can be), or 'judged'."""
    try:
        log = read(text, form, APP)
    except ScriptError as error:
        assert error.line >= 1 and error.column >= 1
        refused(error)
        return "refused"
    try:
        found = judged(log, model or log.model, checks, most=3_000)
    except ScriptError as error:
        refused(error)
        return "read"
    as_lines(found).encode()
    for verdict in found if (model or log.model) not in TRANSACTIONAL else ():
        assert all(sentence(words, verdict).encode() for words in WORDS)
    assert exit_code(found) in (0, 1, 3)
    return "judged"


@settings(max_examples=300)
@given(st.integers(0, 2**64 - 1))
def test_a_damaged_history_of_any_notation_is_read_or_refused(seed: int) -> None:
    chance = random.Random(seed)
    form, text = damaged(chance)
    begin = time.thread_time()
    held(form, text, chance.choice((None, None, *OBJECTS, *TRANSACTIONAL)), chance.choice((FOREIGN, FOREIGN[:1])))
    assert time.thread_time() - begin < 5, "it takes hundredths of a second"


@pytest.mark.parametrize(("form", "text"), TEXTS)
def test_what_is_not_damaged_is_judged(form: str, text: str) -> None:
    assert held("auto", text) == held(form, text) == "judged"


BIG = 2_000_000
LARGE = {
    "quotes": '"' + '\\"' * (BIG // 2),
    "quotes_in_a_value": '[[0,"invoke","write",null,"' + '\\"' * (BIG // 2),
    "spaces": "0" + " " * BIG,
    "types": "0 :ok " * (BIG // 6),
    "info": "INFO" + " " * BIG,
    "brackets": "INFO [" + "] -" * (BIG // 3),
    "cells": "op,issued\n" + '"[' * 20_000 + "\n" * BIG,
    "sets": "{:process 0 :type :invoke :f :write :value " + "#{" * 20 + "1 " * (BIG // 2) + "}" * 20 + "}",
    "words": "a" * BIG,
    "escapes": '{"events": [[0, "invoke", "write", "x", "' + "\\ud800" * (BIG // 6) + '"]]}',
    "members": '{"events": []' + ', "a": 1' * (BIG // 8) + "}",
    "keys": "{:process 0 :type :invoke :f :read " + ":a 1 " * (BIG // 5) + "}",
}


@pytest.mark.parametrize("form", ["auto", *FORMATS])
@pytest.mark.parametrize("name", LARGE)
def test_a_large_odd_file_is_read_or_refused_in_time(name: str, form: str) -> None:
    begin = time.thread_time()
    held(form, LARGE[name])
    assert time.thread_time() - begin < 10


@pytest.mark.parametrize("name", LARGE)
def test_a_large_odd_file_takes_little_memory(name: str) -> None:
    tracemalloc.start()
    held("auto", LARGE[name])
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert most < 100_000_000
