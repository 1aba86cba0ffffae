"""What the histories page says of a history that cannot be judged, and of values from outside, in every language."""

from __future__ import annotations

import pytest

from engine.script import ScriptError
from lessons.words import languages, load
from pages.ui.histories.judged import Asked, judge
from pages.ui.session import error_text as errors


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


MIXED = {"en": "One history speaks of one object", "zh": "一份历史只谈一种对象"}
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
