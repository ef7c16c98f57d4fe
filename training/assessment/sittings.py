"""Sittings are arranged, changed until somebody sits there in fact, and never deleted."""

import secrets
from datetime import datetime
from typing import Any

from django.db import transaction

from association.base import audit, clock
from association.base.errors import Refused
from members.register.entries import save
from training.assessment import standards
from training.enums import ClassState, ExamPart
from training.models import MarkEntry, PanelMark, Sitting, TrainingClass
from training.rules import Actor, may_run_classes

NOT_NOW = (ClassState.DRAFT, ClassState.ENROLLING, ClassState.CANCELLED, ClassState.ARCHIVED)
LABELS = {
    "at": "开始时间",
    "minutes": "时长（分钟）",
    "room": "考场",
    "seats": "座位数",
    "invigilators": "监考人员",
}
_FORBIDDEN = "您没有权限安排鉴定场次。请由教育培训部办理。"


@transaction.atomic
def arrange(
    training_class: TrainingClass,
    *,
    part: str,
    at: datetime,
    minutes: int,
    room: str,
    seats: int,
    invigilators: str,
    by: Actor,
) -> Sitting:
    """Raises Refused: no such part at this level, too short, before the training, no invigilator."""
    if not may_run_classes(by):
        raise Refused(_FORBIDDEN)
    row = TrainingClass.objects.select_for_update(no_key=True).get(pk=training_class.pk)
    if row.state in NOT_NOW:
        raise Refused(f"班次现在是“{row.get_state_display()}”，开班以后、归档以前才安排鉴定。")
    if part not in standards.required(row.level):
        raise Refused(
            f"{row.what}不考{ExamPart(part).label}，综合评审只用于二级和一级。", field="part"
        )
    sitting = Sitting(
        training_class=row,
        part=part,
        at=at,
        minutes=minutes,
        room=room.strip(),
        seats=seats,
        invigilators=invigilators.strip(),
        seed=secrets.token_hex(8),
    )
    _check(sitting)
    save(sitting)
    after = {"科目": sitting.get_part_display(), **_shown(sitting), "排座种子": sitting.seed}
    audit.record(sitting, "安排鉴定场次", by=by, after=after, about=row)
    return sitting


@transaction.atomic
def change(sitting: Sitting, *, by: Actor, reason: str, **fields: Any) -> Sitting:
    """Time, room, seats or invigilators. Raises Refused once a mark is there, without a reason, or
    where the seats wouldn't do for those who have one."""
    if not may_run_classes(by):
        raise Refused(_FORBIDDEN)
    row = locked(sitting)
    if not reason.strip():
        raise Refused("改动场次须写明理由，考生会问。", field="reason")
    if _has_marks(row):
        raise Refused("这一场已经开始登录成绩，不能再改时间和考场。")
    highest = row.places.order_by("-seat").values_list("seat", flat=True).first() or 0
    if fields["seats"] < highest:
        raise Refused(f"已排到 {highest} 号座位，座位数不能更少。", field="seats")
    before = _shown(row)
    for name in LABELS:
        setattr(row, name, fields[name])
    _check(row)
    save(row)
    audit.record(
        row,
        "改动鉴定场次",
        by=by,
        before=before,
        after=_shown(row),
        reason=reason,
        about=row.training_class,
    )
    return row


def locked(sitting: Sitting) -> Sitting:
    """The row, held until the transaction ends. Raises Refused once its marks are locked."""
    rows = Sitting.objects.select_for_update(of=("self",)).select_related("training_class")
    row = rows.get(pk=sitting.pk)
    if row.locked_at:
        raise Refused("这一场的成绩已经锁定，不能再更改。公布后发现差错，请按成绩更正办理。")
    return row


def day_of(sitting: Sitting) -> Any:
    return sitting.at.astimezone(clock.TZ).date()


def _has_marks(row: Sitting) -> bool:
    return (
        MarkEntry.objects.filter(place__sitting=row).exists()
        or PanelMark.objects.filter(place__sitting=row).exists()
        or row.places.filter(outcome__isnull=False).exists()
    )


def _check(sitting: Sitting) -> None:
    for name in ("room", "invigilators"):
        if not getattr(sitting, name):
            raise Refused(f"请填写{LABELS[name]}。", field=name)
    if day_of(sitting) < sitting.training_class.starts_on:
        raise Refused(
            f"鉴定不能早于开班日期 {sitting.training_class.starts_on}，请核对。", field="at"
        )
    bar = standards.pass_mark(sitting.training_class.level, sitting.part, day_of(sitting))
    if sitting.minutes < bar.minutes:
        raise Refused(
            f"{sitting.get_part_display()}至少 {bar.minutes} 分钟（见合格标准）。", field="minutes"
        )


def _shown(row: Sitting) -> dict[str, Any]:
    return {
        label: f"{row.at.astimezone(clock.TZ):%Y-%m-%d %H:%M}"
        if name == "at"
        else getattr(row, name)
        for name, label in LABELS.items()
    }
