"""By how much made questions are easier than people's, about the same articles.

Takes a SQuAD file, makes questions of its articles, and asks both: the same number of answerable questions that
people wrote, drawn at random, and of made ones; and the same of unanswerable ones.

    python -m benchmarks.made_questions SQUAD.json [COUNT]
"""

from __future__ import annotations

import sys
import tempfile
from dataclasses import replace
from pathlib import Path

from qa.evaluation import evaluate
from qa.evaluation.making.question_maker import make_questions
from qa.evaluation.making.written_set import to_squad
from qa.evaluation.metrics import ENDED_WELL, ended_well, units_of
from qa.evaluation.question_set import QuestionSet
from qa.evaluation.questions import load_questions
from qa.evaluation.resampling import bootstrap

SHOWN = ("hit@1", "sentence_hit@1", "answerable_f1", "abstention_recall")


def report(name: str, questions: QuestionSet) -> None:
    result = evaluate(questions)
    scores = [row.scores for row in result.rows]
    found = bootstrap({ENDED_WELL: ended_well(scores)}, units_of(scores)) | result.estimates
    told = (f"{metric} {found[metric].value:.3f} [{found[metric].low:.3f}, {found[metric].high:.3f}]"
            for metric in (ENDED_WELL, *SHOWN) if metric in found)  # fmt: skip
    print(f"{name} ({len(scores)}): {', '.join(told)}", flush=True)


def main() -> None:
    path, count = Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 120
    written = load_questions(path)
    documents = {document.name: document for document in written.documents}
    made_set = make_questions(documents, 3 * count // 2, unanswerable=True, take_out=False)
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "made.json"
        file.write_text(to_squad(made_set, documents), encoding="utf-8")
        made = load_questions(file)
    for answerable in (True, False):
        for name, every in (("made", made), ("people's", written)):
            chosen = tuple(one for one in every.questions if one.answerable is answerable)
            kept = replace(every, questions=chosen).narrowed(sample=count if answerable else count // 2)
            report(f"{'answerable' if answerable else 'unanswerable'}, {name}", kept)


if __name__ == "__main__":
    main()
