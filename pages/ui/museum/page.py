"""The museum page: a wall of infamous runs; the one that the address names (?exhibit=) is shown with its stage.

Rules of this file
* The address is the only memory: ?exhibit= names what is shown; without it there is the wall.
* The broken promise and its sentence are those of the run; nothing about a run is told that is not computed or held
  by tests/test_museum.py.
"""

from __future__ import annotations

from collections import Counter
from functools import lru_cache
from urllib.parse import urlencode, urlsplit

import streamlit as st

from engine.catalog import museum
from engine.catalog.museum import EXHIBITS, Citation, Exhibit
from engine.flaws import FLAWS
from lessons.words import Words, load
from pages.ui.finding import find, nothing
from pages.ui.head import head
from pages.ui.lesson import scroll
from pages.ui.session import error_text as errors
from pages.ui.session import language as here
from pages.ui.session import open_run as opening
from pages.ui.session import run_cache as runs
from pages.ui.session.story import Story
from pages.ui.stage import frame
from pages.ui.stage import thumbnail as still
from pages.ui.stage.component import load_stage, stage
from pages.ui.stage.picture.frame_schema import Start
from pages.ui.stage.picture.phrases import Phrases

ASKED = "exhibit"
COLUMNS = 3
PROMISES = ("linearizable", "read_your_writes", "durable", "available", "converged")
"""What exhibits break, in the order in which one can choose from it."""


def show() -> None:
    """Draw the museum page."""
    load_stage()
    _page()


@st.fragment
def _page() -> None:
    words, name = here.words(), st.query_params.get(ASKED)
    scroll.to(f"museum {name}")
    if name in EXHIBITS:
        _one(words, name)
        return
    head(words, "museum")
    if name is not None:
        st.warning(words("museum.unknown"), icon=":material/search_off:")
    _wall(words)


def _one(words: Words, name: str) -> None:
    """The exhibit that the address names, with its stage at the moment that tells."""
    head(words, "museum", words(f"exhibit.{name}"), words(f"exhibit_what.{name}"))
    with st.container(horizontal=True, vertical_alignment="center", key="museum_toolbar"):
        st.button(words("museum.wall"), icon=":material/grid_view:", on_click=_go, args=(None,), key="museum_wall")
        for way, step in (("back", -1), ("forward", 1)):
            icon = f":material/arrow_{way}:"
            st.button(words(f"museum.{way}"), icon=icon, on_click=_go, args=(_next(name, step),), key=f"museum_{way}")
        _open(words, name)
    _verdict(name)
    exhibit, script = EXHIBITS[name], museum.script(name)
    start: Start = {"t": exhibit.at, "i": runs.trace(script).at(exhibit.at), "play": False}
    around = frame.Around("watch", start=start)
    stage("museum_stage", script, words, around)
    _story(words, name)
    st.code(link(name), language=None, wrap_lines=True)


def _wall(words: Words) -> None:
    """All exhibits, to search and to choose from, by what goes wrong in them."""
    count = Counter(exhibit.promise for exhibit in EXHIBITS.values())
    asked = find(words, "museum", {promise: count[promise] for promise in PROMISES})
    names = [name for name, one in EXHIBITS.items() if asked.fits(one.promise, _said(words, name))]
    if not names:
        nothing(words)
        return
    links = " · ".join(f"[{words(f'exhibit.{name}')}](#{name})" for name in names)
    st.markdown(f":small[{links}]")
    st.caption(words("museum.legend"))
    for first in range(0, len(names), COLUMNS):
        row = names[first : first + COLUMNS]
        for name, column in zip(row, st.columns(COLUMNS), strict=False):
            with column, st.container(border=True, height="stretch", key=f"card_{name}"):
                _card(words, name)


def _said(words: Words, name: str) -> list[str]:
    """All that is told of an exhibit."""
    sources = [f"{one.author} {one.year} {one.title}" for one in EXHIBITS[name].sources]
    told = (words(f"exhibit{part}.{name}") for part in ("", "_what", "_famous", "_cure"))
    return [*told, *_broken(name, words.lang), *sources]


def _card(words: Words, name: str) -> None:
    st.header(words(f"exhibit.{name}"), anchor=name)
    title = _title(words, name)
    picture = _still(name, words.lang, st.context.theme.type == "dark")
    st.image(picture, width="stretch", alt=title)
    _verdict(name)
    with st.container(horizontal=True, vertical_alignment="center"):
        st.button(words("museum.see"), icon=":material/play_arrow:", key=f"see_{name}", on_click=_go, args=(name,))
        with st.popover(words("museum.story"), type="tertiary"):
            st.markdown(words(f"exhibit_what.{name}"))
            _story(words, name)


def _story(words: Words, name: str) -> None:
    """Why it is told, what prevents it, who says so."""
    for code in ("famous", "cure"):
        st.markdown(f"**{words(f'museum.{code}')}** {words(f'exhibit_{code}.{name}')}")
    _sources(words, name)


def _verdict(name: str) -> None:
    """The promise that the run breaks, in the words of the judge."""
    check, said = _broken(name, here.lang())
    st.markdown(f":red[**{check}**] {errors.literal(said)}" if said else check)


def _sources(words: Words, name: str) -> None:
    """Who says so."""
    row = museum.row(EXHIBITS[name])
    lines = [words("museum.between").join(_source(words, source) for source in EXHIBITS[name].sources)]
    if row:
        lines.append(words("museum.row", row=row, lines=FLAWS[row].lines))
        apart = f"flaw_apart.{FLAWS[row].code}"
        lines += [words(apart)] if words.has(apart) else []
    st.caption("  \n".join(lines))


def _source(words: Words, source: Citation) -> str:
    code = "museum.source_where" if source.where else "museum.source"
    where = f"§ {source.where}"
    said = words(code, author=source.author, year=source.year, title=source.title, where=where)
    return words("museum.source_read", source=said, read=source.read) if source.read else said


def _open(words: Words, name: str) -> None:
    """To the playground, at the moment that tells."""
    if st.button(words("museum.open"), icon=":material/open_in_new:", key="museum_open", type="primary"):
        opening.open_script(museum.script(name), at=EXHIBITS[name].at, told=Story("exhibit", name))
        st.switch_page("pages/playground.py")


def _next(name: str, step: int) -> str:
    names = list(EXHIBITS)
    return names[(names.index(name) + step) % len(names)]


def _go(name: str | None) -> None:
    """Put another exhibit on top, or none."""
    if name is None:
        st.query_params.pop(ASKED, None)
    else:
        st.query_params[ASKED] = name


def link(name: str) -> str:
    """A link that opens the museum with this exhibit, in the language of this page's address."""
    here_ = urlsplit(st.context.url or "")
    lang = st.query_params.get("lang")
    return f"{here_.scheme}://{here_.netloc}{here_.path}?{urlencode({ASKED: name} | ({'lang': lang} if lang else {}))}"


@lru_cache(maxsize=128)
def _broken(name: str, lang: str) -> tuple[str, str]:
    """The promise and how it ended; the sentence that says why it is broken."""
    words, exhibit = load(lang), EXHIBITS[name]
    found = {one["check"]: one for one in runs.picture(museum.script(name), lang)["verdicts"]}[exhibit.promise]
    last = found["spans"][-1]
    if last["outcome"] != "broken":
        return words("museum.holds", check=found["name"]), ""
    return words("museum.broken", check=found["name"], outcome=last["outcome_text"]), last["text"]


def _title(words: Words, name: str) -> str:
    """What the small picture shows, for those who do not see it."""
    return words("museum.still", verdict=" ".join(_broken(name, words.lang)))


@lru_cache(maxsize=128)
def _still(name: str, lang: str, dark: bool) -> str:
    """The small picture of an exhibit's run."""
    words, exhibit, script = load(lang), EXHIBITS[name], museum.script(name)
    values = _values(exhibit, script, words)
    return still.svg(
        still.Still(runs.picture(script, lang), exhibit.at, exhibit.proof, values, dark), _title(words, name)
    )


def _values(exhibit: Exhibit, script: str, words: Words) -> dict[str, str]:
    """What the operations that the exhibit speaks of wrote or returned."""
    told = {*exhibit.proof, *(fact.partition(".")[2] for fact, _ in exhibit.shows if fact.startswith("op."))}
    trace = runs.trace(script)
    phrases = Phrases(words, trace.scenario.system)
    ops = [op for op in trace.operations if op.id in told and not (op.kind == "read" and op.status != "ok")]
    return {op.id: phrases.values(op.value) if isinstance(op.value, tuple) else phrases.value(op.value) for op in ops}
