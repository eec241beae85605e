"""index.onnx_encoder: the published model's vectors, without torch."""

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from index.bundled_encoder import bundled_folder
from index.embedding import SentenceTransformerEncoder, encode_in_batches, encoder_named
from index.onnx_encoder import BundledEncoder

ROOT = Path(__file__).parents[1]

TEXTS = [
    "Who leads the group?",
    "Its leader is Qais al-Khazali.",
    "",
    "  spaces around \n ",
    "رسالة إلى السيد",
    "Ünïcödé — “quoted”, $400 billion",
    "One sentence of an article that is as long as most are, with a clause or two. " * 3,
    "word " * 600,
]


@pytest.fixture(scope="module")
def bundled():
    return BundledEncoder()


def test_vectors_are_those_of_sentence_transformers(bundled):
    reference = SentenceTransformerEncoder(str(bundled_folder()))
    np.testing.assert_allclose(bundled.encode(TEXTS), reference.encode(TEXTS), atol=1e-5)


def test_more_texts_than_a_batch_keep_their_order(bundled):
    texts = [f"{text} {number}" for number in range(9) for text in TEXTS[:6]]
    alone = np.concatenate([bundled.encode([text]) for text in texts])
    np.testing.assert_allclose(encode_in_batches(bundled, texts), alone, atol=1e-5)


def test_no_text_has_no_vector(bundled):
    assert bundled.encode([]).shape == (0, 384)


def test_another_model_is_run_by_sentence_transformers(tmp_path):
    assert isinstance(encoder_named("all-MiniLM-L6-v2"), BundledEncoder)
    assert isinstance(encoder_named(str(tmp_path)), SentenceTransformerEncoder)


def test_the_bundled_models_need_no_torch(tmp_path):
    code = (
        "import sys\n"
        "from qa.commandline.parser import main\n"
        "code = main(sys.argv[1:])\n"
        "print('loaded:', {'torch', 'transformers', 'sentence_transformers'}.intersection(sys.modules))\n"
        "sys.exit(code)"
    )
    questions = str(ROOT / "seeds" / "questions.jsonl")
    for command in (["index"], ["ask", "Why did Qaani go to Baghdad?"], ["eval", questions, "--limit", "2"]):
        arguments = [*command, "--index", str(tmp_path / "index")]
        done = subprocess.run([sys.executable, "-c", code, *arguments], capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        assert "loaded: set()" in done.stdout
