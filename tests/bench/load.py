"""Many learners on one server: `python -m tests.bench.load PORT [SESSIONS ...]`, by hand; it starts its own server.
With `hostile` in place of a number: a few learners, while others open links that are made to hold them up. `growth`:
VISITS come and go, with runs that nobody has seen, and it is told what memory the server holds.

Rules of this file
* A session is a websocket that speaks Streamlit's own protocol; it opens the playground and clicks every 5 s or so.
* Each has a run of its own, which begins with OPERATIONS operations (about 100 events) and grows by one with each
  click; what it names as the picture that it stands on is what it was sent last, as a browser does.
* Loopback only, at most SESSIONS_MAX sessions, SECONDS each. A click is answered when its script run has finished.
* CPU and memory are the server's, from /proc: Linux only. The clients take CPU too: they share the machine.
"""

from __future__ import annotations

import asyncio
import json
import os
import random
import statistics
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import quote

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import connect

from tests.browser.driver import ROOT, healthy

SESSIONS_MAX, SECONDS, EVERY = 200, 60, 5.0
OPERATIONS = 12

VISITS, RUNS_A_VISIT, AT_ONCE, TOLD = 500, 4, 10, 500
"""Of `growth`: how many visits, runs of each, visits at a time, and after how many runs it is told what there is."""
ROUNDS, REST = 3, 50
"""Of `growth`: how often, and seconds in between, in which the server's collector finds it at rest."""

FEW = 10
HOSTILE = (
    "system raft nodes=3 leader=n3 election=100..100; stop {stop}",
    "system multi_value nodes=9; {writes}",
)
"""Runs within the limits of the app: many events of a log, siblings that nobody resolves. Each time with another
number, so that no cache knows them.
"""


def hostile(nth: int) -> str:
    """One of the links that are made to hold up a server."""
    writes = "; ".join(f"{10 + 5 * k} write n{k % 9 + 1} x v{nth}_{k}" for k in range(480))
    return HOSTILE[nth % len(HOSTILE)].format(stop=100_080 + nth, writes=writes)


def script(number: int) -> str:
    """The run that a session opens: like the others', with values of its own."""
    lines = ["system quorum nodes=3 r=2 w=2"]
    for nth in range(OPERATIONS):
        tick, node = 10 + 25 * nth, f"n{nth % 3 + 1}"
        asked = f"read {node} x by bob" if nth % 2 else f"write {node} x {number}_{nth} by alice"
        lines.append(f"{tick} {asked}")
    return "; ".join(lines)


@dataclass
class Tally:
    """What all sessions saw."""

    opened: list[float] = field(default_factory=list)
    clicks: list[float] = field(default_factory=list)
    received: list[int] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)


class Session:
    """One learner."""

    def __init__(self, socket: Any, run: str) -> None:
        self.socket, self.run = socket, run
        self.stage = self.fragment = self.name = ""

    async def rerun(self, act: dict[str, Any] | None = None) -> tuple[float, int]:
        """Ask for a run of the script, with what the stage asks for; seconds until it has finished, bytes received."""
        message = BackMsg()
        state = message.rerun_script
        state.query_string = f"run={quote(self.run)}"
        if act is not None:
            state.fragment_id = self.fragment
            own = state.widget_states.widgets.add()
            own.id, own.json_value = self.stage, "{}"
            asked = state.widget_states.widgets.add()
            asked.id = f"$$STREAMLIT_INTERNAL_KEY_{self.stage}__events"
            told = act | {"have": self.name, "gesture": str(time.perf_counter())}
            asked.json_trigger_value = json.dumps([{"event": "act", "value": told}])
        start, size = time.perf_counter(), 0
        await self.socket.send(message.SerializeToString())
        while True:
            data = await asyncio.wait_for(self.socket.recv(), 60)
            size += len(data)
            answer = ForwardMsg.FromString(data)
            kind = answer.WhichOneof("type")
            if kind == "delta":
                self._learn(answer.delta)
            elif kind == "script_finished" and answer.script_finished != ForwardMsg.FINISHED_EARLY_FOR_RERUN:
                if answer.script_finished == ForwardMsg.FINISHED_WITH_COMPILE_ERROR:
                    raise RuntimeError("the page does not compile")
                return time.perf_counter() - start, size

    def _learn(self, delta: Any) -> None:
        element = delta.new_element
        if element.WhichOneof("type") == "exception":
            raise RuntimeError(element.exception.message)
        component = element.bidi_component
        if component.component_name.endswith("cap_stage"):
            self.stage, self.fragment = component.id, delta.fragment_id
            self.name = json.loads(component.bytes)["name"]


async def learner(url: str, tally: Tally, number: int, begin: float, end: float) -> None:
    """Open the page some time before `begin`, click until `end`."""
    luck = random.Random(number)
    loop = asyncio.get_running_loop()
    try:
        async with connect(url, subprotocols=["streamlit"], max_size=None, origin=None) as socket:  # type: ignore[list-item]
            session = Session(socket, script(number))
            tally.opened.append((await session.rerun())[0])
            await asyncio.sleep(max(0.0, begin - loop.time()) + luck.uniform(0, EVERY))
            nth = 1
            while loop.time() < end:
                write = {"verb": "write", "node": f"n{nth % 3 + 1}", "key": "x", "value": f"{number}+{nth}"}
                took, size = await session.rerun({**write, "client": "alice"})
                tally.clicks.append(took)
                tally.received.append(size)
                nth += 1
                await asyncio.sleep(max(0.0, EVERY * luck.uniform(0.8, 1.2) - took))
    except Exception as error:  # noqa: BLE001 - told at the end, so that one session does not end the others
        tally.failed.append(repr(error))


async def attacker(url: str, tally: Tally, end: float) -> None:
    """Open one such link after another, each in a session of its own."""
    loop, nth = asyncio.get_running_loop(), 0
    while loop.time() < end:
        async with connect(url, subprotocols=["streamlit"], max_size=None, origin=None) as socket:  # type: ignore[list-item]
            tally.opened.append((await Session(socket, hostile(nth)).rerun())[0])
        nth += 1


async def besieged(port: int) -> str:
    """A few learners who click, at first alone and then beside such links."""
    lines = []
    for under in (False, True):
        tally, loop, attack = Tally(), asyncio.get_running_loop(), Tally()
        begin = loop.time() + 5
        tasks = [asyncio.create_task(learner(_stream(port), tally, k, begin, begin + SECONDS)) for k in range(FEW)]
        if under:
            tasks.append(asyncio.create_task(attacker(_stream(port), attack, begin + SECONDS)))
        await asyncio.gather(*tasks)
        clicks = sorted(tally.clicks) or [float("nan")]
        lines.append(
            f"{FEW} sessions, {len(attack.opened)} hostile links: p50 {statistics.median(clicks) * 1e3:.0f} ms, "
            f"p95 {clicks[len(clicks) * 95 // 100] * 1e3:.0f} ms, failed {len(tally.failed)} {tally.failed[:1]}"
        )
    return "\n".join(lines)


async def measure(port: int, sessions: int, server: int) -> str:
    """A line of numbers for so many sessions."""
    tally, loop = Tally(), asyncio.get_running_loop()
    ramp = 2 + 0.15 * sessions
    begin = loop.time() + ramp + 3
    tasks = []
    for number in range(sessions):
        tasks.append(asyncio.create_task(learner(_stream(port), tally, number, begin, begin + SECONDS)))
        await asyncio.sleep(0.15)
    await asyncio.sleep(max(0.0, begin - loop.time()))
    before, at_begin = cpu_seconds(server), len(tally.clicks)
    await asyncio.sleep(max(0.0, begin + SECONDS - loop.time()))
    spent, reruns, memory = cpu_seconds(server) - before, len(tally.clicks) - at_begin, rss(server)
    await asyncio.gather(*tasks)
    clicks = sorted(tally.clicks) or [float("nan")]
    return (
        f"{sessions:>3} sessions: {reruns:>5} clicks, p50 {statistics.median(clicks) * 1e3:6.0f} ms, "
        f"p95 {clicks[len(clicks) * 95 // 100] * 1e3:6.0f} ms, {spent / max(1, reruns) * 1e3:5.1f} CPU-ms a rerun, "
        f"server CPU {spent / SECONDS:4.0%}, RSS {memory / 1e6:5.0f} MB, "
        f"{statistics.median(tally.received or [0]) / 1e3:.1f} kB a click, opened in "
        f"{statistics.median(tally.opened or [float('nan')]) * 1e3:.0f} ms, failed {len(tally.failed)} "
        f"{sorted(set(tally.failed))[:2] if tally.failed else ''}"
    )


async def growth(port: int, server: int) -> str:
    """What the server holds while visits come and go, each with runs that nobody has seen; it rests in between."""
    lines = []
    for first in range(0, ROUNDS * VISITS, VISITS):
        lines.append(await _visits(port, server, first))
        await asyncio.sleep(REST)
        lines.append(f"after a rest of {REST} s: RSS {rss(server) / 1e6:.0f} MB")
    return "\n".join(lines)


async def _visits(port: int, server: int, first: int) -> str:
    """One round of visits."""
    waiting, done = list(range(first, first + VISITS)), 0

    async def visitor() -> None:
        nonlocal done
        while waiting:
            number = waiting.pop(0)
            async with connect(_stream(port), subprotocols=["streamlit"], max_size=None, origin=None) as socket:  # type: ignore[list-item]
                session = Session(socket, script(number))
                for nth in range(RUNS_A_VISIT):
                    write = {"verb": "write", "node": f"n{nth % 3 + 1}", "key": "x", "value": f"{number}+{nth}"}
                    await session.rerun({**write, "client": "alice"} if nth else None)
                    done += 1
                    if done % TOLD == 0:
                        print(f"{done:>5} runs: RSS {rss(server) / 1e6:.0f} MB", flush=True)

    await asyncio.gather(*(visitor() for _ in range(AT_ONCE)))
    return f"{done} runs of {VISITS} visits"


def _stream(port: int) -> str:
    return f"ws://127.0.0.1:{port}/_stcore/stream"


def cpu_seconds(process: int) -> float:
    """CPU seconds that a process has used."""
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def rss(process: int) -> int:
    """Bytes of memory that a process holds."""
    return int(Path(f"/proc/{process}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")


def main(port: int, counts: list[str]) -> None:
    """A server of our own for each: a number of sessions, or the name of another measurement."""
    for count in counts:
        start = time.perf_counter()
        command = [sys.executable, "-m", "streamlit", "run", "app.py", "--server.headless=true"]
        options = [f"--server.port={port}", "--server.address=127.0.0.1", "--server.fileWatcherType=none"]
        process = subprocess.Popen([*command, *options], cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            if not healthy(f"http://127.0.0.1:{port}", process):
                raise SystemExit("the app did not start")
            print(f"healthy after {time.perf_counter() - start:.1f} s, idle RSS {rss(process.pid) / 1e6:.0f} MB")
            match count:
                case "hostile":
                    work = besieged(port)
                case "growth":
                    work = growth(port, process.pid)
                case _:
                    work = measure(port, min(int(count), SESSIONS_MAX), process.pid)
            print(asyncio.run(work), flush=True)
        finally:
            process.terminate()
            process.wait(10)


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2:] or ["1", "50", "200", "hostile"])
