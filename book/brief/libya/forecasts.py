"""What the article foresaw, and what came of it, as far as dated sources of the time after it say."""

from __future__ import annotations

import re
from typing import Any, NamedTuple

import pandas as pd

from brief import words
from brief.charts import Chart, elements
from brief.charts.style import AGAINST, CLEAR, FOR, INK, NEUTRAL, RULE
from brief.ledger.events import events
from brief.ledger.facts import facts_named
from brief.text import folded, line_count


class Forecast(NamedTuple):
    """What the article foresaw, with what dated sources say of the time after it.

    Attributes:
        name: in a few words.
        quote: in words of the article, which stand in the quotation of the first claim; in brackets who is meant.
        claims: in which the article says it.
        events: of the timeline "after", that bear on it; the most telling of each kind first.
    """

    name: str
    quote: str
    claims: tuple[str, ...]
    events: tuple[str, ...]


FORECASTS = (
    Forecast(
        "Russia digs in as in Syria",
        "[Putin] wants to establish himself in Libya in the same way that he dug in Syria",
        ("c-121",),
        (
            "after-2021-03-wagner",
            "after-2021-01-22-trench",
            "after-2021-09-14-2021-09-15-text",
            "after-2021-11-12-step",
        ),
    ),
    Forecast(
        "Moscow gains influence as a broker",
        "[Moscow is near] the opportunity that gives it more influence in Libya",
        ("c-045", "c-117"),
        ("after-2021-08-31-broker", "after-2020-10-23-ceasefire", "after-2020-09-17-sochi"),
    ),
    Forecast(
        "Contracts and a say in oil",
        "securing profitable infrastructure contracts in Libya",
        ("c-048", "c-047"),
        ("after-2021-10-tatneft", "after-2021-08-19-projects"),
    ),
    Forecast(
        "Saif al-Islam returns to politics",
        "[Saif al-Islam] is now planning to return to the Libyan political scene",
        ("c-070",),
        (
            "after-2021-11-14-files",
            "after-2021-12-22-vote",
            "after-2021-12-02-back",
            "after-2021-12-15-level",
            "after-2021-11-29-court",
        ),
    ),
    Forecast(
        "A settlement leads to influence",
        "[a settlement] could serve as a starting point for building Russian influence in North Africa",
        ("c-119",),
        ("after-2020-10-23-ceasefire",),
    ),
    Forecast(
        "Ports for further expansion",
        "[Russia] saw access to its strategic ports as opportunities for further expansion",
        ("c-055",),
        (),
    ),
)
"""What the article foresaw, in the order to show it; which event bears on which is our judgment."""
FORESEEN = "As foreseen"
"""The track of the events that came as the article foresaw."""
CAME, MIXED, NOT, NOTHING = "came true", "mixed reports", "did not", "no report"
"""What became of a forecast."""
_VERDICTS = {(True, False): CAME, (True, True): MIXED, (False, True): NOT, (False, False): NOTHING}
"""What became of a forecast by whether there are reports that bear it out, and reports that speak against it."""


class Report(NamedTuple):
    """What a source says: the first day of which it is, and the whole with date, source and words."""

    day: pd.Timestamp
    line: str


# --- what came of them ------------------------------------------------------------------------------------


def outcomes() -> pd.DataFrame:
    """Return what became of each forecast, by the events that bear on it.

    It came true if all these were as foreseen, did not if none was, and there are mixed reports otherwise.

    Returns:
        One row a forecast, in the order of `FORECASTS`: `forecast_id` (the first claim), `text`, `quote`, `claims`,
        `verdict`, `as_foreseen` and `not_so` (the events, each with date and who says so, joined), `reports` of both
        (a list each of `Report`, the most telling first) and `fact_ids`.
    """
    rows = []
    for forecast in FORECASTS:
        reports = _reports(forecast)
        borne_out, against = (_as_list(reports[reports.is_foreseen == is_so]) for is_so in (True, False))
        rows.append(
            {
                "forecast_id": forecast.claims[0],
                "text": forecast.name,
                "quote": forecast.quote,
                "claims": " ".join(forecast.claims),
                "verdict": _VERDICTS[bool(borne_out), bool(against)],
                "as_foreseen": "; ".join(report.line for report in borne_out),
                "not_so": "; ".join(report.line for report in against),
                "reports": (borne_out, against),
                "fact_ids": " ".join(reports.fact_id),
            }
        )
    return pd.DataFrame(rows)


def _reports(forecast: Forecast) -> pd.DataFrame:
    """Return the events that bear on a forecast, with `is_foreseen` and `line`: when, who says so, and what."""
    known = events("after").set_index("event_id", drop=False).loc[list(forecast.events)]
    who = facts_named(known.fact_id).short if len(known) else []
    lines = [_line(row, name) for row, name in zip(known.itertuples(), who, strict=True)]
    return known.assign(is_foreseen=known.track == FORESEEN, line=lines)


def _as_list(reports: pd.DataFrame) -> list[Report]:
    return [Report(row.first_day, row.line) for row in reports.itertuples()]


def _line(event: Any, who: str) -> str:
    """Return when an event was, who says so, unless the words on it say that themselves, and what it was."""
    if ": " in event.what:
        return f"{event.when}, {event.what}"
    what = re.sub("^(The|An?) ", lambda article: article[0].lower(), event.what)
    return f"{event.when}, {who}: {what}"


def in_words(rows: pd.DataFrame) -> str:
    """Return how many forecasts have each verdict, as a sentence without its stop.

    Args:
        rows: as `outcomes` returns them.
    """
    came, mixed, did_not, nothing = (
        words.counted((rows.verdict == verdict).sum(), zero="none") for verdict in (CAME, MIXED, NOT, NOTHING)
    )
    return (
        f"Of {words.counted(len(rows))} forecasts in an Al Jazeera article {came} came true, {did_not} did not; "
        f"{mixed} drew mixed reports, {nothing} none"
    )


# --- verdicts ---------------------------------------------------------------------------------------------

_HEADINGS = {
    "text": "What the article foresaw",
    "quote": "In its words",
    "verdict": "What came",
    "as_foreseen": "For",
    "not_so": "Against",
    "claims": "Claims",
    "fact_ids": "Rows",
}


class _Look(NamedTuple):
    """How a verdict is drawn: fill and edge of its box, colour of its word, and a sign before the word."""

    fill: str
    edge: str
    letters: str
    sign: str = ""


_LOOKS = {
    CAME: _Look(NEUTRAL.colour, NEUTRAL.colour, "#ffffff"),
    MIXED: _Look("#d0d3d6", NEUTRAL.colour, "#1f2328"),  # letters of one colour in both themes have no rim
    NOT: _Look(CLEAR, NEUTRAL.colour, INK, "✖ "),
    NOTHING: _Look(CLEAR, CLEAR, INK),
}
"""The look of each verdict: full, pale, empty with a cross, and without a box."""


class _Boxes(NamedTuple):
    """Where the boxes of verdicts are, at the left, in pixels: the middle of each below the top, and their size."""

    middles: list[float]
    width: int
    height: int


def _draw_verdicts(drawing: elements.Drawing, rows: pd.DataFrame, wide: _Boxes, narrow: _Boxes) -> None:
    """Draw a box for each forecast with its verdict in it, and at the pointer all reports on it."""
    looks = [_LOOKS[verdict] for verdict in rows.verdict]
    edges = {"width": 1.5, "color": [look.edge for look in looks]}
    boxes = elements.boxes(
        [1] * len(rows),  # half of an edge is outside its box, where the plot would cut it off
        wide.middles,
        width=wide.width,
        height=wide.height,
        ids=list(rows.forecast_id),
        marker={"color": [look.fill for look in looks], "line": edges},
        text=[f"<b>{look.sign}{verdict}</b>" for look, verdict in zip(looks, rows.verdict, strict=True)],
        textfont={"color": [look.letters for look in looks]},
        hover=("<br>".join([f"<b>{row.text}: {row.verdict}</b>", *_all_reports(row)]) for row in rows.itertuples()),
    )
    drawing.draw(boxes, x=[narrow.width] * len(rows), y=narrow.middles, width=narrow.height)


def _all_reports(row: Any) -> list[str]:
    """Return all reports on a forecast, those for it first, each in lines; without any the words of the article."""
    of_kinds = zip("+–", map(sorted, row.reports), strict=True)
    reports = [f"{sign} {folded(one.line)}" for sign, of_kind in of_kinds for one in of_kind]
    return reports or [folded(row.quote)]


def _in_short(report: Report, said: set[Report]) -> str:
    """Return a report, which begins with its date and a comma, with a shorter date, and its words only once.

    Args:
        report: what to say.
        said: what was said before, to which the report is added.
    """
    date, comma, what = report.line.partition(",")
    if report in said:
        what = what.partition(":")[0] + ": as above"
    said.add(report)
    return words.short_dates(date) + comma + what


def _chart(
    rows: pd.DataFrame, drawing: elements.Drawing, wide: elements.Sheet, narrow: elements.Sheet, font: float
) -> Chart:
    """Return the chart of a drawing in pixels, whose letters have a size of their own where the page is narrow."""
    layout, changes = elements.on_sheet(wide, narrow)
    figure = drawing.finished(changes | {"font.size": font}, barmode="overlay", **layout)
    return Chart(figure, rows[["forecast_id", *_HEADINGS]], _HEADINGS, "forecasts")


# --- the list ---------------------------------------------------------------------------------------------


class _ListForm(NamedTuple):
    """How a list of forecasts is set in one form of a page, in pixels: its width, a box, a line, and its letters."""

    width: int
    box: int
    high: int
    line: float
    letters: int


_WIDE_LIST = _ListForm(width=690, box=104, high=24, line=16.5, letters=86)
_NARROW_LIST = _ListForm(width=312, box=78, high=18, line=12.6, letters=42)
_SIGNS = [f"<b>{elements.in_colour(colour, sign)}</b>" for colour, sign in ((FOR, "+"), (AGAINST, "–"))]
"""What stands before a report for a forecast, and before one against it."""


class _List:
    """Where the items of a list of forecasts are in one form of a page, in pixels below its top.

    Attributes:
        tops: of the items.
        texts: of the items, in lines.
        boxes: of their verdicts.
        depth: of the list.
    """

    def __init__(self, rows: pd.DataFrame, form: _ListForm) -> None:
        said: set[Report] = set()
        self.texts = [_item(row, form.letters, said) for row in rows.itertuples()]
        self.tops: list[float] = []
        self.depth = 0.0
        for text in self.texts:
            self.tops.append(-self.depth)
            self.depth += line_count(text) * form.line + form.line * 0.7
        self.boxes = _Boxes([top - form.high / 2 - 1 for top in self.tops], form.box, form.high)


def _item(row: Any, letters: int, said: set[Report]) -> str:
    """Return a forecast with the first report for and against it, by date; where all are of one kind, with two."""
    lines = [f"<b>{row.text}</b>"]
    number = 1 if all(row.reports) else 2
    of_kinds = zip(_SIGNS, row.reports, strict=True)
    for report, sign in sorted((report, sign) for sign, reports in of_kinds for report in reports[:number]):
        text = folded(_in_short(report, said), letters)
        lines.append(f"{sign} {text}".replace("<br>", "<br>\u2002 "))  # as far in as the words after the sign
    if len(lines) == 1:
        lines.append("<i>no report found for or against</i>")
    return "<br>".join(lines)


def verdicts_chart(rows: pd.DataFrame) -> Chart:
    """Draw what became of the forecasts as a list: a box with the verdict, and the first report for and against each.

    Of a forecast that all reports bear out, or none, there are two.

    Args:
        rows: as `outcomes` returns them.
    """
    wide, narrow = (_List(rows, form) for form in (_WIDE_LIST, _NARROW_LIST))
    drawing = elements.Drawing()
    _draw_verdicts(drawing, rows, wide.boxes, narrow.boxes)
    place = {"xref": "x", "x": _WIDE_LIST.box + 12, "yanchor": "top", "yshift": 3, "align": "left"}
    for row, text in enumerate(wide.texts):
        item = elements.at_left(wide.tops[row], text, **place)
        drawing.note(item, x=_NARROW_LIST.box + 6, y=narrow.tops[row], text=narrow.texts[row])
    sheets = (
        elements.Sheet(_WIDE_LIST.width, wide.depth, above=4),
        elements.Sheet(_NARROW_LIST.width, narrow.depth, above=4),
    )
    return _chart(rows, drawing, *sheets, font=10.5)


# --- the table --------------------------------------------------------------------------------------------


class _TableForm(NamedTuple):
    """How forecasts and what speaks for and against them are set in one form of a page, in pixels.

    Attributes:
        width: of the whole.
        box: width of the box of a verdict.
        high: height of it.
        line: height of a line.
        columns: the left ends of what speaks for and against.
        names: letters in a line of a name.
        quotes: letters in a line of a quotation; 0 for none, where the picture would be higher than a screen.
        reports: letters in a line of a report.
        below: whether the reports are below the quotation, and not beside it.
    """

    width: int
    box: int
    high: int
    line: float
    columns: tuple[int, int]
    names: int
    quotes: int
    reports: int
    below: bool


_WIDE_TABLE = _TableForm(
    width=696, box=104, high=24, line=16.5, columns=(356, 532), names=36, quotes=36, reports=26, below=False
)
_NARROW_TABLE = _TableForm(
    width=312, box=78, high=17, line=12.5, columns=(0, 160), names=44, quotes=0, reports=28, below=True
)


class _Line(NamedTuple):
    """The texts of one forecast in the table, in lines, and the upper end of each, in pixels below that of the table.

    Attributes:
        top: of all.
        name: the name of the forecast.
        quote: the words of the article.
        quote_top: of these words.
        reports: for and against.
        reports_top: of both.
        foot: the lower end of all.
    """

    top: float
    name: str
    quote: str
    quote_top: float
    reports: list[str]
    reports_top: float
    foot: float


class _Table:
    """Where forecasts and their texts are in one form of a page, in pixels below the top.

    Attributes:
        lines: a line for each forecast.
        boxes: of the verdicts.
        ruled: the lines above the forecasts, as the coordinates of a trace.
        depth: of all.
    """

    def __init__(self, rows: pd.DataFrame, form: _TableForm) -> None:
        self.lines: list[_Line] = []
        self.depth = 0.0
        said: set[Report] = set()
        for row in rows.itertuples():
            line = _line_of_table(row, -self.depth, form, said)
            self.lines.append(line)
            self.depth = -line.foot + form.line * 0.6
        tops = [line.top for line in self.lines]
        self.boxes = _Boxes([top - 5 - form.high / 2 for top in tops], form.box, form.high)
        self.ruled = elements.segments([0] * len(tops), [form.width] * len(tops)), elements.segments(tops, tops)


def _line_of_table(row: Any, top: float, form: _TableForm, said: set[Report]) -> _Line:
    """Return a forecast as a line of the table that begins at `top`."""
    name = folded(row.text, form.names)
    quote = folded(f"“{row.quote}”", form.quotes) if form.quotes else ""
    reports = [_with_number(of_kind, form.reports, said) for of_kind in row.reports]
    name_lines, report_lines = line_count(name), max(line_count(text) for text in reports)
    quote_top = top - 4 - max(name_lines * form.line, form.high if form.below else 0)
    quote_foot = quote_top - (quote.count("<br>") + bool(quote)) * form.line
    reports_top = quote_foot - 1 if form.below else top - 4
    foot = min(reports_top - report_lines * form.line, quote_foot)
    return _Line(top, f"<b>{name}</b>", quote, quote_top, reports, reports_top, foot)


def _with_number(reports: list[Report], letters: int, said: set[Report]) -> str:
    """Return how many reports there are, and the first of them, in lines."""
    if not reports:
        return "<i>none found</i>"
    head = f"<b>{words.plural(len(reports), 'report')}</b>" + (", such as" if len(reports) > 1 else "")
    return f"{head}:<br>{folded(_in_short(reports[0], said), letters)}"


def table_chart(rows: pd.DataFrame) -> Chart:
    """Draw a table of the forecasts: the verdict, the words of the article, and what speaks for and against it.

    Of each kind it says how many reports there are, and has the first of them.

    Args:
        rows: as `outcomes` returns them.
    """
    wide, narrow = (_Table(rows, form) for form in (_WIDE_TABLE, _NARROW_TABLE))
    drawing = elements.Drawing()
    _draw_verdicts(drawing, rows, wide.boxes, narrow.boxes)
    x, y = wide.ruled
    narrow_x, narrow_y = narrow.ruled
    drawing.draw(elements.lines(x, y, colour=RULE, width=0.5), x=narrow_x, y=narrow_y)
    for text, at in (("Verdict", 0), ("Forecast", _WIDE_TABLE.box + 12)):
        drawing.note(elements.above_plot(at, f"<b>{text}</b>", xanchor="left"), visible=False)
    _add_reports(drawing, wide, narrow)
    _add_forecasts(drawing, wide, narrow)
    sheets = (
        elements.Sheet(_WIDE_TABLE.width, wide.depth, above=24, below=2),
        elements.Sheet(_NARROW_TABLE.width, narrow.depth, above=18, below=2),
    )
    return _chart(rows, drawing, *sheets, font=10)


_OF_TABLE = {"xref": "x", "yanchor": "top", "align": "left"}
"""How the texts of the table are set: from their upper left corner."""


def _add_reports(drawing: elements.Drawing, wide: _Table, narrow: _Table) -> None:
    """Add what speaks for each forecast and against it, in a column each with its heading."""
    for kind, (colour, head) in enumerate(((FOR, "For"), (AGAINST, "Against"))):
        x, narrow_x = _WIDE_TABLE.columns[kind], _NARROW_TABLE.columns[kind]
        above = elements.above_plot(x, f"<b>{elements.in_colour(colour, head)}</b>", xanchor="left")
        drawing.note(above, x=narrow_x)
        for line, narrow_line in zip(wide.lines, narrow.lines, strict=True):
            reports = elements.at_left(line.reports_top, line.reports[kind], x=x, **_OF_TABLE)
            drawing.note(reports, x=narrow_x, y=narrow_line.reports_top, text=narrow_line.reports[kind])


def _add_forecasts(drawing: elements.Drawing, wide: _Table, narrow: _Table) -> None:
    """Add the name of each forecast and, below it, the words of the article."""
    x = _WIDE_TABLE.box + 12
    for line, narrow_line in zip(wide.lines, narrow.lines, strict=True):
        name = elements.at_left(line.top - 4, line.name, x=x, **_OF_TABLE)
        drawing.note(name, x=_NARROW_TABLE.box + 6, y=narrow_line.top - 3, text=narrow_line.name)
        quote = elements.at_left(line.quote_top, line.quote, x=x, **_OF_TABLE)
        drawing.note(quote, x=0, y=narrow_line.quote_top, text=narrow_line.quote)
