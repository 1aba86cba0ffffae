"""A run as a space-time diagram for Plotly: lanes, messages as arrows, operations as bars, cuts as shaded time.

Rules of this file
* It draws a picture (pages/ui/picture), the same that the stage gets; it finds no fact of its own.
* A figure is a plain dict: building it through plotly's own classes costs three times as much.
* Messages of one kind are one trace with gaps in it. Arrow heads are markers that point away from the point before.
* Text in a figure is markup to Plotly, so whatever a learner wrote is escaped first.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from lessons.words import Words
from pages.ui.plotting import Axes, Colours, bar, clipped, cross, escaped, label, marks, wrapped

Picture = Mapping[str, Any]
Trace = dict[str, Any]

TONES = ("write", "read", "ack", "repair", "gossip", "other")
SYMBOLS = {
    "square": "square", "diamond": "diamond", "disc": "circle", "hexagon": "hexagon",
    "triangle": "triangle-up", "pentagon": "pentagon",
}  # fmt: skip
KINDS = {
    "asked": ("circle", ("request", "tend", "refused")),
    "handled": ("circle-open", ("deliver",)),
    "decided": ("diamond-tall", ("decide",)),
    "alone": ("line-ns-open", ("start", "timer", "deadline")),
}
"""Events on a node's lane by the symbol that they get."""


@dataclass(frozen=True, slots=True)
class View:
    """What to draw: events first..last, along time or order; past: what to light up (None: all)."""

    first: int
    last: int
    by: str = "time"
    past: frozenset[int] | None = None
    dark: bool = False


def figure(picture: Picture, view: View, words: Words) -> dict[str, Any]:
    """The diagram as Plotly reads it."""
    axes, colours = Axes(picture, view.first, view.last, view.by), Colours(view.dark)
    parts = (_lanes, _messages, _unfinished, _letters, _operations, _events, _faults)
    data = [trace for part in parts for trace in part(picture, view, axes, colours, words)]
    return {"data": data, "layout": _layout(picture, axes, colours, words)}


def _lit(view: View, *events: int | None) -> bool:
    return view.past is None or all(event in view.past for event in events)


def _lanes(picture: Picture, view: View, axes: Axes, colours: Colours, words: Words) -> Iterator[Trace]:
    xs = [x for _ in axes.rows for x in (*axes.span, None)]
    ys = [y for row in axes.rows.values() for y in (row, row, None)]
    yield {
        "type": "scatter", "mode": "lines", "x": xs, "y": ys, "hoverinfo": "skip", "showlegend": False,
        "line": {"color": colours.line, "width": 1},
    }  # fmt: skip


def _messages(picture: Picture, view: View, axes: Axes, colours: Colours, words: Words) -> Iterator[Trace]:
    """Messages that arrived: an arrow each."""
    shown = [one for one in axes.messages if one["fate"] == "delivered" and one["src"] != one["dst"]]
    for tone in TONES:
        for lit in (True, False):
            some = [one for one in shown if one["tone"] == tone and _lit(view, one["e0"], one["e1"]) == lit]
            if some:
                ends = [(axes.at(one["e0"]), axes.at(one["e1"])) for one in some]
                yield _arrows(ends, colours.tone(tone)[0], lit, words(f"stage.tone_{tone}"), tone)


def _arrows(ends: Sequence[Any], colour: str, lit: bool, name: str, group: str) -> Trace:
    return {
        "type": "scatter", "mode": "lines+markers", "name": name, "legendgroup": group, "showlegend": lit,
        "x": [x for (start, end) in ends for x in (start[0], end[0], None)],
        "y": [y for (start, end) in ends for y in (start[1], end[1], None)],
        "line": {"color": colour, "width": 1.8}, "opacity": 1 if lit else 0.12, "hoverinfo": "skip",
        "marker": {
            "symbol": ["circle", "arrow", "circle"] * len(ends), "size": [0, 11, 0] * len(ends),
            "angleref": "previous", "standoff": 5, "color": colour,
        },
    }  # fmt: skip


def _unfinished(picture: Picture, view: View, axes: Axes, colours: Colours, words: Words) -> Iterator[Trace]:
    """Messages that were lost (dashed, to a cross) and those still held or on their way (dotted)."""
    styles = {
        "lost": ("dash", "x", colours.lost),
        "held": ("dot", "hourglass", colours.soft),
        "flying": ("dot", "circle-open", colours.soft),
    }
    for fate, (dash, symbol, colour) in styles.items():
        for lit in (True, False):
            some = [one for one in axes.messages if one["fate"] == fate and _lit(view, one["e0"]) == lit]
            if not some:
                continue
            ends = [(axes.at(one["e0"]), axes.stop(one)) for one in some]
            trace = _arrows(ends, colour, lit, words(f"inspect.{fate}"), fate)
            trace["line"] |= {"dash": dash, "width": 1.4}
            trace["marker"] |= {
                "symbol": ["circle", symbol, "circle"] * len(ends),
                "size": [0, 9, 0] * len(ends),
                "standoff": 0,
                "angleref": "up",
            }
            trace |= {"hoverinfo": "text", "hovertext": [text for one in some for text in ("", _told(one, words), "")]}
            yield trace


def _letters(picture: Picture, view: View, axes: Axes, colours: Colours, words: Words) -> Iterator[Trace]:
    """Half way along each arrow the shape and letter of its message, with what it says."""
    shown = [one for one in axes.messages if one["fate"] == "delivered" and one["src"] != one["dst"]]
    for lit in (True, False):
        some = [one for one in shown if _lit(view, one["e0"], one["e1"]) == lit]
        middles = [axes.middle(one) for one in some]
        trace = marks([x for x, _ in middles], [y for _, y in middles], [_told(one, words) for one in some])
        trace |= {
            "mode": "markers+text",
            "text": [one["letter"] for one in some],
            "opacity": 1 if lit else 0.12,
            "showlegend": False,
        }
        inks = [colours.tone(one["tone"]) for one in some]
        trace["textfont"] = {"size": 10, "color": [ink for _, ink in inks]}
        symbols = [SYMBOLS.get(one["shape"], "circle") for one in some]
        trace["marker"] = {
            "symbol": symbols,
            "size": 15,
            "color": [fill for fill, _ in inks],
            "line": {"width": 1, "color": colours.paper},
        }
        yield trace


def _told(message: Mapping[str, Any], words: Words) -> str:
    arrives = message["arrives"]
    when = words(
        "inspect.hover_sent" if arrives is None else "inspect.hover_way", sent=message["sent"], arrives=arrives
    )
    lines = [f"{message['name']}: {message['text']}", when, *([message["why"]] if message["why"] else [])]
    return wrapped(lines)


def _operations(picture: Picture, view: View, axes: Axes, colours: Colours, words: Words) -> Iterator[Trace]:
    """What clients asked, as bars on the clients' lanes."""
    for status in ("ok", "refused", "unknown", "pending"):
        for lit in (True, False):
            some = [op for op in axes.operations if op["status"] == status and _lit(view, op["e0"]) == lit]
            if some:
                spans = [axes.during(op) for op in some]
                texts = [
                    clipped(f"{op['text']} {op['result']}{' · ' + op['note'] if op['note'] else ''}") for op in some
                ]
                trace = bar(spans, [axes.op_row(op) for op in some], texts, [_asked(op, words) for op in some])
                stale = [colours.lost if op["note"] else colours.status(status) for op in some]
                trace["marker"] = {
                    "color": stale,
                    "pattern": {"shape": "" if status == "ok" else "/", "fgcolor": colours.paper},
                }
                yield trace | {
                    "name": words(f"status.{status}"),
                    "legendgroup": status,
                    "showlegend": lit,
                    "opacity": 1 if lit else 0.15,
                }


def _asked(op: Mapping[str, Any], words: Words) -> str:
    head = f"{op['id']}: {op['client']}, {op['node']}: {op['text']} {op['result']}"
    state = " · ".join(part for part in (op["status_text"], op["note"]) if part)
    done = op["done"]
    when = words("inspect.hover_since" if done is None else "inspect.hover_took", issued=op["issued"], done=done)
    return wrapped([head, state, when, *([op["reason"]] if op.get("reason") else [])])


def _events(picture: Picture, view: View, axes: Axes, colours: Colours, words: Words) -> Iterator[Trace]:
    """Events on their node's lane, by kind; those outside the causal past in grey."""
    for kind, (symbol, codes) in KINDS.items():
        for lit in (True, False):
            some = [i for i in axes.on_lanes if picture["events"][i]["kind"] in codes and _lit(view, i) == lit]
            if some:
                points = [axes.at(i) for i in some]
                trace = marks(
                    [x for x, _ in points], [y for _, y in points], [told(picture, i, words) for i in some], some
                )
                trace["marker"] = {
                    "symbol": symbol, "size": 9, "color": colours.ink if lit else colours.line,
                    "line": {"width": 2, "color": colours.ink if lit else colours.line},
                }  # fmt: skip
                yield trace | {"name": words(f"inspect.{kind}"), "legendgroup": kind, "showlegend": lit}


def told(picture: Picture, index: int, words: Words) -> str:
    """All that is known of an event, as hover text."""
    event = picture["events"][index]
    lines = [event["text"], *event["notes"]]
    if event["lane"]:
        lines.append(words("inspect.hover_event", tick=event["t"], node=event["lane"], n=event["n"]))
        lines.append(words("inspect.hover_clock", clock=clock(event)))
    else:
        lines.append(words("inspect.hover_tick", tick=event["t"]))
    return wrapped(lines)


def clock(event: Mapping[str, Any]) -> str:
    """An event's vector clock as text."""
    return ", ".join(f"{node} {count}" for node, count in event["vc"].items() if count)


def _faults(picture: Picture, view: View, axes: Axes, colours: Colours, words: Words) -> Iterator[Trace]:
    """What befell the network, on a lane of its own: no node knows of it."""
    if axes.faults:
        xs, ys = [axes.x(i) for i in axes.faults], [axes.rows["network", ""]] * len(axes.faults)
        trace = marks(xs, ys, [told(picture, i, words) for i in axes.faults], axes.faults)
        trace["marker"] = {"symbol": "star", "size": 11, "color": colours.lost}
        yield trace | {"name": words("inspect.fault"), "opacity": 1 if view.past is None else 0.4}


def _layout(picture: Picture, axes: Axes, colours: Colours, words: Words) -> dict[str, Any]:
    names = {"network": words("inspect.network")}
    ticks, texts = axes.ticks()
    font = {"color": colours.ink, "family": colours.font, "size": 13}
    return {
        "height": 190 + 46 * len(axes.rows),
        "margin": {"l": 10, "r": 10, "t": 36, "b": 10},
        "paper_bgcolor": colours.paper, "plot_bgcolor": colours.paper, "font": font,
        "dragmode": "pan", "hovermode": "closest", "barmode": "overlay",
        "hoverlabel": {"align": "left", "bgcolor": colours.paper, "bordercolor": colours.soft, "font": font},
        "legend": {"orientation": "h", "y": -0.16, "yanchor": "top", "x": 0, "font": {**font, "size": 12}},
        "xaxis": {
            "title": {"text": words(f"inspect.axis_{axes.by}"), "standoff": 6}, "range": axes.reach, "zeroline": False,
            "gridcolor": colours.grid, "automargin": True,
            **({"tickvals": ticks, "ticktext": texts} if ticks else {}),
        },
        "yaxis": {
            "tickvals": list(axes.rows.values()), "range": [len(axes.rows) - 0.4, -0.75], "zeroline": False,
            "ticktext": [escaped(clipped(names.get(kind, name), 14)) for kind, name in axes.rows],
            "showgrid": False, "automargin": True, "fixedrange": True,
        },
        "shapes": [*_cuts(picture, axes, colours), *_downs(picture, axes, colours, words)],
    }  # fmt: skip


def _cuts(picture: Picture, axes: Axes, colours: Colours) -> Iterator[dict[str, Any]]:
    for cut in picture["cuts"]:
        span = axes.between(cut["from"], cut["to"])
        if span:
            text = label(clipped(cut["label"], 40), colours.cut_ink)
            yield cross(*span, colours.lost, 0.09) | {"label": {**text, "textposition": "top left"}}


def _downs(picture: Picture, axes: Axes, colours: Colours, words: Words) -> Iterator[dict[str, Any]]:
    """A node that is down: its lane blotted out for that time."""
    for node, states in picture["node_states"].items():
        row = axes.rows["node", node]
        for state, after in zip(states, [*states[1:], None], strict=True):
            ends = None if after is None else picture["events"][after["i"]]["t"]
            span = None if state["up"] else axes.between(picture["events"][state["i"]]["t"], ends)
            if span:
                shape = cross(*span, colours.soft, 0.35) | {"yref": "y", "y0": row - 0.3, "y1": row + 0.3}
                yield shape | {"label": label(words("stage.down"), colours.ink)}
