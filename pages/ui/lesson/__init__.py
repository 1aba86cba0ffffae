"""The lesson page: prose and stage side by side, a prediction before each run, the engine as answer key.

Rules of this package
* The address says where: ?lesson=L01&step=acked opens any step, of cards too (?lesson=B56).
* What was predicted and done is a Progress (log.py); nothing here decides what is right.
"""

from pages.ui.lesson.page import show

__all__ = ["show"]
