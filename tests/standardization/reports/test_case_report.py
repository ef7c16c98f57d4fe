"""From the first chapter to the report that the association audits."""

import uuid
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from association.accounts.models import User
from association.base.errors import Refused
from association.base.models import OutboxRow
from standardization.cases import guards, steps
from standardization.enums import (
    CaseReportState,
    CaseState,
    CopyFormat,
    ReportKind,
    ReportState,
    SnapshotKind,
)
from standardization.models import (
    Assignment,
    Case,
    CaseReport,
    Expert,
    ExpertReport,
    KeyArea,
    KeyAreaStatement,
    ReportPolicy,
    ScoreSnapshot,
)
from standardization.reports import completeness, contents, editions, standing, writing
from standardization.reports.writing import Said, Written
from tests.conftest import RunJobs
from tests.factories import cast, papers, reports
from tests.factories import standardization as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def lead(db: None) -> User:
    """岑松, who leads the review."""
    return reports.leader()


@pytest.fixture
def liang(db: None) -> User:
    """梁实, technical head of 云岭."""
    return cast.person("reviewer")


@pytest.fixture
def case(db: None) -> Case:
    """安泰's, reviewed by 云岭 with 86.7 points and two findings, to be reported."""
    return reports.reviewed()


REVIEW, RECHECK = ReportKind.REVIEW, ReportKind.RECHECK


def texts(report: CaseReport) -> list[str]:
    return [each.text for each in completeness.lacks(report)]


def issued(case: Case, run_jobs: RunJobs) -> CaseReport:
    report = reports.signed(case).report
    run_jobs()
    editions.issue(report, papers.licence(), by=cast.person("reviewer"))
    case.refresh_from_db()
    return report


class TestWriting:
    def test_it_begins_once_with_what_the_register_knows(self, case: Case, lead: User) -> None:
        report = writing.begin(case, REVIEW, by=lead)
        assert case.member.credit_code in report.overview
        assert "岑松（评审组长）、倪川（评审员）" in report.process
        assert "现场登记不符合项 2 条" in report.process
        assert report.statements.count() == 2
        assert writing.begin(case, REVIEW, by=lead) == report

    def test_only_who_leads_the_review_writes_its_report(self, case: Case) -> None:
        for role in ("safety", "safety_head", "reviewer", "antai_admin"):
            with pytest.raises(Refused, match="没有权限编制"):
                writing.begin(case, REVIEW, by=cast.person(role))

    def test_of_two_open_pages_the_second_is_told(self, case: Case, lead: User) -> None:
        report = writing.begin(case, REVIEW, by=lead)
        writing.write(report, Written({"conclusion": "达标"}), saves=0, by=lead)
        with pytest.raises(writing.Older, match="又保存过"):
            writing.write(report, Written({"conclusion": "不达标"}), saves=0, by=lead)
        report.refresh_from_db()
        assert (report.conclusion, report.saves) == ("达标", 1)

    def test_what_is_too_long_is_refused_by_its_heading(self, case: Case, lead: User) -> None:
        report = writing.begin(case, REVIEW, by=lead)
        with pytest.raises(Refused, match="“结论”最多 4000 字") as refusal:
            writing.write(report, Written({"conclusion": "长" * 4001}), saves=0, by=lead)
        assert refusal.value.field == "conclusion"

    def test_experts_words_fill_only_what_is_empty(self, case: Case, lead: User) -> None:
        report = writing.begin(case, REVIEW, by=lead)
        writing.write(report, Written({"conclusion": "组长自己的话"}), saves=0, by=lead)
        assert writing.take_over(report, by=lead) == 3  # advice, two key areas
        report.refresh_from_db()
        assert report.conclusion == "组长自己的话"
        assert report.advice.count("意见建议") == 2
        assert all(row.text and row.file for row in report.statements.all())
        assert writing.take_over(report, by=lead) == 0

    def test_a_picture_comes_from_this_case_alone(self, case: Case, lead: User) -> None:
        report = writing.begin(case, REVIEW, by=lead)
        area = KeyArea.objects.filter(site__cases=case).first()
        with pytest.raises(Refused, match="不是本案现场拍的"):
            said = {area.pk: Said("完好", photo=uuid.uuid4())}
            writing.write(report, Written(areas=said), saves=0, by=lead)
        text = SimpleUploadedFile("a.jpg", b"no picture")
        with pytest.raises(Refused) as refusal:
            writing.write(report, Written(areas={area.pk: Said("", upload=text)}), saves=0, by=lead)
        assert refusal.value.field == f"upload_{area.pk}"


class TestSigning:
    def test_all_that_is_missing_is_named(self, lead: User) -> None:
        case = reports.reviewed(accepted=False)
        Expert.objects.filter(name="倪川").update(certificate_number="")
        report = writing.begin(case, REVIEW, by=lead)
        found = texts(report)
        assert "岑松的专家报告还没有采用（还没有写）" in found
        assert "倪川没有登记评审员证书编号" in found
        assert "“结论”还没有写" in found
        (area,) = [each for each in found if "储罐区" in each]
        assert area.endswith("缺管控情况和照片")
        with pytest.raises(Refused, match=r"储罐区.*缺管控情况和照片"):
            editions.sign(report, reports.signature(), saves=0, by=lead)

    def test_a_key_area_declared_later_is_asked_for_too(self, case: Case, lead: User) -> None:
        report = reports.written(case)
        assert texts(report) == []
        KeyArea.objects.create(site=case.sites.get(), kind="power", name="配电室")
        with pytest.raises(Refused, match=r"配电室”缺管控情况和照片"):
            editions.sign(report, reports.signature(), saves=report.saves, by=lead)

    def test_text_alone_is_not_enough(self, case: Case, lead: User) -> None:
        report = reports.written(case)
        KeyAreaStatement.objects.filter(report=report, key_area__name="实验室").update(file=None)
        assert next(each for each in texts(report) if "实验室" in each).endswith("缺照片")

    def test_a_returned_experts_report_holds_it_up(self, case: Case, lead: User) -> None:
        report = reports.written(case)
        own = ExpertReport.objects.get(assignment__expert__name="倪川")
        own.state, own.accepted_by = ReportState.RETURNED, None
        own.save()
        assert texts(report) == ["倪川的专家报告还没有采用（退回修改）"]

    def test_without_a_frozen_score_of_this_round_it_is_not_signed(self, case: Case) -> None:
        """Held anew after the case was sent back, by the same people."""
        report = reports.written(case)
        for each in (Case, Assignment, CaseReport):
            each.objects.update(round=2)
        report = CaseReport.objects.get(pk=report.pk)
        assert texts(report) == ["还没有现场评审的评分记录"]

    def test_what_a_later_round_scores_is_none_of_an_earlier_reports(self, case: Case) -> None:
        report = reports.written(case)
        Case.objects.update(round=2)
        case.refresh_from_db()
        make.scored(case, SnapshotKind.REVIEW, "62.0", "三级")
        make.scored(case, SnapshotKind.RECTIFIED, "91.0", "一级")
        told = contents.contents(CaseReport.objects.get(pk=report.pk))
        assert (told["score"]["score"], told["mended_score"]) == ("86.7", None)

    def test_it_waits_until_what_was_found_is_mended(self, lead: User) -> None:
        case = reports.reviewed(state=CaseState.VERIFYING)
        report = reports.written(case)
        with pytest.raises(Refused, match="还不能签字"):
            editions.sign(report, reports.signature(), saves=report.saves, by=lead)

    def test_signed_it_is_frozen_and_everybody_who_issues_is_told(
        self, case: Case, lead: User, liang: User
    ) -> None:
        edition = reports.signed(case)
        assert editions.digest(edition.data) == edition.digest
        assert edition.data["score"]["score"] == "86.7"
        assert edition.data["signed"]["certificate"] == lead.expert.certificate_number
        assert OutboxRow.objects.filter(person=liang, subject__contains="待出具").exists()
        with pytest.raises(Refused, match="组长已签，待出具"):
            writing.write(edition.report, Written(), saves=edition.report.saves, by=lead)

    def test_what_was_changed_meanwhile_is_looked_at_first(self, case: Case, lead: User) -> None:
        report = reports.written(case)
        with pytest.raises(writing.Older, match="请看过现在的内容"):
            editions.sign(report, reports.signature(), saves=report.saves - 1, by=lead)


class TestIssuing:
    def test_it_takes_another_person(self, case: Case, lead: User, run_jobs: RunJobs) -> None:
        edition = reports.signed(case)
        run_jobs()
        make.organisation_user(case.organisation, lead, technical_head=True)
        with pytest.raises(Refused, match="签字组长以外的人"):
            editions.issue(edition.report, papers.licence(), by=lead)

    def test_a_clerk_who_is_not_technical_head_does_not_issue(
        self, case: Case, liang: User, run_jobs: RunJobs
    ) -> None:
        edition = reports.signed(case)
        run_jobs()
        case.organisation.people.update(technical_head=False)
        with pytest.raises(Refused, match="技术负责人"):
            editions.issue(edition.report, papers.licence(), by=liang)
        with pytest.raises(Refused, match="还缺盖章扫描件"):
            steps.take(case, "issue_report", by=liang)

    def test_copies_first_then_the_stamped_paper(
        self, case: Case, liang: User, run_jobs: RunJobs
    ) -> None:
        report = reports.signed(case).report
        with pytest.raises(Refused, match="PDF、Word 还在生成"):
            editions.issue(report, papers.licence(), by=liang)
        run_jobs()
        with pytest.raises(Refused, match="盖章"):
            editions.issue(report, by=liang)
        editions.issue(report, papers.licence(), by=liang)
        case.refresh_from_db()
        assert case.state == CaseState.REPORT_AUDIT
        assert (report.state, report.issued_by) == (CaseReportState.ISSUED, liang)
        assert report.editions.get().copies.filter(format=CopyFormat.STAMPED).count() == 1

    def test_the_printed_copy_itself_may_come_back_stamped(
        self, case: Case, liang: User, run_jobs: RunJobs
    ) -> None:
        edition = reports.signed(case)
        run_jobs()
        with edition.copies.get(format=CopyFormat.PDF).file.content.open("rb") as file:
            stamped = SimpleUploadedFile("盖章.pdf", file.read())
        editions.issue(edition.report, stamped, by=liang)
        case.refresh_from_db()
        assert case.state == CaseState.REPORT_AUDIT

    def test_the_cases_step_asks_for_the_report(self, case: Case) -> None:
        assert "还没有由组长签字" in str(guards.report_incomplete(case))
        reports.signed(case)
        assert guards.report_incomplete(case) == "评审报告还缺PDF、Word、盖章扫描件。"

    def test_sent_back_before_it_is_issued_it_is_signed_as_the_second_edition(
        self, case: Case, lead: User, liang: User, run_jobs: RunJobs
    ) -> None:
        report = reports.signed(case).report
        with pytest.raises(Refused, match="理由"):
            editions.send_back(report, reason="", by=liang)
        editions.send_back(report, reason="储罐区照片不清", by=liang)
        assert report.state == CaseReportState.RETURNED
        assert OutboxRow.objects.filter(person=lead, subject__contains="退回修改").exists()
        again = editions.sign(report, reports.signature(), saves=report.saves, by=lead)
        assert again.number == 2


class TestAudit:
    def propose(self, case: Case, **facts: bool) -> Case:
        proposal = steps.propose(
            case, "pass_audit", by=cast.person("safety"), reason="完整", facts=facts
        )
        return steps.decide(proposal, granted=True, by=cast.person("safety_head"))

    def test_what_the_audit_returns_is_signed_again(
        self, case: Case, lead: User, liang: User, run_jobs: RunJobs
    ) -> None:
        report = issued(case, run_jobs)
        proposal = steps.propose(
            case, "return_report", by=cast.person("safety"), reason="结论与得分不符"
        )
        steps.decide(proposal, granted=True, by=cast.person("safety_head"))
        report.refresh_from_db()
        assert (report.state, report.issued_by) == (CaseReportState.RETURNED, None)
        case.refresh_from_db()
        assert case.state == CaseState.REPORTING
        again = editions.sign(report, reports.signature(), saves=report.saves, by=lead)
        assert again.number == 2
        assert "还缺" in str(guards.report_incomplete(case))
        run_jobs()
        editions.issue(report, papers.licence(), by=liang)
        case.refresh_from_db()
        assert case.state == CaseState.REPORT_AUDIT

    def test_it_passes(self, case: Case, run_jobs: RunJobs) -> None:
        issued(case, run_jobs)
        assert self.propose(case).state == CaseState.RECHECK_SELECTION

    def test_it_does_not_pass_without_a_report(self) -> None:
        case = reports.reviewed(state=CaseState.REPORT_AUDIT)
        with pytest.raises(Refused, match="评审报告还没有出具"):
            self.propose(case)

    def test_a_score_that_its_sheet_does_not_give_stops_it(
        self, case: Case, run_jobs: RunJobs
    ) -> None:
        made = ScoreSnapshot.objects.get(case=case)
        forged = ScoreSnapshot.objects.create(
            case=case, round=made.round, kind=made.kind, sheet=made.sheet, sheet_hash=made.sheet_hash,
            result=made.result.replace("86.7", "96.7"), engine="1", taken_by=made.taken_by,
            taken_at=made.taken_at,
        )  # fmt: skip
        assert forged.result != made.result
        issued(case, run_jobs)
        with pytest.raises(Refused, match="重新计分的结果与记录不同"):
            self.propose(case)

    def test_one_that_is_like_another_takes_a_second_look(
        self, case: Case, run_jobs: RunJobs
    ) -> None:
        other = reports.reviewed("guanghe")
        issued(other, run_jobs)
        report = issued(case, run_jobs)
        (found,) = standing.latest(report).alike
        assert (found["number"], found["percent"]) == (other.number, "100.0")
        with pytest.raises(Refused, match=f"{other.number}（100.0%）"):
            self.propose(case)
        assert self.propose(case, alike_checked=True).state == CaseState.RECHECK_SELECTION

    def test_the_policy_says_from_where_on(self, case: Case, run_jobs: RunJobs) -> None:
        other = reports.reviewed("guanghe")
        issued(other, run_jobs)
        ReportPolicy.objects.update(most_alike=Decimal(100))
        issued(case, run_jobs)
        assert standing.too_alike(case) == []

    def test_another_organisations_report_is_not_compared(
        self, case: Case, run_jobs: RunJobs
    ) -> None:
        other = reports.reviewed("guanghe")
        Case.objects.filter(pk=other.pk).update(organisation=make.organisation())
        reports.signed(Case.objects.get(pk=other.pk))
        assert reports.signed(case).alike == []


class TestRecheck:
    @pytest.fixture
    def case(self) -> Case:
        return reports.rechecked(reports.reviewed())

    def test_the_recommendation_waits_for_its_report(self, case: Case, run_jobs: RunJobs) -> None:
        assert guards.not_ready_to_recommend(case) == "现场复核报告还没有出具。"
        shi = cast.person("safety")
        report = reports.signed(case, RECHECK, by=shi).report
        run_jobs()
        with pytest.raises(Refused, match="签字组长以外"):
            editions.issue(report, by=shi)
        editions.issue(report, by=cast.person("safety_head"))
        case.refresh_from_db()
        assert (report.state, case.state) == (CaseReportState.ISSUED, CaseState.PANEL)
        assert guards.not_ready_to_recommend(case) is None

    def test_it_tells_how_far_it_is_from_the_review(self, case: Case) -> None:
        data = reports.signed(case, RECHECK, by=cast.person("safety")).data
        assert data["deviation"]["review"] == data["deviation"]["recheck"] == "90.0"
        assert data["score"]["score"] == "81.0"
        assert [each["name"] for each in data["panel"]] == ["柏舟"]
        assert data["findings"] == []

    def test_a_case_that_was_not_rechecked_needs_none(self) -> None:
        case = reports.reviewed(state=CaseState.PANEL)
        assert guards.not_ready_to_recommend(case) is None
