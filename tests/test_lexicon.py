"""qa.language.lexicon: what is known of a collection's words."""

from qa.language.lexicon import NO_LEXICON, Lexicon
from qa.language.vocabulary import Vocabulary


def test_a_lexicon_knows_what_the_collection_knows(collection):
    lexicon = Lexicon.of(Vocabulary(collection))
    assert lexicon.is_name("qaani")
    assert not lexicon.is_name("attack")
    assert lexicon.follows("rocket", "attacks")
    assert not lexicon.follows("attack", "rocket")
    assert lexicon.holds("militias")
    assert not lexicon.holds("bread")


def test_without_a_collection_nothing_is_a_name_and_any_word_may_be_held():
    assert not NO_LEXICON.is_name("qaani")
    assert not NO_LEXICON.follows("rocket", "attack")
    assert NO_LEXICON.holds("bread")
