"""Runs and their pictures, computed once: a script is the key, so two sessions that show the same run share it."""

from __future__ import annotations

from functools import lru_cache

from engine.model import Scenario
from engine.run.simulation import run
from engine.script import APP, parse
from engine.trace import Trace
from lessons.words import load
from pages.ui.stage.picture import paint
from pages.ui.stage.picture.schema import Picture
from pages.ui.stage.picture.visibility import ALL, Visibility

EVENTS_MAX = 20_000
"""What a page will draw; python -m engine goes further."""


@lru_cache(maxsize=256)
def scenario(script: str) -> Scenario:
    """A script parsed within the app's limits. Raises ScriptError."""
    return parse(script, APP)


@lru_cache(maxsize=48)
def trace(script: str) -> Trace:
    """The run of a script. Raises ScriptError or Overrun."""
    return run(scenario(script), EVENTS_MAX)


def picture(script: str, lang: str, seen: Visibility = ALL) -> Picture:
    """The run of a script, painted in a language, with what of it may be seen. Read only: all that show it share it."""
    return painted(script, lang, seen.of_the_run())


@lru_cache(maxsize=48)
def painted(script: str, lang: str, seen: Visibility) -> Picture:
    """What picture() keeps."""
    return paint(trace(script), load(lang), seen)
