"""What the network is like, and what may still go wrong: cuts, crashes, and what operators do.

Rules of this file
* One cut at a time, in two groups. Healing and recovering are free: a fault is paid for when it comes.
* A message on a cut link, or to or from a node that is down, waits.
"""

from __future__ import annotations

from itertools import combinations
from typing import NamedTuple

from engine.explore.actors import Crew
from engine.explore.interning import Numbers
from engine.model import Crash, Cut, Groups, Heal, Recover
from engine.trace import network as net
from engine.trace.network import Network


class Situation(NamedTuple):
    """side: which cut is in force (None: none). left: cuts and crashes to come. tended: operators' commands given."""

    network: Network
    side: int | None
    cuts: int
    crashes: int
    tended: int


class Situations:
    """All situations met so far, by number."""

    def __init__(self, network: Network, cuts: int, crashes: int, groups: tuple[Groups, ...]) -> None:
        self.known = Numbers()
        self.groups = groups
        self._next: dict[int, tuple[tuple[tuple[str, int], int], ...]] = {}
        self._blocked: dict[int, tuple[int, int]] = {}
        self.calm = self._number(Situation(network, None, cuts, crashes, 0))

    def befall(self, number: int) -> tuple[tuple[tuple[str, int], int], ...]:
        """Each fault that may come now, and the situation after it."""
        found = self._next.get(number)
        if found is None:
            found = self._next[number] = tuple(self._faults(self.known.values[number]))
        return found

    def tended(self, number: int) -> int:
        """The situation after one more command of the operators."""
        now: Situation = self.known.values[number]
        return self._number(now._replace(tended=now.tended + 1))

    def blocked(self, number: int, crew: Crew) -> int:
        """The messages that cannot come now: a bit for each."""
        upto, mask = self._blocked.get(number, (0, 0))
        if upto < len(crew.letters):
            network = self.known.values[number].network
            if network.cut or network.down:
                for letter, (src, dst, *_) in enumerate(crew.letters.values[upto:], upto):
                    mask |= bool(network.trouble((crew.nodes[src], crew.nodes[dst]))) << letter
            self._blocked[number] = len(crew.letters), mask
        return mask

    def _faults(self, now: Situation) -> list[tuple[tuple[str, int], int]]:
        network, found = now.network, []
        if now.side is not None:
            found.append((("heal", 0), now._replace(network=net.befall(network, Heal(0)), side=None)))
        elif now.cuts:
            for side, groups in enumerate(self.groups):
                after = net.befall(network, Cut(0, groups))
                found.append((("cut", side), now._replace(network=after, side=side, cuts=now.cuts - 1)))
        for place, node in enumerate(network.nodes):
            if node in network.down:
                found.append((("recover", place), now._replace(network=net.befall(network, Recover(0, node)))))
            elif now.crashes:
                after = net.befall(network, Crash(0, node))
                found.append((("crash", place), now._replace(network=after, crashes=now.crashes - 1)))
        return [(step, self._number(after)) for step, after in found]

    def _number(self, situation: Situation) -> int:
        down = tuple(sorted(situation.network.down))
        return self.known.of(situation, (situation.side, down, *situation[2:]))


def two_groups(nodes: tuple[str, ...]) -> tuple[Groups, ...]:
    """Every way to cut nodes into two groups, small groups first."""
    found = []
    for size in range(1, len(nodes) // 2 + 1):
        for group in combinations(nodes, size):
            rest = tuple(node for node in nodes if node not in group)
            if 2 * size < len(nodes) or nodes[0] in group:
                found.append(Groups((group, rest)))
    return tuple(found)
