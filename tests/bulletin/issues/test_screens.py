"""What the desk sees of an issue and does with it, with and without a script."""

import json

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from bulletin import reference
from bulletin.editions import contents
from bulletin.enums import EditionKind, EditionState, IssueState
from bulletin.issues import locking, ordering
from bulletin.models import Column, Edition, Issue, Masthead
from tests.bulletin.issues.test_locking import with_pdf
from tests.factories import bulletin as make
from tests.factories import cast, texts

pytestmark = pytest.mark.django_db


@pytest.fixture
def issue() -> Issue:
    return make.issue(make.approved("甲"), make.approved("乙"))


@pytest.fixture
def jian(client_for):
    return client_for("bulletin")


def page(issue, name="bulletin_issue", *more):
    return reverse(f"admin:{name}", args=[issue.pk, *more])


def titles(issue):
    return [item.article.title for item in issue.items.all()]


def test_an_editor_begins_an_issue(jian):
    reference.install()
    url = reverse("admin:bulletin_issue_begin")
    answer = jian.post(url, {"year": 2020, "number": 2, "title": "安全月"}, follow=True)
    assert "2020 年第 2 期已建立" in answer.content.decode()
    again = jian.post(url, {"year": 2020, "number": 2})
    assert again.status_code == 422
    assert "已经有了" in again.content.decode()
    assert "安全月" in jian.get(reverse("admin:bulletin_issues")).content.decode()


def test_what_is_printed_round_the_pieces_is_typed_as_lines(jian, issue):
    told = {
        "masthead": issue.masthead_id, "title": "安全月", "focus": "甲\n\n乙\n",
        "feature_title": "三件事", "feature": "减免会费：困难会员可以申请。\n培训渠道",
        "with_introduction": "on", "cover": texts.picture("封面.jpg"),
    }  # fmt: skip
    assert jian.post(page(issue, "bulletin_issue_about"), told).status_code == 302
    issue.refresh_from_db()
    assert issue.focus == ["甲", "乙"]
    assert issue.feature == [
        {"title": "减免会费", "text": "困难会员可以申请。"}, {"title": "培训渠道", "text": ""},
    ]  # fmt: skip
    assert issue.cover.name == "封面.jpg"
    shown = jian.get(page(issue, "bulletin_issue_about")).content.decode()
    assert "减免会费：困难会员可以申请。\n培训渠道" in shown
    refused = jian.post(
        page(issue, "bulletin_issue_about"), {**told, "focus": "一\n二\n三\n四\n五"}
    )
    assert refused.status_code == 422
    assert "最多 4 条" in refused.content.decode()
    assert "一\n二\n三\n四\n五" in refused.content.decode().replace("\r", "")


def test_buttons_move_a_piece_without_a_script(jian, issue):
    first = issue.items.first()
    jian.post(page(issue), {"act": "down", "item": first.pk, "saves": issue.saves})
    assert titles(issue) == ["乙", "甲"]
    stale = jian.post(page(issue), {"act": "down", "item": first.pk, "saves": issue.saves})
    assert stale.status_code == 422
    assert "别的页面刚刚改过" in stale.content.decode()


def test_the_whole_order_is_answered_with_the_next_count(jian, issue):
    wanted = [[pk, list(reversed(pieces))] for pk, pieces in ordering.standing(issue)]
    url = page(issue, "bulletin_issue_order")
    sent = json.dumps({"order": wanted, "saves": issue.saves})
    answer = jian.post(url, sent, content_type="application/json")
    assert answer.json() == {"saves": issue.saves + 1}
    assert titles(issue) == ["乙", "甲"]
    late = jian.post(url, sent, content_type="application/json")
    assert late.status_code == 409
    assert "别的页面" in late.json()["said"]


@pytest.mark.parametrize("sent", ["", "[]", '{"order": [["x", []]], "saves": 1}', '{"saves": 0}'])
def test_an_order_that_cant_be_read_is_told(jian, issue, sent):
    answer = jian.post(page(issue, "bulletin_issue_order"), sent, content_type="application/json")
    assert answer.status_code == 400
    assert "没有读懂" in answer.json()["said"]


def test_pieces_and_columns_come_and_go(jian, issue):
    piece = make.approved("丙", column="news")
    jian.post(page(issue), {"act": "add", "article": piece.pk})
    assert "丙" in titles(issue)
    row = issue.items.get(article=piece)
    jian.post(page(issue), {"act": "new_page", "item": row.pk})
    jian.post(page(issue), {"act": "take_out", "item": row.pk})
    assert "丙" not in titles(issue)
    empty = make.under(issue, "class")
    jian.post(page(issue), {"act": "column_out", "column": empty.pk})
    jian.post(page(issue), {"act": "column", "column": Column.objects.get(slug="class").pk})
    assert make.under(issue, "class").pk != empty.pk
    focus = make.under(issue, "focus")
    jian.post(page(issue), {"act": "pages", "column": focus.pk, "pages": "６"})
    focus.refresh_from_db()
    assert focus.pages == 6
    refused = jian.post(page(issue), {"act": "pages", "column": focus.pk, "pages": "很多"})
    assert "1 至 200 的整数" in refused.content.decode()


def test_a_piece_of_another_issue_isnt_touched_from_here(jian, issue):
    other = make.issue(make.approved("别处"), number=3).items.get()
    answer = jian.post(page(issue), {"act": "take_out", "item": other.pk})
    assert answer.status_code == 422
    assert "已经不在本期里" in answer.content.decode()
    assert type(other).objects.filter(pk=other.pk).exists()


def test_what_lacks_is_listed_and_leads_to_the_piece(jian, issue):
    item = ordering.add(issue, make.article("还在编辑的"), by=None)
    shown = jian.get(page(issue)).content.decode()
    assert f'href="#i{item.pk}"' in shown
    assert "《还在编辑的》现在是“编辑加工”" in shown
    refused = jian.post(page(issue), {"act": "lock"})
    assert refused.status_code == 422
    assert "还不能锁定" in refused.content.decode()


def test_locked_by_one_released_by_another(jian, issue, client_for):
    jian.post(page(issue), {"act": "lock"})
    issue.refresh_from_db()
    assert issue.state == IssueState.LOCKED
    with_pdf(issue)
    shown = jian.get(page(issue)).content.decode()
    assert 'value="release"' not in shown
    assert 'draggable="true"' not in shown
    head = client_for("head")
    assert 'value="release"' in head.get(page(issue)).content.decode()
    assert "刊期待发布" in head.get(reverse("admin:index")).content.decode()
    assert head.post(page(issue), {"act": "release"}).status_code == 302
    issue.refresh_from_db()
    assert issue.state == IssueState.RELEASED


def test_unlocking_asks_for_a_reason(jian, issue):
    locking.lock(issue, by=cast.person("bulletin"))
    assert jian.post(page(issue), {"act": "unlock", "reason": ""}).status_code == 422
    assert jian.post(page(issue), {"act": "unlock", "reason": "漏了一篇"}).status_code == 302
    issue.refresh_from_db()
    assert issue.state == IssueState.PLANNING


def test_an_edition_is_made_followed_and_downloaded(jian, issue, run_jobs):
    jian.post(page(issue), {"act": "screen"})
    row = Edition.objects.get()
    assert "data-poll" in jian.get(page(issue)).content.decode()
    assert "排队中" in jian.get(f"{page(issue)}?job={row.pk}").content.decode()
    run_jobs()
    shown = jian.get(page(issue)).content.decode()
    url = page(issue, "bulletin_issue_edition", row.pk)
    assert url in shown
    assert "data-poll" not in shown
    answer = jian.get(url)
    assert answer.getvalue().startswith(b"%PDF-")
    assert "%E5%AE%89%E8%81%94%E4%BC%9A%E5%88%8A-2020-2-screen.pdf" in answer["Content-Disposition"]
    assert jian.get(f"{page(issue)}?job=x").status_code == 404


def test_an_edition_of_an_older_content_says_so(jian, issue):
    with_pdf(issue)
    Edition.objects.update(of="0" * 64, state=EditionState.DONE)
    assert contents.digest(contents.contents(issue), EditionKind.SCREEN)
    assert "现在的内容还没有做成阅读版" in jian.get(page(issue)).content.decode()


def test_a_masthead_is_typed_as_paragraphs(jian):
    reference.install()
    row = Masthead.objects.get()
    url = reverse("admin:bulletin_masthead_change", args=[row.pk])
    shown = jian.get(url).content.decode()
    assert row.introduction[0][:10] in shown
    told = {
        "valid_from": "2020-01-01", "name": "安联会刊", "published_by": "联合会",
        "introduction": "第一段\r\n\r\n第二段", "address": "北京市", "phone": "010-00000000",
        "mailbox": "huikan@example.org", "code": "https://example.org/", "code_says": "扫一扫",
    }  # fmt: skip
    assert jian.post(url, told).status_code == 302
    row.refresh_from_db()
    assert row.introduction == ["第一段", "第二段"]


def test_the_board_asks_as_often_however_many_pieces(jian, issue):
    def asked() -> int:
        jian.get(page(issue))
        with CaptureQueriesContext(connection) as queries:
            jian.get(page(issue))
        return len(queries)

    few = asked()
    for at in range(8):
        ordering.add(issue, make.approved(f"第 {at} 篇"), by=None)
    assert asked() == few


@pytest.mark.parametrize(
    "odd", ["²", "③", "9" * 5_000, "x"], ids=["square", "circled", "endless", "letter"]
)
def test_what_is_no_number_is_refused_and_no_error(jian, issue, odd):
    url, item = page(issue), issue.items.first()
    column = issue.columns.first()
    for told in (
        {"act": "up", "item": odd},
        {"act": "down", "item": item.pk, "saves": odd},
        {"act": "pages", "column": column.pk, "pages": odd},
    ):
        assert jian.post(url, told).status_code == 422
    assert jian.get(url, {"job": odd[:40]}).status_code == 404


def test_an_order_that_counts_to_infinity_was_not_read(jian, issue):
    told = '{"order": [], "saves": Infinity}'
    answer = jian.post(page(issue, "bulletin_issue_order"), told, content_type="application/json")
    assert (answer.status_code, "没有读懂" in answer.json()["said"]) == (400, True)


def test_the_list_for_wechat_asks_as_often_however_many_pieces(jian, issue):
    url = page(issue, "bulletin_wechat_issue")

    def asked() -> int:
        jian.get(url)
        with CaptureQueriesContext(connection) as queries:
            jian.get(url)
        return len(queries)

    few = asked()
    for at in range(4):
        ordering.add(issue, make.approved(f"第 {at} 篇"), by=None)
    assert asked() == few
