"""Bytes of a file to text: plain, or packed by gzip.

Rules of this file
* What is packed is unpacked no further than anything would be read: a small file can stand for a very large one.
* What is not UTF-8 is a mistake with a place.
"""

from __future__ import annotations

import zlib
from typing import Final

from engine.histories.limits import HEADLESS, HistoryLimits
from engine.script import ScriptError

GZIP: Final = b"\x1f\x8b"
MEMBERS_MAX = 100
"""Packed files that may stand one after another in one."""


def decoded(data: bytes, limits: HistoryLimits = HEADLESS) -> str:
    """The text of a file, of one that is packed at most a byte more than may be read. Raises ScriptError."""
    data = _unpacked(data, limits.bytes + 1) if data.startswith(GZIP) else data
    try:
        return data.decode()
    except UnicodeDecodeError as error:
        if len(data) > limits.bytes and error.end >= len(data) - 3:  # cut off within a character
            return data[: error.start].decode() + "?" * (len(data) - error.start)
        before = data[: error.start].decode()
        line, column = before.count("\n") + 1, len(before) - before.rfind("\n")
        values = {"expected": "utf-8", "found": f"0x{data[error.start]:02X}"}
        raise ScriptError(line, column, "expected", values) from None


def _unpacked(data: bytes, most: int) -> bytes:
    """What is packed, or as much of it as may be. Raises ScriptError."""
    found = bytearray()
    for _ in range(MEMBERS_MAX):
        reader = zlib.decompressobj(wbits=31)
        try:
            found += reader.decompress(data, most - len(found))
        except zlib.error:
            break
        if len(found) >= most or (reader.eof and not reader.unused_data.strip(b"\0")):
            return bytes(found)
        if not reader.eof:
            break
        data = reader.unused_data
    raise ScriptError(1, 1, "expected", {"expected": "gzip", "found": f"0x{GZIP.hex()}"})
