from index.formats.rtf_tokens import Token, code_page, document_encoding, tokens


def test_words_numbers_signs_braces_and_letters_are_told_apart() -> None:
    assert list(tokens(b"{\\b0 It\\'e9\\~\\u-3?\r\n}\\")) == [
        Token(brace="{"), Token("b", 0), Token(letters=b"It"), Token(letters=b"\xe9"), Token(sign="~"),
        Token("u", -3), Token(letters=b"?"), Token(brace="}"),
    ]  # fmt: skip


def test_bytes_of_pictures_are_skipped() -> None:
    assert list(tokens(b"\\bin3 }}}x")) == [Token("bin", 3), Token(letters=b"x")]
    assert list(tokens(b"\\bin-3 x")) == [Token("bin", -3), Token(letters=b"x")]
    assert list(tokens(b"\\bin99999999 x")) == [Token("bin", 99999999)]


def test_encodings_are_those_of_the_library() -> None:
    assert (code_page(204), code_page(0)) == ("cp1251", None)
    assert [document_encoding(*said) for said in (("ansicpg", 1250), ("ansicpg", 65001), ("mac", None))] == [
        "cp1250", "utf-8", "mac_roman",
    ]  # fmt: skip
    assert document_encoding("ansicpg", 99999) is None
