"""Time travel: any instant of a run is what replaying up to it would give, and no instant changes another."""

from __future__ import annotations

import copy

from hypothesis import given, settings
from hypothesis import strategies as st

from engine.model import Lost, Message, Scenario, System
from engine.run.simulation import Simulation, run
from engine.script import parse
from engine.trace import causality
from tests.strategies import every_protocol, scenarios

SYSTEMS = every_protocol(
    System("quorum", 3, (("read_repair", True),)),
    System("multi_value", 3),
    System("primary", 3),
    System("causal", 3),
)
RUNS = st.sampled_from(SYSTEMS).flatmap(lambda system: scenarios(system, lossy=True))


@settings(max_examples=40, deadline=None)
@given(RUNS, st.data())
def test_the_world_after_an_event_is_what_a_replay_finds(scenario: Scenario, data: st.DataObject) -> None:
    trace = run(scenario)
    index = data.draw(st.integers(len(scenario.system.names) - 1, trace.last))
    world = trace.world(index)
    states = {event.node: event.state for event in trace.events[: index + 1] if event.state is not None}
    assert world.states == states
    in_flight = [message for event in trace.events[: index + 1] for message in event.sent]
    gone = [event.cause for event in trace.events[: index + 1] if isinstance(event.cause, Message | Lost)]
    ended = {(one.message if isinstance(one, Lost) else one)[:3] for one in gone}
    assert [message.name for message in world.in_flight] == [one.name for one in in_flight if one[:3] not in ended]


@settings(max_examples=40, deadline=None)
@given(RUNS)
def test_no_step_changes_what_was(scenario: Scenario) -> None:
    simulation = Simulation(scenario)
    kept: list[tuple[object, object]] = []
    while simulation.step():
        kept.append((simulation.events[-1].state, copy.deepcopy(simulation.events[-1].state)))
    assert all(now == then for now, then in kept)


@settings(max_examples=30, deadline=None)
@given(RUNS)
def test_vector_clocks_tell_what_the_graph_of_causes_tells(scenario: Scenario) -> None:
    import networkx as nx

    trace = run(scenario)
    marks, graph = causality.stamps(trace), causality.graph(trace)
    for index in list(graph.nodes)[::7]:
        past = {other for other in graph.nodes if causality.happened_before(marks[other], marks[index])}
        assert past == nx.ancestors(graph, index)


def test_the_same_script_gives_the_same_events() -> None:
    text = "system quorum nodes=5 read_repair=yes; latency exp(10); seed 4; 10 write n1 x 1; 20 cut n1 | n2 n3"
    assert run(parse(text)).events == run(parse(text)).events


def test_at_finds_the_last_event_of_a_tick() -> None:
    trace = run(parse("system quorum nodes=2 r=1 w=1; 10 write n1 x 1; 30 read n2 x"))
    assert trace.events[trace.at(10)].tick == 10 and trace.events[trace.at(10) + 1].tick > 10
    assert trace.at(29) == trace.at(20) and trace.at(10_000) == trace.last == len(trace.events) - 1
