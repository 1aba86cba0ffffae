"""The compare page: the same commands under two systems, side by side, with one cursor.

Rules of this file
* The address holds it all: ?run= the commands with the system they were made for, ?first= and ?with= a system line
  for either side; without ?first= side A is the run as it is.
* What cannot be run is refused with a sentence, and the last good pair stays.
* The two stages are twins: in the browser, whoever moves takes the other along. Here they only get the same end.
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import streamlit as st

from engine.catalog.scenes import PRESETS
from engine.run.simulation import Overrun
from engine.script import ScriptError, print_command, print_script
from engine.trace import Trace
from lessons.words import Words
from pages.ui.compare import all_systems
from pages.ui.compare import costs as prices
from pages.ui.compare import pair as duel
from pages.ui.compare import systems as rivals
from pages.ui.compare import titles as named
from pages.ui.compare.compared import Compared, Pair
from pages.ui.compare.grid import Row
from pages.ui.head import head
from pages.ui.playground import explorer as attack
from pages.ui.playground import scenes, stories
from pages.ui.session import address
from pages.ui.session import error_text as errors
from pages.ui.session import language as here
from pages.ui.session import open_run as opening
from pages.ui.session import run_cache as runs
from pages.ui.session import state as session
from pages.ui.session.story import Story
from pages.ui.session.undo import InHand
from pages.ui.stage import frame
from pages.ui.stage.component import load_stage, stage
from pages.ui.stage.picture.frame_schema import Start
from pages.ui.stage.picture.visibility import Visibility

FIRST = "first"


def show() -> None:
    """Draw the compare page."""
    load_stage()
    _arrive()
    _page()


@st.fragment
def _page() -> None:
    words, pair = here.words(), _pair()
    head(words, "compare")
    sides = _sides(pair)
    _toolbar(words, pair, {"a": sides[0].script, "b": sides[1].script})
    if notice := session.get(Compared).notice:
        st.error(notice, icon=":material/error:")
    attack.notice(words, sides[0].script, sides[1].script)
    traces = runs.trace(sides[0].script), runs.trace(sides[1].script)
    prices.head(words, *traces, named.names(words, (pair.first, pair.second), sides), _seek)
    _stages(words, sides)
    prices.tables(words, *traces)
    _asides(words, sides)
    _write(pair)
    attack.work(words, lambda found, script: _broken(pair, found.side, script))


def _broken(pair: Pair, side: str, script: str) -> None:
    """Compare the run that breaks one side; its system line is that side's own."""
    first = None if side == "a" else pair.first or duel.own(runs.scenario(pair.script))
    _take(Pair(script, pair.second, first))


def _sides(pair: Pair) -> tuple[duel.Side, duel.Side]:
    scenario = runs.scenario(pair.script)
    return duel.side(scenario, pair.first), duel.side(scenario, pair.second)


def _stages(words: Words, sides: tuple[duel.Side, duel.Side]) -> None:
    traces = [runs.trace(side.script) for side in sides]
    end = max(trace.end for trace in traces)
    tick, count = session.get(Compared).at or (_opening(*traces), 0)
    with st.container(key="twins"):
        columns = st.columns(2)
    for letter, side, trace, column in zip("ab", sides, traces, columns, strict=True):
        title = f"{letter.upper()} · {words(f'system.{trace.scenario.system.protocol}')}"
        start: Start = {"t": min(tick, end), "i": trace.at(tick), "play": False}
        around = frame.Around("watch", f"{letter}{end}.{count}.", title, end, start, twin="compare")
        with column:
            stage(f"stage_{letter}", side.script, words, around, Visibility(implies=False))


def _opening(*traces: Trace) -> int:
    """Where the cursor stands at first: where the two answer differently, else where they part, else at the start."""
    found = duel.first_other_answer(*traces) or duel.first_difference(*traces)
    return found.tick if found else 0


def _seek(tick: int) -> None:
    """Move both cursors."""
    _, count = session.get(Compared).at or (0, 0)
    session.change(Compared, at=(tick, count + 1))


def _toolbar(words: Words, pair: Pair, scripts: dict[str, str]) -> None:
    with st.container(horizontal=True, vertical_alignment="bottom", key="compare_toolbar"):
        scenes.popover(words, _open, words("toolbar.scenes"))
        _systems(words, pair, "first")
        st.button(words("compare.swap"), icon=":material/swap_horiz:", on_click=_swap, args=(pair,), key="swap")
        _systems(words, pair, "second")
        attack.popover(words, scripts)
        all_systems.button(words, pair.script, partial(_against, pair))


def _open(story: Story) -> None:
    """Compare a scene with its rival."""
    script = stories.opened(story).script
    _take(Pair(script, _rival(script)))


def _against(pair: Pair, row: Row, tick: int | None) -> None:
    """Compare with one of all systems, where it broke."""
    if _take(replace(pair, second=row.line)) and tick is not None:
        _seek(tick)


def _systems(words: Words, pair: Pair, which: str) -> None:
    """The choice of one side's system; a line that has no name here can stand in it, too."""
    scenario, line = runs.scenario(pair.script), getattr(pair, which)
    count = scenario.system.nodes
    own = duel.own(scenario)
    lines = {own: named.described(words, "as_it_is", pair.script)}
    lines |= {one: words(f"rival.{name}") for name in rivals.SYSTEMS if (one := duel.line_of(name, count)) != own}
    current = line or own
    if current not in lines:
        lines[current] = named.described(words, "custom", duel.side(scenario, current).script)

    def chosen() -> None:
        asked = st.session_state[f"pair_{which}"]
        if which == "first":
            _take(replace(pair, first=None if asked == own else asked))
        else:
            _take(replace(pair, second=asked))

    st.session_state[f"pair_{which}"] = current
    label = words("compare.a" if which == "first" else "compare.b")
    st.selectbox(
        label, list(lines), format_func=lambda one: lines[one], key=f"pair_{which}", on_change=chosen, width=330
    )


def _asides(words: Words, sides: tuple[duel.Side, duel.Side]) -> None:
    """What either side leaves out, and the way back to the playground."""
    for letter, side in zip("AB", sides, strict=True):
        for code, commands in (("left_out", side.left_out), ("idle", duel.idle(runs.trace(side.script)))):
            if commands:
                said = "; ".join(print_command(command) for command in commands)
                st.info(words(f"compare.{code}", side=letter, commands=f"`{said.replace('`', chr(39))}`"))
    with st.container(horizontal=True):
        for letter, side in zip("ab", sides, strict=True):
            if st.button(words(f"compare.open_{letter}"), icon=":material/open_in_new:", key=f"open_{letter}"):
                opening.on_playground(side.script)


def _swap(pair: Pair) -> None:
    scenario = runs.scenario(pair.script)
    own = duel.own(scenario)
    _take(Pair(pair.script, pair.first or own, None if pair.second == own else pair.second))


def _take(pair: Pair) -> bool:
    """Compare something else; False (and a notice) if either side cannot be run."""
    words, now = here.words(), session.get(Compared).pair
    try:
        for side, before in zip(_sides(pair), _sides(now or pair), strict=True):
            runs.shown(side.script, words.lang, like=before.script)
    except (ScriptError, Overrun) as error:
        session.change(Compared, notice=errors.kept(words, error, placed=False))  # of lines that nobody has seen
        return False
    session.change(Compared, pair=pair, notice=None, at=None)
    return True


def _pair() -> Pair:
    found = session.get(Compared).pair
    assert found is not None  # _arrive has taken one
    return found


def _arrive() -> None:
    """Take the pair from the link where that is new, else the run of this session's desk, else the first scene."""
    before, query = session.get(Compared), st.query_params
    asked = tuple(query.get(name) for name in ("run", "first", "with"))
    if before.pair is not None and asked == before.address:
        return
    good = any(asked) and _take_link(*asked)
    notice = session.get(Compared).notice
    if not good and (before.pair is None or not any(asked)):
        script = print_script(runs.scenario(_own_script()))
        if before.pair is None or before.pair.script != script:
            _take(Pair(script, _rival(script)))
        session.change(Compared, notice=notice if any(asked) else None)


def _take_link(run: str | None, first: str | None, second: str | None) -> bool:
    try:
        script = print_script(runs.scenario(run if run is not None else _own_script()))
        second = second and _line(second)
        first = first and _line(first)
    except ScriptError as error:
        session.change(Compared, notice=errors.kept(here.words(), error))
        return False
    return _take(Pair(script, second or _rival(script), first or None))


def _own_script() -> str:
    desk = session.get(InHand).desk
    return desk.script if desk else PRESETS[FIRST]


def _line(text: str) -> str:
    """A system line from a link, as this page writes it. Raises ScriptError."""
    return duel.own(runs.scenario(text))


def _rival(script: str) -> str:
    scenario = runs.scenario(script)
    return duel.line_of(duel.rival(scenario), scenario.system.nodes)


def _write(pair: Pair) -> None:
    """Let the address bar hold this comparison."""
    held = {"run": address.line(pair.script), "first": pair.first, "with": pair.second}
    for name, text in held.items():
        if text is None:
            st.query_params.pop(name, None)
        elif st.query_params.get(name) != text:
            st.query_params[name] = text
    session.change(Compared, address=tuple(held.values()))
