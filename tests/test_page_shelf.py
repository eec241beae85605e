"""Readers' own documents in memory."""

from __future__ import annotations

from typing import Any

import pytest
from fakes import HashEncoder, text_document

from index.collection import Collection
from index.documents import Document
from index.errors import DocumentError
from qa.assistant import Assistant
from qa.page import shelf as shelf_module
from qa.page.options import Options
from qa.page.shelf import IDLE, LEFT, Shelf, Shelves
from qa.page.words import ARABIC

GERMAN = "Der Mond ist ein Stein, der um die Erde kreist. Er ist sehr alt, und niemand wohnt auf ihm. " * 4


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture(scope="module")
def small() -> Assistant:
    return Assistant(
        Collection.build([text_document("Public words stand here.", "public.txt")], HashEncoder()), HashEncoder()
    )


def shelf(assistant: Assistant, **options: Any) -> Shelf:
    return Shelf(assistant, Options(**options), first=1)


def add(own: Shelf, document: Document) -> int:
    return own.add(document).number


def test_a_document_is_asked_by_its_number_and_answers_cite_it(two: Assistant) -> None:
    own = Shelf(two, Options(), first=2)
    moon = add(own, text_document("The moon is a rock. People visited it in 1969.", "moon.txt"))
    sun = add(own, text_document("The sun is a star. It is eight light minutes away.", "sun.txt"))
    assert (moon, sun) == (2, 3)
    one, both = own.desk([moon]), own.desk([moon, sun])
    assert one is not None
    assert both is not None
    answer = one.recollection.answer("When did people visit the moon?", ())
    assert answer.citations[0].quote == "People visited it in 1969."
    assert str(one.library.place(answer.citations[0])).startswith("2-")
    assert [found.document for found in one.recollection.answer("What is the sun?", ()).passages] == ["moon.txt"]
    assert both.recollection.answer("What is the sun?", ()).citations[0].document == "sun.txt"
    assert own.article_view(sun) is not None
    assert own.find("moon") == [(2, "Moon")]


def test_each_text_is_told_of_as_it_is_encoded(small: Assistant) -> None:
    told: list[tuple[int, int]] = []
    text = "\n\n".join(f"Paragraph {number} says something of its own." for number in range(100))
    shelf(small).add(text_document(text), lambda done, total: told.append((done, total)))
    assert [done for done, _ in told] == sorted({done for done, _ in told})
    assert len(told) > 1
    assert told[-1][0] == told[-1][1]


def test_a_document_that_was_removed_is_not_asked_nor_shown_and_its_number_is_not_given_again(small: Assistant) -> None:
    own = shelf(small)
    first, second = add(own, text_document("One.")), add(own, text_document("Two.", "b.txt"))
    assert own.desk([first, second])
    own.remove(first)
    own.remove(99)
    desk = own.desk([first, second])
    assert desk is not None
    assert list(desk.assistant.collection.documents) == ["b.txt"]
    assert own.desk([first]) is None
    assert own.article_view(first) is None
    assert add(own, text_document("Three.", "c.txt")) == 3


def test_what_does_not_fit_is_refused_in_a_sentence(small: Assistant, monkeypatch: pytest.MonkeyPatch) -> None:
    own = shelf(small, uploads=2)
    add(own, text_document("One.", "one.txt"))
    with pytest.raises(DocumentError, match=r"^again\.txt is among your documents already\.$"):
        add(own, text_document("One.", "again.txt"))
    monkeypatch.setattr(shelf_module, "LONGEST", 1000)
    with pytest.raises(DocumentError, match=r"^long\.txt has too much text: .* 1,000 characters together\.$"):
        add(own, text_document("More. " * 200, "long.txt"))
    add(own, text_document("Two.", "two.txt"))
    with pytest.raises(DocumentError, match=r"^At most 2 documents of your own fit\."):
        add(own, text_document("Three.", "three.txt"))
    assert len(own.documents) == 2


def test_two_documents_of_one_name_keep_apart(small: Assistant) -> None:
    own = shelf(small)
    numbers = [add(own, text_document(text, "a.txt")) for text in ("One.", "Two.", "Three.")]
    assert [each.document.name for each in own.documents] == ["a.txt", "a.txt (2)", "a.txt (3)"]
    assert own.desk(numbers)


def test_a_language_that_is_not_read_well_is_told(small: Assistant) -> None:
    own = shelf(small, language="ar")
    add(own, text_document(GERMAN))
    assert own.documents[0].note == ARABIC.own_language.format(language="German")
    assert shelf(small).add(text_document("The moon is a rock that circles the earth. " * 9)).note == ""


def test_only_some_choices_are_kept_ready(small: Assistant) -> None:
    own = shelf(small)
    numbers = [add(own, text_document(f"Number {number}.", f"{number}.txt")) for number in range(6)]
    desks = [own.desk([number]) for number in numbers]
    assert own.desk([numbers[-1]]) is desks[-1]
    assert own.desk([numbers[0]]) is not desks[0]


def test_a_shelf_is_found_by_its_key_alone(small: Assistant) -> None:
    shelves = Shelves(small, Options())
    one, other = shelves.open(), shelves.open()
    assert one is not None
    assert one != other
    assert len(one) >= 43
    found = shelves.find(one)
    assert found is not None
    number = add(found, text_document("Private words."))
    assert shelves.desk(one, [number])
    for key in (other, "", None, 1, ["x"], one[:-1]):
        assert shelves.desk(key, [number]) is None


def test_shelves_are_cleared_when_their_page_is_closed_or_left_alone(small: Assistant) -> None:
    clock = Clock()
    shelves = Shelves(small, Options(), clock)
    closed, reloaded, silent, used = (shelves.open() for _ in range(4))
    shelves.leave(closed)
    shelves.leave(reloaded)
    shelves.leave("no such key")
    clock.now = LEFT - 1
    assert shelves.find(reloaded)
    clock.now = LEFT + 1
    shelves.sweep()
    assert [bool(shelves._shelves.get(str(key))) for key in (closed, reloaded, silent, used)] == [
        False,
        True,
        True,
        True,
    ]
    assert shelves.find(used)
    clock.now = IDLE + 1
    shelves.sweep()
    assert [shelves.find(key) is not None for key in (silent, used)] == [False, True]


def test_an_empty_shelf_makes_room_and_one_in_use_does_not(small: Assistant, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shelf_module, "SHELVES", 2)
    shelves = Shelves(small, Options())
    empty, used = shelves.open(), shelves.open()
    add(shelves._shelves[str(used)], text_document("Private words."))
    newest = shelves.open()
    assert [shelves.find(key) is not None for key in (empty, used, newest)] == [False, True, True]
    add(shelves._shelves[str(newest)], text_document("More private words."))
    assert shelves.open() is None
    assert len(shelves) == 2
