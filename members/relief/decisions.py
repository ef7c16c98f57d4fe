"""From the agenda to the ledger: what the body votes on is posted, to the fen, or nothing is.

Another amount is another motion: take the first off the agenda and place the application again.
"""

from datetime import date
from decimal import Decimal

from django.db import transaction
from django.urls import reverse

from association.base import audit, clock
from association.base.errors import Refused
from association.base.money import grouped
from members import dealings, register
from members.dues import extensions
from members.enums import DealingKind, EntryKind, MotionKind, MotionState, ReliefState
from members.governance import motions, recusals
from members.models import (
    Assessment,
    DuesPosition,
    LedgerEntry,
    Meeting,
    Motion,
    ReliefApplication,
    Resolution,
    Seat,
)
from members.relief import letters, opinions
from members.relief.applications import APPLICATIONS, asked_in_words, hold, not_voted_on, room
from members.rules import Actor, may_handle_relief, may_settle_relief

BODY = Resolution.Body.STANDING_COUNCIL
APPLICANT = "本议题的申请由本人提交"


@transaction.atomic
def place(
    application: ReliefApplication,
    meeting: Meeting,
    *,
    amount: Decimal,
    by: Actor,
    until: date | None = None,
) -> ReliefApplication:
    """Puts it before the standing council: to relieve of ``amount`` yuan, and ``until`` when the
    rest may be paid if that is to be later. Delegates of the member are recused, and so is whoever
    handed the application in. Raises Refused.
    """
    if not may_handle_relief(by):
        raise Refused("您没有权限把减免申请列入议程。请由社会工作部办理。")
    locked = hold(application)
    if meeting.term.body.kind != BODY:
        raise Refused(f"减免申请由{BODY.label}审议，请选它的会议。", field="meeting")
    _check_state(locked)
    _check_terms(locked, amount, until)
    locked.proposed, locked.proposed_until, locked.placed_by = amount, until, by
    motion = motions.put(
        meeting,
        title=f"关于减免{locked.member.name[:70]} {locked.year} 年度会费的议案",
        text=_draft(locked),
        kind=MotionKind.RELIEF,
        member=locked.member,
        paper=locked.letter,
        by=by,
    )
    _recuse_applicant(motion, locked, by=by)
    locked.motion = motion
    register.save(locked)
    facts = {"会议": str(meeting), "提请减免": f"{grouped(amount)} 元"}
    APPLICATIONS.perform(locked, "place", by=by, **facts)
    application.refresh_from_db()
    return application


def _check_state(application: ReliefApplication) -> None:
    """The table's own answer, before anything is written to the meeting."""
    step = APPLICATIONS["place"]
    if application.state not in step.sources:
        raise Refused(
            f"{application}现在是“{application.get_state_display()}”，不能列入议程。请刷新页面。"
        )
    if application.state == ReliefState.ON_AGENDA and not not_voted_on(application):
        raise Refused(f"{application}已在“{application.motion}”里，不能重复列入议程。")
    assert step.guard is not None
    if reason := step.guard(application):
        raise Refused(reason)


def _check_terms(application: ReliefApplication, amount: Decimal, until: date | None) -> None:
    assert application.asked is not None, "the database wants it"
    most = min(application.asked, room(application.assessment))
    if not 0 < amount <= most:
        raise Refused(
            f"提请减免的金额须大于 0、不超过 {grouped(most)} 元（申请 {grouped(application.asked)} 元，"
            f"本年度可减免的还有 {grouped(room(application.assessment))} 元）。",
            field="amount",
        )
    current = extensions.due_on(application.year, member=application.member)
    if until is not None and until <= current:
        raise Refused(
            f"现在的缴费期限是 {current}，缓缴须晚于这一天；不缓缴请留空。", field="until"
        )


def _draft(application: ReliefApplication) -> str:
    """What is voted on, and what it leans on."""
    member, year = application.member, application.assessment
    assert application.proposed is not None
    lines = [
        f"同意减免{member.name}（会员编号 {member.number}）{year.year} 年度会费 "
        f"{grouped(application.proposed)} 元。"
    ]
    if application.proposed_until:
        lines.append(f"其余会费缓缴至 {application.proposed_until}（含当日）。")
    lines += [
        "",
        f"本年度应缴 {grouped(year.amount)} 元，单位申请减免 {asked_in_words(application)}。",
        f"申请理由：{application.text}",
    ]
    lines += [
        f"{opinion.get_side_display()}意见：建议减免 {grouped(opinion.recommends)} 元。{opinion.text}"
        for opinion in opinions.given(application).values()
    ]
    return "\n".join(lines)


def _recuse_applicant(motion: Motion, application: ReliefApplication, *, by: Actor) -> None:
    """Who handed it in may have left the company since, and still isn't a judge of it."""
    known = motion.recusals.values("seat")
    own = Seat.objects.filter(term=motion.meeting.term_id, user=application.submitted_by_id)
    for seat in own.exclude(pk__in=known):
        recusals.recuse(motion, seat, reason=APPLICANT, by=by)


@transaction.atomic
def settle(application: ReliefApplication, *, by: Actor) -> ReliefApplication:
    """Does what the body decided: carried, the relief is posted with its resolution and the date
    moved; failed, nothing is. Either way the member gets a letter with a number.

    Raises Refused before there is a result, for whoever placed it, and for who comes second.
    """
    if by is None or not may_settle_relief(by):
        raise Refused("您没有权限办结减免申请。请由财务管理中心或秘书长办理。")
    locked = hold(application)
    motion = _decided(locked)
    if locked.placed_by_id == by.pk:
        raise Refused(
            "这份申请是您列入议程的，须由另一位有权限的同事办结；同事不在的，由其代理人办理。"
        )
    locked.decided_by, locked.decided_at = by, clock.now()
    carried = motion.state == MotionState.CARRIED
    verb = _grant(locked, motion, by=by) if carried else "reject"
    register.save(locked)
    facts = {"批准减免": f"{grouped(locked.granted)} 元"} if locked.granted else {}
    APPLICATIONS.perform(locked, verb, by=by, 议题=motion.title, **facts)
    locked.reply = letters.issue(locked, by=by)
    locked.save(update_fields=["reply"])
    application.refresh_from_db()
    return application


def _decided(application: ReliefApplication) -> Motion:
    if application.state != ReliefState.ON_AGENDA or application.motion is None:
        raise Refused(
            f"{application}现在是“{application.get_state_display()}”，不能办结。"
            "请刷新页面看最新状态。"
        )
    motion = application.motion
    if motion.state == MotionState.OPEN:
        raise Refused(f"“{motion.meeting}”还没有对这份申请作出决定。请等宣布表决结果。")
    if motion.state == MotionState.WITHDRAWN:
        raise Refused("议题已撤下，没有作出决定。请重新列入议程。")
    return motion


def _grant(application: ReliefApplication, motion: Motion, *, by: Actor) -> str:
    """Posts it; the verb of the step. Under the year's lock: a policy may come into force now."""
    year = Assessment.objects.select_for_update(of=("self",)).get(pk=application.assessment_id)
    amount, resolution = application.proposed, motion.resolution
    assert amount is not None, "the database wants it"
    assert resolution is not None, "the database wants it"
    if (left := room(year)) < amount:
        raise Refused(
            f"表决通过的是减免 {grouped(amount)} 元，而本年度可减免的只剩 {grouped(left)} 元"
            "（之后另有减免入账）。请按现在的数额重新列入议程；已全额减免的，请单位撤回申请。"
        )
    application.granted = amount
    application.entry = LedgerEntry.objects.create(
        assessment=year,
        kind=EntryKind.RELIEF,
        amount=-amount,
        posted_on=clock.today(),
        memo=f"减免 {year.year} 年度会费（依申请，{resolution.number}）",
        resolution=resolution,
        posted_by=by,
    )
    audit.record(
        year,
        f"减免 {year.year} 年度会费 {grouped(amount)} 元",
        by=by,
        after={
            "依据": str(resolution),
            "余额": grouped(DuesPosition.objects.get(assessment=year).balance),
        },
        about=application.member,
    )
    dealings.record(
        application.member,
        kind=DealingKind.WAIVER,
        what=f"{year.year} 年度会费减免",
        on=clock.today(),
        year=year.year,
        saved=amount,
        source=f"members.reliefapplication:{application.pk}",
        label=str(resolution),
        url=reverse("members:relief_application", args=[application.pk]),
    )
    _extend(application, resolution, by=by)
    return "approve" if amount == application.asked else "approve_part"


def _extend(application: ReliefApplication, resolution: Resolution, *, by: Actor) -> None:
    """Unless the whole year was given as much time in the meantime."""
    until, member = application.proposed_until, application.member
    if until is None or until <= extensions.due_on(application.year, member=member):
        return
    extensions.extend(
        year=application.year,
        until=until,
        member=member,
        resolution=resolution,
        reason=f"减免申请经{resolution.get_body_display()}审议，其余会费缓缴",
        by=by,
    )
