"""qa.conversation.followup: which questions need the conversation, and which of their words point back."""

import pytest

from qa.conversation.followup import follow_up, needs_history, references
from qa.language.lexicon import Lexicon

NEED_IT = """
Did it work? | When did he go there? | And who took over from him? | What about Turkey? | Why? | When? | And in Yemen?
And 2023? | Why not? | How come? | By whom? | Who else? | Did they succeed? | What is its capital? | How did she die?
When was that? | What happened after that? | Why did he do that? | What happened next? | Did anyone else take part?
Were there any other groups? | How many people died? | What was the result? | Who was responsible? | Tell me more.
When was the interview? | Was anyone hurt? | Is it treatable? | What are their demands? | Which one is larger?
Did Khazali meet him? | What did Khazali say to them? | Is this still true? | What happened there? | Who was there?
How long did it last? | What did the group do? | In which year? | For how long? | Where exactly? | And Khamenei?
Or in Syria? | What else did he say? | How about Iran? | Who won? | Which of them is older? | Where's he from?
So why did it fail? | What did that lead to? | Are these groups allied? | What is the difference between them?
"""
STAND_ALONE = """
Who won the 2018 World Cup? | Who leads Asa'ib Ahl al-Haq? | Who wrote this article? | Who is Qaani?
What did Khamenei say about his country? | When did Khazali say he would attack? | What time is it in Baghdad?
Is it true that Iran signed a deal with China? | How long does it take to fly to Iraq? | Are there militias in Iraq?
What is inflation? | How do trees grow? | What created a power vacuum among the militias? | Why do cats purr?
Who called the rocket attack the largest in a decade? | Which groups both cooperate and compete with one another?
What is the ultimate goal of the Iraqi militias? | Why did Iran say it would de-escalate? | What is this article about?
Which group that fights in Iraq attacked Saudi Arabia? | How many people died in the December 20 rocket attack?
Which countries other than Iran support the militias? | Did Iran say that it wants talks? | And who leads AAH?
What did Qaani ask Khazali to do? | Is it possible to visit Mars? | How does a vaccine work? | Who are the Houthis?
Why do cats purr when they sleep? | How long should bread dough rise? | Is there a deal between Iran and China?
"""


def questions(text):
    return [question.strip() for line in text.strip().splitlines() for question in line.split("|")]


@pytest.mark.parametrize("question", questions(NEED_IT))
def test_a_follow_up_is_recognised(question):
    assert needs_history(question)


@pytest.mark.parametrize("question", questions(STAND_ALONE))
def test_a_question_that_stands_on_its_own_is_left_alone(question):
    assert not needs_history(question)


LEANING = """
What is throat cancer? | Is surgery common?; What is throat cancer? | What are common treatments?
When was the bridge built? | How long is the bridge?
Who designed the old stone bridge? | When did the bridge carry railway traffic?
"""


@pytest.mark.parametrize("talk", LEANING.replace("\n", ";").strip(";").split(";"))
def test_a_question_of_few_words_may_lean_on_the_one_before_and_makes_sense_alone(talk):
    before, question = (part.strip() for part in talk.split("|"))
    assert follow_up(question, before=[before]).need == "maybe"
    assert follow_up(question).need == "no"


@pytest.mark.parametrize("question", questions(STAND_ALONE)[:16])
def test_what_brings_a_topic_of_its_own_leans_on_nothing(question):
    topic = Lexicon(holds=lambda word: word.lower() not in {"cats", "purr", "trees", "bread", "dough", "vaccine"})
    assert follow_up(question, topic, ["Why did Qaani go to Baghdad?"]).need == "no"


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("When did he go there?", ["he", "there"]),
        ("Is there proof of it?", ["it"]),
        ("What did Khazali say about his group?", []),
        ("Did Khazali meet him?", ["him"]),
        ("Did they say that Iran left?", ["they"]),
        ("What happened after that attack?", ["that"]),
        ("Why did Qaani ask Khazali to support him?", []),
    ],
)
def test_only_words_that_stand_for_something_outside_of_the_question_point_back(question, words):
    assert [found.word for found in references(question)] == words


def test_his_and_her_are_told_from_him_and_her():
    assert [found.possessive for found in references("Who killed her brother?")] == [True]
    assert [found.possessive for found in references("Who killed her in Iraq?")] == [False]


def test_a_name_without_its_capital_is_a_name_where_the_collection_knows_it():
    assert follow_up("who is hurt").need == "maybe"
    assert follow_up("who did khazali hurt", Lexicon({"khazali"}.__contains__)).need == "no"


def test_what_a_fragment_brings_is_told():
    assert follow_up("And what about Turkey?").new_part == "Turkey"
    assert follow_up("And in Yemen?").new_part == "In Yemen"
    assert follow_up("Since when?").bare


def test_the_and_in_front_is_taken_off():
    assert follow_up("And who leads AAH?").question == "Who leads AAH?"


@pytest.mark.parametrize("question", ["", "?", "And?", "   ", "and but so", "\u202e", "😀"])
def test_odd_questions_do_no_harm(question):
    assert follow_up(question).need in {"yes", "maybe", "no"}
