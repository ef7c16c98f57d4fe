"""An author shows where a piece appeared: signed, once, and again when there is more to say."""

from datetime import date

import pytest
from django.urls import reverse

from association.base import clock
from association.base.errors import Refused
from bulletin.articles import adoption, appearing, versions
from bulletin.enums import Channel, Origin, Stage
from bulletin.models import Adoption, Article, Publication
from tests.factories import bulletin as make
from tests.factories import cast, issues

pytestmark = pytest.mark.django_db
URL = "https://mp.weixin.qq.com/s/abc"


def out(row: Article) -> Article:
    version = versions.freeze(row, by=None)
    Article.objects.filter(pk=row.pk).update(
        stage=Stage.PUBLISHED, approved=version, published=version, published_at=clock.now()
    )
    row.refresh_from_db()
    return row


def printed(row: Article) -> Publication:
    return Publication.objects.create(
        article=row, version=row.published, channel=Channel.PRINT, place="第 8—9 页",
        issue=issues.released({}), on=date(2026, 3, 2),
    )  # fmt: skip


def test_it_names_the_piece_who_wrote_it_and_where_it_appeared():
    row = out(make.adopted())
    printed(row)
    made = adoption.issue(row, by=cast.person("bulletin")).credential
    assert made.number.startswith("CYZ-")
    assert made.subject == row.unit
    facts = made.facts
    assert (facts["title"], facts["authors"]) == ("十分钟班前会", "安然")
    assert facts["places"] == ["《安联会刊》2026 年第 1 期，第 8—9 页（2026年3月2日）"]
    assert facts["submission"] == row.submission.number
    assert made.file


def test_it_is_issued_once_and_replaced_when_the_piece_appeared_elsewhere_too():
    row = out(make.adopted())
    printed(row)
    first = adoption.issue(row, by=None).credential
    with pytest.raises(Refused, match=first.number):
        adoption.issue(row, by=None)
    appearing.record_wechat(row, url=URL, on=clock.today(), by=None)
    second = adoption.issue(row, by=None).credential
    assert second.replaces == first
    assert "本会公众号" in second.facts["appeared"]
    assert Adoption.objects.get().credential == second


@pytest.mark.parametrize(
    ("told", "said"),
    [
        ({"origin": Origin.REPRINT, "source_name": "应急管理部", "authors": "安然"}, "转载"),
        ({}, "没有署名"),
    ],
)
def test_what_is_nobody_s_own_has_none(told, said):
    row = make.published(**told)
    printed(row)
    with pytest.raises(Refused, match=said):
        adoption.issue(row, by=None)


def test_what_did_not_appear_has_none_and_only_editors_issue_one():
    row = out(make.adopted())
    with pytest.raises(Refused, match="还没有刊出"):
        adoption.issue(row, by=None)
    printed(row)
    with pytest.raises(Refused, match="没有权限"):
        adoption.issue(row, by=cast.person("antai_admin"))


def test_the_desk_issues_it_and_the_member_takes_it_with_the_places(client):
    row = out(make.adopted())
    printed(row)
    at = reverse("admin:bulletin_appeared", args=[row.pk])
    client.force_login(cast.person("bulletin"))
    assert "第 8—9 页" in client.get(at).content.decode()
    assert client.post(at).status_code == 302
    assert client.post(at).status_code == 422
    assert client.get(reverse("admin:bulletin_adoption", args=[row.pk])).getvalue()[:5] == b"%PDF-"
    client.force_login(cast.person("antai_admin"))
    page = client.get(reverse("bulletin:submission", args=[row.submission_id])).content.decode()
    assert "第 8—9 页" in page
    there = reverse("bulletin:adoption", args=[row.submission_id])
    assert there in page
    assert client.get(there).getvalue()[:5] == b"%PDF-"
    client.force_login(cast.person("guanghe_admin"))
    assert client.get(there).status_code == 404


def test_anybody_can_check_it(client):
    row = out(make.adopted())
    printed(row)
    made = adoption.issue(row, by=None).credential
    page = client.get(reverse("credentials:verify_token", args=[made.token])).content.decode()
    assert "十分钟班前会" in page
    assert "有效" in page


def test_what_somebody_else_printed_is_said_in_words_and_stands_on_the_certificate(client):
    row = out(make.adopted())
    at = reverse("admin:bulletin_appeared", args=[row.pk])
    client.force_login(cast.person("bulletin"))
    said = {"act": "elsewhere", "place": "《滨海安全报》 第 3 版", "on": "2020-06-18"}
    for odd, field in (({"place": " "}, "place"), ({"on": "2999-01-01"}, "on")):
        answer = client.post(at, said | odd)
        assert answer.status_code == 422
        assert answer.context["form"].errors.keys() == {field}
        assert not row.publications.exists()
    for place in (said["place"], "《滨海安全报》第 4 版"):
        assert client.post(at, said | {"place": place}).status_code == 302
    assert [each.place for each in row.publications.all()] == ["《滨海安全报》第 4 版"]
    assert "《滨海安全报》第 4 版" in client.get(at).content.decode()
    facts = adoption.issue(row, by=None).credential.facts
    assert facts["appeared"] == "《滨海安全报》第 4 版（2020年6月18日）"


def test_nobody_says_that_a_piece_appeared_before_it_was_approved():
    row = make.adopted()
    for said, by in (("没有通过终审", "bulletin"), ("没有权限", "antai_admin")):
        with pytest.raises(Refused, match=said):
            appearing.record_elsewhere(row, place="某报", on=clock.today(), by=cast.person(by))
