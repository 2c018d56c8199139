"""What `brief new` makes of this project is a brief of one's own, and holds nothing of Libya."""

import json
import os
import subprocess
import sys
import tomllib

import pytest

from brief import paths
from brief.start import folder

ARTICLE = """A ferry without a harbour (an invented example)

An invented town has been without its ferry since the autumn. The council says that the boat will be back by the \
summer. Few in the harbour believe it.
"""
ANSWERS = folder.Answers(title="Ferry & harbour", author="A. Tester", topic="harbour_works")


@pytest.fixture
def new_brief(tmp_path):
    """The files of a new brief, nothing executed or sealed yet."""
    (tmp_path / "ferry.txt").write_text(ARTICLE, encoding="utf-8")
    for name, content in folder.content("my ferry", tmp_path / "ferry.txt", ANSWERS).items():
        path = tmp_path / "my ferry" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return tmp_path / "my ferry"


def test_it_is_named_by_its_settings_and_holds_nothing_of_this_brief(new_brief):
    project = tomllib.loads((new_brief / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert project["name"] == "my-ferry"
    assert "Ferry &amp; harbour" in (new_brief / "book" / "_static" / "cover.svg").read_text(encoding="utf-8")
    assert not (new_brief / "book" / "brief" / "libya").exists()
    for part in ("book", "data", "seeds", "tests", "README.md", "pyproject.toml"):
        below = [new_brief / part] if (new_brief / part).is_file() else (new_brief / part).rglob("*")
        for path in below:
            if path.is_file() and "brief" not in path.relative_to(new_brief).parts[:-1]:
                text = path.read_text(encoding="utf-8")
                assert not {word for word in ("Libya", "Haftar", "Russia", "airpower", "conflict") if word in text}, (
                    path
                )


def test_its_code_imports_without_that_of_this_brief(new_brief):
    program = "import brief, sys; print(brief.ledger().finding[0], *(m for m in sys.modules if 'libya' in m))"
    environment = {**os.environ, "PYTHONPATH": str(new_brief / "book")}
    done = subprocess.run([sys.executable, "-c", program], env=environment, capture_output=True, text=True)
    assert (done.stdout.strip(), done.stderr) == ("holds", "")


def test_the_start_has_no_page_or_table_that_the_code_does_not_know():
    """Its tables are columns of those here, so that what the code reads of one it finds in the other."""
    here = json.loads(paths.DESCRIPTOR.read_text(encoding="utf-8"))
    start = json.loads((folder.TEMPLATES / "datapackage.json").read_text(encoding="utf-8"))
    columns = {table["name"]: [f["name"] for f in table["schema"]["fields"]] for table in here["resources"]}
    for table in start["resources"]:
        wanted = [field["name"] for field in table["schema"]["fields"]]
        assert wanted == [name for name in columns[table["name"]] if name in wanted], table["name"]
