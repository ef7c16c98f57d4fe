"""Somebody objects to a grade that is published; the secretariat takes it up or lays it aside, the
bureau decides, and whoever objected is answered."""

from typing import TYPE_CHECKING

from django.db import transaction

from association.accounts import invitations
from association.accounts.models import User
from association.base import audit, clock, files
from association.base.errors import Refused
from standardization.cases import steps
from standardization.enums import CaseState
from standardization.grades import objections
from standardization.models import Objection, PublicNotice
from standardization.rules import may_handle_cases

if TYPE_CHECKING:
    from django.core.files.base import File

S = Objection.State


@transaction.atomic
def file(
    notice: PublicNotice,
    *,
    name: str,
    mobile: str,
    text: str,
    paper: "File[bytes] | None" = None,
) -> Objection:
    """By anybody, with a name and a number to answer to. Raises Refused."""
    row = PublicNotice.objects.select_for_update(no_key=True).get(pk=notice.pk)
    if row.closed_on or row.case.state != CaseState.PUBLICITY:
        raise Refused("公示期已过，或异议正在核实，不能再在这里提出。请直接联系安全技术部。")
    if not name.strip():
        raise Refused("请填写姓名或单位名称，核实后要答复您。", field="name")
    if not text.strip():
        raise Refused("请写明异议的事实和理由。", field="text")
    made = Objection.objects.create(
        notice=row,
        name=name.strip(),
        mobile=invitations.mobile(mobile),
        text=text.strip(),
        file=files.keep(paper, by=None, field="paper") if paper else None,
        received_at=clock.now(),
    )
    audit.record(made, "收到异议", by=None, about=row.case)
    return made


@transaction.atomic
def take_up(objection: Objection, *, by: User, reason: str) -> None:
    """The notice stands still until the bureau has decided. Raises Refused."""
    row = _received(objection, by=by)
    if row.notice.case.state == CaseState.PUBLICITY:
        steps.take(row.notice.case, "object", by=by, reason=reason)
    row.state = S.OPEN
    row.save(update_fields=["state"])
    objection.refresh_from_db()


@transaction.atomic
def lay_aside(objection: Objection, *, by: User, reply: str) -> None:
    """Without a fact that could be looked into, or without anybody to answer. Raises Refused."""
    row = _received(objection, by=by)
    if not reply.strip():
        raise Refused("不受理须写明理由，异议人会看到。", field="reply")
    objections.settle(row, S.LAID_ASIDE, reply, by=by)
    objection.refresh_from_db()


def _received(objection: Objection, *, by: User) -> Objection:
    if not may_handle_cases(by):
        raise Refused("您没有权限办理异议。请由安全技术部办理。")
    row = Objection.objects.select_for_update().select_related("notice__case").get(pk=objection.pk)
    if row.state != S.RECEIVED:
        raise Refused(f"这份异议现在是“{row.get_state_display()}”，请刷新页面。")
    return row
