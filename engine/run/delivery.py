"""Delivery of messages: which get through, when they are due, which are held and which are dropped.

Rules of this file
* A message's name (n1>n3.2) is its link and its number on it since the start, lost ones counted.
* Cuts, nodes that are down, latency and loss are read from the Network; holds, drops and pauses are kept here.
* Latencies and losses that are left to chance are drawn by the message's name: see engine/model/randomness.
"""

from __future__ import annotations

from collections.abc import Sequence
from copy import copy
from typing import Any

from engine.model import Event, Link, Message
from engine.model.randomness import draw, drawn, stream, ticks_between, ticks_exponential
from engine.run.pauses import Pauses
from engine.trace.network import Network

MessageName = tuple[str, str, int]


class Channel:
    """One direction of a link: how many messages were sent on it, and its latency, loss and state now.

    ticks: what every message takes; None where each draws its own. loss: a probability. loss_reason: as in Network.
    """

    __slots__ = ("latency", "link", "loss", "loss_reason", "sent", "start", "ticks")

    def __init__(self, link: Link, seed: int, network: Network) -> None:
        self.link = link
        self.sent = 0
        self.start = stream(seed, "latency", f"{link[0]}>{link[1]}")
        self.set_network(network)

    def set_network(self, network: Network) -> None:
        """Take latency, loss and state from this network from now on."""
        self.latency = latency = network.latency_of(self.link)
        self.ticks = None if latency.exponential or latency.low != latency.high else latency.low
        self.loss = network.loss.get(self.link, 0.0)
        self.loss_reason = network.loss_reason(self.link)
        if self.link[0] == self.link[1]:
            self.ticks, self.loss, self.loss_reason = 0, 0.0, None

    def draw(self, nth: int) -> int:
        """The ticks that the nth message takes, by chance."""
        latency, chance = self.latency, drawn(self.start, nth)
        if latency.exponential:
            return ticks_exponential(latency.low, chance)
        return ticks_between(latency.low, latency.high, chance)


class Delivery:
    """Which messages get through. It is `calm` while everything that is under way will arrive, and be handled at once.

    pauses: the nodes that stand still.
    """

    def __init__(self, network: Network, seed: int) -> None:
        self._seed = seed
        self._held: dict[MessageName, Message | None] = {}  # None: not come by yet
        self._dropped: set[MessageName] = set()
        self._arrived: set[MessageName] = set()  # while their node stood still
        self.pauses = Pauses()
        self._bodies: dict[MessageName, Any] = {}  # of the messages that the first events have sent
        self._read = 0
        self.set_network(network)

    def copy(self) -> Delivery:
        """The same holds, drops and pauses, to go on with apart from these."""
        twin = copy(self)
        twin._held, twin._dropped, twin._bodies = dict(self._held), set(self._dropped), dict(self._bodies)
        twin._arrived, twin.pauses = set(self._arrived), self.pauses.copy()
        return twin

    def set_network(self, network: Network) -> None:
        """Deliver through this network from now on."""
        self._network = network
        self._refresh_calm()

    def loss_at_send(self, channel: Channel, nth: int) -> str | None:
        """Why a message is lost as it is sent: 'cut', 'down', 'chance', 'dropped', or None."""
        src, dst = channel.link
        if channel.loss_reason is not None or src == dst:
            return channel.loss_reason
        if channel.loss and draw(self._seed, "loss", f"{src}>{dst}", nth) < channel.loss:
            return "chance"
        return "dropped" if (src, dst, nth) in self._dropped else None

    def fate(self, message: Message, channel: Channel) -> str | None:
        """Why a message that is due on its channel does not arrive: 'cut', 'down', 'dropped', 'held', or None.

        Held is also one whose node stands still, until that goes on.
        """
        name = message[:3]
        if name in self._arrived:
            return "down" if message.dst in self._network.down else None
        if name in self._held:
            self._held[name] = message
            return "held"
        if name in self._dropped:
            return "dropped"
        if channel.loss_reason is None and self.pauses.keep(message.dst, message):
            self._arrived.add(name)
            return "held"
        return channel.loss_reason

    def hold(self, link: Link, nth: int) -> None:
        """Hold a message back, whether it is on its way or has not been sent yet."""
        self._held.setdefault((*link, nth), None)
        self._refresh_calm()

    def release(self, link: Link, nth: int) -> Message | None:
        """Hold a message no longer; answers it if it is overdue. None: it is not due yet, and comes when it is."""
        overdue = self._held.pop((*link, nth), None)
        self._refresh_calm()
        return overdue

    def drop(self, link: Link, nth: int) -> Message | None:
        """Lose a message, whether it was sent or not; answers it if it was held past its due tick."""
        self._dropped.add((*link, nth))
        return self.release(link, nth)

    def body_of(self, name: MessageName, events: Sequence[Event]) -> Any:
        """What a message says that was sent in these events, all so far; None if there was none by this name."""
        for event in events[self._read :]:
            for message in event.sent:
                self._bodies[message[:3]] = message.body
        self._read = len(events)
        return self._bodies.get(name)

    def _refresh_calm(self) -> None:
        self.calm = not (self._held or self._dropped or self._network.cut or self._network.down or self._network.paused)
