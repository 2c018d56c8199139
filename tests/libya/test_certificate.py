"""The certificate of the sealed edition, its checksums, and the page that lists what was compared."""

import hashlib

from brief import paths
from brief.check import certificate, compare, edition

SEALED = edition.read()


def sha256(content):
    return hashlib.sha256(content).hexdigest()


def test_the_sealed_certificate_takes_one_screen_and_certifies_this_edition():
    record = certificate.sealed()
    counts = edition.counts(SEALED)
    assert record["matches"]
    assert record["summary"] == compare.summary(counts, counts)
    assert {kind: count["of"] for kind, count in record["counts"].items() if kind in counts} == counts
    for file in record["manifest"]:
        assert sha256((paths.ROOT / file["file"]).read_bytes()) == file["sha256"], file
    assert len(paths.CERTIFICATE.read_text(encoding="utf-8").splitlines()) <= 50


def test_the_sealed_edition_holds_the_checksums_of_all_that_it_was_made_from():
    lines = (paths.SEALED / paths.CHECKSUMS).read_text(encoding="utf-8").splitlines()
    listed = {name for _, name in (line.split("  ", 1) for line in lines)}
    assert {"book/airpower.md", "book/brief/charts/counts.py", "data/facts.csv", "book/requirements.txt"} <= listed
    assert not [name for name in listed if name.startswith("book/sealed")], "the manifest binds these"


def test_the_page_on_checking_lists_all_that_was_compared_and_all_checksums(page):
    text = page("check")
    for kind, count in edition.counts(SEALED).items():
        assert text.count(f"<tr><td>{kind} ") == count, kind
    for line in (paths.SEALED / paths.CHECKSUMS).read_text(encoding="utf-8").splitlines():
        checksum, name = line.split("  ", 1)
        assert f'<tr><td>{name}</td><td data-label="SHA-256"><code>{checksum}</code></td></tr>' in text
