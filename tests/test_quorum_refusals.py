"""Settings of the quorum store that make no sense are refused by name, at their place, in both languages."""

from __future__ import annotations

import pytest

from engine.script import ScriptError, parse
from lessons.words import load
from pages.ui.session.error_text import sentence

CASES = [
    # script, line and column, what both sentences must name
    ("system quorum nodes=3 r=0", (1, 23), ("r = 0",)),
    ("system quorum nodes=3 r=2 w=0", (1, 27), ("w = 0",)),
    ("system quorum w=4", (1, 15), ("w = 4", "3")),
    ("system quorum home=n1,n2 r=3", (1, 26), ("r = 3", "2")),
    ("system quorum nodes=3 home=n1,n9", (1, 23), ("n9", "n3")),
    ("system quorum home=", (1, 15), ("home", "n1,n2,n3")),
    ("system quorum flaw=first_quorum,magic", (1, 15), ("“magic”", "first_quorum", "overwrites")),
    ("system quorum compare=sha", (1, 15), ("compare", "sha", "merkle")),
    ("system quorum\n10 write n1 x 1 w=0", (2, 17), ("w = 0",)),
    ("system quorum\n10 read n1 x r=4", (2, 14), ("r = 4", "3")),
]


def refused(script: str) -> ScriptError:
    with pytest.raises(ScriptError) as caught:
        parse(script)
    return caught.value


@pytest.mark.parametrize(("script", "place", "names"), CASES)
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_refused_by_name_at_its_place(script: str, place: tuple[int, int], names: tuple[str, ...], lang: str) -> None:
    error = refused(script)
    said = sentence(load(lang), error).replace("\\", "")
    assert (error.line, error.column) == place
    assert all(name in said for name in names), said
    assert "{" not in said


def test_a_quorum_of_nobody_is_called_that() -> None:
    words = {lang: sentence(load(lang), refused("system quorum r=0")) for lang in ("en", "zh")}
    assert "quorum of nobody" in words["en"] and "没有成员的法定人数" in words["zh"]


def test_the_same_on_the_command_line() -> None:
    assert str(refused("system quorum r=0")) == (
        'line 1, column 15: bad_setting, expected 1, found "0", setting r, reason quorum_of_nobody'
    )


def test_an_empty_list_is_called_nothing() -> None:
    assert "home cannot be nothing" in sentence(load("en"), refused("system quorum home="))
