"""Closer looks at a run, each a picture or a table of its own below the stage.

To add one: a module with applies(trace) and show(words, trace, index), here if any protocol may have it, else in
pages/ui/protocols/; its View in VIEWS; its name under [view] and what it shows under [view_help].
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from engine.trace import Trace
from lessons.words import Words
from pages.ui.protocols import (
    causal_dependencies,
    majority_lock_leases,
    multi_value_versions,
    partition_aware_beliefs,
    partition_aware_logs,
    quorum_comparisons,
    service_queue,
)
from pages.ui.views import flip, lattice, meters, sessions


@dataclass(frozen=True, slots=True)
class View:
    """A closer look.

    name: its code in words. applies(trace): has this run something to show? show(words, trace, index): draws it as of
    the event with this index.
    """

    name: str
    applies: Callable[[Trace], bool]
    show: Callable[[Words, Trace, int], None]


VIEWS: Final[dict[str, View]] = {
    view.name: view
    for view in (
        View("belief", partition_aware_beliefs.applies, partition_aware_beliefs.show),
        View("logs", partition_aware_logs.applies, partition_aware_logs.show),
        View("contexts", causal_dependencies.applies, causal_dependencies.show),
        View("lock", majority_lock_leases.applies, majority_lock_leases.show),
        View("merkle", quorum_comparisons.applies, quorum_comparisons.show),
        View("queue", service_queue.applies, service_queue.show),
        View("meters", meters.applies, meters.show),
        View("lattice", lattice.applies, lattice.show),
        View("sessions", sessions.applies, sessions.show),
        View("versions", multi_value_versions.applies, multi_value_versions.show),
        View("flip", flip.applies, flip.show),
    )
}
"""By name, as they are offered."""
