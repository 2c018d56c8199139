"""The brief as one PDF: tagged, with bookmarks, page numbers and links inside, printed by Chromium from a built site.

It is printed twice: the first printing shows on which page each chapter begins, and the second writes that into the
contents. The same site gives the same bytes on one machine; another version of Chromium, or other fonts, may break
lines elsewhere.
"""

from __future__ import annotations

import io
import os
import re
import subprocess
from pathlib import Path

from pypdf import PdfReader

from brief.errors import BriefError
from brief.files import write_whole
from brief.publish import chromium, citation, pdf_document
from brief.settings import settings

NAME = f"{settings().name}.pdf"
SECONDS = 600
"""After which a printing is stopped."""
_TIME = re.compile(rb"/(CreationDate|ModDate) \(D:(\d{14})\+00'00'\)")


def browser() -> str:
    """Return the program to print with.

    Raises:
        BriefError: if there is none, saying what to install.
    """
    try:
        return chromium.program()
    except BriefError as error:
        raise BriefError(f"no PDF: {error}; install Debian's chromium or Chrome, or name one by $CHROME") from error


def write(site: Path, target: Path) -> int:
    """Print a site into one PDF, whole or not at all.

    Args:
        site: folder of a built site.
        target: the PDF; replaced if it exists.

    Returns:
        The number of its pages.

    Raises:
        BriefError: if there is no browser, it fails, a page is not of a built site, or the file cannot be written.
    """
    program, edition, chapters = browser(), citation.edition(), pdf_document.chapters(site)
    unknown = {chapter.name: 0 for chapter in chapters}
    first = _printed(program, pdf_document.text(site, edition, chapters, unknown), "--disable-pdf-tagging")
    begins = _pages_of_links(first)
    if missing := [chapter.name for chapter in chapters if chapter.name not in begins]:
        raise BriefError(f"no PDF: {program} printed no page {missing[0]!r}")
    text = pdf_document.text(site, edition, chapters, begins)
    printed = _printed(program, text, "--generate-pdf-document-outline")
    if _pages_of_links(printed) != begins:
        raise BriefError("no PDF: its pages moved between two printings, so the contents would be wrong")
    write_whole(target, _dated(printed, edition.date))
    return len(PdfReader(io.BytesIO(printed)).pages)


def _printed(program: str, document: str, option: str) -> bytes:
    """Return a document as a PDF, printed with an option of the browser.

    Raises:
        BriefError: if the browser fails, or takes too long.
    """
    with chromium.temporary_folder() as folder:
        source, target = Path(folder, "brief.html"), Path(folder, "brief.pdf")
        source.write_text(document, encoding="utf-8", newline="")
        command = [
            program,
            "--headless",
            "--disable-gpu",
            "--disable-extensions",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--no-sandbox",  # which containers lack; the document is our own, without a script or an address to load
            f"--user-data-dir={Path(folder, 'profile')}",
            "--no-pdf-header-footer",
            option,
            f"--print-to-pdf={target}",
            source.as_uri(),
        ]
        try:
            done = subprocess.run(
                command,
                capture_output=True,
                text=True,
                errors="replace",
                timeout=SECONDS,
                env={**os.environ, "TMPDIR": folder},  # where Chromium leaves files behind
            )
        except subprocess.TimeoutExpired as error:
            raise BriefError(f"no PDF: {program} did not finish in {SECONDS} s") from error
        except OSError as error:
            raise BriefError(f"no PDF: {program}: {error.strerror}") from error
        if done.returncode or not target.is_file():
            last = (done.stderr.strip() or "no message").splitlines()[-1]
            raise BriefError(f"no PDF: {program} failed ({done.returncode}): {last}")
        return target.read_bytes()


def _pages_of_links(printed: bytes) -> dict[str, int]:
    """Return the page, counted from 1, of each place in a PDF that a link leads to."""
    reader = PdfReader(io.BytesIO(printed))
    pages = {
        name.removeprefix("/"): reader.get_destination_page_number(place)
        for name, place in reader.named_destinations.items()
    }
    return {name: number + 1 for name, number in pages.items() if number is not None}


def _dated(printed: bytes, day: str) -> bytes:
    """Return a PDF that was created on the day of the edition, as far as it says: its bytes do not depend on the time.

    Raises:
        BriefError: if it does not say when it was created where Chromium writes that.
    """
    time = f"{day.replace('-', '')}000000".encode()
    dated, count = _TIME.subn(lambda entry: entry[0].replace(entry[2], time), printed)
    if count != 2:
        raise BriefError("no PDF: the time of its creation is not where this version of the brief expects it")
    return dated
