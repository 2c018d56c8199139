"""`brief build` gives a whole site that asks nobody for anything, or one clear message and no site."""

import os
import re
import signal
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

from brief import execution, paths
from helpers import edit, only, run


def test_the_site_has_every_page_and_every_figure(site):
    for name in execution.page_names():
        page = (site / f"{name}.html").read_text(encoding="utf-8")
        named = re.findall(r"^:    name: (fig-\S+)$", execution.source(name), flags=re.M)
        for figure in named:
            assert f'<figure class="align-default" id="{figure}">' in page
            assert f'data-chart="{figure}-chart"' in page
            assert (site / "figures" / f"{figure}.csv").is_file()


def test_a_figure_has_finding_caption_words_strip_rows_and_download(site):
    page = (site / "airpower.html").read_text(encoding="utf-8")
    figure = re.search(r'<figure[^>]*id="fig-airpower-fighters">.*?</figure>', page, flags=re.S)[0]
    assert 'class="brief-figure-title">Repeats aside, seven of eight statements of 14 jets' in figure
    assert re.search(r'role="group"[^>]*aria-label="Repeats aside, seven', figure)
    assert re.search(r'class="caption-number">Fig\. \d+', figure)
    for term in ("Who says so", "Statements", "Dates", "Unit"):
        assert f"<dt>{term}</dt>" in figure
    assert figure.count('<th scope="col">') == 7
    assert 'href="figures/fig-airpower-fighters.csv" download' in figure


def test_the_download_holds_the_rows_with_source_and_originator(site):
    lines = (site / "figures" / "fig-airpower-fighters.csv").read_bytes().decode("utf-8").split("\n")
    assert lines[0].startswith("fact_id,event_date,measure,value_low,value_high,unit,fact,originator,root,party")
    assert any(line.startswith("air-006,2020-05-27,Jets delivered,14,,aircraft,") for line in lines)
    assert len(lines) == 26 + 2


def test_no_page_names_another_host_for_what_it_loads(site):
    for page in site.glob("*.html"):
        text = page.read_text(encoding="utf-8")
        loaded = re.findall(r'<(?:script|img|iframe|link)\b[^>]*?(?:src|href)="(?:https?:)?//[^"]+"', text)
        assert loaded == [], page.name


def test_chart_scripts_are_loaded_on_pages_with_charts_only(site):
    assert "plotly.min.js" in (site / "airpower.html").read_text(encoding="utf-8")
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
            assert re.search(rf'<li[^>]* id="{fact}"', text), (page.name, fact)


def test_plain_jupyter_book_builds_it_too(tmp_path):
    jupyter_book = Path(sys.executable).with_name("jupyter-book")
    command = [str(jupyter_book), "build", str(paths.BOOK), "--all", "-W", "-n"]
    done = subprocess.run([*command, "--path-output", str(tmp_path)], capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]
    for made in ("airpower.html", "notebooks/airpower.ipynb", "downloads/libya-brief.zip"):
        assert (tmp_path / "_build" / "html" / made).is_file()


def test_without_map_outlines_the_build_succeeds_and_says_so(tmp_path):
    done = run("build", "--out", tmp_path / "site", BRIEF_OFFLINE="1", BRIEF_CACHE=str(tmp_path / "cache"))
    assert done.returncode == 0, done.stderr
    assert "left out: coastlines and borders on maps: plotly.js@" in done.stderr
    assert "map-outlines" not in (tmp_path / "site" / "airpower.html").read_text(encoding="utf-8")


FAULTS = {
    "a failing cell": (
        "book/airpower.md", "ferry = legs[legs.route", "ferry = legs[legs.root",
        r"airpower\.md:\d+: the cell that begins with\n.*legs = brief\.legs\(\)\nfails: AttributeError",
    ),
    "an unknown fact in a cell": (
        "book/airpower.md", 'brief.fact("air-048")', 'brief.fact("air-999")',
        r"airpower\.md:\d+: the cell that begins with[^$]*fails: BriefError: no fact 'air-999' in the tables",
    ),
    "a page that is not there": ("book/_toc.yml", "file: airpower", "file: airpowder", "the page 'airpowder', but there is no airpowder.md"),
    "a table of contents that is no YAML": ("book/_toc.yml", "chapters:", "chapters: [", r"_toc\.yml: not YAML"),
    "settings that are no YAML": ("book/_config.yml", "title:", "title: [", r"_config\.yml: not YAML"),
    "a setting of another form": ("book/_config.yml", "  timeout: 120", "  timeout: many", r"_config\.yml: "),
    "a page named twice": ("book/_toc.yml", "file: airpower", "file: index", r"_toc\.yml: 'index' is no name of a page, or stands twice"),
    "a figure whose name leads out of the site": (
        "book/airpower.md", "name: fig-airpower-map", "name: ../../evil", r"airpower\.md:\d+: a figure named '\.\./\.\./evil'",
    ),
    "a figure without a name": ("book/airpower.md", ":    name: fig-airpower-map", ":    label: x", r"airpower\.md:\d+: a figure named None"),
    "settings of a cell that are no YAML": ("book/airpower.md", ":tags: [hide-input]", ":tags: [hide-input", r"airpower\.md: "),
    "another language": ("book/airpower.md", "name: python3", "name: julia", r"airpower\.md: expected the kernelspec python3"),
    "a description without a table": ("data/datapackage.json", '"name": "legs"', '"name": "feet"', r"datapackage\.json: table 'feet': path 'legs\.csv'"),
    "a fault in a table": ("data/facts.csv", ",africom,allafrica2020deploys,", ",africom,,", r"facts\.csv:\d+:source_key: the cell is empty"),
}  # fmt: skip


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_is_told_in_a_few_lines_and_leaves_the_old_site(fault, project):
    name, old, new, message = FAULTS[fault]
    site = project / "site"
    site.mkdir()
    (site / ".brief-site").write_text("an earlier site")
    edit(project / name, old, new)
    done = run("build", "--out", site, project=project)
    assert done.returncode == 1, done.stdout
    assert re.search(message, done.stderr), done.stderr
    assert "Traceback" not in done.stderr
    assert len(done.stderr.splitlines()) < 16, done.stderr
    assert [path.name for path in site.iterdir()] == [".brief-site"], "nothing half-written"
    assert sorted(path.name for path in project.iterdir()) == ["book", "data", "seeds", "site"], "nothing left behind"


# what a page refers to that is not there: file, text, what stands there instead, what is told
UNKNOWN = [
    ("airpower", "{fact}`air-001`", "{fact}`air-999`", "{fact}: no fact 'air-999' in the tables"),
    ("airpower", "{quote}`c-009`", "{quote}`c-999`", "{quote}: no claim 'c-999' in the tables"),
    ("airpower", "{claim}`c-009`", "{claim}`c-999`", "{claim}: no claim 'c-999' in the tables"),
    ("airpower", "{judgment} j-1", "{judgment} j-99", "{judgment}: no judgment 'j-99' in the tables"),
    ("airpower", "{glue:text}`gna`", "{glue:text}`gnu`", "gnu"),
    ("airpower", "{numref}`fig-airpower-fighters`", "{numref}`fig-x`", "undefined label: 'fig-x'"),
    ("airpower", ':    caption: "Distance from', ':    title: "Distance from', "fig-airpower-distance has no caption"),
    ("article", "{src}`bild2020`", "{src}`nobody2020`", "{src}: no document 'nobody2020' in the tables"),
    ("war", "{judgment}`j-4`", "{judgment}`j-98`", "{judgment}: no judgment 'j-98' in the tables"),
    ("glossary", "{view} glossary", "{view} dictionary", "{view}: no view 'dictionary'"),
    ("us_policy", "{accounts} us-029", "{accounts} us-999", "{accounts}: no fact 'us-999' in the tables"),
    ("us_policy", "218tv2019ereli", "nobody2020", "{taken-from}: nothing taken from 'nobody2020'"),
    ("media", "{claims} media", "{claims} weather", "{claims}: no claim on the topic 'weather'"),
    ("sources", "question: Who", "answer: Who", "no question in the front matter"),
    ("method", "{vocabulary} rulings.finding", "{vocabulary} rulings.verdict", "has no column 'verdict'"),
    ("method", "{vocabulary} claims.translation_fault", "{vocabulary} claims.quote", "'quote' with a vocabulary"),
]


def test_everything_that_is_not_there_is_told_at_once(project):
    for name, old, new, _ in UNKNOWN:
        edit(project / "book" / f"{name}.md", old, new)
    done = run("build", "--out", project / "site", project=project)
    assert done.returncode == 1, done.stdout
    assert "Traceback" not in done.stderr
    for name, _, _, message in UNKNOWN:
        assert any(line.startswith(f"{name}.md") and message in line for line in done.stderr.splitlines()), message
    assert not (project / "site").exists()


def test_a_folder_that_is_no_site_is_not_overwritten(tmp_path):
    (tmp_path / "thesis.docx").write_text("years of work")
    done = run("build", "--out", tmp_path)
    assert done.returncode == 1
    assert "holds files that `brief build` did not write" in done.stderr
    assert (tmp_path / "thesis.docx").is_file()


def test_serving_opens_the_book_on_the_loopback_interface(project):
    only(project, "changes")
    command = [sys.executable, "-m", "brief.cli", "serve", "--no-open"]
    environment = {**os.environ, "PYTHONPATH": str(project / "book"), "PYTHONUNBUFFERED": "1"}
    with subprocess.Popen(command, cwd=project, env=environment, stdout=subprocess.PIPE, text=True) as server:
        try:
            address = re.match(r"http://127\.0\.0\.1:\d+/", server.stdout.readline())[0]
            with urllib.request.urlopen(f"{address}changes.html", timeout=10) as answer:
                assert b"What was changed?" in answer.read()
        finally:
            server.send_signal(signal.SIGINT)
        assert server.wait(timeout=10) == 0


def test_another_folder_of_a_site_is_not_taken_for_ours(tmp_path):
    (tmp_path / ".brief-site").write_text("")
    (tmp_path / ".git").mkdir()
    done = run("build", "--out", tmp_path)
    assert done.returncode == 1
    assert "holds '.git'" in done.stderr


@pytest.mark.parametrize(("command", "number"), [("build", signal.SIGINT), ("check", signal.SIGTERM)])
def test_an_interruption_stops_it_and_leaves_nothing_behind(command, number, project):
    environment = {**os.environ, "PYTHONPATH": str(project / "book"), "TMPDIR": str(project)}
    arguments = [sys.executable, "-m", "brief.cli", command]
    with subprocess.Popen(arguments, cwd=project, env=environment, stderr=subprocess.PIPE, text=True) as stopped:
        time.sleep(4)
        stopped.send_signal(number)
        _, told = stopped.communicate(timeout=60)
    assert stopped.returncode == 130, told
    assert told.rstrip().endswith("stopped"), told
    assert "Traceback" not in told
    assert not list(project.glob("**/.building-*"))
    assert not (project / "book" / "_build" / "html").exists()


def test_it_works_in_a_folder_whose_name_looks_like_a_pattern(project):
    there = project.rename(project.with_name("brief [1] *"))
    assert run("data", project=there).returncode == 0
