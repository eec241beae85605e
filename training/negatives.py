"""Questions that a context does not answer, made from questions that it or its neighbours do.

- mined: the question with the best-ranked context of its document that lacks the answer,
  which is what the reader meets in use;
- removed: its own context without the sentences that answer it;
- swapped: its own context, asked about another name, number or the opposite.
"""

from __future__ import annotations

import random
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

import numpy as np

from index.lexical import LexicalIndex
from index.sentences import split_sentences
from index.spans import Span
from training.examples import Example

CANDIDATES = 3
"""A mined context is drawn from so many best-ranked ones."""

SHORTEST_REST = 150
"""Characters that must be left where sentences were removed."""

_NAME = re.compile(r"\b[A-Z][\w'\u2019-]*(?: (?:of |the )?[A-Z][\w'\u2019-]*)*")
_NUMBER = re.compile(r"\b\d[\d,.]*\b")
_OPPOSITES = [
    "first/last",
    "most/least",
    "highest/lowest",
    "largest/smallest",
    "biggest/smallest",
    "best/worst",
    "before/after",
    "more/less",
    "more/fewer",
    "longer/shorter",
    "older/younger",
    "increase/decrease",
    "increased/decreased",
    "start/end",
    "started/ended",
    "begin/end",
    "began/ended",
    "win/lose",
    "won/lost",
    "north/south",
    "east/west",
    "northern/southern",
    "eastern/western",
    "male/female",
    "men/women",
    "buy/sell",
    "bought/sold",
    "like/dislike",
    "liked/disliked",
    "good/bad",
    "early/late",
    "earlier/later",
    "always/never",
    "maximum/minimum",
    "major/minor",
    "positive/negative",
    "allow/forbid",
    "allowed/forbidden",
    "accept/reject",
    "accepted/rejected",
    "agree/disagree",
    "public/private",
]


def mined(examples: Sequence[Example], seed: int) -> list[Example]:
    """One for each answerable example that has a neighbour without its answer."""
    groups: dict[str, dict[str, list[Example]]] = defaultdict(lambda: defaultdict(list))
    for example in examples:
        groups[_neighbourhood(example)][example.context].append(example)
    return [made for group in groups.values() for made in _mined_of(group, random.Random(seed))]


def removed(examples: Iterable[Example]) -> Iterator[Example]:
    """Examples whose context lost every sentence that an answer touches."""
    for example in examples:
        sentences = split_sentences(example.context, Span(0, len(example.context)))
        places = example.places
        rest = [s for s in sentences if not any(s.overlaps(place) for place in places)]
        context = " ".join(example.context[start:end] for start, end in rest)
        if places and len(context) >= SHORTEST_REST and not _holds_answer(context, example):
            yield replace(example, context=context, answers=(), sentence=None)


def swapped(examples: Iterable[Example], seed: int) -> Iterator[Example]:
    """Examples whose question asks about something else that the context names, or the opposite."""
    draw = random.Random(seed)
    for example in examples:
        question = _other_mention(example, draw) or _opposite(example.question, draw)
        if example.answers and question:
            yield replace(example, question=question, answers=())


def _neighbourhood(example: Example) -> str:
    """Where neighbours are looked for: the document, or the source where documents are single paragraphs."""
    alone = example.source.startswith("squadshifts") or example.source == "nq-oracle"
    return example.source if alone else f"{example.source}/{example.document}"


def _mined_of(group: dict[str, list[Example]], draw: random.Random) -> Iterator[Example]:
    contexts = sorted(group)
    index = LexicalIndex.build(contexts)
    for context in contexts:
        for example in group[context]:
            if not example.is_answerable:
                continue
            ranked = np.argsort(-index.scores(example.question), kind="stable")[: CANDIDATES + 3]
            fit = [
                contexts[row]
                for row in ranked
                if contexts[row] != context and not _holds_answer(contexts[row], example)
            ]
            if fit:
                yield replace(example, context=draw.choice(fit[:CANDIDATES]), answers=(), sentence=None)


def _holds_answer(context: str, example: Example) -> bool:
    """Whether one of its answers, or the sentence that is known to answer, stands in the context."""
    lowered = context.lower()
    return any(example.context[start:end].lower().strip(" .,") in lowered for start, end in example.places)


def _other_mention(example: Example, draw: random.Random) -> str | None:
    question, context = example.question, example.context
    answers = " ".join(example.answer_texts)
    for pattern in draw.sample([_NAME, _NUMBER], 2):
        own = [match for match in pattern.finditer(question) if match.start() and match.group() in context]
        others = sorted({match.group() for match in pattern.finditer(context) if _is_inside_sentence(context, match)})
        others = [other for other in others if other not in question and other not in answers and len(other) > 1]
        if own and others:
            match = draw.choice(own)
            return question[: match.start()] + draw.choice(others) + question[match.end() :]
    return None


def _is_inside_sentence(context: str, match: re.Match[str]) -> bool:
    """Whether a capital letter here is a name's, not just a sentence's."""
    return match.start() > 1 and context[match.start() - 2] not in '.!?\n"'


def _opposite(question: str, draw: random.Random) -> str | None:
    words = question.split(" ")
    pairs = [pair.split("/") for pair in _OPPOSITES]
    swaps = {a: b for one, other in pairs for a, b in ((one, other), (other, one))}
    found = [at for at, word in enumerate(words) if word.lower() in swaps]
    if not found:
        return None
    at = draw.choice(found)
    words[at] = swaps[words[at].lower()]
    return " ".join(words)
