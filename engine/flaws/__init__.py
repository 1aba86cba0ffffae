"""The brief's flaws, each a variant that a learner can switch on, run and see judged. All are off by default.

Rules of this package
* A flaw is data: an entry in flaws.toml of its protocol's room, or of engine/availability for a gateway's.
* To add one: that entry; its rule in the protocol, as one readable condition under a code of the setting `flaw` (or a
  setting that is there anyway); words under [flaw], [flaw_rule], [flaw_right] and [flaw_see]; what differs, worked out
  by hand, in tests/test_flaws.py; how the chapter's own code is run beside it, in tests/chapter/rows.py.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

from engine.flaws.facts import difference, facts
from engine.flaws.flaw import Flaw, flaws_in
from engine.protocols import PROTOCOLS

__all__ = ["FLAWS", "Flaw", "difference", "facts"]

ENGINE = Path(__file__).parent.parent
ROOMS = (ENGINE / "availability", *(ENGINE / "protocols" / name for name in PROTOCOLS))

FLAWS: Final[dict[str, Flaw]] = {flaw.row: flaw for room in ROOMS for flaw in flaws_in(room / "flaws.toml")}
"""Every flaw by its row of the audit."""
