"""What the reader finds for questions it was not trained on: what its choice and confidence are fitted to.

Questions are of four kinds:

- answered: asked of the article that answers them;
- nearly answered: unanswerable ones that people wrote to look answerable (SQuAD 2.0);
- taken out: answered ones whose passages with the answer were not retrieved;
- off topic: asked of another article.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal

from index.collection import Collection
from index.onnx_encoder import BundledEncoder
from index.spans import Span
from qa.evaluation.question_set import Question, QuestionSet
from qa.evaluation.questions import load_questions
from qa.reading.span_model import BestSpan, Model
from qa.reading.span_reader import read_hits
from qa.retrieval import Hit, Retriever
from qa.retrieval_options import PASSAGES
from training.held_out import ARTICLES, SHARE, TITLES, hash_share
from training.json_lines import json_lines

Kind = Literal["answered", "nearly answered", "taken out", "off topic"]

PARAGRAPHS = 40
"""Of squadshifts in one article."""

OFF_TOPIC = 8
"""One question in so many is asked of another article too."""


@dataclass(frozen=True)
class Case:
    """A question with its hits, and the best span of each; nothing is right where the kind is not "answered"."""

    kind: Kind
    article: str
    question: Question
    hits: tuple[Hit, ...]
    spans: tuple[BestSpan, ...]

    @property
    def is_worded(self) -> bool:
        """Whether the words that answer are known, and not their sentence only."""
        return self.article not in TITLES

    def holds(self, hit: Hit, span: Span) -> bool:
        """Whether a span in characters of the hit's passage stands in a sentence that the answer stands in."""
        if self.kind != "answered":
            return False
        placed = Span(hit.passage.start + span.start, hit.passage.start + span.end)
        touched = [sentence for sentence in hit.passage.sentences if sentence.span.overlaps(placed)]
        cited = Span(touched[0].start, touched[-1].end)
        return any(evidence.is_in(hit.passage.document, cited) for evidence in self.question.evidence)


def collect(data: Path, model: Model, sample: int | None = None) -> list[Case]:
    """Every case of the held-out articles, or those of so many questions drawn at random."""
    questions = held_out(data).narrowed(sample=sample)
    encoder = BundledEncoder()
    cases: list[Case] = []
    names = [document.name for document in questions.documents]
    for number, document in enumerate(questions.documents):
        retriever = Retriever(Collection.build([document], encoder), encoder)
        for at, question in enumerate(questions.questions):
            asked_of = names.index(str(question.paragraph and question.paragraph.document))
            if asked_of != number and (asked_of != (number + 1) % len(names) or at % OFF_TOPIC):
                continue
            for kind, hits in _kinds(question, asked_of == number, retriever):
                spans = read_hits(model, question.question, hits)
                cases.append(Case(kind, document.name, question, tuple(hits), tuple(spans)))
    return cases


def held_out(data: Path) -> QuestionSet:
    """The articles and questions that training/held_out.py keeps out of training."""
    articles: list[dict[str, Any]] = []
    squad = json.loads((data / "squad2-half" / "train.json").read_text(encoding="utf-8"))["data"]
    articles.extend(article for number, article in enumerate(squad) if str(number) in ARTICLES)
    articles.extend(_of_sentences(data))
    for name in ("amazon_reviews", "reddit"):
        rows = json.loads((data / "squadshifts" / f"{name}.json").read_text(encoding="utf-8"))["data"]
        paragraphs = [p for row in rows for p in row["paragraphs"] if hash_share(p["context"]) < SHARE]
        articles.extend(
            {"title": f"{name} {start}", "paragraphs": paragraphs[start : start + PARAGRAPHS]}
            for start in range(0, len(paragraphs), PARAGRAPHS)
        )
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "held_out.json")
        path.write_text(json.dumps({"data": articles}), encoding="utf-8")
        return load_questions(path)


def _of_sentences(data: Path) -> Iterator[dict[str, Any]]:
    """The articles of squad2-other held out, with the sentence that answers for the answer."""
    contexts: dict[str, dict[str, list[dict[str, Any]]]] = {}
    for row in json_lines(data / "squad2-other" / "train.jsonl"):
        if row["title"] in TITLES:
            place = row["sentence"]
            answers = [{"text": place["text"], "answer_start": place["start"]}] if place else []
            asked = {"id": row["id"], "question": row["question"], "answers": answers, "is_impossible": not answers}
            contexts.setdefault(row["title"], {}).setdefault(row["context"], []).append(asked)
    for title, paragraphs in contexts.items():
        yield {"title": title, "paragraphs": [{"context": text, "qas": qas} for text, qas in paragraphs.items()]}


def _kinds(question: Question, own: bool, retriever: Retriever) -> Iterator[tuple[Kind, Sequence[Hit]]]:
    hits = retriever.retrieve(question.question, 2 * PASSAGES)
    if not own:
        yield "off topic", hits[:PASSAGES]
        return
    if not question.answerable:
        yield "nearly answered", hits[:PASSAGES]
        return
    yield "answered", hits[:PASSAGES]
    rest = [hit for hit in hits if not _answers(hit, question)]
    if rest:
        # Scores are relative to the best passage of a question, which is another one now.
        scale = hits[0].score / rest[0].score if rest[0].score else 1.0
        yield "taken out", [replace(hit, score=hit.score * scale) for hit in rest[:PASSAGES]]


def _answers(hit: Hit, question: Question) -> bool:
    text = hit.passage.text.lower()
    return any(e.is_in(hit.passage.document, hit.passage.span) for e in question.evidence) or any(
        answer.lower() in text for answer in question.answers
    )
