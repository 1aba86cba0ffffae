"""Merkle trees: what differs is found, nothing else is sent, and two replicas end as if everything had been sent."""

from __future__ import annotations

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from engine.catalog.scenes import PRESETS
from engine.model import Environment, Note, Send, Sync
from engine.protocols import quorum
from engine.protocols.quorum.comparisons import Comparison, Cost, comparisons, costs
from engine.protocols.quorum.state import Config, Record, State
from engine.run.simulation import run
from engine.script import parse
from engine.structures import merkle
from engine.structures.growing_map import GrowingMap
from engine.trace import Trace

KEYS = [f"k{i}" for i in range(12)]
VERSIONS = st.one_of(st.just(()), st.tuples(st.integers(0, 9), st.sampled_from(["n1", "n2"])))
STORES = st.dictionaries(st.sampled_from(KEYS), VERSIONS, max_size=12)


def compared(mode: str, one: dict[str, Any], other: dict[str, Any]) -> tuple[State, State, list[Any]]:
    """Both nodes after one comparison that n1 begins, and all that was said."""
    config = quorum.settings.config(("n1", "n2"), {"compare": mode})
    assert isinstance(config, Config)
    states = {
        node: State({key: Record(version, str(version)) for key, version in store.items()}, {}, (), {}, 0, GrowingMap())
        for node, store in (("n1", one), ("n2", other))
    }
    said: list[Any] = []
    node, env = "n1", Environment("n1", 0, config, None)
    _, wishes = quorum.handlers.on_request(env, states["n1"], Sync(0, "n1", "n2"))
    while sends := [wish for wish in wishes if isinstance(wish, Send)]:
        assert len(sends) == 1
        sender, node = node, sends[0].to
        said.append(sends[0].body)
        env = Environment(node, 0, config, None)
        states[node], wishes = quorum.handlers.on_message(env, states[node], sender, sends[0].body)
    return states["n1"], states["n2"], said


@settings(max_examples=150)
@given(STORES, STORES)
def test_both_nodes_end_as_if_everything_had_been_sent(one: dict[str, Any], other: dict[str, Any]) -> None:
    by_all, by_tree = compared("all", one, other), compared("merkle", one, other)
    assert [state.store for state in by_tree[:2]] == [state.store for state in by_all[:2]]
    assert by_tree[0].store == by_tree[1].store


@settings(max_examples=100)
@given(STORES, STORES)
def test_only_keys_of_leaves_that_differ_are_named_and_only_newer_records_sent(
    one: dict[str, Any], other: dict[str, Any]
) -> None:
    said = compared("merkle", one, other)[2]
    apart = {key for key in KEYS if one.get(key) != other.get(key)}
    leaves = {merkle.leaf(key) for key in apart}
    listed = [key for body in said if hasattr(body, "versions") for key, _ in body.versions]
    sent = [key for body in said if hasattr(body, "records") for key, _ in body.records]
    assert {merkle.leaf(key) for key in listed} <= leaves
    assert sorted(sent) == sorted(apart)


@given(STORES, STORES)
def test_what_a_comparison_will_cost_is_what_it_costs(one: dict[str, Any], other: dict[str, Any]) -> None:
    stores = [{key: Record(version, str(version)) for key, version in store.items()} for store in (one, other)]
    for mode, foretold in costs(*stores).items():
        said = compared(mode, one, other)[2]
        hashes = sum(len(getattr(body, "hashes", ())) for body in said)
        listed = [key for body in said for key, _ in (*getattr(body, "versions", ()), *getattr(body, "records", ()))]
        sent = sum(len(getattr(body, "records", ())) for body in said)
        assert Cost(hashes, len(set(listed)), sent) == foretold


@given(STORES, STORES)
def test_the_leaves_that_differ_are_those_of_the_keys_that_differ(one: dict[str, Any], other: dict[str, Any]) -> None:
    found = merkle.differing_nodes(merkle.tree(one), merkle.tree(other))
    leaves = {merkle.leaf(key) for key in KEYS if one.get(key) != other.get(key)}
    assert {place for level, place in found if level == merkle.DEPTH} == leaves
    assert set(found) == {(level, place >> (3 - level)) for place in leaves for level in range(4)}


def test_a_tree_is_four_levels_and_the_same_whatever_the_order_of_writing() -> None:
    tree = merkle.tree({"a": (1, "n1"), "b": (2, "n2")})
    assert [len(level) for level in tree] == [1, 2, 4, 8]
    assert tree == merkle.tree({"b": (2, "n2"), "a": (1, "n1")})
    assert tree[0] != merkle.tree({"a": (1, "n1"), "b": (2, "n1")})[0]


def play(text: str) -> Trace:
    return run(parse(text))


TWO = (
    "system quorum nodes=2 r=1 w=1{0}; init a 0; init b 0; init c 0; 5 cut n1; 10 write n1 a 1; 30 heal; 40 sync n1 n2"
)


def test_the_cost_of_both_ways() -> None:
    """One of three keys differs (alone in its leaf): all three go out one way; or 7 hashes, one version, one record."""
    everything, tree = play(TWO.format("")), play(TWO.format(" compare=merkle"))
    assert comparisons(everything) == (Comparison(comparisons(everything)[0].first, 40, "n1", "n2", 2, 0, 3, 3, ()),)
    (found,) = comparisons(tree)
    assert (found.hashes, found.keys, found.records) == (7, 1, 1)
    assert found.leaves == (merkle.leaf("a"),)
    ends = [tree.state(node, found.first).store for node in ("n1", "n2")]
    assert costs(*ends) == {"all": Cost(0, 3, 3), "merkle": Cost(7, 1, 1)}


def test_equal_replicas_exchange_one_hash() -> None:
    trace = play("system quorum nodes=2 compare=merkle; init a 0; 10 sync n1 n2")
    (found,) = comparisons(trace)
    assert (found.messages, found.hashes, found.keys, found.records, found.leaves) == (1, 1, 0, 0, ())
    assert [note for event in trace.events for note in event.effects if isinstance(note, Note)] == [
        Note("in_sync", {"peer": "n1"})
    ]


def test_rounds_of_anti_entropy_compare_by_trees_too() -> None:
    text = "system quorum nodes=3 w=1 anti_entropy=40 compare=merkle; 5 cut n1; 10 write n1 x 1; 30 heal; stop 300"
    trace = play(text)
    assert {trace.state(node, trace.last).store["x"].value for node in ("n1", "n2", "n3")} == {1}
    assert {(found.one, found.other) for found in comparisons(trace)} >= {("n1", "n2"), ("n1", "n3"), ("n2", "n3")}


def test_the_scene_finds_two_leaves_of_eight_and_sends_two_records() -> None:
    trace = play(PRESETS["merkle"])
    first, second = comparisons(trace)
    assert (first.hashes, first.keys, first.records, first.leaves) == (7, 3, 2, (2, 3))
    stores = [trace.state(node, first.first).store for node in ("n1", "n3")]
    assert costs(*stores) == {"all": Cost(0, 10, 11), "merkle": Cost(7, 3, 2)}
    assert (second.one, second.other, second.records) == ("n1", "n2", 1)


def test_a_tombstone_purged_before_all_have_it_comes_back_and_one_purged_after_does_not() -> None:
    ended = {op.id: op.value for op in play(PRESETS["purged"]).operations if op.kind == "read"}
    assert list(ended.values()) == ["beach", None]
