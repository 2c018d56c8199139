"""What others wrote and the command imports, some of it when it is first used: see `preloaded`."""

from importlib import import_module

import plotly.graph_objects as go
from sphinx.application import builtin_extensions

LIBRARIES = [
    *("babel.numbers", "bs4", "fontTools.subset", "fontTools.varLib", "IPython.core.interactiveshell", "jsonschema"),
    *("itables", "jupyter_book.config", "myst_nb.sphinx_ext", "narwhals.stable.v1", "narwhals.stable.v2", "nbformat"),
    *("pandas", "pypdf", "rich._emoji_codes", "rich.progress", "sphinx.builders.html", "sphinx.ext.autodoc"),
    *("sphinx_book_theme", "sphinx_comments", "sphinx_copybutton", "sphinx_external_toc", "yaml"),
]

for name in (*builtin_extensions, *LIBRARIES):
    import_module(name)
go.Figure([go.Scatter(), go.Bar(), go.Scattergeo()]).to_json()
