"""A page shows hostile text as text, whatever it shows it in: a note, a claim, a judgment, the rows of a figure.

Validation refuses tables with such text, so this is the second line of defence; it takes tables that nobody validated.
"""

import pytest

from helpers import all_drawn
from hostile import EVERY_ROW, FITS, LOOK, build_unvalidated, plain, put_in

KEPT = {("claims", "quote"), ("glossary", "as_in_article")}
"""Columns whose text is that of the article."""
SEARCHED = {("measures", "label"), ("measures", "unit"), ("facts", "unit")}
MORE = """
The log counts {value}`harbour-001`. The yard says nothing was paid {fact}`harbour-012`; {claim}`c-001`, {quote}`c-004`.

```{judgment} j-1
```

```{sources-cited}
```
"""


@pytest.fixture
def hostile(little_project, tmp_path):
    """The little brief with hostile tables, what was added to them, and its site."""
    page = little_project / "book" / "page.md"
    page.write_text(page.read_text(encoding="utf-8") + MORE, encoding="utf-8")
    added = put_in(little_project / "data", KEPT, searched=SEARCHED)
    build_unvalidated(little_project, tmp_path / "site")
    return little_project, added, tmp_path / "site"


def test_a_page_shows_hostile_text_as_text(hostile, visit):
    """Without help of a content security policy: `visit` fails if one refuses anything."""
    _, added, site = hostile
    page = visit((site / "page.html").as_uri())
    all_drawn(page)
    page.evaluate(EVERY_ROW)
    seen = page.evaluate(LOOK)
    page.set_viewport_size({"width": 360, "height": 780})
    page.wait_for_function(FITS, timeout=10000)
    for look in (seen, page.evaluate(LOOK)):
        assert (look["injected"], look["handlers"], look["followed"], look["wide"]) == (0, 0, [], 0)
    assert page.faults == []
    text = plain(seen["text"])
    whole = {mark.rpartition(".")[0] for mark, payload in added.items() if plain(f"{mark} {payload}") in text}
    assert {
        "facts.fact",
        "origins.name",
        "sources.title",
        "claims.statement",
        "links.reason",
        "judgments.text",
    } <= whole
