"""Two replicas compare notes, so that both end with the greater record of every key.

Rules of this file
* `compare=all`: one sends all that it has, the other answers with what is newer or missing.
* `compare=merkle`: hashes of a tree go to and fro, a level a message, and only for branches that differ; then the
  versions of the keys in the leaves that differ; then the records that are newer, each way.
* Nobody remembers a comparison under way: each message is answered from what the node holds when it comes.

Sources: Demers et al. 1987; DeCandia et al. 2007, section 4.7.
"""

from __future__ import annotations

from typing import Any

from engine.model import Note, Send, SetTimer
from engine.protocols.quorum.replica import hand_back, merge
from engine.protocols.quorum.values import Body, Env, Hashes, Listing, Pull, Push, Result, State, Swap, Tick, newer
from engine.structures import merkle


def opening(env: Env, state: State) -> Push | Hashes:
    """The first message of a comparison."""
    if env.config.compare == "merkle":
        return Hashes(0, ((0, _tree(state)[0][0]),))
    return Push(tuple(state.store.items()))


def periodic(env: Env, state: State, name: Tick) -> Result:
    """One round of background work: hand hints back, or compare notes with the next home node."""
    period = env.config.handoff if name.what == "handoff" else env.config.anti_entropy
    again = SetTimer(name, period, periodic=True)
    if name.what == "handoff":
        return state, (*(hand_back(state) if state.hints else ()), again)
    peers = [node for node in env.config.home if node != env.node]
    if not peers or env.node not in env.config.home:
        return state, ()
    peer = peers[state.round % len(peers)]
    return state._replace(round=state.round + 1), (Send(peer, opening(env, state)), again)


def answer(state: State, sender: str, body: Push | Hashes | Listing | Swap) -> Result:
    """The next message of a comparison, if there is more to say."""
    match body:
        case Push():
            return _take_and_give(state, sender, body)
        case Hashes():
            return state, _narrow(state, sender, body)
        case Listing():
            return state, _exchange(state, sender, body)
        case Swap():
            given = tuple((key, state.store[key]) for key in body.wanted if key in state.store)
            return merge(state, body.records), (Send(sender, Swap(given, ())),) if given else ()


def message_facts(body: Body) -> dict[str, Any]:
    """How much a message of a comparison carries."""
    match body:
        case Hashes():
            return {"count": len(body.hashes)}
        case Listing():
            return {"count": len(body.versions), "leaves": len(body.leaves)}
        case Swap():
            return {"count": len(body.records), "wanted": len(body.wanted)}
    return {}


def _take_and_give(state: State, sender: str, body: Push) -> Result:
    """Take what is newer there, send what is newer or missing there."""
    merged, theirs = merge(state, body.records), dict(body.records)
    missing = tuple((key, mine) for key, mine in merged.store.items() if newer(mine, theirs.get(key)))
    return merged, (Send(sender, Pull(missing)),)


def _narrow(state: State, sender: str, body: Hashes) -> tuple[Send | Note, ...]:
    """Go one level down where hashes differ; at the leaves say which keys are there."""
    mine = _tree(state)
    places = merkle.unlike(mine, body.level, body.hashes)
    if not places:
        return (Note("in_sync", {"peer": sender}),)
    if body.level < merkle.DEPTH:
        return (Send(sender, Hashes(body.level + 1, merkle.children(mine, body.level, places))),)
    return (Send(sender, Listing(places, tuple(merkle.within(_versions(state), places).items()))),)


def _exchange(state: State, sender: str, body: Listing) -> tuple[Send, ...]:
    """Send what is newer here or missing there, ask for the rest."""
    theirs, mine = dict(body.versions), merkle.within(_versions(state), body.leaves)
    given = tuple((key, state.store[key]) for key in mine if key not in theirs or mine[key] > theirs[key])
    wanted = tuple(key for key in theirs if key not in mine or theirs[key] > mine[key])
    return (Send(sender, Swap(given, wanted)),) if given or wanted else ()


def _versions(state: State) -> dict[str, Any]:
    return {key: record.version for key, record in state.store.items()}


def _tree(state: State) -> merkle.Tree:
    return merkle.tree(_versions(state))
