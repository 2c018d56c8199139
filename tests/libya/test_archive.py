"""The archive has all that is needed to execute the book again in another place."""

import json
import os
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import nbformat
import pytest
from nbval import plugin as nbval_plugin

from brief import paths
from brief.charts.figure import PLOTLY_MIME, frame_in
from brief.pages import reading
from brief.pages.numbers import GLUE_PREFIX, number_in
from brief.publish import archive
from helpers import as_sealed, edit, only, readme_blocks, run, shown_in, tracked

IN_A_NEW_ENVIRONMENT = """
import nbformat, nbclient, sys
notebook = nbformat.read(sys.argv[1], as_version=4)
nbclient.NotebookClient(notebook, kernel_name="python3").execute()
nbformat.write(notebook, sys.stdout)
"""


def archive_of(site):
    return site / "downloads" / archive.NAME


def test_the_archive_holds_the_project_and_its_pages_as_notebooks(site):
    with zipfile.ZipFile(archive_of(site)) as found:
        names = found.namelist()
        assert {name.split("/")[0] for name in names} == {archive.TOP}
        of_the_project = set(tracked("--others", "--exclude-standard"))
        executed = {f"notebooks/{path.name}" for path in (site / "notebooks").iterdir()}
        beside = {"notebooks/pytest.ini"}
        assert {name.removeprefix(f"{archive.TOP}/") for name in names} == of_the_project | executed | beside
        assert executed == {f"notebooks/{name}.ipynb" for name in reading.page_names() if reading.notebook(name)}
        for name in ("README.md", "data/facts.csv", paths.ARTICLE.relative_to(paths.ROOT).as_posix()):
            assert found.read(f"{archive.TOP}/{name}") == (paths.ROOT / name).read_bytes()


def test_the_archive_depends_on_its_content_alone(tmp_path):
    for name in ("first.zip", "second.zip"):
        archive.write(tmp_path / name, {"b.ipynb": b"{}", "a.ipynb": b"{}"})
    assert (tmp_path / "first.zip").read_bytes() == (tmp_path / "second.zip").read_bytes()
    with zipfile.ZipFile(tmp_path / "first.zip") as found:
        entries = found.infolist()
        assert [entry.filename for entry in entries] == sorted(entry.filename for entry in entries)
        assert {entry.date_time for entry in entries} == {(1980, 1, 1, 0, 0, 0)}
        rights = {entry.filename: f"{entry.external_attr >> 16:o}" for entry in entries}
        for program in ("audit", "install", "newest", "run", "weekly"):
            assert rights.pop(f"{archive.TOP}/.ci/{program}") == "100755"
        assert set(rights.values()) == {"100644"}


def test_products_of_a_build_are_not_in_the_archive(project):
    shutil.copy(paths.ROOT / "pyproject.toml", project)
    before = set(paths.sources(project))
    for name in ("book/_build/html/index.html", "book/brief/__pycache__/x.pyc", "book/libya_brief.egg-info/PKG-INFO",
                 "book/.ipynb_checkpoints/airpower.md", ".venv/pyvenv.cfg", "notebooks/airpower.ipynb"):  # fmt: skip
        (project / name).parent.mkdir(parents=True, exist_ok=True)
        (project / name).write_text("made on the way")
    assert set(paths.sources(project)) == before


def test_a_page_offers_the_archive_with_its_size(project):
    only(project, "glossary")
    with (project / "book" / "glossary.md").open("a", encoding="utf-8") as page:
        page.write("\n```{archive}\n```\n")
    done = run("build", "--out", project / "site", project=project)
    assert done.returncode == 0, done.stderr
    link = r'<a href="downloads/(libya-brief\.zip)" download>Download the whole brief</a> \(ZIP, (\d+\.\d) MB\)'
    name, size = re.search(link, (project / "site" / "glossary.html").read_text(encoding="utf-8")).groups()
    assert size == f"{(project / 'site' / 'downloads' / name).stat().st_size / 1e6:.1f}"


def code_cells(notebook):
    return [cell for cell in nbformat.reads(notebook, as_version=4).cells if cell.cell_type == "code"]


def altered(notebook):
    """Return a published notebook with three things altered, as text, and the numbers of their three code cells."""
    copy = nbformat.reads(notebook, as_version=4)
    code = [cell for cell in copy.cells if cell.cell_type == "code"]
    outputs = [(number, output) for number, cell in enumerate(code) for output in cell.outputs]
    in_text, number = next(found for found in outputs if (number_in(found[1]) or ("",))[0] == "claims")
    number.data[f"{GLUE_PREFIX}text/plain"] = "'no'"
    (with_row, rows), (with_mark, marks) = [found for found in outputs if frame_in(found[1])][:2]
    frame_in(rows)["rows"][0][0] = "air-999"
    marks.data[PLOTLY_MIME]["data"][0]["marker"] = {"color": "red"}
    return nbformat.writes(copy), {in_text, with_row, with_mark}


def test_nbval_compares_every_cell(site):
    for path in (site / "notebooks").iterdir():
        for cell in code_cells(path.read_text(encoding="utf-8")):
            assert cell.execution_count, "nbval does not compare a cell that was not executed"
            assert not [
                *nbval_plugin.find_metadata_tags(cell.metadata),
                *nbval_plugin.find_comment_markers(cell.source),
            ]


@pytest.mark.weekly
def test_the_archive_is_executed_again_in_another_place(site, tmp_path):
    """As a stranger would: in an empty folder and a new environment, by the commands of the README."""
    subprocess.run([sys.executable, "-m", "zipfile", "-e", str(archive_of(site)), str(tmp_path)], check=True)
    there = tmp_path / archive.TOP
    ours = ("PYTHONPATH", "VIRTUAL_ENV", "BRIEF_OFFLINE")
    clean = {**{key: value for key, value in os.environ.items() if key not in ours}, "COLUMNS": "200"}

    def do(*command, folder=there):
        return subprocess.run(command, cwd=folder, env=clean, capture_output=True, text=True, timeout=1200)

    # the first command of the README installs by the pins and builds
    done = do("bash", "-c", readme_blocks()[0].replace("python3", f"'{sys.executable}'", 1))
    if "No matching distribution found" in done.stderr and not os.environ.get("CI"):
        pytest.skip("no package registry")
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]
    bin_ = there / ".venv" / "bin"
    where = do(str(bin_ / "python"), "-c", "import brief; print(brief.__file__)", folder=tmp_path).stdout
    assert Path(where.strip()).is_relative_to(there), "its own package, not ours"
    again = there / "book" / "_build" / "html"
    assert archive_of(again).read_bytes() == archive_of(site).read_bytes(), "an archive makes itself, to the byte"

    done = do(str(bin_ / "brief"), "check")
    assert done.returncode in {0, 3}, done.stdout + done.stderr  # 3 before the project is sealed
    assert re.search(r"^(\d+) of \1 figures, .* pages of prose match$", done.stdout, flags=re.M)

    (empty := tmp_path / "empty").mkdir()
    notebook = there / "notebooks" / "airpower.ipynb"
    done = do(str(bin_ / "python"), "-c", IN_A_NEW_ENVIRONMENT, str(notebook), folder=empty)
    assert done.returncode == 0, done.stderr
    shown = shown_in("airpower", nbformat.reads(done.stdout, as_version=4))
    sealed = json.loads((there / "book" / "sealed" / "pages" / "airpower.json").read_text(encoding="utf-8"))
    assert as_sealed(sealed, shown)
    assert list(empty.iterdir()) == []

    def nbval(*names):
        """Return the cells that fail the field's own tool, each as page and number, and how many it compared."""
        done = do(str(bin_ / "pytest"), "--nbval", "--color=no", *(f"notebooks/{name}" for name in names or ("",)))
        failed = set(re.findall(r"^FAILED (?:notebooks/)?(\w+)\.ipynb::Cell (\d+)", done.stdout, flags=re.M))
        assert done.returncode == bool(failed), done.stdout[-2000:] + done.stderr[-2000:]
        counted = re.findall(r"(\d+) (failed|passed)", done.stdout.splitlines()[-1])
        assert int(dict(map(reversed, counted)).get("failed", 0)) == len(failed), done.stdout[-2000:]
        return failed, sum(int(count) for count, _ in counted)

    published = {path.name: path.read_text(encoding="utf-8") for path in (there / "notebooks").glob("*.ipynb")}
    assert nbval() == (set(), sum(len(code_cells(text)) for text in published.values()))
    text, cells = altered(published[notebook.name])
    notebook.write_text(text, encoding="utf-8")
    assert nbval(notebook.name)[0] == {("airpower", str(number)) for number in cells}
    notebook.write_text(published[notebook.name], encoding="utf-8")

    facts = (there / "data" / "facts.csv").read_text(encoding="utf-8")
    edit(there / "data" / "facts.csv", "russian_cargo_flights,338,338,", "russian_cargo_flights,340,340,")
    failed, _ = nbval(notebook.name, "glossary.ipynb")
    assert ("airpower", "0") in failed, "it says the number in the text"
    assert {page for page, _ in failed} == {"airpower"}, "the glossary does not rest on that cell"
    (there / "data" / "facts.csv").write_text(facts, encoding="utf-8")

    edit(there / "data" / "glossary.csv", "Khalifa Haftar", "Khalifa Hifter")
    done = do(str(bin_ / "brief"), "check")
    assert done.returncode == 1
    assert "table glossary" in done.stdout
