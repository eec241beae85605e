"""What the page weighs, and when it is seen and can be used, unthrottled and at 400 kbit/s.

    python benchmarks/page_weight.py http://127.0.0.1:7860/ [--runs N]

Chromium's own emulation of a network: 400 kbit/s down and up, 200 ms until the first byte. Each run is a first visit
with an empty cache, then a second one with what the first left. "Ready": the question box and the article stand there.
"""

from __future__ import annotations

import argparse
import time
from dataclasses import dataclass
from statistics import median
from typing import Any

from playwright.sync_api import BrowserContext, sync_playwright

SLOW = {"offline": False, "latency": 200, "downloadThroughput": 50_000, "uploadThroughput": 50_000}
"""As Chromium takes it: milliseconds, and bytes a second."""


@dataclass(frozen=True)
class Visit:
    """Of one visit: requests, bytes on the network, and seconds to the first paint and until it is ready."""

    requests: int
    size: int
    painted: float
    ready: float


def visit(context: BrowserContext, address: str, slow: bool) -> Visit:
    """Open the page and wait until it is ready."""
    page = context.new_page()
    session = context.new_cdp_session(page)
    session.send("Network.enable")
    if slow:
        session.send("Network.emulateNetworkConditions", SLOW)
    sizes: dict[str, int] = {}
    requests = set[str]()

    def responded(event: Any) -> None:
        if not event["response"].get("fromDiskCache"):
            requests.add(event["requestId"])

    session.on("Network.responseReceived", responded)
    session.on("Network.loadingFinished", lambda event: sizes.update({event["requestId"]: event["encodedDataLength"]}))
    began = time.perf_counter()
    page.goto(address, wait_until="commit", timeout=120_000)
    page.wait_for_selector("#qa-ask textarea", timeout=120_000)
    page.wait_for_selector("#qa-panel article", timeout=120_000)
    ready = time.perf_counter() - began
    page.wait_for_timeout(1500)
    painted = page.evaluate("performance.getEntriesByName('first-contentful-paint')[0].startTime") / 1000
    page.close()
    return Visit(len(requests), sum(sizes[each] for each in requests if each in sizes), painted, ready)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("address")
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--chromium", default="/usr/bin/chromium")
    given = parser.parse_args()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=given.chromium, args=["--no-sandbox", "--disable-gpu"])
        for slow in (False, True):
            runs = []
            for _ in range(given.runs):
                context = browser.new_context(viewport={"width": 360, "height": 640})
                runs.append([visit(context, given.address, slow) for _ in range(2)])
                context.close()
            for number, which in enumerate(("first visit", "second visit")):
                visits = [run[number] for run in runs]
                size = median(each.size for each in visits) / 1000
                painted, ready = (median(getattr(each, name) for each in visits) for name in ("painted", "ready"))
                network = "400 kbit/s" if slow else "unthrottled"
                print(
                    f"{network}, {which}: {visits[0].requests} requests, {size:.0f} kB, "
                    f"painted after {painted:.2f} s, ready after {ready:.2f} s"
                )
        browser.close()


if __name__ == "__main__":
    main()
