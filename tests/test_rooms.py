"""A protocol is one room: nobody outside compares its name, and nothing that the rest of the program asks is missing.

Rules of this file
* A name is compared where a protocol's name meets a string: in ==, !=, in, startswith, a match case, or as the key of a
  mapping that is looked up by it. A protocol's name is `protocol`, `.protocol`, `protocol_of(...).name`, and what a
  function puts it into. Strings are those that stand there, or in the constant of this file that is named there.
* No collection anywhere lists two protocols. One name alone may be another word: causal, primary, quorum, service.
* The registry and the script's default system may name protocols.
* Every protocol of the registry is asked for all that a page, a picture or a lesson may ask of it.
"""

from __future__ import annotations

import ast
import re
import typing
from collections.abc import Iterable, Iterator
from dataclasses import replace
from importlib import import_module
from itertools import combinations, product
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest

from engine.catalog.scenes import PRESETS, TOPICS
from engine.model import System
from engine.model.scene_files import scenes_in
from engine.model.setting_kinds import Choice, Count, Flags, Interval, Kind, Names, Node, Period, Range, Switch
from engine.protocols import PROTOCOLS, AnyProtocol
from engine.run.simulation import run
from engine.script import parse, print_script
from lessons.words import FOLDER, Words, languages, load
from pages.ui.stage.picture import paint

ROOT = Path(__file__).parent.parent
NAMING = {"engine/protocols/__init__.py", "engine/model/scenario.py"}
"""The registry, and the system of a script without a `system` line."""

NOT_COMPARED = {
    "partition_aware": "its heartbeats and its end are on the scale of one run; such a system is written by hand",
    "service": "its instances are called, and keep nothing that could be read or written",
}
"""Protocols without examples to lay beside the systems of others, and why."""


def program() -> Iterator[Path]:
    """All files of the program but those that may name protocols."""
    for folder in ("engine", "lessons", "pages"):
        yield from (path for path in sorted((ROOT / folder).rglob("*.py")) if place(path) not in NAMING)


def place(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def of_a_protocol(node: ast.expr, called: frozenset[str] = frozenset()) -> bool:
    """Is an expression a protocol or its name? called: other variables that hold one here."""
    match node:
        case ast.Name(id=name):
            return name == "protocol" or name in called
        case ast.Attribute(attr="protocol"):
            return True
        case ast.Attribute(value=inner, attr="name") | ast.Call(func=ast.Name(id="str"), args=[inner]):
            return of_a_protocol(inner, called)
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "protocol_of"


def strings(node: ast.AST, constants: dict[str, set[str]]) -> set[str]:
    """All strings in an expression, those of the constants that it names included."""
    found: set[str] = set()
    for inner in ast.walk(node):
        match inner:
            case ast.Constant(value=str(text)):
                found.add(text)
            case ast.Name(id=name):
                found |= constants.get(name, set())
    return found


def assigned(nodes: Iterable[ast.AST]) -> Iterator[tuple[str, ast.expr]]:
    """Names and what is put into them."""
    for node in nodes:
        match node:
            case ast.Assign(targets=[ast.Name(id=name)], value=value):
                yield name, value
            case ast.AnnAssign(target=ast.Name(id=name), value=ast.expr() as value):
                yield name, value
            case ast.NamedExpr(target=ast.Name(id=name), value=value):
                yield name, value


def compared(tree: ast.Module) -> Iterator[tuple[int, set[str]]]:
    """Where a protocol meets strings: line, strings."""
    constants = {name: strings(value, {}) for name, value in assigned(tree.body)}
    functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]
    for scope in (tree, *functions):
        variables = () if scope is tree else assigned(ast.walk(scope))
        called = frozenset(name for name, value in variables if of_a_protocol(value))
        for node in ast.walk(scope):
            if isinstance(node, ast.expr | ast.Match) and (met := _met(node, called)):
                yield node.lineno, set().union(*(strings(one, constants) for one in met))


def _met(node: ast.expr | ast.Match, called: frozenset[str]) -> list[ast.AST]:
    """What a protocol is compared with in this node."""
    match node:
        case ast.Compare():
            sides = [node.left, *node.comparators]
            return [*sides] if any(of_a_protocol(side, called) for side in sides) else []
        case ast.Match(subject=subject) if of_a_protocol(subject, called):
            return [case.pattern for case in node.cases]
        case ast.Subscript(value=table, slice=key) if of_a_protocol(key, called):
            return [table]
        case ast.Call(func=ast.Attribute(value=table, attr="get"), args=[key, *_]) if of_a_protocol(key, called):
            return [table]
        case ast.Call(func=ast.Attribute(value=name, attr="startswith" | "endswith")) if of_a_protocol(name, called):
            return [*node.args]
    return []


def listed(tree: ast.Module) -> Iterator[tuple[int, set[str]]]:
    """Collections of which two entries or more are names of protocols: line, entries."""
    for node in ast.walk(tree):
        match node:
            case ast.Dict(keys=entries) | ast.Tuple(elts=entries) | ast.List(elts=entries) | ast.Set(elts=entries):
                names = {entry.value for entry in entries if isinstance(entry, ast.Constant)}
                if len(names & set(PROTOCOLS)) > 1:
                    yield node.lineno, {str(name) for name in names}


def test_nobody_compares_a_protocols_name_outside_its_room() -> None:
    found = [
        f"{place(path)}:{line} names {name}"
        for path in program()
        for tree in [ast.parse(path.read_text(encoding="utf-8"))]
        for line, said in (*compared(tree), *listed(tree))
        for name in PROTOCOLS
        if name in said and not place(path).startswith(f"engine/protocols/{name}/")
    ]
    assert found == []


@pytest.mark.parametrize(
    "seen",
    [
        'if system.protocol == "raft": pass',
        'if protocol_of(system).name == "raft": pass',
        'if str(system.protocol) != "raft": pass',
        'x = scenario.system.protocol not in ("raft", "quorum")',
        'match system.protocol:\n    case "raft" | "quorum": pass',
        'y = {"raft": 1}[protocol]',
        'y = {"raft": 1}.get(protocol.name)',
        'LIKE = frozenset({"raft"})\nx = system.protocol in LIKE',
        'TABLE = {"raft": 1}\ndef f(system): return TABLE[system.protocol]',
        'def f(system):\n    name = system.protocol\n    return name == "raft"',
        'def f(system):\n    return system.protocol.startswith("raft")',
    ],
)
def test_a_comparison_is_seen(seen: str) -> None:
    assert any("raft" in said for _, said in compared(ast.parse(seen)))


def test_a_list_of_protocols_is_seen_and_another_word_is_not() -> None:
    for text in ('LIKE = ("quorum", "raft")', 'def f(x):\n    return x in {"quorum": 1, "raft": 2}'):
        assert list(listed(ast.parse(text))), text
    for text in (
        'if level == "causal": pass',
        'def f(protocol):\n    name = protocol.name\n\ndef g(name): return name == "primary"',
        'Choice("instance", "service", "global")',
    ):
        assert not [*compared(ast.parse(text)), *listed(ast.parse(text))], text


def lacks(protocol: AnyProtocol) -> Iterator[str]:
    """What the rest of the program may ask of a protocol and does not find."""
    name = protocol.name
    bodies = set(protocol.actor.messages)
    union = set(members(import_module(f"engine.protocols.{name}.messages").Body)) if bodies else set()
    yield from sorted(f"{body.__name__} in MESSAGES" for body in union - bodies)
    yield from sorted(f"{body.__name__} in Body" for body in bodies - union)
    for lang in languages():
        words = load(lang)
        wanted = [*words_of(protocol, words), *reasons_in(ROOT / "engine" / "protocols" / name, words)]
        missing = [code for code in wanted if not words.has(code)]
        yield from (f"{lang}: {code}" for code in dict.fromkeys((*missing, *unsaid(protocol, words))))
        yield from (f"{lang}: {setting} in its row of help/script.md" for setting in unnamed(protocol, lang))
    systems = {parse(script).system.protocol for script in PRESETS.values()}
    if name not in systems:
        yield "a scene"
    goldens = [path.read_text(encoding="utf-8") for path in (ROOT / "tests" / "golden").glob("*.txt")]
    if name not in {parse(text).system.protocol for text in goldens}:
        yield "a golden run"
    if bool(protocol.examples) == (name in NOT_COMPARED):
        yield "examples to be compared with, or a reason in NOT_COMPARED"


def unnamed(protocol: AnyProtocol, lang: str) -> Iterator[str]:
    """The settings that the help does not name, in the protocol's row or where those of sessions are."""
    text = (FOLDER / lang / "help" / "script.md").read_text(encoding="utf-8")
    _, _, after = text.partition(f"| `{protocol.name}` | ")
    row, sessions = after.partition("\n")[0], after.partition("\n\n")[2].partition("\n## ")[0]
    named = set(re.findall(r"`(\w+)", row + sessions))
    yield from (name for name in protocol.settings if name not in named)


def members(union: Any) -> tuple[type, ...]:
    """The types of a union, or the one type that it is."""
    return typing.get_args(union) or (union,)


def words_of(protocol: AnyProtocol, words: Words) -> Iterator[str]:
    """The codes that are looked up for a protocol, whatever is done with it."""
    name = protocol.name
    yield f"system.{name}"
    for body in protocol.actor.messages:
        yield f"message.{name}_{body.__name__}"
    for promise in promises(protocol):
        yield f"implies.{name}_{promise}"
    yield from (f"rival.{example.code}" for example in protocol.examples)
    yield from (f"scene.{scene}" for scenes in protocol.scenes.values() for scene in scenes)
    for setting, kind in protocol.settings.items():
        yield words.own("setting", name, setting)
        if isinstance(kind, Choice | Interval):
            yield from (words.own("choice", name, f"{setting}_{code}") for code in kind.codes)
        if isinstance(kind, Flags):
            yield from (f"flaw.{code}" for code in kind.codes)


def reasons_in(folder: Path, words: Words) -> Iterator[str]:
    """The reasons that stand in a room; one against settings has its words among the errors."""
    for path in sorted(folder.glob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            match node:
                case ast.Call(func=ast.Name(id="Reason"), args=[ast.Constant(value=str(code)), *_]):
                    yield f"error.{code}" if words.has(f"error.{code}") else f"reason.{code}"


PLAYED = """init x 0
10 write n1 x 1 by alice
20 read n2 x by bob
60 cut n1 | n2 n3
70 write n2 x 2 by bob
80 read n1 x by alice
200 heal
210 crash n1
260 recover n1
300 read n1 x by alice
"""


def unsaid(protocol: AnyProtocol, words: Words) -> list[str]:
    """The codes that lack words in the pictures of its runs: its scenes, and one that every protocol can play."""
    missing: list[str] = []

    def note(code: str, shown: str) -> str:
        missing.append(code)
        return shown

    scripts = (scene.script for scenes in protocol.scenes.values() for scene in scenes.values())
    with patch("lessons.words._missing", note):
        for script in (f"system {protocol.name} nodes=3\n{PLAYED}", *scripts):
            paint(run(parse(script)), words)
    return missing


def promises(protocol: AnyProtocol) -> set[str]:
    """The codes of what a protocol promises under some of its settings, two or three at a time."""
    names = System(protocol.name, 3).names
    some = {setting: values for setting, kind in protocol.settings.items() if (values := samples(kind, names))}
    groups = [*((one, other) for one in some for other in some), *combinations(some, 3)]
    chosen = [
        dict(zip(group, values, strict=True)) for group in groups for values in product(*(some[one] for one in group))
    ]
    found = set()
    for settings in ({}, *chosen):
        config = protocol.config(names, settings)
        if hasattr(config, "nodes"):
            found.add(protocol.promise(config).code)
    return found


def samples(kind: Kind, nodes: tuple[str, ...]) -> tuple[Any, ...]:
    """Some values of a setting, so that what it is for shows; none of flaws."""
    match kind:
        case Choice(codes):
            return codes
        case Switch():
            return (True, False)
        case Period():
            return (0, 400)
        case Count(low, high):
            return (low, low + 1, high or len(nodes))
        case Range():
            return ((500, 900),)
        case Node():
            return nodes
        case Names():
            return (nodes,)
    return ()


@pytest.mark.parametrize("name", PROTOCOLS)
def test_a_protocol_lacks_nothing(name: str) -> None:
    protocol = PROTOCOLS[name]
    assert protocol.name == name
    missing = list(lacks(protocol))
    assert not missing, f"{name} lacks {'; '.join(missing)}"


def test_all_that_a_protocol_lacks_is_named_at_once(tmp_path: Path) -> None:
    """chain under a name that nobody knows: its messages, settings, choices, promises and what stands in its room."""
    toy = replace(PROTOCOLS["chain"], name="toy", examples=(), scenes={})
    words = load("en")
    missing = [code for code in words_of(toy, words) if not words.has(code)]
    assert {"system.toy", "message.toy_Forward", "implies.toy_any", "choice.toy_read_any"} < {*missing}
    assert "setting.read" not in missing, "it is shared"
    (tmp_path / "handlers.py").write_text('Reason("toy_reason", {}), Reason("bad_setting")', "utf-8")
    assert [*reasons_in(tmp_path, words)] == ["reason.toy_reason", "error.bad_setting"]
    mute = Words("en", {name: said for name, said in words.sections.items() if name not in ("rule", "role")})
    assert {"rule.at_tail", "role.head"} < {*unsaid(PROTOCOLS["chain"], mute)}


def test_a_room_without_a_folder_of_scenes_has_none(tmp_path: Path) -> None:
    assert scenes_in(tmp_path / "scenes") == {}


def test_scenes_of_rooms_are_canonical_and_of_their_own_system() -> None:
    for protocol in PROTOCOLS.values():
        for topic, scenes in protocol.scenes.items():
            assert topic in TOPICS, f"{protocol.name}: no topic {topic}"
            for name, scene in scenes.items():
                assert print_script(parse(scene.script)) == scene.script, name
                assert parse(scene.script).system.protocol == protocol.name, name


def test_no_word_of_a_room_stands_for_another() -> None:
    owners: dict[str, str] = {}
    for protocol in PROTOCOLS.values():
        for example in protocol.examples:
            assert owners.setdefault(example.code, protocol.name) == protocol.name, example.code


def test_a_room_that_names_its_handlers_names_one_for_every_message() -> None:
    named = {name: protocol.actor for name, protocol in PROTOCOLS.items() if protocol.actor.handlers}
    assert named and {name: {*actor.messages} ^ {*actor.handlers} for name, actor in named.items()} == {
        name: set() for name in named
    }
