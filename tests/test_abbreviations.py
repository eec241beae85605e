import pytest

from index.abbreviations import goes_on
from index.sentences import split_sentences
from index.spans import Span

WHOLE = [
    "The bridge at Tarn was opened on 7. 11. 1988.",
    "The lease runs from 1. March to the end of the year.",
    "She was born on 3. April 1951 in Graz.",
    "The loan of approx. £2.5 million was paid back.",
    "The firm was worth 1.4 bn. dollars then.",
    "The crossing took 6 hrs. and 20 mins. in all.",
    "It is set out in Vol. 2, para. 14 of the report.",
    "It turned by 30 deg. and stopped.",
    "The melt was kept at 900 deg. C for a day.",
    "The letter is signed by Ms. Ferro.",
    "The paper by Ito et al. was withdrawn.",
    "See Eq. 12 and Nos. 4 to 9.",
]


def texts(text: str) -> list[str]:
    return [text[start:end] for start, end in split_sentences(text, Span(0, len(text)))]


@pytest.mark.parametrize("sentence", WHOLE)
def test_abbreviations_and_dates_end_no_sentence(sentence: str) -> None:
    assert texts(f"It rained. {sentence} Nobody came.") == ["It rained.", sentence, "Nobody came."]


def test_a_name_behind_its_title_stays_with_it_at_a_quotation() -> None:
    text = "\u201cWe are late!\u201d said Ms. Ferro. \u201cHurry up!\u201d"
    assert texts(text) == ["\u201cWe are late!\u201d said Ms. Ferro.", "\u201cHurry up!\u201d"]


@pytest.mark.parametrize(
    "sentences",
    [
        ("It took 3 hrs.", "The rain fell."),
        ("He read the whole ch.", "The end was sad."),
        ("He scored 10.", "March was cold."),
        ("He scored 4.", "2019 was better."),
        ("They lived in 1999.", "12 people left."),
    ],
)
def test_what_ends_a_sentence_still_does(sentences: tuple[str, str]) -> None:
    assert texts(" ".join(sentences)) == list(sentences)


def test_nothing_goes_on_where_there_is_nothing() -> None:
    assert not goes_on("Ms.", "")
    assert not goes_on("", "Vance")
