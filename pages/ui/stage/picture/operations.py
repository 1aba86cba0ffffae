"""What clients saw: each operation with its result, its quorum as it filled, and why a read got its answer."""

from __future__ import annotations

from typing import Any

from engine.availability.endpoints import endpoint_of
from engine.clocks import version_order as versions
from engine.model import Operation
from engine.trace import Trace
from lessons.words import Words
from pages.ui.stage.picture import codes, nodes, schema
from pages.ui.stage.picture.phrases import Phrases
from pages.ui.stage.picture.prefix import Prefix
from pages.ui.stage.picture.schema import Counted, Why


def operations(
    trace: Trace, phrases: Phrases, judged: bool = True, known: Prefix | None = None
) -> list[schema.Operation]:
    """All operations in the order of their issue. judged: it is said of an answer that it was stale. known: a run that
    begins alike; of its operations, those that had ended in what both have in common are taken over.
    """
    counted = _counted(trace)
    old, events = (known.painted.picture["operations"], known.events) if known else ([], 0)
    return [
        old[place]
        if op.last is not None and op.last < events
        else _operation(trace, op, counted.get(op.id, []), phrases, judged)
        for place, op in enumerate(trace.operations)
    ]


def missed(trace: Trace, read: Operation) -> Operation | None:
    """The newest write that had been acknowledged before a read began and that its answer does not cover."""
    if read.kind != "read" or read.status not in ("ok", "degraded"):
        return None
    earlier = [
        op
        for op in trace.operations
        if op.key == read.key
        and op.kind in nodes.WRITES
        and op.status == "ok"
        and op.done is not None
        and op.done < read.issued
        and not versions.covers(read.version, op.version)
    ]
    if read.version is None and nodes.deleted(earlier):
        return None
    return max(earlier, key=lambda op: op.done or 0, default=None)


def _note(op: Operation, lost: Operation | None, words: Words) -> str | None:
    """What is to be said of an answer: that it is none in the sense of CAP, or that it is old."""
    if op.status == "degraded":
        return words("status.degraded")
    return words("status.stale") if lost else None


def _operation(trace: Trace, op: Operation, counted: list[Counted], phrases: Phrases, judged: bool) -> schema.Operation:
    words = phrases.words
    need, of = _quorum(trace, op)
    lost = missed(trace, op) if judged else None
    result = f"→ {phrases.values(op.value)}" if op.kind == "read" and op.status in ("ok", "degraded") else ""
    return {
        "id": op.id,
        "kind": op.kind,
        "client": op.client,
        "node": op.node,
        "key": op.key,
        "text": phrases.operation(op),
        "result": result,
        "issued": op.issued,
        "done": op.done,
        "status": op.status,
        "status_text": words(codes.by_kind(words, f"status.{op.status}", op.kind)),
        "note": _note(op, lost, words),
        "reason": phrases.ending(op),
        "need": need,
        "of": of,
        "counted": counted,
        "why": _why(trace, op, lost, phrases),
        "e0": op.first,
        "e1": op.last,
    }


def _quorum(trace: Trace, op: Operation) -> tuple[int, int]:
    """How many answers it waits for, of how many nodes; none, if it ended in the event in which it began."""
    if op.last is not None and op.last == op.first:
        return 0, 0
    actor, config = endpoint_of(trace.scenario, op.node)
    return actor.quorum(config, trace.events[op.first].cause)


def _counted(trace: Trace) -> dict[str, list[Counted]]:
    """By operation: when and from whom what fills its quorum came in, up to its end. Later phases start anew."""
    counted_kinds = {name: endpoint_of(trace.scenario, name).actor.counted for name in trace.scenario.names}
    coordinators = {op.id: (op.node, op.last) for op in trace.operations}
    found: dict[str, list[Counted]] = {}
    kinds: dict[str, type] = {}
    for index, event in enumerate(trace.events):
        if event.kind != "deliver" or not isinstance(event.cause.body, counted_kinds[event.node or ""]):
            continue
        op = event.cause.body.op
        node, last = coordinators.get(op, (None, None))
        if node != event.node or (last is not None and index > last):
            continue
        kind = type(event.cause.body)
        if kinds.setdefault(op, kind) is not kind:
            kinds[op], found[op] = kind, []
        counted = found.setdefault(op, [])
        if all(one["node"] != event.cause.src for one in counted):
            counted.append({"t": event.tick, "i": index, "node": event.cause.src})
    return found


def _why(trace: Trace, op: Operation, lost: Operation | None, phrases: Phrases) -> Why | None:
    """Replicas asked, versions returned, comparison, rule; for what has no answer, the reason."""
    words = phrases.words
    if op.kind == "read" and op.status == "ok" and op.why is not None:
        title = words("why.title", client=codes.client(words, op.client), value=phrases.values(op.value))
        return {
            "title": title,
            "rows": [[words(f"why.{code}"), text] for code, text in _rows(trace, op, lost, phrases)],
        }
    if op.reason is not None and op.status != "ok":
        title = words(codes.by_kind(words, f"why.title_{op.status}", op.kind), what=phrases.operation(op))
        reason = [words("why.reason"), phrases.ending(op) or ""]
        return {"title": title, "rows": [reason, *_session(trace, op, phrases)]}
    return None


def _rows(trace: Trace, op: Operation, lost: Operation | None, phrases: Phrases) -> list[tuple[str, str]]:
    words, why = phrases.words, op.why
    assert why is not None
    asked = words("why.asked_text", nodes=", ".join(why.asked), need=why.need)
    rows = [("asked", asked)]
    for seen in why.answers:
        rows.append(("returned", _seen(seen.node, seen.value, seen.version, phrases)))
    rows.append(("rule", words(f"rule.{why.rule}", node=why.chosen or "", value=phrases.values(op.value))))
    if why.rule in ("lww", "merge"):
        rows += [
            (code, phrases.values(found)) for code, found in (("kept", why.kept), ("dropped", why.dropped)) if found
        ]
    rows += _fresh(op, phrases)
    if lost is not None:
        index = trace.at(op.issued)
        holders = [
            node
            for node in trace.scenario.system.names
            if not nodes.behind(nodes.view(trace, node, index).store.get(op.key), op.key, [lost])
        ]
        values = {"value": phrases.value(lost.written), "op": lost.id, "version": phrases.value(lost.version)}
        rows.append(
            (
                "missed",
                words("why.missed_text", tick=lost.done, nodes=", ".join(holders) or words("why.nobody"), **values),
            )
        )
    return rows


def _fresh(op: Operation, phrases: Phrases) -> list[tuple[str, str]]:
    """What the client's session asked of an answer, and how it was met."""
    why = op.why
    if why is None or why.needed is None:
        return []
    session = phrases.words(
        "why.session_text", client=codes.client(phrases.words, op.client), version=phrases.value(why.needed)
    )
    ticks = (op.done or op.issued) - op.issued
    met = phrases.words(f"fresh.{why.how or 'at_once'}", ticks=ticks, node=op.node)
    return [("session", session), ("fresh", met)]


def _session(trace: Trace, op: Operation, phrases: Phrases) -> list[list[str]]:
    """What the session of a read without an answer asked for."""
    needs = getattr(trace.events[op.first].cause, "session", None)
    if op.kind != "read" or needs is None or needs.floor is None:
        return []
    text = phrases.words(
        "why.session_text", client=codes.client(phrases.words, op.client), version=phrases.value(needs.floor)
    )
    return [[phrases.words("why.session"), text]]


def _seen(node: str, value: Any, version: Any, phrases: Phrases) -> str:
    if version is None:
        return phrases.words("why.returned_absent", node=node)
    return phrases.words("why.returned_text", node=node, value=phrases.values(value), version=phrases.value(version))
