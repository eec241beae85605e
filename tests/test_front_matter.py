import pytest

from index.formats.front_matter import front_matter


@pytest.mark.parametrize(
    ("said", "author"),
    [
        ("author: Ann Lee", "Ann Lee"),
        ("authors: [Ann Lee, 'Bo Ek']", "Ann Lee, Bo Ek"),
        ("authors:\n  - Ann Lee\n  - Bo Ek <bo@example.org>", "Ann Lee, Bo Ek"),
        ("authors:\n- Ann Lee\n- Bo Ek", "Ann Lee, Bo Ek"),
        ("author:\n  name: Ann Lee\n  email: ann@example.org", "Ann Lee"),
        ("authors:\n  - name: Ann Lee\n    affiliation: Kerr School\n  - name: Bo Ek", "Ann Lee, Bo Ek"),
        ("authors: [\n  Ann Lee,\n  Bo Ek\n]", "Ann Lee, Bo Ek"),
        ("by: 'Ann Lee'", "Ann Lee"),
        ("tags:\n  - author\nauthor:\ndate: soon", None),
    ],
)
def test_authors_are_read_in_the_ways_that_people_write_them(said: str, author: str | None) -> None:
    found, text = front_matter(f"---\ntitle: Bees\n{said}\nlang: en\n---\nThey buzz.\n")
    assert (found.get("author"), found["title"], text) == (author, "Bees", "They buzz.\n")


@pytest.mark.parametrize(
    "said",
    [
        "summary: Of bees.",
        "description: 'Of bees.'",
        "abstract: >\n  Of\n  bees.",
        "excerpt: |\n  Of bees.",
        "Summary: Of\n  bees.",
    ],
)
def test_a_summary_is_read_in_one_line_or_in_several(said: str) -> None:
    assert front_matter(f"---\n{said}\ntitle: Bees\n---\n")[0] == {"summary": "Of bees.", "title": "Bees"}


def test_the_date_has_several_names_and_the_first_counts() -> None:
    assert front_matter("---\npublished: 2024-05-06\nupdated: 2025-01-01\n---\n")[0] == {"date": "2024-05-06"}
    assert front_matter("---\npublish-date: 2024-05-06\n---\n")[0] == {"date": "2024-05-06"}


def test_toml_is_read_as_well() -> None:
    found, text = front_matter('+++\ntitle = "Bees"\nauthors = ["Ann Lee"]\ndate = 2024-05-06\n+++\nThey buzz.')
    assert found == {"title": "Bees", "author": "Ann Lee", "date": "2024-05-06"}
    assert text == "They buzz."


def test_a_text_without_front_matter_is_as_it_was() -> None:
    for text in ("It rained.", "---\n\nIt rained.\n\n---\n", "--- title: x"):
        assert front_matter(text) == ({}, text)
