"""A member's dues: what is owed, what was relieved and why, until when, and the notice to pay by."""

from dataclasses import dataclass
from decimal import Decimal
from io import BytesIO
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from association.base import clock, files, pdf
from association.base.errors import Refused
from association.base.money import grouped
from members.dues import notices, reasons
from members.dues.statements import ZERO, Statement, Year, backed_by, statement
from members.enums import DuesLabel, MemberState
from members.models import ReliefApplication
from members.payments.vouchers import waiting_sum
from members.portal.access import current_member, member_required
from members.register.standing import standing
from members.relief.applications import ENDED


@dataclass(frozen=True, slots=True)
class Shown:
    """A year as the template writes it."""

    year: Year
    situation: str
    why: str
    primary: bool
    """Whether its notice is the one thing to be done on this page."""
    sums: list[dict[str, Any]]
    later: list[dict[str, Any]]
    relief: ReliefApplication | None = None
    """The latest application for relief of this year."""
    may_ask: bool = False


@member_required
@require_safe
def dues(request: HttpRequest) -> HttpResponse:
    member = current_member(request)
    account = statement(member)
    owed = account.owed
    asked = {row.assessment_id: row for row in member.relief_applications.order_by("pk")}
    context = {
        "member": member,
        "standing": standing(member, clock.today()),
        "summary": _summary(account, waiting=waiting_sum(member)),
        "years": [
            _shown(year, primary=bool(owed) and year is owed[0], asked=asked)
            for year in account.years
        ],
        "lines": account.lines(),
        "total": account.total(),
        "notices": [notices.notice(member, year) for year in owed],
    }
    return render(request, "members/portal/dues.html", context)


def _summary(account: Statement, *, waiting: Decimal) -> str:
    """Under the title: what the years below don't say each for itself."""
    this_year, owed = clock.today().year, account.owed
    sentences = []
    if len(owed) > 1:
        total = grouped(sum((year.balance for year in owed), ZERO))
        sentences.append(f"有 {len(owed)} 个年度待缴，共 {total} 元。")
    if waiting:
        sentences.append(f"凭证 {grouped(waiting)} 元待财务核对，到账后入账。")
    if account.of(this_year) is None:
        sentences.append(f"{this_year} 年度会费尚未核定，核定后显示在这里。")
    return "".join(sentences)


def _shown(year: Year, *, primary: bool, asked: dict[int, ReliefApplication]) -> Shown:
    application = asked.get(year.assessment.pk)
    over = application is None or application.state in ENDED
    return Shown(
        relief=application,
        may_ask=over
        and year.assessed > year.relieved
        and year.assessment.member.state == MemberState.ACTIVE,
        year=year,
        situation=reasons.situation(year),
        why=reasons.why(year),
        primary=primary,
        sums=_sums(year),
        later=[
            {
                "on": extension.due_on,
                "reason": reasons.extended(extension),
                "resolution": extension.resolution,
            }
            for extension in year.extensions
        ],
    )


def _sums(year: Year) -> list[dict[str, Any]]:
    """应缴 − 减免 (− 已缴) ＝ what is left; a line that explains nothing is left out."""
    lines: list[dict[str, Any]] = [
        {"label": "应缴（元）", "amount": year.assessed},
        {"op": "−", "label": "减免", "amount": year.relieved},
    ]
    if year.paid:
        lines.append({"op": "−", "label": "已缴", "amount": year.paid})
    if year.other:
        sign = "＋" if year.other > 0 else "−"
        lines.append({"op": sign, "label": "结转及更正", "amount": abs(year.other)})
    if year.label == DuesLabel.OVERPAID:
        return [*lines, {"op": "＝", "label": "多缴", "amount": -year.balance, "main": True}]
    left = "余额" if year.paid or year.other else "须缴"
    return [*lines, {"op": "＝", "label": left, "amount": year.balance, "main": True}]


@member_required
@require_safe
def notice(request: HttpRequest, year: int) -> HttpResponse:
    """The notice as a PDF. Where nothing is owed there is none, and its address is no page."""
    try:
        facts = notices.of_year(current_member(request), year)
    except Refused as refusal:
        raise Http404(refusal.message) from refusal
    content = pdf.render("members/pdf/dues_notice.html", {"notice": facts})
    return files.as_download(
        BytesIO(content), name=f"缴费通知单 {facts.number}.pdf", media_type="application/pdf"
    )


@member_required
@require_safe
def resolution(request: HttpRequest, pk: int) -> HttpResponse:
    """The paper of a resolution, for a member whose dues lean on it."""
    found = next((one for one in backed_by(current_member(request)) if one.pk == pk), None)
    if found is None or found.file is None:
        raise Http404
    return files.respond(found.file)
