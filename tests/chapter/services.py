"""AvailabilityManager, its gaps filled: a request reaches its instance and is answered as the script says.

Rules of this file
* `send_request` raises once the gateway's `attempt` is over (`patient`: it waits for ever), and on an error answer.
* Every instance has been found healthy before, where the script has no checks; else the chapter's own checks begin.
* `marks`: may a failed request mark its instance? The chapter's does; most of the app's rows about breakers and retries
  look at these alone.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable, Coroutine, Iterable
from types import SimpleNamespace
from typing import Any

from engine.availability import gateway
from engine.model import Behave
from tests.chapter.world import DEGRADED, Facts, System, World, in_time

DOWN = {"error": "Service unavailable", "fallback": "default_response"}
"""What the chapter answers where nobody else does."""


def manager(
    marks: bool = False, patient: bool = False, checked: bool = False, told: bool = False
) -> Callable[[World], System]:
    """How to build the gateway of a run. checked: does it begin as if no check had been made? told: is what it answers
    in need told as an answer, as the chapter does it?"""
    return lambda world: Manager(world, marks, patient, checked, told)


class Manager(System):
    """The gateway g1 and its instances."""

    def __init__(self, world: World, marks: bool, patient: bool, checked: bool, told: bool) -> None:
        self.world, self.told, self.patient = world, told, patient
        (self.name, written), *_ = [(one.name, dict(one.settings)) for one in world.scenario.gateways]
        self.settings = {**gateway.DEFAULTS, **written}
        self.behaves: dict[tuple[str, str | None], Behave] = {}
        self.carried: Counter[tuple[str, str]] = Counter()
        self.attempts: Counter[float] = Counter()
        self.sent = 0
        found = world.chapter(self.name)
        self.manager = manager = found["AvailabilityManager"]()
        self.checks = bool(self.settings["check"])
        manager.health_checker = found["HealthChecker"](self.settings["check"])
        manager.health_checker.send_health_check = self._probe
        threshold = self.settings["threshold"] if self.settings["breaker"] != "off" else 1_000
        manager.circuit_breaker = found["CircuitBreaker"](threshold, self.settings["cooldown"])
        manager.retry_mechanism = found["RetryMechanism"](self.settings["retries"])
        manager.send_request = self._send
        if not marks:
            manager.health_checker.mark_unhealthy = lambda instance: None
        services = {name: list(nodes) for name, nodes in world.scenario.system.settings if name in "ab"}
        self.services = services or {"a": list(world.scenario.system.names)}
        manager.service_instances |= self.services
        if not checked:
            for node in world.scenario.system.names:
                manager.health_checker.health_status[node] = "healthy"

    def run(self) -> Iterable[Coroutine[Any, Any, None]]:
        """The checks of every service, begun when it is registered."""
        if self.checks:
            yield from (self._registers(name, nodes) for name, nodes in self.services.items())

    async def _registers(self, name: str, nodes: list[str]) -> None:
        self.manager.register_service(name, nodes)

    async def ask(self, command: Any) -> Any:
        """A call."""
        answer = await self.manager.call_service(
            command.key, {"service": command.key, "id": command.id, "value": command.value}
        )
        if answer != DOWN:
            return answer
        return True if self.told else DEGRADED if self.settings["fallback"] != "none" else False

    async def _send(self, node: str, request: dict[str, Any]) -> Any:
        id, now = request["id"], asyncio.get_running_loop().time()
        self.sent += 1
        self.attempts[now] += 1 if self.carried.get(("asked", id)) else 0
        self.carried["asked", id] += 1
        return await self._asks(node, request["service"], request, self.settings["attempt"])

    async def _probe(self, node: str) -> Any:
        """Whoever fails for one service alone answers a probe badly, too: it is asked of the instance."""
        sick = [service for (where, service) in self.behaves if where == node and service is not None]
        await self._asks(node, sick[0] if sick else None, {}, None)
        return SimpleNamespace(status_code=200)

    async def _asks(self, node: str, service: str | None, request: dict[str, Any], patience: float | None) -> Any:
        behave = self.behaves.get((node, service), self.behaves.get((node, None)))
        how = behave.how if behave else "ok"
        if request.get("value") == "malformed" or how == "error":
            await self.world.call(self.name, node, lambda: None)
            raise ValueError(how)

        async def answered() -> Any:
            await self.world.send(self.name, node)
            if "id" in request:
                self.carried[node, request["id"]] += 1
            await asyncio.sleep(behave.ticks if behave and how == "slow" else 0)
            if how in ("hang", "lost_reply"):
                await asyncio.Event().wait()
            await self.world.send(node, self.name)
            return "served"

        return await in_time(answered(), None if self.patient else patience)

    def tend(self, command: Any) -> None:
        """How an instance behaves from now on."""
        if isinstance(command, Behave):
            self.behaves[command.node, command.service] = command

    def facts(self) -> Facts:
        """Attempts, the most retries in a tick, what was carried out twice, health."""
        found: Facts = {
            "sent.Call": self.sent,
            f"belief.{self.name}.health": dict(self.manager.health_checker.health_status),
        }
        if again := max(self.attempts.values(), default=0):
            found["peak"] = again
        for node in self.world.scenario.system.names:
            twice = sum(count - 1 for (where, _), count in self.carried.items() if where == node)
            found |= {f"belief.{node}.twice": twice} if twice else {}
        return found
