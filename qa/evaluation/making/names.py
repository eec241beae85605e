"""Which words of documents are names, and which names are people's, as far as the documents themselves tell."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

import regex

from index.passages import Passage
from qa.language.word_classes import CALENDAR, DEMONYM, PEOPLE, PREPOSITIONS, word_set
from qa.suggestion.question_patterns import PROPER_NAME

_CAPITAL = regex.compile(r"(?<=[\p{L}\p{N},)\]'\u2019\"\u201d] )[\p{Lu}][\p{L}'\u2019-]*[\p{L}]")
_SMALL = regex.compile(r"\b\p{Ll}[\p{L}'\u2019-]*\p{L}")
_POSSESSIVE = regex.compile(r"['\u2019]s?$")
_PLACED = regex.compile(rf"\b(?:in|from|near|into|across|at) (?P<name>{PROPER_NAME})")
_NAME = regex.compile(rf"(?<=[\p{{L}}\p{{N}},)(\]'\u2019\"\u201d] ){PROPER_NAME}")
_TITLE = (
    r"(?:Mr|Mrs|Ms|Dr|Prof|Sir|Dame|Lord|Lady|President|King|Queen|Pope|General|Captain|Ayatollah|Professor|Saint"
    r"|St)\.?"
)
_TITLED = regex.compile(rf"\b{_TITLE} (?P<name>{PROPER_NAME})")
_ROLES = PEOPLE | word_set(
    "coauthor co-author fellow editor journalist reporter physician doctor nurse resident student farmer owner clerk"
    " keeper cousin nephew niece"
)
_ROLE = rf"(?:the |an? )?(?:[\p{{L}}'\u2019-]+ ){{0,4}}?(?i:{'|'.join(sorted(_ROLES))})\b"
_DESCRIBED = (
    regex.compile(rf"(?P<name>{PROPER_NAME})(?:, (?:PhD|MD|Jr\.|MP))?(?:, | [\[(]|,? (?:is|was) ){_ROLE}"),
    regex.compile(rf"(?P<name>{PROPER_NAME}),? (?:who\b|(?:was |is )?(?:born|died|married)\b)"),
)


class Names:
    """The names in passages: `is_name` of a word, `is_person` of a whole name or its last word."""

    def __init__(self, passages: Iterable[Passage]) -> None:
        texts = [regex.sub(r"\s", " ", passage.text) for passage in passages]
        capital: Counter[str] = Counter()
        small: set[str] = set()
        for text in texts:
            capital.update(_POSSESSIVE.sub("", match.group()).lower() for match in _CAPITAL.finditer(text))
            small.update(match.group().lower() for match in _SMALL.finditer(text))
        self._names = frozenset(capital) - small
        self.people = frozenset(_without_title(name) for text in texts for name in _people(text))
        self._last = frozenset(name.split()[-1] for name in self.people)
        self._places = frozenset(match["name"] for text in texts for match in _PLACED.finditer(text))
        found = Counter((name, article) for text in texts for name, article in _names(text))
        self._by_type: dict[str, list[str]] = {}
        for name in sorted({name for name, _ in found}):
            self._by_type.setdefault(self._type_of(name, found), []).append(name)

    def _type_of(self, name: str, found: Counter[tuple[str, bool]]) -> str:
        if self.is_person(name):
            return "person" if len(name.split()) > 1 or found[name, False] > 1 else ""
        if found[name, True] + found[name, False] < 2 or not self.is_name(name.split()[0]):
            return ""
        if name.isupper():
            return "capitals"
        if name in self._places and not found[name, True]:
            return "place"
        return "with the" if found[name, True] > found[name, False] else "other"

    def like(self, name: str) -> list[str]:
        """The other names that can stand in its place: of people, of places, or written in the same way."""
        same = next((names for kind, names in self._by_type.items() if kind and name in names), [])
        return [other for other in same if other != name]

    @property
    def all(self) -> list[str]:
        """The names that others can be put in the place of, in order."""
        return sorted(name for kind, names in self._by_type.items() if kind for name in names)

    def is_name(self, word: str) -> bool:
        """Whether the documents write the word with a capital wherever it stands inside a sentence."""
        return word.lower() in self._names or (len(word) > 1 and word.isupper())

    def is_person(self, name: str) -> bool:
        """Whether the documents describe somebody of that name, or of that last name, as a person."""
        plain = _without_title(_POSSESSIVE.sub("", name))
        if " " not in plain and plain in self._places:
            return False  # "Harvard", though there is a John Harvard.
        last = plain.split()[-1] if plain.split() else ""
        parts = {last, *last.split("-")[1:]}
        return (
            plain in self.people
            or bool(parts & self._last)
            or any(one.endswith(f"-{last}") or one.startswith(f"{plain} ") for one in self.people)
        )


def _people(text: str) -> Iterator[str]:
    for number, pattern in enumerate((_TITLED, *_DESCRIBED)):
        for match in pattern.finditer(text):
            # Of one word, such as "Warsaw", what follows need not be about it.
            if number != 1 or len(match["name"].split()) > 1:
                yield match["name"]


def _names(text: str) -> Iterator[tuple[str, bool]]:
    """Each name inside a sentence, and whether "the" stands before it."""
    for match in _NAME.finditer(text):
        name = _POSSESSIVE.sub("", match.group())
        words = name.split()
        before = text[: match.start()].split()[-1]
        whole = not before[0].isupper() or before.lower() in PREPOSITIONS | {"the", "and"}
        plain = words[0].lower().rstrip(".") not in CALENDAR and not DEMONYM.fullmatch(words[-1])
        if (
            whole
            and plain
            and len(name) > 2
            and not name.endswith(".")
            and words[0] != "The"
            and name[0].isupper()
            and "\u2019" not in name
        ):
            yield name, text[: match.start()].endswith(" the ")


def _without_title(name: str) -> str:
    return str(regex.sub(rf"^{_TITLE} ", "", name))
