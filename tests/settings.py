"""The portal's own settings, and the few that tests need otherwise.

Servers: those that ``DATABASE_URL`` and ``REDIS_URL`` name, else an embedded pair of this run.
Files go to a folder that is removed with the run; workers of one run share it.
"""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

from association.launch import embedded, ladder
from tests import prepared


def _forget(folder: Path) -> None:
    ladder.forget(folder / prepared.NAME)
    shutil.rmtree(folder, ignore_errors=True)


if "PYTEST_XDIST_WORKER" not in os.environ:  # a worker inherits what its controller set up
    embedded.for_tests()
    folder = Path(tempfile.mkdtemp(prefix="portal-tests-"))
    folder.chmod(0o711)  # the servers of the prepared folder pass through
    atexit.register(_forget, folder)
    os.environ["DATA_DIR"] = str(folder)
for name in ("DEBUG", "DEMO", "CLOCK", "SECURE", "ALLOWED_HOSTS"):
    os.environ.pop(name, None)  # whatever the shell has: tests begin from the defaults

from association.settings import *  # noqa: E402, F403
from association.settings import CACHES, DATA_DIR, DATABASES, INSTALLED_APPS, STORAGES  # noqa: E402

DATABASES["default"]["ENGINE"] = "tests.postgres"
INSTALLED_APPS = [*INSTALLED_APPS, "tests.postgres"]  # its ``flush``
CACHES["default"] |= {"KEY_PREFIX": "tests", "KEY_FUNCTION": "tests.namespace.key"}
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
WHITENOISE_AUTOREFRESH = WHITENOISE_USE_FINDERS = True
MEDIA_ROOT = DATA_DIR / "files" / os.environ.get("PYTEST_XDIST_WORKER", "alone")
REQUIRE_SECOND_FACTOR = False  # tests of the second factor switch it on
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]

# Nothing listens: ``run_jobs`` does what the bell would have asked for.
CELERY_BROKER_URL = "memory://"
