"""What `qa index`, `list`, `show`, `remove`, `verify` and `compact` print and do, with a quick encoder."""

import shutil
from pathlib import Path
from unittest.mock import Mock

import pytest
import regex
from fakes import HashEncoder, QuickEncoder
from packing import SAMPLES, pack
from pdf_writing import Page, pdf

import index.embedding
import qa.commandline.ask_and_chat
import qa.startup
from index.embedding import Encoder
from index.store import Store
from qa.commandline.parser import main

RAIN = "It rained all day. The river rose, and nobody went out.\n\nThe sun came out again in the evening."


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> HashEncoder:
    encoder = QuickEncoder()
    monkeypatch.setattr(index.embedding, "encoder_named", lambda _model: encoder)
    Path("docs").mkdir()
    return encoder


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    code = main([*arguments, "--index", "ix"])
    captured = capsys.readouterr()
    return code, captured.out, captured.err


def put(name: str, content: str | bytes = RAIN) -> None:
    path = Path(name)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content if isinstance(content, bytes) else content.encode())


def test_all_formats_are_indexed_and_listed(capsys: pytest.CaptureFixture[str]) -> None:
    for name in ("flood.pdf", "flood.html"):
        shutil.copy(SAMPLES / name, "docs")
    put("docs/rain.zip", pack({"a.txt": RAIN}))
    code, out, err = run(capsys, "index", "docs")
    assert (code, err) == (0, "")
    assert "  repeats  flood.pdf is a near-duplicate of flood.html; what both say is cited once\n" in out
    assert "3 added, 0 updated, 0 unchanged, 0 removed, 0 skipped. ix holds 3 documents in " in out
    listed = run(capsys, "list")[1].splitlines()
    assert listed[0].startswith("flood.html: The flood of Aldmere; Ann Lee; 2024-05-06; ")
    assert listed[1].startswith(
        "flood.pdf: The flood of Aldmere; Ann Lee; file made 2026-11-24; 2 pages; near-duplicate of flood.h"
    )
    assert listed[2] == "rain.zip/a.txt: A; 1 passage"


def test_show_prints_what_was_understood_and_marks_the_sentence(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(capsys, "show", str(SAMPLES / "flood.pdf"))
    assert code == 0
    assert "   Title: The flood of Aldmere\n  Author: Ann Lee\n" in out
    assert "    Made: 2026-11-24\nLanguage: English\n   Pages: 2 pages\n" in out
    assert "\n\n## How it came\n\n[4] It had rained for eleven days" in out
    put("docs/rain.txt")
    run(capsys, "index", "docs")
    _, out, _ = run(capsys, "show", "rain.txt", "--at", str(RAIN.index("river")))
    assert "[1] It rained all day. >>>The river rose, and nobody went out.<<<\n\n[2] The sun" in out


def test_show_says_what_it_cannot_show(capsys: pytest.CaptureFixture[str]) -> None:
    put("docs/rain.txt")
    assert run(capsys, "show", "fog.txt")[::2] == (
        2,
        "qa: There is no document or file 'fog.txt'. See what is in the index: qa list\n",
    )
    assert run(capsys, "show", "docs/rain.txt", "--at", "999")[2].startswith(
        "qa: rain.txt has no character 999: its text has 95, counted from 0."
    )


def test_a_text_that_would_command_the_terminal_is_shown_harmless(capsys: pytest.CaptureFixture[str]) -> None:
    put("docs/evil.md", "# \x1b[31mRed\n\nIt \x9brained.")
    run(capsys, "index", "docs")
    assert "\x1b" not in run(capsys, "list")[1] + run(capsys, "show", "evil.md")[1]


def test_pruning_takes_out_what_is_gone_from_the_folder_and_nothing_else(capsys: pytest.CaptureFixture[str]) -> None:
    for name in ("docs/a.txt", "docs/sub/b.txt", "docs/broken.txt", "other/c.txt"):
        put(name, f"{name} says: {RAIN}")
    run(capsys, "index", "docs", "other")
    Path("docs/sub/b.txt").unlink()
    Path("other/c.txt").unlink()
    put("docs/broken.txt", b"\0")
    assert " 0 removed" in run(capsys, "index", "docs")[1]
    code, out, _ = run(capsys, "index", "docs", "--prune")
    assert (code, "  removed  sub/b.txt\n" in out, "  removed  broken.txt\n" in out) == (0, True, True)
    assert sorted(Store(Path("ix")).contents().documents) == ["a.txt", "c.txt"]


def test_two_files_of_one_name_from_two_calls_are_both_kept(capsys: pytest.CaptureFixture[str]) -> None:
    put("one/a.txt", "One says that it rained.")
    put("two/a.txt", "Two says that it snowed.")
    run(capsys, "index", "one")
    assert "    added  two/a.txt" in run(capsys, "index", "two")[1]
    assert " 0 added, 0 updated, 1 unchanged" in " " + run(capsys, "index", "two")[1]


def test_documents_are_removed_by_name(capsys: pytest.CaptureFixture[str]) -> None:
    put("docs/a.txt")
    put("docs/b.txt", "It snowed.")
    put("docs/c.txt", "It was foggy.")
    run(capsys, "index", "docs")
    code, out, _ = run(capsys, "remove", "a.txt", "b.txt")
    assert code == 0
    assert out.startswith("  removed  a.txt\n  removed  b.txt\n0 added, 0 updated, 0 unchanged, 2 removed")
    assert run(capsys, "remove", "a.txt")[2] == "qa: The index has no document 'a.txt'. Its documents: c.txt.\n"


def test_verify_says_that_all_is_well_or_what_is_not(capsys: pytest.CaptureFixture[str]) -> None:
    put("docs/a.txt")
    run(capsys, "index", "docs")
    assert run(capsys, "verify")[:2] == (0, "ix is whole: 1 document, 1 passage and 3 sentences, each at its place.\n")
    (file,) = Path("ix").glob("segments/*/data")
    file.write_bytes(file.read_bytes() + b"\n")
    code, _, err = run(capsys, "verify")
    assert code == 2
    assert "data is damaged or missing." in err


def test_compact_says_what_it_freed(capsys: pytest.CaptureFixture[str]) -> None:
    put("docs/a.txt")
    run(capsys, "index", "docs")
    put("docs/a.txt", "It snowed.")
    run(capsys, "index", "docs")
    assert len(list(Path("ix/generations").iterdir())) == 2
    assert run(capsys, "compact")[1] == "0.0 MB freed in ix.\n"
    assert len(list(Path("ix/generations").iterdir())) == 1


def test_the_user_is_told_once_of_languages_that_the_models_do_not_know(capsys: pytest.CaptureFixture[str]) -> None:
    german = "Der Fluss stieg in der Nacht zum Sonntag um mehr als zwei Meter und überflutete die ganze Unterstadt."
    for number in range(5):
        put(f"docs/{number}.txt", f"{german} Es war {number} Uhr. {german}")
    put("docs/rain.txt", RAIN)
    _, _, err = run(capsys, "index", "docs")
    assert err.startswith(
        "Not in English: 0.txt, 1.txt, 2.txt and 2 more in German. The models in use know English only"
    )
    assert 'encoder = "sentence-transformers/paraphrase-multilingual-MiniLM-L12-v2"' in err
    assert run(capsys, "index", "docs")[2] == ""


def test_an_address_is_refused_in_the_summary_and_the_files_are_indexed(capsys: pytest.CaptureFixture[str]) -> None:
    put("docs/a.txt")
    code, out, _ = run(capsys, "index", "docs", "http://127.0.0.1:1/page")
    assert code == 0
    assert "  skipped  http://127.0.0.1:1/page: 127.0.0.1 is at 127.0.0.1, an address of this machine" in out
    code, _, err = run(capsys, "index", "http://127.0.0.1:1/page", "--allow-private")
    assert (code, err) == (
        2,
        "qa: Nothing could be indexed. http://127.0.0.1:1/page could not be fetched: Connection refused.\n",
    )


def test_an_interrupted_run_says_that_its_work_is_kept(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    put("docs/a.txt")
    monkeypatch.setattr(QuickEncoder, "encode", interrupted)
    code, _, err = run(capsys, "index", "docs")
    assert (code, err) == (130, "\nWhat was encoded is kept: the same command goes on from there.\nqa: Interrupted.\n")


def test_a_question_can_be_asked_of_some_documents(
    capsys: pytest.CaptureFixture[str], encoder: Encoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in (index.embedding, qa.startup):
        monkeypatch.setattr(module, "encoder_named", lambda _model: encoder)
    shutil.copy(SAMPLES / "flood.pdf", "docs")
    put("docs/rain.md", "---\nauthor: Tom Price\ndate: 2020-01-01\n---\n\nThe chief engineer is Eva Novak.\n")
    run(capsys, "index", "docs")
    question = "Who is the chief engineer?"
    _, out, _ = run(capsys, "ask", question, "--document", "flood.pdf", "--threshold", "0")
    assert "Maria Olsen" in out
    assert regex.search(r"\[1\] The flood of Aldmere \(Ann Lee\) \u203a How it came, page 1, paragraph 4\n", out)
    for selection in (["--document", "rain.md"], ["--author", "price"], ["--until", "2020-12-31"]):
        assert "Eva Novak" in run(capsys, "ask", question, *selection, "--threshold", "0")[1]
    code, _, err = run(capsys, "ask", question, "--document", "rain.txt")
    assert (code, err) == (2, "qa: There is no document 'rain.txt' in the index. Did you mean 'rain.md'?\n")


def test_the_page_serves_the_documents_that_were_asked_for(
    capsys: pytest.CaptureFixture[str], encoder: Encoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in (index.embedding, qa.startup):
        monkeypatch.setattr(module, "encoder_named", lambda _model: encoder)
    put("docs/flood.md", "---\nauthor: Ann Lee\ndate: 2024-05-06\n---\n\nThe chief engineer is Maria Olsen.\n")
    put("docs/rain.md", "---\nauthor: Tom Price\ndate: 2020-01-01\n---\n\nThe chief engineer is Eva Novak.\n")
    run(capsys, "index", "docs")
    served = Mock()
    monkeypatch.setattr("ui.launch", served)
    for selection in (["--document", "rain.md"], ["--author", "price"], ["--until", "2020-12-31"]):
        assert run(capsys, "chat", *selection)[0] == 0
        assert list(served.call_args.args[0].collection.documents) == ["rain.md"]
    code, _, err = run(capsys, "chat", "--since", "2030-01-01")
    assert (code, err.splitlines()[-1]) == (
        2,
        "qa: No document fits what was asked for. See what there is: qa list",
    )


@pytest.mark.parametrize("content", ["", " \n", "\0\1\2", "# Only a heading"])
def test_a_file_that_was_emptied_or_damaged_is_marked_and_taken_out_by_prune(
    capsys: pytest.CaptureFixture[str], content: str
) -> None:
    put("docs/rain.md", "The doctor on the ward is Ida Moen.")
    put("docs/sun.txt")
    run(capsys, "index", "docs")
    put("docs/rain.md", content)
    code, out, _ = run(capsys, "index", "docs")
    assert code == 0
    assert " outdated  rain.md stays as it was, marked, and is not asked; --prune takes it out\n" in out
    since = Store(Path("ix")).contents().documents["rain.md"].out_of_date_since
    assert f"; out of date since {since}; " in run(capsys, "list")[1]
    assert f"   State: out of date since {since}\n" in run(capsys, "show", "rain.md")[1]
    assert " outdated " not in run(capsys, "index", "docs")[1], "it is told once"
    assert run(capsys, "index", "docs", "--prune")[1].startswith("  removed  rain.md\n")
    assert [*Store(Path("ix")).contents().documents] == ["sun.txt"]


def test_a_file_that_is_mended_is_up_to_date_again(capsys: pytest.CaptureFixture[str]) -> None:
    put("docs/rain.txt")
    put("docs/sun.txt", "The sun came out.")
    run(capsys, "index", "docs")
    for mended in (RAIN, "It snowed."):
        put("docs/rain.txt", "")
        run(capsys, "index", "docs")
        put("docs/rain.txt", mended)
        assert "  updated  rain.txt\n" in run(capsys, "index", "docs")[1]
        assert Store(Path("ix")).contents().documents["rain.txt"].out_of_date_since is None


def test_an_archive_that_cannot_be_opened_marks_what_came_from_it_and_prune_keeps_it(
    capsys: pytest.CaptureFixture[str],
) -> None:
    put("docs/two.zip", pack({"a.txt": RAIN, "b.txt": "It snowed."}))
    put("docs/sun.txt", "The sun came out.")
    run(capsys, "index", "docs")
    put("docs/two.zip", b"PK\3\4")
    out = run(capsys, "index", "docs", "--prune")[1]
    assert out.count(" outdated ") == 2
    assert "0 removed" in out


def test_what_a_file_holds_and_its_text_does_not_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    import docx
    from docx.oxml import parse_xml
    from docx.oxml.ns import nsdecls

    document = docx.Document()
    document.add_paragraph("It rained.")
    document.element.body.insert(0, parse_xml(f"<w:p {nsdecls('w')}><w:r><w:object/></w:r></w:p>"))
    document.save("docs/rain.docx")
    out = run(capsys, "index", "docs")[1]
    assert " not read  rain.docx: 1 embedded object\n" in out
    assert "Not read: 1 embedded object\n" in run(capsys, "show", "rain.docx")[1]


def test_an_index_of_an_older_version_is_read_anew_from_its_files(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    put("docs/rain.txt")
    with monkeypatch.context() as older:
        older.setattr("index.generations.FORMAT_VERSION", 3)
        older.setattr("index.store.FORMAT_VERSION", 3)
        run(capsys, "index", "docs")
    read: list[str] = []
    import index.reading

    monkeypatch.setattr(index.reading, "_is_unchanged", lambda source, _: not read.append(source.name))
    run(capsys, "index", "docs")
    assert read == [], "nothing is taken from the older index"
    run(capsys, "index", "docs")
    assert read == ["rain.txt"]


def test_what_a_document_holds_and_its_text_does_not_is_told_when_indexed_and_shown(
    capsys: pytest.CaptureFixture[str],
) -> None:
    pages = [Page().write(f"The river rose in {month}.", 60, 700) for month in ("May", "June", "July", "August")]
    for number in (0, 1, 3):
        pages[number].picture(60, 300, 300, 200)
    put("docs/a.pdf", pdf(*pages))
    assert " not read  a.pdf: a picture (pages 1 to 2, 4)\n" in run(capsys, "index", "docs")[1]
    assert "Not read: a picture (pages 1 to 2, 4)\n" in run(capsys, "show", "a.pdf")[1]
    assert "not read" not in run(capsys, "index", "docs")[1]
