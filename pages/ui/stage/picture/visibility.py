"""What of a run may be seen: an argument of painting, so that nothing has to be taken out of a picture afterwards."""

from __future__ import annotations

from typing import NamedTuple


class Visibility(NamedTuple):
    """checks: the promises whose verdicts are shown, None for all. judged: whether it is said that an answer was stale.
    keys: what the nodes keep, if more than this run asks for is to be named; the first is shown. implies, setting:
    whether the header says what the settings promise, and what they are; bare: there is no header.
    """

    checks: tuple[str, ...] | None = None
    judged: bool = True
    keys: tuple[str, ...] | None = None
    implies: bool = True
    setting: bool = True
    bare: bool = False

    def shows(self, check: str) -> bool:
        """Whether the verdict on a promise is shown."""
        return self.checks is None or check in self.checks

    def of_the_run(self) -> Visibility:
        """The same without what is about the header alone: runs that look the same are painted once."""
        return self._replace(implies=True, setting=True, bare=False)


ALL = Visibility()
"""What a playground shows."""
