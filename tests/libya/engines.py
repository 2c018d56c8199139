"""Firefox and WebKit (which stands in for Safari), driven by their own protocols: no package is needed for so little.

Debian has both: `firefox-esr`, which speaks Marionette, and `webkit2gtk-driver`, which speaks WebDriver.
"""

import base64
import contextlib
import json
import os
import shutil
import socket
import subprocess
import time
import urllib.error
import urllib.request
from pathlib import Path

MINIBROWSER = next(iter(sorted(Path("/usr/lib").glob("*/webkit2gtk-4.1/MiniBrowser"))), None)
FIREFOX = shutil.which("firefox-esr") or shutil.which("firefox")
SECONDS = 180
PREFERENCES = {
    "marionette.port": 0,
    "browser.shell.checkDefaultBrowser": False,
    "datareporting.policy.dataSubmissionEnabled": False,
    "app.update.auto": False,
    "network.captive-portal-service.enabled": False,
    "network.connectivity-service.enabled": False,
    "browser.startup.page": 0,
}


def missing(engine):
    """Return what this machine lacks to run an engine, or ""."""
    if engine == "firefox":
        lacking = [] if FIREFOX else ["firefox-esr"]
    else:
        needed = {"WebKitWebDriver": "webkit2gtk-driver", "Xvfb": "xvfb"}
        lacking = [package for program, package in needed.items() if not shutil.which(program)]
        lacking += [] if MINIBROWSER else ["libwebkit2gtk-4.1-0"]
    return f"no {engine} on this machine: apt-get install {' '.join(lacking)}" if lacking else ""


class Browser:
    """What both engines do. `command` sends one command of WebDriver, by its name in each protocol."""

    def open(self, address):
        raise NotImplementedError

    def run(self, script, *arguments):
        """Run the body of a function in the page, and return what it returns; a promise is waited for."""
        raise NotImplementedError

    def wait(self, condition, seconds=SECONDS):
        """Wait until an expression is true in the page, and return its value."""
        end = time.monotonic() + seconds
        while not (value := self.run(f"return {condition}")):
            if time.monotonic() > end:
                raise AssertionError(f"not within {seconds} s: {condition}")
            time.sleep(0.1)
        return value

    def pdf(self):
        """Return the page as it prints."""
        raise NotImplementedError

    def messages(self):
        """Return the errors that the engine reports of the site so far, where it can tell them."""
        return []


PROMISED = """const done = arguments[arguments.length - 1];
Promise.resolve((function () { %s }).apply(null, Array.from(arguments).slice(0, -1))).then(
    value => done({ value: value === undefined ? null : value }), error => done({ error: String(error) }));"""


def unwrapped(answer):
    if "error" in answer:
        raise AssertionError(answer["error"])
    return answer["value"]


class Firefox(Browser):
    def __init__(self, folder, preferences=()):
        lines = {**PREFERENCES, **dict(preferences)}.items()
        text = "".join(f"user_pref({json.dumps(name)}, {json.dumps(value)});\n" for name, value in lines)
        (folder / "user.js").write_text(text, encoding="utf-8")
        command = [
            FIREFOX,
            "--headless",
            "--marionette",
            "--no-remote",
            "-remote-allow-system-access",
            "--profile",
            str(folder),
        ]
        self._process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        port, end = folder / "MarionetteActivePort", time.monotonic() + SECONDS
        while not (port.exists() and port.read_text()):
            assert self._process.poll() is None and time.monotonic() < end, "Firefox did not start"
            time.sleep(0.1)
        self._socket = socket.create_connection(("127.0.0.1", int(port.read_text())), timeout=2 * SECONDS)
        self._stream, self._count = self._socket.makefile("rb"), 0
        self._answer()  # its greeting
        self._ask("WebDriver:NewSession", {"capabilities": {"alwaysMatch": {"pageLoadStrategy": "normal"}}})
        self._ask("WebDriver:SetTimeouts", {"script": 4000 * SECONDS, "pageLoad": 2000 * SECONDS})
        self._ask("WebDriver:SetWindowRect", {"width": 1280, "height": 900})

    def _answer(self):
        size = b""
        while not size.endswith(b":"):
            size += self._stream.read(1)
        return json.loads(self._stream.read(int(size[:-1])))

    def _ask(self, name, parameters):
        self._count += 1
        text = json.dumps([0, self._count, name, parameters])
        self._socket.sendall(f"{len(text)}:{text}".encode())
        _, _, fault, answer = self._answer()
        if fault:
            raise AssertionError(f"{name}: {fault['message']}")
        return answer

    def open(self, address):
        self._ask("WebDriver:Navigate", {"url": address})

    def run(self, script, *arguments):
        asked = {"script": PROMISED % script, "args": list(arguments)}
        return unwrapped(self._ask("WebDriver:ExecuteAsyncScript", asked)["value"])

    def pdf(self):
        return base64.b64decode(self._ask("WebDriver:Print", {})["value"])

    def messages(self):
        self._ask("Marionette:SetContext", {"value": "chrome"})
        try:
            script = """return Services.console.getMessageArray().map(String)
                .filter(text => /^\\[JavaScript Error.*(127\\.0\\.0\\.1)|Content-Security-Policy/s.test(text))
                .filter(text => !/font-display timeout/.test(text));"""  # on a slow machine, text is shown without waiting
            return self.run(script)
        finally:
            self._ask("Marionette:SetContext", {"value": "content"})

    def close(self):
        with contextlib.suppress(Exception):
            self._ask("Marionette:Quit", {"flags": ["eForceQuit"]})
        self._process.kill()
        self._process.wait()


class WebKit(Browser):
    def __init__(self, folder):
        read, write = os.pipe()
        command = ["Xvfb", "-displayfd", str(write), "-screen", "0", "1280x1000x24", "-nolisten", "tcp"]
        self._screen = subprocess.Popen(command, pass_fds=[write], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        os.close(write)
        with os.fdopen(read) as number:
            display = f":{number.readline().strip()}"
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        environment = {
            **os.environ,
            "DISPLAY": display,
            "GDK_BACKEND": "x11",
            "HOME": str(folder),
            "XDG_RUNTIME_DIR": str(folder),
            "WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS": "1",  # it sees this site alone
            "LIBGL_ALWAYS_SOFTWARE": "1",
        }
        driver = ["WebKitWebDriver", f"--port={port}"]
        self._process = subprocess.Popen(driver, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self._address = f"http://127.0.0.1:{port}/session"
        options = {"binary": str(MINIBROWSER), "args": ["--automation"]}
        wanted = {"capabilities": {"alwaysMatch": {"webkitgtk:browserOptions": options}}}
        end = time.monotonic() + SECONDS
        while True:
            try:
                self._address += f"/{self._ask('', wanted)['sessionId']}"
                break
            except OSError:
                assert time.monotonic() < end, "WebKit did not start"
                time.sleep(0.2)
        self._ask("/timeouts", {"script": 4000 * SECONDS, "pageLoad": 2000 * SECONDS})
        with contextlib.suppress(AssertionError):
            self._ask("/window/rect", {"width": 1280, "height": 900})

    def _ask(self, path, parameters, method="POST"):
        body = json.dumps(parameters).encode() if method == "POST" else None
        request = urllib.request.Request(
            self._address + path, body, {"Content-Type": "application/json"}, method=method
        )
        try:
            with urllib.request.urlopen(request, timeout=2 * SECONDS) as answer:
                return json.load(answer)["value"]
        except urllib.error.HTTPError as error:
            raise AssertionError(f"{path}: {json.load(error)['value']['message']}") from error

    def open(self, address):
        self._ask("/url", {"url": address})

    def run(self, script, *arguments):
        return unwrapped(self._ask("/execute/async", {"script": PROMISED % script, "args": list(arguments)}))

    def close(self):
        with contextlib.suppress(Exception):
            self._ask("", None, method="DELETE")
        for process in (self._process, self._screen):
            process.kill()
            process.wait()
