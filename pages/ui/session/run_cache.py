"""Runs and their pictures, computed once: a script is the key, so sessions that show the same run share it.

Rules of this file
* `like` is another script that may begin alike, usually the one that was shown before: what both have in common is
  taken over from it. The result is the same without it.
"""

from __future__ import annotations

from typing import Final

from engine.model import Scenario
from engine.run.extend import extend
from engine.run.simulation import run
from engine.script import APP, parse
from engine.trace import Trace
from lessons.words import load
from pages.ui.session.shared_cache import SharedCache
from pages.ui.session.turns import turn
from pages.ui.stage.picture import painted
from pages.ui.stage.picture.prefix import Painted
from pages.ui.stage.picture.schema import Picture
from pages.ui.stage.picture.visibility import ALL, Visibility

EVENTS_MAX = 20_000
"""What a page will draw; python -m engine goes further."""

LONG: Final = 1_500
"""Events from which on a picture is painted in a turn of its own: a tenth of a second or more."""

KEPT: Final = 60_000
"""Events of all runs together that are kept, and of all pictures: 300 runs of 200 events, which is a class with runs of
their own; about 0.9 kB an event of a run, 1.8 kB of a picture, less where one was painted on from another."""

_scenarios: SharedCache[Scenario] = SharedCache(4_000, lambda scenario: 1 + len(scenario.commands))
_traces: SharedCache[Trace] = SharedCache(KEPT, lambda trace: len(trace.events))
_pictures: SharedCache[Painted] = SharedCache(KEPT, lambda one: len(one.trace.events))


def scenario(script: str) -> Scenario:
    """A script parsed within the app's limits. Raises ScriptError."""
    return _scenarios.get(script, lambda: parse(script, APP))


def known(script: str, parsed: Scenario) -> None:
    """This script was parsed, or printed, a moment ago: it need not be parsed again."""
    _scenarios.put(script, parsed)


def trace(script: str, like: str | None = None) -> Trace:
    """The run of a script. Raises ScriptError or Overrun."""
    earlier = None if like is None else _traces.peek(like)

    def play() -> Trace:
        return run(scenario(script), EVENTS_MAX) if earlier is None else extend(earlier, scenario(script), EVENTS_MAX)

    return _traces.get(script, play)


def shown(script: str, lang: str, seen: Visibility = ALL, like: str | None = None) -> Trace:
    """The run of a script, once it is certain that it can be shown. Raises ScriptError or Overrun."""
    picture(script, lang, seen, like)
    return trace(script)


def picture(script: str, lang: str, seen: Visibility = ALL, like: str | None = None) -> Picture:
    """The run of a script, painted in a language, with what of it may be seen. Read only: all that show it share it.
    Raises ScriptError or Overrun.
    """
    seen = seen.of_the_run()

    def paint() -> Painted:
        before = None if like is None else _pictures.peek((like, lang, seen))
        found = trace(script, like)
        with turn(long=len(found.events) >= LONG):
            return painted(found, load(lang), seen, before)

    return _pictures.get((script, lang, seen), paint).picture
