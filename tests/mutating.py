"""Texts that went wrong: a good one with pieces cut out, doubled, swapped, and hostile ones put in. A seed says how."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

ANYWHERE = (
    "", " ", "\n", "\t", "\r", "\x00", "\x0b", "\x85", "\u2028", "\ufeff", "é", "锁", "\U0001f600", "\ud800", "\\",
    '"', "'", '"""', "'''", "`", "#", ";", "[", "]", "[[", "]]", "{", "}", "=", ":", ",", ".", "..", "-", "--",
    "---", "|", "<", ">", "&", "@", "%", "$", "0", "-1", "1e400", "nan", "inf", "true", "null", "1979-05-27",
    "9" * 25, "9" * 5_000, "0x" + "f" * 6_000, "a" * 300,
)  # fmt: skip
"""What any reader may stumble over."""


def mutated(text: str, seed: int, pieces: Sequence[str] = ()) -> str:
    """The text after some changes. pieces: of its own language, put in beside those that fit anywhere."""
    random = Random(seed)
    for _ in range(random.choice((1, 1, 2, 3, 5, 9))):
        text = _changed(text, random, (*ANYWHERE, *pieces, *pieces))
    return text


def _changed(text: str, random: Random, pieces: Sequence[str]) -> str:
    a, b = sorted((random.randint(0, len(text)), random.randint(0, len(text))))
    b = min(b, a + random.choice((1, 3, 10, 80, 10_000)))
    match random.randrange(7):
        case 0:
            return text[:a] + text[b:]
        case 1:
            return text[:b] + text[a:b] * random.choice((1, 1, 2, 30)) + text[b:]
        case 2:
            return text[:a] + random.choice(pieces) * random.choice((1, 1, 1, 2, 50, 2_000)) + text[b:]
        case 3:
            return text[:a]
        case 4:
            lines = text.split("\n")
            random.shuffle(lines)
            return "\n".join(lines)
        case _:
            return text[:a] + random.choice(pieces) + text[a:]
