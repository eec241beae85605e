"""The one way to ask: `Assistant.ask`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cache
from time import perf_counter

from index.embedding import Encoder
from index.engine import Engine
from index.errors import DocumentError, QuestionError
from index.spans import Span
from index.tables import find_tables
from qa.answer import SEVERAL, Answer, Citation, IndexInfo, OutOfDate, RankedPassage, piece
from qa.citation import cite, with_cell
from qa.conversation.antecedents import Turn
from qa.conversation.conversation import Conversation, best_supported
from qa.form.brief import brief, brief_by_likeness
from qa.form.comparison import comparison
from qa.form.compound import compound
from qa.form.explanation import explanation
from qa.form.file_facts import tell_facts
from qa.form.formed import Formed, Forming, Sources
from qa.form.likeness import talk_like
from qa.form.listing import listing
from qa.form.mentioned import mentioned, names_mentioned
from qa.form.numbered_item import numbered_item
from qa.form.reply import reply
from qa.form.two_steps import two_steps
from qa.form.whole_table import whole_table
from qa.language.indirect_question import indirect
from qa.language.keywords import are_topic, as_questions
from qa.language.premise import is_told, premise
from qa.language.vocabulary import Vocabulary
from qa.reading.expansion import or_expansion
from qa.reading.hits_to_read import hits_to_read
from qa.reading.keyword_sentence import or_keyword_sentence, whole_sentence
from qa.reading.reader import FoundSpan, Reader, Reading
from qa.reading.sentence_reader import SentenceReader
from qa.reading.table_cell import or_table_cell
from qa.reading.told_time import or_told_time
from qa.refusal import Refusal, refusal_kind
from qa.retrieval import Hit, Retriever
from qa.retrieval_options import PASSAGES, Weights

FORMS: tuple[Forming, ...] = (
    reply,
    tell_facts,
    comparison,
    brief,
    compound,
    two_steps,
    whole_table,
    numbered_item,
    mentioned,
    brief_by_likeness,
    listing,
    names_mentioned,
    explanation,
)
"""Tried in this order before a question is answered by a short quotation."""

LONGEST_QUESTION = 1000
"""Characters."""

NEAREST = 3
"""Sentences, at most, that come closest where no answer is given, each of another passage."""


class Assistant:
    """Answers questions from one collection.

    Answers with less confidence than `threshold` (0..1) are withheld; None is the reader's
    own. `passages` is how many are retrieved and read for a question.
    """

    def __init__(
        self,
        collection: Engine,
        encoder: Encoder,
        *,
        reader: Reader | None = None,
        weights: Weights | None = None,
        threshold: float | None = None,
        passages: int = PASSAGES,
    ) -> None:
        self.collection = collection
        left_out = tuple(OutOfDate(each.name, str(each.out_of_date_since)) for each in collection.out_of_date)
        self.index = IndexInfo(collection.id, len(collection.documents), len(collection.passages), left_out)
        self.encoder, self._weights = encoder, weights
        self._retriever = Retriever(collection, encoder, weights)
        self.reader = reader or SentenceReader()
        self.vocabulary = Vocabulary(collection)
        self._conversation = Conversation(self.vocabulary)
        self._given_threshold = threshold
        self._passages = passages

    @property
    def threshold(self) -> float:
        """The least confidence, 0..1, of an answer that is given."""
        return self.reader.threshold if self._given_threshold is None else self._given_threshold

    def with_collection(
        self, collection: Engine, encoder: Encoder | None = None, reader: Reader | None = None
    ) -> Assistant:
        """The same assistant for another collection, made with the same encoder; or with the models given."""
        return Assistant(
            collection,
            encoder or self.encoder,
            reader=reader or self.reader,
            weights=self._weights,
            threshold=self._given_threshold,
            passages=self._passages,
        )

    def warm_up(self) -> None:
        """Load the model now, so that no question has to wait for it."""
        question = "Is everything ready?"
        self.reader.read(question, self._retriever.retrieve(question, 1))

    def ask(self, question: str, history: Sequence[str] = (), *, as_typed: bool = False) -> Answer:
        """Answer a question; `history` holds the conversation's earlier questions, oldest first.

        `as_typed` takes it word for word: no history is used and no spelling corrected.
        Raises `QuestionError` where the question is empty or longer than `LONGEST_QUESTION`.
        """
        started = perf_counter()
        check_question(question)
        if as_typed:
            return self._quoted(started, question, question, *self._best_reading(question, question))
        earlier = tuple(said for said in history if _can_be_asked(said) and not talk_like(said, self._retriever))
        # Remembered, as forms ask for it too.
        answer = cache(lambda asked, before: self._quoted(started, asked, *self._understand(asked, before)))
        formed = self._formed(question, earlier, answer)
        if formed and formed.answer:
            return replace(formed.answer, question=question)
        return self._in_form(question, formed, started) if formed else answer(question, earlier)

    def _quoted(self, started: float, question: str, standalone: str, hits: Sequence[Hit], reading: Reading) -> Answer:
        """The ordinary answer: a short one, a verdict or a refusal."""
        read = perf_counter()
        citations = self._cite(reading)
        # Rounded first: a threshold read off the output must let the same answer pass.
        confidence = round(reading.confidence, 4)
        answered = confidence >= self.threshold
        refusal = None if answered else self._refusal(standalone, reading, reading.ranking or hits, confidence)
        return Answer(
            question=question,
            standalone_question=standalone,
            form=("verdict" if reading.verdict else "quotation") if answered else "refusal",
            answer=citations[0].answer if answered else None,
            verdict=reading.verdict if answered else None,
            reply=None,
            confidence=confidence,
            reason=refusal.sentence(self.index.documents) if refusal else None,
            citations=citations if answered else (),
            nearest=self._nearest(citations[0], reading, hits, refusal) if refusal else (),
            passages=tuple(_ranked(hit) for hit in reading.ranking or hits),
            index=self.index,
            timings_ms={
                "read": _milliseconds(started, read),
                "total": _milliseconds(started, perf_counter()),
            },
            refusal=refusal,
            withheld=None if answered else citations[0],
            withheld_verdict=None if answered else reading.verdict,
        )

    def _formed(
        self, question: str, history: Sequence[str], answer: Callable[[str, tuple[str, ...]], Answer]
    ) -> Formed | None:
        """The first form that is asked for."""
        sources = Sources(self.collection, self._retriever, self.reader, self._passages, self.threshold, answer)
        return next((found for form in FORMS if (found := form(question, history, sources))), None)

    def _in_form(self, question: str, formed: Formed, started: float) -> Answer:
        pieces = [piece(formed.form, citation) for citation in formed.citations]
        milliseconds = _milliseconds(started, perf_counter())
        return Answer(
            question=question,
            standalone_question=formed.standalone_question or question,
            form=formed.form,
            answer=" ".join(pieces if formed.form in SEVERAL else pieces[:1]) or None,
            verdict=None,
            reply=formed.said(self.index.documents),
            confidence=round(formed.confidence, 4),
            reason=None,
            citations=tuple(self._placed(citation) for citation in formed.citations),
            nearest=(),
            passages=formed.passages,
            index=self.index,
            timings_ms={"read": milliseconds, "total": milliseconds},
            replied=formed.reply,
            calculated=formed.calculated,
        )

    def _understand(self, question: str, history: Sequence[str]) -> tuple[str, list[Hit], Reading]:
        """The way of understanding the question that is supported best, with what was read of it."""
        candidates = self._conversation.candidates(question, history, self._recall)
        standalone, (hits, reading) = best_supported(
            candidates,
            lambda text: self._best_reading(text, question),
            lambda read: round(read[1].confidence, 4),
            self.threshold,
        )
        self._conversation.keep(question, history, self._turn(standalone, reading))
        return standalone, hits, reading

    def _recall(self, question: str, history: Sequence[str]) -> Turn:
        standalone, _, reading = self._understand(question, history)
        return self._turn(standalone, reading)

    def _turn(self, standalone: str, reading: Reading) -> Turn:
        answered = round(reading.confidence, 4) >= self.threshold
        return Turn(standalone, self._cite(reading)[0].answer if answered else None)

    def _best_reading(self, standalone: str, typed: str) -> tuple[list[Hit], Reading]:
        hits = hits_to_read(standalone, self._retriever, self._passages)
        reading = or_keyword_sentence(standalone, hits, self.reader.read(standalone, hits))
        if are_topic(typed) and standalone in as_questions(typed, self.vocabulary.is_name):
            reading = whole_sentence(typed, reading)
        reading = or_expansion(standalone, hits, or_told_time(standalone, hits, reading))
        return hits, or_table_cell(standalone, hits, reading, self.collection, self.reader)

    def _cite(self, reading: Reading) -> tuple[Citation, ...]:
        """The best place first; no sentence is quoted twice."""
        citations: dict[tuple[str, Span], Citation] = {}
        for found in (FoundSpan(reading.hit, reading.span), *reading.supporting):
            citation = self._cite_span(found.hit, found.span)
            citations.setdefault((citation.document, citation.span), citation)
        return tuple(citations.values())

    def _nearest(self, best: Citation, reading: Reading, hits: Sequence[Hit], refusal: Refusal) -> tuple[Citation, ...]:
        """The best sentence that was read, then those of other passages that are most like the question.

        The notes around an article are left out, but for one that may be the answer, and where nothing else was read.
        """
        ranking, own = reading.ranking or hits, reading.hit.passage
        others = [other for other in ranking if other.passage != own and other.sentences]
        others = [other for other in others if not other.passage.about] or others
        likest = [max(other.sentences, key=lambda scored: scored.cosine + scored.coverage) for other in others]
        cited = [self._cite_span(other, one.sentence.span) for other, one in zip(others, likest, strict=True)]
        if not own.about or refusal.kind == "unsure" or not cited:
            cited = [best, *cited]
        nearest = {(citation.document, citation.span): citation for citation in cited}
        return tuple(
            replace(citation, answer_start=None, answer_end=None) for citation in [*nearest.values()][:NEAREST]
        )

    def _cite_span(self, hit: Hit, span: Span) -> Citation:
        return self._placed(cite(self.collection.documents[hit.passage.document], hit.passage, span))

    def _placed(self, citation: Citation) -> Citation:
        """With the names of its row and column, if it is a cell of a table."""
        return with_cell(citation, find_tables(self.collection.documents[citation.document]))

    def _refusal(self, question: str, reading: Reading, read: Sequence[Hit], confidence: float) -> Refusal:
        kind, is_name = refusal_kind(reading.hit.coverage, confidence, self.threshold), self.vocabulary.is_name
        granted = premise(question, is_name)
        if granted and not is_told(granted, [(one.text, one.cosine) for hit in read for one in hit.sentences]):
            return Refusal(kind, f"that {granted}")
        return Refusal(kind, indirect(question, is_name))


class ClosedAssistant(Assistant):
    """In the place of another, where nothing can be asked any more: each question raises `error`."""

    def __init__(self, assistant: Assistant, error: DocumentError) -> None:
        super().__init__(assistant.collection, assistant.encoder, reader=assistant.reader)
        self._error = error

    def ask(self, question: str, history: Sequence[str] = (), *, as_typed: bool = False) -> Answer:  # noqa: ARG002
        """Raises `DocumentError`."""
        raise self._error

    def with_collection(
        self,
        collection: Engine,  # noqa: ARG002
        encoder: Encoder | None = None,  # noqa: ARG002
        reader: Reader | None = None,  # noqa: ARG002
    ) -> Assistant:
        """Raises `DocumentError`."""
        raise self._error


def check_question(question: str) -> str:
    """The question as it is, if it can be asked. Raises `QuestionError` where it is empty, too long, or no text."""
    if not question.strip():
        raise QuestionError("The question is empty. Type a question about the article.", "empty")
    if len(question) > LONGEST_QUESTION:
        raise QuestionError(
            f"The question has {len(question):,} characters; at most {LONGEST_QUESTION:,} are read. Ask a shorter one.",
            "long",
        )
    try:
        question.encode()
    except UnicodeEncodeError:
        raise QuestionError("The question holds characters that are no text. Type it again.", "no-text") from None
    return question


def _can_be_asked(question: str) -> bool:
    try:
        return bool(check_question(question))
    except QuestionError:
        return False


def _ranked(hit: Hit) -> RankedPassage:
    passage = hit.passage
    return RankedPassage(
        passage.document, passage.paragraph, passage.start, passage.end, passage.text, round(hit.score, 4)
    )


def _milliseconds(start: float, end: float) -> float:
    return round((end - start) * 1000, 2)
