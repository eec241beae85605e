"""qa.citation: a span becomes a quotation with its place."""

from index.spans import Span
from qa.citation import cite


def test_the_quote_is_the_sentence_around_the_answer(collection, article):
    start = article.text.index("to calm AAH down")
    passage = next(p for p in collection.passages if p.start <= start < p.end)
    citation = cite(article, passage, Span(start, start + len("to calm AAH down")))
    assert citation.quote == "The attack prompted Qaani to travel to Iraq the next day to calm AAH down."
    assert article.text[citation.start : citation.end] == citation.quote
    assert article.text[citation.answer_start : citation.answer_end] == "to calm AAH down"
    assert (citation.document, citation.paragraph, citation.page) == ("article.txt", 3, None)


def test_an_answer_over_two_sentences_quotes_both(collection, article):
    passage = collection.passages[0]
    first, second = passage.sentences[:2]
    citation = cite(article, passage, Span(first.end - 3, second.start + 3))
    assert (citation.start, citation.end) == (first.start, second.end)
    assert citation.quote == article.text[first.start : second.end]
