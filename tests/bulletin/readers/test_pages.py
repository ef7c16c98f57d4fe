"""What readers see: the published version and nothing else, on few questions, and who may not."""

import json
import re
from datetime import timedelta

import pytest
from django.urls import reverse

from association.base import clock, files
from bulletin import body
from bulletin.articles import pictures, versions
from bulletin.enums import EditionKind, EditionState, Origin, Stage, VersionKind, Visibility
from bulletin.models import Article, Edition, IssueItem, Rendition
from bulletin.readers import freshness
from tests.factories import bulletin as make
from tests.factories import cast, issues, texts

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def nothing_kept():
    freshness._turn()


def read(client, row, **told):
    return client.get(reverse("bulletin:article", args=[row.pk]), **told)


def said(response) -> str:
    return response.content.decode()


def with_picture(**told) -> Article:
    row = make.article(**told)
    kept = files.keep_bytes(
        texts.drawn(size=(1000, 500)), name="现场.jpg", media_type="image/jpeg", by=None
    )
    added = pictures.add(row, kept)
    row.body = body.to_json([body.Picture(added.key, "班前会", "邰宁", "工人围成一圈")])
    row.cover = added
    row.save()
    version = versions.freeze(row, by=None)
    Article.objects.filter(pk=row.pk).update(
        stage=Stage.PUBLISHED, approved=version, published=version, published_at=clock.now()
    )
    row.refresh_from_db()
    return row


def test_a_piece_reads_as_it_was_published_and_not_as_it_is_being_edited(client):
    row = make.published(
        "把隐患画在图上", kicker="引题在此", subtitle="——副题", unit="安泰", authors="安然"
    )
    Article.objects.filter(pk=row.pk).update(title="改到一半", body=[])
    page = said(read(client, row))
    for words in (
        "把隐患画在图上",
        "引题在此",
        "——副题",
        "安泰",
        "作者：安然",
        texts.SENTENCE,
        "安联聚焦",
    ):
        assert words in page
    assert "改到一半" not in page


def test_a_reprint_names_its_source(client):
    row = make.published(
        origin=Origin.REPRINT, source_name="应急管理部", source_url="https://example.org/a"
    )
    page = said(read(client, row))
    assert "（来源：应急管理部）" in page
    assert 'href="https://example.org/a"' in page


def test_a_piece_leads_to_its_neighbours_in_column_and_issue_and_to_what_is_related(client):
    issues.released({"focus": ("前篇", "本篇", "后篇"), "members": ("别栏",)})
    now = clock.now()
    for number, row in enumerate(Article.objects.order_by("pk")):
        Article.objects.filter(pk=row.pk).update(published_at=now + timedelta(minutes=number))
    Article.objects.filter(title__in=["本篇", "别栏"]).update(tags=["隐患"])
    page = said(read(client, Article.objects.get(title="本篇")))
    for near in ("前篇", "后篇"):
        at = reverse("bulletin:article", args=[Article.objects.get(title=near).pk])
        assert page.count(f'href="{at}"') == 2, near
    other = reverse("bulletin:article", args=[Article.objects.get(title="别栏").pk])
    assert page.count(f'href="{other}"') == 1
    assert "2026 年第 1 期</a>，第 10 页" in page


def test_a_correction_is_told_with_its_day(client):
    row = make.published()
    Article.objects.filter(pk=row.pk).update(subtitle="改")
    row.refresh_from_db()
    version = versions.freeze(row, by=None, kind=VersionKind.CORRECTION, note="日期应为十月十六日")
    Article.objects.filter(pk=row.pk).update(published=version)
    page = said(read(client, row))
    assert "更正" in page
    assert "日期应为十月十六日" in page


def test_a_page_asks_at_most_five_questions(client, django_assert_max_num_queries):
    row = with_picture(tags=["隐患"])
    issue = issues.released({"focus": ("另一篇",)})
    issues.put(issue.columns.get(), row, position=5)
    Article.objects.update(tags=["隐患"])
    with django_assert_max_num_queries(5):
        page = said(read(client, row))
    assert "本期上一篇" in page
    assert "相关稿件" in page
    with django_assert_max_num_queries(0):
        assert said(read(client, row)).count("隐患") == page.count("隐患")


def test_what_is_kept_is_dropped_when_something_appears(client, django_capture_on_commit_callbacks):
    row = make.published("前")
    assert "后篇" not in said(read(client, row))
    make.published("后篇", column="focus")
    assert "后篇" not in said(read(client, row))
    with django_capture_on_commit_callbacks(execute=True):
        freshness.changed()
    assert "后篇" in said(read(client, row))


def test_a_kept_page_has_a_token_of_the_visitor_s_own(client, django_user_model):
    from django.test import Client

    row = make.published()
    read(client, row)  # keeps it
    visitor = Client(enforce_csrf_checks=True)
    page = said(read(visitor, row))
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)[1]
    told = {"csrfmiddlewaretoken": token, "next": "/bulletin/"}
    assert visitor.post(reverse("display"), told).status_code == 302


def test_a_page_that_did_not_change_is_not_sent_again(client):
    row = make.published()
    etag = read(client, row).headers["ETag"]
    again = read(client, row, headers={"If-None-Match": etag})
    assert again.status_code == 304
    assert again.content == b""


def test_who_is_signed_in_gets_no_page_of_somebody_else(client):
    row = make.published()
    read(client, row)
    client.force_login(cast.person("antai_admin"))
    assert "安然" in said(read(client, row)) or "退出登录" in said(read(client, row))
    assert "ETag" not in read(client, row).headers


def test_machines_are_told_what_it_is_in_a_block_that_text_cannot_end(client):
    row = make.published("</script><b>题", authors="安然")
    page = said(read(client, row))
    (written,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page)
    told = json.loads(written)
    assert told["@type"] == "NewsArticle"
    assert told["headline"] == "</script><b>题"
    assert told["author"] == [{"@type": "Person", "name": "安然"}]
    assert f'<link rel="canonical" href="{told["url"]}">' in page


def test_what_is_edited_again_after_it_was_taken_down_is_gone_meanwhile(client):
    row = make.published()
    Article.objects.filter(pk=row.pk).update(stage=Stage.EDITING)
    assert read(client, row).status_code == 410


def test_what_was_taken_down_says_so_and_what_never_appeared_is_not_there(client):
    row, draft = make.published(), make.approved("未发")
    Article.objects.filter(pk=row.pk).update(stage=Stage.TAKEN_DOWN)
    gone = read(client, row)
    assert gone.status_code == 410
    assert "已撤下" in said(gone)
    assert texts.SENTENCE not in said(gone)
    assert read(client, draft).status_code == 404


def test_a_piece_for_members_asks_to_sign_in_and_opens_for_them(client):
    row = make.published(visibility=Visibility.MEMBERS)
    asked = client.get(reverse("bulletin:article", args=[row.pk]), follow=True)
    assert asked.redirect_chain[0][1] == 302
    assert "只给会员单位看" in said(asked)
    client.force_login(cast.person("antai_admin"))
    assert texts.SENTENCE in said(read(client, row))


def test_a_stranger_with_an_account_is_told_who_may(client, django_user_model):
    row = make.published(visibility=Visibility.MEMBERS)
    stranger = django_user_model.objects.create_user("nobody_here", name="路过", password="x" * 12)
    client.force_login(stranger)
    told = read(client, row)
    assert told.status_code == 403
    assert texts.SENTENCE not in said(told)


def test_pictures_are_offered_in_sizes_and_made_when_first_asked_for(client):
    row = with_picture()
    page = said(read(client, row))
    picture = row.pictures.get()
    small, large = (
        reverse("bulletin:picture", args=[picture.pk, use]) for use in ("w400", "w1600")
    )
    assert f"{small} 400w" in page
    assert 'width="1000" height="500" alt="工人围成一圈"' in page
    assert Rendition.objects.count() == 0
    answer = client.get(large)
    assert answer.getvalue()[:3] == b"\xff\xd8\xff"
    assert answer.headers["Cache-Control"].startswith("public")
    assert Rendition.objects.count() == 1


def test_a_picture_that_the_published_version_does_not_show_is_nobody_s(client):
    row = with_picture()
    at = reverse("bulletin:picture", args=[row.pictures.get().pk, "w400"])
    draft = make.published("别的")
    hidden = pictures.add(
        draft, files.keep_bytes(texts.drawn(), name="a.jpg", media_type="image/jpeg", by=None)
    )
    assert client.get(reverse("bulletin:picture", args=[hidden.pk, "w400"])).status_code == 404
    assert client.get(at.replace("w400", "print")).status_code == 404
    Article.objects.filter(pk=row.pk).update(visibility=Visibility.MEMBERS)
    assert client.get(at).status_code == 404
    Article.objects.filter(pk=row.pk).update(stage=Stage.TAKEN_DOWN)
    assert client.get(at).status_code == 404


def test_the_current_issue_stands_in_front_and_older_ones_in_the_archive(client):
    old = issues.released({"focus": ("旧稿",)}, year=2025, number=6)
    new = issues.released(
        {"focus": ("新稿",)}, number=2, title="开工第一课", focus=["新稿", "他事"]
    )
    front = said(client.get(reverse("bulletin:front")))
    assert "新稿" in front
    assert "旧稿" not in front
    assert "开工第一课" in front
    assert (
        front.count(reverse("bulletin:article", args=[IssueItem.objects.get(issue=new).article_id]))
        == 3
    )
    assert "旧稿" in said(client.get(reverse("bulletin:issue", args=[2025, 6])))
    archive = said(client.get(reverse("bulletin:archive")))
    for row in (old, new):
        assert reverse("bulletin:issue", args=[row.year, row.number]) in archive


def test_an_issue_that_is_not_released_is_not_there(client):
    row = issues.released()
    row.state, row.released_at = "locked", None
    row.save()
    assert client.get(reverse("bulletin:issue", args=[row.year, row.number])).status_code == 404
    assert "还没有发布的刊期" in said(client.get(reverse("bulletin:archive")))
    assert "一次没有脚本的演练" in said(client.get(reverse("bulletin:front")))  # what appeared last


def test_the_pdf_is_everybody_s_unless_a_piece_is_for_members(client):
    row = issues.released()
    at = reverse("bulletin:issue_pdf", args=[row.year, row.number])
    assert client.get(at).status_code == 404
    kept = files.keep_bytes(b"%PDF-1.7", name="本期.pdf", media_type="application/pdf", by=None)
    Edition.objects.create(
        issue=row,
        kind=EditionKind.SCREEN,
        of="a",
        state=EditionState.DONE,
        file=kept,
        at=clock.now(),
    )
    assert client.get(at).getvalue() == b"%PDF-1.7"
    Article.objects.filter(title="十分钟班前会").update(visibility=Visibility.MEMBERS)
    assert client.get(at).status_code == 302


def test_one_finds_what_a_member_and_a_year_wrote_and_odd_numbers_find_nothing(client):
    antai = cast.company("antai")
    row = make.published("安泰的办法", member=antai, origin=Origin.MEMBER, unit="安泰")
    make.published("别家的事")
    at, year = reverse("bulletin:archive"), row.published_at.year
    page = said(client.get(at, {"member": antai.pk}))
    assert "安泰的办法" in page
    assert "别家的事" not in page
    assert "别家的事" in said(client.get(at, {"year": year}))
    for odd in ("-1", "0", "1", "0001", "٣", "9999", "10000", "9" * 9, "9" * 40, "x"):
        assert client.get(at, {"year": odd, "member": odd}).status_code == 200
    column = said(client.get(reverse("bulletin:column", args=["focus"])))
    assert "安泰的办法" in column


def test_looking_for_something_shows_where_it_stands(client):
    from bulletin import search

    row = make.published("防汛值守")
    search.index(row)
    page = said(
        client.get(reverse("bulletin:search"), {"q": "防汛", "year": "x", "column": "none"})
    )
    assert "<mark>防汛</mark>值守" in page
    assert "没有找到" in said(client.get(reverse("bulletin:search"), {"q": "无此词"}))
    assert client.get(reverse("bulletin:search")).status_code == 200
