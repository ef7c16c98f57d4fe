"""What members and the desk see and click."""

import re

import pytest
from django.urls import reverse

from association.base import audit
from bulletin import reference
from bulletin.enums import Kind
from bulletin.models import Column, Submission
from bulletin.submissions import sorting, writing
from tests.factories import bulletin as make
from tests.factories import cast, texts

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def columns(db):
    reference.install()


def page(name, *args):
    return reverse(name, args=args)


def sent(row, **told):
    return {
        "saves": row.saves, "title": row.title, "unit": row.unit, "authors": row.authors,
        "kind": row.kind, "text": f"一、讲什么\n{texts.SENTENCE}", **told,
    }  # fmt: skip


def test_a_member_writes_and_hands_in(client_for, antai):
    browser = client_for("antai_admin")
    call = make.call()
    browser.post(page("bulletin:submission_begin"), {"call": call.pk})
    row = Submission.objects.get()
    assert row.call == call
    told = sent(row, title="十分钟班前会", kind=Kind.METHOD, authors="安然", act="hand_in")
    refused = browser.post(page("bulletin:submission", row.pk), told)
    assert refused.status_code == 422
    assert "投稿前请勾选权利声明" in refused.content.decode()
    row.refresh_from_db()
    assert row.title == "十分钟班前会"
    again = {**told, "saves": row.saves, "rights": "on"}
    answer = browser.post(page("bulletin:submission", row.pk), again, follow=True)
    assert "已投稿，编号 TG-" in answer.content.decode()


def test_its_author_can_read_what_happened_from_the_beginning(client_for, antai):
    browser = client_for("antai_admin")
    browser.post(page("bulletin:submission_begin"))
    row = Submission.objects.get()
    for number in range(40):
        audit.record(row, f"第 {number} 次", by=None)
    shown = browser.get(page("bulletin:submission", row.pk)).content.decode()
    assert "第 0 次" in shown
    assert "更早的 11 条" in shown


def test_an_empty_piece_is_told_all_that_lacks_at_once_and_each_field_says_it_is_needed(
    client_for, antai
):
    browser = client_for("antai_admin")
    browser.post(page("bulletin:submission_begin"))
    row = Submission.objects.get()
    opened = browser.get(page("bulletin:submission", row.pk)).content.decode()
    for name in ("标题", "内容", "署名单位", "作者", "正文"):
        assert re.search(rf">{name}( <small[^>]*>选填)?", opened)[1] is None, name
    assert opened.count("投稿时必填") == 6
    told = {"saves": row.saves, "unit": "", "title": "", "text": ""}
    refused = browser.post(page("bulletin:submission", row.pk), {**told, "act": "hand_in"})
    assert refused.status_code == 422
    shown = refused.content.decode()
    wrong = set(re.findall(r'name="(\w+)"[^>]*aria-invalid="true"', shown))
    assert wrong == {"title", "kind", "unit", "authors", "text", "rights"}
    row.refresh_from_db()
    saved = browser.post(
        page("bulletin:submission", row.pk), {**told, "saves": row.saves, "act": "save"}
    )
    assert saved.status_code == 302, "a draft may be empty"


def test_a_refusal_is_said_in_one_box(client_for, antai):
    row = make.draft()
    here, an = page("bulletin:submission", row.pk), client_for("antai_admin")
    told = {"kind": "word", "file": texts.upload(b"MZ", "a.doc")}
    for refused in (
        an.post(here, sent(row, act="hand_in", authors="")),
        an.post(page("bulletin:submission_files", row.pk), told),
        client_for("anonymous").post(page("bulletin:contributor_ask"), {"name": "安然"}),
    ):
        assert refused.content.decode().count("请改正后再提交") == 1


def test_what_was_typed_stays_on_the_page_when_another_page_saved(client_for):
    row = make.draft()
    told = sent(row, title="我这一页的标题", saves=row.saves - 1, act="save")
    answer = client_for("antai_agent").post(page("bulletin:submission", row.pk), told)
    assert answer.status_code == 422
    assert "我这一页的标题" in answer.content.decode()
    assert "刚刚保存过" in answer.content.decode()


def test_a_word_file_is_uploaded_and_its_pictures_shown(client_for, run_jobs):
    row = make.draft()
    writing.keep(row, by=cast.person("antai_admin"), saves=row.saves, fields={}, typed="")
    browser = client_for("antai_admin")
    told = {"kind": "word", "file": texts.upload()}
    browser.post(page("bulletin:submission_files", row.pk), told)
    run_jobs()
    shown = browser.get(page("bulletin:submission", row.pk)).content.decode()
    picture = row.files.get(kind="picture")
    where = page("bulletin:submission_file", row.pk, picture.pk)
    assert f'<img src="{where}"' in shown
    assert 'class="piece"' in shown
    answer = browser.get(where)
    assert answer.headers["Content-Type"] == "image/jpeg"
    assert answer.getvalue()


def test_a_file_that_isnt_word_is_refused_at_its_field(client_for):
    row = make.draft()
    told = {"kind": "word", "file": texts.upload(bytes.fromhex("d0cf11e0a1b11ae1") * 90, "a.doc")}
    answer = client_for("antai_admin").post(page("bulletin:submission_files", row.pk), told)
    assert answer.status_code == 422
    assert "另存为" in answer.content.decode()


def test_what_a_stranger_writes_as_markup_is_shown_as_text(client_for):
    row = make.handed_in()
    row.body = [{"kind": "paragraph", "runs": [{"text": "<script>alert(1)</script>"}]}]
    row.save(update_fields=["body"])
    for role, name in (
        ("antai_admin", "bulletin:submission"),
        ("bulletin", "admin:bulletin_submission"),
    ):
        shown = client_for(role).get(page(name, row.pk)).content.decode()
        assert "&lt;script&gt;alert(1)" in shown
        assert "<script>alert" not in shown


def test_the_author_reads_what_the_editor_said(client_for):
    row = make.handed_in()
    sorting.send_back(row, by=cast.person("bulletin"), reason="请补充两组数据")
    shown = client_for("antai_admin").get(page("bulletin:submission", row.pk)).content.decode()
    assert "编辑的意见" in shown
    assert "请补充两组数据" in shown


def test_the_desk_sorts_what_waits(client_for):
    row = make.handed_in()
    browser = client_for("bulletin")
    assert row.title in browser.get(page("admin:bulletin_submissions")).content.decode()
    column = Column.objects.get(name="会员风采")
    where = page("admin:bulletin_submission", row.pk)
    browser.post(where, {"act": "move", "column": column.pk})
    refused = browser.post(where, {"act": "decline", "reason": ""})
    assert refused.status_code == 422
    browser.post(where, {"act": "accept"})
    row.refresh_from_db()
    assert (row.state, row.wish) == ("accepted", column)
    assert row.title not in browser.get(page("admin:bulletin_submissions")).content.decode()


def test_drafts_are_no_matter_of_the_desks(client_for):
    browser = client_for("bulletin")
    assert browser.get(page("admin:bulletin_submission", make.draft().pk)).status_code == 404


def test_the_desk_enters_a_mail_and_reads_its_text(client_for, run_jobs):
    browser = client_for("bulletin")
    answer = browser.post(page("admin:bulletin_submission_enter"), {"upload": texts.upload()})
    run_jobs()
    shown = browser.get(answer.url).content.decode()
    assert "十分钟班前会" in shown
    assert texts.SENTENCE in shown


def test_the_first_page_counts_what_waits(client_for):
    make.handed_in()
    shown = client_for("bulletin").get(reverse("admin:index")).content.decode()
    assert "来稿待分拣" in shown
    assert "?state=submitted" in shown


def test_everybody_reads_the_call(client):
    make.call(title="征稿启事（长期）")
    make.call(title="过期的征稿", closes_on="2020-01-02")
    shown = client.get(page("bulletin:call")).content.decode()
    assert "征稿启事（长期）" in shown
    assert "过期的征稿" not in shown


def test_lists_dont_grow_queries_with_their_rows(client_for, django_assert_max_num_queries):
    browser = client_for("bulletin")
    for _ in range(4):
        make.handed_in()
    with django_assert_max_num_queries(14):
        browser.get(page("admin:bulletin_submissions"))


def test_what_came_by_mail_and_was_sent_back_comes_again_by_the_desk(client_for, run_jobs):
    row, browser = make.mailed(unit="某单位"), client_for("bulletin")
    where = page("admin:bulletin_submission", row.pk)
    told = browser.post(where, {"act": "send_back", "reason": "请补数据"}, follow=True)
    assert "请把意见用邮件告诉作者" in told.content.decode()
    assert browser.post(where, {"act": "revise"}).status_code == 422
    content = texts.document(lambda made: made.add_paragraph("补了两组数据。"))
    browser.post(where, {"act": "revise", "upload": texts.upload(content)})
    assert "还在读取" in browser.post(where, {"act": "hand_in"}).content.decode()
    run_jobs()
    assert "补了两组数据。" in browser.get(where).content.decode()
    assert browser.post(where, {"act": "hand_in"}).status_code == 302
    row.refresh_from_db()
    assert row.state == "submitted"


def test_an_author_by_mail_who_says_no_more_is_withdrawn_by_the_desk(client_for):
    row, browser = make.mailed(unit="某单位"), client_for("bulletin")
    sorting.send_back(row, by=cast.person("bulletin"), reason="请补数据")
    where = page("admin:bulletin_submission", row.pk)
    assert browser.post(where, {"act": "withdraw"}).status_code == 302
    row.refresh_from_db()
    assert row.state == "withdrawn"


def test_what_came_by_mail_in_a_members_name_is_the_desks_to_change(client_for, antai):
    row, browser = make.mailed(unit=antai.name), client_for("antai_admin")
    here = page("bulletin:submission", row.pk)
    assert "撤回修改" not in browser.get(here).content.decode()
    browser.post(page("bulletin:submission_step", row.pk), {"act": "take_back"})
    row.refresh_from_db()
    assert row.state == "submitted"
    sorting.send_back(row, by=cast.person("bulletin"), reason="请补数据")
    assert "保存草稿" not in browser.get(here).content.decode()


def test_the_desk_sends_nothing_in_for_a_member(client_for):
    row, browser = make.handed_in(), client_for("bulletin")
    sorting.send_back(row, by=cast.person("bulletin"), reason="请补数据")
    where = page("admin:bulletin_submission", row.pk)
    for told in (
        {"act": "hand_in"},
        {"act": "withdraw"},
        {"act": "revise", "upload": texts.upload()},
    ):
        assert browser.post(where, told).status_code == 422
    row.refresh_from_db()
    assert row.state == "returned"
