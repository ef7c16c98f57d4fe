"""From a body's decision to a member: number, seat, certificate, dues, invitation and letter, or
nothing."""

from datetime import date

from django.db import transaction

from association.base import clock
from association.base.errors import Refused
from members import register
from members.dues import assessing
from members.enums import ContactRole, MemberState, MotionState, Position, RepresentativeRole
from members.joining import admission_letter, letters
from members.joining.agenda import check_body
from members.joining.states import S, lock, member_of, step
from members.models import Invitation, JoiningApplication, Member, Resolution
from members.register import certificates, contacts, membership, representatives
from members.rules import Actor, may_admit

_SOURCE = "入会申请材料"


@transaction.atomic
def admit(
    application: JoiningApplication, *, by: Actor, resolution: Resolution | None = None
) -> Member:
    """Carries a body's decision out, all of it or nothing of it.

    What was on an agenda goes by its motion's resolution; ``resolution`` is one recorded from
    paper, for an application that no meeting here has seen. The day of joining is the day of the
    decision, not of this click. Who was a member before keeps number and history. Raises Refused.
    """
    if by is None or not may_admit(by):
        raise Refused("您没有权限办理入会。请由社会工作部按决议办理。")
    locked = lock(application)
    if locked.state not in (S.ACCEPTED, S.ON_AGENDA):
        raise Refused(
            f"“{locked}”现在是“{locked.get_state_display()}”，不能接纳入会。请刷新页面看最新状态。"
        )
    decision = _decision(locked, resolution)
    member = _entered(locked, decision, by=by)
    certificate = certificates.issue(member, by=by)
    dues = assessing.assess_first_year(member, by=by)
    _contact(member, locked, by=by)
    representatives.invite(
        member, name=locked.contact_name, mobile=locked.mobile, role=RepresentativeRole.ADMIN, by=by
    )
    locked.letter = admission_letter.issue(
        locked, member, decision=decision, certificate=certificate, dues=dues, by=by
    )
    locked.member, locked.resolution = member, decision
    locked.decided_by, locked.decided_at, locked.answer = by, clock.now(), ""
    step(locked, "approve", by=by, instance=application, 决议=str(decision), 编号=member.number)
    letters.tell(application)
    return member


def _contact(member: Member, application: JoiningApplication, *, by: Actor) -> None:
    """Who comes back may have the person of then, who keeps the parts of then."""
    name, mobile = application.contact_name, application.mobile
    person = contacts.known(member, name=name, mobile=mobile)
    kept = [role for role in person.roles if role != ContactRole.MAIN] if person else []
    contacts.put(
        member,
        by=by,
        contact=person,
        name=name,
        mobile=mobile,
        email=application.email,
        roles=[*kept, ContactRole.MAIN],
    )


def ready(application: JoiningApplication) -> bool:
    """A body has said yes, and nobody has carried it out yet."""
    motion = application.motion
    return bool(application.state == S.ON_AGENDA and motion and motion.state == MotionState.CARRIED)


def claimed(application: JoiningApplication) -> bool:
    """Somebody signs in for the admitted company already."""
    member = application.member
    return member is not None and (
        representatives.acting_for(member).filter(role=RepresentativeRole.ADMIN).exists()
    )


@transaction.atomic
def claim(application: JoiningApplication) -> tuple[Invitation, str]:
    """A fresh invitation for the contact of an admitted company, who comes by the application's
    link: so that no letter and no row ever holds the key to an account. Raises Refused.
    """
    locked = lock(application)
    if locked.state != S.APPROVED or locked.member is None or locked.decided_by is None:
        raise Refused("申请还没有获得接纳，不能开通账号。")
    if claimed(locked):
        raise Refused("贵单位已有单位管理员在用。请用手机号登录，或请单位管理员邀请您。")
    return representatives.invite(
        locked.member,
        name=locked.contact_name,
        mobile=locked.mobile,
        role=RepresentativeRole.ADMIN,
        by=locked.decided_by,
    )


def _decision(application: JoiningApplication, recorded: Resolution | None) -> Resolution:
    motion = application.motion
    if application.state == S.ON_AGENDA and motion is not None:
        if motion.resolution is None:
            raise Refused(
                f"“{motion}”{motion.get_state_display()}，没有决议，不能接纳入会。"
                "请等会议宣布结果；没有通过的，请退出议程或写明理由不予接纳。"
            )
        return motion.resolution
    if recorded is None:
        raise Refused(
            "接纳入会须有决议。请列入会议议程，或选一份已登记的决议。", field="resolution"
        )
    check_body(recorded.body)
    return recorded


def _entered(application: JoiningApplication, decision: Resolution, *, by: Actor) -> Member:
    day = decision.decided_on
    known = member_of(application)
    if known is None:
        member = register.enter(_draft(application, day), by=by, since=day, source=_SOURCE)
    else:
        member = _returned(known, application, decision, by=by)
    if application.position != Position.MEMBER:
        register.seat(member, application.position, start=day, by=by, resolution=decision)
    return member


def _draft(application: JoiningApplication, day: date) -> register.Draft:
    return register.Draft(
        name=application.name,
        credit_code=application.credit_code,
        organisation_type=application.organisation_type,
        district=application.district,
        joined_on=day,
        email=application.email,
    )


def _returned(
    known: Member, application: JoiningApplication, decision: Resolution, *, by: Actor
) -> Member:
    """The number stays; what the application says anew is written beside the history."""
    member = Member.objects.select_for_update().get(pk=known.pk)
    if member.state in (MemberState.ACTIVE, MemberState.SUSPENDED):
        raise Refused(
            f"{member.name}（{member.number}）已经是会员，会籍是“{member.get_state_display()}”，"
            "不能再接纳一次。请核对统一社会信用代码。"
        )
    day = decision.decided_on
    verb = "admit" if member.state == MemberState.APPLICANT else "rejoin"
    membership.move(
        member, verb, by=by, reason="单位申请，按决议接纳", on=day, document=decision.number
    )
    new = {"name": application.name, "joined_on": day}
    new |= {
        field: value for field in ("district", "email") if (value := getattr(application, field))
    }
    member = register.write(member, new, by=by, reason=_SOURCE)
    if register.type_on(member, day) != application.organisation_type:
        register.write_type(
            member,
            application.organisation_type,
            since=day,
            by=by,
            evidence=application.licence,
            source=_SOURCE,
        )
    return member
