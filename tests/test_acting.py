"""Every gesture and the line that it becomes; whom a new primary tells; which read a writer passes back; what none can
do."""

from __future__ import annotations

from typing import Any

import pytest

from engine.run.simulation import run
from engine.script import ScriptError, parse, print_script
from engine.script.commands import VERBS
from engine.script.limits import TICK_MAX
from engine.trace import Trace
from lessons.words import languages, load
from pages.ui.session import error_text as errors
from pages.ui.stage import gestures as acting

QUORUM = "system quorum nodes=3\n10 write n1 x 1 by alice"
LEVELS = "system quorum nodes=3 read_your_writes=yes"
PRIMARY = "system primary nodes=3\n10 write n1 x 1 by alice"
RAFT = "system raft nodes=3 leader=n1"
SERVICE = "system service nodes=2\ngateway g1"
SET = "system multi_value nodes=2 resolver=crdt crdt=or_set"


def traced(script: str) -> Trace:
    return run(parse(script))


def line(script: str, tick: int = 90, **action: Any) -> str:
    """The last line of the script once someone who stands at a tick has done this."""
    return print_script(acting.act(traced(script), {**action, "tick": tick}).scenario).splitlines()[-1]


GESTURES: list[tuple[str, dict[str, Any], str]] = [
    (QUORUM, {"verb": "write", "node": "n1", "key": "x", "value": "12", "client": "bob"}, "write n1 x 12 by bob"),
    (QUORUM, {"verb": "write", "node": "n1", "key": " x ", "value": " a b ", "client": " "}, 'write n1 x "a b"'),
    (QUORUM, {"verb": "read", "node": "n2", "key": "x", "client": "bob"}, "read n2 x by bob"),
    (LEVELS, {"verb": "read", "node": "n2", "key": "x", "level": "strong"}, "read n2 x level=strong"),
    (LEVELS, {"verb": "write", "node": "n2", "key": "x", "value": "", "level": "causal"}, 'write n2 x "" level=causal'),
    (QUORUM, {"verb": "delete", "node": "n1", "key": "x", "client": "bob", "value": "2"}, "delete n1 x by bob"),
    (LEVELS, {"verb": "delete", "node": "n1", "key": "x", "level": "strong"}, "delete n1 x level=strong"),
    (SET, {"verb": "delete", "node": "n1", "key": "x", "client": "bob", "value": "2"}, "delete n1 x 2 by bob"),
    (SET, {"verb": "delete", "node": "n1", "key": "x", "value": " "}, "delete n1 x"),
    (
        RAFT,
        {"verb": "cas", "node": "n1", "key": "x", "expected": " 1 ", "value": "a b", "client": "bob"},
        'cas n1 x 1 "a b" by bob',
    ),
    (RAFT, {"verb": "cas", "node": "n1", "key": "x", "expected": "", "value": "absent"}, 'cas n1 x absent "absent"'),
    (SERVICE, {"verb": "call", "node": "g1", "key": "a", "client": "bob"}, "call g1 a by bob"),
    (SERVICE, {"verb": "call", "node": "g1", "key": "a"}, "call g1 a"),
    (QUORUM, {"verb": "cut", "groups": [["n1"], ["n2", "n3"]]}, "cut n1 | n2 n3"),
    (QUORUM, {"verb": "cut", "groups": [["n1"], []]}, "cut n1"),
    (QUORUM, {"verb": "cut", "links": ["n1>n3", "n3>n1", "n2>n3"]}, "cut n1-n3 n2>n3"),
    (QUORUM, {"verb": "heal"}, "heal"),
    (QUORUM, {"verb": "heal", "links": ["n1>n3"]}, "heal n1>n3"),
    (QUORUM, {"verb": "heal", "groups": [["n1"], ["n2"]]}, "heal n1 | n2"),
    (QUORUM, {"verb": "crash", "node": "n2"}, "crash n2"),
    (QUORUM, {"verb": "crash", "node": "n2", "wipe": True}, "crash n2 wipe"),
    (QUORUM, {"verb": "crash", "node": "n2", "unflushed": True}, "crash n2 unflushed"),
    (QUORUM, {"verb": "crash", "node": "n2", "unflushed": True, "wipe": True}, "crash n2 wipe"),
    (QUORUM, {"verb": "recover", "node": "n2"}, "recover n2"),
    (QUORUM, {"verb": "recover", "node": "n2", "wipe": True}, "recover n2 wipe"),
    (QUORUM, {"verb": "hold", "message": "n1>n2.1"}, "hold n1>n2.1"),
    (QUORUM, {"verb": "release", "message": "n1>n2.1"}, "release n1>n2.1"),
    (QUORUM, {"verb": "drop", "message": "n2>n1.12"}, "drop n2>n1.12"),
    (QUORUM, {"verb": "duplicate", "message": "n1>n2.1"}, "duplicate n1>n2.1"),
    (QUORUM, {"verb": "slow", "link": "n1-n2", "latency": 50}, "slow n1-n2 50"),
    (QUORUM, {"verb": "lose", "link": "n1-n2", "loss": 30}, "lose n1-n2 0.3"),
    (QUORUM, {"verb": "lose", "link": "n1-n2", "loss": "0"}, "lose n1-n2 0"),
    (QUORUM, {"verb": "skew", "node": "n1", "offset": -50}, "skew n1 -50"),
    (QUORUM, {"verb": "skew", "node": "n1", "offset": "7"}, "skew n1 7"),
    (QUORUM, {"verb": "pause", "node": "n1", "ticks": 80}, "pause n1 for 80"),
    (QUORUM, {"verb": "sync", "node": "n1", "peer": "n2"}, "sync n1 n2"),
    (QUORUM, {"verb": "handoff", "node": "n1"}, "handoff n1"),
    (QUORUM, {"verb": "purge", "node": "n1", "key": "x"}, "purge n1 x"),
    (RAFT, {"verb": "campaign", "node": "n2"}, "campaign n2"),
    (RAFT, {"verb": "campaign", "node": "n2", "term": 7}, "campaign n2 term=7"),
    (RAFT, {"verb": "heartbeat", "node": "n1"}, "heartbeat n1"),
    (PRIMARY, {"verb": "rejoin", "node": "n1", "to": "n2"}, "rejoin n1 to n2"),
    (PRIMARY, {"verb": "promote", "node": "n2"}, "promote n2 tell n1 n3"),
    (PRIMARY, {"verb": "promote", "node": "n2", "tell": ["n3"]}, "promote n2 tell n3"),
    (PRIMARY, {"verb": "promote", "node": "n2", "tell": ["n2", "n1"]}, "promote n2 tell n1"),
    (SERVICE, {"verb": "behave", "node": "n1", "how": "hang"}, "behave n1 hang"),
    (SERVICE, {"verb": "behave", "node": "n1", "how": "ok", "ticks": 9}, "behave n1 ok"),
    (SERVICE, {"verb": "behave", "node": "n1", "how": "slow"}, "behave n1 slow 50"),
    (SERVICE, {"verb": "behave", "node": "n1", "how": "slow", "ticks": 8}, "behave n1 slow 8"),
]


@pytest.mark.parametrize(("script", "action", "printed"), GESTURES)
def test_a_gesture_becomes_a_line(script: str, action: dict[str, Any], printed: str) -> None:
    assert line(script, **action) == f"91 {printed}"


def test_every_verb_of_a_script_has_a_gesture() -> None:
    assert {action["verb"] for _, action, _ in GESTURES} == set(VERBS)


# -- whom a new primary tells --------------------------------------------------------------------------------------

SIDES = (
    "system primary nodes=4\n10 write n1 x 1\n20 cut n1 n4 | n2 n3\n25 crash n3\n31 heal\n40 recover n3\n99 read n1 x"
)


@pytest.mark.parametrize(
    ("tick", "printed"),
    [
        (10, "promote n2 tell n1 n3 n4"),
        (22, "promote n2 tell n3"),
        (30, "promote n2"),  # n3 is down, the others are behind the cut; the healing at 31 is in a future that is left
        (31, "promote n2 tell n1 n4"),
        (50, "promote n2 tell n1 n3 n4"),
    ],
)
def test_a_new_primary_tells_whom_it_reaches_now(tick: int, printed: str) -> None:
    assert line(SIDES, tick, verb="promote", node="n2") == f"{tick + 1} {printed}"


# -- which read a writer passes back -------------------------------------------------------------------------------

READS = """system multi_value nodes=2
10 write n1 x 1 by alice
20 read n1 x by alice as early
30 read n1 y by alice as other
35 read n1 x by bob as his
40 crash n2
41 read n2 x by alice as refused
60 read n1 x by alice as late
"""


@pytest.mark.parametrize(
    ("tick", "client", "key", "passed"),
    [
        (15, "alice", "x", ""),  # all reads are in the future
        (19, "alice", "x", ""),
        (20, "alice", "x", " with early"),
        (50, "alice", "x", " with early"),  # 'refused' was not answered, 'late' has not been asked, two are not hers
        (59, "alice", "x", " with early"),
        (60, "alice", "x", " with late"),
        (90, "alice", "y", " with other"),
        (90, "bob", "x", " with his"),
        (90, "carol", "x", ""),
        (90, "bob", "y", ""),
    ],
)
@pytest.mark.parametrize("verb", ["write", "delete"])
def test_a_writer_passes_the_last_read_that_was_answered(
    verb: str, tick: int, client: str, key: str, passed: str
) -> None:
    value = " 2" if verb == "write" else ""
    done = line(READS, tick, verb=verb, node="n1", key=key, client=client, value="2")
    assert done == f"{tick + 1} {verb} n1 {key}{value} by {client}{passed}"


# -- what no gesture can do ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "action",
    [
        {},
        {"verb": "jump", "node": "n1"},
        {"verb": "cut", "links": ["n1"]},
        {"verb": "skew", "node": "n1"},
        {"verb": "write", "node": "n1", "key": "x"},
        {"verb": "heal", "tick": "now"},
    ],
)
def test_what_is_not_understood_has_no_place(action: dict[str, Any]) -> None:
    assert refusal(QUORUM, action) == ("not_understood", None)


FIELDS: list[tuple[str, dict[str, Any], str, str]] = [
    (QUORUM, {"verb": "write", "node": "n1", "key": "", "value": "1"}, "expected", "key"),
    (QUORUM, {"verb": "write", "node": "n1", "key": "<b>", "value": "1"}, "bad_name", "key"),
    (QUORUM, {"verb": "read", "node": "n1", "key": "x", "client": "a b"}, "bad_name", "client"),
    (QUORUM, {"verb": "read", "node": None, "key": "x"}, "expected", "node"),
    (QUORUM, {"verb": "crash", "node": "n1\n91 crash n2"}, "expected", "node"),
    (QUORUM, {"verb": "crash", "node": "n9"}, "unknown_node", "node"),
    (QUORUM, {"verb": "sync", "node": "n1", "peer": None}, "expected", "node"),
    (QUORUM, {"verb": "purge", "node": "n1", "key": " "}, "expected", "key"),
    (QUORUM, {"verb": "hold", "message": ""}, "expected", "message"),
    (QUORUM, {"verb": "hold", "message": "n1"}, "expected", "message"),
    (QUORUM, {"verb": "slow", "link": "n1", "latency": 5}, "expected", "link"),
    (QUORUM, {"verb": "lose", "link": "", "loss": 50}, "expected", "link"),
    (QUORUM, {"verb": "cut"}, "expected", "group"),
    (QUORUM, {"verb": "cut", "groups": []}, "expected", "group"),
    (QUORUM, {"verb": "cut", "groups": "n1"}, "expected", "group"),
    (QUORUM, {"verb": "cut", "groups": {"n1": "n2"}}, "expected", "group"),
    (QUORUM, {"verb": "cut", "groups": [[]]}, "expected", "group"),
    (QUORUM, {"verb": "cut", "groups": [["n1", "x"]]}, "expected", "group"),
    (PRIMARY, {"verb": "rejoin", "node": "n1", "to": ""}, "expected", "node"),
    ("system service nodes=2", {"verb": "call", "node": None, "key": "a"}, "expected", "node"),
    ("system service nodes=2", {"verb": "call", "node": "n1", "key": "a"}, "expected", "gateway"),
]


@pytest.mark.parametrize(("script", "action", "code", "field"), FIELDS)
def test_what_is_missing_or_misspelt_is_told_by_its_field_and_without_a_place(
    script: str, action: dict[str, Any], code: str, field: str
) -> None:
    assert refusal(script, action) == (code, field)


@pytest.mark.parametrize("lang", languages())
@pytest.mark.parametrize(("script", "action", "code", "field"), FIELDS)
def test_it_is_told_without_lines_and_without_values_of_the_program(
    script: str, action: dict[str, Any], code: str, field: str, lang: str
) -> None:
    words = load(lang)
    with pytest.raises(ScriptError) as caught:
        acting.act(traced(script), {"tick": 90, **action})
    said = errors.of_act(words, script, action["verb"], caught.value)
    assert words(words.own("verb", script.split()[1], action["verb"])) in said
    for word in ("None", "Line", "line", "column", "第", words("expected.end")):
        assert word not in said, said


NUMBERS: list[tuple[str, dict[str, Any], str, int, int]] = [
    (QUORUM, {"verb": "slow", "link": "n1-n2"}, "latency", 0, 100_000),
    (QUORUM, {"verb": "lose", "link": "n1-n2"}, "loss", 0, 100),
    (QUORUM, {"verb": "skew", "node": "n1"}, "offset", -TICK_MAX, TICK_MAX),
    (QUORUM, {"verb": "pause", "node": "n1"}, "ticks", 1, TICK_MAX),
    (RAFT, {"verb": "campaign", "node": "n2"}, "term", 1, 1_000_000),
    (SERVICE, {"verb": "behave", "node": "n1", "how": "slow"}, "ticks", 1, TICK_MAX),
]


@pytest.mark.parametrize(("script", "action", "field", "low", "high"), NUMBERS)
def test_what_is_no_number_within_its_bounds_is_refused_and_never_taken_as_another(
    script: str, action: dict[str, Any], field: str, low: int, high: int
) -> None:
    trace = traced(script)
    for typed in ("tea", "", " ", None, "1e3", "2.5", float("inf"), True, "9" * 5000, low - 1, str(high + 1)):
        with pytest.raises(ScriptError) as caught:
            acting.act(trace, {"tick": 90, **action, field: typed})
        assert (caught.value.code, caught.value.values) == ("no_number", {"low": low, "high": high})
        for lang in languages():
            said = errors.of_act(load(lang), script, action["verb"], caught.value)
            assert str(low) in said and str(high) in said
    for typed in (low, f" {high} "):
        assert acting.act(trace, {"tick": 90, **action, field: typed}).tick == 91


def refusal(script: str, action: dict[str, Any]) -> tuple[str, Any]:
    """The code of a mistake that has no place, and what was expected."""
    with pytest.raises(ScriptError) as caught:
        acting.act(traced(script), {"tick": 90, **action})
    assert (caught.value.line, caught.value.column) == (0, 0)
    return caught.value.code, caught.value.values.get("expected")


def test_a_verb_of_another_system_is_told_in_the_scripts_own_words() -> None:
    with pytest.raises(ScriptError, match="not_for_this_protocol"):
        line(QUORUM, verb="promote", node="n2")


def test_where_one_stands_is_within_time() -> None:
    acted = acting.act(traced(QUORUM), {"verb": "heal", "tick": -5})
    assert (acted.tick, acted.forked) == (1, True)
    acted = acting.act(traced(QUORUM), {"verb": "heal", "tick": 10**9})
    assert (acted.tick, acted.forked) == (TICK_MAX, False)


@pytest.mark.parametrize(("stands", "stop"), [(98, 100), (99, 190), (150, 241)])
def test_acting_where_the_run_stops_lets_it_go_on_as_long_as_it_did(stands: int, stop: int) -> None:
    acted = acting.act(traced(f"{QUORUM}\ntimeout 50\nstop 100"), {"verb": "heal", "tick": stands})
    assert acted.scenario.stop == stop


def test_a_run_with_timers_without_end_can_be_acted_on_at_its_end() -> None:
    trace = traced("system raft nodes=3 leader=n1 heartbeat=20\ntimeout 60\n10 write n1 x 1\nstop 20")
    acted = acting.act(trace, {"verb": "read", "node": "n1", "key": "x", "client": "bob"})
    assert acted.scenario.stop == trace.end + 1 + 60
    assert run(acted.scenario).operations[-1].status == "ok"
