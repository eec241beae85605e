"""qa.form.headline: the piece of a sentence that is understood without the question."""

import pytest

from index.spans import Span
from qa.form.headline import readable_alone


@pytest.mark.parametrize(
    ("question", "quote", "short", "shown"),
    [
        ("Who is Ann Lund?", "Ann Lund, an Associate Fellow with the Lake Institute, spoke.", "Associate Fellow",
         "an Associate Fellow with the Lake Institute"),
        ("What is Ben?", "Ben became leader of the guild in May.", "leader", "leader of the guild"),
        ("What attacked it?", "Several smaller groups attacked the mill.", "groups", "Several smaller groups"),
        ("How many nurses work there?", "It has 15 nurses on duty.", "15", "15 nurses on duty"),
        ("Which khanates fell?", "Later the western khanates fell.", "western", "the western khanates"),
        ("What did the miller say?", "The old miller fled, but the town offered a reward.", "a reward",
         "the town offered a reward"),
        ("Did it work?", "The plan was a full success; the river fell.", "success", "The plan was a full success"),
        ("What happened?", "It was sold. ", "sold", "It was sold"),
        ("Describe the deal",
         "Exports are rising, the country has signed a long-term deal with the U.S. council, and it rains.",
         "long-term", "the country has signed a long-term deal with the U.S. council"),
        ("Please describe the message", "He sent a clear and frank message to Mr. Lund [the miller] in May.",
         "clear and frank", "He sent a clear and frank message to Mr. Lund"),
        ("Can you explain the plan?", "The council sees the plan as a step toward a withdrawal of U.S. forces.",
         "The council", "The council sees the plan as a step toward a withdrawal of U.S. forces"),
        ("Describe the opening", "If the war ends, the museum will open with a grand dinner.", "grand",
         "If the war ends, the museum will open with a grand dinner"),
        ("Describe the plan", "Critics say, the plan was a costly mistake.", "costly",
         "Critics say, the plan was a costly mistake"),
        ("What kind of deal was it?", "They signed a long-term deal with China worth millions.", "long-term",
         "a long-term deal with China"),
    ],
)  # fmt: skip
def test_it_says_what_the_short_answer_leaves_out(question, quote, short, shown):
    start = quote.index(short)
    found = readable_alone(question, quote, Span(start, start + len(short)))
    assert quote[found.start : found.end] == shown


@pytest.mark.parametrize(
    ("question", "quote", "short"),
    [
        ("Who built it?", "The mill was built by Ann Lund in 1830.", "Ann Lund"),
        ("When was it built?", "The mill was built by Ann Lund in 1830.", "1830"),
        ("What did it cost?", "The mill cost $32 billion in 2011.", "$32 billion"),
        ("Why was it sold?", "It was sold to pay the debts of the town.", "to pay the debts"),
        ("Who are they?", "They are the Lake Guard.", "the Lake Guard"),
    ],
)
def test_what_says_enough_stays_as_it_is(question, quote, short):
    start = quote.index(short)
    span = Span(start, start + len(short))
    assert readable_alone(question, quote, span) == span
