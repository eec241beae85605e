"""The commands on an index in PostgreSQL, with a quick encoder."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from fakes import QuickEncoder
from postgres_servers import PASSWORD

import index.embedding
import qa.startup
from qa.commandline.parser import main

RAIN = "It rained all day. The river rose, and nobody went out.\n\nThe sun came out again in the evening."


@pytest.fixture(autouse=True)
def quick(monkeypatch):
    for module in (index.embedding, qa.startup):
        monkeypatch.setattr(module, "encoder_named", lambda _model: QuickEncoder())
    Path("docs").mkdir()
    Path("docs/rain.txt").write_text(RAIN)
    Path("docs/snow.txt").write_text("It snowed.")
    Path("qa.toml").write_text('reader = "sentences"\nthreshold = 0.0\n')


@pytest.fixture
def run(capsys, database):
    def run_one(*arguments, engine=database):
        code = main([*arguments, *(["--engine", engine] if engine else [])])
        captured = capsys.readouterr()
        assert PASSWORD not in captured.out + captured.err
        return code, captured.out, captured.err

    return run_one


def test_documents_are_indexed_listed_shown_asked_verified_removed_and_tidied(run, postgres):
    where = f"the database shared on {postgres.folder}"
    code, out, err = run("index", "docs")
    assert (code, err) == (0, "")
    assert f"2 added, 0 updated, 0 unchanged, 0 removed, 0 skipped. {where} holds 2 documents in 2 passages." in out
    assert "2 unchanged" in run("index", "docs")[1]
    assert run("list")[1].splitlines()[1] == "snow.txt: Snow; 1 passage"
    assert "[1] It rained all day." in run("show", "rain.txt")[1]
    answer = json.loads(run("ask", "What rose?", "--json")[1])
    assert answer["index"]["documents"] == 2
    assert answer["citations"][0]["document"] in {"rain.txt", "snow.txt"}
    assert run("verify") == (0, f"{where} is whole: 2 documents, 2 passages and 4 sentences, each at its place.\n", "")
    assert "1 removed" in run("remove", "snow.txt")[1]
    assert run("list")[1].startswith("rain.txt: ")
    assert run("compact")[1].endswith(f" MB freed in {where}.\n")


def test_questions_are_evaluated(run):
    run("index", "docs")
    question = {"id": "1", "question": "What rose?", "answers": ["The river"], "answerable": True}
    row = {**question, "evidence": [{"document": "rain.txt", "start": 19, "end": 28, "text": RAIN[19:28]}]}
    Path("q.jsonl").write_text(json.dumps(row) + "\n")
    code, _, err = run("eval", "q.jsonl", "--json", "out.json")
    assert (code, err) == (0, "")
    report = Path("out.json").read_text()
    assert json.loads(report)["metrics"]["quote_fidelity"] == 1.0
    assert "postgresql" not in report


def test_files_that_are_gone_are_taken_out(run):
    run("index", "docs")
    Path("docs/snow.txt").unlink()
    assert "1 removed" in run("index", "docs", "--prune")[1]


def test_a_file_that_cannot_be_read_any_more_is_marked(run):
    run("index", "docs")
    Path("docs/snow.txt").write_text("")
    assert "outdated  snow.txt" in run("index", "docs")[1]
    assert json.loads(run("ask", "What rose?", "--json")[1])["index"]["documents"] == 1
    Path("docs/snow.txt").write_text("It snowed.")
    assert "1 updated" in run("index", "docs")[1]
    assert run("verify")[0] == 0


def test_the_url_may_come_from_the_environment_or_the_settings(run, database, monkeypatch):
    monkeypatch.setenv("QA_ENGINE__URL", database)
    assert run("index", "docs", engine=None)[0] == 0
    monkeypatch.delenv("QA_ENGINE__URL")
    Path("qa.toml").write_text(f'[engine]\nurl = "{database}"\n')
    assert "rain.txt" in run("list", engine=None)[1]
    code, _, err = run("list", "--index", "ix", engine=None)
    assert (code, err) == (2, "qa: There is no index in ix. Build one: qa index PATH\n")


def test_a_folder_and_a_database_at_once_are_refused(run):
    assert run("list", "--index", "ix")[::2] == (
        2,
        "qa: The index is in a folder or in a database: give --index or --engine, not both.\n",
    )


def test_what_is_wrong_with_the_database_is_one_line(run, database, postgres, tmp_path):
    for engine, said in (
        (f"postgresql:///qa?host={tmp_path}", f"qa: The database qa on {tmp_path} cannot be reached: "),
        (postgres.url(password="wrong"), "qa: The database postgres on "),
        ("postgresql://me:hush@[here/qa", "qa: The engine's URL is not one that PostgreSQL's client understands."),
        (database, "qa: There is no index in the database shared on "),
    ):
        for command in (["list"], ["ask", "What rose?"], ["verify"], ["compact"]):
            code, out, err = run(*command, engine=engine)
            assert (code, out) == (2, "")
            assert err.startswith(said)
            assert err.count("\n") == 1
            assert "hush" not in err


def test_nothing_is_built_in_a_database_by_asking(run):
    assert run("ask", "Why did Qaani go to Baghdad?")[0] == 2
    assert run("list")[0] == 2


def test_a_database_is_looked_at(run, database, postgres):
    said = run("engine", "check")[1]
    assert f"  Database: shared on {postgres.folder}\n" in said
    assert "      Role: a primary, which reads and writes\n" in said
    assert said.endswith("     Index: none. Build one: qa index PATH --engine URL\n")
    run("index", "docs")
    said = run("engine", "check")[1]
    assert "    Rights: may read and write\n" in said
    assert "     Index: 2 documents, 2 passages, 4 sentences\n" in said
    assert "Generation: 1, encoder hash-encoder\n" in said
    code, _, err = run("engine", "check", engine=None)
    assert (code, err) == (
        2,
        "qa: Which database? Give its --engine URL, or set [engine] url in qa.toml or QA_ENGINE__URL.\n",
    )


def test_an_index_is_copied_into_a_database_and_back(run, database, postgres):
    where = f"the database shared on {postgres.folder}"
    run("index", "docs", "--index", "ix", engine=None)
    code, out, err = run("engine", "copy", "--from", "ix", "--to", database, engine=None)
    told = "2 documents in 2 passages, texts and vectors compared one by one.\n"
    assert (code, out, err) == (0, f"{where} holds what ix does: {told}", "")
    assert run("verify")[0] == 0
    assert run("engine", "copy", "--to", "back") == (0, f"back holds what {where} does: {told}", "")
    assert run("verify", "--index", "back", engine=None)[0] == 0
    one, other = (run("ask", "What rose?", "--json", "--index", place, engine=None)[1] for place in ("ix", "back"))
    assert json.loads(one)["citations"] == json.loads(other)["citations"]
    assert json.loads(one)["index"] == json.loads(other)["index"]


def test_a_copy_needs_two_places(run):
    said = "qa: Copy from where to where? Give --from PLACE, --to PLACE, or both.\n"
    assert run("engine", "copy", engine=None) == (2, "", said)
    assert run("engine", "copy", "--from", "ix", "--index", "ix", engine=None) == (
        2,
        "",
        "qa: Both places are the same.\n",
    )
    assert run("engine", "copy", "--from", "none", "--to", "back", engine=None)[::2] == (
        2,
        "qa: There is no index in none. Build one: qa index PATH\n",
    )
