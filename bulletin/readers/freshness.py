"""A mark that every page for readers is kept under; it changes when something appears or goes.

Pages are kept in the shared cache for whoever isn't signed in. There is one mark for all: a piece
that appears changes its neighbours, its column, its issue and the feeds, and that happens a few
times a day.
"""

import secrets

from django.core.cache import cache
from django.db import transaction
from redis.exceptions import RedisError

KEY = "bulletin:fresh"


def changed() -> None:
    """Called by every door after which a reader would read something else. What was drawn before
    the commit is kept under the old mark, so nobody is served it."""
    transaction.on_commit(_turn)


def _turn() -> None:
    try:
        cache.set(KEY, secrets.token_hex(8), timeout=None)
    except (RedisError, OSError):
        return  # pages are kept for minutes only


def begun() -> str:
    """The mark, made if there is none."""
    return str(cache.get_or_set(KEY, secrets.token_hex(8), timeout=None))
