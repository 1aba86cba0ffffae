"""The frame, driven without a browser: every page opens in every language, and the switch keeps what it finds."""

from __future__ import annotations

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from app import PAGES
from lessons.words import STRICT, languages, load

ROOT = Path(__file__).parent.parent
SECONDS = 30


@pytest.fixture(autouse=True)
def strict(monkeypatch: pytest.MonkeyPatch) -> None:
    """A missing word is an error here."""
    monkeypatch.setenv(STRICT, "1")
    monkeypatch.chdir(ROOT)


def opened(page: str = PAGES[0], query: dict[str, str] | None = None, locale: str = "en-US") -> AppTest:
    """The app on a page."""
    at = AppTest.from_file(str(ROOT / "app.py"), default_timeout=SECONDS)
    at.context = {"locale": locale}
    for name, value in (query or {}).items():
        at.query_params[name] = value
    at.run()
    return at if page == PAGES[0] else at.switch_page(f"pages/{page}.py").run()


def switch(at: AppTest) -> str:
    """What the language switch shows."""
    value = at.segmented_control(key="_lang_switch").value
    assert isinstance(value, str)
    return value


@pytest.mark.parametrize("lang", languages())
@pytest.mark.parametrize("page", PAGES)
def test_every_page_opens_in_every_language(page: str, lang: str) -> None:
    at = opened(page, {"lang": lang})
    assert not at.exception, [each.value for each in at.exception]
    assert switch(at) == lang


def test_every_page_of_the_folder_is_in_the_navigation() -> None:
    assert sorted(PAGES) == sorted(path.stem for path in (ROOT / "pages").glob("*.py"))


@pytest.mark.parametrize(
    ("query", "locale", "lang"), [({}, "zh-CN", "zh"), ({"lang": "en"}, "zh-CN", "en"), ({"lang": "<b>"}, "fr", "en")]
)
def test_the_link_wins_over_the_browser(query: dict[str, str], locale: str, lang: str) -> None:
    assert switch(opened(query=query, locale=locale)) == lang


def test_the_switch_changes_the_words_and_keeps_the_rest_of_the_address() -> None:
    at = opened(query={"other": "kept"})
    assert switch(at) == "en"
    at.segmented_control(key="_lang_switch").set_value("zh").run()
    assert not at.exception
    assert switch(at) == "zh"
    assert at.session_state["lang"] == "zh"
    assert at.query_params["lang"] in ("zh", ["zh"])
    assert at.query_params["other"] in ("kept", ["kept"])


@pytest.mark.parametrize("page", [page for page in PAGES if page != PAGES[0]])
def test_a_language_outlives_a_change_of_page(page: str) -> None:
    at = opened(query={"lang": "zh"})
    del at.query_params["lang"]
    at.switch_page(f"pages/{page}.py").run()
    assert switch(at) == "zh"
    assert at.query_params["lang"] in ("zh", ["zh"])


@pytest.mark.parametrize("page", PAGES)
def test_a_page_opened_past_the_app_brings_the_app(page: str) -> None:
    at = AppTest.from_file(str(ROOT / "pages" / f"{page}.py"), default_timeout=SECONDS)
    at.context = {"locale": "zh-CN"}
    at.run()
    assert not at.exception, [each.value for each in at.exception]
    assert switch(at) == "zh"


def test_the_names_of_the_pages_are_said() -> None:
    for lang in languages():
        names = {load(lang)(f"nav.{page}") for page in PAGES}
        assert len(names) == len(PAGES)
