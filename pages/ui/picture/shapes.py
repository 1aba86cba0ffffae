"""How each kind of message looks: a shape, a letter and a tone, so that colour never stands alone."""

from __future__ import annotations

from typing import Any, NamedTuple


class Look(NamedTuple):
    """shape: square, diamond, disc, hexagon, triangle or pentagon; tone: write, read, ack, repair, gossip, other."""

    shape: str
    letter: str
    tone: str


HEARTBEAT = Look("triangle", "H", "gossip")
HINT = Look("square", "H", "repair")
LOOKS = {
    "quorum.Store": Look("square", "W", "write"),
    "quorum.Remove": Look("square", "D", "write"),
    "quorum.Stored": Look("disc", "A", "ack"),
    "quorum.Ask": Look("diamond", "R", "read"),
    "quorum.Answer": Look("pentagon", "V", "read"),
    "quorum.Repair": Look("hexagon", "P", "repair"),
    "quorum.HandBack": Look("hexagon", "H", "repair"),
    "quorum.HandedBack": Look("disc", "A", "ack"),
    "quorum.Push": Look("triangle", "S", "gossip"),
    "quorum.Pull": Look("triangle", "S", "gossip"),
    "quorum.Hashes": Look("triangle", "M", "gossip"),
    "quorum.Listing": Look("triangle", "L", "gossip"),
    "quorum.Swap": Look("triangle", "S", "gossip"),
    "multi_value.Spread": Look("square", "W", "write"),
    "multi_value.Push": Look("triangle", "S", "gossip"),
    "multi_value.Pull": Look("triangle", "S", "gossip"),
    "multi_value.Ask": Look("diamond", "R", "read"),
    "multi_value.Answer": Look("pentagon", "V", "read"),
    "causal.Update": Look("square", "W", "write"),
    "causal.Push": Look("triangle", "S", "gossip"),
    "causal.Fill": Look("triangle", "S", "gossip"),
    "primary.Forward": Look("square", "F", "write"),
    "primary.Done": Look("disc", "D", "ack"),
    "primary.NotPrimary": Look("disc", "N", "other"),
    "primary.Copy": Look("square", "C", "write"),
    "primary.Copied": Look("disc", "A", "ack"),
    "primary.LeaseOver": Look("disc", "X", "other"),
    "primary.Keep": HINT,
    "primary.Kept": Look("disc", "A", "ack"),
    "primary.HandBack": Look("hexagon", "H", "repair"),
    "primary.Ask": Look("diamond", "R", "read"),
    "primary.Answer": Look("pentagon", "V", "read"),
    "primary.Beat": HEARTBEAT,
    "primary.Heard": Look("disc", "Y", "ack"),
    "primary.Fetch": Look("triangle", "F", "gossip"),
    "primary.Snapshot": Look("triangle", "S", "gossip"),
    "gateway.Call": Look("square", "T", "write"),
    "gateway.Answered": Look("pentagon", "V", "ack"),
    "gateway.Probe": Look("diamond", "P", "gossip"),
    "gateway.Probed": Look("pentagon", "P", "gossip"),
    "raft.RequestVote": Look("diamond", "B", "other"),
    "raft.Voted": Look("pentagon", "Y", "other"),
    "raft.Denied": Look("hexagon", "D", "other"),
    "raft.AppendEntries": Look("square", "L", "write"),
    "raft.Appended": Look("disc", "A", "ack"),
    "raft.Rejected": Look("disc", "X", "other"),
    "partition_aware.Beat": Look("triangle", "H", "gossip"),
    "partition_aware.Alive": Look("disc", "Y", "gossip"),
    "partition_aware.Store": Look("square", "L", "write"),
    "partition_aware.Stored": Look("disc", "A", "ack"),
    "partition_aware.Ask": Look("diamond", "R", "read"),
    "partition_aware.Answer": Look("pentagon", "V", "read"),
    "partition_aware.Offer": Look("hexagon", "E", "repair"),
    "partition_aware.Accept": Look("disc", "T", "repair"),
    "partition_aware.Forward": Look("square", "F", "write"),
    "partition_aware.Done": Look("disc", "D", "ack"),
    "majority_lock.Acquire": Look("diamond", "L", "other"),
    "majority_lock.Granted": Look("pentagon", "G", "other"),
    "majority_lock.Release": Look("hexagon", "U", "other"),
    "majority_lock.Prepare": Look("square", "P", "write"),
    "majority_lock.Prepared": Look("disc", "P", "ack"),
    "majority_lock.Commit": Look("square", "K", "write"),
    "majority_lock.Committed": Look("disc", "A", "ack"),
    "majority_lock.Fenced": Look("disc", "X", "other"),
    "majority_lock.Abort": Look("hexagon", "B", "repair"),
    "majority_lock.Ask": Look("diamond", "R", "read"),
    "majority_lock.Answer": Look("pentagon", "V", "read"),
    "majority_lock.Fill": Look("hexagon", "F", "repair"),
    "majority_lock.Filled": Look("disc", "A", "ack"),
}


def look(protocol: str, body: Any) -> Look:
    """The look of a message body of a protocol."""
    if getattr(body, "hint_for", None) is not None:
        return HINT
    if getattr(body, "entries", None) == ():
        return HEARTBEAT
    return LOOKS[f"{protocol}.{type(body).__name__}"]
