import pytest

from index.spans import LINE_BREAK, Span, has_words, strip


def test_spans_overlap_where_they_share_a_character() -> None:
    assert Span(0, 3).overlaps(Span(2, 5))
    assert Span(2, 5).overlaps(Span(0, 3))
    assert Span(0, 9).overlaps(Span(4, 5))
    assert not Span(0, 3).overlaps(Span(3, 5))
    assert not Span(3, 5).overlaps(Span(0, 3))


@pytest.mark.parametrize(
    ("text", "span", "stripped"),
    [
        ("  ab  ", Span(0, 6), Span(2, 4)),
        ("\u00a0ab\u2028\r\n", Span(0, 6), Span(1, 3)),
        ("x  y", Span(1, 3), Span(3, 3)),
        ("ab", Span(0, 2), Span(0, 2)),
        ("", Span(0, 0), Span(0, 0)),
    ],
)
def test_stripping_leaves_out_the_white_space_at_the_ends(text: str, span: Span, stripped: Span) -> None:
    assert strip(text, span) == stripped


@pytest.mark.parametrize("text", ["a", "7", "…é…", "東", "ع", "½"])
def test_letters_and_digits_of_any_script_are_words(text: str) -> None:
    assert has_words(text)


@pytest.mark.parametrize("text", ["", " \n", '">', "* * *", "—", "🙂"])
def test_marks_alone_are_no_words(text: str) -> None:
    assert not has_words(text)


def test_a_windows_line_break_is_one_break() -> None:
    import regex

    assert regex.split(LINE_BREAK, "a\r\nb\rc\nd\u2028e") == ["a", "b", "c", "d", "e"]
