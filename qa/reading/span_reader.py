"""The reader that reads: the shortest words that answer, and how sure they do."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace

import numpy as np

from index.lexical import content_stems, words
from index.passages import Passage
from index.spans import Span
from qa.answer import Verdict
from qa.language.answer_type import is_none, is_wrong_kind
from qa.language.yes_no_question import is_yes_no
from qa.reading.bundled_model import BundledModel
from qa.reading.denied import barred, is_denied
from qa.reading.lead import lead
from qa.reading.linear_model import LinearModel
from qa.reading.periods import TimeAgreement, periods, time_agreement
from qa.reading.prior import ANSWERABLE_SHARE, moved_to
from qa.reading.question_overlap import QuestionOverlap, question_overlap
from qa.reading.reader import FoundSpan, Reading
from qa.reading.short_answer import readable
from qa.reading.sort_of_kind import sorts_of_kind
from qa.reading.span_model import BestSpan, Model, best_spans
from qa.reading.subject import is_of_another_thing, tells_of_another
from qa.reading.verdict import (
    UNTOLD,
    VERDICT_CONFIDENCE,
    VerdictFeatures,
    is_untold,
    verdict_features,
    verdict_of,
)
from qa.retrieval import Hit, ScoredSentence

THRESHOLD = 0.47
"""The least confidence of an answer that is given; chosen by training/fit_span_reader.py."""

PLACES = 3
"""At most so many places are cited for one answer."""

LIKELY_MARGIN = 6.0
"""A hit is not read if it would not come first with a span of this margin that has all of its window's probability.

An estimate, and no bound: a span may have a larger margin, and one that shares its probability with others is ranked
higher, as `RANKING` weighs `log_probability` negatively. Of the questions held out that have an answer the right
passage so comes first for 0.886 instead of 0.889, with 2.1 of 8 hits read (qa/models/README.md). In 439 cases of 250
of them another hit comes first than with all read in 8; with 8.0 in 3, with 10.0 in 1, and 2.9 of 8 read instead of
2.2 (training/fit_span_reader.py, `--sample 250`).
"""

READ_AT_LEAST, HOPELESS = 3, -6.0
"""Where after so many hits the best one's margin is below this, no other is read.

Of 272 questions held out that have an answer and 506 that have none there (training/readings.py) as many answers are
given and as many right ones come first, with 1.4 hits read instead of 1.6, and 3.1 instead of 5.4. Of 222 and 274
about tales (FairytaleQA, answers in other words than the text's) as many are given, and 0.464 right ones come first
instead of 0.473, with 2.7 hits read instead of 3.0, and 3.5 instead of 5.0.
"""

UNREAD_MARGIN = -12.0
"""Margin by which a hit that was not read is ranked: about the mean of what such hits have when read."""


@dataclass(frozen=True)
class SpanFeatures(TimeAgreement, QuestionOverlap):
    """What tells a span that answers from one that does not.

    `margin`, `log_probability` and `answers` are the model's (see `BestSpan`); the passage's score is
    retrieval's, 0..1; cosine and coverage are those of the passage, and of the best
    sentence that the span touches; `wrong_kind` is 1 where the span is no time, or no
    number, and the question asks for one, else 0; `time_score_gap` is what the passage's score lacks of 1 where the
    question names a year, else 0: retrieval tells little of passages that say the same of several times; `denied` and
    `another_subject` are 1 where `qa.reading.denied.is_denied` and `qa.reading.subject.tells_of_another` say so,
    else 0; the rest is what the question says that the passage, or those sentences, do not, both with its lead.
    """

    margin: float = 0.0
    log_probability: float = 0.0
    answers: float = 0.0
    passage_score: float = 0.0
    passage_cosine: float = 0.0
    passage_coverage: float = 0.0
    sentence_cosine: float = 0.0
    sentence_coverage: float = 0.0
    wrong_kind: float = 0.0
    time_score_gap: float = 0.0
    denied: float = 0.0
    another_subject: float = 0.0


RANKING = LinearModel(
    intercept=0.0,
    weights=SpanFeatures(
        margin=0.3,
        log_probability=0.114,
        passage_score=4.244,
        passage_cosine=4.736,
        passage_coverage=1.311,
        sentence_cosine=0.156,
        sentence_coverage=2.451,
        wrong_kind=-2.365,
        time_score_gap=3.48,
        another_time=-1.53,
        another_time_before=-0.45,
        asked_time_before=-0.09,
        untold_time=-1.44,
        denied=-1.5,
        another_subject=-1.5,
    ),
)
"""Between the hits of one question; fitted by training/fit_span_reader.py, which prints these numbers, but for those of
time, which training/fit_time.py prints, and the last two, as in `CONFIDENCE`."""

CONFIDENCE = LinearModel(
    intercept=-4.46,
    weights=SpanFeatures(
        margin=0.181,
        log_probability=-0.083,
        answers=0.084,
        passage_score=3.888,
        passage_cosine=-0.934,
        passage_coverage=-0.029,
        sentence_cosine=0.593,
        sentence_coverage=0.203,
        wrong_kind=-3.0,
        time_score_gap=2.46,
        another_time=-1.189,
        denied=-2.0,
        another_subject=-1.5,
        words_outside=-0.046,
        names_outside=0.319,
        names_nowhere=0.045,
        negated=-0.141,
    ),
)
"""Of the best span being right; fitted by the same two, all but what an answer of the wrong kind costs, or one of
another clause or subject.

Of squad2-half/train.json's questions that name something, `another_subject` is 1 for 0.041 of the 861 answers, and for
0.135 of the 962 spans that only look like answers: a factor of 3.3, and of 4.9 where the paragraph names it at all.
"""


_TURNING = content_stems("not never no none nor than only still also already")
"""Words that decide nothing by themselves."""


@dataclass(frozen=True)
class _Candidate:
    """The best span of one hit, and what is known of it."""

    hit: Hit
    best: BestSpan
    features: SpanFeatures
    rank: float


class SpanReader:
    """Reads hits with a model, and ranks them by what it found and by how they were retrieved.

    With `likely_margin`, hits are read one by one, the most promising first, until no other
    is expected to come first (see `LIKELY_MARGIN`); then those too that hold the answer's
    words, as they may say the same. With None, which suits a model whose margins are not those of the
    bundled one, all are read in one batch.

    `answerable_share`, 0..1, is how many of the questions are expected to have an answer: the confidence is that of
    a mix where so many have (qa/reading/prior.py).
    """

    threshold = THRESHOLD

    def __init__(
        self,
        model: Model | None = None,
        ranking: LinearModel[SpanFeatures] = RANKING,
        confidence: LinearModel[SpanFeatures] = CONFIDENCE,
        verdict_confidence: LinearModel[VerdictFeatures] = VERDICT_CONFIDENCE,
        likely_margin: float | None = LIKELY_MARGIN,
        answerable_share: float = ANSWERABLE_SHARE,
    ) -> None:
        self._model = model or BundledModel()
        self._ranking = ranking
        more = moved_to(answerable_share)
        self._confidence = replace(confidence, intercept=confidence.intercept + more)
        self._verdict_confidence = replace(verdict_confidence, intercept=verdict_confidence.intercept + more)
        self._likely_margin = likely_margin

    def read(self, question: str, hits: Sequence[Hit]) -> Reading:
        """See `qa.reading.reader.Reader.read`; a tie goes to the passage that was retrieved first."""
        candidates, unread = self._candidates(question, hits)
        first = candidates[0]
        verdict = verdict_of(question, first.hit.passage, first.best) if is_yes_no(question) else None
        return Reading(
            hit=first.hit,
            span=_deciding(question, first) if verdict else _placed(question, first),
            confidence=self._verdict_probability(question, first, verdict) if verdict else self._probability(first),
            verdict=verdict,
            supporting=() if verdict else tuple(self._same(question, first, candidates[1:])),
            ranking=_scored(
                [(candidate.hit, candidate.rank) for candidate in candidates]
                + [(hit, self._rank_with(question, hit, UNREAD_MARGIN)) for hit in unread]
            ),
        )

    def best_spans(self, question: str, hits: Sequence[Hit]) -> list[BestSpan]:
        """What the model finds in each hit; see `read_hits`."""
        return read_hits(self._model, question, hits)

    def _candidates(self, question: str, hits: Sequence[Hit]) -> tuple[list[_Candidate], list[Hit]]:
        """One for each hit that is read, the best first, and the hits that are not."""
        if self._likely_margin is None:
            return _best_first(self._read(question, hits)), []
        reaches = [self._rank_with(question, hit, self._likely_margin) for hit in hits]
        waiting = deque(sorted(zip(reaches, hits, strict=True), key=lambda pair: -pair[0]))
        found: list[_Candidate] = []
        while waiting and (not found or found[0].rank < waiting[0][0]) and not _is_hopeless(question, found):
            found = _best_first([*found, *self._read(question, [waiting.popleft()[1]])])
        alike, unread = _parted([hit for _, hit in waiting], _text(found[0]))
        return _best_first(found + self._read(question, alike)), unread

    def _read(self, question: str, hits: Sequence[Hit]) -> list[_Candidate]:
        found = []
        for hit, best in zip(hits, self.best_spans(question, hits), strict=True):
            seen = features(question, hit, best)
            found.append(_Candidate(hit, best, seen, self._ranking.logit(seen)))
        return found

    def _rank_with(self, question: str, hit: Hit, margin: float) -> float:
        """The rank that the hit would have with this margin, in its best sentence."""
        # The lead is looked for only where it is needed: this is asked of every hit.
        time = time_agreement(question, lead(hit.passage) + hit.passage.text) if periods(question) else TimeAgreement()
        alike = _similarity(question, hit, hit.sentences)
        return self._ranking.logit(SpanFeatures(margin=margin, **alike, **asdict(time)))

    def _probability(self, candidate: _Candidate) -> float:
        return self._confidence.probability(candidate.features)

    def _verdict_probability(self, question: str, candidate: _Candidate, verdict: Verdict) -> float:
        seen = verdict_features(candidate.best, candidate.features.names_nowhere)
        sure = self._verdict_confidence.probability(seen)
        untold = is_untold(question, candidate.hit.passage, candidate.best, verdict)
        return min(sure, UNTOLD) if untold else sure

    def _same(self, question: str, first: _Candidate, others: Sequence[_Candidate]) -> list[FoundSpan]:
        """Where others say what the first says, and are at least half as likely to be right."""
        said = words(_text(first))
        least = self._probability(first) / 2
        agreeing = [c for c in others if said and words(_text(c)) == said and self._probability(c) >= least]
        return [FoundSpan(candidate.hit, _placed(question, candidate)) for candidate in agreeing[: PLACES - 1]]


def _is_hopeless(question: str, found: Sequence[_Candidate]) -> bool:
    """Whether those read, best first, leave no hope of the others; a yes or a no needs no words that answer."""
    return len(found) >= READ_AT_LEAST and found[0].best.margin < HOPELESS and not is_yes_no(question)


def read_hits(model: Model, question: str, hits: Sequence[Hit]) -> list[BestSpan]:
    """The best span of each hit, in characters of its passage.

    Each is read with its lead in front, which is never a part of the answer.
    """
    if not hits:
        return []
    leads = [lead(hit.passage) for hit in hits]
    texts = [before + hit.passage.text for before, hit in zip(leads, hits, strict=True)]
    starts = [len(before) for before in leads]
    found = best_spans(model, question, texts, starts, _barred(question, hits, starts))
    return [
        replace(best, span=Span(best.span.start - start, best.span.end - start))
        for best, start in zip(found, starts, strict=True)
    ]


def _barred(question: str, hits: Sequence[Hit], starts: Sequence[int]) -> list[list[Span]]:
    """What of each text, its lead in front, holds no answer; nothing where yes or no is asked for."""
    if is_yes_no(question):
        return [[] for _ in hits]
    return [
        [
            Span(bar.start + start, bar.end + start)
            for bar in sorted([*barred(question, hit.passage.text), *sorts_of_kind(question, hit.passage.text)])
        ]
        for hit, start in zip(hits, starts, strict=True)
    ]


def features(question: str, hit: Hit, best: BestSpan) -> SpanFeatures:
    """The features of one candidate span."""
    passage = hit.passage
    placed = Span(passage.start + best.span.start, passage.start + best.span.end)
    touched = [scored for scored in hit.sentences if scored.sentence.span.overlaps(placed)]
    before, answer = lead(passage), passage.text[slice(*best.span)]
    said = before + (" ".join(scored.text for scored in touched) or passage.text)
    first = touched[0].sentence.start - passage.start if touched else 0
    differs = question_overlap(question, said, before + passage.text)
    return SpanFeatures(
        margin=best.margin,
        log_probability=best.log_probability,
        answers=best.answers,
        wrong_kind=float(is_wrong_kind(question, answer)),
        denied=float(is_denied(question, passage.text, best.span) or is_none(question, answer)),
        another_subject=float(not is_yes_no(question) and _is_of_another(question, passage, placed, said)),
        **_similarity(question, hit, touched),
        **asdict(time_agreement(question, said, before + passage.text[:first])),
        **asdict(differs),
    )


def _is_of_another(question: str, passage: Passage, place: Span, said: str) -> bool:
    return tells_of_another(question, passage, place) or is_of_another_thing(question, said)


def _similarity(question: str, hit: Hit, sentences: Sequence[ScoredSentence]) -> dict[str, float]:
    """The features that retrieval gives: the passage's, and the best of these of its sentences."""
    return {
        "passage_score": hit.score,
        "time_score_gap": 1.0 - hit.score if periods(question) else 0.0,
        "passage_cosine": hit.cosine,
        "passage_coverage": hit.coverage,
        "sentence_cosine": max((scored.cosine for scored in sentences), default=hit.cosine),
        "sentence_coverage": max((scored.coverage for scored in sentences), default=hit.coverage),
    }


def shown(question: str, passage: Passage, span: Span) -> Span:
    """A span of the passage's text as readers see it: readable, and without fragments of the sentences around it."""
    return readable(question, passage.text, _without_fragments(passage, span))


def _without_fragments(passage: Passage, span: Span) -> Span:
    """Of a span over several sentences those of which it holds half or more, or else the longest part."""
    parts: list[Span] = []
    whole: list[Span] = []
    for sentence in passage.sentences:
        start, end = sentence.start - passage.start, sentence.end - passage.start
        part = Span(max(start, span.start), min(end, span.end))
        if part.start < part.end:
            parts.append(part)
            if 2 * (part.end - part.start) >= end - start:
                whole.append(part)
    if len(parts) < 2:
        return span
    return Span(whole[0].start, whole[-1].end) if whole else max(parts, key=lambda part: part.end - part.start)


def _placed(question: str, candidate: _Candidate) -> Span:
    passage = candidate.hit.passage
    start, end = shown(question, passage, candidate.best.span)
    return Span(passage.start + start, passage.start + end)


def _deciding(question: str, candidate: _Candidate) -> Span:
    """The words that decide on yes or no: the span; the sentence where it has no word of meaning, such as "never"."""
    passage, span = candidate.hit.passage, _placed(question, candidate)
    if content_stems(passage.text[span.start - passage.start : span.end - passage.start]) - _TURNING:
        return span
    touched = [sentence for sentence in passage.sentences if sentence.span.overlaps(span)]
    return Span(touched[0].start, touched[-1].end)


def _text(candidate: _Candidate) -> str:
    return candidate.hit.passage.text[slice(*candidate.best.span)]


def _best_first(candidates: Sequence[_Candidate]) -> list[_Candidate]:
    return sorted(candidates, key=lambda candidate: -candidate.rank)


def _parted(hits: Sequence[Hit], said: str) -> tuple[list[Hit], list[Hit]]:
    """Those in which these words, of which there is at least one, stand in this order, and the others."""
    phrase = f" {' '.join(words(said))} "
    parted: tuple[list[Hit], list[Hit]] = [], []
    for hit in hits:
        holds = phrase.strip() and phrase in f" {' '.join(words(hit.passage.text))} "
        parted[0 if holds else 1].append(hit)
    return parted


def _scored(ranked: Sequence[tuple[Hit, float]]) -> tuple[Hit, ...]:
    """The hits with the probability that each, of these, holds the answer, together 1, the likeliest first."""
    ranks = np.array([rank for _, rank in ranked])
    shares = np.exp(ranks - ranks.max())
    shares /= shares.sum()
    scored = [replace(hit, score=float(share)) for (hit, _), share in zip(ranked, shares, strict=True)]
    return tuple(sorted(scored, key=lambda hit: -hit.score))
