"""A trace in one language, as the component draws it: the only road from engine to stage.

Everything that is shown is computed here, in Python; the browser looks up by time and interpolates. Strings are
plain text. Its shape is that of schema.py.
"""

from __future__ import annotations

from collections.abc import Sequence

from engine.model import Event, Lost, Message, Note, Reply
from engine.protocols import configured, levels, protocol_of
from engine.trace import Trace, causality
from engine.trace.causality import Stamp
from lessons.words import Words
from pages.ui.stage.picture import fresh, layout, network, nodes, operations, schema, verdicts
from pages.ui.stage.picture.budget import TEXT_MAX
from pages.ui.stage.picture.phrases import Phrases
from pages.ui.stage.picture.prefix import Painted, Prefix, prefix
from pages.ui.stage.picture.schema import Picture
from pages.ui.stage.picture.visibility import ALL, Visibility

PEOPLE = ("alice", "bob", "carol")
"""Clients that are offered beside those of the run."""

ASKED = ("write", "read", "delete")
VERBS = ("crash", "recover", "cut", "heal", "slow", "lose", "skew", "pause", "hold", "drop", "release", "duplicate")


TURNS = ("elected", "stepped_down", "breaker", "health", "lost_connection", "regained_connection")
"""Notes of a change (of leader, of belief) so great that 'next interesting' stops there."""


def paint(trace: Trace, words: Words, seen: Visibility = ALL) -> Picture:
    """The picture of a run, with what of it may be seen."""
    return painted(trace, words, seen).picture


def painted(trace: Trace, words: Words, seen: Visibility = ALL, before: Painted | None = None) -> Painted:
    """The picture of a run with what it was made of. before: another run in the same language, of which as much may be
    seen; what both have in common at their beginning is taken over from it. Raises TooMuchToPaint.
    """
    known, phrases = prefix(before, trace), Phrases(words, trace.scenario.system, TEXT_MAX)
    stamps = causality.stamps(trace, known.painted.stamps[: known.events] if known else ())
    cells = nodes.cells(trace, phrases, known)  # what may be too much comes first, before any promise is judged
    spans = verdicts.spans(trace, seen, known)
    places, stacked = layout.places(trace), layout.stacked(trace)
    names_of_keys, latency = seen.keys or keys(trace), trace.scenario.latency
    picture = Picture(
        end=trace.end,
        step=max(1, (latency.low + latency.high) // 2),
        keys=list(names_of_keys),
        key=names_of_keys[0],
        fresh=fresh.values(trace, names_of_keys),
        nodes=[_node(node, places[node], stacked.get(node)) for node in trace.scenario.names],
        links=network.links(trace),
        clients=[schema.Client(id=client) for client in dict.fromkeys(op.client for op in trace.operations)],
        people=list(PEOPLE),
        visits=network.visits(trace),
        events=_events(trace, stamps, phrases, known),
        messages=_messages(trace, phrases, known),
        node_states=nodes.node_states(trace, phrases, known),
        cells=cells,
        cuts=network.cuts(trace, phrases),
        groups=network.groups(trace, phrases),
        slow=network.slow(trace, phrases),
        operations=operations.operations(trace, phrases, seen.judged, known),
        verdicts=verdicts.lines(spans, trace, phrases),
        can=can(trace),
        levels=[{"id": level, "text": words(f"level.{level}")} for level in levels(trace.scenario.system)],
    )
    return Painted(picture, trace, spans, stamps)


def _node(node: str, place: layout.Point, narrow: layout.Point | None) -> schema.Node:
    """A node and where it stands, and where it stands on a narrow stage if that is elsewhere."""
    return {"id": node, "x": place[0], "y": place[1], "narrow": list(narrow) if narrow else None}


def can(trace: Trace) -> schema.Abilities:
    """What can be done: services are called through a gateway (if there is one), and hold nothing to read or write."""
    system = trace.scenario.system
    protocol, config = protocol_of(system), configured(system)
    asked = ASKED if protocol.services(config) is None else ("call",) if trace.scenario.gateways else ()
    asked = (*asked, "cas") if protocol.compares(config) else asked
    return {"verbs": [*asked, *VERBS, *sorted(protocol.verbs)], "elements": protocol.object(config) == "or_set"}


def keys(trace: Trace) -> Sequence[str]:
    """Every key of the run, the one asked for most first; of services, those that can be called."""
    found = protocol_of(trace.scenario.system).services(configured(trace.scenario.system))
    if found is not None:
        return list(found)
    counts: dict[str, int] = dict.fromkeys([key for key, _ in trace.scenario.init], 0)
    for operation in trace.operations:
        counts[operation.key] = counts.get(operation.key, 0) + 1
    return sorted(counts, key=lambda key: -counts[key]) or ["x"]


def _events(trace: Trace, stamps: Sequence[Stamp], phrases: Phrases, known: Prefix | None) -> list[schema.Event]:
    """All events; the first ones as they were painted before."""
    names = {message[:3]: place for place, (message, _, _) in enumerate(trace.messages())}
    old = known.painted.picture["events"][: known.events] if known else []
    rest = zip(trace.events[len(old) :], stamps[len(old) :], strict=True)
    return [*old, *(_event(event, mark, names, phrases) for event, mark in rest)]


def _event(event: Event, mark: Stamp, names: dict[tuple[str, str, int], int], phrases: Phrases) -> schema.Event:
    cause = event.cause
    message = cause.message if isinstance(cause, Lost) else cause if isinstance(cause, Message) else None
    spoken = (phrases.note(effect) for effect in event.effects if isinstance(effect, Note))
    return {
        "t": event.tick,
        "kind": event.kind,
        "lane": mark.lane,
        "n": mark.nth,
        "vc": mark.clock,
        "text": phrases.event(event),
        "notes": [note for note in spoken if note],
        "star": _interesting(event),
        "m": None if message is None else names[message[:3]],
        "op": _operation_of(event),
    }


def _interesting(event: Event) -> bool:
    """Faults, what clients ask and are told, a change of leader: where 'next interesting' stops."""
    if event.kind in ("fault", "request", "deadline", "refused", "tend"):
        return True
    return any(isinstance(one, Reply) or (isinstance(one, Note) and one.code in TURNS) for one in event.effects)


def _operation_of(event: Event) -> str | None:
    cause = event.cause
    if isinstance(cause, Lost):
        cause = cause.message
    if isinstance(cause, Message):
        cause = cause.body
    found = getattr(cause, "op", cause if event.kind == "decide" and isinstance(cause, str) else None)
    return _attempted(found)


def _attempted(op: str | None) -> str | None:
    """The operation that an attempt of a gateway is for."""
    return None if op is None else op.partition("@")[0]


def _messages(trace: Trace, phrases: Phrases, known: Prefix | None) -> list[schema.Message]:
    """All messages in the order of sending; those that had ended in the first events as they were painted before."""
    old, events = (known.painted.picture["messages"], known.events) if known else ([], 0)
    return [
        old[place] if ended is not None and ended < events else _message(trace, message, sent, ended, phrases)
        for place, (message, sent, ended) in enumerate(trace.messages())
    ]


def _message(trace: Trace, message: Message, sent: int, ended: int | None, phrases: Phrases) -> schema.Message:
    looks = phrases.look(message.body)
    end = None if ended is None else trace.events[ended]
    lost = end.cause if end is not None and isinstance(end.cause, Lost) else None
    fate: schema.Fate = "lost" if lost else "delivered" if end else "held" if message.due <= trace.end else "flying"
    return {
        "name": message.name,
        "src": message.src,
        "dst": message.dst,
        "shape": looks.shape,
        "letter": looks.letter,
        "tone": looks.tone,
        "text": phrases.carried(message),
        "sent": message.sent,
        "due": message.due,
        "arrives": end.tick if end else None if fate == "held" else message.due,
        "fate": fate,
        "why": phrases.words(f"lost_why.{lost.reason}") if lost else None,
        "at": lost.at if lost else None,
        "e0": sent,
        "e1": ended,
        "op": _attempted(getattr(message.body, "op", None)),
    }


def steps(trace: Trace, words: Words) -> Sequence[tuple[int, str, str, str]]:
    """Every event as (tick, kind, node, sentence): the table for screen readers and for those who want to read."""
    phrases = Phrases(words, trace.scenario.system)
    return [(event.tick, event.kind, event.node or "", phrases.event(event)) for event in trace.events]
