"""The teacher's sheet of a lesson: its questions with their answers, computed, as one page of HTML to print.

Rules of this file
* All text is escaped; of Markdown only **bold**, `code`, lists and fences are shown as such.
* It needs nothing from anywhere: no script, no picture, no style from outside.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import escape

from lessons import answers, labels
from lessons.citing import cited
from lessons.course import sources
from lessons.lesson import FRONT, Lesson, Prose, Step
from lessons.probes import ProbeError, ask
from lessons.prose import filled
from lessons.scripts import first_holes, text_of, trace
from lessons.words import Words

STYLE = """
body { font: 11pt/1.5 system-ui, "Noto Sans CJK SC", sans-serif; max-width: 46em; margin: 2em auto; padding: 0 1em; }
h1 { font-size: 1.5em } h2 { font-size: 1.1em; margin-top: 1.6em; border-top: 1px solid #aaa; padding-top: .6em }
pre { background: #f4f2ea; padding: .6em; overflow: auto } .key { border-left: 4px solid #009E73; padding-left: .8em }
li.right { font-weight: 700 } section { break-inside: avoid }
"""


def html(lesson: Lesson, words: Words) -> str:
    """The whole page."""
    prose = lesson.words(words.lang)
    body = [f"<h1>{escape(prose.title)}</h1>", *_front(lesson, prose, words)]
    for number, step in enumerate(lesson.steps, 1):
        title = escape(f"{number}. {prose.titles.get(step.id, step.id)}")
        body.append(f"<section><h2>{title}</h2>{''.join(_step(lesson, prose, step, words))}</section>")
    named = [sources()[name] for name in lesson.sources]
    body += [f"<p>{cited(words, one, escape, lambda title: f'<i>{title}</i>')} {escape(one.link)}</p>" for one in named]
    head = f"<meta charset='utf-8'><title>{escape(prose.title)}</title><style>{STYLE}</style>"
    return f"<!doctype html><html lang='{words.lang}'><head>{head}</head><body>{''.join(body)}</body></html>\n"


def _front(lesson: Lesson, prose: Prose, words: Words) -> Iterator[str]:
    yield f"<p>{escape(words('lesson.minutes', minutes=lesson.minutes))}</p>"
    for part in ("goal", "misconception"):
        if said := prose.text(FRONT, part):
            yield f"<p><b>{escape(words(f'lesson.{part}'))}</b> {escape(said)}</p>"


def _step(lesson: Lesson, prose: Prose, step: Step, words: Words) -> Iterator[str]:
    fitting = answers.fitting(lesson, step) if step.kind == "gap" else ()
    run = text_of(lesson, step.script, fitting[0]) if step.script and fitting else None

    def said(part: str) -> str:
        return _markdown(in_words(lesson, step, words, prose.text(step.id, part), run))

    yield said("")
    if step.script and step.kind != "read":
        yield f"<pre>{escape(text_of(lesson, step.script, first_holes(step)))}</pre>"
    yield said("prompt")
    if step.ask or step.items:
        found = answers.question(lesson, step)
        each = [
            f"<li{' class=right' if token == found.right else ''}>"
            f"{escape(labels.answer(words, prose, step, found.kind, token))}</li>"
            for token in (found.choices if step.form != "order" else ())
        ]
        right = escape(labels.answer(words, prose, step, found.kind, found.right))
        yield f"<ul>{''.join(each)}</ul><p class='key'><b>{escape(words('lesson.answer'))}</b> {right}</p>"
    if step.kind == "gap":
        fits = ", ".join(f"{name} = {value}" for one in fitting for name, value in one.items())
        yield f"<p class='key'><b>{escape(words('lesson.answer'))}</b> {escape(fits)}</p>"
    if step.kind == "challenge":
        yield f"<p><b>{escape(words('lesson.goal'))}</b> {escape('; '.join(step.goal))}</p>"
        yield f"<p class='key'><b>{escape(words('lesson.solution'))}</b></p>"
        yield f"<pre>{escape(answers.solution_of(lesson, step))}</pre>"
    for name, _ in step.repairs:
        good = all(one for _, one in answers.repaired(lesson, step, name))
        yield f"<p>{'✓' if good else '✕'} {escape(prose.text(step.id, f'repair {name}'))}</p>{said(f'after {name}')}"
    yield f"<div class='key'>{said('why')}</div>" if prose.text(step.id, "why") else ""


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
    lines = [_inline(line) for line in text.strip().splitlines()]
    if lines and all(re.match(r"(-|\d+\.)\s", line) for line in lines):
        return "<ul>" + "".join(f"<li>{line.partition(' ')[2]}</li>" for line in lines) + "</ul>"
    return f"<p>{' '.join(lines)}</p>" if lines else ""


def _inline(text: str) -> str:
    shown = re.sub(r"`([^`]+)`", r"<code>\1</code>", escape(text))
    return re.sub(r"\*\*([^*]+)\*\*", r"<b>\1</b>", shown)
