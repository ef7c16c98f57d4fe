"""A member asks, in its own words and with a stamped letter, to be relieved of a year's dues.

From the draft to the agenda; what the body makes of it is in ``decisions``. Paid dues may be
relieved too: what was paid too much then is credit, to be carried forward or paid back.
"""

import copy
from decimal import Decimal

from django.core.files.base import File
from django.db import transaction

from association.base import audit, clock, files
from association.base.errors import Refused
from association.base.models import StoredFile
from association.base.money import grouped
from association.base.transitions import Table, Transition
from members import register
from members.arithmetic import petition
from members.enums import MeetingState, MemberState, MotionState, OpinionSide, ReliefState
from members.governance import motions
from members.models import Assessment, DuesPosition, ReliefApplication
from members.relief import opinions
from members.rules import Actor, may_handle_relief, may_settle_relief, represents

S = ReliefState
EDITABLE = (S.DRAFT, S.RETURNED)
ENDED = (S.REJECTED, S.WITHDRAWN)


def _applies(user: Actor, application: ReliefApplication) -> bool:
    return represents(user, application.member)


def _handles(user: Actor, application: ReliefApplication) -> bool:
    return bool(may_handle_relief(user))


def _settles(user: Actor, application: ReliefApplication) -> bool:
    return bool(may_settle_relief(user))


def _cannot_withdraw(application: ReliefApplication) -> str | None:
    if application.state != S.ON_AGENDA or may_leave_agenda(application):
        return None
    return "申请已经提交表决，不能再撤回。请等结果；有新情况的，请联系社会工作部。"


def may_leave_agenda(application: ReliefApplication) -> bool:
    """Once the vote has begun the matter is the body's."""
    motion = application.motion
    if motion is None or not_voted_on(application):
        return True
    return motion.state == MotionState.OPEN and motion.meeting.state == MeetingState.CALLED


def _cannot_place(application: ReliefApplication) -> str | None:
    given = opinions.given(application)
    missing = [side.label for side in OpinionSide if side not in given]
    if missing:
        return f"还缺{'、'.join(missing)}意见。两份意见齐了才能列入议程。"
    return None


def not_voted_on(application: ReliefApplication) -> bool:
    """On the agenda no longer: the matter was taken off, or what was carried no longer fits."""
    motion = application.motion
    if motion is None or motion.state == MotionState.WITHDRAWN:
        return True
    assert application.proposed is not None, "the database wants it"
    return (
        application.state == S.ON_AGENDA
        and motion.state == MotionState.CARRIED
        and room(application.assessment) < application.proposed
    )


def _withdrawn(application: ReliefApplication, *, by: Actor, reason: str) -> None:
    """Nobody votes on what nobody asks for any more. The house takes it off, not the member."""
    motion = application.motion
    if motion is not None and motion.state == MotionState.OPEN:
        motions.withdraw(motion, reason="申请单位撤回减免申请", by=None)


APPLICATIONS = Table(
    transitions=(
        Transition("submit", "提交减免申请", (S.DRAFT, S.RETURNED), S.SUBMITTED, may=_applies),
        Transition(
            "return", "退回补正", (S.SUBMITTED, S.ACCEPTED), S.RETURNED,
            may=_handles, reason_needed=True, stops=True,
        ),
        Transition("accept", "受理减免申请", (S.SUBMITTED,), S.ACCEPTED, may=_handles),
        Transition(
            "place", "列入议程", (S.ACCEPTED, S.ON_AGENDA), S.ON_AGENDA,
            may=_handles, guard=_cannot_place,
        ),
        Transition("approve", "批准减免", (S.ON_AGENDA,), S.APPROVED, may=_settles),
        Transition("approve_part", "部分批准减免", (S.ON_AGENDA,), S.PART_APPROVED, may=_settles),
        Transition("reject", "不予减免", (S.ON_AGENDA,), S.REJECTED, may=_settles),
        Transition(
            "withdraw", "撤回减免申请",
            (S.DRAFT, S.SUBMITTED, S.RETURNED, S.ACCEPTED, S.ON_AGENDA), S.WITHDRAWN,
            may=_applies, guard=_cannot_withdraw, effect=_withdrawn, stops=True,
        ),
    ),
    states=ReliefState,
    about=lambda application: application.member,
)  # fmt: skip


def room(assessment: Assessment) -> Decimal:
    """What may still be relieved of this year's dues, in yuan."""
    relieved = DuesPosition.objects.get(assessment=assessment).relieved
    return petition.room(assessment.amount, relieved)


def current(assessment: Assessment) -> ReliefApplication | None:
    """The one that runs or was granted; after a refusal another one may be written."""
    return assessment.relief_applications.exclude(state__in=ENDED).first()


def obstacle(assessment: Assessment) -> str | None:
    """Why nobody can apply for this year, in words; None if one can."""
    if assessment.member.state != MemberState.ACTIVE:
        return f"会籍状态为“{assessment.member.get_state_display()}”，只有在册会员可以申请减免。"
    if room(assessment) <= 0:
        return f"{assessment.year} 年度会费已全额减免，不必申请。"
    return None


@transaction.atomic
def write(
    assessment: Assessment,
    *,
    by: Actor,
    text: str = "",
    percent: Decimal | None = None,
    amount: Decimal | None = None,
    letter: "File[bytes] | None" = None,
) -> ReliefApplication:
    """Keeps what has been written so far; it may be half empty. A letter kept before stays.

    Raises Refused: handed in already, or a number that can't be.
    """
    if not represents(by, assessment.member):
        raise Refused("只有本单位的用户可以申请减免。")
    assessment = _locked_year(assessment)
    if reason := obstacle(assessment):
        raise Refused(reason)
    row = current(assessment) or ReliefApplication(member=assessment.member, assessment=assessment)
    if row.state not in EDITABLE:
        raise Refused(
            f"本年度的减免申请{row.get_state_display()}，不能再改。请刷新页面看最新状态。"
        )
    _check_numbers(assessment, percent, amount)
    began = row.pk is None
    before = (row.text, row.percent, row.amount)
    row.text, row.percent, row.amount = text.strip(), percent, amount
    if not began and letter is None and before == (row.text, row.percent, row.amount):
        return row  # nothing to keep, and nothing to write into the log
    row.written_at = clock.now()
    if letter is not None:
        row.letter = files.keep(letter, by=by, field="letter")
    register.save(row)
    action = "起草减免申请" if began else "修改减免申请"
    audit.record(row, action, by=by, after={"申请": asked_in_words(row)}, about=row.member)
    return row


def _check_numbers(assessment: Assessment, percent: Decimal | None, amount: Decimal | None) -> None:
    if percent is not None and amount is not None:
        raise Refused("减免比例和减免金额只填一项，另一项请留空。", field="amount")
    if percent is not None and not 0 < percent <= 100:
        raise Refused("减免比例须大于 0、不超过 100。", field="percent")
    left = room(assessment)
    if amount is not None and not 0 < amount <= left:
        raise Refused(
            f"减免金额须大于 0、不超过 {grouped(left)} 元（本年度应缴减去已减免）。", field="amount"
        )


@transaction.atomic
def submit(application: ReliefApplication, *, by: Actor) -> ReliefApplication:
    """Hands it in: whole, and no longer to be changed. Raises Refused with the field that lacks."""
    locked = hold(application)
    if locked.state in EDITABLE and represents(by, locked.member):
        _check_whole(locked)
        locked.asked = asked(locked)
        locked.submitted_as, locked.submissions = locked.member.name, locked.submissions + 1
        locked.submitted_by, locked.submitted_at = by, clock.now()
        locked.answer = ""
        register.save(locked)
    facts = {"申请": asked_in_words(locked), "单位名称": locked.submitted_as}
    APPLICATIONS.perform(locked, "submit", by=by, **facts)
    application.refresh_from_db()
    return application


def lacking(
    *,
    percent: Decimal | None,
    amount: Decimal | None,
    text: str | None,
    letter: StoredFile | None,
) -> dict[str, str]:
    """What an application still needs before it can be handed in: by field, a sentence."""
    wanted = {
        "percent": (percent is None and amount is None, "请填减免比例或减免金额。"),
        "text": (not text, "请写明申请理由。"),
        "letter": (letter is None, "请上传加盖公章的申请函。"),
    }
    return {field: sentence for field, (lacks, sentence) in wanted.items() if lacks}


def _check_whole(application: ReliefApplication) -> None:
    if reason := obstacle(application.assessment):
        raise Refused(reason)
    for field, sentence in lacking(
        percent=application.percent,
        amount=application.amount,
        text=application.text,
        letter=application.letter,
    ).items():
        raise Refused(sentence, field=field)
    left, wanted = room(application.assessment), asked(application)
    if wanted > left:
        raise Refused(
            f"申请减免 {grouped(wanted)} 元，本年度可减免的只剩 {grouped(left)} 元。请改小。",
            field="percent" if application.amount is None else "amount",
        )


def asked(application: ReliefApplication) -> Decimal:
    """What it comes to in yuan. Raises ValueError while nothing is filled in."""
    return petition.asked(
        application.assessment.amount, percent=application.percent, amount=application.amount
    )


def asked_in_words(application: ReliefApplication) -> str:
    """50%，即 15,000.00 元"""
    if application.percent is not None:
        return f"{application.percent.normalize():f}%，即 {grouped(asked(application))} 元"
    return f"{grouped(application.amount)} 元" if application.amount else "未填"


def withdraw(application: ReliefApplication, *, by: Actor) -> ReliefApplication:
    """Takes it back; also from an agenda, until the vote begins. Raises Refused."""
    return perform(application, "withdraw", by=by)


def accept(application: ReliefApplication, *, by: Actor) -> ReliefApplication:
    """It is whole and stamped; two sides may now give their opinions. Raises Refused."""
    return perform(application, "accept", by=by)


@transaction.atomic
def send_back(application: ReliefApplication, *, reason: str, by: Actor) -> ReliefApplication:
    """To be mended; ``reason`` is what the member reads. Opinions given before count no more."""
    perform(application, "return", by=by, reason=reason)
    application.answer = reason.strip()
    application.save(update_fields=["answer"])
    return application


def perform(
    application: ReliefApplication, verb: str, *, by: Actor, reason: str = ""
) -> ReliefApplication:
    APPLICATIONS.perform(copy.copy(application), verb, by=by, reason=reason)
    application.refresh_from_db()
    return application


def hold(application: ReliefApplication) -> ReliefApplication:
    """The row, until the transaction ends."""
    return (
        ReliefApplication.objects.select_for_update(of=("self",))
        .select_related("member", "assessment__member", "letter", "motion__meeting")
        .get(pk=application.pk)
    )


def _locked_year(assessment: Assessment) -> Assessment:
    """Held until the transaction ends: two colleagues at once begin one draft."""
    return (
        Assessment.objects.select_for_update(of=("self",), no_key=True)
        .select_related("member")
        .get(pk=assessment.pk)
    )
