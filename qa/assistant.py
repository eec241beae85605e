"""The one way to ask: `Assistant.ask`."""

from __future__ import annotations

from collections.abc import Sequence
from time import perf_counter

from index.collection import Collection
from index.embedding import Encoder
from index.errors import QuestionError
from index.spans import Span
from qa.answer import Answer, Citation, IndexInfo, RankedPassage
from qa.citation import cite
from qa.conversation import stand_alone
from qa.reader import Found, Reader, Reading, SentenceReader
from qa.retrieval import Hit, Retriever, Weights

LONGEST_QUESTION = 1000
"""Characters."""

THRESHOLD = 0.24
"""The least confidence of an answer that is given; chosen by training/fit_confidence.py."""

PASSAGES = 8


class Assistant:
    """Answers questions from one collection.

    Answers with less confidence than `threshold` (0..1) are withheld. `passages` is how
    many are retrieved and read for a question.
    """

    def __init__(
        self,
        collection: Collection,
        encoder: Encoder,
        *,
        reader: Reader | None = None,
        weights: Weights | None = None,
        threshold: float = THRESHOLD,
        passages: int = PASSAGES,
    ) -> None:
        self.collection = collection
        self.index = IndexInfo(collection.id, len(collection.documents), len(collection.passages))
        self._retriever = Retriever(collection, encoder, weights)
        self._reader = reader or SentenceReader()
        self.threshold = threshold
        self._passages = passages

    def warm_up(self) -> None:
        """Load the model now, so that no question has to wait for it."""
        question = "Is everything ready?"
        self._reader.read(question, self._retriever.retrieve(question, 1))

    def ask(self, question: str, history: Sequence[str] = ()) -> Answer:
        """Answer a question; `history` holds the conversation's earlier questions, oldest first.

        Raises `QuestionError` where the question is empty or longer than `LONGEST_QUESTION`.
        """
        started = perf_counter()
        standalone = stand_alone(check_question(question), history)
        hits = self._retriever.retrieve(standalone, self._passages)
        retrieved = perf_counter()
        reading = self._reader.read(standalone, hits)
        read = perf_counter()
        citations = self._cite(reading)
        # Rounded first: a threshold read off the output must let the same answer pass.
        confidence = round(reading.confidence, 4)
        answered = confidence >= self.threshold
        return Answer(
            question=question,
            standalone_question=standalone,
            answered=answered,
            answer=self._text(reading) if answered else None,
            confidence=confidence,
            reason=None if answered else self._reason(reading),
            citations=citations if answered else (),
            passages=tuple(_ranked(hit) for hit in reading.ranking or hits),
            index=self.index,
            timings_ms={
                "retrieve": _milliseconds(started, retrieved),
                "read": _milliseconds(retrieved, read),
                "total": _milliseconds(started, perf_counter()),
            },
            withheld=None if answered else citations[0],
        )

    def _text(self, reading: Reading) -> str:
        document = self.collection.documents[reading.hit.passage.document]
        return document.text[reading.span.start : reading.span.end]

    def _cite(self, reading: Reading) -> tuple[Citation, ...]:
        """The best place first; no sentence is quoted twice."""
        citations: dict[tuple[str, Span], Citation] = {}
        for found in (Found(reading.hit, reading.span), *reading.also):
            passage = found.hit.passage
            citation = cite(self.collection.documents[passage.document], passage, found.span)
            citations.setdefault((citation.document, citation.span), citation)
        return tuple(citations.values())

    def _reason(self, reading: Reading) -> str:
        documents = self.collection.documents
        where = "the article" if len(documents) == 1 else f"the {len(documents)} documents"
        if reading.hit.coverage == 0:
            return f"Nothing in {where} speaks of this."
        return f"Nothing in {where} is close enough to the question to be its answer."


def check_question(question: str) -> str:
    """The question as it is, if it can be asked. Raises `QuestionError` where it is empty, too long, or no text."""
    if not question.strip():
        raise QuestionError("The question is empty. Type a question about the article.")
    if len(question) > LONGEST_QUESTION:
        raise QuestionError(
            f"The question has {len(question):,} characters; at most {LONGEST_QUESTION:,} are read. Ask a shorter one."
        )
    try:
        question.encode()
    except UnicodeEncodeError:
        raise QuestionError("The question holds characters that are no text. Type it again.") from None
    return question


def _ranked(hit: Hit) -> RankedPassage:
    passage = hit.passage
    return RankedPassage(
        passage.document, passage.paragraph, passage.start, passage.end, passage.text, round(hit.score, 4)
    )


def _milliseconds(start: float, end: float) -> float:
    return round((end - start) * 1000, 2)
