"""What nodes and clients did: a log for ShiViz, a sequence diagram for Mermaid.

Rules of this file
* ShiViz: two lines an event, host and vector clock, then what happened; its parser is SHIVIZ, which is ShiViz's own
  default. Lanes are nodes; a message joins the event that sent it to its delivery.
* Mermaid: an arrow a message where it was delivered or lost, requests and answers of clients, notes for faults. At most
  LINES lines, since a browser draws no more in reasonable time; the last one then says how many are missing.
* Mermaid reads ';' and '#' in text, so all but letters, digits and a few signs are written by number.

Sources: bestchai.net/shiviz (log format); mermaid.js.org (sequence diagrams).
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Final

from engine.model import Event, Lost, Message, Operation, Request
from engine.script import print_command
from engine.trace import Trace, causality

SHIVIZ: Final = r"(?<host>\S*) (?<clock>{.*})\n(?<event>.*)"
LINES = 600
"""Lines of a Mermaid diagram; see above."""
ODD = re.compile(r"[^\w .,:=()\[\]>|*/+-]")


def shiviz(trace: Trace) -> str:
    """The run as a log for ShiViz."""
    lines = []
    for event, stamp in zip(trace.events, causality.stamps(trace), strict=True):
        if stamp.lane is not None:
            clock = {node: count for node, count in sorted(stamp.clock.items()) if count}
            lines += [f"{stamp.lane} {json.dumps(clock)}", _one_line(f"{event.tick} ms: {_told(event)}")]
    return "\n".join(lines) + "\n"


def mermaid(trace: Trace) -> str:
    """The run as a sequence diagram for Mermaid."""
    clients = list(dict.fromkeys(op.client for op in trace.operations))
    names = {("client", client): f"c{number}" for number, client in enumerate(clients, 1)}
    names |= {("node", node): f"p{number}" for number, node in enumerate(trace.scenario.names, 1)}
    lines = ["sequenceDiagram"]
    for (kind, name), code in names.items():
        lines.append(f"  {'actor' if kind == 'client' else 'participant'} {code} as {_text(name)}")
    body = list(_arrows(trace, names))
    if len(body) > LINES:
        body = [*body[:LINES], f"  Note over {names['node', trace.scenario.names[0]]}: + {len(body) - LINES}"]
    return "\n".join([*lines, *body]) + "\n"


def _arrows(trace: Trace, names: dict[tuple[str, str], str]) -> Iterator[str]:
    ends: dict[int, list[Operation]] = {}
    for op in trace.operations:
        if op.last is not None:
            ends.setdefault(op.last, []).append(op)
    nodes = trace.scenario.names
    everywhere = f"{names['node', nodes[0]]},{names['node', nodes[-1]]}" if len(nodes) > 1 else names["node", nodes[0]]
    for index, event in enumerate(trace.events):
        cause = event.cause
        if event.kind in ("request", "refused") and isinstance(cause, Request) and event.node:
            client, node = names.get(("client", cause.client)), names["node", event.node]
            if client:
                yield f"  {client}->>{node}: {_text(f'{event.tick} {_told(event)}')}"
        elif event.kind == "deliver" and cause.src != cause.dst:
            yield _arrow("->>", cause, event.tick, names)
        elif event.kind == "lost":
            yield _arrow("-x", cause.message, event.tick, names)
        elif event.kind == "fault":
            yield f"  Note over {everywhere}: {_text(print_command(cause))}"
        for op in ends.get(index, ()):
            told = f" {_value(op.value)}" if op.kind == "read" and op.status in ("ok", "degraded") else ""
            said = f"{op.done} {op.id} {op.status}{told}"
            yield f"  {names['node', op.node]}-->>{names['client', op.client]}: {_text(said)}"


def _arrow(sign: str, message: Message, tick: int, names: dict[tuple[str, str], str]) -> str:
    src, dst = names["node", message.src], names["node", message.dst]
    return f"  {src}{sign}{dst}: {_text(f'{message.sent}-{tick} {_body(message.body)}')}"


def _told(event: Event) -> str:
    """What happened, in names."""
    cause = event.cause
    match cause:
        case Request():
            given = (cause.context, cause.value) if cause.kind == "cas" else cause.value
            value = "" if given is None else f" {_value(given)}"
            return f"{cause.op} {cause.kind} {cause.key}{value}"
        case Message():
            return f"{event.kind} {_body(cause.body)} {cause.name}"
        case Lost():
            return f"{event.kind} {_body(cause.message.body)} {cause.message.name} {cause.reason}"
        case str():
            return f"{event.kind} {cause}"
        case _:
            return event.kind if cause is None else f"{event.kind} {getattr(cause, 'what', type(cause).__name__)}"


def _body(body: object) -> str:
    return type(body).__name__


def _value(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, default=str)


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _text(text: str) -> str:
    return ODD.sub(lambda found: f"#{ord(found[0])};", _one_line(text))
