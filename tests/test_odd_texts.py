"""Scripts, addresses and files of predictions that anyone may have written: read or refused, never anything else.

Rules of this file
* What went wrong with a text is drawn (mutating.py); `python -m tests.long` draws on.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.analysis.verdicts import verdicts
from engine.run.simulation import Overrun, run
from engine.script import APP, ScriptError, parse, print_script
from engine.script.limits import HEADLESS
from lessons.mistakes import sentence
from lessons.own import packed
from lessons.progress import Progress, from_text, to_text
from lessons.words import languages, load
from tests.mutating import mutated
from tests.pages import opened
from tests.test_lessons import OWN

SCRIPTS = [path.read_text(encoding="utf-8") for path in sorted(Path("engine").rglob("*.script"))]
PIECES = sorted({word for text in SCRIPTS for word in text.split()})
EVENTS_MAX = 3_000
SEEDS = st.integers(0, 2**40)


@settings(max_examples=200)
@given(st.sampled_from(SCRIPTS), SEEDS)
def test_whatever_became_of_a_script_it_runs_or_its_mistake_is_told(text: str, seed: int) -> None:
    try:
        scenario = parse(mutated(text, seed, PIECES), (APP, HEADLESS)[seed % 2])
    except ScriptError as error:
        assert all(sentence(load(lang), error) for lang in languages())
        return
    assert parse(print_script(scenario), HEADLESS) == scenario
    try:
        verdicts(run(scenario, EVENTS_MAX))
    except Overrun:
        return


PREDICTED = to_text(Progress({"L01/acked": "n1", "mine/far": "é"}, ("L01/acked",)))


@settings(max_examples=200)
@given(SEEDS)
def test_whatever_became_of_a_file_of_predictions_it_is_taken_or_refused(seed: int) -> None:
    try:
        found = from_text(mutated(PREDICTED, seed, ('"answers"', '"done"', "[[[", "{", '"\\ud800"')))
    except ValueError:
        return
    assert from_text(to_text(found)) == found and to_text(found).encode()


def test_half_a_character_in_a_file_of_predictions_is_left_out() -> None:
    """JSON can write it, but no text that goes to a browser can hold it."""
    text = json.dumps({"cap_lab_progress": 1, "answers": {"L01/a": "x\ud800y"}, "done": []})
    assert from_text(text).answers == {"L01/a": "xy"}


RUNS = [text.strip().replace("\n", "; ") for text in SCRIPTS]
SYSTEMS = ["system quorum nodes=3 r=1 w=1", "system raft nodes=3 leader=n1", "system multi_value nodes=9", "system x"]
LESSONS = [packed(OWN), packed("a=1"), packed("x=" + "[" * 1_000), "x"]
ASKED = {
    "playground": {"run": RUNS, "t": ["10", "9" * 40, "²"], "view": ["projector"]},
    "compare": {"run": RUNS, "first": SYSTEMS, "with": SYSTEMS},
    "resilience": {"run": RUNS}, "inspect": {"run": RUNS, "t": ["30"]}, "clocks": {"run": RUNS},
    "museum": {"exhibit": ["lost_update"]}, "flaws": {"row": ["B56"]}, "course": {"part": ["own"], "term": ["quorum"]},
    "lesson": {"lesson": ["L01", "own"], "step": ["acked", "far"], "own": LESSONS},
}  # fmt: skip


@pytest.mark.slow
@settings(max_examples=40)
@given(st.sampled_from(sorted(ASKED)), st.data())
def test_whatever_became_of_an_address_its_page_opens(page: str, data: st.DataObject) -> None:
    query = {}
    for name, texts in ASKED[page].items():
        text = mutated(data.draw(st.sampled_from(texts)), data.draw(SEEDS), SYSTEMS)[:100_000]
        query[name] = text.encode("utf-8", "replace").decode()
    at = opened(page, **query)
    assert not at.exception
