"""qa.citation: a span becomes a quotation with its place."""

from index.documents import from_parsed
from index.formats import markdown
from index.passages import split
from index.spans import Span
from qa.citation import cite


def test_the_quote_is_the_sentence_around_the_answer(collection, article):
    start = article.text.index("to calm AAH down")
    passage = next(p for p in collection.passages if p.start <= start < p.end)
    citation = cite(article, passage, Span(start, start + len("to calm AAH down")))
    assert citation.quote == "The attack prompted Qaani to travel to Iraq the next day to calm AAH down."
    assert article.text[citation.start : citation.end] == citation.quote
    assert article.text[citation.answer_start : citation.answer_end] == "to calm AAH down"
    assert (citation.document, citation.headings, citation.paragraph, citation.page) == ("article.txt", (), 3, None)


def test_a_citation_names_the_headings_below_the_title():
    document = from_parsed(markdown.read("# Annual report\n\n## 2020\n\nIt rained."), "a.md", "0")
    (passage,) = split(document)
    citation = cite(document, passage, passage.span)
    assert citation.headings == ("Annual report", "2020")
    assert citation.below("Annual report (Ann)") == "Annual report (Ann) \u203a 2020"


def test_an_answer_over_two_sentences_quotes_both(collection, article):
    passage = collection.passages[0]
    first, second = passage.sentences[:2]
    citation = cite(article, passage, Span(first.end - 3, second.start + 3))
    assert (citation.start, citation.end) == (first.start, second.end)
    assert citation.quote == article.text[first.start : second.end]
