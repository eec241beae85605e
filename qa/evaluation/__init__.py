"""Measuring: question sets, runs, metrics with intervals, comparisons, reports.

from qa.evaluation import evaluate
result = evaluate("questions.jsonl")
print(result.metrics["f1"], result.estimates["f1"])
"""

from qa.evaluation.evaluator import evaluate
from qa.evaluation.questions import load_questions
from qa.evaluation.result import Result

__all__ = ["Result", "evaluate", "load_questions"]
