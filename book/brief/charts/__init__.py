"""The charts of a brief: a table of rows in, a `Chart` out (a figure of plotly, with the rows that it draws).

Values: `counts`, with words `Below` a row, and `amounts`. Over time: `months`, `over_time`, `periods`. Two against each
other over time: `mirrored`, with `Moment`, a day or period to mark. Several by date: `day_by_day`. Who is behind what:
`attested`. Findings: `tiles`. Judgments: `likelihoods`. Maps: `route_map`. A chart that a reader steps through:
`stepped`, with a `Step` for each moment. `own` takes a figure that somebody drew with plotly itself. `SIDES` has the
colour and symbol of each side. Words beside marks: `Note`.

Each family of forms has a module; a form that several pages could draw goes there, and what only one page draws goes
into the code of its brief alone. The parts that forms share are in `elements`: a form collects them in a `Drawing`.
Colours and symbols are in `style`: those of the sides of the conflict come from `brief.toml`. `chart` has what every
form returns, and `figure` what a cell puts out: a chart with its title and rows. It imports the tables and the helper
modules.
"""

from brief.charts.amounts import amounts
from brief.charts.attested import attested
from brief.charts.chart import Chart
from brief.charts.counts import Below, counts
from brief.charts.days import day_by_day
from brief.charts.elements import Moment
from brief.charts.findings import tiles
from brief.charts.likelihoods import likelihoods
from brief.charts.maps import Route, route_map
from brief.charts.mirrored import mirrored
from brief.charts.notes import Note
from brief.charts.over_time import over_time
from brief.charts.own import own
from brief.charts.periods import periods
from brief.charts.steps import Step, stepped
from brief.charts.style import SIDES
from brief.charts.time import months

__all__ = [
    "SIDES",
    "Below",
    "Chart",
    "Moment",
    "Note",
    "Route",
    "Step",
    "amounts",
    "attested",
    "counts",
    "day_by_day",
    "likelihoods",
    "mirrored",
    "months",
    "over_time",
    "own",
    "periods",
    "route_map",
    "stepped",
    "tiles",
]
