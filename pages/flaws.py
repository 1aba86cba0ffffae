"""The flaws page: its view, in the frame of app.py."""

from __future__ import annotations

from app import framed
from pages.ui.flaws.page import show

framed(show)
