"""What the desk, a member and everybody see and click of a notice."""

import io

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from association.base import clock
from association.base.models import OutboxRow
from association.questionnaires.asking import Kind
from bulletin.enums import Audience, NoticeState
from bulletin.models import Due, Notice, ReportForm, Return
from bulletin.notices import publishing
from tests.factories import cast, texts
from tests.factories import notices as make

pytestmark = pytest.mark.django_db


def page(name, *args):
    return reverse(name, args=args)


def text(answer):
    return answer.content.decode()


def told(row, **more):
    return {
        "act": "save", "saves": row.saves, "title": row.title, "issuer": row.issuer,
        "issued_on": "2026-06-01", "text": make.TEXT, "audience": "all", "is_public": "on", **more,
    }  # fmt: skip


def test_the_desk_drafts_asks_and_publishes(client_for, antai, run_jobs):
    user = cast.person("antai_admin")
    browser = client_for("bulletin")
    browser.post(page("admin:bulletin_notice_new"), {"title": "安全月通知", "issuer": "示例协会"})
    row = Notice.objects.get()
    here = page("admin:bulletin_notice", row.pk)
    assert "还缺：正文、成文日期" in text(browser.get(here))
    browser.post(here, told(row, document_number="示安协发[2026]3号"))
    browser.post(here, {"act": "attach", "file": texts.upload(name="附件1.docx")})
    browser.post(here, {"act": "form", "title": "联络员名单"})
    form = ReportForm.objects.get()
    there = page("admin:bulletin_notice_form", row.pk, form.pk)
    asked = {"act": "add", "label": "联络员姓名", "kind": "text", "required": "on"}
    assert browser.post(there, asked).status_code == 302
    assert browser.post(there, {**asked, "label": "手机", "kind": "phone"}).status_code == 302
    browser.post(there, {"act": "due", "due_at": f"{make.noon(3):%Y-%m-%dT%H:%M}"})
    seen = text(browser.get(there))
    assert "填表人看到的样子" in seen
    assert "上移" in seen
    last = form.questionnaire.questions.last()
    browser.post(there, {"act": f"up-{last.pk}"})
    assert form.questionnaire.questions.first() == last
    answer = browser.post(here, {"act": "publish"}, follow=True)
    assert "通知已发布" in text(answer)
    row.refresh_from_db()
    assert row.state == NoticeState.PUBLISHED
    assert row.document_number == "示安协发〔2026〕3号"
    run_jobs()
    assert OutboxRow.objects.filter(channel="portal", person=user).exists()
    listed = text(browser.get(f"{page('admin:bulletin_notices')}?state=gathering"))
    assert "安全月通知" in listed


def test_what_goes_to_chosen_members_and_on_the_website_is_said_before_it_is_published(
    client_for, antai
):
    row = make.draft()
    browser, here = client_for("bulletin"), page("admin:bulletin_notice", row.pk)
    warning, open_to_all, kept_in = "网站上任何人都能看到", "并登在网站上", "不在网站上公开"
    chosen = {"audience": "chosen", "members": antai.name}
    for more, said in (
        ({}, {open_to_all}),
        (chosen, {open_to_all, warning}),
        (chosen | {"is_public": ""}, {kept_in}),
    ):
        row.refresh_from_db()
        browser.post(here, told(row, **more))
        seen = text(browser.get(here))
        assert {words for words in (warning, open_to_all, kept_in) if words in seen} == said


def test_what_is_wrong_is_said_and_stays_on_the_page(client_for, antai):
    row = make.draft()
    browser, here = client_for("bulletin"), page("admin:bulletin_notice", row.pk)
    for more, sentence in (
        ({"document_number": "第3号"}, "发文字号应写成"),
        ({"audience": "chosen", "members": f"{antai.name}\n没有这家"}, "名册里没有：没有这家"),
        ({"saves": row.saves - 1}, "刚刚保存过"),
    ):
        answer = browser.post(here, told(row, **{"title": "我写的标题", **more}))
        assert answer.status_code == 422
        assert sentence in text(answer)
        assert "我写的标题" in text(answer)
    answer = browser.post(here, {"act": "attach", "file": texts.upload(b"MZ", "x.exe")})
    assert answer.status_code == 422
    assert browser.post(here, {"act": "form", "title": " "}).status_code == 422
    assert browser.post(here, {"act": "nothing"}).status_code == 404


@pytest.mark.parametrize(
    ("field", "typed", "sentence"),
    [
        ("members", "安泰", "写了指定的会员单位，“发给”仍是“全体会员单位”"),
        ("members", "没有这家", "写了指定的会员单位，“发给”仍是“全体会员单位”"),
        ("types", ["private"], "写了单位类型，“发给”仍是“全体会员单位”"),
    ],
)
def test_a_notice_meant_for_some_is_not_saved_as_one_for_everybody(
    client_for, antai, field, typed, sentence
):
    row = make.draft()
    saves, named = row.saves, antai.name if typed == "安泰" else typed
    here = page("admin:bulletin_notice", row.pk)
    answer = client_for("bulletin").post(here, told(row, audience="all", **{field: named}))
    assert answer.status_code == 422
    assert sentence in text(answer)
    assert "名册里没有" not in text(answer)
    row.refresh_from_db()
    assert not row.members.exists()
    assert row.saves == saves


def test_members_are_chosen_by_name_or_number(client_for, antai, hengyuan):
    row = make.draft()
    lines = f"{antai.name}\n{hengyuan.number}\n{antai.number}"
    here = page("admin:bulletin_notice", row.pk)
    client_for("bulletin").post(here, told(row, audience="chosen", members=lines))
    row.refresh_from_db()
    assert row.audience == Audience.CHOSEN
    assert set(row.members.all()) == {antai, hengyuan}


def test_a_question_that_cannot_be_asked_is_said_at_its_field(client_for):
    row = make.draft()
    form = make.form(row)
    there = page("admin:bulletin_notice_form", row.pk, form.pk)
    browser = client_for("bulletin")
    wrong = {"act": "add", "label": "形式", "kind": "single", "choices": "线上"}
    answer = browser.post(there, wrong)
    assert answer.status_code == 422
    assert "至少要有两个选项" in text(answer)
    question = form.questionnaire.questions.first()
    opened = browser.get(there, {"question": question.pk})
    assert f"修改“{question.label}”" in text(opened)
    changed = {"act": f"change-{question.pk}", "label": "姓名", "kind": "text"}
    assert browser.post(there, changed).status_code == 302
    due = form.dues.get()
    assert browser.post(there, {"act": f"undue-{due.pk}"}).status_code == 302
    assert browser.post(there, {"act": f"remove-{question.pk}"}).status_code == 302
    assert browser.post(there, {"act": "remove-999999"}).status_code == 404
    publishing_lacks = text(browser.get(page("admin:bulletin_notice", row.pk)))
    assert "“联络员名单”的报送日期" in publishing_lacks


def test_a_member_reads_fills_in_signs_and_corrects(client_for, antai):
    notice = make.published()
    due = make.due(notice)
    browser = client_for("antai_admin")
    assert "还要报送" in text(browser.get(page("bulletin:my_notices")))
    assert "报送：联络员名单" in text(browser.get(page("portal")))
    assert "示安协发〔2026〕12号" in text(browser.get(page("bulletin:my_notice", notice.pk)))
    here = page("bulletin:report", notice.pk, due.pk)
    assert browser.get(here).status_code == 200
    assert not Return.objects.exists()
    wrong = {"act": "sign", "saves": 0, "q1": "安然", "q2": "12345"}
    refused = browser.post(here, wrong)
    assert refused.status_code == 422
    assert "应是 11 位手机号" in text(refused)
    assert 'value="12345"' in text(refused)
    right = {"act": "sign", "saves": 0, "q1": "安然", "q2": "138 0000 0000"}
    assert "已签交" in text(browser.post(here, right, follow=True))
    row = Return.objects.get()
    assert not row.response.is_draft
    assert "报送：联络员名单" not in text(browser.get(page("portal")))
    assert browser.post(here, right).status_code == 422
    browser.post(here, {"act": "reopen"})
    row.response.refresh_from_db()
    assert row.response.is_draft
    assert 'value="安然"' in text(browser.get(here))


def test_two_colleagues_at_once_lose_nothing(client_for, antai):
    notice = make.published()
    due = make.due(notice)
    here = page("bulletin:report", notice.pk, due.pk)
    client_for("antai_agent").post(here, {"act": "save", "saves": 0, "q1": "邰宁"})
    answer = client_for("antai_admin").post(here, {"act": "save", "saves": 0, "q1": "安然"})
    assert answer.status_code == 422
    assert "同事保存的是：邰宁" in text(answer)
    assert 'value="安然"' in text(answer)
    again = {"act": "save", "saves": 1, "q1": "安然"}
    assert client_for("antai_admin").post(here, again).status_code == 302


def test_a_file_is_handed_in_looked_at_and_taken_off(client_for, antai):
    notice = make.draft()
    make.form(notice, "本单位方案", questions=make.PLAN)
    publishing.publish(notice, by=cast.person("bulletin"))
    due = make.due(notice)
    browser, here = client_for("antai_admin"), page("bulletin:report", notice.pk, due.pk)
    browser.post(here, {"act": "save", "saves": 0, "q1": texts.upload(name="方案.docx")})
    kept = Return.objects.get().response.files.get()
    got = browser.get(page("bulletin:report_file", notice.pk, due.pk, kept.pk))
    assert got.getvalue().startswith(b"PK")
    foreign = client_for("guanghe_admin")
    assert foreign.get(page("bulletin:report_file", notice.pk, due.pk, kept.pk)).status_code == 404
    assert "文件已去掉" in text(
        browser.post(here, {"act": f"drop-{kept.pk}", "saves": 1}, follow=True)
    )
    refused = browser.post(here, {"act": "sign", "saves": 2})
    assert "还没有上传文件，请上传" in text(refused)


def test_the_desk_sees_who_is_missing_reminds_hands_in_and_moves_the_day(
    client_for, antai, hengyuan
):
    with clock.at("2026-06-01"):
        notice = make.published()
        due = make.due(notice)
        make.signed(due)
        browser, here = client_for("bulletin"), page("admin:bulletin_notice_due", notice.pk, due.pk)
        missing = text(browser.get(here))
        assert hengyuan.name in missing
        assert antai.name not in missing
        assert antai.name in text(browser.get(f"{here}?show=signed"))
        assert "1 家填写" in text(browser.get(f"{here}?show=totals"))
        assert "已提醒" in text(browser.post(here, {"act": "remind"}, follow=True))
        assert "今天已经提醒过一次" in text(browser.post(here, {"act": "remind"}))
        there = page("admin:bulletin_report", notice.pk, due.pk, hengyuan.pk)
        handed = {"act": "sign", "saves": 0, "q1": "衡远山", "q2": "13900000000"}
        assert "已签交" in text(browser.post(there, handed, follow=True))
        wrong = browser.post(here, {"act": "move", "due_at": "2026-05-01T12:00", "reason": "放假"})
        assert wrong.status_code == 422
        assert "已经过去" in text(wrong)
        browser.post(here, {"act": "move", "due_at": "2026-06-09T12:00", "reason": "放假"})
        assert Due.objects.get().due_at == make.noon(8)
        sheet = browser.get(page("admin:bulletin_notice_sheet", notice.pk, due.pk))
        rows = list(load_workbook(io.BytesIO(sheet.getvalue()))["汇总"].iter_rows(values_only=True))
        assert {row[1] for row in rows[2:] if row[2] == "已报送"} == {antai.name, hengyuan.name}


def test_everybody_reads_what_is_public_and_nothing_else(client_for, antai):
    notice, hidden = make.published(), make.published(is_public=False)
    anybody = client_for(cast.ANONYMOUS)
    listed = text(anybody.get(page("bulletin:notices")))
    assert page("bulletin:notice", notice.pk) in listed
    assert page("bulletin:notice", hidden.pk) not in listed
    assert "示例市安全生产协会" in text(anybody.get(page("bulletin:notice", notice.pk)))
    assert anybody.get(page("bulletin:notice", hidden.pk)).status_code == 404
    assert client_for("antai_admin").get(page("bulletin:my_notice", hidden.pk)).status_code == 200
    publishing.withdraw(notice, reason="另发", by=cast.person("bulletin"))
    assert anybody.get(page("bulletin:notice", notice.pk)).status_code == 404
    seen = client_for("antai_admin").get(page("bulletin:my_notice", notice.pk))
    assert "另发" in text(seen)


def test_lists_do_not_grow_a_query_with_their_rows(
    client_for, antai, django_assert_max_num_queries
):
    for _ in range(3):
        make.published()
    notice = make.published()
    make.signed(make.due(notice))
    member, desk, due = client_for("antai_admin"), client_for("bulletin"), make.due(notice)
    with django_assert_max_num_queries(8):
        member.get(page("bulletin:my_notices"))
    with django_assert_max_num_queries(8):
        desk.get(page("admin:bulletin_notices"))
    with django_assert_max_num_queries(12):
        desk.get(page("admin:bulletin_notice_due", notice.pk, due.pk))


def test_a_report_with_two_full_tables_can_be_sent(client_for, antai):
    row = make.draft()
    columns = [{"label": str(n)} for n in range(12)]
    asked = [{"label": name, "kind": Kind.GRID, "columns": columns} for name in "甲乙"]
    make.form(row, questions=asked)
    publishing.publish(row, by=cast.person("bulletin"))
    due = make.due(row)
    cells = {f"q{at}-{line}-{n}": "有" for at in (1, 2) for line in range(60) for n in range(12)}
    here = page("bulletin:report", row.pk, due.pk)
    answer = client_for("antai_admin").post(here, {**cells, "saves": 0, "act": "sign"})
    assert answer.status_code == 302
    assert not Return.objects.get().response.is_draft


def test_what_somebody_typed_while_a_colleague_signed_is_shown(client_for, antai):
    due = make.due()
    make.signed(due)
    here = page("bulletin:report", due.form.notice_id, due.pk)
    told = {"saves": 0, "act": "save", "q1": "安小二", "q2": "13900000000"}
    answer = client_for("antai_agent").post(here, told)
    assert answer.status_code == 422
    assert "已经签交" in text(answer)
    assert "没有保存" in text(answer)
    assert "安小二" in text(answer)
    assert Return.objects.get().response.values["q1"] == "安然"


@pytest.mark.parametrize("year", ["0001", "0026"])
def test_a_year_that_was_typed_short_is_refused_and_the_page_can_still_be_read(client_for, year):
    row = make.draft()
    there = page("admin:bulletin_notice_form", row.pk, make.form(row, days=()).pk)
    browser = client_for("bulletin")
    answer = browser.post(there, {"act": "due", "due_at": f"{year}-01-01T00:00"})
    assert answer.status_code == 422
    assert "年份请写四位" in text(answer)
    assert browser.get(there).status_code == 200
    assert not Due.objects.exists()
