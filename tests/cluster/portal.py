"""The portal's services as ``docker-compose.yml`` starts them, each as a process of this machine.

Commands and environment are the file's. What a container gives otherwise is put in its place: host
names and ports by ports of the loopback, ``/data`` and ``/run/secrets`` by folders, the image's
``PATH`` by the environment's. Two services with one command get a port each.
"""

import json
import os
import signal
import subprocess
import sys
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path

from association.base import crypto
from association.launch import cluster as debian_cluster
from association.launch import fonts
from association.launch.places import end_with_parent
from tests.cluster import compose
from tests.cluster.debian import Servers
from tests.drills.house import wait_until
from tests.postbox import free_port

WEBS, WORKERS = ("web-1", "web-2"), ("worker-1", "worker-2")
ALL = (*WEBS, "proxy", *WORKERS, "beat")
SECRET_KEY = "a-key-of-the-rehearsal-and-of-nothing-else-4f1c"


@dataclass(frozen=True, slots=True)
class Site:
    """Where everything is; can be handed to another process."""

    folder: str
    ports: dict[str, int]
    database: str = "portal"

    @property
    def address(self) -> str:
        return f"https://localhost:{self.ports['https']}"

    @classmethod
    def on(cls, servers: Servers) -> "Site":
        """Prepares secrets, static files and tables, as building the image and ``prepare`` do."""
        ports = {name: free_port() for name in (*WEBS, "http", "https")}
        ports |= {"postgres": servers.postgres_port, "valkey": servers.redis_port}
        site = cls(str(servers.folder), ports)
        for name in ("data", "secrets", "log"):
            (servers.folder / name).mkdir(exist_ok=True)
        for name, text in (
            ("database_password", servers.password),
            ("secret_key", SECRET_KEY),
            ("email_password", ""),
        ):
            (servers.folder / "secrets" / name).write_text(text)
        (servers.folder / "data" / "keys").mkdir()
        (servers.folder / "data" / "keys" / "data.key").write_text(crypto.new_key_text())
        portal = Portal(site)
        portal.run("prepare", "python", "manage.py", "collectstatic", "--noinput", "-v0")
        portal.run("prepare", *portal.services["prepare"].command, "-v0")
        return site

    @classmethod
    def told(cls, text: str) -> "Site":
        return cls(**json.loads(text))

    def tell(self) -> str:
        return json.dumps(asdict(self))


class Portal:
    """A context manager; what it started ends with it. ``options`` hold for every process."""

    def __init__(self, site: Site, **options: str) -> None:
        self.site = site
        self.folder = Path(site.folder)
        self.options = options
        self.services = compose.services(
            SITE="localhost",
            REQUIRE_SECOND_FACTOR="0",
            TLS="tls internal",
        )
        self.running: dict[str, subprocess.Popen[bytes]] = {}

    def __enter__(self) -> "Portal":
        return self

    def __exit__(self, *_: object) -> None:
        self.stop(*reversed(list(self.running)))

    # --- its processes ------------------------------------------------------------------------
    def start(self, *names: str) -> None:
        for name in names:
            service = self._service(name)
            command = service.command or ("caddy", "run", "--config", self._caddyfile())
            self.running[name] = self._begin(name, *command)
        for name in names:
            if name in WEBS:
                wait_until(lambda name=name: self.healthy(name), what=f"{name} answers")
            elif name == "proxy":
                wait_until(self._proxied, what="the proxy answers")

    def stop(self, *names: str, seconds: float = 30) -> dict[str, int]:
        """As Docker does: SIGTERM, patience, SIGKILL. The exit codes."""
        for name in names:
            self.running[name].send_signal(signal.SIGTERM)
        return {name: self.wait(name, seconds) for name in names}

    def wait(self, name: str, seconds: float = 60) -> int:
        process = self.running.pop(name)
        with suppress(subprocess.TimeoutExpired):
            process.wait(timeout=seconds)
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        return process.wait()

    def healthy(self, name: str, path: str = "/healthz") -> bool:
        """What the container's health check says."""
        command = (*self._service(name).health[:-1], path)
        process = self._begin(name, *command, log="health")
        return process.wait() == 0

    def run(self, name: str, *command: str, **given: str) -> None:
        code = self._begin(name, *command, **given).wait()
        assert code == 0, self.log(name)

    def answered(self, method: str) -> dict[str, int]:
        """How many requests each web process has answered since it was first started."""
        return {name: self.log(name).count(f'"{method} /') for name in WEBS}

    def served(self, name: str) -> int:
        """Requests of people that it has answered; the proxy's questions for its health are none."""
        lines = self.log(name).splitlines()
        return sum("HTTP/1." in line and '"GET /healthz' not in line for line in lines)

    def log(self, name: str) -> str:
        path = self.folder / "log" / f"{name}.log"
        return path.read_text(encoding="utf-8", errors="replace") if path.exists() else ""

    # --- within -------------------------------------------------------------------------------
    def _service(self, name: str) -> compose.Service:
        """Of a process that compose doesn't know, such as a command by hand: what prepare gets."""
        known = "worker" if name in WORKERS else name
        return self.services.get(known, self.services["prepare"])

    def _caddyfile(self) -> str:
        mounted = self.services["proxy"].raw["volumes"][0].split(":")[0]
        return str(compose.ROOT / mounted)

    def _begin(
        self, name: str, program: str, *arguments: str, log: str = "", **given: str
    ) -> "subprocess.Popen[bytes]":
        path = {"python": sys.executable, "caddy": debian_cluster.find("caddy")}.get(program)
        path = path or str(Path(sys.executable).parent / program)
        with (self.folder / "log" / f"{log or name}.log").open("ab") as file:
            return subprocess.Popen(
                [path, *arguments],
                cwd=compose.ROOT,
                env=self.environment(name) | given,
                stdin=subprocess.DEVNULL,
                stdout=file,
                stderr=file,
                start_new_session=True,
                preexec_fn=end_with_parent,
            )

    def environment(self, name: str) -> dict[str, str]:
        image = {} if name == "proxy" else compose.image_environment()
        said = {**image, **self._service(name).environment, **self.options}
        here = {key: self._here(text) for key, text in said.items()}
        here |= {
            "PATH": f"{Path(sys.executable).parent}:{os.defpath}",
            "FONTCONFIG_FILE": str(fonts.default_folder() / "fonts.conf"),
            "PUBLIC_URL": self.site.address,
        }
        if name in WEBS:
            here |= {"HOST": "127.0.0.1", "PORT": str(self.site.ports[name])}
            here["GUNICORN_CMD_ARGS"] = "--access-logfile -"  # to see who answered
        if name == "proxy":
            here |= {
                "HTTP_PORT": str(self.site.ports["http"]),
                "HTTPS_PORT": str(self.site.ports["https"]),
                "BALANCE": "round_robin",  # harsher than the cookie: each click another process
                **{f"XDG_{kind}_HOME": str(self.folder / "caddy") for kind in ("DATA", "CONFIG")},
            }
        return here

    def _here(self, text: str) -> str:
        ports = self.site.ports
        for host, port in (("postgres", 5432), ("valkey", 6379), ("web-1", 8000), ("web-2", 8000)):
            text = text.replace(f"{host}:{port}", f"127.0.0.1:{ports[host]}")
        if text.startswith("postgres://"):
            return text.rpartition("/")[0] + f"/{self.site.database}"
        folders = {"/run/secrets/": "secrets/", "/data": "data", "/srv/": "", "/tmp/": ""}
        for there, here in folders.items():
            if text.startswith(there):
                return f"{self.folder}/{here}{text.removeprefix(there)}"
        return text

    def _proxied(self) -> bool:
        from tests.cluster.visitors import Visitor

        with suppress(OSError), Visitor(self.site) as visitor:
            return visitor.get("/healthz").status == 200
        return False
