"""Writing a page to begin with: `brief new page NAME`."""

from __future__ import annotations

import re

from brief import paths
from brief.errors import BriefError
from brief.files import read_text, write_whole
from brief.pages import reading

PAGE = """---
file_format: mystnb
kernelspec:
  name: python3
  display_name: Python 3 (ipykernel)
  language: python
question: What does this page answer?
---

# {title}

There are {{glue:text}}`facts:,` facts in the tables.

```{{code-cell}}
:tags: [hide-input]

from brief import facts, say

say(facts=len(facts()))
```
"""


def write(name: str) -> str:
    """Write a page that builds, put it last into the contents, and return the name of its file.

    Args:
        name: of the page, as in its address.

    Raises:
        BriefError: if the name cannot be that of a page, or there is such a page.
    """
    if not re.fullmatch(r"[a-z][a-z0-9_]*", name):
        raise BriefError(f"{name!r} is no name of a page; expected small letters, digits and _, such as oil_prices")
    page, contents = paths.BOOK / f"{name}.md", paths.BOOK / "_toc.yml"
    if page.exists():
        raise BriefError(f"{page.name}: there is such a page")
    reading.page_names()  # reports a fault in the contents
    text = read_text(contents)
    entries = list(re.finditer(r"^( *)- file: .*\n(?:\1  .*\n)*", text, flags=re.M))
    if entries:
        end, indent = entries[-1].end(), entries[-1][1]
        text = f"{text[:end]}{indent}- file: {name}\n{text[end:]}"
    else:
        text = f"{text.rstrip()}\nchapters:\n  - file: {name}\n"
    write_whole(page, PAGE.format(title=name.replace("_", " ").capitalize()))
    write_whole(contents, text)
    return page.name
