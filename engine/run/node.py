"""One end of a run's network: what runs there, and all that the run keeps for it alone."""

from __future__ import annotations

from collections.abc import Iterable
from copy import copy
from typing import Any

from engine.availability.endpoints import Endpoint
from engine.model import Environment
from engine.model.records import new
from engine.run.delivery import Channel
from engine.trace.network import Network


class Node:
    """A node or gateway under way. timers: by name, the serial number of the newest. channels: by receiver.

    handlers: by type of body, who handles such a message; bodies: of all types that it may get. env: where its handlers
    stand at `tick`.
    """

    __slots__ = (
        *("actor", "channels", "config", "env", "handlers", "name", "seed", "state", "tick", "timers"),
        *("_network", "_reach", "_skew"),
    )

    def __init__(self, name: str, end: Endpoint, bodies: Iterable[type], seed: int, network: Network) -> None:
        self.name, self.seed = name, seed
        self.actor, self.config = end
        self.handlers = {body: self.actor.handlers.get(body, self.actor.on_message) for body in bodies}
        self.state: Any = None
        self.timers: dict[object, int] = {}
        self.channels: dict[str, Channel] = {}
        self.set_network(network)

    def copy(self) -> Node:
        """The same node, to go on with apart from this one."""
        twin = copy(self)
        twin.timers = dict(self.timers)
        twin.channels = {to: copy(channel) for to, channel in self.channels.items()}
        return twin

    def set_network(self, network: Network) -> None:
        """Take what is true of this node and of its channels from this network from now on."""
        self._network = network
        self._skew = network.skew.get(self.name, 0)
        self._reach = network.reach(self.name) if self.actor.reach(self.config) else None
        for channel in self.channels.values():
            channel.set_network(network)
        self.set_clock(0)

    def set_clock(self, tick: int) -> None:
        """Take the environment of its handlers at this tick: the same value for all of them."""
        self.tick = tick
        self.env: Environment[Any] = new(
            Environment, (self.name, tick + self._skew, self.config, self._reach, self.seed)
        )

    def channel(self, to: str) -> Channel:
        """The channel to this receiver, opened if it is the first message."""
        if to not in self.channels:
            self.channels[to] = Channel((self.name, to), self.seed, self._network)
        return self.channels[to]
