"""The charts of a brief: a table of rows in, a `Chart` out (a figure of plotly, with the rows that it draws).

One template, a few forms; colours follow the theme of the page. It imports the tables and the helper modules.
"""

from brief.charts.chart import Chart
from brief.charts.diagrams import grid, intervals, matrix, relays, tally, tiles, timeline
from brief.charts.forms import SIDES, labels_above, months, over_time, panels, ranges, room
from brief.charts.maps import reports_map, route_map

__all__ = [
    "SIDES",
    "Chart",
    "grid",
    "intervals",
    "labels_above",
    "matrix",
    "months",
    "over_time",
    "panels",
    "ranges",
    "relays",
    "reports_map",
    "room",
    "route_map",
    "tally",
    "tiles",
    "timeline",
]
