"""The modules of pages/ui/js/ in a browser as they are, without the app: a page that nobody serves.

Rules of this file
* The browser asks for an address that does not exist; each answer is a file of js/, or a bare page.
* An expression is evaluated with all that a module exports in scope; maps and sets come back as lists.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from playwright.sync_api import Browser, Page, Route

from pages.ui.js.modules import JS

ADDRESS = "http://modules.test/"
VALUE = """
async ([modules, known, expression]) => {
  const found = await Promise.all(modules.map((name) => import(`/${name}.js`)));
  const scope = { ...Object.assign({}, ...found), ...known };
  const value = new Function(...Object.keys(scope), `return (${expression});`)(...Object.values(scope));
  const plain = (one) =>
    one instanceof Map || one instanceof Set ? [...one].map(plain)
    : Array.isArray(one) ? one.map(plain)
    : one && typeof one === "object" ? Object.fromEntries(Object.entries(one).map(([k, v]) => [k, plain(v)]))
    : one ?? null;
  return plain(value);
}
"""


@contextmanager
def bare(browser: Browser, **options: Any) -> Iterator[Page]:
    """A page on which the modules can be imported. Fails if anything was thrown or logged as an error."""
    context = browser.new_context(**options)
    page = context.new_page()
    wrong: list[str] = []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("console", lambda message: wrong.append(message.text) if message.type == "error" else None)
    page.route(f"{ADDRESS}**", _answer)
    page.goto(ADDRESS)
    try:
        yield page
    finally:
        context.close()
    assert not wrong, wrong


def value(page: Page, modules: str, expression: str, **known: Any) -> Any:
    """What an expression comes to; modules: names, with spaces between; known: more names, as JSON."""
    return page.evaluate(VALUE, [modules.split(), known, expression])


def _answer(route: Route) -> None:
    path = JS / route.request.url.removeprefix(ADDRESS)
    if path.suffix == ".js":
        route.fulfill(path=path, content_type="text/javascript")
    else:
        route.fulfill(body="<!doctype html><link rel=icon href=data:,><body>", content_type="text/html")
