"""The script language under any scenario and any text: parse(print(s)) == s, and nothing but ScriptError.

Rules of this file
* Scenarios are drawn as values, not as text, so that printing cannot hide what parsing cannot give.
* Hostile text is drawn three ways: anything, grammar in disorder, and good scripts with a piece knocked out.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine import model as m
from engine.script import HEADLESS, ScriptError, parse, print_script
from engine.script.commands import VERBS
from tests.script_stub import EVERYTHING, EXAMPLE, KINDS, stubbed


@pytest.fixture(autouse=True, scope="module")
def _stub() -> Iterator[None]:
    with stubbed():
        yield


# -- properties --------------------------------------------------------------------------------------------------

LETTER = st.one_of(st.sampled_from("abcxyz"), st.characters(min_codepoint=0x4E00, max_codepoint=0x9FFF))
NAMES = st.one_of(
    st.from_regex(r"[a-z][a-z0-9_\-]{0,19}", fullmatch=True), st.text(LETTER, min_size=1, max_size=5)
).filter(lambda name: name not in ("by", "as", "with"))
KEYS = st.sampled_from(["x", "y", "by", "n1", "购物车", "k-1_"])
NODES = st.sampled_from(["n1", "n2", "n3", "n4"])
TICKS = st.integers(0, 1_000_000)
TEXTS = st.text(
    st.characters(exclude_categories=("Cc", "Cs", "Zl", "Zp")) | st.sampled_from('\n\t"\\;#| '), max_size=200
)
VALUES = st.one_of(
    TEXTS, st.integers(), st.floats(allow_nan=False, allow_infinity=False),
    st.sampled_from(["by", "as", "with", "r=1", "w=", "1", "1e5", "nan", "", "|", "a b", "#"]),
)  # fmt: skip
HELD = VALUES | st.sampled_from([None, "absent"])
DISTINCT = st.lists(NODES, min_size=1, max_size=4, unique=True).map(tuple)
PAIR = st.lists(NODES, min_size=2, max_size=2, unique=True).map(tuple)


@st.composite
def links(draw: st.DrawFn) -> m.Links:
    """Links with both directions of a pair side by side."""
    found = draw(
        st.lists(st.tuples(PAIR, st.booleans()), min_size=1, max_size=4, unique_by=lambda one: frozenset(one[0]))
    )
    return m.Links(tuple(link for (a, b), both in found for link in ([(a, b), (b, a)] if both else [(a, b)])))


@st.composite
def groups(draw: st.DrawFn) -> m.Groups:
    nodes = draw(st.permutations(["n1", "n2", "n3", "n4"]))
    cuts = sorted(draw(st.sets(st.integers(1, 4), min_size=1)))
    return m.Groups(tuple(tuple(nodes[a:b]) for a, b in zip([0, *cuts], cuts, strict=False)))


LATENCIES = st.one_of(
    st.integers(0, 100_000).map(lambda t: m.Latency(t, t)),
    st.integers(0, 100_000).map(lambda t: m.Latency(t, t, True)),
    st.tuples(st.integers(0, 999), st.integers(1000, 100_000)).map(lambda t: m.Latency(*t)),
)
CHANCES = st.floats(0, 1).map(abs)
MAYBE_LEVEL = st.sampled_from([None, "high", "low"])
MAYBE_NAME, MAYBE_COUNT = st.none() | NAMES, st.none() | st.integers(1, 3)
WHERE, SPOT, NTH = links() | groups(), NODES | links(), st.integers(1, 1_000_000)
COMMANDS = st.one_of(
    st.builds(m.Write, TICKS, NODES, KEYS, VALUES, client=MAYBE_NAME, w=MAYBE_COUNT, level=MAYBE_LEVEL),
    st.builds(m.Read, TICKS, NODES, KEYS, client=MAYBE_NAME, r=MAYBE_COUNT, level=MAYBE_LEVEL),
    st.builds(m.Delete, TICKS, NODES, KEYS, client=MAYBE_NAME, w=MAYBE_COUNT, level=MAYBE_LEVEL),
    st.builds(m.Cas, TICKS, NODES, KEYS, HELD, HELD, client=MAYBE_NAME),
    PAIR.flatmap(lambda p: st.builds(m.Sync, TICKS, st.just(p[0]), st.just(p[1]))),
    PAIR.flatmap(lambda p: st.builds(m.Rejoin, TICKS, st.just(p[0]), st.just(p[1]))),
    st.builds(m.Handoff, TICKS, NODES),
    st.builds(m.Purge, TICKS, DISTINCT, KEYS),
    st.builds(m.Promote, TICKS, NODES, st.just(()) | DISTINCT),
    st.builds(m.Campaign, TICKS, NODES, st.none() | NTH),
    st.builds(m.Heartbeat, TICKS, NODES),
    st.builds(m.Cut, TICKS, WHERE),
    st.builds(m.Heal, TICKS, st.none() | WHERE),
    st.builds(m.Crash, TICKS, NODES, st.booleans()),
    st.builds(m.Crash, TICKS, NODES, st.just(False), st.just(True)),
    st.builds(m.Recover, TICKS, NODES, st.booleans()),
    *(st.builds(kind, TICKS, PAIR, NTH) for kind in (m.Hold, m.Release, m.Drop, m.Duplicate)),
    st.builds(m.Slow, TICKS, SPOT, LATENCIES),
    st.builds(m.Lose, TICKS, SPOT, CHANCES),
    st.builds(m.Pause, TICKS, NODES, st.integers(1, 1_000_000)),
    st.builds(m.Skew, TICKS, NODES, st.integers(-1_000_000, 1_000_000)),
)
CHOSEN = st.fixed_dictionaries(
    {},
    optional={
        "count": st.integers(1, 8), "home": st.just(("n1", "n3", "n2")), "main": NODES, "period": TICKS,
        "range": st.just((0, 0)) | st.tuples(st.integers(1, 99), st.integers(99, 300)),
        "switch": st.booleans(), "choice": st.sampled_from(["a", "b"]),
    },
)  # fmt: skip


@st.composite
def scenarios(draw: st.DrawFn) -> m.Scenario:
    commands = sorted(draw(st.lists(COMMANDS, max_size=8)), key=lambda one: one.tick)
    chosen = draw(CHOSEN)
    skews = draw(st.dictionaries(NODES, st.integers(-99, 99).filter(bool)))
    rule = st.builds(m.LinkRule, links(), LATENCIES, st.none() | CHANCES) | st.builds(
        m.LinkRule, links(), st.none(), CHANCES
    )
    return m.Scenario(
        m.System("stub", 4, tuple((name, chosen[name]) for name in KINDS if name in chosen)),
        draw(LATENCIES),
        tuple(draw(st.lists(rule, max_size=1))),
        tuple(sorted(skews.items())),
        draw(st.integers(1, 1_000_000)),
        tuple(draw(st.dictionaries(KEYS, VALUES, max_size=4)).items()),
        draw(st.integers(0, 10**18)),
        tuple(_with_ids(draw, commands)),
        draw(st.none() | TICKS),
    )


def _with_ids(draw: st.DrawFn, commands: list[m.Command]) -> Iterator[m.Command]:
    """Some operations get ids of their own, some writes a context read before."""
    reads: list[str] = []
    for i, one in enumerate(commands):
        if isinstance(one, m.Read):
            reads.append(f"id{i}")
            yield replace(one, id=f"id{i}")
        elif isinstance(one, m.Write | m.Delete) and draw(st.booleans()):
            yield replace(one, id=f"id{i}", context=draw(st.sampled_from(reads)) if reads else None)
        else:
            yield one


@settings(max_examples=300, deadline=None)
@given(scenarios())
def test_what_is_printed_parses_to_the_same(scenario: m.Scenario) -> None:
    text = print_script(scenario)
    again = parse(text, HEADLESS)
    assert again == scenario and repr(again) == repr(scenario)
    assert print_script(again) == text and text.endswith("\n") and len(text.splitlines()) == text.count("\n")


VOCABULARY = st.sampled_from(
    [*VERBS, *"system latency link clock timeout init seed stop quorum stub by as with tell to wipe unflushed".split()]
    + "0 1 10 -1 99999999999999999999 1e999 n1 n2 n3 n9 n01 n1-n3 n1>n3 n1>n3.2 n1-n1 x 王 r=1 w=9 r= w=".split()
    + "nodes=3 nodes=99 nodes= count=2 home=n1,n2 home= main=n1 skew=5 latency=5..1 loss=2 loss=.1 exp(10)".split()
    + ["|", ";", "\n", "#", '"', '"a b"', '"\\x"', "\\", "=", "\x00", "\ud800", "\u3000", "\r", "\x85", "１", "²"]
)
HOSTILE = st.one_of(
    st.text(max_size=200),
    st.lists(VOCABULARY, max_size=30).map(" ".join),
    st.lists(VOCABULARY, max_size=30).map("".join),
)


def _parses_or_is_refused(text: str) -> None:
    try:
        scenario = parse(text)
    except ScriptError as error:
        lines = text.removeprefix("\ufeff").split("\n")
        assert 1 <= error.line <= len(lines) and 1 <= error.column <= len(lines[error.line - 1]) + 1
        assert len(str(error).splitlines()) == 1
    else:
        assert repr(parse(print_script(scenario))) == repr(scenario)


@settings(max_examples=1000, deadline=None)
@given(HOSTILE)
def test_hostile_text_is_parsed_or_refused(text: str) -> None:
    _parses_or_is_refused(text)


@settings(max_examples=500, deadline=None)
@given(st.lists(st.lists(VOCABULARY, max_size=6).map(" ".join).flatmap(
    lambda tail: st.sampled_from([f"1 {verb} n1 {tail}" for verb in VERBS] + [f"{tail}", f"system stub {tail}"])
), max_size=4).map("\n".join))  # fmt: skip
def test_hostile_arguments_are_parsed_or_refused(text: str) -> None:
    _parses_or_is_refused(text)


@settings(max_examples=500, deadline=None)
@given(st.data())
def test_a_damaged_script_is_parsed_or_refused(data: st.DataObject) -> None:
    whole = data.draw(st.sampled_from([EXAMPLE, EVERYTHING]))
    at = data.draw(st.integers(0, len(whole)))
    _parses_or_is_refused(
        whole[:at] + data.draw(st.text(max_size=3) | VOCABULARY) + whole[at + data.draw(st.integers(0, 9)) :]
    )
