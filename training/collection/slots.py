"""When a team comes for its people's certificates. A slot takes so many teams, never one more."""

from datetime import datetime

from django.db import transaction
from django.db.models import Count, Q, QuerySet

from association.base import audit, clock
from association.base.errors import Refused
from association.base.templatetags.ui import stamp
from training.classes import letters
from training.models import Slot, SlotChoice, Team, TrainingClass
from training.rules import Actor, acts_for, may_hand_out

HELD = Q(choices__ended_at__isnull=True, choices__isnull=False)
_FORBIDDEN = "您没有权限安排领证。请由教育培训部办理。"


@transaction.atomic
def offer(
    of: TrainingClass,
    *,
    starts_at: datetime,
    place: str,
    capacity: int,
    by: Actor,
    team: Team | None = None,
) -> Slot:
    """Raises Refused: in the past, or there already."""
    if not may_hand_out(by):
        raise Refused(_FORBIDDEN)
    _check(of.slots.all(), starts_at=starts_at, place=place.strip())
    slot = Slot.objects.create(
        training_class=of,
        team=team,
        starts_at=starts_at,
        place=place.strip(),
        capacity=1 if team else capacity,
    )
    audit.record(
        slot,
        "安排领证时段",
        by=by,
        after=_shown(slot),
        about=of,
    )
    return slot


@transaction.atomic
def change(
    slot: Slot, *, starts_at: datetime, place: str, capacity: int, by: Actor, reason: str
) -> int:
    """Another time, place or number of teams. Who has chosen it keeps it, is told of another time or
    place, and may choose again; answers how many teams were told. Raises Refused."""
    row = _to_alter(slot, by=by, reason=reason)
    teams, before = _teams(row), _shown(row)
    was = f"{stamp(row.starts_at)}，{row.place}"
    row.starts_at, row.place = starts_at, place.strip()
    row.capacity = 1 if row.team_id else capacity
    after = _shown(row)
    if after == before:
        raise Refused("时间、地点和可约队伍数都没有改。不用改的，点“返回”。")
    others = row.training_class.slots.exclude(pk=row.pk)
    _check(others, starts_at=row.starts_at, place=row.place)
    if row.capacity < len(teams):
        raise Refused(f"已有 {len(teams)} 支队伍选了，可约队伍数不能更少。", field="capacity")
    row.save(update_fields=["starts_at", "place", "capacity"])
    entry = audit.record(
        row, "改动领证时段", by=by, before=before, after=after, reason=reason.strip(),
        about=row.training_class,
    )  # fmt: skip
    if was == f"{stamp(row.starts_at)}，{row.place}":
        return 0
    letters.slot_changed(entry, row, teams, was=was)
    return len(teams)


@transaction.atomic
def withdraw(slot: Slot, *, by: Actor, reason: str) -> int:
    """Nobody comes then. Who has chosen it is told to choose another; how many teams. Raises
    Refused."""
    row = _to_alter(slot, by=by, reason=reason)
    teams = _teams(row)
    row.withdrawn_at = clock.now()
    row.save(update_fields=["withdrawn_at"])
    row.choices.filter(ended_at__isnull=True).update(ended_at=clock.now())
    entry = audit.record(
        row, "撤销领证时段", by=by, before=_shown(row), reason=reason.strip(),
        about=row.training_class,
    )  # fmt: skip
    letters.slot_withdrawn(entry, row, teams)
    return len(teams)


def _to_alter(slot: Slot, *, by: Actor, reason: str) -> Slot:
    """The row as it stands now, held together with its class, as by whoever chooses."""
    if not may_hand_out(by):
        raise Refused(_FORBIDDEN)
    TrainingClass.objects.select_for_update().get(pk=slot.training_class_id)
    row = Slot.objects.select_related("training_class").get(pk=slot.pk)
    if row.withdrawn_at:
        raise Refused("这个时段已经撤销，请刷新页面。")
    if row.starts_at <= clock.now():
        raise Refused("这个时段已经过去，不能再改动或撤销。要另约的，请安排新的时段。")
    if not reason.strip():
        raise Refused("原因没有填写。选了这个时段的队伍会看到它。", field="reason")
    return row


def _teams(row: Slot) -> list[Team]:
    """Who comes then."""
    held = row.choices.filter(ended_at__isnull=True).select_related("team")
    return [each.team for each in held]


def _check(others: "QuerySet[Slot]", *, starts_at: datetime, place: str) -> None:
    if starts_at <= clock.now():
        raise Refused("领证时间须晚于现在。", field="starts_at")
    if others.filter(starts_at=starts_at, place=place, withdrawn_at__isnull=True).exists():
        raise Refused("这个时间、地点已经有一个时段，请改时间或增加可约队伍数。", field="starts_at")


def _shown(slot: Slot) -> dict[str, object]:
    at = slot.starts_at.astimezone(clock.TZ)
    return {"时间": f"{at:%Y-%m-%d %H:%M}", "地点": slot.place, "队伍数": slot.capacity}


def of_class(of: TrainingClass) -> "QuerySet[Slot]":
    """With ``taken``, how many teams have chosen each; without those that were withdrawn."""
    standing = of.slots.filter(withdrawn_at__isnull=True)
    counted = standing.annotate(taken=Count("choices", filter=HELD)).select_related("team")
    return counted.order_by("starts_at", "pk")


def open_to(team: Team, of: TrainingClass) -> "QuerySet[Slot]":
    """Still to come, and not another team's."""
    return of_class(of).filter(Q(team=None) | Q(team=team), starts_at__gt=clock.now())


def chosen(team: Team, of: TrainingClass) -> SlotChoice | None:
    held = SlotChoice.objects.filter(team=team, training_class=of, ended_at__isnull=True)
    return held.select_related("slot").first()


@transaction.atomic
def choose(slot: Slot, team: Team, *, by: Actor) -> SlotChoice:
    """The team comes then; what it had chosen before is free again. Raises Refused."""
    if not (acts_for(by, team) or may_hand_out(by)):
        raise Refused(f"您不是{team}的联系人，不能替它选领证时段。")
    # The class first: two choices of one team would each end what the other made.
    TrainingClass.objects.select_for_update().get(pk=slot.training_class_id)
    slot = Slot.objects.select_for_update(of=("self",)).get(pk=slot.pk)
    if slot.team_id not in (None, team.pk):
        raise Refused("这个时段留给另一支队伍，请另选一个。", field="slot")
    if slot.withdrawn_at:
        raise Refused("这个时段刚刚撤销了，请另选一个。", field="slot")
    if slot.starts_at <= clock.now():
        raise Refused("这个时段已经过去，请另选一个。", field="slot")
    held = chosen(team, slot.training_class)
    if held and held.slot_id == slot.pk:
        return held
    if slot.choices.filter(ended_at__isnull=True).count() >= slot.capacity:
        raise Refused("这个时段刚刚约满，请另选一个。", field="slot")
    if held:
        held.ended_at = clock.now()
        held.save(update_fields=["ended_at"])
    made = SlotChoice.objects.create(
        slot=slot,
        training_class=slot.training_class,
        team=team,
        chosen_by=by,
        chosen_at=clock.now(),
    )
    audit.record(
        made,
        "选定领证时段",
        by=by,
        after={"队伍": team.name, "时间": f"{slot.starts_at.astimezone(clock.TZ):%Y-%m-%d %H:%M}"},
        about=slot.training_class,
    )
    return made
