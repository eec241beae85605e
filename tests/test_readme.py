"""Every block of the README works as it is written there."""

import re
import shlex
import tomllib
from pathlib import Path

import pytest

import index.embedding
import qa.commandline.ask_and_chat
import qa.evaluation.evaluator
import qa.startup
from qa.commandline.parser import main
from qa.reading.span_reader import THRESHOLD
from qa.settings import Settings, load_settings

REPOSITORY = Path(__file__).resolve().parents[1]
README = (REPOSITORY / "README.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"```(\w+)\n(.*?)```", README, re.S)


def blocks(language):
    return [text for kind, text in BLOCKS if kind == language]


@pytest.fixture(autouse=True)
def as_a_reader_would_find_it(encoder, monkeypatch):
    for module in (index.embedding, qa.startup, qa.evaluation.evaluator):
        monkeypatch.setattr(module, "encoder_named", lambda _model: encoder)
    Path("seeds").symlink_to(REPOSITORY / "seeds")
    Path("articles").mkdir()
    Path("articles/moon.md").write_text("# The moon\n\nThe moon is a rock.\n", encoding="utf-8")


def steps(block):
    for step in block.split("$ ")[1:]:
        command, _, output = step.partition("\n")
        yield command, output


@pytest.mark.parametrize("session", blocks("console"), ids=lambda text: text[:40])
def test_a_session_prints_what_the_readme_says(capsys, session):
    for command, output in steps(session):
        program, *arguments = shlex.split(command)
        assert program == "qa"
        assert main(arguments) == 0
        expected = re.escape(output.strip()).replace(re.escape("..."), ".*")
        assert re.fullmatch(expected, capsys.readouterr().out.strip(), re.S), command


@pytest.mark.parametrize("code", blocks("python"))
def test_the_python_example_runs(capsys, code):
    exec(code, {})
    assert "Abu Fadak al-Mohammedawi" in capsys.readouterr().out


@pytest.mark.parametrize("text", blocks("toml"))
def test_the_settings_shown_are_all_there_are_with_their_defaults(text):
    Path("qa.toml").write_text(text, encoding="utf-8")
    assert load_settings(environment={}) == Settings(threshold=THRESHOLD)
    assert set(tomllib.loads(text)) == set(Settings.model_fields)


def test_there_are_two_commands_to_set_up_and_the_second_runs_the_tests():
    chat, tests = blocks("sh")
    assert chat.strip().endswith("qa chat --open")
    assert tests.strip().endswith("python -m pytest -n 2 --dist loadfile")


def test_every_file_that_the_readme_links_to_is_there():
    links = re.findall(r"\]\((?!https?:)([^)#]+)\)", README)
    assert links
    assert [link for link in links if not (REPOSITORY / link).exists()] == []
