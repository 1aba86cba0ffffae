"""The schema of a picture, from Python's side: all that is painted keeps to it, and nobody edits it afterwards."""

from __future__ import annotations

import ast
from pathlib import Path
from typing import Any, Literal, TypedDict, get_type_hints

import pytest
from hypothesis import given, settings
from jsonschema import Draft202012Validator

from engine.catalog.scenes import PRESETS
from engine.checks import CHECKS, STAGE
from engine.model import Scenario
from engine.run.simulation import run
from engine.script import parse, print_script
from lessons.words import languages, load
from pages.ui.playground import stories
from pages.ui.session import run_cache as runs
from pages.ui.session.story import Story
from pages.ui.stage import frame
from pages.ui.stage.frame import Around
from pages.ui.stage.picture import paint, schema
from pages.ui.stage.picture.frame_schema import Framed, Start
from pages.ui.stage.picture.json_schema import schema_of
from pages.ui.stage.picture.visibility import Visibility
from tests.test_picture import RUNS

ROOT = Path(__file__).parent.parent
FRAMED = Draft202012Validator(schema_of(Framed))
PICTURE = Draft202012Validator(schema_of(schema.Picture))
SOME = Visibility(("linearizable", "durable"), judged=False, implies=False, setting=False, bare=True)


def faults(validator: Draft202012Validator, picture: Any) -> list[str]:
    return [f"{error.json_path}: {error.message[:200]}" for error in validator.iter_errors(picture)][:5]


@pytest.mark.parametrize("name", PRESETS)
def test_every_scene_keeps_to_the_schema(name: str) -> None:
    script = print_script(parse(PRESETS[name]))
    for lang in languages():
        story = Story("scene", name)
        question, told = stories.question(load(lang), story, script), stories.told(load(lang), story)
        start: Start = {"t": 0, "i": 0, "play": True}
        full = Around("lab", name, "a title", 999, start, 5, question, ({"i": 0, "text": "said"},), True, "L01", "twin")
        full = full._replace(story=told)
        assert faults(FRAMED, frame.framed(script, load(lang), full)) == []
        assert faults(FRAMED, frame.framed(script, load(lang), Around(), SOME)) == []


@settings(max_examples=40, deadline=None)
@given(RUNS)
def test_any_run_keeps_to_the_schema(scenario: Scenario) -> None:
    assert faults(PICTURE, paint(run(scenario), load("en"))) == []


def test_what_is_missing_or_too_much_or_of_another_type_is_found() -> None:
    picture: dict[str, Any] = dict(paint(run(parse("system quorum nodes=2; 5 write n1 x 1")), load("en")))
    assert faults(PICTURE, picture) == []
    [event, *others] = picture["events"]
    for wrong in ({**event, "extra": 1}, {**event, "t": "5"}, {k: v for k, v in event.items() if k != "lane"}):
        assert faults(PICTURE, {**picture, "events": [wrong, *others]}) != []
    assert faults(FRAMED, picture) != []


def test_a_typed_dict_becomes_a_json_schema() -> None:
    class Leaf(TypedDict):
        kind: Literal["a", "b"]

    assert schema_of(Leaf)["$defs"]["Leaf"] == {
        "type": "object",
        "properties": {"kind": {"enum": ["a", "b"]}},
        "required": ["kind"],
        "additionalProperties": False,
    }
    found = schema_of(schema.Picture)["$defs"]["Picture"]["properties"]
    assert found["cells"]["additionalProperties"]["additionalProperties"]["items"] == {"$ref": "#/$defs/Cell"}
    assert schema_of(schema.CutSpan)["$defs"]["CutSpan"]["properties"]["to"] == {
        "anyOf": [{"type": "integer"}, {"type": "null"}]
    }


def test_a_type_that_no_picture_needs_is_refused() -> None:
    class Odd(TypedDict):
        when: set[int]

    with pytest.raises(TypeError, match="set"):
        schema_of(Odd)


def test_no_leaf_is_loose() -> None:
    """Not one field of the schema is Any, or an object of any kind."""
    for name, leaf in vars(schema).items():
        if isinstance(leaf, type) and hasattr(leaf, "__required_keys__"):
            assert leaf.__required_keys__ == set(leaf.__annotations__), name
            assert "Any" not in " ".join(map(str, get_type_hints(leaf).values())), name


def test_verdicts_and_judgements_that_may_not_be_seen_are_never_painted() -> None:
    trace = runs.trace(print_script(parse(PRESETS["first"])))
    told, hidden = paint(trace, load("en")), paint(trace, load("en"), SOME)
    untested = {"read_your_writes", "monotonic_writes", "writes_follow_reads"}  # bob writes once, alice never
    untested |= {name for name in STAGE if CHECKS[name].object == "counter"}
    assert [line["check"] for line in told["verdicts"]] == [check for check in STAGE if check not in untested]
    assert [line["check"] for line in hidden["verdicts"]] == ["linearizable", "durable"]
    assert paint(trace, load("en"), Visibility(checks=()))["verdicts"] == []
    [*_, read], [*_, unjudged] = told["operations"], hidden["operations"]
    assert (read["note"], unjudged["note"]) == ("stale", None)
    assert read["why"] and unjudged["why"] and unjudged["why"]["rows"] == read["why"]["rows"][:-1]


def test_keys_may_be_named_that_a_run_does_not_ask_for() -> None:
    trace = run(parse("system quorum nodes=2; 5 write n1 x 1"))
    assert paint(trace, load("en"))["keys"] == ["x"]
    whole = paint(trace, load("en"), Visibility(keys=("milk", "x")))
    assert (whole["keys"], whole["key"]) == (["milk", "x"], "milk")


def test_a_header_that_may_not_be_seen_is_empty() -> None:
    script = print_script(parse(PRESETS["first"]))
    picture = frame.framed(script, load("en"), Around(), SOME)
    assert (picture["implies"], picture["setting"], picture["bare"]) == ({"level": "plain", "text": ""}, "", True)


def test_a_run_is_painted_once_however_often_it_is_shown() -> None:
    """What is about the header alone paints nothing anew; what is painted is shared, not copied."""
    script = print_script(parse("system quorum nodes=3; 7 write n2 kept 1"))
    first = frame.framed(script, load("en"), Around())
    again = frame.framed(script, load("en"), Around(mode="watch", end=50), Visibility(implies=False, bare=True))
    assert again["events"] is first["events"] and again["operations"] is first["operations"]


def edits(path: Path) -> list[str]:
    """Places that change a picture: an item set or deleted, |=, update, setdefault or pop on a name that says so."""
    names = ("picture", "framed", "painted")
    found = []
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        targets: list[ast.expr] = []
        if isinstance(node, ast.Assign | ast.Delete):
            targets = [one.value for one in node.targets if isinstance(one, ast.Subscript)]
        elif isinstance(node, ast.AugAssign):
            targets = [node.target.value if isinstance(node.target, ast.Subscript) else node.target]
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            targets = [node.func.value] if node.func.attr in ("update", "setdefault", "pop", "append") else []
        for target in targets:
            while isinstance(target, ast.Subscript):
                target = target.value
            if isinstance(target, ast.Name) and target.id in names:
                found.append(f"{path.name}:{target.lineno}")
    return found


def test_nobody_edits_a_finished_picture(tmp_path: Path) -> None:
    assert [place for path in sorted((ROOT / "pages").rglob("*.py")) for place in edits(path)] == []
    lines = (
        'picture["a"] = 1',
        'picture |= {"a": 1}',
        'picture["a"]["b"] += 1',
        'picture["a"].append(1)',
        'del picture["a"]',
    )
    bad = tmp_path / "bad.py"
    bad.write_text("\n".join(lines), encoding="utf-8")
    assert len(edits(bad)) == len(lines)
