"""Times the author's loop: from a saved file until an open page of `brief serve` shows what was saved.

Run by hand, with Debian's `chromium` or `$CHROME`: `.venv/bin/python tests/bench/serve.py`. Target on two quiet
processors: a sentence within two seconds, a cell of a table within four. Medians of several rounds are printed.
"""

import argparse
import os
import re
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from playwright.sync_api import sync_playwright

from brief import paths

QUIET_SECONDS = 15
"""Waited after each change, until the rest of the site is built."""
CHROMIUM = os.environ.get("CHROME") or shutil.which("chromium") or shutil.which("google-chrome")
CELL = re.compile(r"^(air-175,.*?,turkish_drones_lost),[\d.]+,", flags=re.M)


def saved(path, text):
    """Write a file and return when."""
    path.write_text(text, encoding="utf-8")
    return time.perf_counter()


def sentence(page, project, address, number):
    """Return the seconds until a sentence shows."""
    source = project / "book" / "war.md"
    page.goto(f"{address}war.html")
    time.sleep(QUIET_SECONDS)
    text = re.sub(r"\n## ", f"\nSentence {number} was saved.\n\n## ", source.read_text(encoding="utf-8"), count=1)
    begun = saved(source, text)
    page.wait_for_selector(f"text=Sentence {number} was saved.")
    return time.perf_counter() - begun


def table_cell(page, project, address, number):
    """Return the seconds until the value of a fact shows in a sentence."""
    table, value = project / "data" / "facts.csv", 70 + number
    page.goto(f"{address}airpower.html")
    time.sleep(QUIET_SECONDS)
    text, count = CELL.subn(rf"\g<1>,{value},", table.read_text(encoding="utf-8"))
    assert count == 1
    begun = saved(table, text)
    page.wait_for_selector(f'[data-number="air-175"]:has-text("{value}")', state="attached")
    return time.perf_counter() - begun


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=3)
    rounds = range(parser.parse_args().rounds)
    with tempfile.TemporaryDirectory(prefix="bench-") as folder, sync_playwright() as playwright:
        project = Path(folder)
        for name in ("book", "data", "seeds"):
            shutil.copytree(paths.ROOT / name, project / name, ignore=shutil.ignore_patterns("_build", "__pycache__"))
        command = [sys.executable, "-u", "-m", "brief.cli", "serve", "--no-open"]
        environment = {**os.environ, "PYTHONPATH": str(project / "book")}
        with subprocess.Popen(command, cwd=project, env=environment, stdout=subprocess.PIPE, text=True) as serving:
            address = serving.stdout.readline().split()[0]
            page = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"]).new_page()
            page.set_default_timeout(120_000)
            for measure in (sentence, table_cell):
                seconds = [measure(page, project, address, number) for number in rounds]
                print(f"{measure.__name__}: {statistics.median(seconds):.1f} s", flush=True)
            serving.send_signal(signal.SIGINT)


if __name__ == "__main__":
    main()
