"""A protocol is one room: nobody outside compares its name, and nothing that the rest of the program asks is missing.

Rules of this file
* A name is compared where something called `protocol` (or `.protocol`) meets a string: in ==, !=, in, a match case, or
  as the key of a mapping that is looked up by it. The registry and the script's default system may name protocols.
* Every protocol of the registry is asked for all that a page, a picture or a lesson may ask of it.
"""

from __future__ import annotations

import ast
import typing
from collections.abc import Iterator
from importlib import import_module
from itertools import product
from pathlib import Path

import pytest

from engine.catalog.scenes import PRESETS, TOPICS
from engine.model import System
from engine.model.setting_kinds import Choice, Flags
from engine.protocols import PROTOCOLS, AnyProtocol
from engine.script import parse, print_script
from lessons.words import languages, load

ROOT = Path(__file__).parent.parent
NAMING = {"engine/protocols/__init__.py", "engine/model/scenario.py"}
"""The registry, and the system of a script without a `system` line."""


def outside(name: str) -> Iterator[Path]:
    """All files of the program but those of a protocol's room and those that may name it."""
    for folder in ("engine", "lessons", "pages"):
        for path in (ROOT / folder).rglob("*.py"):
            place = path.relative_to(ROOT).as_posix()
            if place not in NAMING and not place.startswith(f"engine/protocols/{name}/"):
                yield path


def of_a_protocol(node: ast.expr) -> bool:
    """Does an expression name a protocol: a variable or attribute called protocol, or the name of one?"""
    match node:
        case ast.Name(id="protocol") | ast.Attribute(attr="protocol"):
            return True
        case ast.Attribute(value=inner, attr="name"):
            return of_a_protocol(inner)
    return False


def strings(node: ast.AST) -> set[str]:
    return {each.value for each in ast.walk(node) if isinstance(each, ast.Constant) and isinstance(each.value, str)}


def compared(tree: ast.AST) -> Iterator[tuple[int, set[str]]]:
    """Where a protocol meets strings: line, strings."""
    for node in ast.walk(tree):
        match node:
            case ast.Compare() if any(map(of_a_protocol, (node.left, *node.comparators))):
                yield node.lineno, strings(node)
            case ast.Match(subject=subject) if of_a_protocol(subject):
                yield node.lineno, set().union(*(strings(case.pattern) for case in node.cases))
            case ast.Subscript(value=ast.Dict() as table, slice=key) if of_a_protocol(key):
                yield node.lineno, strings(table)
            case ast.Call(func=ast.Attribute(value=ast.Dict() as table, attr="get"), args=[key, *_]) if of_a_protocol(
                key
            ):
                yield node.lineno, strings(table)


def registries(tree: ast.Module) -> Iterator[tuple[int, set[str]]]:
    """Tables and collections at the top of a file of which two entries or more are names of protocols."""
    for node in tree.body:
        value = node.value if isinstance(node, ast.Assign | ast.AnnAssign) else None
        match value:
            case ast.Dict():
                names = {key.value for key in value.keys if isinstance(key, ast.Constant)}
            case ast.Tuple() | ast.List() | ast.Set():
                names = {item.value for item in value.elts if isinstance(item, ast.Constant)}
            case _:
                continue
        if len(names & set(PROTOCOLS)) > 1:
            yield node.lineno, {str(name) for name in names}


def test_nobody_compares_a_protocols_name_outside_its_room() -> None:
    found = [
        f"{path.relative_to(ROOT)}:{line} names {name}"
        for name in PROTOCOLS
        for path in outside(name)
        for tree in [ast.parse(path.read_text(encoding="utf-8"))]
        for line, said in (*compared(tree), *registries(tree))
        if name in said
    ]
    assert found == []


def test_the_eyes_of_this_file_are_open() -> None:
    for seen in (
        'if system.protocol == "raft": pass',
        'x = scenario.system.protocol not in ("raft", "quorum")',
        'match system.protocol:\n    case "raft" | "quorum": pass',
        'y = {"raft": 1}[protocol]',
        'y = {"raft": 1}.get(protocol.name)',
    ):
        assert any("raft" in said for _, said in compared(ast.parse(seen))), seen
    assert list(registries(ast.parse('LIKE = ("quorum", "raft")')))
    assert not list(compared(ast.parse('if level == "causal": pass')))


def lacks(protocol: AnyProtocol) -> Iterator[str]:
    """What the rest of the program may ask of a protocol and does not find."""
    name = protocol.name
    bodies = set(protocol.actor.messages)
    union = getattr(import_module(f"engine.protocols.{name}.messages"), "Body", None) if bodies else None
    for body in typing.get_args(union):
        if body not in bodies:
            yield f"{body.__name__} in MESSAGES"
    for lang in languages():
        words = load(lang)
        yield from (f"{lang}: {code}" for code in words_of(protocol) if not words.has(code))
        for setting in protocol.settings:
            if setting != "flaw" and not any(words.has(f"setting.{code}") for code in (f"{name}_{setting}", setting)):
                yield f"{lang}: setting.{name}_{setting}"
    systems = {parse(script).system.protocol for script in PRESETS.values()}
    if name not in systems:
        yield "a scene"
    goldens = [path.read_text(encoding="utf-8") for path in (ROOT / "tests" / "golden").glob("*.txt")]
    if name not in {parse(text).system.protocol for text in goldens}:
        yield "a golden run"


def words_of(protocol: AnyProtocol) -> Iterator[str]:
    """The words that are looked up for a protocol, whatever is done with it."""
    name = protocol.name
    yield f"system.{name}"
    for body in protocol.actor.messages:
        yield f"message.{name}_{body.__name__}"
    for promise in promises(protocol):
        yield f"implies.{promise}"
    yield from (f"rival.{example.code}" for example in protocol.examples)
    yield from (f"scene.{scene}" for scenes in protocol.scenes.values() for scene in scenes)
    for kind in protocol.settings.values():
        yield from (f"flaw.{code}" for code in kind.codes) if isinstance(kind, Flags) else ()


def promises(protocol: AnyProtocol) -> set[str]:
    """The codes of what a protocol promises under its choices, two at a time."""
    choices = {setting: kind.codes for setting, kind in protocol.settings.items() if isinstance(kind, Choice)}
    pairs = [(one, other) for one in choices for other in choices]
    chosen = [
        dict(zip(pair, codes, strict=True)) for pair in pairs for codes in product(*(choices[one] for one in pair))
    ]
    found = set()
    for settings in ({}, *chosen):
        config = protocol.config(System(protocol.name, 3).names, settings)
        if hasattr(config, "nodes"):
            found.add(protocol.promise(config).code)
    return found


@pytest.mark.parametrize("name", PROTOCOLS)
def test_a_protocol_lacks_nothing(name: str) -> None:
    protocol = PROTOCOLS[name]
    assert protocol.name == name
    missing = list(lacks(protocol))
    assert not missing, f"{name} lacks {'; '.join(missing)}"


def test_scenes_of_rooms_are_canonical_and_of_their_own_system() -> None:
    for protocol in PROTOCOLS.values():
        for topic, scenes in protocol.scenes.items():
            assert topic in TOPICS, f"{protocol.name}: no topic {topic}"
            for scene, script in scenes.items():
                assert print_script(parse(script)) == script, scene
                assert parse(script).system.protocol == protocol.name, scene


def test_no_word_of_a_room_stands_for_another() -> None:
    owners: dict[str, str] = {}
    for protocol in PROTOCOLS.values():
        for code in (*(example.code for example in protocol.examples), *promises(protocol)):
            assert owners.setdefault(code, protocol.name) == protocol.name, code
