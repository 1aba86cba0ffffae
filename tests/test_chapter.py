"""The chapter's own code beside the rules that are said to be its: both run, and the telling facts compared.

Rules of this file
* tests/chapter/rows.py has the tables: HELD, how a row is run by the chapter's code and in which facts the flawed rule
  must agree; CARDS, the same of cards; NOT_HELD, why not; HANGS, on which undefined names; APART, where the run goes
  beyond the chapter.
* The text of the chapter is no part of the project. Where it does not lie beside it, only the tables are tested.
"""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from engine.flaws import FLAWS, facts
from engine.run.simulation import run
from engine.script import parse
from lessons.course import course
from lessons.lesson import Lesson
from lessons.loader import lesson
from lessons.scripts import canonical
from lessons.words import languages, load
from tests.alone import alone
from tests.chapter import versions
from tests.chapter.code import TEXT, classes, undefined
from tests.chapter.rows import APART, CARDS, HANGS, HELD, NOT_HELD
from tests.each import each

with_chapter = pytest.mark.skipif(not TEXT.exists(), reason="the text of the chapter is not beside the project")


def card(row: str) -> Lesson:
    found = lesson(row)
    assert found is not None
    return found


def plain(value: Any) -> Any:
    """A log as its values."""
    return tuple(getattr(one, "value", one) for one in value) if isinstance(value, tuple) else value


@with_chapter
@pytest.mark.parametrize("row", HELD)
def test_what_is_called_the_chapters_rule_is_what_its_code_does(row: str) -> None:
    names = HELD[row].facts
    right, wrong = (facts(run(one)) for one in (FLAWS[row].right(), FLAWS[row].wrong()))
    found = HELD[row].run(FLAWS[row].wrong())
    assert {name: plain(found.get(name)) for name in names} == {name: plain(wrong.get(name)) for name in names}
    assert any(right.get(name) != wrong.get(name) for name in names), "these facts tell nothing"


def test_every_row_is_held_or_says_why_not() -> None:
    assert HELD.keys() | NOT_HELD.keys() == FLAWS.keys()
    assert not HELD.keys() & NOT_HELD.keys()
    assert HANGS.keys() | set(APART) >= NOT_HELD.keys()


@with_chapter
@pytest.mark.parametrize("row", [row for row in course().cards if row not in NOT_HELD])
def test_a_card_is_graded_by_what_the_code_that_it_shows_does(row: str) -> None:
    """In the card's own run; and what is asked is among the facts that are compared."""
    names, (step,) = CARDS[row].facts, card(row).steps
    scenario = parse(canonical(card(row), step.script or ""))
    wrong, chapters = facts(run(scenario)), CARDS[row].run(scenario)
    assert {name: plain(chapters.get(name)) for name in names} == {name: plain(wrong.get(name)) for name in names}
    assert any(name in wrong for name in names if name.startswith(fact_of(step.ask or "")))


def fact_of(probe: str) -> str:
    """What a probe asks for, as the beginning of a fact's name."""
    word, *rest = probe.split()
    heads = {"value": "op", "status": "op", "sent": "sent"}
    match word:
        case "fact":
            return rest[0]
        case "store":
            return ".".join(["store", *rest])
        case "holders" | "copies":
            return "store."
        case "carried":
            return "belief.n1.twice"
        case _:
            return f"{heads[word]}.{rest[0]}"


def test_a_card_that_is_not_held_hangs_on_what_it_says_that_it_does_not_show() -> None:
    apart = [row for row in course().cards if row in NOT_HELD]
    assert apart == ["B67"], "when a background task sends"
    assert set(apart) <= set(HANGS)


@pytest.mark.parametrize("lang", languages())
def test_a_card_names_what_it_hangs_on(lang: str) -> None:
    def named(row: str) -> None:
        said = card(row).words(lang).text("flaw")
        assert [name for name in HANGS.get(row, ()) if f"`{name}`" not in said] == []

    each(course().cards, named)


@pytest.mark.parametrize("lang", languages())
def test_a_learner_is_told_what_a_row_hangs_on(lang: str) -> None:
    words = load(lang)
    apart = {FLAWS[row].code for row in (*HANGS, *APART)}
    assert set(words.section("flaw_apart")) == apart

    def named(row: str) -> None:
        said = words(f"flaw_apart.{FLAWS[row].code}")
        assert [name for name in HANGS[row] if f"`{name}`" not in said] == []

    each(HANGS, named)


@with_chapter
def test_what_rows_hang_on_is_called_by_the_chapter_and_not_defined() -> None:
    assert {name for names in HANGS.values() for name in names} - undefined() == set()


# -- what cards and pages say of the chapter beyond the rows -------------------------------------------------------


def manager() -> Any:
    """The chapter's gateway with its own marking; n1 always fails. Waits take no time."""
    made = classes(lambda: 0, lambda _: None)["AvailabilityManager"]()
    made.retry_mechanism.backoff_factor, made.asked = 0, []

    async def send_request(instance: str, _: Any) -> str:
        made.asked.append(instance)
        if instance == "n1":
            raise ConnectionError
        return "served"

    made.send_request = send_request
    return made


@with_chapter
@pytest.mark.parametrize(("instances", "asked", "served"), [(["n1"], 4, 0), (["n1", "n2"], 4 + 5, 5)])
def test_with_the_chapters_own_marking_the_breaker_sees_one_failure(
    instances: list[str], asked: int, served: int
) -> None:
    """The first call tries n1 four times; of six calls the others go to n2, or to the fallback."""
    made = manager()
    made.service_instances["a"] = instances
    made.health_checker.health_status |= dict.fromkeys(instances, "healthy")

    async def calls() -> list[Any]:
        return [await made.call_service("a", {}) for _ in range(6)]

    assert alone(lambda: asyncio.run(calls())).count("served") == served
    assert (len(made.asked), made.circuit_breaker.state, made.circuit_breaker.failure_count) == (asked, "CLOSED", 1)


@with_chapter
def test_the_chapters_own_clocks_have_their_zeros_and_then_the_oldest_stays() -> None:
    assert versions.written((1, "milk"))[0]["vector_clock"] == {"n1": 1, "n2": 0}
    assert versions.resolved(versions.posts(versions.DENSE)) == ("one",)
    assert versions.resolved(versions.posts(versions.SPARSE)) == ("three",)
