"""txtai as a question answering system, to be measured by `qa eval --ask`: its hybrid search over sentences.

Needs txtai in its own environment, and a folder with a sentence-transformers model; no language model.

    python benchmarks/txtai_system.py ENCODER_FOLDER ARTICLE.txt PORT
    qa eval seeds/questions.jsonl --ask http://127.0.0.1:PORT/ask
"""

from __future__ import annotations

import json
import re
import sys
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

from txtai import Embeddings

CONTEXTS = 8


def main() -> None:
    encoder, article, port = sys.argv[1:]
    text = Path(article).read_text(encoding="utf-8")
    sentences = [one for one in re.split(r"(?<=[.!?])\s+", text) if re.search(r"\w", one)]
    embeddings = Embeddings(path=encoder, hybrid=True, content=False, gpu=False)
    embeddings.index(list(enumerate(sentences)))

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            asked = json.loads(self.rfile.read(int(self.headers["content-length"])))
            found = embeddings.search(" ".join([*asked.get("history", []), asked["question"]]), CONTEXTS)
            best = [sentences[number] for number, _ in found]
            reply: dict[str, Any] = {
                "answer": best[0],
                "citations": best[:1],
                "contexts": best,
                "confidence": found[0][1],
            }
            body = json.dumps(reply).encode()
            self.send_response(200)
            self.send_header("content-type", "application/json")
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Requests are not worth a line each."""

    print("ready", flush=True)
    HTTPServer(("127.0.0.1", int(port)), Handler).serve_forever()


if __name__ == "__main__":
    main()
