"""Documents that a command works on by itself, without an index."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from index.errors import DocumentError
from qa.commandline.terminal import on_one_line

if TYPE_CHECKING:
    from index.documents import Document


def read_documents(paths: Iterable[Path], command: str) -> dict[str, Document]:
    """The documents below these paths by name; what is skipped is told on stderr.

    Raises `DocumentError` where none is left.
    """
    from index.documents import Document
    from index.reading import read_all
    from index.sources import find_sources

    documents = {}
    for found in read_all(find_sources(list(paths)), {}):
        if isinstance(found, Document):
            documents[found.name] = found
        else:
            print(f"qa {command}: {on_one_line(str(found))}", file=sys.stderr)
    if not documents:
        raise DocumentError("None of these files could be read.")
    return documents
