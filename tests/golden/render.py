"""A run as text that one can read: `python -m tests.golden.render FILE ...` prints its event log, report, digest.

Rules of this file
* One line an event: tick, kind, node, what it is about; then, after '|', what the node wished.
* The digest is of everything that happened, states included; it is compared between runs, not kept.
"""

from __future__ import annotations

import hashlib
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from engine import model as m
from engine.analysis.report import as_text, report
from engine.run.simulation import run
from engine.script import parse, print_command
from engine.trace import Trace


def render(script: str) -> tuple[str, str, str]:
    """Event log, report, digest."""
    trace = run(parse(script))
    digest = hashlib.sha256(repr(trace.events).encode()).hexdigest()
    return "".join(log(trace)), as_text(report(trace)), digest


def log(trace: Trace) -> Iterator[str]:
    """The events of a run, one a line."""
    for event in trace.events:
        line = f"{event.tick:4} {event.kind:8} {event.node or '-':3} {_cause(event)}"
        wishes = "; ".join(_wishes(event.effects))
        yield f"{line} | {wishes}\n" if wishes else f"{line.rstrip()}\n"


def _cause(event: m.Event) -> str:
    match event.cause:
        case None:
            return ""
        case m.Message() as message:
            return f"{message.name} {brief(message.body)}"
        case m.Lost(message, reason, at):
            return f"{message.name} {brief(message.body)}, {reason} at {at}"
        case m.Request() as request:
            return f"{request.op} {request.kind} {request.key} {brief(request.value)} by {request.client}"
        case m.Deadline(op):
            return op
        case str() | tuple() as timer:
            return brief(timer)
        case command:
            return print_command(command).split(" ", 1)[1]


def _wishes(effects: tuple[m.Effect, ...]) -> Iterator[str]:
    receivers: dict[str, list[str]] = {}
    for effect in effects:
        if isinstance(effect, m.Send):
            receivers.setdefault(brief(effect.body), []).append(effect.to)
    for body, nodes in receivers.items():
        yield f"{' '.join(nodes)} < {body}"
    for effect in effects:
        match effect:
            case m.Reply():
                reason = f" {brief(effect.reason)}" if effect.reason else ""
                yield f"{effect.op} {effect.status} {brief(effect.value)} version {brief(effect.version)}{reason}"
            case m.Note():
                yield f"note {effect.code} {brief(effect.values)}"
            case m.SetTimer() | m.CancelTimer():
                yield brief(effect)


def brief(value: Any) -> str:
    """A value in few characters; mappings in the order in which they are."""
    match value:
        case None:
            return "-"
        case str():
            return value if value and not set(' "(),') & set(value) else json.dumps(value, ensure_ascii=False)
        case dict():
            return "{" + ", ".join(f"{brief(key)}: {brief(one)}" for key, one in value.items()) + "}"
        case tuple():
            name = type(value).__name__ if hasattr(value, "_fields") else ""
            said = value[:-1] if getattr(value, "_fields", ())[-1:] == ("deps",) and value[-1] is None else value
            return f"{name}({', '.join(map(brief, said))})"
        case _:
            return str(value)


if __name__ == "__main__":
    texts = [Path(name).read_text(encoding="utf-8") for name in sys.argv[1:]]
    sys.stdout.buffer.write("\n".join("\n".join(render(text)) for text in texts).encode())
