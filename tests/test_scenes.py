"""Scenes: every one has its words, its question has one right answer, and its flip flips it."""

from __future__ import annotations

import pytest

from engine.analysis.verdicts import verdicts
from engine.catalog.scenes import SCENES, TOPICS
from engine.checks import CHECKS
from engine.model import WORST, System
from engine.model.scene_files import Scene
from engine.run.simulation import run
from engine.script import parse
from engine.script.rewrite import with_setting
from lessons.probes import ask
from lessons.words import languages, load
from pages.ui.playground import stories
from pages.ui.session import run_cache as runs
from pages.ui.session import story
from pages.ui.session.story import Story
from pages.ui.stage.frame import Around, framed
from pages.ui.stage.picture.phrases import Phrases
from pages.ui.stage.picture.verdicts import in_the_end
from pages.ui.views import VIEWS
from tests.each import each

SAID = ("scene", "scene_says", "scene_look", "scene_ask", "scene_why")
LONGEST = {
    "scene": 48,
    "scene_says": 130,
    "scene_look": 75,
    "scene_ask": 125,
    "scene_why": 110,
    "scene_flip": 110,
    "scene_try": 45,
}
"""Letters that the stage has room for."""


def of_each(holds: object) -> None:
    each(SCENES, lambda name: holds(name, SCENES[name]))  # type: ignore[operator]


def test_every_scene_is_offered_once() -> None:
    offered = [name for names in TOPICS.values() for name in names]
    assert sorted(offered) == sorted(SCENES)


def test_every_scene_has_all_its_words_in_every_language_and_no_others() -> None:
    for lang in languages():
        for section in SAID:
            assert set(load(lang).section(section)) == set(SCENES), (lang, section)
        for section in ("scene_try", "scene_flip"):
            assert set(load(lang).section(section)) == {name for name, scene in SCENES.items() if scene.flip}


def test_what_a_scene_says_has_room_on_the_stage() -> None:
    for lang in languages():
        for section, most in LONGEST.items():
            most = most if lang == "en" else most // 2
            assert [name for name, said in load(lang).section(section).items() if len(said) > most] == [], section


def test_titles_tell_scenes_apart() -> None:
    for lang in languages():
        titles = list(load(lang).section("scene").values())
        assert len(set(titles)) == len(titles)


def test_a_scene_is_about_a_promise_that_is_judged_in_its_run() -> None:
    def judged(_: str, scene: Scene) -> None:
        assert scene.promise in CHECKS
        assert verdicts(run(parse(scene.script)), checks=[scene.promise])

    of_each(judged)


def test_a_flip_is_one_setting_after_which_the_answer_is_another() -> None:
    def flips(_: str, scene: Scene) -> None:
        before = parse(scene.script)
        right = ask(run(before), scene.ask).token
        if scene.flip is not None:
            after = with_setting(before, scene.flip)
            assert after.commands == before.commands
            assert ask(run(after), scene.ask).token != right

    of_each(flips)


def test_most_scenes_offer_a_flip() -> None:
    assert sum(scene.flip is not None for scene in SCENES.values()) >= 30


@pytest.mark.parametrize("lang", languages())
def test_a_question_has_one_right_answer_among_different_ones_and_is_asked_before_it_is_known(lang: str) -> None:
    words = load(lang)

    def asks(name: str, scene: Scene) -> None:
        asked = stories.question(words, Story("scene", name), scene.script)
        trace = runs.trace(scene.script)
        assert asked is not None
        right = stories.answer(words, ask(trace, scene.ask).token)
        assert 2 <= len(asked["choices"]) <= 4 and len(set(asked["choices"])) == len(asked["choices"])
        said = {
            one: words("question.right", said=one, value=one, why=words(f"scene_why.{name}")) for one in asked["told"]
        }
        assert [one for one, told in asked["told"].items() if told == said[one]] == [right]
        assert trace.at(scene.at) < asked["i"]
        assert (asked["flip"] is None) == (scene.flip is None)

    of_each(asks)


def test_after_the_flip_nothing_is_asked_and_what_came_of_it_is_told_and_why() -> None:
    words = load("en")

    def tells(name: str, scene: Scene) -> None:
        if (script := stories.flipped(scene)) is not None:
            found = stories.question(words, Story("scene", name), script)
            assert found is not None and found["choices"] == []
            value = stories.answer(words, ask(runs.trace(script), scene.ask).token)
            assert found["plain"] == words("question.flipped", value=value, why=words(f"scene_flip.{name}"))
            assert found["lesson"] == (name == "first")

    of_each(tells)


@pytest.mark.parametrize("lang", languages())
def test_no_scenes_story_is_told_of_the_run_after_its_flip_whose_change_is_told_instead(lang: str) -> None:
    words = load(lang)

    def tells(name: str, scene: Scene) -> None:
        flipped = stories.flipped(scene)
        asked = stories.told(words, Story("scene", name), scene.script)
        assert (asked["says"], scene.flip is None) == (words(f"scene_says.{name}"), flipped is None)
        for script in filter(None, (flipped, flipped and f"{flipped}{runs.trace(flipped).end} crash n1")):
            found = stories.told(words, Story("scene", name), script)
            assert words(f"scene_try.{name}") in found["says"] and words(f"scene_says.{name}") not in found["says"]
            assert words(f"scene_look.{name}") not in found["look"] and found["title"] == asked["title"]

    of_each(tells)


@pytest.mark.parametrize("lang", languages())
def test_in_the_end_a_scenes_promise_stands_first_but_untested_gives_way_to_what_broke(lang: str) -> None:
    words = load(lang)

    def told(name: str, scene: Scene) -> None:
        for script in filter(None, (scene.script, stories.flipped(scene))):
            shown = framed(script, words, Around(story=stories.told(words, Story("scene", name))))
            outcomes = {line["check"]: line["spans"][-1]["outcome"] for line in shown["verdicts"]}
            tested = any(line["check"] == scene.promise for line in runs.picture(script, lang)["verdicts"])
            if tested or "broken" not in outcomes.values():
                assert shown["lead"][-1]["check"] == scene.promise
            else:
                assert outcomes[shown["lead"][-1]["check"]] == "broken", (name, script)
            (line,) = (line for line in shown["verdicts"] if line["check"] == scene.promise)
            end = line["spans"][-1]
            assert end["from"] <= shown["end"] and end["text"]
            judged = {verdict.outcome for verdict in verdicts(runs.trace(script), checks=[scene.promise])}
            assert end["outcome"] == min(judged, key=WORST.index), (name, script)
            texts = [span["text"] for line in shown["verdicts"] for span in line["spans"]]
            assert not [text for text in texts if "((" in text], "a value stands as clients know it"

    of_each(told)


@pytest.mark.parametrize("lang", languages())
def test_a_read_without_an_answer_is_called_on_the_stage_what_it_is_called_in_the_answer(lang: str) -> None:
    flipped = stories.flipped(SCENES["first"])
    assert flipped is not None
    shown = {op["id"]: op["status_text"] for op in framed(flipped, load(lang))["operations"]}
    assert shown["r2"] == stories.answer(load(lang), "unknown")


@pytest.mark.parametrize("lang", languages())
def test_of_a_promise_that_nothing_could_break_that_is_told(lang: str) -> None:
    words = load(lang)
    for name in CHECKS:
        line = in_the_end(name, run(parse("system quorum nodes=1")), Phrases(words, System("quorum", 1)))
        code = f"untested.{name}"
        assert [span["text"] for span in line["spans"]] == [words(code if words.has(code) else "untested.read")]


def test_a_closer_look_of_a_scene_has_something_to_show() -> None:
    def applies(_: str, scene: Scene) -> None:
        assert scene.view is None or VIEWS[scene.view].applies(runs.trace(scene.script))

    of_each(applies)


def test_after_the_last_scene_comes_the_first_and_before_the_first_none() -> None:
    first, second, *_, last = stories.ORDER
    assert stories.beside(first, 1) == second and stories.beside(second, -1) == first
    assert stories.beside(last, 1) == first and stories.beside(first, -1) == first


def test_exhibits_and_common_mistakes_are_told_as_well() -> None:
    for lang in languages():
        for kind, names in story.KNOWN.items():
            for name in names:
                found = stories.told(load(lang), Story(kind, name))
                assert all(found[field] for field in ("title", "says", "look"))
                assert stories.opened(Story(kind, name)).script
