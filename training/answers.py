"""A verdict as scripts and other systems read it: these keys and no others (docs/eligibility.md)."""

from typing import Any

from training.eligibility.judging import Verdict


def document(verdict: Verdict) -> dict[str, Any]:
    error = {"error": verdict.error} if verdict.error else {}
    return {
        "id": verdict.applicant.id,
        "result": verdict.result,
        **error,
        "met": verdict.met,
        "branches": [
            {"id": each.branch.id, "status": each.status, "missing": each.missing}
            for each in verdict.branches
        ],
    }
