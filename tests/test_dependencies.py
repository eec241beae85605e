"""What the program imports is what it asks to be installed with it."""

from __future__ import annotations

import ast
import re
import sys
import tomllib
from collections.abc import Iterator
from importlib.metadata import packages_distributions
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[1]

OF_OTHERS = {"anyio", "h11", "markupsafe", "pandas", "pydantic_core", "starlette", "transformers", "uvicorn"}
"""What Gradio, Pydantic, Jinja and sentence-transformers are made of: they say which versions."""


def _plain(name: str) -> str:
    found = re.match(r"[\w.-]+", name)
    return re.sub(r"[-_.]+", "-", found[0] if found else "").lower()


def _imported() -> Iterator[str]:
    for file in [*(REPOSITORY / "index").rglob("*.py"), *(REPOSITORY / "qa").rglob("*.py"), REPOSITORY / "ui.py"]:
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                yield from (alias.name.partition(".")[0] for alias in node.names)
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                yield node.module.partition(".")[0]


def test_every_package_that_is_imported_is_asked_for() -> None:
    """One that only comes with another is missing where that other is left out."""
    project = tomllib.loads((REPOSITORY / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = [package for extra in project["optional-dependencies"].values() for package in extra]
    asked = {_plain(package) for package in [*project["dependencies"], *extras]}
    known = {*sys.stdlib_module_names, "_typeshed", "index", "qa", "ui"} | OF_OTHERS
    distributions = packages_distributions()
    missing = {
        module
        for module in set(_imported()) - known
        if not asked & {_plain(module), *map(_plain, distributions.get(module, []))}
    }
    assert missing == set()
