"""A run as a space-time diagram for Plotly: lanes, messages as arrows, operations as bars, cuts as shaded time.

Rules of this file
* It draws a picture (pages/ui/stage/picture), the same that the stage gets; it finds no fact of its own.
* A figure is a plain dict: building it through plotly's own classes costs three times as much.
* Messages of one kind are one trace with gaps in it. Arrow heads are markers that point away from the point before.
* Text in a figure is markup to Plotly, so whatever a learner wrote is escaped first.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from lessons.words import Words
from pages.ui.inspect import hover as tips
from pages.ui.inspect.axes import Axes
from pages.ui.inspect.background import layout
from pages.ui.plot.style import LOST, Colours, bar, clipped, marks
from pages.ui.stage.picture.schema import Message, Operation, Picture

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

LETTER = 6.8
"""Pixels that a letter of a label takes, about."""


@dataclass(frozen=True, slots=True)
class View:
    """What to draw: events first..last, along time or order; past: what led to the chosen one (None: light up all).

    pair: two events to be ringed, as a and b.

    width: the diagram's in pixels, about; it decides how much of a label there is room for.
    """

    first: int
    last: int
    by: str = "time"
    chosen: int | None = None
    past: frozenset[int] | None = None
    dark: bool = False
    width: int = 1000
    pair: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Scene:
    """What every part of the diagram is drawn from."""

    picture: Picture
    view: View
    axes: Axes
    colours: Colours
    words: Words

    def halves(self, items: Iterable[Any], events: Callable[[Any], Iterable[int]]) -> Iterator[tuple[bool, list[Any]]]:
        """The items all of whose events are in the causal past, then the others; no half that is empty."""
        halves: dict[bool, list[Any]] = {True: [], False: []}
        for item in items:
            halves[self.view.past is None or all(event in self.view.past for event in events(item))].append(item)
        yield from ((lit, some) for lit, some in halves.items() if some)


def figure(picture: Picture, view: View, words: Words) -> dict[str, Any]:
    """The diagram as Plotly reads it."""
    axes = Axes(picture, view.first, view.last, view.by)
    scene = Scene(picture, view, axes, Colours(view.dark), words)
    parts = (_lanes, _messages, _unfinished, _letters, _operations, _events, _faults, _ring)
    return {
        "data": [trace for part in parts for trace in part(scene)],
        "layout": layout(picture, axes, scene.colours, words),
    }


def _lanes(scene: Scene) -> Iterator[Trace]:
    rows = [row for (kind, _), row in scene.axes.rows.items() if kind != "client"]
    xs = [x for _ in rows for x in (*scene.axes.span, None)]
    ys = [y for row in rows for y in (row, row, None)]
    yield {
        "type": "scatter", "mode": "lines", "x": xs, "y": ys, "hoverinfo": "skip", "showlegend": False,
        "line": {"color": scene.colours.line, "width": 1},
    }  # fmt: skip


def _messages(scene: Scene) -> Iterator[Trace]:
    """Messages that arrived: an arrow each."""
    axes = scene.axes
    for tone in TONES:
        some = [one for one in axes.arrived if one["tone"] == tone]
        for lit, half in scene.halves(some, _ends):
            ends = [(axes.at(one["e0"]), axes.at(one["e1"])) for one in half]
            yield _arrows(ends, scene.colours.tone(tone)[0], lit, scene.words(f"stage.tone_{tone}"), tone)


def _ends(message: Message) -> tuple[int, ...]:
    assert message["e1"] is not None  # it has arrived
    return message["e0"], message["e1"]


def _start(item: Mapping[str, Any]) -> tuple[int]:
    return (item["e0"],)


def _arrows(ends: Sequence[Any], colour: str, lit: bool, name: str, group: str) -> Trace:
    return {
        "type": "scatter", "mode": "lines+markers", "name": name, "legendgroup": group, "showlegend": lit,
        "x": [x for (start, end) in ends for x in (start[0], end[0], None)],
        "y": [y for (start, end) in ends for y in (start[1], end[1], None)],
        "line": {"color": colour, "width": 1.8}, "opacity": 1 if lit else 0.12, "hoverinfo": "skip",
        "marker": {
            "symbol": ["circle", "arrow", "circle"] * len(ends), "size": [0, 11, 0] * len(ends),
            "angleref": "previous", "standoff": 5, "color": colour, "opacity": 1,
        },
    }  # fmt: skip


def _unfinished(scene: Scene) -> Iterator[Trace]:
    """Messages that were lost (dashed, to a cross) and those still held or on their way (dotted)."""
    soft = scene.colours.soft
    styles = {"lost": ("dash", "x", LOST), "held": ("dot", "hourglass", soft), "flying": ("dot", "circle-open", soft)}
    for fate, (dash, symbol, colour) in styles.items():
        some = [one for one in scene.axes.messages if one["fate"] == fate]
        for lit, half in scene.halves(some, _start):
            ends = [(scene.axes.at(one["e0"]), scene.axes.stop(one)) for one in half]
            trace = _arrows(ends, colour, lit, scene.words(f"inspect.{fate}"), fate)
            trace["line"] |= {"dash": dash, "width": 1.4}
            trace["marker"] |= {"symbol": ["circle", symbol, "circle"] * len(ends), "size": [0, 9, 0] * len(ends)}
            trace["marker"] |= {"standoff": 0, "angleref": "up"}
            texts = [text for one in half for text in ("", tips.of_message(one, scene.words), "")]
            yield trace | {"hoverinfo": "text", "hovertext": texts}


def _letters(scene: Scene) -> Iterator[Trace]:
    """Half way along each arrow the shape and letter of its message, with what it says."""
    for lit, half in scene.halves(scene.axes.arrived, _ends):
        middles = [scene.axes.middle(one) for one in half]
        inks = [scene.colours.tone(one["tone"]) for one in half]
        trace = marks(
            [x for x, _ in middles], [y for _, y in middles], [tips.of_message(one, scene.words) for one in half]
        )
        trace["marker"] = {
            "symbol": [SYMBOLS.get(one["shape"], "circle") for one in half], "size": 15,
            "color": [fill for fill, _ in inks], "line": {"width": 1, "color": scene.colours.paper},
        }  # fmt: skip
        letters: Trace = {"mode": "markers+text", "text": [one["letter"] for one in half]}
        letters["textfont"] = {"size": 10, "color": [ink for _, ink in inks]}
        yield trace | letters | {"opacity": 1 if lit else 0.12, "showlegend": False}


def _operations(scene: Scene) -> Iterator[Trace]:
    """What clients asked, as bars on the clients' lanes."""
    axes, colours = scene.axes, scene.colours
    for status in ("ok", "refused", "unknown", "pending"):
        some = [op for op in axes.operations if op["status"] == status]
        for lit, half in scene.halves(some, _start):
            texts = [_fitting(op, scene) for op in half]
            rows, hovers = [axes.op_row(op) for op in half], [tips.of_operation(op, scene.words) for op in half]
            trace = bar([axes.during(op) for op in half], rows, texts, hovers)
            fills = [LOST if op["note"] else colours.status(status) for op in half]
            trace["marker"] = {"color": fills, "opacity": 0.45, "line": {"width": 1.5, "color": fills}}
            hatch = "" if status == "ok" else "/"
            trace["marker"]["pattern"] = {"shape": hatch, "solidity": 0.2}
            trace["textfont"] = {"color": colours.ink, "size": 12}
            faded = {"marker": {"opacity": 0.45}, "textfont": {"color": colours.ink}}
            trace |= {"selected": faded, "unselected": faded}
            yield trace | {
                "name": scene.words(f"status.{status}"), "legendgroup": status, "showlegend": lit,
                "opacity": 1 if lit else 0.15,
            }  # fmt: skip


def _fitting(op: Operation, scene: Scene) -> str:
    """As much of what an operation was and came to as there is room for before the client's next one."""
    letters = int(scene.axes.room(op) * scene.view.width / LETTER)
    text = " ".join(part for part in (op["text"], op["result"], op["note"]) if part)
    return clipped(text, min(letters, 40)) if letters > 3 else ""


def _events(scene: Scene) -> Iterator[Trace]:
    """Events on their node's lane, by kind; those outside the causal past in grey."""
    events = scene.picture["events"]
    for kind, (symbol, codes) in KINDS.items():
        some = [index for index in scene.axes.on_lanes if events[index]["kind"] in codes]
        for lit, half in scene.halves(some, lambda index: (index,)):
            points = [scene.axes.at(index) for index in half]
            texts = [tips.of_event(scene.picture, index, scene.words) for index in half]
            trace = marks([x for x, _ in points], [y for _, y in points], texts, half)
            ink = scene.colours.ink if lit else scene.colours.line
            trace["marker"] = {"symbol": symbol, "size": 7.5, "color": ink, "line": {"width": 2, "color": ink}}
            yield trace | {"name": scene.words(f"inspect.{kind}"), "legendgroup": kind, "showlegend": lit}


def _faults(scene: Scene) -> Iterator[Trace]:
    """What befell the network, on a lane of its own: no node knows of it."""
    axes = scene.axes
    if axes.faults:
        ys = [axes.rows["network", ""]] * len(axes.faults)
        texts = [tips.of_event(scene.picture, index, scene.words) for index in axes.faults]
        trace = marks([axes.x(index) for index in axes.faults], ys, texts, axes.faults)
        trace["marker"] = {"symbol": "star", "size": 11, "color": LOST}
        yield trace | {"name": scene.words("inspect.fault"), "opacity": 1 if scene.view.past is None else 0.4}


def _ring(scene: Scene) -> Iterator[Trace]:
    """Around the chosen event, or a pair of them with their letters."""
    view = scene.view
    named: dict[int | None, str] = {view.chosen: "", **dict(zip(view.pair, "ab", strict=False))}
    for chosen in [one for one in named if one in scene.axes.on_lanes]:
        assert chosen is not None
        x, y = scene.axes.at(chosen)
        trace = marks([x], [y], [tips.of_event(scene.picture, chosen, scene.words)])
        if letter := named[chosen]:
            font = {"size": 15, "color": scene.colours.cut_ink}
            trace |= {"mode": "markers+text", "text": [f"<b>{letter}</b>"], "textposition": "top left"}
            trace |= {"textfont": font}
        line = {"width": 2.5, "color": LOST}
        yield trace | {
            "marker": {"symbol": "circle-open", "size": 17, "line": line, "color": LOST},
            "showlegend": False,
        }
