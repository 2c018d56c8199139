"""The certificate of a check says who executed what again, when, with what, and whether it matched."""

import hashlib
import json
import re
import subprocess

import pytest

from brief import console, paths
from brief.check import certificate, edition
from brief.errors import BriefError
from helpers import edit, run
from little import at, call


def sha256(content):
    return hashlib.sha256(content).hexdigest()


def test_a_check_writes_a_record_for_programs_and_a_page_to_read(little_project, tmp_path):
    target = tmp_path / "records" / "check.json"
    environment = {"BRIEF_CHECKER": "Ada Checker, 0000-0002-1825-0097", "SOURCE_DATE_EPOCH": "1784764800"}
    done = run("check", "--certificate", target, project=little_project, **environment)
    assert done.returncode == 0, done.stdout + done.stderr
    record = json.loads(target.read_text(encoding="utf-8"))
    assert record["codechecker"] == [{"name": "Ada Checker", "ORCID": "0000-0002-1825-0097"}]
    assert record["check_time"] == "2026-07-23T00:00:00Z"
    assert record["paper"]["title"] == "Ferry & harbour"
    assert record["summary"] == done.stdout.strip().splitlines()[-1]
    assert record["repository"] == {"commit": None}, "the copy is no repository"
    assert set(record["environment"]["seconds"]) == {"page"}
    manifest, checksums = record["manifest"]
    assert sha256((little_project / manifest["file"]).read_bytes()) == manifest["sha256"]
    page = target.with_suffix(".html").read_text(encoding="utf-8")
    for text in (record["summary"], "23 July 2026, 00:00 UTC", "Ada Checker", "number places", "book/page.md"):
        assert text in page
    listed = re.findall(r'<tr><td>(.*?)</td><td data-label="SHA-256"><code>(.*?)</code>', page)
    assert {"book/page.md", "book/brief/charts/counts.py", "data/facts.csv"} <= {name for name, _ in listed}
    for name, checksum in listed:
        assert sha256((little_project / name).read_bytes()) == checksum, name
    assert sha256("".join(f"{checksum}  {name}\n" for name, checksum in listed).encode()) == checksums["sha256"]


def test_the_record_names_what_differs(little_project, tmp_path):
    edit(little_project / "data" / "glossary.csv", "She ran the ticket office.", "She ran the <b>ticket office.")
    assert call("check", "--certificate", tmp_path / "check", project=little_project).returncode == 1
    assert not (tmp_path / "check.json").exists(), "HTML in a table is refused before anything is executed"
    edit(little_project / "data" / "glossary.csv", "She ran the <b>ticket office.", "She ran the ticket office & more.")
    assert call("check", "--certificate", tmp_path / "check", project=little_project).returncode == 1
    record = json.loads((tmp_path / "check.json").read_text(encoding="utf-8"))
    assert not record["matches"]
    [table] = [item for item in record["differences"] if item["comment"] == "table glossary"]
    assert table["file"] == "data/glossary.csv"
    assert any(difference.endswith("differs") for difference in table["differences"])
    assert "DIFFERS: row" in (tmp_path / "check.html").read_text(encoding="utf-8")


def test_nothing_but_a_certificate_is_overwritten(little_project, tmp_path):
    for taken in ("notes.json", "notes.html"):
        (tmp_path / taken).write_text('{"mine": true}', encoding="utf-8")
        done = call("check", "--certificate", tmp_path / "notes", project=little_project)
        assert (done.returncode, (tmp_path / taken).read_text(encoding="utf-8")) == (1, '{"mine": true}')
        assert f"{taken} is there and is no certificate" in done.stderr
        (tmp_path / taken).unlink()
    before = (little_project / "book" / "sealed" / "manifest.json").read_bytes()
    assert call("check", "--certificate", "book/sealed/manifest", project=little_project).returncode == 1
    assert (little_project / "book" / "sealed" / "manifest.json").read_bytes() == before


def test_a_check_names_each_file_that_is_not_as_sealed(little_project):
    """Settings, styles and scripts change what readers see, and no number, figure or finding."""
    static = little_project / "book" / "_static"
    assert call("seal", project=little_project).returncode == 0
    with at(little_project):
        assert certificate.differing_files(certificate.checksums()) == []
        edit(little_project / "book" / "brief.toml", "A. Tester", "Somebody else")
        (static / "more.css").write_text("p { display: none }", encoding="utf-8")
        (static / "favicon.svg").unlink()
        told = ["gone book/_static/favicon.svg", "new book/_static/more.css", "changed book/brief.toml"]
        assert certificate.differing_files(certificate.checksums()) == told
    done = call("check", project=little_project)
    assert done.stderr.splitlines()[-2] == f"3 files are not as sealed: {', '.join(told)}"
    assert done.returncode == 3


def test_of_many_files_that_are_not_as_sealed_some_are_named_and_all_to_who_asks(capsys, monkeypatch):
    many = [f"new book/_static/more-{number:02}.css" for number in range(23)]

    def told():
        console.print_files(many)
        return capsys.readouterr().err.replace("\n", " ").strip()

    assert told().startswith(f"23 files are not as sealed: {many[0]}, ")
    assert told().endswith(f" and {23 - console.SHOWN} more, which -v lists")
    monkeypatch.setattr(console.Verbosity, "wordy", True)
    assert told() == f"23 files are not as sealed: {', '.join(many)}"
    monkeypatch.setattr(console.Verbosity, "quiet", True)
    assert told() == "23 files are not as sealed"


def test_sealing_certifies_what_it_seals_and_another_edition_is_refused(little_project, monkeypatch):
    edit(little_project / "data" / "glossary.csv", "She ran", "She kept")
    done = call("seal", project=little_project)
    assert done.returncode == 0, done.stderr
    for name in ("MANIFEST", "CERTIFICATE", "ROOT"):
        monkeypatch.setattr(paths, name, little_project / getattr(paths, name).relative_to(paths.BOOK.parent))
    assert certificate.sealed()["matches"]
    monkeypatch.setattr(paths, "CERTIFICATE", paths.BOOK / "sealed" / "certificate.json")
    with pytest.raises(BriefError, match=r"certifies another edition than manifest\.json"):
        certificate.sealed()


# what is done to the sealed certificate, and what a check says of it
FORGED = {
    "who checked": (lambda record: record.update(codechecker=[{"name": "The Pope"}]), "not the one that was sealed"),
    "when": (lambda record: record.update(check_time="2020-01-01T00:00:00Z"), "not the one that was sealed"),
    "how long it took": (lambda record: record["environment"].update(seconds={}), "not the one that was sealed"),
    "how much matches": (lambda record: record["counts"].update(figure={"match": 9, "of": 9}), "other counts"),
    "which files": (lambda record: record["manifest"][1].update(sha256="0" * 64), "certifies other files"),
    "which edition": (lambda record: record["manifest"][0].update(sha256="0" * 64), "certifies another edition"),
}


def test_an_altered_certificate_is_named_and_one_that_is_gone_too(little_tables, monkeypatch):
    with at(little_tables):
        file, sealed = paths.CERTIFICATE, edition.read()
        before = file.read_text(encoding="utf-8")
        assert certificate.faults(sealed) == []
        for what, (forge, message) in FORGED.items():
            record = json.loads(before)
            forge(record)
            file.write_text(certificate.as_json(record), encoding="utf-8")
            assert any(message in fault for fault in certificate.faults(sealed)), what
        file.unlink()
        assert certificate.faults(sealed) == ["certificate.json: missing; expected in sealed/"]


def test_sealing_the_same_again_keeps_the_certificate(little_project):
    """Its time is that of the first sealing: the list of editions holds its checksum."""
    folder = little_project / "book" / "sealed"
    assert call("seal", project=little_project).returncode == 0
    kept = {name: (folder / name).read_bytes() for name in ("certificate.json", "editions.jsonl")}
    assert call("seal", project=little_project, BRIEF_CHECKER="The Pope").returncode == 0
    assert {name: (folder / name).read_bytes() for name in kept} == kept


def test_in_a_repository_the_commit_is_named(little_project, tmp_path):
    def git(*arguments):
        command = ["git", "-C", str(little_project), "-c", "user.name=a", "-c", "user.email=a@b", *arguments]
        return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()

    git("init", "-q")
    git("add", "-A")
    git("commit", "-qm", "all of it")
    assert call("check", "--certificate", tmp_path / "check", project=little_project).returncode == 0
    record = json.loads((tmp_path / "check.json").read_text(encoding="utf-8"))
    assert record["repository"]["commit"] == git("rev-parse", "HEAD")


@pytest.mark.parametrize(
    ("arguments", "environment", "code", "message"),
    [
        (["check.html"], {}, 2, "expected a name that ends in .json, or has no ending"),
        (["/dev/full/x"], {}, 1, "x.json: cannot be written"),
        pytest.param(["check"], {"SOURCE_DATE_EPOCH": "yesterday"}, 1, "SOURCE_DATE_EPOCH is 'yesterday'; expected a number of seconds", marks=pytest.mark.weekly),
        (["check"], {"SOURCE_DATE_EPOCH": "999999999999"}, 1, "SOURCE_DATE_EPOCH is '999999999999'; expected the seconds of a day"),
    ],
)  # fmt: skip
def test_misuse_is_reported(arguments, environment, code, message, little_project, tmp_path):
    target = tmp_path / arguments[0] if not arguments[0].startswith("/") else arguments[0]
    done = call("check", "--certificate", target, project=little_project, **environment)
    assert (done.returncode, "Traceback" in done.stderr) == (code, False)
    assert message in done.stderr
