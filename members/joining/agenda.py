"""Accepted applications onto a meeting's agenda, one motion each, and off it again."""

from collections.abc import Collection

from django.db import transaction

from association.base.errors import Refused
from members.enums import MotionKind, OrganisationType, Position
from members.governance import motions
from members.joining.states import S, lock, member_of, step
from members.models import JoiningApplication, Meeting, Motion, Resolution
from members.rules import Actor

ADMITTING = (
    Resolution.Body.CONGRESS, Resolution.Body.COUNCIL, Resolution.Body.STANDING_COUNCIL,
)  # fmt: skip
"""Who may admit. 监事会 watches over them and doesn't."""


@transaction.atomic
def put(
    applications: Collection[JoiningApplication], meeting: Meeting, *, by: Actor
) -> list[Motion]:
    """Puts all of them onto the agenda, or none. Raises Refused and names the one in the way."""
    if not applications:
        raise Refused("请至少选一份材料齐全的申请。")
    check_body(meeting.term.body.kind)
    return [_put(application, meeting, by=by) for application in applications]


def check_body(kind: str) -> None:
    """Raises Refused unless this body may admit."""
    if kind not in ADMITTING:
        names = "、".join(body.label for body in ADMITTING)
        raise Refused(f"{Resolution.Body(kind).label}不能决定入会。请选{names}的会议或决议。")


def _put(application: JoiningApplication, meeting: Meeting, *, by: Actor) -> Motion:
    locked = lock(application)
    if locked.state != S.ACCEPTED:
        raise Refused(
            f"“{locked}”现在是“{locked.get_state_display()}”，只有材料齐全的申请可以列入议程。"
        )
    motion = motions.put(
        meeting,
        title=f"关于接纳{locked.name}入会的议案"[:120],
        text=_text(locked),
        kind=MotionKind.ADMISSION,
        member=member_of(locked),
        by=by,
    )
    locked.motion = motion
    step(locked, "put", by=by, instance=application, 会议=str(meeting))
    return motion


def _text(application: JoiningApplication) -> str:
    again = "重新" if member_of(application) else ""
    return (
        f"同意{again}接纳{application.name}（统一社会信用代码 {application.credit_code}，"
        f"{OrganisationType(application.organisation_type).label}）为会员，"
        f"担任{Position(application.position).label}。"
    )


@transaction.atomic
def take_off(application: JoiningApplication, *, by: Actor) -> JoiningApplication:
    """Free for another meeting, once its motion was withdrawn or not carried. Raises Refused."""
    return step(lock(application), "take_off", by=by, instance=application)
