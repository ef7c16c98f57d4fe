"""A real Postgres and a real Valkey under DATA_DIR, for whoever named no servers.

Any number of processes may share one pair: the first starts it, the last one to leave stops it.
Each holds a shared lock while it uses the pair; starting and stopping happen under an exclusive
one. A killed process loses its locks by itself; the servers that it leaves behind are joined, not
doubled, by the next one.
"""

import atexit
import os
import tempfile
import time
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from types import TracebackType

from association.launch import ladder
from association.launch.interrupts import POLL_SECONDS, Deferred, Interrupted
from association.launch.locks import Lock
from association.launch.locks import held as is_held
from association.launch.places import LaunchError, Place
from association.launch.postgres import Postgres
from association.launch.servers import Server
from association.launch.valkey import Valkey

ROOT = Path(__file__).resolve().parent.parent.parent
THROW_AWAY = "association-test-"
SWEEP_AFTER_SECONDS = 3600
PATIENCE_SECONDS = 180  # longer than any start or stop of another process


class Pair:
    """The addresses of database and broker, and the way out.

    ``leave()`` may be called often and from ``atexit``; a forked child's call does nothing.
    """

    def __init__(self, database_url: str, redis_url: str, held: "_Held | None" = None) -> None:
        self.database_url = database_url
        self.redis_url = redis_url
        self._held = held
        self._process = os.getpid()
        if held is not None:
            atexit.register(self.leave)

    @property
    def embedded(self) -> bool:
        return self._held is not None

    def environment(self) -> dict[str, str]:
        return {"DATABASE_URL": self.database_url, "REDIS_URL": self.redis_url}

    def leave(self) -> None:
        """The last user stops the servers: Valkey first, then Postgres."""
        if self._held is not None and self._process == os.getpid():
            held, self._held = self._held, None
            atexit.unregister(self.leave)
            with Deferred():
                held.leave()

    def __enter__(self) -> "Pair":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.leave()


def data_dir_from_environment() -> Path:
    return Path(os.environ.get("DATA_DIR") or ROOT / ".data").expanduser().resolve()


def ensure(
    data_dir: Path | None = None, *, test: bool = False, rungs: tuple[str, ...] = ladder.RUNGS
) -> Pair:
    """The pair that the environment names, else the embedded one, started or joined.

    ``test=True`` makes a careless pair in a throw-away folder, gone when its only user leaves.
    Raises LaunchError with one sentence. A signal that comes meanwhile takes effect at the end,
    with no server left behind.
    """
    database_url, redis_url = os.environ.get("DATABASE_URL"), os.environ.get("REDIS_URL")
    if database_url and redis_url:
        return Pair(database_url, redis_url)
    if database_url or redis_url:
        raise LaunchError("Set both DATABASE_URL and REDIS_URL, or neither of them.")
    folder = data_dir or data_dir_from_environment()
    held = _Held(_throw_away_folder() if test else open_folder(folder.resolve()), test)
    with Deferred() as signals:
        try:
            postgres, valkey = held.enter(signals, rungs)
        except Interrupted:
            raise SystemExit(130) from None  # unless the signal, delivered again, says otherwise
    return Pair(postgres.url, valkey.url, held)


def for_tests() -> Pair:
    """One throw-away pair per test run, handed to child processes by the environment."""
    pair = ensure(test=True)
    os.environ.update(pair.environment())
    return pair


def open_folder(data_dir: Path) -> Path:
    """DATA_DIR, made if need be. Raises LaunchError if it is another user's."""
    try:
        with suppress(FileExistsError):  # made before, or by who started beside us
            data_dir.mkdir(parents=True)
            data_dir.chmod(0o711)  # the servers' user may pass, and see nothing
        owner = data_dir.stat().st_uid
    except OSError as error:
        raise LaunchError(f"DATA_DIR {data_dir} can't be used: {error.strerror}.") from error
    if os.geteuid() not in (0, owner):
        raise LaunchError(f"{data_dir} belongs to user {owner}: run as that user or set DATA_DIR.")
    return data_dir


def _throw_away_folder() -> Path:
    _sweep_killed_runs()
    folder = Path(tempfile.mkdtemp(prefix=THROW_AWAY))
    folder.chmod(0o711)
    return folder


def _sweep_killed_runs() -> None:
    """Folders that nobody uses, an hour old so that none is just being made."""
    for folder in Path(tempfile.gettempdir()).glob(f"{THROW_AWAY}*"):
        with suppress(OSError):
            status = folder.stat()
            old = time.time() - status.st_mtime > SWEEP_AFTER_SECONDS
            if old and status.st_uid == os.geteuid() and not is_held(folder / "users.lock"):
                ladder.forget(folder)


class _Held:
    """One process's share in the pair."""

    def __init__(self, data_dir: Path, test: bool) -> None:
        self.data_dir = data_dir
        self.test = test
        self._turn = Lock(data_dir / "turn.lock")  # exclusive while starting or stopping
        self._users = Lock(data_dir / "users.lock")  # shared while using
        self._servers: tuple[Server, ...] = ()  # in the order of their end

    def enter(self, signals: Deferred, rungs: tuple[str, ...]) -> tuple[Postgres, Valkey]:
        """Starts or joins. Raises LaunchError, Interrupted; then nothing of ours is left."""
        try:
            self._take_turn(signals)
            self._users.try_shared()  # held exclusively only by whoever has the turn: us
            pair = ladder.climb(self.data_dir, lambda place: self._start(place, signals), rungs)
            self._turn.unlock()
            return pair
        except BaseException:
            self._give_up()
            raise

    def leave(self) -> None:
        self._take_turn(Deferred())
        self._give_up()

    def _start(self, place: Place, signals: Deferred) -> tuple[Postgres, Valkey]:
        place = replace(place, follow=self.test)
        postgres, valkey = Postgres(place, self.test), Valkey(place, self.test)
        self._servers = (valkey, postgres)
        try:
            valkey.begin(signals)
            postgres.begin(signals)
            valkey.await_ready(signals)
            postgres.await_ready(signals)
        except LaunchError:
            self._stop_unless_used()  # the next rung begins with nothing alive
            self._users.try_shared()
            raise
        return postgres, valkey

    def _take_turn(self, signals: Deferred) -> None:
        end = time.monotonic() + PATIENCE_SECONDS
        while not self._turn.try_exclusive():
            if time.monotonic() > end:
                raise LaunchError(
                    f"Another process has been starting or stopping the servers in {self.data_dir} "
                    f"for {PATIENCE_SECONDS} s: end it and try again."
                )
            signals.sleep(POLL_SECONDS)

    def _stop_unless_used(self) -> None:
        self._users.unlock()
        last = self._users.try_exclusive()
        for server in self._servers:
            server.end() if last else server.leave_to_others()

    def _give_up(self) -> None:
        self._stop_unless_used()
        self._users.close()
        self._turn.close()
        if self.test:
            ladder.forget(self.data_dir)


__all__ = ["LaunchError", "Pair", "data_dir_from_environment", "ensure", "for_tests"]
