"""What the brief's flaws of partition handling change, worked out by hand (see test_flaws.py)."""

from __future__ import annotations

from typing import Any

from engine.model import Logged

LOGGED = tuple(Logged(n, tick, "x", n, True) for n, tick in ((1, 10), (2, 60), (3, 160)))

NOT_REFUSED, MODE = (("refused",), ("unknown",)), ("partitioned", "normal")
BROKEN = ("kept", "broken")

SEEN: dict[str, dict[str, tuple[Any, Any] | None]] = {
    # the write comes later and is refused by a count of its own
    "B34": {"op.w1": None, "mode.n1": None, "note.can_form": (3, 5), "role.n1": ("read_only", None)},
    "B35": {"op.w1": (("refused",), ("ok",)), "verdict.linearizable": BROKEN},
    "B36": {"op.w1": NOT_REFUSED, "mode.n1": MODE},
    # n1 says twice that it has no quorum, with two of four and alone; or once, when it is alone
    "B37": {"op.early": None, "op.healed": None, "role.n1": (None, "read_only"), "note.cannot_form_read_only": (2, 1)},
    "B38": {"op.w1": (("unknown",), ("ok",)), "store.n1.x": ((2,), (1,)), "verdict.converged": BROKEN},
    "B39": {"op.w1": NOT_REFUSED},
    "B40": {"op.w1": (("unknown",), ("refused",)), "op.r1": None, "verdict.linearizable": BROKEN},
    "B41": {
        "op.r1": (("unknown",), ("ok", 0)),
        "op.r2": (("refused",), ("ok", 0)),
        "verdict.linearizable": BROKEN,
    },
    "B42": {"verdict.linearizable": BROKEN, "op.w1": None},
    "B43": {"store.n1.y": ((2,), None), "store.n2.x": ((1,), None), "lost": None, "verdict.converged": BROKEN},
    "B44": {"store.n1.x": ((2,), (1,)), "store.n3.x": ((2,), (1,))},
    "B46": {"store.n1.x": None, "store.n2.x": ((2,), (1,))},
    "B47": {"store.n1.x": ((2,), (1,)), "store.n2.x": None, "verdict.converged": BROKEN},
    "B48": {"store.n1.x": ((1,), None), "note.recovery_completed": None, "verdict.converged": BROKEN},
    "B49": {"store.n1.x": ((2,), (1,)), "verdict.converged": BROKEN},
    "B50": {"log.n1": ((LOGGED[2],), LOGGED)},
    "B51": {"op.w1": (("ok",), ("refused",)), "verdict.available": BROKEN},
    # nine rounds in which each loses whom it lost before, by the view of three each time
    "B52": {"note.lost_connection": (3, 27), "note.can_form": (2, 27), "mode.n1": MODE[::-1], "mode.n3": None},
    "B53": {"mode.n1": ("normal", "partitioned"), "mode.n2": ("normal", "partitioned")},
    "B54": {"mode.n1": MODE, "mode.n2": None},
}
