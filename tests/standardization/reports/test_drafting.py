"""An expert writes: what is asked, who may, and what becomes of two open pages."""

import uuid

import pytest

from association.accounts.models import User
from association.base.errors import Refused
from association.base.models import StoredFile
from standardization.enums import (
    AssignmentState,
    CaseReportState,
    CaseState,
    Duty,
    KeyAreaKind,
    PartSubject,
    ReportKind,
    VisitKind,
    VisitState,
)
from standardization.models import (
    Assignment,
    Case,
    CaseReport,
    Checklist,
    Expert,
    ExpertReport,
    Item,
    ReportPart,
    Visit,
)
from standardization.reports import drafting, submitting
from standardization.reports.drafting import Stale
from tests.factories import cast, checklists, expert_reports, papers
from tests.factories import standardization as make


def titles(report: ExpertReport) -> list[str]:
    return list(report.parts.order_by("position").values_list("title", flat=True))


def part(report: ExpertReport, subject: PartSubject) -> ReportPart:
    found = report.parts.filter(subject=subject).order_by("position").first()
    assert found is not None
    return found


def test_a_report_asks_for_every_element_and_every_key_area_once(case: Case, cen: User) -> None:
    duty = expert_reports.duty(case, Duty.LEADER)
    report = drafting.open_report(duty, by=cen)
    assert titles(report) == [
        "总体情况", "1 目标职责", "2 现场管理", "储罐区", "实验室", "意见建议",
    ]  # fmt: skip
    assert drafting.open_report(duty, by=cen) == report
    assert ReportPart.objects.count() == 6


def test_a_recheck_of_some_items_asks_for_their_elements_alone(cen: User) -> None:
    row = checklists.checklist()
    item = checklists.item(row, "2.1")
    Checklist.objects.update(scope=[item.pk, checklists.item(row, "2.2").pk])
    duty = expert_reports.duty(row.case, Duty.RECHECK_LEADER)
    report = drafting.open_report(duty, by=cen)
    elements = report.parts.filter(subject=PartSubject.ELEMENT)
    assert [each.element_id for each in elements] == [item.element_id]


def test_of_two_sites_the_heading_names_the_place(case: Case, cen: User) -> None:
    other = make.site(case.member, areas=[KeyAreaKind.TANKS])
    case.sites.add(other)
    report = expert_reports.opened(case)
    assert f"{other.name} 储罐区" in titles(report)
    assert len([each for each in titles(report) if each.endswith("储罐区")]) == 2


def test_nobody_writes_for_another(case: Case, shi: User, ni: User) -> None:
    duty = expert_reports.duty(case, Duty.LEADER)
    for somebody in (shi, ni):
        with pytest.raises(Refused, match="由本人写"):
            drafting.open_report(duty, by=somebody)
    report = expert_reports.opened(case)
    summary = part(report, PartSubject.SUMMARY)
    for somebody in (shi, ni):
        with pytest.raises(Refused, match="由本人写"):
            drafting.write(report, texts={summary.pk: "代写"}, saves=0, by=somebody)
    summary.refresh_from_db()
    assert summary.text == ""


def test_there_is_nothing_to_write_before_the_visit_begins(case: Case, cen: User) -> None:
    Visit.objects.update(state=VisitState.READY)
    with pytest.raises(Refused, match="现场评审开始以后"):
        expert_reports.opened(case)
    Visit.objects.update(state=VisitState.ABORTED)
    assert expert_reports.opened(case).state == "drafting"


def test_who_verifies_what_was_mended_writes_no_report(case: Case, shi: User) -> None:
    who = make.expert_user("杜若")
    row = make.assignment(case, who, by=shi, duty=Duty.VERIFIER)
    assert who.user
    with pytest.raises(Refused, match="整改验证不写专家报告"):
        drafting.open_report(row, by=who.user)


@pytest.mark.parametrize(
    ("state", "words"),
    [(AssignmentState.CLEAR, "待答复"), (AssignmentState.RECUSED, "已回避")],
)
def test_only_an_accepted_duty_is_written_on(case: Case, cen: User, state: str, words: str) -> None:
    Assignment.objects.filter(duty=Duty.LEADER).update(state=state)
    with pytest.raises(Refused, match=words):
        expert_reports.opened(case)


def test_once_the_report_of_the_case_is_issued_nothing_is_written(
    case: Case, cen: User, liang: User
) -> None:
    report = expert_reports.opened(case)
    summary = part(report, PartSubject.SUMMARY)
    CaseReport.objects.create(
        case=case, round=1, kind=ReportKind.RECHECK, state=CaseReportState.DRAFTING
    )
    drafting.write(report, texts={summary.pk: "罐区整洁。"}, saves=0, by=cen)
    CaseReport.objects.create(
        case=case, round=1, kind=ReportKind.REVIEW, state=CaseReportState.ISSUED, issued_by=liang
    )
    with pytest.raises(Refused, match="评审报告已经出具"):
        drafting.write(report, texts={summary.pk: "再改"}, saves=1, by=cen)


def test_a_case_that_ended_or_began_anew_takes_no_more_words(case: Case, cen: User) -> None:
    report = expert_reports.opened(case)
    summary = part(report, PartSubject.SUMMARY)
    Case.objects.update(state=CaseState.WITHDRAWN)
    with pytest.raises(Refused, match="案件已是"):
        drafting.write(report, texts={summary.pk: "写"}, saves=0, by=cen)
    Case.objects.update(state=CaseState.ASSIGNING, round=2)
    with pytest.raises(Refused, match="以前一轮"):
        drafting.write(report, texts={summary.pk: "写"}, saves=0, by=cen)


def test_an_older_page_does_not_write_over_a_newer_one(case: Case, cen: User) -> None:
    report = expert_reports.opened(case)
    summary, advice = part(report, PartSubject.SUMMARY), part(report, PartSubject.ADVICE)
    now = drafting.write(report, texts={summary.pk: "第一页写的"}, saves=0, by=cen)
    assert now.saves == 1
    with pytest.raises(Stale, match="另一个页面") as refused:
        drafting.write(report, texts={summary.pk: "", advice.pk: "第二页写的"}, saves=0, by=cen)
    assert refused.value.report.saves == 1
    summary.refresh_from_db()
    assert summary.text == "第一页写的"
    drafting.write(report, texts={advice.pk: "第二页写的"}, saves=1, by=cen)
    advice.refresh_from_db()
    assert advice.text == "第二页写的"


def test_what_stands_already_may_come_again(case: Case, cen: User) -> None:
    """The answer to the first sending was lost."""
    report = expert_reports.opened(case)
    summary = part(report, PartSubject.SUMMARY)
    for _ in range(2):
        now = drafting.write(report, texts={summary.pk: "一行\r\n两行"}, saves=0, by=cen)
    assert now.saves == 1
    summary.refresh_from_db()
    assert summary.text == "一行\n两行"


def test_a_text_that_is_too_long_is_refused_by_its_heading(case: Case, cen: User) -> None:
    report = expert_reports.opened(case)
    advice = part(report, PartSubject.ADVICE)
    with pytest.raises(Refused, match="“意见建议”有 4,001 个字，最多 4,000") as refused:
        drafting.write(report, texts={advice.pk: "长" * 4001}, saves=0, by=cen)
    assert refused.value.field == f"text_{advice.pk}"
    drafting.write(report, texts={advice.pk: "长" * 4000}, saves=0, by=cen)


def test_a_heading_of_another_report_is_not_written(case: Case, cen: User, ni: User) -> None:
    mine, other = expert_reports.opened(case), expert_reports.opened(case, Duty.REVIEWER)
    foreign = part(other, PartSubject.SUMMARY)
    with pytest.raises(Refused, match="没有这一项"):
        drafting.write(mine, texts={foreign.pk: "写到别人那里"}, saves=0, by=cen)


# --- Pictures -----------------------------------------------------------------------------------
def area_part(report: ExpertReport, kind: KeyAreaKind) -> ReportPart:
    return report.parts.select_related("key_area").get(key_area__kind=kind)


def test_photos_of_the_place_and_of_items_of_its_kind_may_be_chosen(case: Case, cen: User) -> None:
    report, visit = expert_reports.opened(case), Visit.objects.get()
    tanks = area_part(report, KeyAreaKind.TANKS)
    there = expert_reports.photo(visit, tanks.key_area)
    item = Item.objects.get(version__in=case.standards.values("version"), code="2.1")
    at_item = expert_reports.photo(visit, None, item=item)
    expert_reports.photo(visit, tanks.key_area, late=True)
    offered = drafting.choices(report)
    assert {each.pk for each in offered[tanks.pk]} == {there.pk, at_item.pk}
    assert offered[area_part(report, KeyAreaKind.LABORATORY).pk] == []
    drafting.illustrate(tanks, photo=there.pk, by=cen)
    tanks.refresh_from_db()
    assert tanks.photo == there


def test_a_photo_of_another_place_or_visit_is_refused(case: Case, cen: User) -> None:
    report, visit = expert_reports.opened(case), Visit.objects.get()
    tanks = area_part(report, KeyAreaKind.TANKS)
    laboratory = area_part(report, KeyAreaKind.LABORATORY)
    there = expert_reports.photo(visit, laboratory.key_area)
    other = expert_reports.photo(checklists.visit(company="guanghe"), None)
    for key in (there.pk, other.pk, uuid.uuid4(), None):
        with pytest.raises(Refused, match="“储罐区”：请选这次现场"):
            drafting.illustrate(tanks, photo=key, by=cen)
    summary = part(report, PartSubject.SUMMARY)
    with pytest.raises(Refused, match="只有重点部位"):
        drafting.illustrate(summary, upload=expert_reports.image(), by=cen)


def test_an_uploaded_picture_gives_way_to_the_next_one(case: Case, cen: User) -> None:
    report, visit = expert_reports.opened(case), Visit.objects.get()
    tanks = area_part(report, KeyAreaKind.TANKS)
    drafting.illustrate(tanks, upload=expert_reports.image(), by=cen)
    tanks.refresh_from_db()
    first = tanks.file
    assert first is not None
    chosen = expert_reports.photo(visit, tanks.key_area)
    drafting.illustrate(tanks, photo=chosen.pk, by=cen)
    tanks.refresh_from_db()
    assert (tanks.photo, tanks.file) == (chosen, None)
    assert StoredFile.objects.get(pk=first.pk).erased_at is not None


def test_what_was_submitted_keeps_its_picture(case: Case, cen: User, shi: User) -> None:
    version = expert_reports.submitted(case)
    report = version.report
    tanks = area_part(report, KeyAreaKind.TANKS)
    first = tanks.file
    assert first is not None
    submitting.send_back(report, reasons={tanks: "照片看不清"}, by=shi)
    drafting.illustrate(tanks, upload=expert_reports.image(), by=cen)
    assert StoredFile.objects.get(pk=first.pk).erased_at is None


def test_what_is_no_picture_is_refused_at_its_heading(case: Case, cen: User) -> None:
    report = expert_reports.opened(case)
    tanks = area_part(report, KeyAreaKind.TANKS)
    with pytest.raises(Refused) as refused:
        drafting.illustrate(tanks, upload=papers.licence(), by=cen)
    assert refused.value.field == f"file_{tanks.pk}"


def test_the_visit_of_a_recheck_offers_nothing_of_the_review(
    case: Case, cen: User, shi: User, second: Expert
) -> None:
    reviewed = Visit.objects.get()
    expert_reports.photo(reviewed, reviewed.site.key_areas.first())
    who = make.expert_user("杜若")
    row = make.assignment(case, who, by=shi, duty=Duty.RECHECK_LEADER)
    make.visit(case, by=cast.person("safety"), kind=VisitKind.RECHECK)
    assert who.user
    report = drafting.open_report(row, by=who.user)
    assert not any(drafting.choices(report).values())
