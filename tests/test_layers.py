"""The arrows between modules, and the sizes of files and functions.

Rules of this file
* A folder of engine/ imports what the table in CONTRIBUTING.md says; protocols import neither each other nor the
  simulation; checks see operations, never a protocol; engine <- lessons <- pages <- app. Only pages/ and app.py import
  streamlit.
* engine/ is the standard library and networkx; of the first, nothing that knows the hour, the machine or chance.
* A file has at most 250 lines (400 in tests), a function at most 40.
"""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

import networkx as nx

from engine.protocols import PROTOCOLS
from tests.each import each

ROOT = Path(__file__).parent.parent
CODE = ("engine", "lessons", "pages")
IMPURE = {"random", "time", "datetime", "os", "logging", "secrets", "uuid", "threading", "asyncio", "locale", "socket"}
ALLOWED = {"engine", "networkx"}
FILE_LINES, TEST_LINES, FUNCTION_LINES = 250, 400, 40


def python(*folders: str) -> list[str]:
    """Python files of these top-level folders, as paths from the root."""
    return sorted(path.relative_to(ROOT).as_posix() for name in folders for path in (ROOT / name).rglob("*.py"))


def everything() -> list[str]:
    """All Python files."""
    return ["app.py", *python(*CODE, "tests")]


def module(path: str) -> str:
    return path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")


@cache
def tree(path: str) -> ast.Module:
    return ast.parse((ROOT / path).read_text(encoding="utf-8"), path)


def imports(path: str) -> Iterator[str]:
    """Full names of all that a file imports, wherever in it; `from a import b` gives a and a.b."""
    package = module(path).split(".")[: None if path.endswith("__init__.py") else -1]
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            above = package[: len(package) - node.level + 1] if node.level else []
            base = ".".join([*above, *([node.module] if node.module else [])])
            yield base
            yield from (f"{base}.{alias.name}" for alias in node.names)


def within(name: str, package: str) -> bool:
    return name == package or name.startswith(f"{package}.")


def offenders(paths: list[str], *forbidden: str) -> list[str]:
    """`file imports name` for all that these files must not import."""
    return [
        f"{path} imports {name}"
        for path in paths
        for name in sorted(set(imports(path)))
        if any(within(name, one) for one in forbidden)
    ]


def nobody(offending: Iterable[str]) -> None:
    found = list(offending)
    assert not found, "\n".join(found)


def test_the_eyes_of_this_file_are_open() -> None:
    assert "engine/model/commands.py" in python("engine")
    assert "engine.model" in set(imports("engine/clocks/vector.py")) | set(imports("engine/run/simulation.py"))
    assert set(imports("app.py")) >= {"streamlit", "lessons.words", "lessons.words.load"}
    assert offenders(["app.py"], "streamlit") == ["app.py imports streamlit"]


def test_engine_is_pure() -> None:
    def pure(path: str) -> None:
        tops = {name.partition(".")[0] for name in imports(path)}
        outside = {top for top in tops if top not in ALLOWED and top not in sys.stdlib_module_names}
        assert not outside, f"imports {sorted(outside)}"
        impure = tops & IMPURE - ({"time"} if path == "engine/__main__.py" else set())
        assert not impure, f"imports {sorted(impure)}"

    each(python("engine"), pure)


def test_model_knows_nobody() -> None:
    model = [path for path in python("engine") if within(module(path), "engine.model")]
    assert model
    known = {name for path in model for name in imports(path) if within(name, "engine") and name != "engine"}
    assert [name for name in sorted(known) if not within(name, "engine.model")] == []


def test_protocols_know_neither_each_other_nor_sim() -> None:
    assert (
        offenders(
            python("engine/protocols"), "engine.run.simulation", "engine.run.cluster", "engine.checks", "engine.script"
        )
        == []
    )
    for path in python("engine/protocols"):
        own = module(path).split(".")[2:3]
        if own:
            rooms = {name.split(".")[2] for name in imports(path) if name.startswith("engine.protocols.")}
            known = rooms & set(PROTOCOLS)
            assert known <= set(own), f"{path} imports {sorted(known - set(own))}"


def test_every_folder_of_the_engine_imports_what_contributing_says() -> None:
    rows = re.findall(r"^\| `(\w+)/` \|.*\|([ \w,]*)\|$", (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8"), re.M)
    folders = {path.parent.name for path in (ROOT / "engine").glob("*/__init__.py")}
    assert {name for name, _ in rows} >= folders >= {"model", "run", "catalog"}
    allowed = {name: {name, *may.replace(" ", "").split(",")} for name, may in rows}
    for name in sorted(folders):
        paths = python(f"engine/{name}")
        asked = {other.split(".")[1] for path in paths for other in imports(path) if other.startswith("engine.")}
        assert asked & folders <= allowed[name], f"engine/{name} imports {sorted(asked & folders - allowed[name])}"


def test_checks_see_operations_only() -> None:
    runs = (
        "engine.protocols",
        "engine.run.simulation",
        "engine.script",
        "engine.trace",
        "engine.analysis.durability",
        "engine.analysis.verdicts",
    )
    assert offenders(["engine/analysis/verdicts.py"], *runs), "it hands in what checks must not know"
    assert offenders(python("engine/checks"), *runs) == []


def test_sim_knows_no_check() -> None:
    assert offenders(["engine/run/simulation.py"], "engine.checks") == []


def test_the_arrows_point_one_way() -> None:
    assert offenders(python("engine"), "lessons", "pages", "app") == []
    assert offenders(python("lessons"), "pages", "app") == []
    assert offenders(python("pages/ui"), "app") == []


def test_only_pages_and_app_know_streamlit() -> None:
    assert offenders(python("engine", "lessons"), "streamlit", "plotly", "pandas") == []


def test_every_page_is_its_view_in_the_frame() -> None:
    def one_call(name: str) -> None:
        done = [node for node in tree(f"pages/{name}").body if not isinstance(node, ast.ImportFrom)]
        assert [ast.unparse(node) for node in done[1:]] == ["framed(show)"], "does more than to show its view"

    each(sorted(path.name for path in (ROOT / "pages").glob("*.py")), one_call)


def test_files_are_short() -> None:
    found = {path: len((ROOT / path).read_text(encoding="utf-8").splitlines()) for path in everything()}
    most = {path: TEST_LINES if path.startswith("tests/") else FILE_LINES for path in found}
    nobody([f"{path} has {lines} lines" for path, lines in found.items() if lines > most[path]])


def test_functions_are_short() -> None:
    nobody(
        f"{path}: {node.name} has {lines} lines"
        for path in ["app.py", *python(*CODE)]
        for node in ast.walk(tree(path))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (lines := (node.end_lineno or node.lineno) - node.lineno + 1) > FUNCTION_LINES
    )


def test_every_file_says_its_rules() -> None:
    nobody(f"{path} has no docstring" for path in everything() if not ast.get_docstring(tree(path)))


def test_the_listing_of_a_folder_is_the_architecture() -> None:
    """At most four loose files in engine/ and in pages/ui; what else there is has a folder of its own."""
    for folder in ("engine", "pages/ui"):
        loose = sorted(path.name for path in (ROOT / folder).iterdir() if path.is_file())
        assert len(loose) <= 4, f"{folder}: {loose}"


def test_folders_of_the_engine_stand_on_each_other_without_a_circle() -> None:
    folders: nx.DiGraph[str] = nx.DiGraph()
    for path in python("engine"):
        own = path.split("/")[1]
        names = {name.split(".")[1] for name in imports(path) if name.startswith("engine.")}
        folders.add_edges_from((own, other) for other in names if other != own and (ROOT / "engine" / other).is_dir())
    circles = list(nx.simple_cycles(folders))
    assert circles == []
