"""Who hasn't paid for years: proposed to a body, one motion each. Nothing ends by the calendar."""

import copy
from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from decimal import Decimal

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils.functional import cached_property

from association.base import clock
from association.base.errors import Refused
from association.base.money import grouped
from association.base.transitions import Table, Transition
from members import register
from members.enums import LapseState, MemberState, MotionKind, MotionState
from members.governance import motions
from members.joining.agenda import check_body
from members.models import Assessment, LapseProposal, Meeting, Member
from members.register import membership
from members.rules import Actor, may_move_membership, may_propose_lapse

S = LapseState


@dataclass(frozen=True)
class Candidate:
    member: Member
    years: list[int]
    """Overdue, nothing paid, one after the other, the oldest first."""
    owed: Decimal
    """Of these years, in yuan."""

    @cached_property
    def words(self) -> str:
        named = "、".join(str(year) for year in self.years)
        return f"{named} 年度，欠缴 {grouped(self.owed)} 元"


def _carried(proposal: LapseProposal) -> str | None:
    motion = proposal.motion
    if motion.resolution is None:
        return f"“{motion}”{motion.get_state_display()}，没有决议，会籍不能终止。"
    if not unpaid(proposal):
        return "提请之后这家会员已缴清这些年度的会费。请写明理由，不再提请。"
    return None


def _not_open(proposal: LapseProposal) -> str | None:
    if proposal.motion.state == MotionState.OPEN:
        return f"“{proposal.motion.meeting}”还没有作出决定。请等表决结果，或先在会议里撤下议题。"
    return None


def _moves(user: Actor, proposal: LapseProposal) -> bool:
    return user is not None and bool(may_move_membership(user))


def _proposes(user: Actor, proposal: LapseProposal) -> bool:
    return user is not None and bool(may_propose_lapse(user))


LAPSES = Table(
    transitions=(
        Transition(
            "carry_out", "按决议终止会籍", (S.PROPOSED,), S.CARRIED_OUT,
            may=_moves, guard=_carried, stops=True,
        ),
        Transition(
            "drop", "不再提请", (S.PROPOSED,), S.DROPPED,
            may=_proposes, guard=_not_open, reason_needed=True,
        ),
    ),
    states=LapseState,
    about=lambda proposal: proposal.member,
)  # fmt: skip


def candidates() -> list[Candidate]:
    """Members that have paid nothing for ``LAPSE_AFTER_YEARS`` years one after the other, up to the
    latest that is overdue. A year that was exempted, extended or partly paid breaks the row; who
    has been proposed already is left out.
    """
    today = clock.today()
    rows = (
        Assessment.objects.filter(
            Q(position__due_until__lt=today) | Q(position__paid__gt=0),
            member__state__in=[MemberState.ACTIVE, MemberState.SUSPENDED],
        )
        .exclude(member__lapse_proposals__state=S.PROPOSED)
        .select_related("member", "position")
        .order_by("member__number", "-year")
    )
    histories: defaultdict[Member, list[Assessment]] = defaultdict(list)
    for row in rows:
        histories[row.member].append(row)
    found = [_judged(member, history) for member, history in histories.items()]
    return [one for one in found if len(one.years) >= settings.LAPSE_AFTER_YEARS]


def _judged(member: Member, history: list[Assessment]) -> Candidate:
    """``history`` is what is overdue or was paid, the newest first."""
    row: list[Assessment] = []
    for one in history:
        follows = not row or one.year == row[-1].year - 1
        if not (follows and one.position.balance > 0 and one.position.paid == 0):
            break
        row.append(one)
    owed = sum((one.position.balance for one in row), Decimal("0.00"))
    return Candidate(member, sorted(one.year for one in row), owed)


def unpaid(proposal: LapseProposal) -> bool:
    """Whether any of the years proposed is still open."""
    rows = Assessment.objects.filter(member=proposal.member_id, year__in=proposal.years)
    return rows.filter(position__balance__gt=0).exists()


@transaction.atomic
def propose(members: Collection[Member], meeting: Meeting, *, by: Actor) -> list[LapseProposal]:
    """Puts one motion each onto the agenda, for those who are candidates now. All or none.

    Raises Refused and names whoever isn't: paid meanwhile, or proposed by a colleague.
    """
    if by is None or not may_propose_lapse(by):
        raise Refused("您没有权限提请终止会籍。请由社会工作部或秘书长办理。")
    if not members:
        raise Refused("请至少选一家会员。")
    check_body(meeting.term.body.kind)
    known = {one.member.pk: one for one in candidates()}
    for member in members:
        if member.pk not in known:
            raise Refused(f"{member}现在不在欠缴名单上：可能已缴款，或已经提请。请刷新页面。")
    return [_propose(known[member.pk], meeting, by=by) for member in members]


def _propose(candidate: Candidate, meeting: Meeting, *, by: Actor) -> LapseProposal:
    member = candidate.member
    motion = motions.put(
        meeting,
        title=f"关于终止{member.name}会籍的议案"[:120],
        text=f"{member.name}（{member.number}）未缴 {candidate.words}，提请终止其会籍。",
        kind=MotionKind.EXIT,
        member=member,
        by=by,
    )
    proposal = LapseProposal(
        member=member,
        years=candidate.years,
        owed=candidate.owed,
        motion=motion,
        proposed_by=by,
        proposed_at=clock.now(),
    )
    register.save(proposal)
    return proposal


@transaction.atomic
def carry_out(proposal: LapseProposal, *, by: Actor) -> Member:
    """Ends the membership by the resolution. Raises Refused without one, or once all was paid."""
    locked = LAPSES.perform(copy.copy(proposal), "carry_out", by=by)
    assert isinstance(locked, LapseProposal)
    decision = locked.motion.resolution
    assert decision is not None
    years = "、".join(str(year) for year in locked.years)
    member = membership.move(
        locked.member, "lapse", by=by, reason=f"{years} 年度会费未缴", document=decision.number
    )
    proposal.refresh_from_db()
    return member


@transaction.atomic
def drop(proposal: LapseProposal, *, by: Actor, reason: str) -> LapseProposal:
    """Lets it be: paid meanwhile, or the body said no. Raises Refused while the vote is open."""
    LAPSES.perform(copy.copy(proposal), "drop", by=by, reason=reason)
    proposal.refresh_from_db()
    return proposal
