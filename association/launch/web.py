"""Gunicorn's settings: ``gunicorn -c association/launch/web.py association.wsgi``."""

import os
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent.parent))

from association import env
from association.launch import drain

host: str = env.read("HOST")
bind = f"{f'[{host}]' if ':' in host else host}:{env.read('PORT')}"
worker_class = "gthread"
workers = 2
threads = 4
preload_app = True  # one import for all workers, and less memory
timeout = 60
graceful_timeout = 10
max_requests = 5000  # a slow leak never grows old
max_requests_jitter = 500
worker_tmp_dir = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None  # noqa: S108 - heartbeats
control_socket_disable = True  # two portals side by side would share one
errorlog = "-"
accesslog = None  # the portal writes a line per request itself: with its number, without tokens

_leaving = drain.Leaving(env.read("DRAIN_SECONDS"))
when_ready = _leaving.when_ready
post_worker_init = _leaving.post_worker_init
