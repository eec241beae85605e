"""qa.span_model and qa.span_reader: from hits to a short answer and a confidence."""

import pytest
from transformers import AutoTokenizer, BertConfig, BertForQuestionAnswering

import qa.span_model
from index.embedding import bundled_folder
from index.errors import ReaderError
from index.passages import Passage, Sentence
from index.spans import Span
from qa.assistant import Assistant
from qa.retrieval import Hit
from qa.settings import load_settings
from qa.span_model import SpanModel
from qa.span_reader import SpanReader, trim
from qa.startup import make_reader

TEXT = "The attack prompted Qaani to travel to Iraq the next day to calm AAH down."


@pytest.fixture(scope="module")
def model():
    return SpanModel()


def cut(text, start, end):
    return text[slice(*trim(text, Span(start, end)))]


def test_the_article_is_answered_in_its_own_few_words(collection, encoder, model):
    assistant = Assistant(collection, encoder, reader=SpanReader(model), threshold=0)
    answer = assistant.ask("How much is Iran's deal with China reportedly worth?")
    assert answer.answer == "$400 billion"
    assert answer.answer in answer.citations[0].quote
    assert assistant.ask("Why did Qaani go to Baghdad?").answer == "to calm AAH down"


def test_a_text_without_the_answer_loses_against_the_one_with_it(model):
    right, wrong = model.best_spans("Why did Qaani travel to Iraq?", [TEXT, "Bread dough has to rise for an hour."])
    assert TEXT[slice(*right.span)] == "to calm AAH down"
    assert right.margin > 0 > wrong.margin


def test_what_is_read_together_is_read_as_if_alone(model):
    texts = [TEXT, "Short.", " ".join([TEXT] * 12)]
    together = model.best_spans("Why did Qaani travel to Iraq?", texts)
    alone = [model.best_spans("Why did Qaani travel to Iraq?", [text])[0] for text in texts]
    assert [found.span for found in together] == [found.span for found in alone]
    assert [found.margin for found in together] == pytest.approx([found.margin for found in alone], abs=1e-3)


def test_an_answer_far_behind_the_first_window_is_found(model):
    text = "Bread dough has to rise for an hour. " * 60 + TEXT
    span = model.best_spans("Why did Qaani travel to Iraq?", [text])[0].span
    assert span.start >= text.index(TEXT)


def test_a_very_long_question_is_read_as_far_as_it_fits(model):
    assert model.best_spans("Why did he go? " * 60, [TEXT])[0].span.end <= len(TEXT)


@pytest.mark.parametrize(
    ("text", "answer", "trimmed"),
    [
        ("He said “no, thanks”, and left.", "“no, thanks”,", "“no, thanks”"),
        ("He said “no, thanks”, and left.", "“no, thanks", "no, thanks"),
        ("In Baghdad (Iraq).", "Iraq).", "Iraq"),
        ("In the U.S. today", "the U.S.", "the U.S."),
        ("Kata'ib Hezbollah fired.", "ta'ib Hezbo", "Kata'ib Hezbollah"),
        ("It was 5.", ".", "."),
    ],
)
def test_an_answer_has_whole_words_and_no_stray_marks(text, answer, trimmed):
    start = text.index(answer)
    assert cut(text, start, start + len(answer)) == trimmed


def test_the_offset_of_the_passage_is_added(model):
    passage = Passage("a.txt", TEXT, (Sentence(100, 100 + len(TEXT), 1),))
    reading = SpanReader(model).read("Why did Qaani travel to Iraq?", [Hit(passage, 1.0, 0.5, 0.5, ())])
    assert reading.span == Span(100 + TEXT.index("to calm"), 100 + TEXT.index(" down") + 5)
    assert 0 < reading.confidence < 1


def test_any_extractive_model_can_be_named(tmp_path, collection, encoder):
    config = BertConfig(
        vocab_size=30522, hidden_size=16, num_hidden_layers=1, num_attention_heads=2, intermediate_size=16
    )
    BertForQuestionAnswering(config).save_pretrained(tmp_path)
    AutoTokenizer.from_pretrained(bundled_folder()).save_pretrained(tmp_path)
    settings = load_settings(environment={"QA_READER": str(tmp_path)})
    assistant = Assistant(collection, encoder, reader=make_reader(settings.reader), threshold=0)
    answer = assistant.ask("Who is Qaani?")
    assert answer.answer in collection.documents[answer.citations[0].document].text


def test_a_model_that_is_not_there_is_said_in_one_sentence(tmp_path):
    with pytest.raises(ReaderError, match=r"^The reader .* could not be loaded: .+"):
        SpanModel(str(tmp_path)).best_spans("Who?", ["Text."])


def test_damaged_weights_are_not_read(tmp_path, monkeypatch):
    damaged = tmp_path / "reader.safetensors"
    damaged.write_bytes(b"nothing")
    monkeypatch.setattr(qa.span_model, "bundled_weights", lambda: damaged)
    with pytest.raises(
        ReaderError, match=r"^The reader's weights are missing or damaged\. Install the project again\.$"
    ):
        SpanModel().best_spans("Who?", ["Text."])
