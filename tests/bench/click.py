"""From click to changed picture in Chromium: `python -m tests.bench.click PORT [OPERATIONS ...]`, by hand; it starts
its own server. 4, 12, 36 and 120 operations are 35, 99, 291 and 963 events.

Rules of this file
* A click acts: a read through the menu of a node (a new run each time), or undo and redo by key.
* A click is seen at the first frame after the read has left its client, and over at the first frame after the diagram
  was drawn for another run.
* A mark set on the diagram's root must be there at the end, or the view was mounted again.
"""

from __future__ import annotations

import statistics
import sys
from urllib.parse import quote

from playwright.sync_api import Page, WebSocket

from lessons.words import load
from tests.browser.driver import browsing, chromium, serving, settled

EN = load("en")
OPERATIONS, READS, TURNS, PLAY_SECONDS = (4, 12, 36, 120), 16, 14, 4

WATCH = """() => {
  const inside = (el) => el.shadowRoot ? roots(el.shadowRoot) : [];
  const roots = (root) => [root, ...[...root.querySelectorAll("*")].flatMap(inside)];
  const root = roots(document).find((one) => one.querySelector(".net"));
  const watch = (window.capWatch = { times: [], first: [], root, start: null });
  root.querySelector(".net").capMark = "here";
  const begin = (event) => {
    watch.start = event.timeStamp;
  };
  window.addEventListener("click", begin, true);
  window.addEventListener("keydown", begin, true);
  new MutationObserver((changes) => {
    const start = watch.start;
    const leaves = changes.some((change) => [...change.addedNodes].some((node) => node.matches?.(".leaves")));
    if (leaves) requestAnimationFrame(() => watch.first.push(performance.now() - start));
  }).observe(root.querySelector(".net"), { subtree: true, childList: true });
  new MutationObserver(() => {
    if (watch.start === null) return;
    const start = watch.start;
    watch.start = null;
    requestAnimationFrame(() => watch.times.push(performance.now() - start));
  }).observe(root.querySelector(".sheet"), { attributeFilter: ["data-run"] });
}"""

FRAMES = """(seconds) => new Promise((done) => {
  const times = [];
  const frame = (now) => {
    times.push(now);
    if (now - times[0] < seconds * 1000) requestAnimationFrame(frame);
    else done({ fps: (times.length - 1) / ((now - times[0]) / 1000),
                longest: Math.max(...times.slice(1).map((t, i) => t - times[i])) });
  };
  requestAnimationFrame(frame);
})"""


def script(operations: int) -> str:
    """A run of reads and writes at all nodes: about 8 events each."""
    lines = ["system quorum nodes=3 r=2 w=2"]
    for i in range(operations):
        tick, node = 10 + 25 * i, f"n{i % 3 + 1}"
        lines.append(f"{tick} write {node} x {i} by alice" if i % 2 else f"{tick} read {node} x by bob")
    return "; ".join(lines)


def changed(page: Page, clicks: int) -> None:
    """Wait until the picture of the last click is there."""
    page.wait_for_function("n => window.capWatch.times.length >= n", arg=clicks, timeout=15_000)
    settled(page)


def read(page: Page, name: str) -> None:
    """A read through the menu of a node."""
    page.locator(f'.net [role="button"][aria-label*=" {name},"]').first.click()
    page.locator(".menu").get_by_role("button", name=EN("stage.read"), exact=True).click()


def counted(page: Page) -> list[int]:
    """The bytes that the server sends this page from now on: one number, which grows."""
    received = [0]

    def listen(socket: WebSocket) -> None:
        socket.on("framereceived", lambda data: received.__setitem__(0, received[0] + len(data)))

    page.on("websocket", listen)
    return received


def measure(page: Page, url: str, operations: int, received: list[int]) -> None:
    """Reads, then undo and redo, on a run of so many operations; received: bytes so far."""
    page.goto(f"{url}/?run={quote(script(operations))}")
    page.locator(".net").wait_for()
    settled(page)
    page.get_by_role("button", name=EN("stage.last"), exact=True).click()
    page.evaluate(WATCH)
    sizes = []
    for click in range(READS + TURNS):
        before = received[0]
        if click < READS:
            read(page, f"n{click % 3 + 1}")
        else:
            page.keyboard.press("r" if (click - READS) % 2 else "u")
        changed(page, click + 1)
        sizes.append(received[0] - before)
    times, first = page.evaluate("[window.capWatch.times, window.capWatch.first]")
    kept = page.evaluate("window.capWatch.root.querySelector('.net')?.capMark === 'here'")
    print(f"{operations} operations")
    for name, some in (("first seen", first), ("read", times[:READS]), ("undo, redo", times[READS:])):
        ranked = sorted(some)
        p95 = ranked[min(len(ranked) - 1, len(ranked) * 95 // 100)]
        print(f"  {name:10} {len(some)} clicks: p50 {statistics.median(some):.0f} ms, p95 {p95:.0f} ms")
    print(f"  bytes a click: p50 {statistics.median(sizes) / 1e3:.1f} kB, most {max(sizes) / 1e3:.1f} kB")
    print(f"  mounted again: {'no' if kept else 'YES'}", flush=True)


def main(port: int, counts: list[int]) -> None:
    """Measure and print."""
    path = chromium()
    if path is None:
        raise SystemExit("no Chromium")
    with serving(port) as url, browsing(path) as browser:
        for operations in counts:
            page = browser.new_page(viewport={"width": 1400, "height": 900})
            measure(page, url, operations, counted(page))
            page.get_by_role("button", name=EN("stage.first"), exact=True).click()
            page.keyboard.press(" ")
            print("  playing:", page.evaluate(FRAMES, PLAY_SECONDS), flush=True)
            page.close()


if __name__ == "__main__":
    main(int(sys.argv[1]), [int(count) for count in sys.argv[2:]] or [*OPERATIONS])
