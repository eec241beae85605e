"""Updates an index in PostgreSQL in forked children, so that a test can kill some at any instant.

Reads one JSON object a line: {"url", "versions": [number, ...], "kill_after": [seconds, ...]}. One child for each
version writes all documents in that version, at the same time; as many as there are seconds are killed, each after
so long. Answers each line with {"killed": how many, "seconds": float, "failed": [what those that failed said]}.
"""

import json
import os
import signal
import sys
import time
from typing import Any

import psycopg  # noqa: F401
from fakes import HashEncoder
from postgres_kills import documents_of
from psycopg import ClientCursor  # noqa: F401

from index.errors import ArticleQAError
from index.postgres.store import PostgresStore


def child(url: str, version: int, pipe: int) -> None:
    try:
        PostgresStore(url, small=0).update(HashEncoder(), add=documents_of(version))
    except ArticleQAError as error:
        os.write(pipe, str(error).encode()[:2000])
    os._exit(0)


def carry_out(request: dict[str, Any]) -> dict[str, Any]:
    started = time.perf_counter()
    children = []
    for version in request["versions"]:
        there, here = os.pipe()
        number = os.fork()
        if number == 0:
            child(request["url"], version, here)
        os.close(here)
        children.append((number, there))
    for seconds, (number, _) in zip(sorted(request["kill_after"]), children, strict=False):
        time.sleep(max(0, started + seconds - time.perf_counter()))
        os.kill(number, signal.SIGKILL)
    statuses = [os.waitpid(number, 0)[1] for number, _ in children]
    failed = []
    for _, there in children:
        with os.fdopen(there) as pipe:
            failed.append(pipe.read())
    if any(not os.WIFSIGNALED(status) and status for status in statuses):
        raise SystemExit("the update failed")
    return {
        "killed": sum(map(os.WIFSIGNALED, statuses)),
        "seconds": time.perf_counter() - started,
        "failed": list(filter(None, failed)),
    }


for line in sys.stdin:
    print(json.dumps(carry_out(json.loads(line))), flush=True)
