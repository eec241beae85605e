"""What is installed: a wheel built from the source distribution, tried in an environment that has no checkout."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import sysconfig
import tarfile
import tomllib
import venv
import zipfile
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parents[1]
PROJECT = tomllib.loads((REPOSITORY / "pyproject.toml").read_text(encoding="utf-8"))["project"]


@pytest.fixture(scope="module")
def sdist(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build(REPOSITORY, "sdist", tmp_path_factory.mktemp("sdist"))


@pytest.fixture(scope="module")
def wheel(sdist: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Built from the source distribution alone."""
    folder = tmp_path_factory.mktemp("wheel")
    with tarfile.open(sdist) as archive:
        archive.extractall(folder, filter="data")
    (source,) = folder.iterdir()
    return build(source, "wheel", folder)


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The `qa` of a new environment; the libraries that it needs come from the one that runs the tests."""
    folder = tmp_path_factory.mktemp("environment")
    venv.create(folder, with_pip=False, symlinks=os.name == "posix")
    python = folder / ("Scripts" if os.name == "nt" else "bin") / "python"
    site = run(python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))").strip()
    run(
        Path(sys.executable),
        "-m",
        "pip",
        "--python",
        str(python),
        "install",
        "--quiet",
        "--no-deps",
        "--no-index",
        str(wheel),
    )
    Path(site, "libraries.pth").write_text(sysconfig.get_path("purelib"), encoding="utf-8")
    return python.with_name("qa")


def build(source: Path, target: str, folder: Path) -> Path:
    run(Path(sys.executable), "-m", "hatchling", "build", "-t", target, "-d", str(folder), folder=source)
    (built,) = folder.glob("*.tar.gz" if target == "sdist" else "*.whl")
    return built


def run(program: Path, *arguments: str, folder: Path | None = None) -> str:
    """What it printed; it must end well, and sees no checkout."""
    hidden = {"PYTHONPATH", "PYTHONHOME"}
    environment = {name: value for name, value in os.environ.items() if name not in hidden}
    environment |= {"PIP_DISABLE_PIP_VERSION_CHECK": "1"}
    done = subprocess.run(
        [program, *arguments], cwd=folder, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_the_version_stands_in_one_place(wheel: Path) -> None:
    told = [
        path for path in REPOSITORY.glob("[iq]*/**/*.py") if re.search("__version__", path.read_text(encoding="utf-8"))
    ]
    assert told == []
    assert wheel.name.split("-")[1] == PROJECT["version"]


def test_the_wheel_holds_the_code_and_what_it_reads_and_nothing_else(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
    assert {name.split("/")[0] for name in names if ".dist-info" not in name} == {"index", "qa", "ui.py"}
    there = {
        path.relative_to(REPOSITORY).as_posix() for top in ("index", "qa") for path in (REPOSITORY / top).rglob("*")
    }
    kinds = (".py", ".html", ".css", ".js", ".txt", ".json", ".safetensors", ".onnx")
    assert {name for name in there if name.endswith(kinds) and "__pycache__" not in name} <= set(names)
    assert "qa/seeds/article.txt" in names


def test_what_is_installed_answers_from_an_empty_folder(installed: Path, tmp_path: Path) -> None:
    assert run(installed, "--version", folder=tmp_path) == f"qa {PROJECT['version']}\n"
    told = json.loads(run(installed, "ask", "Why did Qaani go to Baghdad?", "--json", folder=tmp_path))
    assert told["answered"]
    where = run(installed.with_name("python"), "-c", "import qa; print(qa.__file__)", folder=tmp_path)
    assert str(installed.parents[1]) in where
