"""The life of a membership: applicant, in the register, suspended, gone, back again."""

from datetime import date

from django.db import transaction
from django.db.models import Q

from association.base import audit, clock
from association.base.errors import Refused
from association.base.transitions import Table, Transition
from members.enums import MemberState
from members.models import Member, StateChange
from members.register import certificates
from members.rules import Actor, may_end_membership, may_move_membership, may_register

S = MemberState
OVER = (S.WITHDRAWN, S.EXPELLED, S.LAPSED)
"""Who is so has been a member."""


def _over(member: Member, *, by: Actor, reason: str) -> None:
    """What was given for the time of the membership ends with it, the seat as well."""
    today = clock.today()
    for term in member.position_terms.filter(Q(end=None) | Q(end__gt=today), start__lte=today):
        before, term.end = term.end, today
        term.save(update_fields=["end"])
        audit.record(
            term,
            "会籍终止，职务结束",
            by=by,
            before={"任期至": before or "未定"},
            after={"任期至": today},
            about=member,
        )
    for term in member.position_terms.filter(start__gt=today):
        was = {"职务": term.get_position_display(), "任期自": term.start}
        audit.record(term, "会籍终止，职务不再开始", by=by, before=was, about=member)
        term.delete()
    certificates.end(member, by=by)


def _back(member: Member, *, by: Actor, reason: str) -> None:
    """What changed while the membership rested stands on the certificate from now on."""
    certificates.follow(member, by=by, reason="恢复会籍")


MEMBERSHIP = Table(
    transitions=(
        Transition("admit", "接纳入会", (S.APPLICANT,), S.ACTIVE, may=may_register),
        Transition(
            "suspend", "暂停会籍", (S.ACTIVE,), S.SUSPENDED,
            may=may_move_membership, reason_needed=True, stops=True,
        ),
        Transition(
            "resume", "恢复会籍", (S.SUSPENDED,), S.ACTIVE,
            may=may_move_membership, reason_needed=True, effect=_back,
        ),
        Transition(
            "withdraw", "办理退会", (S.ACTIVE, S.SUSPENDED), S.WITHDRAWN,
            may=may_end_membership, reason_needed=True, stops=True, effect=_over,
        ),
        Transition(
            "expel", "除名", (S.ACTIVE, S.SUSPENDED), S.EXPELLED,
            may=may_move_membership, reason_needed=True, stops=True, effect=_over,
        ),
        Transition(
            "lapse", "自动终止", (S.ACTIVE, S.SUSPENDED), S.LAPSED,
            may=may_move_membership, reason_needed=True, stops=True, effect=_over,
        ),
        Transition(
            "rejoin", "重新入会", OVER, S.ACTIVE,
            may=may_move_membership, reason_needed=True,
        ),
    ),
    states=MemberState,
)  # fmt: skip


@transaction.atomic
def move(
    member: Member,
    verb: str,
    *,
    by: Actor,
    reason: str = "",
    on: date | None = None,
    document: str = "",
    owing: str = "",
) -> Member:
    """Takes one step of the table. ``document`` is the file number of the paper behind it,
    ``owing`` in words what a member that goes still has to pay.

    ``on`` is the first day of the new state, today if not given; not a day to come, as the step is
    taken now, nor one before the member joined. Number and history stay with the member, also when
    it rejoins. Raises Refused.
    """
    locked = Member.objects.select_for_update().get(pk=member.pk)
    before = locked.state
    if on:
        _check_day(locked, verb, on)
    facts = {"生效日期": on.isoformat()} if on else {}
    if document:
        facts["文号"] = document
    if owing:
        facts["尚欠会费"] = owing
    MEMBERSHIP.perform(member, verb, by=by, reason=reason, **facts)
    StateChange.objects.create(
        member=member, before=before, after=member.state, since=on or clock.today()
    )
    return member


def _check_day(member: Member, verb: str, on: date) -> None:
    """Whoever is only being admitted has no day of joining that counts yet."""
    if on > clock.today():
        raise Refused(f"生效日期：{on} 还没有到，请填今天或以前的日期。", field="on")
    if verb != "admit" and member.joined_on and on < member.joined_on:
        raise Refused(f"生效日期：{on} 早于入会日期 {member.joined_on}，请核对。", field="on")


def state_on(member: Member, day: date) -> MemberState:
    """What the membership was on that day, by everything recorded since.

    Of the steps that held by then the one recorded last counts; before the first of them the
    member was what that step found it to be. Before it joined it was an applicant; but who has left
    and come back was a member before, and nobody records any more since when.
    """
    changes = list(member.state_changes.order_by("pk"))
    returned = bool(changes) and member.joined_on and changes[0].since < member.joined_on
    if member.joined_on and day < member.joined_on and not returned:
        return MemberState.APPLICANT
    held = [change.after for change in changes if change.since <= day]
    if held:
        return MemberState(held[-1])
    return MemberState(changes[0].before if changes else member.state)
