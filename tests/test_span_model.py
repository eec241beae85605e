"""qa.reading.span_model and qa.reading.bundled_model: from a question and texts to the best span of each."""

import numpy as np
import pytest
from transformers import AutoTokenizer, BertConfig, BertForQuestionAnswering

import qa.reading.bundled_model
from index.bundled_encoder import bundled_folder
from index.errors import ReaderError
from index.spans import Span
from qa.reading.bundled_model import BundledModel
from qa.reading.span_model import NOTHING, BestSpan, Logits, TransformersModel, best_spans, best_spans_of_pairs
from qa.reading.window_tokenizer import WindowTokenizer

TEXT = "The attack prompted Qaani to travel to Iraq the next day to calm AAH down."
QUESTION = "Why did Qaani travel to Iraq?"


@pytest.fixture(scope="module")
def model():
    return BundledModel()


@pytest.fixture(scope="module")
def tiny(tmp_path_factory):
    """A model of another kind than the bundled one: never trained, and with a tokenizer beside it."""
    folder = tmp_path_factory.mktemp("tiny")
    config = BertConfig(
        vocab_size=30522, hidden_size=16, num_hidden_layers=1, num_attention_heads=2, intermediate_size=16
    )
    BertForQuestionAnswering(config).save_pretrained(folder)
    AutoTokenizer.from_pretrained(bundled_folder()).save_pretrained(folder)
    return TransformersModel(str(folder))


def test_a_text_without_the_answer_loses_against_the_one_with_it(model):
    right, wrong = best_spans(model, QUESTION, [TEXT, "Bread dough has to rise for an hour."])
    assert TEXT[slice(*right.span)] == "to calm AAH down"
    assert right.margin > 0 > wrong.margin


@pytest.mark.parametrize("name", ["model", "tiny"])
def test_what_is_read_together_is_read_as_if_alone(name, request):
    model = request.getfixturevalue(name)
    pairs = [(QUESTION, TEXT), ("Who?", "Short."), (QUESTION, " ".join([TEXT] * 12))]
    together = best_spans_of_pairs(model, pairs)
    alone = [best_spans(model, question, [text])[0] for question, text in pairs]
    assert [found.span for found in together] == [found.span for found in alone]
    assert [found.margin for found in together] == pytest.approx([found.margin for found in alone], abs=1e-5)


class Fixed:
    """A model whose logits are given: of each token the start, and the end."""

    tokenizer = WindowTokenizer(AutoTokenizer.from_pretrained(bundled_folder()).backend_tokenizer)

    def __init__(self, starts, ends):
        self._logits = np.array([starts, ends], dtype=np.float32)

    def logits(self, windows):
        assert len(windows[0].ids) == self._logits.shape[1]
        return [Logits(*self._logits.copy())]


def test_margin_and_share_are_those_of_the_logits():
    model = Fixed([1, 0, 0, 0, 3, 0, 0], [2, 0, 0, 0, 0, 4, 0])  # [CLS] who ? [SEP] a b [SEP]
    found = best_spans(model, "Who?", ["a b"])[0]
    assert found.span == (0, 3)
    assert found.margin == pytest.approx(3 + 4 - 1 - 2)
    others = np.exp([3.0 + 0.0, 3.0 + 4.0, 0.0 + 4.0])  # "a", "a b" and "b"
    assert found.log_probability == pytest.approx(np.log(others[1] / others.sum()))


def test_nothing_before_the_first_character_that_counts_is_an_answer():
    model = Fixed([1, 0, 0, 0, 9, 3, 2, 0], [2, 0, 0, 0, 9, 4, 1, 0])  # [CLS] who ? [SEP] a b c [SEP]
    found = best_spans(model, "Who?", ["a b c"], [2])[0]
    assert found.span == (2, 3)
    assert found.margin == pytest.approx(3 + 4 - 1 - 2)
    others = np.exp([3.0 + 4.0, 3.0 + 1.0, 2.0 + 1.0])  # "b", "b c" and "c"
    assert found.log_probability == pytest.approx(np.log(others[0] / others.sum()))


def test_where_nothing_may_be_an_answer_nothing_is_found():
    model = Fixed([1, 0, 0, 0, 3, 0, 0], [2, 0, 0, 0, 0, 4, 0])
    assert best_spans(model, "Who?", ["a b"], [3]) == [BestSpan(Span(3, 3), NOTHING)]


def test_an_answer_far_behind_the_first_window_is_found(model):
    text = "Bread dough has to rise for an hour. " * 60 + TEXT
    assert best_spans(model, QUESTION, [text])[0].span.start >= text.index(TEXT)


def test_a_very_long_question_is_read_as_far_as_it_fits(model):
    assert best_spans(model, "Why did he go? " * 60, [TEXT])[0].span.end <= len(TEXT)


def test_a_model_that_is_not_there_is_said_in_one_sentence(tmp_path):
    with pytest.raises(ReaderError, match=r"^The reader .* could not be loaded: .+"):
        best_spans(TransformersModel(str(tmp_path)), "Who?", ["Text."])


def test_damaged_weights_are_not_read(tmp_path, monkeypatch):
    damaged = tmp_path / "reader.safetensors"
    damaged.write_bytes(b"nothing")
    monkeypatch.setattr(qa.reading.bundled_model, "bundled_weights", lambda: damaged)
    with pytest.raises(
        ReaderError, match=r"^The reader's weights are missing or damaged\. Install the project again\.$"
    ):
        best_spans(BundledModel(), "Who?", ["Text."])


def test_a_pronoun_alone_is_no_answer():
    model = Fixed([0, 0, 0, 0, 9, 1, 0], [0, 0, 0, 0, 9, 1, 0])  # [CLS] who ? [SEP] she rows [SEP]
    assert best_spans(model, "Who?", ["She rows"])[0].span == (0, 8)
    assert best_spans(Fixed([0, 0, 0, 0, 9, 0], [0, 0, 0, 0, 9, 0]), "Who?", ["She"])[0].margin == NOTHING


def test_what_the_whole_text_says_is_told_beside_the_span():
    class Telling(Fixed):
        def logits(self, windows):
            return [Logits(*self._logits.copy(), np.array([3.0, 0.5, 2.0, -1.0], dtype=np.float32)) for _ in windows]

    found = best_spans(Telling([1, 0, 0, 0, 3, 0, 0], [2, 0, 0, 0, 0, 4, 0]), "Who?", ["a b"])[0]
    assert (found.answers, found.yes, found.no) == (3.0, 1.5, -1.5)


def test_no_answer_touches_what_is_barred(model):
    text = "Guests may not use chalk; they may use pens."
    [free] = best_spans(model, "What may guests use?", [text])
    [kept] = best_spans(model, "What may guests use?", [text], barred=[[Span(0, 24)]])
    assert text[slice(*kept.span)] == "pens"
    assert kept.margin <= free.margin


def test_marks_alone_are_no_answer(model):
    [found] = best_spans(model, "What may guests use?", ["Chalk ."], barred=[[Span(0, 5)]])
    assert found.margin == NOTHING
