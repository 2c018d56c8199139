"""The charts of a brief: a table of rows in, a `Chart` out (a figure of plotly, with the rows that it draws).

Values: `ranges`, `intervals`, `panels`. Over time: `months`, `over_time`, `timeline`. Findings: `tiles`, `tally`. Rows
against columns: `grid`, `matrix`, `relays`. Maps: `route_map`, `reports_map`. `SIDES` has the colour and symbol of each
side.

Each family of forms has a module; a form that several pages could draw goes there, and what only one page draws goes
into `libya`. The parts that forms share are in `elements`, colours and symbols in `style`: those of the sides of the
conflict come from `brief.toml`. `chart` has what every form returns, and `figure` what a cell puts out: a chart with
its title and rows. It imports the tables and the helper modules.
"""

from brief.charts.chart import Chart
from brief.charts.findings import tally, tiles
from brief.charts.grids import grid, matrix, relays
from brief.charts.maps import Route, reports_map, route_map
from brief.charts.panels import panels
from brief.charts.ranges import intervals, ranges
from brief.charts.style import SIDES
from brief.charts.time import months, over_time, timeline

__all__ = [
    "SIDES",
    "Chart",
    "Route",
    "grid",
    "intervals",
    "matrix",
    "months",
    "over_time",
    "panels",
    "ranges",
    "relays",
    "reports_map",
    "route_map",
    "tally",
    "tiles",
    "timeline",
]
