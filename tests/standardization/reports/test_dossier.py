"""Every paper of a case, in the order of the shelf."""

import io

import pypdfium2 as pdfium
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from association.base import clock
from standardization.cases import documents
from standardization.enums import AssignmentState, CaseState, DocumentKind, Duty, RelationKind
from standardization.grades import objecting
from standardization.models import Case, Declaration, PublicNotice
from standardization.people import assigning
from standardization.reports import dossier, editions
from tests.conftest import ClientFor, RunJobs
from tests.factories import cast, papers, people, reports
from tests.factories import standardization as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(db: None) -> Case:
    """安泰's, reviewed by 云岭 with 86.7 points and two findings, to be reported."""
    return reports.reviewed()


def titles(case: Case) -> dict[str, list[str]]:
    return {each.title: [paper.title for paper in each.papers] for each in dossier.dossier(case)}


@pytest.fixture
def full(case: Case, run_jobs: RunJobs) -> Case:
    """Reported and issued, with a paper of the company's."""
    by = cast.person("safety")
    documents.hand_in(case, papers.licence(), kind=DocumentKind.EVIDENCE, title="执照", by=by)
    report = reports.signed(case).report
    run_jobs()
    editions.issue(report, papers.licence(), by=cast.person("reviewer"))
    return case


def test_it_stands_in_the_usual_order(full: Case) -> None:
    found = titles(full)
    order = ["申请材料", "委派", "回避申报", "计划", "会议签到", "检查表和评分", "不符合项"]
    order += ["整改和验收", "专家报告", "评审和复核报告"]
    assert list(found) == order
    assert found["申请材料"] == ["申请材料：执照"]
    assert found["专家报告"] == ["专家报告：岑松，第 1 版", "专家报告：倪川，第 1 版"]
    assert [each.split()[-1] for each in found["评审和复核报告"]] == ["PDF", "盖章扫描件"]


def test_pages_of_a_pdf_are_counted(full: Case) -> None:
    (section,) = [each for each in dossier.dossier(full) if each.title == "评审和复核报告"]
    with section.papers[0].file.content.open("rb") as file:
        assert section.papers[0].pages == len(pdfium.PdfDocument(file.read())) > 5
    assert section.papers[1].pages >= 1


def test_who_bowed_out_stays_in_it(case: Case) -> None:
    by, who = cast.person("safety"), make.expert_user("阮知秋")
    row = make.assignment(case, who, by=by, duty=Duty.REVIEWER, state=AssignmentState.DECLARING)
    assigning.declare(
        row, clear=False, kinds=[RelationKind.RELATIVE], text="表弟在该企业", by=who.user
    )
    assert Declaration.objects.filter(assignment=row).exists()
    assert "回避申报：阮知秋（评审员），有利害关系，回避" in titles(case)["回避申报"]


def test_it_is_a_page_and_a_pdf(full: Case, client_for: ClientFor) -> None:
    client = client_for("safety")
    page = client.get(reverse("admin:standardization_dossier", args=[full.pk]))
    assert "专家报告：倪川，第 1 版" in page.content.decode()
    printed = client.get(reverse("admin:standardization_dossier_pdf", args=[full.pk]))
    with pdfium.PdfDocument(io.BytesIO(printed.getvalue())) as document:
        text = "".join(page.get_textpage().get_text_range() for page in document)
    assert "案卷目录" in text
    assert full.number in text


def test_only_files_that_it_names_are_handed_out(full: Case, client_for: ClientFor) -> None:
    client = client_for("safety")
    name = "admin:standardization_dossier_file"
    own = full.documents.get().file_id
    assert client.get(reverse(name, args=[full.pk, own])).getvalue()  # type: ignore[attr-defined]
    other = reports.picture().pk
    assert client.get(reverse(name, args=[full.pk, other])).status_code == 404


def test_an_objectors_paper_is_for_whoever_handles_the_case_alone(
    full: Case, client_for: ClientFor
) -> None:
    """Who objected is told to nobody else, and the paper names them."""
    Case.objects.filter(pk=full.pk).update(state=CaseState.PUBLICITY)
    notice = PublicNotice.objects.create(case=full, round=1, grade="二级", opened_on=clock.today())
    told = objecting.file(
        notice, name="路仁", mobile=people.mobile(), text="储罐没有整改", paper=papers.licence()
    )
    assert told.file
    file = reverse("admin:standardization_dossier_file", args=[full.pk, told.file.pk])
    page = reverse("admin:standardization_dossier", args=[full.pk])
    desk, head = client_for("safety"), client_for("head")
    assert file in desk.get(page).content.decode()
    assert desk.get(file).getvalue()  # type: ignore[attr-defined]
    assert file not in head.get(page).content.decode()
    assert head.get(file).status_code == 404


def test_its_queries_do_not_grow_with_findings(case: Case) -> None:
    with CaptureQueriesContext(connection) as few:
        dossier.dossier(case)
    by = cast.person("safety")
    for _ in range(20):
        make.finding(case, by=by, at=case.visits.get())
    with CaptureQueriesContext(connection) as many:
        dossier.dossier(case)
    assert len(many) == len(few)
