"""The charts of a brief: plain data in, a plotly figure out.

One template, a few forms, each drawn from a table of rows; colours follow the theme of the page. It imports the tables
and the helper modules.
"""

from brief.charts.forms import SIDES, labels_above, months, over_time, panels, ranges, room, sums

__all__ = ["SIDES", "labels_above", "months", "over_time", "panels", "ranges", "room", "sums"]
