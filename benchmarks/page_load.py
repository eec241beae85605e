"""The page under load: Enter to answer on screen, for one reader and for many at once, and a soak.

    python benchmarks/page_load.py FOLDER SQUAD_JSON [--browser N] [--readers N] [--soak N] [--clients N] [--rest]
    python benchmarks/page_load.py FOLDER SQUAD_JSON --engine postgresql://... --servers 2 --soak 200 --rest

FOLDER is made where it is missing: the file's articles and an index of them. A real `qa chat` serves that index, in a
process of its own; the questions are the file's, each asked once. "On screen" is when the answer stands in the page
that asked, in Chromium, by the browser's own clock. Of the `--readers` at once, `PAGES` are Chromium pages and the
others clients that ask by HTTP; each thinks for `--think` seconds in the mean before it asks, or not at all. With
`--rest` those of the soak ask /v1/ask. What the server's own metrics count in
the soak is compared with what was sent. Memory is the server's alone: RSS, and PSS, which shares what is shared.
With `--engine` the index is in that database, which is filled where it is empty; with `--servers` so many `qa chat`
serve the same index, and readers and clients are shared out among them.
"""

from __future__ import annotations

import argparse
import http.client
import json
import random
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from itertools import cycle
from pathlib import Path
from typing import Any

import numpy as np
from playwright.sync_api import Browser, Page, sync_playwright

PAGES = 4
"""Chromium pages among many readers; on two cores more would slow each other rather than the server."""

EVERY = 100
"""Questions of a soak between two looks at the memory."""

_WATCH = """
window.answers = [];
addEventListener("keydown", (event) => { if (event.key === "Enter") window.entered = performance.now(); }, true);
new MutationObserver(() => {
  const shown = document.querySelectorAll(".qa-answer").length;
  if (shown > window.answers.length) window.answers.push(performance.now() - window.entered);
}).observe(document, { childList: true, subtree: true });
"""
"""Keeps the milliseconds from Enter until each answer stood in the page."""


def main() -> None:
    options = _options()
    questions = prepared(options.folder, options.squad)
    where = ["--engine", options.engine] if options.engine else ["--index", str(options.folder / "index")]
    if options.engine:
        command = [sys.executable, "-m", "qa", "index", str(options.folder / "articles"), *where]
        subprocess.run(command, check=True)
    with ExitStack() as stack:
        servers = [stack.enter_context(served(where)) for _ in range(options.servers)]
        ports = [server.port for server in servers]
        print(f"ready: {told(servers)}", flush=True)
        if options.browser:
            with chromium() as browser:
                alone = [*asked_on_screen(browser, ports[0], questions[: options.browser])]
            show("one reader, Enter to answer on screen", alone)
        if options.readers:
            at_once(ports, questions[options.browser :], options.readers, options.think)
        if options.soak:
            soak(servers, questions[-options.soak :], options.clients, ask_rest if options.rest else ask)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path)
    parser.add_argument("squad", type=Path)
    parser.add_argument("--browser", type=int, default=0)
    parser.add_argument("--readers", type=int, default=0)
    parser.add_argument("--think", type=float, default=0.0, metavar="SECONDS")
    parser.add_argument("--soak", type=int, default=0)
    parser.add_argument("--clients", type=int, default=20)
    parser.add_argument("--rest", action="store_true")
    parser.add_argument("--engine", metavar="URL")
    parser.add_argument("--servers", type=int, default=1)
    return parser.parse_args()


def prepared(folder: Path, squad: Path) -> list[str]:
    """The file's questions, its articles by turns; the index is made where it is missing."""
    articles = json.loads(squad.read_text(encoding="utf-8"))["data"]
    texts = folder / "articles"
    if not (folder / "index").is_dir():
        texts.mkdir(parents=True, exist_ok=True)
        for article in articles:
            paragraphs = "\n\n".join(" ".join(each["context"].split()) for each in article["paragraphs"])
            (texts / f"{article['title']}.txt").write_text(paragraphs, encoding="utf-8")
        subprocess.run([sys.executable, "-m", "qa", "index", str(texts), "--index", str(folder / "index")], check=True)
    asked = [[qa["question"].strip() for each in article["paragraphs"] for qa in each["qas"]] for article in articles]
    rows = [row for number in range(max(map(len, asked))) for row in (each[number : number + 1] for each in asked)]
    return list(dict.fromkeys(question for row in rows for question in row if question))


@dataclass(frozen=True)
class Server:
    """A `qa chat` by its port and the number of its process."""

    port: int
    process: int


@contextmanager
def served(where: Sequence[str]) -> Iterator[Server]:
    """A page on the index that these options name, ready to be asked."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "qa", "chat", "--port", str(port), "--rate", "0", *where]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        while True:
            time.sleep(0.5)
            try:
                if _get(port, "/gradio_api/info")[0] == 200:
                    break
            except OSError:
                continue
        yield Server(port, process.pid)
    finally:
        process.terminate()
        process.wait()


@contextmanager
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path="/usr/bin/chromium", args=["--headless", "--no-sandbox", "--disable-gpu"]
        )
        yield browser
        browser.close()


def asked_on_screen(browser: Browser, port: int, questions: Sequence[str]) -> Iterator[float]:
    """Milliseconds from Enter to the answer on screen; a new conversation for every ten questions."""
    page = opened(browser, port)
    for number, question in enumerate(questions):
        if number and number % 10 == 0:
            page.close()
            page = opened(browser, port)
        yield timed(page, question)


def opened(browser: Browser, port: int) -> Page:
    page = browser.new_context().new_page()
    page.set_default_timeout(120_000)
    page.add_init_script(_WATCH)
    page.goto(f"http://127.0.0.1:{port}/")
    page.wait_for_function("document.activeElement?.closest('#qa-ask')")
    return page


def timed(page: Page, question: str) -> float:
    before = page.evaluate("answers.length")
    page.locator("#qa-ask textarea").fill(question)
    page.keyboard.press("Enter")
    page.wait_for_function("(before) => answers.length > before", arg=before)
    return float(page.evaluate("answers.at(-1)"))


def at_once(ports: Sequence[int], questions: Sequence[str], readers: int, think: float) -> None:
    """Chromium pages, and clients by HTTP; each thinks before it asks, for `think` seconds in the mean."""
    each, draw = 10, random.Random(1)

    def thinks() -> None:
        time.sleep(draw.expovariate(1 / think) if think else 0)

    shares = [questions[number * each : (number + 1) * each] for number in range(readers)]
    over = threading.Event()
    by_http: list[float] = []

    def client(share: Sequence[str], port: int) -> None:
        # The load goes on until the last page has its answers.
        for question in cycle(share):
            thinks()
            if over.is_set():
                return
            by_http.append(ask(port, question))

    def reader(share: Sequence[str], port: int) -> list[float]:
        with chromium() as browser:
            page = opened(browser, port)
            ready.wait()
            taken = []
            for question in share:
                thinks()
                taken.append(timed(page, question))
            return taken

    ready = threading.Barrier(PAGES + 1)
    with ThreadPoolExecutor(readers) as pool:
        pages = [pool.submit(reader, *each) for each in zip(shares[:PAGES], cycle(ports), strict=False)]
        ready.wait()
        started = time.perf_counter()
        clients = [pool.submit(client, *each) for each in zip(shares[PAGES:], cycle(ports), strict=False)]
        on_screen = [milliseconds for page in pages for milliseconds in page.result()]
        over.set()
        for one in clients:
            one.result()
    seconds = time.perf_counter() - started
    show(f"{readers} readers at once, {PAGES} of them pages, Enter to answer on screen", on_screen)
    show(f"{readers} readers at once, {readers - PAGES} of them clients, HTTP", by_http)
    print(f"{(len(on_screen) + len(by_http)) / seconds:.1f} answers a second", flush=True)


def soak(servers: Sequence[Server], questions: Sequence[str], clients: int, ask: Callable[[int, str], float]) -> None:
    """All the questions, by HTTP, from so many clients at once, to the servers by turns."""
    counted_before = counted(servers)
    errors: list[str] = []
    done = [0]
    lock = threading.Lock()

    def one(question: str, port: int) -> float:
        try:
            milliseconds = ask(port, question)
        except (OSError, RuntimeError, http.client.HTTPException) as error:
            with lock:
                errors.append(f"{type(error).__name__}: {error}")
            return float("nan")
        with lock:
            done[0] += 1
            if done[0] % EVERY == 0:
                print(f"{done[0]:6d} answered: {told(servers)}", flush=True)
        return milliseconds

    print(f"before: {told(servers)}", flush=True)
    started = time.perf_counter()
    with ThreadPoolExecutor(clients) as pool:
        times = list(pool.map(one, questions, cycle(server.port for server in servers)))
    seconds = time.perf_counter() - started
    print(f"{len(questions)} questions, {clients} clients, {seconds:.0f} s: {len(errors)} errors {errors[:3]}")
    show(f"{clients} clients at once, HTTP", [each for each in times if each == each])
    compare(counted_before, counted(servers), len(questions) - len(errors))
    time.sleep(30)
    print(f"30 s after: {told(servers)}", flush=True)


def counted(servers: Sequence[Server]) -> dict[str, float]:
    """The servers' own metrics, each summed over its labels."""
    sums: dict[str, float] = {}
    for line in (line for each in servers for line in _get(each.port, "/v1/metrics")[1].decode().splitlines()):
        if not line.startswith("#"):
            name, value = line.rsplit(" ", 1)
            name = name.partition("{")[0]
            sums[name] = sums.get(name, 0.0) + float(value)
    return sums


def compare(before: dict[str, float], after: dict[str, float], answered: int) -> None:
    """What was counted between two looks, beside what the clients saw."""

    def grown(name: str) -> float:
        return after.get(name, 0.0) - before.get(name, 0.0)

    questions, seconds = grown("article_qa_questions_total"), grown("article_qa_question_seconds_sum")
    print(f"clients got {answered} answers; the server counted {questions:.0f}, ", end="")
    print(f"{grown('article_qa_question_seconds_count'):.0f} in its histogram, ", end="")
    print(f"{grown('article_qa_questions_failed_total'):.0f} that failed; ", end="")
    print(f"answered {grown('article_qa_questions_answered_total') / max(questions, 1):.3f}, ", end="")
    print(f"{1000 * seconds / max(questions, 1):.0f} ms of each in its turn", flush=True)


def ask(port: int, question: str) -> float:
    """Milliseconds to the answer by the page's HTTP endpoint. Raises where there is none."""
    started = time.perf_counter()
    body = json.dumps({"data": [question, []]})
    status, reply = _get(port, "/gradio_api/call/ask", body)
    if status != 200:
        raise RuntimeError(f"{status} {reply[:100]!r}")
    status, reply = _get(port, f"/gradio_api/call/ask/{json.loads(reply)['event_id']}")
    lines = [line for line in reply.decode().splitlines() if line and "heartbeat" not in line and line != "data: null"]
    if status != 200 or lines[0] != "event: complete":
        raise RuntimeError(f"{status} {lines[:2]}")
    answer: dict[str, Any] = json.loads(lines[1].removeprefix("data: "))[0]
    assert answer["question"] == question
    return 1000 * (time.perf_counter() - started)


def ask_rest(port: int, question: str) -> float:
    """The same by /v1/ask."""
    started = time.perf_counter()
    status, reply = _get(port, "/v1/ask", json.dumps({"question": question}))
    if status != 200:
        raise RuntimeError(f"{status} {reply[:100]!r}")
    assert json.loads(reply)["question"] == question
    return 1000 * (time.perf_counter() - started)


def _get(port: int, path: str, body: str | None = None) -> tuple[int, bytes]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=300)
    try:
        connection.request("POST" if body else "GET", path, body, {"Content-Type": "application/json"} if body else {})
        response = connection.getresponse()
        return response.status, response.read()
    finally:
        connection.close()


def told(servers: Sequence[Server]) -> str:
    """The memory of each server in MB."""
    return "; ".join(_memory(server.process) for server in servers)


def _memory(server: int) -> str:
    rollup = Path(f"/proc/{server}/smaps_rollup").read_text(encoding="ascii")
    kilobytes = {line.split()[0]: int(line.split()[1]) for line in rollup.splitlines()[1:]}
    threads = sum(1 for _ in Path(f"/proc/{server}/task").iterdir())
    return (
        f"RSS {kilobytes['Rss:'] / 1024:.0f} MB, PSS {kilobytes['Pss:'] / 1024:.0f} MB, "
        f"of its own {kilobytes['Anonymous:'] / 1024:.0f} MB, {threads} threads"
    )


def show(what: str, milliseconds: Sequence[float]) -> None:
    p50, p95 = np.percentile(milliseconds, [50, 95])
    print(f"{what}: p50 {p50:.0f} ms, p95 {p95:.0f} ms, of {len(milliseconds)}", flush=True)


if __name__ == "__main__":
    main()
