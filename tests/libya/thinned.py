"""The little book: one page and a few rows of each table. What it proves need not be proved on the whole book."""

import shutil

from brief import paths
from helpers import only, run, thin_out

PAGE = """---
file_format: mystnb
kernelspec: {name: python3, display_name: Python 3, language: python}
question: Who sent the jets?
---
# A page

There are {glue:text}`places` places.

```{code-cell}
import brief
brief.say(places=len(brief.table("places")))
```

```{code-cell}
:mystnb:
:  figure:
:    name: fig-page-deaths
:    caption: "Deaths in a month."
deaths = brief.table("deaths")
brief.figure(brief.charts.months(deaths, value="deaths_best", axis="deaths"), title="Some died", alt="Bars.", rows=deaths, facts=brief.facts().head(2), unit="deaths", columns={"month": "Month", "deaths_best": "Deaths"})
```
"""


def make(project):
    """Make a project of the little book, sealed."""
    for name in ("book", "data", "seeds"):
        pages = {path.name for path in (paths.ROOT / name).glob("*.md")}
        skipped = shutil.ignore_patterns("_build", "__pycache__", "sealed", *pages)
        shutil.copytree(paths.ROOT / name, project / name, ignore=skipped)
    shutil.copy(paths.CODEBOOK, project / "data")
    thin_out(project / "data")
    (project / "book" / "page.md").write_text(PAGE, encoding="utf-8")
    only(project, "page")
    done = run("seal", project=project)
    assert done.returncode == 0, done.stderr
