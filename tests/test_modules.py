"""The joiner of JavaScript modules: what it joins, in which order, and what it refuses."""

from __future__ import annotations

import re

import pytest

from pages.ui.js.modules import IMPORT, JS, JoinError, joined, sources

ENTRIES = ("mount", "shim", "course_map", "scroll", "document", "systems_grid", "clock_walk", "browser")


def needed(entry: str) -> set[str]:
    """The modules that an entry is joined from."""
    return set(re.findall(r"^\$modules\.(\w+) = ", joined(sources(JS), entry), re.MULTILINE))


def order(modules: dict[str, str], entry: str = "a") -> list[str]:
    return re.findall(r"^\$modules\.(\w+) = ", joined(modules, entry), re.MULTILINE)


def refused(modules: dict[str, str]) -> str:
    with pytest.raises(JoinError) as found:
        joined(modules, "a")
    return str(found.value)


def test_what_is_needed_comes_first_and_once() -> None:
    modules = {
        "a": 'import { c } from "./c.js";\nimport { b } from "./b.js";\nexport const a = b + c;',
        "b": 'import { d } from "./d.js";\nexport const b = d;',
        "c": 'import { d } from "./d.js";\nexport function c() {}',
        "d": "export const d = 1;",
        "unasked": "nonsense(",
    }
    assert order(modules) == ["d", "c", "b", "a"]


def test_a_module_is_wrapped_with_what_it_takes_and_gives() -> None:
    text = joined(
        {
            "a": 'import {\n  b,\n  $c,\n} from "./b.js";\n\nexport class A {}',
            "b": "const p = 2;\nexport const b = p;\nexport async function $c() {}",
        },
        "a",
    )
    assert "const { b, $c } = $modules.b;\nclass A {}\nreturn { A };" in text
    assert "$modules.b = (() => {\nconst p = 2;\nconst b = p;\nasync function $c() {}\nreturn { b, $c };\n})();" in text
    assert text.endswith("return $modules.a;\n})()")


def test_circles_are_refused_with_their_way() -> None:
    ring = {
        "a": 'import { b } from "./b.js";\nexport const a = 1;',
        "b": 'import { a } from "./a.js";\nexport const b = 1;',
    }
    assert refused(ring) == "circle: a -> b -> a"
    assert refused({"a": 'import { a } from "./a.js";'}) == "circle: a -> a"


def test_what_is_not_exported_is_refused() -> None:
    assert refused({"a": 'import { x } from "./b.js";', "b": "const x = 1;"}) == "a: b does not export x"
    assert refused({"a": 'import { x } from "./gone.js";'}) == "a: there is no module gone"


def test_names_that_stand_twice_are_refused() -> None:
    assert refused({"a": "export const x = 1;\nexport function x() {}"}) == "a: more than once: x"
    twice = {
        "a": 'import { x } from "./b.js";\nimport { x } from "./c.js";',
        "b": "export const x = 1;",
        "c": "export const x = 2;",
    }
    assert refused(twice) == "a: more than once: x"
    own = {"a": 'import { x } from "./b.js";\nexport const x = 2;', "b": "export const x = 1;"}
    assert refused(own) == "a: more than once: x"


@pytest.mark.parametrize(
    "line",
    [
        'import { b as c } from "./b.js";',
        'import * as b from "./b.js";',
        'import b from "./b.js";',
        'import "./b.js";',
        'import { b } from "b";',
        'import { b } from "../b.js";',
        'const b = await import("./b.js");',
        "const here = import.meta.url;",
        "export default function () {}",
        "export let x = 1;",
        "export var x = 1;",
        "export { x };",
        'export * from "./b.js";',
        "export const { x, y } = b;",
    ],
)
def test_other_forms_are_refused(line: str) -> None:
    assert "not in the part of the language" in refused({"a": line, "b": "export const b = 1;"})


def test_every_module_is_part_of_a_component_and_says_what_it_is() -> None:
    modules = sources(JS)
    assert set().union(*map(needed, ENTRIES)) == set(modules)
    assert all(text.startswith("// ") for text in modules.values())
    assert {name: len(text.splitlines()) for name, text in modules.items() if text.count("\n") > 250} == {}


def test_the_shim_is_small_and_the_map_and_the_scroller_do_not_carry_the_stage() -> None:
    assert needed("shim") == {"shim"} and len(joined(sources(JS), "shim")) < 800
    assert needed("course_map") == {"course_map"} and needed("scroll") == {"scroll"}


def test_what_is_pure_knows_neither_the_page_nor_a_view() -> None:
    """These are tested by their values; they get what they need as arguments."""
    for name in ("numbers", "geometry", "warp", "facts", "playback", "selection"):
        text = sources(JS)[name]
        assert not re.search(r"\b(document|window|matchMedia|addEventListener)\b", text), name
        assert {found[2] for found in IMPORT.finditer(text)} <= {"numbers", "warp"}, name
