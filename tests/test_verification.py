from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from fakes import HashEncoder, text_document

from index.collection import Collection
from index.errors import IndexDamagedError
from index.formats.blocks import Block, PageStart
from index.generations import Generations
from index.store import Store
from index.verification import Checked, verify

RAIN = text_document("It rained all day. The river rose, and nobody went out.", "rain.txt")


def broken(change: Callable[[Collection], dict[str, Any]], folder: Path) -> Store:
    """An index whose checksums are right and whose content is not."""
    collection = Collection.build([RAIN], HashEncoder())
    Generations(folder).write(replace(collection, **change(collection)), seeds=False)
    return Store(folder)


def test_a_whole_index_is_whole_whatever_its_encoder(tmp_path: Path) -> None:
    assert verify(broken(lambda _: {}, tmp_path)) == Checked(documents=1, passages=1, sentences=2)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (
            lambda c: {"passages": (replace(c.passages[0], text="It snowed"),)},
            "a passage of rain.txt is not in its text",
        ),
        (lambda c: {"passages": (replace(c.passages[0], document="fog"),)}, "a passage of fog is not in its text"),
        (
            lambda _: {"documents": {"rain.txt": replace(RAIN, blocks=(Block(0, 999),))}},
            "the blocks or pages of rain.txt",
        ),
        (
            lambda _: {"documents": {"rain.txt": replace(RAIN, pages=(PageStart(9, 1), PageStart(3, 2)))}},
            "the blocks or",
        ),
        (
            lambda _: {"documents": {"rain.txt": replace(RAIN, duplicate_of="fog")}},
            "the original of rain.txt is missing",
        ),
        (lambda c: {"passages": c.passages * 2}, "2 vectors are wanted, and there are 1"),
    ],
)
def test_what_breaks_a_law_is_found(
    change: Callable[[Collection], dict[str, Any]], message: str, tmp_path: Path
) -> None:
    with pytest.raises(
        IndexDamagedError, match=rf"^The index is damaged: {message}.*\. Rebuild it: qa index --rebuild"
    ):
        verify(broken(change, tmp_path))
