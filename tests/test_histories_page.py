"""The histories page in every language: examples, mistakes, keys, the run on the desk; lanes; the page to take away."""

from __future__ import annotations

import json

import pytest
from streamlit.testing.v1 import AppTest

from engine.catalog.scenes import PRESETS
from engine.exports import FORMS
from engine.histories import APP, read
from engine.histories.examples import EXAMPLES
from engine.model import WORST
from engine.transactions import LEVELS
from lessons.words import languages, load
from pages.ui.histories import lanes
from pages.ui.histories.judged import Asked, judge
from pages.ui.histories.stretches import stretches
from pages.ui.playground import exports as takeaway
from pages.ui.session import error_text as errors
from pages.ui.session import run_cache as runs
from tests.held import held
from tests.pages import opened

OUTCOMES = {
    "inversion": ("broken", ("w1", "r1", "w2", "r2")),
    "kept": ("kept", ()),
    "unknown": ("kept", ()),
    "rethinkdb": ("broken", ("r1",)),
    "cas": ("broken", ("c1", "c2")),
    "append": ("broken", None),
    "lost_element": ("broken", ("a3", "r1")),
    "double_dequeue": ("broken", ("d1", "d2")),
    "two_holders": ("broken", ("a1", "a2")),
    "counter": ("broken", ("r1",)),
    "bank": ("broken", ("r1",)),
    "lost_update": ("broken", ("t2", "t3")),
    "read_skew": ("broken", ("t2", "t3")),
    "write_skew": ("broken", ("t2", "t3")),
}
BROKEN = {"lost_update": 4, "read_skew": 4, "write_skew": 3}
"""Of transactions, how many levels."""
HOSTILE = """\
op,client,key,value,issued,done
write,<img src=x onerror=alert(1)>,"[a](b)","<b>**x**</b>",1,2
read,b,"[a](b)",<i>,3,4
"""


def said(at: AppTest) -> str:
    return " ".join(each.value for each in (*at.markdown, *at.text, *at.caption))


@pytest.mark.parametrize("name", EXAMPLES)
def test_the_examples_are_what_they_are_called(name: str) -> None:
    found = judge(Asked(EXAMPLES[name]))
    outcome, proof = OUTCOMES[name]
    worst = min(found.verdicts, key=lambda one: WORST.index(one.outcome))
    assert worst.outcome == outcome
    assert proof is None or worst.operations == proof


@pytest.mark.parametrize("lang", languages())
def test_every_example_opens(lang: str) -> None:
    at, words = opened("histories", lang), load(lang)
    for name in EXAMPLES:
        at.selectbox(key="history_example").set_value(name).run()
        assert not at.exception, (name, [each.value for each in at.exception])
        ahead = {name: words("isolation_is.broken", n=n, all=len(LEVELS)) for name, n in BROKEN.items()}
        assert ahead.get(name, words(f"histories.is_{OUTCOMES[name][0]}")) in said(at), name
        assert not at.error


@pytest.mark.parametrize("lang", languages())
@pytest.mark.parametrize("text", ["<b>", '[[0,"ok","read",null,1]]', "[" * 100, "op,issued\njump,1", "{:process"])
def test_a_mistake_is_told_and_the_last_good_history_stays(lang: str, text: str) -> None:
    at, words = opened("histories", lang), load(lang)
    at.text_area(key="history_area").set_value(text).run()
    assert not at.exception
    (error,) = at.error
    assert words("histories.stays", source=words("history_example.inversion")) in said(at)
    assert words("histories.is_broken") in said(at), "the example that was there before"
    assert "<b>" not in error.value.replace("\\<b\\>", "")


def test_a_model_without_the_operation_is_told() -> None:
    at = opened("histories")
    at.selectbox(key="history_example").set_value("cas").run()
    at.selectbox(key="history_model_shown").set_value("list-append").run()
    assert not at.exception and len(at.error) == 1
    at.selectbox(key="history_model_shown").set_value("cas-register").run()
    assert not at.exception and not at.error


@pytest.mark.parametrize("lang", languages())
def test_my_run_is_judged_as_on_the_stage(lang: str) -> None:
    at = opened("histories", lang)
    at.button(key="history_mine").click().run()
    assert not at.exception and not at.error
    assert held(at, "history_script") == held(at, "desk").script
    assert read(held(at, "history"), "auto").operations
    assert len(at.dataframe[-1].value) > 5, "with the session guarantees beside the models"
    assert load(lang)("export.carries") in said(at)


def test_what_a_run_cannot_carry_is_said_where_it_is_taken_away() -> None:
    def page() -> None:
        from lessons.words import load
        from pages.ui.playground.exports import buttons

        buttons(load("en"), "system multi_value nodes=1 resolver=crdt crdt=or_set\n1 write n1 x a", "en")

    at = AppTest.from_function(page).run()
    assert not at.exception and "of the type or\\_set" in said(at)


def test_a_key_can_be_chosen() -> None:
    at = opened("histories")
    at.selectbox(key="history_example").set_value("append").run()
    assert at.selectbox(key="history_key").value == "cart"
    at.selectbox(key="history_key").set_value("list").run()
    assert not at.exception


def test_the_lanes_mark_the_proof_and_hold_no_markup() -> None:
    found = judge(Asked(HOSTILE))
    (verdict,) = found.verdicts
    ops = found.log.operations
    sight = lanes.Sight(stretches(ops, range(9), ()), (), verdict.operations, {}, False, 1000)
    text = json.dumps(lanes.figure(sight, load("en")), ensure_ascii=False)
    assert "<img" not in text and "&lt;img" in text and "<i>" not in text
    assert text.count("✗") == len(verdict.operations) + 1, "and once in the legend"


@pytest.mark.parametrize("name", EXAMPLES)
def test_every_operation_has_a_bar_of_its_own(name: str) -> None:
    log = read(EXAMPLES[name], "auto")
    sight = lanes.Sight(stretches(log.operations, range(len(log.operations)), ()), log.faults, (), {}, True, 280)
    drawn = lanes.figure(sight, load("zh"))
    bars = [
        bar for trace in drawn["data"] if trace["type"] == "bar" for bar in zip(trace["base"], trace["y"], strict=True)
    ]
    assert len(bars) == len(set(bars)) == len(log.operations)
    assert json.loads(json.dumps(drawn, allow_nan=False)) == drawn


def test_a_page_to_take_away_holds_no_program() -> None:
    script = 'system quorum nodes=3\n1 write n1 x "<script>alert(1)</script>" by a\n5 read n2 x by a\n'
    for lang in languages():
        page = takeaway.page(script, lang)
        assert "<script" not in page and "default-src 'none'" in page and "&lt;script&gt;" in page
        assert "http://" not in page and "https://" not in page


@pytest.mark.parametrize("lang", languages())
def test_every_way_of_refusing_has_words(lang: str) -> None:
    from engine.script import ScriptError
    from tests.test_histories import HOSTILE as HARD

    for text in HARD.values():
        with pytest.raises(ScriptError) as caught:
            read(text, "auto", APP)
        assert errors.sentence(load(lang), caught.value)


def test_forms_and_their_words_agree() -> None:
    for lang in languages():
        words = load(lang)
        assert all(words.has(f"export.{name}") and words.has(f"export_help.{name}") for name in FORMS)
    assert all(form.make(runs.trace(PRESETS["first"])) for form in FORMS.values())
