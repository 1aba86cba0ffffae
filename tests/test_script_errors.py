"""What a mistake in a script is told as, in full: every verb that lacks its place, rules that overlap, and how much of
what was found is shown."""

from __future__ import annotations

import re

import pytest

from engine.model import Latency
from engine.script import ScriptError, parse, print_script
from engine.script.commands import VERBS
from engine.script.errors import shorten
from engine.script.limits import LATENCY_MAX, NTH_MAX, SEED_MAX, TERM_MAX, TICK_MAX, VALUE_MAX

PLACES = {
    "write": "node", "read": "node", "delete": "node", "cas": "node", "call": "gateway", "cut": "node | link",
    "crash": "node", "recover": "node", "hold": "message", "release": "message", "drop": "message",
    "duplicate": "message",
    "slow": "node | link", "lose": "node | link", "skew": "node", "pause": "node",
    "sync": "node", "handoff": "node", "purge": "node",
    "promote": "node", "rejoin": "node", "behave": "node", "campaign": "node", "heartbeat": "node",
}  # fmt: skip
"""By verb what must follow it; heal alone may stand alone."""

SYSTEMS = {
    "cas": "raft", "promote": "primary", "rejoin": "primary", "behave": "service", "campaign": "raft",
    "heartbeat": "raft",
}  # fmt: skip
"""Systems that have the verb, where a quorum has not."""


def said(text: str) -> str:
    with pytest.raises(ScriptError) as caught:
        parse(text)
    return str(caught.value)


def test_every_verb_is_here() -> None:
    assert set(PLACES) == set(VERBS) - {"heal"}
    assert parse("10 heal").commands


@pytest.mark.parametrize("verb", PLACES)
def test_a_verb_without_its_place_says_what_should_follow(verb: str) -> None:
    text = f"system {SYSTEMS.get(verb, 'quorum')}\n10 {verb}"
    assert said(text) == f"line 2, column {4 + len(verb)}: expected {PLACES[verb]}, found end"


@pytest.mark.parametrize("verb", PLACES)
def test_a_verb_with_something_else_in_its_place_says_so(verb: str) -> None:
    text = f"system {SYSTEMS.get(verb, 'quorum')}\n10 {verb} ? x"
    assert said(text) == f'line 2, column {5 + len(verb)}: expected {PLACES[verb]}, found "?"'


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("10 slow n1", "column 11: expected latency, found end"),
        ("10 slow n1-n2", "column 14: expected latency, found end"),
        ("10 slow 50", 'column 9: expected node | link, found "50"'),
        ("10 lose n1", "column 11: expected probability, found end"),
        ("10 lose 0.5", 'column 9: expected node | link, found "0.5"'),
        ("10 skew n1", "column 11: expected number, found end"),
        ("10 pause n1 50", 'column 13: expected for, found "50"'),
        ("10 sync n1", "column 11: expected node, found end"),
        ("10 purge n1", "column 12: expected key, found end"),
        ("10 read n1", "column 11: expected key, found end"),
        ("10 hold n1>n3.1 n2", 'column 17: expected end, found "n2"'),
        ("10 heal n1 |", "column 13: expected node, found end"),
        ("10 cut | n1", 'column 8: expected node | link, found "|"'),
        ("10 cut n1 | | n2", 'column 13: expected node, found "|"'),
        ("10 cut n1-n2 n3", 'column 14: expected link, found "n3"'),
        ("link latency=5", 'column 6: expected link, found "latency=5"'),
        ("system service; gateway x1", 'column 25: expected gateway, found "x1"'),
        ("system service; gateway g1; gateway g1", 'column 37: duplicate, expected another, found "g1"'),
        ("system primary; 10 promote n1 n2", 'column 31: expected tell | end, found "n2"'),
        ("system quorum nodes", 'column 15: expected nodes=, found "nodes"'),
        ("link n1-n2 speed=5", 'column 12: expected latency= | loss=, found "speed=5"'),
    ],
)
def test_what_a_line_lacks(line: str, told: str) -> None:
    assert said(line) == f"line 1, {told}"


@pytest.mark.parametrize(
    "line",
    [
        "seed 1", "timeout 5", "stop 9", "latency 5", "link n1-n2 latency=5", "clock n1 skew=5", "init x 0",
        "10 heal", "10 heal n1", "10 cut n1 | n2", "10 cut n1-n2", "10 crash n1 wipe",
        "10 recover n1 wipe", "10 hold n1>n2.1", "10 release n1>n2.1", "10 drop n1>n2.1", "10 slow n1 5",
        "10 lose n1 0.5", "10 skew n1 5", "10 sync n1 n2", "10 handoff n1", "10 read n1 x by a as b",
        "10 pause n1 for 5",
        "10 write n1 x 1 by a as b", "10 delete n1 x by a as b", "system raft; 10 campaign n1 term=1",
        "system raft; 10 heartbeat n1", "system primary; 10 promote n1 tell n2", "system primary; 10 rejoin n1 to n2",
        "system service; 10 behave n1 slow 5", "system service; 10 behave n1 hang for service",
        "system service; gateway g1; 10 call g1 service by a",
    ],
)  # fmt: skip
def test_nothing_may_follow_what_is_complete(line: str) -> None:
    parse(line)
    assert re.fullmatch(rf'line 1, column {len(line) + 2}: expected .*, found "\?"', said(f"{line} ?"))


# -- rules that overlap --------------------------------------------------------------------------------------------


def test_a_link_has_one_latency_however_many_stand_beside_it() -> None:
    """n1-n2 has its latency when the second line names it again, beside n1-n3, which has none."""
    first = "link n1-n2 latency=5; "
    assert said(f"{first}link n1-n2 n1-n3 latency=9") == (
        'line 1, column 40: duplicate, expected another, found "latency"'
    )
    assert said(f"{first}link n1-n3 n2>n1 latency=9").startswith("line 1, column 40: duplicate")
    assert said("link n1>n2 loss=0.5; link n1-n3 n1-n2 loss=0.1").startswith("line 1, column 39: duplicate")
    assert said("link n1-n2 loss=0.5 loss=0.5").startswith("line 1, column 21: duplicate")


def test_a_link_may_have_a_latency_here_and_a_loss_there() -> None:
    rules = parse("link n1-n2 latency=5; link n1-n2 n1-n3 loss=0.5; link n1-n3 latency=9").links
    assert [(rule.latency, rule.loss) for rule in rules] == [
        (Latency(5, 5), None), (None, 0.5), (Latency(9, 9), None),
    ]  # fmt: skip


# -- how much of it is shown ---------------------------------------------------------------------------------------


def test_what_was_found_is_shown_up_to_forty_letters() -> None:
    assert said(f"10 read {'a' * 40} x") == f'line 1, column 9: expected node, found "{"a" * 40}"'
    assert said(f"10 read {'a' * 41} x") == f'line 1, column 9: expected node, found "{"a" * 39}…"'
    assert (len(shorten("b" * 40)), len(shorten("b" * 41)), len(shorten("b" * 9_999))) == (40, 40, 40)
    assert shorten(10**60) == 10**60, "a number stays what it is"


@pytest.mark.parametrize(
    ("template", "most"),
    [
        ("{} heal", TICK_MAX),
        ("timeout {}", TICK_MAX),
        ("stop {}", TICK_MAX),
        ("10 skew n1 {}", TICK_MAX),
        ("10 pause n1 for {}", TICK_MAX),
        ("latency {}", LATENCY_MAX),
        ("10 slow n1 {}", LATENCY_MAX),
        ("seed {}", SEED_MAX),
        ("10 drop n1>n2.{}", NTH_MAX),
        ("system raft; 10 campaign n1 term={}", TERM_MAX),
    ],
)
def test_numbers_at_their_limit_and_one_more(template: str, most: int) -> None:
    assert str(most) in print_script(parse(template.format(most)))
    assert "bad_number" in said(template.format(most + 1))


def test_limits_are_those_of_the_manual() -> None:
    assert (TICK_MAX, LATENCY_MAX, SEED_MAX, NTH_MAX, TERM_MAX, VALUE_MAX) == (
        1_000_000, 100_000, 10**18, 1_000_000, 1_000_000, 200,
    )  # fmt: skip
    assert parse(f"init x {'a' * VALUE_MAX}").init
    told = said(f"init x {'a' * (VALUE_MAX + 1)}")
    assert "maximum 200" in told and "size 201" in told
