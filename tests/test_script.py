"""The script language: what is written comes back, and what is wrong is told where.

Rules of this file
* `stub` is a protocol with every kind of setting and every verb (script_stub.py); `quorum` is the real one.
* A mistake is a row: script, line, column, code, some of the values.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, get_args

import pytest

from engine import model as m
from engine.model.naming import DuplicateId
from engine.script import HEADLESS, ScriptError, ScriptLimits, name_operations, parse, print_command, print_script
from engine.script.commands import VERBS
from tests.script_stub import EVERYTHING, EXAMPLE, stubbed


@pytest.fixture(autouse=True, scope="module")
def _stub() -> Iterator[None]:
    with stubbed():
        yield


# -- what is written comes back ----------------------------------------------------------------------------------


def test_example_is_canonical() -> None:
    assert print_script(parse(EXAMPLE)) == EXAMPLE
    assert print_script(parse(EVERYTHING)) == EVERYTHING


def test_default_is_a_quorum_of_three() -> None:
    assert parse("") == m.Scenario()
    assert print_script(m.Scenario()) == "system quorum nodes=3\n"


def test_layout_does_not_matter() -> None:
    messy = "\ufeff" + EXAMPLE.replace("\n", ' ;\t# note; "\r\n').replace("\t#", "\u3000#") + "\n\n;;"
    assert parse(messy) == parse(EXAMPLE)
    assert parse(EXAMPLE.replace("\n", ";")) == parse(EXAMPLE)
    assert parse("\n".join(reversed(EXAMPLE.splitlines()[:7]))) == parse("\n".join(EXAMPLE.splitlines()[:7]))


def test_defaults_are_left_out_and_settings_stay() -> None:
    text = "system stub switch=yes nodes=3 count=1; latency 10; timeout 100; seed 0; clock n1 skew=0"
    assert print_script(parse(text)) == "system stub nodes=3 count=1 switch=yes\n"


def test_commands_are_sorted_by_tick_and_stay_in_order_within_one() -> None:
    scenario = parse("20 heal; 10 crash n1; 20 crash n2; 10 crash n3")
    assert [print_command(one) for one in scenario.commands] == [
        "10 crash n1", "10 crash n3", "20 heal", "20 crash n2",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "line",
    [
        "1 read n1 x as mine r=1", "1 delete n1 x by alice w=1", "1 cut n1", "1 cut n1-n3 n1>n2", "1 cut n1 | n2 | n3",
        "1 heal", "1 heal n1>n3", "1 crash n1", "1 crash n1 wipe", "1 recover n1 wipe", "1 hold n1>n3.2",
        "1 crash n1 unflushed",
        "1 release n1>n3.2", "1 drop n1>n3.2", "1 slow n1-n3 n1>n2 50", "1 slow n1 5..15", "1 slow n1 exp(10)",
        "1 lose n1-n3 0.3", "1 lose n1 1", "1 skew n1 -50", "1 sync n1 n2", "1 handoff n3", "1 purge n1 n2 n3",
        "1 pause n1 for 50",
        "1 promote n2", "1 promote n2 tell n3 n1", "1 rejoin n1 to n2", '1 write n1 x ""', "1 write n1 x 1.5",
        "1 write n1 x nan", "1 write n1 x 007", '1 write n1 x "7"', '1 write n1 x "by" by by-me', "1 write n1 x 王|",
        "1 campaign n2", "1 campaign n2 term=7", "1 heartbeat n1",
    ],
)  # fmt: skip
def test_every_command_prints_as_it_is_written(line: str) -> None:
    line = line.removesuffix("|")
    assert [print_command(one) for one in parse(f"system stub; {line}").commands] == [line]


def test_every_command_of_the_model_has_a_verb() -> None:
    every = {kind for union in get_args(m.Command) for kind in (get_args(union) or (union,))}
    assert {kind.__name__.lower() for kind in every} == set(VERBS)


@pytest.mark.parametrize(
    ("word", "value"),
    [
        ("1", 1), ("-0", 0), ("1.0", 1.0), ("1e3", 1000.0), ("1e999", "1e999"), ("inf", "inf"), ("+5", "+5"),
        ("01", "01"), ('"1"', "1"), ('"a\\nb"', "a\nb"), ("a=b", "a=b"), ('"w=2"', "w=2"), ("n1", "n1"), ("<b>", "<b>"),
    ],
)  # fmt: skip
def test_values(word: str, value: m.Value) -> None:
    ((_, found),) = parse(f"init x {word}").init
    assert (found, type(found)) == (value, type(value))


def test_two_directions_are_one_link() -> None:
    assert print_command(parse("1 cut n1>n3 n2>n3 n3>n1").commands[0]) == "1 cut n1-n3 n2>n3"


# -- names -------------------------------------------------------------------------------------------------------


def test_operations_get_ids_by_kind_and_clients_by_node() -> None:
    text = "1 write n1 x 1; 2 write n2 x 2 as w1; 3 write n3 x 3 by bob; 4 read n1 x; 5 delete n1 x; 6 heal"
    named = name_operations(parse(text).commands)
    assert [(one.id, one.client) for one in named if isinstance(one, m.Write | m.Read | m.Delete)] == [
        ("w2", "c-n1"), ("w1", "c-n2"), ("w3", "bob"), ("r1", "c-n1"), ("d1", "c-n1"),
    ]  # fmt: skip
    assert name_operations(named) == named


def test_an_id_given_twice_is_refused() -> None:
    with pytest.raises(DuplicateId, match="a"):
        name_operations([m.Read(1, "n1", "x", id="a"), m.Write(1, "n1", "x", 1, id="a")])


def test_a_context_is_a_read_before() -> None:
    assert parse("9 write n1 x 1 with r1; 1 read n1 x").commands[1].tick == 9
    assert parse("1 read n1 x as mine; 1 delete n1 x with mine").commands


# -- what is wrong is told where ---------------------------------------------------------------------------------

MISTAKES: list[tuple[str, int, int, str, dict[str, Any]]] = [
    ("\n\n10 read foo x", 3, 9, "expected", {"expected": "node", "found": "foo"}),
    ("seed 1; 10 read n9 x", 1, 17, "unknown_node", {"found": "n9", "count": 3}),
    ("10 wirte n1 x 1", 1, 4, "unknown_verb", {"found": "wirte"}),
    ("write n1 x 1", 1, 1, "expected", {"expected": "tick", "found": "write"}),
    ("-1 heal", 1, 1, "bad_number", {"low": 0, "high": 1_000_000}),
    ("1000001 heal", 1, 1, "bad_number", {"expected": "tick"}),
    ("10", 1, 3, "expected", {"expected": "verb", "found": None}),
    ("10 write n1 x", 1, 14, "expected", {"expected": "value", "found": None}),
    ("10 write n1 x w=2", 1, 15, "expected", {"expected": "value"}),
    ("10 write n1 x 1 r=2", 1, 17, "expected", {"expected": ("by", "as", "with", "level=", "w=")}),
    ("10 write n1 x 1 w=4", 1, 17, "bad_setting", {"setting": "w", "maximum": 3}),
    ("system quorum home=n1,n2; 10 read n3 x r=3", 1, 40, "bad_setting", {"setting": "r", "maximum": 2}),
    ("10 write n1 x 1 w=0", 1, 17, "bad_number", {"low": 1}),
    ("10 write n1 x 1 by a by b", 1, 22, "duplicate", {"found": "by"}),
    ("10 write n1 x 1 by as w1", 1, 20, "expected", {"expected": "client"}),
    ("10 write n1 X 1", 1, 13, "bad_name", {"expected": "key", "found": "X"}),
    ("10 write n1 <b>x</b> 1", 1, 13, "bad_name", {"expected": "key"}),
    ("1 read n1 x as a; 2 read n1 x as a", 1, 34, "duplicate", {"found": "a"}),
    ("1 read n1 x as r2; 2 write n1 x 1 with r1", 1, 40, "unknown_read", {"found": "r1"}),
    ("2 read n1 x; 1 write n1 x 1 with r1", 1, 34, "unknown_read", {"found": "r1"}),
    ("1 cut n1 n2 | n2", 1, 15, "conflict", {"found": "n2"}),
    ("1 cut n1 n1", 1, 10, "duplicate", {"found": "n1"}),
    ("1 cut", 1, 6, "expected", {"expected": ("node", "link")}),
    ("1 cut n1 |", 1, 11, "expected", {"expected": "node"}),
    ("1 cut n1-n3 n3>n1", 1, 13, "duplicate", {"found": "n3>n1"}),
    ("1 cut n1-n1", 1, 7, "expected", {"expected": "link"}),
    ("1 cut n1-n9", 1, 7, "unknown_node", {"found": "n9"}),
    ("1 heal now", 1, 8, "expected", {"expected": ("node", "link")}),
    ("1 crash n1 hard", 1, 12, "expected", {"expected": ("wipe", "unflushed", "end")}),
    ("1 crash n1 wipe unflushed", 1, 17, "expected", {"expected": "end"}),
    ("1 recover n1 unflushed", 1, 14, "expected", {"expected": ("wipe", "end")}),
    ("1 hold n1>n3", 1, 8, "expected", {"expected": "message"}),
    ("1 hold n1>n3.0", 1, 8, "expected", {"expected": "message"}),
    ("1 slow n1 15..5", 1, 11, "bad_number", {"expected": "latency"}),
    ("1 slow n1-n2 n1-n3", 1, 19, "expected", {"expected": "latency"}),
    ("1 lose n1 1.5", 1, 11, "bad_number", {"expected": "probability"}),
    ("1 promote n2", 1, 3, "not_for_this_protocol", {"found": "promote", "protocol": "quorum"}),
    ("1 sync n1 n1", 1, 11, "conflict", {"found": "n1"}),
    ("1 purge n1 n1 x", 1, 12, "duplicate", {"found": "n1"}),
    ("system stub; 1 promote n2 tell", 1, 31, "expected", {"expected": "node"}),
    ("system stub; 1 rejoin n1", 1, 25, "expected", {"expected": ("to",)}),
    ("system none", 1, 8, "unknown_protocol", {"found": "none"}),
    ("seed 1\nsystem quorum x=1", 2, 15, "unknown_setting", {"found": "x"}),
    ("system stub switch=1", 1, 13, "bad_setting", {"setting": "switch", "expected": ("yes", "no"), "found": "1"}),
    ("system stub main=n4", 1, 13, "bad_setting", {"expected": "node"}),
    ("system stub home=n1,n1", 1, 13, "bad_setting", {"expected": "nodes"}),
    ("system stub switch=no count=9", 1, 23, "bad_setting", {"setting": "count", "reason": "too_large"}),
    ("system stub nodes=3 nodes=3", 1, 21, "duplicate", {"found": "nodes"}),
    ("system stub nodes=x", 1, 13, "bad_number", {"low": 1}),
    ("system stub nodes=10", 1, 13, "too_many", {"limit": "nodes", "maximum": 9}),
    ("seed 1; seed 1", 1, 9, "duplicate", {"found": "seed"}),
    ("init x 1; init x 1", 1, 16, "duplicate", {"found": "x"}),
    ("clock n1 skew=1; clock n1 skew=2", 1, 24, "duplicate", {"found": "n1"}),
    ("link n1-n2 latency=1; link n2>n1 latency=2", 1, 34, "duplicate", {"found": "latency"}),
    ("link n1-n2", 1, 11, "expected", {"expected": ("latency=", "loss="), "found": None}),
    ("latency 100001", 1, 9, "bad_number", {"high": 100_000}),
    ("latency 1 2", 1, 11, "expected", {"expected": "end"}),
    ("stop", 1, 5, "expected", {"expected": "tick"}),
    ('init x "a', 1, 8, "open_quote", {"found": None}),
    ('init x "a\n"', 1, 8, "open_quote", {"found": None}),
    ('init x "a\\tb"', 1, 10, "bad_escape", {"found": "\\t"}),
    ('init x a"b"', 1, 9, "expected", {"expected": "space"}),
    ("seed 1\n  \x00", 2, 3, "bad_character", {"found": "U+0000"}),
    ("init x \ud800", 1, 8, "bad_character", {"found": "U+D800"}),
    (f"init x {'a' * 201}", 1, 8, "too_long", {"limit": "value", "maximum": 200, "size": 201}),
    (f"seed 1\n# {'é' * 10_000}", 2, 9_998, "too_long", {"limit": "script", "maximum": 20_000}),
    (f"seed {'9' * 5_000}", 1, 6, "bad_number", {}),
]  # fmt: skip


@pytest.mark.parametrize(("text", "line", "column", "code", "values"), MISTAKES)
def test_a_mistake_is_told_where_it_is(text: str, line: int, column: int, code: str, values: dict[str, Any]) -> None:
    with pytest.raises(ScriptError) as caught:
        parse(text)
    error = caught.value
    assert (error.line, error.column, error.code) == (line, column, code), str(error)
    assert values.items() <= error.values.items()
    assert str(error).startswith(f"line {line}, column {column}: ") and len(str(error).splitlines()) == 1


def test_an_error_is_one_line_of_codes() -> None:
    with pytest.raises(ScriptError) as caught:
        parse("\n\n10 read x")
    assert str(caught.value) == 'line 3, column 9: expected node, found "x"'


@pytest.mark.parametrize(
    ("text", "limits", "limit"),
    [
        ("; ".join(f"init k{i} 1" for i in range(51)), HEADLESS, "keys"),
        ("1 heal;" * 501, ScriptLimits(9, 50, 500, 20_000), "commands"),
        ("system quorum nodes=101", HEADLESS, "nodes"),
        ("init x 1e15", ScriptLimits(9, 50, 500, 40), "script"),
    ],
)
def test_past_a_limit(text: str, limits: ScriptLimits, limit: str) -> None:
    with pytest.raises(ScriptError) as caught:
        parse(text, limits)
    assert caught.value.code in ("too_many", "too_long") and caught.value.values["limit"] == limit


def test_at_the_limit() -> None:
    keys = ";".join(f"init k{i} 1" for i in range(50))
    assert len(parse(f"{keys};system quorum nodes=9;" + "1 heal;" * 500).commands) == 500
    assert parse("system quorum nodes=100", HEADLESS).system.names[-1] == "n100"
