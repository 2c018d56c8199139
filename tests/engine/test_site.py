"""`brief check --site` says by the command whether a published copy matches."""

import re

from helpers import edit, run, served


def test_the_command_says_that_a_copy_matches_or_what_does_not(little_project, tmp_path):
    (little_project / "book" / "sealed" / "manifest.json").unlink()  # a copy is compared with what is computed now
    site = tmp_path / "site"
    done = run("build", "--out", site, project=little_project)
    assert done.returncode == 0, done.stderr
    done = run("check", "--site", site, project=little_project)
    assert done.returncode == 0, done.stdout + done.stderr
    last = done.stdout.strip().splitlines()[-1]
    counted = r"4 of 4 pages, 1 of 1 figures, \d of \d pictures, 1 of 1 numbers, .* of (\d+) other files match"
    assert re.fullmatch(counted, last), last
    assert re.search(r"page +fig-page-passengers +\d+ rows +matches", done.stdout)
    [places] = re.findall(r'data-number="places">(\d+)<', (site / "page.html").read_text(encoding="utf-8"))
    edit(site / "page.html", f'data-number="places">{places}<', 'data-number="places">340<')
    with served(site) as address:
        done = run("check", "--site", address, project=little_project, no_proxy="127.0.0.1")
    assert done.returncode == 1
    assert re.search(rf"^number places on page\n  {places} became 340 \(line \d+\)$", done.stdout, re.M)
    assert "Traceback" not in done.stderr
