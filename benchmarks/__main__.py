"""``make bench``: a database of its own, filled through the doors, then measured."""

import logging
import os
import signal
import sys
import tempfile
from pathlib import Path

from association.launch import embedded


def main() -> int:
    _end_in_order()
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        os.environ["DATA_DIR"] = folder
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "association.settings")
        os.environ["REQUIRE_SECOND_FACTOR"] = "0"  # the pages are measured, not the way in
        with embedded.ensure(Path(folder)) as pair:
            os.environ.update(pair.environment())
            import django
            from django.core.management import call_command

            django.setup()
            call_command("migrate", verbosity=0)
            call_command("collectstatic", verbosity=0, interactive=False)

            _measure()
        from benchmarks import starts

        starts.measure()
    return 0


def _measure() -> None:
    """All that needs the database, in it."""
    from benchmarks import (
        api,
        audit,
        bulletin,
        certificates,
        checklists,
        latency,
        mailings,
        meter,
        pages,
        reviews,
        runs,
    )

    _write_logs_nowhere()
    meter.emit("machine", "where this was measured", meter.machine(), "", "")
    meter.tell_pace("before")
    runs.fill()
    pages.measure()
    meter.tell_pace("after the pages")
    runs.measure()
    pages.measure_large()
    api.measure()
    meter.tell_pace("after the API")
    audit.measure()
    certificates.measure()
    meter.tell_pace("after the certificates")
    latency.measure()
    checklists.measure()
    _measure_papers()
    reviews.measure()
    mailings.measure()
    bulletin.measure()


def _end_in_order() -> None:
    """Told to end, no server is left behind."""
    for signum in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(signum, lambda caught, _frame: sys.exit(128 + caught))


def _measure_papers() -> None:
    from benchmarks import issues, reports

    reports.measure()
    issues.measure()


def _write_logs_nowhere() -> None:
    """A line per request is part of what a page costs, but not of what is printed here."""
    for handler in logging.getLogger("portal").handlers + logging.getLogger().handlers:
        if isinstance(handler, logging.StreamHandler):
            handler.setStream(Path(os.devnull).open("w"))  # noqa: SIM115 - as long as we run


if __name__ == "__main__":
    sys.exit(main())
