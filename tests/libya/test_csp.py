"""Each page has a Content-Security-Policy that allows only the site, works under it, and is protected by it.

The tests in `test_browser` open every page, from a server and from a disk, and use charts, cards, tables and search:
each fails when a policy refuses anything (see the fixture `visit`).
"""

import base64
import hashlib
import html
import re

import pytest

from brief.errors import BriefError
from brief.pages import reading
from brief.publish.content_security_policy import picture_with_policy, with_policy
from brief.settings import settings
from helpers import cases, charts_of, drawn, served

ALL = [*reading.page_names(), "genindex", "search", *settings().moved]
KINDS = ["airpower", "search"]
"""Pages of every kind: judgments and figures, the search. Each week all are opened."""
INLINE = re.compile(r"<script(?![^>]*\b(?:src=|type=\"application/))[^>]*>(.*?)</script>", flags=re.S)


def policy(text):
    """Return the directives of a page's policy, each with its sources."""
    (found,) = re.findall(r'<meta http-equiv="Content-Security-Policy" content="([^"]*)" />', text)
    directives = [directive.split() for directive in html.unescape(found).split("; ")]
    return {name: sources for name, *sources in directives}


def digest(script):
    return f"'sha256-{base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()}'"


def test_each_page_allows_only_the_site_and_its_own_scripts(site):
    assert sorted(path.relative_to(site).as_posix() for path in site.rglob("*.html")) == sorted(
        f"{name}.html" for name in ALL
    )
    for name in ALL:
        text = (site / f"{name}.html").read_text(encoding="utf-8")
        scripts = {digest(script) for script in INLINE.findall(text)}
        assert len(scripts) == (0 if name in settings().moved else 6 if name == "search" else 5), name
        assert policy(text) == {
            "default-src": ["'none'"],
            "script-src": ["'self'", "'wasm-unsafe-eval'", *sorted(scripts)],
            "style-src": ["'self'", "'unsafe-inline'"],
            "img-src": ["'self'"],
            "font-src": ["'self'"],
            "connect-src": ["'self'"],
            "worker-src": ["blob:"],
            "base-uri": ["'none'"],
            "form-action": ["'self'"],
        }, name
        assert re.search(r'<head>\s*<meta charset="utf-8" />\s*<meta http-equiv="Content-Security-Policy"', text), name


def test_no_page_has_what_its_policy_refuses(site):
    for name in ALL:
        tags = re.findall(r"<[a-z][^<>]*>", (site / f"{name}.html").read_text(encoding="utf-8"))
        assert [tag for tag in tags if re.search(r"\son[a-z]+\s*=|=\s*[\"']?javascript:", tag)] == [], name


def test_only_scripts_that_run_are_hashed_and_each_once():
    data = '<script type="application/json">{}</script><script src="a.js"></script>'
    data += '<script type="application/ld+json">{}</script><!-- <script>no</script> -->'
    page = f'<meta charset="utf-8">{data}<script>"&amp;"</script><script>"&amp;"</script><script >b</script>'
    scripts = policy(with_policy(page))["script-src"]
    assert scripts == ["'self'", "'wasm-unsafe-eval'", *sorted([digest('"&amp;"'), digest("b")])]


def test_a_page_with_no_place_for_a_policy_is_reported():
    with pytest.raises(BriefError, match="no place for its Content-Security-Policy"):
        with_policy("<p>a fragment</p>")


@pytest.mark.parametrize("address", ["https://a.example/", "//a.example/", "javascript:x", " data:text/html,x"])
def test_a_page_that_leads_to_another_host_is_reported(address):
    with pytest.raises(BriefError, match="leads to another host"):
        with_policy(f'<meta charset="utf-8"><META HTTP-EQUIV="Refresh" content="0; URL={address}">')
    assert with_policy('<meta charset="utf-8"><meta http-equiv="refresh" content="0; url=check.html#data">')


@pytest.mark.parametrize("protected", [True, False])
def test_a_script_in_a_picture_that_is_opened_by_itself_does_not_run(protected, browser, tmp_path):
    """In Chromium. Without the policy it runs, which shows that the policy prevents it."""
    picture = '<svg xmlns="http://www.w3.org/2000/svg"><script>fetch("ran")</script><image href="seen.png"/></svg>'
    (tmp_path / "picture.svg").write_text(picture_with_policy(picture) if protected else picture)
    asked = []
    with served(tmp_path, asked) as there:
        page = browser.new_page()
        page.goto(f"{there}/picture.svg")
        page.wait_for_timeout(500)
        page.close()
    assert bool({"/ran", "/seen.png"} & {path for path, _ in asked}) != protected


def test_every_picture_of_the_site_has_its_policy(site):
    pictures = [path.read_text(encoding="utf-8") for path in site.rglob("*.svg")]
    assert len(pictures) > 30
    assert all(re.search(r"<svg\b[^>]*><metadata><head[^>]*><meta http-equiv", picture) for picture in pictures)


@pytest.mark.parametrize("name", cases(ALL, KINDS))
def test_a_page_works_in_any_folder_and_requests_nothing_from_above_it(name, site, visit, tmp_path):
    (tmp_path / "some").mkdir()
    (tmp_path / "some" / "where").symlink_to(site)
    asked = []
    with served(tmp_path, asked) as address:
        page = visit(f"{address}/some/where/{name}.html")
        if name in reading.page_names():
            drawn(page, charts_of(name))
        assert page.faults == []
        assert page.foreign == []
    assert [(path, code) for path, code in asked if not path.startswith("/some/where/") or code not in (200, 304)] == []
    assert (f"/some/where/{name}.html", 200) in asked


@pytest.mark.parametrize("name", ["genindex", "search"])
def test_pages_beside_the_book_open_from_disk(name, site, visit):
    page = visit((site / f"{name}.html").as_uri())
    assert page.faults == []


def test_the_switch_of_the_theme_turns_the_charts_dark(address, visit):
    page = visit(f"{address}/airpower.html")
    drawn(page, charts_of("airpower"))
    ink = "getComputedStyle(document.querySelector('#fig-airpower-fighters-chart .brief-live .xtick text')).fill"
    light = page.evaluate(ink)
    switch = page.locator(".article-header-buttons .theme-switch-button")
    for _ in range(3):  # light, dark and as the system has it
        switch.click()
        if page.evaluate("document.documentElement.dataset.theme") == "dark":
            break
    page.wait_for_function(f"{ink} !== {light!r}")


def test_a_search_is_sent_from_any_page(address, visit):
    page = visit(f"{address}/method.html")
    page.keyboard.press("Control+k")
    page.locator("form.bd-search input").last.fill("Hifter")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search.html?q=Hifter*")
    page.locator("#search-results a[href*='glossary.html']").first.wait_for()


ATTACKS = {
    "a script in the page": (
        "const it = document.createElement('script'); it.textContent = 'window.ran = 1'; document.body.append(it)",
        "script-src-elem",
    ),
    "an event handler": (
        "document.body.insertAdjacentHTML('beforeend', '<b onclick=\"window.ran = 1\">x</b>');"
        "document.body.lastChild.click()",
        "script-src-attr",
    ),
    "a link that is a script": (
        "document.body.insertAdjacentHTML('beforeend', '<a href=\"javascript:window.ran = 1\">x</a>');"
        "document.body.lastChild.click()",
        "script-src-elem",
    ),
    "text run as a script": ("try { eval('window.ran = 1') } catch {}", "script-src"),
    "a script of another host": (
        "const it = document.createElement('script'); it.src = FOREIGN + '/x.js'; document.body.append(it)",
        "script-src-elem",
    ),
    "a picture of another host": ("new Image().src = FOREIGN + '/x.svg'", "img-src"),
    "a style sheet of another host": (
        "document.head.insertAdjacentHTML('beforeend', `<link rel='stylesheet' href='${FOREIGN}/x.css'>`)",
        "style-src-elem",
    ),
    "a request to another host": ("fetch(FOREIGN + '/x.json').catch(() => {})", "connect-src"),
    "a page of another host in a frame": (
        "document.body.insertAdjacentHTML('beforeend', `<iframe src='${FOREIGN}/x.html'></iframe>`)",
        "frame-src",
    ),
    "a form sent to another host": (
        "document.body.insertAdjacentHTML('beforeend', `<form action='${FOREIGN}/x'></form>`);"
        "document.body.lastChild.submit()",
        "form-action",
    ),
    "another base for all addresses": (
        "document.head.insertAdjacentHTML('afterbegin', `<base href='${FOREIGN}/'>`)",
        "base-uri",
    ),
    "a worker without the policy of the page": ("try { new Worker('_static/rerun-worker.js') } catch {}", "worker-src"),
}


def test_an_injected_script_does_not_run_and_requests_no_other_host(address, visit, tmp_path):
    (tmp_path / "x.js").write_text("window.ran = 1")
    with served(tmp_path) as foreign:  # the host exists: only the policy keeps the page from it
        page = visit(f"{address}/method.html")
        page.attacked = True
        for attack, (script, directive) in ATTACKS.items():
            page.refused.clear()
            # later: a script that a test evaluates may do more than the page
            page.evaluate(f"() => {{ setTimeout(() => {{ const FOREIGN = '{foreign}'; {script} }}) }}")
            page.wait_for_timeout(150)
            assert [refused for refused, _ in page.refused] == [directive], attack
            assert page.evaluate("window.ran") is None, attack
        assert page.url == f"{address}/method.html"


PUT_IN = """<script>window.ran = 1</script><img src="nothing.png" onerror="window.ran = 2">"""


@pytest.mark.parametrize("protected", [True, False])
def test_a_script_that_was_added_to_the_file_of_a_page_does_not_run(protected, site, visit, tmp_path):
    """Without its policy it runs, which shows that the policy prevents it."""
    text = (site / "changes.html").read_text(encoding="utf-8")
    if not protected:
        text = re.sub(r'<meta http-equiv="Content-Security-Policy"[^>]*>', "", text)
    attacked = tmp_path / "changes.html"
    attacked.write_text(re.sub(r"(<article[^>]*>)", rf"\1{PUT_IN}", text, count=1), encoding="utf-8")
    page = visit(attacked.as_uri())
    page.attacked = True
    page.wait_for_timeout(150)
    assert (page.evaluate("window.ran") is None) == protected
    assert {"script-src-elem", "script-src-attr"} <= {refused for refused, _ in page.refused} or not protected
