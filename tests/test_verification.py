from collections.abc import Callable
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import pytest
from fakes import HashEncoder, text_document

from index.chunking import Chunking
from index.collection import Collection
from index.content import Content
from index.errors import IndexDamagedError
from index.formats.blocks import Block, PageStart
from index.generations import Generations
from index.store import Store
from index.verification import Checked

RAIN = text_document("It rained all day. The river rose, and nobody went out.", "rain.txt")


def broken(change: Callable[[Content], dict[str, Any]], folder: Path) -> Store:
    """An index whose checksums are right and whose content is not."""
    content = Collection.build([RAIN], HashEncoder()).content
    generations = Generations(folder)
    folder.mkdir(exist_ok=True)
    segment = generations.write_segment(replace(content, **change(content)))
    facts = {"encoder": "another", "chunking": asdict(Chunking()), "seeds": False}
    generations.publish(facts, [segment])
    return Store(folder)


def test_a_whole_index_is_whole_whatever_its_encoder(tmp_path: Path) -> None:
    assert broken(lambda _: {}, tmp_path).verify() == Checked(documents=1, passages=1, sentences=2)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (
            lambda c: {"passages": (replace(c.passages[0], text="It snowed"),)},
            "a passage of rain.txt is not in its text",
        ),
        (
            lambda _: {"documents": [replace(RAIN, blocks=(Block(0, 999),))]},
            "the blocks or pages of rain.txt",
        ),
        (
            lambda _: {"documents": [replace(RAIN, pages=(PageStart(9, 1), PageStart(3, 2)))]},
            "the blocks or",
        ),
        (
            lambda _: {"documents": [replace(RAIN, duplicate_of="fog")]},
            "the original of rain.txt is missing",
        ),
        (
            lambda c: {"by_passage": replace(c.by_passage, vectors=2 * c.by_passage.vectors)},
            "a vector is not of unit length",
        ),
    ],
)
def test_what_breaks_a_law_is_found(change: Callable[[Content], dict[str, Any]], message: str, tmp_path: Path) -> None:
    with pytest.raises(
        IndexDamagedError, match=rf"^The index is damaged: {message}.*\. Rebuild it: qa index --rebuild"
    ):
        broken(change, tmp_path).verify()
