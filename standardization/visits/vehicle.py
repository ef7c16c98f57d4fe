"""公务用车审批单: one asks, 综合办公室 answers; never the same person."""

from datetime import datetime

from django.db import transaction

from association.accounts.models import User
from association.base import audit, clock
from association.base.errors import Refused
from standardization.models import VehicleRequest, Visit
from standardization.rules import may_approve_vehicles, may_handle_visits
from standardization.visits.planning import OPEN


@transaction.atomic
def ask(
    visit: Visit, *, needed_at: datetime, people: int, purpose: str, by: User
) -> VehicleRequest:
    """Once a visit; after a no, the same request is put again. Raises Refused."""
    row = Visit.objects.select_for_update().get(pk=visit.pk)
    if not may_handle_visits(by):
        raise Refused("您没有权限申请公务用车。请由安全技术部办理。")
    if row.state not in OPEN:
        raise Refused(f"这次现场工作{row.get_state_display()}，不用再申请用车。")
    before = VehicleRequest.objects.filter(visit=row).first()
    if before is not None and before.granted is not False:
        raise Refused("这次现场工作已经申请过用车。")
    if people < 1:
        raise Refused("乘车人数至少 1 人。", field="people")
    request = before or VehicleRequest(visit=row)
    request.needed_at, request.people, request.purpose = needed_at, people, purpose
    request.asked_by, request.asked_at = by, clock.now()
    request.granted, request.answer, request.decided_by, request.decided_at = None, "", None, None
    request.save()
    told = {"用车时间": f"{needed_at:%Y-%m-%d %H:%M}", "人数": people}
    audit.record(request, "申请公务用车", by=by, after=told, about=row.case)
    return request


@transaction.atomic
def decide(request: VehicleRequest, *, granted: bool, by: User, reason: str = "") -> VehicleRequest:
    """Raises Refused for whoever asked, and without a reason for saying no."""
    row = VehicleRequest.objects.select_for_update().get(pk=request.pk)
    if not may_approve_vehicles(by):
        raise Refused("您没有权限审批公务用车。请由综合办公室办理。")
    if row.granted is not None:
        raise Refused("这张审批单已经办过，请刷新页面。")
    if row.asked_by_id == by.pk:
        raise Refused("申请用车的人不能自己审批。")
    if not granted and not reason.strip():
        raise Refused("不同意的，须写明原因。", field="reason")
    row.granted, row.answer = granted, reason.strip()
    row.decided_by, row.decided_at = by, clock.now()
    row.save()
    action = "同意公务用车" if granted else "不同意公务用车"
    audit.record(row, action, by=by, reason=reason, about=row.visit.case)
    return row
