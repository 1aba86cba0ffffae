"""The chapter's code as it stands in its text, which lies beside the project where it is there at all.

Rules of this file
* Nothing of the code is copied. Each node gets the classes anew, so that its `time` is its own clock.
* `print` is the node's ear: what the code prints is what it announces.
"""

from __future__ import annotations

import ast
import asyncio
import enum
import re
import typing
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from types import SimpleNamespace
from typing import Any, Final

TEXT: Final = Path(__file__).parents[3] / "shared" / "seed.md"


@lru_cache
def blocks() -> tuple[str, ...]:
    """The Python blocks of the chapter."""
    return tuple(re.findall(r"```python\n(.*?)```", TEXT.read_text(encoding="utf-8"), re.DOTALL))


def classes(clock: Callable[[], float], announce: Callable[[str], None]) -> dict[str, Any]:
    """All classes of the chapter by name. A draw is the first of what it draws from."""
    names: dict[str, Any] = {**vars(typing), "Enum": enum.Enum, "asyncio": asyncio, "print": announce}
    names |= {"time": SimpleNamespace(time=clock), "random": SimpleNamespace(choice=lambda found: found[0])}
    for block in blocks():
        imports_left_out = re.sub(r"^(import|from) .*$", "", block, flags=re.MULTILINE)
        exec(imports_left_out, names)
    return names


def undefined() -> set[str]:
    """The names that the chapter calls and does not define: methods of its classes, and classes."""
    trees = [ast.parse(block) for block in blocks()]
    nodes = [node for tree in trees for node in ast.walk(tree)]
    defined = {node.name for node in nodes if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)}
    called = {
        node.func.attr if isinstance(node.func, ast.Attribute) else node.func.id
        for node in nodes
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute | ast.Name)
    }
    return called - defined
