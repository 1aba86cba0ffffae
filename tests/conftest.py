"""What tests share: strict words, and the outside data, which lies beside the project and is not part of it."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import settings

from lessons.words import STRICT

settings.register_profile("lab", deadline=None)  # a slow machine is not a failing test
settings.load_profile("lab")

ROOT = Path(__file__).parent.parent
PLACE = "../shared/data"


@pytest.fixture(autouse=True)
def strict(monkeypatch: pytest.MonkeyPatch) -> None:
    """A missing word is an error in tests, wherever they are started."""
    monkeypatch.setenv(STRICT, "1")
    monkeypatch.chdir(ROOT)


@pytest.fixture(scope="session")
def outside_data() -> Path:
    """The folder of histories and tables that others published; tests that need it are skipped without it."""
    folder = ROOT / PLACE
    if not folder.is_dir():
        pytest.skip(f"outside data not found at {PLACE}")
    return folder
