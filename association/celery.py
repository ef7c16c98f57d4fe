"""The broker is only a doorbell: what has to be done stands in the database."""

import atexit
import os

from association.base.ringing import App, LoggedTask
from association.launch import rooms

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "association.settings")

app = App("association", task_cls=LoggedTask)
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()

# The forks that do the work end without ``atexit``; who began them ends after them.
atexit.register(rooms.sweep, rooms.FACES)
