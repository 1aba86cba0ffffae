"""Results that all sessions of a server share: each is computed once, and together they are bounded by their size.

Rules of this file
* Who asks for what another thread is computing waits for it.
* A result that was not used for longest goes first. What fails is not kept, but all who wait for it are told.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from concurrent.futures import Future
from threading import Lock
from typing import Generic, TypeVar

Value = TypeVar("Value")


class SharedCache(Generic[Value]):
    """Results by key. most: how large all may be together; size: how large one is, in the same unit."""

    def __init__(self, most: int, size: Callable[[Value], int]) -> None:
        self.most, self.total = most, 0
        self._size = size
        self._results: OrderedDict[Hashable, Future[Value]] = OrderedDict()
        self._lock = Lock()

    def get(self, key: Hashable, compute: Callable[[], Value]) -> Value:
        """The result of a key, computed if it is not there. Raises what `compute` raises."""
        with self._lock:
            result = self._results.get(key)
            if result is not None:
                self._results.move_to_end(key)
            else:
                mine = self._results[key] = Future[Value]()
        if result is not None:
            return result.result()
        try:
            value = compute()
        except BaseException as error:
            with self._lock:
                del self._results[key]
            mine.set_exception(error)
            raise
        self._put(key, mine, value)
        return value

    def peek(self, key: Hashable) -> Value | None:
        """The result of a key if it is there already."""
        with self._lock:
            result = self._results.get(key)
        return result.result() if result is not None and result.done() else None

    def put(self, key: Hashable, value: Value) -> None:
        """A result that is known without computing it."""
        with self._lock:
            if key in self._results:
                return
            mine = self._results[key] = Future[Value]()
        self._put(key, mine, value)

    def _put(self, key: Hashable, result: Future[Value], value: Value) -> None:
        result.set_result(value)
        with self._lock:
            self.total += self._size(value)
            for old in list(self._results):
                if self.total <= self.most:
                    break
                if old != key and self._results[old].done():
                    self.total -= self._size(self._results.pop(old).result())
