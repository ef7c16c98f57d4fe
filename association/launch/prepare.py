"""What Django has to do before the portal can open: one process for all of it.

``python -m association.launch.prepare`` migrates, collects the static files, installs the demo
data where ``DEMO=1``, and prints one JSON document: ``{"logins": [{"role","login","password"}]}``.
"""

import concurrent.futures
import contextlib
import hashlib
import importlib
import importlib.util
import json
import os
import sys
from collections.abc import Iterator
from pathlib import Path

from association.launch.locks import Lock


def first_migration(data_dir: Path) -> None:
    """Migrates a database in which nothing was ever finished; any other is left as it is."""
    import django
    from django.db import connection

    django.setup()
    with _one_at_a_time(data_dir):
        unfinished = data_dir / "migrating"
        if unfinished.exists() or "django_migrations" not in connection.introspection.table_names():
            print("Preparing the empty database …", file=sys.stderr, flush=True)
            _migrate(unfinished)


def _migrate(unfinished: Path) -> None:
    from django.core.management import call_command

    unfinished.touch()
    call_command("migrate", verbosity=0, interactive=False, stdout=sys.stderr)
    unfinished.unlink()


@contextlib.contextmanager
def _one_at_a_time(data_dir: Path) -> Iterator[None]:
    lock = Lock(data_dir / "migrate.lock")
    try:
        lock.wait_exclusive()
        yield
    finally:
        lock.close()


def _collect_static_files() -> None:
    """Once per change of any source: hashing and compressing them takes several seconds."""
    from django.conf import settings
    from django.core.management import call_command

    stamp = Path(settings.STATIC_ROOT) / ".sources"
    sources = _sources_of_static_files()
    if not stamp.exists() or stamp.read_text() != sources:
        call_command("collectstatic", verbosity=0, interactive=False, stdout=sys.stderr)
        stamp.write_text(sources)


def _sources_of_static_files() -> str:
    from django.conf import settings
    from django.contrib.staticfiles.finders import get_finders

    digest = hashlib.sha256(repr((settings.STORAGES, settings.STATIC_URL)).encode())
    for finder in get_finders():
        for name, storage in finder.list([]):
            status = Path(storage.path(name)).stat()
            digest.update(f"{name} {status.st_size} {status.st_mtime_ns}\n".encode())
    return digest.hexdigest()


def _logins() -> list[dict[str, str]]:
    if importlib.util.find_spec("association.portal.demo") is None:
        return []
    return list(importlib.import_module("association.portal.demo").LOGINS)


def main() -> None:
    import django
    from django.core.management import call_command, get_commands

    django.setup()
    data_dir = Path(os.environ["DATA_DIR"])
    demo = os.environ.get("DEMO") == "1" and "demo" in get_commands()
    # Brotli works without Python's lock, so the two share the machine's cores.
    with _one_at_a_time(data_dir), concurrent.futures.ThreadPoolExecutor(1) as beside:
        collecting = beside.submit(_collect_static_files)
        _migrate(data_dir / "migrating")
        collecting.result()
        if demo:
            call_command("demo", stdout=sys.stderr)
    json.dump({"logins": _logins() if demo else []}, sys.stdout)


if __name__ == "__main__":
    main()
