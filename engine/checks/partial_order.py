"""Orders on numbered things, as bits: before[i] has bit j iff j comes before i.

Rules of this file
* A set of things is an int, so that one operation of Python handles hundreds of them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence


def bits(mask: int) -> Iterator[int]:
    """The numbers in a set, smallest first."""
    while mask:
        low = mask & -mask
        yield low.bit_length() - 1
        mask ^= low


def close(before: Sequence[int]) -> list[int] | None:
    """All that comes before each thing, directly or through others; None if something comes before itself."""
    closed, done = [0] * len(before), 0
    for root in range(len(before)):
        stack, path = [root], 0
        while stack:
            top = stack[-1]
            waiting = 0 if done >> top & 1 else before[top] & ~done
            if waiting:
                path |= 1 << top
                if waiting & path:
                    return None
                stack.append(waiting.bit_length() - 1)
                continue
            if not done >> top & 1:
                closed[top] = _joined(before[top], closed)
                done |= 1 << top
            path &= ~(1 << top)
            stack.pop()
    return closed


def _joined(direct: int, closed: Sequence[int]) -> int:
    """The direct ones with all before them; what another has brought along is not looked at again."""
    found = rest = direct
    while rest:
        last = rest.bit_length() - 1
        found |= closed[last]
        rest &= ~(closed[last] | 1 << last)
    return found
