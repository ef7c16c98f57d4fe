"""首次, 内部, 末次会议, and who signed in."""

from collections.abc import Collection

from django.db import transaction

from association.accounts.models import User
from association.base import audit, clock
from association.base.errors import Refused
from standardization.enums import MeetingKind, Party, VisitState
from standardization.models import Attendee, Meeting, MeetingSign, Visit
from standardization.rules import may_run_visit

_HELD_IN = (VisitState.READY, VisitState.ONGOING)


@transaction.atomic
def hold(
    visit: Visit,
    *,
    kind: str,
    present: Collection[int],
    by: User,
    guests: Collection[tuple[str, str]] = (),
    note: str = "",
) -> Meeting:
    """Opens the meeting with those who are in the room, by the attendees' keys; ``guests`` are
    people of the company whom nobody had put down, with their jobs. Held again, the late ones sign
    in besides. Raises Refused for somebody who may not take part."""
    row = Visit.objects.select_for_update().get(pk=visit.pk)
    if not may_run_visit(by, row):
        raise Refused("您没有权限登记会议。请由组长或安全技术部办理。")
    if row.state not in _HELD_IN:
        raise Refused(f"这次现场工作“{row.get_state_display()}”，准备就绪后才能登记会议。")
    people = list(row.attendees.filter(pk__in=present))
    if len(people) != len(set(present)) or not (people or guests):
        raise Refused("请勾选到会的人，须是这次的参加人员。", field="present")
    people += [_guest(row, name, job) for name, job in guests]
    if away := [each.name for each in people if each.present is False]:
        raise Refused(f"{'、'.join(away)}已登记为不能参加。", field="present")
    meeting, made = Meeting.objects.get_or_create(
        visit=row, kind=kind, defaults={"note": note, "at": clock.now(), "by": by}
    )
    signed = set(meeting.signs.values_list("attendee", flat=True))
    late = [each for each in people if each.pk not in signed]
    MeetingSign.objects.bulk_create(
        MeetingSign(meeting=meeting, attendee=each, at=clock.now()) for each in late
    )
    Attendee.objects.filter(pk__in=[each.pk for each in late]).update(present=True)
    action = f"{MeetingKind(kind).label}{'' if made else '补签到'}"
    told = {"签到": "、".join(each.name for each in late)}
    audit.record(meeting, action, by=by, after=told, about=row.case)
    return meeting


def _guest(row: Visit, name: str, job: str) -> Attendee:
    of, _ = Attendee.objects.get_or_create(
        visit=row, party=Party.COMPANY, name=name, defaults={"job": job}
    )
    return of
