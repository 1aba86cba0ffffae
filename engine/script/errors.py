"""What is wrong with a script, and where.

Rules of this file
* A mistake is a place, a code and values; its words are under [error] in lessons/<lang>/. str(error) is for
  stderr only.
* Lines and columns count from 1; after a ';' the column goes on in the same line.
* `found` is None where the line ended too early, and never longer than FOUND_MAX characters.
* `expected` is a code ('node', 'key', 'tick', ...) or a tuple of alternatives as they would be written.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

FOUND_MAX = 40
"""Characters of what was found that an error repeats: enough to know it again, and a message stays one line."""

USUALLY_EXPECTED = {
    "duplicate": "another", "conflict": "another", "bad_character": "printable", "bad_setting": "less",
    "too_many": "fewer", "too_long": "less",
}  # fmt: skip
"""What str(error) says was expected where the values do not."""


class ScriptError(ValueError):
    """The first mistake in a script; line and column are 0 where a value, not a text, is at fault."""

    def __init__(self, line: int, column: int, code: str, values: Mapping[str, object]) -> None:
        super().__init__(line, column, code, values)
        self.line = line
        self.column = column
        self.code = code
        self.values = {name: shorten(value) for name, value in values.items()}

    def __str__(self) -> str:
        usually = {"expected": USUALLY_EXPECTED[self.code]} if self.code in USUALLY_EXPECTED else {}
        values = {**usually, **self.values}
        parts = [] if self.code == "expected" else [self.code]
        if "expected" in values:
            parts.append(f"expected {_either(values.pop('expected'))}")
        if "found" in values:
            found = values.pop("found")
            parts.append("found end" if found is None else f'found "{found}"')
        parts += [f"{name} {_either(value)}" for name, value in values.items()]
        line = f"line {self.line}, column {self.column}: {', '.join(parts)}"
        return "\\n".join(line.splitlines())  # what was found may hold line breaks


def shorten(value: Any) -> Any:
    """A text cut down to what fits in a message; anything else as it is."""
    return value[: FOUND_MAX - 1] + "…" if isinstance(value, str) and len(value) > FOUND_MAX else value


def _either(value: object) -> str:
    return " | ".join(map(str, value)) if isinstance(value, tuple) else str(value)
