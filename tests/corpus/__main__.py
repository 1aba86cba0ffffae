"""Addresses that are in circulation, with what they gave: `python -m tests.corpus` writes addresses.jsonl.

Rules of this file
* The corpus is a promise: a link that somebody has keeps giving what it gave. Rows that are there stay as they are;
  addresses that are new here are added. What is no longer given (differences.py) is printed, and the exit code is 1.
* With ACCEPT=1 all rows are written anew: read the difference before you keep it, and say in the change log which links
  give something else.
* A row is a line of JSON: page, query (as it stands in a browser's address bar), gives (opening.py).
"""

from __future__ import annotations

import base64
import json
import os
import sys
import zlib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import quote, quote_plus, urlencode

from engine.catalog.scenes import PRESETS
from lessons.own import packed
from tests.corpus.differences import differences
from tests.corpus.opening import gives
from tests.corpus.scripts import OTHER_SPELLINGS, OWN_LESSON, REFUSED, RUNS

PLACE = Path(__file__).parent / "addresses.jsonl"
Address = tuple[str, str]

SYSTEMS = (
    "system quorum nodes=3 r=1 w=1",
    "system quorum nodes=3 r=2 w=2",
    "system quorum nodes=3 r=2 w=2 version=logical write_back=yes",
    "system quorum nodes=3 r=2 w=2 home=n1,n2,n3 sloppy=yes",
    "system multi_value nodes=3 versions=dvv resolver=siblings",
    "system multi_value nodes=3 versions=dvv resolver=lww",
    "system causal nodes=3",
    "system causal nodes=3 hold_back=no",
    "system primary nodes=3 copy=sync primary=n1",
    "system primary nodes=3 copy=async primary=n1",
    "system primary nodes=3 copy=cache primary=n1 ttl=50",
    "system majority_lock nodes=3",
    "system raft nodes=3 read=read_index leader=n1",
)
"""Those that the compare page offers, as it writes them for three nodes."""
COMPARED = (
    "first", "cp", "failover", "sessions", "causal", "deposed", "cart", "cart_set", "likes", "cache", "merkle",
    "traveller", "fast_failure",
)  # fmt: skip
SHORT = "system quorum nodes=3 r=1 w=1; init x 0; 10 cut n1 | n2 n3; 20 write n2 x 1 by bob; 60 read n1 x by alice"
LOOKED_AT = {
    "inspect": ("first", "raft", "gray_failure", "merkle"),
    "clocks": ("causal", "cart", "base"),
    "resilience": ("gray_failure", "retry_storm", "fast_failure", "cp"),
}


def query(**asked: str) -> str:
    """A query as the app itself writes it into a link."""
    return urlencode(asked, quote_via=quote, safe="")


def line(script: str) -> str:
    """A script on one line, as links have it."""
    return "; ".join(script.splitlines())


def addresses() -> Iterator[Address]:
    """Every address of the corpus."""
    for text in (*PRESETS.values(), *RUNS):
        yield "playground", query(run=line(text))
    for text in (*OTHER_SPELLINGS, *REFUSED):
        yield "playground", query(run=text)
    yield from encoded()
    yield from compared()
    for page, names in LOOKED_AT.items():
        yield from ((page, query(lang="zh", run=line(PRESETS[name]))) for name in names)
    yield "clocks", query(run="clock n2 skew=75; clock n3 skew=-300; 10 write n2 x 1; 30 write n1 x 2; 60 read n3 x")
    yield "inspect", query(run=REFUSED[0])
    yield "clocks", query(lang="en")
    yield from taught()
    yield from named()


def encoded() -> Iterator[Address]:
    """One run in every encoding that a browser, a chat or a person makes of it; and where a link says how to begin."""
    text = PRESETS["base"]
    yield "playground", f"run={quote_plus(line(text))}"
    yield "playground", f"run={quote(text, safe='')}"
    yield "playground", f"run={quote(text.replace(chr(10), chr(13) + chr(10)), safe='')}"
    yield "playground", f"run={quote(line(text), safe='').replace('%3B', ';').replace('%3D', '=').lower()}"
    yield "playground", f"run={line(text).replace(' ', '+')}"
    yield "playground", f"run={line(text).replace('; ', '%3b').replace(' ', '%20')}&embed=true"
    yield "playground", "run=10+write+n1+篮子+牛奶;40+read+n2+篮子"
    yield "playground", f"run=system%20raft&run={quote(SHORT)}"
    yield "playground", query(run=SHORT, t="60")
    yield "playground", query(lang="zh", run=SHORT, t="15", view="projector")
    yield "playground", query(run=SHORT, t="99999999")
    yield "playground", query(run=SHORT, t="-5", view="stage")
    yield "playground", query(lang="zh", view="projector")
    yield "playground", query(lang="fr")


def compared() -> Iterator[Address]:
    """Every system of the compare page on either side; links without one of them; a system written by hand."""
    for name, system in zip(COMPARED, SYSTEMS, strict=True):
        count = PRESETS[name].partition("nodes=")[2][:1]
        fitted = system.replace("nodes=3", f"nodes={count}")
        yield "compare", query(run=line(PRESETS[name]), **{"with": fitted})
    for first, second in zip(SYSTEMS, (*SYSTEMS[5:], *SYSTEMS[:5]), strict=True):
        yield "compare", query(lang="zh", run=SHORT, first=first, **{"with": second})
    yield "compare", query(run=SHORT)
    yield "compare", query(**{"with": "system partition_aware heartbeat=40 nodes=5"})
    yield "compare", query(run=SHORT, first="system quorum  w=3 nodes=5", **{"with": "system quorum;# three"})
    yield "compare", query(run=SHORT, **{"with": "system quorum nodes=1"})
    yield "compare", query(run=SHORT, **{"with": "system nonsense"})
    yield "compare", ""


def taught() -> Iterator[Address]:
    """Lessons, cards and lessons of one's own."""
    for lesson, step in (
        ("L01", "acked"), ("L01", "challenge"), ("L02", "running"), ("L03", "two"), ("L04", "rule"), ("L08", "storm"),
        ("L10", "stale"), ("L13", "ca"), ("L15", "pair"),
    ):  # fmt: skip
        yield "lesson", query(lesson=lesson, step=step, lang="zh")
    yield "lesson", query(lesson="L01", step="gap", lang="en", view="projector")
    yield "lesson", query(lesson="L10")
    yield "lesson", query(lesson="B56")
    yield "lesson", query(lesson="L04", step="nowhere")
    yield "lesson", query(lesson="L99", step="acked")
    yield "lesson", ""
    data = zlib.compress(OWN_LESSON.encode(), 1)
    yield "lesson", f"lesson=own&own={packed(OWN_LESSON)}"
    yield "lesson", query(lesson="own", own=base64.urlsafe_b64encode(data).decode(), lang="zh")
    yield "lesson", query(lesson="own", step="far", own=base64.b64encode(data).decode())
    yield "lesson", query(lesson="own", own="not-a-lesson")


def named() -> Iterator[Address]:
    """Exhibits, flaws, terms: what has a name in an address."""
    for name in ("inversion", "two_carts", "deposed", "failover", "undead", "bridge", "keeps_oldest"):
        yield "museum", query(exhibit=name, lang="zh")
    yield "museum", query(exhibit="nothing")
    for row in ("B16", "B04", "B09", "B19", "B34", "B55", "B64", "b72"):
        yield "flaws", query(row=row)
    yield "flaws", query(row="B999", lang="zh")
    for term in ("quorum", "linearizable", "fencing_token"):
        yield "course", query(part="glossary", term=term, lang="zh")
    yield "course", query(part="sources")
    yield "course", query(part="cards", lang="zh")
    yield "course", query(part="glossary", term="no_term")
    yield "table", "lang=zh#bank"
    yield "table", "#cdn"
    yield "histories", query(lang="zh")


def address(row: dict[str, Any]) -> str:
    """A row's address as it stands in a browser."""
    return f"{row['page']}?{row['query']}"


def row(page: str, text: str) -> dict[str, Any]:
    """An address with what it gives, as JSON has it."""
    found: dict[str, Any] = json.loads(json.dumps(gives(page, text.partition("#")[0])))
    return {"page": page, "query": text, "gives": found}


def changes(kept: Sequence[dict[str, Any]], rows: Sequence[dict[str, Any]]) -> list[str]:
    """What is no longer given, each with its address; rows: those kept as they are now, and maybe more."""
    return [
        f"{address(old)}\n   {what}"
        for old, new in zip(kept, rows, strict=False)
        for what in differences(old["gives"], new["gives"])
    ]


def main() -> int:
    """Add what is new, and say what is no longer given."""
    kept = [json.loads(text) for text in PLACE.read_text(encoding="utf-8").splitlines()] if PLACE.exists() else []
    wanted = dict.fromkeys([(one["page"], one["query"]) for one in kept] + list(addresses()))
    rows = [row(page, text) for page, text in wanted]
    changed = changes(kept, rows)
    for told in changed:
        print(f"no longer gives what it gave: {told}")
    if not os.environ.get("ACCEPT"):
        rows[: len(kept)] = kept
    lines = (json.dumps(one, ensure_ascii=False, separators=(",", ":"), allow_nan=False) for one in rows)
    PLACE.write_text("".join(f"{text}\n" for text in lines), encoding="utf-8")
    print(f"{len(rows)} addresses, {len(rows) - len(kept)} of them new")
    return int(bool(changed))


if __name__ == "__main__":
    sys.exit(main())
