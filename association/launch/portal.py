"""``make run``: servers, database, demo data, then web, worker and beat until Ctrl-C.

Options come from the environment: PORT (8000), HOST (127.0.0.1), DATA_DIR (.data). A stop at any
moment leaves no process behind; after ``ready`` it ends with exit code 0.
"""

import http.client
import json
import os
import secrets
import shutil
import signal
import socket
import sys
import time
import unicodedata
from dataclasses import dataclass
from pathlib import Path

from association.launch import embedded, fonts
from association.launch.children import Child, portal_processes, run_once
from association.launch.interrupts import Deferred, Interrupted
from association.launch.locks import Lock
from association.launch.places import LaunchError

READY_SECONDS = 90
WATCH_SECONDS = 0.2
MAY_BE_GIVEN = ("DEMO", "REQUIRE_SECOND_FACTOR", "CONTACT", "FONTCONFIG_FILE")
IN_THE_DEMO = {
    "REQUIRE_SECOND_FACTOR": "0",  # one step to look around
    "CONTACT": "电话 179-2026-0000（示例），工作日 9:00–17:00",  # of the demo's own range
}
PAGES = (("首页", ""), ("会员服务", "portal/"), ("秘书处工作台", "admin/"))


@dataclass(frozen=True, slots=True)
class Options:
    host: str
    port: int
    data_dir: Path

    @classmethod
    def from_environment(cls) -> "Options":
        text = os.environ.get("PORT") or "8000"
        if not text.isdecimal() or not 0 < int(text) < 65536:
            raise LaunchError(f"PORT={text} is no port: give a number from 1 to 65535.")
        host = os.environ.get("HOST") or "127.0.0.1"
        return cls(host, int(text), embedded.data_dir_from_environment())

    @property
    def reachable(self) -> str:
        """The host that a browser on this machine uses."""
        return {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(self.host, self.host)  # noqa: S104

    @property
    def address(self) -> str:
        host = f"[{self.reachable}]" if ":" in self.reachable else self.reachable
        return f"http://{host}:{self.port}/"

    @property
    def loopback(self) -> bool:
        return self.host in {"localhost", "::1"} or self.host.startswith("127.")


class Portal:
    def __init__(self, options: Options, signals: Deferred) -> None:
        self.options = options
        self.signals = signals
        self.nonce = secrets.token_hex(16)
        self.logs = options.data_dir / "log"
        self.temporary = options.data_dir / "tmp"
        self.children: tuple[Child, ...] = ()
        self.ready = False

    def run(self) -> None:
        """Returns only by an exception: Interrupted, or LaunchError with a sentence."""
        refuse_taken_port(self.options)
        embedded.open_folder(self.options.data_dir)
        with embedded.ensure(self.options.data_dir) as pair:
            only_one = Lock(self.options.data_dir / "portal.lock")
            try:
                self._serve(pair, only_one)
            finally:
                for child in self.children:
                    child.end()
                only_one.close()

    def _serve(self, pair: embedded.Pair, only_one: Lock) -> None:
        if not only_one.try_exclusive():
            raise LaunchError(
                f"A portal already runs on {self.options.data_dir}: stop it, or set DATA_DIR."
            )
        # What killed processes left behind, such as copies of the faces, goes at the next start.
        shutil.rmtree(self.temporary, ignore_errors=True)
        self.temporary.mkdir(mode=0o700)
        environment = self._environment(pair)
        say("Preparing the database and the static files …")
        code, output = run_once("association.launch.prepare", environment, self.signals)
        if code != 0:
            raise LaunchError("The portal can't be prepared: the lines above say why.")
        self._begin_children(environment)
        self._greet(json.loads(output)["logins"])
        while True:
            for child in self.children:
                if told := child.tend(environment):
                    say(told)
            self.signals.sleep(WATCH_SECONDS)

    def _environment(self, pair: embedded.Pair) -> dict[str, str]:
        demo = "1" if pair.embedded and self.options.loopback else "0"
        given = {name: os.environ[name] for name in MAY_BE_GIVEN if os.environ.get(name)}
        return {
            **pair.environment(),
            "DATA_DIR": str(self.options.data_dir),
            "TMPDIR": str(self.temporary),
            "HOST": self.options.host,
            "PORT": str(self.options.port),
            "LAUNCH_NONCE": self.nonce,
            "PUBLIC_URL": os.environ.get("PUBLIC_URL") or self.options.address.rstrip("/"),
            "DJANGO_SETTINGS_MODULE": "association.settings",
            "DEMO": demo,
            **(IN_THE_DEMO if demo == "1" else {}),
            "FONTCONFIG_FILE": str(fonts.default_folder() / "fonts.conf"),
            **given,
        }

    def _begin_children(self, environment: dict[str, str]) -> None:
        """The page first, alone: three processes that import Django at once would all be slow."""
        self.logs.mkdir(exist_ok=True)
        self.children = portal_processes(self.logs, self.options.port)
        *others, web = self.children
        web.begin(environment)
        self._await_page(web)
        for child in others:
            self.signals.check()
            child.begin(environment)

    def _await_page(self, web: Child) -> None:
        end = time.monotonic() + READY_SECONDS
        while not self._answers():
            self._refuse_dead(web)
            if time.monotonic() > end:
                raise LaunchError(f"No page within {READY_SECONDS} s: see the logs in {self.logs}.")
            self.signals.sleep(0.1)

    def _answers(self) -> bool:
        """Whether the page comes from the process that we started, not from another's."""
        page = http.client.HTTPConnection(self.options.reachable, self.options.port, timeout=5)
        try:
            page.request("GET", "/healthz")
            return self.nonce.encode() in page.getresponse().read()
        except (OSError, http.client.HTTPException):
            return False
        finally:
            page.close()

    @staticmethod
    def _refuse_dead(child: Child) -> None:
        """While the portal opens nothing is begun again: what ends then would end again."""
        if (code := child.code()) is not None:
            raise LaunchError(
                f"The {child.name} process ended with {code}, so the portal stops; the end of "
                f"{child.log}:\n{child.last_words()}"
            )

    def _greet(self, logins: list[dict[str, str]]) -> None:
        rows = [(label, f"{self.options.address}{path}", "") for label, path in PAGES]
        rows += [(login["role"], login["login"], login["password"]) for login in logins]
        widths = [max(width(row[column]) for row in rows) for column in range(3)]
        for row in rows:
            cells = zip(row, widths, strict=True)
            print("  " + "   ".join(pad(cell, size) for cell, size in cells).rstrip())
        print(f"  Logs: {self.logs}. Ctrl-C stops everything.")
        print(f"ready {self.options.address}", flush=True)
        self.ready = True


def refuse_taken_port(options: Options) -> None:
    family = socket.AF_INET6 if ":" in options.host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((options.host, options.port))
        except OSError as error:
            raise LaunchError(
                f"Port {options.port} on {options.host} can't be used ({error.strerror}): "
                f"stop what listens there, or run `make run PORT={options.port % 65535 + 1}`."
            ) from error


def width(text: str) -> int:
    """Columns on a terminal; a Chinese character takes two."""
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)


def pad(text: str, columns: int) -> str:
    return text + " " * (columns - width(text))


def say(sentence: str) -> None:
    print(sentence, file=sys.stderr, flush=True)


def main() -> int:
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(errors="replace")  # type: ignore[union-attr] # a terminal without 中文
    with Deferred(redeliver=False) as signals:
        try:
            portal = Portal(Options.from_environment(), signals)
            try:
                portal.run()
            except (Interrupted, SystemExit):
                return 0 if portal.ready else 128 + (*signals.caught, signal.SIGINT)[0]
        except LaunchError as error:
            say(str(error))
            return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
