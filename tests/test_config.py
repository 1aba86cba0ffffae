"""What the settings in .streamlit/config.toml must say, and that the installed Streamlit knows each of them."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import streamlit as st
from streamlit import config as options

ROOT = Path(__file__).parent.parent
CONFIG = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8"))
OKABE_ITO = ["#0072B2", "#E69F00", "#009E73", "#D55E00", "#CC79A7", "#56B4E9", "#F0E442"]


def leaves(table: dict[str, Any], path: str = "") -> Iterator[tuple[str, Any]]:
    """Every setting as (section.name, value)."""
    for name, value in table.items():
        here = f"{path}.{name}" if path else name
        if isinstance(value, dict):
            yield from leaves(value, here)
        else:
            yield here, value


def luminance(colour: str) -> float:
    channels = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    r, g, b = (c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * r + 0.7152 * g + 0.0722 * b


def contrast(one: str, other: str) -> float:
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def test_every_setting_is_known_and_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    options.get_config_options(force_reparse=True)
    for name, value in leaves(CONFIG):
        assert st.get_option(name) == value, name


def test_what_200_students_rest_on() -> None:
    assert CONFIG["runner"]["postScriptGC"] is False
    assert CONFIG["runner"]["magicEnabled"] is False
    assert CONFIG["global"]["minCachedMessageSize"] > 100_000_000
    assert CONFIG["server"]["disconnectedSessionTTL"] == 900
    assert CONFIG["server"]["maxUploadSize"] == 10


def test_no_traceback_is_ever_shown() -> None:
    assert CONFIG["client"]["showErrorDetails"] == "none"
    assert CONFIG["client"]["toolbarMode"] == "viewer"


def test_charts_have_colours_for_every_kind_of_colour_vision() -> None:
    assert CONFIG["theme"]["chartCategoricalColors"] == OKABE_ITO


@pytest.mark.parametrize("tone", ["light", "dark"])
def test_text_can_be_read(tone: str) -> None:
    theme = CONFIG["theme"][tone]
    text = [theme[name] for name in theme if name.endswith("TextColor") or name in ("textColor", "linkColor")]
    assert len(text) >= 2
    for colour in text:
        for ground in (theme["backgroundColor"], theme["secondaryBackgroundColor"]):
            assert contrast(colour, ground) >= 4.5, (colour, ground)
    assert contrast("#FFFFFF" if tone == "light" else theme["backgroundColor"], theme["primaryColor"]) >= 4.5


def test_the_host_finds_the_requirements() -> None:
    for name in ("uv.lock", "Pipfile", "environment.yml"):
        assert not (ROOT / name).exists(), f"{name} would be taken instead of requirements.txt"
    lines = (ROOT / "requirements.txt").read_text(encoding="utf-8").splitlines()
    assert [line for line in lines if line.startswith("streamlit")] == ["streamlit==1.67.*"]
