"""Turn the measuring sets that `qa eval` cannot read as published into SQuAD JSON.

    python benchmarks/measuring_sets.py --data ../shared/data --out build/sets
    qa eval build/sets/noiseqa-keyboard.json --gold-passages

Paragraphs that stand in squad2-half/train.json too, which the reader was trained on, are
left out of noiseqa and paraphrase. CLAPNQ's gold answers are whole sentences: each
sentence that its annotators selected counts as one, and every passage is an article.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

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
        for line in (folder / f"{name}.jsonl").read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            passage, output = row["passages"][0], row["output"][0]
            starts = [(passage["text"].find(text), text) for text in output["selected_sentences"]]
            answers = [{"text": text, "answer_start": start} for start, text in starts if start >= 0]
            if answers or name == "unanswerable":
                asked = {"id": row["id"], "question": row["input"], "answers": answers, "is_impossible": not answers}
                yield {"title": passage["title"], "paragraphs": [{"context": passage["text"], "qas": [asked]}]}


def _plain(text: str) -> str:
    return " ".join(text.lower().split())


if __name__ == "__main__":
    main()
