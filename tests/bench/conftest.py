"""What was measured, as a table at the end."""

from __future__ import annotations

from typing import Any

ROWS: list[str] = []
"""A line for each measurement."""


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Print the lines."""
    if ROWS:
        terminalreporter.section("measured in this run")
        terminalreporter.write_line("\n".join(ROWS))
