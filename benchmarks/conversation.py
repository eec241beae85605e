"""How well follow-ups are told from questions that stand alone, and mistyped words mended.

    python benchmarks/conversation.py --data ../shared/data

Follow-ups: CANARD's development set and TREC CAsT 2019 to 2021 hold conversations whose
questions people have written out in full. A question whose full form is the question
itself, once case, punctuation and spaces are set aside, needs no history; any other is a
follow-up. SQuAD's questions were each written to stand alone; how many of them are taken
for follow-ups is counted where the rules were chosen. Mistyped words: NoiseQA's questions
as typed and as meant, each corrected with the words of its own article. Languages: how many
of all these questions are taken for another language than English, and how many of XQuAD's
for the other language that they are in. All but SQuAD are for measuring only.
"""

from __future__ import annotations

import argparse
import hashlib
import json
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import regex

from index.collection import Collection
from index.documents import from_parsed
from index.embedding import Vectors
from index.formats import plain_text
from qa.conversation.followup import follow_up, needs_history
from qa.language.question_language import is_english
from qa.language.spelling import Speller
from qa.language.vocabulary import Vocabulary


@dataclass(frozen=True)
class Asked:
    """A question of a conversation, written out in full by a person, and those before it as they were typed."""

    question: str
    full: str
    before: tuple[str, ...]

    @property
    def is_follow_up(self) -> bool:
        return _plain(self.question) != _plain(self.full)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, required=True, help="the folder with canard, cast, noiseqa and xquad")
    data: Path = parser.parse_args().data
    print("| follow-ups | questions | need history | recognised | left alone | precision | recall | F1 |")
    print("|---|---|---|---|---|---|---|---|")
    for name, asked in (
        ("CANARD dev", list(canard(data))),
        *((f"CAsT {year}", list(cast(data, year))) for year in YEARS),
    ):
        print(_followups(name, asked), flush=True)
    columns = "asked after others | taken for follow-ups | that make no sense alone | that may lean"
    print(f"\n| questions that stand alone | {columns} |")
    print("|---|---|---|---|---|")
    print(_alone(data), flush=True)
    print(
        "\n| spelling | questions | changed | mistyped words of 4 letters or more | mended | changed wrongly | left |"
    )
    print("|---|---|---|---|---|---|---|")
    for name in ("clean", "keyboard"):
        print(_spelling(data, name), flush=True)
    print("\n| language | questions | taken for English |")
    print("|---|---|---|")
    for name, questions in _languages(data):
        print(f"| {name} | {len(questions):,} | {sum(map(is_english, questions)):,} |", flush=True)


YEARS = (2019, 2020, 2021)


def canard(data: Path) -> Iterator[Asked]:
    """All questions but the first of each conversation."""
    before: dict[str, list[str]] = defaultdict(list)
    for row in json.loads((data / "canard" / "dev.json").read_text(encoding="utf-8")):
        said = before[row["QuAC_dialog_id"]]
        if row["Question_no"] > 1:
            yield Asked(row["Question"], row["Rewrite"], tuple(said))
        said.append(row["Question"])


def cast(data: Path, year: int) -> Iterator[Asked]:
    """All questions but the first of each topic."""
    folder = data / "cast"
    if year == 2019:
        rows = (folder / "evaluation_topics_annotated_resolved_v1.0.tsv").read_text(encoding="utf-8").splitlines()
        resolved = dict(row.split("\t", 1) for row in rows)
        for topic in json.loads((folder / "evaluation_topics_v1.0.json").read_text(encoding="utf-8")):
            said = [turn["raw_utterance"] for turn in topic["turn"]]
            for at, turn in enumerate(topic["turn"][1:], 1):
                full = resolved.get(f"{topic['number']}_{turn['number']}")
                if full:
                    yield Asked(turn["raw_utterance"], full, tuple(said[:at]))
        return
    for topic in json.loads((folder / f"{year}_manual_evaluation_topics_v1.0.json").read_text(encoding="utf-8")):
        said = [turn["raw_utterance"] for turn in topic["turn"]]
        for at, turn in enumerate(topic["turn"][1:], 1):
            yield Asked(turn["raw_utterance"], turn["manual_rewritten_utterance"], tuple(said[:at]))


def _followups(name: str, asked: list[Asked]) -> str:
    found = [needs_history(one.question, one.before) for one in asked]
    needed = [one.is_follow_up for one in asked]
    both = sum(f and n for f, n in zip(found, needed, strict=True))
    alone = len(needed) - sum(needed)
    left = sum(not f and not n for f, n in zip(found, needed, strict=True))
    precision, recall = both / sum(found), both / sum(needed)
    return (
        f"| {name} | {len(asked):,} | {sum(needed):,} | {both:,} | {left:,} of {alone:,} "
        f"| {precision:.3f} | {recall:.3f} | {2 * precision * recall / (precision + recall):.3f} |"
    )


def _alone(data: Path) -> str:
    """SQuAD's answerable training questions, each after those before it in its article; nearly all stand alone."""
    found: Counter[str] = Counter()
    for article in json.loads((data / "squad2-half" / "train.json").read_text(encoding="utf-8"))["data"]:
        asked = [row["question"] for row in _rows(article) if not row["is_impossible"]]
        found.update(
            follow_up(question, before=asked[max(0, at - 3) : at]).need for at, question in enumerate(asked) if at
        )
    taken = found["yes"] + found["maybe"]
    return f"| squad2-half/train.json | {found.total():,} | {taken} | {found['yes']} | {found['maybe']} |"


def _languages(data: Path) -> Iterator[tuple[str, list[str]]]:
    """Each language and its questions, each once."""
    english = [text for one in canard(data) for text in (one.question, one.full)]
    english += [text for year in YEARS for one in cast(data, year) for text in (one.question, one.full)]
    for file in ("squad2-half/train.json", "noiseqa/clean.json", "noiseqa/keyboard.json"):
        english += _questions(data / file)
    yield "English", list(dict.fromkeys(english))
    for path in sorted((data / "xquad").glob("*.json")):
        yield path.stem, _questions(path)


def _questions(path: Path) -> list[str]:
    articles = json.loads(path.read_text(encoding="utf-8"))["data"]
    return [row["question"] for article in articles for row in _rows(article)]


def _spelling(data: Path, name: str) -> str:
    meant = {row["id"]: row["question"] for article in _squad(data, "clean") for row in _rows(article)}
    count = changed = mistyped = mended = wrong = left = 0
    for article in _squad(data, name):
        speller = Speller(Vocabulary(_collection(article)))
        for row in _rows(article):
            typed, corrected = row["question"], speller.correct(row["question"])
            count += 1
            changed += corrected != typed
            for should, was, now in _aligned(meant[row["id"]], typed, corrected):
                if was != should and len(should) >= 4:
                    mistyped += 1
                    mended += now == should
                    left += now == was
                wrong += now not in (was, should)
    return f"| {name} | {count:,} | {changed:,} | {mistyped:,} | {mended:,} | {wrong:,} | {left:,} |"


def _aligned(*questions: str) -> Iterator[tuple[str, ...]]:
    """The words of the questions side by side, lower case; nothing where their numbers differ."""
    split = [_plain(question).split() for question in questions]
    if len({len(words) for words in split}) == 1:
        yield from zip(*split, strict=True)


def _squad(data: Path, name: str) -> list[dict]:
    return json.loads((data / "noiseqa" / f"{name}.json").read_text(encoding="utf-8"))["data"]


def _rows(article: dict) -> Iterator[dict]:
    return (row for paragraph in article["paragraphs"] for row in paragraph["qas"])


def _collection(article: dict) -> Collection:
    """The article's words; its vectors are not looked at."""
    text = "\n\n".join(paragraph["context"] for paragraph in article["paragraphs"])
    document = from_parsed(plain_text.read(text), "article.txt", hashlib.sha256(text.encode()).hexdigest())
    return Collection.build([document], _NoVectors())


class _NoVectors:
    identity = "none"

    def encode(self, texts: list[str]) -> Vectors:
        return np.ones((len(texts), 1), dtype=np.float32)


def _plain(text: str) -> str:
    return " ".join(regex.findall(r"[\p{L}\p{N}]+", text.casefold()))


if __name__ == "__main__":
    main()
