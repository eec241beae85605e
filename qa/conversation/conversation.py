"""From a question and the conversation before it to the ways it can be understood.

No language model: each way is a whole question, which the assistant retrieves and reads;
the one that the text supports best wins. A question that stands on its own is understood
as it was typed, but for its mistyped words.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from threading import Lock
from typing import TypeVar

from qa.conversation.antecedents import Turn
from qa.conversation.followup import FollowUp, follow_up
from qa.conversation.rewriting import rewrite
from qa.language.lexicon import Lexicon
from qa.language.spelling import Speller
from qa.language.vocabulary import Vocabulary

AS_TYPED = 0.3
"""What the confidence of a follow-up's own words counts beside that of the ways it is written out."""

WRITTEN_OUT = 0.7
"""What it counts to write out a question that may as well stand on its own."""

LESS_LIKELY = 0.8
"""What each further way counts, as a share of the one before."""

LOOKS_BACK = 3
"""Turns that a follow-up can speak of."""

MOST = 4
"""Ways that are read for one question."""

LONGEST_HISTORY = 20
"""Questions; earlier ones are forgotten."""


@dataclass(frozen=True)
class Candidate:
    """One way to understand a question; its confidence counts `weight`, above 0 and at most 1."""

    question: str
    weight: float = 1.0


Read = TypeVar("Read")
Recall = Callable[[str, Sequence[str]], Turn]
"""What an earlier question, after those before it, was understood as and answered with."""


class Conversation:
    """Understands questions about one collection, and remembers what earlier ones were understood as."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._vocabulary = vocabulary
        self._speller = Speller(self._vocabulary)
        self._lexicon = Lexicon.of(vocabulary)
        self._memory = Memory()

    def candidates(self, question: str, history: Sequence[str], recall: Recall) -> tuple[Candidate, ...]:
        """The ways to understand the question, the likeliest first; at least one.

        `history` holds the earlier questions, oldest first; `recall` is asked for those that a
        follow-up speaks of and that are not remembered.
        """
        spelled = self._speller.spell(question)
        follow = follow_up(spelled.text, self._lexicon, _said(history))
        found = ways(spelled.text, follow, self._turns(history, recall), self._lexicon)
        return found if spelled.sure else (Candidate(question), *found)

    def keep(self, question: str, history: Sequence[str], turn: Turn) -> None:
        """Remember what a question was understood as."""
        self._memory.keep(self._talk(question, history), turn)

    def _turns(self, history: Sequence[str], recall: Recall) -> Iterator[Turn]:
        """The turns before, latest first."""
        known = _said(history)
        for at in range(len(known) - 1, max(-1, len(known) - 1 - LOOKS_BACK), -1):
            question, before = known[at], known[:at]
            turn = self._memory.find(self._talk(question, before)) or recall(question, before)
            yield Turn(self._vocabulary.with_capitals(turn.question), turn.answer)

    def _talk(self, question: str, history: Sequence[str]) -> tuple[str, ...]:
        """What decides how a question is understood: itself alone where it stands on its own."""
        said = _said(history)
        alone = follow_up(self._speller.correct(question), self._lexicon, said).need == "no"
        return (question,) if alone else (*said, question)


def ways(question: str, follow: FollowUp, turns: Iterable[Turn], lexicon: Lexicon) -> tuple[Candidate, ...]:
    """The ways to understand a question after some turns, latest first."""
    if follow.need == "no":
        return (Candidate(question),)
    found: dict[str, float] = {}
    for back, turn in enumerate(turns):
        for rank, text in enumerate(rewrite(follow, turn, lexicon)):
            found.setdefault(text, LESS_LIKELY ** (rank + 2 * back))
        if len(found) >= MOST - 1:
            break
    best = sorted(found.items(), key=lambda pair: -pair[1])[: MOST - 1]
    if follow.need == "maybe" or not best:
        return (Candidate(question), *(Candidate(text, WRITTEN_OUT * weight) for text, weight in best))
    written_out = tuple(Candidate(text, weight) for text, weight in best)
    # "What about Turkey?" asks nothing by itself: what is found for it would answer nobody.
    is_part = follow.bare or follow.new_part is not None
    return written_out if is_part else (*written_out, Candidate(question, AS_TYPED))


def best_supported(
    candidates: Sequence[Candidate], read: Callable[[str], Read], confidence: Callable[[Read], float], threshold: float
) -> tuple[str, Read]:
    """The way whose confidence, weighted, is highest, and what was read of it; the likeliest where none is sure enough.

    `read` is asked for no more ways than can win.
    """
    first = candidates[0].question, read(candidates[0].question)
    best, score = first, candidates[0].weight * _sure(confidence(first[1]), threshold)
    for candidate in sorted(candidates[1:], key=lambda candidate: -candidate.weight):
        if candidate.weight <= score:
            break
        found = read(candidate.question)
        weighted = candidate.weight * _sure(confidence(found), threshold)
        if weighted > score:
            best, score = (candidate.question, found), weighted
    return best


def _sure(confidence: float, threshold: float) -> float:
    return confidence if confidence >= threshold else 0.0


class Memory:
    """What questions were understood as and answered with, the `size` latest; safe to share between threads."""

    def __init__(self, size: int = 1000) -> None:
        self._size = size
        self._turns: OrderedDict[tuple[str, ...], Turn] = OrderedDict()
        self._lock = Lock()

    def find(self, talk: tuple[str, ...]) -> Turn | None:
        """The turn that ended a conversation of these questions, oldest first."""
        with self._lock:
            return self._turns.get(talk)

    def keep(self, talk: tuple[str, ...], turn: Turn) -> None:
        """Remember it; the oldest is forgotten where there are too many."""
        with self._lock:
            self._turns[talk] = turn
            self._turns.move_to_end(talk)
            while len(self._turns) > self._size:
                self._turns.popitem(last=False)


def _said(history: Sequence[str]) -> list[str]:
    return [question for question in history if question.strip()][-LONGEST_HISTORY:]
