"""How much of one report stands in another one of the same organisation as well (报告雷同).

Compared is what people wrote, without the names of the company and its places and without the
standard's own sentences, which every report has: else all would be alike.
"""

import re
from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from standardization.models import CaseReport, ReportEdition

SHINGLE = 5
"""Characters that are compared at a time."""
MOST, TOLD = 200, 5
"""So many of the latest reports are looked at, and so many of the most alike are told of."""
_NOT_WORDS = re.compile(r"[^\u3400-\u9fffA-Za-z]+")
_TENTH = Decimal("0.1")


def bare(texts: Iterable[str], *, without: Iterable[str]) -> str:
    """What is compared of these texts: words alone, since figures and days always differ."""
    whole = "\n".join(texts)
    for known in sorted({each.strip() for each in without}, key=len, reverse=True):
        if len(known) > 1:
            whole = whole.replace(known, "\n")
    return _NOT_WORDS.sub("", whole)


def per_cent(one: str, other: str) -> Decimal:
    """Jaccard's measure of the two texts' shingles; 0 where one is too short to have any."""
    return _per_cent(_shingles(one), _shingles(other))


def like(report: CaseReport, text: str) -> list[dict[str, Any]]:
    """The most alike among the latest signed reports that the same organisation wrote of other
    cases, the most alike first."""
    if report.case.organisation_id is None:
        return []
    mine = _shingles(text)
    found = []
    for other in _others(report):
        percent = _per_cent(mine, _shingles(str(other.data.get("compared", ""))))
        if percent > 0:
            case = other.report.case
            told = {"edition": other.pk, "number": case.number, "company": case.member.name}
            found.append((percent, {**told, "percent": str(percent)}))
    found.sort(key=lambda each: each[0], reverse=True)
    return [told for _, told in found[:TOLD]]


def _others(report: CaseReport) -> Iterable[ReportEdition]:
    rows = ReportEdition.objects.filter(
        report__kind=report.kind, report__case__organisation=report.case.organisation_id
    ).exclude(report__case=report.case_id)
    latest = rows.order_by("report_id", "-number").distinct("report_id").values("pk")
    return (
        ReportEdition.objects.filter(pk__in=latest)
        .select_related("report__case__member")
        .order_by("-pk")[:MOST]
    )


def _shingles(text: str) -> frozenset[str]:
    return frozenset(text[at : at + SHINGLE] for at in range(len(text) - SHINGLE + 1))


def _per_cent(one: frozenset[str], other: frozenset[str]) -> Decimal:
    if not one or not other:
        return Decimal(0)
    share = Decimal(100 * len(one & other)) / len(one | other)
    return share.quantize(_TENTH, ROUND_HALF_UP)
