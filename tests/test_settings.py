"""qa.settings: parsed once, strictly."""

from pathlib import Path

import pytest

from index.errors import SettingsError
from qa.settings import Settings, load_settings


def write(text):
    path = Path("my.toml")
    path.write_text(text, encoding="utf-8")
    return path


def test_without_any_source_the_defaults_hold():
    assert load_settings(environment={}) == Settings()


def test_later_sources_win(tmp_path):
    file = write('index = "from-file"\npassages = 3\nthreshold = 0.2\n[weights]\npassage_dense = 2\n')
    environment = {"QA_PASSAGES": "4", "QA_THRESHOLD": "0.3", "QA_WEIGHTS__PASSAGE_LEXICAL": "0.5", "HOME": "/"}
    settings = load_settings(file, environment, {"threshold": 0.4, "index": None})
    assert settings.index == Path("from-file")
    assert settings.passages == 4
    assert settings.threshold == 0.4
    assert (settings.weights.passage_dense, settings.weights.passage_lexical) == (2, 0.5)


def test_qa_toml_in_the_working_folder_is_read():
    Path("qa.toml").write_text("passages = 5\n", encoding="utf-8")
    assert load_settings(environment={}).passages == 5


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("treshold = 0.2", r"^There is no setting treshold\. Did you mean threshold\?$"),
        (
            "[weights]\npassage_lexicl = 1",
            r"^There is no setting weights\.passage_lexicl\. Did you mean weights\.passage_lexical\?$",
        ),
        (
            "zzzzzz = 1",
            r"^There is no setting zzzzzz\. Known settings: index, encoder, reader, threshold, .*chunking\.shortest\.$",
        ),
        ("threshold = 2", r"^The setting threshold = 2 does not fit: .*less than or equal to 1\.$"),
        ('passages = "many"', r"^The setting passages = 'many' does not fit: .*integer.*$"),
        (
            "[weights]\npassage_dense = 0\npassage_lexical = 0\nsentence_dense = 0\nsentence_lexical = 0",
            "at least one weight",
        ),
        ("[weights]\npassage_dense = inf", "weights.passage_dense = inf does not fit: .*finite"),
        ("[chunking]\nlongest = 200\nshortest = 900", "chunking does not fit: shortest 900 is more than longest 200"),
        ('index = ""', "The setting index = '' does not fit: it is empty"),
        ("passages =", r"^The settings file my\.toml is not valid TOML: "),
    ],
)
def test_what_does_not_fit_is_named_with_the_cure(text, message):
    with pytest.raises(SettingsError, match=message):
        load_settings(write(text), {})


def test_an_unknown_variable_fails_too():
    with pytest.raises(SettingsError, match=r"There is no setting treshold\. Did you mean threshold\?"):
        load_settings(environment={"QA_TRESHOLD": "1"})


def test_a_part_of_a_setting_without_parts_fails():
    with pytest.raises(SettingsError, match="QA_INDEX__X does not fit the settings: index has no parts"):
        load_settings(write('index = "a"'), {"QA_INDEX__X": "1"})


def test_a_settings_file_that_is_not_there_is_named():
    with pytest.raises(
        SettingsError, match=r"^The settings file none\.toml could not be opened: No such file or directory\.$"
    ):
        load_settings(Path("none.toml"), {})


def test_a_flag_may_set_a_part_and_leaves_the_others():
    file = write('[engine]\nurl = "postgresql://one/a"\ndocuments = 7\n')
    engine = load_settings(file, {}, {"engine.url": "postgresql://two/b"}).engine
    assert (engine.url.get_secret_value(), engine.documents) == ("postgresql://two/b", 7)


def test_the_url_of_the_engine_may_come_from_the_environment():
    engine = load_settings(environment={"QA_ENGINE__URL": "postgresql://me:hush@one/a"}).engine
    assert engine.url.get_secret_value() == "postgresql://me:hush@one/a"
    assert "hush" not in repr(load_settings(environment={"QA_ENGINE__URL": "postgresql://me:hush@one/a"}))


@pytest.mark.parametrize(
    "text", ['engine = "postgresql://me:hush@one/a"', '[engine]\nurl = ["postgresql://me:hush@a"]']
)
def test_what_may_hold_a_password_is_not_shown(text):
    with pytest.raises(SettingsError, match="The setting engine") as raised:
        load_settings(write(text), {})
    assert "hush" not in str(raised.value)
