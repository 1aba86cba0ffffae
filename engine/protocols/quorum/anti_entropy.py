"""Anti-entropy: two replicas compare their stores, so that both end with the greater record of every key.

Rules of this file
* `compare=all`: one sends all that it has (Push), the other answers with what is newer or missing (Pull).
* `compare=merkle`: Hashes of a tree go to and fro, a level a message, and only for branches that differ; then a Listing
  of the keys in the leaves that differ, with versions; then a Swap of the records that are newer, each way.
* Nobody remembers a comparison under way: each message is answered from what the node holds when it comes.

Sources: Demers et al. 1987; DeCandia et al. 2007, section 4.7.
"""

from __future__ import annotations

from engine.model import Note, Send, SetTimer
from engine.protocols.quorum.messages import Body, Hashes, Listing, Pull, Push, Swap
from engine.protocols.quorum.replica import merge_records, send_hints
from engine.protocols.quorum.state import Env, Result, State, Tick, is_newer
from engine.structures import merkle


def first_message(env: Env, state: State) -> Push | Hashes:
    """What begins a comparison with a peer: the whole store, or the root of the tree."""
    if env.config.compare == "merkle":
        return Hashes(0, ((0, _tree(state)[0][0]),))
    return Push(tuple(state.store.items()))


def handle_periodic_timer(env: Env, state: State, name: Tick) -> Result:
    """Anti-entropy with the next home node in turn, or handoff of all hints; and the timer of the next time."""
    period = env.config.handoff if name.what == "handoff" else env.config.anti_entropy
    again = SetTimer(name, period, periodic=True)
    if name.what == "handoff":
        return state, (*(send_hints(state) if state.hints else ()), again)
    peers = [node for node in env.config.home if node != env.node]
    if not peers or env.node not in env.config.home:
        return state, ()
    peer = peers[state.round % len(peers)]
    return state._replace(round=state.round + 1), (Send(peer, first_message(env, state)), again)


def message_facts(body: Body) -> dict[str, object]:
    """`count`, `leaves`, `wanted`: how many hashes, versions, records or keys a message of a comparison carries."""
    match body:
        case Hashes():
            return {"count": len(body.hashes)}
        case Listing():
            return {"count": len(body.versions), "leaves": len(body.leaves)}
        case Swap():
            return {"count": len(body.records), "wanted": len(body.wanted)}
    return {}


def handle_push(env: Env, state: State, sender: str, body: Push) -> Result:
    """Push: take what is newer there; send what is newer or missing there."""
    theirs = dict(body.records)
    missing = tuple((key, mine) for key, mine in state.store.items() if is_newer(mine, theirs.get(key)))
    return merge_records(state, body.records, (Send(sender, Pull(missing)),))


def handle_pull(env: Env, state: State, sender: str, body: Pull) -> Result:
    """Pull: take what is newer there."""
    return merge_records(state, body.records, ())


def handle_hashes(env: Env, state: State, sender: str, body: Hashes) -> Result:
    """Hashes: go one level down where they differ; at the leaves list the keys that are in them."""
    mine = _tree(state)
    places = merkle.differing_places(mine, body.level, body.hashes)
    if not places:
        return state, (Note("in_sync", {"peer": sender}),)
    if body.level < merkle.DEPTH:
        return state, (Send(sender, Hashes(body.level + 1, merkle.children(mine, body.level, places))),)
    listing = Listing(places, tuple(merkle.keys_in_leaves(_versions(state), places).items()))
    return state, (Send(sender, listing),)


def handle_listing(env: Env, state: State, sender: str, body: Listing) -> Result:
    """Listing: send what is newer here or missing there; ask for the rest."""
    theirs, mine = dict(body.versions), merkle.keys_in_leaves(_versions(state), body.leaves)
    given = tuple((key, state.store[key]) for key in mine if key not in theirs or mine[key] > theirs[key])
    wanted = tuple(key for key in theirs if key not in mine or theirs[key] > mine[key])
    return state, (Send(sender, Swap(given, wanted)),) if given or wanted else ()


def handle_swap(env: Env, state: State, sender: str, body: Swap) -> Result:
    """Swap: take what is newer there; send what is wanted there."""
    given = tuple((key, state.store[key]) for key in body.wanted if key in state.store)
    return merge_records(state, body.records, (Send(sender, Swap(given, ())),) if given else ())


def _versions(state: State) -> dict[str, object]:
    return {key: record.version for key, record in state.store.items()}


def _tree(state: State) -> merkle.Tree:
    return merkle.tree(_versions(state))
