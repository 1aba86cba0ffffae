"""The registry of checks: each value is whole, and what it needs elsewhere (words, a row, a run's judge) is there.

All that one check lacks is named at once.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import replace
from itertools import combinations
from pathlib import Path

import pytest

from engine.analysis.verdicts import OF_RUN
from engine.checks import CHECKS, FOREIGN, MODELS, STAGE, Check, judge
from engine.checks.check import ORDER, Anew, Lasting, OfReplicas, OfRun, findings
from engine.checks.lattice import LEVELS, PLACES
from engine.explore import ANSWERS, PROMISES
from engine.model import Operation
from lessons.words import FOLDER, languages, load
from pages.ui.stage.picture.verdicts import TOLD

ROOT = Path(__file__).parent.parent
JUDGES = ROOT / "engine" / "checks"
HISTORY = [
    Operation("w1", "write", "a", "n1", "x", 1, 0, 5, "ok", version=(1, "n1")),
    Operation("r1", "read", "a", "n1", "x", 1, 10, 15, "ok", version=(1, "n1")),
]


def lacks(check: Check) -> Iterator[str]:
    """What the rest of the program may ask of a check and does not find."""
    name = check.name
    for lang in languages():
        words = load(lang)
        said = [words.own("verdict", name, reason) for reason in check.reasons]
        wanted = (f"check.{name}", f"check_help.{name}", f"verdict.{name}_kept", *said)
        yield from (f"{lang}: {code}" for code in wanted if not words.has(code))
        help = FOLDER / lang / "help" / "checks.md"
        if f"| `{name}` " not in help.read_text(encoding="utf-8"):
            yield f"{lang}: a row in help/checks.md"
    for weak, _ in check.implies:
        if not {weak, name} <= PLACES.keys() or PLACES[weak][1] >= PLACES[name][1]:
            yield f"a place above that of {weak}, which it implies"


@pytest.mark.parametrize("check", CHECKS.values(), ids=lambda check: check.name)
def test_a_check_lacks_nothing(check: Check) -> None:
    missing = list(lacks(check))
    assert not missing, f"{check.name} lacks {'; '.join(missing)}"


def test_all_that_a_check_lacks_is_named_at_once() -> None:
    toy = replace(CHECKS["regular"], name="toy", reasons=("stale_read", "siblings"), implies=(("linearizable", ORDER),))
    words = ("check.toy", "check_help.toy", "verdict.toy_kept", "verdict.toy_stale_read")
    assert list(lacks(toy)) == [
        *(f"{lang}: {code}" for lang in languages() for code in (*words, "a row in help/checks.md")),
        "a place above that of linearizable, which it implies",
    ]


def reasons(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """The codes that stand in `Reason(...)`: line, code."""
    for node in ast.walk(tree):
        match node:
            case ast.Call(func=ast.Name(id="Reason"), args=[ast.Constant(value=str(code)), *_]):
                yield node.lineno, code
            case ast.Call(func=ast.Name(id="Reason"), args=[ast.IfExp(body=one, orelse=other), *_]):
                yield from ((node.lineno, str(each.value)) for each in (one, other) if isinstance(each, ast.Constant))


def test_every_reason_that_stands_in_a_judge_is_declared() -> None:
    """One that is put together is seen when it is given: `outcomes` of tests/judging.py asks for it."""
    declared = {reason for check in CHECKS.values() for reason in check.reasons}
    trees = {path.name: ast.parse(path.read_text(encoding="utf-8")) for path in sorted(JUDGES.glob("*.py"))}
    found = [(name, line, code) for name, tree in trees.items() for line, code in reasons(tree)]
    assert len(found) > 15
    assert [f"{name}:{line} {code}" for name, line, code in found if code not in declared] == []


@pytest.mark.parametrize("name", [name for name in CHECKS if isinstance(CHECKS[name].judge, Lasting | Anew)])
def test_what_clients_were_told_is_judged_on_operations_alone(name: str) -> None:
    """A write, then a read of it: nothing is broken, one verdict for the key or for all."""
    check = CHECKS[name]
    key = "x" if check.scope == "key" else None
    history = [op._replace(object="g_counter") if check.object == "counter" else op for op in HISTORY]
    assert [(v.check, v.key, v.outcome) for v in judge(check, history)] == [(name, key, "kept")]
    if isinstance(check.judge, Lasting):
        assert [since for _, since in findings(check, history)] == [None]
    else:
        with pytest.raises(TypeError):
            findings(check, HISTORY)


def test_what_needs_more_than_operations_says_so() -> None:
    others = {name: check for name, check in CHECKS.items() if isinstance(check.judge, OfReplicas | OfRun)}
    assert set(others) >= {"converged", "durable"}
    for check in others.values():
        with pytest.raises(TypeError):
            judge(check, HISTORY)
    assert {name for name, check in others.items() if isinstance(check.judge, OfRun)} == set(OF_RUN)


def test_no_two_names_of_the_lattice_lie_on_each_other() -> None:
    def clear(one: str, other: str) -> bool:
        (x, y), (across, below) = PLACES[one], PLACES[other]
        return abs(x - across) >= 1.35 or abs(y - below) >= 0.85

    assert [pair for pair in combinations(PLACES, 2) if not clear(*pair)] == []


def test_every_list_of_checks_is_part_of_the_one() -> None:
    assert all(CHECKS[name].name == name for name in CHECKS)
    assert sorted(PROMISES) == sorted(CHECKS)
    assert set(TOLD) <= set(STAGE) <= set(CHECKS)
    assert set(MODELS) <= set(FOREIGN) <= set(ANSWERS) <= set(CHECKS)
    assert FOREIGN[0] == "linearizable", "what a history is judged by, unless asked otherwise"
    assert sorted(LEVELS.values()) == ["causal", "eventual", "monotonic_reads", "read_your_writes", "strong"]
