import json
from pathlib import Path

import pytest
from fakes import text_document

from index.documents import Document
from index.languages import language_name, language_of

TEXTS = {
    "en": "The river rose by more than two metres in the night and flooded the lower town, the mayor said on Sunday.",
    "de": "Der Fluss stieg in der Nacht zum Sonntag um mehr als zwei Meter und überflutete die Unterstadt.",
    "fr": "Dans la nuit, la rivière est montée de plus de deux mètres et a inondé la ville basse, dit le maire.",
    "es": "En la noche del domingo el río subió más de dos metros e inundó la parte baja de la ciudad.",
    "ru": "Ночью река поднялась более чем на два метра и затопила нижнюю часть города, сообщил его мэр.",  # noqa: RUF001
    "ar": "ارتفع منسوب النهر أكثر من مترين في ليلة الأحد وغمرت المياه الجزء السفلي من المدينة.",
}


@pytest.mark.parametrize("code", TEXTS)
def test_a_language_is_recognised(code: str) -> None:
    assert language_of(text_document(TEXTS[code] * 2)) == code


@pytest.mark.parametrize("text", ["Il pleut.", "12 345 " * 100, "x = 1"])
def test_a_text_that_is_too_short_or_has_no_words_has_none(text: str) -> None:
    assert language_of(text_document(f"A.\n\n{text}")) is None


def test_the_article_is_english(article: Document) -> None:
    assert language_of(article) == "en"


def test_english_articles_are_english(shared_data: Path) -> None:
    articles = json.loads((shared_data / "squad2-half" / "train.json").read_text(encoding="utf-8"))["data"]
    texts = ["\n\n".join(paragraph["context"] for paragraph in article["paragraphs"]) for article in articles]
    assert {language_of(text_document(text)) for text in texts} == {"en"}


def test_languages_have_names() -> None:
    assert (language_name("de"), language_name("cy")) == ("German", "the language 'cy'")
