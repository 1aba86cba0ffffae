"""Objects as plainly as can be, and every order tried: what the judge of objects is held against.

Rules of this file
* Nothing of the judge is used. An operation is a list of steps, each a function from a state to the states after it
  (none: it cannot happen now); an open one may stop before any of them.
* It is for histories of a handful of operations.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from typing import Any

from engine.model import Operation
from engine.model.values import MapValue, SetValue, map_value, set_value

Step = Callable[[Any], list[Any]]


def steps(op: Operation, name: str) -> list[Step]:
    """What an operation does, one thing after the other."""
    value, ended = op.value, op.status == "ok"
    match name, op.kind:
        case "set", "add":
            return [lambda held: [held | {value}]]
        case "set", "remove":
            return [lambda held: [held - {value}]]
        case "set", _:
            return [lambda held: [held] * (held == frozenset(value.items))] if ended else []
        case "counter", "inc":
            return [lambda held: [held + value]]
        case ("counter", _) if ended:
            return [lambda held: [held] * (held == value)]
        case "queue", "enqueue":
            return [lambda held: [(*held, value)]]
        case "queue", _ if not ended:
            return [lambda held: [held[1:]]] * (1 if op.kind == "dequeue" else 12)
        case "queue", "dequeue":
            return [_out(value)]
        case "queue", _:
            return [*map(_out, value), _out(None)]
        case "mutex", "acquire":
            return [lambda held: [op.client] * (held is None)]
        case "mutex", _:
            return [lambda held: [None] * (held == op.client)]
        case "bank", "transfer":
            return [_transfer(dict(value.items))]
        case ("bank", _) if ended:
            return [lambda held: [held] * (dict(held) == {k: v for k, v in value.items if v})]
    return []


def _out(value: Any) -> Step:
    if value is None:
        return lambda held: [held] * (not held)
    return lambda held: [held[1:]] * (held[:1] == (value,))


def _transfer(told: dict[str, Any]) -> Step:
    def step(held: Any) -> list[Any]:
        balances = dict(held)
        if balances.get(told["from"], 0) < told["amount"]:
            return []
        for account, amount in ((told["from"], -told["amount"]), (told["to"], told["amount"])):
            balances[account] = balances.get(account, 0) + amount
        return [tuple(sorted((account, amount) for account, amount in balances.items() if amount))]

    return step


def legal(history: Sequence[Operation], name: str, start: Any) -> bool:
    """Is there an order that explains a history of one key?"""
    ops = [op for op in history if op.status != "refused"]
    if name == "bank" and start is None:
        return any(_order(ops, name, begin) for begin in _begins(ops))
    return _order(
        ops,
        name,
        {"set": frozenset, "counter": int, "queue": tuple}.get(name, lambda: None)() if start is None else start,
    )


def known(history: Sequence[Operation], last: Operation) -> list[Operation]:
    """A history as it is known when an operation has ended: what ends later still runs. Ends in one tick have the order
    of their begins."""
    place = {op.id: (op.done or 0, nth) for nth, op in enumerate(history)}
    begun = [op for op in history if op.issued <= (last.done or 0)]
    return [
        op._replace(status="pending") if op.status == "ok" and place[op.id] > place[last.id] else op for op in begun
    ]


def breaks_at(history: Sequence[Operation], name: str, start: Any) -> str:
    """The operation at whose end a history has no legal order for the first time."""
    line = sorted((op for op in history if op.status == "ok"), key=lambda op: op.done or 0)
    return next(op.id for op in line if not legal(known(history, op), name, start))


def _begins(ops: Sequence[Operation]) -> list[Any]:
    """Every way to begin with two accounts that hold what the first read says, or a lot where there is none."""
    totals = [sum(held for _, held in op.value.items) for op in ops if op.kind == "read" and op.status == "ok"]
    if not totals:
        return [(("a", 100), ("b", 100))]
    ways = [(("a", n), ("b", totals[0] - n)) for n in range(totals[0] + 1)]
    return [tuple((account, held) for account, held in way if held) for way in ways]


def _order(ops: Sequence[Operation], name: str, start: Any) -> bool:
    does = [steps(op, name) for op in ops]
    ends = [op.done if op.status == "ok" and op.done is not None else None for op in ops]
    seen: set[Any] = set()

    def go(at: tuple[int, ...], state: Any) -> bool:
        if (at, state) in seen:
            return False
        seen.add((at, state))
        must = [end for end, did, todo in zip(ends, at, does, strict=True) if end is not None and did < len(todo)]
        if not must:
            return True
        for i, op in enumerate(ops):
            if at[i] < len(does[i]) and op.issued <= min(must):
                for after in does[i][at[i]](state):
                    if go((*at[:i], at[i] + 1, *at[i + 1 :]), after):
                        return True
        return False

    return go((0,) * len(ops), start)


# -- random histories ----------------------------------------------------------------------------------------------

KINDS = {
    "set": ("add", "add", "add", "read", "read", "remove"),
    "counter": ("inc", "inc", "read"),
    "queue": ("enqueue", "enqueue", "enqueue", "dequeue", "dequeue", "dequeue", "drain"),
    "mutex": ("acquire", "release"),
    "bank": ("transfer", "transfer", "read"),
}


def random_history(name: str, seed: int) -> tuple[list[Operation], Any]:
    """A history of one key and what it holds at the start (None: not told), as a correct object may have made it; in
    half of them an answer is then another. Ties, failed, unknown and waiting operations are among them."""
    luck = random.Random(seed)
    start = _start(name, luck)
    state: Any = start if start is not None else _begin(name)
    plain, few = luck.random() < 0.5, luck.choice((1, 2, 4))
    found: list[Operation] = []
    for i in range(luck.randint(1, 7)):
        kind = luck.choice([kind for kind in KINDS[name] if kind != "remove" or not plain])
        client = f"c{luck.randint(0, 2)}"
        value: Any = _asked(name, kind, i, luck, few)
        op = Operation(f"o{i}", kind, client, "n1", "x", value, 0, 0, "ok")
        op, state = _answer(op, name, state, luck)
        point, wide = i * luck.choice((1, 2)), luck.choice((0, 1, 2, 6))
        begin = max(0, point - luck.randint(0, wide))
        op = op._replace(issued=begin, done=max(begin, point + luck.randint(0, wide)))
        found.append(op)
    if luck.random() < 0.5:
        at = luck.randrange(len(found))
        found[at] = _other(found[at], name, luck)
    return sorted(found, key=lambda op: op.issued), start


def _start(name: str, luck: random.Random) -> Any:
    if luck.random() < 0.6:
        return None
    held = luck.randint(0, 3)
    return {
        "set": frozenset(range(held)), "counter": held, "queue": tuple(range(50, 50 + held)), "mutex": "c0",
        "bank": tuple((account, held) for account in "ab" if held),
    }[name]  # fmt: skip


def _begin(name: str) -> Any:
    return {"set": frozenset(), "counter": 0, "queue": (), "mutex": None, "bank": (("a", 3), ("b", 2))}[name]


def _asked(name: str, kind: str, i: int, luck: random.Random, few: int) -> Any:
    match name, kind:
        case "set", "add" | "remove":
            return luck.randint(0, 3)
        case "counter", "inc":
            return luck.choice((1, 1, 1, 2, -1)) if few > 1 else 1
        case "queue", "enqueue":
            return i if few > 1 else luck.randint(0, 2)
        case "bank", "transfer":
            source, target = luck.sample("ab", 2)
            return map_value({"from": source, "to": target, "amount": luck.randint(1, 2)}.items())
    return None


def _answer(op: Operation, name: str, state: Any, luck: random.Random) -> tuple[Operation, Any]:
    """What a correct object answers, and what it holds then."""
    if op.kind == "read":
        value = {"set": set_value, "counter": lambda held: held, "bank": map_value}[name](state)
        op = op._replace(value=value)
    if op.kind == "dequeue":
        op = op._replace(value=state[0] if state else None)
    if op.kind == "drain":
        op = op._replace(value=state)
    after = [state]
    for step in steps(op, name):
        after = step(after[0]) if after else []
    status = luck.choice(("ok",) * 7 + ("refused", "unknown", "pending")) if after else "refused"
    if status in ("unknown", "pending"):
        op = op._replace(status=status)
        after = luck.choice((after, [state]))
    elif status == "refused":
        op, after = op._replace(status=status), [state]
    return op, after[0] if after else state


def _other(op: Operation, name: str, luck: random.Random) -> Operation:
    match name, op.kind:
        case "set", "read" if isinstance(op.value, SetValue):
            return op._replace(value=set_value({*op.value.items} ^ {luck.randint(0, 3)}))
        case "counter", "read":
            return op._replace(value=op.value + luck.choice((-1, 1, 2)))
        case "queue", "dequeue":
            return op._replace(value=luck.choice((None, 0, 1, 2, 50)))
        case "queue", "drain" if op.value:
            return op._replace(value=luck.choice((op.value[::-1], op.value[1:], op.value[:-1])))
        case "bank", "read" if isinstance(op.value, MapValue):
            moved = dict(op.value.items)
            moved["a"], moved["b"] = moved.get("a", 0) + luck.choice((-1, 1)), moved.get("b", 0) + luck.choice((-1, 1))
            return op._replace(value=map_value(moved.items()))
    return op._replace(status=luck.choice(("ok", "refused")))
