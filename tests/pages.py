"""The app, opened on a page without a browser: what all tests of pages share."""

from __future__ import annotations

from pathlib import Path

from streamlit.testing.v1 import AppTest

from app import PAGES

ROOT = Path(__file__).parent.parent
SECONDS = 60


def opened(page: str = PAGES[0], lang: str | None = "en", locale: str = "en-US", **query: str) -> AppTest:
    """A page behind a link: the front page with its query at once; another one as after a click on the front page."""
    at = AppTest.from_file(str(ROOT / "app.py"), default_timeout=SECONDS)
    at.context = {"locale": locale}
    if lang is not None:
        at.query_params["lang"] = lang
    if page == PAGES[0]:
        _ask(at, query)
        return fine(at.run())
    at.run()
    at.query_params.pop("run", None)  # as a browser does when it goes to another page
    _ask(at, query)
    return fine(at.switch_page(f"pages/{page}.py").run())


def _ask(at: AppTest, query: dict[str, str]) -> None:
    for name, value in query.items():
        at.query_params[name] = value


def fine(at: AppTest) -> AppTest:
    """Nothing was raised."""
    assert not at.exception, [each.value for each in at.exception]
    return at
