"""ConflictResolver and the clocks that APSystem.write() gives, asked about the versions of a script.

Rules of this file
* What a reader gets is told as the app tells it: all values, sorted.
* `kept`: the versions that no other follows, by the chapter's own comparison: the filter as it should be.
"""

from __future__ import annotations

import asyncio
from typing import Any

from engine.model import Scenario
from tests.alone import alone
from tests.chapter.code import classes
from tests.chapter.world import Facts

Version = dict[str, Any]

SPARSE = ({"n1": 1}, {"n1": 1, "n2": 1}, {"n1": 1, "n2": 1, "n3": 1})
DENSE = tuple({"n1": 0, "n2": 0, "n3": 0, **clock} for clock in SPARSE)
"""Three versions that follow one another, as they would be with each node counting for itself."""


def chapter() -> dict[str, Any]:
    """The chapter's classes, the clock standing still."""
    return classes(lambda: 0, lambda _: None)


def version(value: str, timestamp: int, clock: dict[str, int]) -> Version:
    """A version as APSystem.write() makes it."""
    return {"value": value, "timestamp": timestamp, "vector_clock": clock}


def posts(clocks: tuple[dict[str, int], ...]) -> list[Version]:
    """The three posts of B64 and B65."""
    return [version(*one) for one in zip(("one", "two", "three"), (10, 50, 90), clocks, strict=True)]


def kept(versions: list[Version]) -> tuple[str, ...]:
    """What nothing follows, by the chapter's comparison."""
    before = chapter()["ConflictResolver"]().vector_clock_happens_before
    return tuple(
        sorted(
            one["value"]
            for one in versions
            if not any(before(one["vector_clock"], other["vector_clock"]) for other in versions)
        )
    )


def resolved(versions: list[Version]) -> tuple[str, ...]:
    """What the chapter's resolver answers."""
    return (chapter()["ConflictResolver"]().resolve(versions)["value"],)


def written(*writes: tuple[int, str]) -> list[Version]:
    """The entries that the chapter's write() sends off: by which of two nodes, and what."""

    async def write_all() -> list[Version]:
        found: list[Version] = []
        nodes = [chapter()["APSystem"](["n1", "n2"]) for _ in range(2)]

        async def note(peer: str, entry: Version) -> None:
            found.extend([entry] if peer == "n1" else [])

        for node in nodes:
            node.write_to_node_async = note
        for place, value in writes:
            await nodes[place - 1].write("cart", value)
            await asyncio.sleep(0)
        return found

    return alone(lambda: asyncio.run(write_all()))


def sparse_compare(_: Scenario) -> Facts:
    """B64: no version follows another."""
    return {"op.r1": ("ok", kept(posts(SPARSE)))}


def both_wrongs(_: Scenario) -> Facts:
    """The card B64: the filter, too, and after both the time-stamp."""
    return {"op.r1": ("ok", resolved(posts(SPARSE)))}


def keeps_oldest(_: Scenario) -> Facts:
    """B65: the filter keeps the first."""
    return {"op.r1": ("ok", resolved(posts(DENSE)))}


def shared_counter(_: Scenario) -> Facts:
    """B66: eggs in place of bread at n2, milk at n1."""
    milk, _bread, eggs = written((1, "milk"), (2, "bread"), (2, "eggs"))
    return {"op.r1": ("ok", kept([milk, eggs]))}


def no_context(_: Scenario) -> Facts:
    """B75: two writes at n1."""
    return {"op.r1": ("ok", kept(written((1, "milk"), (1, "eggs"))))}


def last_writer_wins(_: Scenario) -> Facts:
    """B72: n1's clock is 100 ahead."""
    milk, eggs = version("milk", 120, {"n1": 1, "n2": 0}), version("eggs", 40, {"n1": 0, "n2": 1})
    return {"op.r1": ("ok", resolved([milk, eggs]))}


def first_of_equals(_: Scenario) -> Facts:
    """B73: each hears its own first."""
    milk, eggs = version("milk", 10, {"n1": 1, "n2": 0}), version("eggs", 10, {"n1": 0, "n2": 1})
    return {"op.r1": ("ok", resolved([milk, eggs])), "op.r2": ("ok", resolved([eggs, milk]))}
