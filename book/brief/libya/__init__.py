"""What is about this brief alone: data and charts that one page needs, a module for each topic.

It may use charts, the ledger, tables and the helper modules; only `brief/__init__.py` imports it.
"""
