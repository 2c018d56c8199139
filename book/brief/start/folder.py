"""Making the folder of a new brief: its settings, tables and pages, and a copy of the code that serves any brief."""

from __future__ import annotations

import html
import json
import os
import re
import subprocess
import sys
import textwrap
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import jinja2

from brief import paths
from brief.errors import BriefError, did_you_mean
from brief.files import csv_text, read_bytes, read_text, sha256, working_folder
from brief.settings import parsed, settings
from brief.start import cutting, example
from brief.tables import dates, from_settings

TEMPLATES = Path(__file__).parent / "templates"
COPIED = (
    ".gitattributes",
    ".gitignore",
    "book/_config.yml",
    "book/jupytext.toml",
    "book/licences.csv",
    "book/requirements.txt",
)
"""Files of this project that are those of any brief."""
RENDERED = {
    **{name: name for name in ("README.md", "pyproject.toml")},
    "seeds/README.md": "seeds.md",
    "tests/test_brief.py": "test_brief.py",
    **{f"book/{name}": name for name in ("brief.toml", "_toc.yml")},
    **{f"book/_static/{name}.svg": f"{name}.svg" for name in ("cover", "favicon")},
    **{
        f"book/{name}.md": f"{name}.md"
        for name in ("index", "article", "claims", "facts", "sources", "method", "check", "changes")
    },
}
"""Files that are made of templates, and the names of these in `templates/`; the page of the topic is one more."""
LONGEST_LINE = 19
"""Letters in a line of the logo."""
SECONDS = 600
"""After which a command on the new brief is stopped."""


@dataclass(frozen=True)
class Answers:
    """What a new brief is told of itself.

    Attributes:
        title: of the brief.
        author: of the brief.
        language: code of the language that the article was translated from; "en" if it was written in English.
        topic: id of the first topic, in small letters, digits and _.
        article_title: title of the article; "" for its first line.
        publisher: of the article.
        published: the day, month or year in which it was published, in ISO 8601; "" if it is not known.
        url: its address; "" if it is not known.
    """

    title: str
    author: str
    language: str = "en"
    topic: str = "example"
    article_title: str = ""
    publisher: str = "The publisher of the article"
    published: str = ""
    url: str = ""


def make(folder: Path, article: Path, answers: Answers) -> None:
    """Make a new brief, whole or not at all: its tables valid, and its first edition sealed.

    Args:
        folder: of the brief; a new one, or an empty one.
        article: the article, as a text in UTF-8 with an empty line between paragraphs.
        answers: what the brief is told of itself.

    Raises:
        BriefError: if the folder holds something, the article cannot be used, or an answer is not well formed.
    """
    files = content(folder.name, article, answers)
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise BriefError(f"{folder} is not empty; expected a new folder, or an empty one")
    if not folder.parent.is_dir():
        raise BriefError(f"{folder.parent}: no such folder; expected one in which the new folder can be made")
    try:
        with working_folder(folder.parent, ".brief-new-") as made:
            new = made / "new"
            for name, text in files.items():
                (new / name).parent.mkdir(parents=True, exist_ok=True)
                (new / name).write_bytes(text)
            run(new, "data", "--codebook")
            run(new, "seal", "--no-correction")
            if folder.exists():
                folder.rmdir()
            new.replace(folder)
    except OSError as error:
        raise BriefError(f"{error.filename or folder}: {error.strerror}") from error


def run(project: Path, *arguments: str) -> str:
    """Run the command on a brief with the brief's own code, and return what it prints.

    Raises:
        BriefError: if it fails, with what it says.
    """
    done = subprocess.run(
        [sys.executable, "-m", "brief.cli", *arguments],
        cwd=project,
        env={**os.environ, "PYTHONPATH": str(project / "book"), "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
        timeout=SECONDS,
    )
    if done.returncode:
        raise BriefError(f"`brief {' '.join(arguments)}` on the new brief: {(done.stderr or done.stdout).strip()}")
    return done.stdout


def content(name: str, article: Path, answers: Answers) -> dict[str, bytes]:
    """Return the files of a new brief by their paths in its folder.

    Args:
        name: of the folder: it becomes the beginning of the names of files that readers download.
        article: the article, as a text in UTF-8.
        answers: what the brief is told of itself.

    Raises:
        BriefError: if the article cannot be used, or an answer is not well formed.
    """
    _require_well_formed(answers)
    text = _article(article)
    values = _values(name, article.name, text, answers)
    templates = {**RENDERED, f"book/{answers.topic}.md": "topic.md"}
    environment = jinja2.Environment(undefined=jinja2.StrictUndefined, trim_blocks=True, keep_trailing_newline=True)
    environment.filters.update(toml=lambda text: json.dumps(text, ensure_ascii=False), xml=html.escape)
    files = {
        path: environment.from_string(read_text(TEMPLATES / f"{template}.jinja")).render(values).encode()
        for path, template in templates.items()
    }
    files |= {path: read_bytes(paths.ROOT / path) for path in COPIED}
    files |= {f"book/brief/{path}": code for path, code in _code().items()}
    files[f"seeds/{article.name}"] = text.encode()
    package = json.loads(read_text(TEMPLATES / "datapackage.json"))
    package |= {"name": values["name"], "title": f"{answers.title}: shared tables"}
    package = from_settings.completed(package, parsed(files["book/brief.toml"].decode()))
    files["data/datapackage.json"] = from_settings.written(package).encode()
    rows = example.rows(text, values)
    for table in package["resources"]:
        columns = [field["name"] for field in table["schema"]["fields"]]
        files[f"data/{table['path']}"] = _as_csv(columns, rows.get(table["name"], []))
    files["data/document_kinds.csv"] = read_bytes(TEMPLATES / "document_kinds.csv")
    return files


def _require_well_formed(answers: Answers) -> None:
    import babel

    known = babel.Locale("en").languages
    if answers.language not in known:
        expected = f"a code of ISO 639, such as fr{did_you_mean(answers.language, known)}"
        raise BriefError(f"--language {answers.language!r} is no language; expected {expected}")
    taken = {Path(page).stem for page in RENDERED if page.endswith(".md")} | {"search", "genindex", "license"}
    if not re.fullmatch(r"[a-z]+(_[a-z0-9]+)*", answers.topic) or answers.topic in taken:
        raise BriefError(f"--topic {answers.topic!r}; expected small letters and _, and no page that any brief has")
    if answers.published:
        dates.span(answers.published)
    if answers.url and not re.match(r"https?://\S+$", answers.url):
        raise BriefError(f"--url {answers.url!r} is no address; expected one that begins with https://")
    for option in ("title", "author", "publisher", "article_title"):
        text = getattr(answers, option) or ("-" if option == "article_title" else "")
        if not text.strip() or re.search(r"[\x00-\x1f<>`]", text):
            raise BriefError(f"--{option.replace('_', '-')} {text!r}; expected plain text")


def _article(path: Path) -> str:
    try:
        text = cutting.cleaned(read_bytes(path))
    except UnicodeDecodeError as error:
        raise BriefError(f"{path}: byte {error.start} is not UTF-8; expected plain text in UTF-8") from error
    if "\0" in text or len(text.split()) < 20:
        raise BriefError(f"{path}: no article; expected plain text of some sentences")
    if not re.fullmatch(r"[\w.-]+", path.name) or path.name == "README.md":
        raise BriefError(f"{path.name!r}: expected a file name of letters, digits and _ - . alone")
    return text


def _values(name: str, article: str, text: str, answers: Answers) -> dict[str, Any]:
    """Return what templates and rows are made from."""
    import babel

    places = cutting.passages(text)
    sentences = [text.encode()[start:end].decode().strip() for start, end in places]
    claimed = next((number for number, said in enumerate(sentences) if said[-1] in ".!?" and " " in said), 0)
    pyproject = read_text(paths.ROOT / "pyproject.toml")
    version = paths.pyproject(paths.ROOT).get("requires-python", "")
    dependencies = re.search(
        r"^dependencies = \[\n.*?^\]\n+\[project\.optional-dependencies\]\n.*?^\]\n", pyproject, re.M | re.S
    )
    if not dependencies:
        raise BriefError("pyproject.toml: no list of dependencies, which the new brief takes over")
    lines = textwrap.wrap(answers.title, LONGEST_LINE)
    return {
        **vars(answers),
        "name": _plain(name) or "brief",
        "publisher_id": _plain(answers.publisher) or "publisher-of-the-article",
        "article": article,
        "sha256": sha256(text),
        "bytes": f"{len(text.encode()):,}",
        "translated_from": babel.Locale("en").languages[answers.language] if answers.language != "en" else "",
        "page_title": answers.topic.replace("_", " ").capitalize(),
        "slug_of_topic": answers.topic.replace("_", "-"),
        "prefix": {"art": "topic"}.get(prefix := answers.topic.partition("_")[0], prefix),
        "places": places,
        "claimed": claimed,
        "quote": sentences[claimed],
        "requires_python": version,
        "dependencies": dependencies[0],
        "lines": [*lines[:2], f"{lines[2][: LONGEST_LINE - 1]}…"] if len(lines) > 3 else lines,
    }


def _plain(name: str) -> str:
    """Return a name in small letters and digits, joined by hyphens."""
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")


def _code() -> dict[str, bytes]:
    """Return the files of the code that serves any brief, by their paths in `book/brief`."""
    root, own = paths.BOOK / "brief", settings().own_code
    files = {path.relative_to(root): path for path in sorted(root.rglob("*")) if path.is_file()}
    return {
        path.as_posix(): file.read_bytes()
        for path, file in files.items()
        if "__pycache__" not in path.parts and not (own and path.parts[0] == own)
    }


def _as_csv(columns: list[str], rows: list[dict[str, Any]]) -> bytes:
    return csv_text([columns, *([row.get(column, "") for column in columns] for row in rows)]).encode()
