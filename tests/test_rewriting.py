"""qa.conversation.rewriting: a follow-up becomes a question that a person would ask."""

import pytest

from qa.conversation.antecedents import Turn
from qa.conversation.followup import follow_up
from qa.conversation.rewriting import rewrite

QAANI = Turn("Why did Qaani go to Baghdad?", "to calm AAH down")
MUHANNIS = Turn("What position did Abu Mahdi al-Muhannis hold?", "the de facto commander of the PMF")
SUCCESSOR = Turn("Who succeeded Muhannis?", "Abu Fadak al-Mohammedawi")
LEADER = Turn("Who is the leader of Asa'ib Ahl al-Haq?", "Qais al-Khazali")
ATTACK = Turn("Which attack was described as the largest in a decade?")
DEAL = Turn("How much is Iran's deal with China reportedly worth?", "$400 billion")
GROUP = Turn(
    "Which group was set up to attack Saudi Arabia from Iraq?", "Alwiyat al-Waad al-Haq (True Pledge Brigades)"
)
YES_NO = Turn("Was Qaani successful in stopping the militias?")


def ways(question, turn):
    return rewrite(follow_up(question), turn)


@pytest.mark.parametrize(
    ("turn", "question", "understood"),
    [
        (QAANI, "When did he go there?", "When did Qaani go to Baghdad?"),
        (QAANI, "What happened there?", "What happened in Baghdad?"),
        (QAANI, "Did it work?", "Was Qaani successful?"),
        (QAANI, "When?", "When did Qaani go to Baghdad?"),
        (QAANI, "When was that?", "When did Qaani go to Baghdad?"),
        (QAANI, "Why did he do that?", "Why did Qaani go to Baghdad?"),
        (QAANI, "And in Yemen?", "Why did Qaani go to Yemen?"),
        (QAANI, "And 2023?", "Why did Qaani go to Baghdad in 2023?"),
        (QAANI, "Was that a success?", "Was going to Baghdad a success?"),
        (QAANI, "What is his job?", "What is Qaani's job?"),
        (MUHANNIS, "And who took over from him?", "Who took over from Abu Mahdi al-Muhannis?"),
        (MUHANNIS, "When?", "When did Abu Mahdi al-Muhannis hold the position?"),
        (SUCCESSOR, "When?", "When did Abu Fadak al-Mohammedawi succeed Muhannis?"),
        (SUCCESSOR, "Why did he fail?", "Why did Abu Fadak al-Mohammedawi fail?"),
        (LEADER, "Why?", "Why is Qais al-Khazali the leader of Asa'ib Ahl al-Haq?"),
        (LEADER, "What are their goals?", "What are Asa'ib Ahl al-Haq's goals?"),
        (LEADER, "When did he speak on TV?", "When did Qais al-Khazali speak on TV?"),
        (ATTACK, "Who was behind it?", "Who was behind the attack?"),
        (ATTACK, "Who called it that?", "Who called the attack that?"),
        (ATTACK, "How many people died?", "How many people died in the attack?"),
        (ATTACK, "What was the reason?", "What was the reason for the attack?"),
        (DEAL, "When was it signed?", "When was Iran's deal with China signed?"),
        (DEAL, "And with Russia?", "How much is Iran's deal with Russia reportedly worth?"),
        (GROUP, "What did it strike?", "What did Alwiyat al-Waad al-Haq strike?"),
        (YES_NO, "Why?", "Why was Qaani successful in stopping the militias?"),
    ],
)  # fmt: skip
def test_the_likeliest_way_reads_like_a_question(turn, question, understood):
    assert ways(question, turn)[0] == understood


@pytest.mark.parametrize(
    ("before", "question", "understood"),
    [
        ("What is throat cancer?", "Is surgery common?", "Is surgery common for throat cancer?"),
        ("What causes throat cancer?", "What are the symptoms?", "What are the symptoms of throat cancer?"),
        ("Tell me about lung cancer.", "Which treatments exist?", "Which treatments exist for lung cancer?"),
        (
            "When was the deal with China signed?",
            "How much is the deal worth?",
            "How much is the deal with China worth?",
        ),
        ("What was Iran's nuclear policy?", "Who made the policy?", "Who made Iran's nuclear policy?"),
        (
            "What is the capital of Poland?",
            "What is the official language?",
            "What is the official language of Poland?",
        ),
    ],
)
def test_a_question_that_only_leans_is_written_out_with_what_was_spoken_of(before, question, understood):
    assert rewrite(follow_up(question, before=[before]), Turn(before)) == [understood]


def test_who_took_over_is_asked_in_a_texts_own_words_as_well():
    assert ways("And who took over from him?", MUHANNIS)[1] == "Who is Muhannis's successor?"
    assert ways("Who came before her?", Turn("Who is Jane Doe?")) == [
        "Who came before Jane Doe?",
        "Who is Doe's predecessor?",
    ]


def test_the_new_part_can_take_the_place_of_each_name():
    assert ways("What about Turkey?", QAANI) == ["Why did Turkey go to Baghdad?", "Why did Qaani go to Turkey?"]


def test_he_can_be_the_one_asked_about_or_the_one_answered():
    assert ways("When did he die?", SUCCESSOR) == [
        "When did Abu Fadak al-Mohammedawi die?",
        "When did Muhannis die?",
    ]


def test_where_nothing_fits_nothing_is_made_up():
    assert ways("Did she say so?", Turn("How long should bread dough rise?")) == []
    assert ways("Why?", Turn("bread")) == []
    assert ways("And?", QAANI) == []
