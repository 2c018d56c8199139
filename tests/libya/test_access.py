"""The whole brief can be used by keys, by ear, by touch, enlarged, without motion, and in the reader's own colours.

Axe checks every page, and what opens on it; the other tests are of what axe cannot check. The rules are those of WCAG
2.2, level AA; each test names its own.
"""

import functools

import pytest

from brief.pages import reading
from helpers import COLOURS, THEMES, VIEWS, all_drawn, cases, charts_of, each_time, serious

PAGES = reading.page_names()
KINDS = ["airpower", "article", "claims", "facts"]
"""Pages of every kind: figures and judgments, the marked article, one long table, one with pages of rows."""
EACH_TIME = {"airpower"}
"""Pages that axe checks in the dark theme and on a phone each time; each week all are."""
DESKTOP = {"index", "arabic"}
"""Pages that axe checks as they are each time on a desktop. It checks others each time with a part opened (`OPENED`)."""


# --- what axe finds ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "view"),
    [
        pytest.param(name, view, marks=each_time(name in (DESKTOP if view == "desktop" else EACH_TIME)))
        for name in PAGES
        for view in VIEWS
    ],
)
def test_axe_finds_nothing_serious_on_a_page(name, view, address, visit):
    page = visit(f"{address}/{name}.html", view, reduced_motion="reduce")
    all_drawn(page)
    assert serious(page) == []


@pytest.mark.parametrize("name", cases(PAGES, EACH_TIME))
def test_axe_finds_no_faint_colour_on_a_page_in_the_dark(name, address, visit):
    page = visit(f"{address}/{name}.html", theme="dark", reduced_motion="reduce")
    all_drawn(page)
    assert serious(page, COLOURS) == []


# --- structure --------------------------------------------------------------------------------------------

FOREIGN_LETTERS = r"""doc => {
    const letters = { ar: /\p{Script=Arabic}/u, ru: /\p{Script=Cyrillic}/u, el: /\p{Script=Greek}/u };
    const found = { marked: 0, wrong: [] };
    function look(root) {
        const walker = doc.createTreeWalker(root, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT);
        for (let node = walker.nextNode(); node; node = walker.nextNode()) {
            if (node.localName === 'template') { look(node.content); }
            const inside = node.nodeType === Node.TEXT_NODE ? node.parentElement : node;
            if (!inside || inside.matches('script, style')) { continue; }
            const texts = node.nodeType === Node.TEXT_NODE ? [node.data]
                : ['title', 'alt', 'aria-label'].map(name => node.getAttribute(name) || '');
            for (const [language, script] of Object.entries(letters)) {
                for (const text of texts.filter(text => script.test(text))) {
                    const told = inside.closest('[lang]'), side = inside.closest('[dir]');
                    const right = told && told.lang !== 'en' && (language !== 'ar' || side && side.dir === 'rtl');
                    right ? found.marked++ : found.wrong.push(text.trim().slice(0, 60));
                }
            }
        }
    }
    look(doc);
    return found;
}"""


STRUCTURE = r"""doc => ({
    language: doc.documentElement.lang,
    title: doc.title,
    first: [...doc.querySelectorAll('h1')].filter(h => !h.closest('.onlyprint')).length,
    skipped: [...doc.querySelectorAll('article :is(h1, h2, h3, h4, h5, h6)')].map(h => +h.localName[1])
        .filter((level, at, all) => at && level > all[at - 1] + 1),
    mains: doc.querySelectorAll('main').length,
    here: [...doc.querySelectorAll('[aria-current="page"]')].map(a => a.getAttribute('href')),
    loose: [...doc.querySelectorAll('th:not([scope]), table:not(:has(th))')].map(part => part.outerHTML.slice(0, 80)),
    mute: [...doc.querySelectorAll('a[href]')].filter(a => !a.textContent.trim() && !a.querySelector('img[alt]')
        && !a.getAttribute('aria-label')).map(a => a.outerHTML.slice(0, 80)),
    vague: [...doc.querySelectorAll('article a')].map(a => a.textContent.trim().toLowerCase())
        .filter(text => ['here', 'click here', 'link', 'more', 'this'].includes(text)),
    unlike: [...doc.querySelectorAll(':is(a, summary, button:not(.theme-switch-button))[aria-label]')]
        .filter(part => /\w/.test(part.textContent) && !part.getAttribute('aria-label').includes(part.textContent.trim().split(/\s/)[0]))
        .map(part => part.outerHTML.slice(0, 80)),
    charts: [...doc.querySelectorAll('figure:has(.brief-chart)')].map(figure => ({
        finding: figure.querySelector('.brief-figure-title').textContent.trim(),
        alternative: figure.querySelector('.brief-chart').getAttribute('aria-label'),
        rows: figure.querySelectorAll('.brief-rows tbody tr').length,
    })),
})"""


@pytest.fixture(scope="module")
def parsed(browser, site):
    """Return what both programs find in the HTML of a page, before any script has run."""
    page = browser.new_page()

    @functools.cache
    def parse(name):
        return page.evaluate(
            f"""text => {{
                const doc = new DOMParser().parseFromString(text, "text/html");
                return {{ letters: ({FOREIGN_LETTERS})(doc), structure: ({STRUCTURE})(doc) }};
            }}""",
            (site / f"{name}.html").read_text(encoding="utf-8"),
        )

    yield parse
    page.close()


def test_words_in_other_letters_have_their_language_and_direction(parsed):
    """3.1.2: Arabic, above all, of which a voice must know the language and a browser the side to begin on."""
    for name in PAGES:
        letters = parsed(name)["letters"]
        assert letters["wrong"] == [], name
        if name in {"article", "glossary", "sources", "arabic"}:
            assert letters["marked"] > 10, name


def test_a_title_in_latin_letters_has_its_language(page):
    assert '<span lang="fr">« Arabi Post » révèle' in page("sources")


def test_each_page_has_one_title_and_a_structure_for_screen_readers(parsed):
    """1.1.1, 1.3.1, 2.4.2, 2.4.4, 2.4.6, 2.5.3, 3.1.1."""
    titles = set()
    for name in PAGES:
        found = parsed(name)["structure"]
        assert found["language"] == "en"
        assert (found["first"], found["mains"]) == (1, 1), name
        assert found["here"] == ["#"], "the list of pages says which one this is"
        for fault in ("skipped", "loose", "mute", "vague", "unlike"):
            assert found[fault] == [], (name, fault)
        titles.add(found["title"])
    assert len(titles) == len(PAGES)


def test_each_chart_has_its_finding_as_text_and_its_numbers_as_a_table(parsed):
    """1.1.1: readers who see no chart miss nothing."""
    charts = [chart for name in PAGES for chart in parsed(name)["structure"]["charts"]]
    assert len(charts) == sum(charts_of(name) for name in PAGES)
    for chart in charts:
        assert len(chart["finding"].split()) >= 4, chart
        assert len(chart["alternative"]) > 40, chart
        assert chart["rows"] >= 2, chart


# --- axe, with parts opened -------------------------------------------------------------------------------


def fold_out(page):
    all_drawn(page)
    page.evaluate("[...document.querySelectorAll('details')].slice(0, 8).forEach(part => { part.open = true; })")


def open_card(page):
    page.locator(".brief-article a.mark").first.focus()
    page.locator(".brief-hover .statement").wait_for()


def only_errors(page):
    page.get_by_label("only errors").check()
    page.locator(".meanings summary").click()


def filter_ledger(page):
    page.locator(".brief-filters").get_by_label("Finding").select_option(label="✗ wrong")


def open_drawer(page):
    page.locator("button.primary-toggle").click()
    page.locator("dialog#pst-primary-sidebar-modal[open]").wait_for()


def open_search(page):
    page.keyboard.press("Control+k")
    page.locator("dialog#pst-search-dialog[open] input").wait_for()


def search(page):
    page.goto(f"{page.url.rsplit('/', 1)[0]}/search.html?q=Hifter")
    page.locator("#search-results a").first.wait_for()


OPENED = [
    ("airpower", "desktop", fold_out),
    ("sources", "phone", fold_out),
    ("article", "desktop", open_card),
    ("article", "desktop", only_errors),
    ("claims", "desktop", filter_ledger),
    ("changes", "phone", open_drawer),
    ("changes", "desktop", open_search),
    ("changes", "phone", search),
]


OPENED_EACH_TIME = [fold_out, open_card, filter_ledger, open_drawer]
"""What is opened each time, in light colours: every kind of page and of part."""


@pytest.mark.parametrize(
    ("name", "view", "opened", "theme"),
    [
        pytest.param(
            *case, theme, marks=each_time(case[2] in OPENED_EACH_TIME and case[0] != "sources" and theme == "light")
        )
        for case in OPENED
        for theme in THEMES
    ],
    ids=lambda value: getattr(value, "__name__", value),
)
def test_axe_finds_nothing_serious_in_what_opens(name, view, opened, theme, address, visit):
    page = visit(f"{address}/{name}.html", view, theme, reduced_motion="reduce")
    opened(page)
    assert serious(page) == []


# --- keys -------------------------------------------------------------------------------------------------

FOCUS = r"""() => {
    const part = document.activeElement;
    if (!part || part === document.body) { return null; }
    part.dataset.reached = part.dataset.reached || ++window.reached || (window.reached = 1);
    const shown = part.matches('.dt-column-order') ? part.closest('th') : part, style = getComputedStyle(shown);
    const rgb = text => text.match(/[\d.]+/g).slice(0, 3).map(Number);
    const light = c => { const [r, g, b] = c.map(v => (v /= 255) <= .04045 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4);
        return .2126 * r + .7152 * g + .0722 * b; };
    const ground = shown.closest('.skip-link') ? getComputedStyle(shown.closest('.skip-link')) : getComputedStyle(document.body);
    const ring = parseFloat(style.outlineWidth) >= 2 && style.outlineStyle !== 'none' ? style.outlineColor
        : (style.boxShadow.match(/rgb\([^)]*\) 0px 0px 0px [2-9]/) || [''])[0].replace(/ 0px.*/, '');
    const [a, b] = ring ? [light(rgb(ring)), light(rgb(ground.backgroundColor))] : [0, 0];
    const box = shown.getBoundingClientRect(), x = box.left + Math.min(box.width, innerWidth) / 2;
    const y = (Math.max(box.top, 0) + Math.min(box.bottom, innerHeight)) / 2;
    const above = document.elementFromPoint(x, Math.min(y, innerHeight - 1));
    return {
        number: +part.dataset.reached, name: part.tagName + '.' + part.className + ' ' + part.textContent.trim().slice(0, 30),
        contrast: (Math.max(a, b) + .05) / (Math.min(a, b) + .05),
        seen: Boolean(above) && (shown.contains(above) || above.contains(shown)),
    };
}"""


FOLLOWED = {("airpower", "dark")}
"""The page on which the focus is followed each time, with its theme; each week it is on all, in both."""


def walk(page, key, steps):
    """Press a key again and again, and return each part that got the focus."""
    reached = []
    for _ in range(steps):
        page.keyboard.press(key)
        part = page.evaluate(FOCUS)
        if part is None:  # past the end of the page
            break
        if not part["seen"]:  # the page has not scrolled yet
            page.wait_for_timeout(200)
            part = page.evaluate(FOCUS)
        reached.append(part)
    return reached


@pytest.mark.parametrize(
    ("name", "theme"),
    [pytest.param(name, theme, marks=each_time((name, theme) in FOLLOWED)) for name in KINDS for theme in THEMES],
)
def test_the_focus_goes_through_a_page_by_tab_and_is_always_visible(name, theme, address, visit):
    """2.1.1, 2.1.2, 2.4.3, 2.4.7, 2.4.11, 1.4.11: forward, and back under the header that stays in place."""
    page = visit(f"{address}/{name}.html", theme=theme, reduced_motion="reduce")
    page.evaluate("() => window.briefReady")  # lists get their filters, which come into the way
    forward = walk(page, "Tab", 90)
    back = walk(page, "Shift+Tab", 70)
    assert [part["number"] for part in forward] == list(range(1, len(forward) + 1)), "no part twice: no trap"
    assert [part["number"] for part in back] == [part["number"] for part in reversed(forward[:-1])][: len(back)]
    assert len(forward) > 60
    for part in forward + back:
        assert part["contrast"] >= 3, part
        assert part["seen"], part


def test_every_link_and_control_is_reached_by_tab(address, visit):
    page = visit(f"{address}/glossary.html")
    reached = walk(page, "Tab", 900)
    left = page.evaluate(
        """() => [...document.querySelectorAll('a[href], button, input, select, summary, .brief-chart, .scroll')]
            .filter(part => part.checkVisibility({ visibilityProperty: true }) && !part.dataset.reached && !part.disabled)
            .filter(part => !part.matches('.headerlink, #pst-back-to-top') && !part.closest('dialog'))
            .map(part => part.outerHTML.slice(0, 100))"""
    )
    assert left == []
    assert len(reached) > 100


def test_the_page_is_operated_by_keys_alone(address, visit):
    page = visit(f"{address}/airpower.html", reduced_motion="reduce")
    keys = page.keyboard
    keys.press("Tab")
    keys.press("Enter")
    assert page.evaluate("location.hash") == "#main-content", "the first stop skips to the text"
    before = page.evaluate("document.documentElement.dataset.mode")
    page.locator(".theme-switch-button").focus()
    keys.press("Enter")
    assert page.evaluate("document.documentElement.dataset.mode") != before
    behind = page.locator("#fig-airpower-fighters details.brief-behind")
    behind.locator("summary").focus()
    keys.press("Enter")
    behind.locator(".scroll").focus()
    assert behind.locator(".scroll").evaluate("part => part === document.activeElement"), "rows are scrolled by keys"
    copy = behind.locator("button.copybtn")
    copy.focus()
    assert copy.evaluate("button => getComputedStyle(button).opacity") == "1"
    keys.press("Control+k")
    page.locator("dialog#pst-search-dialog input").wait_for()
    keys.press("Escape")
    assert not page.locator("dialog#pst-search-dialog").is_visible()
    keys.press("Control+k")
    keys.type("Hifter")
    keys.press("Enter")
    page.locator("#search-results a[href*='glossary.html']").first.wait_for()


def test_the_drawer_of_the_phone_is_opened_and_closed_by_keys(address, visit):
    page = visit(f"{address}/changes.html", "phone", reduced_motion="reduce")
    page.locator("button.primary-toggle").focus()
    page.keyboard.press("Enter")
    drawer = page.get_by_role("dialog", name="The brief")
    drawer.wait_for()
    assert walk(page, "Tab", 4)[-1]["seen"]
    page.keyboard.press("Escape")
    drawer.wait_for(state="hidden")


def test_a_chart_is_reached_by_tab_and_its_marks_by_arrows(address, visit):
    """Keys open the label of a mark, as a pointer does, and screen readers announce it."""
    page = visit(f"{address}/airpower.html")
    all_drawn(page)
    said = page.locator("p.visually-hidden[role=status]")
    for name, first, second in (
        (
            "fighters",
            "as The Washington Times put it",
            "Two US defence officials, not named, told CNN",
        ),
        ("map", "Astrakhan to Hamadan", "Hamadan air base to Hmeimim"),
        ("cargo", "some 70 resupply flights in support of Haftar", "that 30 resupply flights had been sent"),
    ):
        page.locator(f"#fig-airpower-{name}-chart").focus()
        for key, told in (("ArrowRight", first), ("ArrowRight", second), ("ArrowLeft", first)):
            page.keyboard.press(key)
            said.filter(has_text=told).wait_for(state="attached")
        page.keyboard.press("Escape")
        assert said.text_content() == ""
    assert page.faults == []


FIRST = """kind => [...document.querySelectorAll("script[data-chart]")].find(
    script => ("geo" in JSON.parse(script.textContent).layout) === (kind === "map")).dataset.chart"""
MARK = """chart => {
    const mark = () => chart.querySelector(chart.dataset.drawn ? ".brief-live .point" : ".narrow .point");
    chart.scrollIntoView({block: "center"});
    window.scrollBy(0, mark().getBoundingClientRect().top - innerHeight / 2);
    const box = mark().getBoundingClientRect();
    return [box.left + box.width / 2, box.top + box.height / 2]; }"""
TOUCH = """([x, y]) => document.elementFromPoint(x, y).dispatchEvent(
    new PointerEvent("pointerup", {pointerType: "touch", clientX: x, clientY: y, bubbles: true}))"""


@pytest.mark.parametrize("kind", ["chart", "map"])
def test_a_tap_on_a_mark_opens_its_label_and_a_tap_elsewhere_closes_it(kind, address, visit):
    """By touch as with a pointer: also the tap by which a chart is drawn, and where no pointer follows a finger."""
    page = visit(f"{address}/airpower.html", "phone", still=True)
    name = page.evaluate(FIRST, kind)
    chart, label = page.locator(f"#{name}"), page.locator(f"#{name} .hoverlayer .hovertext")
    if kind == "map":  # some places on it have no label: the first mark of the map that is drawn has one
        chart.dispatch_event("pointerenter")
        page.locator(f"#{name}[data-drawn]").wait_for()
    page.touchscreen.tap(*chart.evaluate(MARK))
    label.wait_for()
    page.evaluate("document.body.dispatchEvent(new PointerEvent('pointerup', {pointerType: 'touch', bubbles: true}))")
    label.wait_for(state="detached")
    page.evaluate(TOUCH, chart.evaluate(MARK))
    label.wait_for()
    assert page.faults == []


def test_a_list_is_filtered_sorted_and_paged_by_keys_and_announces_how_many_rows_are_left(address, visit):
    """2.1.1 and 4.1.3."""
    page = visit(f"{address}/sources.html")
    documents = page.get_by_role("region", name="All documents")
    status = documents.get_by_role("status")
    assert status.get_attribute("aria-live") == "polite"
    every = status.inner_text()
    documents.locator(".brief-filters").get_by_label("Grade").focus()
    page.keyboard.press("ArrowDown")
    page.wait_for_function("([part, text]) => part.innerText !== text", arg=[status.element_handle(), every])
    assert status.inner_text().endswith(f"rows (of {every.split()[-2]})")
    page.keyboard.press("ArrowUp")
    documents.locator("th", has_text="Published").locator("[role=button]").focus()
    page.keyboard.press("Enter")
    documents.locator("th[aria-sort=ascending]", has_text="Published").wait_for()
    pages = page.get_by_role("navigation", name="Pages: All documents")
    first = documents.locator("tbody tr").first.get_attribute("id")
    pages.get_by_label("Next").focus()
    page.keyboard.press("Enter")
    page.locator(f"#{first}").wait_for(state="detached")


def test_on_a_phone_a_list_is_sorted_by_a_menu(address, visit):
    """1.4.10: the menu does what the headings do, for which a phone has no room."""
    page = visit(f"{address}/claims.html", "phone")
    order = page.locator(".brief-filters").get_by_role("combobox", name="Order")
    order.select_option(label="For ↓")
    counts = [int(cell.text_content()) for cell in page.locator("td[data-label='For']").all()[:20]]
    assert counts == sorted(counts, reverse=True)
    assert counts[0] > 3


def test_the_headings_of_a_table_are_heard_once_and_their_buttons_have_a_size(address, visit):
    """2.5.8, 4.1.2."""
    page = visit(f"{address}/claims.html?finding=wrong")
    page.locator(".brief-filters").wait_for()
    for name in ("Claim", "Finding", "Confidence", "For", "But", "Against"):
        heading = page.get_by_role("columnheader", name=name, exact=True)
        box = heading.get_by_role("button", name=f"{name}: sort", exact=True).bounding_box()
        assert box["width"] >= 24 and box["height"] >= 24, name


def test_each_mark_of_the_article_has_words_for_those_who_hear_it(address, visit):
    for view in ("desktop", "phone"):
        page = visit(f"{address}/article.html", view)
        assert page.locator("#p-006").get_by_role("link", name="wrong", exact=True).count() == 1
        assert page.locator("#p-008").get_by_role("link", name="holds from CNN", exact=True).count() == 1
        assert page.locator(".brief-article").get_by_role("radio").count() == 3


# --- cards ------------------------------------------------------------------------------------------------


def test_a_card_that_keys_opened_stays_until_they_close_it(address, visit):
    """1.4.13: a pointer that moves elsewhere does not close it; Escape does, and the focus stays."""
    page = visit(f"{address}/airpower.html")
    chip = page.locator("section > p > sup.brief-note a").first
    page.keyboard.press("Tab")
    chip.focus()
    box = page.locator(".brief-hover")
    box.wait_for()
    page.mouse.move(5, 5)
    page.mouse.move(700, 40)
    page.wait_for_timeout(400)
    assert box.is_visible()
    assert chip.get_attribute("aria-describedby") == "brief-hover"
    page.keyboard.press("Escape")
    assert not box.is_visible()
    assert chip.evaluate("chip => chip === document.activeElement")


def test_a_card_opens_on_a_tap_and_the_next_tap_follows_the_link(address, visit):
    page = visit(f"{address}/article.html", "phone")
    mark = page.locator(".brief-article a.mark[href='claims.html#c-007']")
    mark.tap()
    page.locator(".brief-hover .statement").wait_for()
    assert page.url.endswith("article.html")
    mark.tap()
    page.wait_for_url("**/claims.html#c-007")


# --- touch, enlargement, spacing --------------------------------------------------------------------------

CROWDED = r"""() => {
    const boxes = [...document.querySelectorAll('a[href], button, input, select, summary')]
        .filter(part => part.checkVisibility({ visibilityProperty: true, contentVisibilityAuto: true }))
        .flatMap(part => [...part.getClientRects()].filter(box => box.width).map(box => ({ part, box })));
    const small = box => box.width < 24 || box.height < 24;
    const middle = box => [box.left + box.width / 2, box.top + box.height / 2];
    const crowded = [];
    for (const { part, box } of boxes.filter(({ box }) => small(box))) {
        const [x, y] = middle(box);
        const near = boxes.find(other => other.part !== part && !other.part.contains(part) && !part.contains(other.part) && (
            Math.hypot(x - Math.max(other.box.left, Math.min(x, other.box.right)),
                y - Math.max(other.box.top, Math.min(y, other.box.bottom))) < 11.9
            || small(other.box) && Math.hypot(x - middle(other.box)[0], y - middle(other.box)[1]) < 23.9));
        if (near) { crowded.push(`${part.textContent.trim()} (${Math.round(box.width)}x${Math.round(box.height)}) / ${near.part.textContent.trim()}`); }
    }
    return crowded;
}"""
CUT = r"""() => [...document.querySelectorAll('body *')].filter(part => part.checkVisibility() && part.clientWidth > 1
    && part.children.length < 3 && part.textContent.trim() && /hidden|clip/.test(getComputedStyle(part).overflow)
    && (part.scrollHeight > part.clientHeight + 3 || part.scrollWidth > part.clientWidth + 3))
    .map(part => part.outerHTML.slice(0, 100))"""
WIDER = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
SPACED = """* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important; }
p { margin-bottom: 2em !important; }"""


@pytest.mark.parametrize("name", cases(PAGES, {"airpower", "arabic"}))
def test_a_page_fits_320_pixels_with_targets_apart_and_wider_spacing(name, address, visit):
    """1.4.4, 1.4.10 (a window of 1280 pixels enlarged four times), 2.5.8, 1.4.12."""
    page = visit(f"{address}/{name}.html", "phone", viewport={"width": 320, "height": 700}, reduced_motion="reduce")
    assert page.evaluate(WIDER) <= 0
    assert page.evaluate(CROWDED) == []
    page.add_style_tag(content=SPACED)
    assert page.evaluate(WIDER) <= 0
    assert page.evaluate(CUT) == []


@pytest.mark.parametrize("name", cases(PAGES, {"index", "airpower"}))
def test_on_a_desktop_targets_are_apart(name, address, visit):
    """2.5.8."""
    assert visit(f"{address}/{name}.html").evaluate(CROWDED) == []


# --- motion and colours of the reader's own ---------------------------------------------------------------


def test_readers_who_prefer_no_motion_get_none(address, visit):
    moving = """() => [...document.querySelectorAll('*')].flatMap(part => ['', '::before', '::after'].map(at => getComputedStyle(part, at)))
        .filter(style => parseFloat(style.transitionDuration) > 0 || parseFloat(style.animationDuration) > 0
            && style.animationName !== 'none' || style.scrollBehavior === 'smooth').length"""
    page = visit(f"{address}/changes.html")
    assert page.evaluate(moving) > 0, "without that preference there is motion"
    page.emulate_media(reduced_motion="reduce")
    assert page.evaluate(moving) == 0


@pytest.mark.parametrize("theme", cases(THEMES, {"dark"}))
def test_findings_and_charts_are_distinct_in_the_readers_own_colours(theme, address, visit):
    """Findings by sign, word and line style; charts keep their colours on their own background."""
    page = visit(f"{address}/article.html", theme=theme, forced_colors="active")
    lines = page.evaluate(
        """() => Object.fromEntries([...document.querySelectorAll('.passage[data-finding]')].map(passage => {
            const style = getComputedStyle(passage.querySelector('.words'));
            return [passage.dataset.finding, [style.textDecorationStyle, passage.querySelector('.marks').innerText]];
        }))"""
    )
    assert len({style for style, _ in lines.values()}) >= 4
    assert all(finding in words for finding, (_, words) in lines.items())
    page.goto(f"{address}/airpower.html")
    all_drawn(page)
    ink, ground = page.evaluate(
        """() => { const chart = document.querySelector('#fig-airpower-fighters-chart');
            return [getComputedStyle(chart.querySelector('.xtick text')).fill, getComputedStyle(chart).backgroundColor]; }"""
    )
    assert (ink, ground) == {
        "light": ("rgb(36, 41, 47)", "rgb(255, 255, 255)"),
        "dark": ("rgb(214, 219, 224)", "rgb(27, 31, 36)"),
    }[theme]


def test_no_sign_of_a_heading_takes_a_line_of_its_own_on_a_phone(address, visit):
    page = visit(f"{address}/airpower.html", "phone")
    lines = "h1 => { const r = document.createRange(); r.selectNodeContents(h1.firstChild); return r.getClientRects().length; }"
    height = page.locator("article h1").evaluate("h1 => h1.clientHeight / parseFloat(getComputedStyle(h1).lineHeight)")
    assert round(height) == page.locator("article h1").evaluate(lines)
