"""Histories as public suites write them: what each file is taken for, and what comes of it.

Rules of this file
* Each text has the shape of a file that someone published, cut to a few operations; the verdict is worked out by hand.
"""

from __future__ import annotations

import pytest

from engine.histories import read
from engine.histories.judging import judged
from engine.model.values import Step
from engine.script import ScriptError


def outcomes(text: str) -> dict[str, str]:
    log = read(text, "auto")
    return {verdict.check: verdict.outcome for verdict in judged(log, log.model)}


def test_events_without_a_process_are_those_of_one_client() -> None:
    log = read("{:index 0 :type :invoke, :value [[:append 1 1]]} {:index 1 :type :ok, :value [[:append 1 1]]}", "auto")
    assert [(op.kind, op.client, op.status) for op in log.operations] == [("append", "0", "ok")]
    assert read('[{"type": "invoke", "f": "write", "value": 1}]', "auto").operations[0].client == "0"


def test_of_such_a_client_two_operations_at_once_are_refused() -> None:
    with pytest.raises(ScriptError, match="still_running"):
        read("{:type :invoke, :f :write, :value 1} {:type :invoke, :f :read}", "auto")


@pytest.mark.parametrize(
    "text",
    [
        "{:process 0, :type :ok, :f :read, :value [[:r 1 2] [:r 2 nil]]}",
        "{:process 0, :type :ok, :value [[:r 1 2] [:r 2 nil]]}",
        '[{"process": 0, "type": "ok", "value": [["r", 1, 2], ["r", 2, null]]}]',
        '[{"process": 0, "type": "ok", "f": "read", "value": [["r", 1, 2], ["r", 2, null]]}]',
    ],
)
def test_a_list_of_steps_is_a_transaction_whatever_it_is_called(text: str) -> None:
    log = read(text, "auto")
    assert (log.model, log.operations[0].value) == ("txn-rw-register", (Step("r", "1", 2), Step("r", "2", None)))


def test_transactions_told_by_their_ends_alone_are_in_no_order_of_time() -> None:
    """Read backwards: t2 sees what t3, which stands below it, appended. Serial, but not in the order of the file."""
    text = """
    [{:process 0, :type :ok, :f :txn, :value [[:append :x 1] [:append :y 1]]}
     {:process 1, :type :ok, :f :txn, :value [[:r :x [1 2]] [:r :y [1]]]}
     {:process 2, :type :ok, :f :txn, :value [[:append :x 2] [:append :z 1]]}
     {:process 3, :type :ok, :f :txn, :value [[:r :z [1]] [:r :y [1]]]}]"""
    assert set(outcomes(text).values()) == {"kept"}


def test_an_operation_without_a_begin_is_refused_where_others_have_one() -> None:
    with pytest.raises(ScriptError, match="not_running"):
        read(
            "{:process 0, :type :invoke, :f :txn, :value [[:r 1 nil] [:r 2 nil]]}"
            "{:process 1, :type :ok, :f :txn, :value [[:r 1 nil] [:r 2 nil]]}",
            "auto",
        )
    with pytest.raises(ScriptError, match="not_running"):
        read("{:process 1, :type :ok, :f :read, :value 3}", "auto")


def test_jepsens_own_verdict_is_no_history() -> None:
    with pytest.raises(ScriptError, match="results"):
        read("{:perf {:valid? true}, :valid? false}", "auto")


def test_reads_of_maps_of_numbers_alone_are_those_of_a_bank() -> None:
    text = "{:process 0, :type :invoke, :f :read, :value nil} {:process 0, :type :ok, :f :read, :value {0 10, 1 -2}}"
    assert read(text, "auto").model == "bank"
    assert read(text.replace("-2", '"a"'), "auto").model == "register"
    assert read(text + "{:process 0, :type :invoke, :f :write, :value 1}", "auto").model == "register"
