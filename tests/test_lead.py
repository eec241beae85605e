"""qa.reading.lead: the words that a passage is read with."""

import pytest

from index.documents import from_parsed
from index.formats import markdown
from index.passages import Passage, Sentence, split
from qa.reading.lead import lead


def passage(**where):
    return Passage("a.md", "She sang.", (Sentence(0, 9, 1),), **where)


@pytest.mark.parametrize(
    ("where", "words"),
    [
        ({}, ""),
        ({"title": "Annual report"}, ""),
        ({"headings": ("2020",)}, "2020: "),
        ({"headings": ("2020",), "title": "Annual report"}, "Annual report > 2020: "),
        ({"headings": ("Annual report", "2020"), "title": "Annual report"}, "Annual report > 2020: "),
        ({"headings": ("Annual report",), "title": "Annual report"}, "Annual report: "),
        ({"before": "Ann\nlived here."}, "Ann lived here. "),
        ({"headings": ("A", "B"), "before": "Ann lived here."}, "A > B: Ann lived here. "),
        ({"about": "author", "title": "Annual report"}, "This article was written by "),
        ({"about": "photograph"}, ""),
    ],
)
def test_the_lead_is_the_path_and_what_stands_before(where, words):
    assert lead(passage(**where)) == words


def test_a_title_alone_is_read_where_that_is_wished():
    assert lead(passage(title="Annual report"), with_title_alone=True) == "Annual report: "
    assert lead(passage(title="Annual report", about="photograph"), with_title_alone=True) == ""


def test_what_is_read_of_a_document():
    text = (
        f"# Annual report\n\n## 2020\n\nAnn {'sang on the stage of the theatre ' * 8}.\n\nShe rested {'a while ' * 20}."
    )
    first, second = split(from_parsed(markdown.read(text), "a.md", "0"))
    assert lead(first) == "Annual report > 2020: "
    assert lead(second) == f"Annual report > 2020: {first.text} "
