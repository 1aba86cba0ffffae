"""A read's way: to the tail, or answered where it is asked.

Rules of this file
* `read=tail`: the tail answers with what it has, for that is committed; others ask it.
* `read=any`: a member answers from its clean version. While it has a dirty one it cannot know which of its versions is
  the committed one: it asks the tail for that version's number, and answers with its own copy. What is committed passed
  through every member, so it has it, or by then a later one that is clean.
* `read=local`: any node answers with the newest it has, dirty or stale. This is what CRAQ would be without its question
  to the tail; CRAQ itself offers it as eventual consistency (section 2.4).
"""

from __future__ import annotations

from engine.model import Reason, Reply, Request, Seen, Send, Why
from engine.protocols.chain.values import Answer, Ask, Env, NotTail, Query, Record, Result, State, Told


def read(env: Env, state: State, request: Request) -> Result:
    """Answer, or ask the tail."""
    key, chain = request.key, state.chain
    if env.config.read == "local":
        return state, (_reply(request, env.node, state.newest(key), "local"),)
    if chain.tail == env.node:
        return state, (_reply(request, env.node, state.store.get(key), "at_tail"),)
    if env.config.read == "tail" or env.node not in chain.members:
        return state.waits(request), (Send(chain.tail, Ask(request.op, key)),)
    if key not in state.dirty:
        return state, (_reply(request, env.node, state.store.get(key), "clean"),)
    return state.waits(request), (Send(chain.tail, Query(request.op, key)),)


def asked(env: Env, state: State, sender: str, body: Ask | Query) -> Result:
    """The tail tells what is committed, or its number only; another node says that it is not the tail."""
    if state.chain.tail != env.node:
        return state, (Send(sender, NotTail(body.op, state.chain.tail)),)
    if isinstance(body, Ask):
        return state, (Send(sender, Answer(body.op, body.key, state.store.get(body.key))),)
    return state, (Send(sender, Told(body.op, body.key, state.clean(body.key))),)


def answered(state: State, sender: str, body: Answer) -> Result:
    """The tail's answer: tell the client, if it still waits."""
    if body.op not in state.asked:
        return state, ()
    return state.forgets(body.op), (_reply(state.asked[body.op], sender, body.record, "at_tail"),)


def told(env: Env, state: State, sender: str, body: Told) -> Result:
    """The committed version by its number: answer with the copy here, or with a clean one that is later."""
    if body.op not in state.asked:
        return state, ()
    request, clean = state.asked[body.op], state.store.get(body.key)
    if body.version is None or (clean is not None and clean.version >= body.version):
        return state.forgets(body.op), (_reply(request, env.node, clean, "tail_named", sender),)
    dirty = state.dirty.get(body.key, ())
    record = next((one.record for one in dirty if one.record.version == body.version), None)
    if record is None:  # it dropped its data since: only the tail can say
        return state, (Send(sender, Ask(body.op, body.key)),)
    return state.forgets(body.op), (_reply(request, env.node, record, "tail_named", sender),)


def sent_back(state: State, sender: str, body: NotTail) -> Result:
    """Whoever was asked is not the tail: there is no answer."""
    if body.op not in state.asked:
        return state, ()
    reason = Reason("not_tail", {"node": sender, "believes": body.believes})
    return state.forgets(body.op), (Reply(body.op, "refused", reason=reason),)


def _reply(request: Request, node: str, record: Record | None, rule: str, tail: str | None = None) -> Reply:
    version, value = record or (None, None)
    rule, chosen = (rule, node) if record else ("absent", None)
    asked = (node,) if tail is None else (node, tail)
    return Reply(request.op, "ok", value, version, why=Why(asked, (Seen(node, value, version),), 1, rule, chosen))
