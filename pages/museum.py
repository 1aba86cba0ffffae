"""The museum: its view, in the frame of app.py."""

from __future__ import annotations

from app import framed
from pages.ui.museum.page import show

framed(show)
