"""A question set made from documents: chosen among all that can be made, so that kinds and places are mixed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import zip_longest

from index.chunking import Chunking
from index.documents import Document
from index.lexical import content_stems
from index.passages import split
from index.spans import Span
from qa.evaluation.making.answerability import Sentences, unique
from qa.evaluation.making.candidates import by_question, candidates
from qa.evaluation.making.made_question import MadeQuestion
from qa.evaluation.making.names import Names
from qa.evaluation.making.unanswerable import swapped
from qa.suggestion.starters import by_turns

MOST_OF_SENTENCE = (2, 4)
"""Questions, at most, that are made from one sentence; and where the set is not full with so few."""
_ALIKE = 0.8
UNANSWERABLE_SHARE = 1 / 3
"""Of a set with unanswerable questions, about a third is; as of SQuAD 2.0's training set (Rajpurkar et al. 2018)."""


@dataclass(frozen=True)
class MadeSet:
    """Questions with an answer, and without one; `taken_out` are questions whose sentence is to be left out."""

    answerable: tuple[MadeQuestion, ...]
    swapped: tuple[MadeQuestion, ...] = ()
    taken_out: tuple[MadeQuestion, ...] = ()


def make_questions(
    documents: Mapping[str, Document], count: int, *, unanswerable: bool = False, take_out: bool = False, seed: int = 0
) -> MadeSet:
    """At most `count` questions of documents by name; fewer where their sentences give no more.

    With `unanswerable` about a third of them have no answer, by swapped names and numbers and, with
    `take_out`, by sentences that are to be taken out of the documents.
    """
    passages = {name: split(document, Chunking()) for name, document in documents.items()}
    every = [passage for found in passages.values() for passage in found]
    names, sentences = Names(every), Sentences(documents, every)
    found = [one for name, document in documents.items() for one in candidates(document, passages[name], names)]
    sound = [one for one in (unique(group, sentences) for group in by_question(found).values()) if one]
    without = round(count * UNANSWERABLE_SHARE) if unanswerable else 0
    if not unanswerable:
        return MadeSet(tuple(_mixed(sound, count)))
    taken = _to_take_out(sound, sentences, min(without // 2, len(sound) // 4)) if take_out else []
    gone = {(one.document, one.sentences[0]) for one in taken}
    left = [one for one in sound if not gone & {(one.document, span) for span in one.sentences}]
    changed = _mixed(list(swapped(left, names, sentences, seed)), without - len(taken))
    return MadeSet(tuple(_mixed(left, count - without)), tuple(changed), tuple(taken))


def _mixed(made: Sequence[MadeQuestion], most: int) -> list[MadeQuestion]:
    """The best mix: a question of each kind by turns, of each kind by documents and places, none like another."""
    by_kind: dict[str, list[MadeQuestion]] = {}
    for one in by_turns(by_turns(made, lambda one: (one.document, one.sentences)), lambda one: one.document):
        by_kind.setdefault(one.kind, []).append(one)
    in_turn = [one for row in zip_longest(*by_kind.values()) for one in row if one]
    chosen: list[MadeQuestion] = []
    for most_of_sentence in MOST_OF_SENTENCE:
        _fill(chosen, in_turn, most, most_of_sentence)
    return chosen


def _fill(chosen: list[MadeQuestion], in_turn: Sequence[MadeQuestion], most: int, most_of_sentence: int) -> None:
    """Add those of the others that fit, in their order, up to `most` in all."""
    of_sentence = Counter((one.document, span.start) for one in chosen for span in one.sentences)
    stems = [frozenset(content_stems(one.question)) for one in chosen]
    known = set(chosen)
    for one in in_turn:
        own = [(one.document, span.start) for span in one.sentences]
        asked = frozenset(content_stems(one.question))
        full = any(of_sentence[place] >= most_of_sentence for place in own)
        if len(chosen) < most and not full and one not in known and not _is_like(asked, stems):
            chosen.append(one)
            stems.append(asked)
            of_sentence.update(own)


def _is_like(asked: frozenset[str], others: Sequence[frozenset[str]]) -> bool:
    """Whether nearly the same words are asked with already: "Who invaded Scotland?", "Did William invade Scotland?"."""
    return any(len(asked & other) >= _ALIKE * len(asked | other) for other in others)


def _to_take_out(made: Sequence[MadeQuestion], sentences: Sentences, most: int) -> list[MadeQuestion]:
    """Questions of one sentence each, whose answer stands nowhere else in the documents."""
    found: dict[tuple[str, Span], MadeQuestion] = {}
    single = [one for one in made if one.answers and len(one.sentences) == 1 and not one.defines]
    for one in _mixed(single, len(made)):
        if len(found) < most and _is_said_once(one, sentences):
            found.setdefault((one.document, one.sentences[0]), one)
    return list(found.values())


def _is_said_once(one: MadeQuestion, sentences: Sentences) -> bool:
    answer = sentences.text(one, one.answers[0]).lower()
    times = sum(document.text.lower().count(answer) for document in sentences.documents.values())
    return times == 1 and not sentences.nearly_says(one)
