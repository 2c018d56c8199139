"""The certificate of a check says who executed what again, when, with what, and whether it matched."""

import hashlib
import json
import subprocess

import pytest

from brief import paths
from brief.check import certificate, comparison, manifest
from brief.errors import BriefError
from helpers import edit, only, run

SEALED = json.loads(paths.MANIFEST.read_text(encoding="utf-8"))


@pytest.fixture
def short(project):
    """A copy of the project whose book has one page, sealed as it is in the whole book."""
    only(project, "glossary")
    sealed = {**SEALED, "pages": {"glossary": SEALED["pages"]["glossary"]}}
    (project / "book" / "manifest.json").write_text(json.dumps(sealed), encoding="utf-8")
    return project


def test_the_site_shows_the_certificate_of_this_very_edition():
    found = certificate.sealed()
    counts = manifest.counts(SEALED)
    assert found["matches"]
    assert found["summary"] == comparison.summary(counts, counts)
    assert {kind: count["of"] for kind, count in found["counts"].items() if kind != "article"} == counts
    assert len(found["manifest"]) == sum(counts.values()) + 1, "each thing that was compared, and the article"
    assert found["checksums"]["book/manifest.json"] == hashlib.sha256(paths.MANIFEST.read_bytes()).hexdigest()


def test_a_check_writes_a_record_for_programs_and_one_to_read(short, tmp_path):
    target = tmp_path / "records" / "check.json"
    environment = {"BRIEF_CHECKER": "Ada Checker, 0000-0002-1825-0097", "SOURCE_DATE_EPOCH": "1784764800"}
    done = run("check", "--certificate", target, project=short, **environment)
    assert done.returncode == 0, done.stdout + done.stderr
    record = json.loads(target.read_text(encoding="utf-8"))
    assert record["codechecker"] == [{"name": "Ada Checker", "ORCID": "0000-0002-1825-0097"}]
    assert record["check_time"] == "2026-07-23T00:00:00Z"
    assert record["paper"]["title"] == "Russia's bid for Libya, 2019-2020"
    assert record["summary"] == done.stdout.strip().splitlines()[-1]
    assert record["repository"] == {"commit": None}, "the copy is no repository"
    assert set(record["seconds"]) == {"glossary"}
    for item in record["manifest"]:
        assert (short / item["file"]).exists(), item
    for name, checksum in record["checksums"].items():
        assert hashlib.sha256((short / name).read_bytes()).hexdigest() == checksum
    assert {"book/glossary.md", "book/brief/charts/ranges.py", "data/facts.csv"} <= set(record["checksums"])
    page = target.with_suffix(".html").read_text(encoding="utf-8")
    for told in (record["summary"], "23 July 2026, 00:00 UTC", "Ada Checker", "number terms", "book/glossary.md"):
        assert told in page


def test_what_differs_stands_in_the_record(short, tmp_path):
    edit(short / "data" / "glossary.csv", "Commander of the LNA;", "Commander of <b>the LNA;")
    assert run("check", "--certificate", tmp_path / "check", project=short).returncode == 1
    assert not (tmp_path / "check.json").exists(), "HTML in a table is refused before anything is executed"
    edit(short / "data" / "glossary.csv", "Commander of <b>the LNA;", "Commander of the LNA & more;")
    assert run("check", "--certificate", tmp_path / "check", project=short).returncode == 1
    record = json.loads((tmp_path / "check.json").read_text(encoding="utf-8"))
    assert not record["matches"]
    [table] = [item for item in record["manifest"] if item["comment"] == "table glossary"]
    assert (table["matches"], table["file"]) == (False, "data/glossary.csv")
    assert any(told.endswith("differs") for told in table["differences"])
    assert "DIFFERS: row" in (tmp_path / "check.html").read_text(encoding="utf-8")


def test_sealing_certifies_what_it_seals_and_another_edition_is_refused(short, monkeypatch):
    edit(short / "data" / "glossary.csv", "Khalifa Haftar", "Khalifa Hifter")
    done = run("seal", project=short)
    assert done.returncode == 0, done.stderr
    monkeypatch.setattr(paths, "MANIFEST", short / "book" / "manifest.json")
    monkeypatch.setattr(paths, "CERTIFICATE", short / "book" / "certificate.json")
    monkeypatch.setattr(paths, "ROOT", short)
    assert certificate.sealed()["matches"]
    monkeypatch.setattr(paths, "CERTIFICATE", paths.BOOK / "certificate.json")
    with pytest.raises(BriefError, match=r"certifies another edition than manifest\.json"):
        certificate.sealed()


def test_in_a_repository_the_commit_is_named(short, tmp_path):
    def git(*arguments):
        command = ["git", "-C", str(short), "-c", "user.name=a", "-c", "user.email=a@b", *arguments]
        return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()

    git("init", "-q")
    git("add", "-A")
    git("commit", "-qm", "all of it")
    assert run("check", "--certificate", tmp_path / "check", project=short).returncode == 0
    record = json.loads((tmp_path / "check.json").read_text(encoding="utf-8"))
    assert record["repository"]["commit"] == git("rev-parse", "HEAD")


@pytest.mark.parametrize(
    ("arguments", "environment", "code", "told"),
    [
        (["check.html"], {}, 2, "expected a name that ends in .json, or has no ending"),
        (["/dev/full/x"], {}, 1, "x.json: cannot be written"),
        (["check"], {"SOURCE_DATE_EPOCH": "yesterday"}, 1, "SOURCE_DATE_EPOCH is 'yesterday'; expected a number of seconds"),
    ],
)  # fmt: skip
def test_misuse_is_told(arguments, environment, code, told, short, tmp_path):
    target = tmp_path / arguments[0] if not arguments[0].startswith("/") else arguments[0]
    done = run("check", "--certificate", target, project=short, **environment)
    assert (done.returncode, "Traceback" in done.stderr) == (code, False)
    assert told in done.stderr
