"""Gateways: what asks services for clients, and makes failures smaller, or larger."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from engine.model.scene_files import Scenes, scenes_in

SCENES: Final[Scenes] = scenes_in(Path(__file__).parent / "scenes")
"""Scenes with a gateway."""
