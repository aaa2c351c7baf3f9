"""Lighthouse's scores of the built site: what a reader on a phone waits for, and what search sees.

    python -m benchmarks.lighthouse

Serves `_build/html` as hosts of static pages do, and runs Lighthouse (npm, fetched by npx) in
Chromium on the front page and three chapters, with its default emulation of a slow phone. Prints
the four scores of each page; ends with status 1 if one is below its bound.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from functools import partial
from http.server import ThreadingHTTPServer
from pathlib import Path

from tests.site.conftest import CHROMIUM, Host

SITE = Path(__file__).parents[1] / "_build" / "html"
VERSION = "13.5.0"
PAGES = [
    "index.html",
    "foundations/regularisation.html",
    "vision/convolution.html",
    "language/text_generation.html",
]
BOUNDS = {"performance": 90, "accessibility": 95, "best-practices": 95, "seo": 95}


def scores(address: str) -> dict[str, float]:
    """A page's scores from 0 to 100, by category; also prints what costs points."""
    command = ["npx", "--yes", f"lighthouse@{VERSION}", address, "--quiet", "--output=json"]
    command += ["--chrome-flags=--headless=new --no-sandbox --disable-gpu"]
    command += [f"--only-categories={','.join(BOUNDS)}"]
    environment = {**os.environ, "CHROME_PATH": str(CHROMIUM)}
    done = subprocess.run(command, capture_output=True, text=True, env=environment, check=False)
    if done.returncode:
        sys.exit(f"Lighthouse failed on {address}:\n{done.stderr[-2000:]}")
    report = json.loads(done.stdout)
    for audit in report["audits"].values():
        if audit["score"] is not None and audit["score"] < 0.9:
            print(f"    {audit['score']:.2f} {audit['title']}", audit.get("displayValue", ""))
    return {name: 100 * report["categories"][name]["score"] for name in BOUNDS}


def main() -> int:
    """Print a row a page."""
    if CHROMIUM is None or not (SITE / "index.html").exists():
        sys.exit("needs Chromium, and the built site: make book")
    missed = 0
    print(" " * 34, *(f"{name:>14} ≥ {bound}" for name, bound in BOUNDS.items()))
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Host, directory=str(SITE))) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        for page in PAGES:
            found = scores(f"http://127.0.0.1:{server.server_port}/{page}")
            missed += sum(found[name] < bound for name, bound in BOUNDS.items())
            print(f"{page:34}", *(f"{found[name]:19.0f}" for name in BOUNDS))
        server.shutdown()
    return int(missed > 0)


if __name__ == "__main__":
    sys.exit(main())
