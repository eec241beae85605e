"""CONTRIBUTING.md: every file and every name on the two ways through the house exists."""

import ast
import re
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parents[1]
TEXT = (REPOSITORY / "CONTRIBUTING.md").read_text(encoding="utf-8")
WAYS = [part.partition("\n## ")[0] for part in TEXT.split("\n### One ")[1:]]
STEPS = [line for way in WAYS for line in way.splitlines() if re.match(r"\d+\. ", line)]


def defined(file: str) -> set[str]:
    """Functions, classes, and methods both by themselves and with their class."""
    found = set()
    for node in ast.parse((REPOSITORY / file).read_text(encoding="utf-8")).body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            found.add(node.name)
        for member in node.body if isinstance(node, ast.ClassDef) else []:
            if isinstance(member, ast.FunctionDef):
                found |= {member.name, f"{node.name}.{member.name}"}
    return found


def test_both_ways_have_ten_steps() -> None:
    assert len(WAYS) == 2
    assert [line.partition(".")[0] for line in STEPS] == [str(number) for number in range(1, 11)] * 2


@pytest.mark.parametrize("step", STEPS)
def test_a_step_names_files_and_what_is_in_them(step: str) -> None:
    words = re.findall(r"`([^`]+)`", step)
    files = [word for word in words if word.endswith(".py")]
    names = [word for word in words if re.fullmatch(r"[A-Za-z_]\w*(?:\.\w+)?", word) and word not in files]
    known = set().union(*(defined(file) for file in files))
    assert files
    assert names
    assert not [name for name in names if name not in known]


@pytest.mark.parametrize("folder", re.findall(r"^\| `([^`]+)` \|", TEXT, re.M))
def test_every_folder_of_the_table_is_there(folder: str) -> None:
    assert (REPOSITORY / folder).exists()


def test_every_folder_with_code_is_in_the_table() -> None:
    folders = {path.parent.relative_to(REPOSITORY).as_posix() + "/" for path in REPOSITORY.glob("qa/*/__init__.py")}
    assert folders <= set(re.findall(r"^\| `([^`]+)` \|", TEXT, re.M))
