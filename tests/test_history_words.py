"""What the histories page says of a history that cannot be judged, and of values from outside, in every language."""

from __future__ import annotations

import pytest

from engine.histories.examples import EXAMPLES
from engine.model import Operation, Reason, Verdict
from engine.model.values import Step
from engine.script import ScriptError
from engine.transactions import told as anomalies
from lessons.words import languages, load
from pages.ui.histories import transactions
from pages.ui.histories.judged import Asked, judge
from pages.ui.histories.said import text as formula
from pages.ui.histories.verdict import SAID, sentence
from pages.ui.session import error_text as errors
from tests.pages import opened


def txn(*steps: str) -> str:
    """Transactions that end well, one after another."""
    return "\n".join(
        f"{{:process 0 :type :{kind} :f :txn :value [{each}]}}" for each in steps for kind in ("invoke", "ok")
    )


def events(*said: str) -> str:
    """Operations that end well, one after another, such as `add 1`."""
    pairs = (each.partition(" ")[::2] for each in said)
    return "\n".join(
        f"{{:process 0 :type :{kind} :f :{f} :value {value or 'nil'}}}"
        for f, value in pairs
        for kind in ("invoke", "ok")
    )


def wrong(lang: str, asked: Asked) -> str:
    """What is wrong with it, without the signs that keep Markdown away."""
    with pytest.raises(ScriptError) as caught:
        judge(asked)
    return errors.sentence(load(lang), caught.value).replace("\\", "")


MIXED = {"en": "One history speaks of one object", "zh": "一份历史只能涉及一种对象"}
JUDGE_AS = {"en": "Under “Judge as”", "zh": "按什么判定"}


@pytest.mark.parametrize("lang", languages())
@pytest.mark.parametrize(
    ("text", "told"),
    [
        (events("add 1", "enqueue 2"), "“add 1”"),
        (events("write 1", "append 2"), "“write 1”"),
        (txn("[:w :x 1]", "[:append :x 2]"), "“write x 1”"),
    ],
)
def test_of_several_objects_in_one_history_it_is_said_that_there_is_one(lang: str, text: str, told: str) -> None:
    said = wrong(lang, Asked(text))
    assert MIXED[lang] in said and told in said and JUDGE_AS[lang] not in said
    assert not any(code in said for code in ("list-append", "“queue”", "txn-"))


@pytest.mark.parametrize(
    ("lang", "told"),
    [
        ("en", "Line 3, column 1: t2, “[:r y 5]”, does not fit “transactions that append to lists”, which holds "),
        ("zh", "第 3 行第 1 列：t2（“[:r y 5]”）不适用于“追加列表的事务”：它只容得下"),
    ],
)
def test_a_step_that_does_not_fit_is_told_with_its_place(lang: str, told: str) -> None:
    said = wrong(lang, Asked(txn("[:append :x 1] [:r :x [1]]", "[:append :x 2] [:r :y 5]")))
    assert said.startswith(told) and JUDGE_AS[lang] not in said and MIXED[lang] not in said


@pytest.mark.parametrize("lang", languages())
def test_another_model_is_named_where_it_would_help(lang: str) -> None:
    said, words = wrong(lang, Asked(events("enqueue 1", "dequeue 1"), model="set")), load(lang)
    assert JUDGE_AS[lang] in said and said.endswith(f"{words('history_model.queue')}{'.' if lang == 'en' else '。'}")


def test_what_is_put_may_be_a_number() -> None:
    assert judge(Asked(txn("[:put :x 1]", "[:get :x 1]"))).model == "register"


@pytest.mark.parametrize(("lang", "told"), [("en", "a list, such as [1, 2]"), ("zh", "列表，如 [1, 2]")])
def test_a_start_that_does_not_fit_says_what_would(lang: str, told: str) -> None:
    said = wrong(lang, Asked("op,client,key,value,issued,done,status\ninit,,x,2,,,\nappend,a,x,2,4,12,ok\n"))
    assert "“2”" in said and told in said and "list-append" not in said


@pytest.mark.parametrize(("lang", "told"), [("en", "does one or the other"), ("zh", "只能用其中一种")])
def test_writes_and_appends_do_not_mix_and_the_write_is_named(lang: str, told: str) -> None:
    said = wrong(lang, Asked(txn("[:w :x 1] [:append :y 2]")))
    assert "[:w x 1]" in said and told in said


@pytest.mark.parametrize(("lang", "told"), [("en", "Line 1, column 1: "), ("zh", "第 1 行第 1 列：")], ids=languages())
def test_a_strange_step_is_told_where_it_stands_first(lang: str, told: str) -> None:
    said = wrong(lang, Asked(txn("[:delete :x 1] [:r :y nil]")))
    assert told in said and "[:delete :x 1]" in said


# -- values at the start -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "starts", ['{"alice" 10, "bob" 10}', "{:alice 10, :bob 10}", '{"alice": 10, "bob": 10}', "alice=10, bob=10"]
)
def test_balances_may_be_written_as_the_example_of_a_bank_has_them(starts: str) -> None:
    (first,) = {one.outcome for one in judge(Asked(EXAMPLES["bank"], starts=starts)).verdicts}
    poorer = judge(Asked(events('read {"alice" 10 "bob" 10}'), starts=starts.replace("10", "9")))
    assert first == "broken" and [one.outcome for one in poorer.verdicts] == ["broken"]
    assert judge(Asked(events('read {"alice" 10 "bob" 10}'), starts=starts)).verdicts[0].outcome == "kept"


@pytest.mark.parametrize("starts", ["#{1 2}", "#{1, 2}", "[1, 2]", "[1 2]"])
def test_a_set_may_start_as_a_set_or_as_a_list(starts: str) -> None:
    read = events("add 3", "read #{1 2 3}")
    assert [judge(Asked(read, starts=each)).verdicts[0].outcome for each in (starts, "")] == ["kept", "broken"]


def test_the_field_names_both_where_it_is_explained() -> None:
    for lang in languages():
        field = opened("histories", lang).text_input(key="history_starts_shown")
        assert '{"alice" 10, "bob" 10}' in field.help and "#{1 2}" in field.help


@pytest.mark.parametrize(("lang", "told"), [("en", "this history names no key"), ("zh", "这份历史没有写键名")])
def test_a_key_for_a_history_without_keys_is_answered_by_how_to_write_it(lang: str, told: str) -> None:
    said = wrong(lang, Asked(events("write 1"), starts="x=7"))
    assert told in said and "x=7" in said and ": ." not in said


def test_a_picture_of_a_history_without_keys_invents_none() -> None:
    log = judge(Asked(events("write 1", "read 1"))).log
    assert [formula(op) for op in log.operations] == ["write 1", "→ 1"]


# -- words and marks -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("lang", "told"),
    [("en", "“one” does not do: expected a tick "), ("zh", "“one”不行：应为开始的时刻")],
)
def test_what_was_found_stands_in_quotation_marks(lang: str, told: str) -> None:
    assert told in wrong(lang, Asked("op,client,key,value,issued,done\nread,a,x,1,one,2\n"))


def test_the_end_of_a_text_is_no_word_of_it() -> None:
    assert wrong("en", Asked("[{:process 0")).endswith("found the end of the line.")


def test_between_chinese_and_a_keyword_is_a_space() -> None:
    said = wrong("zh", Asked("{:process 0 :type :invoke :value 1}"))
    assert "应为 :f，" in said


@pytest.mark.parametrize("lang", languages())
def test_a_sentence_holds_no_more_of_a_value_than_one_can_read(lang: str) -> None:
    (verdict,) = judge(Asked(events(f'read "{"v" * 19_000}"'))).verdicts
    assert len(sentence(load(lang), verdict)) < SAID + 100
    several = Verdict(
        "linearizable", "", "broken", ("r1",), Reason("siblings", {"read": "r1", "values": ("v" * 19_000, 1)})
    )
    assert len(sentence(load(lang), several)) < SAID + 100


@pytest.mark.parametrize("lang", languages())
def test_a_text_with_spaces_stands_in_quotation_marks(lang: str) -> None:
    broken = [one for one in judge(Asked(EXAMPLES["append"])).verdicts if one.outcome == "broken"]
    told = {"en": 'holds "milk eggs ", and r1 returned "eggs "', "zh": '对象的值是 "milk eggs "，r1 却返回 "eggs "'}
    assert told[lang] in sentence(load(lang), broken[0])
    assert transactions.line(Step("w", "x", "milk eggs")) == 'x = "milk eggs"'


@pytest.mark.parametrize(("lang", "told"), [("en", "under “Starts at”"), ("zh", "“初始值”一栏")])
def test_of_a_value_from_nowhere_the_field_beside_it_is_named(lang: str, told: str) -> None:
    assert told in load(lang)("anomaly_here.garbage_read", txn="t1", value=1, key="x")


@pytest.mark.parametrize(("lang", "told"), [("en", "aborted"), ("zh", "已中止")])
def test_a_transaction_that_was_refused_is_called_aborted_everywhere(lang: str, told: str) -> None:
    op = Operation("t1", "txn", "a", "", "", (Step("w", "x", 1),), 1, 2, "refused")
    assert transactions._status(load(lang), op) == told
    assert told in load(lang)("anomaly_here.g1a", txn="t2", value=1, key="x", writer="t1")


def test_chinese_lists_of_anomalies_have_chinese_marks() -> None:
    found, words = judge(Asked(EXAMPLES["lost_update"])), load("zh")
    shown = anomalies(found.verdicts)
    doubled = (*shown, *shown)
    by = transactions.levels(words, doubled, found.verdicts)[words("isolation_head.by")]
    assert any("、" in each for each in by) and not any(", " in each for each in by)
