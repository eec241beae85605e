"""Where documents come from: files, folders of them, and what is packed in a .zip."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from index.documents import Skipped
from index.errors import DocumentError
from index.formats.cures import cure

TEXT_FORMATS = (".markdown", ".md", ".text", ".txt")
FOREIGN_FORMATS = (
    ".csv", ".docx", ".eml", ".epub", ".htm", ".html", ".odt", ".pdf", ".pptx", ".rtf", ".srt", ".tsv", ".vtt",
    ".xhtml", ".xlsx",
)  # fmt: skip
PICTURES = (".bmp", ".jpeg", ".jpg", ".png", ".tif", ".tiff", ".webp")
ARCHIVE = ".zip"
FORMATS = tuple(sorted((*TEXT_FORMATS, *FOREIGN_FORMATS, *PICTURES, ARCHIVE)))


@dataclass(frozen=True)
class Source:
    """A file on disk and the name its document goes by; `member` is the file inside, where it is a .zip.

    `address` is where the file was fetched from, if it was.
    """

    path: Path
    name: str
    member: str | None = None
    address: str | None = None

    @property
    def format(self) -> str:
        """The ending of the file's name, in small letters, with its dot."""
        return PurePosixPath(self.member).suffix.lower() if self.member else self.path.suffix.lower()

    @property
    def location(self) -> str:
        """What tells it from every other source: its address, or its full path."""
        place = self.address or printable(str(self.path.resolve()))
        return f"{place}!{self.member}" if self.member else place


def find_sources(paths: Sequence[Path]) -> Iterator[Source | Skipped]:
    """Every file under the paths, folders walked in order of name; hidden files are left out.

    A document's name is its path inside the folder given, or the file's own name; where
    two would share a name, the names of their folders are put in front.
    Raises `DocumentError` for a path that does not exist.
    """
    unique: dict[Path, tuple[Path, str]] = {}
    for path in paths:
        if not path.exists():
            raise DocumentError(f"There is no file or folder {path}. Check the spelling of the path.")
        if path.is_dir():
            for found in _walk(path):
                if isinstance(found, Skipped):
                    yield found
                else:
                    unique[found.resolve()] = (found, found.relative_to(path).as_posix())
        elif path.is_file():
            unique[path.resolve()] = (path, path.name)
        else:
            yield Skipped(printable(path.name), "is no ordinary file")
    taken = Counter(name for _, name in unique.values())
    for place, (file, relative) in sorted(unique.items()):
        name = printable(relative if taken[relative] == 1 else place.as_posix().lstrip("/"))
        yield Source(file, name) if file.suffix.lower() in FORMATS else Skipped(name, unknown_format(file.suffix))


def unknown_format(ending: str) -> str:
    """Why a file with this ending is skipped, and what would help."""
    return f"{ending or 'a file without an ending'} is not a format that can be read. {cure(ending)}"


def printable(name: str) -> str:
    """The name, with a mark for each byte of it that is no text; Linux allows any byte."""
    return name.encode(errors="surrogateescape").decode(errors="replace")


def _walk(folder: Path) -> Iterator[Path | Skipped]:
    """Every ordinary file below, folders in order of name; hidden ones and indexes of this project are left out."""
    unreadable: list[OSError] = []
    for place, folders, files in os.walk(folder, onerror=unreadable.append):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        if "generations" in folders and "writer.lock" in files:
            folders.clear()
            continue
        for name in sorted(name for name in files if not name.startswith(".")):
            file = Path(place, name)
            if file.is_file():
                yield file
            else:
                yield Skipped(printable(file.relative_to(folder).as_posix()), "is no ordinary file")
    for error in unreadable:
        yield Skipped(printable(str(error.filename)), f"could not be opened: {error.strerror}")
