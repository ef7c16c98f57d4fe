"""What everything else leans on: the audit's chain, seats without overlap, numbers without gaps,
certificates that say what the register says."""

from collections.abc import Iterable

from django.db.models import Exists, OuterRef, Q

from association.base import clock, sealing
from association.base.models import NumberCounter
from association.credentials.models import Credential
from members.models import Member, Payment, PositionTerm, ServiceOrder
from members.money.invariants.findings import Check
from members.register import certificates

_SERIALS = {"payment": (Payment, "JK"), "service-order": (ServiceOrder, "FW")}
_CREDENTIAL = "credential-"


def chain() -> list[str]:
    verdict = sealing.verify()
    return [] if verdict.holds else [f"操作记录链断在第 {verdict.broken_at} 环：{verdict.problem}"]


def seats() -> list[str]:
    """Two terms of a member that share a day."""
    earlier = PositionTerm.objects.filter(
        Q(end__isnull=True) | Q(end__gte=OuterRef("start")),
        ~Q(pk=OuterRef("pk")),
        member=OuterRef("member"),
        start__lte=OuterRef("start"),
    )
    rows = PositionTerm.objects.filter(Exists(earlier)).select_related("member")
    return [
        f"{row.member.number} 自 {row.start} 起的{row.get_position_display()}任期与另一任期重叠。"
        for row in rows.order_by("member__number", "start")
    ]


def numbers() -> list[str]:
    """Every number that was given is there, and none that wasn't."""
    told: list[str] = []
    for counter in NumberCounter.objects.order_by("kind", "year"):
        if counter.kind in _SERIALS:
            model, prefix = _SERIALS[counter.kind]
            start = f"{prefix}-{counter.year}-"
            found = model._default_manager.filter(number__startswith=start)
            told += _compared(start, counter.last, found.values_list("number", flat=True))
        elif counter.kind == "member":
            told += _missing_members(counter)
        elif counter.kind.startswith(_CREDENTIAL):
            told += _missing_credentials(counter)
    return told


def _compared(start: str, last: int, found: Iterable[str]) -> list[str]:
    wanted = {f"{start}{serial:04d}" for serial in range(1, last + 1)}
    have = set(found)
    return [f"编号 {number} 已经给出，但没有记录。" for number in sorted(wanted - have)] + [
        f"编号 {number} 不是顺序给出的。" for number in sorted(have - wanted)
    ]


def _missing_members(counter: NumberCounter) -> list[str]:
    """An imported register may bring numbers of its own; those given here are all there."""
    ending = {
        number.rpartition("-")[2]
        for number in Member.objects.filter(number__contains=f"-{counter.year}-").values_list(
            "number", flat=True
        )
    }
    return [
        f"会员编号 {counter.year}-{serial:04d} 已经给出，但没有会员。"
        for serial in range(1, counter.last + 1)
        if f"{serial:04d}" not in ending
    ]


def _missing_credentials(counter: NumberCounter) -> list[str]:
    kind = counter.kind.removeprefix(_CREDENTIAL)
    moments = Credential.objects.filter(kind=kind).values_list("issued_at", flat=True)
    issued = sum(at.astimezone(clock.TZ).year == counter.year for at in moments)
    if issued == counter.last:
        return []
    return [f"证书“{kind}”{counter.year} 年给出 {counter.last} 个编号，签发 {issued} 份。"]


def followed() -> list[str]:
    """The hourly turn goes on without the one that it can't replace: here somebody reads of it."""
    return [
        f"{row.member.number} 的会员证书 {row.credential.number} 与登记不符，没有自动换发。"
        "请在登记页点“换发”；不成的，请系统管理员查看 worker 的日志。"
        for row in certificates.left_behind()
    ]


CHECKS = (
    Check("audit-chain", "操作记录链完好", chain),
    Check("seats", "职务任期不重叠", seats),
    Check("numbers", "编号不缺号", numbers),
    Check("certificates", "会员证书与登记一致", followed),
)
