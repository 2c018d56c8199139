"""Settings of Sphinx without Jupyter Book: those of `_config.yml`, in Sphinx's own words.

This is what remains to be moved to `book/` on the day Jupyter Book 1 no longer installs.
`.ci/newest` uses it each week.
"""

from pathlib import Path

import yaml

BOOK = Path(__file__).resolve().parent.parent / "book"
SETTINGS = yaml.safe_load((BOOK / "_config.yml").read_text(encoding="utf-8"))
NAMES = {  # each setting that `_config.yml` may have: where it stands there, and what Sphinx calls it
    ("copyright",): "copyright",
    ("logo",): "html_logo",
    ("only_build_toc_files",): "external_toc_exclude_missing",
    ("execute", "execute_notebooks"): "nb_execution_mode",
    ("execute", "timeout"): "nb_execution_timeout",
    ("execute", "run_in_temp"): "nb_execution_in_temp",
    ("execute", "stderr_output"): "nb_output_stderr",
    ("parse", "myst_enable_extensions"): "myst_enable_extensions",
    ("html", "favicon"): "html_favicon",
}
BUTTONS = {"use_issues_button", "use_repository_button"}
OF_JUPYTER_BOOK = {"jupyter_book", "sphinx_comments"}  # the second only as the first names a setting of it


def translated() -> dict:
    """Return Sphinx's settings; a setting that is not known here is an error, not a difference nobody sees."""
    found = {
        "html_theme": "sphinx_book_theme",
        "html_sourcelink_suffix": "",
        "html_static_path": [str(BOOK / "_static")],
    }
    found |= SETTINGS["sphinx"]["config"]
    found["extensions"] = [name for name in found["extensions"] if name not in OF_JUPYTER_BOOK]
    options = dict(found["html_theme_options"])
    for part, value in SETTINGS.items():
        for key, set_to in value.items() if isinstance(value, dict) else [(None, value)]:
            if key in BUTTONS:
                options[key] = set_to
            elif part != "sphinx":
                found[NAMES[(part, key) if key else (part,)]] = set_to
    for picture in ("html_logo", "html_favicon"):
        found[picture] = str(BOOK / found[picture])
    return {**found, "html_theme_options": options, "exclude_patterns": ["_build"]}


globals().update(translated())
