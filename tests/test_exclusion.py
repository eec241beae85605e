"""qa.reading.exclusion: what the only days or months exclude."""

import pytest

from qa.reading.exclusion import excludes


@pytest.mark.parametrize(
    ("sentence", "question", "excluded"),
    [
        ("She works only on Wednesdays.", "Does she work on Mondays?", True),
        ("She works only on Wednesdays.", "Does she work on Wednesday?", False),
        ("She works on Wednesdays.", "Does she work on Mondays?", False),
        ("It runs only in July and August.", "Does it run in May?", True),
        ("It runs only in July.", "Does it run on Mondays?", False),
        ("She works only on Wednesdays.", "Does she only work on Mondays?", False),
    ],
)
def test_another_day_than_the_only_one_is_excluded(sentence, question, excluded):
    assert excludes(sentence, question) is excluded
