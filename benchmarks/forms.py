"""How well the form of answer that a question asks for is told from its words.

    python benchmarks/forms.py --data ../shared/data [--changed FILE]

Three kinds of questions, none of which the rules were made with. Sets whose form follows from how they were
written: SQuAD's questions each ask for a short quotation, and CondaQA's for yes or no. Sets of mixed questions, of
which only how often each form is told can be said: CLAPNQ, CAsT and CANARD as their annotators wrote them out in full.
And benchmarks/forms_made.jsonl, 165 questions with the form that each asks for, written down before the rules were
looked at. With `--changed` the questions of SQuAD that are not taken for a short quotation are written to FILE.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from benchmarks.conversation import canard, cast
from qa.form.explanation import asks_for_explanation
from qa.form.listing import asks_for_list
from qa.form.mentioned import kind_asked_for
from qa.form.request import brief_request, comparison_requests
from qa.form.two_steps import steps_of
from qa.language.asked_question import asked_in
from qa.language.compound_question import questions_in
from qa.language.document_question import document_question
from qa.language.keywords import is_keywords
from qa.language.small_talk import small_talk
from qa.language.yes_no_question import is_yes_no

MADE = Path(__file__).parent / "forms_made.jsonl"
SHORT = ("quotation", "explanation")
"""Both are answered by a short quotation first; an explanation goes on from it."""


def asked_form(question: str) -> str:
    """The form that the question's own words ask for, tried in the order of `qa.assistant.FORMS`."""
    return next((form for form, asks in _ASKS.items() if asks(question)), "quotation")


def _asks_of_the_file(question: str) -> bool:
    fact = document_question(question)
    return fact is not None and (fact.reference.noun is not None or not fact.of)


_ASKS: dict[str, Callable[[str], object]] = {
    "reply": small_talk,
    "file-fact": _asks_of_the_file,
    "comparison": lambda question: next(comparison_requests(question), None),
    "brief": brief_request,
    "two-questions": lambda question: len(questions_in(question)) > 1,
    "two-steps": steps_of,
    "list": lambda question: asks_for_list(question) or kind_asked_for(question),
    "story": lambda question: asked_in(question) not in (None, question),
    "verdict": is_yes_no,
    "explanation": asks_for_explanation,
    "keywords": is_keywords,
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, help="the folder with a folder for each data set")
    parser.add_argument("--changed", type=Path, help="where to write SQuAD's questions that change their form")
    arguments = parser.parse_args()
    print("| set | questions | expected | taken for it | else taken for |\n|---|---|---|---|---|")
    for name, expected, questions in _sets(arguments.data):
        print(_row(name, expected, Counter(map(asked_form, questions))), flush=True)
    if arguments.changed:
        changed = [f"{form}\t{text}" for text in _squad(arguments.data) if (form := asked_form(text)) not in SHORT]
        arguments.changed.write_text("\n".join(changed) + "\n", encoding="utf-8")
    _made()


def _sets(data: Path) -> Iterator[tuple[str, tuple[str, ...], Iterable[str]]]:
    """Each set's name, the forms that all its questions ask for, if that is known, and the questions."""
    yield "squad2-half/eval.json", SHORT, _squad(data)
    yield "condaqa/dev.jsonl", ("verdict",), {row["question"] for row in _rows(data / "condaqa" / "dev.jsonl")}
    clapnq = [*_rows(data / "clapnq" / "answerable.jsonl"), *_rows(data / "clapnq" / "unanswerable.jsonl")]
    yield "clapnq", (), [row["input"] for row in clapnq]
    yield "CAsT 2019 to 2021", (), [asked.full for year in (2019, 2020, 2021) for asked in cast(data, year)]
    yield "CANARD dev", (), [asked.full for asked in canard(data)]


def _squad(data: Path) -> list[str]:
    articles = json.loads((data / "squad2-half" / "eval.json").read_text(encoding="utf-8"))["data"]
    return [asked["question"].strip() for each in articles for part in each["paragraphs"] for asked in part["qas"]]


def _rows(path: Path) -> Iterator[dict]:
    with path.open(encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def _row(name: str, expected: tuple[str, ...], told: Counter[str]) -> str:
    right, total = sum(told[form] for form in expected), told.total()
    others = ", ".join(f"{form} {count}" for form, count in told.most_common() if form not in expected)
    share = f"{right} ({right / total:.3f})" if expected else ""
    return f"| {name} | {total:,} | {' or '.join(expected)} | {share} | {others} |"


def _made() -> None:
    """Precision and recall of each form on the questions that were written for it, and those that are mistaken."""
    rows = [(row["form"], asked_form(row["question"]), row["question"]) for row in _rows(MADE)]
    print("\n| form | questions | recall | precision |\n|---|---|---|---|")
    for form in dict.fromkeys(expected for expected, _, _ in rows):
        right = sum(expected == told == form for expected, told, _ in rows)
        asked, told = (sum(row[at] == form for row in rows) for at in (0, 1))
        print(f"| {form} | {asked} | {right / asked:.2f} | {right / told if told else 0:.2f} |")
    print(f"\nright: {sum(expected == told for expected, told, _ in rows)} of {len(rows)}")
    for expected, told, question in rows:
        if expected != told:
            print(f"- {question} ({expected}, taken for {told})")


if __name__ == "__main__":
    main()
