"""docs/inventory.md: every row of the brief's main parts has its line, and what a line names exists."""

from __future__ import annotations

import re
from pathlib import Path

from engine.catalog.scenes import PRESETS
from tests.each import each

ROOT = Path(__file__).parent.parent
TEXT = (ROOT / "docs" / "inventory.md").read_text(encoding="utf-8")
LINES = [[cell.strip() for cell in line.strip("|").split("|")] for line in TEXT.splitlines() if line.startswith("| I")]
ROWS = [*range(5, 88)]


def numbers(cell: str) -> list[int]:
    return [int(number) for number in re.findall(r"I(\d\d)", cell)]


def test_every_row_has_its_line_once() -> None:
    found = [number for line in LINES for number in numbers(line[0])]
    assert sorted(number for number in found if number in ROWS) == ROWS


def test_what_a_line_names_exists() -> None:
    each(LINES, names_what_exists)


def names_what_exists(line: list[str]) -> None:
    assert len(line) == 5
    assert all(line)
    for name in re.findall(r"`(test_\w+)`", line[4]):
        assert (ROOT / "tests" / f"{name}.py").exists(), name
    for name in re.findall(r"golden `(\w+)`", line[4]):
        assert (ROOT / "tests" / "golden" / f"{name}.txt").exists(), name
    for path in re.findall(r"`([\w/*]+(?:\.py|/))`", line[2]):
        assert list((ROOT / "engine").glob(path)) or list((ROOT / "engine" / "protocols").rglob(path)), path


def test_scenes_that_are_named_by_code_exist() -> None:
    assert set(re.findall(r"scene `(\w+)`", TEXT)) <= set(PRESETS)
