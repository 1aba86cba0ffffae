"""Sequential consistency (Lamport, 1979): does one order of all operations, true to every session, explain every read?

Rules of this file
* First what must hold in every such order is added until nothing changes: a write of the key before a read of w is
  before w, and one after w is after the read. If something comes before itself, there is no order.
* What is left is searched, depth first, with a memo over what has been done and who wrote each key last. To decide is
  NP-complete (Gibbons and Korach, 1997, "Testing shared memories"), so both parts stop at a budget.
* A read that fits is done at once: it changes nothing. A key is not written while a read of its value is missing.
* Accesses stand in the order of their starts, so the next of a chain (accesses of one session, one after the other) is
  the lowest of its bits that is left.
* Writes are tried in order of real time: an order that was true to the clock is found without going back.
"""

from __future__ import annotations

from collections.abc import Sequence

from engine.checks.causal import Decision, causes, reads_of, written
from engine.checks.execution import INIT, Execution
from engine.checks.partial_order import bits, close

State = tuple[int, tuple[int, ...]]
"""What is done, as bits, and by place of its key the write that stands."""


def sequential(ex: Execution, budget: int) -> Decision:
    """Decide, or give up at the budget: accesses put in order, and for each state met the chains looked at."""
    outcome, closed, spent = _forced(ex, budget)
    if outcome != "kept":
        return Decision(outcome, spent)
    return _search(ex, closed, budget, spent)


def _forced(ex: Execution, budget: int) -> tuple[str, list[int], int]:
    """What every order must keep, closed."""
    before, writes, spent = causes(ex), written(ex), 0
    reads = reads_of(ex)
    while True:
        spent += len(ex.accesses)
        if spent > budget:
            return "cant_tell", [], spent
        closed = close(before)
        if closed is None:
            return "broken", [], spent
        changed, later = False, _later(ex, closed, writes)
        for read in reads:
            (source,), mine = ex.sources[read], writes[ex.accesses[read].key]
            earlier = closed[read] & mine & ~(0 if source == INIT else 1 << source)
            if source == INIT and earlier:
                return "broken", [], spent
            if earlier & ~before[source]:
                before[source] |= earlier
                changed = True
            for write in bits(mine if source == INIT else later[source]):
                if not closed[write] >> read & 1:
                    before[write] |= 1 << read
                    changed = True
        if not changed:
            return "kept", closed, spent


def _later(ex: Execution, closed: Sequence[int], writes: dict[str, int]) -> dict[int, int]:
    """By write that was read, the writes of its key that come after it."""
    found = dict.fromkeys((many[0] for many in ex.sources if many and many[0] != INIT), 0)
    for source in found:
        for write in bits(writes[ex.accesses[source].key]):
            found[source] |= (closed[write] >> source & 1) << write
    return found


class _Board:
    """What does not change in a search: sessions as chains of accesses, reads by what they returned."""

    def __init__(self, ex: Execution, closed: Sequence[int]) -> None:
        self.ex, self.closed = ex, closed
        self.place = {key: i for i, key in enumerate(dict.fromkeys(access.key for access in ex.accesses))}
        self.readers: dict[tuple[str, int], int] = {}
        for i, many in enumerate(ex.sources):
            for source in many:
                slot = (ex.accesses[i].key, source)
                self.readers[slot] = self.readers.get(slot, 0) | 1 << i
        chains: list[list[int]] = []
        for i, access in enumerate(ex.accesses):
            ends = ((chain, ex.accesses[chain[-1]]) for chain in chains)
            mine = next(
                (chain for chain, last in ends if last.client == access.client and last.end < access.start), None
            )
            if mine is None:
                chains.append([i])
            else:
                mine.append(i)
        self.chains = [sum(1 << i for i in chain) for chain in chains]

    def heads(self, done: int) -> list[int]:
        """What may come next as far as order goes, in order of real time."""
        found = []
        for chain in self.chains:
            left = chain & ~done
            head = (left & -left).bit_length() - 1
            if left and not self.closed[head] & ~done:
                found.append(head)
        return sorted(found, key=lambda i: (self.ex.accesses[i].end, self.ex.accesses[i].start))

    def settle(self, state: State) -> State:
        """Do every read that fits, until none does."""
        done, last = state
        while True:
            fits = [i for i in self.heads(done) if self.ex.sources[i] and self.ex.sources[i][0] == last[self._slot(i)]]
            if not fits:
                return done, last
            done |= sum(1 << i for i in fits)

    def after(self, state: State) -> list[State]:
        """The states that a write leads to, the likeliest last."""
        done, last = state
        found = []
        for i in self.heads(done):
            slot = self._slot(i)
            if self.ex.accesses[i].writes and not self.readers.get((self.ex.accesses[i].key, last[slot]), 0) & ~done:
                found.append((done | 1 << i, (*last[:slot], i, *last[slot + 1 :])))
        return found[::-1]

    def _slot(self, i: int) -> int:
        return self.place[self.ex.accesses[i].key]


def _search(ex: Execution, closed: Sequence[int], budget: int, spent: int) -> Decision:
    board, everything = _Board(ex, closed), (1 << len(ex.accesses)) - 1
    stack: list[list[State]] = [[(0, (INIT,) * len(board.place))]]
    seen: set[State] = set()
    while stack:
        if not stack[-1]:
            stack.pop()
            continue
        state = board.settle(stack[-1].pop())
        if state[0] == everything:
            return Decision("kept", spent)
        if state in seen:
            continue
        spent += len(board.chains)
        if spent > budget:
            return Decision("cant_tell", spent)
        seen.add(state)
        stack.append(board.after(state))
    return Decision("broken", spent)
