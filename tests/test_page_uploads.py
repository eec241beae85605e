"""Readers' own documents in memory."""

from __future__ import annotations

from typing import Any

import pytest
from fakes import HashEncoder, text_document

from index.collection import Collection
from index.documents import Document
from index.errors import DocumentError
from qa.assistant import Assistant
from qa.page import uploads as uploads_module
from qa.page.languages import ARABIC
from qa.page.options import Options
from qa.page.uploads import FIRST_UPLOADED, IDLE, LEFT, RemovedError, UploadedDocument, UploadSession, UploadSessions

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


def session(assistant: Assistant, **options: Any) -> UploadSession:
    return UploadSession(assistant, Options(**options))


def add(uploaded: UploadSession, document: Document) -> int:
    return uploaded.add(document).number


def test_a_document_is_asked_by_its_number_and_answers_cite_it(two: Assistant) -> None:
    uploaded = UploadSession(two, Options())
    moon = add(uploaded, text_document("The moon is a rock. People visited it in 1969.", "moon.txt"))
    sun = add(uploaded, text_document("The sun is a star. It is eight light minutes away.", "sun.txt"))
    assert (moon, sun) == (FIRST_UPLOADED, FIRST_UPLOADED + 1)
    one, both = uploaded.workspace([moon]), uploaded.workspace([moon, sun])
    assert one is not None
    assert both is not None
    answer = one.answer_cache.answer("When did people visit the moon?", ())
    assert answer.citations[0].quote == "People visited it in 1969."
    assert str(one.library.place(answer.citations[0])).startswith(f"{FIRST_UPLOADED}-")
    assert [found.document for found in one.answer_cache.answer("What is the sun?", ()).passages] == ["moon.txt"]
    assert both.answer_cache.answer("What is the sun?", ()).citations[0].document == "sun.txt"
    assert uploaded.article_view(sun) is not None
    assert uploaded.find("moon") == [(FIRST_UPLOADED, "Moon")]


def test_each_text_is_told_of_as_it_is_encoded(small: Assistant) -> None:
    told: list[tuple[int, int]] = []
    text = "\n\n".join(f"Paragraph {number} says something of its own." for number in range(100))
    session(small).add(text_document(text), lambda done, total: told.append((done, total)))
    assert [done for done, _ in told] == sorted({done for done, _ in told})
    assert len(told) > 1
    assert told[-1][0] == told[-1][1]


def test_a_document_that_was_removed_is_not_asked_nor_shown_and_its_number_is_not_given_again(small: Assistant) -> None:
    uploaded = session(small)
    first, second = add(uploaded, text_document("One.")), add(uploaded, text_document("Two.", "b.txt"))
    assert uploaded.workspace([first, second])
    uploaded.remove(first)
    uploaded.remove(99)
    workspace = uploaded.workspace([first, second])
    assert workspace is not None
    assert list(workspace.assistant.collection.documents) == ["b.txt"]
    assert uploaded.workspace([first]) is None
    assert uploaded.article_view(first) is None
    assert add(uploaded, text_document("Three.", "c.txt")) == second + 1


def test_what_does_not_fit_is_refused_in_a_sentence(small: Assistant, monkeypatch: pytest.MonkeyPatch) -> None:
    uploaded = session(small, uploads=2)
    add(uploaded, text_document("One.", "one.txt"))
    with pytest.raises(DocumentError, match=r"^again\.txt is among your documents already\.$"):
        add(uploaded, text_document("One.", "again.txt"))
    monkeypatch.setattr(uploads_module, "LONGEST", 1000)
    with pytest.raises(DocumentError, match=r"^long\.txt has too much text: .* 1,000 characters together\.$"):
        add(uploaded, text_document("More. " * 200, "long.txt"))
    add(uploaded, text_document("Two.", "two.txt"))
    with pytest.raises(DocumentError, match=r"^At most 2 documents of your own fit\."):
        add(uploaded, text_document("Three.", "three.txt"))
    assert len(uploaded.documents) == 2


def test_two_documents_of_one_name_keep_apart(small: Assistant) -> None:
    uploaded = session(small)
    numbers = [add(uploaded, text_document(text, "a.txt")) for text in ("One.", "Two.", "Three.")]
    assert [each.document.name for each in uploaded.documents] == ["a.txt", "a (2).txt", "a (3).txt"]
    assert uploaded.workspace(numbers)


LONG = "\n\n".join(f"Crater number {number} is {number} kilometres wide." for number in range(600))


def test_while_it_is_read_its_answers_say_how_much_of_it_was_searched_and_then_no_more(small: Assistant) -> None:
    uploaded, told = session(small), list[tuple[int, str, bool]]()

    def ask(part: UploadedDocument) -> None:
        workspace = uploaded.workspace([part.number])
        assert workspace
        answer = workspace.answer_cache.answer("How wide is crater number 3?", ())
        html = workspace.view.answer(answer)
        told.append((part.to_dict()["share"], html, workspace.view.said(answer).endswith("Ask it again later.")))

    number = uploaded.add(text_document(LONG), askable=ask).number
    assert len(told) > 2
    for share, html, is_said in told:
        assert f"Of your document {share}&#37; had been read" in html
        assert is_said
    whole = uploaded.workspace([number])
    assert whole
    answer = whole.answer_cache.answer("How wide is crater number 3?", ())
    assert "had been read" not in whole.view.answer(answer)
    assert uploaded.documents[0].to_dict()["share"] == 100


def test_all_of_a_document_is_shown_while_it_is_read_and_two_are_read_as_one(small: Assistant) -> None:
    uploaded, shown = session(small), list[str]()
    first = uploaded.add(text_document("The moon is a rock.", "moon.txt")).number

    def look(part: UploadedDocument) -> None:
        view, both = uploaded.article_view(part.number), uploaded.workspace([first, part.number])
        assert view
        assert both
        assert both.library.share_read == part.to_dict()["share"]
        shown.append(view.article(part.number))

    uploaded.add(text_document(LONG), askable=look)
    assert all("Crater number 599" in html for html in shown)


def test_a_document_that_is_removed_or_whose_session_ends_is_read_no_further(small: Assistant) -> None:
    for end in (lambda uploaded, part: uploaded.remove(part.number), lambda uploaded, _: uploaded.close()):
        uploaded, parts = session(small), list[UploadedDocument]()

        def stop(part: UploadedDocument, uploaded: Any = uploaded, end: Any = end, parts: Any = parts) -> None:
            parts.append(part)
            end(uploaded, part)

        with pytest.raises(RemovedError):
            uploaded.add(text_document(LONG), askable=stop)
        assert len(parts) == 1
        assert uploaded.documents == []


def test_one_that_cannot_be_read_on_is_taken_out_again() -> None:
    class Failing(HashEncoder):
        def encode(self, texts: Any) -> Any:
            if any("number 500 " in text for text in texts):
                raise RuntimeError("broken")
            return super().encode(texts)

    encoder = Failing()
    uploaded = session(Assistant(Collection.build([text_document("Public.", "public.txt")], encoder), encoder))
    with pytest.raises(RuntimeError, match="broken"):
        uploaded.add(text_document(LONG))
    assert uploaded.documents == []


def test_a_server_that_stops_lets_go_of_all_documents(small: Assistant) -> None:
    sessions = UploadSessions(small, Options())
    held = sessions.find(sessions.open())
    assert held
    held.add(text_document("One."))
    sessions.close()
    assert (len(sessions), held.documents) == (0, [])


def test_a_language_that_is_not_read_well_is_told(small: Assistant) -> None:
    uploaded = session(small, language="ar")
    add(uploaded, text_document(GERMAN))
    assert uploaded.documents[0].note == ARABIC.uploads_language.format(language="German")
    assert session(small).add(text_document("The moon is a rock that circles the earth. " * 9)).note == ""


def test_only_some_choices_are_kept_ready(small: Assistant) -> None:
    uploaded = session(small)
    numbers = [add(uploaded, text_document(f"Number {number}.", f"{number}.txt")) for number in range(6)]
    workspaces = [uploaded.workspace([number]) for number in numbers]
    assert uploaded.workspace([numbers[-1]]) is workspaces[-1]
    assert uploaded.workspace([numbers[0]]) is not workspaces[0]


def test_a_session_is_found_by_its_key_alone(small: Assistant) -> None:
    upload_sessions = UploadSessions(small, Options())
    one, other = upload_sessions.open(), upload_sessions.open()
    assert one is not None
    assert one != other
    assert len(one) >= 43
    found = upload_sessions.find(one)
    assert found is not None
    number = add(found, text_document("Private words."))
    assert upload_sessions.workspace(one, [number])
    for key in (other, "", None, 1, ["x"], one[:-1]):
        assert upload_sessions.workspace(key, [number]) is None


def test_shelves_are_cleared_when_their_page_is_closed_or_left_alone(small: Assistant) -> None:
    clock = Clock()
    upload_sessions = UploadSessions(small, Options(), clock)
    closed, reloaded, silent, used = (upload_sessions.open() for _ in range(4))
    upload_sessions.leave(closed)
    upload_sessions.leave(reloaded)
    upload_sessions.leave("no such key")
    clock.now = LEFT - 1
    assert upload_sessions.find(reloaded)
    clock.now = LEFT + 1
    upload_sessions.sweep()
    assert [bool(upload_sessions._sessions.get(str(key))) for key in (closed, reloaded, silent, used)] == [
        False,
        True,
        True,
        True,
    ]
    assert upload_sessions.find(used)
    clock.now = IDLE + 1
    upload_sessions.sweep()
    assert [upload_sessions.find(key) is not None for key in (silent, used)] == [False, True]


def test_an_empty_session_makes_room_and_one_in_use_does_not(small: Assistant, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(uploads_module, "MOST_SESSIONS", 2)
    upload_sessions = UploadSessions(small, Options())
    empty, used = upload_sessions.open(), upload_sessions.open()
    add(upload_sessions._sessions[str(used)], text_document("Private words."))
    newest = upload_sessions.open()
    assert [upload_sessions.find(key) is not None for key in (empty, used, newest)] == [False, True, True]
    add(upload_sessions._sessions[str(newest)], text_document("More private words."))
    assert upload_sessions.open() is None
    assert len(upload_sessions) == 2


def test_no_address_takes_all_the_places_with_its_documents(small: Assistant, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(uploads_module, "MOST_OF_ONE", 2)
    upload_sessions = UploadSessions(small, Options())
    keys = [str(upload_sessions.open()) for _ in range(3)]
    for key in keys[:2]:
        assert upload_sessions.may_fill(key, "10.0.0.1")
        add(upload_sessions._sessions[key], text_document(f"The words of {key}."))
    assert [upload_sessions.may_fill(key, "10.0.0.1") for key in keys] == [True, True, False]
    assert upload_sessions.may_fill(keys[2], "10.0.0.2")
    upload_sessions._drop(keys[0])
    assert upload_sessions.may_fill(keys[2], "10.0.0.1")
    assert upload_sessions._addresses.keys() == set(keys[1:])
