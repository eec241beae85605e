"""Which language a document is in."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import regex

from index.documents import Document

if TYPE_CHECKING:
    from py3langid.langid import LanguageIdentifier

ENGLISH = "en"

_SAMPLE = 3000
"""Characters from the middle of the text, where menus and references seldom are."""

_LEAST_LETTERS = 100
_SURE = 0.7
_NAMES = {
    "ar": "Arabic", "bg": "Bulgarian", "cs": "Czech", "da": "Danish", "de": "German", "el": "Greek", "en": "English",
    "es": "Spanish", "et": "Estonian", "fa": "Persian", "fi": "Finnish", "fr": "French", "he": "Hebrew", "hi": "Hindi",
    "hr": "Croatian", "hu": "Hungarian", "id": "Indonesian", "it": "Italian", "ja": "Japanese", "ko": "Korean",
    "lt": "Lithuanian", "lv": "Latvian", "nl": "Dutch", "no": "Norwegian", "nb": "Norwegian", "pl": "Polish",
    "pt": "Portuguese", "ro": "Romanian", "ru": "Russian", "sk": "Slovak", "sl": "Slovenian", "sr": "Serbian",
    "sv": "Swedish", "th": "Thai", "tr": "Turkish", "uk": "Ukrainian", "ur": "Urdu", "vi": "Vietnamese",
    "zh": "Chinese",
}  # fmt: skip


def language_of(document: Document) -> str | None:
    """The ISO 639-1 code of its language; None where the text is too short or mixed to tell."""
    blocks = [document.text[block.start : block.end] for block in document.blocks]
    text = "\n".join(blocks)
    middle = max(0, len(text) // 2 - _SAMPLE // 2)
    sample = text[middle : middle + _SAMPLE]
    if len(regex.findall(r"\p{L}", sample)) < _LEAST_LETTERS:
        return None
    code, confidence = identify(sample)
    return code if code and confidence >= _SURE else None


def identify(text: str) -> tuple[str, float]:
    """The ISO 639-1 code, or a longer one, of the likeliest language, and its probability from 0 to 1."""
    code, probability = _identifier().classify(text)
    return str(code or ""), float(probability)


def language_name(code: str) -> str:
    """In English; the code itself where it has no name here."""
    return _NAMES.get(code, f"the language {code!r}")


@cache
def _identifier() -> LanguageIdentifier:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
