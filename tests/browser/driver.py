"""The real app in a real browser: finds Chromium, starts a server on a free port, stops it again.

Rules of this file
* The browser is the system's own: nothing is downloaded.
* A server is a child of ours, on the loopback, and ends with us. Unlike the real one it shows what went wrong.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Error, Page, sync_playwright

ROOT = Path(__file__).parent.parent.parent
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
PLACES = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
)
START_SECONDS = 60
TRIES, PAUSE = 4, 250
STYLED = """() => {
  const frame = document.querySelector(".st-key-frame");
  return frame && getComputedStyle(frame).overflow === "visible";
}"""


def chromium() -> str | None:
    """The path of the system's Chromium or Chrome, if there is one."""
    found = (shutil.which(name) for name in NAMES)
    return next((path for path in (*found, *PLACES) if path and Path(path).exists()), None)


@contextmanager
def serving(port: int | None = None) -> Iterator[str]:
    """`streamlit run app.py`, healthy; gives its address."""
    port = port or free_port()
    url = f"http://127.0.0.1:{port}"
    command = [sys.executable, "-m", "streamlit", "run", "app.py", "--server.headless=true"]
    options = [f"--server.port={port}", "--server.address=127.0.0.1", "--server.fileWatcherType=none"]
    options += ["--client.showErrorDetails=full"]
    with tempfile.TemporaryFile() as log:
        env = {**os.environ, "CAPLAB_STRICT": "1"}
        process = subprocess.Popen([*command, *options], cwd=ROOT, stdout=log, stderr=log, env=env)
        try:
            if not healthy(url, process):
                log.seek(0)
                raise RuntimeError(f"the app did not start:\n{log.read().decode(errors='replace')}")
            yield url
        finally:
            process.terminate()
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()


@contextmanager
def browsing(path: str) -> Iterator[Browser]:
    """A headless browser."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox", "--disable-gpu"])
        try:
            yield browser
        finally:
            browser.close()


def visit(page: Page, url: str) -> None:
    """Go to an address. A page that takes a step of its own back (js/browser.js) just then aborts that: go again."""
    for left in reversed(range(TRIES)):
        try:
            page.goto(url)
        except Error as error:
            if not left or "ERR_ABORTED" not in error.message:
                raise
            page.wait_for_timeout(PAUSE)
        else:
            return


def settled(page: Page) -> None:
    """Wait until the page has drawn, its script has run and its own style has come (frame.css)."""
    page.locator('[data-testid="stApp"][data-test-script-state="notRunning"]').wait_for(timeout=START_SECONDS * 1000)
    page.locator('[data-testid="stAppSkeleton"]').wait_for(state="detached")
    page.wait_for_function(STYLED)


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def healthy(url: str, process: subprocess.Popen[bytes]) -> bool:
    """Whether the server answers before it dies or the time is up."""
    end = time.monotonic() + START_SECONDS
    while time.monotonic() < end and process.poll() is None:
        try:
            with urllib.request.urlopen(f"{url}/_stcore/health", timeout=2) as answer:
                if answer.read() == b"ok":
                    return True
        except OSError:
            time.sleep(0.1)
    return False
