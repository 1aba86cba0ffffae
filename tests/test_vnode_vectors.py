"""One vector for all values of a key, as Riak 1 had it: what grows, what keeps it small, and that nothing is lost.

Rules of this file
* A client is a name; before each write it has read its key once, at some moment since its last write, or never.
"""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.analysis.durability import lost_writes
from engine.catalog.scenes import PRESETS
from engine.clocks import dotted as dvv
from engine.clocks import vnode_vector as vnode
from engine.protocols.multi_value.sibling_counts import sibling_counts
from engine.run.simulation import run
from engine.trace import Trace
from tests.asking import operation, play, values
from tests.strategies import scenarios
from tests.test_multi_value import TOGETHER, system

CLIENTS = ("alice", "bob", "carol")


def explosion(versions: str) -> Trace:
    return play(PRESETS["explosion"].replace("versions=vnode", f"versions={versions}"))


@pytest.mark.parametrize(
    ("versions", "read", "counts", "lost"),
    [
        # the vectors of n1: {1}, {2}, {3}, {4}; Rita comes with {1}, Michelle with {2}: neither is above what is there
        ("vnode", ("Bob", "Michelle", "Rita", "Sue"), [0, 1, 2, 3, 4], ()),
        # Rita replaces Bob, Michelle replaces Sue
        ("dvv", ("Michelle", "Rita"), [0, 1, 2], ()),
        # the newest vector of n1 is above all others
        ("vv", ("Michelle",), [0, 1], ("w3",)),
    ],
)
def test_two_clients_who_take_turns(
    versions: str, read: tuple[str, ...], counts: list[int], lost: tuple[str, ...]
) -> None:
    trace = explosion(versions)
    assert operation(trace, "r1").value == read
    assert [count for _, count in sibling_counts(trace, "name")] == counts
    assert lost_writes(trace) == lost


@pytest.mark.parametrize(("versions", "left"), [("vnode", (1, 2, 3)), ("dvv", (1, 2, 3)), ("vv", (3,))])
def test_blind_writes_at_one_node(versions: str, left: tuple[int, ...]) -> None:
    trace = play(f"system multi_value versions={versions}; 10 write n1 x 1; 20 write n1 x 2; 30 write n1 x 3")
    assert values(trace, "n1") == left


def test_one_who_has_read_all_replaces_all() -> None:
    trace = play(
        "system multi_value versions=vnode; 10 write n1 x 1; 20 write n1 x 2; 30 read n1 x by bob as r;"
        "40 write n1 x 3 by bob with r"
    )
    assert [values(trace, node) for node in ("n1", "n2", "n3")] == [(3,)] * 3


turns = st.lists(st.tuples(st.sampled_from(CLIENTS), st.booleans()), max_size=40)


@settings(max_examples=60)
@given(turns)
def test_dots_keep_siblings_at_the_number_of_clients_and_one_vector_keeps_no_fewer(
    plan: list[tuple[str, bool]],
) -> None:
    """(client, whether it reads) in turn; it writes otherwise. Its context has what it wrote itself."""
    schemes: tuple[Any, ...] = (dvv, vnode)
    held = [scheme.EMPTY for scheme in schemes]
    contexts: dict[str, list[dict[str, int]]] = {client: [{}, {}] for client in CLIENTS}
    for nth, (client, reads) in enumerate(plan):
        for place, scheme in enumerate(schemes):
            if not reads:
                held[place], _ = scheme.update(held[place], contexts[client][place], "n1", nth)
            contexts[client][place] = scheme.context(held[place])
        dots, vector = {value for _, value in dvv.dotted(held[0])}, set(held[1].values)
        assert dots <= vector and len(dots) <= len(CLIENTS)


@settings(max_examples=25)
@given(st.data())
def test_nothing_acknowledged_is_lost_and_all_agree_in_the_end(data: st.DataObject) -> None:
    chosen = system(versions="vnode", resolver="siblings")
    trace = run(data.draw(scenarios(chosen, keys=("x",), lossy=True, ending=TOGETHER)))
    assert lost_writes(trace) == ()
    assert len({values(trace, node) for node in chosen.names}) == 1
