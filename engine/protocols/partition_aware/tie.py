"""Tie-breakers: which half goes on where a cut leaves two of the same size, and neither has a majority.

Rules of this file
* A tie is exactly half of the nodes within reach, as far as this node's detector knows. It can be broken on belief
  alone, but for `lease`: no half can ask the other.
* `tie=oldest`: the half with the first node goes on. Where that node is down, the other half stops all the same: it
  cannot tell a crash from a cut. `tie=referee`: the half that reaches `referee=n5`, a node that keeps no data and only
  answers beats. If both halves reach it, both go on. `tie=lease`: the half to which it has granted a lease (lease.py).
* On a half that goes on, all whom a node believes within reach make the quorum, and nobody else's answer counts: each
  such quorum of `oldest` holds the first node, and half meets every majority, so no two of these pass each other by.

Source: Akka and Apache Pekko, "Split Brain Resolver" (keep-majority with its lowest address, keep-oldest and what
becomes of the others when the oldest crashes, lease-majority).
"""

from __future__ import annotations

from engine.protocols.partition_aware.state import Config, Lease, State


def reached(config: Config, lost: tuple[str, ...]) -> tuple[str, ...]:
    """The nodes with data that are within reach, as far as is known, this one among them."""
    return tuple(node for node in config.nodes if node not in lost)


def is_tie(config: Config, lost: tuple[str, ...]) -> bool:
    """Is exactly half of the nodes within reach?"""
    return 2 * len(reached(config, lost)) == len(config.nodes)


def is_broken(config: Config, lost: tuple[str, ...], lease: Lease | None) -> bool:
    """Is this half of the nodes the one that goes on? lease: the one that this node has now."""
    if not is_tie(config, lost):
        return False
    match config.tie:
        case "oldest":
            return config.nodes[0] not in lost
        case "referee":
            return config.referee not in lost
        case "lease":
            return lease is not None and lease.half == reached(config, lost)
        case _:
            return False


def side(config: Config, state: State) -> tuple[str, ...]:
    """Whose answers alone count for an operation that begins now; () where they are counted, whoever they come from."""
    return reached(config, state.lost) if is_broken(config, state.lost, state.lease) else ()
