"""Talks about needs: arranged with one company or several, answered by them, held with a result."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from association.accounts.models import User
from association.base import audit, clock
from association.base.errors import Refused
from association.base.transitions import Table, Transition
from members.enums import Attends, NeedsMeetingKind, NeedsMeetingState, NeedState
from members.models import MeetingNeed, Member, Need, NeedsMeeting
from members.needs import telling, triage
from members.rules import Actor, may_handle_need, may_own_needs, represents

LARGEST = 30
S = NeedsMeetingState


def may_lead(user: Any, meeting: NeedsMeeting) -> bool:
    """Its host, or whoever may handle every need that it is about."""
    if user is not None and meeting.host_id == user.pk:
        return bool(may_own_needs(user))
    rows = meeting.invited.select_related("need")
    return all(may_handle_need(user, row.need) for row in rows)


def _begun(meeting: NeedsMeeting) -> str | None:
    if clock.now() < meeting.at:
        return "还没有到开始时间，不能登记召开。"
    return None


def _held_now(by: Any) -> dict[str, datetime]:
    return {"held_at": clock.now()}


MEETINGS = Table(
    transitions=(
        Transition(
            "hold", "登记召开", (S.PLANNED,), S.HELD, may=may_lead, guard=_begun, sets=_held_now
        ),
        Transition(
            "cancel", "取消交流", (S.PLANNED,), S.CANCELLED,
            may=may_lead, reason_needed=True, stops=True,
        ),
    ),
    states=NeedsMeetingState,
)  # fmt: skip


@transaction.atomic
def arrange(
    needs: Iterable[Need],
    *,
    kind: str,
    at: datetime,
    until: datetime,
    host: User,
    by: Actor,
    place: str = "",
    link: str = "",
    cap: int = 1,
) -> NeedsMeeting:
    """One talk about these needs, of one topic; what was in nobody's hands gets into the host's.
    Raises Refused."""
    needs = list(needs)
    if not needs:
        raise Refused("请至少选一条需求。", field="needs")
    one = kind == NeedsMeetingKind.ONE_TO_ONE
    meeting = NeedsMeeting(
        kind=kind, topic=needs[0].topic, at=at, until=until, place=place.strip(),
        link=link.strip(), cap=1 if one else cap, host=host,
    )  # fmt: skip
    _check(meeting)
    meeting.save()
    audit.record(
        meeting, "约定交流", by=by,
        after={"时间": telling.when(meeting), "地点": telling.where(meeting), "主持人": str(host)},
    )  # fmt: skip
    invite(meeting, needs, by=by)
    return meeting


def _check(meeting: NeedsMeeting) -> None:
    if meeting.at <= clock.now():
        raise Refused("开始时间已经过去，请填以后的时间。", field="at")
    if meeting.until <= meeting.at:
        raise Refused("结束时间须晚于开始时间。", field="until")
    if not (meeting.place or meeting.link):
        raise Refused("请填地点，或线上会议链接。", field="place")
    host = meeting.host
    if not host.is_active or not may_own_needs(host) or host.department is None:
        raise Refused(f"{host}不能主持：须是在用的、能答复需求的部门同事。", field="host")
    if meeting.kind == NeedsMeetingKind.GROUP and not 2 <= meeting.cap <= LARGEST:
        raise Refused(f"小组须在 2 到 {LARGEST} 家之间。", field="cap")


@transaction.atomic
def invite(meeting: NeedsMeeting, needs: Iterable[Need], *, by: Actor) -> None:
    """More needs of the same topic, as long as there are places. Raises Refused."""
    locked = NeedsMeeting.objects.select_for_update().get(pk=meeting.pk)
    if locked.state != S.PLANNED:
        raise Refused(f"交流{locked.get_state_display()}，不能再邀请。")
    rows = Need.objects.select_for_update(of=("self",)).select_related("card__member", "topic")
    found = list(rows.filter(pk__in=[need.pk for need in needs]).order_by("pk"))
    there = _companies(locked)
    joining = {need.card.member_id: need.card.member for need in found}
    if len(there | set(joining)) > locked.cap:
        names = "、".join(member.name for member in joining.values())
        raise Refused(
            f"最多 {locked.cap} 家，已有 {len(there)} 家，放不下：{names}。请少选几家，或另约一次。",
            field="needs",
        )
    for need in found:
        _take(locked, need, by=by)
    for key, member in joining.items():
        if key not in there:
            telling.invited(locked, member)
    audit.record(
        locked,
        "邀请参加交流",
        by=by,
        after={"单位": "、".join(each.name for each in joining.values())},
    )


def _companies(meeting: NeedsMeeting) -> set[int]:
    """Those who haven't declined."""
    rows = meeting.invited.exclude(reply=Attends.DECLINED)
    return set(rows.values_list("need__card__member", flat=True))


def _take(meeting: NeedsMeeting, need: Need, *, by: Actor) -> None:
    if not may_handle_need(by, need):
        raise Refused(f"“{need}”不由您办理，不能邀请。", field="needs")
    if need.topic_id != meeting.topic_id:
        raise Refused(f"“{need}”是{need.topic}，与这次的{meeting.topic}不同类。", field="needs")
    if need.state not in (NeedState.NEW, NeedState.ASSIGNED):
        raise Refused(f"“{need}”{need.get_state_display()}，不必再约。", field="needs")
    if need.talks.filter(meeting=meeting).exists():
        raise Refused(f"“{need}”已在这次交流中。", field="needs")
    planned = need.talks.filter(meeting__state=S.PLANNED).exclude(reply=Attends.DECLINED)
    if planned.exists():
        raise Refused(f"“{need}”已经约了交流。", field="needs")
    if need.state == NeedState.NEW:
        host = meeting.host
        assert host.department is not None
        day = meeting.at.astimezone(clock.TZ).date()
        triage.assign(need, department=host.department, owner=host, due_on=day, by=by)
    MeetingNeed.objects.create(meeting=meeting, need=need)


@transaction.atomic
def reply(meeting: NeedsMeeting, member: Member, *, attends: bool, by: Actor) -> None:
    """The company's word, which it may change until the talk begins. Raises Refused."""
    locked = NeedsMeeting.objects.select_for_update().get(pk=meeting.pk)
    if not represents(by, member):
        raise Refused("只有本单位的用户可以回复。")
    if locked.state != S.PLANNED or locked.at <= clock.now():
        raise Refused("交流已经开始、召开或取消，不能再回复。")
    there = _companies(locked)
    if attends and member.pk not in there and len(there) >= locked.cap:
        raise Refused("名额已经满了，请与主持人联系另约。")
    rows = locked.invited.filter(need__card__member=member)
    word = Attends.CONFIRMED if attends else Attends.DECLINED
    rows.update(reply=word, replied_at=clock.now(), replied_by=by)
    audit.record(locked, f"回复交流：{word.label}", by=by, about=member)


@transaction.atomic
def hold(meeting: NeedsMeeting, *, minutes: str, answers: Mapping[int, str], by: Actor) -> None:
    """It took place: the minutes, and by the need's key what came of it for that company, which is
    its answer. A need without one stays in hand. Raises Refused."""
    if not minutes.strip():
        raise Refused("请写纪要。", field="minutes")
    locked = MEETINGS.perform(meeting, "hold", by=by)
    assert isinstance(locked, NeedsMeeting)
    locked.minutes = minutes.strip()
    locked.save(update_fields=["minutes"])
    for row in locked.invited.select_related("need"):
        said = answers.get(row.need_id, "").strip()
        if said and row.reply != Attends.DECLINED and row.need.state == NeedState.ASSIGNED:
            triage.answer(row.need, text=said, by=by)
    meeting.refresh_from_db()


@transaction.atomic
def cancel(meeting: NeedsMeeting, *, by: Actor, reason: str) -> None:
    """The companies are told; the needs stay in hand. Raises Refused."""
    locked = MEETINGS.perform(meeting, "cancel", by=by, reason=reason)
    assert isinstance(locked, NeedsMeeting)
    for member in Member.objects.filter(pk__in=_companies(locked)):
        telling.called_off(locked, member, reason=reason.strip())
