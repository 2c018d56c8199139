"""The command reports misuse, folders and disks that it cannot use, and does without what a machine lacks.

Whatever is broken, one clear message names the place, and the exit code says that it went wrong: 1 for a fault, 2 for
misuse, 130 for an interruption. Nothing half-written is left, and nothing is lost: every file of the project, and of
the site that was there before, is what it was.
"""

import os
import re
import shutil
import signal
import socket
import subprocess
import sys

import pytest

from breaking import assert_reported, old_site, rows, state
from brief import cache, cli, paths, tables
from helpers import cell, edit, only, run
from little import call

# --- where a site cannot stand: `brief build --out` -------------------------------------------------------------


def notes(place):
    (place / "site").mkdir()
    (place / "site" / "thesis.docx").write_text("years of work")


def kept_in_git(place):
    old_site(place)
    (place / "site" / ".git").mkdir()


# what is broken: (how, the folder of the site, the message before the tables are read)
PLACES = {
    "a folder that is no site": (
        notes,
        "site",
        r".*site holds files that `brief build` did not write; expected an empty folder, a new one, or one that it wrote",
    ),
    "a site that holds more": (kept_in_git, "site", r".*site holds '\.git'; expected an empty folder"),
    "a file": (
        lambda place: (place / "site").write_text("years of work"),
        "site",
        r".*site is a file; expected a folder for the site",
    ),
    "a folder below a file": (
        lambda place: (place / "site").write_text("years of work"),
        "site/html",
        r".*site is a file; expected a folder for the site",
    ),
    "a pipe": (lambda place: os.mkfifo(place / "site"), "site", r".*site is a file; expected a folder for the site"),
}


@rows(PLACES)
def test_a_folder_with_other_files_is_never_replaced_by_a_site(kind, little_tables, command):
    how, out, message = kind
    how(little_tables)
    before = state(little_tables)
    code, printed = command(["build", "--out", f"{{little_tables}}/{out}"])
    assert_reported(printed, message)
    assert (code, "validating" in printed, state(little_tables)) == (1, False, before)


# --- misuse of the command ---------------------------------------------------------------------------------------

MISUSE = {
    "no command": ([], "error: the following arguments are required: COMMAND"),
    "an unknown command": (["bake"], "error: argument COMMAND: invalid choice: 'bake'"),
    "an unknown option": (["build", "--into", "x"], "error: unrecognized arguments: --into x"),
    "a value too many": (["data", "facts"], "error: unrecognized arguments: facts"),
    "an option without its value": (["build", "--out"], "error: argument --out: expected one argument"),
    "no name for the site": (["build", "--out", ""], "error: argument --out: expected the name of a folder"),
    "a loop of links for the site": (
        ["build", "--out", "{little_tables}/loop"],
        "error: argument --out: .*loop' leads nowhere: ",
    ),
    "a port in words": (["serve", "--port", "many"], "error: argument --port: 'many' is no port; expected 0 to 65535"),
    "a port that cannot be": (
        ["serve", "--port", "70000"],
        "error: argument --port: '70000' is no port; expected 0 to 65535",
    ),
    "a port in other digits": (["serve", "--port", "٨٠"], "error: argument --port: '٨٠' is no port"),
}


@rows(MISUSE)
def test_misuse_is_reported_with_how_it_is_used(kind, little_tables, command):
    arguments, message = kind
    (little_tables / "loop").symlink_to("loop")
    code, printed = command(arguments)
    assert_reported(printed, "usage: brief")
    assert re.search(message, printed), printed
    assert code == 2


def test_misuse_is_reported_by_the_command():
    done = run("build", "--out", "")
    assert_reported(done.stderr, "usage: brief")
    assert (done.returncode, done.stdout) == (2, "")


def test_a_port_that_is_taken_is_reported_before_anything_is_built(command):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        code, printed = command(["serve", "--port", str(taken.getsockname()[1])])
    assert_reported(printed, r"port \d+ cannot be used: Address already in use; try another with --port")
    assert (code, "validating" in printed) == (1, False)


# --- how a person calls it ---------------------------------------------------------------------------------------


def test_a_fault_begins_with_error_and_a_place_to_click_on(little_tables, command):
    cell(little_tables / "data" / "facts.csv", 3, "value_low", "many")
    code, printed = command(["data"])
    assert code == 1
    assert re.search(r"^data/facts\.csv:3:value_low: 'many' is not written as a number is", printed, flags=re.M), (
        printed
    )
    code, printed = command(["check"])
    assert re.search(r"^error: data/facts\.csv:3:", printed, flags=re.M), printed
    edit(little_tables / "data" / "facts.csv", "many", "")


def test_the_version_is_printed(command, monkeypatch):
    """That of the brief that is installed; a copy that is not says so."""
    monkeypatch.setattr(cli.metadata, "version", {"ferry": "1.2.3"}.__getitem__)
    code, printed = command(["--version"])
    assert (code, bool(re.fullmatch(r"ferry 1\.2\.3, Python 3\.\d+\.\d+\n", printed))) == (0, True), printed
    monkeypatch.undo()
    assert command(["--version"])[1].startswith("ferry not installed, Python 3.")


def test_a_quiet_check_prints_its_last_line_alone_and_a_wordy_one_says_where_a_fault_arose(little_project):
    done = call("check", "-q", project=little_project)
    assert (done.returncode, done.stderr, len(done.stdout.splitlines())) == (0, "", 1), done.stdout
    assert done.stdout.startswith("1 of 1 figures, ")
    edit(little_project / "book" / "page.md", "import brief\n", "import brief\n1 / 0\n")
    done = call("check", "-v", project=little_project)
    assert done.returncode == 1
    assert re.search(r"Traceback(.*\n)*error: book/page\.md:\d+: ", done.stderr), done.stderr


def test_a_page_is_checked_by_its_name(little_project):
    shutil.copy(little_project / "book" / "page.md", little_project / "book" / "other.md")
    other = little_project / "book" / "other.md"
    edit(other, "import brief\n", "import brief\n1 / 0\n")
    edit(other, "name: fig-page-passengers", "name: fig-other-passengers")
    only(little_project, "page", "other")
    shutil.copy(other, little_project / "book" / "stray.md")
    done = call("check", "page", project=little_project)
    assert (done.returncode, "1 of 1 figures" in done.stdout) == (3, True), "files were added: " + done.stderr
    assert not re.search(r"^- +(facts|ledger) ", done.stdout, flags=re.M), "whole tables and views are not listed"
    assert "book/stray.md: the page is not in the contents" in done.stderr


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("stray", r"book/stray\.md: the page is not in the contents; add to book/_toc\.yml: - file: stray"),
        ("pge", "no page 'pge'; did you mean 'page'"),
    ],
)
def test_a_page_that_is_not_read_is_not_checked(name, message, little_tables, command):
    shutil.copy(little_tables / "book" / "page.md", little_tables / "book" / "stray.md")
    code, printed = command(["check", name])
    assert_reported(printed, message)
    assert code == 1


def test_a_row_is_traced_by_its_key_alone(command):
    key = tables.table("places").place_id.iloc[0]
    code, printed = command(["trace", key])
    assert (code, printed.splitlines()[0:1]) != (1, []), printed
    assert f"places:{key}" in printed
    code, printed = command(["trace", f"{key}x"])
    assert code == 1
    assert_reported(printed, f"no figure or row '{key}x'; did you mean '{key}'")


# --- machines that lack something --------------------------------------------------------------------------------


AWKWARD = """brief's "copy" #1 100% [x] * نسخة"""
# what the machine lacks: its environment
MACHINES = {
    "no font": {"FONTCONFIG_FILE": "/dev/null"},
    "no browser, nor any other program": {"PATH": "", "CHROME": ""},
    "no network": {"BRIEF_OFFLINE": "1", "BRIEF_CACHE": str(cache.cache())},
    "no home": {"HOME": "/nowhere"},
    "no folder for passing files": {"TMPDIR": "/nowhere"},
    "a terminal that knows no letters but the English ones": {
        "LC_ALL": "C",
        "PYTHONIOENCODING": "ascii",
        "PYTHONUTF8": "0",
    },
}


def test_a_machine_without_browser_network_home_and_fonts_builds_the_same_site_without_pictures(
    little_project, site_of_the_little_book
):
    there = little_project.rename(little_project.with_name(AWKWARD))
    done = run(
        "build", "--out", there / "site", project=there, **{k: v for lack in MACHINES.values() for k, v in lack.items()}
    )
    assert (done.returncode, "Traceback" in done.stderr) == (0, False), done.stderr
    found, expected = state(there / "site"), site_of_the_little_book
    differing = {name for name in found.keys() | expected.keys() if found.get(name) != expected.get(name)}
    pictures = {name for name in expected if re.fullmatch(r"figures/(.*\.(svg|png)|drawn-by\.txt)", name)}
    assert differing == pictures | {"page.html", "checksums.txt"}, "without a browser there are no pictures"
    assert "left out: static pictures" in done.stderr
    rows, numbers = (re.compile(part) for part in (rb"<tr>.*?</tr>", rb"data-number=.*?</span>"))
    for part in (rows, numbers):
        assert part.findall(found["page.html"]) == part.findall(expected["page.html"]) != []


def test_a_folder_whose_name_looks_like_a_glob_pattern_works(little_project):
    there = little_project.rename(little_project.with_name("brief [1] *"))
    assert run("data", project=there).returncode == 0


def in_shell(project, command):
    environment = {**os.environ, "PYTHONPATH": str(project / "book")}
    command = command.format(brief=f"{sys.executable} -m brief.cli")
    return subprocess.run(
        ["bash", "-c", command], cwd=project, env=environment, capture_output=True, text=True, timeout=100
    )


def test_an_output_that_cannot_be_written_is_reported(little_project):
    done = in_shell(little_project, "{brief} data >/dev/full")
    assert_reported(done.stderr, "the output: No space left on device")
    assert done.returncode == 1


def test_a_program_that_reads_the_beginning_alone_changes_nothing_of_the_result(little_project):
    environment = {**os.environ, "PYTHONPATH": str(little_project / "book")}
    command = f"{sys.executable} -m brief.cli check --json | true; exit ${{PIPESTATUS[0]}}"
    done = subprocess.run(["bash", "-c", command], cwd=little_project, env=environment, capture_output=True, text=True)
    assert (done.returncode, "nobody reads" in done.stderr) == (0, False)


INTERRUPTED = """import builtins, sys
sys.argv = ["/somewhere/brief"]
real = builtins.__import__
def interrupted(name, *arguments, **options):
    if name == "pandas":
        raise KeyboardInterrupt
    return real(name, *arguments, **options)
builtins.__import__ = interrupted
import brief"""


def test_an_interruption_while_importing_leaves_no_traceback():
    environment = {**os.environ, "PYTHONPATH": str(paths.BOOK)}
    done = subprocess.run([sys.executable, "-c", INTERRUPTED], env=environment, capture_output=True, text=True)
    assert done.stderr == "stopped\n"
    assert done.returncode in {130, -signal.SIGINT}


WRITING = [
    ["build", "--out", "site"],
    *(pytest.param(c, marks=pytest.mark.weekly) for c in (["seal"], ["check", "--certificate", "record"])),
]


@pytest.mark.parametrize("command", WRITING)
def test_a_folder_that_takes_no_files_is_reported_before_pages_are_executed(command, little_project):
    for folder in (little_project, little_project / "book"):
        folder.chmod(0o555)
    environment = {**os.environ, "PYTHONPATH": str(little_project / "book"), "PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run(
        [*ANYBODY, sys.executable, "-m", "brief.cli", *command],
        cwd=little_project, env=environment, capture_output=True, text=True,
    )  # fmt: skip
    for folder in (little_project, little_project / "book"):
        folder.chmod(0o755)
    assert done.returncode == 1
    assert "cannot be written to: Permission denied" in done.stderr and "executing" not in done.stderr


def test_a_reader_who_has_read_enough_is_no_fault(little_project):
    """As with `head`: the command ends quietly, with the code that the shell gives to others."""
    done = in_shell(little_project, "{brief} data | true; exit ${{PIPESTATUS[0]}}")
    assert (done.returncode, done.stderr) == (141, "")


# --- disks that are full or may not be written --------------------------------------------------------------------

SMALL = ["bash", "-c", 'ulimit -f "$0"; exec "$@"']
"""No file may grow beyond so many kilobytes: what a full disk says, said by the system in another word."""
ANYBODY = ["setpriv", "--bounding-set", "-dac_override,-dac_read_search"] if os.geteuid() == 0 else []
"""Without the right of the superuser to write everywhere."""


def closed(path):
    path.chmod(0o555)


def unreadable(path):
    path.chmod(0)


# the disk is: (which file or folder, how, what limits the command, the command, the message)
DISKS = {
    "full, for the sealed edition": ("book", None, [*SMALL, "4"], ["seal"], r"\S+\.json: cannot be written: File too large"),
    "read-only, for the sealed edition": ("book", closed, ANYBODY, ["seal"], r".*: cannot be written to: Permission denied"),
    "full, for the site": (".", None, [*SMALL, "64"], ["build", "--out", "site"], r".*: File too large"),
    "read-only, for the codebook": ("data", closed, ANYBODY, ["data", "--codebook"], r"README\.md: cannot be written: Permission denied"),
    "read-only, for the site": (".", closed, ANYBODY, ["build", "--out", "site"], r".*: cannot be written to: Permission denied"),
    "read-only, for a folder of the site": (".", closed, ANYBODY, ["build", "--out", "new/site"], r".*: cannot be written to: Permission denied"),
    "a table that may not be read": ("data/legs.csv", unreadable, ANYBODY, ["data"], r"legs\.csv: the file cannot be read \(Permission denied\); expected a file that can"),
    "a page that may not be read": ("book/page.md", unreadable, ANYBODY, ["check"], r"page\.md: cannot be read: Permission denied"),
}  # fmt: skip


@rows(DISKS, "full, for the site", "read-only, for the sealed edition", "a page that may not be read")
def test_a_disk_that_cannot_be_written_or_read_is_reported_and_nothing_is_lost(kind, little_project):
    where, how, prefix, command, message = kind
    site = little_project / "site"
    if command[0] == "build" and how is None:
        old_site(little_project)
    before = state(little_project)
    edit(little_project / "book" / "page.md", "# A page", "# The page")  # so that there is something new to seal
    edit(little_project / "data" / "datapackage.json", '"title": "', '"title": "The ')
    before |= {
        str(path.relative_to(little_project)): path.read_bytes()
        for path in (little_project / "book" / "page.md", little_project / "data" / "datapackage.json")
    }
    mode = (little_project / where).stat().st_mode
    if how:
        how(little_project / where)
    try:
        done = subprocess.run(
            [*prefix, sys.executable, "-m", "brief.cli", *command],
            cwd=little_project,
            env={
                **os.environ,
                "PYTHONPATH": str(little_project / "book"),
                "PYTHONDONTWRITEBYTECODE": "1",
                "COLUMNS": "200",
            },
            capture_output=True,
            text=True,
            timeout=100,
        )
    finally:
        (little_project / where).chmod(mode)
    assert_reported(done.stdout + done.stderr, message)
    assert (done.returncode, state(little_project)) == (1, before)
    assert site.exists() == (how is None and command[0] == "build")


@pytest.mark.weekly
def test_a_full_disk_is_reported_and_holds_no_part_of_a_site(little_project, tmp_path):
    """On a disk of one megabyte of its own, where the system allows to make one."""
    disk = tmp_path / "disk"
    disk.mkdir()
    mount = 'mount -t tmpfs -o size=1m none "$0" && { "$@"; code=$?; ls -A "$0" >&2; exit $code; }'
    separate = ["unshare", "--map-root-user", "--mount", "bash", "-c", mount, str(disk)]
    if subprocess.run([*separate, "true"], capture_output=True).returncode:
        pytest.skip("no disk of its own to be had here")
    done = subprocess.run(
        [*separate, sys.executable, "-m", "brief.cli", "build", "--out", str(disk / "site")],
        cwd=little_project,
        env={**os.environ, "PYTHONPATH": str(little_project / "book")},
        capture_output=True,
        text=True,
        timeout=100,
    )
    assert done.returncode == 1, done.stderr
    assert_reported(done.stderr, ".*No space left on device")
    assert done.stderr.splitlines()[-1].endswith("No space left on device"), "nothing is left on the disk"
