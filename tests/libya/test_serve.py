"""`brief serve` leaves nothing in a published site, and after edits of the whole book its site is that of a fresh build."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from brief import paths
from brief.publish import serving
from helpers import cell, edit, run


def test_nothing_of_brief_serve_is_in_a_published_site(site):
    assert not list(site.rglob(serving.SCRIPT.name))
    assert not any("/-/events" in page.read_text(encoding="utf-8") for page in site.glob("*.html"))


EMPTY_TERM = re.compile(rb'"\w+": ?\[\], ?')
"""A word of the index for search that stands on no page any more: Sphinx keeps it, and finds nothing by it."""


@pytest.mark.weekly
def test_after_edits_the_whole_site_is_that_of_a_fresh_build(project, tmp_path):
    """Of a sentence, a heading, a figure's title, cells of tables; and with a fault in between."""
    program = """
import json, sys
from pathlib import Path
from brief import paths
from brief.errors import BriefError
from brief.publish.preview import Preview
preview = Preview(Path(sys.argv[1]))
for line in sys.stdin:
    changed, shown = json.loads(line)
    try:
        *_, site = preview.update([paths.ROOT / name for name in changed], shown)
        print(site.folder, flush=True)
    except BriefError as fault:
        print("fault", fault.args[0].splitlines()[0], flush=True)
"""
    (tmp_path / "preview").mkdir()
    with subprocess.Popen(
        [sys.executable, "-c", program, str(tmp_path / "preview")],
        cwd=project,
        env={**os.environ, "PYTHONPATH": str(project / "book")},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:

        def update(shown, *changed):
            process.stdin.write(json.dumps([changed, shown]) + "\n")
            process.stdin.flush()
            return process.stdout.readline().strip()

        update([])
        war, facts = project / "book" / "war.md", project / "data" / "facts.csv"
        edit(war, "\n## ", "\nOne sentence more.\n\n## ")
        update(["war"], "book/war.md")
        edit(war, "\n## ", "\n## A heading\n\nText.\n\n## ")
        update(["airpower"], "book/war.md")
        line = next(
            n for n, text in enumerate(facts.read_text(encoding="utf-8").split("\n"), 1) if text.startswith("air-175,")
        )
        cell(facts, line, "note", "Another note.")
        update(["airpower"], "data/facts.csv")
        edit(war, "\n## ", "\n{fact}`air-999`\n\n## ")
        assert update(["war"], "book/war.md").startswith("fault war.md:")
        edit(war, "\n{fact}`air-999`\n", "")
        update(["war"], "book/war.md")
        cell(project / "data" / "places.csv", 4, "latitude", "29")
        site = Path(update([], "data/places.csv"))
        process.stdin.close()
    assert run("build", "--out", tmp_path / "fresh", project=project).returncode == 0
    built, fresh = (
        {p.relative_to(s).as_posix(): p.read_bytes() for p in s.rglob("*") if p.is_file()}
        for s in (site, tmp_path / "fresh")
    )
    for files in (built, fresh):
        files["searchindex.js"] = EMPTY_TERM.sub(b"", files["searchindex.js"])
    assert fresh.keys() - built.keys() == {".brief-site", paths.CHECKSUMS}
    assert [name for name in built if name != ".buildinfo" and built[name] != fresh[name]] == []
