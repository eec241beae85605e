"""From a question and the conversation before it to the candidates: whole questions that it may mean.

No language model: the assistant retrieves and reads each candidate, and the one that the
text supports best wins. A question that stands on its own is understood as it was typed,
but for its mistyped words; one that is not in English, exactly as it was typed.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from hashlib import blake2b
from itertools import islice
from threading import Lock
from typing import TypeVar

import regex

from qa.conversation.antecedents import Turn
from qa.conversation.followup import FollowUp, follow_up
from qa.conversation.rewriting import rewrite
from qa.language.asked_question import asked_in, ordinary_case, without_pictures, without_source
from qa.language.keywords import are_topic_by_themselves, as_questions, is_keywords
from qa.language.lexicon import Lexicon
from qa.language.mentions import find_names
from qa.language.question_language import is_english
from qa.language.spelling import Speller
from qa.language.vocabulary import Vocabulary
from qa.language.yes_no_question import is_yes_no

AS_TYPED = 0.3
"""What the confidence of a follow-up's own words counts beside that of its rewritten forms.

Any value from 0.1 to 0.5 gives the same F1 (benchmarks/candidate_weights.md), 0 a lower one; from 0.4 on more is read.
"""

SURE_OF_PART = 0.75
"""The least confidence at which a part of a question, such as "What about Turkey?", or one that does not say whose
("Who is its mayor?") is taken as it was typed.

Without it 19 of 88 parts get an answer that has nothing to do with the question before, with confidences up to 0.68.
"""

WRITTEN_OUT = 0.7
"""What it counts to write out a question that may as well stand on its own.

Any value from 0 to 1 gives the same F1 (benchmarks/candidate_weights.md); the higher, the more is read.
"""

LESS_LIKELY = 0.8
"""What each further rewritten form counts, as a share of the one before.

Any value from 0.4 to 1 gives the same F1 (benchmarks/candidate_weights.md); with 1 the most is read.
"""

AS_A_WHOLE = 0.9
"""What it counts to read a question with the greeting, or the story, that it stands in.

Not measured: below 1, so that the question alone wins where both are answered alike."""

AS_A_QUESTION = 0.9
"""What it counts to read "ticket price" as "How much does the ticket cost?".

Below 1, as the reader mostly finds as much in the words as typed, and shown they are what the reader knows.
"""

OTHER_NAME = 0.9
"""What it counts to read a question with a name abbreviated, or written out, as the text has it elsewhere.

Not measured: below 1, so that the name as it was typed wins where both are answered alike."""

LAST_NAME = 0.6
"""What it counts to read a question about "Qais al-Khazali" as one about "Khazali", as the text mostly has it.

So low that it is read only where the whole name is not answered for sure. Of squad2-half's 6,078 questions 68 name
somebody so; of 61 of them, 36 without an answer, none is answered otherwise than before."""

AFTER_TALK = 0.7
"""What it counts to take a word or two for keywords, such as are typed into a search box, after another question."""

_OWNED = regex.compile(
    r"^(?:which|what)\s+(?P<noun>\p{L}+(?:\s\p{L}+)?)\s+(?:belongs?|belonged)\s+to\s+(?:the\s+\p{Ll}+\s+(?=\p{Lu}))?"
    r"(?P<owner>[^?]+?)\W*$",
    regex.I,
)

LOOKS_BACK = 3
"""Turns that a follow-up can speak of."""

WINDOW = 20
"""After each so many questions of a conversation, what was asked before the last `LOOKS_BACK` is let go.

What a question is understood as depends on the questions since then alone, at most `WINDOW + LOOKS_BACK - 1`: so many
are understood anew where nobody remembers the conversation. Between those steps nothing moves, so that whoever goes
on finds what is remembered.
"""

MOST = 4
"""Candidates that are read for one question."""


@dataclass(frozen=True)
class Candidate:
    """One way to understand a question; its confidence counts `weight`, above 0 and at most 1.

    A confidence below `least` counts nothing, nor does one below the assistant's threshold.
    """

    question: str
    weight: float = 1.0
    least: float = 0.0


Read = TypeVar("Read")
Recall = Callable[[str, Sequence[str]], Turn]
"""What an earlier question, after those before it, is understood as and answered with."""


class Conversation:
    """Understands questions about one collection, and remembers what earlier ones were understood as."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._vocabulary = vocabulary
        self._speller = Speller(vocabulary)
        self._lexicon = Lexicon.of(vocabulary)
        self._memory = Memory()

    def candidates(self, question: str, history: Sequence[str], recall: Recall) -> tuple[Candidate, ...]:
        """What the question may mean, the likeliest first; at least one. The question as typed is among them, unless it
        asks for yes or no of "him".

        `history` holds the earlier questions, oldest first; `recall` is asked for those that a
        follow-up speaks of and that are not remembered.
        """
        said = recent(history)
        if not is_english(question, said):
            return (Candidate(question),)
        said = () if are_topic_by_themselves(question, said) else said
        spelled = self._speller.spell(self._plainly(question))
        asked = asked_in(spelled.text)
        found = self._with_other_names(self._after(said, recall, asked or spelled.text))
        if asked:
            found = (*found, Candidate(question, AS_A_WHOLE))
        return found if spelled.sure else (Candidate(question), *found)

    def _after(self, said: Sequence[str], recall: Recall, question: str) -> tuple[Candidate, ...]:
        follow = follow_up(question, self._lexicon, said[-LOOKS_BACK:])
        found = candidates_after(self._turns(said, recall), question, follow, self._lexicon)
        return with_keywords(found, question, self._lexicon) if follow.new_part and not follow.references else found

    def _with_other_names(self, found: tuple[Candidate, ...]) -> tuple[Candidate, ...]:
        """The candidates, the first also with a name as the collection abbreviates it, or writes it out.

        "Which channel belongs to the group KH?" is also read as "What is KH's channel?", and "Qais al-Khazali" as
        "Khazali".
        """
        question = found[0].question
        names = find_names(question, self._vocabulary.is_name)
        others = [
            question[: name.start] + other + question[name.end :]
            for name in names
            for other in self._vocabulary.called_otherwise(name.text)
        ]
        others = others[:1]
        others += [
            _OWNED.sub(r"What is \g<owner>'s \g<noun>?", text)
            for text in others[:1] or [question]
            if _OWNED.match(text)
        ]
        cut = (
            question[: name.start] + last + question[name.end :]
            for name in names
            if (last := self._vocabulary.last_name(name.text))
        )
        return (
            *found,
            *(Candidate(other, OTHER_NAME * found[0].weight) for other in others),
            *(Candidate(other, LAST_NAME * found[0].weight) for other in islice(cut, 1)),
        )

    def _plainly(self, question: str) -> str:
        question = without_source(without_pictures(question))
        small = ordinary_case(question)
        if small is None:
            return question
        written = self._vocabulary.with_capitals(small)
        return written[0].upper() + written[1:]

    def keep(self, question: str, history: Sequence[str], turn: Turn) -> None:
        """Remember what a question was understood as."""
        self._memory.keep(self._key(question, recent(history)), turn)

    def _turns(self, history: Sequence[str], recall: Recall) -> Iterator[Turn]:
        """The last `LOOKS_BACK` turns, latest first."""
        for at in reversed(range(max(0, len(history) - LOOKS_BACK), len(history))):
            question, before = history[at], history[:at]
            turn = self._memory.find(self._key(question, before)) or recall(question, before)
            yield Turn(self._vocabulary.with_capitals(turn.question), turn.answer)

    def _key(self, question: str, history: Sequence[str]) -> bytes:
        """A digest of what decides how a question is understood: itself alone where it stands on its own."""
        return _digest((question,) if self._stands_alone(question, history) else (*history, question))

    def _stands_alone(self, question: str, history: Sequence[str]) -> bool:
        if not is_english(question, history):
            return True
        spelled = self._speller.correct(self._plainly(question))
        return follow_up(asked_in(spelled) or spelled, self._lexicon, history[-LOOKS_BACK:]).need == "no"


def recent(history: Sequence[str]) -> tuple[str, ...]:
    """The questions of the history that count, oldest first; of those that count, all do. Empty ones are left out."""
    said = tuple(question for question in history if question.strip())
    return said[max(0, len(said) - LOOKS_BACK) // WINDOW * WINDOW :]


def candidates_after(turns: Iterable[Turn], question: str, follow: FollowUp, lexicon: Lexicon) -> tuple[Candidate, ...]:
    """What a question may mean after some turns, latest first."""
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
    # "What about Turkey?" asks nothing by itself, and nearly any text about Turkey seems to answer it.
    # Nor does "its mayor" say whose; and to "Is he ill?" any text says yes or no of somebody.
    if follow.references and is_yes_no(question):
        return tuple(Candidate(text, weight) for text, weight in best)
    is_part = follow.bare or follow.new_part is not None or any(word.possessive for word in follow.references)
    typed = Candidate(question, AS_TYPED, SURE_OF_PART if is_part else 0.0)
    return (*(Candidate(text, weight) for text, weight in best), typed)


def with_keywords(found: Sequence[Candidate], query: str, lexicon: Lexicon) -> tuple[Candidate, ...]:
    """The candidates of a question that may as well be keywords, with the questions that these stand for.

    After another question one or two words rather go on from it ("Turkey?"), and more of them rather do not.
    """
    if not is_keywords(query):
        return tuple(found)
    rewritten = [candidate for candidate in found if candidate.question != query]
    asked = [Candidate(query), *(Candidate(text, AS_A_QUESTION) for text in as_questions(query, lexicon.is_name))]
    if rewritten and len(query.split()) <= 2:
        both = (*rewritten, *(replace(one, weight=AFTER_TALK * one.weight, least=SURE_OF_PART) for one in asked))
    else:
        both = (*asked, *(replace(one, weight=AFTER_TALK * one.weight) for one in rewritten))
    return both[:MOST]


def best_supported(
    candidates: Sequence[Candidate], read: Callable[[str], Read], confidence: Callable[[Read], float], threshold: float
) -> tuple[str, Read]:
    """The candidate whose weighted confidence is highest, and what was read of it.

    The likeliest wins where the confidence of none reaches the threshold. `read` is asked for
    no more candidates than can win.
    """

    def weighted(candidate: Candidate, found: Read) -> float:
        sure = confidence(found)
        return candidate.weight * sure if sure >= max(threshold, candidate.least) else 0.0

    first, *others = candidates
    best = first.question, read(first.question)
    score = weighted(first, best[1])
    for candidate in sorted(others, key=lambda candidate: -candidate.weight):
        if candidate.weight <= score:
            break
        found = read(candidate.question)
        if weighted(candidate, found) > score:
            best, score = (candidate.question, found), weighted(candidate, found)
    return best


class Memory:
    """What questions were understood as and answered with, the `size` latest; safe to share between threads."""

    def __init__(self, size: int = 1000) -> None:
        self._size = size
        self._turns: OrderedDict[bytes, Turn] = OrderedDict()
        self._lock = Lock()

    def find(self, key: bytes) -> Turn | None:
        """The turn kept under that key."""
        with self._lock:
            return self._turns.get(key)

    def keep(self, key: bytes, turn: Turn) -> None:
        """Remember it; the oldest is forgotten where there are too many."""
        with self._lock:
            self._turns[key] = turn
            self._turns.move_to_end(key)
            while len(self._turns) > self._size:
                self._turns.popitem(last=False)


def _digest(questions: Iterable[str]) -> bytes:
    """A digest of fixed length, so that long conversations take no more memory than short ones."""
    found = blake2b(digest_size=16)
    for question in questions:
        encoded = question.encode("utf-8", "surrogatepass")
        found.update(len(encoded).to_bytes(8, "big") + encoded)
    return found.digest()
