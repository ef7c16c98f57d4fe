"""People who read and write through the proxy, each on a connection that is kept alive."""

import http.client
import ssl
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import TracebackType
from urllib.parse import urlencode

from tests.cluster.portal import Site
from tests.drills.house import wait_until


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes


class Visitor:
    """One connection to the proxy; cookies as given. Raises OSError or HTTPException if it breaks.

    A connection that the proxy has closed between two requests is opened anew, as browsers do;
    whatever breaks after a request was written is the caller's failure and is never repeated.
    """

    def __init__(self, site: Site, **cookies: str) -> None:
        self.address = site.address
        self.cookies = cookies
        trusting = ssl.create_default_context()
        trusting.check_hostname = False
        trusting.verify_mode = ssl.CERT_NONE  # the proxy's own authority, made for this rehearsal
        self._connection = http.client.HTTPSConnection(
            "localhost", site.ports["https"], timeout=60, context=trusting
        )

    def __enter__(self) -> "Visitor":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._connection.close()

    def get(self, path: str) -> Answer:
        return self._ask("GET", path, None)

    def post(self, path: str, headers: Mapping[str, str] | None = None, /, **form: str) -> Answer:
        token = self.cookies["csrftoken"]
        return self._ask("POST", path, urlencode({"csrfmiddlewaretoken": token, **form}), headers)

    def _ask(
        self, method: str, path: str, body: str | None, more: Mapping[str, str] | None = None
    ) -> Answer:
        headers = {
            "Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items()),
            "Referer": f"{self.address}/",
            **(more or {}),
        }
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        self._connection.request(method, path, body, headers)
        answer = self._connection.getresponse()
        return Answer(answer.status, dict(answer.getheaders()), answer.read())


@dataclass(slots=True)
class Ledger:
    """What one visitor asked for, and what came of it."""

    asked: int = 0
    acknowledged: list[str] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)


class Crowd:
    """Visitors at once, each reading pages and writing down a resolution by turns."""

    PAGES = ("/", "/admin/members/member/", "/verify/", "/admin/")

    def __init__(self, site: Site, count: int, **cookies: str) -> None:
        self.ledgers = [Ledger() for _ in range(count)]
        self._site = site
        self._cookies = cookies
        self._over = threading.Event()
        self._threads = [
            threading.Thread(target=self._visit, args=(number, ledger), daemon=True)
            for number, ledger in enumerate(self.ledgers)
        ]

    def __enter__(self) -> "Crowd":
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        for thread in self._threads:
            thread.join(timeout=90)

    @property
    def asked(self) -> int:
        return sum(ledger.asked for ledger in self.ledgers)

    @property
    def acknowledged(self) -> list[str]:
        return [number for ledger in self.ledgers for number in ledger.acknowledged]

    @property
    def failures(self) -> list[str]:
        return [failure for ledger in self.ledgers for failure in ledger.failures]

    def work(self, count: int) -> None:
        """Returns when so many more requests were begun."""
        wanted = self.asked + count
        wait_until(lambda: self.asked >= wanted, what="people work")

    def _visit(self, number: int, ledger: Ledger) -> None:
        with Visitor(self._site, **self._cookies) as visitor:
            while not self._over.is_set():
                try:
                    self._one(visitor, f"{number}-{ledger.asked}", ledger)
                except (OSError, http.client.HTTPException) as error:
                    ledger.failures.append(f"{type(error).__name__}: {error}")
                    time.sleep(0.1)

    def _one(self, visitor: Visitor, key: str, ledger: Ledger) -> None:
        ledger.asked += 1
        if ledger.asked % 3:
            path = self.PAGES[ledger.asked % len(self.PAGES)]
            answer = visitor.get(path)
            if answer.status != 200:
                ledger.failures.append(f"GET {path}: {answer.status}")
            return
        title = f"演练决〔2020〕{key}号"
        answer = visitor.post(
            "/admin/members/resolution/add/",
            number=title,
            title="演练",
            body="council",
            decided_on="2020-06-18",
        )
        if answer.status == 302:
            ledger.acknowledged.append(title)
        else:
            ledger.failures.append(f"POST {title}: {answer.status}")
