"""The shape of what the stage gets: a picture and what stands around it. Its rules are those of schema.py."""

from __future__ import annotations

from typing import Literal, TypedDict

from pages.ui.stage.picture.schema import Lead, Picture

Mode = Literal["lab", "watch", "projector", "embed"]


class Start(TypedDict):
    """Where the cursor stands at first, and whether it goes on from there."""

    t: int
    i: int
    play: bool


class Implied(TypedDict):
    """What the settings promise or risk. level: good, warn or plain."""

    level: str
    text: str


class Question(TypedDict):
    """Asked over the stage until the run goes on. i: the event from which on the answer is known, where playing stops.
    told: what to say then, by the choice; plain: without one. flip: the change after which the answer is another one.
    lesson: is the way to the first lesson shown? Without choices nothing is asked, and what came of it is told.
    changed: the run is no longer the one that was asked about; to whom has not answered plain says so.
    """

    text: str
    choices: list[str]
    told: dict[str, str]
    plain: str
    i: int
    flip: str | None
    lesson: bool
    changed: bool


class Story(TypedDict):
    """What is told beside a run: its kind and name in links, its title, one sentence, what to look at, the promise
    that it is about.
    """

    kind: str
    name: str
    title: str
    says: str
    look: str
    promise: str | None


class Caption(TypedDict):
    """What a lesson says when the run has come to event i."""

    i: int
    text: str


class Change(TypedDict):
    """What makes one script of the one before it: lines taken over from its head and its tail, and those between."""

    head: int
    tail: int
    lines: list[str]


class Kept(TypedDict):
    """A desk as its tab keeps it (kept.py). runs: from the oldest to the newest; at: which of them is in hand."""

    runs: list[Change]
    at: int
    branches: list[Change]


class Shortcut(TypedDict):
    """A key, or several, and what it does."""

    key: str
    does: str


class Shortcuts(TypedDict):
    """Those of a stage; all_keys: the address where those of all stages stand."""

    shortcuts: list[Shortcut]
    all_keys: str


class OfDesk(TypedDict):
    """The desk of the page. undo, redo: there is something to undo, to do again. run: the lines of the script that the
    address bar is to hold, None where the page writes it itself; desk: what its tab keeps beside it. behind: the page
    around waits to be told that the stage is at rest.
    """

    undo: bool
    redo: bool
    run: list[str] | None
    desk: Kept | None
    behind: bool


class Framed(Picture, Shortcuts, OfDesk):
    """A picture with what stands around it: what the stage gets. words: the component's own, by code.

    play_from: the tick from which it plays at once. lead: which promise stands first, over time. still: there is
    nothing to play yet. clocks: nodes show theirs. low, bare: a low stage, one without a header. large: it is on a
    projector, as high as leaves room for what stands below it. twin: pictures with one name share a cursor. place: the
    step of a lesson; another one begins with the first tab. held: what came of the run is held back until it was
    watched; None where nothing waits for that. whole: where an embedded run stands in the app.
    """

    id: str
    title: str
    setting: str
    implies: Implied
    words: dict[str, str]
    mode: Mode
    start: Start | None
    play_from: int | None
    question: Question | None
    story: Story | None
    lead: list[Lead]
    captions: list[Caption]
    held: bool | None
    place: str | None
    twin: str | None
    still: bool
    clocks: bool
    low: bool
    large: bool
    bare: bool
    whole: str | None
    clock: int | None
