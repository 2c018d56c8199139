"""`brief serve` shows each saved change in open pages, a fault over the last good page, and nothing that is stale."""

import contextlib
import functools
import http.client
import http.server
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
from pathlib import Path

import pytest

from brief.publish import serving
from brief.publish.serving import Result, Served
from helpers import cell, edit, run

SECONDS = 60
"""In which whatever is waited for comes, also on a busy machine."""
INJECTED = re.compile(r'<script defer src="/-/live\.js"[^>]*></script>')


class Serving:
    """The command as a person runs it, and what it prints."""

    def __init__(self, project):
        self.temporary = Path(tempfile.mkdtemp(prefix="serve-"))
        environment = {"PYTHONPATH": str(project / "book"), "PYTHONUNBUFFERED": "1", "TMPDIR": str(self.temporary)}
        self.process = subprocess.Popen(
            [sys.executable, "-m", "brief.cli", "serve", "--no-open"],
            cwd=project,
            env={**os.environ, **environment},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        self.printed = ""
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()
        self.address = self.until(lambda: re.match(r"http://127\.0\.0\.1:\d+/", self.printed))[0]

    def _read(self):
        for line in self.process.stdout:
            self.printed += line

    def until(self, something):
        """Wait until something is true, and return it."""
        end = time.monotonic() + SECONDS
        while not (found := something()):
            assert time.monotonic() < end, self.printed
            time.sleep(0.05)
        return found

    def text(self, path):
        """Return a page as the site has it."""
        with urllib.request.urlopen(f"{self.address}{path}", timeout=SECONDS) as answer:
            return INJECTED.sub("", answer.read().decode("utf-8"))

    def stop(self):
        self.process.send_signal(signal.SIGINT)
        return self.process.wait(timeout=SECONDS)


@pytest.fixture
def serve(little_project):
    """Return a function that serves the little book; it is stopped at the end."""
    started = []

    def start():
        started.append(Serving(little_project))
        return started[-1]

    yield start
    for one in started:
        with contextlib.suppress(ProcessLookupError):
            one.stop()
        shutil.rmtree(one.temporary)


def test_saved_sentences_cells_and_code_are_served_as_a_fresh_build_writes_them(serve, little_project):
    served, book, data = serve(), little_project / "book", little_project / "data"
    assert "There are" in served.text("page.html")
    edit(book / "page.md", "There are", "In the tables there are")
    served.until(lambda: "In the tables there are" in served.text("page.html"))
    edit(book / "page.md", "# A page\n", "# Another page\n\n## A heading\n")
    served.until(lambda: "A heading" in served.text("page.html"))
    before = served.text("page.html")
    cell(data / "passengers.csv", 2, "passengers", "98765")
    served.until(lambda: "98765" in served.text("page.html"))
    assert "98765" not in before
    edit(book / "brief" / "publish" / "page_head.py", '" · ".join', '" – ".join')
    served.until(lambda: "Who keeps the ferry? – " in served.text("page.html"))
    assert run("build", "--out", little_project / "fresh", project=little_project).returncode == 0
    for page in ("page.html", "search.html", "genindex.html", "searchindex.js", "_static/site.css"):
        fresh = (little_project / "fresh" / page).read_text(encoding="utf-8")
        served.until(lambda page=page, fresh=fresh: served.text(page) == fresh)  # pictures follow the words


FAULTS = {
    "a page": ("book/page.md", "There are", "{fact}`harbour-999` There are", "WARNING: {fact}: no fact 'harbour-999'"),
    "a cell": ("book/page.md", "import brief\n", "import brief\n1 / 0\n", "fails: ZeroDivisionError"),
    "a table": ("data/passengers.csv", ",", ";", "passengers.csv:1:"),
    "the settings": ("book/_config.yml", "copyright:", "copyright: [", "_config.yml: not YAML"),
    "the code": ("book/brief/words.py", "import annotations\n", "import annotations\n1 = 2\n", "SyntaxError: cannot assign to literal"),
}  # fmt: skip


def test_a_moved_number_has_the_sentence_named_that_cites_it_and_ctrl_c_leaves_no_process_and_no_file(
    serve, little_project
):
    served = serve()
    served.until(lambda: "all pages" in served.printed)
    assert "read again" not in served.printed
    path = little_project / "data" / "places.csv"
    head, first, *others = path.read_text(encoding="utf-8").split("\n")
    path.write_text("\n".join([head, "a-place" + first[first.index(",") :], first, *others]), encoding="utf-8")
    served.until(lambda: "There are {glue:text}`places` places.\n    number places: " in served.printed)
    listed = subprocess.run(["ps", "-eo", "pid,args"], capture_output=True, text=True).stdout
    assert served.stop() == 0
    assert list(served.temporary.iterdir()) == []
    ours = [line.split()[0] for line in listed.splitlines() if str(little_project) in line]
    assert [process for process in ours if Path("/proc", process).exists()] == []


@pytest.mark.parametrize(
    "kinds",
    [["a table"], pytest.param(["a page", "a cell", "the settings", "the code"], marks=pytest.mark.weekly)],
    ids=", ".join,
)
def test_a_fault_is_printed_and_leaves_the_last_good_page_until_it_is_mended(kinds, serve, little_project):
    """Also one that is there from the beginning: the fault is served, and the page once it is mended."""
    edit(little_project / "book" / "page.md", "import brief\n", "import brief\n1 / 0\n")
    served = serve()
    assert "fails: ZeroDivisionError" in served.text("page.html")
    edit(little_project / "book" / "page.md", "1 / 0\n", "")
    served.until(lambda: "There are" in served.text("page.html"))
    served.until(lambda: "all pages" in served.printed)
    good = served.text("page.html")
    for file, old, new, message in (FAULTS[kind] for kind in kinds):
        before = (little_project / file).read_text(encoding="utf-8")
        printed = len(served.printed)
        edit(little_project / file, old, new)
        served.until(lambda printed=printed, message=message: message in served.printed[printed:])
        assert served.text("page.html") == good
        printed = len(served.printed)
        (little_project / file).write_text(before, encoding="utf-8")
        served.until(lambda printed=printed: "all pages" in served.printed[printed:])
        assert served.text("page.html") == good


def test_an_open_page_reloads_by_itself_and_shows_a_fault_over_what_it_showed(serve, little_project, visit):
    served, source = serve(), little_project / "book" / "page.md"
    page = visit(f"{served.address}page.html", still=True)  # a reload would end the loading of the charts, too
    page.set_default_timeout(SECONDS * 1000)
    edit(source, "There are", "In the tables there are")
    page.wait_for_selector("text=In the tables there are")
    edit(source, "import brief\n", "import brief\n1 / 0\n")
    fault = page.wait_for_selector("#brief-fault")
    assert "fails: ZeroDivisionError" in fault.inner_text()
    assert page.locator("text=In the tables there are").is_visible()
    edit(source, "1 / 0\n", "")
    page.wait_for_selector("#brief-fault", state="detached")
    cell(little_project / "data" / "passengers.csv", 2, "passengers", "98765")
    page.wait_for_selector("td:has-text('98,765')", state="attached")
    # each reload ends the stream of events of the page that is left, which the browser reports as a failed request
    assert [fault for fault in page.faults if "/-/events?" not in fault] == []


# --- what is answered while something is built --------------------------------------------------------------


def answered(served, path):
    """Ask for a file in a thread, and return that with the list that receives the answer."""
    answers = []
    thread = threading.Thread(target=lambda: answers.append(served.folder(path)), daemon=True)
    thread.start()
    return thread, answers


def test_after_a_change_a_page_is_sent_once_it_is_up_to_date_and_not_before(tmp_path):
    old, first, new = (tmp_path / name for name in ("old", "first", "new"))
    served = Served()
    served.take(Result(served.begin([]).number, old))
    assert served.folder("one.html") == old
    change = served.begin([Path("one.md")])
    (shown, of_shown), (other, of_other) = answered(served, "one.html"), answered(served, "other.html")
    served.take(Result(change.number, first, frozenset({"one"})))
    shown.join(SECONDS)
    assert (of_shown, of_other) == ([first], [])
    served.take(Result(change.number, new))
    other.join(SECONDS)
    assert of_other == [new]


def test_results_of_an_earlier_change_are_not_served(tmp_path):
    served = Served()
    earlier, later = served.begin([]), served.begin([Path("one.md")])
    thread, answers = answered(served, "one.html")
    assert not served.take(Result(earlier.number, tmp_path / "stale"))
    assert not served.take(Result(earlier.number, fault="of before"))
    assert (answers, served.fault) == ([], "")
    assert served.take(Result(later.number, tmp_path / "new"))
    thread.join(SECONDS)
    assert answers == [tmp_path / "new"]


def test_after_a_fault_the_last_good_page_is_sent(tmp_path):
    served = Served()
    served.take(Result(served.begin([]).number, tmp_path))
    served.take(Result(served.begin([Path("one.md")]).number, fault="one.md: no"))
    assert (served.folder("one.html"), served.fault) == (tmp_path, "one.md: no")


@pytest.mark.parametrize(
    ("path", "host", "status"),
    [
        ("/one.html", "127.0.0.1:{port}", 200),
        ("/one.html", "localhost:8080", 200),
        ("/one.html", None, 200),
        ("/one.html", "evil.example:{port}", 421),
        ("/one.html", "127.0.0.1.evil.example", 421),
        ("/one.html", "[", 400),
        ("//[", "localhost", 404),
        ("/one.html%00", "localhost", 404),
        ("/%2e%2e/secret.html", "localhost", 404),
    ],
)
def test_a_site_whose_name_leads_to_this_machine_reads_nothing_and_no_request_breaks_it(
    path, host, status, tmp_path, capfd
):
    (tmp_path / "site").mkdir()
    for name in ("site/one.html", "secret.html"):
        (tmp_path / name).write_text("<head></head>", encoding="utf-8")
    served = Served()
    served.take(Result(served.begin([]).number, tmp_path / "site"))
    handler = functools.partial(serving._Handler, served=served)
    with http.server.ThreadingHTTPServer((serving.LOOPBACK, 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        connection = http.client.HTTPConnection(serving.LOOPBACK, server.server_port)
        connection.putrequest("GET", path, skip_host=True)
        if host:
            connection.putheader("Host", host.format(port=server.server_port))
        connection.endheaders()
        assert connection.getresponse().status == status
        connection.close()
        server.shutdown()
    assert "Traceback" not in capfd.readouterr().err


def test_pages_that_are_open_are_built_first():
    served = Served()
    with served.opened("one"):
        assert served.begin([]).shown == {"one"}
    assert served.begin([]).shown == set()
