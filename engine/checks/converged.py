"""Convergence: do all live nodes hold the same?

Rules of this file
* Only nodes that are up and keep data (those that have a view) are asked; where copies are soft, only about those
  that are there.
* Values are compared as a reader would see them: in any order, a tombstone like an absent key.
* To differ breaks the promise only when quiet; while messages may still arrive nobody can tell.
"""

from __future__ import annotations

from engine.checks.history import Replicas
from engine.model import NodeView, Reason, Verdict


def converged(replicas: Replicas) -> Verdict:
    """Compare what the live nodes hold; the reason names the first key on which they differ, and who holds what."""
    live = {node: view for node, view in replicas.views.items() if replicas.up.get(node, True)}
    for key in sorted({key for view in live.values() for key in view.store}):
        holders = {node: values(view, key) for node, view in live.items() if key in view.store or not view.soft}
        if len(set(holders.values())) > 1:
            outcome = "broken" if replicas.quiet else "cant_tell"
            return Verdict("converged", None, outcome, (), Reason("differ", {"key": key, "holders": holders}))
    return Verdict("converged", None, "kept")


def values(view: NodeView, key: str) -> tuple[object, ...]:
    """What a reader of this node would see under a key."""
    cell = view.store.get(key)
    seen = () if cell is None else (value for value in cell.values if value is not None)
    return tuple(sorted(seen, key=lambda value: (isinstance(value, str), value)))
