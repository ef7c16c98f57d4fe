"""How many copies go to whom, where they went, and what came back."""

from collections.abc import Mapping
from datetime import date

from django.db import transaction
from django.db.models import QuerySet

from association.base import audit, clock
from association.base.errors import Refused
from bulletin.models import Issue, PrintedCopy
from bulletin.rules import Actor, may_prepare_mailings
from members.enums import ContactRole, MemberState, Position
from members.models import Member

MOST = 200
_FORBIDDEN = "您没有权限登记会刊赠阅。请由会刊的信息编辑办理。"
Counts = Mapping[Position, int]
EACH_ONE: Counts = dict.fromkeys(Position, 1)


def _asked(by: Actor) -> None:
    if by is not None and not may_prepare_mailings(by):
        raise Refused(_FORBIDDEN)


@transaction.atomic
def list_members(issue: Issue, *, counts: Counts, by: Actor) -> int:
    """A row for each member in good standing that has none yet, with as many copies as members of
    its position get; how many were added. Where the last issue went is where this one goes. Who
    is counted 0 gets no row. Raises Refused."""
    _asked(by)
    Issue.objects.select_for_update().get(pk=issue.pk)
    known = PrintedCopy.objects.filter(issue=issue).values("member")
    found = (
        Member.objects.filter(state=MemberState.ACTIVE)
        .exclude(pk__in=known)
        .as_of(clock.today())
        .prefetch_related("contacts")
    )
    before = _last_addresses(issue)
    now = clock.now()
    rows = [
        PrintedCopy(
            issue=issue, member=member, copies=counts.get(Position(member.position), 0), by=by,
            recipient=before.get(member.pk, (_contact(member), ""))[0],
            address=before.get(member.pk, ("", ""))[1], at=now,
        )
        for member in found
        if counts.get(Position(member.position), 0)
    ]  # fmt: skip
    PrintedCopy.objects.bulk_create(rows, batch_size=500)
    told = {Position(each).label: number for each, number in counts.items()}
    audit.record(issue, "列出赠阅名单", by=by, after={"增加": len(rows), **told})
    return len(rows)


def _last_addresses(issue: Issue) -> dict[int, tuple[str, str]]:
    rows = PrintedCopy.objects.exclude(address="").exclude(issue=issue).order_by("pk")
    return {row.member_id: (row.recipient, row.address) for row in rows}


def _contact(member: Member) -> str:
    contacts = sorted(member.contacts.all(), key=lambda each: ContactRole.MAIN not in each.roles)
    return contacts[0].name if contacts else ""


@transaction.atomic
def change(
    row: PrintedCopy, *, copies: int, recipient: str, address: str, by: Actor
) -> PrintedCopy:
    """Before it is sent. Raises Refused."""
    _asked(by)
    locked = _locked(row)
    if locked.sent_on:
        raise Refused(f"{locked.member}的已经寄出，不能再改。")
    if not 0 < copies <= MOST:
        raise Refused(f"册数须为 1 至 {MOST}。", field="copies")
    locked.copies, locked.recipient, locked.address = copies, recipient.strip(), address.strip()
    locked.save(update_fields=["copies", "recipient", "address"])
    audit.record(locked, "修改赠阅", by=by, after={"册数": copies}, about=locked.issue)
    return locked


@transaction.atomic
def send(row: PrintedCopy, *, carrier: str, tracking: str = "", on: date, by: Actor) -> PrintedCopy:
    """It left the house; noted again, the later word holds. Raises Refused: nobody to send it to, or
    a day to come."""
    _asked(by)
    locked = _locked(row)
    if not locked.recipient or not locked.address:
        raise Refused(f"{locked.member}没有收件人或地址，请先补上。")
    if not carrier.strip():
        raise Refused("请填写寄送方式，如快递公司，或“自取”。", field="carrier")
    if on > clock.today():
        raise Refused("寄出日期不能晚于今天。", field="on")
    if locked.returned_on:
        raise Refused(f"{locked.member}的已经退回。")
    locked.carrier, locked.tracking = carrier.strip()[:40], tracking.strip()[:40]
    locked.sent_on = on
    locked.save(update_fields=["carrier", "tracking", "sent_on"])
    audit.record(
        locked, "寄出赠阅", by=by, about=locked.issue,
        after={"会员": locked.member.name, "运单号": locked.tracking or locked.carrier},
    )  # fmt: skip
    return locked


@transaction.atomic
def take_back(row: PrintedCopy, *, on: date, because: str, by: Actor) -> PrintedCopy:
    """It came back. Raises Refused: never sent, before it was, without a reason."""
    _asked(by)
    locked = _locked(row)
    if locked.sent_on is None:
        raise Refused(f"{locked.member}的没有寄出，不会退回。")
    if not locked.sent_on <= on <= clock.today():
        raise Refused("退回日期须在寄出之后，不晚于今天。", field="on")
    if not because.strip():
        raise Refused("请写明退回的原因。", field="because")
    locked.returned_on, locked.returned_because = on, because.strip()[:120]
    locked.save(update_fields=["returned_on", "returned_because"])
    audit.record(
        locked, "赠阅退回", by=by, reason=locked.returned_because, about=locked.issue,
        after={"会员": locked.member.name},
    )  # fmt: skip
    return locked


def _locked(row: PrintedCopy) -> PrintedCopy:
    rows: QuerySet[PrintedCopy] = PrintedCopy.objects.select_related("member", "issue")
    return rows.select_for_update(of=("self",)).get(pk=row.pk)
