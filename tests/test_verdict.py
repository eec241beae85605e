"""qa.reading.verdict: yes or no, and what speaks against either."""

from fakes import text_document

from index.passages import split
from index.spans import Span
from qa.reading.span_model import BestSpan
from qa.reading.verdict import is_untold, verdict_of

TEXT = "The farmhouse escaped. The barn was not insured. Ann works only on Wednesdays."
PASSAGE = split(text_document(TEXT))[0]


def found(words, yes=1.0, no=0.0):
    start = TEXT.index(words)
    return BestSpan(Span(start, start + len(words)), 1.0, yes=yes, no=no)


def test_the_likelier_one_is_the_verdict():
    assert verdict_of("Was the barn insured?", PASSAGE, found("not insured", 0.0, 1.0)) == "no"
    assert verdict_of("Did the farmhouse escape?", PASSAGE, found("escaped")) == "yes"
    assert verdict_of("Did the farmhouse escape?", PASSAGE, found("escaped", 0.0)) is None


def test_the_only_day_that_is_named_says_no_to_another():
    assert verdict_of("Does Ann work on Mondays?", PASSAGE, found("Wednesdays")) == "no"
    assert verdict_of("Does Ann work on Wednesdays?", PASSAGE, found("Wednesdays")) == "yes"


def test_a_sentence_about_another_thing_decides_nothing():
    assert is_untold("Was the farmhouse insured?", PASSAGE, found("not insured"), "no")
    assert not is_untold("Was the barn insured?", PASSAGE, found("not insured"), "no")
