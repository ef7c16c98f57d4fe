"""When a team comes for its people's certificates. A slot takes so many teams, never one more."""

from datetime import datetime

from django.db import transaction
from django.db.models import Count, Q, QuerySet

from association.base import audit, clock
from association.base.errors import Refused
from training.models import Slot, SlotChoice, Team, TrainingClass
from training.rules import Actor, acts_for, may_hand_out

HELD = Q(choices__ended_at__isnull=True, choices__isnull=False)


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
        raise Refused("您没有权限安排领证。请由教育培训部办理。")
    if starts_at <= clock.now():
        raise Refused("领证时间须晚于现在。", field="starts_at")
    if Slot.objects.filter(training_class=of, starts_at=starts_at, place=place.strip()).exists():
        raise Refused("这个时间、地点已经有一个时段，请改时间或增加可约队伍数。", field="starts_at")
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
        after={"时间": f"{starts_at:%Y-%m-%d %H:%M}", "地点": slot.place, "队伍数": slot.capacity},
        about=of,
    )
    return slot


def of_class(of: TrainingClass) -> "QuerySet[Slot]":
    """With ``taken``, how many teams have chosen each."""
    counted = of.slots.annotate(taken=Count("choices", filter=HELD)).select_related("team")
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
