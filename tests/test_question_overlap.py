"""qa.reading.question_overlap: what a question says that the text around an answer does not."""

import pytest

from qa.reading.question_overlap import QuestionOverlap, question_overlap

SENTENCE = "The attack prompted Qaani to travel to Iraq the next day."
PASSAGE = f"Hamdi Malik wrote about militias in Baghdad. {SENTENCE}"


def test_a_question_in_the_words_of_its_sentence_lacks_nothing():
    assert question_overlap("What prompted Qaani to travel to Iraq?", SENTENCE, PASSAGE) == QuestionOverlap(0, 0, 0, 0)


def test_the_forms_of_a_word_are_the_same_word():
    assert question_overlap("Which attacks prompted the travelling?", SENTENCE, PASSAGE).words_outside == 0


def test_words_beside_the_sentence_are_told_from_words_nowhere():
    found = question_overlap("Which militias did Qaani visit in Baghdad with Erdogan?", SENTENCE, PASSAGE)
    assert found == QuestionOverlap(words_outside=2, names_outside=2, names_nowhere=1, negated=0)


def test_the_first_word_of_a_question_is_no_name():
    assert question_overlap("Erdogan travelled where?", SENTENCE, PASSAGE).names_nowhere == 0


@pytest.mark.parametrize("question", ["What did not prompt Qaani to travel?", "What didn't prompt Qaani to travel?"])
def test_a_negation_that_the_sentence_lacks_is_seen(question):
    assert question_overlap(question, SENTENCE, PASSAGE).negated == 1
    assert question_overlap(question, "The attack did not prompt Qaani to travel.", PASSAGE).negated == 0
