"""Fact-checking as such: facts with their originators and documents, findings on claims, judgments, hypotheses.

It joins the tables, derives what follows from them, and words it for readers. `rule` decides the finding on a claim
from what each originator says of it, and `findings` applies that to the tables; `values` looks up the numbers and dates
that sentences name; `views` and `templates/` show whole tables. It imports tables, charts and the helper modules.
"""
