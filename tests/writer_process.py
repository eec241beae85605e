"""Updates indexes in forked children, so that a test can kill one at any instant without paying for imports.

Reads one JSON object a line: {"folder", "documents": {name: text}, "remove": [name], "compact": bool,
"kill_after": seconds or null}, where documents, remove and compact may be left out.
Answers each with one: {"killed": bool, "seconds": float}.
"""

import json
import os
import signal
import sys
import time
from pathlib import Path
from typing import Any

import bm25s  # noqa: F401
import faiss  # noqa: F401
import Stemmer  # noqa: F401
from fakes import HashEncoder, text_document

from index.store import Store


def carry_out(request: dict[str, Any]) -> dict[str, Any]:
    started = time.perf_counter()
    child = os.fork()
    if child == 0:
        store = Store(Path(request["folder"]))
        documents = [text_document(text, name) for name, text in request.get("documents", {}).items()]
        if documents or request.get("remove"):
            store.update(HashEncoder(), add=documents, remove=request.get("remove", ()))
        if request.get("compact"):
            store.compact()
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
