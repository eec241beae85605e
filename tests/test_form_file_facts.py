"""qa.form.file_facts: what a file says of its document and the text does not."""

from dataclasses import replace

import pytest
from fakes import HashEncoder

from index.collection import Collection
from index.documents import Document, from_parsed
from index.formats import markdown
from index.formats.notes import mark_notes
from qa.assistant import Assistant


def document(name: str, title: str, author: str | None, date: str = "2011-05-02", text: str = "") -> Document:
    text = text or "The caravan left Tagant with ninety camels. Its leader was the widow Selma Adi."
    front = f"title: {title}\n" + (f"author: {author}\n" if author else "") + f"date: {date}\n"
    return from_parsed(markdown.read(f"---\n{front}---\n\n{text}\n"), name, name)


def assistant_of(*documents: Document) -> Assistant:
    encoder = HashEncoder()
    return Assistant(Collection.build(documents, encoder), encoder)


@pytest.fixture(scope="module")
def salt() -> Assistant:
    return assistant_of(document("salt.md", "The Salt Road", "Mina Okafor"))


@pytest.mark.parametrize(
    ("question", "reply"),
    [
        ("Who wrote this text?", "The file names Mina Okafor as its author."),
        ("By whom was this written?", "The file names Mina Okafor as its author."),
        ("Who wrote The Salt Road?", "The file names Mina Okafor as its author."),
        ("who is the author of the book \u201cThe Salt Road\u201d", "The file names Mina Okafor as its author."),
        ("Who has written the book?", "The file names Mina Okafor as its author."),
        ("What is the title of this document?", "The file has the title \u201cThe Salt Road\u201d."),
        ("When was it published?", "The file gives 2011-05-02 as its date."),
        ("When was The Salt Road published?", "The file gives 2011-05-02 as its date."),
        ("What is the file name?", "The file is salt.md."),
    ],
)
def test_what_the_file_says_is_told_in_a_reply(salt, question, reply):
    answer = salt.ask(question)
    assert (answer.form, answer.reply, answer.answered) == ("reply", reply, False)


def test_when_a_file_was_made_is_not_when_its_text_was_published():
    printed = assistant_of(replace(document("salt.pdf", "The Salt Road", None), name="salt.pdf"))
    answer = printed.ask("When was The Salt Road published?")
    assert answer.reply == "The file was made on 2011-05-02. When its text was published it does not say."


@pytest.mark.parametrize("question", ["Who led the caravan?", "Who wrote The Iron Road?", "How many pages has it?"])
def test_what_it_does_not_say_and_what_is_asked_of_something_else_is_none(salt, question):
    assert salt.ask(question).form != "reply"


def test_a_note_in_the_text_wins(assistant):
    assert assistant.ask("Who wrote this article?").form == "quotation"
    text = (
        "By Selma Adi\n\nThe caravan left.\n\nIt came back.\n\nIt left again.\n\nIt rested.\n\nIt went on.\n\nThe end."
    )
    plain = document("salt.md", "The Salt Road", "Mina Okafor", text=text)
    noted = assistant_of(replace(plain, blocks=tuple(mark_notes(plain.text, plain.blocks))))
    assert noted.ask("Who wrote this text?").form != "reply"


def test_it_is_what_was_spoken_of(salt):
    assert salt.ask("When was it published?", ["Who wrote this text?"]).form == "reply"
    assert salt.ask("When was it published?", ["Who led the caravan?"]).form != "reply"


def test_of_several_documents_each_that_says_it_has_a_line_and_a_named_one_stands_alone():
    both = assistant_of(
        document("salt.md", "The Salt Road", "Mina Okafor"),
        document("bees.md", "Bees", "Lena Brook", text="Forty-one species were found on the slopes."),
        document("boats.md", "Boats", None, text="The oldest of the boats is the Otter, built of larch."),
    )
    assert both.ask("Who wrote this?").reply.splitlines() == [
        "The Salt Road: The file names Mina Okafor as its author.",
        "Bees: The file names Lena Brook as its author.",
    ]
    assert both.ask("Who wrote Bees?").reply == "Bees: The file names Lena Brook as its author."
    assert both.ask("Who wrote Boats?").form != "reply"
