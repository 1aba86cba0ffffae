"""How much a picture may hold: a run within the limits of events can still say too much, in a log that every event
repeats or in siblings that nobody resolves.
"""

from __future__ import annotations

from typing import Final

from engine.model import Reason
from engine.run.simulation import Overrun

TEXT_MAX: Final = 3_000_000
"""Characters of all sentences and values of a picture: some 5,000 events of a quorum store."""


class TooMuchToPaint(Overrun):
    """A picture past its limit of characters. reason: the code and values of its words."""

    def __init__(self, limit: int) -> None:
        Exception.__init__(self, f"more than {limit} characters in a picture")
        self.reason = Reason("too_much_to_paint", {"limit": limit})
