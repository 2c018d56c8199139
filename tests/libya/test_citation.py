"""How to cite is worded once, from the sealed edition, and shown for people, for BibTeX and for programs."""

import hashlib
import html
import re

import yaml

from brief import paths
from brief.check import certificate
from brief.publish import citation
from brief.tables import dates
from helpers import visible

DIGEST = hashlib.sha256(paths.MANIFEST.read_bytes()).hexdigest()


def test_a_citation_names_author_title_day_and_checksum_of_the_edition():
    whole, sealed = citation.citation(), certificate.sealed()
    for part in (sealed["paper"]["authors"][0]["name"], sealed["paper"]["title"], DIGEST[:12], "CC-BY-4.0"):
        assert part in whole
    assert f"edition of {dates.spoken(sealed['check_time'][:10])} " in whole
    part = citation.citation(citation.row("facts", "air-074"))
    assert part == whole.replace(": ", ": Table facts, row air-074. In: ", 1)


def test_a_bibtex_entry_is_whole_and_escapes_commands():
    entry = citation.bibtex(citation.figure("Fig. 3", "50% of $1,000 & {more} \\for c_1"))
    assert re.match(r"@misc\{libya-brief-\d{4}-\d\d-\d\d-fig-3,\n", entry)
    assert r"title = {Fig. 3, ``50\% of \$1,000 \& more for c\_1''}," in entry
    assert entry.count("{") == entry.count("}")
    assert DIGEST in entry


def test_the_page_on_method_shows_three_citations_and_offers_the_file(site, page):
    text = page("method")
    (label,) = re.findall(r'id="fig-airpower-fighters">.*?class="caption-number">(Fig\. \d+)', page("airpower"), re.S)
    (title,) = re.findall(r'id="fig-airpower-fighters">.*?brief-figure-title">(.*?)</p>', page("airpower"), re.S)
    figure = citation.figure(label, html.unescape(title))
    for what in (None, figure, citation.row("facts", "air-074")):
        assert citation.citation(what) in visible(text)
        assert citation.bibtex(what) in html.unescape(re.sub(r"<[^>]+>", "", text))
    assert 'href="downloads/CITATION.cff" download' in text
    fields = yaml.safe_load((site / "downloads" / "CITATION.cff").read_text(encoding="utf-8"))
    assert {"cff-version", "message", "title", "authors"} <= set(fields), "required by version 1.2.0 of the format"
    assert fields["identifiers"][0]["value"] == f"sha256:{DIGEST}"
