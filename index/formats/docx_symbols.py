# ruff: noqa: RUF001 - signs of mathematics and Greek letters
"""Characters of the fonts Symbol and Wingdings, which Word keeps by their place in the font."""

from __future__ import annotations

_PRIVATE = range(0xF020, 0xF100)
"""Where Word puts the 224 places of such a font."""

_SYMBOL = (
    " !∀#∃%&∋()∗+,−./0123456789:;<=>?"
    "≅ΑΒΧΔΕΦΓΗΙϑΚΛΜΝΟΠΘΡΣΤΥςΩΞΨΖ[∴]⊥_"
    "‾αβχδεφγηιϕκλμνοπθρστυϖωξψζ{|}∼ "
    "                                "
    "€ϒ′≤⁄∞ƒ♣♦♥♠↔←↑→↓°±″≥×∝∂•÷≠≡≈…|─↵"
    "ℵℑℜ℘⊗⊕∅∩∪⊃⊇⊄⊂⊆∈∉∠∇®©™∏√⋅¬∧∨⇔⇐⇑⇒⇓"
    "◊〈®©™∑⎛⎜⎝⎡⎢⎣⎧⎨⎩⎪ 〉∫⌠⎮⌡⎞⎟⎠⎤⎥⎦⎫⎬⎭ "
)
"""From 0x20 on, as Adobe's encoding of the font has it."""

_WINGDINGS = {
    0x4A: "☺", 0x6C: "●", 0x6E: "■", 0x6F: "☐", 0x71: "❑", 0x76: "❖", 0xA7: "▪", 0xA8: "☐", 0xD8: "➢", 0xDF: "←",
    0xE0: "→", 0xE1: "↑", 0xE2: "↓", 0xFB: "✗", 0xFC: "✓", 0xFD: "☒", 0xFE: "☑",
}  # fmt: skip


def symbol(font: str | None, code: int) -> str:
    """The character at a place of a font, given as Word does: 0xB0, or 0xF0B0. "" where it is not known."""
    place = code & 0xFF if code in _PRIVATE else code
    font = (font or "").lower()
    if font.startswith("wingdings"):
        return _WINGDINGS.get(place, "")
    if (font == "symbol" or code in _PRIVATE) and 0x20 <= place < 0x100:
        return _SYMBOL[place - 0x20]
    return chr(code) if 0x20 <= code < 0xD800 else ""


def with_symbols(font: str | None, text: str) -> str:
    """A text of such a font with the characters that it shows; other characters stay."""
    if not any(ord(character) in _PRIVATE for character in text):
        return text
    return "".join(symbol(font, ord(c)) if ord(c) in _PRIVATE else c for c in text)
