"""Reconfiguration: cutting nodes out of the chain, and taking one in as the new tail. The operator is the papers'
master.

Rules of this file
* `promote n2 tell n3`: each of these takes the chain of the named ones, in the order that they have in its own, as the
  next configuration. Who is not in the chain that it believes in is not told back into it.
* Whoever takes a new configuration passes on again all that is dirty, for a new successor may lack it; as the tail it
  commits that, for it has all that the old tail had. A new head numbers on under the new epoch.
* A message of another configuration is ignored. But whoever sends a write down an old one is told the new one if it is
  a member; and the next one is taken from a fellow member. Who lacks more than one may have been out meanwhile.
* Nobody tells a node that was cut out: an old tail goes on answering.
* `rejoin n3 to n2`: n3 is outside at once, and asks n2 for its data. n2, if it is the tail and has n3 cut out, is
  followed by n3 from then on, and says so up the chain. n3 drops its own data when the other is there, not before.

Source: van Renesse & Schneider 2004, section 3.
"""

from __future__ import annotations

from engine.model import Effect, Note, Promote, Rejoin, Send
from engine.protocols.chain.messages import Ack, Fetch, NewChain, Snapshot
from engine.protocols.chain.state import AnyPut, Chain, Env, Joining, Result, State
from engine.protocols.chain.writing import announce_commit, apply_put, mark_committed


def handle_promote(env: Env, state: State, command: Promote) -> Result:
    """The operator command `promote`: adopt the chain of the named nodes, as the next configuration."""
    named = (command.node, *command.tell)
    members = tuple(node for node in state.chain.members if node in named)
    if env.node not in members:
        return state, (Note("outside_chain", {"what": _names_of(state.chain)}),)
    return _adopt_configuration(env, state, Chain(state.chain.epoch + 1, members))


def handle_put(env: Env, state: State, sender: str, body: AnyPut) -> Result:
    """Put or Found from the predecessor: applied if it comes down this node's own chain; else ignored with a note.

    A node that is rejoining keeps it until its data has come.
    """
    joining = state.joining
    if joining is not None and joining.to == sender:
        return state._replace(joining=joining._replace(fresh=(*joining.fresh, body))), ()
    state, effects = _catch_up(env, state, sender, body.chain)
    if body.chain == state.chain:
        state, more = apply_put(env, state, body)
        return state, (*effects, *more)
    old = _fellows(env, state, sender) and body.chain.epoch < state.chain.epoch
    tell = (Send(sender, NewChain(state.chain)),) if old else ()
    return state, (_ignored_note(state, sender, body.chain), *tell)


def handle_ack(env: Env, state: State, sender: str, body: Ack) -> Result:
    """Ack from the successor: taken if it comes up this node's own chain; else ignored with a note."""
    state, effects = _catch_up(env, state, sender, body.chain)
    if body.chain != state.chain:
        return state, (_ignored_note(state, sender, body.chain),)
    state, more = mark_committed(env, state, body)
    return state, (*effects, *more)


def handle_new_chain(env: Env, state: State, sender: str, body: NewChain) -> Result:
    """NewChain: adopt it if it is the next configuration and comes from a fellow member."""
    return _catch_up(env, state, sender, body.chain)


def handle_rejoin(env: Env, state: State, command: Rejoin) -> Result:
    """The operator command `rejoin`: be outside of the chain, and ask its tail for the data with which to follow it."""
    rest = tuple(node for node in state.chain.members if node != env.node) or (command.to,)
    joining = Joining(command.to, command.tick)
    state = state._replace(chain=state.chain._replace(members=rest), joining=joining)
    return state, (Send(command.to, Fetch(joining.since)),)


def handle_fetch(env: Env, state: State, sender: str, body: Fetch) -> Result:
    """Fetch at the tail: take the sender in as the new tail, and send it all committed records."""
    chain = state.chain
    if chain.tail != env.node or sender in chain.members:
        return state, (Note("not_taken_in", {"node": sender, "what": _names_of(chain)}),)
    state, effects = _adopt_configuration(env, state, Chain(chain.epoch + 1, (*chain.members, sender)))
    before = state.chain.before(env.node)
    tell = (Send(before, NewChain(state.chain)),) if before is not None else ()
    return state, (*effects, Send(sender, Snapshot(tuple(state.store.items()), state.chain, body.since)), *tell)


def handle_snapshot(env: Env, state: State, sender: str, body: Snapshot) -> Result:
    """Snapshot: replace all data by it, become the tail, and apply what came down the chain meanwhile.

    Each write of this node's own that is not in it is noted as dropped.
    """
    joining, theirs = state.joining, dict(body.records)
    if joining is None or (joining.to, joining.since) != (sender, body.since):
        return state, ()
    effects: tuple[Effect, ...] = tuple(
        Note("chain_dropped", {"key": key, "value": record.value, "version": record.version})
        for key in sorted({**state.store, **state.dirty})
        if (record := state.newest(key)) and (key not in theirs or record > theirs[key])
    )
    state = state._replace(store=theirs, dirty={}, joining=None)
    state, more = _adopt_configuration(env, state, body.chain)
    for late in joining.fresh:
        effects, (state, more) = (*effects, *more), handle_put(env, state, sender, late)
    return state, (*effects, *more)


def _adopt_configuration(env: Env, state: State, chain: Chain) -> Result:
    """Adopt a configuration with this node in it: commit all that is dirty as its tail, or pass it on again."""
    puts = [put._replace(chain=chain) for _, dirty in sorted(state.dirty.items()) for put in dirty]
    note = Note("new_chain", {"epoch": chain.epoch, "what": _names_of(chain)})
    state = state._replace(chain=chain)
    if chain.tail != env.node:
        return state, (note, *(Send(chain.after(env.node), put) for put in puts))
    store = {**state.store, **{put.key: put.record for put in puts}}
    return state._replace(store=store, dirty={}), (
        note,
        *(each for put in puts for each in announce_commit(env, state, put)),
    )


def _catch_up(env: Env, state: State, sender: str, chain: Chain) -> Result:
    """Adopt the next configuration from a fellow member, and tell the predecessor."""
    following = chain.epoch == state.chain.epoch + 1 and env.node in chain.members
    if not following or not _fellows(env, state, sender):
        return state, ()
    state, effects = _adopt_configuration(env, state, chain)
    before = chain.before(env.node)
    tell = (Send(before, NewChain(chain)),) if before not in (None, sender) else ()
    return state, (*effects, *tell)


def _fellows(env: Env, state: State, sender: str) -> bool:
    return env.node in state.chain.members and sender in state.chain.members


def _ignored_note(state: State, sender: str, chain: Chain) -> Note:
    return Note("old_chain", {"from": sender, "epoch": chain.epoch, "now": state.chain.epoch})


def _names_of(chain: Chain) -> str:
    return " → ".join(chain.members)
