"""What is drawn can be read: in the windows of a phone, a tablet and a desktop, light and dark, measured on the boxes.

Each test names every figure of a page that breaks a rule, in which window, and the words concerned. The static pictures
are measured, which readers see first; the charts that replace them are drawn by the same script, and measured weekly.
To measure figures while drawing them, call `helpers.label_faults` with an open page.
"""

import pytest

from brief.pages import reading
from helpers import FAINT, THEMES, VIEWS, all_drawn, cases, charts_of, each_time, label_faults

EACH_TIME = {"index", "airpower", "war"}
"""Pages whose figures are measured each time in every window and theme; on a phone all are, and each week everywhere."""
CHARTED = [name for name in reading.page_names() if charts_of(name)]
WINDOWS = {"phone": 360, "tablet": 768, "desktop": 1280}
HEIGHT = VIEWS["phone"]["viewport"]["height"]
LIVE = pytest.param("live", marks=pytest.mark.weekly)


@pytest.fixture
def opened(address, visit):
    """Return a function that opens a page in a window, with its pictures or with its charts."""

    def open_page(name, window, form="picture"):
        view = "phone" if window == "phone" else "desktop"
        viewport = {"width": WINDOWS[window], "height": HEIGHT}
        page = visit(f"{address}/{name}.html", view, still=form == "picture", viewport=viewport)
        page.add_style_tag(content=".brief-picture { content-visibility: visible !important; }")
        page.evaluate("document.fonts.ready.then(() => 0)")
        if form == "live":
            all_drawn(page)
        return page

    return open_page


@pytest.mark.parametrize("form", ["picture", LIVE])
@pytest.mark.parametrize(
    ("name", "window"),
    [
        pytest.param(name, window, marks=each_time(window == "phone" or name in EACH_TIME))
        for name in CHARTED
        for window in WINDOWS
    ],
)
def test_no_label_is_over_another_or_a_mark_or_leaves_its_picture(name, window, form, opened):
    faults = label_faults(opened(name, window, form))
    assert not faults, "\n".join(faults)


PHONE_HEIGHTS = """() => [...document.querySelectorAll(".bd-article figure:has(.brief-chart)")].map(figure => {
    const box = part => figure.querySelector(part).getBoundingClientRect();
    const title = box(".brief-figure-title"), chart = box(".brief-chart"), caption = box("figcaption .caption-text");
    const spec = JSON.parse(figure.querySelector("script[data-chart]").textContent);
    const panels = (spec.layout.meta || {}).panels || 1;
    return [figure.id || figure.querySelector(".brief-chart").id, Math.round(caption.bottom - title.top),
        Math.round(title.height), Math.round(chart.height), Math.round(caption.height), panels]; })"""


@pytest.mark.parametrize("name", cases(CHARTED, EACH_TIME))
def test_a_figure_fits_the_screen_of_a_phone_with_its_title_and_caption(name, opened):
    """One that is higher has panels of about one height, whose number is in `layout.meta.panels`: each is to fit."""
    faults = []
    for figure, whole, title, chart, caption, panels in opened(name, "phone").evaluate(PHONE_HEIGHTS):
        highest = whole if panels == 1 else title + chart / panels
        if highest > HEIGHT:
            parts = f"title {title}, picture {chart} in {panels}, caption {caption}"
            faults.append(f"{figure} takes {highest:.0f} of {HEIGHT} px: {parts}")
    assert not faults, "\n".join(faults)


@pytest.mark.parametrize("name", cases(CHARTED, EACH_TIME))
def test_marks_stand_out_from_the_page_in_both_themes(name, opened):
    """WCAG 2.2, 1.4.11: graphics need a contrast of three to one."""
    page = opened(name, "desktop")
    assert page.locator(".brief-picture.wide :is(path.point, .point path, path.js-line)").count()
    for theme in THEMES:
        page.evaluate("theme => { document.documentElement.dataset.theme = theme; }", theme)
        faint = page.evaluate(FAINT, ".brief-picture.wide")
        assert not faint, "\n".join([theme, *faint])


# --- the measure itself ---------------------------------------------------------------------------------------

DRAWN = """<style>:root { --brief-grid: #dfe3e8; --brief-land: #eef0ea; --brief-coast: #9aa3ab }</style>
<body style="background: #fff"><figure><div class="brief-chart" id="fig-a-chart"><svg class="brief-picture" width="300" height="100"
style="font: 13px sans-serif">%s</svg></div></figure></body>"""
GRID = '<path d="M50,0v100" style="fill:none;stroke:var(--brief-grid);stroke-width:1px"/>'
WORDS = '<text x="20" y="50" style="%s">some words</text>'


@pytest.mark.parametrize(
    ("drawing", "fault"),
    [
        (WORDS % "", None),
        (WORDS % "" + '<text x="40" y="54">other</text>', "“some words” is over “other”"),
        (WORDS % "" + '<text x="20" y="66">below</text>', None),
        ('<g class="point"><path d="M20,40h9v20h-9z"/></g>' + WORDS.replace(">some", ">\u2002\u2002some") % "", None),
        ('<text x="280" y="50">beyond</text>', "“beyond” leaves the drawing"),
        ('<g class="point"><path d="M40,30h9v30h-9z"/></g>' + WORDS % "", "“some words” is over a mark"),
        ('<g class="point"><path d="M0,20h200v60h-200z" fill="#bcd"/></g>' + WORDS % "", None),
        (
            '<path class="js-line" d="M0,40L200,50" stroke="#c00" fill="none"/>' + WORDS % "",
            "“some words” is over a line",
        ),
        ('<path class="js-line" d="M0,60L200,60" stroke="#c00" fill="none"/>' + WORDS % "", None),
        (GRID + WORDS % "", "“some words” is over a line of the grid"),
        (GRID + WORDS % "paint-order:stroke;stroke:#fff;stroke-width:3px", None),
        (WORDS % "opacity:0;" + '<text x="40" y="54">other</text>', None),
    ],
)
def test_the_measure_finds_faults_and_nothing_else(browser, drawing, fault):
    page = browser.new_page()
    page.set_content(DRAWN % drawing)
    assert label_faults(page) == ([f"fig-a (300 px): {fault}"] if fault else [])
    page.close()


def square(side, colour, more=""):
    """Return a mark as a chart has it: a square at the left, so large, of a colour."""
    return f'<g class="point"><path d="M9,9h{side}v{side}h-{side}z" style="fill: {colour}; {more}"/></g>'


@pytest.mark.parametrize(
    ("drawing", "faint"),
    [
        (square(20, "#0e7c7b"), False),
        (square(20, "#dddddd"), True),
        (square(20, "#0e7c7b", "opacity: .2"), True),
        (square(20, "#0e7c7b") + square(6, "#ffffff"), False),
        (square(20, "#0e7c7b") + square(6, "#0a6a69"), True),
        (square(20, "#0e7c7b", "opacity: 0") + square(6, "#ffffff"), True),
        (square(6, "#ffffff") + square(20, "#0e7c7b"), True),
    ],
    ids=["dark", "pale", "see-through", "white in dark", "dark in dark", "white in what nobody sees", "hidden below"],
)
def test_the_measure_of_contrast_judges_a_mark_by_what_is_behind_it(browser, drawing, faint):
    page = browser.new_page()
    page.set_content(DRAWN % drawing)
    assert bool(page.evaluate(FAINT, ".brief-picture")) == faint
    page.close()
