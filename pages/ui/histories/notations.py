"""What can be pasted on the histories page: every notation with a line of it, what its operations mean, limits."""

from __future__ import annotations

from typing import Final

import streamlit as st

from engine.histories import APP
from engine.histories.limits import DEPTH_MAX, VALUE_MAX
from lessons.words import Words
from pages.ui.histories.judged import STEPS

SAMPLES: Final = {
    "jepsen": ("{:process 0, :type :invoke, :f :write, :value 1}", "{:process 0, :type :ok, :f :write, :value 1}"),
    "log": ("0 :invoke :write 1", "0 :ok :write 1"),
    "porcupine": ("INFO  jepsen.util - 0 :invoke :cas [1 2]", "INFO  jepsen.util - 0 :ok :cas [1 2]"),
    "json": ('[[0, "invoke", "write", "x", 1],', '[0, "ok", "write", "x", 1]]'),
    "jsonl": (
        '{"process": 0, "type": "invoke", "f": "write", "value": 1}',
        '{"process": 0, "type": "ok", "f": "write", "value": 1}',
    ),
    "csv": ("op,client,key,value,issued,done,status", "write,alice,x,1,10,14,ok"),
}
"""By notation the same write, or cas, in two lines."""


def help_on(words: Words) -> None:
    """The notations, with what the operations of a history mean, and the limits."""
    head = f"| {words('histories.format')} | {words('histories.sample')} |\n| --- | --- |\n"
    rows = (f"| {words(f'history_format.{name}')} | `{lines[0]}` |" for name, lines in SAMPLES.items())
    st.markdown(head + "\n".join(rows))
    st.markdown(words("histories.formats_help"))
    limits = {"bytes": f"{APP.bytes:,}", "operations": f"{APP.operations:,}", "processes": f"{APP.processes:,}"}
    more = {"depth": DEPTH_MAX, "value": f"{VALUE_MAX:,}", "steps": f"{STEPS:,}"}
    st.caption(words("histories.limits", **limits, **more))
