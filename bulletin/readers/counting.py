"""How often a piece is opened on a day: a number and nothing about whoever read it.

No cookie, no address, nothing in the reader's browser. A reading is counted in the shared cache, at
the answer; a bell of the minute adds what came together to the table. If that dies after it wrote
and before it cleared, one minute is counted twice; if the cache is lost, one minute is lost.
"""

import re
from datetime import date, timedelta
from typing import Any

from django.core.cache import cache
from django.db import connection, transaction
from redis.exceptions import RedisError, ResponseError

from association.base import clock

_MACHINES = re.compile(
    r"bot\b|bot/|crawl|spider|slurp|scrap|fetch|curl|wget|python|java/|okhttp|go-http|libwww|headless"
    r"|lighthouse|monitor|preview|archiver|feed",
    re.IGNORECASE,
)
_ADD = """
INSERT INTO bulletin_readcount (article_id, "on", count)
SELECT article.id, %s, told.count
FROM unnest(%s::bigint[], %s::bigint[]) AS told (article_id, count)
JOIN bulletin_article AS article ON article.id = told.article_id
ON CONFLICT (article_id, "on") DO UPDATE SET count = bulletin_readcount.count + EXCLUDED.count
"""


def is_person(agent: str) -> bool:
    """Machines say what they are, or nothing; one that pretends is counted."""
    return bool(agent.strip()) and not _MACHINES.search(agent)


def count(article_id: int, *, agent: str) -> None:
    """Fails open: a reading that can't be counted is read all the same."""
    if not is_person(agent):
        return
    try:
        _client().hincrby(_key(clock.today()), article_id, 1)
    except (RedisError, OSError):
        return


def keep() -> int:
    """Adds what was counted to the table; how many readings that were."""
    today = clock.today()
    return sum(_keep(day) for day in (today, today - timedelta(days=1)))


def _keep(day: date) -> int:
    """What somebody took before and didn't add comes first."""
    client, key = _client(), _key(day)
    taken = f"{key}:taken"
    if not client.exists(taken):
        try:
            client.rename(key, taken)
        except ResponseError:
            return 0  # nobody read anything
    found = {int(pk): int(times) for pk, times in client.hgetall(taken).items()}
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_ADD, [day, list(found), list(found.values())])
    client.delete(taken)
    return sum(found.values())


def _key(day: date) -> str:
    return str(cache.make_key(f"bulletin:reads:{day}"))


def _client() -> Any:
    """Of the shared cache itself: its own interface knows no sums by name."""
    return cache._cache.get_client(write=True)  # type: ignore[attr-defined]  # noqa: SLF001
