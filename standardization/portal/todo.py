"""What a company's first page says of reviews: what is asked of the company now, each with its day and
its page. One query, however many cases there are; one more step for whoever has to be asked whether
a lower grade will do."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import JSONObject
from django.urls import reverse

from association.base import clock
from association.base.templatetags.ui import day as day_words
from members.models import Member
from standardization.enums import CLOSED, CaseKind, CaseState, ClockKind, VisitKind, VisitState
from standardization.findings.states import GIVEN_UP, TO_FIX
from standardization.grades import judging, records
from standardization.models import (
    AnnualSelfReview,
    Case,
    Clock,
    Finding,
    GradePolicy,
    GradeRecord,
    LowerGradeConsent,
    Visit,
)

S = CaseState
Todo = dict[str, Any]
"""As ``ui/task.html`` wants it."""
AHEAD = timedelta(60)
"""So long before its day a yearly self-review is shown."""
_RENEWALS = (CaseKind.RENEWAL, CaseKind.RENEWAL_FAST)
_VISITS = (VisitKind.REVIEW, VisitKind.RECHECK, VisitKind.VERIFICATION)
"""A look back may come unannounced."""


def todo(member: Member, *, heads: bool) -> list[Todo]:
    """``heads``: the person at the screen speaks for the company."""
    told = Member.objects.filter(pk=member.pk).values(
        open_cases=ArraySubquery(_cases()),
        mending=ArraySubquery(_findings()),
        coming=ArraySubquery(_visits()),
        living=ArraySubquery(_grades()),
    )
    row = told.get()
    renewing = any(case["kind"] in _RENEWALS for case in row["open_cases"])
    return [
        *_to_mend(row["mending"]),
        *(each for case in row["open_cases"] for each in _of_case(case, heads=heads)),
        *(_of_visit(each) for each in row["coming"]),
        *(each for grade in row["living"] for each in _of_grade(grade, renewing=renewing)),
    ]


# --- What is read -----------------------------------------------------------------------------------
def _cases() -> QuerySet[Any, Any]:
    """Open ones, each with the day on which its own term ends and how many gaps are left."""
    running = Clock.objects.filter(
        case=OuterRef("pk"),
        kind__in=(ClockKind.CORRECTION, ClockKind.INTERNAL_NOTICE),
        done_on__isnull=True,
    )
    consents = LowerGradeConsent.objects.filter(case=OuterRef("pk"), round=OuterRef("round"))
    rows = Case.objects.filter(member=OuterRef("pk")).exclude(state__in=CLOSED).order_by("pk")
    return rows.annotate(
        term=Subquery(running.values("due_on")[:1]),
        gaps_left=Count("gaps", filter=Q(gaps__answered_at__isnull=True)),
        consented=Exists(consents),
    ).values(
        told=JSONObject(
            pk="pk", number="number", kind="kind", state="state", applied="grade_applied",
            term="term", gaps="gaps_left", consented="consented",
        )
    )  # fmt: skip


def _findings() -> QuerySet[Any, Any]:
    rows = Finding.objects.filter(case__member=OuterRef("pk"), state__in=TO_FIX).exclude(
        case__state__in=GIVEN_UP
    )
    return rows.order_by("deadline").values("deadline")


def _visits() -> QuerySet[Any, Any]:
    rows = Visit.objects.filter(
        case__member=OuterRef("pk"),
        kind__in=_VISITS,
        state__in=(VisitState.PLANNED, VisitState.READY),
        on__gte=clock.today(),
    ).exclude(case__state__in=CLOSED)
    return rows.order_by("on").values(
        told=JSONObject(
            case="case_id", number="case__number", kind="kind", on="on", site="site__name"
        )
    )


def _grades() -> QuerySet[Any, Any]:
    """In force, with the window of renewal by what held when each began (``records.policy``)."""
    today = clock.today()
    policies = GradePolicy.objects.filter(since__lte=OuterRef("start")).order_by("-since")
    handed_in = AnnualSelfReview.objects.filter(record=OuterRef("pk")).values("year")
    rows = GradeRecord.objects.filter(
        member=OuterRef("pk"), start__lte=today, end__gte=today, revoked_on__isnull=True
    ).order_by("end")
    return rows.annotate(
        months=Subquery(policies.values("renewal_months")[:1]),
        years=ArraySubquery(handed_in),
        followed=F("renewed_by"),
    ).values(
        told=JSONObject(
            pk="pk", number="number", grade="grade", start="start", end="end", months="months",
            years="years", followed="followed",
        )
    )  # fmt: skip


# --- What is said -----------------------------------------------------------------------------------
def _to_mend(deadlines: list[date]) -> Iterator[Todo]:
    """All in one: the list shows each."""
    if deadlines:
        yield _todo(
            f"整改不符合项：{len(deadlines)} 条",
            f"最近的期限 {day_words(deadlines[0])}。请填写整改情况，附整改后的照片。",
            reverse("standardization:company_findings"),
            "去整改",
            on=deadlines[0],
        )


def _of_case(case: dict[str, Any], *, heads: bool) -> Iterator[Todo]:
    number, term = case["number"] or "", _day(case["term"])
    if case["state"] == S.CORRECTION:
        text = f"还有 {case['gaps']} 项没有填写，填完一次提交。逾期的按现有材料审核。"
        url = reverse("standardization:company_correction", args=[case["pk"]])
        yield _todo("补正申请材料", text, url, "去补正", on=term, number=number)
    elif case["state"] == S.INTERNAL_NOTICE and term and term < clock.today():
        who = "请" if heads else "请单位管理员"
        url = reverse("standardization:company_apply", args=[case["pk"]])
        text = f"企业内部公示已满期，{who}逐条承诺并提交。"
        yield _todo("提交定级申请", text, url, "去提交", number=number)
    elif case["state"] == S.PANEL and heads and not case["consented"]:
        grade = judging.to_consent(Case.objects.get(pk=case["pk"]))
        url = reverse("standardization:company_case", args=[case["pk"]])
        text = f"评分达到{grade}，低于申请的{case['applied']}。同意按{grade}办理的，请确认。"
        if grade:
            yield _todo("确认较低的等级", text, url, "去确认", number=number)


def _of_visit(visit: dict[str, Any]) -> Todo:
    return _todo(
        f"迎接{VisitKind(visit['kind']).label}",
        f"{visit['site']}。首次、末次会议请主要负责人和安全管理人员参加并签到。",
        reverse("standardization:company_case", args=[visit["case"]]),
        "看案件",
        on=_day(visit["on"]),
        number=visit["number"] or "",
    )


def _of_grade(grade: dict[str, Any], *, renewing: bool) -> Iterator[Todo]:
    today, end = clock.today(), date.fromisoformat(grade["end"])
    record = GradeRecord(start=date.fromisoformat(grade["start"]), end=end)
    for year, on in records.missing_years(record, grade["years"], today):
        if on - today <= AHEAD:
            url = reverse("standardization:company_yearly_review", args=[grade["pk"], year])
            title, text = f"提交第 {year} 年自评报告", f"期限 {day_words(on)}（含）。"
            yield _todo(title, text, url, "去提交", on=on, number=grade["number"])
    if renewing or grade["followed"] or grade["months"] is None:
        return
    if records.window(record, grade["months"]) <= today:
        url = reverse("standardization:company_case_add")
        text = f"有效期到{day_words(end)}（含），现在可以申请复评。"
        title = f"申请复评：{grade['grade']}快到期"
        yield _todo(title, text, url, "去申请", on=end, number=grade["number"])


def _day(told: str | None) -> date | None:
    return date.fromisoformat(told) if told else None


def _todo(
    title: str, text: str, url: str, action: str, *, on: date | None = None, number: str = ""
) -> Todo:
    return {
        "title": title,
        "text": text,
        "meta": "安全生产标准化" + (f" · {number}" if number else ""),
        "url": url,
        "action": action,
        **({"on": on, "days": (on - clock.today()).days} if on else {"s": "due", "word": "请办理"}),
    }
