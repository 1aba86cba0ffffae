"""The sheet of a lesson: its questions for students, then their answers, computed, on pages of their own, to print.

Rules of this file
* An answer speaks of the run that is asked about: that of the value that fits, of the solution, of every setting.
* Nothing before the answers gives one away. Questions that come back later, and cards (which have sheets of their own),
  are left out.
* All text is escaped; of Markdown only **bold**, `code`, lists and fences are shown as such.
* It needs nothing from anywhere: no script, no picture, no style from outside.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial
from html import escape
from itertools import product

from lessons import answers, clauses, labels
from lessons.anchors import ProbeError
from lessons.citing import cited
from lessons.course import brief
from lessons.goals import option, worst
from lessons.lesson import FRONT, Lesson, Prose, Step
from lessons.listing import numbered
from lessons.minutes import minutes
from lessons.own_sources import source
from lessons.probes import ask
from lessons.prose import filled
from lessons.scripts import first_holes, text_of, trace
from lessons.words import Words

STYLE = """
body { font: 11pt/1.5 system-ui, "Noto Sans CJK SC", sans-serif; max-width: 46em; margin: 2em auto; padding: 0 1em; }
h1 { font-size: 1.5em } h2 { font-size: 1.1em; margin-top: 1.6em; border-top: 1px solid #aaa; padding-top: .6em }
pre { background: #f4f2ea; padding: .6em; white-space: pre-wrap; overflow-wrap: anywhere; break-inside: avoid }
table { border-collapse: collapse } td { border: 1px solid #aaa; padding: .2em .6em }
h2, p:has(+ pre), p:has(+ ul) { break-after: avoid } p, li { orphans: 2; widows: 2 }
.boxes { list-style: none; padding-left: .4em; display: flex; flex-wrap: wrap; gap: .2em 2em }
.line { border-bottom: 1px solid #888; height: 2em }
.who { display: flex; gap: 1.5em } .who span { flex: 1; border-bottom: 1px solid #888 }
.answers { break-before: page } section { break-inside: avoid }
.key { border-left: 4px solid #009E73; padding-left: .8em }
@page { margin: 16mm } @media print { body { margin: 0; max-width: none } }
@media screen { .answers { border-top: 3px double #888; margin-top: 4em } }
"""
BOX, LINES = "☐", 2
COLUMNS = 5
"""Values of a knob that a table may have side by side."""
LINE = "<div class='line'></div>"
ASKING = ("predict", "gap", "own", "challenge", "options", "flaw")


def html(lesson: Lesson, words: Words) -> str:
    """The whole page: what students are given, and the answers on pages of their own."""
    prose = lesson.words(words.lang)
    steps = [step for step in lesson.steps if not step.later and step.kind not in ("card", "where")]
    body = [f"<h1>{escape(prose.title)}</h1>", *_front(lesson, prose, words)]
    for number, step in enumerate(steps, 1):
        body.append(_section(number, prose, step, "".join(_question(lesson, prose, step, words))))
    body.append(f"<div class='answers'><h1>{escape(words('sheet.answers', title=prose.title))}</h1>")
    if said := prose.text(FRONT, "misconception"):
        body.append(f"<p><b>{escape(words('lesson.misconception'))}</b> {escape(said)}</p>")
    for number, step in enumerate(steps, 1):
        if step.kind in ASKING:
            body.append(_section(number, prose, step, "".join(_answer(lesson, prose, step, words))))
    named = [one for name in lesson.sources if (one := source(lesson, name))]
    body += [f"<h2>{escape(words('lesson.sources'))}</h2>"] if named else []
    body += [f"<p>{cited(words, one, escape, lambda title: f'<i>{title}</i>')} {escape(one.link)}</p>" for one in named]
    head = f"<meta charset='utf-8'><title>{escape(prose.title)}</title><style>{STYLE}</style>"
    return f"<!doctype html><html lang='{words.lang}'><head>{head}</head><body>{''.join(body)}</div></body></html>\n"


def _section(number: int, prose: Prose, step: Step, body: str) -> str:
    return f"<section><h2>{escape(f'{number}. {prose.titles.get(step.id, step.id)}')}</h2>{body}</section>"


def _front(lesson: Lesson, prose: Prose, words: Words) -> Iterator[str]:
    blanks = (f"<b>{escape(words(f'sheet.{name}'))}</b><span></span>" for name in ("name", "date"))
    yield f"<p class='who'>{''.join(blanks)}</p>"
    yield f"<p>{escape(words('lesson.minutes', minutes=minutes(lesson, words.lang)))}</p>"
    if said := prose.text(FRONT, "goal"):
        yield f"<p><b>{escape(words('lesson.goal'))}</b> {escape(said)}</p>"
    if any(step.script for step in lesson.steps):
        yield f"<p>{escape(words('sheet.scripts'))}</p>"


def _question(lesson: Lesson, prose: Prose, step: Step, words: Words) -> Iterator[str]:
    """What a student is given: the text, the script, what is asked, and space to write."""

    def said(part: str) -> str:
        return _markdown(in_words(lesson, step, words, prose.text(step.id, part)))

    yield said("")
    if step.row and step.row in brief():
        yield f"<pre>{escape(numbered(step.row, words))}</pre>"
    if step.guilty:
        yield f"<p><b>{escape(words('lesson.which_line'))}</b> {escape(words('lesson.line'))} ____</p>"
    for name in (step.script, *step.runs) if step.script and step.kind in ASKING else ():
        yield said(f"run {name}") + f"<pre>{escape(_shown(lesson, step, name or ''))}</pre>"
    if step.kind not in ASKING:
        return
    yield f"<div class='ask'>{said('prompt')}{''.join(_choices(lesson, prose, step, words))}"
    yield f"<p>{escape(words('sheet.because'))}</p>{LINE * LINES}</div>"


def _shown(lesson: Lesson, step: Step, name: str) -> str:
    """A script of a step; of a gap with the gap in it."""
    gap = {name: "____" for name, _ in step.knobs} if step.kind == "gap" else None
    return text_of(lesson, name, gap or first_holes(step))


def _choices(lesson: Lesson, prose: Prose, step: Step, words: Words) -> Iterator[str]:
    """What can be chosen: answers, moments to be put in order, values of knobs; and what is to be reached."""
    if step.items:
        yield _boxes([prose.text(step.id, f"item {name}") for name, _ in step.items], "___")
    elif step.ask:
        found = answers.question(lesson, step)
        yield _boxes([labels.answer(words, prose, step, found.kind, one) for one in found.choices]) or LINE
    if step.goal and step.kind in ("challenge", "options"):
        yield f"<p><b>{escape(words('lesson.goal'))}</b></p>{_listed(_goals(lesson, prose, step, words))}"
    for name, each in step.knobs if step.kind in ("gap", "challenge") else ():
        label = _plain(lesson, step, words, prose.text(step.id, f"knob {name}"))
        yield f"<p>{escape(label)}</p>{_boxes([labels.held(words, lesson, step, name, one) for one in each])}"
    if step.repairs:
        yield f"<p><b>{escape(words('lesson.repair'))}</b></p>"
    yield _boxes([_plain(lesson, step, words, one) for one in _ways(prose, step).values()])


def _goals(lesson: Lesson, prose: Prose, step: Step, words: Words) -> list[str]:
    made = clauses.goal(words, step)
    own = [in_words(lesson, step, words, prose.text(step.id, f"goal {k + 1}")) for k in range(len(made))]
    return [_inline(mine or other) for mine, other in zip(own, made, strict=True)]


def _ways(prose: Prose, step: Step) -> dict[str, str]:
    """The repairs or options of a step."""
    texts = {name: f"repair {name}" for name, _ in step.repairs} | {name: f"option {name}" for name, _ in step.options}
    return {name: prose.text(step.id, part) for name, part in texts.items()}


def _plain(lesson: Lesson, step: Step, words: Words, text: str) -> str:
    """A text without the marks of Markdown."""
    return re.sub(r"[*`]", "", in_words(lesson, step, words, text))


def _boxes(texts: list[str], box: str = BOX) -> str:
    return _listed([f"{box} {escape(text)}" for text in texts], " class='boxes'") if texts else ""


def _listed(texts: list[str], how: str = "") -> str:
    return f"<ul{how}>{''.join(f'<li>{text}</li>' for text in texts)}</ul>"


def _answer(lesson: Lesson, prose: Prose, step: Step, words: Words) -> Iterator[str]:
    """The computed answer of a step, and why."""
    run = _told_of(lesson, step)

    def said(part: str) -> str:
        return _markdown(in_words(lesson, step, words, prose.text(step.id, part), run))

    if step.guilty:
        yield f"<p class='key'><b>{escape(words('lesson.line'))}</b> {words('expected.comma').join(step.guilty)}</p>"
    if step.ask or step.items:
        found = answers.question(lesson, step)
        right = escape(labels.answer(words, prose, step, found.kind, found.right))
        yield f"<p class='key'><b>{escape(words('lesson.answer'))}</b> {right}</p>"
    if step.kind == "own":
        yield _every(lesson, prose, step, words)
    for one in answers.fitting(lesson, step) if step.kind == "gap" else ():
        fits = "; ".join(labels.held(words, lesson, step, name, value) for name, value in one.items())
        yield f"<p class='key'><b>{escape(words('lesson.answer'))}</b> {escape(fits)}</p>"
    if step.kind == "challenge":
        yield f"<p class='key'><b>{escape(words('lesson.solution'))}</b></p>"
        yield f"<pre>{escape(answers.solution_of(lesson, step))}</pre>"
    for name, way in _ways(prose, step).items():
        good = name in answers.good(lesson, step)
        ran = worst(option(lesson, step, dict(step.options)[name])).script if step.options else run
        after = _markdown(in_words(lesson, step, words, prose.text(step.id, f"after {name}"), ran))
        yield f"<p>{'✓' if good else '✕'} {escape(_plain(lesson, step, words, way))}</p>{after}"
    yield f"<div class='key'>{said('why')}</div>" if prose.text(step.id, "why") else ""


def _told_of(lesson: Lesson, step: Step) -> str | None:
    """The run that the answer speaks of, where it is not the one with which the step begins."""
    if step.kind == "gap" and step.script:
        return text_of(lesson, step.script, answers.fitting(lesson, step)[0])
    return answers.solution_of(lesson, step) if step.kind == "challenge" else None


def _every(lesson: Lesson, prose: Prose, step: Step, words: Words) -> str:
    """The answers of a step with own numbers, all of them: one knob across, a row for each setting of the others."""
    *down, (across, columns) = sorted(step.knobs, key=lambda knob: len(knob[1]) if len(knob[1]) <= COLUMNS else 0)
    full = [prose.text(step.id, f"knob {name}") for name, _ in (*down, (across, ()))]
    *heads, wide = labels.heads(tuple(_plain(lesson, step, words, one) for one in full))
    held = partial(labels.held, words, lesson, step)
    rows = [[*heads, *(words("lesson.with", name=wide, value=held(across, one)) for one in columns)]]
    for values in product(*(each for _, each in down)):
        fixed = dict(zip((name for name, _ in down), values, strict=True))
        found = [answers.question(lesson, step, fixed | {across: one}) for one in columns]
        told = (labels.label(words, each.kind, each.right) for each in found)
        rows.append([*(held(*one) for one in fixed.items()), *told])
    return _table([[escape(cell) for cell in row] for row in rows], "every")


def in_words(lesson: Lesson, step: Step, words: Words, text: str, script: str | None = None) -> str:
    """A text with what is computed in it put in words, and its terms as plain words."""

    def value(hole: str) -> str:
        run = script or (text_of(lesson, step.script, first_holes(step)) if step.script else None)
        try:
            found = ask(trace(run), hole) if run else None
        except ProbeError:
            found = None
        return labels.label(words, found.kind, found.token) if found else "–"

    return filled(text, value, lambda term, shown: shown or words(f"term.{term}"))


def _markdown(text: str) -> str:
    """Paragraphs, lists and fences of a text as HTML; everything in it is escaped first."""
    blocks = re.split(r"(```.*?```)", text, flags=re.S)
    return "".join(
        _block(block) for part in blocks for block in ([part] if part.startswith("```") else part.split("\n\n"))
    )


def _block(text: str) -> str:
    if text.startswith("```"):
        return f"<pre>{escape(text.strip('`').partition(chr(10))[2])}</pre>"
    rows = [
        line.strip().strip("|").split("|") for line in text.strip().splitlines() if not re.match(r"\|[-| ]+$", line)
    ]
    if text.lstrip().startswith("|"):
        return _table([[_inline(cell.strip()) for cell in row] for row in rows])
    lines = [_inline(line) for line in text.strip().splitlines()]
    if lines and all(re.match(r"(-|\d+\.)\s", line) for line in lines):
        return "<ul>" + "".join(f"<li>{line.partition(' ')[2]}</li>" for line in lines) + "</ul>"
    return f"<p>{' '.join(lines)}</p>" if lines else ""


def _table(rows: list[list[str]], kind: str = "said") -> str:
    cells = ("".join(f"<td>{cell}</td>" for cell in row) for row in rows)
    return f"<table class='{kind}'>{''.join(f'<tr>{row}</tr>' for row in cells)}</table>"


def _inline(text: str) -> str:
    shown = re.sub(r"`([^`]+)`", r"<code>\1</code>", escape(text))
    return re.sub(r"\*\*([^*]+)\*\*", r"<b>\1</b>", shown)
