"""Dependencies point one way, never in a circle; and files stay small."""

import ast
import os
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parents[1]
SOURCES = sorted([*REPOSITORY.glob("index/**/*.py"), *REPOSITORY.glob("qa/**/*.py"), REPOSITORY / "ui.py"])
HEAVY = {"torch", "transformers", "sentence_transformers", "faiss", "gradio", "numpy", "sklearn", "bm25s"}

sources = pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.relative_to(REPOSITORY).as_posix())


FLOORS = ("index", "qa", "qa.evaluation", "qa.page", "ui", "qa.commandline", "qa.__main__")
"""From the ground up; a module stands on the floor of its nearest package named here, and imports none from above."""


def imports(path: Path) -> Iterator[str]:
    """Each module or member imported, wherever in the file, but for what `python FILE` alone does."""

    def walk(node: ast.AST) -> Iterator[str]:
        for child in ast.iter_child_nodes(node):
            if isinstance(child, ast.If) and ast.unparse(child.test) == "__name__ == '__main__'":
                continue
            if isinstance(child, ast.Import):
                yield from (alias.name for alias in child.names)
            elif isinstance(child, ast.ImportFrom):
                assert child.level == 0, f"{path} imports relatively"
                assert child.module
                yield from (f"{child.module}.{alias.name}" for alias in child.names)
            yield from walk(child)

    yield from walk(ast.parse(path.read_text(encoding="utf-8")))


def name_of(path: Path) -> str:
    parts = path.relative_to(REPOSITORY).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


MODULES = {name_of(path): path for path in SOURCES}


def module_of(imported: str) -> str | None:
    """The module of this house that an imported name is, or is a member of; None for a library's."""
    return next((name for name in (imported, imported.rpartition(".")[0]) if name in MODULES), None)


def floor(module: str) -> int:
    names = [name for name in FLOORS if f"{module}.".startswith(f"{name}.")]
    return FLOORS.index(max(names, key=len))


@cache
def graph() -> dict[str, set[str]]:
    """Each module, and those of this house that it imports."""
    found = {name: {module_of(imported) for imported in imports(path)} for name, path in MODULES.items()}
    return {name: {other for other in others if other and other != name} for name, others in found.items()}


def test_the_sources_are_found() -> None:
    assert len(SOURCES) > 100
    assert {"qa.assistant", "index.hybrid_index"} <= graph()["qa.startup"] | graph()["index.collection"]


def in_or_above_circles(imported: dict[str, set[str]]) -> set[str]:
    left = {module: set(others) for module, others in imported.items()}
    while free := {module for module, others in left.items() if not others}:
        left = {module: others - free for module, others in left.items() if module not in free}
    return set(left)


def test_a_circle_is_seen() -> None:
    assert in_or_above_circles({"a": {"b"}, "b": {"c"}, "c": {"b"}, "d": set()}) == {"a", "b", "c"}
    assert in_or_above_circles({"a": {"b", "c"}, "b": {"c"}, "c": set()}) == set()


def test_modules_do_not_import_each_other_in_a_circle() -> None:
    assert not in_or_above_circles(graph())


@pytest.mark.parametrize("module", MODULES)
def test_no_import_points_upwards(module: str) -> None:
    assert not [other for other in graph()[module] if floor(other) > floor(module)]


@sources
def test_nothing_that_is_not_installed_is_imported(path: Path) -> None:
    assert {name.split(".")[0] for name in imports(path)}.isdisjoint({"tests", "training", "benchmarks"})


@sources
def test_gradio_is_imported_where_it_is_told_not_to_call_home_and_nowhere_else(path: Path) -> None:
    if path != REPOSITORY / "qa" / "page" / "offline_gradio.py":
        assert not [module for module in imports(path) if module.split(".")[0] in {"gradio", "gradio_client"}]


@pytest.mark.parametrize("module", ["ui", "qa.page.handlers"])
def test_gradio_calls_nobody_whatever_is_imported_first(module: str) -> None:
    code = f"import os, {module}; print(os.environ['GRADIO_ANALYTICS_ENABLED'])"
    environment = {**os.environ, "PYTHONPATH": str(REPOSITORY), "GRADIO_ANALYTICS_ENABLED": "True"}
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, env=environment)
    assert run.stdout == "False\n"


def test_no_type_of_the_page_has_the_name_of_another() -> None:
    types = [
        (node.name, path.name)
        for path in (path for path in SOURCES if path.parent.name == "page" or path.name == "ui.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.ClassDef)
    ]
    names = [name for name, _ in types]
    assert sorted(names) == sorted(set(names)), types


@pytest.mark.parametrize(
    "module", [name for name in MODULES if not name.startswith(("qa.evaluation", "qa.commandline"))]
)
def test_only_the_command_line_knows_the_evaluation(module: str) -> None:
    assert not [other for other in graph()[module] if other.startswith("qa.evaluation")]


@pytest.mark.parametrize("module", ["qa.commandline.parser", "qa.settings", "qa.answer", "index.errors"])
def test_nothing_heavy_is_loaded_before_it_is_needed(module: str) -> None:
    code = f"import sys, {module}; print(*sorted({{name.split('.')[0] for name in sys.modules}}))"
    environment = {**os.environ, "PYTHONPATH": str(REPOSITORY)}
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, env=environment)
    assert HEAVY.isdisjoint(run.stdout.split())


@sources
def test_files_stay_small(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 400


def test_a_socket_to_elsewhere_is_refused() -> None:
    import socket

    with pytest.raises(pytest.fail.Exception, match=r"tried to reach example\.org: tests are offline"):
        socket.create_connection(("example.org", 80))
    with socket.socket() as one, pytest.raises(pytest.fail.Exception, match=r"tried to reach 192\.0\.2\.1"):
        one.connect(("192.0.2.1", 80))
