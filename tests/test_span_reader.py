"""qa.reading.span_reader: from hits to a short answer, a ranking and a confidence."""

import math

import numpy as np
import pytest
from transformers import AutoTokenizer, BertConfig, BertForQuestionAnswering

from index.bundled_encoder import bundled_folder
from index.passages import Passage, Sentence
from index.spans import Span
from qa.assistant import Assistant
from qa.reading.bundled_model import BundledModel
from qa.reading.linear_model import LinearModel
from qa.reading.prior import ANSWERABLE_SHARE
from qa.reading.reader import FoundSpan, Reading
from qa.reading.span_model import BestSpan, Logits
from qa.reading.span_reader import SpanFeatures, SpanReader, features, read_hits, shown
from qa.retrieval import Hit, ScoredSentence
from qa.settings import load_settings
from qa.startup import make_reader

TEXT = "The attack prompted Qaani to travel to Iraq the next day to calm AAH down."
QUESTION = "Why did Qaani travel to Iraq?"


@pytest.fixture(scope="module")
def model():
    return BundledModel()


def make_hit(text, start=0, score=1.0):
    passage = Passage("a.txt", text, (Sentence(start, start + len(text), 1),))
    return Hit(passage, score, 0.5, 0.6, (ScoredSentence(passage.sentences[0], text, 0.3, 0.4),))


def test_the_article_is_answered_in_its_own_few_words(collection, encoder, model):
    assistant = Assistant(collection, encoder, reader=SpanReader(model), threshold=0)
    answer = assistant.ask("How much is Iran's deal with China reportedly worth?")
    assert answer.answer.endswith("$400 billion")
    assert answer.answer in answer.citations[0].quote
    assert assistant.ask("Why did Qaani go to Baghdad?").answer == "to calm AAH down"


def test_a_note_around_the_article_is_read_as_what_it_is(collection, encoder, model):
    assistant = Assistant(collection, encoder, reader=SpanReader(model), threshold=0)
    assert assistant.ask("Who wrote this article?").answer == "Hamdi Malik"
    assert assistant.ask("Who published this article?").answer == "The Middle East Institute"


@pytest.mark.parametrize("where", [{"about": "author"}, {"headings": ("Persons", "Authors")}, {"before": "Who is it?"}])
def test_the_words_in_front_of_a_passage_are_no_answer(model, where):
    class Leading:
        tokenizer = model.tokenizer

        def logits(self, windows):
            """The best span is the first three words of what is read, the next best the last but two tokens."""
            found = []
            for window in windows:
                scores = np.zeros((2, len(window.ids)), dtype=np.float32)
                first = window.sequence_ids.index(1)
                scores[0, first], scores[1, first + 2] = 9.0, 9.0
                scores[:, -3] = 5.0
                found.append(Logits(scores[0], scores[1]))
            return found

    passage = Passage("a.txt", "Ann Lee, doctor.", (Sentence(0, 16, 1),), **where)
    (best,) = read_hits(Leading(), "Who?", [Hit(passage, 1.0, 0.5, 0.5, ())])
    assert (best.span, best.margin) == (Span(9, 15), 10.0)


def test_a_passage_is_read_with_the_headings_that_it_stands_under(model):
    hits = [
        Hit(Passage("a.txt", "The deposit is 200 dollars.", (Sentence(0, 27, 1),), headings), 1.0, 0.5, 0.5, ())
        for headings in [("Cars", "Van"), ("Cars", "Cabriolet")]
    ]
    van, cabriolet = read_hits(model, "How much is the deposit for the cabriolet?", hits)
    assert {found.span for found in (van, cabriolet)} == {Span(15, 26)}
    assert cabriolet.margin > van.margin


def test_the_offset_of_the_passage_is_added(model):
    reading = SpanReader(model).read(QUESTION, [make_hit(TEXT, start=100)])
    assert reading.span == Span(100 + TEXT.index("to calm"), 100 + TEXT.index(" down") + 5)
    assert 0 < reading.confidence < 1


@pytest.mark.parametrize(
    ("marked", "seen"),
    [
        ("Lagos and Quiberon Bay. In", "Lagos and Quiberon Bay"),
        ("war. France lost two battles at Lagos", "France lost two battles at Lagos"),
        ("Quiberon Bay. In 1760 it lost Montreal", "In 1760 it lost Montreal"),
        (
            "France lost two battles at Lagos and Quiberon Bay. In 1760 it lost Montreal",
            "France lost two battles at Lagos and Quiberon Bay. In 1760 it lost Montreal",
        ),
    ],
)
def test_a_fragment_of_the_next_sentence_is_not_shown(marked, seen):
    text = "That year decided the war. France lost two battles at Lagos and Quiberon Bay. In 1760 it lost Montreal."
    ends = [text.index(part) + len(part) for part in ("the war.", "Bay.", "Montreal.")]
    starts = [0, ends[0] + 1, ends[1] + 1]
    sentences = tuple(Sentence(500 + start, 500 + end, 1) for start, end in zip(starts, ends, strict=True))
    start = text.index(marked)
    assert text[slice(*shown("Where?", Passage("a.txt", text, sentences), Span(start, start + len(marked))))] == seen


def test_a_passage_that_answers_comes_before_one_that_was_retrieved_first(model):
    hits = [make_hit("Bread dough has to rise for an hour.", 0, 1.0), make_hit(TEXT, 100, 0.9)]
    reading = SpanReader(model).read(QUESTION, hits)
    assert reading.hit is hits[1]
    assert [hit.passage for hit in reading.ranking] == [hits[1].passage, hits[0].passage]


def test_the_scores_of_the_ranking_are_a_softmax_of_the_weighted_features(model):
    hits = [make_hit("Bread dough has to rise for an hour.", 0, 0.2), make_hit(TEXT, 100, 0.9)]
    reading = SpanReader(model, ranking=LinearModel(0.0, SpanFeatures(passage_score=2.0))).read(QUESTION, hits)
    by_hand = np.exp([1.8, 0.4]) / np.exp([1.8, 0.4]).sum()
    assert [hit.score for hit in reading.ranking] == pytest.approx(list(by_hand))


def test_confidence_is_a_probability_however_large_the_logit(model):
    sure = SpanReader(model, confidence=LinearModel(1e6, SpanFeatures())).read(QUESTION, [make_hit(TEXT)])
    assert sure.confidence == pytest.approx(1.0)
    half = SpanReader(model, confidence=LinearModel(0.0, SpanFeatures())).read(QUESTION, [make_hit(TEXT)])
    assert half.confidence == pytest.approx(1 / (1 + math.exp(0)))


def test_features_are_those_of_the_sentences_that_the_span_touches():
    hit = make_hit(TEXT, 100, 0.9)
    found = features("Why did Qaani travel to Baghdad?", hit, BestSpan(Span(0, 10), 2.0, -0.5))
    assert found == SpanFeatures(
        margin=2.0,
        log_probability=-0.5,
        passage_score=0.9,
        passage_cosine=0.5,
        passage_coverage=0.6,
        sentence_cosine=0.3,
        sentence_coverage=0.4,
        names_outside=1,
        names_nowhere=1,
    )


def test_features_tell_of_a_question_with_a_year_whether_the_sentence_is_of_its_time():
    text = "In 1990 Ann led it. Then Ben led it."
    sentences = (Sentence(0, 19, 1), Sentence(20, 36, 1))
    scored = tuple(ScoredSentence(one, text[one.start : one.end], 0.3, 0.4) for one in sentences)
    hit = Hit(Passage("a.txt", text, sentences), 0.75, 0.5, 0.6, scored)
    first = features("Who led it in 1995?", hit, BestSpan(Span(8, 11), 2.0))
    second = features("Who led it in 1995?", hit, BestSpan(Span(25, 28), 2.0))
    assert (first.another_time, first.another_time_before, first.time_score_gap) == (1, 0, 0.25)
    assert (second.another_time, second.another_time_before, second.time_score_gap) == (0, 1, 0.25)
    assert features("Who led it?", hit, BestSpan(Span(8, 11), 2.0)).time_score_gap == 0


def test_of_two_passages_alike_the_one_of_the_time_asked_about_answers(model):
    hits = [
        make_hit("Ann Lee was the mayor of the town from 1988 to 1995.", 0, 1.0),
        make_hit("Ben Moor was the mayor of the town from 1996 to 2003.", 100, 0.6),
    ]
    reader = SpanReader(model)
    assert reader.read("Who was the mayor of the town in 1999?", hits).hit == hits[1]
    assert reader.read("Who was the mayor of the town in 1990?", hits).hit == hits[0]


def test_two_places_that_say_the_same_are_both_found(model):
    again = "As was said, Qaani travelled to Iraq to calm AAH down."
    hits = [make_hit(TEXT, 0), make_hit(again, 100), make_hit("Bread dough has to rise for an hour.", 200)]
    reading = SpanReader(model).read(QUESTION, hits)
    places = [(found.hit.passage.start, found.span) for found in reading.supporting]
    first, second = sorted([(reading.hit.passage.start, reading.span), *places])
    assert TEXT[slice(*first[1])] == "to calm AAH down"
    assert again[second[1].start - 100 : second[1].end - 100] == "to calm AAH down"


class Scripted(SpanReader):
    """Finds in each hit its first word, with the margin that is scripted for the hit's text; notes what it reads."""

    def __init__(self, margins, likely_margin):
        weights = LinearModel(0.0, SpanFeatures(margin=1.0, passage_score=4.0))
        super().__init__(object(), ranking=weights, confidence=weights, likely_margin=likely_margin)
        self._margins = margins
        self.batches = []

    def best_spans(self, question, hits):
        self.batches.append([hit.passage.text for hit in hits])
        return [BestSpan(Span(0, hit.passage.text.index(" ")), self._margins[hit.passage.text]) for hit in hits]


MARGINS = {"Two people": 1.0, "Ann sang": 5.0, "Ben sang": -3.0, "Later Ann slept": 0.0, "Nobody heard it": 9.0}
SCRIPTED_HITS = [
    make_hit(text, 100 * at, score)
    for (text, score), at in zip(
        [("Two people", 1.0), ("Ann sang", 0.9), ("Ben sang", 0.3), ("Later Ann slept", 0.2), ("Nobody heard it", 0.1)],
        range(5),
        strict=True,
    )
]


def test_hits_are_read_until_no_other_is_likely_to_come_first():
    reader = Scripted(MARGINS, likely_margin=4.0)
    reading = reader.read("Who sang?", SCRIPTED_HITS)
    # After the first, at 1 + 4, the second could reach 4 + 3.6; it has 5 + 3.6, which the third, at 4 + 1.2, cannot.
    assert [batch for batch in reader.batches if len(batch) == 1][:2] == [["Two people"], ["Ann sang"]]
    assert reading.hit is SCRIPTED_HITS[1]
    assert "Nobody heard it" not in [text for batch in reader.batches for text in batch]


def test_hits_with_the_same_words_are_read_too():
    reader = Scripted(MARGINS, likely_margin=4.0)
    reader.read("Who sang?", SCRIPTED_HITS)
    assert reader.batches[-1] == ["Later Ann slept"]


def test_hits_that_were_not_read_are_ranked_by_how_they_were_retrieved():
    ranking = Scripted(MARGINS, likely_margin=4.0).read("Who sang?", SCRIPTED_HITS).ranking
    texts = [hit.passage.text for hit in ranking]
    assert texts == ["Ann sang", "Two people", "Later Ann slept", "Ben sang", "Nobody heard it"]
    assert sum(hit.score for hit in ranking) == pytest.approx(1.0)
    assert [round(math.log(one.score / ranking[-1].score), 3) for one in ranking[-2:]] == [0.8, 0.0]


def test_after_three_hits_without_hope_no_other_is_read():
    def read(question, best):
        reader = Scripted({**dict.fromkeys(MARGINS, -20.0), "Ann sang": best}, likely_margin=10.0)
        reader.read(question, SCRIPTED_HITS)
        return [text for batch in reader.batches for text in batch]

    # The fourth has the words of the best.
    assert read("Who sang?", -7.0) == ["Two people", "Ann sang", "Ben sang", "Later Ann slept"]
    assert read("Who sang?", -5.0) == [*MARGINS]
    assert read("Did Ann sing?", -7.0) == [*MARGINS]


def test_without_a_likely_margin_all_are_read_in_one_batch():
    reader = Scripted(MARGINS, likely_margin=None)
    assert reader.read("Who sang?", SCRIPTED_HITS).hit is SCRIPTED_HITS[4]
    assert reader.batches == [[hit.passage.text for hit in SCRIPTED_HITS]]


class Judging(SpanReader):
    """Finds the words "in 1953" in each hit, and what is scripted about yes and no."""

    def __init__(self, yes, no, **options):
        super().__init__(object(), likely_margin=None, **options)
        self._yes, self._no = yes, no

    def best_spans(self, question, hits):
        starts = [hit.passage.text.index("in 1953") for hit in hits]
        return [BestSpan(Span(start, start + 7), 4.0, -0.1, 2.0, self._yes, self._no) for start in starts]


FLOODED = "It was flooded in 1953, and not before."


def test_a_question_for_yes_or_no_gets_a_verdict_and_the_words_that_decide():
    reading = Judging(yes=-2.0, no=6.0).read("Was it flooded in 1944?", [make_hit(FLOODED, start=50)])
    assert reading.verdict == "no"
    assert FLOODED[reading.span.start - 50 : reading.span.end - 50] == "in 1953"
    undecided = Judging(yes=-4.0, no=-3.0).read("Was it flooded in 1944?", [make_hit(FLOODED)])
    assert undecided.confidence < 0.3 < reading.confidence


def test_another_question_gets_no_verdict_and_a_model_that_does_not_tell_gives_none():
    assert Judging(yes=-2.0, no=6.0).read("When was it flooded?", [make_hit(FLOODED)]).verdict is None
    assert Judging(yes=0.0, no=0.0).read("Was it flooded in 1944?", [make_hit(FLOODED)]).verdict is None


def test_confidence_is_that_of_a_mix_with_so_many_answers():
    def odds(**options):
        confidence = Judging(yes=0.0, no=0.0, **options).read("When was it flooded?", [make_hit(FLOODED)]).confidence
        return confidence / (1 - confidence)

    assert odds(answerable_share=0.9) / odds(answerable_share=0.5) == pytest.approx(9)
    assert odds(answerable_share=ANSWERABLE_SHARE) == pytest.approx(odds())


def test_both_places_are_cited_and_no_sentence_twice(collection, encoder):
    class Repeating:
        """Says that the same is said in the same sentence, and in the next passage."""

        def read(self, question, hits):
            first, second = (FoundSpan(hit, Span(hit.passage.start, hit.passage.start + 5)) for hit in hits[:2])
            return Reading(first.hit, first.span, 0.9, supporting=(first, second))

    citations = Assistant(collection, encoder, reader=Repeating(), threshold=0).ask(QUESTION).citations
    assert len(citations) == len({citation.span for citation in citations}) == 2


def test_any_extractive_model_can_be_named(tmp_path, collection, encoder):
    config = BertConfig(
        vocab_size=30522, hidden_size=16, num_hidden_layers=1, num_attention_heads=2, intermediate_size=16
    )
    BertForQuestionAnswering(config).save_pretrained(tmp_path)
    AutoTokenizer.from_pretrained(bundled_folder()).save_pretrained(tmp_path)
    settings = load_settings(environment={"QA_READER": str(tmp_path)})
    assistant = Assistant(collection, encoder, reader=make_reader(settings.reader), threshold=0)
    answer = assistant.ask("Who is Qaani?")
    assert answer.answer in collection.documents[answer.citations[0].document].text
