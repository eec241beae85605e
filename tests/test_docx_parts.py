import pytest

from index.formats.docx_parts import counts_pages


@pytest.mark.parametrize("words", ["", "3", "Page 3 of 12", "- 3 -", "3 / 12", "Seite 3 von 12"])
def test_a_line_that_counts_pages_is_told(words: str) -> None:
    assert counts_pages(words)


@pytest.mark.parametrize("words", ["Order 88", "Page 3 of the lease", "3 May 2024"])
def test_a_line_that_says_more_is_none(words: str) -> None:
    assert not counts_pages(words)
