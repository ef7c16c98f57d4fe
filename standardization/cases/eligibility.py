"""What speaks for or against an application, shown beside it: bans, accidents, other cases. What
the association has recorded itself; what a company has to prove stands in its papers."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q, QuerySet, Sum

from association.base import clock
from association.base.templatetags.ui import day as day_words
from members.enums import MemberState
from members.models import Member
from standardization.cases.months import months_after
from standardization.enums import CLOSED, CaseState, Purpose, VersionState
from standardization.models import Accident, Ban, Case, CaseStandard, StandardVersion

MONTHS = (12, 36)


@dataclass(frozen=True, slots=True)
class Fact:
    """``s`` is the shape of the state: ok, due, stop or none."""

    s: str
    title: str
    text: str


def ban(member: Member) -> Ban | None:
    """The one in force today that ends last."""
    rows = Ban.objects.filter(member=member, until__gte=clock.today(), lifted_on__isnull=True)
    return rows.order_by("-until").first()


def open_case(member: Member, version: StandardVersion, *, but: Case | None = None) -> Case | None:
    """The case under way for the same standard, in whichever version."""
    rows = CaseStandard.objects.filter(
        case__member=member, version__standard=version.standard_id
    ).exclude(case__state__in=CLOSED)
    found = rows.exclude(case=but).select_related("case__member").first()
    return found.case if found else None


def in_force(day: date) -> QuerySet[StandardVersion]:
    """The versions by which a case may be begun on this day."""
    return (
        StandardVersion.objects.filter(
            Q(end__isnull=True) | Q(end__gte=day),
            state=VersionState.PUBLISHED,
            purpose=Purpose.REVIEW,
            start__lte=day,
        )
        .select_related("standard")
        .order_by("standard__code")
    )


def newer(case: Case) -> list[str]:
    """Sentences on versions that came into force since: the case is held by its own to the end."""
    said = []
    for each in case.standards.select_related("version__standard"):
        later = in_force(clock.today()).filter(
            standard=each.version.standard_id, start__gt=each.version.start
        )
        said += [
            f"{each.version.standard.title}已有新版本（{one.label}，{day_words(one.start)}起实施），"
            f"本案仍按立案时的{each.version.label}版办理。"
            for one in later
        ]
    return said


def facts(case: Case) -> list[Fact]:
    member, today = case.member, clock.today()
    return [
        _membership(member),
        _ban(member),
        *(_accidents(member, months, today) for months in MONTHS),
        _others(case),
        _before(case),
    ]


def _membership(member: Member) -> Fact:
    ok = member.state == MemberState.ACTIVE
    return Fact("ok" if ok else "due", "会籍", member.get_state_display())


def _ban(member: Member) -> Fact:
    found = ban(member)
    if found is None:
        return Fact("ok", "不受理期限", "没有在期的限制")
    return Fact("stop", "不受理期限", f"{found.reason}，至{day_words(found.until)}（含）")


def _accidents(member: Member, months: int, today: date) -> Fact:
    rows = Accident.objects.filter(
        member=member, on__gt=months_after(today, -months), voided_on__isnull=True
    )
    told = rows.aggregate(
        n=Count("pk"), deaths=Sum("deaths"), serious=Sum("serious"), loss=Sum("loss")
    )
    title = f"近 {months} 个月事故"
    if not told["n"]:
        return Fact("ok", title, "没有登记")
    text = (
        f"{told['n']} 起，死亡 {told['deaths']} 人，重伤 {told['serious']} 人，"
        f"直接经济损失 {told['loss']:,.2f} 元"
    )
    return Fact("stop" if told["deaths"] else "due", title, text)


def _others(case: Case) -> Fact:
    rows = Case.objects.filter(member=case.member_id).exclude(state__in=CLOSED)
    count = rows.exclude(pk=case.pk).count()
    return Fact("due" if count else "ok", "在办的其他案件", f"{count} 件" if count else "没有")


def _before(case: Case) -> Fact:
    ended = Case.objects.filter(
        member=case.member_id,
        state__in=(CaseState.FAILED, CaseState.TERMINATED, CaseState.ANNOUNCED),
    )
    row = ended.exclude(pk=case.pk).order_by("-since").first()
    if row is None:
        return Fact("none", "以前的评审", "没有记录")
    s = "ok" if row.state == CaseState.ANNOUNCED else "due"
    return Fact(s, "以前的评审", f"{row.number}，{row.get_state_display()}，{day_words(row.since)}")
