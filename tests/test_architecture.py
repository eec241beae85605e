"""Dependencies point one way: index <- qa <- ui; and files stay small."""

import ast
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parents[1]
SOURCES = sorted([*REPOSITORY.glob("index/**/*.py"), *REPOSITORY.glob("qa/**/*.py"), REPOSITORY / "ui.py"])
HEAVY = {"torch", "transformers", "sentence_transformers", "faiss", "gradio", "numpy", "sklearn", "bm25s"}

sources = pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.relative_to(REPOSITORY).as_posix())


def imports(path: Path) -> Iterator[tuple[str, str | None]]:
    """Each module imported, and the function it is imported in."""

    def walk(node: ast.AST, function: str | None) -> Iterator[tuple[str, str | None]]:
        for child in ast.iter_child_nodes(node):
            if isinstance(child, ast.Import):
                yield from ((alias.name, function) for alias in child.names)
            elif isinstance(child, ast.ImportFrom):
                assert child.level == 0, f"{path} imports relatively"
                assert child.module
                yield from ((f"{child.module}.{alias.name}", function) for alias in child.names)
            inside = child.name if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef) else function
            yield from walk(child, inside)

    yield from walk(ast.parse(path.read_text(encoding="utf-8")), None)


def test_the_sources_are_found() -> None:
    assert len(SOURCES) > 25


@sources
def test_no_import_points_upwards(path: Path) -> None:
    place = path.relative_to(REPOSITORY).as_posix()
    for module, function in imports(path):
        package = module.split(".")[0]
        if place.startswith("index/"):
            assert package not in {"qa", "ui"}, f"{place} imports {module}"
        elif place.startswith("qa/") and package == "ui":
            # `qa chat` is where the page is put together with what it shows.
            assert (place, function) == ("qa/commandline/ask_and_chat.py", "run_chat"), f"{place} imports {module}"
        assert package not in {"tests", "training", "benchmarks"}, f"{place} imports {module}"


@sources
def test_gradio_is_imported_where_it_is_told_not_to_call_home_and_nowhere_else(path: Path) -> None:
    if path != REPOSITORY / "qa" / "page" / "offline_gradio.py":
        assert not [module for module, _ in imports(path) if module.split(".")[0] in {"gradio", "gradio_client"}]


@pytest.mark.parametrize("module", ["ui", "qa.page.handlers", "qa.page.server", "qa.page.script_functions"])
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


@sources
def test_only_the_command_line_knows_the_evaluation(path: Path) -> None:
    place = path.relative_to(REPOSITORY).as_posix()
    if not place.startswith("qa/evaluation/") and not place.startswith("qa/commandline/"):
        assert not any(module.startswith("qa.evaluation") for module, _ in imports(path))


@pytest.mark.parametrize("module", ["qa.commandline.parser", "index.errors", "qa.answer"])
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
