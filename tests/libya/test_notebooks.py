"""Pages open in JupyterLab and run there; the site offers each as an executed notebook that needs nothing of the book."""

import html
import re

import jupytext
import nbformat
import pytest
from jupyter_client.kernelspec import KernelSpecManager
from jupytext.config import load_jupytext_configuration_file
from myst_nb.core.read import read_myst_markdown_notebook
from nbclient import NotebookClient

import brief
from brief import paths, tables
from brief.charts.figure import PLOTLY_MIME
from brief.check import edition
from brief.errors import BriefError
from brief.ledger import cards, values
from brief.ledger.claims import claims_on, said_of
from brief.ledger.sources import source_note
from brief.pages import jupyterlab, reading
from brief.publish import new_page, notebooks
from helpers import as_sealed, read_once, shown_in

# a page without cells is no notebook but plain Markdown
PAGES = [name for name in reading.page_names() if read_once(reading.notebook, name)]
ROLE = re.compile(r"\{[a-z:]+\}`[^`]+`")
NUMBERS = {"glue:text", *values.ROLES}
BECOMES = {**dict.fromkeys(NUMBERS, "(.*?)"), "numref": r"Fig\. \d+", "quote": "“[^”]*”"}
"""What roles become, as patterns; all others a key in square brackets."""
FACTS = brief.facts()
REBUILT = FACTS[FACTS.title_basis == "address"].fact_id.iloc[0]
NOTED = FACTS[FACTS.note.notna()].fact_id.iloc[0]
SEALED = edition.read()["pages"]


def code(notebook):
    return [cell.source for cell in notebook.cells if cell.cell_type == "code"]


def settings(notebook):
    return [cell.metadata for cell in notebook.cells if cell.cell_type == "code"]


def test_every_page_with_a_figure_is_tested_here():
    assert {name for name, page in SEALED.items() if page["figures"] or page["numbers"]} <= set(PAGES)


# --- in JupyterLab ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", PAGES)
def test_jupytext_reads_a_page_with_the_cells_that_the_book_executes(name):
    opened, ours = jupytext.read(paths.BOOK / f"{name}.md"), reading.notebook(name)
    assert opened.metadata["kernelspec"]["name"] == "python3"
    assert [(cell.cell_type, cell.source) for cell in opened.cells] == [(c.cell_type, c.source) for c in ours.cells]
    assert settings(opened) == settings(ours)


@pytest.mark.parametrize("name", PAGES)
def test_what_jupyterlab_saves_is_the_same_page_to_the_book(name):
    config = load_jupytext_configuration_file(str(paths.BOOK / "jupytext.toml"))
    ours = reading.notebook(name)
    text = jupytext.writes(jupytext.read(paths.BOOK / f"{name}.md", config=config), fmt="md:myst", config=config)
    saved = read_myst_markdown_notebook(text)
    assert [cell.source for cell in saved.cells] == [cell.source for cell in ours.cells]
    assert settings(saved) == settings(ours)
    assert {key: saved.metadata.get(key) for key in ours.metadata} == {**ours.metadata, "source_map": None}
    assert "jupytext_version" not in text
    named = [line for _, line in reading.prose(text) if line.startswith("    name: fig-")]
    assert {line.split(": ")[1] for line in named} == set(SEALED[name]["figures"]), "captions are sealed as before"
    assert not [line for _, line in reading.prose(text) if re.match(r"\s*figure\(", line)], "code is not"


def opened_and_saved(text):
    """Return a page as JupyterLab saves it: it marks cells as trusted, times them, and names kernel and language."""
    config = load_jupytext_configuration_file(str(paths.BOOK / "jupytext.toml"))
    notebook = jupytext.reads(text, fmt="md:myst", config=config)
    spec = KernelSpecManager().get_kernel_spec("python3")
    notebook.metadata["kernelspec"] = {"name": "python3", "display_name": spec.display_name, "language": spec.language}
    notebook.metadata["language_info"] = {"name": "python", "version": "3.11.7", "file_extension": ".py"}
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.metadata |= {"trusted": True, "execution": {"iopub.execute_input": "2026-01-01T00:00:00Z"}}
            cell.execution_count = 3
            cell.outputs = [nbformat.v4.new_output("stream", text="noise")]
    return jupytext.writes(notebook, fmt="md:myst", config=config)


@pytest.mark.parametrize("name", PAGES)
def test_a_page_in_its_form_is_saved_without_a_difference(name):
    source = reading.source(name)
    mended = jupyterlab.as_saved(source)
    assert opened_and_saved(mended) == mended
    before, after = read_myst_markdown_notebook(source), read_myst_markdown_notebook(mended)
    assert [(cell.cell_type, cell.source) for cell in before.cells] == [
        (cell.cell_type, cell.source) for cell in after.cells
    ]
    assert settings(before) == settings(after)
    assert {**before.metadata, "kernelspec": None} == {**after.metadata, "kernelspec": None}


def test_a_language_that_a_cell_names_is_left_to_the_page():
    page = new_page.PAGE.format(title="Oil")
    assert jupyterlab.as_saved(page.replace("```{code-cell}\n", "```{code-cell} ipython3\n")) == page


def test_a_new_page_is_in_its_form():
    page = new_page.PAGE.format(title="Oil")
    assert jupyterlab.as_saved(page) == page == opened_and_saved(page)


def test_what_jupyterlab_leaves_behind_is_ignored_by_git():
    assert ".ipynb_checkpoints/" in (paths.ROOT / ".gitignore").read_text(encoding="utf-8").splitlines()


def test_a_page_opened_by_jupytext_runs_in_a_kernel(tmp_path):
    opened = jupytext.read(paths.BOOK / "glossary.md")
    NotebookClient(opened, kernel_name="python3", resources={"metadata": {"path": str(tmp_path)}}).execute()
    numbers = {name: int(value) for name, value in notebooks._numbers(opened).items()}
    assert numbers == SEALED["glossary"]["numbers"]
    assert list(tmp_path.iterdir()) == []


# --- for readers ------------------------------------------------------------------------------------------


def offered(site, name):
    return nbformat.read(site / "notebooks" / f"{name}.ipynb", as_version=4)


def words(notebook):
    return "\n\n".join(cell.source for cell in notebook.cells if cell.cell_type == "markdown")


@pytest.mark.parametrize("name", PAGES)
def test_a_page_offers_itself_as_the_notebook_that_was_executed(name, site):
    assert f'href="notebooks/{name}.ipynb" download>' in (site / f"{name}.html").read_text(encoding="utf-8")
    notebook = offered(site, name)
    nbformat.validate(notebook)
    assert code(notebook) == code(reading.notebook(name))
    assert as_sealed(SEALED[name], shown_in(name, notebook))


@pytest.mark.parametrize("name", PAGES)
def test_a_notebook_holds_no_trace_of_time_and_machine(name, site):
    notebook = offered(site, name)
    assert [cell.id for cell in notebook.cells] == [f"cell-{n}" for n in range(1, len(notebook.cells) + 1)]
    cells = [cell for cell in notebook.cells if cell.cell_type == "code"]
    assert [cell.execution_count for cell in cells] == list(range(1, len(cells) + 1))
    assert {key for cell in cells for key in cell.metadata} <= {"tags", "mystnb", "jupyter"}
    assert set(notebook.metadata) == {"kernelspec", "language_info"}
    assert "version" not in notebook.metadata.language_info
    text = nbformat.writes(notebook)
    for trace in (str(paths.ROOT), str(site.parent), "/tmp", "localhost", "127.0.0.1"):
        assert trace not in text


@pytest.mark.parametrize("name", PAGES)
def test_a_notebook_needs_none_of_the_book_s_roles(name, site):
    text = words(offered(site, name))
    for left in (r"\{[\w:-]+\}`", r"^(`{3,}|:{3,})\{", r"\{\{", r"\.md[)#]", r"\0", r"(?<!\\)\$"):
        assert not re.search(left, text, flags=re.M), left


@pytest.mark.parametrize("name", PAGES)
def test_the_numbers_in_a_notebook_are_those_on_the_page(name, site):
    page = (site / f"{name}.html").read_text(encoding="utf-8")
    shown = [html.unescape(text) for text in re.findall(r"<span[^>]* data-number=[^>]*>(.*?)</span>", page)]
    text, numbers = words(offered(site, name)), []
    for paragraph in words(reading.notebook(name)).split("\n\n"):
        if any(f"{{{role}}}" in paragraph for role in NUMBERS):
            parts = [
                re.escape(re.sub(r"\.md(?=[)#])", ".ipynb", part.replace("$", r"\$"))) for part in ROLE.split(paragraph)
            ]
            gaps = [BECOMES.get(role[1:].partition("}")[0], r"\[[^]]*\]") for role in ROLE.findall(paragraph)]
            pattern = "".join(part + gap for part, gap in zip(parts, [*gaps, ""], strict=True))
            numbers += re.search(f"^{pattern}$", text, flags=re.M).groups()
    assert shown
    joined = " ".join(shown).replace("’", "'")  # a page has typographic apostrophes
    assert " ".join(numbers) == joined  # joined, as two side by side match as one


def test_a_notebook_gives_number_finding_and_caption_of_a_figure(site):
    notebook = offered(site, "airpower")
    at = next(n for n, cell in enumerate(notebook.cells) if "fig-airpower-map" in str(cell.metadata))
    drawn = next(output for output in notebook.cells[at].outputs if PLOTLY_MIME in output.data)
    assert drawn.data["text/plain"] == edition.read()["pages"]["airpower"]["figures"]["fig-airpower-map"]["title"]
    page = (site / "airpower.html").read_text("utf-8")
    number = re.search(r'href="#fig-airpower-map"><span[^>]*>(Fig\. \d+)<', page)
    figures = [cell.metadata.get("mystnb", {}).get("figure", {}) for cell in reading.notebook("airpower").cells]
    caption = next(one["caption"] for one in figures if one.get("name") == "fig-airpower-map")
    assert notebook.cells[at + 1].source.startswith(f"**{number[1]}. {drawn.data['text/plain']}.** {caption[:30]}")


def page_of(markdown):
    kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3"}}
    return nbformat.v4.new_notebook(cells=[nbformat.v4.new_markdown_cell(markdown)], metadata=kernel)


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("It flew {fact}`air-037, air-185`.", "It flew [air-037, air-185]."),
        ("So says {claim}`c-012`.", "So says [c-012]."),
        ("So we judge {judgment}`j-2`.", "So we judge [j-2]."),
        ("Counted ({numref}`fig-x`).", "Counted (Fig. 3)."),
        ("It flew {value}`air-074` in {months}`air-074` months.", "It flew 338 in nine months."),
        ("Written `{value}` and ``{value}`air-074` ``.", "Written `{value}` and ``{value}`air-074` ``."),
        ("See [how](method.md) and [where](war.md#there).", "See [how](method.ipynb) and [where](war.ipynb#there)."),
        ("From $1,000 to $25,000.", r"From \$1,000 to \$25,000."),
        ("::::{container} x\nInside.\n::::", "Inside.\n"),
        ("```{view} ledger\n```", "*The page of the site has more here: view ledger*"),
        ("There.\n\n```{archive}\n```", "There.\n\n"),
        ("```{disagreements}\n```", "*The page of the site has more here: disagreements*"),
    ],
)  # fmt: skip
def test_roles_become_words(source, text):
    assert notebooks.readable(page_of(source), {"fig-x": "Fig. 3"}).cells[1].source == text


def test_the_article_is_quoted_to_the_letter():
    quote = cards.entry("claim", "c-010")["quote"]
    text = notebooks.readable(page_of("{quote}`c-010`"), {}).cells[1].source
    assert re.sub(r"\\(.)", r"\1", text) == f"“{quote}”"


def test_a_judgment_is_given_with_its_basis_and_facts():
    page = notebooks.readable(page_of("```{judgment} j-2\n```\n\n```{sources-cited}\n```"), {})
    judgment, facts = page.cells[1].source.split("\n\n- ", 1)
    assert judgment.startswith("> We judge it **very likely** that what flew")
    assert "Rests on: [air-007, air-074" in judgment
    assert re.findall(r"\(document: [^)]*\)\. \[(\S+)\]$", facts, flags=re.M) == sorted(
        re.findall(r"air-\d+", judgment)
    )


def read(markdown):
    """Return the words of a page in its notebook, without the characters that escape Markdown."""
    return re.sub(r"\\(.)", r"\1", notebooks.readable(page_of(markdown), {}).cells[1].source)


def test_a_fact_is_cited_in_a_notebook_as_on_the_site():
    assert source_note(REBUILT).document.endswith(" (title rebuilt from the address)")
    for fact_id in (REBUILT, NOTED):
        text, note = read(f"{{fact}}`{fact_id}`\n\n```{{sources-cited}}\n```"), source_note(fact_id)
        assert (
            f"- **{note.speaker}**, {note.when}. {note.said} [{note.document}](<{note.url}>){note.rest} {note.grade}"
            in text
        )
        assert " Read: " in text
    assert " Note: " in source_note(NOTED).rest


def test_the_claims_of_a_topic_are_given_with_who_says_what():
    text = read("```{claims} media\n```")
    assert "? nothing found: nobody that we found says it" in text and "[Method](method.ipynb)" in text
    for claim in claims_on("media"):
        assert f"{claim['statement']} [{claim['claim_id']}] {said_of(claim)}" in text


def test_accounts_in_a_notebook_say_who_is_a_party_and_when_it_was_printed():
    text = read("```{accounts} air-147 war-317\n```")
    assert "**GNA Burkan al-Ghadab media centre, a party to the conflict** (printed: 16 May 2020): " in text
    assert "**Al Jazeera, a party to the conflict** (printed: 20 May 2020): " in text


def test_findings_in_a_notebook_have_their_signs():
    meaning = tables.vocabulary("rulings", "finding")["holds"]
    assert f"- **✓✓ holds**: {meaning[:1].upper()}{meaning[1:40]}" in read("```{vocabulary} rulings.finding\n```")


@pytest.mark.parametrize(
    ("source", "message"),
    [("{glue:text}`gnu`", "no number 'gnu'"), ("{fact}`air-999`", "no fact 'air-999'"), ("{numref}`fig-y`", "no figure 'fig-y'"),
     ("{value}`air-999`", "{value} names 'air-999': no such fact"),
     ("```{claims} weather\n```", "no claim on the topic 'weather'"), ("```{vocabulary} facts\n```", "has no column ''")],
)  # fmt: skip
def test_unknown_rows_and_figures_are_errors(source, message):
    with pytest.raises(BriefError, match=message):
        notebooks.readable(page_of(source), {})
