"""A verdict as pages show it: branch by branch, with the word and shape of each part."""

from collections.abc import Iterable
from typing import Any

from association.base.errors import Refused
from training import application
from training.eligibility import sentences
from training.eligibility.judging import UNMET, BranchAnswer, Verdict
from training.enrolment import facts, judging
from training.models import Enrolment

RESULTS = {
    "eligible": ("ok", "符合条件", "可以申报。请按满足的那一条准备证明材料。"),
    "conditional": ("run", "有条件符合", "在校应届毕业生可以先申报，取得毕业证书后补交。"),
    "needs_evidence": ("due", "待补充", "有的内容没有填，还不能判断。"),
    "ineligible": ("stop", "暂不符合", "各条都还差一些，见下。"),
}
STATUSES = {
    "met": ("ok", "满足"),
    "conditional": ("run", "有条件满足"),
    "needs_evidence": ("due", "待补充"),
    "unmet": ("stop", "未满足"),
}


def shown(verdict: Verdict, version: application.Version) -> dict[str, Any]:
    """For ``training/verdict.html``."""
    return {
        "shape": RESULTS[verdict.result],
        "result": verdict.result,
        "error": verdict.error,
        "rule_set": version.row,
        "branches": [_branch(each, version) for each in verdict.branches],
    }


def of(enrolment: Enrolment) -> dict[str, Any]:
    """The same for somebody in a class. Facts that nobody can read any more are an error to show,
    not one to break the page."""
    version = application.in_force(enrolment.applied_on)
    try:
        return shown(judging.verdict(enrolment), version)
    except Refused as refusal:
        unread = RESULTS["needs_evidence"]
        return {
            "shape": unread,
            "result": "needs_evidence",
            "error": refusal.message,
            "rule_set": version.row,
            "branches": [],
        }


def results(enrolments: Iterable[Enrolment]) -> dict[int, tuple[str, str, str]]:
    """Shape, word and sentence by the enrolment's key: one query, however many."""
    readable, found = [], {}
    for row in enrolments:
        found[row.pk] = RESULTS["needs_evidence"]
        try:
            readable.append(facts.applicant(row))
        except Refused:
            continue
    for verdict in application.judged(readable):
        found[int(verdict.applicant.id)] = RESULTS[verdict.result]
    return found


def _branch(answer: BranchAnswer, version: application.Version) -> dict[str, Any]:
    return {
        "branch": answer.branch,
        "status": answer.status,
        "shape": STATUSES[answer.status],
        "parts": [
            {
                "line": each.missing
                if each.status == UNMET
                else sentences.asked(each.part, version.rules),
                "shape": STATUSES[each.status],
                "note": "" if each.status == UNMET else each.missing,
                "paper": each.paper,
            }
            for each in answer.parts
        ],
    }
