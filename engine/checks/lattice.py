"""Which guarantee implies which: a graph whose nodes are checks, and what a run says of it. Its facts: registry.py.

Rules of this file
* An edge (strong, weak, why) says that what keeps `strong` keeps `weak`.
* ANSWERS: true of any history, whatever the versions. ORDER: true if versions are ordered as the explanation of the
  answers orders them. The session checks go by the order that the system itself gave to its versions: a system may
  order them otherwise than its clients had to believe, and then breaks a session guarantee below a model that is kept.
  DELIVERY: true once every write has arrived everywhere: convergence is about the end of a run, not about answers.
* CC implies neither PRAM nor monotonic reads: it explains each read alone. CCv does not imply PRAM, nor PRAM CC.

Sources: Viotti and Vukolic 2016, "Consistency in non-transactional distributed storage systems", figure 1; Steinke and
Nutt 2004, "A unified theory of shared memory consistency" (PRAM is read your writes, monotonic reads and monotonic
writes together); Bouajjani et al. 2017 (CM, CCv, CC); Perrin, Mostefaoui and Jard 2016, "Causal consistency: beyond
memory"; jepsen.io/consistency (the map of models); Brzezinski, Sobaniec and Wawrzyniak 2004, "From session causality
to causal consistency" (all four session guarantees together).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

import networkx as nx

from engine.checks.check import ANSWERS, Check, Why
from engine.checks.registry import CHECKS
from engine.model import WORST, Verdict

IMPLIES: Final[tuple[tuple[str, str, Why], ...]] = tuple(
    (check.name, weak, why) for check in CHECKS.values() for weak, why in check.implies
)
"""Each edge: the stronger check, the weaker one, why."""

_BY_ANSWERS: Final = nx.DiGraph([(strong, weak) for strong, weak, why in IMPLIES if why == ANSWERS])
_STRONGER: Final = {check: frozenset(nx.ancestors(_BY_ANSWERS, check)) for check in _BY_ANSWERS}
"""By check all that imply it by the answers alone."""

LEVELS: Final[Mapping[str, str]] = {check.name: check.level for check in CHECKS.values() if check.level is not None}
"""By check the level of the brief that must mean it."""

PLACES: Final[Mapping[str, tuple[float, float]]] = dict(
    sorted(
        ((check.name, check.place) for check in CHECKS.values() if check.place is not None),
        key=lambda item: (-item[1][1], item[1][0]),
    )
)
"""By check its place in the picture, from top to bottom and in a row from left to right: strongest first."""


def implied(check: Check, judged: Mapping[str, Sequence[Verdict]]) -> tuple[Verdict, ...]:
    """The verdict on a check of all keys together, where it follows from others: kept, since what implies it by the
    answers alone is kept on all keys of the same history. Else nothing. judged: by check its verdicts.

    That each key is linearizable makes all of them together so (Herlihy and Wing 1990, locality).
    """
    strong = _STRONGER.get(check.name, frozenset()) if check.scope == "keys" else ()
    kept = (found and all(each.outcome == "kept" for each in found) for name, found in judged.items() if name in strong)
    return (Verdict(check.name, None, "kept"),) if any(kept) else ()


def graph() -> nx.DiGraph[str]:
    """The checks that have a place, strongest first, with an edge from each to what it implies."""
    found: nx.DiGraph[str] = nx.DiGraph()
    found.add_nodes_from(PLACES)
    for strong, weak, why in IMPLIES:
        found.add_edge(strong, weak, why=why)
    return found


def worst(verdicts: Iterable[Verdict]) -> dict[str, Verdict]:
    """By check of the lattice the verdict that speaks for all keys."""
    found: dict[str, Verdict] = {}
    for verdict in verdicts:
        held = found.get(verdict.check)
        if held is None or WORST.index(verdict.outcome) < WORST.index(held.outcome):
            found[verdict.check] = verdict
    return {check: found[check] for check in graph() if check in found}


def strongest_kept(outcomes: Mapping[str, str]) -> tuple[str, ...]:
    """The checks that are kept with nothing kept that implies them."""
    lattice = graph()
    kept = [check for check in lattice if outcomes.get(check) == "kept"]
    return tuple(check for check in kept if not nx.ancestors(lattice, check) & set(kept))


def weakest_broken(outcomes: Mapping[str, str]) -> tuple[str, ...]:
    """The checks that are broken with nothing broken that they imply."""
    lattice = graph()
    broken = [check for check in lattice if outcomes.get(check) == "broken"]
    return tuple(check for check in broken if not nx.descendants(lattice, check) & set(broken))


def hidden(outcomes: Mapping[str, str]) -> tuple[str, ...]:
    """Broken below a model that is kept: only the order of versions shows it, not what clients were told."""
    lattice = graph()
    return tuple(
        check
        for check in weakest_broken(outcomes)
        if any(outcomes.get(strong) == "kept" for strong in nx.ancestors(lattice, check))
    )
