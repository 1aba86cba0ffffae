"""The post: which messages get through, when they are due, and which the learner keeps or throws away.

It knows the names of messages (n1>n3.2: the second on that link since the start, lost ones counted), what is held
and what is dropped. It asks the network for the truth and chance for the rest.
"""

from __future__ import annotations

from typing import Any

from engine.chance import draw, ticks_between, ticks_exponential
from engine.model import Link, Message
from engine.network import Network

Name = tuple[str, str, int]


class Post:
    """Messages of a run under way. `network` is replaced by `now` whenever a fault changes it."""

    def __init__(self, network: Network, seed: int) -> None:
        self._seed = seed
        self._sent: dict[Link, int] = {}
        self._held: dict[Name, Message | None] = {}  # None: not come by yet
        self._dropped: set[Name] = set()
        self.now(network)

    def now(self, network: Network) -> None:
        """Go by this truth from now on."""
        self._network = network
        self._routes: dict[Link, tuple[str | None, int, float]] = {}

    def send(self, src: str, dst: str, body: Any, tick: int) -> tuple[Message, str | None]:
        """A message with its name and due tick, and why it is lost at once: 'cut', 'down', 'chance', 'dropped'."""
        link = (src, dst)
        nth = self._sent.get(link, 0) + 1
        self._sent[link] = nth
        if src == dst:
            return Message(src, dst, nth, body, tick, tick), None
        trouble, ticks, loss = self._routes.get(link) or self._route(link)
        if ticks < 0:
            ticks = self._latency(link, nth)
        if trouble is None and loss and draw(self._seed, "loss", f"{src}>{dst}", nth) < loss:
            trouble = "chance"
        if trouble is None and self._dropped and (src, dst, nth) in self._dropped:
            trouble = "dropped"
        return Message(src, dst, nth, body, tick, tick + ticks), trouble

    def trouble(self, message: Message) -> str | None:
        """Why a message that is due does not arrive: 'cut', 'down', 'dropped', 'held', or None."""
        src, dst, nth = message[:3]
        if self._held or self._dropped:
            name = (src, dst, nth)
            if name in self._held:
                self._held[name] = message
                return "held"
            if name in self._dropped:
                return "dropped"
        if src == dst:
            return None
        return (self._routes.get((src, dst)) or self._route((src, dst)))[0]

    def hold(self, link: Link, nth: int) -> None:
        """Keep a message, wherever it is on its way, or when it will be sent."""
        self._held.setdefault((*link, nth), None)

    def release(self, link: Link, nth: int) -> Message | None:
        """Let a message go: the one that is overdue, or None (it has not come by; then it comes in time)."""
        return self._held.pop((*link, nth), None)

    def drop(self, link: Link, nth: int) -> Message | None:
        """Lose a message: the one that was held past its time, if it was."""
        self._dropped.add((*link, nth))
        return self._held.pop((*link, nth), None)

    def _route(self, link: Link) -> tuple[str | None, int, float]:
        """(trouble, latency in ticks or -1 for a draw, loss probability) of a link now."""
        latency = self._network.latency_of(link)
        ticks = latency.low if latency.low == latency.high and not latency.exponential else -1
        route = self._routes[link] = (self._network.trouble(link), ticks, self._network.loss.get(link, 0.0))
        return route

    def _latency(self, link: Link, nth: int) -> int:
        latency = self._network.latency_of(link)
        chance = draw(self._seed, "latency", f"{link[0]}>{link[1]}", nth)
        if latency.exponential:
            return ticks_exponential(latency.low, chance)
        return ticks_between(latency.low, latency.high, chance)
