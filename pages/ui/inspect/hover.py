"""What the space-time diagram says of a thing on which the pointer rests, as Plotly takes it.

Sentences come from the picture, so only the little around them is put together here.
"""

from __future__ import annotations

from lessons.words import Words
from pages.ui.plot.style import wrapped
from pages.ui.stage.picture.schema import Event, Message, Operation, Picture


def of_event(picture: Picture, index: int, words: Words) -> str:
    """All that is known of an event, as hover text."""
    event = picture["events"][index]
    lines = [event["text"], *event["notes"]]
    if event["lane"]:
        lines.append(words("inspect.hover_event", tick=event["t"], node=event["lane"], n=event["n"]))
        lines.append(words("inspect.hover_clock", clock=clock(event)))
    else:
        lines.append(words("inspect.hover_tick", tick=event["t"]))
    return wrapped(lines)


def of_message(message: Message, words: Words) -> str:
    """A message: its name, what it says, when it went and came, why it never did."""
    arrives = message["arrives"]
    when = words(
        "inspect.hover_sent" if arrives is None else "inspect.hover_way", sent=message["sent"], arrives=arrives
    )
    lines = [f"{message['name']}: {message['text']}", when, *([message["why"]] if message["why"] else [])]
    return wrapped(lines)


def of_operation(op: Operation, words: Words) -> str:
    """An operation: who asked what, how and when it ended."""
    head = f"{op['id']}: {op['client']}, {op['node']}: {op['text']} {op['result']}"
    state = " · ".join(part for part in (op["status_text"], op["note"]) if part)
    done = op["done"]
    when = words("inspect.hover_since" if done is None else "inspect.hover_took", issued=op["issued"], done=done)
    return wrapped([head, state, when, *([op["reason"]] if op["reason"] else [])])


def clock(event: Event) -> str:
    """An event's vector clock as text."""
    return ", ".join(f"{node} {count}" for node, count in sorted(event["vc"].items()) if count)
