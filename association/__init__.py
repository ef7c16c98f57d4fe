"""The association's portal: cellar (base, accounts) and roof (portal, urls, celery) of the house.

The Celery app is imported here so that every ``shared_task`` binds to it: without this line a
task would quietly look for a broker on AMQP's default port.
"""

import atexit
import gc

# Two thousand modules come at the start and stay to the end. To look for garbage among them, again
# and again while they come and twice before they go, took a command two fifths of its time.
gc.set_threshold(50_000, 10, 10)
atexit.register(gc.freeze)

from association.celery import app as celery_app  # noqa: E402

__all__ = ["celery_app"]
