"""The script for those who trust nothing derives the findings, the flights and kappa from the CSV files, with pandas alone."""

import ast
import re
import shutil
import subprocess
import sys

import pytest

import brief
from brief import paths, tables
from brief.ledger import findings
from helpers import cell

SCRIPT = paths.BOOK / "_static" / "derive_with_pandas.py"


def printed(folder):
    """Return what the script prints of a folder of tables: a number by each name."""
    done = subprocess.run([sys.executable, "-I", SCRIPT, folder], capture_output=True, text=True, check=True)
    return {name: float(number) for name, number in re.findall(r"^(.+?) +([\d.]+)$", done.stdout, flags=re.M)}


def of_the_book():
    ledger = brief.ledger().query("not compound")
    both = tables.table("links").dropna(subset=["first", "second"])
    kappa = round(brief.kappa(both["first"], both.second), 4)
    return {**ledger.finding.value_counts().to_dict(), "flights": brief.value("air-074"), "kappa": kappa}


def test_it_prints_what_the_book_says():
    assert printed(paths.DATA) == of_the_book()


def test_it_moves_with_the_tables_as_the_book_does(tmp_path, monkeypatch):
    """Every hundredth link says something else, a denial is a record, and a ruling overrules the rule."""
    data = shutil.copytree(paths.DATA, tmp_path / "data")
    links = (data / "links.csv").read_text(encoding="utf-8").split("\n")
    for number in range(100, len(links) - 1, 100):
        cell(data / "links.csv", number, "relation", "contradicts")
    (data / "rulings.csv").write_text("claim_id,finding,reason\nc-002,disputed,Two days.\n", encoding="utf-8")
    cell(data / "facts.csv", 60, "repeats", "")
    before = of_the_book()
    monkeypatch.setattr(paths, "DATA", data)
    tables.clear()
    try:
        now = of_the_book()
    finally:
        monkeypatch.undo()
        tables.clear()
    assert now != before
    assert printed(data) == now


def test_it_shares_nothing_with_the_book_and_is_short():
    tree = ast.parse(SCRIPT.read_text(encoding="utf-8"))
    imported = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    assert imported == {"sys", "pandas"}
    assert not [node for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
    assert len(SCRIPT.read_text(encoding="utf-8").splitlines()) < 70
    assert findings.FINDINGS


def test_the_page_on_checking_shows_it_and_offers_it():
    source = (paths.BOOK / "check.md").read_text(encoding="utf-8")
    assert "```{literalinclude} _static/derive_with_pandas.py" in source
    assert "{download}`Download the script <_static/derive_with_pandas.py>`" in source


@pytest.mark.parametrize("name", ["check"])
def test_the_site_has_it(name, site):
    page = (site / f"{name}.html").read_text(encoding="utf-8")
    [link] = re.findall(r'href="(_downloads/[^"]+/derive_with_pandas\.py)"', page)
    assert (site / link).read_bytes() == SCRIPT.read_bytes()
