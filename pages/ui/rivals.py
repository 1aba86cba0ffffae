"""The systems that a run can be laid beside: a name for each (words under [rival]) and its line in a script."""

from __future__ import annotations

from collections.abc import Mapping

SYSTEMS: Mapping[str, str] = {
    "quorum_one": "quorum nodes={nodes} r=1 w=1",
    "quorum_majority": "quorum nodes={nodes} r={most} w={most}",
    "quorum_logical": "quorum nodes={nodes} r={most} w={most} version=logical write_back=yes",
    "sloppy": "quorum nodes={nodes} r={few} w={few} home={home} sloppy=yes",
    "siblings": "multi_value nodes={nodes} versions=dvv resolver=siblings",
    "lww": "multi_value nodes={nodes} versions=dvv resolver=lww",
    "causal": "causal nodes={nodes}",
    "causal_early": "causal nodes={nodes} hold_back=no",
    "primary_sync": "primary nodes={nodes} copy=sync primary=n1",
    "primary_async": "primary nodes={nodes} copy=async primary=n1",
    "cache": "primary nodes={nodes} copy=cache primary=n1 ttl=50",
    "majority_lock": "majority_lock nodes={nodes}",
    "raft": "raft nodes={nodes} read=read_index leader=n1",
}
"""The systems to choose from; most: a majority of all nodes, few: a majority of the (at most three) home nodes."""
