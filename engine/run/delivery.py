"""The post: which messages get through, when they are due, and which the learner keeps or throws away.

It knows the names of messages (n1>n3.2: the second on that link since the start, lost ones counted), what is held
and what is dropped. It asks the network for the truth and chance for the rest.
"""

from __future__ import annotations

from typing import Any

from engine.model import Link, Message
from engine.model.randomness import draw, drawn, stream, ticks_between, ticks_exponential
from engine.trace.network import Network

Name = tuple[str, str, int]


class Line:
    """One direction of a link: the messages on it so far, and what is true of it now."""

    __slots__ = ("latency", "link", "loss", "sent", "start", "ticks", "trouble")

    def __init__(self, link: Link, seed: int, network: Network) -> None:
        self.link = link
        self.sent = 0
        self.start = stream(seed, "latency", f"{link[0]}>{link[1]}")
        self.know(network)

    def know(self, network: Network) -> None:
        """Go by this truth from now on. `ticks` is None where each message draws its own."""
        self.latency = latency = network.latency_of(self.link)
        self.ticks = None if latency.exponential or latency.low != latency.high else latency.low
        self.loss = network.loss.get(self.link, 0.0)
        self.trouble = network.trouble(self.link)
        if self.link[0] == self.link[1]:
            self.ticks, self.loss, self.trouble = 0, 0.0, None

    def draw(self, nth: int) -> int:
        """The ticks that the nth message takes."""
        latency, chance = self.latency, drawn(self.start, nth)
        if latency.exponential:
            return ticks_exponential(latency.low, chance)
        return ticks_between(latency.low, latency.high, chance)


class Post:
    """Messages of a run under way. It is `calm` while everything that is under way will arrive."""

    def __init__(self, network: Network, seed: int) -> None:
        self._seed = seed
        self._lines: dict[Link, Line] = {}
        self._held: dict[Name, Message | None] = {}  # None: not come by yet
        self._dropped: set[Name] = set()
        self.now(network)

    def now(self, network: Network) -> None:
        """Go by this truth from now on."""
        self._network = network
        for line in self._lines.values():
            line.know(network)
        self._settle()

    def send(self, src: str, dst: str, body: Any, tick: int) -> tuple[Message, str | None]:
        """A message with its name and due tick, and why it is lost at once: 'cut', 'down', 'chance', 'dropped'."""
        line = self._lines.get((src, dst)) or self._line((src, dst))
        line.sent = nth = line.sent + 1
        ticks = line.ticks
        if ticks is None:
            ticks = line.draw(nth)
        trouble = None if self.calm and not line.loss else self._mishap(line, nth)
        return Message(src, dst, nth, body, tick, tick + ticks), trouble

    def trouble(self, message: Message) -> str | None:
        """Why a message that is due does not arrive: 'cut', 'down', 'dropped', 'held', or None."""
        name = message[:3]
        if name in self._held:
            self._held[name] = message
            return "held"
        if name in self._dropped:
            return "dropped"
        return self._lines[message[:2]].trouble

    def hold(self, link: Link, nth: int) -> None:
        """Keep a message, wherever it is on its way, or when it will be sent."""
        self._held.setdefault((*link, nth), None)
        self._settle()

    def release(self, link: Link, nth: int) -> Message | None:
        """Let a message go: the one that is overdue, or None (it has not come by; then it comes in time)."""
        overdue = self._held.pop((*link, nth), None)
        self._settle()
        return overdue

    def drop(self, link: Link, nth: int) -> Message | None:
        """Lose a message: the one that was held past its time, if it was."""
        self._dropped.add((*link, nth))
        return self.release(link, nth)

    def _settle(self) -> None:
        self.calm = not (self._held or self._dropped or self._network.cut or self._network.down)

    def _line(self, link: Link) -> Line:
        line = self._lines[link] = Line(link, self._seed, self._network)
        return line

    def _mishap(self, line: Line, nth: int) -> str | None:
        """Why a message is lost as it is sent."""
        src, dst = line.link
        if line.trouble is not None or src == dst:
            return line.trouble
        if line.loss and draw(self._seed, "loss", f"{src}>{dst}", nth) < line.loss:
            return "chance"
        return "dropped" if (src, dst, nth) in self._dropped else None
