"""qa.form.mentioned: all of one kind that the text names."""

import pytest
from fakes import HashEncoder, text_document

from index.collection import Collection
from qa.assistant import Assistant
from qa.form.listing import MOST_ITEMS
from qa.form.mentioned import kind_asked_for

TEXT = """The ship left Norway on 3 May 1998 with wine for $400. In 2001 it lay in Chile.

It came back to Norway in 2001, after 30 days in Peru, for $400 more."""


def ask(question, *texts):
    documents = [text_document(text, f"{at}.txt") for at, text in enumerate(texts or [TEXT])]
    return Assistant(Collection.build(documents, HashEncoder()), HashEncoder()).ask(question)


@pytest.mark.parametrize(
    ("question", "items"),
    [
        ("Which countries are mentioned?", ("Norway", "Chile", "Peru")),
        ("What dates does the article give?", ("3 May 1998", "2001")),
        ("And which years are named in the text?", ("1998", "2001")),
        ("Can you list all the sums of money that the text mentions?", ("$400",)),
        ("Which numbers appear in it?", ("$400", "30")),
    ],
)
def test_each_is_named_once_where_it_is_mentioned_first(question, items):
    answer = ask(question)
    assert (answer.form, answer.answers) == ("list", items)
    for citation in answer.citations:
        assert TEXT[citation.start : citation.end] == citation.quote
        assert TEXT[citation.answer_start : citation.answer_end] == citation.answer


def test_those_of_several_documents_are_merged():
    answer = ask("Which countries are mentioned?", TEXT, "Ghana traded with Norway.")
    assert [(one.document, one.answer) for one in answer.citations] == [
        ("0.txt", "Norway"),
        ("0.txt", "Chile"),
        ("0.txt", "Peru"),
        ("1.txt", "Ghana"),
    ]


def test_what_the_text_has_none_of_is_not_said():
    assert not ask("Which percentages are given?").answered


def test_it_says_where_it_stopped():
    text = " ".join(f"In {year} the river rose." for year in range(1900, 1900 + MOST_ITEMS + 5))
    answer = ask("Which years are mentioned?", text)
    assert len(answer.answers) == MOST_ITEMS
    assert answer.reply == f"The first {MOST_ITEMS} of {MOST_ITEMS + 5} are shown."


def test_notes_around_an_article_are_left_out(assistant):
    assert assistant.ask("What years are mentioned?").answers == ("2020", "2011")
    answer = assistant.ask("Which countries are mentioned?", ["Why did Qaani go to Baghdad?"])
    assert answer.answers == ("Iraq", "United States", "Iran", "China", "Saudi Arabia", "Yemen")


PARTIES = """Mr. Ann Lund met Petra Falk of the Mill Guild in Ostby, which trades with China. The MG is old.

Lund left the Ostby-based guild in May. An Action followed."""


@pytest.mark.parametrize(
    ("question", "names", "note"),
    [
        ("List all the names", ("Ann Lund", "Petra Falk", "Mill Guild", "Ostby", "China", "MG"), None),
        (
            "Who is mentioned in the text?",
            ("Ann Lund", "Petra Falk", "Mill Guild", "Ostby"),
            "which of them are people",
        ),
        ("Which cities does it name?", ("Ann Lund", "Petra Falk", "Mill Guild", "Ostby"), "which of them are cities"),
        ("What places are mentioned?", ("Ann Lund", "Petra Falk", "Mill Guild", "Ostby", "China", "MG"), "are places"),
    ],
)
def test_names_that_are_not_told_apart_are_all_given_and_it_says_so(question, names, note):
    answer = ask(question, PARTIES)
    assert (answer.form, answer.answers) == ("list", names)
    assert note in answer.reply if note else answer.reply is None


@pytest.mark.parametrize("question", ["Who is the mayor?", "Which people left?", "Who mentioned the text?"])
def test_whom_more_is_said_of_is_not_asked_for_so(question):
    assert ask(question, PARTIES).form != "list"


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("List all the dates", "date"),
        ("How many countries are mentioned in the article?", "country"),
        ("Does the article mention any countries?", "country"),
        ("What figures does the author cite?", "number"),
        ("List the prices given in the text", "sum"),
        ("List the prices", None),
        ("Which countries signed the treaty?", None),
        ("Which countries are there in the world?", None),
        ("Name the countries of the union", None),
        ("What date is given for the attack?", None),
        ("Which dates are free?", None),
        ("What years did he work there?", None),
        ("Which people are mentioned?", None),
    ],
)
def test_such_a_list_is_asked_for_where_no_more_is_said_of_it(question, kind):
    assert kind_asked_for(question) == kind
