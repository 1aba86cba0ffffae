"""All names that a lesson may use, as the checker knows them."""

from __future__ import annotations

from collections.abc import Mapping

from engine.checks import STAGE
from lessons.anchors import ANCHORS
from lessons.course import glossary, sources
from lessons.probes import PROBES
from lessons.shape import FIXED, FORMS, KINDS
from lessons.words import DEFAULT, load


def names() -> Mapping[str, tuple[str, ...]]:
    """By what they are names of."""
    return {
        "kinds": tuple(KINDS),
        "forms": FORMS,
        "fixed": FIXED,
        "probes": tuple(PROBES),
        "anchors": ANCHORS,
        "checks": tuple(STAGE),
        "views": tuple(load(DEFAULT).section("view")),
        "terms": tuple(code for codes in glossary().values() for code in codes),
        "sources": tuple(sources()),
    }
