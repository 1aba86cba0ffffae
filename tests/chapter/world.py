"""A run of the chapter's code by a script of the app: one clock that jumps from event to event, and the app's network.

Rules of this file
* A tick is what a second is to the chapter. A message takes its link's ticks; what is lost is silence, for ever.
* How an operation ended is told in the words of engine/flaws/facts.py: what raises or says no is refused, what has not
  answered when the client's time is up is unknown.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable, Coroutine, Iterable
from itertools import groupby
from typing import Any

from engine.model import Crash, Cut, Heal, Hold, Lose, Read, Recover, Release, Scenario, Skew, Slow
from engine.model.commands import Call, ClientCommand, Command, Delete, Write
from engine.trace.network import apply_fault, start
from tests.alone import alone
from tests.chapter.code import classes

Facts = dict[str, Any]


class Clockwork(asyncio.SelectorEventLoop):
    """A loop whose time is ticks, and which never waits."""

    now = 0.0

    def time(self) -> float:
        """The tick."""
        return self.now

    def _run_once(self) -> None:
        inner: Any = self
        if not inner._ready:
            due = (timer._when for timer in inner._scheduled if not timer._cancelled)
            self.now = max(self.now, min(due, default=self.now))
        inner_run: Callable[[], None] = super()._run_once  # type: ignore[misc]
        inner_run()


DEGRADED = object()
"""What a client is told that gets something else in place of an answer."""


class Silence(Exception):
    """No answer came in time, to a helper that waits no longer."""


class World:
    """The network, the clocks, and what nodes announce."""

    def __init__(self, scenario: Scenario) -> None:
        self.scenario, self.network = scenario, start(scenario)
        self.sent: Counter[tuple[str, str]] = Counter()
        self.held: dict[tuple[str, str, int], asyncio.Event] = {}
        self.announced: list[tuple[str, str]] = []

    def chapter(self, node: str) -> dict[str, Any]:
        """The chapter's classes, as a node has them."""

        def clock() -> float:
            return round(asyncio.get_running_loop().time()) + self.network.skew.get(node, 0)

        return classes(clock, lambda said: self.announced.append((node, said)))

    def open(self, src: str, dst: str) -> bool:
        """Would a message sent now get through?"""
        return self.network.loss_reason((src, dst)) is None and (src, dst, self.sent[src, dst] + 1) not in self.held

    def answers(self, src: str, dst: str) -> bool:
        """Would a request sent now be answered?"""
        return self.open(src, dst) and self.open(dst, src)

    async def send(self, src: str, dst: str) -> None:
        """A message on its way; the end of this is its arrival."""
        if src == dst:
            return
        self.sent[src, dst] += 1
        hold = self.held.get((src, dst, self.sent[src, dst]))
        lost = self.network.loss_reason((src, dst))
        await asyncio.sleep(self.network.latency_of((src, dst)).low)
        if hold:
            await hold.wait()
        if lost or self.network.loss_reason((src, dst)):
            await asyncio.Event().wait()

    async def call(self, src: str, dst: str, work: Callable[[], Any], patience: float | None = None) -> Any:
        """A request and its answer. patience: the ticks after which the helper raises."""

        async def both_ways() -> Any:
            await self.send(src, dst)
            answer = work()
            await self.send(dst, src)
            return answer

        try:
            return await in_time(both_ways(), patience)
        except TimeoutError as error:
            raise Silence from error

    def fault(self, command: Any) -> None:
        """A fault of the script."""
        match command:
            case Hold():
                self.held[(*command.link, command.nth)] = asyncio.Event()
            case Release():
                self.held.pop((*command.link, command.nth)).set()
            case Cut() | Heal() | Crash() | Recover() | Slow() | Lose() | Skew():
                self.network = apply_fault(self.network, command)


class System:
    """The chapter's classes with their gaps filled."""

    async def ask(self, command: Any) -> Any:
        """A client's request; what it returns is what the client is told. False and an error are no."""
        raise NotImplementedError

    def tend(self, command: Any) -> None:
        """What an operator asks."""

    def run(self) -> Iterable[Coroutine[Any, Any, None]]:
        """What goes on by itself."""
        return ()

    def facts(self) -> Facts:
        """What there is to see at the end."""
        return {}


async def in_time(work: Coroutine[Any, Any, Any], patience: float | None) -> Any:
    """What comes of it in so many ticks, else TimeoutError; it goes on all the same."""
    return await asyncio.wait_for(asyncio.shield(asyncio.create_task(work)), patience)


async def until(tick: float) -> None:
    """That tick."""
    await asyncio.sleep(tick - asyncio.get_running_loop().time())


def play(scenario: Scenario, build: Callable[[World], System]) -> Facts:
    """The facts of a run."""
    return alone(lambda: _looped(scenario, build))


def _looped(scenario: Scenario, build: Callable[[World], System]) -> Facts:
    loop = Clockwork()
    loop.set_exception_handler(lambda *_: None)  # what nobody waits for may fail unheard
    try:
        return loop.run_until_complete(_play(scenario, build))
    finally:
        loop.close()


async def _play(scenario: Scenario, build: Callable[[World], System]) -> Facts:
    loop, world = asyncio.get_running_loop(), World(scenario)
    system, found, tasks = build(world), Facts(), []

    async def operate(command: ClientCommand) -> None:
        found[f"op.{command.id}"] = await _told(scenario, system, command)

    def do(commands: Iterable[Command]) -> None:
        for command in commands:
            if isinstance(command, Write | Read | Delete | Call):
                tasks.append(asyncio.create_task(operate(command)))
            else:
                world.fault(command)
                system.tend(command)

    for tick, commands in groupby(scenario.commands, key=lambda command: command.tick):
        loop.call_at(tick, do, list(commands))
    tasks += [asyncio.create_task(going) for going in system.run()]
    last = max(command.tick for command in scenario.commands)
    await asyncio.sleep(scenario.stop or last + scenario.timeout + 1)
    said = Counter(f"note.{code}" for _, text in world.announced for code in (announcement(text),) if code)
    result = {**found, **said, **system.facts()}
    waiting = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
    for task in waiting:
        task.cancel()
    await asyncio.gather(*waiting, return_exceptions=True)
    return result


async def _told(scenario: Scenario, system: System, command: ClientCommand) -> tuple[Any, ...]:
    try:
        answer = await in_time(system.ask(command), scenario.timeout)
    except TimeoutError:
        return ("unknown",)
    except Exception:  # noqa: BLE001 (whatever the code raises is what its caller gets)
        return ("refused",)
    if answer is DEGRADED:
        return ("degraded",)
    if answer is False or (isinstance(answer, dict) and "error" in answer):
        return ("refused",)
    return ("ok", answer) if isinstance(command, Read) else ("ok",)


ANNOUNCED = {
    "Can form quorum": "can_form",
    "Cannot form quorum": "cannot_form_read_only",
    "Lost connection": "lost_connection",
    "Partition recovery completed": "recovery_completed",
}
"""What the chapter prints, and the note of the app for it."""


def announcement(text: str) -> str | None:
    """The code of what a node has printed."""
    return next((code for begins, code in ANNOUNCED.items() if text.startswith(begins)), None)
