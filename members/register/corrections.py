"""What was recorded of a type or a seat, put right: a slip is mended where it stands.

``entries`` records what has changed from a day on. Here stands what never was so: a wrong type, day
or paper, a row of another company's. The audit keeps what stood there; years assessed and relief
posted by then stay as they are.
"""

from datetime import date
from typing import Any, TypeVar

from django.db import transaction

from association.base import audit, clock
from association.base.errors import Refused
from members.models import Member, OrganisationTypeRecord, PositionTerm, Resolution
from members.register import certificates
from members.register.entries import check_type_day, save
from members.rules import Actor, may_amend

_FORBIDDEN = "您没有权限更正会员登记。请由社会工作部办理。"
_GONE = "这条登记已被别人删去。请刷新页面，看现在的登记。"
Row = TypeVar("Row", OrganisationTypeRecord, PositionTerm)


@transaction.atomic
def correct_type(
    record: OrganisationTypeRecord,
    *,
    organisation_type: str,
    since: date,
    source: str,
    reason: str,
    by: Actor,
) -> OrganisationTypeRecord:
    """Mends a record of what the member is. The paper behind it stays. Raises Refused."""
    check_type_day(since)
    row = _locked(record, by=by, reason=reason)
    before = _told(row)
    row.organisation_type, row.since, row.source = organisation_type, since, source
    row.confirmed_by, row.confirmed_at = by, clock.now()
    return _mended(row, "更正单位类型", before, by=by, reason=reason)


@transaction.atomic
def correct_seat(
    term: PositionTerm,
    *,
    position: str,
    term_name: str,
    start: date,
    end: date | None,
    resolution: Resolution | None,
    reason: str,
    by: Actor,
) -> PositionTerm:
    """Mends a term of a seat; the certificate follows. Raises Refused, also if terms overlap."""
    row = _locked(term, by=by, reason=reason)
    before = _told(row)
    row.position, row.term, row.start, row.end = position, term_name, start, end
    row.resolution = resolution
    mended = _mended(row, "更正职务", before, by=by, reason=reason)
    certificates.follow(row.member, by=by, reason="更正职务")
    return mended


@transaction.atomic
def end_seat(term: PositionTerm, *, on: date, reason: str, by: Actor) -> PositionTerm:
    """The seat is given up or taken away: ``on`` is its last day. Raises Refused."""
    row = _locked(term, by=by, reason=reason)
    if row.end and on >= row.end:
        raise Refused(f"任期至：这一任期到 {row.end} 为止，提前结束须早于这一天。", field="on")
    before = _told(row)
    row.end = on
    if row.end < row.start:
        raise Refused(
            f"任期至：{on} 早于任期开始的 {row.start}。从未担任的，请用“更正”删去这一条。",
            field="on",
        )
    ended = _mended(row, "结束职务", before, by=by, reason=reason)
    certificates.follow(row.member, by=by, reason="结束职务")
    return ended


@transaction.atomic
def remove(row: Row, *, reason: str, by: Actor) -> None:
    """Takes away what should never have been recorded of this member. Raises Refused."""
    row = _locked(row, by=by, reason=reason)
    of_seat = isinstance(row, PositionTerm)
    what = "删去职务登记" if of_seat else "删去单位类型登记"
    audit.record(row, what, by=by, before=_told(row), reason=reason, about=row.member)
    row.delete()
    if of_seat:
        certificates.follow(row.member, by=by, reason=what)


def _locked(row: Row, *, by: Actor, reason: str) -> Row:
    """As it is now, with its member locked: two corrections come one after the other."""
    if not may_amend(by):
        raise Refused(_FORBIDDEN)
    if not reason.strip():
        raise Refused("请写明理由，它会留在流转记录里。", field="reason")
    Member.objects.select_for_update().get(pk=row.member_id)
    found = type(row)._default_manager.select_related("member").filter(pk=row.pk).first()
    if found is None:
        raise Refused(_GONE)
    return found


def _mended(row: Row, action: str, before: dict[str, Any], *, by: Actor, reason: str) -> Row:
    after = _told(row)
    changed = [label for label in after if before[label] != after[label]]
    if not changed:
        raise Refused("没有改动任何一项。请改正有误的项目再保存，或返回。")
    save(row)
    audit.record(
        row,
        action,
        by=by,
        before={label: before[label] for label in changed},
        after={label: after[label] for label in changed},
        reason=reason,
        about=row.member,
    )
    return row


def _told(row: OrganisationTypeRecord | PositionTerm) -> dict[str, Any]:
    """All of a row in words, as the audit keeps it."""
    if isinstance(row, PositionTerm):
        return {
            "职务": row.get_position_display(),
            "届次": row.term or "未写明",
            "任期自": row.start,
            "任期至": row.end or "未定",
            "决议": str(row.resolution) if row.resolution else "未登记",
        }
    return {
        "单位类型": row.get_organisation_type_display(),
        "自": row.since,
        "依据": row.source or "未写明",
    }
