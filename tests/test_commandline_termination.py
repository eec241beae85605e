"""SIGTERM, sent to real processes: they end in a few seconds, and leave nothing behind."""

from __future__ import annotations

import http.client
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

import pytest
from serving import call, wait_until

from index.store import UNFINISHED_VECTORS as UNFINISHED
from qa.commandline.termination import EXIT_CODE, PATIENCE

REPOSITORY = Path(__file__).resolve().parents[1]
SOON = PATIENCE + 6.0
"""Seconds, on a machine that does much else."""

IN_A_NAMESPACE = ["unshare", "--fork", "--pid", "--mount-proc", "--kill-child"]


def has_namespaces() -> bool:
    return bool(shutil.which("unshare")) and subprocess.run([*IN_A_NAMESPACE, "true"], check=False).returncode == 0


@contextmanager
def running(temporary: Path, command: list[str]) -> Iterator[subprocess.Popen[str]]:
    """A process with a folder for temporary files of its own."""
    temporary.mkdir()
    environment = {**os.environ, "PYTHONPATH": str(REPOSITORY), "TMPDIR": str(temporary), "QA_READER": "sentences"}
    with subprocess.Popen(
        command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        try:
            yield process
        finally:
            with suppress(ProcessLookupError):
                process.kill()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def end_of(process: subprocess.Popen[str], pid: int) -> tuple[int, str]:
    """Exit code and stderr after SIGTERM, which must not take long."""
    os.kill(pid, signal.SIGTERM)
    started = time.monotonic()
    _, told = process.communicate(timeout=60)
    assert time.monotonic() - started < SOON
    return process.returncode, told


def left_of_uploads(temporary: Path) -> list[str]:
    return [path.name for path in temporary.glob("article-qa-uploads-*")]


def first_in_its_namespace(process: subprocess.Popen[str]) -> int:
    """The process that unshare forked; as it sees itself, it is number 1."""
    children = Path(f"/proc/{process.pid}/task/{process.pid}/children")
    wait_until(lambda: bool(children.read_text().split()))
    return int(children.read_text().split()[0])


@pytest.mark.parametrize("is_first", [False, True], ids=["a process like others", "process 1"])
def test_a_page_stops_with_an_upload_half_received_and_a_stream_open(tmp_path: Path, is_first: bool) -> None:
    if is_first and not has_namespaces():
        pytest.skip("no PID namespace can be made here: unshare --pid is not there, or not allowed")
    temporary, port = tmp_path / "temporary", free_port()
    chat = [sys.executable, "-m", "qa", "chat", "--port", str(port)]
    with running(temporary, [*(IN_A_NAMESPACE if is_first else []), *chat]) as process:
        assert process.stdout is not None
        assert "The page is at" in process.stdout.readline()
        address = f"http://127.0.0.1:{port}/"
        key = call(address, "open_upload_session", {})[1]
        with (
            closing(http.client.HTTPConnection("127.0.0.1", port)) as upload,
            closing(http.client.HTTPConnection("127.0.0.1", port)) as stream,
        ):
            upload.putrequest("POST", "/uploads")
            for name, value in {"x-name": "a.txt", "x-upload-session": key, "content-length": "1000"}.items():
                upload.putheader(name, value)
            upload.endheaders(b"half of it")
            stream.request("GET", "/gradio_api/heartbeat/x")
            wait_until(lambda: bool(list(temporary.glob("article-qa-uploads-*/*.txt"))))
            code, told = end_of(process, first_in_its_namespace(process) if is_first else process.pid)
    assert code == EXIT_CODE == 143
    assert told.splitlines()[-1] == "qa: Stopped."
    assert "Traceback" not in told
    assert left_of_uploads(temporary) == []


def test_a_page_that_is_being_made_ready_stops(tmp_path: Path) -> None:
    port = free_port()
    with running(tmp_path / "temporary", [sys.executable, "-m", "qa", "chat", "--port", str(port)]) as process:

        def waits() -> bool:
            with closing(http.client.HTTPConnection("127.0.0.1", port)) as connection, suppress(ConnectionError):
                connection.request("GET", "/")
                return connection.getresponse().status == 503
            return False

        wait_until(waits, 60)
        code, told = end_of(process, process.pid)
    assert (code, told.splitlines()[-1]) == (EXIT_CODE, "qa: Stopped.")
    assert "Traceback" not in told


SWALLOWING = """
import atexit, sys, time, threading
from qa.commandline.termination import stoppable
atexit.register(lambda: print("cleared up", flush=True))
with stoppable():
    told = "ready"
    while True:
        try:
            print(told, flush=True)
            time.sleep(60)
        except BaseException:
            told = "swallowed"
"""


def test_a_process_ends_although_its_code_swallows_the_exception(tmp_path: Path) -> None:
    with running(tmp_path / "temporary", [sys.executable, "-c", SWALLOWING]) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        process.send_signal(signal.SIGTERM)
        out, _ = process.communicate(timeout=60)
    assert out.splitlines() == ["swallowed", "cleared up"]
    assert process.returncode == EXIT_CODE


RETOLD = """
import time
from qa.commandline.termination import TerminatedError, stoppable
try:
    with stoppable():
        try:
            print("ready", flush=True)
            time.sleep(60)
        except BaseException:
            raise ImportError("half loaded")
except TerminatedError:
    print("stopped", flush=True)
"""


def test_an_error_that_interrupted_code_makes_of_it_stops_as_well(tmp_path: Path) -> None:
    with running(tmp_path / "temporary", [sys.executable, "-c", RETOLD]) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        os.kill(process.pid, signal.SIGTERM)
        told, _ = process.communicate(timeout=60)
    assert told == "stopped\n"


def test_an_indexing_that_is_stopped_keeps_what_was_encoded(tmp_path: Path) -> None:
    (tmp_path / "many").mkdir()
    for number in range(30):
        text = "\n\n".join(f"Sentence {part} of document {number} tells of the sea." for part in range(20))
        (tmp_path / "many" / f"{number}.txt").write_text(text, encoding="utf-8")
    command, vectors = [sys.executable, "-m", "qa", "index", "many", "--index", "ix"], tmp_path / "ix" / UNFINISHED
    with running(tmp_path / "temporary", command) as process:
        wait_until(lambda: vectors.is_file() and vectors.stat().st_size > 0, 60)
        code, told = end_of(process, process.pid)
    assert (code, told.splitlines()[-1]) == (EXIT_CODE, "qa: Stopped.")
    kept = vectors.read_bytes()
    assert kept
    # The same command goes on from there.
    with running(tmp_path / "again", command) as process:
        wait_until(lambda: vectors.is_file() and len(vectors.read_bytes()) > len(kept), 60)
        assert vectors.read_bytes().startswith(kept)


LOST = """
import os, sys, time
from qa.commandline.termination import stoppable

class Left:
    def __del__(self):
        os.kill(os.getpid(), int(sys.argv[1]))
        time.sleep(5)

with stoppable():
    left = Left()
    try:
        del left
        time.sleep(60)
    except KeyboardInterrupt as stopped:
        print(type(stopped).__name__, flush=True)
"""


@pytest.mark.parametrize(
    ("number", "raised"), [(signal.SIGINT, "KeyboardInterrupt"), (signal.SIGTERM, "TerminatedError")]
)
def test_a_signal_that_comes_where_nothing_can_be_raised_comes_again(
    tmp_path: Path, number: signal.Signals, raised: str
) -> None:
    with running(tmp_path / "temporary", [sys.executable, "-c", LOST, str(int(number))]) as process:
        out, told = process.communicate(timeout=50)
    assert out.splitlines() == [raised]
    assert "Traceback" not in told
