"""Text to lines of tokens.

Rules of this file
* Newline and ';' end a line, '#' starts a comment to the end of the physical line, '|' stands alone.
* A word is a run of characters other than white space ; # " |. A text is in double quotes and may hold any of them;
  inside it \\" \\\\ and \\n are the only escapes, and a physical line must not end.
* Characters that would break a line or cannot be stored (controls, line separators, lone surrogates) are refused
  everywhere, so every value that was parsed can be printed on one line.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from engine.script.errors import ScriptError
from engine.script.limits import ScriptLimits

PIECE = re.compile(
    r'(?P<word>[^\s;#"|]+)|(?P<text>"(?:[^"\\\n]|\\.)*")|(?P<bar>\|)|(?P<end>[;\n])|(?P<note>#[^\n]*)|(?P<open>")'
)
WORD = re.compile(r'[^\s;#"|]+')
BAD_CHARACTER = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
ESCAPE = re.compile(r"\\(.)")
ESCAPES = {'"': '"', "\\": "\\", "n": "\n"}


class Token(NamedTuple):
    """One word, quoted text or bar as it stands in the script."""

    kind: str
    source: str
    line: int
    column: int

    @property
    def end(self) -> int:
        """The column just after the token."""
        return self.column + len(self.source)


Line = tuple[Token, ...]
"""The tokens of one header or command, never empty."""


def lines(text: str, limits: ScriptLimits) -> Iterator[Line]:
    """The lines of a script that hold anything, one after another."""
    _check_size(text, limits)
    text = text.removeprefix("\ufeff").replace("\r\n", "\n")
    if bad := BAD_CHARACTER.search(text):
        raise _error_at(text, bad.start(), "bad_character", found=f"U+{ord(bad.group()):04X}")
    tokens: list[Token] = []
    number, start = 1, 0
    for piece in PIECE.finditer(text):
        kind = str(piece.lastgroup)
        if kind == "end":
            if tokens:
                yield tuple(tokens)
                tokens = []
            if piece.group() == "\n":
                number, start = number + 1, piece.end()
        elif kind != "note":
            token = Token(kind, piece.group(), number, piece.start() - start + 1)
            _check_token(token, tokens[-1] if tokens else None)
            tokens.append(token)
    if tokens:
        yield tuple(tokens)


def unquote(token: Token) -> str:
    """What a quoted text stands for."""

    def character(escape: re.Match[str]) -> str:
        if escape[1] not in ESCAPES:
            raise ScriptError(
                token.line, token.column + 1 + escape.start(), "bad_escape",
                {"expected": ('\\"', "\\\\", "\\n"), "found": escape[0]},
            )  # fmt: skip
        return ESCAPES[escape[1]]

    return ESCAPE.sub(character, token.source[1:-1])


def quote(text: str) -> str:
    """A quoted text that stands for this."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") + '"'


def _check_size(text: str, limits: ScriptLimits) -> None:
    size = len(text.encode("utf-8", "surrogatepass"))
    if size > limits.bytes:
        fits = text[: limits.bytes].encode("utf-8", "surrogatepass")[: limits.bytes].decode("utf-8", "ignore")
        raise _error_at(text, len(fits), "too_long", limit="script", maximum=limits.bytes, size=size)


def _check_token(token: Token, before: Token | None) -> None:
    if token.kind == "open":
        raise ScriptError(token.line, token.column, "open_quote", {"expected": '"', "found": None})
    if before is not None and before.end == token.column and {before.kind, token.kind} in ({"text"}, {"text", "word"}):
        raise ScriptError(token.line, token.column, "expected", {"expected": "space", "found": token.source})


def _error_at(text: str, offset: int, code: str, **values: object) -> ScriptError:
    line = text.count("\n", 0, offset) + 1
    return ScriptError(line, offset - (text.rfind("\n", 0, offset) + 1) + 1, code, values)
