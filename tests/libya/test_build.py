"""`brief build` writes a whole site that loads nothing from other hosts, and reports what it leaves out."""

import html
import re
import subprocess
import sys
from pathlib import Path

import pytest

from brief import paths
from brief.check import edition
from brief.pages import reading
from helpers import figures_on

OURS_ALONE = {"checksums.txt", ".brief-site"}
"""What `brief build` adds to a site that Sphinx wrote."""


def test_the_site_has_every_page_and_every_figure(site):
    for name in reading.page_names():
        page = (site / f"{name}.html").read_text(encoding="utf-8")
        for figure in figures_on(name):
            assert f'<figure class="align-default" id="{figure}">' in page
            assert f'data-chart="{figure}-chart"' in page
            assert (site / "figures" / f"{figure}.csv").is_file()


def test_a_figure_has_finding_caption_words_strip_rows_and_download(site):
    page = (site / "airpower.html").read_text(encoding="utf-8")
    figure = re.search(r'<figure[^>]*id="fig-airpower-fighters">.*?</figure>', page, flags=re.S)[0]
    title = html.escape(edition.read()["pages"]["airpower"]["figures"]["fig-airpower-fighters"]["title"])
    assert f'class="brief-figure-title">{title}</p>' in figure
    assert re.search(rf'role="group"[^>]*aria-label="{re.escape(title)}', figure)
    assert re.search(r'class="caption-number">Fig\. \d+', figure)
    for term in ("Who says so", "Statements", "Dates", "Unit"):
        assert f"<dt>{term}</dt>" in figure
    assert figure.count('<th scope="col">') == 7
    assert 'href="figures/fig-airpower-fighters.csv" download' in figure


def test_the_download_holds_the_rows_with_source_and_originator(site):
    lines = (site / "figures" / "fig-airpower-fighters.csv").read_bytes().decode("utf-8").split("\n")
    assert lines[0].startswith("fact_id,event_date,measure,value_low,value_high,unit,fact,originator,root,party")
    assert any(line.startswith("air-006,2020-05-27,Jets delivered,14,,aircraft,") for line in lines)
    assert len(lines) == 28 + 2


def test_no_page_names_another_host_for_what_it_loads(site):
    for page in site.glob("*.html"):
        text = page.read_text(encoding="utf-8")
        loaded = re.findall(r'<(?:script|img|iframe|link)\b[^>]*?(?:src|href)="(?:https?:)?//[^"]+"', text)
        assert loaded == [], page.name


def test_chart_scripts_are_loaded_on_pages_with_charts_only(site):
    assert "charts.js" in (site / "airpower.html").read_text(encoding="utf-8")
    without = (site / "method.html").read_text(encoding="utf-8")
    assert "plotly" not in without
    assert "charts.js" not in without


def test_the_article_is_quoted_to_the_letter(site):
    page = (site / "airpower.html").read_text(encoding="utf-8")
    assert '<q class="brief-quote">14 of the &quot; MiG-29s &quot;and&quot; Su-24s &quot;</q>' in page


def test_every_fact_cited_has_its_entry(site):
    for page in site.glob("*.html"):
        text = page.read_text(encoding="utf-8")
        for fact in set(re.findall(r'class="[^"]*brief-chip[^"]*" href="#([a-z]+-\d+)"', text)):
            assert re.search(rf'<p[^>]* id="{fact}"', text), (page.name, fact)


@pytest.mark.weekly
def test_plain_jupyter_book_builds_the_same_to_the_last_byte(site, tmp_path):
    """It executes the pages in Jupyter kernels, one after the other: so our way of executing them changes nothing."""
    jupyter_book = Path(sys.executable).with_name("jupyter-book")
    command = [str(jupyter_book), "build", str(paths.BOOK), "--all", "-W", "-n"]
    done = subprocess.run([*command, "--path-output", str(tmp_path)], capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]
    ours = {path.relative_to(site): path.read_bytes() for path in site.rglob("*") if path.is_file()}
    plain = {path: (tmp_path / "_build" / "html" / path).read_bytes() for path in ours if str(path) not in OURS_ALONE}
    assert [str(path) for path, content in plain.items() if content != ours[path]] == []
