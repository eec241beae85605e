"""qa.reading.told_time: times that a sentence tells by its form."""

import pytest

from index.passages import Passage, Sentence
from index.spans import Span
from qa.reading.reader import Reading
from qa.reading.told_time import CONFIDENCE, or_told_time
from qa.retrieval import Hit, ScoredSentence


def hit_of(text):
    sentence = Sentence(0, len(text), 1)
    return Hit(Passage("a.txt", text, (sentence,)), 1.0, 0.5, 1.0, (ScoredSentence(sentence, text, 0.5, 1.0),))


def read(question, text, confidence=0.2):
    hit = hit_of(text)
    return or_told_time(question, [hit], Reading(hit, Span(0, 3), confidence))


@pytest.mark.parametrize(
    ("question", "text", "time"),
    [
        ("When does the hall close?", "The hall is open from 9 a.m. to 5:30 p.m. on weekdays.", "5:30 p.m."),
        ("What time does the hall open?", "The hall is open from 9 a.m. to 5:30 p.m. on weekdays.", "9 a.m."),
        ("What time is the last tram?", "The tram runs every hour from 6:30 to 21:30.", "21:30"),
        ("What time is the first tram?", "The tram runs every hour from 6:30 to 21:30.", "6:30"),
        ("When did Ada begin to work at the mill?", "From 1896 until 1903 Ada did the work at the mill.", "1896"),
        ("Until when did Ada work at the mill?", "From 1896 until 1903 Ada did the work at the mill.", "1903"),
        ("When did Ada Roth die?", "The poet Ada Roth (1788-1824) died at the age of 36.", "1824"),
        ("When was Ada Roth born?", "The poet Ada Roth (3 May 1788 \u2013 6 June 1824) wrote odes.", "3 May 1788"),
        ("When is the rehearsal?", "The rehearsal was moved from Thursday to Friday at 18:30.", "Friday at 18:30"),
    ],
)
def test_a_time_is_told_by_the_form_of_the_sentence(question, text, time):
    found = read(question, text)
    assert (text[slice(*found.span)], found.confidence) == (time, CONFIDENCE)


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("When does the market close?", "The hall is open from 9 a.m. to 5 p.m."),
        ("Why does the hall close?", "The hall is open from 9 a.m. to 5 p.m."),
        ("From when was the rehearsal moved?", "The rehearsal was moved from Thursday to Friday."),
        ("When did the mill close?", "The mill was open from May to June."),
    ],
)
def test_a_sentence_that_does_not_tell_it_changes_nothing(question, text):
    assert read(question, text).confidence == 0.2


def test_a_surer_reading_of_another_sentence_stays():
    hit, other = hit_of("The last tram leaves at 23:00."), hit_of("The tram runs from 6:30 to 21:30.")
    reading = Reading(hit, Span(24, 29), 0.9)
    other = Hit(Passage("b.txt", other.passage.text, other.passage.sentences), 1.0, 0.5, 1.0, other.sentences)
    assert or_told_time("What time is the last tram?", [hit, other], reading) is reading
