"""Fact-checking as such: facts with their originators and documents, findings on claims, judgments, hypotheses.

It joins the tables, derives what follows from them, and words it for readers. It imports tables, charts and the helper
modules.
"""
