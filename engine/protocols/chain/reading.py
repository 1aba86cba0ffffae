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
from engine.protocols.chain.messages import Answer, Ask, NotTail, Query, Told
from engine.protocols.chain.state import Env, Record, Result, State


def handle_read(env: Env, state: State, request: Request) -> Result:
    """A client's read at its coordinator: answer from here where `read=` allows it, else ask the tail."""
    key, chain = request.key, state.chain
    if env.config.read == "local":
        return state, (_reply_to_read(request, env.node, state.newest(key), "local"),)
    if chain.tail == env.node:
        return state, (_reply_to_read(request, env.node, state.store.get(key), "at_tail"),)
    if env.config.read == "tail" or env.node not in chain.members:
        return state.with_asked(request), (Send(chain.tail, Ask(request.op, key)),)
    if key not in state.dirty:
        return state, (_reply_to_read(request, env.node, state.store.get(key), "clean"),)
    return state.with_asked(request), (Send(chain.tail, Query(request.op, key)),)


def handle_ask(env: Env, state: State, sender: str, body: Ask | Query) -> Result:
    """Ask or Query at the tail: the committed record, or only its version. Another node sends NotTail."""
    if state.chain.tail != env.node:
        return state, (Send(sender, NotTail(body.op, state.chain.tail)),)
    if isinstance(body, Ask):
        return state, (Send(sender, Answer(body.op, body.key, state.store.get(body.key))),)
    return state, (Send(sender, Told(body.op, body.key, state.clean(body.key))),)


def handle_answer(state: State, sender: str, body: Answer) -> Result:
    """Answer: answer the client, if it still waits."""
    if body.op not in state.asked:
        return state, ()
    return state.without_asked(body.op), (_reply_to_read(state.asked[body.op], sender, body.record, "at_tail"),)


def handle_told(env: Env, state: State, sender: str, body: Told) -> Result:
    """Told: answer with the copy of that version here, or with a later one that is clean."""
    if body.op not in state.asked:
        return state, ()
    request, clean = state.asked[body.op], state.store.get(body.key)
    if body.version is None or (clean is not None and clean.version >= body.version):
        return state.without_asked(body.op), (_reply_to_read(request, env.node, clean, "tail_named", sender),)
    dirty = state.dirty.get(body.key, ())
    record = next((put.record for put in dirty if put.record.version == body.version), None)
    if record is None:  # it dropped its data since: only the tail can say
        return state, (Send(sender, Ask(body.op, body.key)),)
    return state.without_asked(body.op), (_reply_to_read(request, env.node, record, "tail_named", sender),)


def handle_not_tail(state: State, sender: str, body: NotTail) -> Result:
    """NotTail: refuse the read, if its client still waits."""
    if body.op not in state.asked:
        return state, ()
    reason = Reason("not_tail", {"node": sender, "believes": body.believes})
    return state.without_asked(body.op), (Reply(body.op, "refused", reason=reason),)


def _reply_to_read(request: Request, node: str, record: Record | None, rule: str, tail: str | None = None) -> Reply:
    version, value = record or (None, None)
    rule, chosen = (rule, node) if record else ("absent", None)
    asked = (node,) if tail is None else (node, tail)
    return Reply(request.op, "ok", value, version, why=Why(asked, (Seen(node, value, version),), 1, rule, chosen))
