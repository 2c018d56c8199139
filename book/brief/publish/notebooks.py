"""Executed pages as notebooks for readers: JupyterLab knows no role and no directive of this book.

Each is replaced by words: a number by its value, a reference by the key of a row in square brackets, a judgment by its
text. Code and outputs stay as executed, except for what differs from one execution to the next.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

import nbformat
from myst_nb.core.variables import format_plain_text

from brief import words
from brief.charts.figure import frame_in
from brief.errors import BriefError
from brief.ledger import cards, claims, facts, judgments, translations, values
from brief.ledger.documents import documents_read
from brief.ledger.sources import account, source_note
from brief.ledger.vocabularies import defined
from brief.pages.numbers import number_in
from brief.settings import settings

KEPT = "outputs"
"""Name in the metadata of a cell for all its outputs, as myst-nb takes out those that name numbers."""
START = (
    f"*To execute this notebook, unpack `{settings().name}.zip`, which the site offers, install it as its `README.md`"
    " says, and open the notebook there. It needs the code and the tables in that file: a package of the name `brief`"
    " that others publish is something else.*"
)
END = (
    f"---\n\nThis page was executed when the site was built. A key in square brackets, such as"
    f" [{settings().example_fact}], names a row of the tables in `data/`."
)
_ROLE = re.compile(
    r"(?P<code>(?P<ticks>`+)(?!`)(?:(?!\n\n).)+?(?<!`)(?P=ticks)(?!`))|\{(?P<role>[a-z:]+)\}`(?P<text>[^`]+)`",
    flags=re.S,
)
"""A role, or code, which is left as it is and may hold what looks like a role."""
_DIRECTIVE = re.compile(r"^```\{([a-z-]+)\} *([^\n]*)\n(.*?)^```$", flags=re.M | re.S)
_CONTAINER = re.compile(r"^:{3,}.*\n?", flags=re.M)
_PAGE = re.compile(r"(?<=\]\()([a-z_]+)\.md(?=[)#])")


def readable(executed: nbformat.NotebookNode, labels: dict[str, str]) -> nbformat.NotebookNode:
    """Turn an executed page into a notebook for readers, and return that; the page itself is changed.

    Args:
        executed: the page, with outputs.
        labels: of the figures, such as "Fig. 3", by their names.

    Raises:
        BriefError: if the page refers to a row, a figure or a number that does not exist.
    """
    page = executed
    for cell in page.cells:
        if cell.cell_type == "code":
            cell.outputs = cell.metadata.pop(KEPT, cell.outputs)
    words_of = _Words(_numbers(page), labels)
    cells = [nbformat.v4.new_markdown_cell(START)]
    for cell in page.cells:
        cells.append(cell)
        if cell.cell_type == "markdown":
            cell.source = words_of.prose(cell.source)
            continue
        cell.metadata.pop("execution", None)  # when it ran, and how long
        if "hide-input" in cell.metadata.get("tags", []):
            cell.metadata["jupyter"] = {"source_hidden": True}
        if caption := words_of.caption(cell):
            cells.append(nbformat.v4.new_markdown_cell(caption))
    cells.append(nbformat.v4.new_markdown_cell(END))
    cited = words_of.cited()
    for number, cell in enumerate(cells, 1):
        cell.source = cell.source.replace(_Words.CITED, cited)
        cell.id = f"cell-{number}"
    language = {"name": "python", "file_extension": ".py", "mimetype": "text/x-python"}  # of any version
    metadata = {"kernelspec": page.metadata["kernelspec"], "language_info": language}
    return nbformat.v4.new_notebook(cells=cells, metadata=metadata)


def _numbers(page: nbformat.NotebookNode) -> dict[str, str]:
    """Return what `brief.say` named on a page, as it wrote it."""
    outputs = [output for cell in page.cells for output in cell.get("outputs", [])]
    return dict(named for named in map(number_in, outputs) if named)


def _plain(text: Any) -> str:
    """Return text with all characters escaped that Markdown would take for mark-up."""
    return re.sub(r"([\\`*_~&\[\]<>])", r"\\\1", str(text))


def _list(lines: Iterable[str]) -> str:
    return "\n".join(f"- {line}" for line in lines)


class _Words:
    """The words for the roles and directives of one page."""

    CITED = "\0cited\0"
    """Placeholder for the list of facts cited, until the whole page has been read."""

    def __init__(self, numbers: dict[str, str], labels: dict[str, str]) -> None:
        self.numbers = numbers
        self.labels = labels
        self.facts: set[str] = set()

    def prose(self, text: str) -> str:
        """Return Markdown that any notebook shows."""
        text = _DIRECTIVE.sub(self._directive, _CONTAINER.sub("", text))
        text = _ROLE.sub(self._role, text)
        text = _PAGE.sub(r"\1.ipynb", text)
        return re.sub(r"(?<!\\)\$", r"\\$", text)  # money, not a formula

    def caption(self, cell: nbformat.NotebookNode) -> str:
        """Return number, finding and caption of the figure that a cell shows, or "" if it shows none."""
        figure = cell.metadata.get("mystnb", {}).get("figure", {})
        titles = [frame["title"] for frame in map(frame_in, cell.outputs) if frame]
        if not titles:
            return ""
        return self.prose(f"**{self._label(figure['name'])}. {_plain(titles[0])}.** {figure.get('caption', '')}")

    def cited(self) -> str:
        """Return how much was read, and the facts cited on the page, each with originator and document."""
        lines = []
        for fact_id in sorted(self.facts):
            note = source_note(fact_id)
            document = f"[{_plain(note.document)}](<{note.url}>)"
            said = f"**{_plain(note.speaker)}**, {note.when}. {_plain(note.said)}"
            grade = f"{note.grade} ({note.grade_in_words})."
            lines.append(f"- {said} {document}{_plain(note.rest)} {grade} [{fact_id}]".replace("$", r"\$"))
        return "\n".join([documents_read(), "", *lines])

    def _label(self, figure: str) -> str:
        if figure not in self.labels:
            raise BriefError(f"no figure {figure!r}")
        return self.labels[figure]

    def _keys(self, fact_ids: list[str]) -> str:
        for fact_id in fact_ids:
            facts.fact(fact_id)  # an unknown fact is an error
        self.facts.update(fact_ids)
        return f"[{', '.join(fact_ids)}]"

    def _role(self, match: re.Match[str]) -> str:
        if match["code"]:
            return match["code"]
        role, text = match["role"], match["text"]
        if role == "glue:text":
            name, _, form = text.partition(":")
            if name not in self.numbers:
                raise BriefError(f"no number {name!r}")
            return _plain(format_plain_text(self.numbers[name], form or "s"))
        if role in values.ROLES:
            return _plain(values.look_up(role, text).text)
        if role == "fact":
            return self._keys([fact_id.strip() for fact_id in text.split(",")])
        if role == "quote":
            return f"“{_plain(cards.entry('claim', text)['quote'])}”"
        if role == "numref":
            return self._label(text)
        return f"[{text}]"

    def _directive(self, match: re.Match[str]) -> str:
        name, argument, content = match.groups()
        if name == "archive":
            return ""  # the last cell mentions it
        if name == "sources-cited":
            return self.CITED
        if name == "judgment":
            language = re.search(r"^:language: (.+)$", content, flags=re.M)
            return _translated(argument, language[1]) if language else self._judgment(argument)
        if name == "claims":
            return self._claims(argument)
        if name == "vocabulary":
            return _list(
                f"**{word}**: {_plain(words.sentence(meaning))}" for word, meaning in defined(argument).items()
            )
        if name == "accounts":
            return _list(self._account(fact_id) for fact_id in argument.split())
        return f"*The page of the site has more here: {name} {argument}*".replace(" *", "*")

    def _claims(self, topic: str) -> str:
        on_topic = claims.claims_on(topic)
        entries = (
            f"**{words.finding(claim['finding'])}** {_plain(claim['statement'])} [{claim['claim_id']}]"
            f" {_plain(claims.said_of(claim))}"
            for claim in on_topic
        )
        return f"{_plain(claims.key_to(on_topic))} [Method](method.md)\n\n{_list(entries)}"

    def _account(self, fact_id: str) -> str:
        who, what, printed = account(fact_id)
        return f"**{_plain(who)}** (printed: {printed}): {_plain(what)} {self._keys([fact_id])}"

    def _judgment(self, judgment_id: str) -> str:
        row = cards.entry("judgment", judgment_id)
        basis = [f"Confidence: {row['confidence']}. {_plain(row['confidence_reason'])}"]
        for heading, fact_ids in judgments.grounds(judgment_id).items():
            basis.append(f"{heading}: {self._keys(fact_ids) if fact_ids else judgments.NO_GROUNDS}.")
        basis += [f"{heading}: {_plain(text)}" for heading, text in judgments.conditions(row).items()]
        statement = f"We judge it **{row['likelihood']}** that {_plain(row['text'])}. [{judgment_id}]"
        return f"> {statement}\n>\n> {' '.join(basis)}"


def _translated(judgment_id: str, code: str) -> str:
    """Return a judgment in another language."""
    judgment = translations.judgment(cards.entry("judgment", judgment_id), code)
    statement = f"{_plain(judgment.before)}**{judgment.likelihood}**{_plain(judgment.after)} [{judgment_id}]"
    return f"> {statement}\n>\n> {translations.language(code).confidence}: {_plain(judgment.confidence)}"
