"""What the stage says of a run that was opened as a scene, an exhibit or a common mistake: in words, with its question.

Rules of this file
* The right answer is what the run says (lessons/probes.py). Wrong ones are those of the scene, else the values that
  were written before or the ways in which an operation can end.
* The stage asks, plays on and tells (js/question.js); here is only what it says.
"""

from __future__ import annotations

from typing import Final, NamedTuple

from engine.catalog import museum
from engine.catalog.museum import EXHIBITS
from engine.catalog.scenes import SCENES, TOPICS
from engine.flaws import FLAWS
from engine.model import Operation
from engine.model.scene_files import Scene
from engine.script import print_script
from engine.script.rewrite import with_setting
from engine.trace import Trace
from lessons import labels, probes
from lessons.answers import in_order
from lessons.words import Words
from pages.ui.playground import panels
from pages.ui.session import open_run as opening
from pages.ui.session import run_cache as runs
from pages.ui.session import state
from pages.ui.session.open_run import Opening
from pages.ui.session.story import Story, in_hand
from pages.ui.stage.picture.frame_schema import Question, Start
from pages.ui.stage.picture.frame_schema import Story as Told

ENDS: Final = ("ok", "refused", "unknown")
"""How an operation can end."""

ORDER: Final = tuple(Story("scene", name) for names in TOPICS.values() for name in names)
"""All scenes, as they are offered."""


class Opened(NamedTuple):
    """A story's run, and the tick at which it stands when it is opened; None: it plays from the beginning."""

    script: str
    at: int | None


def opened(story: Story) -> Opened:
    """The run that a story tells of."""
    match story.kind:
        case "scene":
            return Opened(SCENES[story.name].script, SCENES[story.name].at)
        case "exhibit":
            return Opened(museum.script(story.name), EXHIBITS[story.name].at)
        case "mistake":
            return Opened(print_script(FLAWS[story.name].wrong()), None)
        case _:
            return Opened(print_script(FLAWS[story.name].right()), None)


def beside(story: Story | None, step: int) -> Story:
    """The scene so many steps on, in the order in which they are offered; the first one, where none is in hand. The
    first comes after the last, but nothing before the first.
    """
    return ORDER[max(0, ORDER.index(story) + step) % len(ORDER)] if story in ORDER else ORDER[0]


def told(words: Words, story: Story, script: str | None = None) -> Told:
    """A story in words; of the run after the change that a scene offers, what that change is, since the sentence may no
    longer be true of it; of a run that lacks something of the story's own, only that it does.
    """
    kind, name = story
    promise: str | None = None
    if kind in ("mistake", "mended"):
        code = FLAWS[name].code
        title = words(f"story.{kind}", flaw=words(f"flaw.{code}"))
        says = words(f"flaw_rule.{code}") if kind == "mistake" else words(f"flaw_right.{code}")
        look = words("story.look", what=words(f"flaw_see.{code}"))
    elif kind == "exhibit":
        title, says, promise = words(f"exhibit.{name}"), words(f"exhibit_what.{name}"), EXHIBITS[name].promise
        look = words("story.cure", what=words(f"exhibit_cure.{name}"))
    else:
        title, says, promise = words(f"scene.{name}"), words(f"scene_says.{name}"), SCENES[name].promise
        look = words("story.look", what=words(f"scene_look.{name}"))
    if script is not None and not _holds(script, opened(story).script):
        says, look = words("story.changed"), words("story.undo")
        if (other := _flip_of(story)) is not None and _holds(script, other):
            says, look = words("story.flipped", change=words(f"scene_try.{name}")), words("story.look_flipped")
    return {"kind": kind, "name": name, "title": title, "says": says, "look": look, "promise": promise}


def _holds(script: str, whole: str) -> bool:
    """Are all lines of a run still there?"""
    return set(whole.splitlines()) <= set(script.splitlines())


def _flip_of(story: Story) -> str | None:
    return flipped(scene) if (scene := _scene(story)) else None


def flipped(scene: Scene) -> str | None:
    """The run of a scene after the one change that it offers."""
    return print_script(with_setting(runs.scenario(scene.script), scene.flip)) if scene.flip else None


def question(words: Words, story: Story | None, script: str) -> Question | None:
    """What is asked of a run, what can be answered, and what to say then; after the change that flips the answer only
    what came of it, and of a run that was changed otherwise that it is another one. None where a run asks nothing.
    """
    scene = _scene(story)
    if story is None or scene is None:
        return None
    trace, lesson = runs.trace(script), story.name == "first"
    if script not in (scene.script, flipped(scene)):
        code = "changed" if _holds(script, scene.script) else "dropped"
        return _plain(words(f"question.{code}"), trace.last, lesson, changed=True)
    right, known = probes.ask(trace, scene.ask), _known(trace, scene.ask)
    value = answer(words, right.token)
    if script != scene.script:
        return _plain(words("question.flipped", value=value, why=words(f"scene_flip.{story.name}")), known, lesson)
    why = words(f"scene_why.{story.name}")
    said = [answer(words, token) for token in choices(trace, scene)]
    return {
        "text": words(f"scene_ask.{story.name}"),
        "choices": said,
        "told": {
            one: words(f"question.{'right' if one == value else 'wrong'}", said=one, value=value, why=why)
            for one in said
        },
        "plain": words("question.plain", value=value, why=why),
        "i": known,
        "flip": words("question.try", change=words(f"scene_try.{story.name}")) if scene.flip else None,
        "lesson": lesson,
        "changed": False,
    }


def _plain(said: str, known: int, lesson: bool, changed: bool = False) -> Question:
    """Nothing is asked, and this is told from an event on."""
    return {
        "text": "",
        "choices": [],
        "told": {},
        "plain": said,
        "i": known,
        "flip": None,
        "lesson": lesson,
        "changed": changed,
    }


def key(story: Story | None, script: str) -> str | None:
    """The key that a scene's question is about."""
    scene = _scene(story)
    op = _operation(runs.trace(script), scene.ask) if scene is not None and script == scene.script else None
    return op.key if op is not None else None


def choices(trace: Trace, scene: Scene) -> tuple[str, ...]:
    """The right answer and the wrong ones."""
    right = probes.ask(trace, scene.ask).token
    if scene.others:
        return in_order((right, *scene.others))
    if scene.ask.startswith("status"):
        return tuple(dict.fromkeys((*ENDS, right)))
    op = _operation(trace, scene.ask)
    assert op is not None
    before = [one for one in trace.operations if one.key == op.key and one.kind != "read" and one.issued <= op.issued]
    start = dict(trace.scenario.init).get(op.key)
    written = [start, *(None if one.kind == "delete" else one.written for one in before)]
    return in_order((*map(probes.plain, written), right))


def answer(words: Words, token: str) -> str:
    """An answer as it stands on a button."""
    code = f"answer.{token}"
    return words(code) if words.has(code) else labels.label(words, "value", token)


def _scene(story: Story | None) -> Scene | None:
    return SCENES[story.name] if story is not None and story.kind == "scene" else None


def _operation(trace: Trace, ask: str) -> Operation | None:
    return next((op for op in trace.operations if op.id == ask.rsplit(maxsplit=1)[-1]), None)


def _known(trace: Trace, ask: str) -> int:
    """The event from which on the answer is known."""
    op = _operation(trace, ask)
    return trace.last if op is None or op.last is None else op.last


def open_story(story: Story) -> None:
    """Put a scene, an exhibit or a common mistake on the stage, at its moment, with its question and closer look."""
    script, at = opened(story)
    opening.open_script(script, at, play=at is None, told=story)
    state.change(Opening, question=True)
    if story.kind == "scene":
        panels.look_at(SCENES[story.name].view)


def flip() -> None:
    """Make the change that the scene in hand offers, and play on from where it asked."""
    story = in_hand()
    scene = _scene(story)
    if scene is None or (script := flipped(scene)) is None:
        return
    start: Start = {"t": scene.at, "i": runs.trace(script).at(scene.at), "play": True}
    opening.put(script, start=start, told=story, question=True)


def ask_again() -> None:
    """Back from a run that was changed to the one that its story asks about."""
    if (story := in_hand()) is not None:
        open_story(story)
