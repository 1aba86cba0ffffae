"""Every fault that vetting can find, each in a small lesson that has it and no other, with the line that it names.

Rules of this file
* In the run, w1 is answered at 30; its copy reaches n3 at 70 only, so r1, asked of n3 alone at 40, gets 0. Of two that
  answer n2 is one, which has had the copy since 20: r1 then gets 1, at 60.
"""

from __future__ import annotations

import inspect
import re
import tomllib

import pytest

from lessons import promises, vetting
from lessons.course import brief, sources
from lessons.lesson import Lesson, Mistake
from lessons.mistakes import mistake
from lessons.shape import lesson_of
from lessons.toml_lines import toml_lines
from lessons.words import languages, load

RUN = '''"""
system quorum nodes=3 r=R w=2
link n1-n3 latency=60
timeout T
init x 0
10 write n1 x 1 by alice as w1
40 read n3 x by bob as r1
"""'''
MAIN = RUN.replace("=R", "=1").replace(" T", " 100")
ROW = next(iter(brief()))

SCRIPTS = f"""id = "mine"
HEAD
[scripts]
main = {MAIN}
knob = {RUN.replace("=R", "={r}").replace(" T", " 100")}
two = {RUN.replace("=R", "={r}").replace(" T", " {t}")}
patience = {RUN.replace("=R", "=1").replace(" T", " {t}")}
fresh = {{ of = "main", swap = {{ "r=1" = "r=2" }} }}
calm = {{ of = "main", swap = {{ "latency=60" = "latency=10" }} }}
moved = {{ of = "main", swap = {{ "read n3" = "read n2" }} }}
cut = {{ of = "main", add = "5 cut n3" }}
short = {{ of = "fresh", add = "stop 50" }}
idle = '''
system quorum nodes=9 anti_entropy={{a}}
stop 3000
10 write n1 x 1
20 read n1 x as r1
'''
MORE

[[step]]
id = "one"
"""


def lesson(step: str, head: str = "", more: str = "") -> tuple[Lesson, str]:
    """A lesson of one step, and its text."""
    text = SCRIPTS.replace("HEAD", head).replace("MORE", more) + step
    faults: list[Mistake] = []
    found = lesson_of(tomllib.loads(text), toml_lines("mine.toml", text, 0), faults)
    assert not faults, "the shape is right"
    return found, text


def told(step: str, head: str = "", more: str = "") -> list[tuple[str, str]]:
    """The faults of a lesson, each as the beginning of the line that it names, and its code; all have words."""
    known, text = lesson(step, head, more)
    found = list(vetting.vet(known, cards=("B56",)))
    for lang in languages():
        assert all(mistake(load(lang), one) for one in found)
    return [(text.splitlines()[one.line - 1].partition(" =")[0], one.code) for one in found]


PREDICT = 'kind = "predict"\nscript = "main"\nask = "value r1"\nothers = { fresh = "in fresh" }\n'
READ = 'kind = "read"\nscript = "main"\n'
WATCH = 'kind = "watch"\nscript = "main"\ncaptions = { told = "done w1" }\n'
GAP = 'kind = "gap"\nscript = "knob"\nknobs = { r = ["1", "2"] }\ngoal = ["value r1 = 1"]\n'
OWN = 'kind = "own"\nscript = "knob"\nknobs = { r = ["1", "2"] }\nask = "value r1"\n'
KNOB = f'{GAP.replace("gap", "challenge")}par = 1\nsolution = {{ r = "2" }}\n'
FREE = 'kind = "challenge"\nscript = "main"\ngoal = ["value r1 = 1"]\npar = 1\nfixed = ["links"]\nsolution = "fresh"\n'
WHERE = 'kind = "where"\nsources = ["vogels2009"]\n'
CARD = 'kind = "card"\nrow = "B56"\n'
FLAW = f"""kind = "flaw"
row = "{ROW}"
script = "main"
right = "fresh"
ask = "value r1"
others = {{ one = "in fresh" }}
goal = ["value r1 = 1"]
repairs = {{ ask_two = ["fresh"], wait = ["main"], cut_off = ["cut"] }}
"""
NUMBERED = 'kind = "predict"\nscript = "main"\nask = "value r1"\nform = "number"\nrange = [0, 9]\n'
OPTIONS = """kind = "options"
script = "main"
options = { ask_two = ["fresh"], wait = ["main"] }
goal = ["value r1 = 1"]
"""
ORDER = 'kind = "predict"\nscript = "main"\nitems = { a = "done w1", b = "issued r1" }\n'


@pytest.mark.parametrize("step", [PREDICT, READ, WATCH, GAP, OWN, KNOB, FREE, CARD, FLAW, NUMBERED, OPTIONS, ORDER])
def test_nothing_is_wrong_with_what_the_others_are_made_from(step: str) -> None:
    assert told(step) == []


def test_a_source_of_the_course_is_known() -> None:
    known = next(iter(sources()))
    assert told(WHERE.replace("vogels2009", known), head=f'sources = ["{known}"]') == []


WAYS = ", ".join(f'"{100 + k}"' for k in range(33))
HEADS: list[tuple[str, str, str, list[tuple[str, str]]]] = [
    (READ, 'sources = ["nobody"]', "", [("sources", "no_source")]),
    (READ, 'checks = ["linearizable", "durable", "peace"]', "", [("checks", "no_verdict")]),
    (READ, "", 'wrong = """\nseed 1\n10 writ n1 x 1\n"""', [("10 writ n1 x 1", "script_wrong")]),
    (READ, "", 'wrong = { of = "main", add = "10 writ" }', [("wrong", "script_wrong")]),
    (READ, "", 'long = """\nsystem quorum nodes=9 anti_entropy=1\nstop 3000\n"""', [("long", "script_long")]),
    (READ, "", 'gone = { of = "nowhere" }', [("gone", "no_script")]),
    (READ, "", 'a = { of = "b" }\nb = { of = "a" }', [("a", "script_circle"), ("b", "script_circle")]),
    (READ, "", 'odd = { row = "B999" }', [("odd", "no_flaw")]),
    (READ, "", 'odd = { of = "main", swap = { "n1" = "n2" } }', [("odd", "swap_not_once")]),
]


@pytest.mark.parametrize(("step", "head", "more", "faults"), HEADS)
def test_what_is_wrong_above_the_steps(step: str, head: str, more: str, faults: list[tuple[str, str]]) -> None:
    assert told(step, head, more) == faults


STEPS: list[tuple[str, tuple[str, str], list[tuple[str, str]]]] = [
    (WHERE, ("vogels2009", "nobody"), [("sources", "no_source")]),
    (FLAW, ("goal", 'sources = ["nobody"]\ngoal'), [("sources", "no_source")]),
    (CARD, ("B56", "B57"), [("row", "no_card")]),
    (FLAW, (ROW, "B999"), [("row", "no_brief")]),
    (READ, ("main", "nowhere"), [("script", "no_script")]),
    (READ, ("main", "knob"), [("script", "hole_without_knob"), ("[[step]]", "knobs_not_holes")]),
    (WATCH, ('"done w1"', '"done w1", again = "done w1"'), [("captions", "same_moment")]),
    (WATCH, ("done w1", "done w9"), [("captions", "no_operation")]),
    (WATCH, ("done w1", "noon"), [("captions", "bad_anchor")]),
    (WATCH, ("done w1", "note elected 1"), [("captions", "no_such_moment")]),
    (WATCH.replace("main", "short"), ("done w1", "done r1"), [("captions", "no_such_moment")]),  # the run has stopped
    (WATCH.replace("main", "fresh"), ("done w1", "done r1"), []),
    (OWN, ('["1", "2"]', '["1", "2"], q = ["7"]'), [("knobs", "knobs_not_holes")]),
    (OWN, ('"2"]', '"9"]'), [("knobs", "script_wrong")]),  # of three nodes nine cannot answer
    (OWN.replace('knob"', 'idle"'), ('r = ["1", "2"]', 'a = ["0", "1"]'), [("knobs", "script_long")]),
    (OWN, ("ask", 'start = { r = "3" }\nask'), [("knobs", "not_a_value")]),
    (OWN, ("ask", 'others = { nobody = "is 7" }\nask'), [("others", "never_an_answer")]),
    # of three, n1 answers at 160, past r1's patience
    (KNOB, ('{ r = "2" }', '{ r = "3" }'), [("knobs", "not_a_value"), ("solution", "not_solved")]),
    (OWN, ('script = "knob"\nknobs = {', f'script = "two"\nknobs = {{ t = [{WAYS}],'), [("knobs", "too_many_ways")]),
    (OWN, ('script = "knob"\nknobs = {', f'script = "two"\nknobs = {{ t = [{WAYS[:-7]}],'), []),
    (
        OWN,
        ('"knob"\nknobs = { r = ["1", "2"]', '"patience"\nknobs = { t = ["100", "101"]'),
        [("[[step]]", "nothing_changes")],
    ),
    (PREDICT, ('others = { fresh = "in fresh" }\n', ""), [("[[step]]", "no_others")]),
    (PREDICT, ("in fresh", "is 0"), [("others", "other_right")]),
    (PREDICT, ('"in fresh"', '"in fresh", moved = "in moved", nine = "is 9"'), [("others", "others_alike")]),
    (PREDICT, ("in fresh", "of fresh"), [("others", "bad_other")]),
    (PREDICT, ("in fresh", "is"), [("others", "bad_other")]),
    (PREDICT, ('others = { fresh = "in fresh" }', 'form = "node"'), [("[[step]]", "not_nodes")]),
    (
        PREDICT,
        ('"value r1"\nothers = { fresh = "in fresh" }', '"holders x 1"\nform = "node"'),
        [("[[step]]", "not_one_node")],
    ),
    (PREDICT, ('"value r1"\nothers = { fresh = "in fresh" }', '"holders x 1"\nform = "nodes"'), []),
    (PREDICT, ('"value r1"', '"colour r1"'), [("ask", "bad_probe")]),
    (PREDICT, ("others", 'until = "noon"\nothers'), [("until", "bad_anchor")]),
    (ORDER, ('"issued r1"', '"t 30"'), [("[[step]]", "same_moment")]),
    (GAP, ("goal = [", 'goal = ["value r1", '), [("goal", "bad_clause"), ("goal", "gap_fits")]),
    (GAP, ('"knob"\nknobs = {', '"two"\nknobs = { t = ["100"],'), [("goal", "one_gap")]),
    (GAP, ("value r1 = 1", "done w1 = 30"), [("goal", "gap_fits")]),
    (GAP, ("value r1 = 1", "value r1 = 7"), [("goal", "gap_fits")]),
    (KNOB, ("value r1 = 1", "lost = 0"), [("solution", "solved_at_start")]),
    (KNOB.replace("par = 1", "par = 0"), ('{ r = "2" }', '{ r = "1" }'), [("solution", "not_solved")]),
    (FREE, ('"links"', '"settings"'), [("solution", "solution_touches")]),
    (KNOB, ("par = 1", "par = 2"), [("solution", "not_par")]),
    (FLAW, ('right = "fresh"', 'right = "cut"'), [("repairs", "right_fails")]),
    (
        FLAW.replace('others = { one = "in fresh" }', 'others = { one = "is 9" }'),
        ('script = "main"', 'script = "calm"'),
        [("repairs", "flaw_unseen")],
    ),
    (FLAW, ("goal", "guilty = [8, 1]\ngoal"), [("guilty", "no_line")]),
    (FLAW, (', cut_off = ["cut"]', ""), [("repairs", "three_repairs")]),
    (FLAW, ('["cut"]', '["calm"]'), [("repairs", "one_repair")]),
    (FLAW, ('["fresh"], wait', '["fresh", "main"], wait'), [("repairs", "one_repair")]),
    (NUMBERED, ("[0, 9]", "[9, 0]"), [("[[step]]", "bad_range")]),
    (NUMBERED, ("[0, 9]", "[0]"), [("[[step]]", "bad_range")]),
    (NUMBERED, ("[0, 9]", "[1, 9]"), [("[[step]]", "not_in_range")]),
    (NUMBERED, ("value r1", "chance 0 lost 0"), [("ask", "bad_chance")]),
    (OPTIONS, (', wait = ["main"]', ""), [("options", "two_options")]),
    (OPTIONS, ('wait = ["main"]', 'wait = ["fresh"]'), [("options", "one_option")]),
    (OPTIONS, ("goal", "impossible = true\ngoal"), [("options", "possible")]),
    (OPTIONS, ("goal", 'views = ["meters", "crystal"]\ngoal'), [("views", "no_view")]),
    (PREDICT, ("others", 'runs = ["fresh"]\nothers'), [("others", "runs_differ")]),
    (ORDER, ("items", 'runs = ["fresh"]\nitems'), [("runs", "runs_no_order")]),
    (FREE, ("goal", 'runs = ["fresh"]\ngoal'), [("runs", "runs_no_knobs")]),
    (GAP, ("goal", 'runs = ["knob", "main"]\ngoal'), [("knobs", "knobs_not_holes"), ("goal", "gap_fits")]),
]


@pytest.mark.parametrize(("step", "change", "faults"), STEPS)
def test_what_is_wrong_with_a_step(step: str, change: tuple[str, str], faults: list[tuple[str, str]]) -> None:
    assert step.count(change[0]) == 1
    assert told(step.replace(*change)) == faults


def test_every_code_of_vetting_is_here() -> None:
    source = inspect.getsource(vetting) + inspect.getsource(promises)
    found = re.finditer(r'yield "(\w+)"|fault\((?:lesson, step, )?"?\w+"?, "(\w+)"', source)
    codes = {one[1] or one[2] for one in found}
    rows = [*(row[3] for row in HEADS), *(row[2] for row in STEPS)]
    tried = {code for faults in rows for _, code in faults}
    assert len(codes) > 20
    assert codes | {"script_wrong", "script_long"} <= tried


@pytest.mark.parametrize(
    ("step", "hole", "wrong"),
    [
        (READ, "value r1", None),
        (READ, "value r9", ("no_operation", "r9")),
        (READ, "colour r1", ("bad_probe", "colour r1")),
        ('kind = "read"\n', "value r1", ("hole_without_run", "value r1")),
        (READ.replace("main", "nowhere"), "value r1", None),  # told of the script, not of the words
    ],
)
def test_what_is_to_be_computed_in_words(step: str, hole: str, wrong: tuple[str, str] | None) -> None:
    known, _ = lesson(step)
    assert vetting.vet_holes(known, known.steps[0], hole) == wrong
