"""The owner's changes to the index: one at a time."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from pathlib import Path

from fakes import HashEncoder
from serving import wait_until
from stores import two_documents

from index.chunking import Chunking
from index.embedding import Vectors
from qa.page.owner_documents import OwnerDocuments


class HeldEncoder(HashEncoder):
    """Waits before it encodes."""

    def __init__(self) -> None:
        super().__init__()
        self.go_on = threading.Event()

    def encode(self, texts: Sequence[str]) -> Vectors:
        assert self.go_on.wait(20)
        return super().encode(texts)


def test_a_second_change_is_refused_while_one_is_under_way_and_its_steps_are_told(tmp_path: Path) -> None:
    documents, encoder = OwnerDocuments(two_documents(tmp_path / "index"), Chunking()), HeldEncoder()
    documents.mark_served()
    finished = threading.Event()
    (tmp_path / "x.txt").write_text("It snowed.", encoding="utf-8")
    assert documents.add(tmp_path / "x.txt", "snow.txt", encoder, finished.set)
    wait_until(lambda: documents.state.step == "Indexing")
    assert not documents.state.is_over
    assert not documents.remove("sun.txt", encoder)
    assert documents.is_as_served
    encoder.go_on.set()
    assert finished.wait(20)
    assert documents.state.is_over
    assert documents.state.told == ("snow.txt was added.",)
    assert not documents.is_as_served
    assert documents.remove("snow.txt", encoder)
    wait_until(lambda: documents.state.step == "Done")
    assert documents.is_as_served
