"""Serving the book on this machine."""

from __future__ import annotations

import contextlib
import functools
import http.server
import webbrowser
from collections.abc import Callable

from brief import paths
from brief.errors import BriefError
from brief.pages.execution import Report
from brief.publish import building


class _Handler(http.server.SimpleHTTPRequestHandler):
    """A server of files that prints nothing."""

    def log_message(self, format: str, *args: object) -> None:
        """Print nothing."""


def serve(port: int, open_browser: bool, report: Report, started: Callable[[str], None]) -> None:
    """Build the book and serve it on the loopback interface until it is interrupted.

    Args:
        port: any free one if it is 0.
        open_browser: whether to open the first page.
        report: for progress.
        started: called with the address.

    Raises:
        BriefError: if the port is taken or the book cannot be built.
    """
    handler = functools.partial(_Handler, directory=str(paths.SITE))
    try:  # before the build: that the port is taken should not take a minute to learn
        server = http.server.ThreadingHTTPServer(("127.0.0.1", port), handler)
    except OSError as error:
        raise BriefError(f"port {port} cannot be used: {error.strerror}; try another with --port") from error
    building.build(report=report)
    address = f"http://127.0.0.1:{server.server_port}/"
    started(address)
    if open_browser:
        webbrowser.open(address)
    with server, contextlib.suppress(KeyboardInterrupt):
        server.serve_forever()
