"""Histories that others published (Porcupine, Knossos) and random ones, read as a learner's file would be.

Rules of this file
* A row goes the whole way: its events as JSON, and its original log where there is one, through the readers to the
  judge of objects. Failed operations are dropped, so for a failed cas the verdict 'dropped' is the one to meet.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from engine.checks.objects import verdicts
from engine.checks.register import decide
from engine.checks.search import search
from engine.checks.spec import CAS_REGISTER, Interval
from engine.histories import Log, read
from engine.histories.judging import judged

BUDGET = 2_000_000
OWN_DATA = Path(__file__).parent / "data"


def rows(folder: Path) -> Iterator[dict[str, Any]]:
    with (folder / "histories.jsonl").open(encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def told(events: list[Any]) -> Log:
    return read(json.dumps(events), "json")


def check(row: dict[str, Any], log: Log, expected: bool) -> None:
    model = "kv" if row["model"] == "kv-append" else "cas-register"
    if not log.operations:
        assert [verdict.reason and verdict.reason.code for verdict in judged(log, model)] == ["nothing_to_judge"]
        return
    found = {verdict.key: verdict.outcome for verdict in judged(log, model, most=BUDGET)}
    assert "cant_tell" not in found.values(), row["id"]
    assert all(outcome == "kept" for outcome in found.values()) == expected, row["id"]
    if "bad_keys" in row:
        assert {key for key, outcome in found.items() if outcome == "broken"} == set(row["bad_keys"]), row["id"]


def test_random_histories() -> None:
    found = list(rows(OWN_DATA / "random-linearizable"))
    for row in found:
        check(row, told(row["events"]), row["verdicts"]["linearizable_failed_cas_dropped"])
    assert len(found) == 499


@pytest.mark.parametrize(("folder", "cases"), [("porcupine", 54), ("knossos", 59)])
def test_published_verdicts(outside_data: Path, folder: str, cases: int) -> None:
    found = list(rows(outside_data / folder))
    for row in found:
        check(row, told(row["events"]), row["verdicts"]["linearizable"])
    assert len(found) == cases


@pytest.mark.parametrize(("folder", "form", "cases"), [("porcupine", "porcupine", 54), ("knossos", "jepsen", 8)])
def test_an_original_log_says_what_its_events_say(outside_data: Path, folder: str, form: str, cases: int) -> None:
    seen = 0
    for row in rows(outside_data / folder):
        if "file" in row:
            text = (outside_data / folder / row["file"]).read_text(encoding="utf-8")
            log, events = read(text, form), told(row["events"])
            assert read(text, "auto") == log
            assert [(op.id, op.kind, op.client, op.key, op.value, op.status) for op in log.operations] == [
                (op.id, op.kind, op.client, op.key, op.value, op.status) for op in events.operations
            ], row["id"]
            seen += 1
    assert seen == cases


def test_first_failure_is_where_it_is_said_to_be(outside_data: Path) -> None:
    marked = [row for row in rows(outside_data / "knossos") if "first_failure" in row]
    assert marked
    for row in marked:
        event = row["first_failure"]["event"]
        check(row, told(row["events"][:event]), True)
        check(row, told(row["events"][: event + 1]), False)
        (broken,) = judged(told(row["events"]), "cas-register")
        log = told(row["events"])
        culprit = next(op for op in log.operations if op.id == broken.operations[-1])
        assert culprit.done == event, "the operation to blame is the one that ended there"


def test_one_changed_answer_is_noticed(outside_data: Path) -> None:
    """A read that returns what nobody ever wrote breaks every good history that has a read."""
    changed = 0
    for row in rows(outside_data / "knossos"):
        place = next((i for i, e in enumerate(row["events"]) if e[1] == "ok" and e[2] == "read"), None)
        if row["verdicts"]["linearizable"] and place is not None:
            row["events"][place] = [*row["events"][place][:4], "nobody wrote this"]
            check(row, told(row["events"]), False)
            changed += 1
    assert changed > 10


def test_timed_examples(outside_data: Path) -> None:
    """The register histories with closed intervals: table, search and zones all meet the published verdict."""
    timed = [row for row in rows(outside_data / "causal") if "timed_ops" in row]
    assert len(timed) == 5
    for row in timed:
        names = {"r": "read", "w": "write"}
        ops = row["timed_ops"]
        intervals = [Interval(str(i), names[f], value, start, end) for i, (_, f, start, end, value) in enumerate(ops)]
        expected = "kept" if row["verdicts"]["linearizable"] else "broken"
        assert decide(intervals, row["init"], BUDGET).outcome == expected, row["id"]
        model = replace(CAS_REGISTER, init=row["init"])
        assert search(intervals, model, BUDGET).outcome == expected, row["id"]
        lines = [f"{names[f]},c{who},{value},{start},{end}" for who, f, start, end, value in ops]
        log = read("\n".join(["op,client,value,issued,done", *lines]), "csv")
        (verdict,) = verdicts(log.operations, "register", {"": row["init"]})
        assert verdict.outcome == expected, row["id"]
