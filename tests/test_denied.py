"""qa.reading.denied: words that a question asks for and that do not answer it."""

import pytest

from index.spans import Span
from qa.reading.denied import barred, is_denied, is_over


def barred_words(question, text):
    return [text[slice(*span)] for span in barred(question, text)]


@pytest.mark.parametrize(
    ("question", "text", "words"),
    [
        ("What may guests use?", "Guests may not use chalk; they may use pens.", ["Guests may not use chalk"]),
        (
            "Who stole the bell?",
            "Mr Rose denied that he had stolen the bell.",
            ["Mr Rose denied that he had stolen the bell"],
        ),
        (
            "What caused the leak?",
            "Experts ruled out that frost caused the leak.",
            ["Experts ruled out that frost caused the leak"],
        ),
        (
            "Who came to the ball?",
            "Neither Ann nor Ben came to the ball; Cy did.",
            ["Neither Ann nor Ben came to the ball"],
        ),
        ("When did the cook fall?", "The cook almost fell in 1702 and left in 1715.", ["The cook almost fell in 1702"]),
        ("Where did the band play?", "Instead of Rome, the band played in Bari.", ["Instead of Rome"]),
        ("Who built the wing?", "The wing was not built by Mayr, but by Stark.", ["The wing was not built by Mayr"]),
        (
            "When was the hall closed?",
            "The board plans to close the hall in 2031.",
            ["The board plans to close the hall in 2031"],
        ),
        ("When is the lecture?", "The lecture was moved from 4 May to 11 May.", ["4 May"]),
        (
            "How many beds were there in 1990?",
            "There are 210 beds, 30 fewer than in 1990.",
            ["There are 210 beds, 30 fewer than in 1990"],
        ),
    ],
)
def test_a_clause_that_is_denied_planned_or_over_holds_no_answer(question, text, words):
    assert barred_words(question, text)[: len(words)] == words


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("When was the roof repaired?", "The roof was not repaired until 1999."),
        ("What may guests not use?", "Guests may not use chalk."),
        ("When does the board plan to close the hall?", "The board plans to close the hall in 2031."),
        ("When will the hall close?", "The hall will close in 2031."),
        ("Who owns the hall?", "The hall, which is not heated, is owned by the town."),
        ("Who may enter?", "No one other than the warden may enter."),
        ("From what date was the lecture moved?", "The lecture was moved from 4 May to 11 May."),
        ("What is used where there is no dam?", "Where water is not used, towers use fans."),
    ],
)
def test_a_clause_that_says_what_is_asked_for_holds_it(question, text):
    assert barred(question, text) == []


def test_another_clause_does_not_answer_what_was_only_planned():
    text = "The board plans to close the hall in 2031; it was last painted in 2012."
    painted = Span(text.index("2012"), text.index("2012") + 4)
    assert is_denied("When was the hall closed?", text, painted)
    assert not is_denied("When was the hall painted?", text, painted)


def test_another_clause_answers_where_it_tells_of_the_same():
    text = "Neither Ann nor Ben came to the ball; Cy did."
    assert not is_denied("Who came to the ball?", text, Span(text.index("Cy"), text.index("Cy") + 2))


def test_what_was_is_not_what_still_is():
    assert is_over("Is Hill still president?", "They met then-President Ann Hill.")
    assert is_over("Is she still the director?", "Ann Hill, a former director, came.")
    assert not is_over("Is Hill president?", "They met then-President Ann Hill.")
    assert not is_over("Is Hill still president?", "President Hill met a former minister.")


def test_a_name_joined_to_the_one_asked_about_is_not_who_did_it():
    text = "The death of Kay and Abu al-Lund shook the town."
    assert barred_words("Who killed Kay?", text) == ["Abu al-Lund"]
    assert barred_words("Who died with Kay?", text) == []


def test_the_long_form_of_a_name_is_not_what_belongs_to_it():
    text = "The Harbour Board (HB) owns the Tide Bell."
    assert barred_words("What is HB's bell?", text) == ["Harbour Board (HB"]
    assert barred_words("What does HB stand for?", text) == []
    assert barred_words("What is HB?", text) == []


def test_what_somebody_has_or_does_is_not_who_it_is():
    assert barred_words("What is the Lake Guard?", "The Lake Guard's attempts failed.") == ["attempts failed"]
    assert barred_words("What is the Lake Guard?", "The Lake Guard still has boats.") == ["still has boats"]
    assert barred_words("What is the Lake Guard?", "The Lake Guard is a club.") == []
    assert barred_words("What did the Lake Guard try?", "The Lake Guard's attempts failed.") == []


def test_a_sentence_about_a_thing_does_not_tell_since_when_a_person_has_a_role():
    text = "Brenmoor has 8,900 inhabitants. It was founded in 1187. Its mayor is Oskar Wiese."
    asked = "Since when is Oskar Wiese the mayor of Brenmoor?"
    assert barred_words(asked, text) == ["It was founded in 1187"]
    assert barred(asked, "It has had Oskar Wiese as mayor since 2012.") == []
    assert barred("Since when has Brenmoor existed?", text) == []
    assert barred("Since when is Brenmoor a member of the league?", "It joined in 1300.") == []


def test_what_is_only_tried_is_not_done_by_whatever_verb():
    text = "In 2015 thieves tried to take the silver buckles. The silver buckles were made by Ann Lund."
    assert barred_words("Who stole the silver buckles?", text) == ["In 2015 thieves tried to take the silver buckles"]
    assert barred("Who tried to steal the silver buckles?", text) == []
    assert (
        barred("Who made the silver buckles?", "Ann made the silver buckles and tried to sell the silver buckles.")
        == []
    )


def test_what_is_resolved_is_not_done():
    assert barred_words("When was the ash felled?", "It was resolved to fell it in May.") == [
        "It was resolved to fell it in May"
    ]


def test_attempts_that_are_told_of_as_such_turn_no_clause():
    assert barred("When did Kay first found a town?", "They made two attempts to found a town; in 1562 Kay came.") == []


def test_what_is_avoided_is_asked_for():
    assert barred("What does the guild avoid buying?", "The guild does not buy salt.") == []
