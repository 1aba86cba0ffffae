"""The frame, driven without a browser: every page opens in every language, and the switch keeps what it finds."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from app import PAGES
from lessons.words import languages, load
from tests.held import held
from tests.pages import ROOT, SECONDS, opened


def switch(at: AppTest) -> str:
    """What the language switch shows."""
    value = at.segmented_control(key="_lang_switch").value
    assert isinstance(value, str)
    return value


@pytest.mark.parametrize("lang", languages())
@pytest.mark.parametrize("page", PAGES)
def test_every_page_opens_in_every_language(page: str, lang: str) -> None:
    at = opened(page, lang)
    assert not at.exception, [each.value for each in at.exception]
    assert switch(at) == lang


@pytest.mark.parametrize("lang", languages())
@pytest.mark.parametrize("page", [page for page in PAGES if page != PAGES[0]])
def test_every_page_has_one_heading_of_the_first_rank(page: str, lang: str) -> None:
    """The playground's stands in its stage (browser/test_pages.py)."""
    (title,) = opened(page, lang).title
    assert title.value.startswith("L01 · " if page == "lesson" else load(lang)(f"nav.{page}"))


def test_every_page_of_the_folder_is_in_the_navigation() -> None:
    assert sorted(PAGES) == sorted(path.stem for path in (ROOT / "pages").glob("*.py"))


@pytest.mark.parametrize(
    ("asked", "locale", "lang"), [(None, "zh-CN", "zh"), ("en", "zh-CN", "en"), ("<b>", "fr", "en")]
)
def test_the_link_wins_over_the_browser(asked: str | None, locale: str, lang: str) -> None:
    assert switch(opened(lang=asked, locale=locale)) == lang


def test_the_switch_changes_the_words_and_keeps_the_rest_of_the_address() -> None:
    at = opened(lang=None, other="kept")
    assert switch(at) == "en"
    at.segmented_control(key="_lang_switch").set_value("zh").run()
    assert not at.exception
    assert switch(at) == "zh"
    assert held(at, "lang") == "zh"
    assert at.query_params["lang"] in ("zh", ["zh"])
    assert at.query_params["other"] in ("kept", ["kept"])


@pytest.mark.parametrize("page", [page for page in PAGES if page != PAGES[0]])
def test_a_language_outlives_a_change_of_page(page: str) -> None:
    at = opened(lang="zh")
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
