"""The desk as its tab keeps it: it comes back as it was, and nothing that comes back can do harm."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some

from engine.catalog.scenes import PRESETS
from engine.script import parse, print_script
from pages.ui.playground import page
from pages.ui.session import kept, undo
from pages.ui.session.address import line
from pages.ui.session.undo import Desk
from tests.held import held
from tests.pages import fine, opened
from tests.test_playground import RUN, do

SCRIPTS = [print_script(parse(PRESETS[name])) for name in ("first", "cp", "raft", "merkle")]


def desk(*scripts: str) -> Desk:
    """A desk after these runs, one after the other."""
    found = Desk(scripts[0])
    for script in scripts[1:]:
        found = undo.change(found, script, fork=len(script) % 2 == 0)
    return found


def grown(script: str, keys: str = "abc") -> list[str]:
    """A run, and the same with one more write after the other."""
    return [script + "".join(f"9{k}0 write n1 x {key}\n" for k, key in enumerate(keys[:n])) for n in range(4)]


@given(some.lists(some.sampled_from([*SCRIPTS, *grown(SCRIPTS[0])]), min_size=1, max_size=8), some.integers(0, 4))
def test_a_desk_comes_back_as_it_was(scripts: list[str], back: int) -> None:
    before = desk(*map(print_script, map(parse, scripts)))
    for _ in range(back):
        before = undo.undo(before)
    assert kept.unpacked(json.loads(json.dumps(kept.packed(before)))) == before


def test_a_run_is_kept_as_what_it_has_other_than_the_one_before() -> None:
    runs = grown(SCRIPTS[0])
    found = kept.packed(desk(*runs))["runs"]
    assert [len(change["lines"]) for change in found] == [len(runs[0].splitlines()), 1, 1, 1]
    first, *rest = SCRIPTS[0].splitlines()
    other = kept.packed(Desk("\n".join([f"{first} seed=1", *rest]) + "\n", (SCRIPTS[0],)))["runs"][1]
    assert other == {"head": 0, "tail": len(rest), "lines": [f"{first} seed=1"]}


def test_undo_and_redo_change_one_number_of_it() -> None:
    before = desk(*grown(SCRIPTS[0]))
    after = undo.undo(before)
    assert kept.packed(after) == {**kept.packed(before), "at": len(before.past) - 1}


GOOD: Any = kept.packed(desk(*grown(SCRIPTS[0])))
ONE = {"head": 0, "tail": 0, "lines": ["system quorum nodes=3"]}
HOSTILE: list[Any] = [
    None, 7, "desk", [], {}, {**GOOD, "at": -1}, {**GOOD, "at": 99}, {**GOOD, "at": True}, {**GOOD, "at": "0"},
    {**GOOD, "runs": None}, {**GOOD, "runs": "x"}, {**GOOD, "runs": [7]}, {**GOOD, "branches": 7},
    {**GOOD, "runs": [{**ONE, "head": 1}], "at": 0}, {**GOOD, "runs": [{**ONE, "tail": -1}], "at": 0},
    {**GOOD, "runs": [{**ONE, "lines": None}], "at": 0}, {**GOOD, "runs": [{**ONE, "lines": ["<script>"]}], "at": 0},
    {**GOOD, "runs": [{**ONE, "lines": ["x" * (kept.CHARACTERS + 1)]}], "at": 0},
    {**GOOD, "branches": [{**ONE, "lines": ["system quorum nodes=99"]}]},
    {**GOOD, "runs": [ONE, *[{"head": 1, "tail": 0, "lines": []}] * 100_000]},
]  # fmt: skip


@pytest.mark.parametrize("data", HOSTILE, ids=range(len(HOSTILE)))
def test_what_is_no_desk_is_none(data: Any) -> None:
    assert kept.unpacked(data) is None


NAMES = some.sampled_from(["runs", "at", "branches", "head", "tail", "lines"])
ANY = some.recursive(
    some.none() | some.integers() | some.text(),
    lambda inner: some.lists(inner) | some.dictionaries(NAMES, inner),
    max_leaves=20,
)


@given(ANY)
def test_whatever_comes_it_is_a_desk_or_none(data: Any) -> None:
    assert kept.unpacked(data) is None or isinstance(kept.unpacked(data), Desk)


@pytest.mark.parametrize("data", [*HOSTILE, GOOD])
def test_on_the_page_nothing_but_the_desk_of_the_run_in_hand_is_taken(data: Any) -> None:
    at = do(opened(run=RUN), "write", node="n2", key="x", value="new", client="bob")
    before = held(at, "desk")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(page, "stage", lambda *_, on_resume, **__: on_resume(line(before.script), data))
        at.run()
    assert held(fine(at.run()), "desk") == before and held(at, "notice") is None


def test_a_page_that_was_loaded_anew_has_its_undo_again() -> None:
    before = held(do(opened(run=RUN), "write", node="n2", key="x", value="new", client="bob"), "desk")
    at = opened(run=line(before.script))
    assert held(at, "desk") == Desk(before.script)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(page, "stage", lambda *_, on_resume, **__: on_resume(line(before.script), kept.packed(before)))
        at.run()
    assert held(fine(at.run()), "desk") == before and before.past
