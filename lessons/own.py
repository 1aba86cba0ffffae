"""A teacher's own lesson in a link: the file's text, packed into a word that an address can hold.

Rules of this file
* What is too long in all its languages is held in the one at hand alone; what is too long even so is held in no link.
"""

from __future__ import annotations

import base64
import binascii
import zlib

from lessons.loader import BYTES_MAX, parts_of

PACKED_MAX = 60_000
"""Characters of a lesson in an address, before anything of it is unpacked."""
LINK_MAX = 7_500
"""Characters of a lesson in a link that is made: some servers take no address beyond 8,000."""


def packed(text: str) -> str:
    """A text as a word for an address."""
    return base64.urlsafe_b64encode(zlib.compress(text.encode(), 9)).decode().rstrip("=")


def linked(text: str, lang: str) -> tuple[str | None, bool]:
    """A lesson as a word that fits into a link, None where it does not; and whether the word holds all of it."""
    for each in (text, in_one(text, lang)):
        word = packed(each)
        if len(word) <= LINK_MAX:
            return word, each == text
    return None, False


def in_one(text: str, lang: str) -> str:
    """The facts of a lesson with its words in one language; all of it, if it does not have that one."""
    parts = parts_of(text)
    return f"{parts[''][0]}\n--- {lang}\n{parts[lang][0]}\n" if lang in parts else text


def unpacked(word: str) -> str:
    """The text of such a word. Raises ValueError: it can come from anyone, and may be a bomb."""
    if len(word) > PACKED_MAX:
        raise ValueError("too long")
    try:
        data = base64.urlsafe_b64decode(word + "=" * (-len(word) % 4))
        opened = zlib.decompressobj()
        text = opened.decompress(data, BYTES_MAX)
        if opened.unconsumed_tail or not opened.eof:
            raise ValueError("too long")
        return text.decode("utf-8")
    except (binascii.Error, zlib.error, UnicodeDecodeError) as error:
        raise ValueError("not a lesson") from error
