"""The help page: its view, in the frame of app.py."""

from __future__ import annotations

from app import framed
from pages.ui.help.page import show

framed(show)
