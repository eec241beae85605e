from pathlib import Path

import numpy as np
import pytest
from fakes import HashEncoder

from index.unfinished import CachingEncoder

TEXTS = ["one", "two", "three", "four"]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """What a run left that encoded all but the last text."""
    file = tmp_path / "vectors.unfinished"
    keeping = CachingEncoder(HashEncoder(), file)
    keeping.encode(TEXTS[:2])
    keeping.encode(TEXTS[1:3])
    return file


def go_on(file: Path, encoder: HashEncoder | None = None) -> list[str]:
    """What had to be encoded; the vectors are those of an encoder that kept nothing."""
    encoder = encoder or HashEncoder()
    vectors = CachingEncoder(encoder, file).encode(TEXTS)
    np.testing.assert_array_equal(vectors, HashEncoder().encode(TEXTS))
    return encoder.encoded


def test_only_what_is_not_there_is_encoded(file: Path) -> None:
    assert go_on(file) == ["four"]
    assert go_on(file) == []


def test_each_text_is_encoded_once(tmp_path: Path) -> None:
    encoder = HashEncoder()
    keeping = CachingEncoder(encoder, tmp_path / "new")
    assert len(keeping.encode(["one", "one", "two"])) == 3
    assert keeping.identity == encoder.identity
    assert encoder.encoded == ["one", "two"]


def test_vectors_of_another_encoder_are_not_used(file: Path) -> None:
    assert go_on(file, HashEncoder("another")) == TEXTS
    assert go_on(file, HashEncoder("another")) == []


def test_a_file_cut_anywhere_is_used_as_far_as_it_is_whole(file: Path) -> None:
    content = file.read_bytes()
    for length in range(len(content)):
        file.write_bytes(content[:length])
        assert go_on(file) == TEXTS[(length - content.index(b"\n") - 1) // 52 if b"\n" in content[:length] else 0 :]
        assert go_on(file) == []


def test_a_wrong_byte_anywhere_is_found(file: Path) -> None:
    content = file.read_bytes()
    for at in range(len(content)):
        file.write_bytes(content[:at] + bytes([content[at] ^ 1]) + content[at + 1 :])
        assert set(go_on(file)) <= set(TEXTS)
