"""qa.evaluation.provenance: what a run was made of."""

import dataclasses
from pathlib import Path

from fakes import text_document

from qa.evaluation.provenance import answering_settings, digest, reader_identity, trace
from qa.evaluation.question_set import Question
from qa.settings import Settings

WHO = Question("who", "Who?", ("Ann",), True, None, (), (), None, "a line")


def traced(question=WHO, text="It was Ann.", settings=None, models=None):
    return trace([question], [text_document(text)], settings or {"passages": 8}, models or {"reader": "one"}).to_dict()


def test_each_part_has_a_hash_that_changes_with_it_alone():
    first = traced()["hashes"]
    assert first == traced()["hashes"]
    others = {
        "questions": traced(dataclasses.replace(WHO, answers=("Ben",))),
        "documents": traced(text="It was Ben."),
        "settings": traced(settings={"passages": 5}),
        "models": traced(models={"reader": "two"}),
    }
    for part, changed in others.items():
        assert {name for name in first if first[name] != changed["hashes"][name]} == {part}


def test_where_a_question_stands_in_its_file_and_its_kind_do_not_matter():
    moved = dataclasses.replace(WHO, place="another line", kind="factoid")
    assert traced(moved) == traced()


def test_settings_that_are_a_place_are_left_out():
    settings = answering_settings(Settings(index=Path("/somewhere")))
    assert settings == answering_settings(Settings())
    assert {"index", "encoder", "reader"}.isdisjoint(settings)
    assert settings["passages"] == Settings().passages


def test_a_reader_is_known_by_its_weights_where_they_are_here():
    assert reader_identity("bundled").startswith("bundled ")
    assert reader_identity("somebody/reader") == "somebody/reader"
    Path("mine").mkdir()
    Path("mine/weights").write_bytes(b"1")
    first = reader_identity("mine")
    Path("mine/weights").write_bytes(b"2")
    assert first.startswith("mine ")
    assert first != reader_identity("mine")


def test_the_order_of_keys_does_not_change_a_digest():
    assert digest({"a": 1, "b": 2}) == digest({"b": 2, "a": 1})
    assert len(digest(None)) == 64
