"""qa.startup: ready to be asked."""

import pytest

import qa.startup
from index.errors import IndexMissingError, IndexOutdatedError
from index.store import Store
from qa.settings import Settings, load_settings
from qa.startup import chunking_of, open_collection, read_seeds


def test_a_missing_default_index_is_built_from_the_seeds_with_progress(encoder):
    seen = []
    collection = open_collection(Settings(), encoder, lambda *at: seen.append(at))
    assert list(collection.documents) == ["article.txt"]
    assert seen
    assert Store(Settings().index).holds_seeds


def test_a_built_index_is_opened_as_it_is(encoder):
    open_collection(Settings(), encoder)
    before = {path: path.stat().st_mtime_ns for path in Settings().index.rglob("*")}
    open_collection(Settings(), encoder)
    assert {path: path.stat().st_mtime_ns for path in Settings().index.rglob("*")} == before


def test_an_index_of_changed_seeds_is_built_again(encoder, monkeypatch, tmp_path):
    open_collection(Settings(), encoder)
    (tmp_path / "changed").mkdir()
    (tmp_path / "changed" / "article.txt").write_text("The moon is a rock.", encoding="utf-8")
    monkeypatch.setattr(qa.startup, "seeds_folder", lambda: tmp_path / "changed")
    assert open_collection(Settings(), encoder).documents["article.txt"].text == "The moon is a rock."


def test_an_index_of_the_seeds_cut_in_another_way_is_built_again(encoder):
    open_collection(Settings(), encoder)
    shorter = load_settings(environment={"QA_CHUNKING__LONGEST": "300"})
    assert all(len(passage.text) <= 1000 for passage in open_collection(shorter, encoder).passages)


def test_somebodys_own_index_is_never_rebuilt_unasked(encoder):
    Store(Settings().index).update(encoder, add=read_seeds())
    shorter = load_settings(environment={"QA_CHUNKING__LONGEST": "300"})
    with pytest.raises(IndexOutdatedError, match="was built with chunking"):
        open_collection(shorter, encoder)


def test_a_missing_index_that_was_named_is_an_error(encoder, tmp_path):
    with pytest.raises(IndexMissingError, match=r"There is no index in .*Build one: qa index PATH"):
        open_collection(load_settings(environment={}, flags={"index": tmp_path / "mine"}), encoder)


def test_chunking_comes_from_the_settings():
    assert chunking_of(load_settings(environment={"QA_CHUNKING__SHORTEST": "7"})).shortest == 7
