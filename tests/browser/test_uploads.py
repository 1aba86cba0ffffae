"""Files on the histories page in a real browser: judged, refused by us, refused by the field before we see them."""

from __future__ import annotations

import gzip
from pathlib import Path

from playwright.sync_api import Page, expect

from lessons.words import load
from pages.ui.histories.page import UPLOAD
from tests.browser.driver import settled

ODD = Path(__file__).parent.parent / "data" / "odd-histories"
EN = load("en")


def give(page: Page, name: str, data: bytes) -> None:
    field = page.get_by_test_id("stFileUploaderDropzoneInput")
    field.set_input_files({"name": name, "mimeType": "application/octet-stream", "buffer": data})


def test_a_file_is_judged_or_refused_and_nothing_stands_in_for_its_verdict(server: str, page: Page) -> None:
    page.goto(f"{server}/histories?lang=en")
    settled(page)
    said, notice = page.locator(".st-key-history_said"), page.locator(".st-key-history_not_taken")
    expect(said).to_contain_text(EN("histories.is_broken"))
    expect(notice).to_be_hidden()

    give(page, "large.edn", b"x" * 6_000_000)
    expect(said).to_contain_text("large.edn was not judged")
    expect(said).not_to_contain_text(EN("histories.is_broken"))
    expect(page.locator(".st-key-history_last")).to_contain_text(EN("histories.is_broken"))

    give(page, "far.edn.gz", gzip.compress((ODD / "c15_proof_out_of_picture.edn").read_bytes()))
    expect(said).to_contain_text("r1 returned 0")
    expect(page.locator(".st-key-history_last")).to_have_count(0)

    give(page, "huge.edn", b"x" * (UPLOAD * 1_048_576 + 1))
    expect(notice).to_be_visible()
    expect(page.locator(".st-key-history_verdict")).to_have_css("opacity", "0.6")
