"""申报条件自查: for which level may I apply, by which condition, and what do I still lack? Open to
everybody; what is typed is judged and forgotten."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from association.base import clock
from training import application
from training.eligibility import sentences
from training.eligibility.judging import UNMET, BranchAnswer, Verdict
from training.forms import Sheet
from training.portal.sections import sections

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


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def eligibility(request: HttpRequest) -> HttpResponse:
    version = application.in_force(clock.today())
    sheet = Sheet(version.rules)
    told: dict[str, Any] = {
        "sheet": sheet,
        "rule_set": version.row,
        "views": sections("training:eligibility"),
    }
    if "more" in request.POST:
        sheet.reopen(request.POST, more=request.POST["more"])
    elif request.method == "POST":
        if not sheet.read(request.POST):
            return render(request, "training/eligibility.html", told, status=422)
        (verdict,) = application.judged([sheet.applicant()])
        told["verdict"] = _shown(verdict, application.in_force(verdict.applicant.apply_on))
    return render(request, "training/eligibility.html", told)


def _shown(verdict: Verdict, version: application.Version) -> dict[str, Any]:
    return {
        "shape": RESULTS[verdict.result],
        "error": verdict.error,
        "rule_set": version.row,
        "branches": [_branch(each, version) for each in verdict.branches],
    }


def _branch(answer: BranchAnswer, version: application.Version) -> dict[str, Any]:
    return {
        "branch": answer.branch,
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
