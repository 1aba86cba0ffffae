"""A lesson of someone's own, whatever stands in it: read in bounded time and memory, and every fault told in words.

Rules of this file
* What a text may come to is measured in time of the process and in traced memory, far above what is usual.
"""

from __future__ import annotations

import time
import tracemalloc
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lessons import bounds
from lessons.lesson import Mistake
from lessons.loader import BYTES_MAX, MISTAKES_MAX, Read, lesson, read_own
from lessons.mistakes import mistake
from lessons.own import packed, unpacked
from lessons.words import FOLDER, languages, load
from tests.mutating import mutated
from tests.test_lesson_forms import TEXT
from tests.test_lessons import OWN

PIECES = (
    "a.", "a.a.a.a", "[a.b]", "[[step]]", "[step.others]", "[scripts]", "id = ", "kind = [1]", 'kind = "own"',
    'kind = "flaw"', 'kind = "gap"', 'kind = "challenge"', 'row = ["B56"]', 'x = { row = ["B56"] }',
    'x = { of = "x" }', 'form = "order"', 'form = "nodes"', 'goal = ["t 1 = 1", ""]', 'goal = ["value r1 < 2"]',
    'captions = { a = "t 1" }', 'until = "end"', "knobs = { w = [1, 2] }", "par = 99", 'solution = "near"',
    "hints = 3", "later = true", "extra = 1", "clocks = 1", 'sources = [1]', 'checks = ["linearizable"]',
    "{value r1}", "{clock w1}", "{holders x 1 at done w1}", "{t 9}", "[[quorum]]", "[[a|", "[[quorum|q]]", "{w}",
    "# T", "## far: X", "## x", "### prompt", "### goal 1", "```", "--- en", "--- zh", "--- xx", "at", " at end",
    "in main", "is 3", "ask value w1", "note a 1", "fault 1", "stop 1000000", "election=1..1", "nodes=9",
)  # fmt: skip


def facts(text: str) -> Read:
    return read_own("mine.toml", OWN.replace('id = "mine"', text))


def only(read: Read) -> Mistake:
    found, faults = read
    assert found is None
    (one,) = faults
    return one


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("a." * 11 + "a = 1", "too_many_dots"),
        ('id = "mine"\n"a"."b".' + "a." * 9 + "a = 1", "too_many_dots"),
        ("[" + "a." * 11 + "a]", "too_many_dots"),
        ("x = " + "[" * 11 + "]" * 11, "too_deep"),
        ("x = [\n" * 11, "too_deep"),
        ("x = " + "{a=" * 11 + "1" + "}" * 11, "too_deep"),
        ("x = 1" + "0" * 60, "word_long"),
        ("x = 0x" + "f" * 59, "word_long"),
        ("x" * 61 + " = 1", "word_long"),
        ('x = "' + "a" * 4_000 + '"', "line_long"),
        ("# a comment\n" * 5_000, "facts_long"),
        ('id = "mine"\nsources = [' + '"a", ' * 65 + "]", "too_many_entries"),
        # what hides behind strings that end oddly
        ('x = {a = """b"""", c = ' + "[" * 11, "too_deep"),
        ("x = {a = '''b'''', c = " + "[" * 11, "too_deep"),
        ('x = "\\"" # "\ny = ' + "[" * 11, "too_deep"),
    ],
)
def test_facts_that_ask_for_too_much_are_refused_before_they_are_read(text: str, code: str) -> None:
    one = only(facts(text))
    assert one.code == code
    for lang in languages():
        assert mistake(load(lang), one)


@pytest.mark.parametrize(
    "text",
    [
        'id = "mine"\n# ' + "a." * 50 + "[" * 50,
        'id = "mine" # ' + "9" * 100,
        'id = "mine"\nsources = [] # "' + "{" * 20,
    ],
)
def test_dots_and_brackets_in_comments_and_strings_do_not_count(text: str) -> None:
    found, faults = facts(text)
    assert found is not None and faults == ()


def test_the_place_of_what_is_refused_is_told_by_line() -> None:
    assert only(read_own("mine.toml", OWN.replace("[scripts]", "x = " + "[" * 11 + "\n[scripts]"))).line == 3


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("kind = [1]", "bad_kind"),
        ("kind = { a = 1 }", "bad_kind"),
        ('kind = "predict"\n[scripts.odd]\nrow = ["B56"]', "bad_type"),
        ("kind = 1979-05-27", "bad_kind"),
    ],
)
def test_a_value_of_another_kind_is_a_fault_and_no_more(text: str, code: str) -> None:
    _, faults = read_own("mine.toml", OWN.replace('kind = "predict"', text))
    assert code in [one.code for one in faults]


def test_a_script_that_grows_by_its_knobs_is_refused_before_it_is_filled() -> None:
    """500 holes of 1,000 characters each."""
    text = OWN.replace("as r1", "as r1\n# " + "{w}" * 500).replace('"predict"', '"own"')
    text = text.replace('others = { fresh = "in near" }', f'knobs = {{ w = ["{"a" * 1_000}"] }}')
    assert "made_too_long" in [one.code for one in read_own("mine.toml", text)[1]]


def test_runs_that_are_too_much_together_are_refused_at_their_step() -> None:
    """Steps of 64 runs each, of some thousand events."""
    step = OWN[OWN.index("[[step]]") : OWN.index("--- en")].replace('"predict"', '"own"')
    step = step.replace('others = { fresh = "in near" }', f"knobs = {{ w = {list(range(101, 165))} }}")
    many = "".join(step.replace('"far"', f'"far{k}"') for k in range(9))
    script = OWN.replace("nodes=3", "nodes=9 anti_entropy=20").replace("as r1", "as r1\nstop {w}0")
    one = only(read_own("mine.toml", script.replace("--- en", many + "--- en")))
    assert one.code == "too_much_to_run" and one.values["step"].startswith("far")


def test_no_lesson_of_the_course_comes_near_a_limit() -> None:
    for path in (*FOLDER.glob("L*.toml"), *FOLDER.glob("cards/*.toml")):
        text = path.read_text(encoding="utf-8")
        assert bounds.beyond(path.name, text * 5, 0) is None and len(text) * 5 < bounds.FACTS_MAX
        known = lesson(path.stem)
        assert known is not None and bounds.too_much_to_run(known) is None


def test_only_so_many_faults_are_told() -> None:
    _, faults = read_own("mine.toml", OWN + "## nobody: X\n### a\n" * 2_000)
    assert len(faults) == MISTAKES_MAX


@pytest.mark.parametrize(
    "text",
    [
        "a." * 90_000 + "a=1",
        "\n".join(".".join(f"a{k}b{n}" for n in range(8)) + "=1" for k in range(1_500)),
        "x=[" + "{}," * 16_000 + "]",
        "\n".join(f"[a{k}.b.c.d]" for k in range(3_500)),
        'x="""' + '\\"""' * 12_000,
        "x='''" + "'" * 12_000,
        '"' * 45_000,
        "\n".join('x = {"' + " " * 3_900 + '"=1, "' + " " * 10 + '"=2}' for _ in range(10)),
        OWN + "[[" * 1_900 + ("\n" + "[[" * 1_900) * 40,
        OWN + ("[[a|" * 900 + "\n") * 40,
        OWN + ("{a" * 1_900 + "\n") * 40,
        OWN + ("{value r1}" * 390 + "\n") * 45,
        OWN + "## far: X\n" * 15_000,
        OWN.replace("--- en", "[[step]]\n" * 5_000 + "--- en"),
        OWN.replace("--- en", 'z1 = "a"\n' * 5_000 + "--- en"),
    ],
)
def test_no_text_takes_seconds_or_much_memory(text: str) -> None:
    text = text if "--- en" in text else f"{text}\n--- en\n# T\n"
    tracemalloc.start()
    began = time.process_time()
    read_own("mine.toml", text)
    spent, (_, peak) = time.process_time() - began, tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert spent < 5 and peak < 80_000_000, (spent, peak)


@settings(max_examples=150)
@given(st.sampled_from([OWN, TEXT]), st.integers(0, 2**40))
def test_whatever_became_of_a_lesson_it_is_taken_or_its_faults_are_told(text: str, seed: int) -> None:
    found, faults = read_own("mine.toml", mutated(text, seed, PIECES))
    assert (found is None) == bool(faults)
    for lang in languages():
        for one in faults:
            assert mistake(load(lang), one)


@settings(max_examples=300)
@given(st.sampled_from([packed(OWN), packed("a" * 300_000), packed("")]), st.integers(0, 2**40))
def test_whatever_became_of_a_link_it_is_unpacked_or_refused(word: str, seed: int) -> None:
    with suppress(ValueError):
        assert len(unpacked(mutated(word, seed))) <= BYTES_MAX
