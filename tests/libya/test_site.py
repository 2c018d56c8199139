"""`brief check --site` names the place of each edit by hand in a published copy."""

import argparse
import contextlib
import csv
import gzip
import http.server
import io
import json
import os
import re
import shutil
import socket
import time
import zipfile

import pytest

from brief import cli
from brief.check import certificate, site_copies
from brief.check import site as site_check
from brief.errors import BriefError
from brief.publish import building
from helpers import cases, edit, run, server_of


@pytest.fixture(scope="module")
def built(site, tmp_path_factory):
    """The site as built, without what is heavy and of other people's making: compared in half the time."""
    folder = tmp_path_factory.mktemp("built") / "site"
    shutil.copytree(
        site, folder, ignore=shutil.ignore_patterns("scripts", "styles", "vendor", "plotly.min.js", "locales")
    )
    return folder


@pytest.fixture
def copy(built, tmp_path):
    """A copy of it to edit."""
    return shutil.copytree(built, tmp_path / "copy")


def differences(built, copy):
    """Return what is reported of a copy, by kind, page and name."""
    items = site_check.compare(built, site_copies.at(str(copy)))
    return {(item.kind, item.page, item.name): item.differences for item in items if item.differences}


# --- edits by hand -------------------------------------------------------------------------------------------


def swap(old, new):
    return lambda path: edit(path, old, new)


def chart(name, change):
    """Change what a chart draws, in the page."""

    def by_hand(path):
        text = path.read_text(encoding="utf-8")
        before, spec, after = re.split(
            rf'(?<=data-chart="{name}-chart">)(.*?)(?=</script>)', text, maxsplit=1, flags=re.S
        )
        drawn = json.loads(spec)
        change(drawn)
        spec = json.dumps(drawn, separators=(",", ":"), sort_keys=True).replace("<", "\\u003c")
        path.write_text(before + spec + after, encoding="utf-8")

    return by_hand


def inside(start, old, new):
    """Replace a text that stands after another."""

    def by_hand(path):
        before, found, after = path.read_text(encoding="utf-8").partition(start)
        assert found and old in after
        path.write_text(before + found + after.replace(old, new, 1), encoding="utf-8")

    return by_hand


def cell(row, column, value):
    def by_hand(path):
        rows = list(csv.reader(path.open(encoding="utf-8", newline="")))
        next(line for line in rows if line[0] == row)[rows[0].index(column)] = value
        with path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file, lineterminator="\n").writerows(rows)

    return by_hand


def output(path):
    notebook = json.loads(path.read_text(encoding="utf-8"))
    number, code = next((n, cell) for n, cell in enumerate(notebook["cells"], 1) if cell.get("outputs"))
    assert number == 3
    code["outputs"][0]["data"]["application/papermill.record/text/plain"] = "'eleven'"
    path.write_text(f"{json.dumps(notebook, indent=1, ensure_ascii=False, sort_keys=True)}\n", encoding="utf-8")


def member(path):
    with zipfile.ZipFile(path) as archive:
        content = {entry: archive.read(entry) for entry in archive.infolist()}
    with zipfile.ZipFile(path, "w") as archive:
        for entry, found in content.items():
            if entry.filename.endswith("data/facts.csv"):
                found = found.replace(b"\nair-074,", b"\nair-999,")
            archive.writestr(entry, found, zipfile.ZIP_DEFLATED, compresslevel=9)


def set_point(drawn):
    drawn["data"][0]["x"][1] = 40


def set_ticks(drawn):
    drawn["layout"]["xaxis"]["tickformat"] = ".1f"


AIRPOWER, CARGO = "airpower.html", "fig-airpower-cargo"
FIGURE = ("figure", "airpower", CARGO)
EDITS = {  # what is edited: in which file, how, and what must be reported of what
    "a number in the text": (
        AIRPOWER,
        swap('data-number="air-074">338<', 'data-number="air-074">340<'),
        ("number", "airpower", "air-074"),
        r"338 became 340 \(line \d+\)",
    ),
    "a word": (
        AIRPOWER,
        swap("the jets came once", "the jets came twice"),
        ("page", "airpower", AIRPOWER),
        r'under “What flew regularly\?”: ".*the jets came once.*" became ".*the jets came twice.*" \(line \d+\)',
    ),
    "a data point": (AIRPOWER, chart(CARGO, set_point), FIGURE, r"chart\.data\[0\]\.x\[1\]: [\d.]+ became 40"),
    "the labels of an axis": (
        AIRPOWER,
        chart(CARGO, set_ticks),
        FIGURE,
        r'chart\.layout\.xaxis\.tickformat: "," became ".1f"',
    ),
    "the finding of a figure": (
        AIRPOWER,
        inside(f'id="{CARGO}"', "The UN mission counted some 37 flights", "The UN mission counted some 17 flights"),
        FIGURE,
        r'title: ".*counted some 37 flights .* became ".*counted some 17 flights ',
    ),
    "the words for those who do not see it": (
        AIRPOWER,
        inside(f'id="{CARGO}-chart"', 'aria-label="The UN mission', 'aria-label="No UN mission'),
        FIGURE,
        r'aria-label of div: "The UN mission.* became "No UN mission',
    ),
    "the source strip": (
        AIRPOWER,
        inside(f'id="{CARGO}-chart"', "in six documents", "in eight documents"),
        FIGURE,
        r'sources: "ten in six documents" became "ten in eight documents"',
    ),
    "a cell of the rows behind a figure": (
        AIRPOWER,
        inside(f'id="{CARGO}-chart"', "<td>338 flights</td>", "<td>383 flights</td>"),
        FIGURE,
        r'row air-074, Value: "338 flights" became "383 flights"',
    ),
    "a link in a cell": (
        AIRPOWER,
        inside("<td>383 flights</td>", "https://www.reuters.com/", "https://www.reuters.example/"),
        FIGURE,
        r'row air-074, Document: href of a: ".*reuters\.com/.* became ".*reuters\.example/',
    ),
    "a caption": (
        AIRPOWER,
        inside(f'id="{CARGO}-chart"', "so do not add them", "so add them"),
        FIGURE,
        r'caption: ".*so do not add them.* became ".*so add them',
    ),
    "a label in a picture": (
        AIRPOWER,
        inside(f'id="{CARGO}-chart"', "338\xa0suspect", "383\xa0suspect"),
        ("picture", "airpower", CARGO),
        r'".*338\S*suspect.*" became ".*383\S*suspect.*"',
    ),
    "the place of something in a picture": (
        AIRPOWER,
        inside('id="fig-airpower-fighters-chart"', '<path transform="translate(', '<path transform="translate(1'),
        ("picture", "airpower", "fig-airpower-fighters"),
        r'transform of path: "translate\(',
    ),
    "a label in the file of a picture": (
        f"figures/{CARGO}.svg",
        swap("338\xa0suspect", "383\xa0suspect"),
        ("picture", "", f"figures/{CARGO}.svg"),
        r"line \d+: .* became .*383\S*suspect",
    ),
    "a picture of pixels": (
        f"figures/{CARGO}.png",
        lambda path: path.write_bytes(path.read_bytes()[:-20] + b"\1" * 20),
        ("picture", "", f"figures/{CARGO}.png"),
        r"its bytes differ from byte \d+",
    ),
    "a finding on a page": (
        AIRPOWER,
        inside('id="c-012">', "◐ near miss", "✓ holds thinly"),
        ("finding", "airpower", "c-012"),
        r'.*"◐ near miss" became "✓ holds thinly"',
    ),
    "a finding in the ledger": (
        "claims.html",
        inside('<tr id="c-012">', 'aria-hidden="true">◐</span> near miss</span></td>', 'aria-hidden="true">◐</span> full hit</span></td>'),
        ("finding", "claims", "c-012"),
        r'Finding: " near miss" became " full hit"',
    ),
    "a judgment": (
        AIRPOWER,
        inside('id="j-2"', "<strong>very likely</strong>", "<strong>unlikely</strong>"),
        ("judgment", "airpower", "j-2"),
        r'"very likely" became "unlikely"',
    ),
    "the grade of a source": (
        "sources.html",
        inside('<tr id="src-bild2020">', '<td data-label="Grade">C</td>', '<td data-label="Grade">A</td>'),
        ("entry", "sources", "src-bild2020"),
        r'Grade: "C" became "A"',
    ),
    "the address of a source": (
        "sources.html",
        inside('<tr id="src-bild2020">', "https://www.bild.de/", "https://www.bild.example/"),
        ("entry", "sources", "src-bild2020"),
        r'.*: href of a: ".*bild\.de/.* became ".*bild\.example/',
    ),
    "a script": (
        "index.html",
        swap("</body>", '<script src="https://evil.example/x.js"></script></body>'),
        ("page", "index", "index.html"),
        r'around the text: "<script src=.*evil\.example.* is not from this build',
    ),
    "an address for machines, in the head": (
        "media.html",
        swap('property="og:type" content="article"', 'property="og:type" content="advert"'),
        ("page", "media", "media.html"),
        r'in head: content of meta: "article" became "advert"',
    ),
    "a comment": (
        "war.html",
        swap("</footer>", "<!-- was here --></footer>"),
        ("page", "war", "war.html"),
        r'in footer: "<!-- was here -->" is not from this build',
    ),
    "how a character is written, which nobody sees": (
        "check.html",
        swap('<html lang="en"', "<html lang='en'"),
        ("page", "check", "check.html"),
        r""".*"<html lang=..en.. .*" became "<html lang='en' """,
    ),
    "a cell in the download of a figure": (
        f"figures/{CARGO}.csv",
        cell("air-074", "value_low", "340"),
        ("download", "", f"figures/{CARGO}.csv"),
        r"row air-074, value_low: '338' became '340'",
    ),
    "a cell of a table": (
        "data/facts.csv",
        cell("air-074", "value_low", "340"),
        ("table", "", "facts"),
        r"row air-074, value_low: '338' became '340'",
    ),
    "a cell of a table whose key has two columns": (
        "data/links.csv",
        swap("c-012,air-066,denies,", "c-012,air-066,context,"),
        ("table", "", "links"),
        r"row c-012 air-066, relation: 'denies' became 'context'",
    ),
    "the description of the tables": (
        "data/datapackage.json",
        swap('"https://datapackage.org/profiles/2.0/datapackage.json"', '"https://datapackage.example/"'),
        ("download", "", "data/datapackage.json"),
        r'datapackage\.\$schema: "https://datapackage\.org/.*" became "https://datapackage\.example/"',
    ),
    "the ledger for programs": (
        "ledger/claims.csv",
        swap("c-012,", "c-212,"),
        ("download", "", "ledger/claims.csv"),
        r"row new: c-212",
    ),
    "the output of a notebook": (
        "notebooks/airpower.ipynb",
        output,
        ("download", "", "notebooks/airpower.ipynb"),
        r"""cell 3\.outputs\[0\]\.data.*: "'13'" became "'eleven'\"""",
    ),
    "a member of the archive": (
        "downloads/libya-brief.zip",
        member,
        ("download", "", "downloads/libya-brief.zip"),
        r"libya-brief/data/facts\.csv: row new: air-999",
    ),
    "the script that draws": (
        "_static/charts.js",
        swap("Plotly.", "Plotter."),
        ("file", "", "_static/charts.js"),
        r"line \d+: .* became ",
    ),
    "what the search finds": (
        "searchindex.js",
        swap("Search.setIndex(", "Search.setIndex( "),
        ("file", "", "searchindex.js"),
        r'line 1: "Search\.setIndex\(\{.* became "Search\.setIndex\( \{',
    ),
    "a file that does not belong": (
        "more/evil.html",
        lambda path: (path.parent.mkdir(), path.write_text("x")),
        ("file", "", "more/evil.html"),
        r"is not from this build",
    ),
    "a page taken away": (
        "glossary.html",
        lambda path: path.unlink(),
        ("page", "glossary", "glossary.html"),
        r"is missing",
    ),
    "an image": (
        "_static/file.png",
        lambda path: path.write_bytes(path.read_bytes()[:-1] + b"\1"),
        ("file", "", "_static/file.png"),
        r"its bytes differ from byte 285",
    ),
}  # fmt: skip


def test_edits_by_hand_are_all_found_and_their_places_named_and_nothing_else(built, copy):
    for name, by_hand, _, _ in EDITS.values():
        by_hand(copy / name)
    reported = differences(built, copy)
    for edited, (_, _, what, line) in EDITS.items():
        assert any(re.match(line, said) for said in reported.get(what, [])), (edited, reported.get(what))
    assert set(reported) == {what for _, _, what, _ in EDITS.values()}
    expected = {what: sum(other == what for _, _, other, _ in EDITS.values()) for what in reported}
    expected["download", "", "ledger/claims.csv"] = expected["download", "", "downloads/libya-brief.zip"] = (
        2  # new, gone
    )
    assert {what: len(lines) for what, lines in reported.items()} == expected


@pytest.fixture
def part(built, tmp_path):
    """A part of the site: two pages and the files of the figures."""
    folder = tmp_path / "part"
    for path in [built / "airpower.html", built / "index.html", *(built / "figures").iterdir()]:
        (folder / path.relative_to(built)).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(path, folder / path.relative_to(built))
    return folder


def drawn_elsewhere(copy):
    """Change a copy as if other programs had drawn its pictures: each mark and word a little to the side."""
    (copy / site_check.DRAWER).write_text("kaleido 9, Chromium 999, fonts of another machine\n", encoding="utf-8")
    for path in [*copy.glob("*.html"), *copy.glob("figures/*.svg")]:
        path.write_text(path.read_text("utf-8").replace("translate(1", "translate(2"), encoding="utf-8")
    for path in copy.glob("figures/*.png"):
        path.write_bytes(path.read_bytes()[:-20] + b"\1" * 20)


def inside_pages(site):
    """Return how many pictures of charts the pages of a site hold."""
    return sum(path.read_text("utf-8").count('<svg class="brief-picture wide') for path in site.glob("*.html"))


def files(site, kind):
    return len(list(site.glob(f"figures/*.{kind}")))


def pictures(site):
    return inside_pages(site) + files(site, "svg") + files(site, "png")


def test_pictures_that_other_programs_drew_are_compared_by_their_words_and_this_is_reported(part, tmp_path):
    copy = shutil.copytree(part, tmp_path / "copy")
    drawn_elsewhere(copy)
    items = site_check.compare(part, site_copies.at(str(copy)))
    assert [item for item in items if item.differences] == []
    assert site_check.remarks(items).startswith(
        f"{inside_pages(part) + files(part, 'svg')} pictures compared by their words alone and"
        f" {files(part, 'png')} pictures not compared:"
    )
    labels = [EDITS[name] for name in ("a label in a picture", "a label in the file of a picture")]
    for name, by_hand, _, _ in labels:
        by_hand(copy / name)
    reported = differences(part, copy)
    assert set(reported) == {what for _, _, what, _ in labels}
    assert all(re.search(r"383\S*suspect", lines[0]) for lines in reported.values()), reported


def test_a_copy_without_pictures_can_be_compared(part, tmp_path):
    copy = shutil.copytree(part, tmp_path / "copy")
    for path in copy.glob("*.html"):
        text = re.sub(r'<svg class="brief-picture.*?</svg>', "", path.read_text("utf-8"), flags=re.S)
        path.write_text(re.sub(r'<span class="brief-files">.*?</span>', "", text), encoding="utf-8")
    for path in [*copy.glob("figures/*.svg"), *copy.glob("figures/*.png"), copy / site_check.DRAWER]:
        path.unlink()
    for one, other in ((part, copy), (copy, part)):
        items = site_check.compare(one, site_copies.at(str(other)))
        assert [item for item in items if item.differences] == []
        assert site_check.remarks(items).startswith(f"{pictures(part)} pictures not compared:")


def test_pictures_that_the_same_programs_drew_match_to_the_letter(part):
    items = site_check.compare(part, site_copies.at(str(part)))
    assert (site_check.remarks(items), sum(item.kind == "picture" for item in items)) == ("", pictures(part))


def test_what_is_added_taken_out_or_moved_is_named(built, copy):
    edit(copy / AIRPOWER, ' data-number="air-074"', "")
    edit(copy / "claims.html", '<tr id="c-012">', '<tr id="c-812">')
    rows = re.compile(r"<tr>(?:(?!</tr>).)*<td>air-074</td></tr>", re.S)
    text = (copy / AIRPOWER).read_text(encoding="utf-8")
    (copy / AIRPOWER).write_text(rows.sub("", text, count=1), encoding="utf-8")
    data = (copy / "media.html").read_text(encoding="utf-8")
    first, second = re.findall(r'<figure class="align-default" id="[\w-]+">.*?</figure>', data, re.S)[:2]
    moved = data.replace(first, "\0").replace(second, first).replace("\0", second)
    (copy / "media.html").write_text(moved, encoding="utf-8")
    reported = differences(built, copy)
    assert re.match(r'"338" is gone \(line \d+\)', reported["number", "airpower", "air-074"][0])
    assert any('"338" is not from this build' in line for line in reported["page", "airpower", AIRPOWER])
    assert reported["finding", "claims", "c-012"] == ["is gone from the page"]
    assert reported["finding", "claims", "c-812"] == ["is not from this build"]
    assert any(re.match(r"row air-074 is gone \(line \d+\)", line) for lines in reported.values() for line in lines)
    names = [re.search(r'id="([\w-]+)"', figure)[1] for figure in (first, second)]
    assert reported["page", "media", "media.html"] == [
        f"its parts stand in another order: figure {names[1]} stands where figure {names[0]} should"
    ]


def test_last_digits_of_charts_and_of_their_rows_may_differ_as_they_do_between_machines(built, copy):
    def by(part):
        def change(drawn):
            drawn["data"][0]["x"][1] *= 1 + part

        return change

    chart(CARGO, by(1e-12))(copy / AIRPOWER)
    edit(copy / f"figures/{CARGO}.csv", "37.37861842105263", "37.37861842105264")
    assert differences(built, copy) == {}
    chart(CARGO, by(1e-6))(copy / AIRPOWER)
    edit(copy / f"figures/{CARGO}.csv", "37.37861842105264", "37.3787")
    assert differences(built, copy).keys() == {FIGURE, ("download", "", f"figures/{CARGO}.csv")}


def test_last_digits_of_a_chart_hide_nothing_else_on_the_page(built, copy):
    def nearly(drawn):
        drawn["data"][0]["x"][1] *= 1 + 1e-12

    chart(CARGO, nearly)(copy / AIRPOWER)
    edit(copy / AIRPOWER, '<html lang="en"', "<html lang='en'")
    edit(copy / AIRPOWER, f'data-chart="{CARGO}-chart">{{', f'data-chart="{CARGO}-chart"> {{')
    found = differences(built, copy)
    assert found.keys() == {FIGURE}, "a space before the data"
    edit(copy / AIRPOWER, f'data-chart="{CARGO}-chart"> {{', f'data-chart="{CARGO}-chart">{{')
    assert "<html lang='en'" in differences(built, copy)["page", "airpower", AIRPOWER][0]


def test_a_picture_that_other_programs_drew_gets_no_attributes_that_ours_has_not(part, tmp_path):
    copy = shutil.copytree(part, tmp_path / "copy")
    drawn_elsewhere(copy)
    inside(f'id="{CARGO}-chart"', "<path ", '<path onclick="alert(1)" ')(copy / AIRPOWER)
    assert "onclick of path" in differences(part, copy)["picture", "airpower", CARGO][0]


def test_an_archive_may_be_packed_otherwise_but_hides_nothing(built, copy):
    name = "downloads/libya-brief.zip"
    path = copy / name
    with zipfile.ZipFile(path) as archive:
        content = {entry: archive.read(entry) for entry in archive.infolist()}

    def pack(entries):
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w") as archive:
            for entry in entries:
                archive.writestr(entry, content[entry], zipfile.ZIP_DEFLATED, compresslevel=1)
        return packed.getvalue()

    def reported(packed):
        found = site_check._file(name, (built / name).read_bytes(), packed)
        assert [(item.kind, item.name) for item in found] == [("download", name)]
        return found[0].differences

    whole = pack(content)
    assert whole != (built / name).read_bytes()
    assert reported(whole) == []
    assert "another order" in reported(pack(reversed(content)))[0]
    assert "stands between" in reported(whole + b"more")[0]
    assert "stands between" in reported(b"more" + whole)[0]
    assert "is no sound ZIP archive" in reported(whole[: len(whole) // 2])[0]
    path.write_bytes(whole)
    with pytest.warns(UserWarning), zipfile.ZipFile(path, "a") as archive:
        archive.writestr("libya-brief/README.md", b"another")
    assert "libya-brief/README.md stands in it twice" in reported(path.read_bytes())


def test_a_packed_part_of_the_sealed_edition_may_be_packed_otherwise_but_hides_nothing(built):
    [path] = (built / "rerun").glob("sealed-ledger-*")
    name, ours = path.relative_to(built).as_posix(), path.read_bytes()

    def reported(packed):
        return [item.differences for item in site_check._file(name, ours, packed) if item.differences]

    content, named = gzip.decompress(ours), io.BytesIO()
    with gzip.GzipFile("name", "wb", fileobj=named, mtime=0) as file:
        file.write(content)
    otherwise = ours[:10] + gzip.compress(content, 1, mtime=0)[10:]
    assert otherwise != ours and gzip.decompress(otherwise) == content
    assert reported(otherwise) == []
    for hiding in (
        otherwise + b"more",
        otherwise + gzip.compress(b""),
        named.getvalue(),
        gzip.compress(content, mtime=1),
    ):
        assert reported(hiding)
    assert reported(gzip.compress(content.replace(b"holds", b"wrong", 1), mtime=0))


def flip_local_date(content, member):
    return content[: member.header_offset + 10] + b"\1" + content[member.header_offset + 11 :]


def flip_local_size(content, member):
    return content[: member.header_offset + 18] + b"\1" + content[member.header_offset + 19 :]


def hide_behind_the_end(content, member):
    """Put a payload into the space of a packed member, behind the end of what is unpacked, and mend all places."""
    packed = io.BytesIO(content)
    with zipfile.ZipFile(packed) as archive:
        members, listed = archive.infolist(), archive.start_dir
    more, at = b"payload", member.header_offset + 30 + len(member.filename.encode()) + member.compress_size
    local, size = member.header_offset + 18, (member.compress_size + len(more)).to_bytes(4, "little")
    out = bytearray(content[:at] + more + content[at:])
    out[local : local + 4] = size
    place = listed + len(more)
    for other in members:
        if other.filename == member.filename:
            out[place + 20 : place + 24] = size
        if other.header_offset > member.header_offset:
            out[place + 42 : place + 46] = (other.header_offset + len(more)).to_bytes(4, "little")
        place += 46 + len(other.filename.encode())
    out[place + 16 : place + 20] = (listed + len(more)).to_bytes(4, "little")
    return bytes(out)


@pytest.mark.parametrize("attack", [flip_local_date, flip_local_size, hide_behind_the_end])
def test_an_archive_whose_members_match_hides_nothing_in_its_heads_or_behind_their_end(attack, built):
    name = "downloads/libya-brief.zip"
    content = (built / name).read_bytes()
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        member = archive.infolist()[5]
    altered = attack(content, member)
    with zipfile.ZipFile(io.BytesIO(altered)) as archive:
        assert archive.testzip() is None, "else the attack proves nothing"
    [item] = site_check._file(name, content, altered)
    assert item.differences


@pytest.mark.parametrize(
    "number",
    [
        "37.378618421052630",
        "037.37861842105263",
        "37.37861842105263000",
        "\u0663\u0667.54621806569343",
        "37.3786184210526",
    ],
)
def test_a_number_of_a_download_is_written_as_a_program_writes_it(number, built, copy):
    edit(copy / f"figures/{CARGO}.csv", "37.37861842105263", number)
    expected = set() if number == "37.3786184210526" else {("download", "", f"figures/{CARGO}.csv")}
    assert differences(built, copy).keys() == expected


def test_a_link_or_a_pipe_in_place_of_a_file_is_named_and_nothing_waits_for_it(built, copy):
    (copy / "data" / "facts.csv").unlink()
    (copy / "data" / "facts.csv").symlink_to(built / "data" / "facts.csv")
    shutil.rmtree(copy / "ledger")
    (copy / "ledger").symlink_to(built / "ledger")
    (copy / "glossary.html").unlink()
    os.mkfifo(copy / "glossary.html")
    with (copy / "claims.html").open("ab") as file:
        file.truncate(3 * (built / "claims.html").stat().st_size + site_check.MORE)
    found = differences(built, copy)
    assert found["table", "", "facts"] == ["is a link, or in a folder that is one; expected a file"]
    assert found["download", "", "ledger/claims.csv"] == ["is a link, or in a folder that is one; expected a file"]
    assert found["page", "glossary", "glossary.html"] == ["is a pipe or a device; expected a file"]
    assert found["page", "claims", "claims.html"][0].endswith("bytes: too many to compare")


@pytest.mark.parametrize(
    "flood",
    [
        "<!--",
        "<figure id='x'>",
        '<figure id="x" class="',
        "<![CDATA[",
        "<?",
        '<script data-chart="x">',
        '<svg class="brief-picture',
        "<noscript>",
        "<b>",
    ],
)
def test_a_page_made_to_be_slow_is_named_in_no_time(flood, part, tmp_path):
    copy = shutil.copytree(part, tmp_path / "copy")
    for drawer in (None, "kaleido 9"):
        if drawer:
            (copy / site_check.DRAWER).write_text(drawer, encoding="utf-8")
        text = (part / AIRPOWER).read_text(encoding="utf-8")
        (copy / AIRPOWER).write_text(text.replace("</body>", flood * (900_000 // len(flood)) + "</body>"), "utf-8")
        begun = time.monotonic()
        assert any(page == "airpower" for _, page, _ in differences(part, copy))
        assert time.monotonic() - begun < 20


def test_colours_and_links_of_a_picture_are_compared_whoever_drew_it(part, tmp_path):
    copy = shutil.copytree(part, tmp_path / "copy")
    drawn_elsewhere(copy)
    text = (copy / f"figures/{CARGO}.svg").read_text(encoding="utf-8")
    colours = sorted(set(re.findall(r"(?:fill|stroke): ?(rgb\([\d, ]+\)|#\w{6})", text)))
    altered = text.replace(colours[0], "\0").replace(colours[1], colours[0]).replace("\0", colours[1])
    (copy / f"figures/{CARGO}.svg").write_text(altered, encoding="utf-8")
    assert ("picture", "", f"figures/{CARGO}.svg") in differences(part, copy)


@pytest.mark.parametrize("how", ["edited", "deleted"])
def test_a_check_that_could_not_compare_pictures_does_not_say_that_all_matches(
    how, part, tmp_path, monkeypatch, capsys
):
    """Whoever edits or deletes the note of who drew them gains nothing by it."""
    copy = shutil.copytree(part, tmp_path / "copy")
    (copy / site_check.DRAWER).write_text("kaleido 9") if how == "edited" else (copy / site_check.DRAWER).unlink()
    monkeypatch.setattr(building, "build", lambda *_, **__: building.Built(part, 1, 1.0, []))
    monkeypatch.setattr(certificate, "differing_files", lambda *_: [])  # whoever works on the code may run this, too

    def checked(as_json):
        code = cli.check(argparse.Namespace(site=site_copies.at(str(copy)), json=as_json))
        return code, capsys.readouterr().out

    assert checked(False)[0] == 0, "equal bytes match, whatever the note says"
    for path in copy.glob("figures/*.svg"):
        path.write_text(path.read_text("utf-8").replace("translate(1", "translate(2"), encoding="utf-8")
    code, printed = checked(False)
    assert (code, "pictures compared by their words alone" in printed) == (cli.NOT_COMPARED, True)
    code, printed = checked(True)
    report = json.loads(printed)
    assert (code, report["matches"], len(report["not_compared"]) > 5) == (cli.NOT_COMPARED, False, True)
    (copy / "figures" / "more.svg").write_text("<svg/>")
    assert checked(False)[0] == 1, "a picture of no figure"


def test_a_file_that_cannot_be_parsed_is_compared_line_by_line(built, copy):
    (copy / "notebooks" / "airpower.ipynb").write_text("[]", encoding="utf-8")
    (copy / "ledger" / "claims.json").write_text("{", encoding="utf-8")
    (copy / "data" / "facts.csv").write_text("", encoding="utf-8")
    (copy / "downloads" / "libya-brief.zip").write_text("", encoding="utf-8")
    (copy / AIRPOWER).write_bytes(b"\xff<table></tr></td><tr><td><svg/></table></p>")
    (copy / "_static" / "charts.js").unlink()
    (copy / "_static" / "charts.js").mkdir()
    (copy / "more").symlink_to(built)
    (copy / ".brief-site").unlink()  # hosts leave it out
    reported = differences(built, copy)
    [changed] = reported["download", "", "notebooks/airpower.ipynb"]
    assert changed.startswith('line 1: "{') and changed.endswith('letters more)" became "[]"') and len(changed) < 6000
    assert reported["download", "", "ledger/claims.json"][0].startswith("line 1: ")
    assert reported["table", "", "facts"][0].startswith("line 1: ")
    assert reported["download", "", "downloads/libya-brief.zip"] == ["is no sound ZIP archive: File is not a zip file"]
    assert reported["number", "airpower", "air-074"] == ["is gone from the page"]
    assert reported["file", "", "_static/charts.js"] == ["is missing"]
    assert reported["file", "", "more"] == ["is not from this build"]
    assert not any(".brief-site" in name for _, _, name in reported)


def check(copy):
    """Build the site and compare a copy with it, as the command does."""
    return cli.check(argparse.Namespace(site=copy, json=False))


# --- a copy on the web ---------------------------------------------------------------------------------------


class Server(http.server.SimpleHTTPRequestHandler):
    """A host that packs what it sends, redirects one page, lacks what begins with a dot, and looks at no query."""

    def do_GET(self):
        self.path = self.path.partition("?")[0]
        if self.path == f"/book/{AIRPOWER}":
            self.send_response(301)
            self.send_header("Location", "/book/airpower")
            self.end_headers()
            return
        name = AIRPOWER if self.path == "/book/airpower" else self.path.removeprefix("/book/")
        path = self.folder / name
        if name.startswith(".") or not path.is_file():
            self.send_error(404)
            return
        self.answer(path.read_bytes())

    def answer(self, content):
        packed = gzip.compress(content, 1)
        self.send_response(200)
        self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(packed)))
        self.end_headers()
        self.wfile.write(packed)

    def log_message(self, *_):
        pass


@contextlib.contextmanager
def served(handler):
    with server_of(handler) as address:
        yield f"{address}/book"


def test_a_copy_on_the_web_matches_or_its_places_are_named_too(built, copy):
    edit(copy / AIRPOWER, 'data-number="air-074">338<', 'data-number="air-074">340<')
    (copy / "figures" / f"{CARGO}.csv").unlink()
    with served(type("Edited", (Server,), {"folder": copy})) as address:
        reported = differences(built, address + "/index.html")
    assert reported.pop(("number", "airpower", "air-074"))[0].startswith("338 became 340")
    assert reported.pop(("download", "", f"figures/{CARGO}.csv")) == ["is missing"]
    assert reported == {}


class Deceiving(Server):
    """A host that answers readers otherwise than whoever checks, by what `deceives` looks for."""

    def answer(self, content):
        name = self.path.removeprefix("/book/").partition("?")[0]
        if name == "glossary.html" and self.deceives():
            content = content.replace(b"</body>", b"<p>Another.</p></body>")
        self.send_response(200)
        for header, value in getattr(self, "headers_of", {}).get(name, {}).items():
            self.send_header(header, value)
        self.end_headers()
        self.wfile.write(content)

    def do_GET(self):
        query = self.path.partition("?")[2]
        if getattr(self, "by_query", False) and query and self.path.partition("?")[0].endswith(".css"):
            self.answer(b"body { display: none }")
            return
        super().do_GET()

    def deceives(self):
        return False


# how a host deceives: what it looks for, and what is said
DECEITS = {
    "by the name of the browser": ({"deceives": lambda self: "Mozilla/5.0" in self.headers["User-Agent"]}, ("page", "glossary", "glossary.html"), "Another"),
    "by what is accepted": ({"deceives": lambda self: "text/html" in self.headers.get("Accept", "")}, ("page", "glossary", "glossary.html"), "Another"),
    "by the languages": ({"deceives": lambda self: "Accept-Language" in self.headers}, ("page", "glossary", "glossary.html"), "Another"),
    "by how it is fetched": ({"deceives": lambda self: self.headers.get("Sec-Fetch-Mode") == "navigate"}, ("page", "glossary", "glossary.html"), "Another"),
    "by the query of pages": ({"by_query": True}, None, "display: none"),
    "by a header that leads on": ({"headers_of": {"glossary.html": {"Refresh": "0; url=https://evil.example/"}}}, ("page", "glossary", "glossary.html"), "comes with the header Refresh"),
    "by a header with a style": ({"headers_of": {"glossary.html": {"Link": "<https://evil.example/x.css>; rel=stylesheet"}}}, ("page", "glossary", "glossary.html"), "comes with the header Link"),
    "by a policy": ({"headers_of": {"glossary.html": {"Content-Security-Policy": "script-src 'none'"}}}, ("page", "glossary", "glossary.html"), "comes with the header Content-Security-Policy"),
    "by the letters of a page": ({"headers_of": {"glossary.html": {"Content-Type": "text/html; charset=utf-16"}}}, ("page", "glossary", "glossary.html"), "comes as text/html; charset=utf-16"),
    "by the kind of a file": ({"headers_of": {"figures/fig-airpower-cargo.svg": {"Content-Type": "text/html"}}}, ("picture", "", "figures/fig-airpower-cargo.svg"), "comes as text/html"),
}  # fmt: skip


@pytest.mark.parametrize(
    "deceit", cases(DECEITS, {"by the name of the browser", "by the query of pages", "by a header that leads on"})
)
def test_a_host_that_answers_browsers_otherwise_is_found_out(deceit, built):
    attributes, what, message = DECEITS[deceit]
    with served(type("Host", (Deceiving,), {"folder": built, **attributes})) as address:
        found = differences(built, address)
    lines = [line for place, lines in found.items() if what in {None, place} for line in lines]
    assert any(message in line for line in lines), found


def test_another_host_to_which_an_answer_leads_is_named(built):
    with server_of(type("Other", (Server,), {"folder": built})) as other:
        away = type("Away", (Server,), {"folder": built, "do_GET": lambda self: redirect(self, f"{other}{self.path}")})
        with served(away) as address:
            found = differences(built, address)
    assert found["page", "index", "index.html"] == [f"comes from another host, {other.removeprefix('http://')}"]


def redirect(handler, address):
    handler.send_response(302)
    handler.send_header("Location", address)
    handler.end_headers()


def test_all_files_together_have_one_deadline(built, monkeypatch):
    monkeypatch.setattr(site_copies, "WHOLE", 0.5)

    def slowly(self):
        time.sleep(0.2)
        Server.do_GET(self)

    with served(type("Slow", (Server,), {"folder": built, "do_GET": slowly})) as address:
        begun = time.monotonic()
        with pytest.raises(
            BriefError, match=r"not all files were there after 0.5 seconds|when its time was over|within"
        ):
            site_check.compare(built, site_copies.at(address))
    assert time.monotonic() - begun < 10


def answering(status=200, body=b"", **headers):
    """Return a host that always gives this answer."""

    def do_GET(self):
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body)

    return type("Answering", (Server,), {"do_GET": do_GET})


def stalling(self):
    time.sleep(2)


@pytest.mark.parametrize(
    ("handler", "message"),
    [
        (answering(404), "no site there: index.html is missing"),
        (answering(503), "503 Service Unavailable"),
        (answering(302, Location="index.html"), "302 redirects without end"),
        (answering(302, Location="file:///etc/passwd"), "302 redirects without end, or to no address of a site"),
        (answering(200, b"not packed at all", Content_Encoding="gzip"), "says that it is packed as gzip, and is not"),
        (answering(200, gzip.compress(b"x" * 99)[:-9], Content_Encoding="gzip"), "ends before its end"),
        (answering(200, b"x", Content_Encoding="br"), "comes packed as 'br', which was not asked for"),
        (answering(200, b"x", Content_Length="9"), "ends before its end"),
        (answering(200, gzip.compress(b"x" * 5000), Content_Encoding="gzip"), "larger than 0 MB"),
        (answering(200, b"5\r\nx", Transfer_Encoding="chunked"), "the answer is broken off or garbled"),
        (type("Stalling", (Server,), {"do_GET": stalling}), "no answer within 0.5 seconds"),
    ],
)  # fmt: skip
def test_a_host_that_fails_is_reported_in_one_message(built, monkeypatch, handler, message):
    monkeypatch.setattr(site_copies, "PATIENCE", 0.5)
    monkeypatch.setattr(site_copies, "LARGEST", 4000)
    with served(handler) as address, pytest.raises(BriefError) as error:
        site_check.compare(built, site_copies.at(address))
    assert message in str(error.value)
    assert str(error.value).startswith(address)
    assert "\n" not in str(error.value)


def test_a_host_that_is_not_there_is_reported():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    with pytest.raises(BriefError, match=f"127.0.0.1:{port}/: Connection refused"):
        check(site_copies.at(f"http://127.0.0.1:{port}"))


# --- the command ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("place", "message"),
    [
        ("", "expected a folder or an address of a site"),
        ("ftp://example.org/", "expected a folder, or an address that begins with http:// or https://"),
        ("file:///tmp", "expected a folder, or an address that begins with http:// or https://"),
        ("https://", "expected a folder, or an address that begins with http:// or https://"),
        ("https://me:secret@example.org/", "holds no user name and no password"),
        ("https://example.org/?a=b", "without ? and #"),
        ("http://example.org:port/", "port"),
        ("http://[::1/", "IPv6"),
    ],
)  # fmt: skip
def test_an_argument_that_is_no_place_of_a_site_is_misuse(place, message):
    with pytest.raises(BriefError) as error:
        site_copies.at(place)
    assert message in str(error.value)
    assert "secret" not in str(error.value)


def test_misuse_and_folders_that_are_no_site_are_reported_before_anything_is_built(tmp_path):
    (tmp_path / "file").write_text("x")
    done = run("check", "--site", "")
    assert done.returncode == 2 and "usage: brief" in done.stderr
    assert run("check", "--site", tmp_path, "--certificate", tmp_path / "x").returncode == 2
    done = run("check", "--site", tmp_path / "nowhere")
    assert (done.returncode, done.stderr) == (1, f"error: {tmp_path / 'nowhere'}: no such folder; expected a site\n")
    for name, message in (("file", "a file; expected a site"), ("", "no site of this brief: index.html is missing")):
        with pytest.raises(BriefError, match=message):
            check(site_copies.at(str(tmp_path / name)))


def test_a_copy_is_not_compared_where_the_site_cannot_be_built_whole(built, monkeypatch):
    half = building.Built(built, 1, 1.0, ["coastlines and borders on maps: no network"])
    monkeypatch.setattr(building, "build", lambda *_, **__: half)
    with pytest.raises(BriefError, match=r"cannot be compared, .* here: coastlines and borders on maps"):
        check(site_copies.at(str(built)))


def test_a_proxy_that_does_not_answer_is_named_and_not_the_site(monkeypatch):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    for name in ("no_proxy", "NO_PROXY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("http_proxy", f"http://127.0.0.1:{port}")
    with pytest.raises(
        BriefError, match=rf"^the proxy 127\.0\.0\.1:{port}, which http_proxy names: .*; the site was not asked"
    ):
        site_copies.at("http://brief.example/site").names()
