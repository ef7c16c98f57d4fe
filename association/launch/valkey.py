"""The embedded Valkey 9: broker and cache, by unix socket."""

import signal
from pathlib import Path

from association.launch.interrupts import Deferred
from association.launch.servers import Server, ask, read_pid


class Valkey(Server):
    name = "valkey"
    endings = ((signal.SIGTERM, 15), (signal.SIGKILL, 10))

    @property
    def socket(self) -> Path:
        return self.place.sockets / "valkey.sock"

    @property
    def url(self) -> str:
        # kombu takes the database of a unix socket from the query, never from the path.
        return f"redis+socket://{self.socket}?virtual_host=0"

    def create(self, signals: Deferred, log: int, lock: int) -> None:
        self.place.own(self.home)

    def clear(self) -> None:
        for path in (self.socket, self.home / "valkey.pid"):
            path.unlink(missing_ok=True)

    def command(self) -> list[str | Path]:
        keep = "no" if self.test else "yes"
        return [
            *(self.place.programs.valkey, "--port", "0"),
            *("--unixsocket", self.socket, "--unixsocketperm", "700"),
            *("--dir", self.home, "--pidfile", self.home / "valkey.pid"),
            *("--appendonly", keep, "--save", "", "--maxmemory-policy", "noeviction"),
        ]

    def answers(self) -> bool:
        return ask(self.socket, b"PING\r\n").startswith(b"+PONG")

    def pid(self) -> int | None:
        return read_pid(self.home / "valkey.pid")
