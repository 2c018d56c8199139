"""A brief of one's own: `brief new` makes a folder that is one, on another article, and `brief add` fills it."""

import csv
import os
import subprocess
import sys
import tomllib

import pytest

from brief import cli
from brief.errors import BriefError
from brief.pages import jupyterlab
from brief.start import cutting, folder
from helpers import edit, run
from little import at

ARTICLE = """The ferry that Port Ambleway forgot (an invented example)

Port Ambleway, an invented town, has been without its ferry since the autumn of 2024. The council says that the boat \
will be back by the summer. Few in the harbour believe it.

The ferry carried 412,000 passengers in 2023, more than in any year before. "I knew that it was the end," said Ms. Orla \
Tennick, who ran the ticket office. The yard says that it has been paid nothing since March 2025.

Small towns lose ferries because boats are dear and councils are poor. Most likely, this one will not come back.
"""
ANSWERS = folder.Answers(
    title="Ferry & harbour",
    author="A. Tester",
    topic="harbour_works",
    publisher="Bay Courier",
    published="2026-02-01",
    url="https://example.org/ferry",
)


@pytest.fixture(scope="session")
def article(tmp_path_factory):
    path = tmp_path_factory.mktemp("article") / "ferry.txt"
    path.write_text(ARTICLE, encoding="utf-8")
    return path


@pytest.fixture
def new_brief(article, tmp_path):
    """The files of a new brief, nothing executed or sealed yet."""
    for name, content in folder.content("my ferry", article, ANSWERS).items():
        path = tmp_path / "my ferry" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return tmp_path / "my ferry"


@pytest.fixture
def command(new_brief, capsys):
    """Return a function that calls the command on the new brief in this process, and returns its exit code and output."""

    def call(*arguments):
        with at(new_brief):
            try:
                code = cli.main([*map(str, arguments)])
            except SystemExit as stop:  # how argparse ends
                code = stop.code
        printed = capsys.readouterr()
        return code, printed.out, printed.err

    return call


def rows(project, table):
    with (project / "data" / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_its_tables_are_valid_and_its_pages_without_a_fault(command):
    for words in (["data", "--codebook"], ["lint"]):
        code, printed, said = command(*words)
        assert (code, said) == (0, ""), printed


def test_its_pages_are_as_jupyterlab_saves_them(new_brief):
    for page in sorted((new_brief / "book").glob("*.md")):
        text = page.read_text(encoding="utf-8")
        assert jupyterlab.as_saved(text) == text, page.name


def test_the_title_of_the_article_is_its_first_line_or_as_given(new_brief, article):
    [row] = [row for row in rows(new_brief, "sources") if row["source_key"] == "the_article"]
    assert row["title"] == ARTICLE.split("\n")[0]
    files = folder.content("x", article, folder.Answers("T", "A", article_title="Ferry gone"))
    assert "the_article,Ferry gone,shown," in files["data/sources.csv"].decode()


def test_a_view_of_a_table_that_it_lacks_is_refused_by_name(new_brief):
    program = "from brief.ledger import views; print(views.available()); views.template_values('places')"
    environment = {**os.environ, "PYTHONPATH": str(new_brief / "book")}
    done = subprocess.run([sys.executable, "-c", program], env=environment, capture_output=True, text=True)
    assert "'ledger'" in done.stdout and "'places'" not in done.stdout
    assert "BriefError: the view 'places' shows the table 'places', which this brief does not have" in done.stderr


def test_the_passages_are_the_article_from_its_first_byte_to_its_last(new_brief):
    text = (new_brief / "seeds" / "ferry.txt").read_bytes()
    places = [(int(row["passage_start"]), int(row["passage_end"])) for row in rows(new_brief, "passages")]
    assert b"".join(text[start:end] for start, end in places) == text == ARTICLE.encode()
    said = [text[start:end].decode().strip() for start, end in places]
    assert said[1:4] == ARTICLE.split("\n\n")[1].replace(". ", ".|").split("|")
    assert '"I knew that it was the end," said Ms. Orla Tennick, who ran the ticket office.' in said


@pytest.mark.parametrize("text", ["One. Two.\n\nThree", "A.\r\n\r\n\r\nB", "é. É “Ü.” Ö", "no stop at all"])
def test_any_text_is_cut_without_a_gap(text):
    clean = cutting.cleaned(text.encode())
    places = cutting.passages(clean)
    assert [start for start, _ in places] == [0, *(end for _, end in places[:-1])]
    assert places[-1][1] == len(clean.encode())


def test_an_article_in_translation_names_its_language(article):
    files = folder.content("x", article, folder.Answers("T", "A", language="fr"))
    settings = tomllib.loads(files["book/brief.toml"].decode())
    assert settings["original"] == {"code": "fr", "name": "French"}
    assert "{vocabulary} claims.translation_fault" in files["book/method.md"].decode()


def test_rows_are_added_with_what_follows_from_the_others(new_brief, command):
    def add(*arguments):
        code, printed, said = command("add", *arguments)
        assert code == 0, said
        return printed

    claim = ("--topic", "harbour_works", "--kind", "quantity", "--statement", "It was a record.")
    add("claim", *claim, "--quote", "more than in any year before")
    said = ("--publisher", "Évening Post", "--published", "2025-03-01", "--title", "Paid", "--language", "en")
    read = ("--read_as", "whole", "--reliability_reason", "A local paper.", "--url", "https://example.org/paid")
    add("source", *said, *read, "--document_kind", "newsroom_own")
    add("origin", "--name", "The Yard", "--kind", "company")
    add("measure", "--label", "Crowns paid", "--unit", "crowns", "--basis", "paid", "--definition", "What was paid.")
    fact = ("--topic", "harbour_works", "--fact", "The yard got 3 crowns.", "--credibility", "3", "--value", "3")
    printed = add(
        "fact", *fact, "--origin_id", "the-yard", "--source_key", "eveningpost2025", "--measure_id", "crowns_paid"
    )
    assert "added harbour-004 to data/facts.csv" in printed
    why = "It names another number of ships."
    add("link", "--claim_id", "c-002", "--fact_id", "harbour-004", "--relation", "contradicts", "--reason", why)

    new = rows(new_brief, "claims")[1]
    text = ARTICLE.encode()
    assert text[int(new["quote_start"]) : int(new["quote_end"])] == b"more than in any year before"
    assert new["passage_id"] == "p-005"
    fact = next(row for row in rows(new_brief, "facts") if row["fact_id"] == "harbour-004")
    assert (fact["value_low"], fact["value_high"], fact["unit"]) == ("3", "3", "crowns")
    source = next(row for row in rows(new_brief, "sources") if row["source_key"] == "eveningpost2025")
    assert (source["reliability"], source["title_basis"], source["date_basis"]) == ("B", "shown", "shown")
    add("measure", "--label", "Share", "--unit", "%", "--basis", "stock", "--definition", "Of the fares.")
    add("claim", *claim, "--quote", "The ferry that Port Ambleway forgot")
    program = "import brief; print(*brief.ledger().claim_id)"
    environment = {**os.environ, "PYTHONPATH": str(new_brief / "book")}
    done = subprocess.run([sys.executable, "-c", program], env=environment, capture_output=True, text=True)
    assert done.stdout.split() == ["c-003", "c-001", "c-002"], "by their place in the article"

    code, _, said = command("data")
    assert (code, "README.md does not say what the tables hold now" in said) == (0, True)
    assert command("data", "--fix")[2] == command("data")[2] == ""

    copied = ("--publisher", "The Bay Times, from Coast Wire", "--title_basis", "missing", "--published", "2025-03-02")
    address = ("--read_as", "whole", "--reliability_reason", "A copy.", "--url", "https://example.com/copy")
    assert "added thebaytimes2025" in add(
        "source", *copied, *address, "--language", "en", "--document_kind", "agency_copy"
    )


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["claim", "--topic", "harbour_works"], "missing --kind, --quote, --statement"),
        (["claim", "--quote", "the ferry sank"], "in the article once, to the letter; it is not there"),
        (["claim", "--quote", "The"], "it is there 4 times: quote more of it"),
        (["source", "--document_kind", "newsroom"], "did you mean 'newsroom_own'?"),
        (
            ["link", "--claim_id", "c-001", "--fact_id", "harbour-001", "--relation", "denies"],
            "has a row 'c-001 harbour",
        ),
        (
            ["link", "--claim_id", "c-001", "--fact_id", "art-01", "--relation", "denies"],
            "'art-01' is not in facts.csv",
        ),
        (
            ["link", "--claim_id", "c-001", "--fact_id", "harbour-001", "--relation", "supports", "--record", "true"],
            "of a kind that is not first-hand",
        ),
        (["fact", "--colour", "red"], "unrecognized arguments: --colour red"),
    ],
)
def test_a_row_that_cannot_be_is_refused_and_nothing_is_written(arguments, message, new_brief, command):
    before = {path.name: path.read_bytes() for path in (new_brief / "data").iterdir()}
    code, _, said = command("add", *arguments)
    assert code in (1, 2)
    assert message in said.replace("\n", " ")
    assert {path.name: path.read_bytes() for path in (new_brief / "data").iterdir()} == before


def test_ids_go_on_past_999_in_the_order_of_their_numbers(new_brief, command):
    path = new_brief / "data" / "claims.csv"
    edit(path, "c-001,", "c-999,")
    edit(new_brief / "data" / "links.csv", "c-001,harbour-001", "c-999,harbour-001")
    for number in ("2", "3"):
        edit(new_brief / "data" / "links.csv", f"c-001,harbour-00{number}", f"c-999,harbour-00{number}")
    added = ("claim", "--topic", "harbour_works", "--kind", "event", "--statement", "It was paid nothing.")
    _, printed, said = command("add", *added, "--quote", "paid nothing")
    assert "added c-1000" in printed, said
    assert [row["claim_id"] for row in rows(new_brief, "claims")] == ["c-999", "c-1000"]
    assert command("data")[0] == 0


def test_topics_of_the_settings_become_the_words_of_the_tables(new_brief, command):
    edit(
        new_brief / "book" / "brief.toml",
        "[topics.article]",
        '[topics.fares]\nabout = "fares"\nprefix = "fare"\n\n[topics.article]',
    )
    code, _, said = command("data")
    assert code == 1
    assert "claims.topic, facts.fact_id, facts.topic" in said and "`brief data --fix`" in said
    assert command("data", "--fix")[0] == 0
    assert '"^(harbour|fare|art)-\\\\d{3,}$"' in (new_brief / "data" / "datapackage.json").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('title = "', "title = ", "brief.toml: "),
        ("[topics.article]", "own_code = 'ours'\n[topics.article]", "unexpected keyword argument 'own_code'"),
        (
            'repository = ""',
            "own_code = 'ours'",
            "own_code: No module named 'brief.ours'; expected a folder in book/brief",
        ),
        ('about = "the article itself"\n', "", "missing 1 required positional argument: 'about'"),
    ],
)
def test_a_fault_in_the_settings_is_told_without_a_traceback(old, new, message, new_brief):
    edit(new_brief / "book" / "brief.toml", old, new)
    done = run("data", project=new_brief)
    assert done.returncode == 1
    assert message in done.stderr and "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"topic": "claims"}, "no page that any brief has"),
        ({"topic": "Harbour"}, "expected small letters and _"),
        ({"language": "english"}, "'english' is no language"),
        ({"published": "soon"}, "'soon' is not a date"),
        ({"url": "example.org"}, "begins with https://"),
        ({"title": "<b>"}, "expected plain text"),
    ],
)
def test_answers_that_cannot_be_are_refused(change, message, article, tmp_path):
    answers = folder.Answers(**{"title": "T", "author": "A", **change})
    with pytest.raises(BriefError, match=message):
        folder.make(tmp_path / "new", article, answers)
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_holds_something_is_left_alone(article, tmp_path):
    (tmp_path / "mine.txt").write_text("mine", encoding="utf-8")
    done = run("new", tmp_path, "--article", article)
    assert (done.returncode, "is not empty" in done.stderr) == (1, True)
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


@pytest.mark.parametrize("content", [b"\xff\xfe\x00", b"Too short.", b""])
def test_what_is_no_article_is_refused(content, tmp_path):
    (tmp_path / "article.txt").write_bytes(content)
    with pytest.raises(BriefError, match=r"article\.txt: "):
        folder.make(tmp_path / "new", tmp_path / "article.txt", folder.Answers("T", "A"))
    assert not (tmp_path / "new").exists()


@pytest.mark.weekly
def test_a_new_brief_builds_and_matches_what_it_seals(article, tmp_path):
    """From the command to a site: made, valid, built, sealed again and checked, as the newcomer does it."""
    project = tmp_path / "my ferry"
    options = ("--title", ANSWERS.title, "--topic", ANSWERS.topic, "--publisher", ANSWERS.publisher)
    done = run("new", project, "--article", article, *options, "--published", ANSWERS.published)
    assert done.returncode == 0, done.stderr
    for command in (["data"], ["build"], ["check"], ["seal"], ["check"]):
        if command == ["seal"]:  # nobody relied on the example, so that no correction is asked for
            edit(project / "data" / "facts.csv", ",12,12,", ",13,13,")
        done = run(*command, project=project)
        assert done.returncode == 0, done.stdout + done.stderr
        assert "to look at" not in done.stderr and "`brief lint`" not in done.stderr
    assert "match" in done.stdout.splitlines()[-1]
    site = project / "book" / "_build" / "html"
    assert (site / "harbour_works.html").is_file()
    assert (site / "downloads" / "my-ferry.zip").is_file()
    assert 'name="brief-found" content="ledger facts"' in (site / "search.html").read_text(encoding="utf-8")
    assert '<span data-finding="holds">✓✓</span>' in (site / "harbour_works.html").read_text(encoding="utf-8")
    assert "<title>Ferry &amp; harbour</title>" in (site / "index.html").read_text(encoding="utf-8")
