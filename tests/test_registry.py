"""The registry of checks: each value is whole, and what it needs elsewhere (words, a row, a run's judge) is there."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.analysis.verdicts import OF_RUN
from engine.checks import CHECKS, FOREIGN, MODELS, STAGE, Check, judge
from engine.checks.check import Anew, Lasting, OfReplicas, OfRun, findings
from engine.checks.lattice import LEVELS, PLACES
from engine.explore import ANSWERS, PROMISES
from engine.model import Operation
from lessons.words import languages, load
from pages.ui.stage.picture.verdicts import TOLD

DOCS = Path(__file__).parent.parent / "docs" / "checks.md"
HISTORY = [
    Operation("w1", "write", "a", "n1", "x", 1, 0, 5, "ok", version=(1, "n1")),
    Operation("r1", "read", "a", "n1", "x", 1, 10, 15, "ok", version=(1, "n1")),
]


@pytest.mark.parametrize("name", CHECKS)
def test_a_check_has_its_words_and_its_row(name: str) -> None:
    for lang in languages():
        words = load(lang)
        for code in (f"check.{name}", f"check_help.{name}", f"verdict.{name}_kept"):
            assert words.has(code), f"{lang} does not say {code}"
    assert f"| `{name}` " in DOCS.read_text(encoding="utf-8"), "docs/checks.md has no row for it"


@pytest.mark.parametrize("check", CHECKS.values(), ids=lambda check: check.name)
def test_a_check_points_to_checks_that_stand_below_it(check: Check) -> None:
    for weak, _ in check.implies:
        assert PLACES[weak][1] < PLACES[check.name][1]


@pytest.mark.parametrize("name", [name for name in CHECKS if isinstance(CHECKS[name].judge, Lasting | Anew)])
def test_what_clients_were_told_is_judged_on_operations_alone(name: str) -> None:
    """A write, then a read of it: nothing is broken, one verdict for the key or for all."""
    check = CHECKS[name]
    key = "x" if check.scope == "key" else None
    assert [(v.check, v.key, v.outcome) for v in judge(check, HISTORY)] == [(name, key, "kept")]
    if isinstance(check.judge, Lasting):
        assert [since for _, since in findings(check, HISTORY)] == [None]
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


def test_every_list_of_checks_is_part_of_the_one() -> None:
    assert all(CHECKS[name].name == name for name in CHECKS)
    assert sorted(PROMISES) == sorted(CHECKS)
    assert set(TOLD) <= set(STAGE) <= set(CHECKS)
    assert set(MODELS) <= set(FOREIGN) <= set(ANSWERS) <= set(CHECKS)
    assert FOREIGN[0] == "linearizable", "what a history is judged by, unless asked otherwise"
    assert len(set(PLACES.values())) == len(PLACES)
    assert sorted(LEVELS.values()) == ["causal", "eventual", "monotonic_reads", "read_your_writes", "strong"]
