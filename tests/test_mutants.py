"""The mutation run itself: what it changes, that a seed draws the same mutants, that its equivalents still exist."""

from __future__ import annotations

from collections.abc import Iterable
from importlib import import_module
from pathlib import Path

import pytest

from lessons import words
from tests.each import each
from tests.mutants.__main__ import equivalents
from tests.mutants.kinds import mutants, parses
from tests.mutants.running import forget, within_functions
from tests.mutants.sample import GROUPS, drawn, files
from tests.mutants.trial import forked

ROOT = Path(__file__).parent.parent


def changed(source: str) -> set[tuple[str, str]]:
    """Kind and new last line of each mutant of a text."""
    return {(one.kind, one.applied(source).splitlines()[-1].strip()) for one in mutants("a.py", source)}


@pytest.mark.parametrize(
    "source, kind, becomes",
    [
        ("def f() -> bool:\n    return a", "returned constant", "return False"),
        ("def f() -> tuple[int, ...]:\n    return a", "returned constant", "return ()"),
        ("def f() -> Why | None:\n    return a", "returned constant", "return None"),
        ("x = 4", "constant ±1", "x = 5"),
        ("x = 1 if a and b else c", "negated condition", "x = 1 if (not (a and b)) else c"),
        ("x = [y for y in ys if y]", "negated condition", "x = [y for y in ys if (not y)]"),
        ("x = s._replace(a=1, b=2)", "dropped keyword", "x = s._replace(b=2)"),
        ("x = s._replace(a=1)", "dropped keyword", "x = s"),
        ("x = replace(s, a=1)", "dropped keyword", "x = s"),
        ("x = any(ys)", "any/all", "x = all(ys)"),
        ("x = max(a, b)", "min/max", "x = min(a, b)"),
        ("x = not a or b", "removed not", "x = a or b"),
        ("x = not (a or b)", "removed not", "x = (a or b)"),
        ("x = a and b and c", "dropped operand", "x = (a and c)"),
        ("x = a and b", "and/or", "x = (a or b)"),
        ("x = a <= b", "comparison", "x = a < b"),
        ("x = a in b", "comparison", "x = a not in b"),
        ("x = 'ü' + f(a, b)", "swapped arguments", "x = 'ü' + f(b, a)"),
        ("x = a + 1", "+/-", "x = a - 1"),
        ("x = s, (Send(a), Note(b))", "dropped effect", "x = s, (Note(b),)"),
        ("for a in b:\n    c.append(a)", "dropped effect", "pass"),
    ],
)
def test_each_kind_changes_what_it_says_and_nothing_else(source: str, kind: str, becomes: str) -> None:
    assert (kind, becomes) in changed(source)


@pytest.mark.parametrize(
    "source",
    [
        "x: Literal[1] = a",
        "from a import b",
        "x = f'{a + 1}'",
        "'a text'",
        "x = 'a' + b",
        "x = isinstance(a, b)",
        "x = clocks.merge(a, b)",
    ],
)
def test_what_would_prove_nothing_is_left_alone(source: str) -> None:
    assert changed(source) == set()


def test_a_mutant_that_is_the_same_program_or_none_is_not_tried() -> None:
    source = "x = f(1, 1) + 2"
    assert [one.text for one in mutants("a.py", source) if not parses(one, source)] == []
    assert "f(1, 1)" not in {one.text for one in mutants("a.py", source)}


def test_a_seed_draws_the_same_mutants_and_another_seed_others() -> None:
    first = drawn(ROOT, "stage/gestures", 1, 6)
    assert len(first) == 6 == len({one.line for one in first})
    assert first == drawn(ROOT, "stage/gestures", 1, 6)
    assert first != drawn(ROOT, "stage/gestures", 2, 6)


def test_what_a_function_remembers_is_forgotten_before_each_test() -> None:
    assert words.load("en") is words.load("en")
    known = words.load("en")
    forget()
    assert words.load("en") is not known


def test_an_import_runs_what_stands_outside_of_functions() -> None:
    source = "A = 1\ndef f(x=2):\n    y = x\n\n    return y\nclass C:\n    b = 3\n    def g(self):\n        return 4\n"
    assert within_functions(source) == {3, 4, 5, 9}


def test_a_child_loads_the_project_from_the_tree_that_it_is_shown(tmp_path: Path) -> None:
    (tmp_path / "engine").mkdir()
    (tmp_path / "engine" / "__init__.py").write_text("MARK = 7\n")
    assert forked(tmp_path, 30, lambda: int(import_module("engine").MARK), tmp_path / "told.txt") == 7


def test_every_group_has_files() -> None:
    each(GROUPS, lambda group: files(ROOT, group)[0])


def test_every_file_of_the_engine_with_code_is_in_one_group() -> None:
    grouped = [file for group in GROUPS for file in files(ROOT, group)]
    assert len(grouped) == len(set(grouped))
    code = [path.relative_to(ROOT).as_posix() for path in sorted((ROOT / "engine").rglob("*.py"))]
    assert [file for file in code if file not in grouped and [*mutants(file, (ROOT / file).read_text("utf-8"))]] == []


def unknown(entries: Iterable[tuple[str, tuple[str, ...], tuple[str, ...]]]) -> list[str]:
    """The files of those entries that are no mutants of what stands there now."""
    found = []
    for file, code, becomes in entries:
        source = (ROOT / file).read_text(encoding="utf-8")
        if not any(one.diff(source) == (code, becomes) for one in mutants(file, source)):
            found.append(file)
    return found


def test_every_equivalent_is_still_a_mutant_of_its_file() -> None:
    assert unknown(equivalents()) == []
    assert [why for why in equivalents().values() if len(why) <= 20] == []


def test_an_equivalent_of_code_that_is_gone_is_found() -> None:
    file = "engine/protocols/chain/settings.py"
    became = 'return (0, 1) if request.kind == "read" and config.read == "local" else (1, 1)'
    code = became.replace("(0, 1)", "(0, 0)")
    assert unknown([(file, (code,), (became,))]) == []
    assert unknown([(file, (code.replace("local", "here"),), (became,))]) == [file]
