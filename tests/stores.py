"""Indexes for the tests of `index.store`."""

import random
from pathlib import Path

import pytest
from fakes import HashEncoder, text_document

from index.collection import Collection
from index.store import Store

RAIN = text_document("It rained all day. The river rose, and nobody went out.", "rain.txt")
SUN = text_document("The sun came out again.\n\nIt shone on the hills.", "sun.txt")
SNOW = text_document("It snowed.", "snow.txt")
MORE_RAIN = text_document("It rained all night too.", "rain.txt")


def two_documents(folder: Path) -> Store:
    """An index of `RAIN` and `SUN`."""
    store = Store(folder)
    store.update(HashEncoder(), add=[RAIN, SUN])
    return store


def long_text(seed: int) -> str:
    """Enough to encode that most kills fall into the middle of the work."""
    dice = random.Random(seed)
    words = ["".join(dice.choices("abcdefghijklmnop", k=dice.randint(3, 9))) for _ in range(400)]
    return "\n\n".join(" ".join(dice.choices(words, k=60)).capitalize() + "." for _ in range(150))


def generation(store: Store) -> Path:
    return store.folder / "generations" / (store.folder / "CURRENT").read_text().split()[0]


def searched(collection: Collection) -> list[str]:
    """The documents; asks both search fields on the way whether each finds its own texts."""
    for passage, vector in zip(collection.passages, collection.by_passage.all_vectors(), strict=True):
        assert collection.by_passage.dense_scores(vector).max() == pytest.approx(1, abs=1e-6)
        assert collection.by_passage.lexical_scores(passage.text).max() > 0
        assert passage.text == collection.documents[passage.document].text[passage.start : passage.end]
    assert len(collection.owners) == len(collection.by_sentence)
    return sorted(collection.documents)
