"""What is made ready beside the first visitor is what the pages ask for, and every piece of it can be made."""

from __future__ import annotations

import threading
import time

import pytest

from engine.catalog.scenes import PRESETS
from engine.script import parse, print_script
from lessons.course import course
from pages.ui.session import run_cache as runs
from pages.ui.session import warm
from tests.each import each
from tests.pages import opened


def test_every_piece_can_be_made_and_scenes_are_found_where_the_playground_looks() -> None:
    pieces = list(warm.pieces())
    assert len(pieces) > 2 * len(PRESETS) + len(course().written)
    each(pieces, lambda piece: piece())
    script = print_script(parse(PRESETS["first"]))
    assert runs.picture(script, "zh") is runs.picture(PRESETS["first"], "zh")


def test_without_a_server_nothing_is_begun() -> None:
    """Nor where AppTest stands in for one: it would take the time of other tests."""
    opened()
    warm.begin()
    assert not warm._begun.locked()


def test_many_first_visitors_begin_it_once(monkeypatch: pytest.MonkeyPatch) -> None:
    begun: list[int] = []
    monkeypatch.setattr(warm, "_serves", lambda: True)
    monkeypatch.setattr(warm, "_work", lambda: begun.append(1))
    monkeypatch.setattr(warm, "short_slices", lambda: time.sleep(0.1))
    monkeypatch.setattr(warm, "_begun", threading.Lock())
    visitors = [threading.Thread(target=warm.begin) for _ in range(5)]
    for one in visitors:
        one.start()
    for one in visitors:
        one.join()
    for one in threading.enumerate():
        if one.name == "warm":
            one.join()
    assert len(begun) == 1
