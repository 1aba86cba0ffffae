"""make: an environment that works is left alone, one that does not is made anew. Nothing is installed here."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

MAKEFILE = Path(__file__).parent.parent / "Makefile"
WORKS = "#!/bin/sh\nexit 0\n"
BROKEN = "#!/bin/sh\nexit 1\n"
NO_PIP = '#!/bin/sh\n[ "$2" != pip ]\n'
MAKER = '#!/bin/sh\n[ "$1" != -m ] || echo "$@" > made\n'
"""Stands for the Python of the machine: it writes down how it is asked for an environment."""


def program(path: Path, script: str) -> None:
    path.write_text(script, encoding="utf-8")
    path.chmod(0o755)


@pytest.mark.skipif(shutil.which("make") is None, reason="there is no make here")
@pytest.mark.parametrize(
    ("there", "made"), [(WORKS, False), (BROKEN, True), (NO_PIP, True), (None, True)],
    ids=["works", "is broken", "has no pip", "is not there"],
)  # fmt: skip
def test_an_environment_is_made_where_none_works(there: str | None, made: bool, tmp_path: Path) -> None:
    shutil.copy(MAKEFILE, tmp_path)
    (tmp_path / ".venv" / "bin").mkdir(parents=True)
    program(tmp_path / "maker", MAKER)
    if there is not None:
        program(tmp_path / ".venv" / "bin" / "python", there)
    subprocess.run(["make", ".venv/.made", "PYTHON=./maker"], cwd=tmp_path, check=True, capture_output=True)
    asked = tmp_path / "made"
    assert (asked.read_text(encoding="utf-8") if asked.exists() else "") == "-m venv --clear .venv\n" * made
    assert (tmp_path / ".venv" / ".made").is_file()
