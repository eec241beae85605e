"""The public data sets that the reader may be trained on, each read as published.

`SOURCES` names them all; what each is, its licence and where to get it stands in
qa/models/README.md. Rows whose answer is not found where it is said to be are left out.
"""

from __future__ import annotations

import csv
import gzip
import json
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from itertools import chain
from pathlib import Path

from index.documents import from_parsed
from index.formats.plain_text import read as parse
from index.lexical import content_stems
from index.passages import split
from index.sentences import split_sentences
from index.spans import Span, strip
from training.examples import LONGEST_ANSWER, Example, join_tokens
from training.json_lines import json_lines
from training.time_source import timeqa
from training.verdict_sources import condaqa, fool_me_twice

POLICY_SHARE = 5
"""One question in so many is kept of PolicyQA, whose questions follow a few templates."""

SENTENCES_OF_TALES = "fairytaleqa-sentences"

SHARE_OF_ANSWER = 0.6
"""Of the words of an answer in other words, how many its sentence has at least."""

LONGEST_TALE = 700
"""Characters of a tale's section that are read, as long sections cost most of the time and teach no more."""


def squad(path: Path, source: str) -> Iterator[Example]:
    """A file in SQuAD's format; every article is a document, or every paragraph where there is only one article."""
    articles = json.loads(path.read_text(encoding="utf-8"))["data"]
    for number, article in enumerate(articles):
        lead = f"{article['title'].replace('_', ' ')}: " if "title" in article else ""
        for at, paragraph in enumerate(article["paragraphs"]):
            document = f"{number}" if len(articles) > 1 else f"{number}.{at}"
            context = paragraph["context"]
            for row in paragraph["qas"]:
                spans = [_checked(context, answer["answer_start"], answer["text"]) for answer in row["answers"]]
                answers = tuple(span for span in spans if span)
                if answers or not row["answers"]:
                    yield Example(source, document, row["question"].strip(), context, answers, lead=lead)


def squad2(folder: Path) -> Iterator[Example]:
    yield from squad(folder / "squad2-half" / "train.json", "squad2-half")


def squad2_other(folder: Path) -> Iterator[Example]:
    """Questions of whose answer mostly the sentence is known, and not the words in it."""
    for row in json_lines(folder / "squad2-other" / "train.jsonl"):
        context, place = row["context"], row["sentence"]
        spans = [_checked(context, answer["answer_start"], answer["text"]) for answer in row.get("answers") or ()]
        sentence = _checked(context, place["start"], place["text"]) if place else None
        if sentence or not row["answerable"]:
            answers = tuple(span for span in spans if span)
            lead = f"{row['title']}: "
            question = " ".join(row["question"].split())
            yield Example("squad2-other", row["title"], question, context, answers, sentence, lead=lead)


def fairytaleqa(folder: Path) -> Iterator[Example]:
    """Questions about tales, many of them why and how, whose answer stands in the section word for word."""
    for row in json_lines(folder / "fairytaleqa" / "train.jsonl"):
        if row["start"] is not None:
            span = Span(row["start"], row["end"])
            tale = row["id"].rsplit("#", 1)[0]
            yield Example("fairytaleqa", tale, _question(row["question"]), row["context"], (span,))


def fairytaleqa_sentences(folder: Path) -> Iterator[Example]:
    """Questions about tales answered in the annotator's own words: the sentence with most of these answers."""
    for row in json_lines(folder / "fairytaleqa" / "train.jsonl"):
        in_own_words = row["start"] is None and row["explicit"]
        if in_own_words and (sentence := _sentence_of(row["answer"], row["context"])):
            tale = row["id"].rsplit("#", 1)[0]
            around = _around(row["context"], sentence)
            here = Span(sentence.start - around.start, sentence.end - around.start)
            context = row["context"][slice(*around)]
            yield Example(SENTENCES_OF_TALES, tale, _question(row["question"]), context, (), here)


def squadshifts(folder: Path) -> Iterator[Example]:
    for name in ("amazon_reviews", "reddit"):
        yield from squad(folder / "squadshifts" / f"{name}.json", f"squadshifts-{name}")


def policyqa(folder: Path) -> Iterator[Example]:
    """Every `POLICY_SHARE`th question."""
    for name in ("dev", "test"):
        for example in squad(folder / "policyqa" / f"{name}.json", f"policyqa-{name}"):
            if int(example.key[:8], 16) % POLICY_SHARE == 0:
                yield example


def covidqa(folder: Path) -> Iterator[Example]:
    """Long articles, cut into passages as the product cuts them; the passage that holds the answer is the context."""
    for example in squad(folder / "covidqa" / "covidqa.json", "covidqa"):
        for passage in split(from_parsed(parse(example.context), example.document, "")):
            start = example.context.find(passage.text)
            for answer in example.answers:
                if start >= 0 and start <= answer.start and answer.end <= start + len(passage.text):
                    moved = Span(answer.start - start, answer.end - start)
                    yield Example("covidqa", example.document, example.question, passage.text, (moved,))


def nq_oracle(folder: Path) -> Iterator[Example]:
    """Natural Questions with the gold passage; every place where the answer stands counts as one."""
    with gzip.open(folder / "nq-oracle" / "nq-open-oracle.jsonl.gz", "rt", encoding="utf-8") as lines:
        for number, line in enumerate(lines):
            row = json.loads(line)
            context = next(passage for passage in row["ctxs"] if passage["isgold"])["text"]
            found = {
                Span(*match.span())
                for answer in row["answers"]
                for match in re.finditer(rf"(?<!\w){re.escape(answer)}(?!\w)", context)
            }
            if 0 < len(found) <= 3:
                yield Example("nq-oracle", str(number), row["question"], context, tuple(sorted(found)))


def qamr(folder: Path) -> Iterator[Example]:
    """Questions on single sentences; a context is all that is left of the sentence's paragraph."""
    with (folder / "qamr" / "wiki-sentences.tsv").open(encoding="utf-8") as lines:
        tokens = dict(line.rstrip("\n").split("\t", 1) for line in lines)
    joined = {name: join_tokens(sentence.split(" ")) for name, sentence in tokens.items()}
    contexts = _paragraphs({name: text for name, (text, _) in joined.items()})
    for part in ("dev", "test"):
        with (folder / "qamr" / f"{part}.tsv").open(encoding="utf-8") as lines:
            for line in lines:
                name, *_, question, answer, first, second = line.rstrip("\n").split("\t")
                if name not in joined:
                    continue
                answers = [answer, first.partition(":")[2], second.partition(":")[2]]
                context, offset = contexts[name]
                spans = [_of_words(joined[name][1], words, offset) for words in answers]
                # Kept where two of the three agree: the others hold much noise.
                agreed = tuple(span for span in spans if span and any(span.overlaps(o) for o in _others(spans, span)))
                if len(agreed) >= 2:
                    yield Example("qamr", _document(name), _question(question), context, agreed)


def qadiscourse(folder: Path) -> Iterator[Example]:
    """Why, how, when and despite-what questions; the answer is a clause, taken where it stands word for word."""
    rows = list(chain.from_iterable(_tsv(path) for path in sorted((folder / "qadiscourse").glob("*.tsv"))))
    sentences = {row["qasrl_id"]: row["untokenized sentence"].replace('\\"', '"').strip() for row in rows}
    contexts = _paragraphs(sentences)
    for row in rows:
        name, sentence = row["qasrl_id"], sentences[row["qasrl_id"]]
        answer = join_tokens(row["answer"].split())[0].strip(" .,;")
        at = sentence.lower().find(answer.lower())
        if row["question_start"] == "_" or len(answer) < 2 or at < 0:
            continue
        context, offset = contexts[name]
        start = _WORDING.get(row["question_start"], row["question_start"])
        body = [row["question_aux"], row["question_body"]]
        if row["question_start"] in _WORDING and body[0] in {"_", ""}:
            start = row["question_start"]
        question = " ".join([start, *(word for word in body if word != "_")])
        span = Span(offset + at, offset + at + len(answer))
        yield Example("qadiscourse", _document(name), _question(question), context, (span,))


SOURCES: dict[str, Callable[[Path], Iterator[Example]]] = {
    "squad2-half": squad2,
    "squad2-other": squad2_other,
    "condaqa": condaqa,
    "fool-me-twice": fool_me_twice,
    "timeqa": timeqa,
    "fairytaleqa": fairytaleqa,
    SENTENCES_OF_TALES: fairytaleqa_sentences,
    "squadshifts": squadshifts,
    "qamr": qamr,
    "qadiscourse": qadiscourse,
    "nq-oracle": nq_oracle,
    "covidqa": covidqa,
    "policyqa": policyqa,
}

_WORDING = {"What is the reason": "Why", "In what manner": "How"}


def read_sources(folder: Path) -> list[Example]:
    """All the examples of all the sources without repetitions, overlong answers left out, in a fixed order."""
    examples = {example.key: example for read in SOURCES.values() for example in read(folder)}
    return [examples[key] for key in sorted(examples) if _is_fit(examples[key])]


def _is_fit(example: Example) -> bool:
    return bool(example.question) and all(end - start <= LONGEST_ANSWER for start, end in example.answers)


def _sentence_of(answer: str, context: str) -> Span | None:
    """The shortest of the sentences with most of an answer's words; None where that has too few of them."""
    wanted = content_stems(answer)
    sentences = split_sentences(context, Span(0, len(context)))
    found = [(len(wanted & content_stems(context[start:end])), start - end, start) for start, end in sentences]
    if not wanted or not found or max(found)[0] < SHARE_OF_ANSWER * len(wanted):
        return None
    _, length, start = max(found)
    return Span(start, start - length)


def _around(context: str, sentence: Span) -> Span:
    """The sentence with as many next to it, by turns after and before it, as `LONGEST_TALE` holds."""
    sentences = split_sentences(context, Span(0, len(context)))
    first = last = sentences.index(sentence)
    for after in (True, False) * len(sentences):
        one, other = (first, min(last + 1, len(sentences) - 1)) if after else (max(first - 1, 0), last)
        if sentences[other].end - sentences[one].start <= LONGEST_TALE:
            first, last = one, other
    return Span(sentences[first].start, sentences[last].end)


def _checked(context: str, start: int, text: str) -> Span | None:
    span = strip(context, Span(start, start + len(text)))
    return span if context[start : start + len(text)] == text and span.start < span.end else None


def _paragraphs(sentences: dict[str, str]) -> dict[str, tuple[str, int]]:
    """For each sentence's name, document:paragraph:number, its paragraph and where it starts in that."""
    groups: dict[str, list[str]] = defaultdict(list)
    for name in sorted(sentences, key=lambda name: int(name.rsplit(":", 1)[1])):
        groups[name.rsplit(":", 1)[0]].append(name)
    places = {}
    for names in groups.values():
        context = " ".join(sentences[name] for name in names)
        offset = 0
        for name in names:
            places[name] = (context, offset)
            offset += len(sentences[name]) + 1
    return places


def _document(name: str) -> str:
    return name.rsplit(":", 2)[0]


def _of_words(tokens: list[Span], words: str, offset: int) -> Span | None:
    """The span of word numbers such as "3 4 5"; None where they do not follow each other."""
    numbers = [int(word) for word in words.split()] if re.fullmatch(r"[\d ]+", words) else []
    if not numbers or numbers != list(range(numbers[0], numbers[-1] + 1)) or numbers[-1] >= len(tokens):
        return None
    return Span(offset + tokens[numbers[0]].start, offset + tokens[numbers[-1]].end)


def _others(spans: list[Span | None], span: Span) -> list[Span]:
    rest = Counter(other for other in spans if other)
    rest[span] -= 1
    return list(rest.elements())


def _question(text: str) -> str:
    text = " ".join(text.split()).rstrip(" ?")
    return text[:1].upper() + text[1:] + "?"


def _tsv(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
