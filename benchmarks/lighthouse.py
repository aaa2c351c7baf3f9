"""Lighthouse's scores of the built site: what a reader on a phone waits for, and what search sees.

    python -m benchmarks.lighthouse
    python -m benchmarks.lighthouse --slowdown 4

Serves `_build/html` as hosts of static pages do, and runs Lighthouse (npm, fetched by npx) in
Chromium on the front page and three chapters, three times each, with its emulation of a slow
network. Its slowdown of the processor, 4, makes a phone of a desktop machine with a benchmark
index of 1,500 to 2,000; for a slower machine its guide asks to calibrate
(https://github.com/GoogleChrome/lighthouse/blob/main/docs/throttling.md). So the slowdown is this
machine's index, measured first, over 1,750 / 4, between 1 and 4. Prints the medians of each page's
scores; ends with status 1 if one is below its bound.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import threading
from functools import partial
from http.server import ThreadingHTTPServer
from pathlib import Path
from statistics import median
from typing import Any

from tests.site.conftest import CHROMIUM, Host

SITE = Path(__file__).parents[1] / "_build" / "html"
VERSION = "13.5.0"
PAGES = [
    "index.html",
    "foundations/regularisation.html",
    "vision/convolution.html",
    "language/text_generation.html",
]
RUNS = 3
BOUNDS = {"performance": 90, "accessibility": 95, "best-practices": 95, "seo": 95}


def report(address: str, slowdown: float) -> dict[str, Any]:
    """Lighthouse's report on a page."""
    command = ["npx", "--yes", f"lighthouse@{VERSION}", address, "--quiet", "--output=json"]
    command += ["--chrome-flags=--headless=new --no-sandbox --disable-gpu"]
    command += [f"--only-categories={','.join(BOUNDS)}"]
    command += [f"--throttling.cpuSlowdownMultiplier={slowdown:.2f}"]
    environment = {**os.environ, "CHROME_PATH": str(CHROMIUM)}
    done = subprocess.run(command, capture_output=True, text=True, env=environment, check=False)
    if done.returncode:
        sys.exit(f"Lighthouse failed on {address}:\n{done.stderr[-2000:]}")
    made: dict[str, Any] = json.loads(done.stdout)
    return made


def index(made: dict[str, Any]) -> float:
    """How fast Lighthouse found the machine."""
    return float(made["environment"]["benchmarkIndex"])


def main() -> int:
    """Print a row a page."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--slowdown", type=float, help="of the processor; calibrated unless given")
    slowdown = parser.parse_args().slowdown
    if CHROMIUM is None or not (SITE / "index.html").exists():
        sys.exit("needs Chromium, and the built site: make book")
    missed = 0
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Host, directory=str(SITE))) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        address = f"http://127.0.0.1:{server.server_port}"
        if slowdown is None:
            found = median(index(report(f"{address}/{PAGES[0]}", 1)) for _ in range(RUNS))
            slowdown = min(max(found / (1750 / 4), 1), 4)
        print(f"processor slowed down {slowdown:.2f} times")
        print(" " * 34, *(f"{name:>14} ≥ {bound}" for name, bound in BOUNDS.items()), "  index")
        for page in PAGES:
            made = [report(f"{address}/{page}", slowdown) for _ in range(RUNS)]
            scores = {n: median(100 * m["categories"][n]["score"] for m in made) for n in BOUNDS}
            missed += sum(scores[name] < bound for name, bound in BOUNDS.items())
            row = [f"{page:34}", *(f"{scores[name]:19.0f}" for name in BOUNDS)]
            print(*row, f"{median(map(index, made)):7.0f}", flush=True)
        server.shutdown()
    return int(missed > 0)


if __name__ == "__main__":
    sys.exit(main())
