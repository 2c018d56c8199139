"""The project is what its README says: files, article, package, pins, commands."""

import ast
import hashlib
import json
import re
import subprocess
import sys
import tomllib

from importlinter.cli import lint_imports

import brief
from brief import cli, paths
from brief.check import compare, edition
from brief.tables import codebook
from helpers import readme_blocks, tracked


def test_the_article_is_untouched():
    digest = hashlib.sha256(paths.ARTICLE.read_bytes()).hexdigest()
    assert digest == "1286f95d2d124d50b2faa422ae7cd7b73cd8cc3dbc192b3eb39a17ab72ddbea1"
    assert digest in (paths.ROOT / "seeds" / "README.md").read_text(encoding="utf-8")


def test_the_top_level_holds_what_was_asked_for():
    visible = {path.split("/")[0] for path in tracked() if not path.startswith(".")}
    assert visible == {"pyproject.toml", "README.md", "seeds", "book", "data", "tests"}


def test_no_committed_file_names_this_machine_or_a_registry():
    registries = "|".join(("py" + "pi.org", "python" + "hosted", "registry." + "npmjs", "npm" + "js.org"))
    home = "|".join((r"/ro" + "ot/", "/wo" + "rk/", r"/ho" + r"me/\w"))
    for name in tracked():
        content = (paths.ROOT / name).read_bytes()
        if b"\0" not in content:
            text = content.decode("utf-8")
            assert not re.search(registries, text), name
            assert not re.search(rf"(?<![\w.])(?:{home})", text), name


def test_imports_go_one_way():
    """The layers and the line between general code and this brief stand in pyproject.toml."""
    assert lint_imports(config_filename=str(paths.ROOT / "pyproject.toml"), no_cache=True) == 0


def test_every_subpackage_says_what_it_holds_and_may_import():
    for init in sorted((paths.BOOK / "brief").glob("*/__init__.py")):
        docstring = ast.get_docstring(ast.parse(init.read_text(encoding="utf-8"))) or ""
        assert len(re.findall(r"[.!?](?=\s|$)", docstring)) >= 3, init
        assert "import" in docstring, init


def test_pages_need_pandas_and_plotly_alone():
    """What pages import must also run where there is nothing else: in a browser."""
    loaded = "import sys; print(*{name.split('.')[0] for name in sys.modules})"
    theirs = set(run_python(f"import pandas, plotly.graph_objects, plotly.io; {loaded}").split())
    ours = set(run_python(f"import brief; {loaded}").split())
    assert ours - theirs - set(sys.stdlib_module_names) <= {"brief", "narwhals"}, "narwhals comes with plotly"


def run_python(program):
    return subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout


def test_the_codebook_is_current():
    assert codebook.text() == paths.CODEBOOK.read_text(encoding="utf-8"), "run `brief data --codebook`"


def test_every_direct_dependency_is_pinned_with_hashes():
    project = tomllib.loads((paths.ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    wanted = [*project["dependencies"], *project["optional-dependencies"]["dev"]]
    pins = (paths.BOOK / "requirements.txt").read_text(encoding="utf-8")
    for requirement in wanted:
        name = re.match(r"[\w-]+", requirement)[0]
        assert re.search(rf"^{name}==\S+( ;[^\\]*)? \\\n    --hash=sha256:", pins, flags=re.M), name
    blocks = re.split(r"^(?=[a-z])", pins, flags=re.M)[1:]
    assert all("--hash=sha256:" in block for block in blocks)


def test_the_two_commands_of_the_readme_are_what_ci_runs():
    """CI runs them from a clean clone in a new environment: that they work is shown there."""
    ci = [(paths.ROOT / ".ci" / name).read_text(encoding="utf-8") for name in ("install", "run")]
    for command, script in zip(readme_blocks()[:2], ci, strict=True):
        assert command.strip() in script


def test_the_readme_and_the_first_page_give_the_same_key_judgments():
    text = (paths.ROOT / "README.md").read_text(encoding="utf-8")
    key = re.findall(r"\{judgment\} (j-\d+)", (paths.BOOK / "index.md").read_text(encoding="utf-8"))
    assert 5 <= len(key) <= 7
    judgments = brief.table("judgments").set_index("judgment_id").loc[key]
    said = [
        f"- {row.likelihood.capitalize()}: {row.text}. (Confidence: {row.confidence}.)"
        for row in judgments.itertuples()
    ]
    assert "\n".join(said) in text


def test_the_readme_says_what_the_ledger_says():
    ledger = brief.ledger().query("not compound")
    number = ledger.finding.value_counts()
    count = {finding: brief.words.counted(number.get(finding, 0)) for finding in brief.words.SIGNS}
    decided = ledger[ledger.finding != "opinion"]
    steady = decided.choices == decided.by_choice.str.len()
    assert (
        f"- Of {(ledger.finding != 'opinion').sum()} claims of the article that records can decide,"
        f" {number['holds'] + number['holds thinly']} hold, {count['holds thinly']} of them thinly: on one voice, on"
        " parties to the conflict alone, or on the article's own source."
        f" {count['near miss'].capitalize()} are near misses: something real stands behind them, and as worded they are"
        f" wrong. {count['disputed'].capitalize()} disputed, {count['wrong']} wrong, {count['mistranslated']}"
        f" mistranslated; for {count['nothing found']} we found nobody who says so. Another {count['opinion']} claims are"
        f" opinions. Of the {len(decided)} findings that records decide {steady.sum()} are the same whatever choices the"
        f" rule makes. An earlier publication stands behind {ledger.claim_id.isin(brief.borrowed().claim_id).sum()} claims."
    ) in (paths.ROOT / "README.md").read_text(encoding="utf-8")


def test_the_readme_shows_what_a_match_looks_like():
    text = (paths.ROOT / "README.md").read_text(encoding="utf-8")
    sealed = edition.read()
    counts = edition.counts(sealed)
    assert compare.summary(counts, counts) in text
    for name, rows in re.findall(r"^airpower +(fig-\S+) +(\d+) rows +matches$", text, flags=re.M):
        assert len(sealed["pages"]["airpower"]["figures"][name]["rows"]) == int(rows), name


def test_the_documents_explain_every_command_and_no_other():
    offered = set(re.findall(r"^    (\w+)", cli._parser().format_help(), flags=re.M))
    documents = ("README.md", ".github/CONTRIBUTING.md")
    text = "\n".join((paths.ROOT / document).read_text(encoding="utf-8") for document in documents)
    named = set(re.findall(r"\bbrief (\w+)", " ".join([*readme_blocks(), *re.findall(r"`([^`\n]+)`", text)])))
    assert named == offered


def test_the_readme_has_at_most_90_lines():
    assert len((paths.ROOT / "README.md").read_text(encoding="utf-8").splitlines()) <= 90


def test_the_description_is_a_data_package_of_version_2():
    package = json.loads(paths.DESCRIPTOR.read_text(encoding="utf-8"))
    assert package["$schema"] == "https://datapackage.org/profiles/2.0/datapackage.json"
    assert package["licenses"]
    places = next(resource for resource in package["resources"] if resource["name"] == "places")
    assert places["licenses"][0]["name"] == "ODbL-1.0", "places come from share-alike databases"
    assert places["sources"]
