"""Notations beside EDN, JSON and tables: logs of every age, history.txt, JSON lines, gzip; what each is told as."""

from __future__ import annotations

import gzip
import json
import tracemalloc
from typing import Any

import pytest

from engine.histories import APP, FORMATS, HistoryLimits, decoded, read, sniff
from engine.histories.judging import exit_code, judged
from engine.model import Reason
from engine.script import ScriptError
from lessons.words import languages, load
from pages.ui.session import error_text as errors

TXT = "0\t:invoke\t:write\t1\n0\t:ok\t:write\t1\n1\t:invoke\t:read\tnil\n1\t:ok\t:read\t9\n"
HEADS = {
    "2014": "INFO  jepsen.util - ",
    "2018": "INFO [2018-06-07 11:48:13,012] jepsen worker 0 - jepsen.util ",
    "2022": "2022-07-28 07:56:05,331{GMT}\tINFO\t[jepsen worker 0] jepsen.util: ",
}
LINES = "".join(
    f"{json.dumps(dict(zip(('process', 'type', 'f', 'value'), event, strict=True)))}\n"
    for event in ((0, "invoke", "write", 1), (0, "ok", "write", 1), (1, "invoke", "read", None), (1, "ok", "read", 9))
)
EDN = """\
{:process 0, :type :invoke, :f :write, :value 1}
{:process 0, :type :ok, :f :write, :value 1}
{:process 1, :type :invoke, :f :read, :value nil}
{:process 1, :type :ok, :f :read, :value 9}
"""


def packed(data: bytes) -> bytes:
    """Gzip of it, the same at any hour."""
    return gzip.compress(data, mtime=0)


def seen(text: str, form: str = "auto") -> list[tuple[Any, ...]]:
    return [(op.id, op.client, op.value, op.issued, op.done, op.status) for op in read(text, form).operations]


def mistake(text: str, form: str = "auto") -> tuple[int, int, str, Any, Any]:
    with pytest.raises(ScriptError) as caught:
        read(text, form, APP)
    error = caught.value
    for lang in languages():
        assert errors.sentence(load(lang), error)
    return error.line, error.column, error.code, error.values.get("expected"), error.values.get("notation")


def logged(head: str) -> str:
    return "".join(f"{head}{line}\n" for line in TXT.splitlines())


@pytest.mark.parametrize(
    ("text", "form"),
    [
        (EDN, "jepsen"), (EDN.replace(" ", ","), "jepsen"), (TXT, "log"), (TXT.replace("\t", "  "), "log"),
        (logged(HEADS["2014"]), "porcupine"), (logged(HEADS["2018"]), "log"), (logged(HEADS["2022"]), "log"),
        (LINES, "jsonl"), (LINES.replace("\n", "\n\n"), "jsonl"),
    ],
)  # fmt: skip
def test_every_notation_is_recognised_and_says_the_same(text: str, form: str) -> None:
    assert sniff(text) == form
    assert seen(text) == seen(EDN, "jepsen") == [("w1", "0", 1, 0, 1, "ok"), ("r1", "1", 9, 2, 3, "ok")]
    log = read(text, "auto")
    assert [one.outcome for one in judged(log, log.model)] == ["broken"]


@pytest.mark.parametrize("head", HEADS.values())
def test_a_log_says_much_else(head: str) -> None:
    other = head.replace("jepsen.util", "jepsen.core")
    noise = f"{other}Running test\n\tat a.stack(trace)\n" + ("" if head == HEADS["2014"] else "{:remote 1,\n :a [2]}\n")
    text = noise * 2_000 + logged(head).replace("\tnil\n", f"\tnil\n{noise}")
    assert sniff(text) in ("log", "porcupine")
    assert seen(text) == seen(EDN)
    loud = text.replace("Running test", " jepsen.util 0\t:ok\t:write\t1", 1)
    assert seen(loud) == seen(EDN), "who says so stands at the beginning"
    assert seen(f"{head}Waiting for nodes\n{logged(head)}") == seen(EDN)


def test_what_went_wrong_stands_behind_a_value_and_is_passed_over() -> None:
    text = "0\t:invoke\t:cas\t[1 2]\n0\t:info\t:cas\t[1 2]\t:timeout (never read) [\n:nemesis\t:info\t:start\tcut [n1\n"
    log = read(text, "log")
    assert [(op.value, op.status) for op in log.operations] == [((1, 2), "unknown")]
    assert [(fault.what, fault.more) for fault in log.faults] == [("start", "cut [n1")]


def test_values_of_a_log_are_those_of_edn() -> None:
    text = '0\t:invoke\t:txn\t[[:append :x 1] [:r "y" nil]]\n0\t:ok\t:txn\t[[:append :x 1] [:r "y" [2 3]]]\n'
    edn = '{:process 0 :type :invoke :f :txn :value [[:append :x 1] [:r "y" nil]]}'
    edn += '{:process 0 :type :ok :f :txn :value [[:append :x 1] [:r "y" [2 3]]]}'
    assert read(text, "auto") == read(edn, "auto")


def test_operations_with_ticks_may_stand_a_line_each() -> None:
    rows: list[dict[str, Any]] = [
        {"kind": "write", "client": "a", "key": "x", "value": 1, "issued": 0, "done": 5},
        {"kind": "read", "client": "b", "key": "x", "value": None, "issued": 6, "done": 7},
    ]
    text = "".join(f"{json.dumps(row)}\n" for row in rows)
    assert sniff(text) == "jsonl"
    assert read(text, "auto")._replace(places={}) == read(json.dumps({"operations": rows}), "json")._replace(places={})
    assert sniff(json.dumps({"operations": rows})) == "json"


def test_lists_a_line_each_are_lines_and_lists_in_a_list_are_json() -> None:
    events = ['[0,"invoke","write",null,1]', '[0,"ok","write",null,1]']
    assert (sniff("\n".join(events)), sniff(f"[{','.join(events)}]")) == ("jsonl", "json")
    assert seen("\n".join(events)) == seen(f"[{','.join(events)}]")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("hello", (1, 1, "expected", "notation", None)),
        ("<html>", (1, 1, "expected", "notation", None)),
        (f"{TXT}and so on\n", (5, 1, "expected", "history_line", "log")),
        (TXT.replace(":ok", ":done"), (2, 3, "expected", (":invoke", ":ok", ":fail", ":info"), "log")),
        (f"{TXT}1\t:invoke\t:write\t[1\n", (5, 18, "expected", "value", "log")),
        (f"{logged(HEADS['2022'])}{HEADS['2022']}1 :ok\n", (5, 1, "expected", "log_line", "log")),
        (f"{logged(HEADS['2014'])}[1 2]\n", (5, 1, "expected", "log_line", "porcupine")),
        (f"{LINES}and so on\n", (5, 1, "expected", "json_line", "jsonl")),
        (f"{LINES}{{}} {{}}\n", (5, 1, "expected", "json_line", "jsonl")),
        (f"{LINES}{{\n}}\n", (5, 1, "expected", "json_line", "jsonl")),
        (f"{LINES}[1\n", (6, 1, "expected", "json", "jsonl")),
        (f"{LINES}[]\n", (5, 1, "expected", "event_list", "jsonl")),
        (f"{LINES}{'[' * 25}", (5, 25, "too_deep", "less", "jsonl")),
    ],
)
def test_what_is_nearly_a_notation_is_told_by_its_name(text: str, told: tuple[Any, ...]) -> None:
    assert mistake(text) == told


def test_a_history_without_an_operation_keeps_nothing() -> None:
    for text, faults in (("{:process :nemesis :type :info :f :start :value nil}", 1), ("[]", 0)):
        log = read(text, "auto")
        (verdict,) = judged(log, log.model)
        assert (verdict.outcome, verdict.operations, exit_code((verdict,))) == ("cant_tell", (), 3)
        assert verdict.reason == Reason("nothing_to_judge", {"operations": 0, "faults": faults})


def test_a_mistake_is_told_in_one_line_whatever_it_names() -> None:
    with pytest.raises(ScriptError) as caught:
        read('{:process "a\nb" :type :ok :f :read}', "jepsen")
    assert str(caught.value) == "line 1, column 1: not_running, expected invoke, process a\\nb, notation jepsen"


# -- who is a client -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("process", ['"a"', ":a", "a", "7"])
def test_a_process_named_by_a_text_or_a_keyword_is_a_client(process: str) -> None:
    log = read(EDN.replace(":process 0", f":process {process}"), "jepsen")
    assert (len(log.operations), log.faults) == (2, ())
    assert [one.outcome for one in judged(log, log.model)] == ["broken"]


@pytest.mark.parametrize("process", ['"nemesis"', ":nemesis", "nemesis"])
def test_the_nemesis_alone_is_none(process: str) -> None:
    log = read(EDN.replace(":process 0", f":process {process}"), "jepsen")
    assert (len(log.operations), len(log.faults)) == (1, 2)


# -- which value counts --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("asked", "answered", "value"),
    [("1", "2", 2), ("1", "nil", 1), ("nil", "2", 2), ("#{1 2}", "#{2 1}", "#{1 2}"), ("[nil 3]", "[1 3]", (1, 3))],
)
def test_what_came_back_with_ok_is_what_was_written(asked: str, answered: str, value: Any) -> None:
    text = f"{{:process 0 :type :invoke :f :write :value {asked}}}{{:process 0 :type :ok :f :write :value {answered}}}"
    (op,) = read(f"{text} {{:process 1 :type :invoke :f :read}}", "jepsen").operations[:1]
    assert op.value == value


def test_sets_and_maps_are_equal_however_they_are_printed() -> None:
    for written, told, outcome in (
        ("#{1 2 3}", "#{3 1 2}", "kept"), ("{:a 1 :b [2]}", "{:b [2] :a 1}", "kept"), ("#{1 2}", "#{1 2 3}", "broken"),
        ("#{1}", "[1]", "broken"), ('["1"]', "[1]", "broken"), ("[1 [2 #{3 4}]]", "[1 [2 #{4 3}]]", "kept"),
        ("[1.0]", "[1]", "kept"), ('[":a b"]', "[:a b]", "broken"),
    ):  # fmt: skip
        text = "".join(
            f"{{:process {process} :type {kind} :f {f} :value {value}}}"
            for process, f, value in ((0, ":write", written), (1, ":read", told))
            for kind in (":invoke", ":ok")
        )
        log = read(text, "jepsen")
        assert [one.outcome for one in judged(log, log.model)] == [outcome], (written, told)


# -- packed files --------------------------------------------------------------------------------------------------


def test_a_packed_file_is_unpacked() -> None:
    data = packed(EDN.encode())
    assert decoded(data) == EDN
    assert decoded(data + packed(TXT.encode()) + b"\0" * 9) == EDN + TXT


@pytest.mark.parametrize(
    "data", [b"\x1f\x8b", packed(EDN.encode())[:-9], packed(b"x") + b"y"], ids=["begun", "cut short", "and more"]
)
def test_a_packed_file_that_is_not_whole_is_refused(data: bytes) -> None:
    with pytest.raises(ScriptError) as caught:
        decoded(data)
    assert caught.value.values["expected"] == "gzip"


def test_a_small_file_that_stands_for_a_large_one_is_refused_in_little_memory() -> None:
    limits = HistoryLimits(bytes=100_000, operations=10, processes=10)
    for bomb in (packed(b"[" * 50_000_000), packed(b"") * 100_000, packed(b" " * 1_000) * 1_000):
        tracemalloc.start()
        with pytest.raises(ScriptError) as caught:
            read(decoded(bomb, limits), "auto", limits)
        most = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        assert most < len(bomb) * 3 + 1_000_000
        assert caught.value.code == "too_long" or caught.value.values["expected"] == "gzip"


def test_the_names_of_all_notations_are_words() -> None:
    for lang in languages():
        assert all(load(lang).has(f"history_format.{form}") for form in FORMATS)
