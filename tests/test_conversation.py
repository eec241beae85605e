"""qa.conversation.conversation: the ways a question can be understood, and which of them wins."""

import pytest

from qa.conversation.antecedents import Turn
from qa.conversation.conversation import LONGEST_HISTORY, MOST, Candidate, Conversation, Memory, best_supported
from qa.language.vocabulary import Vocabulary

FIRST = "Why did Qaani go to Baghdad?"


class Recall:
    """Answers every earlier question as it stands; `asked` lists them."""

    def __init__(self, answer=None):
        self.answer = answer
        self.asked = []

    def __call__(self, question, history):
        self.asked.append((question, list(history)))
        return Turn(question, self.answer)


def understood(collection, question, *history, answer=None):
    conversation = Conversation(Vocabulary(collection))
    return [found.question for found in conversation.candidates(question, history, Recall(answer))]


def test_a_question_that_stands_on_its_own_is_never_rewritten(collection, article_questions):
    recall = Recall()
    alone = [row["question"] for row in article_questions if "history" not in row and row["kind"] != "typo"]
    conversation = Conversation(Vocabulary(collection))
    for question in alone:
        assert conversation.candidates(question, [FIRST], recall) == (Candidate(question),)
    assert recall.asked == []


def test_a_follow_up_is_written_out_before_it_is_taken_as_typed(collection):
    assert understood(collection, "When did he go there?", FIRST) == [
        "When did Qaani go to Baghdad?",
        "When did he go there?",
    ]


INTERVIEW = "When did Khazali give the interview about the Quds Force?", "Nov. 19, 2020"
WHO = "who is qaani", "commander of the Quds Force"
PALACE = "Which palace was reportedly hit by drones?", "Yamama Palace"
POLICY = "What was Iran's policy toward the United States in late 2020?", "to de-escalate tensions"
FORCES = "When did U.S. forces leave Iraq?", "2011"
VACUUM = "What created a power vacuum among the militias?", "The death of Soleimani and Abu Mahdi al-Muhannis"
INVASION = "How did Khazali feel about a Turkish invasion of northern Iraq?", "satisfaction"


@pytest.mark.parametrize(
    ("before", "question", "first"),
    [
        (INTERVIEW, "What was it about?", "What was the interview about?"),
        (INTERVIEW, "What happened then?", "What happened on Nov. 19, 2020?"),
        (INTERVIEW, "On which channel?", "On which channel did Khazali give the interview about the Quds Force?"),
        (WHO, "what does he want", "What does Qaani want?"),
        (WHO, "his predecessor?", "Who is Qaani's predecessor?"),
        (WHO, "And Soleimani?", "Who is Soleimani?"),
        (PALACE, "Where is it?", "Where is Yamama Palace?"),
        (PALACE, "Who sent them?", "Who sent drones?"),
        (POLICY, "Did the militias follow it?", "Did the militias follow Iran's policy?"),
        (POLICY, "And toward Saudi Arabia?", "What was Iran's policy toward Saudi Arabia in late 2020?"),
        (POLICY, "And in 2021?", "What was Iran's policy toward the United States in late 2021?"),
        (FORCES, "Why did they leave?", "Why did U.S. forces leave?"),
        (VACUUM, "Who failed to fill it?", "Who failed to fill the power vacuum?"),
        (INVASION, "Why was he happy about that?", "Why was Khazali happy about the Turkish invasion?"),
    ],
)
def test_follow_ups_about_the_article_are_written_out_as_a_person_would(collection, before, question, first):
    assert understood(collection, question, before[0], answer=before[1])[0] == first


def test_a_question_that_is_only_short_of_words_is_first_taken_as_typed(collection):
    ways = understood(collection, "How many people died?", "When was the rocket attack?")
    assert ways == ["How many people died?", "How many people died in the rocket attack?"]


def test_without_a_history_nothing_is_rewritten(collection):
    assert understood(collection, "Did it work?") == ["Did it work?"]
    assert understood(collection, "Did it work?", "  ", "") == ["Did it work?"]


def test_mistyped_words_are_corrected_with_and_without_a_history(collection):
    assert understood(collection, "why did qani travel to irak") == ["why did Qaani travel to Iraq"]
    assert understood(collection, "When did he go there?", "why did qaani go to baghdad")[0] == (
        "When did Qaani go to Baghdad?"
    )


def test_a_correction_that_may_be_none_is_read_beside_the_words_as_typed(collection):
    assert understood(collection, "who lives in iraz") == ["who lives in iraz", "who lives in Iraq"]


def test_the_answer_before_can_be_spoken_of(collection):
    ways = understood(collection, "When did he die?", "Who succeeded Muhannis?", answer="Abu Fadak al-Mohammedawi")
    assert ways[:2] == ["When did Abu Fadak al-Mohammedawi die?", "When did Muhannis die?"]


def test_an_older_turn_is_spoken_of_where_the_latest_has_nothing(collection):
    ways = understood(collection, "When did he go there?", FIRST, "How long should bread dough rise?")
    assert ways[0] == "When did Qaani go to Baghdad?"


def test_a_part_of_a_question_is_never_asked_as_it_was_typed(collection):
    for part in ("What about Turkey?", "And in Yemen?", "When?"):
        assert part not in understood(collection, part, FIRST)
    assert understood(collection, "What about Turkey?") == ["What about Turkey?"]


def test_no_more_ways_are_read_than_are_allowed(collection):
    names = "Did Qaani, Khazali, Soleimani, Muhannis, Trump and Khamenei meet?"
    assert len(understood(collection, "Did they go there?", names, names)) == MOST


def test_what_is_remembered_is_not_asked_again(collection):
    conversation, recall = Conversation(Vocabulary(collection)), Recall()
    conversation.keep(FIRST, [], Turn("Why did Soleimani go to Baghdad?"))
    ways = conversation.candidates("When did he go there?", [FIRST], recall)
    assert ways[0].question == "When did Soleimani go to Baghdad?"
    assert recall.asked == []


def test_a_question_that_stands_on_its_own_is_remembered_whatever_came_before(collection):
    conversation, recall = Conversation(Vocabulary(collection)), Recall()
    conversation.keep(FIRST, ["Who is Khazali?"], Turn(FIRST))
    conversation.candidates("When did he go there?", [FIRST], recall)
    assert recall.asked == []


def test_a_very_long_history_is_forgotten_from_its_beginning(collection):
    conversation, recall = Conversation(Vocabulary(collection)), Recall()
    conversation.candidates("Why?", ["Did it work?"] * 1000, recall)
    assert recall.asked
    assert all(len(history) < LONGEST_HISTORY for _, history in recall.asked)


def supported(confidences, *candidates):
    asked = []

    def read(question):
        asked.append(question)
        return confidences[question]

    return best_supported(candidates, read, float, 0.2), asked


def test_the_best_supported_way_wins_by_its_weighted_confidence():
    ways = Candidate("a"), Candidate("b", 0.8), Candidate("c", 0.3)
    assert supported({"a": 0.3, "b": 0.6, "c": 0.9}, *ways)[0] == ("b", 0.6)


def test_a_way_that_is_not_sure_enough_never_beats_the_likeliest():
    ways = Candidate("a"), Candidate("b", 0.8)
    assert supported({"a": 0.01, "b": 0.19}, *ways)[0] == ("a", 0.01)
    assert supported({"a": 0.01, "b": 0.21}, *ways)[0] == ("b", 0.21)


def test_a_way_that_cannot_win_is_not_read():
    ways = Candidate("a"), Candidate("b", 0.8), Candidate("c", 0.3)
    assert supported({"a": 0.5, "b": 0.4}, *ways)[1] == ["a", "b"]


def test_the_memory_forgets_the_oldest():
    memory = Memory(size=2)
    for name in "abc":
        memory.keep((name,), Turn(name))
    assert memory.find(("a",)) is None
    assert memory.find(("c",)) == Turn("c")
