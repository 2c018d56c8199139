"""The sources of pages, and executing their cells, each page in a fresh process and an empty folder.

`cells` executes the cells of one page, `processes` gives each page its process and stops it when its time is over, and
`execution` reads the sources and runs the book, with the time limit of `_config.yml`. A number gets into a sentence in
two ways: `lookups` finds the roles that name a row, and `numbers` has `say`, by which a cell names what it computes.
`jupyterlab` writes a page as JupyterLab saves it.
It imports the ledger and what the ledger imports.
"""
