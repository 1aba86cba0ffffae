"""Questions that a run can be asked in one line, and places in it: the vocabulary of lessons.

Probes, each with its answer as a word (a token):
    value r1 | status w1 | done w1                what a client was told, and when
    verdict linearizable                          kept, broken, cant_tell
    letters                                       which of C and A this run kept: CA, C, A, none
    pair linearizable                             the operations that contradict each other
    store n2 x | holders x 1 | copies x 1         data: on one node; which nodes hold a value; how many do
    mode n1 | role n1 | leaders                   what nodes take themselves for
    ops ok | lost | sent Store | fact log.n1      counts; any name of engine/flaws/facts.py
    took r1 | share ok | chance 100 "value r1" 0  measures; in how many of 100 runs the answer is 0
    settled x                                     since when all nodes have had the same of a key, to the end
    clock w2 | order w1 w2                        a write's version vector; before, after, equal or concurrent
    setting w | commands write | overlap          the script itself; overlap: R + W - N, the fewest nodes that a read
                                                  and a write quorum share, 0 where they may miss each other
    attempts c1 | attempt c1 3 | carried c1 | told r1 | answered 120     of calls through a gateway, see calls.py
Those about nodes may end in `at ANCHOR`; without it they speak of the end of the run.
"""

from __future__ import annotations

import shlex
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import lru_cache
from typing import Any, Final, NamedTuple

from engine.availability.endpoints import view_of
from engine.flaws.facts import facts
from engine.model import Scenario
from engine.protocols import configured
from engine.run.simulation import run
from engine.trace import Trace
from lessons import calls, measures, proofs, vectors
from lessons.anchors import ProbeError, anchor, operation

ABSENT, NONE, NEVER = "absent", "none", "never"
SEEDS_MAX, EVENTS_OFF = 200, 4
"""Runs of one `chance`; how many times more events than the run at hand one of them may have."""
TOGETHER = " | "
"""Between the values of a read that returned several."""


class ProbeAnswer(NamedTuple):
    """What a probe found: a token, and its kind, by which it is put into words."""

    token: str
    kind: str


def ask(trace: Trace, probe: str) -> ProbeAnswer:
    """The answer of a finished run to a probe, such as `op r1` or `lost at 50`. Raises ProbeError."""
    try:
        name, *asked = shlex.split(probe)
    except ValueError as error:
        raise ProbeError("bad_probe", probe) from error
    index = trace.last
    if "at" in asked[1:] or asked[:1] == ["at"]:
        place = len(asked) - 1 - asked[::-1].index("at")
        index = anchor(trace, " ".join(asked[place + 1 :]))
        asked = asked[:place]
    found = PROBES.get(name)
    if found is None or len(asked) != found.words:
        raise ProbeError("bad_probe", probe)
    return ProbeAnswer(found.answer(trace, asked, index), found.kind)


def plain(value: Any) -> str:
    """A value of the engine as a token."""
    if value is None or value == ():
        return ABSENT
    return TOGETHER.join(plain(one) for one in value) if isinstance(value, tuple | list) else str(value)


def _view(trace: Trace, node: str, index: int) -> Any:
    if node not in trace.scenario.names:
        raise ProbeError("no_node", node)
    return view_of(trace.scenario, node, trace.state(node, index))


def _stored(trace: Trace, node: str, key: str, index: int) -> tuple[Any, ...]:
    cell = _view(trace, node, index).store.get(key)
    return cell.values if cell else ()


def _value(trace: Trace, asked: list[str], _: int) -> str:
    op = operation(trace, asked[0])
    return plain(op.value) if op.kind == "read" and op.status == "ok" else str(op.status)


def _done(trace: Trace, asked: list[str], _: int) -> str:
    done = operation(trace, asked[0]).done
    return NEVER if done is None else str(done)


def _holders(trace: Trace, asked: list[str], index: int) -> str:
    key, value = asked
    nodes = trace.scenario.system.names
    return " ".join(n for n in nodes if value in map(plain, _stored(trace, n, key, index))) or NONE


def _copies(trace: Trace, asked: list[str], index: int) -> str:
    found = _holders(trace, asked, index)
    return "0" if found == NONE else str(len(found.split()))


def _settled(trace: Trace, asked: list[str], _: int) -> str:
    nodes = trace.scenario.system.names
    held = [[_stored(trace, node, asked[0], index) for node in nodes] for index in range(len(trace.events))]
    found = vectors.since([(event.tick, each) for event, each in zip(trace.events, held, strict=True)])
    return NEVER if found is None else str(found)


def _version(trace: Trace, id: str) -> Any:
    version = operation(trace, id).version
    if not isinstance(version, Mapping) or "dot" not in version:
        raise ProbeError("no_operation", id)
    return version


def _leaders(trace: Trace, _: list[str], index: int) -> str:
    nodes = trace.scenario.system.names
    return " ".join(node for node in nodes if _view(trace, node, index).role == "leader") or NONE


def _fact(trace: Trace, asked: list[str], _: int) -> str:
    found = facts(trace).get(asked[0])
    return str(found) if isinstance(found, str | int) else plain(found)


def _verdict(trace: Trace, asked: list[str], _: int) -> str:
    found = facts(trace).get(f"verdict.{asked[0]}")
    if found is None:
        raise ProbeError("no_verdict", asked[0])
    return str(found)


def _pair(trace: Trace, asked: list[str], _: int) -> str:
    _verdict(trace, asked, 0)
    return " ".join(proofs.pair(trace, asked[0])) or NONE


def _setting(trace: Trace, asked: list[str], _: int) -> str:
    config = configured(trace.scenario.system)._asdict()
    if asked[0] == "nodes":
        return str(trace.scenario.system.nodes)
    if asked[0] not in config:
        raise ProbeError("no_setting", asked[0])
    return plain(config[asked[0]])


def _overlap(trace: Trace, _: list[str], __: int) -> str:
    found = proofs.overlap(trace)
    if found is None:
        raise ProbeError("no_setting", "r")
    return str(found)


def _chance(trace: Trace, asked: list[str], _: int) -> str:
    """In how many of so many runs, by seeds from 1 on, the question is answered so."""
    runs, probe, token = asked
    if not calls.NUMBER.fullmatch(runs) or not 1 <= int(runs) <= SEEDS_MAX or probe.startswith("chance"):
        raise ProbeError("bad_chance", runs)
    return str(_counted(trace.scenario, len(trace.events) * EVENTS_OFF, int(runs), probe, token))


@lru_cache(maxsize=256)
def _counted(scenario: Scenario, most: int, runs: int, probe: str, token: str) -> int:
    seeds = (replace(scenario, seed=seed) for seed in range(1, runs + 1))
    return sum(ask(run(each, most), probe).token == token for each in seeds)


class Probe(NamedTuple):
    """How many words it takes, of what kind its answer is, and how it is found."""

    words: int
    kind: str
    answer: Callable[[Trace, list[str], int], str]


PROBES: Final[Mapping[str, Probe]] = {
    "value": Probe(1, "value", _value),
    "status": Probe(1, "status", lambda trace, asked, _: str(operation(trace, asked[0]).status)),
    "done": Probe(1, "tick", _done),
    "verdict": Probe(1, "outcome", _verdict),
    "letters": Probe(0, "value", lambda trace, _, __: proofs.letters(trace) or NONE),
    "pair": Probe(1, "operations", _pair),
    "store": Probe(2, "value", lambda trace, asked, index: plain(_stored(trace, asked[0], asked[1], index))),
    "holders": Probe(2, "nodes", _holders),
    "copies": Probe(2, "number", _copies),
    "mode": Probe(1, "mode", lambda trace, asked, index: str(_view(trace, asked[0], index).mode or NONE)),
    "role": Probe(1, "role", lambda trace, asked, index: str(_view(trace, asked[0], index).role or NONE)),
    "leaders": Probe(0, "nodes", _leaders),
    "lost": Probe(0, "number", lambda trace, _, __: str(len(facts(trace)["lost"]))),
    "sent": Probe(1, "number", lambda trace, asked, _: str(facts(trace).get(f"sent.{asked[0]}", 0))),
    "fact": Probe(1, "value", _fact),
    "settled": Probe(1, "tick", _settled),
    "clock": Probe(1, "value", lambda trace, asked, _: vectors.written(_version(trace, asked[0]))),
    "order": Probe(2, "relation", lambda trace, asked, _: vectors.relation(*(_version(trace, id) for id in asked))),
    "setting": Probe(1, "number", _setting),
    "overlap": Probe(0, "number", _overlap),
    "chance": Probe(3, "number", _chance),
    **{name: Probe(*each) for name, each in (*calls.CALLS.items(), *measures.MEASURES.items())},
}
