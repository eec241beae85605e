"""SQuAD 1.1 and 2.0 files, which carry their own articles (Rajpurkar et al. 2016, 2018)."""

from __future__ import annotations

import hashlib
import json
import operator
from collections import Counter
from pathlib import Path
from typing import Any, get_args

from index.documents import Document, from_parsed
from index.errors import QuestionError, QuestionSetError
from index.formats.blocks import Block, Parsed
from index.spans import Span, has_words, strip
from qa.answer import Verdict
from qa.assistant import check_question
from qa.evaluation.question_set import Evidence, Question, QuestionSet, summary

_PARAGRAPH_BREAK = "\n\n"


def read_squad(path: Path) -> QuestionSet:
    """Each article as a `Document` whose paragraphs are the file's.

    Questions may have `verdict`, `kind`, `items` and `made` too.
    """
    try:
        articles = json.loads(path.read_text(encoding="utf-8-sig"))["data"]
        read = [_read_article(article, number, path) for number, article in enumerate(articles, 1)]
    except json.JSONDecodeError as error:
        raise QuestionSetError(f"{path}, line {error.lineno}: is not valid JSON: {error.msg}") from None
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        raise QuestionSetError(f"{path} is not SQuAD JSON: {type(error).__name__}: {error}") from None
    questions = [question for _, asked in read for question in asked]
    complaints = [
        f"{question.place}: question {question.id}: the answer {evidence.text!r} does not stand at its offset"
        for document, asked in read
        for question in asked
        for evidence in question.evidence
        if not evidence.text or document.text[evidence.start : evidence.end] != evidence.text
    ]
    ids = Counter(question.id for question in questions)
    complaints.extend(f"{path}: id {name!r} stands {count} times" for name, count in ids.items() if count > 1)
    if complaints:
        raise QuestionSetError(summary(complaints))
    return QuestionSet(path.name, tuple(questions), tuple(document for document, _ in read))


def _read_article(article: dict[str, Any], number: int, path: Path) -> tuple[Document, list[Question]]:
    title = str(article.get("title") or f"Article {number}").replace("_", " ")
    name = f"{number:02d} {title}"
    contexts = [paragraph["context"] for paragraph in article["paragraphs"]]
    text = _PARAGRAPH_BREAK.join(contexts)
    blocks: list[Block] = []
    questions: list[Question] = []
    offset = 0
    for paragraph in article["paragraphs"]:
        whole = Span(offset, offset + len(paragraph["context"]))
        if has_words(paragraph["context"]):
            blocks.append(Block(*strip(text, whole)))
        questions.extend(_read_question(asked, name, whole, text, f"{path}, {title}") for asked in paragraph["qas"])
        offset = whole.end + len(_PARAGRAPH_BREAK)
    content_hash = hashlib.sha256(text.encode()).hexdigest()
    return from_parsed(Parsed(text, title, blocks), name, content_hash), questions


def _read_question(asked: dict[str, Any], document: str, paragraph: Span, text: str, place: str) -> Question:
    gold = [] if asked.get("is_impossible") else asked["answers"]
    verdict = asked.get("verdict")
    if verdict not in (None, *get_args(Verdict)):
        raise QuestionSetError(f"{place}: question {asked['id']}: verdict {verdict!r} is neither 'yes' nor 'no'")
    if verdict and asked.get("is_impossible"):
        raise QuestionSetError(f"{place}: question {asked['id']}: has a verdict although is_impossible is true")
    if gold and not any(has_words(answer["text"]) or not answer["text"] for answer in gold):
        raise QuestionSetError(f"{place}: question {asked['id']}: no gold answer has a letter or a digit")
    evidence = []
    for answer in gold:
        start = paragraph.start + operator.index(answer["answer_start"])
        evidence.append(Evidence(document, start, start + len(answer["text"]), answer["text"]))
    try:
        check_question(asked["question"])
    except QuestionError as error:
        raise QuestionSetError(f"{place}: question {asked['id']}: {error}") from None
    return Question(
        id=str(asked["id"]),
        question=asked["question"].strip(),
        answers=tuple(dict.fromkeys(answer["text"] for answer in gold)),
        answerable=bool(gold or verdict),
        kind=asked.get("kind"),
        history=(),
        evidence=tuple(dict.fromkeys(evidence)),
        paragraph=Evidence(document, *paragraph, text[paragraph.start : paragraph.end]),
        place=place,
        verdict=verdict,
        items=tuple(tuple(item) for item in asked.get("items", [])),
        made=asked.get("made") is True,
    )
