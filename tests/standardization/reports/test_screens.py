"""The pages as they answer without a script."""

import re
from urllib.parse import urlencode

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from association.accounts.models import User
from standardization.enums import AssignmentState, Duty, KeyAreaKind, PartSubject, ReportState
from standardization.expert.report_form import mark
from standardization.models import (
    Assignment,
    Case,
    ExpertReport,
    ExpertReportVersion,
    OrganisationUser,
    Visit,
)
from standardization.reports import drafting, submitting
from tests.conftest import ClientFor
from tests.factories import cast, expert_reports
from tests.factories import standardization as make


def at(name: str, *keys: object) -> str:
    return reverse(f"standardization:{name}", args=keys)


def desk(name: str, *keys: object) -> str:
    return reverse(f"admin:standardization_{name}", args=keys)


@pytest.fixture
def phone(client_for: ClientFor, case: Case) -> Client:
    return client_for("expert")


@pytest.fixture
def report(case: Case) -> ExpertReport:
    return expert_reports.opened(case)


def key(report: ExpertReport, subject: PartSubject) -> int:
    part = report.parts.filter(subject=subject).order_by("position").first()
    assert part is not None
    return part.pk


def whole(report: ExpertReport, saves: int, **texts: str) -> dict[str, object]:
    """What a page sends that was opened when nothing was written."""
    sent: dict[str, object] = {"saves": saves}
    for part in report.parts.all():
        sent |= {f"text_{part.pk}": "", f"was_{part.pk}": mark("")}
    return sent | {f"text_{key(report, PartSubject(name))}": text for name, text in texts.items()}


def text(report: ExpertReport, subject: PartSubject) -> str:
    return report.parts.get(pk=key(report, subject)).text


def test_the_first_look_makes_the_report_and_the_expert_is_led_there(
    phone: Client, case: Case
) -> None:
    row = expert_reports.duty(case, Duty.LEADER)
    page = at("expert_report", row.pk)
    assert page in phone.get(at("expert_home")).content.decode()
    assert page in phone.get(at("expert_assignment", row.pk)).content.decode()
    shown = phone.get(page)
    assert shown.status_code == 200
    assert "没有写管控情况" in shown.content.decode()
    assert ExpertReport.objects.get().assignment == row


def test_what_was_handed_in_is_no_longer_counted_down(phone: Client, case: Case) -> None:
    row = expert_reports.duty(case, Duty.LEADER)
    Assignment.objects.filter(pk=row.pk).update(respond_by="2019-12-20", deliver_by="2020-01-01")
    expert_reports.submitted(case)
    seen = phone.get(at("expert_home")).content.decode()
    assert "报告待审阅" in seen
    assert "到期" not in seen
    assert 'data-level="past"' not in seen


def test_before_the_visit_begins_there_is_no_page_and_a_sentence(phone: Client, case: Case) -> None:
    Visit.objects.update(state="planned")
    row = expert_reports.duty(case, Duty.LEADER)
    page = at("expert_report", row.pk)
    assert page not in phone.get(at("expert_home")).content.decode()
    told = phone.get(page, follow=True).content.decode()
    assert "现场评审开始以后才能写报告" in told


def test_the_button_saves_what_was_touched_and_pictures(
    phone: Client, report: ExpertReport
) -> None:
    page = at("expert_report", report.assignment_id)
    area = key(report, PartSubject.KEY_AREA)
    sent = whole(report, 0, summary="罐区整洁。", key_area="接地完好。")
    told = phone.post(page, {**sent, f"file_{area}": expert_reports.image()})
    assert told.status_code == 302
    assert text(report, PartSubject.SUMMARY) == "罐区整洁。"
    report.refresh_from_db()
    assert report.saves == 2
    shown = phone.get(at("expert_report_picture", report.assignment_id, area))
    assert shown.getvalue().startswith(b"\x89PNG")


def test_a_picture_that_is_none_takes_no_word_along(phone: Client, report: ExpertReport) -> None:
    page, area = at("expert_report", report.assignment_id), key(report, PartSubject.KEY_AREA)
    file = SimpleUploadedFile("a.jpg", b"no picture")
    sent = whole(report, 0, summary="罐区整洁。") | {f"file_{area}": file}
    told = phone.post(page, sent)
    assert told.status_code == 422
    assert text(report, PartSubject.SUMMARY) == "罐区整洁。"
    again = re.search(r'name="saves" value="(\d+)"', told.content.decode())
    assert again is not None
    assert again[1] == "1"


def test_an_untouched_choice_does_not_come_back_over_a_newer_picture(
    phone: Client, report: ExpertReport, cen: User
) -> None:
    part = report.parts.select_related("key_area").get(key_area__kind=KeyAreaKind.TANKS)
    chosen = expert_reports.photo(Visit.objects.get(), part.key_area)
    drafting.illustrate(part, photo=chosen.pk, by=cen)
    drafting.illustrate(part, upload=expert_reports.image(), by=cen)
    page = at("expert_report", report.assignment_id)
    shown = {f"photo_{part.pk}": chosen.pk, f"was_photo_{part.pk}": chosen.pk}
    phone.post(page, whole(report, 2) | shown)
    part.refresh_from_db()
    assert part.photo is None
    phone.post(page, whole(report, 2) | {f"photo_{part.pk}": chosen.pk})
    part.refresh_from_db()
    assert part.photo == chosen


def test_two_pages_the_older_is_answered_409_with_both_texts(
    phone: Client, report: ExpertReport, cen: User
) -> None:
    advice = key(report, PartSubject.ADVICE)
    drafting.write(
        report,
        texts={key(report, PartSubject.SUMMARY): "电脑上写的", advice: "建议一"},
        saves=0,
        by=cen,
    )
    page = at("expert_report", report.assignment_id)
    told = phone.post(page, whole(report, 0, summary="手机上写的"))
    shown = told.content.decode()
    assert told.status_code == 409
    assert "手机上写的" in shown
    assert "电脑上写的" in shown
    assert "建议一" in shown  # untouched here, so what stands is shown
    assert text(report, PartSubject.SUMMARY) == "电脑上写的"
    phone.post(page, whole(report, 1, summary="手机上写的"))
    assert text(report, PartSubject.SUMMARY) == "手机上写的"
    assert text(report, PartSubject.ADVICE) == "建议一"


def test_too_long_a_text_comes_back_whole(phone: Client, report: ExpertReport) -> None:
    page = at("expert_report", report.assignment_id)
    told = phone.post(page, whole(report, 0, advice="长" * 4001))
    assert told.status_code == 422
    assert "“意见建议”有 4,001 个字" in told.content.decode()
    assert "长" * 4001 in told.content.decode()


def test_the_script_is_answered_in_json(
    phone: Client, report: ExpertReport, client_for: ClientFor, cen: User
) -> None:
    save = at("expert_report_save", report.assignment_id)
    name = f"text_{key(report, PartSubject.SUMMARY)}"
    told = phone.post(save, {"saves": 0, name: "罐区整洁。"})
    assert (told.status_code, told.json()["saves"]) == (200, 1)
    assert "“总体情况”没有写" not in told.json()["missing"]
    stale = phone.post(save, {"saves": 0, name: "别的"})
    assert stale.status_code == 409
    assert stale.json()["stands"][name[5:]] == "罐区整洁。"
    long = phone.post(save, {"saves": 1, name: "长" * 4001})
    assert (long.status_code, long.json()["field"]) == (422, name)
    sent = urlencode({"saves": 1, "text_" + "9" * 5000: "写的内容"})
    strange = phone.post(save, sent, content_type="application/x-www-form-urlencoded")
    assert (strange.status_code, "没有这一项" in strange.json()["text"]) == (422, True)
    assert client_for("anonymous").post(save).json()["text"].startswith("登录已过期")
    Assignment.objects.update(state=AssignmentState.CANCELLED)
    gone = phone.post(save, {"saves": 1, name: "再写"})
    assert gone.status_code == 404
    assert "不在您名下" in gone.json()["text"]


def test_handing_in_saves_what_the_page_shows_first(phone: Client, case: Case, cen: User) -> None:
    report = expert_reports.written(case)
    url = at("expert_report_submit", report.assignment_id)
    sent = {"saves": report.saves, f"text_{key(report, PartSubject.SUMMARY)}": "最后一句。"}
    unsigned = phone.post(url, sent)
    assert unsigned.status_code == 422
    assert "还没有签名" in unsigned.content.decode()
    assert text(report, PartSubject.SUMMARY) == "最后一句。"
    report.refresh_from_db()
    told = phone.post(
        url, {"saves": report.saves, "signature": expert_reports.image()}, follow=True
    )
    assert "已签字提交（第 1 版）" in told.content.decode()
    assert ExpertReportVersion.objects.get().parts[0]["text"] == "最后一句。"
    page = phone.get(at("expert_report", report.assignment_id))
    assert page.headers["Location"] == at("expert_report_version", report.pk, 1)


def test_nothing_is_signed_that_another_page_changed_meanwhile(
    phone: Client, case: Case, cen: User
) -> None:
    report = expert_reports.written(case)
    drafting.write(
        report, texts={key(report, PartSubject.ADVICE): "另一页写的"}, saves=report.saves, by=cen
    )
    url = at("expert_report_submit", report.assignment_id)
    told = phone.post(url, {"saves": report.saves, "signature": expert_reports.image()})
    assert told.status_code == 409
    assert not ExpertReportVersion.objects.exists()


def test_at_the_desk_it_is_sent_back_heading_by_heading_and_accepted(
    phone: Client, client_for: ClientFor, case: Case, cen: User
) -> None:
    report = expert_reports.submitted(case).report
    office = client_for("safety")
    page, summary = desk("expert_report", report.pk, 1), key(report, PartSubject.SUMMARY)
    assert page in office.get(desk("case_reports", case.pk)).content.decode()
    signature = office.get(desk("expert_report_picture", report.pk, 1, 0))
    assert signature.getvalue().startswith(b"\x89PNG")
    nothing = office.post(page, {"act": "return"})
    assert nothing.status_code == 422
    assert "至少在一项" in nothing.content.decode()
    both = office.post(page, {"act": "accept", f"reason_{summary}": "改"})
    assert both.status_code == 422
    assert "请先清空退回原因" in both.content.decode()
    office.post(page, {"act": "return", f"reason_{summary}": "写明抽查了哪几处"})
    report.refresh_from_db()
    assert report.state == ReportState.RETURNED
    draft = phone.get(at("expert_report", report.assignment_id)).content.decode()
    assert "写明抽查了哪几处" in draft
    assert "修改报告" in phone.get(at("expert_home")).content.decode()
    now = drafting.write(report, texts={summary: "抽查 1 号罐。"}, saves=report.saves, by=cen)
    submitting.submit(now, saves=now.saves, signature=expert_reports.image(), by=cen)
    old = office.post(page, {"act": "accept"})
    assert "已提交第 2 版" in old.content.decode()
    shown = office.get(desk("expert_report", report.pk, 2)).content.decode()
    assert shown.count("与上一版不同") == 1
    office.post(desk("expert_report", report.pk, 2), {"act": "accept"})
    report.refresh_from_db()
    assert report.state == ReportState.ACCEPTED
    late = phone.post(at("expert_report", report.assignment_id), whole(report, now.saves))
    assert late.status_code == 422
    assert "已采用" in late.content.decode()


def test_the_technical_head_judges_the_leader_below_the_own_office_alone(
    client_for: ClientFor, case: Case
) -> None:
    leader = expert_reports.submitted(case).report
    reviewer = expert_reports.submitted(case, Duty.REVIEWER).report
    office, own = client_for("reviewer"), cast.organisation("yunling").pk
    listed = office.get(at("office_expert_reports", own, case.pk)).content.decode()
    assert at("office_expert_report", own, leader.pk, 1) in listed
    assert at("office_expert_report", own, reviewer.pk, 1) not in listed
    assert office.get(at("office_expert_report", own, reviewer.pk, 1)).status_code == 404
    assert (
        at("office_expert_reports", own, case.pk)
        in office.get(at("office_case", own, case.pk)).content.decode()
    )
    other = make.organisation()
    make.organisation_user(other, cast.person("reviewer"), technical_head=True)
    assert office.get(at("office_expert_report", other.pk, leader.pk, 1)).status_code == 404
    office.post(at("office_expert_report", own, leader.pk, 1), {"act": "accept"})
    leader.refresh_from_db()
    assert leader.state == ReportState.ACCEPTED


def test_a_colleague_of_the_office_who_is_no_technical_head_finds_nothing(
    client_for: ClientFor, case: Case
) -> None:
    report = expert_reports.submitted(case).report
    OrganisationUser.objects.update(technical_head=False)
    office, own = client_for("reviewer"), cast.organisation("yunling").pk
    assert office.get(at("office_case", own, case.pk)).status_code == 200
    assert office.get(at("office_expert_reports", own, case.pk)).status_code == 404
    assert office.get(at("office_expert_report", own, report.pk, 1)).status_code == 404


def test_the_office_hears_nothing_of_a_recheck_before_its_time(
    client_for: ClientFor, case: Case, shi: User
) -> None:
    make.assignment(case, make.expert("杜若"), by=shi, duty=Duty.RECHECK_LEADER)
    office, own = client_for("reviewer"), cast.organisation("yunling").pk
    assert "杜若" not in office.get(at("office_expert_reports", own, case.pk)).content.decode()


def test_the_leader_sees_others_once_the_own_is_handed_in(phone: Client, case: Case) -> None:
    other = expert_reports.submitted(case, Duty.REVIEWER).report
    page = at("expert_report_version", other.pk, 1)
    listed = phone.get(at("expert_reports", case.pk)).content.decode()
    assert page not in listed
    assert "先写自己的" in listed
    assert phone.get(page).status_code == 404
    expert_reports.submitted(case)
    assert page in phone.get(at("expert_reports", case.pk)).content.decode()
    assert phone.get(page).status_code == 200
    phone.post(page, {"act": "accept"})
    other.refresh_from_db()
    assert other.state == ReportState.ACCEPTED


def test_a_new_round_lists_nobody_of_the_former_one(
    phone: Client, client_for: ClientFor, case: Case, shi: User
) -> None:
    expert_reports.submitted(case, Duty.REVIEWER)
    Case.objects.update(round=2)
    case.refresh_from_db()
    row = make.assignment(case, make.expert("杜若"), by=shi)
    Assignment.objects.filter(pk=row.pk).update(round=2)
    Assignment.objects.filter(duty=Duty.LEADER).update(round=2)
    told = phone.get(at("expert_reports", case.pk)).content.decode()
    assert "杜若" in told
    assert "倪川" not in told
    assert "倪川" in client_for("safety").get(desk("case_reports", case.pk)).content.decode()


def test_a_member_of_the_panel_reads_and_judges_nothing(
    client_for: ClientFor, case: Case, ni: User
) -> None:
    leader = expert_reports.submitted(case).report
    expert_reports.submitted(case, Duty.REVIEWER)
    browser = Client()
    browser.force_login(ni)
    page = at("expert_report_version", leader.pk, 1)
    assert "采用后专家不能再改" not in browser.get(page).content.decode()
    refused = browser.post(page, {"act": "accept"})
    assert refused.status_code == 422
    assert "没有权限" in refused.content.decode()
    leader.refresh_from_db()
    assert leader.state == ReportState.SUBMITTED


def test_the_page_of_a_draft_costs_the_same_with_many_photos(
    phone: Client, report: ExpertReport
) -> None:
    page, visit = at("expert_report", report.assignment_id), Visit.objects.get()
    area = report.parts.select_related("key_area").get(key_area__kind=KeyAreaKind.TANKS).key_area
    expert_reports.photo(visit, area)
    phone.get(page)
    with CaptureQueriesContext(connection) as few:
        phone.get(page)
    for _ in range(5):
        expert_reports.photo(visit, area)
    with CaptureQueriesContext(connection) as many:
        phone.get(page)
    assert len(many) == len(few)
