"""A run to take away: every form of engine/exports, and one web page that needs nothing else.

Rules of this file
* The page holds no script and loads nothing (its own policy says so); all that a learner wrote is escaped.
"""

from __future__ import annotations

from html import escape

import pandas as pd
import streamlit as st

from engine.analysis.verdicts import verdicts
from engine.exports import FORMS
from engine.exports.withheld import withheld
from engine.model import Operation
from engine.trace import Trace
from lessons.words import Words, load
from pages.ui.playground import tables
from pages.ui.session import run_cache as runs
from pages.ui.session.error_text import literal
from pages.ui.stage import frame
from pages.ui.stage.picture.phrases import Phrases
from pages.ui.stage.picture.verdicts import worded

STYLE = """
:root { color-scheme: light dark; --ink: #1A2230; --paper: #FBFAF6; --line: #C9C6BC; --bad: #A84A00; }
@media (prefers-color-scheme: dark) { :root { --ink: #ECEAE3; --paper: #0F1217; --line: #4A5260; --bad: #F79A57; } }
body { font: 16px/1.5 system-ui, 'PingFang SC', 'Microsoft YaHei', 'Noto Sans CJK SC', sans-serif; color: var(--ink);
  background: var(--paper); max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
h1 { font-size: 1.5rem; } h2 { font-size: 1.125rem; margin-top: 2rem; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; font-variant-numeric: tabular-nums; font-size: .9rem; }
th, td { border-bottom: 1px solid var(--line); padding: .3rem .6rem; text-align: left; vertical-align: top; }
pre { border: 1px solid var(--line); padding: .8rem; overflow-x: auto; }
svg text { fill: var(--ink); font-size: 13px; } .bad { color: var(--bad); font-weight: 600; }
"""
POLICY = "default-src 'none'; style-src 'unsafe-inline'"
MARKS = {"kept": "✓", "broken": "✗", "cant_tell": "?"}
FILLS = {"ok": "#009E73", "refused": "#D55E00", "unknown": "#E69F00"}
WIDTH, LANE, LEFT = 900, 34, 90
MOST = 400
"""Steps and operations that the page lists."""


def buttons(words: Words, script: str, lang: str) -> None:
    """One download button for each format of engine/exports."""
    trace, icon = runs.trace(script), ":material/download:"
    with st.container(horizontal=True):
        for name, form in FORMS.items():
            st.download_button(
                words(f"export.{name}"),
                form.make(trace),
                f"cap-lab.{form.ending}",
                form.mime,
                icon=icon,
                help=words(f"export_help.{name}"),
                on_click="ignore",
                key=f"export_{name}",
            )
        st.download_button(
            words("export.html"),
            lambda: page(script, lang),
            "cap-lab.html",
            "text/html",
            icon=icon,
            help=words("export_help.html"),
            on_click="ignore",
            key="export_html",
        )
    st.caption(words("export.carries"))
    lacking = withheld(trace)
    if lacking is not None:
        st.caption(literal(words(f"export_lacks.{lacking.code}", **lacking.values)))


def page(script: str, lang: str) -> str:
    """The run as one web page."""
    words, trace = load(lang), runs.trace(script)
    phrases = Phrases(words, trace.scenario.system)
    title = words(f"system.{trace.scenario.system.protocol}")
    parts = [
        f"<h1>{escape(title)}</h1><p>{escape(frame.setting(trace.scenario, words))}</p>",
        f"<p>{escape(frame.implies(trace.scenario, words)[0])}</p>",
        f"<h2>{escape(words('export.verdicts'))}</h2>{_verdicts(trace, phrases)}",
        f"<h2>{escape(words('export.operations'))}</h2>{_lanes(trace, phrases)}",
        _table(tables.history(trace, words)),
        f"<h2>{escape(words('export.steps'))}</h2>{_table(tables.steps(trace, words))}",
        f"<h2>{escape(words('export.script'))}</h2><pre>{escape(script)}</pre>",
    ]
    head = f'<meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="{POLICY}">'
    head += '<meta name="viewport" content="width=device-width, initial-scale=1">'
    head += f"<title>{escape(words('app.title'))}: {escape(title)}</title><style>{STYLE}</style>"
    return f'<!DOCTYPE html>\n<html lang="{lang}"><head>{head}</head><body>\n' + "\n".join(parts) + "\n</body></html>\n"


def _verdicts(trace: Trace, phrases: Phrases) -> str:
    words, rows = phrases.words, []
    for one in verdicts(trace):
        name = words(f"check.{one.check}") + (f" · {one.key}" if one.key else "")
        mark = f"{MARKS[one.outcome]} {words(f'outcome.{one.outcome}')}"
        kind = ' class="bad"' if one.outcome == "broken" else ""
        said = phrases.verdict(worded(one, phrases))
        rows.append(f"<tr><td>{escape(name)}</td><td{kind}>{escape(mark)}</td><td>{escape(said)}</td></tr>")
    return f'<div class="scroll"><table>{"".join(rows)}</table></div>'


def _table(frame: pd.DataFrame) -> str:
    return f'<div class="scroll">{frame.head(MOST).to_html(index=False, border=0, na_rep="", escape=True)}</div>'


def _lanes(trace: Trace, phrases: Phrases) -> str:
    """What clients asked, as bars on a lane each."""
    ops = trace.operations[:MOST]
    clients = list(dict.fromkeys(op.client for op in ops))
    end = max(trace.end, 1)
    parts = []
    for number, client in enumerate(clients):
        y = LANE * number + 22
        parts.append(f'<text x="0" y="{y}">{escape(client[:12])}</text>')
        parts += [_bar(op, y, end, phrases) for op in ops if op.client == client]
    box = f"0 0 {WIDTH} {LANE * len(clients) + 10}"
    return f'<div class="scroll"><svg viewBox="{box}" width="{WIDTH}" role="img">{"".join(parts)}</svg></div>'


def _bar(op: Operation, y: int, end: int, phrases: Phrases) -> str:
    unit = (WIDTH - LEFT - 10) / end
    x, until = LEFT + op.issued * unit, LEFT + (end if op.done is None else op.done) * unit
    said = escape(f"{op.id}: {phrases.operation(op)} ({op.issued}-{'' if op.done is None else op.done})")
    fill = FILLS.get(op.status, "#8A8F98")
    return (
        f'<rect x="{x:.1f}" y="{y - 14}" width="{max(until - x, 3):.1f}" height="20" rx="3" fill="{fill}" '
        f'fill-opacity=".5" stroke="{fill}"><title>{said}</title></rect>'
        f'<text x="{x + 3:.1f}" y="{y}">{escape(op.id)}</text>'
    )
