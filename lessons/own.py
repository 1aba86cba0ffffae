"""A teacher's own lesson in a link: the file's text, packed into a word that an address can hold."""

from __future__ import annotations

import base64
import binascii
import zlib

from lessons.loader import BYTES_MAX

PACKED_MAX = 60_000
"""Characters of a lesson in an address, before anything of it is unpacked."""


def packed(text: str) -> str:
    """A text as a word for an address."""
    return base64.urlsafe_b64encode(zlib.compress(text.encode(), 9)).decode().rstrip("=")


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
