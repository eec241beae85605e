"""Files of text that a person wrote: their lines by place, and one sentence where they cannot be read."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

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
