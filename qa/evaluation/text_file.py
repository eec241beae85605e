"""Files of text that a person wrote: their lines or rows by place, and one sentence where they cannot be read."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator, Mapping, Set
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from index.errors import QuestionSetError


@contextmanager
def unreadable_files_named(path: object) -> Iterator[None]:
    """Raises `QuestionSetError` where the file cannot be opened, is not UTF-8, or is no CSV file that can be read."""
    try:
        yield
    except OSError as error:
        raise QuestionSetError(f"{path} could not be opened: {error.strerror}.") from None
    except UnicodeDecodeError:
        raise QuestionSetError(f"{path} is not UTF-8. Save it as UTF-8.") from None
    except csv.Error as error:
        raise QuestionSetError(f"{path} is not a CSV file that can be read: {error}.") from None


def numbered_lines(path: Path) -> Iterator[tuple[str, str]]:
    """Each line's place, for a person, and the line; blank ones and comments are left out."""
    with path.open(encoding="utf-8-sig") as file:
        for number, line in enumerate(file, 1):
            if line.strip() and not line.startswith("#"):
                yield f"{path}, line {number}", line


def numbered_rows(path: Path, columns: Set[str]) -> Iterator[tuple[str, Mapping[str | None, Any]]]:
    """Each CSV row's place, for a person, and the row as `csv.DictReader` has it; `cells` reads it.

    Raises `QuestionSetError` where one of these columns is missing.
    """
    with path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.DictReader(file)
        missing = columns - set(reader.fieldnames or ())
        if missing:
            names = ", ".join(sorted(missing))
            raise QuestionSetError(f"{path} has no column {names}. Are its columns parted by commas?")
        for row in reader:
            yield f"{path}, line {reader.line_num}", row


def cells(row: Mapping[str | None, Any]) -> dict[str, Any]:
    """The row's cells by column, trimmed, without empty ones. Raises `ValueError` where it has more than columns."""
    if None in row:
        raise ValueError("has more cells than there are columns: put texts with commas into quotation marks")
    trimmed = {key: value.strip() for key, value in row.items() if key and isinstance(value, str)}
    return {key: value for key, value in trimmed.items() if value}


def list_in(cell: str) -> list[Any]:
    """A list that stands in a cell as JSON; a plain text is a list of one."""
    try:
        return list(json.loads(cell)) if cell.startswith("[") else [cell]
    except (ValueError, RecursionError):
        return [cell]


def from_json(line: str) -> Any:
    """What a line of JSON Lines says. Raises `ValueError` with a sentence where it is no JSON."""
    try:
        return json.loads(line)
    except RecursionError:
        raise ValueError("is nested too deeply") from None
    except ValueError as error:
        raise ValueError(f"is not valid JSON: {error}") from None
