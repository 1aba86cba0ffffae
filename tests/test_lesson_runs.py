"""Steps that are judged by several runs: a strategy is good if it is good in each, and the page shows where it is not.

Worked out by hand; two nodes, latency 10. `late`: the link is cut at 20, Alice writes at n1 at 30, Bob reads at
n2 at 100. `racing`: no cut; Alice writes at n1 at 30 and n2 has it at 40; Bob reads at n1 at 32, Carol at n2 at 35.

| R, W | late | racing | both |
| 1, 1 | Bob gets 0 after "ok" at 30: C lost, A kept | 1 at n1, then 0 at n2: C lost | A |
| 1, 2 | Alice has no answer: A lost, C kept (no ack, so 0 is right) | 1 while w1 is open, then 0: C lost | none |
| 2, 1 | Bob has no answer: A lost | both ask both nodes and see 1: CA | C |
| 2, 2 | neither has one: A lost | CA | C |
"""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from lessons import answers, goals
from lessons.lesson import Lesson
from lessons.loader import read_own
from lessons.own import packed
from lessons.scripts import canonical
from lessons.words import languages, load
from tests.held import held
from tests.pages import fine, opened
from tests.test_lesson_page import revealed, said

FACTS = '''\
id = "several"

[scripts]
late = """
system quorum nodes=2 {quorum}
timeout 50
init x 0
20 cut n1 | n2
30 write n1 x 1 by alice as w1
100 read n2 x by bob as r1
"""
racing = """
system quorum nodes=2 {quorum}
timeout 50
init x 0
30 write n1 x 1 by alice as w1
32 read n1 x by bob as r1
35 read n2 x by carol as r2
"""
alone = { of = "late", swap = { "{quorum}" = "r=1 w=1" } }
alone_racing = { of = "racing", swap = { "{quorum}" = "r=1 w=1" } }
asks = { of = "late", swap = { "{quorum}" = "r=2 w=1" } }
waits = { of = "late", swap = { "{quorum}" = "r=1 w=2" } }
asks_racing = { of = "racing", swap = { "{quorum}" = "r=2 w=1" } }

[[step]]
id = "own"
kind = "own"
script = "late"
runs = ["racing"]
ask = "letters"
knobs = { quorum = ["r=1 w=1", "r=1 w=2", "r=2 w=1", "r=2 w=2"] }

[[step]]
id = "gap"
kind = "gap"
script = "racing"
runs = ["late"]
goal = ["status w1 = ok", "verdict linearizable = kept"]
knobs = { quorum = ["r=1 w=1", "r=1 w=2", "r=2 w=1"] }

[[step]]
id = "predict"
kind = "predict"
script = "alone_racing"
runs = ["asks"]
ask = "letters"
others = { both = "is CA", c = "is C" }

[[step]]
id = "challenge"
kind = "challenge"
script = "racing"
runs = ["late"]
goal = ["status w1 = ok", "verdict linearizable = kept"]
knobs = { quorum = ["r=1 w=1", "r=1 w=2", "r=2 w=1"] }
par = 1
solution = { quorum = "r=2 w=1" }

[[step]]
id = "no_way"
kind = "options"
script = "alone"
options = { answer = ["alone", "alone_racing"], ask = ["asks"], wait = ["waits"] }
goal = ["status w1 = ok", "status r1 = ok", "verdict linearizable = kept"]
impossible = true

[[step]]
id = "a_way"
kind = "options"
script = "alone_racing"
options = { answer = ["alone_racing"], ask = ["asks_racing"] }
goal = ["status w1 = ok", "verdict linearizable = kept"]
'''
RUN = "### run racing\nracing\n### run late\nlate\n"
WORDS = f"""
# Several
### goal
All.
## own: Own
### prompt
Which?
### knob quorum
quorum
{RUN}### why
So.
## gap: Gap
### prompt
Which?
### knob quorum
quorum
{RUN}### why
So.
## predict: Predict
### prompt
Which?
### run alone_racing
racing
### run asks
late
### why
So.
## challenge: Challenge
### prompt
Reach it.
### knob quorum
quorum
{RUN}### why
So.
## no_way: No way
### prompt
What would you do?
### option answer
answer
### after answer
An old value.
### option ask
ask
### after ask
No answer.
### option wait
wait
### after wait
No answer to Alice.
### why
It cannot be done.
## a_way: A way
### prompt
What would you do?
### option answer
answer
### after answer
An old value.
### option ask
ask
### after ask
Right.
### why
So.
"""
TEXT = FACTS + "".join(f"--- {lang}\n{WORDS}" for lang in languages())
QUORUMS = ("r=1 w=1", "r=1 w=2", "r=2 w=1", "r=2 w=2")


def several() -> Lesson:
    found, faults = read_own("several.toml", TEXT)
    assert found is not None, faults
    return found


def at_step(step: str) -> AppTest:
    return opened("lesson", "en", own=packed(TEXT), lesson="own", step=step)


def done(at: AppTest, step: str) -> bool:
    return f"own/{step}" in held(fine(at), "log").done


@pytest.mark.parametrize(("quorum", "letters"), [*zip(QUORUMS, ("A", "none", "C", "C"), strict=True)])
def test_the_letters_of_a_strategy_are_those_that_no_run_lost(quorum: str, letters: str) -> None:
    known = several()
    assert answers.question(known, known.step("own"), {"quorum": quorum}).right == letters


def test_the_run_is_shown_that_misses_the_goal() -> None:
    known = several()
    step = known.step("gap")
    for quorum, good, shown in (
        ("r=1 w=1", (False, False), "racing"),
        ("r=1 w=2", (False, False), "racing"),
        ("r=2 w=1", (True, True), "racing"),
    ):
        runs = goals.judged(known, step, canonical(known, "racing", {"quorum": quorum}))
        assert (tuple(run.good for run in runs), goals.worst(runs).name) == (good, shown), quorum
    assert answers.fitting(known, step) == ({"quorum": "r=2 w=1"},)


def test_several_runs_can_be_looked_at_once_the_answer_was_told() -> None:
    at = at_step("own")
    at.segmented_control(key="knob_own/own_quorum").set_value("r=2 w=1").run()
    at.radio[0].set_value("C").run()
    at.button(key="run_own").click().run()
    assert load("en")("lesson.same") in said(revealed(at))
    look = at.segmented_control(key="look_own/own_run1")
    assert list(look.options) == ["✕ late: C", "✓ racing: CA"]
    look.set_value("racing").run()
    assert done(at, "own")


def test_a_question_of_several_runs_is_answered_for_all() -> None:
    at = at_step("predict")
    at.radio[0].set_value("none").run()
    at.button(key="run_run").click().run()
    assert load("en")("lesson.same") in said(revealed(at)) and done(at, "predict")


def test_a_challenge_is_solved_in_all_runs_or_not_at_all() -> None:
    at = at_step("challenge")
    at.segmented_control(key="knob_own/challenge_quorum").set_value("r=1 w=2").run()
    at.button(key="run_try").click().run()
    assert not done(revealed(at), "challenge")
    at.segmented_control(key="knob_own/challenge_quorum").set_value("r=2 w=1").run()
    at.button(key="run_try").click().run()
    assert done(revealed(at), "challenge")


def test_what_cannot_be_done_is_done_when_all_ways_were_tried() -> None:
    at = at_step("no_way")
    for number, option in enumerate(("wait", "answer", "ask"), 1):
        assert not done(at, "no_way")
        at.radio[0].set_value(option).run()
        at.button(key="run_option").click().run()
        told = said(revealed(at))
        assert ("It cannot be done." in told) == (number == 3)
    assert done(at, "no_way")


def test_one_option_of_several_will_do() -> None:
    at = at_step("a_way")
    at.radio[0].set_value("answer").run()
    at.button(key="run_option").click().run()
    assert "An old value." in said(revealed(at)) and not done(at, "a_way")
    at.radio[0].set_value("ask").run()
    at.button(key="run_option").click().run()
    assert "Right." in said(revealed(at)) and done(at, "a_way")
