"""The forms of questions and steps that a lesson may use, on one lesson that has them all: each is answered."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from lessons import answers
from lessons.loader import read_own
from lessons.own import packed
from lessons.words import languages, load
from tests.held import held
from tests.pages import fine, opened
from tests.test_lesson_page import revealed, said

EVERY = '''\
id = "every"
checks = ["linearizable"]

[scripts]
main = """
system quorum nodes=3 r=1 w=2
init x 0
10 write n1 x 1 by alice as w1
"""
cut = { of = "main", swap = { "10 write" = "5 cut n1 n2 | n3\\n10 write" } }
chancy = """
system primary nodes=2 copy=async
link n1-n2 latency=1..40
10 write n1 x 1 as w1
30 read n2 x as r1
"""
late = { of = "cut", add = "60 read n3 x by bob as r1" }
mended = { of = "late", swap = { "60 read" = "20 heal\\n30 sync n1 n3\\n60 read" } }

[[step]]
id = "watch"
kind = "watch"
script = "main"
captions = { told = "done w1" }
views = ["meters", "versions"]

[[step]]
id = "value"
kind = "predict"
script = "main"
ask = "done w1"
form = "value"

[[step]]
id = "number"
kind = "predict"
script = "chancy"
ask = "chance 50 'value r1' absent"
form = "number"
range = [0, 50]
within = 5

[[step]]
id = "node"
kind = "predict"
script = "cut"
ask = "holders x 0"
form = "node"

[[step]]
id = "nodes"
kind = "predict"
script = "cut"
ask = "holders x 1"
form = "nodes"

[[step]]
id = "free"
kind = "challenge"
script = "late"
goal = ["value r1 = 1"]
fixed = ["operations", "settings"]
par = 2
hints = 1
solution = "mended"
'''
WORDS = """
--- {lang}
# Every form
### goal
All of them.

## watch: Watch
Look.
### caption told
Told.
## value: A value
### prompt
When?
### why
At {{done w1}}.
## number: A number
### prompt
How often?
### why
{{chance 50 'value r1' absent}}.
## node: A node
### prompt
Which one?
### why
So.
## nodes: Nodes
### prompt
Which?
### why
So.
## free: Free
### prompt
Mend it.
### goal 1
Bob gets 1.
### hint 1
Heal.
### why
Mended.
"""
TEXT = EVERY + "".join(WORDS.format(lang=lang) for lang in languages())


def at_step(step: str, lang: str = "en") -> AppTest:
    return opened("lesson", lang, own=packed(TEXT), lesson="own", step=step)


def done(at: AppTest, step: str) -> bool:
    return f"own/{step}" in held(fine(at), "log").done


def test_there_is_nothing_wrong_with_it() -> None:
    assert read_own("every.toml", TEXT)[1] == ()


@pytest.mark.parametrize("lang", languages())
def test_a_narrated_run_is_just_shown(lang: str) -> None:
    assert done(at_step("watch", lang), "watch")


def test_a_step_shows_the_closer_looks_that_its_run_has_something_for() -> None:
    told = said(at_step("watch"))
    words = load("en")
    assert words("view.meters") in told and words("view.versions") not in told


@pytest.mark.parametrize(("typed", "same"), [("30", True), ("10", False), ("<b>{x}[y](z)", False)])
def test_a_value_is_typed(typed: str, same: bool) -> None:
    at = at_step("value")
    assert at.button(key="run_run").disabled
    at.text_input[0].set_value("  ").run()
    assert at.button(key="run_run").disabled
    at.text_input[0].set_value(typed).run()
    at.button(key="run_run").click().run()
    assert done(at, "value")
    assert (load("en")("lesson.same") in said(revealed(at))) == same


@pytest.mark.parametrize(("off", "same"), [(-5, True), (5, True), (6, False)])
def test_a_number_may_be_off_by_what_the_step_allows(off: int, same: bool) -> None:
    at = at_step("number")
    found, _ = read_own("every.toml", TEXT)
    assert found is not None
    right = int(answers.question(found, found.step("number")).right)
    assert 10 < right < 40 and at.button(key="run_run").disabled
    at.slider[0].set_value(right + off).run()
    at.button(key="run_run").click().run()
    assert done(at, "number") and (load("en")("lesson.same") in said(revealed(at))) == same


def test_one_node_is_chosen_of_all() -> None:
    at = at_step("node")
    assert list(at.radio[0].options) == ["n1", "n2", "n3"]
    at.radio[0].set_value("n3").run()
    at.button(key="run_run").click().run()
    assert done(at, "node") and load("en")("lesson.same") in said(revealed(at))


def test_several_nodes_are_chosen() -> None:
    at = at_step("nodes")
    at.button_group(key="ask_own/nodes").set_value(["n2", "n1"]).run()
    at.button(key="run_run").click().run()
    assert done(at, "nodes") and load("en")("lesson.same") in said(revealed(at))


def test_a_free_challenge_is_changed_by_its_script() -> None:
    at = at_step("free")
    start = at.text_area[0].value or ""
    assert not done(at, "free")
    at.text_area[0].set_value(start.replace("60 read n3", "60 read n1")).run()
    at.button(key="run_try").click().run()
    assert not done(at, "free"), "the operations are fixed"
    assert f"✕ {load('en')('lesson.fixed_operations')}" in said(at)
    at.button(key="undo_try").click().run()
    at.text_area[0].set_value("60 nonsense").run()
    at.button(key="run_try").click().run()
    assert fine(at).error and len(held(at, "tries_own/free")) == 1
    at.text_area[0].set_value(start.replace("60 read", "20 heal\n30 sync n1 n3\n60 read")).run()
    at.button(key="run_try").click().run()
    assert done(at, "free") and load("en")("lesson.solved") in said(at)
