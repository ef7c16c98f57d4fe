"""Readings are numbers: people's, once an answer, and nothing about whoever read."""

import pytest
from django.urls import reverse

from bulletin.models import Article, ReadCount
from bulletin.readers import counting, freshness
from tests.factories import bulletin as make

pytestmark = pytest.mark.django_db
PERSON = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) MicroMessenger/8.0"


@pytest.fixture(autouse=True)
def nothing_counted():
    freshness._turn()
    counting.keep()
    ReadCount.objects.all().delete()


def read(client, row, agent=PERSON, **headers):
    headers = {"User-Agent": agent, **headers}
    return client.get(reverse("bulletin:article", args=[row.pk]), headers=headers)


def test_every_reading_is_counted_kept_pages_and_unchanged_ones_too(client):
    row = make.published()
    etag = read(client, row).headers["ETag"]
    read(client, row)
    assert read(client, row, **{"If-None-Match": etag}).status_code == 304
    assert counting.keep() == 3
    assert ReadCount.objects.get(article=row).count == 3
    read(client, row)
    assert counting.keep() == 1
    assert counting.keep() == 0
    assert ReadCount.objects.get(article=row).count == 4


@pytest.mark.parametrize(
    "agent",
    [
        "", "Mozilla/5.0 (compatible; Googlebot/2.1)", "Baiduspider/2.0", "Sogou web spider/4.0",
        "curl/8.5.0", "python-requests/2.32", "Feedly/1.0 (feed fetcher)",
    ],
)  # fmt: skip
def test_machines_are_no_readers(client, agent):
    assert read(client, make.published(), agent).status_code == 200
    assert counting.keep() == 0


def test_what_was_not_read_is_not_counted(client):
    row, gone = make.published("一"), make.published("二")
    Article.objects.filter(pk=gone.pk).update(stage="taken_down")
    read(client, gone)
    read(client, row, **{"Sec-Purpose": "prefetch"})
    client.head(reverse("bulletin:article", args=[row.pk]), headers={"User-Agent": PERSON})
    assert counting.keep() == 0


def test_what_was_taken_and_not_added_comes_with_the_next(client):
    row = make.published()
    read(client, row)
    client_, key = counting._client(), counting._key(counting.clock.today())
    client_.rename(key, f"{key}:taken")  # as one leaves it that dies
    read(client, row)
    assert [counting.keep(), counting.keep()] == [1, 1]
    assert ReadCount.objects.get().count == 2


def test_a_piece_that_is_no_longer_there_is_no_trouble():
    counting.count(987654321, agent=PERSON)
    counting.keep()
    assert not ReadCount.objects.exists()


def test_a_reader_is_given_no_cookie_for_it(client):
    assert set(read(client, make.published()).cookies) <= {"csrftoken"}
