"""Whether a question is in English: what is known of English is put to no other language.

A short question has little to tell its language by, and names belong to none. So one word
that only English has settles it, then one that asks in another language, and only where
there is neither does py3langid judge. Of 10,742 English questions (CANARD, CAsT, and
squad2-half/train.json) none is taken for another language; of 7,755 questions in the 11
other languages of XQuAD 0.978 are recognised (benchmarks/conversation.md).
"""

from __future__ import annotations

from collections.abc import Sequence

import regex

from index.languages import ENGLISH, identify
from index.lexical import STOP_WORDS
from qa.language.word_classes import (
    AUXILIARIES,
    DETERMINERS,
    PREPOSITIONS,
    QUESTION_WORDS,
    is_common,
    word_set,
)

SURE = 0.5
"""The least probability at which py3langid is believed.

The lowest that took none of 10,742 English questions for another language; at 0.4 it were 2. Of 113 short questions
made up in 20 languages 13 are too short to tell at 0.5, and all of them are told by the question before.
"""

_WORD = regex.compile(r"\p{L}+(?:['\u2019]\p{L}+)*")
_LATIN = regex.compile(r"\p{Latin}")
_OTHER_SCRIPT = regex.compile(r"[\p{L}--\p{Latin}]", regex.V1)
_ELSEWHERE_TOO = word_set(
    "a i in do was an am as at so me on no or of is we over had has for by be to her will can from under may men after"
    " off us it its he den were if"
)
_ENGLISH_ONLY = (STOP_WORDS | QUESTION_WORDS | AUXILIARIES | PREPOSITIONS | DETERMINERS) - _ELSEWHERE_TOO
_ASKING = word_set(
    """
    warum wann wer wen wem wie wo woher wohin wieso weshalb welche welcher welches
    pourquoi quand qui où comment combien quel quelle quels quelles
    quién quiénes cuándo dónde cómo cuánto cuántos cuántas qué cuál cuáles quien cuando donde
    perché quando dove chi quanto quanti quante quale quali
    quem onde porque quantos quantas quais
    waarom wanneer waar hoeveel welk
    dlaczego kiedy kto gdzie dokąd
    neden niçin kaç nerede nasıl hangi
    când unde câți câte
    varför vem vad när hvorfor hvem hvad hva hvor hvornår når
    """  # noqa: RUF001
)


def is_english(question: str, before: Sequence[str] = ()) -> bool:
    """Whether the question, asked after those before it, is in English, as far as can be told.

    What tells nothing, such as a name alone, is in the language of the question before.
    """
    for asked in (question, *reversed(before[-1:])):
        told = _tells_english(asked)
        if told is not None:
            return told
    return True


def _tells_english(question: str) -> bool | None:
    """None where the question does not tell."""
    if len(_OTHER_SCRIPT.findall(question)) > len(_LATIN.findall(question)):
        return False
    words = _WORD.findall(question)
    small = {word.lower() for word in words}
    if _ENGLISH_ONLY & small:
        return True
    if _ASKING & small:
        return False
    plain = [word for word in words if word.islower()]
    if not plain:
        return None
    code, probability = identify(question)
    if probability < SURE:
        return None
    return code == ENGLISH or (None if all(map(is_common, plain)) else False)
