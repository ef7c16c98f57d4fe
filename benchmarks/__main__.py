"""``make bench``: a database of its own, filled through the doors, then measured."""

import os
import sys
import tempfile
from pathlib import Path

from association.launch import embedded


def main() -> int:
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

            from benchmarks import api, audit, meter, pages, runs, starts

            meter.emit("machine", "where this was measured", meter.machine(), "", "")
            runs.fill()
            pages.measure()
            api.measure()
            runs.measure()
            pages.measure_large()
            audit.measure()
        starts.measure()
    return 0


if __name__ == "__main__":
    sys.exit(main())
