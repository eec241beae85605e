# ruff: noqa: RUF001 - signs of mathematics and Greek letters
from index.formats.docx_symbols import _SYMBOL, symbol, with_symbols


def test_the_table_has_a_character_for_each_place_of_the_font() -> None:
    assert len(_SYMBOL) == 0x100 - 0x20
    by_hand = {0x61: "α", 0x57: "Ω", 0xA3: "≤", 0xB0: "°", 0xB1: "±", 0xB4: "×", 0xD6: "√", 0xE5: "∑", 0xF2: "∫"}
    assert {code: symbol("Symbol", code) for code in by_hand} == by_hand
    assert {code: symbol("Symbol", 0xF000 + code) for code in by_hand} == by_hand


def test_other_fonts_keep_their_characters() -> None:
    assert symbol("Arial", 0xB0) == "°"
    assert symbol("Wingdings", 0xF0FC) == "✓"
    assert symbol("Wingdings", 0xF021) == ""
    assert symbol("Symbol", 0) == ""
    assert with_symbols("Arial", "a °") == "a °"
