"""Lessons: every promise of each held against the engine, in every language; and broken files name their faults.

Rules of this file
* What python -m lessons check finds is found here; that the checker itself can find each fault is tested on files that
  are broken on purpose.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from lessons import answers, goals, sheet
from lessons.anchors import ProbeError, anchor
from lessons.citing import cited
from lessons.course import brief, brief_lines, course, glossary, sources
from lessons.lesson import Lesson, Step
from lessons.loader import lesson, read, read_own, steps_of
from lessons.minutes import minutes
from lessons.mistakes import mistake
from lessons.probes import ask
from lessons.prose import terms
from lessons.scripts import before, text_of, trace
from lessons.words import FOLDER, languages, load
from pages.ui.histories import transactions

ALL = (*course().written, *course().cards)

OWN = '''\
id = "mine"

[scripts]
main = """
system quorum nodes=3 r=1 w=2
link n1-n3 latency=60
init x 0
10 write n1 x 1 by alice as w1
40 read n3 x by bob as r1
"""
near = { of = "main", swap = { "read n3" = "read n2" } }

[[step]]
id = "far"
kind = "predict"
script = "main"
ask = "value r1"
others = { fresh = "in near" }

--- en
# Mine
### goal
See it.

## far: Who knows?
### prompt
What does Bob get?
### why
It answered {value r1}.
'''


def found(id: str) -> Lesson:
    known = lesson(id)
    assert known is not None
    return known


@pytest.mark.parametrize("id", ALL)
def test_every_lesson_keeps_what_it_promises(id: str) -> None:
    known, faults = read(id)
    assert [mistake(load("en"), one) for one in faults] == []
    assert known is not None
    assert set(known.prose) == set(languages())


def test_the_course_of_45_minutes_fits_into_them() -> None:
    for lang in languages():
        assert sum(minutes(found(id), lang) for id in course().short["minutes_45"]) <= 45, lang


@pytest.mark.parametrize("id", ALL)
def test_every_question_has_one_right_answer_among_different_choices(id: str) -> None:
    for step in found(id).steps:
        if step.ask or step.items:
            question = answers.question(found(id), step)
            assert len(set(question.choices)) == len(question.choices)
            assert step.form in ("value", "nodes", "order") or question.choices.count(question.right) == 1, step.id


@pytest.mark.parametrize("id", ALL)
def test_a_question_does_not_show_its_answer(id: str) -> None:
    """What is on the stage while a question is open ends before what it is about."""
    for step in found(id).steps:
        if step.ask and step.kind in ("predict", "flaw"):
            assert step.script is not None
            whole = text_of(found(id), step.script)
            shown = trace(before(whole, step.until, step.ask))
            word = [*step.ask.split(), ""][1]
            assert word not in [op.id for op in shown.operations if op.status != "pending"], step.id


def test_the_course_is_a_graph_without_circles_and_its_files_are_all_there() -> None:
    known = course()
    assert len(known.order) == 22
    for id, needs in known.needs.items():
        assert all(known.order.index(one) < known.order.index(id) for one in needs), id
    assert set(known.written) <= set(known.order)
    assert {path.stem for path in FOLDER.glob("L*.toml")} == set(known.written)
    assert {path.stem for path in (FOLDER / "cards").glob("*.toml")} == set(known.cards)
    for lang in languages():
        assert list(load(lang).section("lesson_title")) == list(known.order)
        for id in known.written:
            assert found(id).words(lang).title == load(lang)(f"lesson_title.{id}")


def test_a_question_comes_back_two_lessons_later(monkeypatch: pytest.MonkeyPatch) -> None:
    first = course().written[0]
    later = [step.id for step in found(first).steps if step.later]
    assert later and not set(later) & {id for _, id in steps_of(first)}
    for id in course().written:
        earlier = course().earlier(id)
        if earlier and any(step.later for step in found(earlier).steps):
            assert steps_of(id)[0][0] == earlier


def test_the_briefs_lines_are_the_briefs(request: pytest.FixtureRequest) -> None:
    seed = Path(__file__).parent.parent.parent / "shared" / "seed.md"
    if not seed.exists():
        pytest.skip("the brief is not here")
    text = seed.read_text(encoding="utf-8")
    for row, lines in brief().items():
        assert all(piece.strip("\n") in text for piece in lines.split("...\n")), row
        spans = [span.split("-") for span in brief_lines()[row].split(", ")]
        there = ["\n".join(text.splitlines()[int(span[0]) - 1 : int(span[-1])]) for span in spans]
        assert [piece.strip("\n") for piece in lines.split("...\n")] == [one.strip("\n") for one in there], row


def test_a_source_has_all_its_facts() -> None:
    for source in sources().values():
        assert source.author and source.title and source.where and source.link.startswith("https://"), source.id
        assert not (source.year and source.read), "what has a year of its own needs no year of reading"
        assert all(1950 < year < 2030 for year in (source.year, source.read) if year), source.id


@pytest.mark.parametrize("lang", languages())
def test_a_source_is_cited_with_its_year_or_says_that_it_has_none(lang: str) -> None:
    words = load(lang)
    lines = {id: cited(words, one, titled=lambda title: f"<{title}>") for id, one in sources().items()}
    assert lines["lamport1978"].startswith("Leslie Lamport (1978). <Time, Clocks, ")
    assert "2026" in lines["etcd_guarantees"] and "2026" not in lines["resilience4j"]
    assert all(one.author in lines[id] and f"<{one.title}>" in lines[id] for id, one in sources().items())


@pytest.mark.parametrize("lang", languages())
def test_every_term_stands_under_one_subject_and_is_explained(lang: str) -> None:
    words, codes = load(lang), [code for held in glossary().values() for code in held]
    assert sorted(codes) == sorted(words.section("term")) == sorted(words.section("term_help"))
    assert list(glossary()) == list(words.section("term_subject"))


@pytest.mark.parametrize("id", ALL)
def test_the_languages_link_the_same_terms(id: str) -> None:
    said = {lang: found(id).words(lang).parts.values() for lang in languages()}
    linked = [{code for part in parts for code in terms(part.text)} for parts in said.values()]
    assert all(one == linked[0] for one in linked)


def test_every_source_is_cited_somewhere() -> None:
    named = {id for one in map(found, ALL) for id in (*one.sources, *(s for step in one.steps for s in step.sources))}
    assert named | set(transactions.SOURCES) == set(sources()), "or the histories page names them"


@pytest.mark.parametrize("lang", languages())
@pytest.mark.parametrize("id", ALL)
def test_the_sheet_of_a_lesson_holds_its_answers(id: str, lang: str) -> None:
    page = sheet.html(found(id), load(lang))
    assert found(id).words(lang).title.split("“")[0] in page
    questions, key = page.split("<div class='answers'>")
    assert key.count("class='key'") >= sum(bool(step.ask) for step in found(id).steps if not step.later)
    assert "class='key'" not in questions and questions.count("class='line'") >= 2


# -- a lesson of one's own ---------------------------------------------------------------------------------------


def codes(text: str) -> list[tuple[int, str]]:
    known, faults = read_own("mine.toml", text)
    assert (known is None) == bool(faults)
    for lang in languages():
        for one in faults:
            assert mistake(load(lang), one)
    return [(one.line, one.code) for one in faults]


def test_a_lesson_of_ones_own_is_read_from_one_file() -> None:
    assert codes(OWN) == []
    known, _ = read_own("mine.toml", OWN)
    assert known is not None
    question = answers.question(known, known.steps[0])
    assert (question.right, question.choices, question.origins) == ("0", ("0", "1"), {"1": "fresh"})


def test_choices_stand_in_an_order_that_tells_nothing() -> None:
    """Numbers by size, words by the alphabet, what means nothing last; what is superscript is no number."""
    others = ", ".join(f'o{i} = "is {word}"' for i, word in enumerate(("ok", "none", "10", "degraded", "9", "²")))
    known, faults = read_own("mine.toml", OWN.replace('fresh = "in near"', others))
    assert known is not None, faults
    assert answers.question(known, known.steps[0]).choices == ("0", "9", "10", "degraded", "ok", "²", "none")


@pytest.mark.parametrize(
    ("old", "new", "line", "code"),
    [
        ('id = "mine"', 'id = "mine', 1, "not_toml"),
        ('id = "mine"', 'id = "mine"\nauthor = "me"', 2, "unknown_field"),
        ('kind = "predict"', 'kind = "quiz"', 15, "bad_kind"),
        ('ask = "value r1"\n', "", 13, "ask_or_items"),
        ('script = "main"\n', "", 13, "missing_field_of"),
        ('id = "far"', 'id = "far out"', 14, "bad_id"),
        ("40 read n3 x", "40 read n9 x", 9, "script_wrong"),
        ('"read n3" = "read n2"', '"read n7" = "read n2"', 11, "swap_not_once"),
        ('ask = "value r1"', 'ask = "colour r1"', 17, "bad_probe"),
        ('ask = "value r1"', 'ask = "value r7"', 17, "no_operation"),
        ('"in near"', '"in main"', 18, "other_right"),
        ('"in near"', '"near"', 18, "bad_other"),
        ('others = { fresh = "in near" }', 'form = "node"', 13, "not_nodes"),
        ("### why", "### whom", 28, "no_such_part"),
        ("### prompt\nWhat does Bob get?\n", "", 20, "no_words"),
        ("{value r1}", "{value r9}", 28, "no_operation"),
        ("It answered", "[[nonsense]]", 28, "no_term"),
        ("# Mine\n", "", 21, "no_title"),
        ("--- en", "--- fr", 20, "no_language"),
        ("--- en", "-- en", 1, "no_words_at_all"),
        ("## far: Who", "## near: Who", 25, "no_step"),
    ],
)
def test_a_broken_file_names_the_line_and_the_reason(old: str, new: str, line: int, code: str) -> None:
    assert OWN.count(old) >= 1
    told = codes(OWN.replace(old, new, 1))
    assert code in [each for _, each in told], told
    if code not in ("no_words", "not_toml"):
        assert (line, code) in told, told


def test_all_faults_are_told_not_the_first_alone() -> None:
    text = OWN.replace("40 read n3 x", "40 read n9 x").replace("### why", "### whom").replace("What does", "[[zzz]]")
    assert {"script_wrong", "no_such_part", "no_words", "no_term"} <= {code for _, code in codes(text)}


def test_a_broken_script_is_told_once_and_later_promises_are_still_tried() -> None:
    broken = OWN.replace("10 write", "10 writ").replace('"in near"', '"near"')
    assert [code for _, code in codes(broken)] == ["script_wrong"]
    two = OWN.replace('ask = "value r1"', 'ask = "value r1"\nuntil = "done w9"').replace('"in near"', '"in main"')
    assert codes(two) == [(18, "no_operation"), (19, "other_right")]


def test_a_fault_in_the_shape_of_one_step_hides_none_of_the_others() -> None:
    second = '[[step]]\nid = "odd"\nkind = "quiz"\n\n--- en'
    told = codes(OWN.replace("--- en", second).replace('"in near"', '"in main"').replace("### why", "### whom"))
    assert {"bad_kind", "other_right", "no_words", "no_such_part"} == {code for _, code in told}


def test_what_tomllib_says_is_said_in_words() -> None:
    for text in (
        'id = "mine',
        "id = ",
        "id = [1",
        'id "mine"',
        'id = "mine" 3',
        'id = "a"\nid = "b"',
        "[a",
        "id = {a=1",
    ):
        _, faults = read_own("mine.toml", OWN.replace('id = "mine"', text))
        (one,) = faults
        assert one.code == "not_toml"
        assert not any(word in mistake(load("zh"), one) for word in ("Expected", "Invalid", "Unclosed", "Unterminated"))


def test_markup_of_a_file_is_never_run() -> None:
    text = OWN.replace("# Mine", "# Mine <script>alert(1)</script>").replace("It answered", "<img src=x onerror=y>")
    known, faults = read_own("mine.toml", text)
    assert known is not None and not faults
    page = sheet.html(known, load("en"))
    assert "<script" not in page and "<img" not in page and "&lt;script&gt;" in page


# -- the vocabulary -----------------------------------------------------------------------------------------------


def asked(probe: str) -> str:
    known, _ = read_own("mine.toml", OWN)
    assert known is not None
    return ask(trace(text_of(known, "main")), probe).token


@pytest.mark.parametrize(
    ("probe", "token"),
    [
        ("value r1", "0"),
        ("status w1", "ok"),
        ("done w1", "30"),
        ("holders x 1 at done w1", "n1 n2"),
        ("holders x 1", "n1 n2 n3"),
        ("copies x 1 at issued w1", "0"),
        ("copies x 1 at arrives n1>n1.1", "1"),
        ("store n3 x at t 69", "0"),
        ("store n3 x at t 70", "1"),
        ("store n3 x at arrives n1>n3.1", "1"),
        ("store n3 y", "absent"),
        ("verdict linearizable", "broken"),
        ("letters", "A"),
        ("pair linearizable", "w1 r1"),
        ("pair monotonic_reads", "none"),
        ("ops ok", "2"),
        ("lost", "0"),
        ("leaders", "none"),
        ("setting w", "2"),
        ("setting nodes", "3"),
        ("commands write", "1"),
        ("overlap", "0"),
        ("settled x", "70"),
    ],
)
def test_what_a_run_can_be_asked(probe: str, token: str) -> None:
    """Worked out by hand: the copy leaves at 10, reaches n2 at 20 and n3 at 70; the acknowledgement is back at 30."""
    assert asked(probe) == token


@pytest.mark.parametrize("probe", ["", "value", "value r1 r2", "store n9 x", "done w1 at now", 'value "r1', "at end"])
def test_what_cannot_be_asked_is_refused(probe: str) -> None:
    with pytest.raises(ProbeError):
        asked(probe)


def test_a_clause_compares_numbers_words_and_probes() -> None:
    known, _ = read_own("mine.toml", OWN)
    assert known is not None
    run = trace(text_of(known, "main"))
    true = [
        "done w1 <= 30",
        "value r1 != 1",
        "store n1 x = store n2 x",
        "lost = 0",
        "done w1 < done w1",
        "value r9 = 1",
    ]
    assert [goals.holds(run, clause) for clause in true] == [True, True, True, True, False, False]
    assert anchor(run, "start") == 0


def test_changes_count_lines_and_settings() -> None:
    one = "system quorum nodes=3 r=1 w=2\n10 write n1 x 1 as w1\n40 read n3 x as r1\n"
    assert answers.changes(one, one) == 0
    assert answers.changes(one, one.replace("read n3", "read n2")) == 1
    assert answers.changes(one, one.replace("r=1 w=2", "r=2 w=3")) == 2
    assert answers.changes(one, one + "50 heal\n") == 1
    gate = one.replace("w=2\n", "w=2\ngateway g1 retries=1 backoff=50\n")
    assert answers.changes(gate, gate.replace("=1 backoff=50", "=2 backoff=60")) == 2
    assert answers.touched(one, one.replace("read n3", "read n2"), ("operations", "settings")) == ("operations",)
    assert answers.touched(one, one.replace("w=2", "w=3"), ("operations", "settings")) == ("settings",)


def test_a_challenge_is_not_solved_by_any_other_knob() -> None:
    known = found("L01")
    step: Step = known.step("challenge")
    assert [each["node"] for each in answers.fitting(known, step)] == ["n5"]


def test_the_sheet_explains_the_value_that_fits_the_gap() -> None:
    assert "[n1: 1, n2: 1, n3: 1], which follows" in sheet.html(found("L15"), load("en"))


def test_calls_through_a_gateway_can_be_asked_of_a_run() -> None:
    """Worked out by hand: 20 there and back, waits of 100 and 200; a lost reply is silence after 50 ticks."""
    known = found("L08")
    run = trace(text_of(known, "attempts"))
    probes = ("attempts c1", "attempt c1 2", "attempt c1 3", "attempt c1 4", "carried c1", "attempts c9")
    assert [ask(run, probe).token for probe in probes] == ["3", "130", "350", "never", "1", "0"]
    paid = trace(text_of(known, "pay", {"retries": "2", "backoff": "100", "key": "no"}))
    assert [ask(paid, probe).token for probe in ("attempt c1 3", "carried c1", "status c1")] == ["410", "3", "ok"]
    shown = trace(text_of(known, "fallback"))
    assert [ask(shown, probe).token for probe in ("told r2", "value r2")] == ["5", "degraded"]


def test_version_vectors_can_be_asked_of_a_run() -> None:
    """Worked out by hand: w2 has read w1 and is taken by n2; w3 has read w1 too and is taken by n1 again."""
    known = found("L15")
    run = trace(text_of(known, "fork"))
    assert [ask(run, f"clock {id}").token for id in ("w1", "w2", "w3")] == ["[n1: 1]", "[n1: 1, n2: 1]", "[n1: 2]"]
    orders = [ask(run, f"order {pair}").token for pair in ("w1 w2", "w3 w1", "w2 w3", "w1 w1")]
    assert orders == ["before", "after", "concurrent", "equal"]
    assert ask(run, "settled cart").token == "65"
