"""Bars on true axes of time, in windows one above the other: a long time, and a part of it that needs more room."""

from __future__ import annotations

from itertools import pairwise, zip_longest
from typing import Any, NamedTuple

import pandas as pd
import plotly.graph_objects as go

from brief.charts import elements
from brief.charts.chart import Chart, require_columns
from brief.charts.elements import MILLISECONDS_A_DAY, Drawing
from brief.charts.style import ARTICLE, FONT_SIZE, NARROW_FONT_SIZE, PALE, RULE, faded, text_width
from brief.errors import BriefError

_ABOVE = 0.64
"""How much of a line is above the middle of its bars: there stand its words."""
_GAP = 0.008
"""Between bars of one colour that follow each other, as a part of the window."""
_BELOW = 0.7
"""Lines that the line of a span, with its words, takes below the bars."""

FILLS = {"full": 1.0, "pale": 0.25, "hollow": 0.0, "thin": 1.0}
"""How opaque a bar is, which has an edge in any case; what is hollow is inferred or doubtful."""
_THIN = 0.3
"""Height of a thin bar, as a share of that of others."""


class Window(NamedTuple):
    """A stretch of time with an axis of its own, whose ticks count from the first day of its first month.

    Attributes:
        head: the words above it.
        start: its first day, in ISO 8601.
        end: its last day.
        ticks: how far apart the ticks are, as plotly's `dtick`.
        written: how the ticks are written, as plotly's `tickformat`.
    """

    head: str
    start: str
    end: str
    ticks: str | int
    written: str


class Span(NamedTuple):
    """A line below the bars of a window, with its length in words.

    Attributes:
        window: the name of the window.
        start: its first day, in ISO 8601.
        end: its last day.
        words: its length.
    """

    window: str
    start: str
    end: str
    words: str


_NEEDED = ("window", "line", "start", "end", "colour", "fill", "is_article", "words", "hover")
"""Columns of the rows."""


class _Form(NamedTuple):
    """Sizes in pixels: heights of a line with its words, of a bar, a head, an axis and a wedge, width of the plot."""

    line: int
    bar: int
    head: int
    axis: int
    wedge: int
    plot: int
    font_size: float


_WIDE = _Form(line=44, bar=16, head=28, axis=46, wedge=16, plot=680, font_size=FONT_SIZE)
_NARROW = _Form(line=36, bar=14, head=22, axis=40, wedge=12, plot=300, font_size=NARROW_FONT_SIZE)


def strips(rows: pd.DataFrame, *, windows: dict[str, Window], span: Span) -> Chart:
    """Draw bars in lines on axes of time, with the words of a line where its bars begin, and those of a bar in it.

    A thin frame is where a window is within the one above it, from which a pale wedge leads to its whole width.

    Args:
        rows: bars, named by the first column: `window`, `line` (its words; bars with the same words share a line),
            `start` and `end` (in ISO 8601; a bar runs to the end of its last day), `colour`, `fill` (of `FILLS`),
            `is_article` (a mark at `start` in place of a bar), `words` (in the bar) and `hover`.
        windows: the windows, by their names in `window`, from top to bottom.
        span: a time whose length is to be seen.

    Raises:
        BriefError: if a bar is of a window that is not given, or outside of it.
    """
    require_columns("charts.strips needs", _NEEDED, rows)
    for row in rows.itertuples():
        if row.window not in windows:
            raise BriefError(f"the window {row.window!r} of {row[1]} is not given")
        if not windows[row.window].start <= row.start <= row.end <= windows[row.window].end:
            raise BriefError(f"{row[1]} is outside of the window {row.window!r}")
    places = {
        name: {line: -at for at, line in enumerate(dict.fromkeys(rows.line[rows.window == name]))} for name in windows
    }
    depths = {name: len(lines) + (_BELOW if name == span.window else 0) for name, lines in places.items()}
    wide, narrow = _domains(depths, _WIDE), _domains(depths, _NARROW)
    drawing = Drawing()
    after = zip_longest(windows.items(), list(windows.values())[1:])
    for number, ((name, window), below) in enumerate(after, 1):
        panel = _Panel(window, _Axes.of(number), places[name])
        members = rows[rows.window == name].assign(y=lambda of, at=places[name]: of.line.map(at))
        _draw_bars(drawing, panel, members)
        head = elements.at_left(wide[name][1], window.head, yref="paper", yanchor="bottom", yshift=6)
        drawing.note(head, y=narrow[name][1])
        _note_lines(drawing, panel, members, below.start if below else window.end)
        _note_bars(drawing, panel, members)
        if name == span.window:
            _draw_span(drawing, panel, span)
        _lay_out_axes(drawing, panel, wide[name], narrow[name], depths[name])
    frames = zip(_frames(windows, wide, depths, _WIDE), _frames(windows, narrow, depths, _NARROW), strict=True)
    for (frame, wedge), (narrow_frame, narrow_wedge) in frames:
        drawing.shape(_PATH | {"path": frame, "line": {"width": 1, "color": RULE}}, path=narrow_frame)
        drawing.shape(_PATH | {"path": wedge, "line": {"width": 0}, "fillcolor": PALE}, path=narrow_wedge)
    figure = drawing.finished(
        {"height": _height(depths, _NARROW)},
        height=_height(depths, _WIDE),
        barmode="overlay",
        margin={"l": 6, "r": 14, "t": 0, "b": 4},
    )
    return Chart(figure, rows)


class _Axes(NamedTuple):
    """The axes of a window, as traces and annotations name them."""

    x: str
    y: str

    @classmethod
    def of(cls, number: int) -> _Axes:
        """Return the axes of the window of a number, from 1."""
        return cls("x", "y") if number == 1 else cls(f"x{number}", f"y{number}")

    @property
    def of_trace(self) -> dict[str, str]:
        """What puts a trace on these axes."""
        return {"xaxis": self.x, "yaxis": self.y}

    @property
    def of_note(self) -> dict[str, Any]:
        """What puts an annotation on these axes."""
        return {"xref": self.x, "yref": self.y, "showarrow": False}

    @property
    def in_layout(self) -> tuple[str, str]:
        """The names of these axes in a layout."""
        return self.x.replace("x", "xaxis"), self.y.replace("y", "yaxis")


class _Panel(NamedTuple):
    """A window with its axes, and with the middle of each of its lines, by the words of the line."""

    window: Window
    axes: _Axes
    lines: dict[str, int]


def _height(depths: dict[str, float], form: _Form) -> int:
    """Return the height of the figure in pixels, from the number of lines in each window."""
    return round(sum(depths.values()) * form.line + len(depths) * (form.head + form.axis + form.wedge)) - form.wedge + 4


def _domains(depths: dict[str, float], form: _Form) -> dict[str, list[float]]:
    """Return which part of the plot each window has, from 0 at the bottom to 1."""
    whole = _height(depths, form) - 4
    domains, used = {}, 0.0
    for name, depth in depths.items():
        top, bottom = used + form.head, used + form.head + depth * form.line
        domains[name] = [1 - bottom / whole, 1 - top / whole]
        used = bottom + form.axis + form.wedge
    return domains


def _top(form: _Form) -> float:
    """Return how far above the middle of a line the words of the line begin, in lines."""
    return (form.bar / 2 + 1) / form.line


def _at_first_bar(line: str, bars: pd.DataFrame, window: Window, end: str, form: _Form) -> dict[str, str]:
    """Return where the words of a line are: from its first bar on, or up to an end if they need that."""
    begins = bars.start.min()
    if text_width(line, form.font_size) > (1 - _part(window, begins)) * form.plot:
        return {"x": end, "xanchor": "right", "align": "right"}
    return {"x": begins, "xanchor": "left", "align": "left"}


def _part(window: Window, day: str) -> float:
    """Return where a day is in a window, from 0 to 1."""
    start, end, at = (pd.Timestamp(one) for one in (window.start, window.end, day))
    return float((at - start) / (end - start))


def _frames(
    windows: dict[str, Window], domains: dict[str, list[float]], depths: dict[str, float], form: _Form
) -> list[tuple[str, str]]:
    """Return a frame in each window and a wedge from it to the next, as paths: no wedge is behind an axis or a head."""
    axis, high = (pixels / (_height(depths, form) - 4) for pixels in (form.axis, form.wedge))
    paths = []
    for (name, window), (_, below) in pairwise(windows.items()):
        left, right = _part(window, below.start), _part(window, below.end)
        foot, top = domains[name]
        upper, lower = foot - axis, foot - axis - high
        frame = _path((left, top), (left, foot), (right, foot), (right, top))
        paths.append((frame, _path((left, upper), (0, lower), (1, lower), (right, upper))))
    return paths


def _path(*corners: tuple[float, float]) -> str:
    """Return the edge of an area as the path of a shape."""
    return f"M{'L'.join(f'{x:.4f},{y:.4f}' for x, y in corners)}Z"


_PATH = {"type": "path", "xref": "paper", "yref": "paper", "layer": "below"}
"""What all frames and wedges have in common."""


def _middle(start: str, end: str) -> str:
    """Return the day in the middle of two, in ISO 8601."""
    first, last = pd.Timestamp(start), pd.Timestamp(end)
    return f"{first + (last - first) / 2:%Y-%m-%dT%H:%M}"


def _draw_bars(drawing: Drawing, panel: _Panel, rows: pd.DataFrame) -> None:
    """Draw the bars of a window, and the marks of what the article says."""
    drawing.draw(_bars(rows[~rows.is_article], panel))
    said = rows[rows.is_article]
    style = {"color": ARTICLE.colour, "symbol": ARTICLE.symbol, "size": 12}
    more = {"ids": list(said.iloc[:, 0]), "marker": style, "hover": said.hover}
    drawing.draw(elements.marks(said.start, said.y, **more, **panel.axes.of_trace))


def _bars(rows: pd.DataFrame, panel: _Panel) -> go.Bar:
    """Return the bars of a window, each from its first day to the end of its last; gaps divide bars of one colour."""
    day = pd.Timedelta(days=1)
    starts, ends = (pd.to_datetime(rows[end]) for end in ("start", "end"))
    begun = set(zip(rows.line, rows.colour, rows.fill, starts, strict=True))
    is_joined = [bar in begun for bar in zip(rows.line, rows.colour, rows.fill, ends + day, strict=True)]
    gap = (pd.Timestamp(panel.window.end) - pd.Timestamp(panel.window.start)) / day * _GAP
    days = (ends - starts) / day + 1 - pd.Series(is_joined, rows.index) * gap
    fills = [row.colour if FILLS[row.fill] == 1 else faded(row.colour, FILLS[row.fill]) for row in rows.itertuples()]
    return go.Bar(
        x=[round(number * MILLISECONDS_A_DAY) for number in days],
        base=list(rows.start),
        y=list(rows.y),
        ids=list(rows.iloc[:, 0]),
        orientation="h",
        width=[_WIDE.bar / _WIDE.line * (_THIN if fill == "thin" else 1) for fill in rows.fill],
        marker={"color": fills, "line": {"color": list(rows.colour), "width": 1.5}},
        cliponaxis=False,
        **panel.axes.of_trace,
        **elements.on_hover(rows.hover),
    )


def _note_lines(drawing: Drawing, panel: _Panel, rows: pd.DataFrame, end: str) -> None:
    """Write the words of each line above its bars, up to an end: they keep out of the frame of the next window."""
    for line, y in panel.lines.items():
        of_line = rows[rows.line == line]
        accent = {"font": {"color": ARTICLE.colour}} if of_line.is_article.any() else {}
        place, narrow_place = (
            {"y": y + _top(form), **_at_first_bar(line, of_line, panel.window, end, form)} for form in (_WIDE, _NARROW)
        )
        drawing.note({"text": line, "yanchor": "bottom", **place, **panel.axes.of_note, **accent}, **narrow_place)


def _note_bars(drawing: Drawing, panel: _Panel, rows: pd.DataFrame) -> None:
    """Write the words of bars in their middles."""
    for row in rows[rows.words != ""].itertuples():
        white = {"font": {"color": "#ffffff"}} if row.fill == "full" else {}
        place = {"x": _middle(row.start, row.end), "y": row.y}
        drawing.note({"text": row.words, **place, **panel.axes.of_note, **white})


def _draw_span(drawing: Drawing, panel: _Panel, span: Span) -> None:
    """Draw the line of a span below all bars, with a tick at its beginning and at its end, and write its length."""
    y = min(panel.lines.values()) - _BELOW / 2
    top = y + 0.12
    x, at = [span.start, span.start, span.end, span.end], [top, y, y, top]
    drawing.draw(elements.lines(x, at, colour=RULE, width=1.5, **panel.axes.of_trace))
    words = {"text": span.words, "x": _middle(span.start, span.end), "y": y, "yanchor": "top"}
    drawing.note({**words, **panel.axes.of_note})


def _lay_out_axes(
    drawing: Drawing, panel: _Panel, domain: list[float], narrow_domain: list[float], depth: float
) -> None:
    """Give a window of so many lines its axes."""
    window, axes = panel.window, panel.axes
    x = elements.month_axis(range=[window.start, window.end], dtick=window.ticks, tick0=f"{window.start[:7]}-01")
    x |= {"tickformat": window.written, "showgrid": False, "anchor": axes.y, **elements.RULER}
    y = {"domain": domain, "range": [_ABOVE - depth, _ABOVE], "visible": False, "anchor": axes.x}
    x_name, y_name = axes.in_layout
    drawing.axis(x_name, x)
    drawing.axis(y_name, y, domain=narrow_domain)
