"""The sheet to share a run: links and their codes, by AppTest and by value."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from html.parser import HTMLParser
from typing import Any
from unittest.mock import MagicMock, patch
from urllib.parse import parse_qs, urlsplit

import pytest
import segno
import streamlit as st
from streamlit.testing.v1 import AppTest

from engine.catalog.scenes import PRESETS
from engine.script import parse, print_script
from engine.script.limits import TICK_MAX
from lessons.words import load
from pages.ui.playground import sharing
from pages.ui.session import address, state
from pages.ui.session.address import line
from tests.pages import ROOT, SECONDS, fine, opened
from tests.test_playground import picture

HERE = "http://lab.test/"


@pytest.fixture
def visited() -> Iterator[None]:
    """A visit to HERE; what it keeps."""
    context = MagicMock(url=HERE)
    with patch.object(st, "context", context), patch.object(st, "session_state", {}):
        yield


def script(name: str = "first") -> str:
    return print_script(parse(PRESETS[name]))


def query(link: str) -> dict[str, list[str]]:
    return parse_qs(urlsplit(link).query)


def dark(path: str) -> set[tuple[int, int]]:
    """The squares of a QR code's path."""
    return {(int(x), int(y)) for x, y in re.findall(r"M(\d+) (\d+)h1v1h-1z", path)}


@pytest.mark.usefixtures("visited")
@pytest.mark.parametrize("name", PRESETS)
def test_a_link_holds_the_run_and_the_moment(name: str) -> None:
    assert query(address.link(script(name), 83)) == {"run": [line(script(name))], "t": ["83"]}
    assert "t" not in query(address.link(script(name)))


@pytest.mark.usefixtures("visited")
def test_the_code_to_embed_shows_the_run_in_the_language_in_which_it_was_copied() -> None:
    frames: list[dict[str, str | None]] = []
    parser = HTMLParser()
    parser.handle_starttag = lambda tag, attrs: frames.append({"tag": tag, **dict(attrs)})  # type: ignore[method-assign]
    parser.feed(sharing.embed(load("zh"), 'system quorum nodes=3\n10 write n1 x "<b>"', 12))
    assert [one["tag"] for one in frames] == ["iframe"]
    asked = query(unescape(frames[0]["src"] or ""))
    assert asked["lang"] == ["zh"] and asked["embed"] == ["true"] and asked["t"] == ["12"]
    assert asked["run"] == ['system quorum nodes=3; 10 write n1 x "<b>"']


@pytest.mark.usefixtures("visited")
def test_a_qr_code_is_that_of_the_link_and_one_that_is_too_long_has_none() -> None:
    link = address.link(script())
    code: Any = sharing.qr(link)
    rows = segno.make_qr(link, error="l", boost_error=False).matrix
    assert code["size"] == len(rows)
    assert dark(code["path"]) == {(x, y) for y, row in enumerate(rows) for x, module in enumerate(row) if module}
    assert sharing.qr("x" * sharing.READABLE) is not None
    assert sharing.qr("x" * (sharing.READABLE + 1)) is None


@pytest.mark.usefixtures("visited")
@pytest.mark.parametrize(("said", "at"), [(59, 59), (0, 0), (-1, None), (10**12, TICK_MAX), ("59", None), (None, None)])
def test_from_which_moment_on_is_what_the_browser_says_within_bounds(said: Any, at: int | None) -> None:
    st.session_state[sharing.KEY] = {"at": said}
    sharing._moved()
    assert state.get(sharing.Sharing).at == at


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_sheet_has_files_and_opens_in_every_language(lang: str) -> None:
    at = opened(lang=lang)
    fine(at.button(key="share").click().run())
    labels = [one.proto.label for one in at.get("download_button")]
    assert load(lang)("panels.download") in labels and load(lang)("export.csv") in labels


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_an_embedded_run_is_the_stage_alone_and_leads_to_the_app(lang: str) -> None:
    at = AppTest.from_file(str(ROOT / "app.py"), default_timeout=SECONDS)
    at.context = {"is_embedded": True, "url": "http://lab.test/"}
    at.query_params["lang"], at.query_params["run"], at.query_params["t"] = lang, line(script("cp")), "7"
    fine(at.run())
    shown = picture(at)
    assert (shown["mode"], shown["start"]["t"]) == ("embed", 7)
    assert query(shown["whole"]) == {"run": [line(script("cp"))], "scene": ["cp"]}
    assert not at.get("button") and not at.get("selectbox") and not at.get("tab")
