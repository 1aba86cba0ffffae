"""A small still picture of a run: lanes, messages, cuts and operations, as SVG.

Rules of this file
* It draws a picture (pages/ui/stage/picture) and finds no fact of its own.
* Hues are Okabe-Ito, ink is that of day or night. Shapes stand beside colour: a square is a write, a diamond a read, a
  cross what was lost; what proves the verdict is ringed.
* Whatever a learner could have written is escaped.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from html import escape

from pages.ui.plot.style import LOST, Colours, clipped
from pages.ui.stage.picture.schema import Picture

WIDTH, LEFT, RIGHT, TOP, LANE = 360, 28, 14, 22, 24
FONT = 'font-size="11"'
LABEL, LETTER = 14, 6.4
"""So many letters of a value have room, and how wide one is, about."""

Span = tuple[float, float, float]
"""A lane's height, and from where to where on it."""


@dataclass(frozen=True, slots=True)
class Still:
    """What to draw: a picture, the tick at which to look, the operations that prove a verdict, values by operation."""

    picture: Picture
    at: int
    proof: tuple[str, ...]
    values: Mapping[str, str]
    dark: bool = False

    @property
    def colours(self) -> Colours:
        """The colours of the theme."""
        return Colours(self.dark)

    def x(self, tick: float) -> float:
        """The x of a tick, in pixels."""
        part = tick / max(float(self.picture["end"]), 1.0)
        return round(LEFT + 6 + (WIDTH - LEFT - RIGHT - 6) * part, 1)

    def y(self, node: str) -> float:
        """The y of a node's lane, in pixels."""
        names = [one["id"] for one in self.picture["nodes"]]
        return float(TOP + LANE * names.index(node))

    @property
    def bottom(self) -> float:
        """The lower edge of the lanes."""
        return TOP + LANE * (len(self.picture["nodes"]) - 1) + 14


def svg(still: Still, title: str) -> str:
    """The picture; title: what it shows, for those who do not see it."""
    parts = "".join(part for draw in (_cuts, _lanes, _messages, _cursor, _operations) for part in draw(still))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {still.bottom + 6}" role="img" '
        f'aria-label="{escape(title)}" font-family="sans-serif">{parts}</svg>'
    )


def _lanes(still: Still) -> Iterator[str]:
    ink = still.colours.ink
    for node in still.picture["nodes"]:
        y = still.y(node["id"])
        yield (
            f'<text x="0" y="{y + 4}" fill="{ink}" {FONT}>{escape(node["id"])}</text>'
            f'<line x1="{LEFT}" y1="{y}" x2="{WIDTH - RIGHT + 6}" y2="{y}" stroke="{ink}" opacity="0.35"/>'
        )


def _cuts(still: Still) -> Iterator[str]:
    """Time in which links were cut."""
    for cut in still.picture["cuts"]:
        start, end = still.x(cut["from"]), still.x(still.picture["end"] if cut["to"] is None else cut["to"])
        box = f'x="{start}" y="4" width="{round(end - start, 1)}" height="{still.bottom - 4}"'
        yield f'<rect {box} fill="{LOST}" opacity="0.13"/>'
        yield f'<line x1="{start}" y1="4" x2="{start}" y2="{still.bottom}" stroke="{LOST}" stroke-dasharray="3 3"/>'


def _messages(still: Still) -> Iterator[str]:
    colours, end = still.colours, still.picture["end"]
    for one in still.picture["messages"]:
        if one["src"] == one["dst"] or one["sent"] > end:
            continue
        lost = one["fate"] == "lost"
        until = one["due"] if one["arrives"] is None else one["arrives"]
        part = 0.55 if lost or one["fate"] == "held" else 1.0
        y0, goal = still.y(one["src"]), still.y(one["dst"])
        x0, x1 = still.x(one["sent"]), still.x(min(max(until, one["sent"] + 6) if lost else until, end))
        x, y = round(x0 + (x1 - x0) * part, 1), round(y0 + (goal - y0) * part, 1)
        colour = LOST if lost else colours.tone(one["tone"])[0]
        dash = "" if one["fate"] == "delivered" else ' stroke-dasharray="2 2"'
        yield f'<line x1="{x0}" y1="{y0}" x2="{x}" y2="{y}" stroke="{colour}" stroke-width="1.1" opacity="0.75"{dash}/>'
        if lost:
            yield f'<path d="M{x - 2.5} {y - 2.5}l5 5m0 -5l-5 5" stroke="{LOST}" stroke-width="1.4"/>'


def _cursor(still: Still) -> Iterator[str]:
    """The moment at which to look."""
    x = still.x(still.at)
    yield f'<line x1="{x}" y1="4" x2="{x}" y2="{still.bottom}" stroke="{still.colours.ink}" stroke-width="1.4"/>'
    yield f'<path d="M{x - 4} 0h8l-4 6z" fill="{still.colours.ink}"/>'


def _operations(still: Still) -> Iterator[str]:
    """A bar on the lane of the node that was asked, a shape where it began (a write) or ended (a read)."""
    colours, taken = still.colours, list[Span]()
    for op in still.picture["operations"]:
        y = still.y(op["node"])
        x0, x1 = still.x(op["issued"]), still.x(still.picture["end"] if op["done"] is None else op["done"])
        colour = LOST if op["id"] in still.proof else colours.status(op["status"])
        width = max(round(x1 - x0, 1), 2)
        yield f'<rect x="{x0}" y="{y - 2.5}" width="{width}" height="5" fill="{colour}" opacity="0.85"/>'
        x = x1 if op["kind"] == "read" else x0
        yield _shape(op["kind"], x, y, colour)
        if op["id"] in still.proof:
            yield f'<circle cx="{x}" cy="{y}" r="8" fill="none" stroke="{LOST}" stroke-width="1.8"/>'
        yield _label(still, clipped(still.values.get(op["id"], ""), LABEL), x, y, taken)


def _shape(kind: str, x: float, y: float, colour: str) -> str:
    paint = f'fill="{colour}"'
    if kind == "read":
        return f'<path d="M{x} {y - 5.5}l5.5 5.5l-5.5 5.5l-5.5 -5.5z" {paint}/>'
    return f'<rect x="{x - 4.5}" y="{y - 4.5}" width="9" height="9" {paint}/>'


def _label(still: Still, text: str, x: float, y: float, taken: list[Span]) -> str:
    """What was written or read, above its shape, where no other label stands."""
    long = len(text) * LETTER
    start = x + 8 if x + 8 + long < WIDTH else x - 8 - long
    if not text or any(lane == y and start < end and begin < start + long for lane, begin, end in taken):
        return ""
    taken.append((y, start, start + long))
    anchor, place = ("start", x + 8) if start > x else ("end", x - 8)
    return (
        f'<text x="{place}" y="{y - 7}" text-anchor="{anchor}" fill="{still.colours.ink}" {FONT} '
        f'font-weight="600">{escape(text)}</text>'
    )
