"""Which sentences speak of a topic: those that name it, in any of its names, and those that go on about it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

import regex

from index.lexical import stem, words
from qa.form.telling import DocumentSentences, TextSentence
from qa.language.abbreviations import abbreviations
from qa.language.mentions import find_names
from qa.language.word_classes import DEMONYM, is_common

_TITLES = frozenset(
    stem(word) for word in ("mr", "mrs", "ms", "dr", "sir", "lady", "lord", "president", "king", "queen")
)
_ALIKE = 4
"""First letters that a country and its people have in common: "Turkey" and "Turkish"."""

_CALLED = r"(?:known as|called|named|names? (?:is|was|of))"
_INTRODUCED = (
    r"(?:[\"'\u201d\u2019)]* ?(?:,|\[|\(|\u2014|\u2013) ?(?:(?:then|now|once|formerly) )?"
    r"(?:(?:the|an?|his|her|their|its|former|chief|head|deputy) (?!same\b|time\b|year\b|day\b)"
    r"|\p{Lu}[\p{L}\p{M}-]+['\u2019]s? |\p{Ll}+(?:er|or|ent|ist|man|ian|head|king|queen|chief) (?:of|for|at|in)\b)"
    r"| (?:is|was|are|were|became|remains) (?:also |now |then |once )?(?:an?|the|one of|his|her|their)\b)"
)


@dataclass(frozen=True)
class TopicSentences:
    """The numbers of a document's sentences that name the topic, of those that have it as their subject, and of those
    right behind them that go on about it by "he", "she", "it" or "they".

    `scattered`: they have all its words, but nowhere side by side.
    """

    naming: Sequence[int]
    leading: frozenset[int] = frozenset()
    going_on: Sequence[int] = ()
    introduced: bool = False
    scattered: bool = False

    @property
    def all(self) -> list[int]:
        return sorted({*self.naming, *self.going_on})


@dataclass(frozen=True)
class Topic:
    """What a question is about, as it was typed, such as "the Quds Force"; `stems` are its words'."""

    text: str

    @cached_property
    def stems(self) -> tuple[str, ...]:
        return stems_of(self.text)

    def is_title_of(self, title: str) -> bool:
        """Whether it is what a document is called, its file's ending aside."""
        return bool(self.stems) and self.stems == stems_of(regex.sub(r"\.\p{L}{2,4}$", "", title))

    def sentences(self, document: DocumentSentences) -> TopicSentences:
        """Those that speak of it in one document; none where the document does not name it."""
        all_stems = [stems_of(each.text) if self._may_name(each) else () for each in document.sentences]
        named = [at for at, stems in enumerate(all_stems) if _place(self.stems, stems) is not None]
        if not named and (people := self._people_of_it(document)):
            return Topic(people).sentences(document)
        if not named:
            return TopicSentences(self._gathered(document), scattered=True)
        aliases = self._aliases(document, named)
        stems_by_number = [stems_of(each.text) for each in document.sentences] if len(aliases) > 1 else all_stems
        return self._found(document, stems_by_number, aliases)

    def is_name_in(self, document: DocumentSentences, found: TopicSentences) -> bool:
        """Whether the document writes each of its words with a capital."""
        wanted = set(self.stems)
        written = [
            word for at in found.naming for word in regex.findall(r"[\p{L}\p{N}]+", document.sentences[at].text)
            if wanted & set(stems_of(word))
        ]  # fmt: skip
        return bool(written) and all(word[0].isupper() or word in {"al", "el"} for word in written)

    def _may_name(self, sentence: TextSentence) -> bool:
        """A quick look, that is right where it says no."""
        text = sentence.text.casefold()
        return not self.stems or self.stems[0][:2].casefold() in text or not text.isascii()

    def _people_of_it(self, document: DocumentSentences) -> str | None:
        """ "Turkish", for "Turkey", where the document has no other word for it."""
        if len(self.stems) != 1 or DEMONYM.fullmatch(self.text.strip()):
            return None
        begins = regex.compile(rf"\b{regex.escape(self.text.strip()[:_ALIKE])}\p{{Ll}}+", regex.I)
        words = (match[0] for each in document.sentences for match in begins.finditer(each.text))
        return next((word for word in words if word[0].isupper() and DEMONYM.fullmatch(word)), None)

    def _gathered(self, document: DocumentSentences) -> Sequence[int]:
        """Of a topic of several words that nowhere stand together, the sentences that hold all of them."""
        wanted = set(self.stems)
        if len(wanted) < 2:
            return ()
        return [at for at, each in enumerate(document.sentences) if wanted <= set(stems_of(each.text))]

    def _aliases(self, document: DocumentSentences, named: Iterable[int]) -> list[tuple[str, ...]]:
        """Itself, what it is abbreviated to or from, and a person's last name."""
        aliases = [self.stems]
        for at in named:
            for long, short in abbreviations(document.sentences[at].text):
                long_stems, short_stems = stems_of(long), stems_of(short)
                if short_stems == self.stems:
                    aliases.append(long_stems)
                elif long_stems and self.stems[-len(long_stems) :] == long_stems:
                    aliases.append(short_stems)
        if len(self.stems) > 1 and self._ends_like_a_person(document, named):
            aliases.append(self.stems[-1:])
        return list(dict.fromkeys(alias for alias in aliases if alias))

    def _ends_like_a_person(self, document: DocumentSentences, named: Iterable[int]) -> bool:
        """Whether its last word is no common one, and the document writes it with a capital."""
        last = regex.findall(r"[\p{L}\p{N}]+", self.text)[-1]
        texts = (document.sentences[at].text for at in named)
        found = [
            match.group() for text in texts for match in regex.finditer(rf"\b{regex.escape(last)}\b", text, regex.I)
        ]
        return not is_common(last) and bool(found) and all(word[0].isupper() for word in found)

    def _found(
        self, document: DocumentSentences, stems: Sequence[Sequence[str]], aliases: Sequence[tuple[str, ...]]
    ) -> TopicSentences:
        naming, leading, going_on = [], set(), []
        for at, each in enumerate(document.sentences):
            places = [_place(alias, stems[at]) for alias in aliases]
            known = [place for place in places if place is not None]
            if known and not self._is_another(each.text, places):
                naming.append(at)
                if min(known) <= _first_name(each.text):
                    leading.add(at)
            elif document.follows(at) and each.goes_on and (at - 1 in leading or at - 1 in going_on):
                going_on.append(at)
        introduced = any(self._introduces(document.sentences[at].text) for at in naming)
        return TopicSentences(naming, frozenset(leading), going_on, introduced)

    def _is_another(self, text: str, places: Sequence[int | None]) -> bool:
        """Whether only a last name is there, and it is somebody else's: "Kublai Khan" is not Genghis Khan."""
        if places[0] is not None or any(place is not None for place in places[1:-1]) or len(self.stems) < 2:
            return False
        last = regex.findall(r"[\p{L}\p{N}]+", self.text)[-1]
        known = {*self.stems, *_TITLES}
        others = regex.finditer(rf"([\p{{L}}.'\u2019]+) (?:al-)?{regex.escape(last)}\b", text, regex.I)
        return any(
            other[1][0].isupper()
            and not set(stems_of(other[1])) <= known
            and not (other.start() == 0 and is_common(other[1]))
            for other in others
        )

    def _introduces(self, text: str) -> bool:
        name = regex.escape(self.text)
        last = regex.escape(regex.findall(r"[\p{L}\p{N}]+", self.text)[-1])
        return regex.search(rf"\b(?:{_CALLED} (?:the )?{name}\b|{last}{_INTRODUCED})", text, regex.I) is not None


def stems_of(text: str) -> tuple[str, ...]:
    """The stems of the words that carry meaning, in order."""
    return tuple(map(stem, words(text)))


def _place(wanted: Sequence[str], stems: Sequence[str]) -> int | None:
    """Where the words stand together, counted in words; None where they do not."""
    if not wanted:
        return None
    return next(
        (at for at in range(len(stems) - len(wanted) + 1) if tuple(stems[at : at + len(wanted)]) == tuple(wanted)), None
    )


def _first_name(text: str) -> int:
    """Where the first name of the sentence ends, counted in words; 2 where it has none."""
    names = find_names(text)
    return len(stems_of(text[: names[0].end])) - 1 if names else 2
