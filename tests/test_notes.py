import pytest

from index.documents import Document
from index.formats.blocks import About, Block
from index.formats.notes import mark_notes


def about(note: str) -> About | None:
    """What a paragraph is taken for at the end of a text of three."""
    text = f"First paragraph.\n\nSecond paragraph.\n\n{note}"
    blocks = [Block(0, 16), Block(18, 35), Block(37, 37 + len(note))]
    return mark_notes(text, blocks)[-1].about


@pytest.mark.parametrize(
    ("note", "told_of"),
    [
        ("Photo by AHMAD AL-RUBAYE/AFP via Getty Images", "photograph"),
        ("Image courtesy of NASA", "photograph"),
        ("By Jane O'Neill", "author"),
        ("Written by: J. R. Smith and ANA RUIZ", "author"),
        ("Ana Ruiz is a professor of law. The views expressed here are her own.", "author"),
        ("John Smith is a senior reporter specializing in trade. He tweets at @smith.", "author"),
        ("The Centre is a non-profit organization. It does not engage in advocacy.", "publisher"),
        ("© 2021 The Daily Example. All rights reserved.", "publisher"),
        ("This piece originally appeared in The Atlantic.", "publisher"),
        ("The river rose by two metres in March.", None),
        ("By the time the army came, the town was empty.", None),
        ("Smith is a professor, and she was the first to see the comet.", None),
    ],
)
def test_notes_are_known_by_how_they_read(note: str, told_of: About | None) -> None:
    assert about(note) == told_of


def test_a_paragraph_in_the_middle_is_never_a_note() -> None:
    words = "Photo by Jane Doe"
    text = "\n".join([words] * 20)
    blocks = [Block(at, at + len(words)) for at in range(0, len(text), len(words) + 1)]
    marked = [at for at, block in enumerate(mark_notes(text, blocks)) if block.about]
    assert marked == [0, 1, 2, 3, 4, 15, 16, 17, 18, 19]


def test_a_long_opening_paragraph_is_the_articles_own() -> None:
    opening = "The charity, a non-profit, was founded in 1900. " + "It grew. " * 12
    text = "\n".join([opening] * 12)
    blocks = [Block(at, at + len(opening)) for at in range(0, len(text), len(opening) + 1)]
    assert mark_notes(text, blocks)[0].about is None


def test_a_heading_is_no_note() -> None:
    assert mark_notes("Photo by Jane Doe", [Block(0, 17, "heading", 2)])[0].about is None


def test_the_notes_of_the_article_are_marked(article: Document) -> None:
    notes = {block.about: article.text[block.start : block.end] for block in article.blocks if block.about}
    assert list(notes) == ["author", "photograph", "publisher"]
    assert notes["author"].startswith("Hamdi Malik, PhD, is an Associate Fellow")
    assert notes["photograph"] == "Photo by AHMAD AL-RUBAYE/AFP via Getty Images"
    assert notes["publisher"].startswith("The Middle East Institute (MEI)")
