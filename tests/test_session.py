"""A session is one frozen value under one key; beside it stand the keys of widgets, and nothing else."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import FrozenInstanceError, dataclass, fields, is_dataclass
from pathlib import Path
from unittest.mock import patch

import pytest
import streamlit as st

from pages.ui.session import state
from tests.held import PLACES

ROOT = Path(__file__).parent.parent
GUARD = "'_app_ran'"
"""Is app.py running? Asked by every file of pages/, before anything of the session is there."""
FILES = [ROOT / "app.py", *sorted((ROOT / "pages").rglob("*.py"))]


def keys_of_widgets() -> set[str]:
    """All that is given to a widget as its key, as it is written."""
    calls = (node for path in FILES for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))))
    return {ast.unparse(node.value) for node in calls if isinstance(node, ast.keyword) and node.arg == "key"}


def aliases(tree: ast.Module) -> set[str]:
    """The names under which a file has st.session_state."""
    found = {"st.session_state"}
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name | ast.Tuple):
            target, value = node.targets[0], node.value
            pairs = [(target, value)]
            if isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple):
                pairs = list(zip(target.elts, value.elts, strict=True))  # type: ignore[arg-type]
            found |= {ast.unparse(name) for name, held in pairs if ast.unparse(held) == "st.session_state"}
    return found


def asked(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """The keys that a file asks st.session_state for, as they are written."""
    names = aliases(tree)
    for node in ast.walk(tree):
        match node:
            case ast.Subscript(value=held, slice=key) if ast.unparse(held) in names:
                yield node.lineno, ast.unparse(key)
            case ast.Call(func=ast.Attribute(value=held, attr="get" | "pop" | "setdefault"), args=[key, *_]) if (
                ast.unparse(held) in names
            ):
                yield node.lineno, ast.unparse(key)
            case ast.Call(func=ast.Attribute(value=held, attr="update"), keywords=changed) if (
                ast.unparse(held) in names
            ):
                yield from ((node.lineno, repr(each.arg)) for each in changed if each.arg)
            case ast.Compare(left=key, ops=[ast.In() | ast.NotIn()], comparators=[held]) if ast.unparse(held) in names:
                yield node.lineno, ast.unparse(key)


def test_only_widgets_have_keys_of_their_own() -> None:
    widgets, found = keys_of_widgets(), []
    for path in FILES:
        if path.parent.name == "session":
            continue
        for line, key in asked(ast.parse(path.read_text(encoding="utf-8"))):
            constant = key.startswith(("'", "f'"))
            if constant and key != GUARD and key not in widgets and key not in BUILT:
                found.append(f"{path.relative_to(ROOT)}:{line} {key}")
    assert found == []


BUILT = {
    "f'knob_{at.key}_{at.step.knobs[0][0]}'",  # the first of the knobs, whose keys trying.knobs builds
    "f'ask_{key}'",  # the answer to a step, whose key asking.predict builds
    "f'do_{field}'",  # fields of the plain controls
    "f'history_{name}_shown'",
}
"""Keys of widgets that are written otherwise where the widget is made."""


def test_the_eyes_of_this_file_are_open() -> None:
    text = "state, words = st.session_state, 1\nstate['notice'] = 2\nst.session_state.pop('once', None)\n'x' in state"
    assert {key for _, key in asked(ast.parse(text))} == {"'notice'", "'once'", "'x'"}


def test_parts_are_frozen_and_have_defaults() -> None:
    for part in {part for part, _ in PLACES.values()}:
        assert is_dataclass(part)
        value = part()
        with pytest.raises(FrozenInstanceError):
            setattr(value, fields(part)[0].name, 1)


@dataclass(frozen=True)
class Toy:
    """Two fields."""

    said: str | None = None
    count: int = 0


def test_a_part_is_read_changed_and_taken_once() -> None:
    with patch.object(st, "session_state", {}):
        assert state.get(Toy) == Toy()
        state.change(Toy, said="hello")
        before = state.get(Toy)
        state.change(Toy, count=2)
        assert (before, state.get(Toy)) == (Toy("hello", 0), Toy("hello", 2))
        assert (state.take(Toy, "said"), state.take(Toy, "said")) == ("hello", None)
        assert state.get(Toy) == Toy(None, 2)
        with pytest.raises(TypeError):
            state.change(Toy, missing=1)
        assert list(st.session_state) == [state.KEY]
