"""What the steps of a case ask of its reports. Nothing here takes a step."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from standardization.enums import CaseReportState, CopyFormat, ReportKind, VisitKind, VisitState
from standardization.library import snapshots
from standardization.models import Case, CaseReport, ReportEdition, ReportPolicy
from standardization.reports import stage
from standardization.reports.case_states import CASE_REPORTS
from standardization.rules import Actor

MADE = (CopyFormat.PDF, CopyFormat.WORD)
NEEDED = (*MADE, CopyFormat.STAMPED)
CHECKED = "alike_checked"
"""Fact of a proposal: whoever proposes has held the alike reports against each other."""


def latest(report: CaseReport) -> ReportEdition | None:
    return report.editions.order_by("-number").first()


def formats(edition: ReportEdition) -> set[str]:
    return set(edition.copies.values_list("format", flat=True))


def not_to_issue(case: Case) -> str | None:
    """Why the review's report of this round can't go to the association yet."""
    report = stage.report_of(case, ReportKind.REVIEW)
    edition = latest(report) if report else None
    if report is None or edition is None or report.state != CaseReportState.SIGNED:
        return "评审报告还没有由组长签字。请评审组长编制齐全后签字。"
    lacking = [each.label for each in NEEDED if each not in formats(edition)]
    return f"评审报告还缺{'、'.join(lacking)}。" if lacking else None


def recheck_unreported(case: Case) -> str | None:
    """A recheck that was held ends with its report."""
    rows = case.visits.filter(kind=VisitKind.RECHECK, state=VisitState.DONE)
    if not rows.filter(attendees__assignment__round=case.round).exists():
        return None
    report = stage.report_of(case, ReportKind.RECHECK)
    if report is None or report.state != CaseReportState.ISSUED:
        return "现场复核报告还没有出具。"
    return None


def too_alike(case: Case) -> list[dict[str, Any]]:
    """Reports of the same organisation that the issued one is more alike to than the policy
    allows unseen."""
    report = stage.report_of(case, ReportKind.REVIEW)
    edition = latest(report) if report else None
    policy = ReportPolicy.objects.first()
    if edition is None or policy is None:
        return []
    return [each for each in edition.alike if Decimal(each["percent"]) > policy.most_alike]


def not_to_pass(case: Case, facts: Mapping[str, Any]) -> str | None:
    """Why the review's report doesn't pass its audit: it isn't there, its score isn't what its
    sheet says, or it is much like another one and nobody has looked."""
    report = stage.report_of(case, ReportKind.REVIEW)
    if report is None or report.state != CaseReportState.ISSUED:
        return "评审报告还没有出具，不能通过审核。"
    score = stage.score(case, report.kind, report.round)
    if score is None:
        return "还没有现场评审的评分记录。"
    if fault := snapshots.fault(score):
        return f"现场评审的评分记录有误：{fault}。请退回报告，并告知系统管理员。"
    alike = too_alike(case)
    if alike and not facts.get(CHECKED):
        told = "、".join(f"{each['number']}（{each['percent']}%）" for each in alike)
        return f"报告与同一评审单位的 {told} 相似度超过上限。请对照核对后勾选“已核对”再提出。"
    return None


def returned(case: Case, *, by: Actor, reason: str) -> None:
    """The case's step took the report back."""
    report = stage.report_of(case, ReportKind.REVIEW)
    if report is not None and report.state == CaseReportState.ISSUED:
        CASE_REPORTS.perform(report, "return", by=by, reason=reason)
