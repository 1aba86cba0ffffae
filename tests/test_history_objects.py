"""Objects and transactions of other suites: which names are read as what, in which form their values come."""

from __future__ import annotations

import json
from typing import Any

import pytest

from engine.histories import Log, read
from engine.histories.judging import judged
from engine.histories.kinds import suited
from engine.model.values import MapValue, Step, map_value, set_value
from engine.script import ScriptError


def edn(*events: str) -> Log:
    return read(" ".join(f"{{:process {event}}}" for event in events), "jepsen")


def called(log: Log) -> list[tuple[str, Any, str]]:
    return [(op.kind, op.value, op.status) for op in log.operations]


def test_a_set_is_added_to_and_what_is_read_is_a_set_however_it_is_printed() -> None:
    for printed in ("#{1 2}", "[2 1]", "(1 2 2)"):
        log = edn(
            "0 :type :invoke :f :add :value 1", "0 :type :ok :f :add :value 1",
            "1 :type :invoke :f :read :value nil", f"1 :type :ok :f :read :value {printed}",
        )  # fmt: skip
        assert log.model == "set"
        assert called(log) == [("add", 1, "ok"), ("read", set_value([1, 2]), "ok")]


def test_adds_whose_reads_are_numbers_are_those_of_a_counter() -> None:
    log = edn(
        "0 :type :invoke :f :add :value 2", "0 :type :ok :f :add :value 2",
        "1 :type :invoke :f :read :value nil", "1 :type :ok :f :read :value 2",
    )  # fmt: skip
    assert (log.model, called(log)) == ("counter", [("inc", 2, "ok"), ("read", 2, "ok")])
    assert [op.kind for op in suited(log, "set").operations] == ["add", "read"]
    unread = edn("0 :type :invoke :f :add :value 2")
    assert (unread.model, suited(unread, "counter").operations[0].kind) == ("set", "inc")


def test_a_decrement_takes_away_and_an_increment_without_a_value_is_one() -> None:
    table = "op,client,value,issued,done\ninc,a,,0,1\ndecrement,a,3,2,3\ndec,a,,4,5\nread,b,-3,6,7\n"
    log = read(table, "csv")
    assert log.model == "counter"
    assert [op.value for op in log.operations] == [1, -3, -1, -3]


def test_what_a_queue_gave_is_what_came_back() -> None:
    log = edn(
        "0 :type :invoke :f :enqueue :value 1", "0 :type :ok :f :enqueue :value 1",
        "1 :type :invoke :f :dequeue :value nil", "1 :type :ok :f :dequeue :value 1",
        "1 :type :invoke :f :dequeue :value nil", "1 :type :fail :f :dequeue :value nil :error :empty",
        "2 :type :invoke :f :drain :value nil", "2 :type :ok :f :drain :value [2 3]",
        "3 :type :invoke :f :dequeue :value nil", "3 :type :info :f :dequeue :value nil",
    )  # fmt: skip
    assert log.model == "queue"
    assert called(log) == [
        ("enqueue", 1, "ok"), ("dequeue", 1, "ok"), ("dequeue", None, "refused"), ("drain", (2, 3), "ok"),
        ("dequeue", None, "unknown"),
    ]  # fmt: skip
    assert len({op.id for op in log.operations}) == 5, "a dequeue and a drain begin with the same letter"


def test_a_mutex_has_no_values() -> None:
    log = edn("0 :type :invoke :f :acquire :value {:fence 3}", "0 :type :ok :f :acquire :value {:fence 3}")
    assert (log.model, called(log)) == ("mutex", [("acquire", None, "ok")])


@pytest.mark.parametrize(
    ("form", "text"),
    [
        (
            "jepsen",
            (
                "{:process 0 :type :invoke :f :transfer :value {:from 0 :to 1 :amount 5}}"
                "{:process 0 :type :ok :f :transfer :value {:from 0 :to 1 :amount 5}}"
                "{:process 1 :type :invoke :f :read}{:process 1 :type :ok :f :read :value {0 5, 1 15}}"
            ),
        ),
        (
            "json",
            (
                '[[0,"invoke","transfer",null,{"amount":5,"from":0,"to":1}],[0,"ok","transfer",null,null],'
                '[1,"invoke","read",null,null],[1,"ok","read",null,{"1":15,"0":5}]]'
            ),
        ),
        (
            "json",
            (
                '[[0,"invoke","transfer",null,{"amount":5,"from":"0","to":"1"}],[0,"ok","transfer",null,null],'
                '[1,"invoke","read",null,null],[1,"ok","read",null,[5,15]]]'
            ),
        ),
    ],
)
def test_the_accounts_of_a_bank_are_the_same_in_all_notations(form: str, text: str) -> None:
    log = read(text, form)
    assert log.model == "bank"
    assert called(log) == [
        ("transfer", map_value([("from", "0"), ("to", "1"), ("amount", 5)]), "ok"),
        ("read", MapValue((("0", 5), ("1", 15))), "ok"),
    ]


def test_balances_that_are_only_read_are_those_of_a_bank() -> None:
    log = edn("0 :type :invoke :f :read", "0 :type :ok :f :read :value {0 10, 1 5}")
    assert (log.model, called(log)) == ("bank", [("read", MapValue((("0", 10), ("1", 5))), "ok")])
    other = edn("0 :type :invoke :f :read", "0 :type :ok :f :read :value {0 :a}")
    assert (other.model, other.operations[0].value) == ("register", "{0 :a}")


# -- transactions --------------------------------------------------------------------------------------------------

APPENDS = (
    "0 :type :invoke :f :txn :value [[:append :x 1] [:r :x nil]]",
    "0 :type :ok :f :txn :value [[:append :x 1] [:r :x [1]]]",
    "1 :type :invoke :f :txn :value [[:append :x 2] [:r :y nil]]",
    "1 :type :info :f :txn :value [[:append :x 2] [:r :y nil]]",
    "2 :type :invoke :f :txn :value [[:r :y nil]]",
    "2 :type :fail :f :txn :value [[:r :y nil]]",
)
AS_JSON: list[list[Any]] = [
    [0, "invoke", "txn", None, [["append", "x", 1], ["r", "x", None]]],
    [0, "ok", "txn", None, [["append", "x", 1], ["r", "x", [1]]]],
    [1, "invoke", "txn", None, [["append", "x", 2], ["r", "y", None]]],
    [1, "info", "txn", None, [["append", "x", 2], ["r", "y", None]]],
    [2, "invoke", "txn", None, [["r", "y", None]]],
    [2, "fail", "txn", None, None],
]


def test_a_transaction_has_its_steps_with_the_same_keys_in_edn_and_json() -> None:
    log = edn(*APPENDS)
    assert log.model == "txn-list-append"
    assert [(op.id, op.kind, op.key, op.value, op.status) for op in log.operations] == [
        ("t1", "txn", "", (Step("append", "x", 1), Step("r", "x", (1,))), "ok"),
        ("t2", "txn", "", (Step("append", "x", 2), Step("r", "y", None)), "unknown"),
        ("t3", "txn", "", (Step("r", "y", None),), "refused"),
    ]
    assert read(json.dumps(AS_JSON), "json")._replace(places=log.places) == log
    named = [dict(zip(("process", "type", "f", "key", "value"), event, strict=True)) for event in AS_JSON]
    assert read(json.dumps(named), "json")._replace(places=log.places) == log


def test_a_transaction_that_writes_registers() -> None:
    log = edn(
        "0 :type :invoke :f :txn :value [[:w 4 [5]] [:r 3 nil]]", "0 :type :ok :f :txn :value [[:w 4 [5]] [:r 3 7]]",
    )  # fmt: skip
    assert log.model == "txn-rw-register"
    assert log.operations[0].value == (Step("w", "4", "[5]"), Step("r", "3", 7))


def test_steps_tell_a_transaction_whatever_it_is_called() -> None:
    """Jepsen's long fork: :write and :read of several keys; Elle's examples have no :f at all."""
    forked = edn(
        "0 :type :invoke :f :write :value [[:w 1 1]]", "0 :type :ok :f :write :value [[:w 1 1]]",
        "1 :type :invoke :f :read :value [[:r 1 nil] [:r 2 nil]]", "1 :type :ok :f :read :value [[:r 1 1] [:r 2 nil]]",
    )  # fmt: skip
    assert [op.value for op in forked.operations] == [
        (Step("w", "1", 1),), (Step("r", "1", 1), Step("r", "2", None)),
    ]  # fmt: skip
    bare = edn("0 :type :invoke :value [[:append 1 1] [:r 1 nil]]")
    assert [op.kind for op in bare.operations] == ["txn"]
    events = [{"process": 1, "type": "invoke", "value": [["append", 253, 1], ["r", 255, None]]}]
    assert [op.kind for op in read(json.dumps(events), "json").operations] == ["txn"]


def test_transactions_of_one_step_are_plain_operations_unless_they_are_asked_for() -> None:
    log = edn("0 :type :invoke :f :txn :value [[:append :x 1]]", "0 :type :ok :f :txn :value [[:append :x 1]]")
    assert [(op.kind, op.key, op.value) for op in log.operations] == [("append", "x", 1)]
    (op,) = suited(log, "txn-list-append").operations
    assert (op.kind, op.key, op.value, op.status) == ("txn", "", (Step("append", "x", 1),), "ok")


def test_a_transaction_may_stand_in_a_table_or_a_report_with_its_ticks() -> None:
    row = {"kind": "txn", "client": "a", "value": [["append", "x", 1], ["r", "x", [1]]], "issued": 3, "done": 9}
    (op,) = read(json.dumps({"operations": [row]}), "json").operations
    assert (op.value, op.issued, op.done) == ((Step("append", "x", 1), Step("r", "x", (1,))), 3, 9)
    table = 'op,client,value,issued,done\ntxn,a,"[[""append"", ""x"", 1], [""r"", ""x"", [1]]]",3,9\n'
    assert read(table, "csv").operations == (op,)


def test_a_model_that_nobody_judges_is_named() -> None:
    with pytest.raises(ScriptError) as caught:
        judged(edn(*APPENDS), "txn-none")
    assert (caught.value.code, caught.value.values["found"]) == ("no_such_model", "txn-none")


# -- registers with versions ---------------------------------------------------------------------------------------


def etcd(*told: tuple[int, str, str, str]) -> Log:
    """Operations one after another on key 7, each as (process, f, asked, what came back; '?': nobody knows)."""
    events = []
    for process, f, asked, answered in told:
        events.append(f"{process} :type :invoke :f :{f} :value [7 {asked}]")
        ok = answered != "?"
        value = answered if ok else asked
        events.append(f"{process} :type {':ok' if ok else ':info'} :f :{f} :value [7 {value}]")
    return edn(*events)


@pytest.mark.parametrize(
    ("told", "outcome"),
    [
        ([(0, "write", "[nil 3]", "[1 3]"), (1, "read", "[nil nil]", "[1 3]")], "kept"),
        ([(0, "write", "[nil 3]", "[1 3]"), (1, "read", "[nil nil]", "[2 3]")], "broken"),
        ([(0, "write", "[nil 3]", "[1 3]"), (1, "cas", "[nil [3 5]]", "[2 [3 5]]"),
          (2, "read", "[nil nil]", "[2 5]")], "kept"),
        ([(0, "write", "[nil 3]", "[1 3]"), (1, "cas", "[nil [3 5]]", "[3 [3 5]]")], "broken"),
        ([(0, "write", "[nil 3]", "?"), (1, "write", "[nil 4]", "[2 4]"), (2, "read", "[nil nil]", "[2 4]")], "kept"),
        ([(0, "write", "[nil 3]", "?"), (1, "write", "[nil 4]", "[3 4]")], "broken"),
        ([(0, "read", "[nil nil]", "[0 nil]"), (1, "cas", "[nil [1 2]]", "[1 [1 2]]")], "broken"),
    ],
)  # fmt: skip
def test_a_register_with_versions_is_judged_by_them(told: list[tuple[int, str, str, str]], outcome: str) -> None:
    log = etcd(*told)
    assert log.model == "versioned-register"
    (verdict,) = judged(log, log.model)
    assert (verdict.key, verdict.outcome) == ("7", outcome)
    if verdict.reason is not None:
        assert verdict.reason.code in ("no_next", "no_next_version")


def test_reads_may_be_asked_as_versions_are() -> None:
    log = read(
        """{:process 0, :type :invoke, :f :write, :value [nil 3]} {:process 0, :type :ok, :f :write, :value [1 3]}
        {:process 1, :type :invoke, :f :read, :value [nil nil]} {:process 1, :type :ok, :f :read, :value [7 3]}""",
        "auto",
    )
    assert log.model == "versioned-register"
    assert [verdict.outcome for verdict in judged(log, log.model)] == ["broken"]


def test_reads_of_lists_alone_have_no_versions() -> None:
    log = edn("0 :type :invoke :f :read :key 7", "0 :type :ok :f :read :key 7 :value [1 3]")
    assert log.model == "register"


def test_pairs_that_nobody_asked_for_without_a_version_are_lists() -> None:
    log = edn("0 :type :invoke :f :write :key 7 :value [1 3]", "0 :type :ok :f :write :key 7 :value [1 3]")
    assert (log.model, log.operations[0].value) == ("register", "[1 3]")


def test_what_a_register_starts_with_is_one_value() -> None:
    started = '{"init": {"x": %s}, "events": [["a","invoke","read","x",null],["a","ok","read","x",%s]]}'
    for start, told, outcome in (
        ('{"a": 5, "b": 6}', '{"b": 6, "a": 5}', "kept"), ('{"a": 5}', '{"a": 6}', "broken"), ("[1]", "[1]", "kept"),
    ):  # fmt: skip
        log = read(started % (start, told), "json")
        assert [one.outcome for one in judged(log, "register")] == [outcome]
    versions = "; init {7 [1]}\n{:process 0 :type :invoke :f :cas :value [7 [nil [[1] 5]]]}"
    versions += "{:process 0 :type :ok :f :cas :value [7 [1 [[1] 5]]]}"
    log = read(versions, "jepsen")
    assert (log.model, [one.outcome for one in judged(log, log.model)]) == ("versioned-register", ["kept"])


def test_an_end_alone_without_steps_is_refused() -> None:
    with pytest.raises(ScriptError) as caught:
        edn("1 :type :info :f :txn")
    assert caught.value.code == "transaction"
