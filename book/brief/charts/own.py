"""A figure that somebody drew with plotly itself, brought into the look of the brief.

Such a figure has its own template, margins for labels of its own, and a title inside. Here it gets the template of the
brief (whose colours follow the theme of the page), margins that grow with its labels, and a form for phones; its title
is that of the figure in which it stands.
"""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go
import plotly.io

from brief.charts.chart import Chart
from brief.charts.style import NEUTRAL, TEMPLATE
from brief.errors import BriefError

FIRST_COLOUR = "#636efa"
"""The colour that plotly.express gives to what nobody has coloured."""
_BEGIN = go.layout.Template(TEMPLATE)
_BEGIN.layout.colorway = [FIRST_COLOUR, "#ef553b", "#00a87a", "#ab63fa", "#c2731a"]
plotly.io.templates["brief"] = _BEGIN
plotly.io.templates.default = "brief"  # that of plotly has parts of all kinds of traces, which the browser lacks
NARROW_FONT = 11
"""Size of labels in the form for phones, in pixels."""


def own(figure: go.Figure, rows: pd.DataFrame) -> Chart:
    """Return a figure of plotly as a chart of the brief; the figure itself stays as it is.

    Args:
        figure: as plotly.express or plotly.graph_objects draw it; one side of the conflict has the colour that
            `charts.SIDES` says, and no other.
        rows: that it draws, one a mark, named by the first column.

    Raises:
        BriefError: if the figure has buttons, sliders or frames, which the static pictures cannot show.
    """
    if figure.layout.updatemenus or figure.layout.sliders or figure.frames:
        raise BriefError("a figure with buttons, sliders or frames; expected one picture that can be printed")
    chart = go.Figure(figure)
    chart.update_layout(template=TEMPLATE, title=None, autosize=True, width=None)
    chart.update_xaxes(automargin=True)
    chart.update_yaxes(automargin=True)
    if sum(trace.showlegend is not False and bool(trace.name) for trace in chart.data) > 1:
        legend = {"orientation": "h", "x": 0, "xanchor": "left", "y": 1, "yanchor": "bottom"}
        chart.update_layout(showlegend=True, legend=legend)
    for trace in chart.data:
        for part in (trace, trace.marker if "marker" in trace else None, trace.line if "line" in trace else None):
            if part is not None and "color" in part and part.color == FIRST_COLOUR:
                part.color = NEUTRAL.colour
    chart.update_layout(meta={"narrow": {"font.size": NARROW_FONT}})
    return Chart(chart, rows)
