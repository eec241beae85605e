"""Whether a question is to be answered by yes or no.

Made with questions of CondaQA's train.jsonl, Natural Questions and SQuADShifts, and looked over once with those of
squad2-half/train.json. Of 324 different ones of CondaQA's dev.jsonl 320 are taken for such, of PubMedQA's 1,000 titles
921 (the others have no verb: "X: a new risk factor?"), of squad2-half/train.json's 3,091 questions 30, and of CLAPNQ's
600 ten, all 40 of these rightly.
"""

from __future__ import annotations

import regex

from qa.language.question_language import is_english

_AUX = (
    r"(?:(?:is|are|was|were|do|does|did|has|have|had|would|could|should|must|might|ca|wo|sha|ai)(?:n['\u2019]?t)?"
    r"|am|can(?:not)?|will|shall|may(?! \d))"
)
_ASKING = r"(?:who|whom|whose|what|which|when|where|why|how)"
_ASKING_NO_TIME = r"(?:who|whom|whose|what|which|where|why|how)"
_SUBJECT = (
    r"(?:i|you|he|she|it|we|they|one|there|the|an?|this|that|these|those|his|her|its|their|my|our|your|any|all|some)"
)
_PREPOSITION = r"(?:in|at|on|by|for|of|from|to|with|during|under|since|until|about|after|before)"
_LINKING = r"(?:(?:so|and|but|or|then|well|ok|okay|also|now|please|actually|hey),? )*"

_STARTS = regex.compile(rf"{_LINKING}{_AUX} \S+ \S", regex.I)
_CLAUSE = regex.compile(
    rf"(?:[,.;:!?)\"\u201d]|-|[\u2013\u2014])['\"\u201d)]* ?{_LINKING}{_AUX} (?!because\b|{_ASKING}\b)\S", regex.I
)
_OPENING = regex.compile(
    # "If it rains is it open?", "In 1926 did the senate agree?"
    rf"(?!.*\b{_ASKING_NO_TIME}\b){_LINKING}"
    rf"(?:if|given|assuming|suppose|supposing|when|{_PREPOSITION} (?:\S+ ){{0,3}}(?=\S+ {_AUX} ))"
    rf".*? {_AUX} (?:{_SUBJECT}|(?:\S+ ){{1,4}}be) ",
    regex.I,
)
_ASKS_FOR_WORDS = regex.compile(
    # "Which ...", "In what year ...", but "From what we know, ..."; "When was ...", "Where, if ..."
    rf"{_LINKING}(?:(?!where){_ASKING_NO_TIME}(?:['\u2019]?s)?\b|(?:when|where) {_AUX}\b|{_ASKING},"
    rf"|(?:{_PREPOSITION}|till) (?:when|where) {_AUX}\b"
    rf"|{_PREPOSITION} (?:whom|whose|what|which|how)\b(?! (?:we|you|i|they|can|is|has)\b)"
    # "Can you tell me who ...", "Does it say what ...", "Is it known why ..."
    rf"|{_AUX} you (?:\S+ )?(?:tell|explain|describe|list|name|identify|find|give|show|say|know)(?: me| us| out)?"
    rf" (?:{_ASKING}|the|all)\b"
    rf"|{_AUX} (?:it|the \S+) (?:say|mention|tell|explain|describe|known|clear|stated|said)(?: me| us)? {_ASKING}\b"
    # "... was born where?", "... in which year?", "... and why did he?"
    rf"|.*\b{_ASKING}\W*$|.*\b{_PREPOSITION} (?:what|which)(?: \S+){{1,2}}$"
    rf"|.*(?:\band|\?) (?:if so,? )?(?:then )?{_ASKING} {_AUX}\b)",
    regex.I,
)
_CHOICE = regex.compile(
    # "... red or blue?", "... more in proverbs or in drawings?", "Is it the army, or is it the navy?"
    r"(?=(?:\S+ ){2,14}\S+$).* (?!or\b)\S+,? or (?!not\b|so\b|more\b|less\b|other|any|ever)"
    r"(?:(?:a|an|the|in|on|at|by|from|to|for|with|of|more|less) )*[^\s,?]+(?: [^\s,?]+)?\W*$"
    rf"|.*(?:, or {_ASKING}| or {_AUX} {_SUBJECT}) "
    # "Are there more cities or boroughs in it?", "Did the army or the navy win?"
    r"|.*\b(?:more|fewer|better|worse|(?:larg|bigg|small|high|low|old|young|long|short|earl|great)i?er)\b.* or "
    r"(?!more|less|fewer)"
    rf"|{_AUX} (?:the |an? )?(?:\S+ ){{1,2}}or (?:the |an? )?(?:\S+ ){{1,2}}"
    r"(?:have|get|win|won|come|came|score|lose|lead|make|do)\b"
    rf"|{_AUX} (?:the )?\p{{Lu}}\S* or (?:the )?\p{{Lu}}\S* "
    # "Does it increase or decrease with height?"
    r"|.*\b(?:(\p{L}+) or (?:un|in|im|il|ir|non-?|dis)\1|increase or decrease|before or after|better or worse)\b",
    regex.I,
)
_NO_CHOICE = regex.compile(r"\b(?:any|either|whether|ever|every|never|without|no|other)\b[^,?]* or ", regex.I)
_REQUEST = r"(?i:wh?\p{L}{1,3}t?s?|ho\p{L}{0,2}|name|tell|list|give|describe|explain|find|state|identify)\b(?<!\bwe)"
"""How a request, or a question word however typed, begins: "Whats", "Hoe"."""
_STATEMENT = regex.compile(
    rf"(?:{_PREPOSITION} (?:\S+ )*)?(?!{_REQUEST})(?:{_SUBJECT}\b|\p{{Lu}}).* (?!(?:do|does|did) ){_AUX} .*\S+ \S+\?$"
)
_SO = regex.compile(
    rf"(?:so|really),? (?:{_SUBJECT}\b|\p{{Lu}}).*\b(?:never|not|\p{{L}}+ed|did|{_AUX})\b.*\?$", regex.I
)
"""What somebody has understood, for others to say whether it is so: "So the harbour never closed?"."""

_STATEMENT_GOES_ON = regex.compile(
    rf"\b(?:{_ASKING}|or)\b|\b(?:{_AUX}|{_PREPOSITION}|an?|the|as|called|named)\W*$", regex.I
)


def is_yes_no(question: str) -> bool:
    """Whether it asks for yes or no: "Did he go?", "If it rains, is it open?", "It is true that he went?".

    A choice ("Is it red or blue?") asks for words of the text, and so does a request for them
    ("Can you tell me who won?"). "Did Ann or Ben win the race?" offers a choice as well; another "or" before the
    question's last words does not.
    """
    asked = " ".join(question.split())
    if _ASKS_FOR_WORDS.match(asked) or (_CHOICE.match(asked) and not _NO_CHOICE.search(asked)):
        return False
    found = _STARTS.match(asked) or _CLAUSE.search(asked) or _OPENING.match(asked) or _is_statement(asked)
    return bool(found) and is_english(asked)


def _is_statement(asked: str) -> bool:
    """Whether its words are in a statement's order, with nothing left to fill in: "The bridge was closed in May?"."""
    return bool(_STATEMENT.match(asked) or _SO.match(asked)) and not _STATEMENT_GOES_ON.search(asked)
