"""Closer looks at a run, each a picture or a table of its own below the stage.

To add one: a module with applies(trace) and show(words, trace, index), a line in VIEWS, its name under [view] and
what it shows under [view_help].
"""

from __future__ import annotations

from types import ModuleType
from typing import Final

from pages.ui.views import belief, contexts, flip, lattice, lock, logs, merkle, meters, sessions, versions

VIEWS: Final[dict[str, ModuleType]] = {
    "belief": belief,
    "logs": logs,
    "contexts": contexts,
    "lock": lock,
    "merkle": merkle,
    "meters": meters,
    "lattice": lattice,
    "sessions": sessions,
    "versions": versions,
    "flip": flip,
}
