"""The end of a checklist: whole, or as far as one got."""

from django.db import transaction

from association.accounts.models import User
from association.base import audit, clock
from association.base.errors import Refused
from standardization.checklists.answering import locked
from standardization.checklists.missing import missing
from standardization.models import Checklist
from standardization.rules import may_run_visit


@transaction.atomic
def close(checklist: Checklist, *, by: User) -> Checklist:
    """What arrives afterwards is kept aside as late. Raises Refused while anything is missing."""
    row = _open(checklist)
    if row.visit is None or not may_run_visit(by, row.visit):
        raise Refused("只有组长或安全技术部能关闭检查表。")
    if obstacle := missing(row).obstacle:
        raise Refused(f"{obstacle}请办齐后再关闭。")
    return _closed(row, "关闭检查表", by=by)


@transaction.atomic
def stop(checklist: Checklist, *, by: User, reason: str) -> Checklist:
    """Because the visit was stopped, by whoever may stop it: the answers given so far are kept."""
    return _closed(_open(checklist), "中止检查表", by=by, reason=reason)


def _open(checklist: Checklist) -> Checklist:
    row = locked(checklist)
    if row.closed_at is not None:
        raise Refused("检查表已经关闭。请刷新页面。")
    return row


def _closed(row: Checklist, action: str, *, by: User, reason: str = "") -> Checklist:
    row.closed_at, row.closed_by = clock.now(), by
    row.save(update_fields=["closed_at", "closed_by"])
    found = missing(row)
    told = {"已答": f"{found.answered} / {found.total} 项"}
    audit.record(row, action, by=by, after=told, reason=reason, about=row.case)
    return row
