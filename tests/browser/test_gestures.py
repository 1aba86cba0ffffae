"""Gestures on the stage: a stroke cuts, presses are not lost, the focus has a place, values count up."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Locator, Page, expect

from lessons.words import load
from tests.browser.test_playground import node, open_run

pytestmark = pytest.mark.slow

EN = load("en")
THREE = "system quorum nodes=3 r=1 w=1; init x old"
WRITES = "; ".join(f"{10 * i} write n1 x v{i} by alice" for i in range(1, 8))
FOCUS = """() => {
  let at = document.activeElement;
  while (at?.shadowRoot?.activeElement) at = at.shadowRoot.activeElement;
  return at?.dataset?.node ?? at?.tagName;
}"""


def lines(page: Page) -> int:
    return len(parse_qs(urlsplit(page.url).query)["run"][0].split(";"))


def comes(page: Page, text: str) -> None:
    """The run in the address bar has this line."""
    page.wait_for_function("text => new URL(location).searchParams.get('run')?.includes(text)", arg=text)


def has_lines(page: Page, count: int) -> None:
    page.wait_for_function("n => new URL(location).searchParams.get('run')?.split(';').length === n", arg=count)


def bar(page: Page) -> Locator:
    return page.locator(".draftbar")


def stroke_round(page: Page, name: str) -> None:
    """Draw a line below the first node, across its two links."""
    disc = page.locator(f'[data-node="{name}"] .body')
    disc.hover()  # not before it stands still
    body = disc.bounding_box()
    assert body is not None
    x, y = body["x"] + body["width"] / 2, body["y"] + body["height"] * 1.3
    page.mouse.move(x - 140, y)
    page.mouse.down()
    page.mouse.move(x, y, steps=4)
    page.mouse.move(x + 140, y, steps=4)


def test_a_stroke_over_the_empty_stage_cuts_at_once_and_can_be_taken_back(server: str, page: Page) -> None:
    open_run(page, server, THREE)
    stroke_round(page, "n1")
    expect(bar(page)).to_contain_text(EN("stage.stroke_ready", what="n1 | n2 n3"))
    page.mouse.up()
    comes(page, "cut n1 | n2 n3")
    expect(bar(page)).to_contain_text(EN("stage.cut_done", what="n1 | n2 n3"))
    bar(page).get_by_role("button", name=EN("stage.undo")).click()
    has_lines(page, 2)
    expect(bar(page)).to_be_hidden()
    assert page.evaluate(FOCUS) != "BODY"


def test_a_stroke_across_nothing_and_a_press_on_a_node_cut_nothing(server: str, page: Page) -> None:
    open_run(page, server, THREE)
    box = page.locator(".net").bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 20, box["y"] + 20)
    page.mouse.down()
    page.mouse.move(box["x"] + 90, box["y"] + 40, steps=4)
    page.mouse.up()
    expect(bar(page)).to_be_hidden()
    node(page, "n1").click()
    expect(page.locator(".menu")).to_be_visible()
    assert lines(page) == 2


@pytest.mark.parametrize("presses", ["uuuu", "double"])
def test_undo_takes_every_press(server: str, page: Page, presses: str) -> None:
    open_run(page, server, THREE)
    for place in range(5):
        node(page, "n1").focus()
        page.keyboard.press("Enter")
        page.keyboard.press("Enter")
        has_lines(page, 3 + place)
    if presses == "double":
        page.locator(f'.tool[aria-label="{EN("stage.undo")}"]').dblclick()
    for key in presses if presses != "double" else "":
        page.keyboard.press(key)
        page.wait_for_timeout(60)
    has_lines(page, 3 if presses == "uuuu" else 5)
    page.wait_for_timeout(400)
    assert lines(page) == (3 if presses == "uuuu" else 5)


def test_values_count_up_and_enter_writes(server: str, page: Page) -> None:
    open_run(page, server, THREE)
    node(page, "n2").focus()
    for value in ("v2", "v3"):
        page.keyboard.press("Enter")
        expect(page.locator(".menu").get_by_label(EN("stage.value"))).to_have_value(value)
        page.keyboard.press("Enter")
        comes(page, f"write n2 x {value}")


def test_the_focus_has_a_place_after_a_cut_by_keyboard_and_after_enter_twice(server: str, page: Page) -> None:
    open_run(page, server, THREE)
    node(page, "n2").focus()
    page.keyboard.press("c")
    page.keyboard.press("Enter")
    bar(page).locator(".cutting").focus()
    page.keyboard.press("Enter")
    comes(page, "cut n2 | n1 n3")
    assert page.evaluate(FOCUS) == "n2"
    for _ in range(3):
        page.keyboard.press("Enter")
    comes(page, "write n2 x v2")
    page.keyboard.press("Escape")
    assert page.evaluate(FOCUS) == "n2"
    value = page.locator(".menu").get_by_label(EN("stage.value"))
    page.keyboard.press("Enter")
    expect(value).to_have_value("v3")


@pytest.mark.parametrize(
    "page", [{"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}], indirect=True
)
def test_a_tap_calls_no_keyboard_and_its_fields_are_not_zoomed_in_on(server: str, page: Page) -> None:
    open_run(page, server, THREE)
    node(page, "n1").tap()
    expect(page.locator(".menu")).to_be_visible()
    assert page.evaluate(FOCUS) == "DIV"
    sizes = page.locator(".menu input, .menu select").evaluate_all(
        "all => all.map((x) => getComputedStyle(x).fontSize)"
    )
    assert sizes and all(float(size.removesuffix("px")) >= 16 for size in sizes)


def test_the_hint_says_what_is_next_and_goes_when_it_is_done(server: str, page: Page) -> None:
    hint = page.locator(".band .hint p")

    def at_the_end(script: str) -> None:
        open_run(page, server, f"{THREE}{script}")
        page.get_by_role("button", name=EN("stage.last"), exact=True).click()

    at_the_end("; 10 write n1 x 1")
    expect(hint).to_have_text(EN("stage.hint_cut"))
    cut = "; 10 write n1 x 1; 40 cut n1 | n2 n3"
    at_the_end(cut)
    expect(hint).to_have_text(EN("stage.hint_write"))
    at_the_end(f"{cut}; 50 write n2 x 2; 60 read n3 x")
    expect(hint).to_have_text(EN("stage.hint_read", node="n2"))
    at_the_end(f"{cut}; 50 write n2 x 2; 60 read n1 x")
    expect(hint).to_have_text(EN("stage.hint_heal"))
    at_the_end(f"{cut}; 50 write n2 x 2; 60 read n1 x; 90 heal")
    expect(hint).to_have_text("")


def test_raft_says_that_nobody_leads_and_offers_to_campaign(server: str, page: Page) -> None:
    open_run(page, server, "system raft nodes=3; 10 write n1 x 1 by alice")
    page.get_by_role("button", name=EN("stage.last"), exact=True).click()
    expect(page.get_by_text(EN("stage.hint_leader"))).to_be_visible()
    page.get_by_role("button", name=f"{EN('stage.campaign')} n1").click()
    comes(page, "campaign n1")
    expect(page.get_by_text(EN("stage.hint_leader"))).to_be_hidden()


def test_skew_loss_wipe_and_another_key_are_in_the_menus(server: str, page: Page) -> None:
    open_run(page, server, THREE)
    menu = page.locator(".menu")
    node(page, "n1").click()
    menu.get_by_text(EN("stage.more")).click()
    menu.get_by_label(EN("stage.clock_ahead")).fill("70")
    menu.get_by_role("button", name=EN("stage.skew")).click()
    comes(page, "skew n1 70")
    node(page, "n3").click()
    menu.get_by_text(EN("stage.more")).click()
    menu.get_by_role("button", name=EN("stage.crash_wipe")).click()
    comes(page, "crash n3 wipe")
    page.locator('[data-link="n1-n2"] .grip').click(force=True)
    menu.get_by_label(EN("stage.loss")).fill("30")
    menu.get_by_role("button", name=EN("stage.lose"), exact=True).click()
    comes(page, "lose n1-n2 0.3")
    node(page, "n2").click()
    menu.locator("select").first.select_option(label=EN("stage.another_key"))
    menu.get_by_label(EN("stage.another_key"), exact=True).fill("y")
    page.keyboard.press("Enter")
    comes(page, "write n2 y ")
    expect(page.locator(".actions select")).to_have_value("y")
    node(page, "n1").click()
    menu.get_by_text(EN("stage.more")).click()
    menu.get_by_role("button", name=EN("stage.crash_unflushed")).click()
    comes(page, "crash n1 unflushed")


def test_a_message_is_called_by_what_it_says_and_a_nameless_client_by_its_node(server: str, page: Page) -> None:
    open_run(page, server, "system quorum nodes=3 r=1 w=1; 10 write n1 x 1")
    for _ in range(6):
        page.get_by_role("button", name=EN("stage.forward"), exact=True).click()
        if page.locator(".message").count():
            break
    page.locator(".message").first.focus()
    page.keyboard.press("Enter")
    menu = page.locator(".menu")
    expect(menu.locator("b")).to_contain_text("n1 → n")
    expect(menu.locator("b")).not_to_contain_text(">")
    expect(menu.locator("small")).to_contain_text("n1>n")
    expect(menu).not_to_contain_text(EN("stage.fate_held", sent=10))
    assert "c-n1" not in page.locator(".frame").inner_text()


def test_a_node_that_is_down_says_so_and_clocks_stand_in_the_order_of_nodes(server: str, page: Page) -> None:
    open_run(page, server, "system quorum nodes=3; 10 write n3 x 1 by alice; 60 crash n2")
    page.get_by_role("button", name=EN("stage.last"), exact=True).click()
    node(page, "n2").click()
    expect(page.locator(".menu b")).to_have_text(f"{EN('stage.node')} n2 · {EN('stage.down')}")
    expect(page.locator(".menu .facts")).not_to_contain_text(EN("stage.down"))
    page.keyboard.press("Escape")
    ticks = page.locator(".clockline .tick")
    dots = page.locator(".sheet [data-event]")
    dots.nth(dots.count() - 3).dispatch_event("click")
    expect(ticks.first).to_be_visible()
    names = [text.split()[0] for text in ticks.all_inner_texts()]
    assert names == sorted(names)
