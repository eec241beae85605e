"""A brief: the sentences that say most of what a text says, or of what it says about a topic, in their order.

Nothing is read for it: what is central is told from the vectors of the sentences.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import regex

from index.embedding import Vectors
from index.lexical import stem
from qa.answer import Citation
from qa.form.centrality import centrality, select
from qa.form.formed import Formed, Sources
from qa.form.likeness import is_surely_digest, likest
from qa.form.numbered_item import label_asked_for
from qa.form.request import (
    BriefRequest,
    brief_request,
    pronoun_asked_about,
    section_asked_about,
    work_asked_about,
)
from qa.form.telling import DocumentSentences
from qa.form.topic import Topic, TopicSentences, stems_of
from qa.language.keywords import are_topic_by_themselves
from qa.language.mentions import find_names

CONFIDENCE = 0.9
"""Of every brief. There is no right or wrong one to calibrate by: each sentence is the text's own, and what can be
wrong is that one tells of something else."""

FEWEST, MOST = 3, 7
"""Sentences of a brief of one document, as far as there are so many."""

OF_EACH, DOCUMENTS = 3, 5
"""Sentences of each document where there are several, and how many documents are told of."""

NEAR = 0.45
"""The least cosine of a topic in words that the text does not have and the nearest sentence. Of 79 questions on five
articles of squad2-half/train.json 95% are so near to a sentence of their article; of 200 asked of another, none."""

NEAR_ENOUGH, NEAR_OF_NEAREST = 0.35, 0.7
"""The same for further sentences; and in the cosine of the nearest."""

MOST_NEAR = 4
"""Sentences about such a topic, of one document."""

TELLS = 3
"""Sentences that name somebody, at the least, for "Who is NAME?" to be answered by a brief."""

SAYS = 2
"""The same, for "What does the text say about X?", which a word or two hardly answer, and for X typed alone."""

_ABOUT = regex.compile(
    r"\W*what(?: is| was|['\u2019]?s)? (?P<what>.+?)(?: (?:all|mainly|really|actually))* about(?: then)?\W*", regex.I
)
_IT = frozenset({"it", "that"})
"""Not "this", which is the text that lies open."""
_LEADS, _FIRST = 1.3, 1.3
"""What it counts that a sentence has the topic as its subject; that it is the first of its paragraph or its topic."""

_OPENS = 1.3
"""What it counts that a sentence stands in the text's first paragraph: texts begin with what they are about."""


def brief(question: str, history: Sequence[str], sources: Sources) -> Formed | None:
    """The brief that is asked for; None where none is, or where the text does not name what it should be about."""
    asked, standalone = _asked(question, history, sources)
    if asked is None or sources.threshold > CONFIDENCE:
        return None
    documents = documents_of(sources, asked.topic or question)
    if asked.topic is None and _is_work_told_of(question, history, documents, sources):
        return None
    if asked.topic is None:
        citations = _whole(documents)
    else:
        titled = [each for each in documents if asked.asking != "said" and _is_called(asked.topic, each)]
        about = [] if asked.asking == "title" else _about(asked, documents)
        citations = _section(asked.topic, documents) or (_whole(titled) if titled and asked.asking != "who" else about)
    if not citations and asked.asking == "said" and not sources.answer(question, tuple(history)).answered:
        citations = _about(replace(asked, asking="about"), documents)
    if not citations and asked.topic and (asked.outright or asked.is_clause):
        if not asked.outright and sources.answer(question, tuple(history)).answered:
            return None
        citations = _near(sources.retriever.vector(asked.topic), documents)
    return Formed("brief", tuple(citations), CONFIDENCE, standalone_question=standalone) if citations else None


def brief_by_likeness(question: str, history: Sequence[str], sources: Sources) -> Formed | None:
    """The brief of the whole, where the question is like a wish for one and can be, by the text, nothing else."""
    if likest(question, sources.retriever) != "digest" or sources.threshold > CONFIDENCE:
        return None
    if label_asked_for(question):
        return None
    if not is_surely_digest(question, sources.retriever) and sources.answer(question, tuple(history)).answered:
        return None
    citations = _whole(documents_of(sources, question))
    return Formed("brief", tuple(citations), CONFIDENCE) if citations else None


def documents_of(sources: Sources, topic: str) -> list[DocumentSentences]:
    """The documents that have text of their own; of a large collection those that are nearest to the topic."""
    collection = sources.retriever.documents_about(topic)
    names = [collection.passages[row].document for row in collection.first_passage_rows]
    return [DocumentSentences(collection, sources.collection.documents[name], at) for at, name in enumerate(names)]


def _asked(question: str, history: Sequence[str], sources: Sources) -> tuple[BriefRequest | None, str | None]:
    """What is asked for, and how the question reads with the name that "him" stands for."""
    if history and _is_about_thing_before(question, history, sources):
        return None, None
    pronoun = pronoun_asked_about(question)
    if pronoun is None:
        typed = BriefRequest(question, "said") if are_topic_by_themselves(question, history) else None
        return brief_request(question) or typed, None
    named = next((names for earlier in reversed(history) if (names := find_names(earlier))), [])
    if not named:
        return brief_request(question), None
    standalone = regex.sub(rf"\b{pronoun}\b(?=\W*$)", named[0].text, question, flags=regex.I)
    return brief_request(standalone), standalone


def _is_about_thing_before(question: str, history: Sequence[str], sources: Sources) -> bool:
    """Whether "What is it about?" asks of a thing, such as the deal, that was spoken of and that the text tells of."""
    asked = _ABOUT.fullmatch(question)
    if asked is None or asked["what"].lower() not in _IT:
        return False
    answer = sources.answer(question, tuple(history))
    meant = _ABOUT.fullmatch(answer.standalone_question)
    return answer.answered and meant is not None and meant["what"] != asked["what"] and meant["what"][0].islower()


def _is_work_told_of(
    question: str, history: Sequence[str], documents: Sequence[DocumentSentences], sources: Sources
) -> bool:
    """Whether "What was the interview about?" asks of one that the text tells of: no document is called so."""
    work = work_asked_about(question)
    if work is None:
        return False
    wanted = stem(work.lower())
    if any(wanted in stems_of(f"{each.document.title} {each.document.name}") for each in documents):
        return False
    answer = sources.answer(question, tuple(history))
    return answer.answered and wanted in stems_of(answer.citations[0].quote)


def _is_called(topic: str, document: DocumentSentences) -> bool:
    called = Topic(topic)
    return called.is_title_of(document.document.title) or called.is_title_of(document.document.name)


@dataclass(frozen=True)
class _Choice:
    """The sentences of one document that a brief may take, `candidates` by number, and how many it takes."""

    document: DocumentSentences
    candidates: Sequence[int]
    about: TopicSentences | None = None

    def best(self, count: int) -> list[int]:
        """The numbers of the sentences chosen, in order."""
        if not self.candidates:
            return []
        scores = self._scores
        chosen = select(scores, self._vectors, count, self._may_join)
        return [self.candidates[row] for row in chosen]

    @cached_property
    def _vectors(self) -> np.ndarray:
        return self.document.vectors[list(self.candidates)]

    @cached_property
    def _scores(self) -> np.ndarray:
        sentences = [self.document.sentences[at] for at in self.candidates]
        worth = np.array([each.worth for each in sentences])
        if np.count_nonzero(worth) < min(FEWEST, len(worth)):
            worth = np.maximum(worth, 0.3)
        scores = centrality(self._vectors) * worth
        for row, at in enumerate(self.candidates):
            if self.about and at in self.about.leading:
                scores[row] *= _LEADS
            first = at == self.candidates[0] if self.about else not self.document.follows(at)
            scores[row] *= _FIRST if first else 1.0
            opens = self.document.sentences[at].paragraph == self.document.sentences[0].paragraph
            scores[row] *= _OPENS if opens and self.about is None else 1.0
        return np.asarray(scores / max(float(scores.max()), 1e-9))

    def _may_join(self, row: int, chosen: Sequence[int]) -> bool:
        """Not without the sentence that it needs, nor, where there are others, as one more of the same paragraph."""
        at = self.candidates[row]
        taken = [self.candidates[other] for other in chosen]
        if self.document.sentences[at].dependent and at - 1 not in taken and not self.document.is_led_into(at):
            return False
        return self.about is not None or sum(self._part(other) == self._part(at) for other in taken) < self._most

    def _part(self, at: int) -> int:
        return self.document.sentences[at].paragraph

    @cached_property
    def _most(self) -> int:
        """Sentences of one paragraph, at most."""
        return math.ceil(MOST / max(1, len({self._part(at) for at in self.candidates})))


def _whole(documents: Sequence[DocumentSentences]) -> list[Citation]:
    told = documents[:DOCUMENTS]
    citations = []
    for document in told:
        own = [at for at, each in enumerate(document.sentences) if not each.passage.about]
        count = OF_EACH if len(told) > 1 else length(len(own))
        citations += document.cite(_Choice(document, own).best(count))
    return citations


def _section(topic: str, documents: Sequence[DocumentSentences]) -> list[Citation]:
    """What stands under the headings that have the words that a section is asked for by."""
    called = section_asked_about(topic)
    wanted = set(stems_of(called)) if called else set()
    if not wanted:
        return []
    citations = []
    for document in documents:
        own = [
            at
            for at, each in enumerate(document.sentences)
            if any(wanted <= set(stems_of(heading)) for heading in each.passage.headings)
        ]
        citations += document.cite(_Choice(document, own).best(length(len(own))))
    return citations


def _about(asked: BriefRequest, documents: Sequence[DocumentSentences]) -> list[Citation]:
    topic = Topic(asked.topic or "")
    found = [(document, topic.sentences(document)) for document in documents]
    telling = [(document, sentences) for document, sentences in found if sentences.naming]
    if asked.asking in ("who", "said") and not _is_told_of(asked, topic, telling):
        return []
    ranked = sorted(telling, key=lambda pair: -len(pair[1].naming))[:DOCUMENTS]
    told = [pair for pair in telling if pair in ranked]
    citations = []
    for document, sentences in told:
        count = OF_EACH if len(told) > 1 else min(MOST, length(len(sentences.all)) + 2)
        citations += document.cite(best_about(document, sentences, count))
    return citations


def _near(topic: Vectors, documents: Sequence[DocumentSentences]) -> list[Citation]:
    """The sentences that speak of a topic in whatever words, told from its vector, of shape (dimensions,).

    None where no sentence is near it. In each document the nearest that do not say the same; no notes around it.
    """
    own = [np.array([each.worth > 0 and not each.passage.about for each in d.sentences]) for d in documents]
    nearness = [fit * (d.vectors @ topic) for fit, d in zip(own, documents, strict=True)]
    peaks = [float(each.max(initial=0)) for each in nearness]
    nearest = max(peaks, default=0.0)
    if nearest < NEAR:
        return []
    told = sorted(np.argsort(peaks)[::-1][:DOCUMENTS])
    citations = []
    for document, near in ((documents[at], nearness[at]) for at in told):
        near[near < max(NEAR_ENOUGH, nearest * NEAR_OF_NEAREST)] = 0
        chosen = select(near / nearest, document.vectors, OF_EACH if len(documents) > 1 else MOST_NEAR, lambda *_: True)
        citations += document.cite(chosen)
    return citations


def _is_told_of(asked: BriefRequest, topic: Topic, telling: Sequence[tuple[DocumentSentences, TopicSentences]]) -> bool:
    """Whether several sentences name it; of a person, also that none says in a few words who that is."""
    together = [(document, sentences) for document, sentences in telling if not sentences.scattered]
    if sum(len(sentences.naming) for _, sentences in together) < (SAYS if asked.asking == "said" else TELLS):
        return False
    if asked.asking == "said":
        return True
    named = all(topic.is_name_in(document, sentences) for document, sentences in telling)
    return named and not any(sentences.introduced for _, sentences in telling)


def best_about(document: DocumentSentences, found: TopicSentences, count: int) -> list[int]:
    """The numbers of the best sentences about a topic, in order; those of notes only where there are no others."""
    own = [at for at in found.all if not document.sentences[at].passage.about]
    return _Choice(document, own or found.all, found).best(count)


def length(sentences: int) -> int:
    """How many sentences tell what so many say: three of up to 10, seven of 43 or more."""
    return max(FEWEST, min(MOST, round(math.sqrt(sentences))))
