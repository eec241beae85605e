"""Starters that each article of a SQuAD file gets, with their answers, to be read by a person.

    python benchmarks/suggestions.py ../shared/data/squad2-half/train.json

Prints, for each article, how many questions were made, asked and kept, the seconds it
took, and each kept question with its answer and the sentence that it is from.
"""

from __future__ import annotations

import sys
from pathlib import Path
from time import perf_counter

from index.collection import Collection
from index.onnx_encoder import BundledEncoder
from qa.evaluation.questions import load_questions
from qa.settings import load_settings
from qa.startup import make_assistant
from qa.suggestion.question_patterns import generate_questions
from qa.suggestion.suggestions import ASKED, PatternSuggester


def main() -> None:
    encoder, settings = BundledEncoder(), load_settings(environment={})
    for document in load_questions(Path(sys.argv[1])).documents:
        collection = Collection.build([document], encoder)
        assistant = make_assistant(collection, encoder, settings)
        assistant.warm_up()
        is_name = assistant.vocabulary.is_name
        made = {one.question for passage in collection.passages for one in generate_questions(passage, is_name)}
        started = perf_counter()
        starters = PatternSuggester(assistant).starters(ASKED)
        seconds = perf_counter() - started
        asked = min(len(made), ASKED)
        print(f"\n{document.name}: {len(made)} made, {asked} asked, {len(starters)} kept, {seconds:.1f} s", flush=True)
        for question in starters:
            answer = assistant.ask(question)
            print(f"  {question} -> {answer.answer} | {answer.confidence} | {answer.citations[0].quote}", flush=True)


if __name__ == "__main__":
    main()
