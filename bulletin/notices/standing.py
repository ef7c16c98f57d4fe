"""How a due date stands: who has answered, who hasn't, and what it comes to."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Prefetch, Q, QuerySet, Subquery

from association.base import clock
from association.base.sheets import Written
from association.questionnaires import sheets
from association.questionnaires.asking import Total, totals
from association.questionnaires.enums import ResponseState
from association.questionnaires.models import ResponseFile
from bulletin.enums import NoticeState
from bulletin.models import Due, Notice, Return
from bulletin.notices.audience import addressed, for_member
from members.models import Member

SIGNED = ResponseState.SIGNED
LEAD = ("会员编号", "单位名称", "报送情况", "首次签交", "签交人")


def missing(due: Due) -> QuerySet[Member]:
    """Those it is for who have signed nothing yet."""
    signed = Return.objects.filter(due=due, member=OuterRef("pk"), response__state=SIGNED)
    return addressed(due.form.notice).filter(~Exists(signed))


def answered(due: Due) -> QuerySet[Return]:
    """What was signed, also by members that have left since; by number."""
    rows = Return.objects.filter(due=due, response__state=SIGNED)
    return rows.select_related("member", "response__signed_by", "due").order_by("member__number")


def gathering() -> QuerySet[Notice]:
    """Published, with a due date that is still to come: ``next_due``."""
    coming = Due.objects.filter(form__notice=OuterRef("pk"), due_at__gt=clock.now())
    rows: Any = Notice.objects.filter(state=NoticeState.PUBLISHED).annotate(
        next_due=Subquery(coming.order_by("due_at").values("due_at")[:1])
    )
    found: QuerySet[Notice] = rows.filter(next_due__isnull=False)
    return found


@dataclass(frozen=True, slots=True)
class Counted:
    due: Due
    asked: int
    signed: int
    late: int

    @property
    def open(self) -> int:
        return self.asked - self.signed

    @property
    def percent(self) -> int:
        return round(100 * self.signed / self.asked) if self.asked else 0


def counted(notice: Notice) -> list[Counted]:
    """Every due date of a notice, in time; who answered and has left counts on neither side."""
    members = addressed(notice)
    asked = members.count()
    ours = Q(returns__response__state=SIGNED, returns__member__in=members.values("pk"))
    rows = (
        Due.objects.filter(form__notice=notice)
        .select_related("form__questionnaire", "form__notice")
        .annotate(
            signed=Count("returns", filter=ours),
            late=Count("returns", filter=ours & Q(returns__handed_in_at__gt=F("due_at"))),
        )
        .order_by("due_at", "pk")
    )
    return [Counted(row, asked, row.signed, row.late) for row in rows]


def reckoned(due: Due) -> list[Total]:
    """Over everything signed."""
    values = answered(due).order_by().values_list("response__values", flat=True)
    return totals(due.form.questionnaire.asked(), values)


def workbook(due: Due) -> bytes:
    """Everybody it is for, with what was signed; drafts show nothing."""
    kept = Prefetch("response__files", ResponseFile.objects.select_related("file", "question"))
    returns = {row.member_id: row for row in answered(due).prefetch_related(kept)}
    rows = [_row(row.member, row) for row in returns.values()]
    rows += [_row(member, None) for member in missing(due).order_by("number")]
    rows.sort(key=lambda row: str(row.lead[0]))
    title = f"{due.form.notice.title} {due}"
    return sheets.workbook(due.form.questionnaire, rows, lead=LEAD, title=title)


def _row(member: Member, found: Return | None) -> sheets.Row:
    if found is None:
        lead: tuple[Written, ...] = (member.number, member.name, "未报", None, None)
        return sheets.Row(lead, None)
    word = "逾期报送" if found.late else "已报送"
    by = found.response.signed_by
    lead = (member.number, member.name, word, found.handed_in_at, by.name if by else None)
    return sheets.Row(lead, found.response)


# --- For a member -----------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Owed:
    """A due date as one member sees it."""

    due: Due
    found: Return | None

    @property
    def signed(self) -> bool:
        return self.found is not None and not self.found.response.is_draft

    @property
    def open(self) -> bool:
        return not self.signed and self.due.form.notice.state == NoticeState.PUBLISHED


def owed(member: Member, notices: Iterable[Notice]) -> list[Owed]:
    """Every due date of these notices, in time, with the member's answer."""
    dues = Due.objects.filter(form__notice__in=list(notices)).select_related(
        "form__questionnaire", "form__notice"
    )
    rows = Return.objects.filter(member=member, due__in=dues).select_related("response")
    returns = {row.due_id: row for row in rows}
    found = []
    for due in dues:
        row = returns.get(due.pk)
        if row is not None:
            row.due = due
        found.append(Owed(due, row))
    return found


def still_open(member: Member) -> QuerySet[Due]:
    """What the member has still to hand in, the nearest day first."""
    signed = Return.objects.filter(due=OuterRef("pk"), member=member, response__state=SIGNED)
    return Due.objects.filter(
        ~Exists(signed),
        form__notice__in=for_member(member).filter(state=NoticeState.PUBLISHED).order_by(),
    ).order_by("due_at", "pk")
