"""index.reading_process, as it is used: through index.reading.ReadingProcess."""

import json
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest
from packing import SAMPLES

import index.reading
from index.errors import DocumentError
from index.reading import ReadingProcess
from index.reading_process import answer
from index.sources import Source

FLOOD = Source(SAMPLES / "flood.pdf", "flood.pdf")


def serve_instead(monkeypatch: pytest.MonkeyPatch, code: str) -> None:
    """Make reading a file named bad.pdf do something else in the process."""
    code = code.replace("{", "{{")
    program = (
        "import sys; sys.path[:] = {path!r}\nimport index.reading_process as served\nread = served.parse\n"
        "def parse(data, name, ending):\n    if name == 'bad.pdf':\n        "
        + code
        + "\n    return read(data, name, ending)\n"
        "served.parse = parse\nserved.serve({megabytes}, {seconds})"
    )
    monkeypatch.setattr(index.reading, "_SERVER", program)


@pytest.mark.parametrize(
    ("code", "message"),
    [
        (
            "import os; os.abort()",
            r"^bad\.pdf could not be read: it made the reader of \.pdf files fail\. It may be damaged\.$",
        ),
        ("sys.exit(0)", r"^bad\.pdf could not be read: it made the reader of \.pdf files fail"),
        ("import time; time.sleep(60)", r"^bad\.pdf took longer than 2 seconds to read and was given up\.$"),
        ("bytes(4 * 2**30)", r"^bad\.pdf needs more memory to read than is allowed\. Split it into smaller files\.$"),
        (
            "raise RuntimeError('deep inside')",
            r"^bad\.pdf could not be read: it is damaged .*\(RuntimeError\)\.$",
        ),
        ("parse(data, name, ending)", r"^bad\.pdf could not be read: it is damaged or malformed \(RecursionError\)\.$"),
    ],
    ids=["crash", "exit", "hang", "memory", "error", "recursion"],
)
def test_a_file_that_breaks_its_reader_is_refused_and_the_next_is_read(
    monkeypatch: pytest.MonkeyPatch, code: str, message: str
) -> None:
    serve_instead(monkeypatch, code)
    bad = Source(SAMPLES / "flood.pdf", "bad.pdf")
    with ReadingProcess(seconds=2) as process:
        started = time.monotonic()
        with pytest.raises(DocumentError, match=message):
            process.read(bad)
        assert time.monotonic() - started < 10
        assert process.read(FLOOD).title == "The flood of Aldmere"


def test_one_process_reads_many_files_and_what_libraries_print_is_no_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    serve_instead(monkeypatch, "print('{'); return read(data, name + str(__import__('os').getpid()), ending)")
    with ReadingProcess() as process:
        first = process.read(Source(SAMPLES / "flood.pdf", "bad.pdf"))
        assert process._process is not None
        number = process._process.pid
        assert process.read(FLOOD).text == first.text
        assert process._process.pid == number


def test_a_text_that_is_far_too_long_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("index.reading_process.LONGEST_TEXT", 100)
    request = {"what": "read", "path": str(SAMPLES / "flood.html"), "member": None, "name": "a.html"}
    assert answer(request) == {"error": "a.html has more than 100 characters of text. Split it into smaller files."}


def test_a_file_that_is_gone_is_told() -> None:
    request = {"what": "read", "path": "nowhere.pdf", "member": None, "name": "a.pdf"}
    assert answer(request) == {"error": "a.pdf could not be opened: No such file or directory."}


def test_the_process_ends_with_whoever_started_it() -> None:
    code = (
        "from pathlib import Path; from index.reading import ReadingProcess; from index.sources import Source\n"
        f"process = ReadingProcess(); process.read(Source(Path({str(SAMPLES / 'flood.html')!r}), 'a.html'))\n"
        "print(process._process.pid, flush=True); import os; os._exit(0)"
    )
    root = str(Path(index.reading.__file__).parents[1])
    run = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, env={**os.environ, "PYTHONPATH": root}
    )
    number = int(json.loads(run.stdout))
    for _ in range(100):
        try:
            os.kill(number, 0)
        except ProcessLookupError:
            return
        if Path(f"/proc/{number}/stat").is_file() and " Z " in Path(f"/proc/{number}/stat").read_text():
            return
        time.sleep(0.05)
    pytest.fail("it is still there")
