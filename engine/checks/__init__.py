"""The judge: what each promise was worth in a history.

Rules of this file
* A check is a value (check.py); to add one, write its judge, add its value to registry.py, and its words per language.
* A check never looks into a protocol: it sees operations, and for convergence what nodes show.
"""

from __future__ import annotations

from engine.checks.available import available
from engine.checks.check import Check, judge
from engine.checks.converged import converged
from engine.checks.history import Replicas
from engine.checks.linearizable import linearizable
from engine.checks.registry import CHECKS, FOREIGN, MODELS, STAGE
from engine.checks.sessions import sessions
from engine.checks.timeline import timeline

__all__ = [
    "CHECKS",
    "FOREIGN",
    "MODELS",
    "STAGE",
    "Check",
    "Replicas",
    "available",
    "converged",
    "judge",
    "linearizable",
    "sessions",
    "timeline",
]
