"""training.features: examples as the model sees them."""

import numpy as np
from transformers import AutoTokenizer

from index.bundled_encoder import bundled_folder
from index.spans import Span
from training.examples import Example
from training.features import NO_VERDICT, VERDICTS, tensors, windows

TOKENIZER = AutoTokenizer.from_pretrained(bundled_folder())
TEXT = "The mill was built in 1901. It burnt down in 1950."
SECOND = Span(28, len(TEXT))


def window(**given):
    example = Example("source", "document", "When?", TEXT, **{"answers": (), **given})
    (found,) = windows([example], TOKENIZER, 3)
    return found


def said(found, start, end):
    return TOKENIZER.decode(found.ids[start : end + 1])


def test_a_lead_is_read_and_is_no_part_of_what_may_be_marked():
    found = window(answers=(Span(45, 49),), lead="Mills > Norwell: ")
    assert said(found, found.starts[0], found.ends[0]) == "1950"
    assert said(found, found.allowed_from, found.allowed_from) == "the"
    assert "norwell" in TOKENIZER.decode(found.ids)


def test_of_a_sentence_every_token_may_begin_and_end_the_answer():
    found = window(sentence=SECOND, verdict="yes")
    assert found.is_sentence
    assert said(found, found.starts[0], found.ends[0]) == "it burnt down in 1950."
    assert VERDICTS[found.verdict] == "yes"
    arrays = tensors([found, window()], filler=0)
    assert arrays["starts"][0].sum() == found.ends[0] - found.starts[0] + 1
    assert arrays["starts"][1].tolist()[0] == 1
    assert arrays["answers"].tolist() == [1, 0]
    assert arrays["verdicts"].tolist() == [VERDICTS.index("yes"), NO_VERDICT]
    assert np.asarray(arrays["allowed"])[1].sum() == 1 + len(found.ids) - 1 - found.allowed_from
    assert arrays["input_ids"].shape[1] % 16 == 0


def test_without_an_answer_the_first_token_is_to_be_marked():
    found = window(verdict="neither")
    assert (found.starts, found.ends, found.is_sentence) == ((0,), (0,), False)
    assert VERDICTS[found.verdict] == "neither"


def test_a_window_that_lost_the_deciding_sentence_says_neither():
    long = Example("source", "document", "When?", TEXT + " More is told of it." * 90, (), Span(0, 27), "no")
    found = windows([long] * 8, TOKENIZER, 3)
    verdicts = {(window.starts != (0,), VERDICTS[window.verdict]) for window in found}
    assert verdicts == {(True, "no"), (False, "neither")}
