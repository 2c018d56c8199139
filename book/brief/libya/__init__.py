"""This brief alone: what one page computes and draws and no other needs, a module for each topic.

Topics, sides, routes, places and rows of the tables are named here and in `brief.toml`, nowhere else in the code: what
the sides are called and how they are drawn is in `brief.toml`. It may use charts, the ledger, tables and the helper
modules; only `brief/__init__.py` imports it, as `own_code` in `brief.toml` has it. Modules that begin with `opener_`
draw parts of the opener, and no page imports them; nor `frames`, which has what several modules do with rows.
"""

__all__ = [
    "aims",
    "airpower",
    "answers",
    "banknotes",
    "blockade",
    "cast",
    "forecasts",
    "media",
    "meetings",
    "opener",
    "recruitment",
    "relayed",
    "sharara",
    "story",
    "summary",
    "us_policy",
    "war",
]  # modules, which pages import from `brief`
