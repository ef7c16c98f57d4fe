"""Submitted, sent back heading by heading, submitted again, accepted; each once told."""

import pytest

from association.accounts.models import User
from association.base import audit
from association.base.errors import Refused
from association.base.models import OutboxRow
from standardization.enums import AssignmentState, Duty, PartSubject, ReportState
from standardization.library.snapshots import hashed
from standardization.models import (
    Assignment,
    Case,
    Expert,
    ExpertReport,
    ExpertReportVersion,
    ReportPart,
    ReturnedPart,
    Visit,
)
from standardization.reports import drafting, reading, submitting
from standardization.reports.drafting import Stale
from tests.factories import expert_reports
from tests.factories import standardization as make


def part(report: ExpertReport, subject: PartSubject) -> ReportPart:
    found = report.parts.filter(subject=subject).order_by("position").first()
    assert found is not None
    return found


def again(report: ExpertReport, by: User, **texts: str) -> ExpertReportVersion:
    """Writes on these subjects and hands in."""
    report.refresh_from_db()
    new = {part(report, PartSubject(subject)).pk: text for subject, text in texts.items()}
    now = drafting.write(report, texts=new, saves=report.saves, by=by)
    image = expert_reports.image("签名.png")
    return submitting.submit(now, saves=now.saves, signature=image, by=by)


def test_what_is_missing_is_named_heading_by_heading(case: Case, cen: User) -> None:
    report = expert_reports.opened(case)
    told = [each.text for each in submitting.missing(report)]
    assert told == [
        "“总体情况”没有写",
        "“储罐区”没有写管控情况", "“储罐区”没有照片",
        "“实验室”没有写管控情况", "“实验室”没有照片",
    ]  # fmt: skip
    with pytest.raises(Refused, match="“总体情况”没有写；“储罐区”没有写管控情况"):
        submitting.submit(report, saves=0, signature=expert_reports.image(), by=cen)
    blank = {each.pk: "  \n" for each in report.parts.all()}
    now = drafting.write(report, texts=blank, saves=0, by=cen)
    assert len(submitting.missing(now)) == 5


def test_a_place_that_the_visit_was_not_at_may_stay_open(case: Case, cen: User) -> None:
    case.sites.add(make.site(case.member))
    report = expert_reports.opened(case)
    assert report.parts.filter(subject=PartSubject.KEY_AREA).count() == 4
    assert len(submitting.missing(report)) == 5


def test_nobody_signs_without_a_certificate_number(case: Case, cen: User) -> None:
    report = expert_reports.written(case)
    Expert.objects.filter(user=cen).update(certificate_number="")
    with pytest.raises(Refused, match="评审员证书编号没有登记"):
        submitting.submit(report, saves=report.saves, signature=expert_reports.image(), by=cen)


def test_nobody_submits_without_signing_or_what_they_did_not_see(case: Case, cen: User) -> None:
    report = expert_reports.written(case)
    with pytest.raises(Refused, match="还没有签名"):
        submitting.submit(report, saves=report.saves, signature=None, by=cen)
    with pytest.raises(Stale):
        submitting.submit(report, saves=report.saves - 1, signature=expert_reports.image(), by=cen)
    assert not ExpertReportVersion.objects.exists()


def test_a_version_is_frozen_with_its_digest_and_signature(case: Case, cen: User) -> None:
    version = expert_reports.submitted(case)
    version.refresh_from_db()
    assert version.digest == hashed(version.parts)
    assert version.number == 1
    assert version.certificate_number == Expert.objects.get(user=cen).certificate_number
    assert version.parts[0]["title"] == "总体情况"
    shown = [each["picture"] for each in version.parts if each["subject"] == "key_area"]
    assert all(each and len(each["sha256"]) == 64 for each in shown)
    assert version.report.state == ReportState.SUBMITTED
    with pytest.raises(Refused, match="待审阅"):
        drafting.write(version.report, texts={}, saves=0, by=cen)
    told = audit.timeline(case).get(action="提交专家报告")
    assert told.after["版本"] == "第 1 版"


def test_sent_back_with_a_reason_a_heading_and_submitted_again_it_is_version_two(
    case: Case, cen: User, shi: User
) -> None:
    first = expert_reports.submitted(case)
    report = first.report
    summary, advice = part(report, PartSubject.SUMMARY), part(report, PartSubject.ADVICE)
    submitting.send_back(
        report, reasons={summary: "写明抽查了哪几处", advice: " 太笼统 "}, by=shi, number=1
    )
    assert report.state == ReportState.RETURNED
    assert reading.returned(report) == {summary.pk: "写明抽查了哪几处", advice.pk: "太笼统"}
    later = again(report, cen, summary="抽查 1 号、3 号罐。")
    assert later.number == 2
    assert reading.differences(first, later) == {summary.pk}
    told = {each.part: each for each in reading.sheet(later).headings}
    assert told[summary.pk].changed
    assert told[summary.pk].before.startswith("总体情况：")
    assert (told[advice.pk].changed, told[advice.pk].returned) == (False, "太笼统")
    assert reading.returned(report) == {}


def test_a_picture_that_changed_is_a_heading_that_changed(case: Case, cen: User, shi: User) -> None:
    first = expert_reports.submitted(case)
    area = part(first.report, PartSubject.KEY_AREA)
    submitting.send_back(first.report, reasons={area: "照片看不清"}, by=shi)
    chosen = expert_reports.photo(Visit.objects.get(), area.key_area)
    drafting.illustrate(area, photo=chosen.pk, by=cen)
    later = again(first.report, cen)
    assert reading.differences(first, later) == {area.pk}
    assert reading.picture(first, area.pk) != reading.picture(later, area.pk) == chosen.file


def test_sending_back_takes_a_reason_that_fits(case: Case, shi: User) -> None:
    report = expert_reports.submitted(case).report
    summary = part(report, PartSubject.SUMMARY)
    with pytest.raises(Refused, match="至少在一项"):
        submitting.send_back(report, reasons={summary: "  "}, by=shi)
    with pytest.raises(Refused, match="“总体情况”的退回原因有 501 个字"):
        submitting.send_back(report, reasons={summary: "长" * 501}, by=shi)
    report.refresh_from_db()
    assert report.state == ReportState.SUBMITTED
    assert not ReturnedPart.objects.exists()


def test_a_heading_of_another_report_takes_no_reason(case: Case, shi: User, ni: User) -> None:
    report = expert_reports.submitted(case).report
    other = part(expert_reports.opened(case, Duty.REVIEWER), PartSubject.SUMMARY)
    with pytest.raises(Refused, match="不在这份报告里"):
        submitting.send_back(report, reasons={other: "看错了"}, by=shi)


def test_accepted_it_stays_as_it_is(case: Case, cen: User, shi: User) -> None:
    report = expert_reports.submitted(case).report
    submitting.accept(report, by=shi)
    assert (report.state, report.accepted_by) == (ReportState.ACCEPTED, shi)
    summary = part(report, PartSubject.SUMMARY)
    with pytest.raises(Refused, match="已采用"):
        drafting.write(report, texts={summary.pk: "还想改"}, saves=report.saves, by=cen)
    with pytest.raises(Refused, match="已采用"):
        submitting.send_back(report, reasons={summary: "晚了"}, by=shi)


def test_two_people_press_at_once_and_the_second_is_told(
    case: Case, shi: User, liang: User
) -> None:
    report = expert_reports.submitted(case).report
    same = ExpertReport.objects.get(pk=report.pk)
    submitting.accept(report, by=shi)
    with pytest.raises(Refused, match="已采用"):
        submitting.accept(same, by=liang)


def test_an_older_version_is_not_judged_once_there_is_a_newer_one(
    case: Case, cen: User, shi: User
) -> None:
    report = expert_reports.submitted(case).report
    summary = part(report, PartSubject.SUMMARY)
    submitting.send_back(report, reasons={summary: "再写"}, by=shi)
    again(report, cen, summary="写了")
    with pytest.raises(Refused, match="已提交第 2 版"):
        submitting.accept(report, by=shi, number=1)


def test_nobody_judges_the_own_and_only_the_named_people_judge_others(
    case: Case, cen: User, ni: User, liang: User, shi: User
) -> None:
    leader = expert_reports.submitted(case).report
    reviewer = expert_reports.submitted(case, Duty.REVIEWER).report
    for report, by in ((leader, cen), (leader, ni), (reviewer, ni), (reviewer, liang)):
        with pytest.raises(Refused, match="没有权限"):
            submitting.accept(report, by=by)
        with pytest.raises(Refused, match="没有权限"):
            submitting.send_back(report, reasons={part(report, PartSubject.SUMMARY): "改"}, by=by)
    submitting.accept(reviewer, by=cen)  # the leader
    submitting.accept(leader, by=liang)  # the technical head
    assert reviewer.accepted_by == cen
    assert leader.accepted_by == liang


def test_the_leader_judges_after_the_own_report_alone(case: Case, cen: User, ni: User) -> None:
    reviewer = expert_reports.submitted(case, Duty.REVIEWER).report
    with pytest.raises(Refused, match="没有权限"):
        submitting.accept(reviewer, by=cen)
    expert_reports.submitted(case)
    submitting.accept(reviewer, by=cen)


def test_the_office_is_told_of_each_version_and_the_expert_of_each_return(
    case: Case, cen: User, shi: User
) -> None:
    report = expert_reports.submitted(case).report
    summary = part(report, PartSubject.SUMMARY)
    submitting.send_back(report, reasons={summary: "写明抽查了哪几处"}, by=shi)
    again(report, cen, summary="抽查 1 号罐。")
    rows = OutboxRow.objects.filter(channel="portal", rule__startswith="standardization.report_")
    assert [(each.rule, each.person) for each in rows.order_by("pk")] == [
        ("standardization.report_submitted", shi),
        ("standardization.report_returned", cen),
        ("standardization.report_submitted", shi),
    ]
    returned = rows.get(rule="standardization.report_returned")
    assert "总体情况：写明抽查了哪几处" in returned.body


def test_whoever_bowed_out_judges_nothing_any_more(
    case: Case, cen: User, ni: User, shi: User
) -> None:
    expert_reports.submitted(case)
    reviewer = expert_reports.submitted(case, Duty.REVIEWER).report
    Assignment.objects.filter(duty=Duty.LEADER).update(state=AssignmentState.RECUSED)
    with pytest.raises(Refused, match="没有权限"):
        submitting.accept(reviewer, by=cen)
