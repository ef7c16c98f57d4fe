"""Pages of a report: the leader writes, the technical head issues, the company reads what is issued."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from association.base.models import Job
from standardization.enums import (
    AssignmentState,
    CaseReportState,
    CopyFormat,
    Duty,
    KeyAreaKind,
    ReportKind,
)
from standardization.models import Case, CaseReport, KeyArea
from standardization.reports import editions, writing
from tests.conftest import ClientFor, RunJobs
from tests.factories import cast, papers, reports
from tests.factories import standardization as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(db: None) -> Case:
    """安泰's, reviewed by 云岭 with 86.7 points and two findings, to be reported."""
    return reports.reviewed()


KIND = ReportKind.REVIEW.value


def leaders(case: Case) -> str:
    return reverse("standardization:expert_case_report", args=[case.pk, KIND])


def desks(case: Case) -> str:
    return reverse("admin:standardization_case_report", args=[case.pk, KIND])


def offices(case: Case) -> str:
    return reverse("standardization:office_report", args=[case.organisation_id, case.pk])


def typed(case: Case, **more: str) -> dict[str, str]:
    areas = KeyArea.objects.filter(site__cases=case)
    return {
        "act": "save",
        "saves": "0",
        **reports.WORDS,
        **{f"text_{area.pk}": f"{area.name}管控有效" for area in areas},
        **more,
    }


def test_the_leader_writes_signs_and_sees_the_copies(
    case: Case, client_for: ClientFor, run_jobs: RunJobs
) -> None:
    client, address = client_for("expert"), leaders(case)
    assert "开始编制" in client.get(address).content.decode()
    assert client.post(address, {"act": "begin"}).status_code == 302
    page = client.get(address).content.decode()
    assert "签字前还缺" in page
    assert 'href="#id_conclusion"' in page
    assert client.post(address, typed(case, act="take")).status_code == 302
    page = client.get(address).content.decode()
    assert "已经齐全" in page
    report = CaseReport.objects.get(case=case)
    sent = {"act": "sign", "saves": str(report.saves), "signature": reports.signature()}
    assert client.post(address, sent).status_code == 302
    assert "data-poll" in client.get(address).content.decode()
    assert "data-poll" in client.get(f"{address}?job=1").content.decode()
    run_jobs()
    page = client.get(address).content.decode()
    for copy in report.editions.get().copies.all():
        there = reverse("standardization:expert_case_report_copy", args=[case.pk, KIND, copy.pk])
        assert there in page
        assert client.get(there).getvalue()  # type: ignore[attr-defined]


def test_a_refusal_loses_nothing_that_was_typed(case: Case, client_for: ClientFor) -> None:
    writing.begin(case, ReportKind.REVIEW, by=reports.leader())
    answer = client_for("expert").post(leaders(case), typed(case, advice="长" * 4001))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert reports.WORDS["conclusion"] in page
    assert CaseReport.objects.get(case=case).conclusion == ""


def test_an_older_page_is_shown_what_stands_now_beside_what_was_typed(
    case: Case, client_for: ClientFor
) -> None:
    lead = reports.leader()
    report = writing.begin(case, ReportKind.REVIEW, by=lead)
    writing.write(report, writing.Written({"conclusion": "同事写的"}), saves=0, by=lead)
    client, address = client_for("expert"), leaders(case)
    answer = client.post(address, typed(case, conclusion="我写的"))
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "我写的" in page
    assert "同事写的" in page
    assert 'name="saves" value="1"' in page
    assert client.post(address, typed(case, conclusion="我写的", saves="1")).status_code == 302
    report.refresh_from_db()
    assert report.conclusion == "我写的"


def test_a_photo_from_site_is_chosen_and_shown(case: Case, client_for: ClientFor) -> None:
    from standardization.checklists import photos
    from standardization.enums import VisitState
    from tests.factories import checklists

    visit, lead = case.visits.get(), reports.leader()
    visit.state = VisitState.ONGOING
    visit.save()
    area = visit.site.key_areas.get(kind="tanks")
    said, file = checklists.photo(key_area=area.pk)
    photos.receive(visit.checklist, said, file, by=lead)
    visit.state = VisitState.DONE
    visit.save()
    report = writing.begin(case, ReportKind.REVIEW, by=lead)
    client, address = client_for("expert"), leaders(case)
    assert str(said.id) in client.get(address).content.decode()
    sent = typed(case) | {f"photo_{area.pk}": str(said.id)}
    assert client.post(address, sent).status_code == 302
    statement = report.statements.get(key_area=area)
    assert statement.photo_id == said.id
    there = reverse(
        "standardization:expert_case_report_picture",
        args=[case.pk, KIND, statement.photo.file_id],
    )
    assert client.get(there).getvalue()  # type: ignore[attr-defined]
    stray = reverse(
        "standardization:expert_case_report_picture", args=[case.pk, KIND, reports.picture().pk]
    )
    assert client.get(stray).status_code == 404


def test_one_key_area_more_asks_the_database_no_more(case: Case, client_for: ClientFor) -> None:
    client, address = client_for("expert"), leaders(case)
    client.post(address, {"act": "begin"})
    client.get(address)
    with CaptureQueriesContext(connection) as few:
        client.get(address)
    site = case.sites.first()
    for number in range(6):
        KeyArea.objects.create(site=site, kind=KeyAreaKind.TANKS, name=f"第 {number} 罐区")
    with CaptureQueriesContext(connection) as many:
        page = client.get(address).content.decode()
    assert "第 5 罐区" in page
    assert len(many) == len(few)


def test_the_technical_head_issues_with_the_stamped_paper(
    case: Case, client_for: ClientFor, run_jobs: RunJobs
) -> None:
    report, client = reports.signed(case).report, client_for("reviewer")
    assert "生成之后可以出具" in client.get(offices(case)).content.decode()
    run_jobs()
    assert "出具报告" in client.get(offices(case)).content.decode()
    answer = client.post(offices(case), {"act": "issue"})
    assert answer.status_code == 422
    client.post(offices(case), {"act": "issue", "stamped": papers.licence()})
    report.refresh_from_db()
    assert report.state == CaseReportState.ISSUED
    assert "已出具" in client.get(offices(case)).content.decode()


def test_it_is_sent_back_on_the_page(case: Case, client_for: ClientFor, run_jobs: RunJobs) -> None:
    report, client = reports.signed(case).report, client_for("reviewer")
    assert client.post(offices(case), {"act": "back", "reason": ""}).status_code == 422
    assert client.post(offices(case), {"act": "back", "reason": "照片不清"}).status_code == 302
    report.refresh_from_db()
    assert report.state == CaseReportState.RETURNED


def test_the_company_reads_what_is_issued_and_nothing_before(
    case: Case, client_for: ClientFor, run_jobs: RunJobs
) -> None:
    report, client = reports.signed(case).report, client_for("antai_admin")
    run_jobs()
    there = reverse("standardization:company_report", args=[case.pk, report.pk])
    page = reverse("standardization:company_case", args=[case.pk])
    assert client.get(there).status_code == 404
    assert there not in client.get(page).content.decode()
    editions.issue(report, papers.licence(), by=cast.person("reviewer"))
    assert there in client.get(page).content.decode()
    answer = client.get(there)
    assert answer.getvalue().startswith(b"%PDF")  # type: ignore[attr-defined]
    assert client_for("guanghe_admin").get(there).status_code == 404
    for foreign in (leaders(case), offices(case), desks(case)):
        assert client.get(foreign).status_code in (403, 404)


def test_nobody_else_of_the_panel_and_nobody_recused_finds_it(case: Case) -> None:
    second = case.assignments.get(duty=Duty.REVIEWER)
    client = Client()
    client.force_login(second.expert.user)
    assert client.get(leaders(case)).status_code == 404
    lead = case.assignments.get(duty=Duty.LEADER)
    lead.state = AssignmentState.RECUSED
    lead.save()
    client.force_login(reports.leader())
    assert client.get(leaders(case)).status_code == 404


def test_another_organisation_and_the_bureau_find_nothing(
    case: Case, client_for: ClientFor
) -> None:
    client = client_for("bureau")
    bureau = cast.organisation("bureau")
    there = reverse("standardization:office_report", args=[bureau.pk, case.pk])
    assert client.get(there).status_code == 404
    other = make.organisation()
    make.organisation_user(other, cast.person("reviewer"), technical_head=True)
    there = reverse("standardization:office_report", args=[other.pk, case.pk])
    assert client_for("reviewer").get(there).status_code == 404


def test_a_failed_job_is_started_again(
    case: Case, client_for: ClientFor, run_jobs: RunJobs
) -> None:
    reports.signed(case)
    Job.objects.update(state=Job.State.FAILED)
    client = client_for("expert")
    assert "重新生成" in client.get(leaders(case)).content.decode()
    client.post(leaders(case), {"act": "again"})
    run_jobs()
    report = CaseReport.objects.get(case=case)
    made = set(report.editions.get().copies.values_list("format", flat=True))
    assert made == {CopyFormat.PDF, CopyFormat.WORD}


def test_the_desk_reads_and_sees_what_is_alike(
    case: Case, client_for: ClientFor, run_jobs: RunJobs
) -> None:
    other = reports.reviewed("guanghe")
    reports.signed(other)
    reports.signed(case)
    page = client_for("safety").get(desks(case)).content.decode()
    assert f"{other.number} {other.member.name} 100.0%" in page
    page = client_for("expert").get(leaders(case)).content.decode()
    assert other.number not in page


def test_whoever_handles_the_case_writes_and_another_issues_the_rechecks(
    case: Case, client_for: ClientFor, run_jobs: RunJobs
) -> None:
    reports.rechecked(case)
    address = reverse("admin:standardization_case_report", args=[case.pk, "recheck"])
    client = client_for("safety")
    client.post(address, {"act": "begin"})
    client.post(address, typed(case, act="take"))
    report = CaseReport.objects.get(case=case, kind=ReportKind.RECHECK)
    sent = {"act": "sign", "saves": str(report.saves), "signature": reports.signature()}
    client.post(address, sent)
    run_jobs()
    client_for("safety_head").post(address, {"act": "issue"})
    report.refresh_from_db()
    assert report.state == CaseReportState.ISSUED
