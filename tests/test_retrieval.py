"""qa.retrieval: four signals, each scaled, and their weighted mean."""

import numpy as np
import pytest
from fakes import HashEncoder, text_document

from index.chunking import Chunking
from index.collection import Collection
from index.documents import from_parsed
from index.formats.plain_text import read as parse
from qa.retrieval import Retriever, scale, scale_within
from qa.retrieval_options import Weights


def test_scaling_puts_the_lowest_at_0_and_the_highest_at_1():
    assert scale(np.array([2, 4, 3], dtype=np.float32)).tolist() == [0, 1, 0.5]


def test_scores_that_are_all_the_same_scale_to_1_when_there_is_something_and_to_0_when_there_is_nothing():
    assert scale(np.array([3, 3], dtype=np.float32)).tolist() == [1, 1]
    assert scale(np.array([0, 0], dtype=np.float32)).tolist() == [0, 0]


def test_the_passage_with_the_answer_comes_first(collection, encoder):
    hits = Retriever(collection, encoder).retrieve("Why did Qaani go to Baghdad?", 5)
    assert "to calm AAH down" in hits[0].passage.text
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)


def test_fused_scores_are_the_mean_of_the_scaled_signals_computed_by_hand(collection, encoder):
    question = "How much is the deal with China worth?"
    vector = encoder.encode([question])[0]
    owners = collection.owners
    cosines = collection.by_passage.all_vectors() @ vector
    sentence_cosines = collection.by_sentence.all_vectors() @ vector
    words, sentence_words = (
        collection.by_passage.lexical_scores(question),
        collection.by_sentence.lexical_scores(question),
    )

    def best_of_sentences(scores):
        return np.array([scores[owners == row].max() for row in range(len(collection.passages))])

    signals = [cosines, words, best_of_sentences(sentence_cosines), best_of_sentences(sentence_words)]
    by_hand = sum((s - s.min()) / (s.max() - s.min()) for s in signals) / 4
    hits = Retriever(collection, encoder).retrieve(question, len(collection.passages))
    rows = [collection.passages.index(hit.passage) for hit in hits]
    assert rows == np.argsort(-by_hand, kind="stable").tolist()
    assert [hit.score for hit in hits] == pytest.approx(by_hand[rows], abs=1e-5)
    assert [hit.cosine for hit in hits] == pytest.approx(cosines[rows], abs=1e-5)


def test_of_two_passages_alike_the_one_of_the_document_that_speaks_of_the_matter_comes_first(encoder):
    texts = {
        "bread.txt": "Bread\n\nIt was opened in 1911.\n\nThe oven of the bakery is heated with wood.",
        "bridge.txt": "Bridge\n\nIt was opened in 1911.\n\nThe bridge over the river is made of iron.",
    }
    documents = [from_parsed(parse(text), name, name) for name, text in texts.items()]
    whole = Collection.build(documents, encoder, Chunking(shortest=10))
    hits = Retriever(whole, encoder).retrieve("When was the iron bridge opened?", 9)
    opened = [hit for hit in hits if "1911" in hit.passage.text]
    assert [hit.passage.document for hit in opened] == ["bridge.txt", "bread.txt"]


def test_a_signal_of_weight_0_is_left_out(collection, encoder):
    question = "irak"
    only_words = Weights(passage_dense=0, sentence_dense=0, sentence_lexical=0)
    hits = Retriever(collection, encoder, only_words).retrieve(question, 3)
    words = collection.by_passage.lexical_scores(question)
    assert hits[0].passage == collection.passages[int(np.argmax(words))]
    assert hits[0].score == pytest.approx(1)


def test_a_hit_has_its_sentences_with_their_own_cosine_and_coverage(collection, encoder):
    question = "Who leads Asa'ib Ahl al-Haq?"
    hit = Retriever(collection, encoder).retrieve(question, 1)[0]
    assert [scored.text for scored in hit.sentences] == list(hit.passage.sentence_texts)
    row = [passage.text for passage in collection.passages].index(hit.passage.text)
    first = int(collection.first_sentence_rows[row])
    coverage = collection.by_sentence.lexical.coverage(question)
    assert [scored.coverage for scored in hit.sentences] == pytest.approx(coverage[first : first + len(hit.sentences)])


def test_no_more_hits_than_passages(collection, encoder):
    hits = Retriever(collection, encoder).retrieve("Iran", 1000)
    assert len(hits) == len(collection.passages)


def test_a_question_without_any_known_word_is_still_ranked(collection, encoder):
    assert len(Retriever(collection, encoder).retrieve("?!", 3)) == 3


def test_groups_are_scaled_each_by_itself():
    scores = np.array([2, 4, 3, 7, 0, 0, 5, 5], dtype=np.float32)
    assert scale_within(scores, np.array([0, 3, 4, 6])).tolist() == [0, 1, 0.5, 1, 0, 0, 1, 1]


RIVERS = "The Elbe rises in the hills.\n\nThe Elbe floods in March.\n\nThe Elbe reaches the sea.\n\nThe Elbe has ports."
TOWNS = "The town has a market.\n\nThe town floods in March.\n\nThe town is old.\n\nThe town has a wall."


def two_documents():
    documents = [text_document(RIVERS, "elbe.txt"), text_document(TOWNS, "town.txt")]
    return Collection.build(documents, HashEncoder(), Chunking(shortest=0))


def test_of_several_documents_the_one_that_has_the_words_comes_first():
    hits = Retriever(two_documents(), HashEncoder()).retrieve("When does the Elbe flood?", 8)
    assert hits[0].passage.text == "The Elbe floods in March."
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)
    assert all(0 <= hit.score <= 1 for hit in hits)


def test_passages_of_the_best_document_score_as_if_it_were_asked_alone():
    collection = two_documents()
    question = "When does the Elbe flood?"
    words = Weights(passage_dense=0, sentence_dense=0)
    together = Retriever(collection, HashEncoder(), words).retrieve(question, 8)
    alone = Retriever(collection.only({"elbe.txt"}), HashEncoder(), words).retrieve(question, 4)
    scores = {hit.passage.text: hit.score for hit in together}
    assert {hit.passage.text: hit.score for hit in alone} == pytest.approx(
        {hit.passage.text: scores[hit.passage.text] for hit in alone}, abs=0.02
    )


def test_cosines_are_exact_in_a_collection_of_thousands_of_sentences():
    encoder = HashEncoder()
    text = "\n\n".join(f"Station {n} has a sender. Its mast is {n} metres high. It hums in B." for n in range(900))
    collection = Collection.build([text_document(text)], encoder, Chunking(longest=200, shortest=10))
    assert len(collection.passages) < 1000 < len(collection.by_sentence)
    question = "How high is the mast of station 7?"
    (vector,) = encoder.encode([question])
    for hit in Retriever(collection, encoder).retrieve(question, len(collection.passages)):
        texts = [hit.passage.text, *(scored.text for scored in hit.sentences)]
        cosines = [hit.cosine, *(scored.cosine for scored in hit.sentences)]
        assert cosines == pytest.approx(encoder.encode(texts) @ vector, abs=1e-5)
