"""Every word can be asked for: some code, some registry or some lesson reaches it.

Rules of this file
* A code of words is reached by a string of the program that is this code, or by one with holes (an f-string, a template
  of JavaScript) whose holes are filled by names: strings, classes and fields of the program, names in its TOML files,
  and what strings with holes make of them in turn. A section that a string names alone is taken for one that is looked
  up by any such name.
* So what is called unreachable here is; what is not may still be. Sections that a registry knows are held exactly.
* A widget's key is no word, and neither is prose.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from pathlib import Path

import pytest

from engine.availability import gateway, served
from engine.catalog.museum import EXHIBITS
from engine.catalog.scenes import SCENES
from engine.checks import CHECKS
from engine.flaws import FLAWS
from engine.protocols import PROTOCOLS
from lessons.words import DEFAULT, load
from tests.test_rooms import promises
from tests.test_words import OF_SETTINGS

ROOT = Path(__file__).parent.parent
HOLE = "\0"
NAME = re.compile(r"[\w-]+")
NAMES = re.compile(r"[\w\s|,.:-]*")
"""A string that is a name or a list of them: `"a b c".split()`."""
CODE = re.compile(r"[\w\0]+\.[\w\0-]+")
MADE = re.compile(r"\0?_?[A-Za-z0-9]\w*_\0(_\0)*|\0_[A-Za-z0-9]\w*")
"""A name that is made of others and says something itself: `tab_${name}`, f"{code}_hint"."""
PAIRS = ("clause", "gateway_choice", "reason")
"""Sections whose names are put together of several: a probe and its value, a setting and its choice, a reason and what
was asked."""


def strings(node: ast.AST) -> Iterator[str]:
    """The strings below a node but for prose and keys of widgets; a HOLE stands for what is put in."""
    match node:
        case ast.Expr(value=ast.Constant()) | ast.keyword(arg="key"):
            return
        case ast.Constant(value=str(text)):
            yield text
        case ast.JoinedStr(values=parts):
            yield "".join(str(part.value) if isinstance(part, ast.Constant) else HOLE for part in parts)
        case ast.AugAssign(value=added):
            yield from (HOLE + text for text in strings(added) if text.startswith("_"))
    whole = isinstance(node, ast.JoinedStr)
    for inner in ast.iter_child_nodes(node):
        if not (whole and isinstance(inner, ast.Constant)):
            yield from strings(inner)


def names(node: ast.AST) -> Iterator[str]:
    """What else is named below a node: classes and fields."""
    match node:
        case ast.ClassDef(name=name):
            yield from (name, name.lower())
        case ast.AnnAssign(target=ast.Name(id=name)):
            yield name
    for inner in ast.iter_child_nodes(node):
        yield from names(inner)


def scripted(text: str) -> Iterator[str]:
    """The strings and fields of a module of JavaScript."""
    yield from re.findall(r'"([^"\n]*)"', text)
    yield from (re.sub(r"\$\{[^}]*\}", HOLE, one) for one in re.findall(r"`([^`]*)`", text))
    yield from re.findall(r"(\w+):", text)


class Program:
    """What the program can say: its strings, the names that fill holes, what is made of these."""

    def __init__(self, said: Iterable[str], named: Iterable[str]) -> None:
        self.strings = frozenset(said)
        lists = (text for text in self.strings if HOLE not in text and NAMES.fullmatch(text))
        self.names = {*named, *(name for text in lists for name in NAME.findall(text))}
        self.names |= {name.lower() for name in self.names if len(name) == 1}
        self.made = [text.split(HOLE) for text in self.strings if MADE.fullmatch(text)]
        self.codes = [text.partition(".")[::2] for text in self.strings if CODE.fullmatch(text)]
        self.is_name = lru_cache(maxsize=None)(self._is_name)

    def _is_name(self, text: str, depth: int = 2) -> bool:
        if text in self.names or text.isdigit():
            return True
        return depth > 0 and any(self.fills(parts, text, depth - 1) for parts in self.made)

    def fills(self, parts: list[str], text: str, depth: int = 2) -> bool:
        """Is a text these parts, in order, with names between them?"""
        first, *rest = parts
        if not text.startswith(first) or (not rest and text != first):
            return False
        text = text[len(first) :]
        ends = range(1, len(text) + 1) if rest else ()
        return not rest or any(self.is_name(text[:i], depth) and self.fills(rest, text[i:], depth) for i in ends)

    def templates(self, section: str) -> list[list[str]]:
        """The strings that can be a code of a section, without it."""
        found = [name.split(HOLE) for head, name in self.codes if self._heads(head, section)]
        found += [["", ""]] if section in self.strings else []
        return found + ([["", *["_"] * more, ""] for more in (1, 2, 3)] if section in PAIRS else [])

    def _heads(self, head: str, section: str) -> bool:
        if set(head) == {HOLE}:
            return section in self.strings
        return head == section if HOLE not in head else self.fills(head.split(HOLE), section)

    def unreached(self, sections: Mapping[str, Mapping[str, str]]) -> Iterator[str]:
        """The codes that nothing reaches."""
        for section, said in sections.items():
            templates = self.templates(section)
            for name in said:
                plural = name.endswith("_one") and name.removesuffix("_one") in said
                if not plural and not any(self.fills(parts, name) for parts in templates):
                    yield f"{section}.{name}"


def program() -> Program:
    """All of it: Python, JavaScript, TOML that holds no words, names of files."""
    said: list[str] = []
    named: list[str] = []
    for path in (ROOT / "app.py", *(path for folder in ("engine", "lessons", "pages") for path in files(folder, "py"))):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        said += strings(tree)
        named += [path.stem, *names(tree)]
    for path in files("pages", "js"):
        said += scripted(path.read_text(encoding="utf-8"))
    named += [path.stem for path in files("engine", "script")]
    facts = [path for folder in ("lessons", "lessons/cards") for path in sorted((ROOT / folder).glob("*.toml"))]
    for path in (*files("engine", "toml"), *facts):
        named += [path.stem, *NAME.findall(path.read_text(encoding="utf-8"))]
    return Program(said, named)


def files(folder: str, kind: str) -> list[Path]:
    return sorted((ROOT / folder).rglob(f"*.{kind}"))


def test_every_word_is_reached() -> None:
    held = {*OF_SETTINGS, *(section for section, _ in known())}
    sections = {name: said for name, said in load(DEFAULT).sections.items() if name not in held}
    assert list(program().unreached(sections)) == []


def known() -> Iterator[tuple[str, set[str]]]:
    """Sections that registries know: section, all names that it may have."""
    yield from ((section, set(CHECKS)) for section in ("check", "check_help"))
    given = {name: {f"{name}_kept", *(f"{name}_{one}" for one in check.reasons)} for name, check in CHECKS.items()}
    told = {code for name, check in CHECKS.items() for code in (*given[name], *check.reasons)}
    yield "verdict", told | {f"{code}_cant_tell" for code in told}
    yield (
        "implies",
        {"flawed", "and", "sessions", "unflushed"}
        | {f"{name}_{code}" for name, protocol in PROTOCOLS.items() for code in promises(protocol)},
    )
    bodies = {f"{name}_{body.__name__}" for name, one in PROTOCOLS.items() for body in one.actor.messages}
    bodies |= {f"gateway_{body.__name__}" for body in (*served.MESSAGES, *gateway.ACTOR.messages)}
    yield "message", {f"{body}{variant}" for body in bodies for variant in ("", "_absent", "_hint")}
    yield from ((f"scene{part}", set(SCENES)) for part in ("", "_says", "_look", "_ask", "_why", "_try"))
    yield "rival", {example.code for protocol in PROTOCOLS.values() for example in protocol.examples}
    yield "system", set(PROTOCOLS)
    yield from (
        (section, {flaw.code for flaw in FLAWS.values()})
        for section in ("flaw_rule", "flaw_right", "flaw_see", "flaw_apart")
    )
    yield from ((f"exhibit{part}", set(EXHIBITS)) for part in ("", "_what", "_famous", "_cure"))


@pytest.mark.parametrize(("section", "names"), list(known()), ids=lambda case: case if isinstance(case, str) else "")
def test_a_section_that_a_registry_knows_has_no_other_words(section: str, names: set[str]) -> None:
    found = load(DEFAULT).section(section)
    assert found and [name for name in found if not {name, name.removesuffix("_one")} & names] == []


def test_a_word_that_nothing_reaches_is_named() -> None:
    """Reached: as it stands; through a hole; through what is made with a hole; a section as a whole."""
    said = ["a.one", f"b.{HOLE}", "two", f"{HOLE}_absent", f"c.{HOLE}_x", "d", f"{HOLE}.{HOLE}"]
    words = {
        "a": dict.fromkeys(("one", "two", "one_one"), ""),
        "b": dict.fromkeys(("two", "two_absent", "three", "three_absent"), ""),
        "c": dict.fromkeys(("two_x", "two", "three_x"), ""),
        "d": dict.fromkeys(("two", "three"), ""),
        "e": dict.fromkeys(("two",), ""),
    }
    assert list(Program(said, ()).unreached(words)) == [
        "a.two", "b.three", "b.three_absent", "c.two", "c.three_x", "d.three", "e.two",
    ]  # fmt: skip
    tree = ast.parse(
        '"""a.two"""\nb.button(key="d")\nx = f"b.{y}_absent"\nclass Three: two: int\ndef f(x: int): "prose"'
    )
    assert (list(strings(tree)), sorted(names(tree))) == ([f"b.{HOLE}_absent"], ["Three", "three", "two"])
