"""Updates an index in PostgreSQL in forked children, so that a test can kill one at any instant.

Reads one JSON object a line: {"url", "versions": [number, ...], "kill_after": seconds or null}. One child for each
version writes all documents in that version, at the same time; the first is killed. Answers each line with
{"killed": bool, "seconds": float, "failed": [what the children that failed said]}.
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
    if request["kill_after"] is not None:
        time.sleep(request["kill_after"])
        os.kill(children[0][0], signal.SIGKILL)
    statuses = [os.waitpid(number, 0)[1] for number, _ in children]
    failed = []
    for _, there in children:
        with os.fdopen(there) as pipe:
            failed.append(pipe.read())
    if any(not os.WIFSIGNALED(status) and status for status in statuses):
        raise SystemExit("the update failed")
    return {
        "killed": os.WIFSIGNALED(statuses[0]),
        "seconds": time.perf_counter() - started,
        "failed": list(filter(None, failed)),
    }


for line in sys.stdin:
    print(json.dumps(carry_out(json.loads(line))), flush=True)
