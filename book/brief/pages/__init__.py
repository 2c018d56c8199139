"""The sources of pages, and executing their cells, each page in a fresh process and an empty folder.

What a page shows (figures, numbers, outputs) is collected here for the check and the site. It imports the ledger and
what the ledger imports.
"""
