"""The search against verdicts that others published (Porcupine, Knossos, random histories): every one must agree.

Failed operations are dropped, so for a failed cas the verdict 'dropped' is the one to meet.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from engine.checks.models import CAS_REGISTER, KV_APPEND, NEVER, Model, Step
from engine.checks.register import decide
from engine.checks.search import search

BUDGET = 2_000_000
OBSERVE = ("read", "get")


def rows(folder: Path) -> Iterator[dict[str, Any]]:
    with (folder / "histories.jsonl").open(encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def steps_of(events: list[Any]) -> dict[Any, list[Step]]:
    """The steps of each key; the place of an event in the list is its time."""
    keys: dict[Any, list[Step]] = {}
    running: dict[Any, tuple[int, Any]] = {}
    for now, (process, kind, f, key, value) in enumerate(events):
        if kind == "invoke":
            running[process] = (now, (f, key, value))
            continue
        start, (_, _, asked) = running.pop(process)
        if kind == "ok":
            answer = value if f in OBSERVE else asked
            keys.setdefault(key, []).append(step(start, f, answer, now))
        elif kind == "info" and f not in OBSERVE:
            keys.setdefault(key, []).append(step(start, f, asked, NEVER))
    for start, (f, key, asked) in running.values():
        if f not in OBSERVE:
            keys.setdefault(key, []).append(step(start, f, asked, NEVER))
    return {key: sorted(steps, key=lambda step: step.start) for key, steps in keys.items()}


def step(start: int, f: str, value: Any, end: float) -> Step:
    return Step(str(start), f, tuple(value) if isinstance(value, list) else value, start, end)


def outcomes(row: dict[str, Any], model: Model) -> dict[Any, str]:
    return {key: search(steps, model, BUDGET).outcome for key, steps in steps_of(row["events"]).items()}


def check(row: dict[str, Any], expected: bool) -> None:
    found = outcomes(row, KV_APPEND if row["model"] == "kv-append" else CAS_REGISTER)
    assert "cant_tell" not in found.values(), row["id"]
    assert all(outcome == "kept" for outcome in found.values()) == expected, row["id"]
    if "bad_keys" in row:
        assert {key for key, outcome in found.items() if outcome == "broken"} == set(row["bad_keys"]), row["id"]


@pytest.mark.parametrize(
    ("folder", "verdict", "cases"),
    [
        ("porcupine", "linearizable", 54),
        ("knossos", "linearizable", 59),
        ("random-linearizable", "linearizable_failed_cas_dropped", 499),
    ],
)
def test_published_verdicts(outside_data: Path, folder: str, verdict: str, cases: int) -> None:
    seen = 0
    for row in rows(outside_data / folder):
        check(row, row["verdicts"][verdict])
        seen += 1
    assert seen == cases


def test_first_failure_is_where_it_is_said_to_be(outside_data: Path) -> None:
    marked = [row for row in rows(outside_data / "knossos") if "first_failure" in row]
    assert marked
    for row in marked:
        event = row["first_failure"]["event"]
        before, within = row["events"][:event], row["events"][: event + 1]
        check({**row, "events": before}, True)
        check({**row, "events": within}, False)


def test_one_changed_answer_is_noticed(outside_data: Path) -> None:
    """A read that returns what nobody ever wrote breaks every good history that has a read."""
    changed = 0
    for row in rows(outside_data / "knossos"):
        place = next((i for i, e in enumerate(row["events"]) if e[1] == "ok" and e[2] == "read"), None)
        if row["verdicts"]["linearizable"] and place is not None:
            row["events"][place] = [*row["events"][place][:4], "nobody wrote this"]
            check(row, False)
            changed += 1
    assert changed > 10


def test_timed_examples(outside_data: Path) -> None:
    """The register histories with closed intervals: search and zones both meet the published verdict."""
    timed = [row for row in rows(outside_data / "causal") if "timed_ops" in row]
    assert len(timed) == 5
    for row in timed:
        names = {"r": "read", "w": "write"}
        ops = row["timed_ops"]
        steps = [Step(str(i), names[f], value, start, end) for i, (_, f, start, end, value) in enumerate(ops)]
        expected = "kept" if row["verdicts"]["linearizable"] else "broken"
        assert decide(steps, row["init"], BUDGET).outcome == expected, row["id"]
        model = replace(CAS_REGISTER, init=row["init"])
        assert search(steps, model, BUDGET).outcome == expected, row["id"]
