"""A new configuration: cutting nodes out, and taking one in as the new tail. The operator is the papers' master.

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
"""

from __future__ import annotations

from engine.model import Effect, Note, Promote, Rejoin, Send
from engine.protocols.chain.values import (
    Ack,
    Chain,
    Env,
    Fetch,
    Joining,
    NewChain,
    Put,
    Result,
    Snapshot,
    State,
)
from engine.protocols.chain.writing import clear, committed, take


def promote(env: Env, state: State, command: Promote) -> Result:
    """Believe in a chain of the named nodes, in the order of the old one."""
    named = (command.node, *command.tell)
    members = tuple(node for node in state.chain.members if node in named)
    if env.node not in members:
        return state, (Note("outside_chain", {"what": _line(state.chain)}),)
    return _adopt(env, state, Chain(state.chain.epoch + 1, members))


def put(env: Env, state: State, sender: str, body: Put) -> Result:
    """A write from the predecessor, if it comes down the chain that this node believes in."""
    if state.joining is not None and state.joining.to == sender:
        return state._replace(fresh=(*state.fresh, body)), ()
    state, effects = _catch_up(env, state, sender, body.chain)
    if body.chain == state.chain:
        state, more = take(env, state, body)
        return state, (*effects, *more)
    old = _fellows(env, state, sender) and body.chain.epoch < state.chain.epoch
    tell = (Send(sender, NewChain(state.chain)),) if old else ()
    return state, (_ignored(state, sender, body.chain), *tell)


def ack(env: Env, state: State, sender: str, body: Ack) -> Result:
    """An acknowledgement from the successor, if it comes up the chain that this node believes in."""
    state, effects = _catch_up(env, state, sender, body.chain)
    if body.chain != state.chain:
        return state, (_ignored(state, sender, body.chain),)
    state, more = clear(env, state, body)
    return state, (*effects, *more)


def told(env: Env, state: State, sender: str, body: NewChain) -> Result:
    """A member says which configuration holds."""
    return _catch_up(env, state, sender, body.chain)


def rejoin(env: Env, state: State, command: Rejoin) -> Result:
    """Be outside of the chain, and ask its tail for the data with which to come after it."""
    rest = tuple(node for node in state.chain.members if node != env.node) or (command.to,)
    joining = Joining(command.to, command.tick)
    state = state._replace(chain=state.chain._replace(members=rest), joining=joining, fresh=())
    return state, (Send(command.to, Fetch(joining.since)),)


def take_in(env: Env, state: State, sender: str, body: Fetch) -> Result:
    """The tail takes a node in behind it."""
    chain = state.chain
    if chain.tail != env.node or sender in chain.members:
        return state, (Note("not_taken_in", {"node": sender, "what": _line(chain)}),)
    state, effects = _adopt(env, state, Chain(chain.epoch + 1, (*chain.members, sender)))
    before = state.chain.before(env.node)
    tell = (Send(before, NewChain(state.chain)),) if before is not None else ()
    return state, (*effects, Send(sender, Snapshot(tuple(state.store.items()), state.chain, body.since)), *tell)


def replace_by(env: Env, state: State, sender: str, body: Snapshot) -> Result:
    """Drop all data for that of the old tail, be the tail, and take what has come down the chain meanwhile."""
    if state.joining != Joining(sender, body.since):
        return state, ()
    theirs, fresh = dict(body.records), state.fresh
    effects: tuple[Effect, ...] = tuple(
        Note("chain_dropped", {"key": key, "value": record.value, "version": record.version})
        for key in sorted({**state.store, **state.dirty})
        if (record := state.newest(key)) and record.version and (key not in theirs or record > theirs[key])
    )
    state = state._replace(store=theirs, dirty={}, joining=None, fresh=())
    state, more = _adopt(env, state, body.chain)
    for one in fresh:
        effects, (state, more) = (*effects, *more), put(env, state, sender, one)
    return state, (*effects, *more)


def _adopt(env: Env, state: State, chain: Chain) -> Result:
    """Take a configuration with this node in it: commit what is dirty as its tail, or pass it on again."""
    puts = [put._replace(chain=chain) for _, dirty in sorted(state.dirty.items()) for put in dirty]
    note = Note("new_chain", {"epoch": chain.epoch, "what": _line(chain)})
    state = state._replace(chain=chain)
    if chain.tail != env.node:
        return state, (note, *(Send(chain.after(env.node), put) for put in puts))
    store = {**state.store, **{put.key: put.record for put in puts}}
    return state._replace(store=store, dirty={}), (
        note,
        *(each for put in puts for each in committed(env, state, put)),
    )


def _catch_up(env: Env, state: State, sender: str, chain: Chain) -> Result:
    """Take the next configuration from a fellow member, and tell the predecessor."""
    following = chain.epoch == state.chain.epoch + 1 and env.node in chain.members
    if not following or not _fellows(env, state, sender):
        return state, ()
    state, effects = _adopt(env, state, chain)
    before = chain.before(env.node)
    tell = (Send(before, NewChain(chain)),) if before not in (None, sender) else ()
    return state, (*effects, *tell)


def _fellows(env: Env, state: State, sender: str) -> bool:
    return env.node in state.chain.members and sender in state.chain.members


def _ignored(state: State, sender: str, chain: Chain) -> Note:
    return Note("old_chain", {"from": sender, "epoch": chain.epoch, "now": state.chain.epoch})


def _line(chain: Chain) -> str:
    return " → ".join(chain.members)
