"""What clients have seen and what writes depend on: by hand, and as the closer look on the playground."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from engine.protocols.causal.dependencies import dependents, nearest, seen_by_client
from engine.run.simulation import run
from engine.script import parse
from lessons.words import languages, load
from pages.ui.protocols import causal_dependencies as contexts
from pages.ui.views import VIEWS
from tests.pages import SECONDS

THREAD = """\
system causal nodes=3
link n1-n3 latency=100
10 write n1 post lunch? by alice
30 read n2 post by bob
40 write n2 reply yes by bob
45 write n2 place "<b>cafe</b>" by bob
60 read n3 reply by carol
"""


def test_contexts_by_hand() -> None:
    trace = run(parse(THREAD))
    at = trace.at(60)
    assert seen_by_client(trace, at) == {"alice": {"n1": 1}, "bob": {"n1": 1, "n2": 2}, "carol": {}}
    assert seen_by_client(trace, trace.at(30)) == {"alice": {"n1": 1}, "bob": {"n1": 1}}
    assert [(one.dot, one.after, one.nearest, one.held) for one in dependents(trace, at)] == [
        (("n1", 1), {}, (), ()),
        (("n2", 1), {"n1": 1}, (("n1", 1),), ("n3",)),
        (("n2", 2), {"n1": 1, "n2": 1}, (("n2", 1),), ("n3",)),
    ]
    assert [one.held for one in dependents(trace, trace.at(110))] == [(), (), ()]


def test_a_write_that_depends_on_itself_says_so() -> None:
    trace = run(parse("system causal nodes=2 flaw=depends_on_itself\n10 write n1 x 1"))
    [only] = dependents(trace, trace.at(99))
    assert (only.after, only.nearest, only.held) == ({"n1": 1}, (("n1", 1),), ("n2",))


def test_nearest_by_hand() -> None:
    pasts: dict[tuple[str, int], dict[str, int]] = {("a", 1): {"a": 1}, ("b", 1): {"a": 1, "b": 1}, ("c", 1): {"c": 1}}
    assert nearest({"a": 1, "b": 1, "c": 1}, pasts) == (("b", 1), ("c", 1))


def test_causal_runs_alone_have_contexts() -> None:
    assert not contexts.applies(run(parse("10 write n1 x 1")))
    assert VIEWS["contexts"].applies(run(parse(THREAD)))
    trace = run(parse(THREAD))
    table = contexts.writes(trace, trace.at(60), load("en"))
    assert list(table["depends on"]) == ["nothing", "n1 1", "n1 1, n2 1"]


@pytest.mark.parametrize("lang", languages())
@pytest.mark.parametrize("script", [THREAD, "system causal nodes=2 client_context=wait"])
def test_the_closer_look(lang: str, script: str) -> None:
    def page(text: str, language: str) -> None:
        from engine.run.simulation import run
        from engine.script import parse
        from lessons.words import load
        from pages.ui.views import VIEWS

        trace = run(parse(text))
        VIEWS["contexts"].show(load(language), trace, len(trace.events) - 1)

    at = AppTest.from_function(page, args=(script, lang), default_timeout=SECONDS).run()
    assert not at.exception
    assert len(at.dataframe) == (2 if script == THREAD else 0) and len(at.info) == (0 if script == THREAD else 2)
