"""The main job in a real browser: cut, write on both sides, read, see the verdict, undo, reload from the link."""

from __future__ import annotations

from urllib.parse import parse_qs, quote, urlsplit

import pytest
from playwright.sync_api import Locator, Page, expect

from lessons.words import languages, load
from tests.browser.driver import settled

EN, ZH = load("en"), load("zh")
EMPTY = "system quorum nodes=3 r=1 w=1; init x old"


def open_run(page: Page, server: str, script: str | None = None, **more: str) -> None:
    query = "&".join(
        f"{name}={quote(value)}" for name, value in {**({"run": script} if script else {}), **more}.items()
    )
    page.goto(f"{server}/?{query}")
    settled(page)
    node(page, "n1").wait_for()


def node(page: Page, name: str) -> Locator:
    return page.locator(f'.net [role="button"][aria-label*=" {name},"]').first


def script_of(page: Page) -> list[str]:
    """The run in the address bar, line by line; the stage writes it there once it is at rest."""
    page.wait_for_function("() => new URL(location).searchParams.get('run')")
    return [line.strip() for line in parse_qs(urlsplit(page.url).query)["run"][0].split(";")]


def ask(page: Page, name: str, verb: str, client: str = "alice", value: str | None = None) -> None:
    """Click a node and write or read there."""
    lines = len(script_of(page))
    node(page, name).click()
    menu = page.locator(".menu")
    menu.get_by_label(EN("stage.client")).select_option(client)
    if value is not None:
        menu.get_by_label(EN("stage.value")).fill(value)
    menu.get_by_role("button", name=EN(f"stage.{verb}"), exact=True).click()
    page.wait_for_function("n => new URL(location).searchParams.get('run')?.split(';').length > n", arg=lines)
    to_the_end(page)


def to_the_end(page: Page) -> None:
    page.get_by_role("button", name=EN("stage.last"), exact=True).click()


def cut_off(page: Page, name: str) -> None:
    lines = len(script_of(page))
    page.get_by_role("button", name=EN("stage.cut"), exact=True).first.click()
    node(page, name).click()
    page.locator(".draftbar .cutting").click()
    page.wait_for_function("n => new URL(location).searchParams.get('run')?.split(';').length > n", arg=lines)
    to_the_end(page)


def verdict(page: Page, check: str) -> Locator:
    return page.locator(".verdicts").get_by_text(EN(f"check.{check}")).first


def broken(page: Page) -> Locator:
    return page.locator(".verdicts").get_by_text(f"{EN('check.linearizable')}: {EN('outcome.broken')}")


def test_cut_write_read_judge_undo_reload(server: str, page: Page) -> None:
    open_run(page, server, EMPTY)
    cut_off(page, "n1")
    ask(page, "n2", "write", "bob", "new")
    ask(page, "n1", "write", "alice", "mine")
    ask(page, "n2", "read", "alice")
    expect(broken(page)).to_be_visible()
    script = script_of(page)
    assert [line.split(" ", 1)[1].split(" by ")[0] for line in script[2:]] == [
        "cut n1 | n2 n3",
        "write n2 x new",
        "write n1 x mine",
        "read n2 x",
    ]
    page.get_by_role("button", name=EN("stage.undo"), exact=True).first.click()
    page.wait_for_function("n => new URL(location).searchParams.get('run')?.split(';').length < n", arg=len(script))
    expect(broken(page)).to_have_count(0)
    page.get_by_role("button", name=EN("stage.redo"), exact=True).first.click()
    page.wait_for_function("n => new URL(location).searchParams.get('run')?.split(';').length == n", arg=len(script))
    link = page.url
    page.goto("about:blank")
    page.goto(link)
    settled(page)
    assert script_of(page) == script
    to_the_end(page)
    expect(broken(page)).to_be_visible()


@pytest.mark.slow
def test_a_broken_promise_is_one_click_from_its_operations(server: str, page: Page) -> None:
    open_run(page, server)
    to_the_end(page)
    page.locator(".verdicts").get_by_role("button", name=EN("stage.show")).first.click()
    lit = page.locator(".sheet .op.lit")
    expect(lit).to_have_count(2)
    assert [label.split(":")[0] for label in lit.evaluate_all("all => all.map(one => one.ariaLabel)")] == ["w1", "r2"]


@pytest.mark.slow
def test_the_first_visit_is_paused_before_it_goes_wrong(server: str, page: Page) -> None:
    open_run(page, server)
    expect(page.get_by_text(EN("scene_ask.first"))).to_be_visible()
    expect(broken(page)).to_have_count(0)
    page.get_by_role("button", name=EN("stage.forward"), exact=True).click()
    to_the_end(page)
    expect(broken(page)).to_be_visible()


@pytest.mark.parametrize("lang", languages())
def test_the_first_visit_is_asked_and_told(server: str, page: Page, lang: str) -> None:
    words = load(lang)
    open_run(page, server, lang=lang)
    said = page.locator(".question")
    expect(said.get_by_text(words("scene_ask.first"))).to_be_visible()
    said.get_by_role("button", name="eggs", exact=True).click()
    told = words("question.wrong", said="eggs", value="milk", why=words("scene_why.first"))
    expect(said.get_by_text(told)).to_be_visible(timeout=20_000)
    said.get_by_role("button", name=words("stage.to_lesson")).click()
    page.wait_for_url("**/lesson?**lesson=L01**")


def test_the_first_visit_reaches_a_broken_promise_in_two_clicks_and_its_flip_keeps_it(server: str, page: Page) -> None:
    open_run(page, server)
    page.locator(".question .choice").first.click()
    expect(broken(page).first).to_be_visible(timeout=20_000)
    page.locator(".question").get_by_role("button", name=EN("scene_try.first")).click()
    told = EN("question.flipped", value=EN("answer.unknown"), why=EN("scene_flip.first"))
    expect(page.locator(".question").get_by_text(told)).to_be_visible(timeout=20_000)
    page.wait_for_function("new URL(location).searchParams.get('scene') === 'first'")


@pytest.mark.slow
def test_who_acts_before_answering_is_led_back_to_the_question(server: str, page: Page) -> None:
    open_run(page, server)
    said, asked = page.locator(".question"), EN("scene_ask.first")
    expect(said.get_by_text(asked)).to_be_visible()
    for back in (said.get_by_role("button", name=EN("stage.question_back")), None):
        node(page, "n3").click()
        page.locator(".menu").get_by_role("button", name=EN("stage.crash"), exact=True).click()
        expect(said.get_by_text(EN("question.dropped"))).to_be_visible(timeout=20_000)
        if back:
            back.click()
        else:
            page.get_by_label(EN("stage.undo"), exact=True).click()
        expect(said.get_by_text(asked)).to_be_visible(timeout=20_000)
    said.get_by_role("button", name="milk", exact=True).click()
    expect(said.get_by_text(EN("question.right", said="milk", value="milk", why=EN("scene_why.first")))).to_be_visible(
        timeout=20_000
    )


def test_a_question_stays_until_its_answer_is_seen(server: str, page: Page) -> None:
    open_run(page, server)
    said, asked = page.locator(".question"), page.locator(".question").get_by_text(EN("scene_ask.first"))
    page.locator(".verdict .chooser").first.click()
    page.keyboard.press("Home")
    page.keyboard.press("ArrowRight")
    expect(asked).to_be_visible()
    page.keyboard.press("End")
    expect(asked).to_be_hidden()
    expect(said).to_contain_text(EN("scene_why.first"))


@pytest.mark.slow
def test_what_is_shown_below_the_stage_follows_its_clock(server: str, page: Page) -> None:
    page.goto(f"{server}/?scene=merkle")
    expect(node(page, "n1")).to_be_visible(timeout=30_000)
    settled(page)
    for key, tick in (("End", 270), ("Home", 0)):
        page.keyboard.press(key)
        expect(page.get_by_text(EN("panels.moment", tick=tick))).to_be_visible(timeout=20_000)


@pytest.mark.slow
def test_acting_in_the_past_forks_and_the_old_branch_stays(server: str, page: Page) -> None:
    """A run of one's own, that is: a scene's is in the list of scenes."""
    open_run(page, server, f"{EMPTY}; 10 write n1 x a by alice; 60 read n2 x by bob")
    before = script_of(page)
    page.get_by_role("button", name=EN("stage.first"), exact=True).click()
    node(page, "n3").click()
    page.locator(".menu").get_by_role("button", name=EN("stage.crash"), exact=True).click()
    page.get_by_role("button", name=EN("toolbar.branches", count=1)).click()
    page.get_by_role("button", name=EN("toolbar.branch", number=1, count=len(before) - 1)).click()
    page.wait_for_function("n => new URL(location).searchParams.get('run')?.split(';').length == n", arg=len(before))
    assert script_of(page) == before


def test_by_keyboard_alone(server: str, page: Page) -> None:
    open_run(page, server, EMPTY)
    node(page, "n2").focus()
    page.keyboard.press("Enter")
    page.keyboard.type("kept")
    page.keyboard.press("Enter")
    page.wait_for_function("() => new URL(location).searchParams.get('run')?.includes('write n2 x kept')")
    page.keyboard.press("End")
    page.keyboard.press("Home")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("u")
    page.wait_for_function("() => !new URL(location).searchParams.get('run')?.includes('write')")


@pytest.mark.parametrize(
    "bad", ["system quorum nodes=3; 10 wriet n1 x 1", "system quorum nodes=99", '10 write n1 <b>x</b> "', "%00"]
)
def test_a_mangled_link_gets_a_sentence_and_loses_nothing(server: str, page: Page, bad: str) -> None:
    open_run(page, server, bad)
    expect(page.get_by_text(EN("error.kept"))).to_be_visible()
    expect(node(page, "n1")).to_be_visible()


def test_the_same_in_chinese(server: str, page: Page) -> None:
    page.goto(f"{server}/?lang=zh&run={quote('system quorum nodes=3; 10 wriet n1 x 1')}")
    settled(page)
    expect(page.get_by_text(ZH("error.kept"))).to_be_visible()


@pytest.mark.slow
def test_markup_in_a_value_is_text(server: str, page: Page) -> None:
    open_run(page, server, 'system quorum nodes=3; 10 write n1 x "<img src=x onerror=document.title=1>" by alice')
    to_the_end(page)
    expect(page).to_have_title(f"{EN('nav.playground')} · {EN('app.title')}")
    assert page.locator("img[src=x]").count() == 0


@pytest.mark.parametrize("page", [{"viewport": {"width": 390, "height": 844}, "has_touch": True}], indirect=True)
def test_on_a_phone_nothing_is_wider_than_the_screen(server: str, page: Page) -> None:
    open_run(page, server)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    node(page, "n1").tap()
    expect(page.locator(".menu")).to_be_visible()


@pytest.mark.slow
def test_undo_and_redo_in_turn_never_stop_the_page(server: str, page: Page) -> None:
    lines = "; ".join(f"{10 * i} write n{i % 5 + 1} x {i} by alice" for i in range(1, 20))
    open_run(page, server, f"system quorum nodes=5; {lines}")
    to_the_end(page)
    ask(page, "n2", "read")
    long = len(script_of(page))
    node(page, "n1").focus()
    for turn in range(8):
        page.keyboard.press("ur"[turn % 2])
        page.wait_for_function(
            "n => new URL(location).searchParams.get('run')?.split(';').length == n", arg=long - (turn + 1) % 2
        )
    settled(page)
