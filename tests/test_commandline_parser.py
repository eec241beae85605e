"""qa.commandline.parser and the commands behind it: contracts that scripts rely on."""

import json
import re
import socket
import subprocess
import sys
from pathlib import Path

import pytest

import index.embedding
import qa.commandline.ask_and_chat
import qa.evaluation.evaluator
import qa.startup
from qa.commandline.parser import main
from qa.startup import seeds_folder
from tests.fakes import VerdictReader


@pytest.fixture(autouse=True)
def one_encoder(encoder, monkeypatch):
    """The model is loaded once for all tests."""
    for module in (index.embedding, qa.startup, qa.evaluation.evaluator):
        monkeypatch.setattr(module, "encoder_named", lambda _model: encoder)


def run(capsys, *arguments):
    code = main(arguments)
    captured = capsys.readouterr()
    return code, captured.out, captured.err


def test_ask_prints_the_quotation_and_its_place(capsys):
    code, out, _ = run(capsys, "ask", "Why did Qaani go to Baghdad?")
    assert code == 0
    assert out.startswith("to calm AAH down\n")
    assert "\u201cThe attack prompted Qaani to travel to Iraq the next day to calm AAH down.\u201d [1]" in out
    assert "paragraph 3" in out


def test_ask_says_that_it_is_a_brief_or_a_comparison_before_the_sentences(capsys):
    code, out, _ = run(capsys, "ask", "Tell me about AAH")
    assert code == 0
    assert out.startswith("In short: ")
    assert "sentences\n\n\u201cQais al-Khazali, leader of" in out
    _, out, _ = run(capsys, "ask", "How do Khazali and Abu Fadak differ?")
    assert out.startswith("Side by side\n\nKhazali:\n\u201cQais al-Khazali")
    assert "\nAbu Fadak:\n\u201cAbu Fadak al-Mohammedawi" in out


def test_ask_says_yes_or_no_before_the_sentence_that_decides(capsys, monkeypatch):
    for verdict, word in (("yes", "Yes."), ("no", "No.")):
        reader = VerdictReader(verdict)
        monkeypatch.setattr(qa.startup, "make_reader", lambda *_, reader=reader: reader)
        code, out, _ = run(capsys, "ask", "Did the attack prompt Qaani to travel to Iraq?")
        assert code == 0
        assert out.startswith(f"{word}\n\n\u201cThe attack prompted Qaani to travel to Iraq")
        _, out, _ = run(capsys, "ask", "--json", "Did the attack prompt Qaani to travel to Iraq?")
        assert (json.loads(out)["form"], json.loads(out)["verdict"]) == ("verdict", verdict)


def test_verdicts_of_a_question_set_are_scored(capsys, monkeypatch):
    monkeypatch.setattr(qa.evaluation.evaluator, "make_reader", lambda *_: VerdictReader("no"))
    monkeypatch.setattr(qa.startup, "make_reader", lambda *_: VerdictReader("no"))
    rows = [
        {"id": "1", "question": "Did Qaani stay at home?", "answerable": True, "verdict": "no"},
        {"id": "2", "question": "Did Qaani travel to Iraq?", "answerable": True, "verdict": "yes"},
        {"id": "3", "question": "Was it raining in Oslo?", "answerable": False},
    ]
    Path("q.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    code, out, _ = run(capsys, "eval", "q.jsonl", "--json", "run.json", "--html", "run.html")
    assert code == 0
    metrics = json.loads(Path("run.json").read_text())["metrics"]
    assert metrics["verdict_accuracy"] == 1 / 2
    assert metrics["three_way_verdict_accuracy"] == pytest.approx(1 / 3)
    assert "verdict_accuracy               0.5000" in out
    assert "Verdict accuracy, three-way" in Path("run.html").read_text(encoding="utf-8")
    assert run(capsys, "eval", "q.jsonl", "--fail-under", "verdict_accuracy=0.6")[0] == 1


def test_ask_json_prints_one_object(capsys):
    code, out, _ = run(capsys, "ask", "--json", "Why did Qaani go to Baghdad?")
    assert code == 0
    record = json.loads(out)
    assert record["answer"] == "to calm AAH down"
    assert record["citations"][0]["start"] == 1359


def test_ask_says_when_there_is_no_answer_and_still_exits_with_0(capsys):
    code, out, _ = run(capsys, "ask", "Who won the 2018 World Cup?")
    assert code == 0
    assert out.startswith("No answer. The article does not say")
    assert "What comes closest, but is no answer:\n\u201c" in out
    assert ", paragraph " in out


def test_a_refusal_offers_a_question_nearby_that_is_answered(capsys):
    _, out, _ = run(capsys, "ask", "Which hotel did Qaani stay at in Baghdad?")
    assert out.splitlines()[-1].startswith("You could ask instead: ")


def test_ask_replies_to_small_talk(capsys):
    code, out, _ = run(capsys, "ask", "hello")
    assert code == 0
    assert out.startswith("Hello! Ask me about the article. You could ask: \u201c")
    assert len(out.splitlines()) == 1


def test_history_goes_along(capsys):
    _, out, _ = run(capsys, "ask", "Did it work?", "--history", "Why did Qaani go to Baghdad?")
    assert "Understood as: Was Qaani successful?" in out


def test_index_says_what_became_of_every_file(capsys):
    folder = Path("mine")
    folder.mkdir()
    (folder / "moon.md").write_text("# Moon\n\nThe moon is a rock.\n", encoding="utf-8")
    (folder / "broken.txt").write_bytes(b"\x00\x01\x02")
    (folder / "table.xls").write_bytes(b"PK")
    code, out, _ = run(capsys, "index", "mine", "--index", "ix")
    assert code == 0
    assert "    added  moon.md" in out
    assert "  skipped  broken.txt is not a text file" in out
    assert "  skipped  table.xls: .xls is not a format that can be read. Save it as .xlsx" in out
    assert "1 added, 0 updated, 0 unchanged, 0 removed, 2 skipped. ix holds 1 document in 1 passage." in out
    (folder / "moon.md").write_text("# Moon\n\nThe moon is made of cheese.\n", encoding="utf-8")
    assert "  updated  moon.md" in run(capsys, "index", "mine", "--index", "ix")[1]
    assert "1 unchanged" in run(capsys, "index", "mine", "--index", "ix")[1]
    _, out, _ = run(capsys, "ask", "What is the moon made of?", "--index", "ix", "--json")
    assert json.loads(out)["citations"][0]["quote"] == "The moon is made of cheese."


def test_the_bundled_article_never_comes_between_somebodys_own_documents(capsys):
    Path("article.txt").write_text("The moon is a rock.", encoding="utf-8")
    run(capsys, "index", "article.txt", "--index", "ix")
    code, _, err = run(capsys, "index", "--index", "ix")
    assert code == 2
    assert err.startswith("qa: The index in ix holds documents of your own. Name what to add: qa index PATH;")
    assert "1 unchanged" in run(capsys, "index", "article.txt", "--index", "ix")[1]


def test_a_taken_port_is_said_at_once(capsys):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        code, _, err = run(capsys, "chat", "--port", port)
    assert code == 2
    assert f"127.0.0.1, port {port}: Address already in use. Choose another --port." in err


@pytest.mark.parametrize("redirection", [">&-", ">/dev/full"])
def test_an_output_that_cannot_be_written_ends_calmly(redirection):
    root = Path(qa.commandline.ask_and_chat.__file__).parents[2]
    command = f"{sys.executable} -m qa --version {redirection}"
    done = subprocess.run(["sh", "-c", command], capture_output=True, text=True, cwd=root, check=False)
    assert "Traceback" not in done.stderr


def test_a_document_is_removed_by_its_name(capsys):
    for name in ("one", "two"):
        Path(f"{name}.txt").write_text(f"This is document {name}.", encoding="utf-8")
    run(capsys, "index", "one.txt", "two.txt", "--index", "ix")
    code, out, _ = run(capsys, "index", "--remove", "one.txt", "--index", "ix")
    assert code == 0
    assert "  removed  one.txt" in out


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["ask", ""], "qa: The question is empty. Type a question about the article."),
        (["ask", "Who?", "--index", "nowhere"], "qa: There is no index in nowhere. Build one: qa index PATH"),
        (["index", "nowhere"], "qa: There is no file or folder nowhere. Check the spelling of the path."),
        (["ask", "Who?", "--threshold", "7"], "qa: The setting threshold = 7.0 does not fit"),
        (["eval", "none.jsonl"], "qa: none.jsonl could not be opened: No such file or directory."),
        (["chat", "--auth", "me"], "qa: --auth needs a name and a password"),
        (["chat", "--language", "tlh"], "qa: The page does not speak tlh. It speaks en, fr, ar."),
        (["chat", "--feedback", "said.txt"], "qa: Feedback is a question set: name a file that ends with .jsonl"),
        (["chat", "--host", "203.0.113.9"], "qa: The page cannot be served at 203.0.113.9: "),
        (["eval", "none.jsonl", "--fail-under", "f1=nan"], "qa: --fail-under f1=nan does not fit."),
        (["eval", "none.jsonl", "--fail-under", "=1"], "qa: There is no metric (no name). There are: hit@1,"),
        (["eval", "none.jsonl", "--fail-under", "f1"], "qa: --fail-under f1 does not fit. Write METRIC=VALUE"),
    ],
)
def test_bad_input_is_one_plain_line_and_exit_code_2(capsys, arguments, message):
    code, out, err = run(capsys, *arguments)
    assert code == 2
    assert out == ""
    assert err.startswith(message)
    assert err.count("\n") == 1


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["aks", "x"],
        ["ask"],
        ["ask", "x", "--passages", "few"],
        ["index", ""],
        ["chat", "--port", "99999"],
        ["chat", "--rate", "-1"],
        ["chat", "--uploads", "-1"],
        ["chat", "--uploads", "51"],
        ["chat", "--upload-size", "many"],
    ],
)
def test_wrong_use_is_one_plain_line_and_exit_code_2(capsys, arguments):
    with pytest.raises(SystemExit, match="2"):
        main(arguments)
    err = capsys.readouterr().err
    assert err.startswith("qa")
    assert err.count("\n") == 1


def test_nothing_unexpected_shows_a_traceback(capsys, monkeypatch):
    def broken(_options):
        raise RuntimeError("deep\ninside")

    monkeypatch.setattr(qa.commandline.ask_and_chat, "settings_of", broken)
    code, _, err = run(capsys, "ask", "Who?")
    assert (code, err) == (2, "qa: Unexpected RuntimeError: deep inside. With --debug it tells more.\n")
    with pytest.raises(RuntimeError):
        main(["ask", "Who?", "--debug"])


def test_an_index_that_cannot_be_written_is_one_plain_line(capsys):
    Path("file").write_text("in the way", encoding="utf-8")
    code, _, err = run(capsys, "index", "--index", "file/ix")
    assert (code, err) == (2, "qa: file/ix could not be used: Not a directory.\n")


def test_control_characters_of_a_document_do_not_reach_the_terminal(capsys):
    Path("evil.txt").write_text("The \x1b[31mred\x9b2J moon is a rock.", encoding="utf-8")
    run(capsys, "index", "evil.txt", "--index", "ix")
    _, out, _ = run(capsys, "ask", "What is the moon?", "--index", "ix", "--threshold", "0")
    assert "The [31mred\ufffd2J moon is a rock." in out
    assert "\x1b" not in out
    _, out, _ = run(capsys, "ask", "What is the moon?", "--index", "ix", "--json", "--threshold", "0")
    assert out.isascii()
    assert "\x1b" not in out


def test_eval_prints_metrics_and_writes_json(capsys):
    questions = seeds_folder() / "questions.jsonl"
    code, out, _ = run(capsys, "eval", str(questions), "--json", "result.json", "--limit", "4")
    assert code == 0
    assert "4 questions" in out
    assert "quote_fidelity                 1.0000  [" in out
    record = json.loads(Path("result.json").read_text(encoding="utf-8"))
    assert len(record["questions"]) == 4
    assert record["metrics"]["quote_fidelity"] == 1


def test_a_missed_bound_exits_with_1_and_says_which(capsys):
    arguments = ["eval", str(seeds_folder() / "questions.jsonl"), "--limit", "4", "--fail-under"]
    assert run(capsys, *arguments, "hit@1=0.5")[0] == 0
    code, _, err = run(capsys, *arguments, "exact_match=0.99")
    assert code == 1
    assert re.match(r"qa eval: exact_match is 0\.\d{4}, under 0\.99", err)
    code, _, err = run(capsys, *arguments, "hit@2=0.5")
    assert code == 2
    assert err.startswith("qa: There is no metric hit@2. There are: hit@1,")
    code, _, err = run(capsys, *arguments, "abstention_recall=0.5")
    assert code == 2
    assert err.startswith("qa: abstention_recall is not defined for these questions.")


def test_a_report_and_a_comparison_with_an_earlier_run(capsys):
    arguments = ["eval", str(seeds_folder() / "questions.jsonl"), "--limit", "6"]
    run(capsys, *arguments, "--json", "old.json")
    files = ("--html", "report.html", "--junit", "junit.xml", "--markdown", "summary.md")
    code, out, _ = run(capsys, *arguments, "--baseline", "old.json", *files)
    assert code == 0
    assert Path("junit.xml").read_text(encoding="utf-8").count("<testcase ") == 6
    assert "| Metric | Now | Against old.json |" in Path("summary.md").read_text(encoding="utf-8")
    assert "Against old.json, 6 questions in both:" in out
    assert "Better: none\nWorse: none" in out
    assert "old.json" in Path("report.html").read_text(encoding="utf-8")


def test_the_example_workflow_uses_flags_that_there_are(capsys):
    root = Path(qa.commandline.ask_and_chat.__file__).parents[2]
    text = (root / "docs" / "evaluation-workflow.yml").read_text(encoding="utf-8")
    (command,) = re.findall(r"run: >\n((?: {10}.*\n)+)", text)
    words = command.split()
    assert words[:3] == ["qa", "eval", "evaluation/questions.jsonl"]
    code, _, err = run(capsys, *words[1:])
    assert (code, err) == (
        2,
        "qa: The baseline evaluation/baseline.json could not be opened: No such file or directory.\n",
    )


def test_a_significant_loss_exits_with_1(capsys):
    arguments = ["eval", str(seeds_folder() / "questions.jsonl")]
    run(capsys, *arguments, "--json", "old.json")
    code, out, err = run(capsys, *arguments, "--baseline", "old.json", "--threshold", "1")
    assert code == 1
    assert re.search(r"qa eval: sentence_hit@1 is significantly worse: 0\.[5-9]\d* -> 0\.0000", err)
    assert "Worse: why-qaani-travel," in out
    assert re.search(r"Why answers failed, of all questions:\n(.*\n)*right answer held back +\d+  \d+\.\d%  \[", out)


def test_the_template_can_be_run_and_checked(capsys):
    code, out, _ = run(capsys, "eval", "--template")
    assert code == 0
    Path("t.jsonl").write_text(out, encoding="utf-8")
    assert run(capsys, "eval", "t.jsonl")[0] == 0
    code, out, _ = run(capsys, "eval", "--check", "t.jsonl")
    assert (code, out) == (0, "3 questions are ready, 0 lack a gold answer.\n")
    with Path("t.jsonl").open("a", encoding="utf-8") as file:
        file.write('{"id": "d", "question": "Who?", "answerable": true}\n')
    code, out, _ = run(capsys, "eval", "--check", "t.jsonl")
    assert code == 1
    assert out.startswith("t.jsonl, line 17: answers is empty although answerable is true\n")


def test_calibrate_writes_the_threshold_into_the_settings_and_keeps_the_rest(capsys):
    Path("qa.toml").write_text("# mine\npassages = 5\n", encoding="utf-8")
    questions = str(seeds_folder() / "questions.jsonl")
    code, out, _ = run(capsys, "calibrate", questions, "--right", "0.8")
    assert code == 0
    assert out.startswith("On new questions like these 34, expect ")
    text = Path("qa.toml").read_text(encoding="utf-8")
    assert text.startswith("# mine\npassages = 5\nthreshold = 0.")
    _, out, _ = run(capsys, "eval", questions, "--json", "r.json")
    rows = json.loads(Path("r.json").read_text(encoding="utf-8"))["questions"]
    given = [row["right"] for row in rows if row["answered"]]
    assert sum(given) / len(given) >= 0.8


def test_calibrate_says_so_when_no_threshold_will_do(capsys):
    questions = str(seeds_folder() / "questions.jsonl")
    code, _, err = run(capsys, "calibrate", questions, "--kind", "off-topic")
    assert (code, err) == (1, "qa calibrate: no threshold makes 90% of the answers right.\n")
    assert not Path("qa.toml").exists()
    assert run(capsys, "calibrate", questions, "--right", "1.5")[0] == 2


def test_modes_for_squad_need_a_squad_file(capsys):
    code, _, err = run(capsys, "eval", str(seeds_folder() / "questions.jsonl"), "--gold-passages")
    assert code == 2
    assert err == "qa: --gold-passages needs a SQuAD file, which brings its own articles.\n"


@pytest.mark.parametrize(
    "command", [["-m", "qa"], ["-c", "from qa.commandline.parser import main; raise SystemExit(main())"]]
)
def test_help_needs_nothing_heavy(command):
    code = (
        "import sys; sys.argv = ['qa', '--help']\nimport runpy\ntry:\n    runpy.run_module('qa', run_name='__main__')\n"
    )
    code += "except SystemExit: pass\n"
    code += "print([m for m in ('torch', 'numpy', 'faiss', 'gradio', 'pydantic') if m in sys.modules])"
    root = Path(qa.commandline.ask_and_chat.__file__).parents[2]
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=root, check=True)
    assert done.stdout.rstrip().endswith("[]")
    helped = subprocess.run([sys.executable, *command, "--help"], capture_output=True, text=True, cwd=root, check=True)
    assert helped.stdout.startswith("usage: qa")


def test_the_version_is_printed(capsys):
    with pytest.raises(SystemExit, match="0"):
        main(["--version"])
    assert capsys.readouterr().out.startswith("qa 0.")
