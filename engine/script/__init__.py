"""The one grammar: text to Scenario and back, for the address bar, lessons, tests and files."""

from engine.model.naming import name_operations
from engine.script.errors import ScriptError
from engine.script.limits import APP, HEADLESS, ScriptLimits
from engine.script.parsing import parse
from engine.script.printing import print_command, print_script

__all__ = [
    "APP",
    "HEADLESS",
    "ScriptError",
    "ScriptLimits",
    "name_operations",
    "parse",
    "print_command",
    "print_script",
]
