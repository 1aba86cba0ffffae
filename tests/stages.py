"""What pages put on their stages while somebody walks, and a browser for each stage that is sent it.

Rules of this file
* A stage has one line for all that it shows, as in a session: the playground and its projector; the masked and the
  whole run of a lesson's steps; either side of a comparison under one system after another; in one language or another.
* Now and then a message is lost, the browser forgets, or the page is loaded again.
"""

from __future__ import annotations

import json
import random
from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from typing import Any, NamedTuple

from engine.run.simulation import run
from engine.script import APP, ScriptError, parse, print_script
from engine.trace import Trace
from lessons.course import course
from lessons.loader import lesson
from lessons.words import Words, languages, load
from pages.ui.compare import pair
from pages.ui.compare.systems import SYSTEMS
from pages.ui.lesson import board
from pages.ui.lesson.position import At
from pages.ui.stage.frame import Around, framed
from pages.ui.stage.picture import keys, paint
from pages.ui.stage.picture.frame_schema import Caption, Mode, Start
from pages.ui.stage.picture.visibility import ALL, Visibility
from pages.ui.stage.wire import Line, heard, lost, send
from tests.walks import Stand

SIDES = ("stage_a", "stage_b")


class View(NamedTuple):
    """What a page asks its stage to show."""

    script: str
    words: Words
    around: Around
    seen: Visibility


def anew(view: View, played: Trace | None = None) -> Any:
    """What it is to show, from nothing, as the browser would have it; but for what stands around the picture.
    played: its run, where that is at hand.
    """
    trace = played or run(parse(view.script, APP))
    picture = paint(trace, view.words, view.seen)
    return plain({**picture, "end": picture["end"] if view.around.end is None else view.around.end})


def plain(value: object) -> Any:
    """The same as JSON knows it."""
    return json.loads(json.dumps(value))


def patched(old: Any, patch: Any) -> Any:
    """What wire.js does; its own test is tests/browser/test_modules.py."""
    if patch is None:
        return old
    how, what, *more = patch
    if how == "v":
        return what
    if how == "d":
        kept = {key: value for key, value in old.items() if key not in more[0]}
        return kept | {key: patched(old.get(key), each) for key, each in what.items()}
    made = [*old, *[None] * (what - len(old))][:what]
    for place, each_ in more[0].items():
        made[int(place)] = patched(old[int(place)] if int(place) < len(old) else None, each_)
    return made


class Browser:
    """Keeps what was received by name, as wire.js does."""

    def __init__(self) -> None:
        self.pictures: dict[str, Any] = {}

    def receive(self, message: bytes) -> Any:
        """The picture; LookupError if what it is built on is not here."""
        told = json.loads(message)
        if told["base"] is not None and told["base"] not in self.pictures:
            raise LookupError
        self.pictures[told["name"]] = patched(self.pictures.get(told["base"]), told["patch"])
        return self.pictures[told["name"]]


class Stage:
    """One stage of one session, and its browser."""

    def __init__(self, chance: random.Random) -> None:
        self.line, self.browser, self.chance = Line(), Browser(), chance
        self.named: str | None = None

    def show(self, view: View) -> Any:
        """What the browser has of it in the end; None where the message never arrived."""
        if self.chance.random() < 0.7:
            self.line = heard(self.line, self.named, "gesture")
        luck = self.chance.random()
        if luck < 0.05:
            self.line, self.browser = Line(), Browser()
        elif luck < 0.1:
            self.browser = Browser()
        before = self.line.base or self.line.last
        picture = framed(*view, before and before.script)
        self.line, message = send(self.line, view.script, picture)
        if 0.1 < luck < 0.15:
            return None
        try:
            found = self.browser.receive(message)
        except LookupError:
            self.line, message = send(lost(self.line), view.script, picture)
            found = self.browser.receive(message)
        self.named = json.loads(message)["name"]
        return found


class Pages:
    """What the stages of all pages show of a walk, by their keys: mostly as the last time, and then in another way."""

    def __init__(self, chance: random.Random) -> None:
        self.chance, self.lang = chance, "en"
        self.visible = chance.choice(sights())
        self.sides: list[str | None] = [None, chance.choice(list(SYSTEMS))]

    def view(self, key: str, stand: Stand) -> View:
        """What stands on a stage now: of the playground, of a lesson, on either side of a comparison."""
        if self.chance.random() < 0.05:
            self.lang = self.chance.choice(languages())
        words, shows = load(self.lang), around(stand.trace, self.chance)
        if key == "stage":
            mode: Mode = self.chance.choice(["lab", "lab", "projector"])
            return View(stand.script, words, shows._replace(mode=mode, run=stand.script.splitlines()), ALL)
        if key == "lesson":
            script, visible = self._lesson(stand)
            return View(script, words, shows, visible)
        end = stand.trace.end + self.chance.choice([0, 40])
        shows = shows._replace(mode="watch", twin="compare", end=end)
        return View(self._side(key, stand), words, shows, Visibility(implies=False))

    def _lesson(self, stand: Stand) -> tuple[str, Visibility]:
        """A whole run, or one up to a question, and what may be seen of it."""
        if self.chance.random() < 0.2:
            self.visible = self.chance.choice(sights())
        if self.visible.judged:
            return stand.script, self.visible
        return early(stand.trace, self.chance), self.visible._replace(keys=tuple(keys(stand.trace)))

    def _side(self, key: str, stand: Stand) -> str:
        """The run under the system of one side; as it is, where it cannot be had under that system."""
        if self.chance.random() < 0.1:
            self.sides.reverse()
        if self.chance.random() < 0.1:
            self.sides[self.chance.randrange(2)] = self.chance.choice([None, *SYSTEMS])
        name, scenario = self.sides[SIDES.index(key)], stand.trace.scenario
        try:
            return pair.side(scenario, name and pair.line_of(name, scenario.system.nodes)).script
        except ScriptError:
            return stand.script


def early(trace: Trace, chance: random.Random) -> str:
    """A run up to a moment before the end."""
    tick = chance.randrange(trace.end + 1)
    kept = tuple(one for one in trace.scenario.commands if one.tick <= tick)
    return print_script(replace(trace.scenario, commands=kept, stop=tick))


@cache
def sights() -> Sequence[Visibility]:
    """All that may be seen in some step of some lesson."""
    lessons = [found for id in (*course().written, *course().cards) if (found := lesson(id)) is not None]
    at = [At(one, step, one.words("en"), load("en")) for one in lessons for step in one.steps]
    ways = [(board.RUN, False, True), (board.RUN, True, True), (board.RUN, False, False)]
    ways += [(name, False, True) for name in board.OPEN]
    return tuple(dict.fromkeys(board.seen(one, name, acts, told=told) for one in at for name, acts, told in ways))


def around(trace: Trace, chance: random.Random) -> Around:
    """Anything that a page may put around the run."""
    tick, some = chance.randrange(trace.end + 1), chance.random() < 0.3
    start: Start = {"t": tick, "i": trace.at(tick), "play": False}
    caption: Caption = {"i": trace.at(tick), "text": "here"}
    return Around(
        name=chance.choice(["", "L01/acked", "a90.0."]),
        title=chance.choice([None, "A · quorum"]),
        start=chance.choice([None, start]),
        play_from=chance.choice([None, tick]),
        captions=(caption,) if some else (),
        held=chance.choice([None, True, False]),
        place=chance.choice([None, "L01/acked"]),
        still=some,
        clocks=not some,
        low=some,
        undo=chance.random() < 0.5,
        redo=chance.random() < 0.5,
        behind=chance.random() < 0.5,
    )
