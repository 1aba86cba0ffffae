"""The lattice is true of the checks: what keeps the stronger keeps the weaker, on histories of any shape.

Rules of this file
* ANSWERS edges hold for the verdicts as they are. ORDER edges hold once versions are given in the order that explains
  the answers, which is made here from what the checks have found.
"""

from __future__ import annotations

from itertools import permutations
from typing import Any

import networkx as nx
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.analysis.verdicts import verdicts_at
from engine.checks import CHECKS, MODELS, sessions
from engine.checks.causal import arbitration, causal_views, causes, pram_views, saturate
from engine.checks.check import ORDER
from engine.checks.execution import INIT, Execution, accesses_of, certain, possible
from engine.checks.lattice import IMPLIES, LEVELS, PLACES, graph, hidden, strongest_kept, weakest_broken, worst
from engine.checks.partial_order import close
from engine.checks.spec import NEVER
from engine.model import Operation, System
from engine.run.simulation import run
from tests.judging import consistent, judge_all, judge_model, outcomes
from tests.strategies import every_protocol, scenarios

SESSIONS = ("read_your_writes", "monotonic_reads", "monotonic_writes", "writes_follow_reads")


@st.composite
def histories(draw: Any, most: int = 8, plain: bool = False) -> list[Operation]:
    """Operations of three clients on two keys; plain: in turn, all answered, every value written once."""
    found: list[Operation] = []
    for i in range(draw(st.integers(1, most))):
        kind = draw(
            st.sampled_from(["write", "read", "read"] if plain else ["write", "write", "delete", "read", "read"])
        )
        client, key = draw(st.sampled_from("abc")), draw(st.sampled_from("xy"))
        status = "ok" if plain else draw(st.sampled_from(["ok", "ok", "ok", "unknown", "refused"]))
        start = 10 * i if plain else draw(st.integers(0, 20))
        done = start + (5 if plain else draw(st.integers(0, 9)))
        found.append(Operation(f"o{i}", kind, client, "n1", key, None, start, done, status))
    written = [op for op in found if op.kind == "write"]
    values = {op.id: i if plain else draw(st.integers(0, 3)) for i, op in enumerate(written)}
    mine = {key: [values[op.id] for op in written if op.key == key] for key in "xy"}
    told = [
        op._replace(value=values[op.id] if op.kind == "write" else draw(st.sampled_from([None, *mine[op.key]])))
        for op in found
    ]
    return sorted((op._replace(value=None) if op.kind == "delete" else op for op in told), key=lambda op: op.issued)


@settings(max_examples=400)
@given(histories())
def test_what_keeps_the_stronger_keeps_the_weaker(operations: list[Operation]) -> None:
    consistent(outcomes(judge_all(operations)))


SYSTEMS = every_protocol(
    System("quorum", 3, (("r", 1), ("w", 1))),
    System("quorum", 3, ()),
    System("primary", 3, ()),
    System("multi_value", 3, ()),
    System("causal", 3, ()),
    System("raft", 3, ()),
    System("chain", 3, (("read", "local"),)),
)


@settings(max_examples=60)
@given(st.sampled_from(SYSTEMS).flatmap(lambda system: scenarios(system, least=8, requests=1)))
def test_runs_agree_with_the_lattice(scenario: Any) -> None:
    trace = run(scenario)
    alone = (verdict for check in CHECKS.values() for verdict in verdicts_at(trace, check))
    found = {check: verdict.outcome for check, verdict in worst(alone).items()}
    if trace.operations:  # without any there is no key to judge
        assert set(found) == set(graph())
        consistent(found)


# -- the order that explains the answers gives the session guarantees --------------------------------------------


def versioned(operations: list[Operation], ex: Execution, before: list[int]) -> list[Operation]:
    """The operations that an execution holds, with versions in an order that keeps `before`."""
    closed = close(before)
    assert closed is not None
    rank: dict[str, tuple[int, ...]] = {ex.accesses[i].id: (closed[i].bit_count(), i) for i in range(len(ex.accesses))}
    for i, many in enumerate(ex.sources):
        for source in many:
            rank[ex.accesses[i].id] = () if source == INIT else rank[ex.accesses[source].id]
    return [op._replace(version=rank[op.id]) for op in operations if op.id in rank]


def kept(operations: list[Operation], strong: str, client: str | None = None) -> None:
    for _, weak, _why in (edge for edge in IMPLIES if edge[0] == strong and edge[2] == ORDER):
        mine = [op for op in operations if client is None or op.client == client or op.kind != "read"]
        for verdict in sessions(mine, weak):
            guilty = {op.client for op in operations if op.id in verdict.operations}
            assert verdict.outcome == "kept" or (client is not None and client not in guilty), (strong, weak)


@settings(max_examples=200)
@given(histories(plain=True))
def test_models_give_the_session_guarantees_in_their_own_order(operations: list[Operation]) -> None:
    accesses = accesses_of(operations)
    ex = certain(accesses, possible(accesses, {}))
    assert len(ex.accesses) == len(accesses)
    if judge_model(operations, "causal_cc").outcome == "kept":
        kept(versioned(operations, ex, causes(ex)), "causal_cc")
    closed = close(causes(ex))
    if judge_model(operations, "causal_ccv").outcome == "kept":
        assert closed is not None
        kept(versioned(operations, ex, arbitration(ex, closed)), "causal_ccv")
    for check, views in (("pram", pram_views), ("causal_cm", causal_views)):
        if judge_model(operations, check).outcome == "kept":
            for view in views(ex):
                _, order = saturate(ex, view.before, view, 10_000)
                seen = [
                    op
                    for op in operations
                    if any(a.id == op.id for i, a in enumerate(ex.accesses) if view.members >> i & 1)
                ]
                kept(versioned(seen, ex, order), check, view.client)


# -- PRAM, by trying all orders ----------------------------------------------------------------------------------


def explained(operations: list[Operation], client: str) -> bool:
    """Is there an order of all writes and this client's reads, true to every session, that explains the reads?"""
    mine = [op for op in operations if op.kind == "write" or op.client == client]
    for order in permutations(mine):
        place = {op.id: i for i, op in enumerate(order)}
        if any(place[a.id] > place[b.id] for a in mine for b in mine if a.client == b.client and a.issued < b.issued):
            continue
        held: dict[str, Any] = {}
        for op in order:
            if op.kind == "read" and held.get(op.key) != op.value:
                break
            if op.kind == "write":
                held[op.key] = op.value
        else:
            return True
    return False


@settings(max_examples=150)
@given(histories(most=6, plain=True))
def test_pram_is_what_all_orders_say(operations: list[Operation]) -> None:
    expected = all(explained(operations, client) for client in "abc")
    assert judge_model(operations, "pram").outcome == ("kept" if expected else "broken")


# -- the graph ---------------------------------------------------------------------------------------------------


def test_the_graph_is_a_strict_order_of_known_checks() -> None:
    lattice = graph()
    assert nx.is_directed_acyclic_graph(lattice)
    assert set(lattice) == set(PLACES) >= {*MODELS, "linearizable", *SESSIONS, "converged"}
    assert {name for edge in IMPLIES for name in edge[:2]} <= set(PLACES), "an arrow to or from nowhere"
    assert nx.transitive_reduction(lattice).number_of_edges() == len(IMPLIES)
    assert set(LEVELS.values()) == {"strong", "eventual", "causal", "read_your_writes", "monotonic_reads"}
    assert set(LEVELS) <= set(lattice)
    assert set(SESSIONS) <= nx.descendants(lattice, "causal_cm") & nx.descendants(lattice, "causal_ccv")
    assert "pram" not in nx.descendants(lattice, "causal_ccv")


def test_the_edge_of_what_is_kept() -> None:
    known = ("linearizable", "sequential", "causal_cm", "causal_ccv", "causal_cc", "pram", *SESSIONS, "converged")
    found = dict.fromkeys(known, "kept") | {"linearizable": "broken", "sequential": "cant_tell"}
    assert strongest_kept(found) == ("causal_cm", "causal_ccv")
    assert weakest_broken(found) == ("linearizable",)
    assert hidden(found) == ()
    found |= {"monotonic_writes": "broken"}
    assert weakest_broken(found) == ("monotonic_writes",)
    assert hidden(found) == ("monotonic_writes",)


def test_an_unanswered_end_is_never() -> None:
    (access,) = accesses_of([Operation("w", "write", "a", "n1", "x", 1, 0, 9, "unknown")])
    assert access.end == NEVER
