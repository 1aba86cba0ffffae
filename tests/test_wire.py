"""What is sent of a picture: less than all of it, and together with what is there already exactly the picture."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from engine.script import parse, print_script
from lessons.words import load
from pages.ui.stage.frame import Around, framed
from pages.ui.stage.wire import KEPT, SAME, Line, diff, heard, send
from tests.stages import patched

EN = load("en")
LEAVES = st.none() | st.booleans() | st.integers(-3, 3) | st.sampled_from(["", "a", "1"])
VALUES: st.SearchStrategy[Any] = st.recursive(
    LEAVES,
    lambda inner: st.lists(inner, max_size=5) | st.dictionaries(st.sampled_from("abcd"), inner, max_size=4),
    max_leaves=20,
)
RUN = print_script(parse("system quorum nodes=3; 10 write n1 x 1 by alice"))
LONGER = print_script(parse("system quorum nodes=3; 10 write n1 x 1 by alice; 90 read n2 x by bob"))


@given(VALUES, VALUES)
def test_a_patch_makes_any_value_of_any_other(old: Any, new: Any) -> None:
    patch = diff(old, new)
    found = old if patch is SAME else patched(old, json.loads(json.dumps(patch)))
    assert json.dumps(found, sort_keys=True) == json.dumps(new, sort_keys=True)
    assert (patch is SAME) == (json.dumps(old, sort_keys=True) == json.dumps(new, sort_keys=True))


def test_true_is_not_one_and_zero_is_not_nothing() -> None:
    pairs: list[tuple[Any, Any]] = [(1, True), (0, False), (0, None), ([], {})]
    assert [diff(old, new) for old, new in pairs] == [["v", new] for _, new in pairs]


def test_what_has_not_changed_is_not_sent() -> None:
    old: dict[str, Any] = {"a": [1, {"b": 2, "c": 3, "d": 4, "e": 5}], "f": "g", "h": 0, "i": 0}
    assert diff(old, {**old, "a": [1, {"b": 2, "c": 9, "d": 4, "e": 5}]}) == [
        "d",
        {"a": ["l", 2, {1: ["d", {"c": ["v", 9]}, []]}]},
        [],
    ]
    assert diff([1, 2, 3], [1, 2]) == ["l", 2, {}] and diff([1], [1, 2]) == ["l", 2, {1: ["v", 2]}]
    assert diff(old, {name: value for name, value in old.items() if name != "f"}) == ["d", {}, ["f"]]


def told(message: bytes) -> Mapping[str, Any]:
    found: Mapping[str, Any] = json.loads(message)
    return found


def test_only_a_picture_that_was_named_is_built_on() -> None:
    line, first = send(Line(), RUN, framed(RUN, EN))
    line, second = send(line, LONGER, framed(LONGER, EN))
    assert [told(one)["base"] for one in (first, second)] == [None, None]
    line = heard(line, told(first)["name"], "g1")
    _, third = send(line, LONGER, framed(LONGER, EN, Around(undo=False)))
    assert (told(third)["base"], told(third)["gesture"]) == (told(first)["name"], "g1")
    assert len(third) < len(second) / 3
    for unknown in ("", "0", None, 7, ["x"], f"{line.prefix}.99"):
        assert heard(line, unknown, None).base is None, unknown


def test_a_refused_gesture_is_answered_with_the_same_picture_under_the_same_name() -> None:
    line, first = send(Line(), RUN, framed(RUN, EN))
    line = heard(line, told(first)["name"], "g1")
    line, again = send(line, RUN, framed(RUN, EN))
    name = told(first)["name"]
    assert told(again) == {"name": name, "base": name, "patch": None, "gesture": "g1"}


def test_a_gesture_that_is_no_short_text_is_not_answered() -> None:
    assert [heard(Line(), None, one).gesture for one in (None, 3, "x" * 40, {"a": 1})] == [None] * 4


def test_no_two_sessions_use_the_same_names_and_few_pictures_are_remembered() -> None:
    lines = [send(Line(), RUN, framed(RUN, EN))[0] for _ in range(2)]
    assert set(lines[0].pictures).isdisjoint(lines[1].pictures)
    line, message = send(Line(), RUN, framed(RUN, EN))
    line = heard(line, told(message)["name"], "g")
    for nth in range(3 * KEPT):
        line, _ = send(line, RUN, framed(RUN, EN, Around(name=str(nth))))
    assert len(line.pictures) == KEPT + 1 and line.base is not None
