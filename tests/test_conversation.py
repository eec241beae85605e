"""qa.conversation.conversation: what a question may mean, and which candidate wins."""

from pathlib import Path

import pytest

from qa.conversation.antecedents import Turn
from qa.conversation.conversation import (
    LAST_NAME,
    LOOKS_BACK,
    MOST,
    SURE_OF_PART,
    WINDOW,
    Candidate,
    Conversation,
    Memory,
    best_supported,
    recent,
    with_keywords,
)
from qa.language.lexicon import NO_LEXICON
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
        first, *others = conversation.candidates(question, [FIRST], recall)
        assert first == Candidate(question)
        # A name that the article abbreviates is read in its other form too, and so is a last name alone.
        assert all(other.weight < 1 for other in others)
        longer = [other for other in others if not any(short in other.question for short in ("AAH", "KH"))]
        assert all(other.weight == LAST_NAME and len(other.question) < len(question) for other in longer)
    assert recall.asked == []


def test_a_name_is_read_as_the_collection_abbreviates_it_and_as_it_writes_it_out(collection):
    asked = "Which channel belongs to the group Kata'ib Hezbollah?"
    assert understood(collection, asked) == [asked, "Which channel belongs to the group KH?", "What is KH's channel?"]
    assert understood(collection, "Who led the PMF?")[1:] == ["Who led Popular Mobilization Forces?"]
    assert understood(collection, "Who led Oxfam?") == ["Who led Oxfam?"]


def test_a_follow_up_is_written_out_before_it_is_taken_as_typed(collection):
    assert understood(collection, "When did he go there?", FIRST) == [
        "When did Qaani go to Baghdad?",
        "When did he go there?",
    ]


def test_keywords_are_read_as_typed_and_as_the_questions_they_stand_for():
    found = with_keywords([Candidate("Deal date")], "Deal date", NO_LEXICON)
    assert [one.question for one in found] == ["Deal date", "When was Deal?", "What is Deal date?"]
    assert found[0].weight > found[1].weight


def test_after_a_question_two_words_go_on_from_it_and_three_do_not():
    rewritten = Candidate("Why did he go to Ostby?")
    assert with_keywords([rewritten, Candidate("Ostby")], "Ostby", NO_LEXICON)[0] == rewritten
    assert with_keywords([rewritten], "ostby ticket price", NO_LEXICON)[0].question == "ostby ticket price"


def test_what_is_no_keyword_keeps_its_candidates():
    assert with_keywords([Candidate("Who is it?")], "Who is it?", NO_LEXICON) == (Candidate("Who is it?"),)


def test_a_question_in_a_story_is_read_alone_first_and_as_typed_after(collection):
    typed = "Hello, I read of Iraq, and I wonder whether you know why Qaani went to Baghdad?"
    assert understood(collection, typed) == ["Why Qaani went to Baghdad?", typed]


def test_capitals_are_read_in_small_letters_but_for_names(collection):
    assert understood(collection, "WHY DID QAANI GO TO BAGHDAD?") == [FIRST]


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
    candidates = understood(collection, "How many people died?", "When was the rocket attack?")
    assert candidates == ["How many people died?", "How many people died in the rocket attack?"]


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
    candidates = understood(
        collection, "When did he die?", "Who succeeded Muhannis?", answer="Abu Fadak al-Mohammedawi"
    )
    assert candidates[:2] == ["When did Abu Fadak al-Mohammedawi die?", "When did Muhannis die?"]


def test_an_older_turn_is_spoken_of_where_the_latest_has_nothing(collection):
    candidates = understood(collection, "When did he go there?", FIRST, "How long should bread dough rise?")
    assert candidates[0] == "When did Qaani go to Baghdad?"


@pytest.mark.parametrize(
    "question", ["When did he go there?", "What about Turkey?", "And in Yemen?", "When?", "Is it?", "Who died?"]
)
def test_the_question_as_typed_is_always_among_the_candidates(collection, question):
    assert question in understood(collection, question, FIRST)


@pytest.mark.parametrize("part", ["What about Turkey?", "And in Yemen?", "When?", "Who is his successor?"])
def test_a_part_of_a_question_comes_last_and_is_believed_only_where_it_is_sure(collection, part):
    candidates = Conversation(Vocabulary(collection)).candidates(part, [FIRST], Recall())
    assert candidates[-1].question == part
    assert candidates[-1].least == SURE_OF_PART
    assert candidates[-1].weight < min(candidate.weight for candidate in candidates[:-1])
    assert understood(collection, part) == [part]


DATA = Path(__file__).parent / "data" / "foreign_questions.txt"
FOREIGN = [line.split(" ", 1) for line in DATA.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]


@pytest.mark.parametrize("code", dict.fromkeys(code for code, _ in FOREIGN))
def test_a_question_in_another_language_is_read_as_it_was_typed_whatever_came_before(collection, code):
    questions = [question for each, question in FOREIGN if each == code]
    conversation, recall = Conversation(Vocabulary(collection)), Recall()
    for at, question in enumerate(questions):
        history = [*questions[:at], *questions[at + 1 :], questions[0]]
        assert conversation.candidates(question, history, recall) == (Candidate(question),)
    assert recall.asked == []


def test_a_follow_up_in_english_can_speak_of_a_question_in_another_language(collection):
    assert (
        understood(collection, "When did he go there?", "¿Por qué fue Qaani a Bagdad?")[-1] == "When did he go there?"
    )


def test_a_question_in_another_language_is_not_corrected(collection):
    assert understood(collection, "Warum ging Quaani nach Bagdat?") == ["Warum ging Quaani nach Bagdat?"]


def test_yes_or_no_of_somebody_is_not_asked_without_saying_of_whom(collection):
    assert understood(collection, "is he in hiding?", "Who leads AAH?", answer="Qais al-Khazali") == [
        "Is Qais al-Khazali in hiding?",
        "Is Khazali in hiding?",
    ]
    assert "where is he hiding?" in understood(collection, "where is he hiding?", "Who is Khazali?")
    assert understood(collection, "is he in hiding?") == ["is he in hiding?"]


def test_no_more_candidates_are_read_than_are_allowed(collection):
    names = "Did Qaani, Khazali, Soleimani, Muhannis, Trump and Khamenei meet?"
    assert len(understood(collection, "When did they go there?", names, names)) == MOST


def test_what_is_remembered_is_not_asked_again(collection):
    conversation, recall = Conversation(Vocabulary(collection)), Recall()
    conversation.keep(FIRST, [], Turn("Why did Soleimani go to Baghdad?"))
    candidates = conversation.candidates("When did he go there?", [FIRST], recall)
    assert candidates[0].question == "When did Soleimani go to Baghdad?"
    assert recall.asked == []


def test_a_question_that_stands_on_its_own_is_remembered_whatever_came_before(collection):
    conversation, recall = Conversation(Vocabulary(collection)), Recall()
    conversation.keep(FIRST, ["Who is Khazali?"], Turn(FIRST))
    conversation.candidates("When did he go there?", [FIRST], recall)
    assert recall.asked == []


class Reader:
    """Understands each question as its likeliest candidate, as an assistant does; `read` counts the questions."""

    def __init__(self, collection):
        self.conversation = Conversation(Vocabulary(collection))
        self.read = 0

    def ask(self, question, history):
        candidates = self.conversation.candidates(question, history, self.ask)
        self.read += 1
        turn = Turn(candidates[0].question)
        self.conversation.keep(question, history, turn)
        return turn

    def cost(self, question, history):
        before = self.read
        self.ask(question, history)
        return self.read - before


FOLLOW_UPS = ["Did it work?", "When did he go there?", "Why?", "And in Yemen?"]
LONG = [FIRST, *(FOLLOW_UPS * 15)]


def test_many_follow_ups_in_a_row_cost_no_more_than_few(collection):
    reader = Reader(collection)
    costs = [reader.cost(question, LONG[:at]) for at, question in enumerate(LONG)]
    moved = {at for at in range(1, 61) if len(recent(LONG[:at])) < len(recent(LONG[: at - 1]))}
    assert [cost for at, cost in enumerate(costs) if at not in moved] == [1] * (61 - len(moved))
    assert len(moved) == 2
    assert max(costs) <= 1 + LOOKS_BACK


def test_a_long_chain_is_understood_to_its_end(collection):
    reader = Reader(collection)
    chain = [FIRST, *["When did he go there?"] * 21]
    for at, question in enumerate(chain):
        turn = reader.ask(question, chain[:at])
    assert turn.question == "When did Qaani go to Baghdad?"


@pytest.mark.parametrize("length", [1, 2, 5, 20, 21, 22, 23, 24, 60, 1000])
def test_a_conversation_that_is_not_remembered_is_understood_as_one_that_is(collection, length):
    history = ["Why did Qaani go to Baghdad?", "And in Yemen?", "Why?", "Did it work?", "When did he go there?"] * 200
    remembered, forgotten = Reader(collection), Reader(collection)
    for at in range(max(0, length - 100), length):
        remembered.ask(history[at], history[:at])
    assert remembered.ask("Why?", history[:length]) == forgotten.ask("Why?", history[:length])
    assert forgotten.read <= WINDOW + LOOKS_BACK
    assert forgotten.cost("When did he go there?", [*history[:length], "Why?"]) <= 1 + LOOKS_BACK


def test_a_memory_that_holds_one_window_is_enough(collection):
    reader = Reader(collection)
    reader.conversation._memory = Memory(size=WINDOW + LOOKS_BACK)
    assert max(reader.cost(question, LONG[:at]) for at, question in enumerate(LONG)) <= 1 + LOOKS_BACK


def test_what_counts_of_a_history_ends_with_it_and_begins_at_steps():
    questions = [str(number) for number in range(100)]
    for length in range(100):
        counted = recent(questions[:length])
        assert list(counted) == questions[length - len(counted) : length]
        assert min(length, LOOKS_BACK) <= len(counted) < WINDOW + LOOKS_BACK
        assert (length - len(counted)) % WINDOW == 0
        assert recent(counted) == counted
    assert recent(["a", " ", "b", "", "c", "d"]) == ("a", "b", "c", "d")


def supported(confidences, *candidates):
    asked = []

    def read(question):
        asked.append(question)
        return confidences[question]

    return best_supported(candidates, read, float, 0.2), asked


def test_the_best_supported_candidate_wins_by_its_weighted_confidence():
    candidates = Candidate("a"), Candidate("b", 0.8), Candidate("c", 0.3)
    assert supported({"a": 0.3, "b": 0.6, "c": 0.9}, *candidates)[0] == ("b", 0.6)


def test_a_candidate_that_is_not_sure_enough_never_beats_the_likeliest():
    candidates = Candidate("a"), Candidate("b", 0.8)
    assert supported({"a": 0.01, "b": 0.19}, *candidates)[0] == ("a", 0.01)
    assert supported({"a": 0.01, "b": 0.21}, *candidates)[0] == ("b", 0.21)


def test_a_candidate_below_its_own_least_confidence_counts_nothing():
    part = Candidate("b", 0.3, least=0.75)
    assert supported({"a": 0.01, "b": 0.74}, Candidate("a"), part)[0] == ("a", 0.01)
    assert supported({"a": 0.01, "b": 0.75}, Candidate("a"), part)[0] == ("b", 0.75)


def test_a_candidate_that_cannot_win_is_not_read():
    candidates = Candidate("a"), Candidate("b", 0.8), Candidate("c", 0.3)
    assert supported({"a": 0.5, "b": 0.4}, *candidates)[1] == ["a", "b"]


def test_the_memory_forgets_the_oldest():
    memory = Memory(size=2)
    for name in (b"a", b"b", b"c"):
        memory.keep(name, Turn(str(name)))
    assert memory.find(b"a") is None
    assert memory.find(b"c") == Turn("b'c'")
