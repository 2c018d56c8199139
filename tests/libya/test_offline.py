"""The offline edition is the site in one file: whole, the same bytes each time, with all that its pages link to.

test_browser.py shows that its pages work from a disk with the network refused, test_csp.py that on a server they request
nothing outside of their folder.
"""

import csv
import io
import json
import os
import re
import zipfile
from html import unescape
from urllib.parse import unquote, urlsplit

import pytest
from pypdf import PdfReader

from brief.errors import BriefError
from brief.publish import archive, pdf
from helpers import CHROMIUM, only, run


@pytest.fixture(scope="module")
def pages(offline):
    """The HTML of the pages of the unpacked edition, by the names of their files."""
    return {path.name: path.read_text(encoding="utf-8") for path in sorted(offline.glob("*.html"))}


def attributes(html, *names):
    """Return the values that attributes have in a page."""
    return [unescape(value) for value in re.findall(rf'\s(?:{"|".join(names)})="([^"]*)"', html)]


def test_the_edition_has_the_bytes_of_the_site_in_one_folder(site, offline):
    def files(folder):
        return {path.relative_to(folder): path.read_bytes() for path in folder.rglob("*") if path.is_file()}

    assert offline.name == archive.SITE_TOP
    assert files(offline) == files(site)


def test_the_same_site_gives_the_same_bytes_at_any_time(tmp_path):
    for name, when in (("first", 1_000_000_000), ("second", 1_700_000_000)):
        site = tmp_path / name / "site"
        site.mkdir(parents=True)
        for file in ("b.html", "a.css", "é.csv") if name == "first" else ("é.csv", "a.css", "b.html"):
            (site / file).write_text(file, encoding="utf-8")
            os.utime(site / file, (when, when))
        archive.write_site(site, tmp_path / f"{name}.zip")
    assert (tmp_path / "first.zip").read_bytes() == (tmp_path / "second.zip").read_bytes()
    with zipfile.ZipFile(tmp_path / "first.zip") as packed:
        assert packed.namelist() == [f"{archive.SITE_TOP}/{name}" for name in ("a.css", "b.html", "é.csv")]


def test_every_link_leads_to_a_file_and_a_place_of_the_edition(offline, pages):
    ids = {name: set(attributes(html, "id")) for name, html in pages.items()}
    checked = 0
    for name, html in pages.items():
        for link in attributes(html, "href", "src"):
            address = urlsplit(link)
            if address.scheme in {"http", "https", "mailto", "data"}:
                continue
            assert not address.netloc and not address.path.startswith("/"), f"{name}: {link}"
            target = unquote(address.path) or name
            assert (offline / target).is_file(), f"{name} links to {target}"
            if address.fragment and target in pages:
                assert unquote(address.fragment) in ids[target], f"{name}: {link}"
            checked += 1
    assert checked > 5_000


def test_every_address_in_the_style_sheets_is_of_a_file_of_the_edition(offline):
    for sheet in ("site.css", "print.css"):
        text = (offline / "_static" / sheet).read_text(encoding="utf-8")
        addresses = {
            address for address in re.findall(r"url\([\"']?([^)\"']+)", text) if not address.startswith("data:")
        }
        assert [address for address in addresses if not (offline / "_static" / address).is_file()] == []


def test_every_download_has_the_format_of_its_name(offline, pages):
    links = [link for html in pages.values() for link in re.findall(r"<a\b[^>]*\sdownload\b[^>]*>", html)]
    kinds = set()
    for address in {address for link in links for address in attributes(link, "href")}:
        content, kind = (offline / address).read_bytes(), address.rpartition(".")[2]
        kinds.add(kind)
        if kind == "csv":
            header, *rows = csv.reader(io.StringIO(content.decode("utf-8"), newline=""), strict=True)
            assert all(len(row) == len(header) for row in rows), address
        elif kind in {"json", "ipynb"}:
            assert json.loads(content), address
        elif kind == "py":
            assert compile(content, address, "exec"), address
        elif kind == "zip":
            assert zipfile.ZipFile(io.BytesIO(content)).testzip() is None, address
        else:
            begins = {"svg": b"<svg ", "png": b"\x89PNG", "cff": b"cff-version: 1.2.0\n"}
            assert content.startswith(begins[kind]), address
    assert kinds >= {"csv", "json", "ipynb", "zip", "cff"}


@pytest.mark.skipif(not CHROMIUM, reason="no chromium on this machine, and $CHROME is not set")
def test_one_command_writes_site_pdf_and_edition_beside_each_other(project):
    only(project, "changes")
    made = project / "made"
    done = run("build", "--pdf", "--zip", "--out", made / "site", project=project)
    assert done.returncode == 0, done.stderr
    assert {path.name for path in made.iterdir()} == {"site", pdf.NAME, archive.SITE_NAME}
    pages = len(PdfReader(made / pdf.NAME).pages)
    assert re.search(rf"^{pages} pages on paper, \d+\.\d MB: .*{re.escape(pdf.NAME)}$", done.stdout, flags=re.M)
    with zipfile.ZipFile(made / archive.SITE_NAME) as packed:
        assert f"{archive.SITE_TOP}/changes.html" in packed.namelist()
        assert f"{archive.SITE_TOP}/{pdf.NAME}" not in packed.namelist(), "it is the site, as its checksums have it"


def test_an_edition_that_cannot_be_written_is_reported_by_its_name(tmp_path):
    (tmp_path / archive.SITE_NAME).mkdir()  # where the file is to be
    (tmp_path / "site").mkdir()
    with pytest.raises(BriefError, match=rf"^{re.escape(archive.SITE_NAME)}: cannot be written: "):
        archive.write_site(tmp_path / "site", tmp_path / archive.SITE_NAME)
    assert sorted(path.name for path in tmp_path.iterdir()) == [archive.SITE_NAME, "site"]
