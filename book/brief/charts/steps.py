"""A chart that can be stepped: moments, each with a sentence, and with what of the drawing changes at it.

A figure holds its steps in `layout.meta.steps`. The page prints their sentences as a numbered list below the chart, and
`static/steps.js` puts buttons in its place: `static/charts.js` applies the changes of a step. The static pictures show
the chart without any of them, so it must be complete as it is.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any, NamedTuple

from brief.charts.chart import Chart
from brief.errors import BriefError


class Step(NamedTuple):
    """One moment.

    Attributes:
        head: of its sentence, such as a date.
        text: the sentence.
        changes: new values of properties of the figure, by their paths, as in `layout.meta.narrow`.
    """

    head: str
    text: str
    changes: dict[str, Any]


def stepped(chart: Chart, steps: list[Step]) -> Chart:
    """Return a chart that goes from step to step.

    All steps change the same properties, so that a step may follow any other.

    Args:
        chart: complete without the steps.
        steps: in their order.

    Raises:
        BriefError: if there are no steps, a step has no sentence, or one changes what another leaves as it was.
    """
    if not steps or not all(step.text.strip() for step in steps):
        raise BriefError("a chart with steps needs steps, each with a sentence")
    if len({frozenset(step.changes) for step in steps}) > 1:
        raise BriefError("steps that change different properties: what one sets would remain in the next")
    figure = type(chart.figure)(chart.figure)
    meta = dict(figure.layout.meta or {})
    figure.update_layout(meta={**meta, "steps": [step._asdict() for step in steps]})
    return replace(chart, figure=figure)
