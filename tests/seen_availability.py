"""What the flaws of the caller's side come to, by the right rule and by the brief's, worked out by hand."""

from __future__ import annotations

from typing import Any

SEEN: dict[str, dict[str, tuple[Any, Any] | None]] = {
    "B16": {"op.c1": (("ok",), ("degraded",)), "op.c2": None, "verdict.available": ("kept", "broken")},
    "B18": {"op.c1": (("degraded",), ("ok",)), "verdict.available": ("broken", "kept"), "sent.Call": None},
    "B19": {"op.c3": (("ok",), ("refused",)), "sent.Call": (3, 2), "op.c2": None},
    "B20": {"op.c4": (("ok",), ("refused",)), "op.c2": None, "note.breaker": (None, 1)},
    # one attempt before it opens; then one probe, or all four callers
    "B21": {"sent.Call": (2, 5)},
    "B22": {"belief.g1.breakers": ({"a n1": "open"}, None), "sent.Call": (5, 6)},
    # half-open at 120 by the timer; the wall clock would get there at 3120
    "B23": {"op.c2": (("ok",), ("refused",)), "op.c3": (("ok",), ("refused",))},
    "B24": {
        "op.c1": (("ok",), ("unknown",)),
        "belief.g1.health": ({"n1": "unhealthy", "n2": "healthy"}, {"n1": "healthy", "n2": "healthy"}),
    },
    "B25": {
        "op.c4": (("ok",), ("unknown",)),
        "op.c8": (("ok",), ("unknown",)),
        "verdict.available": ("kept", "broken"),
    },
    "B26": {"op.c1": None, "op.c2": (("ok",), ("refused",)), "op.c3": (("ok",), ("refused",))},
    "B27": {"note.breaker": (1, None), "sent.Call": (3, 2)},
    # five attempts are five failures, or five calls of four attempts each
    "B28": {"sent.Call": (5, 20)},
    # four attempts, carried out once or four times
    "B29": {"belief.n1.twice": (None, 3), "op.c1": None, "sent.Call": None},
    "B30": {"peak": (3, 20), "sent.Call": None},
    "B31": {"op.c1": (("ok",), ("refused",)), "op.c2": None},
    "B32": {"sent.Call": (1, 2), "note.health": (1, 3), "op.c2": None},
}
