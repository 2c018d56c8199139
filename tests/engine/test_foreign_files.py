"""Files that lead elsewhere, wait for somebody or take without end stop nothing, hide nothing, and are named."""

import argparse
import email.message
import gzip
import importlib.util
import io
import json
import marshal
import os
import re
import subprocess
import sys
import time
import types
from pathlib import Path

import bs4
import pytest

from breaking import assert_reported, rows
from brief import cache, cli, paths, settings, text
from brief.check import certificate, edition, site_copies, site_pages
from brief.errors import BriefError
from brief.files import digest, packed
from brief.publish import building
from brief.rerun import runtime
from brief.tables import validation
from brief.vendor import artifacts, chart_script, map_outlines, table_script, typeface
from helpers import edit, run
from little import at


def link_to_a_foreign_file(project, tmp_path):
    secret = tmp_path / "secret.txt"
    secret.write_text("a password", encoding="utf-8")
    (project / "data" / "more.csv").symlink_to(secret)


def link_to_a_foreign_folder(project, tmp_path):
    (tmp_path / "foreign").mkdir()
    (project / "book" / "_static" / "more").symlink_to(tmp_path / "foreign")


def loop_of_links(project, tmp_path):
    (project / "book" / "_static" / "loop").symlink_to(project / "book" / "_static")


def pipe(project, tmp_path):
    os.mkfifo(project / "book" / "_static" / "pipe")


@pytest.mark.parametrize("attack", [link_to_a_foreign_file, link_to_a_foreign_folder, loop_of_links, pipe])
def test_what_is_no_file_is_refused_before_anything_is_executed_or_packed(attack, little_tables, command, tmp_path):
    attack(little_tables, tmp_path)
    with pytest.raises(BriefError, match="a link, a pipe or a device; expected a file"):
        list(paths.sources(little_tables))
    code, printed = command(["check"])
    assert (code, "a link, a pipe or a device" in printed) == (1, True), printed
    assert "executing" not in printed and "Traceback" not in printed


def test_a_table_that_is_a_link_is_named(little_tables, command):
    table = little_tables / "data" / "facts.csv"
    table.rename(little_tables / "facts.csv")
    table.symlink_to(little_tables / "facts.csv")
    code, printed = command(["data"])
    assert (code, "facts.csv: a link stands in its place; expected a file" in printed) == (1, True), printed


def test_a_table_of_very_many_columns_is_named_in_one_line(little_tables, command):
    table = little_tables / "data" / "legs.csv"
    head, rest = table.read_text(encoding="utf-8").split("\n", 1)
    table.write_text(f"{head},{','.join(f'x{number}' for number in range(200_000))}\n{rest}", encoding="utf-8")
    begun = time.monotonic()
    code, printed = command(["data"])
    assert (code, "legs.csv:1: 200,005 columns; expected the columns leg_id" in printed) == (1, True), printed[:500]
    assert time.monotonic() - begun < 10 and len(printed) < 2000


def test_a_pattern_that_goes_back_without_end_is_stopped(little_tables, command, monkeypatch):
    monkeypatch.setattr(validation, "TIME_LIMIT", 1)
    description = little_tables / "data" / "datapackage.json"
    edit(description, '"pattern": "^[a-z0-9]+([_-][a-z0-9]+)*$"', '"pattern": "^([a-z0-9-]+)+!$"')
    begun = time.monotonic()
    code, printed = command(["data"])
    assert time.monotonic() - begun < 20
    assert code == 1 and "Traceback" not in printed


@pytest.mark.parametrize(
    "pattern", ["^([a-z0-9]+[_-]*)+[!]$", "(a+)+", "(?:x*|y)+z", "((a|b)(c+)+)", "([a-z]{1,3}){2,}"]
)
def test_a_pattern_of_repeated_repetitions_is_known(pattern):
    assert text.goes_back(pattern)


def test_a_pattern_that_comes_to_an_end_is_none():
    described = json.loads(paths.DESCRIPTOR.read_text(encoding="utf-8"))["resources"]
    patterns = [
        field.get("constraints", {}).get("pattern", "") for table in described for field in table["schema"]["fields"]
    ]
    patterns += ["^[a-z0-9]+([_-][a-z0-9]+)*$", r"(\d{4}){2}", "(ab?)+", "(a|b)+", settings.settings().designations]
    assert not [pattern for pattern in patterns if text.goes_back(pattern)]


def test_patterns_of_repeated_repetitions_are_refused_by_name(little_tables, command):
    edit(little_tables / "book" / "brief.toml", "\n[topics", '\ndesignations = "([a-z]+)+[!]"\n\n[topics')
    settings.settings.cache_clear()
    code, printed = command(["lint"])
    assert code == 1 and "designations: '([a-z]+)+[!]' repeats mere repetitions" in printed, printed
    description = little_tables / "data" / "datapackage.json"
    edit(description, '"pattern": "^[a-z0-9]+([_-][a-z0-9]+)*$"', '"pattern": "^([a-z0-9]+[_-]*)+[!]$"')
    code, printed = command(["data"])
    assert code == 1 and "the pattern '^([a-z0-9]+[_-]*)+[!]$' repeats mere repetitions" in printed, printed


@pytest.mark.parametrize(
    ("file", "added", "message"),
    [
        ("page.md", "\n" + "[" * 60_000 + "\n", r"page\.md:\d+: 60,000 letters; expected lines of at most"),
        ("_toc.yml", "[" * 100_000, r"_toc\.yml:(1:)? not YAML: 100,000 brackets open; expected at most"),
    ],
)
def test_brackets_beyond_measure_are_refused_at_once(file, added, message, little_tables, command):
    path = little_tables / "book" / file
    path.write_text(path.read_text(encoding="utf-8") + added, encoding="utf-8")
    begun = time.monotonic()
    code, printed = command(["lint"])
    assert code == 1 and re.search(message, printed), printed[:500]
    assert time.monotonic() - begun < 20


@pytest.mark.parametrize(
    ("name", "headers", "odd"),
    [
        ("a.css", {"Content-Type": "text/plain"}, "comes as text/plain"),
        ("a.js", {"Content-Type": "application/octet-stream"}, "comes as application/octet-stream"),
        ("a.svg", {"Content-Type": "text/xml"}, "comes as text/xml"),
        ("a.json", {"Content-Type": "text/html"}, "comes as text/html"),
        ("a.zip", {"Content-Type": "text/html"}, "comes as text/html"),
        ("a.html", {"Content-Security-Policy": "script-src 'none'"}, "comes with the header Content-Security-Policy: script-src 'none'"),
        ("a.js", {"Content-Type": "text/javascript; charset=utf-8"}, ""),
        ("a.zip", {"Content-Type": "application/zip"}, ""),
    ],
)  # fmt: skip
def test_what_a_server_says_of_a_file_is_what_it_is(name, headers, odd):
    message = email.message.Message()
    for header, value in headers.items():
        message[header] = value
    answer = types.SimpleNamespace(geturl=lambda: f"https://example.org/{name}", headers=message)
    assert site_copies._odd(answer, name, "https://example.org") == odd


def test_two_kinds_of_one_file_are_told():
    """Browsers take the last one."""
    message = email.message.Message()
    for kind in ("text/html", "text/html; charset=utf-16le"):
        message["Content-Type"] = kind
    answer = types.SimpleNamespace(geturl=lambda: "https://example.org/a.html", headers=message)
    told = site_copies._odd(answer, "a.html", "https://example.org")
    assert told == "comes as several kinds: text/html, text/html; charset=utf-16le"


@pytest.mark.parametrize(
    ("address", "is_odd"),
    [
        ("https://example.org/book/", False),
        ("https://example.org/book/index", False),
        ("https://example.org/book/index.html", False),
        ("https://example.org/evil/index.html", True),
        ("https://example.org/book/evil/index.html", True),
    ],
)
def test_a_page_from_another_folder_of_the_host_is_told_since_its_links_lead_there(address, is_odd):
    answer = types.SimpleNamespace(geturl=lambda: address, headers=email.message.Message())
    told = site_copies._odd(answer, "index.html", "https://example.org/book")
    assert told == (f"comes from another address, {address}, where its links lead elsewhere" if is_odd else "")


def test_an_attribute_without_a_value_is_new_or_gone():
    was, now = (bs4.BeautifulSoup(text, "html.parser").p for text in ("<p>a</p>", "<p hidden>a</p>"))
    assert site_pages._attribute("hidden", was, now) == "hidden of p is new"
    assert site_pages._attribute("hidden", now, was) == "hidden of p is gone"


def test_a_bomb_of_aliases_is_refused(little_tables, command):
    lines = ["bomb0: &a0 [x, x]"] + [f"bomb{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 30)]
    settings = little_tables / "book" / "_config.yml"
    settings.write_text(settings.read_text(encoding="utf-8") + "\n".join(lines) + "\n", encoding="utf-8")
    code, printed = command(["check"])
    assert code == 1 and re.search(r"_config\.yml:\d+: an alias, \*a0; expected what it stands for", printed), printed


def test_a_module_that_stands_where_python_looks_first_is_named_by_a_check(little_project, tmp_path):
    """One that was put before the check's own, and changes nothing yet."""
    stray = tmp_path / "stray"
    stray.mkdir()
    (stray / "sitecustomize.py").write_text("", encoding="utf-8")
    done = run("check", project=little_project)
    assert done.returncode == 0, done.stdout
    done = subprocess.run(
        [sys.executable, "-m", "brief.cli", "check"],
        cwd=little_project,
        env={**os.environ, "PYTHONPATH": os.pathsep.join([str(stray), str(little_project / "book")]), "COLUMNS": "200"},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 1, done.stdout
    assert f"code from elsewhere took part, see PYTHONPATH: {stray / 'sitecustomize.py'}" in done.stdout


def test_a_module_in_a_cache_of_the_project_is_named_by_a_check(little_project):
    stray = little_project / ".ruff_cache" / "sitecustomize.py"
    stray.parent.mkdir()
    stray.write_text("", encoding="utf-8")
    places = os.pathsep.join([str(stray.parent), str(little_project / "book")])
    command = [sys.executable, "-m", "brief.cli", "check"]
    environment = {**os.environ, "PYTHONPATH": places, "COLUMNS": "200"}
    done = subprocess.run(command, cwd=little_project, env=environment, capture_output=True, text=True)
    assert done.returncode == 1, done.stdout
    assert f"code from elsewhere took part, see PYTHONPATH: {stray}" in done.stdout


@pytest.mark.parametrize("place", ["_static/__pycache__", "brief/publish/static/x.egg-info"])
def test_what_no_checksum_lists_is_not_published(place, little_tables, command):
    folder = little_tables / "book" / place
    folder.mkdir(parents=True)
    (folder / "evil.html").write_text("<p>evil", encoding="utf-8")
    for name in ("check", "build"):
        code, printed = command([name])
        assert code == 1
        assert f"'book/{place}': a cache or a product in a folder that is published; delete it" in printed
    assert not list((little_tables / "book").glob("_build/**/evil.html"))


@pytest.mark.parametrize(
    ("file", "message"),
    [
        ("seeds/a\n0  b.md", "a name with letters that are not printed"),
        ("seeds/\udcff.txt", "a name with letters that are not printed"),
        ("book/zz.egg-info/entry_points.txt", "Python would execute it, and no checksum lists it"),
        ("book/__pycache__/evil.py", "Python would execute it, and no checksum lists it"),
    ],
)
def test_a_name_that_forges_checksums_and_code_that_none_lists_are_refused(file, message, little_tables, command):
    path = little_tables / file
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("", encoding="utf-8")
    for name in ("check", "build"):
        code, printed = command([name])
        assert_reported(printed, f"error: {re.escape(ascii(file))}: {message}")
        assert code == 1


def test_no_module_at_the_top_of_the_project_is_executed(little_project):
    """With `-m`, Python looks there first."""
    for name in ("orjson", "sphinx_copybutton"):
        (little_project / f"{name}.py").write_text(f"open({str(little_project / 'ran')!r}, 'w')", encoding="utf-8")
    for arguments, code in ((["check"], 3), (["build", "--out", "site"], 0)):
        done = run(*arguments, project=little_project, anew=True)
        assert done.returncode == code, done.stderr
    assert not (little_project / "ran").exists()


def test_the_command_works_in_the_folder_of_its_own_code(little_project):
    command = [sys.executable, "-m", "brief.cli", "check"]
    environment = {name: text for name, text in os.environ.items() if name != "PYTHONPATH"}
    done = subprocess.run(command, cwd=little_project / "book", env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


def test_a_folder_for_the_site_that_leads_out_of_the_project_is_refused(little_tables, command, tmp_path):
    elsewhere = tmp_path / "elsewhere"
    (elsewhere / "html").mkdir(parents=True)
    (elsewhere / "html" / building.MARKER).write_text("")
    (little_tables / "book" / "_build").symlink_to(elsewhere)
    code, printed = command(["build"])
    assert (code, "leads out of the project, to" in printed) == (1, True), printed
    assert [path.name for path in (elsewhere / "html").iterdir()] == [building.MARKER]


def forge(source, added):
    """Put bytecode that says more than its source beside it, as Python takes it without looking at the source."""
    code = compile(source.read_text(encoding="utf-8") + added, source, "exec")
    target = Path(importlib.util.cache_from_source(str(source)))
    target.parent.mkdir(exist_ok=True)
    head = importlib.util.MAGIC_NUMBER + (1).to_bytes(4, "little") + bytes(8)
    target.write_bytes(head + marshal.dumps(code))


def test_bytecode_that_is_not_of_its_source_is_not_executed_and_named(little_project):
    """That of the one module that comes before all others is executed: the page on checking says how it is not."""
    package = little_project / "book" / "brief"
    forge(package / "words.py", "\nprint('evil words')\n")
    forge(package / "__init__.py", "\nprint('evil beginning')\n")
    done = run("check", project=little_project, anew=True)
    assert (done.returncode, "evil words" in done.stdout, "evil beginning" in done.stdout) == (1, False, True)
    for name in ("__init__", "words"):
        assert re.search(rf"{name}\.\S+\.pyc is not what Python makes of {name}\.py: delete book/brief/", done.stdout)


# how the head of bytecode says which source it is of: whether Python takes it, for the source as it is
HEADS = {
    "unseen": (lambda text, held: (1).to_bytes(4, "little") + bytes(8), True),
    "of this time and size": (lambda text, held: bytes(4) + stamp(held.st_mtime) + stamp(held.st_size), True),
    "of this hash": (lambda text, held: (3).to_bytes(4, "little") + importlib.util.source_hash(text), True),
    "of another time": (lambda text, held: bytes(4) + stamp(held.st_mtime + 1) + stamp(held.st_size), False),
    "of another hash": (lambda text, held: (3).to_bytes(4, "little") + bytes(8), False),
}


def stamp(number):
    return int(number).to_bytes(4, "little")


@pytest.mark.parametrize("head", HEADS)
def test_forged_bytecode_is_named_if_python_takes_it(head, little_tables):
    make, is_taken = HEADS[head]
    source = little_tables / "book" / "brief" / "charts" / "chart.py"
    target = Path(importlib.util.cache_from_source(str(source)))
    target.parent.mkdir(exist_ok=True)
    text = source.read_bytes()
    with at(little_tables):
        for added, faults in ((b"", 0), (b"\nevil = 1\n", is_taken)):
            code = marshal.dumps(compile(text + added, source, "exec"))
            target.write_bytes(importlib.util.MAGIC_NUMBER + make(text, source.stat()) + code)
            assert len(certificate.forged_bytecode()) == faults, added
        target.write_bytes(importlib.util.MAGIC_NUMBER + make(text, source.stat()) + b"no code")
        assert len(certificate.forged_bytecode()) == is_taken


def test_an_entry_of_the_cache_that_others_may_write_counts_for_nothing(tmp_path, monkeypatch):
    monkeypatch.setenv("BRIEF_CACHE", str(tmp_path / "cache"))
    cache.keep("entry", b"content")
    assert cache.read("entry") == b"content"
    (tmp_path / "cache" / "entry").chmod(0o666)
    assert cache.read("entry") is None
    (tmp_path / "cache" / "entry").chmod(0o644)
    (tmp_path / "cache").chmod(0o777)
    assert cache.read("entry") is None


# what stands in the place of a file, and is of some bytes on the disk: the file
LARGE = {
    "a table": "data/facts.csv",
    "the description of the tables": "data/datapackage.json",
    "a file beside the tables": "data/more.csv",
    "the article": "seeds/article.txt",
    "a page": "book/page.md",
    "the settings": "book/_config.yml",
    "the contents": "book/_toc.yml",
    "the sealed edition": "book/sealed/manifest.json",
    "a sealed page": "book/sealed/pages/page.json",
    "the record of the edition": "book/sealed/certificate.json",
    "the list of editions": "book/sealed/editions.jsonl",
    "a file that is published": "book/_static/more.css",
}


@rows(LARGE, "a table", "a page", "the sealed edition", "a file that is published")
def test_a_file_that_fits_into_no_memory_is_named_and_not_read(kind, little_tables, command):
    path = little_tables / kind
    path.parent.mkdir(exist_ok=True)
    path.touch()
    os.truncate(path, 40_000_000_000)
    code, printed = command(["check"])
    assert_reported(printed, rf"\S*{re.escape(path.name)}'?: 40,000,000,000 bytes; expected at most ")
    assert (code, "executing" in printed) == (1, False)


def test_many_files_that_fit_into_no_memory_together_are_named(little_tables, command):
    for number in range(9):
        path = little_tables / "data" / f"more-{number}.csv"
        path.touch()
        os.truncate(path, 30_000_000)
    code, printed = command(["check"])
    assert_reported(printed, r"'data/more-\d\.csv': with it all files have more than 256,000,000 bytes")
    assert code == 1


def test_a_table_of_many_empty_lines_is_refused(little_tables, command):
    with (little_tables / "data" / "facts.csv").open("a", encoding="utf-8") as table:
        table.write("\n" * 3_000_000)
    code, printed = command(["data"])
    assert_reported(printed, r"facts\.csv: 3,000,0\d\d lines; expected at most 1,000,000")
    assert code == 1


def test_an_entry_of_the_cache_that_fits_into_no_memory_counts_for_nothing(tmp_path, monkeypatch):
    monkeypatch.setenv("BRIEF_CACHE", str(tmp_path / "cache"))
    cache.keep("entry", b"content")
    os.truncate(tmp_path / "cache" / "entry", 40_000_000_000)
    assert cache.read("entry") is None


def test_no_check_rests_on_an_entry_of_the_cache_for_which_nothing_else_vouches(tmp_path, monkeypatch):
    """Whoever writes an entry writes its checksum, too."""
    monkeypatch.setenv("BRIEF_CACHE", str(tmp_path / "cache"))
    monkeypatch.setattr(artifacts, "PINS", tmp_path / "pins.txt")
    made, forged = {"a.js": b"as made"}, {"a.js": b"forged"}
    entry = f"example-{digest('1')}.zip"
    artifacts.PINS.write_text(f"{artifacts.pin(entry, made)}\n", encoding="utf-8")
    for kept in (made, forged):
        artifacts._get.cache_clear()
        cache.keep(entry, packed(kept))
        cache.keep("pictures/some.svg", b"<svg/>")
        assert artifacts.get("example", ["1"], dict) == kept, "a build that is no check trusts the cache of its user"
        with cache.distrusted():
            assert artifacts.get("example", ["1"], lambda: {"a.js": b"made anew"}) == (
                made if kept is made else {"a.js": b"made anew"}
            )
            assert cache.read("pictures/some.svg") is None
    assert cache.read("pictures/some.svg") == b"<svg/>"


def test_a_copy_is_compared_with_a_site_that_was_built_without_trust_in_the_cache(tmp_path, monkeypatch):
    (tmp_path / "index.html").write_text("<html></html>", encoding="utf-8")

    def build(*_):
        raise BriefError("distrusted" if cache.is_distrusted() else "trusted")

    monkeypatch.setattr(building, "build", build)
    with pytest.raises(BriefError, match=r"^distrusted$"):
        cli.check(argparse.Namespace(site=site_copies.at(str(tmp_path)), json=False))
    assert not cache.is_distrusted()


def test_what_is_made_of_downloads_is_pinned(monkeypatch):
    asked = []
    monkeypatch.setenv(artifacts.OFFLINE, "1")
    monkeypatch.setattr(cache, "read", lambda name, *_: asked.append(name))
    artifacts._get.cache_clear()
    for get in (chart_script.files, typeface.files, map_outlines.script, runtime.files, table_script.files):
        with pytest.raises(BriefError):
            get()
    artifacts._get.cache_clear()
    pinned = [line.partition("  ")[2] for line in artifacts.PINS.read_text(encoding="utf-8").splitlines()]
    assert sorted(asked) == pinned, "renew them: python -m brief.publish.licences"


def test_brief_check_reads_nothing_from_the_cache(little_tables):
    program = "import sys; from brief import cache, cli; cache.read = None; sys.exit(cli.main(['check']))"
    done = subprocess.run(
        [sys.executable, "-c", program],
        cwd=little_tables,
        env={**os.environ, "PYTHONPATH": str(little_tables / "book")},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout + done.stderr


# --- nested without end, named to lead elsewhere -----------------------------------------------------------------


def deep(folder):
    """Make folders in folders, more than Python calls itself; return to where it was."""
    here = Path.cwd()
    os.chdir(folder)
    for _ in range(1100):
        Path("d").mkdir()
        os.chdir("d")
    os.chdir(here)


def test_folders_in_folders_without_end_are_named(little_tables, command, tmp_path):
    deep(little_tables / "book" / "sealed")
    code, printed = command(["check"])
    assert_reported(printed, "error: book: folders in folders beyond measure")
    assert code == 1
    (tmp_path / "site").mkdir()
    (tmp_path / "site" / "index.html").touch()
    deep(tmp_path / "site")
    with pytest.raises(BriefError, match="site: folders in folders beyond measure"):
        site_copies.Folder(tmp_path / "site").names()
    subprocess.run(["rm", "-r", tmp_path / "site", little_tables], check=True)  # `rmtree` calls itself, too


def test_brackets_in_brackets_of_records_are_no_record(little_tables, tmp_path):
    nested = "[" * 100_000
    with at(little_tables):
        paths.CERTIFICATE.write_text(nested, encoding="utf-8")
        assert certificate.signature_faults() == []
        assert "damaged" in certificate.faults(edition.read())[0]
        (tmp_path / "record.json").write_text(nested, encoding="utf-8")
        with pytest.raises(BriefError, match="is there and is no certificate"):
            certificate.require_replaceable(tmp_path / "record.json")
        with pytest.raises(BriefError, match="book/sealed holds the sealed edition; expected another folder"):
            certificate.require_replaceable(paths.SEALED / "record.json")


@pytest.mark.parametrize("content", [b"x = [", b"\xff", b"project = [1]", b"", b"x = " + b"[" * 100_000])
def test_settings_of_the_project_that_are_none_are_named(content, tmp_path):
    (tmp_path / "pyproject.toml").write_bytes(content)
    with pytest.raises(BriefError, match=r"pyproject\.toml: "):
        paths.pyproject(tmp_path)
    (tmp_path / "book" / "x.egg-info").mkdir(parents=True)
    (tmp_path / "book" / "x.egg-info" / "PKG-INFO").touch()
    with pytest.raises(BriefError, match="Python would execute it"):
        list(paths.sources(tmp_path))


@pytest.mark.parametrize(
    ("setting", "told"),
    [
        ("name = '../../x'", "name: '../../x'; expected letters, digits"),
        ("article = '../../secret'", "article: '../../secret'; expected letters, digits"),
        ("own_code = '../x'", "own_code: '../x'; expected the name of a folder"),
        ("report_to = 'javascript:alert(1)'", "expected an address that begins with https:// or mailto:"),
        ("repository = 'data:text/html,x'", "expected an address that begins with https:// or mailto:"),
        ("title = 5", "title: 5; expected a text"),
        (f"title = {'[' * 100_000}", "recursion"),
    ],
)
def test_a_setting_that_leads_elsewhere_is_named(setting, told, little_book):
    before = (little_book / "book" / "brief.toml").read_text(encoding="utf-8")
    name = setting.partition(" ")[0]
    after = setting + "\n" + re.sub(rf"^{name} = .*$", "", before, count=1, flags=re.M)
    settings.parsed(before)
    with pytest.raises(BriefError) as fault:
        settings.parsed(after)
    assert told in str(fault.value)


def test_a_build_takes_no_settings_from_where_it_is_called(little_tables, command, tmp_path, monkeypatch):
    """Of docutils and itables, which look for some there: what is no settings would stop it."""
    for name in ("docutils.conf", "itables.toml", "pyproject.toml"):
        (tmp_path / "elsewhere").mkdir(exist_ok=True)
        (tmp_path / "elsewhere" / name).write_text("nonsense [", encoding="utf-8")
    monkeypatch.chdir(tmp_path / "elsewhere")
    monkeypatch.delitem(sys.modules, "itables", raising=False)
    with building.sphinx(tmp_path / "site", tmp_path / "doctrees", {}, io.StringIO()) as app:
        assert app.extensions
    assert "itables" not in sys.modules


def test_a_name_of_who_checks_with_letters_that_are_not_printed_is_refused(monkeypatch):
    for name in ("A\nB", "A\x1b[2J", "\udcff"):
        monkeypatch.setenv(certificate.CHECKER, name)
        with pytest.raises(BriefError, match=r"BRIEF_CHECKER is .*; expected a name of letters that are printed"):
            certificate.of([], [], "", "")


def test_a_packed_answer_that_goes_on_behind_its_end_is_refused():
    """A browser may unpack what comes there, too."""

    class Answer(io.BytesIO):
        headers = email.message.Message()

    Answer.headers["Content-Encoding"] = "gzip"
    honest = gzip.compress(b"<html></html>")
    assert site_copies._body(Answer(honest), 1000, time.monotonic() + 9) == b"<html></html>"
    with pytest.raises(site_copies._Refused, match="goes on behind its end"):
        site_copies._body(Answer(honest + gzip.compress(b"<script>")), 1000, time.monotonic() + 9)
