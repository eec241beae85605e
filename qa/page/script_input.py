"""What the page's script sends with a call, checked: anybody may send anything."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from index.errors import QuestionError
from qa.page.asked_questions import AskedQuestion, read_asked_questions, read_numbers
from qa.page.library import Place
from qa.page.notebook import Note, read_notes


@dataclass(frozen=True)
class ScriptInput:
    """The object `{"name": value, ...}` of one call. Each part is checked when it is wanted.

    Every part raises `QuestionError` of the kind "foreign" where it is missing, or not what the script sends.
    """

    given: Any

    @property
    def session(self) -> str | None:
        """The key of the reader's own documents, if there are any."""
        session = self._part("session")
        if session is not None and not isinstance(session, str):
            raise _foreign()
        return session

    @property
    def conversation(self) -> list[AskedQuestion]:
        """The questions asked so far, oldest first."""
        return read_asked_questions(self._part("past"))

    @property
    def documents(self) -> tuple[int, ...]:
        """Numbers of the reader's own documents."""
        return read_numbers(self._part("documents"))

    @property
    def number(self) -> int:
        """That of a document."""
        (number,) = read_numbers([self._part("number")])
        return number

    @property
    def place(self) -> Place | None:
        """A place in a document; None where there is none of this form."""
        place = self._part("place")
        if place is not None and not isinstance(place, str):
            raise _foreign()
        return Place.parse(place) if place else None

    @property
    def notes(self) -> list[Note]:
        """The notebook."""
        return read_notes(self._part("notes"))

    def whole_number(self, name: str, most: int) -> int:
        """The number of that name, from 0 to `most`."""
        number = self._part(name)
        if isinstance(number, bool) or not isinstance(number, int) or not 0 <= number <= most:
            raise _foreign()
        return number

    def text(self, name: str) -> str:
        """The text of that name."""
        text = self._part(name)
        if not isinstance(text, str):
            raise _foreign()
        return text

    def _part(self, name: str) -> Any:
        if not isinstance(self.given, dict):
            raise _foreign()
        return self.given.get(name)


def _foreign() -> QuestionError:
    return QuestionError("This is not a request of this page.", "foreign")
