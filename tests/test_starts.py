"""Values at the start: told in every notation and on the command line, with an effect on the verdict each time."""

from __future__ import annotations

import json
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.checks.objects import OBJECTS
from engine.histories import APP, read
from engine.histories.judging import judged
from engine.histories.limits import ITEMS_MAX, VALUE_MAX
from engine.script import ScriptError
from lessons.words import languages, load
from pages.ui.session import error_text as errors
from tests.test_check_command import asked

EVENTS = [["a", "invoke", "read", "x", None], ["a", "ok", "read", "x", 5]]
EDN = "{:process 0, :type :invoke, :f :read, :value nil}\n{:process 0, :type :ok, :f :read, :value 5}\n"
KEYED = EDN.replace(":value", ':key "x", :value')
ETCD = "INFO  jepsen.util - 0\t:invoke\t:read\tnil\nINFO  jepsen.util - 0\t:ok\t:read\t5\n"
OPERATIONS = "op,client,key,value,issued,done\n"
ROWS = "process,type,f,key,value\na,invoke,read,x,\na,ok,read,x,5\n"


def outcome(text: str, *init: str) -> str:
    log = read(text, "auto", init=init)
    (verdict,) = judged(log, log.model)
    return verdict.outcome


@pytest.mark.parametrize(
    ("text", "good"),
    [
        ("; init 5\n" + EDN, True), ("; init 4\n" + EDN, False), (";; init {nil 5}\n" + EDN, True),
        ('; init {"x" 5}\n' + KEYED, True), ("; init {:x 5}\n" + KEYED, True), ('; init {"y" 5}\n' + KEYED, False),
        ("; a first comment\n\n  ; init 5 ; and what follows it\n" + EDN, True), (EDN + "; init 5\n", False),
        ("; init 5 nodes\n" + EDN, False), ("; init of 5\n" + EDN, False), ('; init "5"\n' + EDN, False),
        ("; init 5\n" + ETCD, True), (ETCD, False),
        (json.dumps({"init": {"x": 5}, "events": EVENTS}), True), (json.dumps({"init": 5, "events": EVENTS}), True),
        (json.dumps({"init": {"x": 4}, "events": EVENTS}), False),
        (f"{OPERATIONS}init,,x,5,,\nread,a,x,5,1,2\n", True), (f"{OPERATIONS}init,,,5,,\nread,a,x,5,1,2\n", True),
        (f"{OPERATIONS}init,,x,4,,\nread,a,x,5,1,2\n", False), (ROWS, False),
        (ROWS.replace("\na", "\n,init,,x,5\na", 1), True), (ROWS.replace("\na", "\n,init,,,5\na", 1), True),
        (ROWS.replace("\na", "\n,init,,y,5\na", 1), False),
    ],
)  # fmt: skip
def test_every_notation_can_tell_it(text: str, good: bool) -> None:
    assert outcome(text) == ("kept" if good else "broken")


@pytest.mark.parametrize("text", [EDN, ETCD, json.dumps(EVENTS).replace('"x"', "null"), ROWS.replace("x", "")])
def test_the_command_line_tells_it_for_all(text: str) -> None:
    assert [outcome(text, *init) for init in ((), ("5",), ("4",), ("4", "5"), ('"5"',))] == [
        "broken", "kept", "broken", "kept", "broken",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("words", "good"),
    [
        (("x=5",), True), ((":x=5",), True), (("x=4", "x=5"), True), (("x=5", "x=4"), False), (("5", "x=4"), False),
        (("4", "x=5"), True), (("x=5.0",), True), (('x="5"',), False), (("x=",), False), (("x=5=",), False),
    ],
)  # fmt: skip
def test_the_command_line_tells_it_for_a_key(words: tuple[str, ...], good: bool) -> None:
    assert outcome(KEYED, *words) == ("kept" if good else "broken")


def test_the_command_line_stands_in_the_place_of_the_file() -> None:
    text = "; init 4\n" + KEYED
    assert [outcome(text, *words) for words in ((), ("x=5",), ("5",), ("x=",))] == ["broken", "kept", "kept", "broken"]


def test_a_list_may_be_at_the_start() -> None:
    """Of a list with append; of a register too, which then holds lists."""
    rows = f'{OPERATIONS}append,a,x,3,0,1\nread,a,x,"[1, 2, 3]",2,3\n'
    assert (outcome(rows), outcome(rows, "x=[1, 2]"), outcome(rows, "[1, 2]")) == ("broken", "kept", "kept")
    rows = f'{OPERATIONS}read,a,x,"[1, 2]",2,3\n'
    assert (outcome(rows), outcome(rows, "x=[1, 2]"), outcome(rows, "x=[2, 1]")) == ("broken", "kept", "broken")


def test_a_register_may_start_as_a_set_or_a_map() -> None:
    for value, other in (("#{1 2}", "#{2 1}"), ('{"a" 1, "b" [2]}', '{"b" [2] "a" 1}')):
        text = f"; init {{nil {value}}}\n{EDN.replace('5', other)}"
        assert outcome(text) == "kept"
        assert outcome(text.replace("1", "3", 1)) == "broken"


def test_a_list_that_was_written_is_one_value_and_else_several() -> None:
    row = "{op},a,x,{value},{t},{t}\n"
    one, two = row.format(op="write", value='"[1]"', t=1), row.format(op="write", value="1", t=1)
    read_one, read_two = (row.format(op="read", value=f'"{value}"', t=2) for value in ("[1]", "[1, 2]"))
    assert [outcome(OPERATIONS + text) for text in (one + read_one, two + read_one, two + read_two)] == [
        "kept", "kept", "broken",
    ]  # fmt: skip
    more = row.format(op="write", value="2", t=1)
    log = read(OPERATIONS + two + more + read_two, "csv")
    (verdict,) = judged(log, log.model)
    assert verdict.reason is not None and verdict.reason.code == "siblings"


REFUSED: list[tuple[str, tuple[str, ...], str]] = [
    (KEYED, ("y=5",), "no_such_key"),
    (EDN, ("x=5",), "no_such_key"),
    (KEYED, ("x=99999999999999999999",), "bad_number"),
    (KEYED, ("x=" + "v" * (VALUE_MAX + 1),), "too_long"),
    (KEYED, ("5",) * (ITEMS_MAX + 1), "too_many"),
    ('; init {"x" 5\n' + KEYED, (), "expected"),
    ('; init {"x" 99999999999999999999}\n' + KEYED, (), "expected"),
    (f"{OPERATIONS}append,a,x,2,4,12\n", ("2",), "start_not_in_model"),
    (f"{OPERATIONS}init,,x,2,,\nappend,a,x,2,4,12\n", (), "start_not_in_model"),
    (f"{OPERATIONS}append,a,x,b,4,12\nread,a,x,b,13,14\n", ("2",), "start_not_in_model"),
]


@pytest.mark.parametrize(("text", "init", "code"), REFUSED)
def test_what_does_not_do_is_refused_in_words(text: str, init: tuple[str, ...], code: str) -> None:
    with pytest.raises(ScriptError) as caught:
        outcome(text, *init)
    assert caught.value.code == code and "\n" not in str(caught.value) and len(str(caught.value)) < 1_000
    for lang in languages():
        assert errors.sentence(load(lang), caught.value)


def test_keys_of_transactions_and_accounts_of_a_bank_can_be_told() -> None:
    txn = '{:process 0 :type :invoke :f :txn :value [[:w "x" 1] [:r "y" nil]]}'
    assert read(txn, "auto", init=("y=5",)).init == {"y": 5}
    with pytest.raises(ScriptError, match="no_such_key"):
        read(txn, "auto", init=("z=5",))
    bank = '{:process 0 :type :invoke :f :transfer :value {:from "a" :to "b" :amount 5}}'
    assert read(bank, "auto", init=("a=10", "b=0")).init == {"a": 10, "b": 0}


def test_the_command_line_takes_it() -> None:
    def told(text: str, *words: str) -> tuple[int, Any]:
        code, found, said = asked(text, *words)
        return code, said or [one["outcome"] for one in found]

    assert told(EDN) == (1, ["broken"])
    assert told(EDN, "--init", "5") == (0, ["kept"])
    assert told(KEYED, "--init", "4", "--init", "x=5") == (0, ["kept"])
    code, said = told(KEYED, "--init", "y=5")
    assert code == 2 and said == 'line 1, column 1: no_such_key, expected x, found "y"\n'
    assert told(f"{OPERATIONS}append,a,x,2,4,12\n", "--init", "2")[0] == 2


def test_a_comment_that_names_no_object_of_ours_is_a_comment() -> None:
    for word, outcomes in (("storage", "broken"), ("register", "broken"), ("or_set", "cant_tell")):
        assert outcome(f"; object {word}\n{EDN}") == outcomes
        assert outcome(json.dumps({"object": word, "events": EVENTS})) == outcomes
        assert outcome(f"{OPERATIONS}object,,,{word},,\nread,a,x,5,1,2\n") == outcomes


@settings(max_examples=80)
@given(st.text(alphabet='xy=:;"[]{}#, 0123456789.-eEninit\n', max_size=30), st.sampled_from(list(OBJECTS)))
def test_any_start_is_taken_or_refused(said: str, model: str) -> None:
    for text, words in ((KEYED, [said]), (f"; init {said}\n{KEYED}", []), (f"; init {{{said}}}\n{KEYED}", [])):
        with suppress(ScriptError):
            judged(read(text, "auto", APP, words), model)
