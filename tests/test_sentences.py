# ruff: noqa: RUF001 - the text of articles has typographic marks and letters of other scripts
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.documents import Document
from index.sentences import LONGEST_SENTENCE, split_sentences
from index.spans import Span, has_words

NASTY = [
    "\r\n", "\r", "\n", "\n\n", "\u2028", "\u2029", "\x85", "\v", "\f", " ", "\u00a0", "\u202f", "\t", "\u3000", "\x1c",
    "e\u0301", "\u0301", "👩\u200d👩\u200d👧", "🇮🇶", "\U0001f3fd", "\u200b", "\u200f", "\u202e", "\ufeff", "\x00",
    "سلام.", "שלום!", "東京。", "- item", "* item", "• item", "1. item", "12) item", "# Heading", "A Heading",
    "U.S.", "Nov.\u00a019", "“Quoted.”", "‘Mr. Smith’", "e.g.", "...", "…", "?!", ".", '">', "(", ")", "[1]",
    "It rained.",
]  # fmt: skip
ugly_text = st.one_of(st.text(max_size=300), st.lists(st.sampled_from(NASTY), max_size=40).map("".join))


def texts(text: str) -> list[str]:
    return [text[start:end] for start, end in split_sentences(text, Span(0, len(text)))]


def check_law(text: str, within: Span) -> None:
    """Ordered, apart, stripped, short, and together every character that is not white space."""
    end = within.start
    for sentence in split_sentences(text, within):
        words = text[slice(*sentence)]
        assert end <= sentence.start < sentence.end <= within.end
        assert not text[end : sentence.start].strip()
        assert words == words.strip()
        assert len(words) <= LONGEST_SENTENCE
        end = sentence.end
    assert not text[end : within.end].strip()


@given(ugly_text)
def test_every_character_stands_in_one_sentence(text: str) -> None:
    check_law(text, Span(0, len(text)))


@given(ugly_text, st.data())
def test_only_the_span_asked_for_is_split(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    check_law(text, Span(start, data.draw(st.integers(start, len(text)))))


@given(st.sampled_from(NASTY), st.integers(1, 3000))
def test_no_sentence_is_too_long_whatever_is_repeated(piece: str, times: int) -> None:
    check_law(piece * times, Span(0, len(piece) * times))


def test_abbreviations_end_no_sentence() -> None:
    text = "In his Nov.\u00a019 talk, Mr. Smith spoke of the U.S. embassy, i.e. the old one. It was brief."
    assert texts(text) == [text[:-14], "It was brief."]


def test_quotation_marks_stay_with_their_sentence() -> None:
    assert texts("“We won’t listen.” He left.") == ["“We won’t listen.”", "He left."]


def test_the_sentences_of_the_article_are_as_a_reader_sees_them(article: Document) -> None:
    block = article.blocks[2]
    spans = split_sentences(article.text, Span(block.start, block.end))
    assert (
        article.text[slice(*spans[2])] == "The attack prompted Qaani to travel to Iraq the next day to calm AAH down."
    )


def test_items_of_a_list_are_sentences() -> None:
    assert texts("Three things:\n- one\n- two\n• three\n1. four\n22) five") == [
        "Three things:",
        "- one",
        "- two",
        "• three",
        "1. four",
        "22) five",
    ]


def test_a_wrapped_line_ends_no_sentence() -> None:
    assert texts("It rained and\r\npoured. It\nstopped.") == ["It rained and\r\npoured.", "It\nstopped."]


def test_a_fragment_without_words_joins_its_neighbour() -> None:
    assert all(has_words(sentence) for sentence in texts("… It rained. … (!) It stopped. …"))


def test_a_long_sentence_is_cut_at_a_clause() -> None:
    clause = "the rain fell on the hills and on the plain for forty days, "
    sentences = texts(clause * 30 + "and stopped.")
    assert len(sentences) == 2
    assert sentences[0].endswith("forty days,")


def test_a_long_word_is_cut_between_letters_and_their_accents() -> None:
    sentences = texts("e\u0301" * 1500)
    assert [len(sentence) for sentence in sentences] == [1000, 1000, 1000]
    assert all(sentence.startswith("e") for sentence in sentences)


def test_an_emoji_is_never_parted() -> None:
    family = "👩\u200d👩\u200d👧"
    assert all(len(sentence) % len(family) == 0 for sentence in texts(family * 700))


@pytest.mark.parametrize("unit", ["x", "word ", "No. ", "\u0301"])
def test_a_line_of_200_000_characters_is_split(unit: str) -> None:
    text = unit * (200_000 // len(unit))
    check_law(text, Span(0, len(text)))


def test_no_text_has_no_sentences() -> None:
    assert texts("") == texts(" \n\u00a0") == []
