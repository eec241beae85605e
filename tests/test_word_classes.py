"""qa.language.word_classes: classes of words, and which are common."""

from qa.language.word_classes import CALENDAR, COMMON_VERBS, PAST_VERBS, is_common


def test_common_words_are_known_in_their_forms_and_with_prefixes():
    assert all(map(is_common, ["attack", "attacked", "unproven", "restated", "The"]))
    assert not any(map(is_common, ["qaani", "irak", "khazali", "whne"]))


def test_months_and_weekdays_are_in_the_calendar_whole_and_short():
    assert {"march", "sept", "may", "sunday"} <= CALENDAR
    assert "mon" not in CALENDAR


def test_past_verbs_are_common_verbs():
    assert PAST_VERBS < COMMON_VERBS
    assert {"went", "go"} <= COMMON_VERBS
    assert "go" not in PAST_VERBS
