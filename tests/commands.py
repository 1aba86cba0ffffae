"""`python -m engine` in the process of the tests, where it is seen what they run; test_headless.py starts it, too."""

from __future__ import annotations

import sys
from io import BytesIO, TextIOWrapper
from typing import NamedTuple
from unittest.mock import patch

from engine.__main__ import main


class Said(NamedTuple):
    """What a command line came to."""

    returncode: int
    stdout: bytes
    stderr: bytes


def engine(*words: str, stdin: bytes = b"") -> Said:
    """Carry out a command line with these bytes as standard input."""
    read, out, err = (TextIOWrapper(BytesIO(some), encoding="utf-8") for some in (stdin, b"", b""))
    with patch.object(sys, "stdin", read), patch.object(sys, "stdout", out), patch.object(sys, "stderr", err):
        try:
            code = main(words)
        except SystemExit as ended:  # argparse
            assert isinstance(ended.code, int)
            code = ended.code
        out.flush()
        err.flush()
    return Said(code, out.buffer.getvalue(), err.buffer.getvalue())
