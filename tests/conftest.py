"""What tests share: the outside data, which lies beside the project and is not part of it."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import settings

settings.register_profile("lab", deadline=None)  # a slow machine is not a failing test
settings.load_profile("lab")

PLACE = "../shared/data"


@pytest.fixture(scope="session")
def outside_data() -> Path:
    """The folder of histories and tables that others published; tests that need it are skipped without it."""
    folder = Path(__file__).parent.parent / PLACE
    if not folder.is_dir():
        pytest.skip(f"outside data not found at {PLACE}")
    return folder
