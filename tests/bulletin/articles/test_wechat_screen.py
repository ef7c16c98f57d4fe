"""What the secretariat takes to WeChat: the text, its pictures and covers, and where it appeared."""

import io
import zipfile
from datetime import timedelta

import pytest
from django.urls import reverse
from PIL import Image

from association.base import audit, clock, files
from association.base.errors import Refused
from bulletin import body
from bulletin.articles import appearing, pictures, versions
from bulletin.editions import wechat
from bulletin.enums import Channel, Stage, Visibility
from bulletin.models import Article, Publication
from tests.factories import bulletin as make
from tests.factories import cast, issues, texts

pytestmark = pytest.mark.django_db
URL = "https://mp.weixin.qq.com/s/abc"


def illustrated(**told) -> Article:
    row = make.article("把隐患画在图上", **told)
    kept = files.keep_bytes(
        texts.drawn(size=(1200, 900)), name="a.jpg", media_type="image/jpeg", by=None
    )
    added = pictures.add(row, kept)
    row.body = body.to_json(
        [*body.from_typed("一、起因\n正文。"), body.Picture(added.key, "现场", "邰宁")]
    )
    row.save()
    version = versions.freeze(row, by=None)
    Article.objects.filter(pk=row.pk).update(
        stage=Stage.PUBLISHED, approved=version, published=version, published_at=clock.now()
    )
    row.refresh_from_db()
    return row


@pytest.fixture
def editor(client):
    client.force_login(cast.person("bulletin"))
    return client


def test_the_page_shows_what_will_be_pasted_without_a_style_that_the_page_would_refuse(editor):
    row = illustrated()
    page = editor.get(reverse("admin:bulletin_wechat", args=[row.pk])).content.decode()
    assert "&lt;section style=&quot;" in page  # what is copied
    assert '<section data-style="' in page  # what is shown
    assert ' style="' not in page
    assert f"/ {wechat.MOST} 字符" in page
    assert reverse("bulletin:picture", args=[row.pictures.get().pk, "w1600"]) in page


def test_the_archive_has_text_pictures_covers_and_what_to_do(editor):
    row = illustrated()
    answer = editor.get(reverse("admin:bulletin_wechat_zip", args=[row.pk]))
    archive = zipfile.ZipFile(io.BytesIO(answer.getvalue()))
    assert set(archive.namelist()) == {
        "article.html", "01.jpg", "cover_900x383.jpg", "cover_383.jpg", "digest.txt", "checklist.txt",
    }  # fmt: skip
    assert 'src="01.jpg"' in archive.read("article.html").decode()
    assert Image.open(io.BytesIO(archive.read("cover_900x383.jpg"))).size == (900, 383)
    assert Image.open(io.BytesIO(archive.read("cover_383.jpg"))).size == (383, 383)
    assert "标题：把隐患画在图上" in archive.read("digest.txt").decode()
    assert f"/bulletin/articles/{row.pk}/" in archive.read("checklist.txt").decode()


def test_what_is_too_long_is_offered_in_parts(editor):
    row = make.published("长文", body=body.to_json(body.from_typed("\n".join(["长" * 900] * 40))))
    page = editor.get(reverse("admin:bulletin_wechat", args=[row.pk])).content.decode()
    assert "建议分成" in page
    assert "第 2 篇" in page
    answer = editor.get(reverse("admin:bulletin_wechat_zip", args=[row.pk]))
    names = zipfile.ZipFile(io.BytesIO(answer.getvalue())).namelist()
    assert {"article1.html", "article2.html"} <= set(names)
    assert "cover_383.jpg" not in names


def test_pictures_that_wechat_cannot_fetch_are_told_of(editor):
    row = illustrated(visibility=Visibility.MEMBERS)
    page = editor.get(reverse("admin:bulletin_wechat", args=[row.pk])).content.decode()
    assert "图片带不过去" in page
    assert "只给会员单位看" in page
    there = reverse("admin:bulletin_wechat", args=[make.published("公开的").pk])
    assert "只给会员单位看" not in editor.get(there).content.decode()


def test_staff_says_where_it_was_posted_and_puts_it_right(editor):
    row, at = make.published(), f"{clock.today():%Y-%m-%d}"
    where = reverse("admin:bulletin_wechat", args=[row.pk])
    assert editor.post(where, {"url": URL, "on": at}).status_code == 302
    assert editor.post(where, {"url": f"{URL}d", "on": at}).status_code == 302
    told = Publication.objects.get(article=row, channel=Channel.WECHAT)
    assert (told.place, told.version, told.on) == (f"{URL}d", row.published, clock.today())
    assert audit.timeline(row).filter(action="登记公众号").count() == 2
    assert "已发公众号" in editor.get(where).content.decode()


@pytest.mark.parametrize(
    ("url", "days", "said"),
    [
        ("weixin", 0, "https:// 开头"),
        ("javascript:alert(1)", 0, "https:// 开头"),
        (URL, 1, "晚于今天"),
    ],
)
def test_a_wrong_address_or_day_is_refused_and_nothing_typed_is_lost(editor, url, days, said):
    row, on = make.published(), f"{clock.today() + timedelta(days=days):%Y-%m-%d}"
    answer = editor.post(reverse("admin:bulletin_wechat", args=[row.pk]), {"url": url, "on": on})
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert f'value="{url}"' in answer.content.decode()
    assert not Publication.objects.exists()


def test_what_nobody_approved_goes_nowhere(editor):
    row = make.article()
    assert editor.get(reverse("admin:bulletin_wechat", args=[row.pk])).status_code == 404
    with pytest.raises(Refused, match="终审"):
        appearing.record_wechat(row, url=URL, on=clock.today(), by=None)
    with pytest.raises(Refused, match="没有权限"):
        appearing.record_wechat(
            make.published(), url=URL, on=clock.today(), by=cast.person("antai_admin")
        )


def test_an_issue_lists_its_pieces_and_which_were_posted(editor):
    issue = issues.released()
    row = issue.items.first().article
    appearing.record_wechat(row, url=URL, on=clock.today(), by=None)
    page = editor.get(reverse("admin:bulletin_wechat_issue", args=[issue.pk])).content.decode()
    assert page.count("未登记") == 2
    for each in Article.objects.all():
        assert reverse("admin:bulletin_wechat", args=[each.pk]) in page
