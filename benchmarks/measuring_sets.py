"""Turn the measuring sets that `qa eval` cannot read as published into SQuAD JSON.

    python benchmarks/measuring_sets.py --data ../shared/data --out build/sets
    qa eval build/sets/noiseqa-keyboard.json --gold-passages
    qa eval build/sets/condaqa.json --gold-passages --json build/condaqa.json
    python benchmarks/verdicts.py build/condaqa.json

Paragraphs that stand in squad2-half/train.json too, which the reader was trained on, are
left out of noiseqa and paraphrase. CLAPNQ's gold answers are whole sentences: each
sentence that its annotators selected counts as one, and every passage is an article.
CondaQA's (dev.jsonl) and PubMedQA's (test) questions have a verdict, and each passage or abstract
is an article; "don't know" is unanswerable, and other labels ("maybe") are left out. TimeQA's are those
of the pages that training leaves out (`training.held_out.is_measured_page`), each page an article, written
without the spaces around punctuation; questions whose answers stand in several paragraphs, or in
the title, are left out.
"""

from __future__ import annotations

import argparse
import json
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from training.held_out import is_measured_page
from training.json_lines import json_lines
from training.time_source import page_article

SETS = {
    **{f"noiseqa-{name}": f"noiseqa/{name}.json" for name in ("clean", "keyboard", "asr")},
    **{f"paraphrase-{name}": f"paraphrase/{name}.json" for name in ("dev_orig", "dev_para", "adv_orig", "adv_para")},
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, help="folder with a folder for each data set")
    parser.add_argument("--out", type=Path, required=True, help="folder for the files made")
    arguments = parser.parse_args()
    arguments.out.mkdir(parents=True, exist_ok=True)
    trained_on = {
        _plain(paragraph["context"])
        for article in _articles(arguments.data / "squad2-half" / "train.json")
        for paragraph in article["paragraphs"]
    }
    made = {name: list(_without(arguments.data / file, trained_on)) for name, file in SETS.items()}
    made["clapnq"] = [*_clapnq(arguments.data / "clapnq")]
    made["condaqa"] = [*condaqa(arguments.data / "condaqa")]
    made["pubmedqa"] = [*pubmedqa(arguments.data / "pubmedqa")]
    made["timeqa"] = [*timeqa(arguments.data / "timeqa-train")]
    for name, articles in made.items():
        path = arguments.out / f"{name}.json"
        path.write_text(json.dumps({"version": "1", "data": articles}), encoding="utf-8")
        print(f"{path}: {sum(len(p['qas']) for a in articles for p in a['paragraphs'])} questions")


def _articles(path: Path) -> list[dict[str, Any]]:
    articles: list[dict[str, Any]] = json.loads(path.read_text(encoding="utf-8"))["data"]
    return articles


def _without(path: Path, trained_on: set[str]) -> Iterator[dict[str, Any]]:
    for number, article in enumerate(_articles(path), 1):
        paragraphs = [
            {**paragraph, "qas": [asked for asked in paragraph["qas"] if _is_in_place(paragraph["context"], asked)]}
            for paragraph in article["paragraphs"]
            if _plain(paragraph["context"]) not in trained_on
        ]
        if paragraphs:
            yield {"title": article.get("title") or f"Article {number}", "paragraphs": paragraphs}


def _is_in_place(context: str, asked: dict[str, Any]) -> bool:
    return all(context[a["answer_start"] :].startswith(a["text"]) and a["text"] for a in asked["answers"])


def _clapnq(folder: Path) -> Iterator[dict[str, Any]]:
    for name in ("answerable", "unanswerable"):
        for row in json_lines(folder / f"{name}.jsonl"):
            passage, output = row["passages"][0], row["output"][0]
            starts = [(passage["text"].find(text), text) for text in output["selected_sentences"]]
            answers = [{"text": text, "answer_start": start} for start, text in starts if start >= 0]
            if answers or name == "unanswerable":
                asked = {"id": row["id"], "question": row["input"], "answers": answers, "is_impossible": not answers}
                yield {"title": passage["title"], "paragraphs": [{"context": passage["text"], "qas": [asked]}]}


def condaqa(folder: Path) -> Iterator[dict[str, Any]]:
    """A question's id begins with its passage's number, which the edits of one passage share."""
    passages: dict[tuple[int, int], list[dict[str, Any]]] = defaultdict(list)
    left_out = 0
    for row in json_lines(folder / "dev.jsonl"):
        verdict = {"YES": "yes", "NO": "no", "DON'T KNOW": None}.get(row["label"], "other")
        if verdict == "other":
            left_out += 1
            continue
        passages[row["passage_id"], row["edit"]].append(row | {"verdict": verdict})
    for (number, edit), rows in passages.items():
        questions = [_verdict_question(f"{number}-{edit}-{row['id']}", row) for row in rows]
        yield {"title": f"Passage {number}", "paragraphs": [{"context": rows[0]["passage"], "qas": questions}]}
    print(f"condaqa: {left_out} questions with other labels are left out")


def pubmedqa(folder: Path) -> Iterator[dict[str, Any]]:
    rows = [row for row in json_lines(folder / "labelled.jsonl") if row["test"]]
    kept = [row | {"verdict": row["label"]} for row in rows if row["label"] in {"yes", "no"}]
    for row in kept:
        paragraph = {"context": " ".join(row["contexts"]), "qas": [_verdict_question(row["id"], row)]}
        yield {"title": f"Abstract {row['id']}", "paragraphs": [paragraph]}
    print(f"pubmedqa: {len(rows) - len(kept)} questions with other labels are left out")


def _verdict_question(name: str, row: dict[str, Any]) -> dict[str, Any]:
    verdict = {"verdict": row["verdict"]} if row["verdict"] else {}
    question = " ".join(row["question"].split())
    return {"id": name, "question": question, "answers": [], "is_impossible": not verdict, **verdict}


def timeqa(folder: Path) -> Iterator[dict[str, Any]]:
    """The pages that training leaves out."""
    pages = json.loads((folder / "train.json").read_text(encoding="utf-8"))
    names = [page["link"] for page in pages]
    left_out = 0
    for page in pages:
        if is_measured_page(page["link"], names):
            article, others = page_article(page)
            left_out += others
            yield article
    print(f"timeqa: {left_out} questions with answers in several paragraphs or in the title are left out")


def _plain(text: str) -> str:
    return " ".join(text.lower().split())


if __name__ == "__main__":
    main()
