"""A session is one frozen value under one key; beside it stand the keys of widgets, and nothing else."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import FrozenInstanceError, dataclass, fields, is_dataclass
from pathlib import Path
from unittest.mock import patch

import pytest
import streamlit as st

from pages.ui.lesson import attempts
from pages.ui.session import state
from tests.held import PLACES

ROOT = Path(__file__).parent.parent
GUARD = "'_app_ran'"
"""Is app.py running? Asked for every file of pages/, before anything of the session is there."""
FILES = [ROOT / "app.py", *sorted((ROOT / "pages").rglob("*.py"))]


def keys_of_widgets(paths: list[Path]) -> set[str]:
    """All that is given to a widget as its key in these files, as it is written."""
    calls = (node for path in paths for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))))
    return {ast.unparse(node.value) for node in calls if isinstance(node, ast.keyword) and node.arg == "key"}


def aliases(tree: ast.Module) -> set[str]:
    """The names under which a file has st.session_state."""
    found = {"st.session_state"}
    for node in ast.walk(tree):
        if isinstance(node, ast.AnnAssign) and node.value and ast.unparse(node.value) == "st.session_state":
            found.add(ast.unparse(node.target))
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name | ast.Tuple):
            target, value = node.targets[0], node.value
            pairs = [(target, value)]
            if isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple):
                pairs = list(zip(target.elts, value.elts, strict=True))  # type: ignore[arg-type]
            found |= {ast.unparse(name) for name, held in pairs if ast.unparse(held) == "st.session_state"}
    return found


METHODS = {"get", "pop", "setdefault", "update"}
"""Of st.session_state: what is asked for as any other attribute is a key."""


def keys_of(given: ast.expr) -> list[str]:
    """The keys of a dict, as they are written; what else is given stands for itself, which is no widget's key."""
    match given:
        case ast.Dict(keys=keys):
            return [ast.unparse(key) if key else "**" for key in keys]
        case ast.DictComp(key=key):
            return [ast.unparse(key)]
        case _:
            return [ast.unparse(given)]


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
            case ast.Call(func=ast.Attribute(value=held, attr="update"), args=given, keywords=changed) if (
                ast.unparse(held) in names
            ):
                yield from ((node.lineno, repr(each.arg)) for each in changed if each.arg)
                yield from ((node.lineno, key) for one in given for key in keys_of(one))
            case ast.Attribute(value=held, attr=key) if ast.unparse(held) in names and key not in METHODS:
                yield node.lineno, repr(key)
            case ast.Compare(left=key, ops=[ast.In() | ast.NotIn()], comparators=[held]) if ast.unparse(held) in names:
                yield node.lineno, ast.unparse(key)


def test_only_widgets_have_keys_of_their_own() -> None:
    found = []
    for path in FILES:
        place = path.relative_to(ROOT).as_posix()
        built, own = BUILT.get(place, set()), keys_of_widgets([path])
        near = keys_of_widgets([other for other in FILES if other.parent == path.parent])
        for line, key in asked(ast.parse(path.read_text(encoding="utf-8"))):
            written = key.startswith(("'", "f'"))  # a variable says the same only within its file
            if key not in built | (near if written else own):
                found.append(f"{place}:{line} {key}")
    assert found == []


BUILT = {
    "app.py": {GUARD},
    "pages/ui/session/state.py": {"KEY"},
    "pages/ui/lesson/challenge.py": {"f'knob_{at.key}_{at.step.knobs[0][0]}'", "f'knob_{at.key}_{name}'"},
    "pages/ui/lesson/predictions.py": {"f'ask_{key}'", "f'because_{key}'"},
    "pages/ui/lesson/several.py": {"_key(at, name)"},
    "pages/ui/playground/controls.py": {"f'do_{field}'", "'do_key'", "'do_client'"},
    "pages/ui/histories/page.py": {"f'history_{name}_shown'"},
}
"""By file: what is no widget's key, in the first two; then keys of widgets that are written otherwise where the widget
is made: knobs in trying.knobs, the answer to a step, fields of the plain controls, how a history is read.
"""


def test_the_eyes_of_this_file_are_open() -> None:
    text = "state, words = st.session_state, 1\nstate['notice'] = 2\nst.session_state.pop('once', None)\n'x' in state"
    assert {key for _, key in asked(ast.parse(text))} == {"'notice'", "'once'", "'x'"}
    text = "s: Any = st.session_state\ns.start = 1\ns.update({'a': 1}, b=2)\ns.update(more)\nname not in s"
    assert {key for _, key in asked(ast.parse(text))} == {"'start'", "'a'", "'b'", "more", "name"}


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


def test_a_try_more_or_less_leaves_what_was_read_before_as_it_was() -> None:
    with patch.object(st, "session_state", {}):
        before = attempts.of("tries", ("start",))
        assert attempts.add("tries", "second") == 2
        after = attempts.of("tries")
        attempts.back("tries")
        assert (before, after, attempts.of("tries")) == (("start",), ("start", "second"), ("start",))
        assert attempts.add("others", "first") == 1
