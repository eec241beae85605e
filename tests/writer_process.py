"""Updates indexes in forked children, so that a test can kill one at any instant without paying for imports.

Reads one JSON object a line: {"folder", "documents": {name: text}, "kill_after": seconds or null},
and instead of documents "remove": [name], "prune": folder, or "compact": true.
Answers each with one: {"killed": bool, "seconds": float}.
"""

import json
import os
import signal
import sys
import time
from pathlib import Path
from typing import Any

import faiss  # noqa: F401
import scipy.sparse  # noqa: F401
import Stemmer  # noqa: F401
from fakes import HashEncoder, text_document

from index.pruning import vanished
from index.store import Store


def work(store: Store, request: dict[str, Any]) -> None:
    if "compact" in request:
        store.compact()
        return
    remove = request.get("remove", [])
    if "prune" in request:
        remove = vanished(store.contents().documents.values(), [Path(request["prune"])])
    documents = [text_document(text, name) for name, text in request.get("documents", {}).items()]
    store.update(HashEncoder(), add=documents, remove=remove)


def carry_out(request: dict[str, Any]) -> dict[str, Any]:
    started = time.perf_counter()
    child = os.fork()
    if child == 0:
        work(Store(Path(request["folder"])), request)
        os._exit(0)
    if request["kill_after"] is not None:
        time.sleep(request["kill_after"])
        os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    if not os.WIFSIGNALED(status) and status:
        raise SystemExit("the update failed")
    return {"killed": os.WIFSIGNALED(status), "seconds": time.perf_counter() - started}


for line in sys.stdin:
    print(json.dumps(carry_out(json.loads(line))), flush=True)
