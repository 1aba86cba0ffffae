"""A lesson in a real browser: played from the first to the last click in each language, kept over a reload."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from lessons import answers, labels
from lessons.lesson import Lesson, Step
from lessons.listing import listing
from lessons.loader import lesson, needed, steps_of
from lessons.words import languages, load
from tests.browser.driver import settled

pytestmark = pytest.mark.slow

ID = "L01"


def known(id: str) -> Lesson:
    found = lesson(id)
    assert found is not None
    return found


def press(page: Page, key: str) -> None:
    """Press a Streamlit button by its key, once it is unlocked."""
    button = page.locator(f'[class*="st-key-{key}"] button').first
    expect(button).to_be_enabled()
    button.click()
    settled(page)


def choose(page: Page, text: str) -> None:
    page.locator('[data-testid="stRadio"] label').filter(has_text=text).first.click()
    settled(page)


def watch(page: Page) -> None:
    """Watch a run to its end, caption by caption."""
    on, reveal = page.locator(".cap .narration .on"), page.locator(".st-key-reveal")
    expect(reveal).to_be_visible()
    for _ in range(100):
        if not reveal.count():
            break
        if on.is_visible() and on.is_enabled():
            on.dispatch_event("click")  # the run goes on by itself, so it may be over before a slow click has come
        page.wait_for_timeout(200)
    expect(reveal).to_have_count(0)
    settled(page)


def play(page: Page, found: Lesson, step: Step, lang: str) -> None:
    """Do what a step asks, rightly."""
    words, prose = load(lang), found.words(lang)
    if step.kind == "card":
        card = known(step.row or "")
        return play(page, card, card.steps[0], lang)
    if step.kind == "gap":
        ((_, value),) = answers.fitting(found, step)[0].items()
        choose(page, value)
        press(page, "run_gap")
        watch(page)
    elif step.kind == "challenge":
        value = dict(step.solution)["node"]  # type: ignore[arg-type]
        page.get_by_role("radio", name=value, exact=True).click()
        settled(page)
        press(page, "run_try")
        watch(page)
        expect(page.get_by_text(words("lesson.solved"), exact=True)).to_be_visible()
    elif step.ask or step.items:
        question = answers.question(found, step)
        if step.guilty:
            shown = [line.number for line in listing(step.row or "", words) if line.shown]
            lines = page.locator(".st-key-code_lines label:has(input)")
            lines.nth(shown.index(step.guilty[0])).click()
            settled(page)
        if step.form == "order":
            for name in question.right.split():
                press(page, f"ask_{found.id}-{step.id}_{name}")
        else:
            choose(page, labels.label(words, question.kind, question.right))
        press(page, "run_own" if step.kind == "own" else "run_run")
        expect(page.get_by_text(words("lesson.watch"), exact=True)).to_be_visible()
        expect(page.get_by_text(words("lesson.same"), exact=True)).to_have_count(0)
        watch(page)
        expect(page.get_by_text(words("lesson.same"), exact=True)).to_be_visible()
        for name, scripts in step.repairs:
            if scripts == (step.right,):
                choose(page, prose.text(step.id, f"repair {name}"))
                press(page, "run_repair")
                watch(page)
    return None


@pytest.mark.parametrize("lang", languages())
def test_a_lesson_from_the_first_to_the_last_click(server: str, page: Page, lang: str) -> None:
    held = steps_of(ID)
    page.goto(f"{server}/lesson?lang={lang}&lesson={ID}&step={held[0][1]}")
    for place, (_, name) in enumerate(held):
        expect(page.get_by_role("heading", name=known(ID).words(lang).titles[name])).to_be_visible()
        settled(page)
        play(page, known(ID), known(ID).step(name), lang)
        if place < len(held) - 1:
            press(page, "lesson_more" if (ID, name) == needed(ID)[-1] else "lesson_next")
    kept = page.evaluate("localStorage.getItem('cap-lab-progress')")
    assert all(f"{ID}/{name}" in kept for _, name in held)
    page.goto(f"{server}/lesson?lang={lang}&lesson={ID}&step={held[1][1]}")
    expect(page.get_by_text(load(lang)("lesson.predicted"), exact=True)).to_be_visible()


def test_a_narrated_run_has_the_focus_and_stops_at_each_caption(server: str, page: Page) -> None:
    found = known(ID)
    page.goto(f"{server}/lesson?lang=en&lesson={ID}&step=acked")
    expect(page.locator(".cap .narration")).to_be_hidden()
    choose(page, "n1, n2 and n3")
    run = page.locator(".st-key-run_run button")
    expect(run).to_be_enabled()
    run.press("Enter")
    expect(page.locator(".cap .track")).to_be_focused()
    said, on = page.locator(".cap .narration .said"), page.locator(".cap .narration .on")
    texts = [found.words("en").text("acked", f"caption {name}") for name, _ in found.step("acked").captions]
    for text in texts[:-1]:
        expect(said).to_have_text(text)
        expect(page.locator(".st-key-reveal")).to_be_visible()
        on.click()
    expect(said).to_have_text(texts[-1])
    expect(on).to_be_disabled()
    expect(page.get_by_text(found.words("en").text("acked", "other everywhere"))).to_be_visible()
    settled(page)
    page.wait_for_timeout(500)
    expect(said).to_have_text(texts[-1])  # telling what came of it does not start the run again
    assert page.evaluate("document.querySelector('[data-testid=stMain]').scrollWidth <= innerWidth")


PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True}


@pytest.mark.parametrize("page", [PHONE], indirect=True)
@pytest.mark.parametrize("lang", languages())
def test_on_a_phone_what_came_of_a_run_is_brought_into_view(server: str, page: Page, lang: str) -> None:
    """By the button beside the last caption."""
    words, found = load(lang), known(ID)
    page.goto(f"{server}/lesson?lang={lang}&lesson={ID}&step=acked")
    question = answers.question(found, found.step("acked"))
    choose(page, labels.label(words, question.kind, question.right))
    press(page, "run_run")
    expect(page.locator(".cap .net")).to_be_in_viewport()
    assert not page.get_by_text(words("lesson.same"), exact=True).count()
    watch(page)
    page.get_by_role("button", name=words("stage.compare")).click()
    expect(page.get_by_text(words("lesson.same"), exact=True)).to_be_in_viewport()
    expect(page.locator(".st-key-lesson_told")).to_be_in_viewport()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.parametrize("page", [{"reduced_motion": "reduce"}], indirect=True)
def test_without_motion_a_narrated_run_goes_from_caption_to_caption(server: str, page: Page) -> None:
    found = known(ID)
    page.goto(f"{server}/lesson?lang=en&lesson={ID}&step=acked")
    choose(page, "n1, n2 and n3")
    press(page, "run_run")
    for name, _ in found.step("acked").captions:
        expect(page.locator(".cap .narration .said")).to_have_text(found.words("en").text("acked", f"caption {name}"))
        assert name == "far" or page.locator(".st-key-reveal").count()
        if name != "far":
            page.locator(".cap .narration .on").click()
    expect(page.locator(".st-key-reveal")).to_have_count(0)


PROJECTOR = {"viewport": {"width": 1280, "height": 720}, "reduced_motion": "reduce"}


@pytest.mark.parametrize("page", [PROJECTOR], indirect=True)
def test_on_a_projector_question_choices_narration_and_play_bar_stand_above_the_fold(server: str, page: Page) -> None:
    """In every step of a lesson, before and after the run."""
    steps = needed("L13")
    page.goto(f"{server}/lesson?lang=zh&lesson=L13&step={steps[0][1]}&view=projector")
    for place, (_, name) in enumerate(steps):
        expect(page.get_by_role("heading", name=known("L13").words("zh").titles[name])).to_be_visible()
        settled(page)
        above_the_fold(page, name)
        if known("L13").step(name).kind == "predict":
            page.locator(".st-key-lesson_words label:has(input)").first.click()
            settled(page)
            press(page, "run_run")
            expect(page.locator(".cap .narration")).to_be_visible(visible=bool(known("L13").step(name).captions))
            above_the_fold(page, name)
        if place < len(steps) - 1:
            press(page, "lesson_next")


def above_the_fold(page: Page, name: str) -> None:
    """All that a class must see."""
    for what in (".st-key-lesson_words", ".cap .net", ".cap .narration", ".cap .transport"):
        for one in page.locator(what).all():
            box = one.bounding_box()
            assert box is None or box["y"] + box["height"] <= 720, (name, what)
