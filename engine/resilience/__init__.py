"""What a gateway made of a run: each request's walk, how often instances were asked, what was believed, what was true.

Everything is read from a finished Trace; nothing here decides anything. walks.py: request by request; counts.py: in
numbers; spans.py: health and breakers over time; aftermath.py: after the last trouble; crowd.py: a script in which many
clients meet one outage.
"""

from __future__ import annotations

from engine.resilience.aftermath import CURES, Aftermath, aftermath
from engine.resilience.counts import Bucket, Counts, attempts, counts, outcomes, repeated
from engine.resilience.crowd import Crowd, crowd
from engine.resilience.spans import Detection, Span, beliefs, breaker_at, breakers, detections, truths
from engine.resilience.walks import Walked, WalkStep, walks

__all__ = [
    "CURES",
    "Aftermath",
    "Bucket",
    "Counts",
    "Crowd",
    "Detection",
    "Span",
    "WalkStep",
    "Walked",
    "aftermath",
    "attempts",
    "beliefs",
    "breaker_at",
    "breakers",
    "counts",
    "crowd",
    "detections",
    "outcomes",
    "repeated",
    "truths",
    "walks",
]
