"""Prints what axe finds on each page of a built site: WCAG 2.2 A and AA and good practice, by page and view.

    python tests/bench/axe.py SITE_DIR

Each page is checked in light and dark, on a desktop and on a phone of 360 pixels, with all its charts drawn, and then with
the first eight `<details>` opened. A table of impacts comes first, then each finding. Exit code 1 if one is serious or
critical.
"""

import sys
from collections import Counter
from pathlib import Path

from playwright.sync_api import sync_playwright

sys.path.insert(0, str(Path(__file__).parents[1]))

from helpers import CHROMIUM, THEMES, VIEWS, all_drawn, served, violations

OPEN = "[...document.querySelectorAll('details')].slice(0, 8).forEach(part => { part.open = true; })"
IMPACTS = ("critical", "serious", "moderate", "minor")


def found(site: Path, browser) -> dict[tuple[str, str], list]:
    """Return what axe finds, by page and view."""
    faults_by_view = {}
    with served(site) as address:
        for view in VIEWS:
            for theme in THEMES:
                context = browser.new_context(**VIEWS[view], color_scheme=theme, reduced_motion="reduce")
                for name in sorted(path.stem for path in site.glob("*.html")):
                    page = context.new_page()
                    page.goto(f"{address}/{name}.html")
                    all_drawn(page)
                    faults_by_view[name, f"{view} {theme}"] = violations(page)
                    page.evaluate(OPEN)
                    faults_by_view[name, f"{view} {theme}, opened"] = violations(page)
                    page.close()
                context.close()
    return faults_by_view


def main() -> int:
    """Print the table."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        faults_by_view = found(Path(sys.argv[1]), browser)
        browser.close()
    print(f"{'page':<16} {'view':<22} " + " ".join(f"{impact:>8}" for impact in IMPACTS))
    for (name, view), faults in faults_by_view.items():
        count = Counter(impact for impact, _, _ in faults)
        print(f"{name:<16} {view:<22} " + " ".join(f"{count[impact]:>8}" for impact in IMPACTS))
    for place, faults in faults_by_view.items():
        for fault in faults:
            print(*place, *fault)
    return int(any(impact in IMPACTS[:2] for faults in faults_by_view.values() for impact, _, _ in faults))


if __name__ == "__main__":
    sys.exit(main())
