"""`brief check --site` says by the command whether a published copy matches."""

import re

import pytest

from brief.check import site as site_check
from brief.check import site_pages
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


def test_a_page_whose_parts_are_those_built_up_to_the_last_stands_in_another_order():
    built = '<section id="s"><p>hello <span data-number="n">5</span></p></section>'
    copy = '<section id="s"><p><span data-number="n">5</span>hello </p></section>'
    [item] = [item for item in site_check._file("page.html", built.encode(), copy.encode()) if item.differences]
    assert item.differences == ["its parts stand in another order"]


# --- pictures that another browser drew ------------------------------------------------------------------------

NAME = "figures/fig-page-passengers.svg"
PICTURE = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="700" viewBox="0 0 700 300"><style>text{fill:#222}</style>'
    '<g transform="translate(80,40)"><path d="M10,20l4,4-8,0z" style="fill:#c00"/><text x="10" y="20">338</text></g>'
    '<g transform="rotate(90)"><text x="1" y="2">seats</text></g></svg>\n'
)


def compared(published):
    """Return what is said of a picture that is published in the place of `PICTURE`, and whether that was compared."""
    [item] = site_check._file(NAME, PICTURE.encode(), published.encode(), same_drawer=False)
    return item.differences, site_check.uncompared([item]) == []


def test_beside_a_picture_or_in_its_place_only_what_a_build_writes_goes_uncompared():
    """Where one side has no pictures, its words and links in their place cannot be compared with the other's."""
    chart = '<div class="brief-chart" id="fig-a-chart" aria-label="Ten &amp; more."></div>'
    links = [f'<a href="figures/fig-a.{kind}" download>picture ({kind.upper()})</a>' for kind in ("svg", "png")]
    built = f'<span class="brief-files">{" ".join(links)}</span>'
    without = "<noscript><p>Ten &amp; more. The chart needs JavaScript; its rows stand below.</p></noscript>"
    assert site_pages._foreign_parts(chart + built, "fig-a") == []
    assert site_pages._foreign_parts(chart + without, "fig-a") == []
    for false in (
        built.replace("figures/fig-a.svg", "https://evil.example/"),
        built.replace("</span>", "<b>91,200 came</b></span>"),
        without.replace("Ten", "Twenty"),
    ):
        assert site_pages._foreign_parts(chart + false, "fig-a") == [false]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("<g transform", "<script>alert(1)</script><g transform"),
        ("<g transform", '<g onload="alert(1)" transform'),
        ("<text x", '<a href="javascript:alert(1)"/><text x'),
        ("<text x", "<![CDATA[<script>alert(1)</script>]]><text x"),
        ("<style>", "<style>@import url(http://evil.example/x.css);"),
        ("<style>", "<foreignObject><iframe/></foreignObject><style>"),
        ("<svg", '<?xml version="1.0"?><svg'),
        ("<svg", '<?xml-stylesheet href="http://evil.example/x.css"?><svg'),
        ("<svg", '<!DOCTYPE svg [<!ENTITY a "338">]><svg'),
        ("</svg>", "</svg><!-- 833 -->"),
        ("<text x", "<Text x"),
        ("viewBox", "viewbox"),
        ("2000/svg", "1999/xhtml"),
        ('x="10"', 'x = "10"'),
        ("M10,20l", "M10,20h4l"),
    ],
)
def test_a_picture_that_could_run_a_script_or_shows_other_words_is_refused_whoever_drew_it(old, new, recwarn):
    assert old in PICTURE
    differences, _ = compared(PICTURE.replace(old, new, 1))
    assert differences
    assert list(recwarn) == []


@pytest.mark.parametrize(
    ("old", "new", "is_in_place"),
    [
        ("translate(80,40)", "translate(80.4,40.3)", True),
        ("translate(80,40)", "translate(80.9,40.9)", False),
        ("translate(80,40)", "translate(180,40)", False),
        ("M10,20", "M10.2,19.9", True),
        ("l4,4-8,0z", "l4.4,4.4-8.4,0z", False),
        ("rotate(90)", "rotate(90.5)", False),
        ('y="20"', 'y="21.5"', False),
    ],
)
def test_a_picture_that_another_browser_drew_is_compared_by_its_places(old, new, is_in_place):
    assert old in PICTURE
    assert compared(PICTURE.replace(old, new, 1)) == ([], is_in_place)


def test_a_long_path_drifts_no_further_than_a_pixel():
    steps = PICTURE.replace("l4,4-8,0z", f"l{'0.5,0 ' * 100}z")
    assert not site_pages.is_in_place(steps.encode(), steps.replace("0.5,0 ", "0.52,0 ").encode())


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("<!DOCTYPE html>", "", '"<!DOCTYPE html>" is gone'),
        ("<!DOCTYPE html>", "<!DOCTYPE svg>", '"<!DOCTYPE html>" became "<!DOCTYPE svg>"'),
        ("<p>", "<!-- 833 --><p>", '"<!-- 833 -->" is not from this build'),
        ("<p>", "<?php 833 ?><p>", '"<?php 833 ?>" is not from this build'),
    ],
)
def test_a_declaration_or_a_comment_that_differs_is_shown_with_its_marks(old, new, message):
    built = "<!DOCTYPE html>\n<html><head></head><body><p>338</p></body></html>\n"
    items = site_check._file("page.html", built.encode(), built.replace(old, new, 1).encode())
    [difference] = [difference for item in items for difference in item.differences]
    assert message in difference
