"""The association's portal: cellar (base, accounts) and roof (portal, urls, celery) of the house.

The Celery app is imported here so that every ``shared_task`` binds to it: without this line a
task would quietly look for a broker on AMQP's default port.
"""

from association.celery import app as celery_app

__all__ = ["celery_app"]
