"""Programs that follow find what everybody may read, in forms that their readers take."""

import json
from email.utils import parsedate_to_datetime
from xml.etree import ElementTree

import pytest
from django.urls import reverse

from association.base import clock
from bulletin.enums import Visibility
from bulletin.models import Article
from bulletin.readers import addresses, freshness
from tests.factories import bulletin as make
from tests.factories import issues

pytestmark = pytest.mark.django_db
ATOM = "{http://www.w3.org/2005/Atom}"
MAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


@pytest.fixture(autouse=True)
def pieces():
    freshness._turn()
    make.published("公开 <1> & 2", column="focus", unit="安泰", tags=["隐患"])
    make.published("别栏", column="news")
    make.published("内部", visibility=Visibility.MEMBERS)


def get(client, name, *args):
    answer = client.get(reverse(f"bulletin:{name}", args=args))
    assert answer.status_code == 200
    assert (
        client.get(
            reverse(f"bulletin:{name}", args=args),
            headers={"If-None-Match": answer.headers["ETag"]},
        ).status_code
        == 304
    )
    return answer


def test_rss_has_what_the_form_demands(client):
    channel = ElementTree.fromstring(get(client, "rss").content).find("channel")
    assert all(channel.findtext(name) for name in ("title", "link", "description"))
    items = channel.findall("item")
    assert [item.findtext("title") for item in items] == ["别栏", "公开 <1> & 2"]
    for item in items:
        assert item.findtext("link") == item.findtext("guid")
        assert item.findtext("link").startswith("http")
        assert parsedate_to_datetime(item.findtext("pubDate")).tzinfo


def test_atom_has_what_the_form_demands(client):
    feed = ElementTree.fromstring(get(client, "atom").content)
    assert all(feed.findtext(f"{ATOM}{name}") for name in ("id", "title", "updated"))
    assert {link.get("rel") for link in feed.findall(f"{ATOM}link")} == {"alternate", "self"}
    for entry in feed.findall(f"{ATOM}entry"):
        assert all(entry.findtext(f"{ATOM}{name}") for name in ("id", "title", "updated"))
    assert feed.find(f"{ATOM}author") is not None


def test_json_feed_has_what_the_form_demands(client):
    answer = get(client, "json_feed")
    assert answer.headers["Content-Type"] == "application/feed+json"
    told = json.loads(answer.content)
    assert told["version"] == "https://jsonfeed.org/version/1.1"
    assert [item["title"] for item in told["items"]] == ["别栏", "公开 <1> & 2"]
    assert told["items"][1]["tags"] == ["安联聚焦", "隐患"]
    assert all(item["id"] and item["content_text"] for item in told["items"])


def test_a_column_has_feeds_of_its_own(client):
    for name in ("column_rss", "column_atom", "column_json_feed"):
        content = get(client, name, "news").content.decode()
        assert "别栏" in content
        assert "公开" not in content
        assert client.get(reverse(f"bulletin:{name}", args=["none"])).status_code == 404


def test_the_map_names_what_anybody_may_read(client):
    issue = issues.released({"class": ("本期一篇",)})
    freshness._turn()
    found = ElementTree.fromstring(get(client, "sitemap").content)
    places = [url.findtext(f"{MAP}loc") for url in found.findall(f"{MAP}url")]
    public = Article.objects.filter(visibility=Visibility.PUBLIC)
    assert set(places) == {
        addresses.absolute(reverse("bulletin:front")),
        addresses.issue(issue),
        *(addresses.article(row.pk) for row in public),
    }
    days = {url.findtext(f"{MAP}lastmod") for url in found.findall(f"{MAP}url")[1:]}
    assert days == {f"{clock.today():%Y-%m-%d}"}


def test_robots_are_shown_the_map_and_kept_out_of_what_is_private(client):
    lines = client.get("/robots.txt").content.decode().splitlines()
    assert f"Sitemap: {addresses.absolute('/bulletin/sitemap.xml')}" in lines
    assert "Disallow: /portal/" in lines


@pytest.mark.parametrize("name", ["rss", "atom", "json_feed"])
def test_a_line_break_out_of_a_word_file_stops_no_feed(client, name):
    """Word's own break of a line within a title comes along when it is pasted."""
    make.published("把隐患\x0b画在图上", unit="安泰\x0c分厂", summary="图上\x01有七处")
    told = get(client, name).content.decode()
    assert "画在图上" in told
    assert "\x0b" not in told
