"""An expert is asked, declares, answers. Nothing of the case is theirs to see before they declared
to be free of ties, and nothing ever again once they are recused."""

from collections.abc import Collection
from datetime import date
from typing import Any

from django.db import transaction

from association.accounts.models import User
from association.base import audit, clock, outbox
from association.base.errors import Refused
from association.base.models import OutboxRow
from association.base.templatetags.ui import day as day_words
from members.register import save
from standardization.enums import AssignmentState, CaseState, Duty, RelationKind
from standardization.models import Assignment, Case, Declaration, Expert, Organisation
from standardization.people import independence, pool
from standardization.people.independence import Weight
from standardization.people.states import ASSIGNMENTS, OPEN, WAITING
from standardization.rules import Actor, may_handle_cases

S, C = AssignmentState, CaseState
_REVIEW = (C.ASSIGNING, C.REVIEW_PLANNED, C.REVIEWING)
_RECHECK = (C.RECHECK_SELECTION, C.RECHECK_PLANNED, C.RECHECK_POSTPONED, C.RECHECKING)
DUTY_STATES: dict[Duty, tuple[CaseState, ...]] = {
    Duty.LEADER: _REVIEW,
    Duty.REVIEWER: _REVIEW,
    Duty.RECHECK_LEADER: _RECHECK,
    Duty.RECHECKER: _RECHECK,
    Duty.VERIFIER: (C.RECTIFYING, C.VERIFYING, C.RECHECK_RECTIFYING),
}
"""While the case is in which states somebody is asked for what."""
LEADS = (Duty.LEADER, Duty.RECHECK_LEADER)
NO_ACCOUNT, NO_MAIL = "专家还没有账号", "没有登记邮箱"
Channel = OutboxRow.Channel


@transaction.atomic
def choose_organisation(case: Case, organisation: Organisation, *, by: User) -> None:
    """Which organisation reviews; a tie is no obstacle here but at the delegation, since it may be
    lifted in writing. Raises Refused."""
    row = _case(case, by=by)
    if row.state != C.ASSIGNING:
        raise Refused(f"案件现在是“{row.get_state_display()}”，不能选评审单位。请刷新页面。")
    # The organisation's own row is held: else two cases could both be its last.
    chosen = Organisation.objects.select_for_update(no_key=True).get(pk=organisation.pk)
    if why := pool.unfit_organisation(row, chosen):
        raise Refused(f"{chosen}不能承担本案：{'；'.join(why)}。", field="organisation")
    others = row.assignments.filter(
        round=row.round, duty__in=independence.FIRST_REVIEW, state__in=OPEN
    )
    if row.organisation_id not in (None, chosen.pk) and others.exists():
        raise Refused("评审组已有委派。要换评审单位，请先取消这些委派。", field="organisation")
    before, row.organisation = row.organisation, chosen
    row.save(update_fields=["organisation"])
    audit.record(
        row,
        "选定评审单位",
        by=by,
        before={"评审单位": str(before)} if before else None,
        after={"评审单位": str(chosen)},
    )
    case.organisation = chosen


@transaction.atomic
def invite(
    case: Case, expert: Expert, *, duty: Duty, respond_by: date, deliver_by: date, by: User
) -> Assignment:
    """Asks an expert; they are told of the company and the duty alone. Raises Refused."""
    row = _case(case, by=by)
    if row.state not in DUTY_STATES[duty]:
        raise Refused(f"案件现在是“{row.get_state_display()}”，不需要{duty.label}。", field="duty")
    if respond_by < clock.today():
        raise Refused("答复期限不能早于今天。", field="respond_by")
    if (
        duty in LEADS
        and row.assignments.filter(round=row.round, duty=duty, state__in=OPEN).exists()
    ):
        raise Refused(f"本案已有{duty.label}。要换人，请先取消原来的委派。", field="duty")
    # Held until the end: two cases can't both take the last of what somebody may have at once.
    Expert.objects.select_for_update(no_key=True).get(pk=expert.pk)
    who = pool.experts().get(pk=expert.pk)
    if why := pool.unfit(row, [who], duty=duty, until=deliver_by).get(who.pk):
        raise Refused(f"{who.name}不能任{duty.label}：{'；'.join(why)}。", field="expert")
    made = Assignment(
        case=row,
        expert=who,
        duty=duty,
        round=row.round,
        respond_by=respond_by,
        deliver_by=deliver_by,
        asked_by=by,
        asked_at=clock.now(),
    )
    save(made)
    after = {"专家": who.name, "职责": duty.label, "答复期限": day_words(respond_by)}
    audit.record(made, "邀请专家", by=by, after=after, about=row)
    _ask(made)
    return made


@transaction.atomic
def declare(
    assignment: Assignment,
    *,
    clear: bool,
    kinds: Collection[RelationKind] = (),
    text: str = "",
    by: User,
) -> Assignment:
    """What ties the expert to the company, said before anything of the case is seen. Kept for good;
    a tie that the house knows of recuses too. Raises Refused."""
    row = _own(assignment, by=by)
    if row.state != S.DECLARING:
        raise Refused(f"这项邀请现在是“{row.get_state_display()}”，不用再申报。请刷新页面。")
    if clear and kinds:
        raise Refused("勾选了利害关系，就不能同时声明没有。请核对后再提交。", field="kinds")
    if not clear and not kinds:
        raise Refused("有利害关系的，请选择是哪一种。", field="kinds")
    Declaration.objects.create(
        assignment=row,
        clear=clear,
        kinds=[kind.value for kind in kinds],
        text=text.strip(),
        declared_by=by,
        declared_at=clock.now(),
    )
    known = [
        tie.text
        for tie in independence.of_experts(row.case, [row.expert]).get(row.expert_id, ())
        if tie.weight is Weight.RECUSE
    ]
    if not clear:
        words = "、".join(kind.label for kind in kinds)
        _answered(row, "recuse", by=by, reason=f"本人申报：{words}。{text.strip()}")
    elif known:
        _answered(row, "recuse", by=None, reason=f"系统记录：{'；'.join(known)}")
    else:
        ASSIGNMENTS.perform(row, "clear", by=by)
    assignment.refresh_from_db()
    return assignment


def accept(assignment: Assignment, *, by: User) -> None:
    """Raises Refused."""
    _answer(assignment, "accept", by=by)


def decline(assignment: Assignment, *, by: User, reason: str) -> None:
    """Raises Refused. What was declared before stays."""
    _answer(assignment, "decline", by=by, reason=reason)


def recuse(assignment: Assignment, *, by: User, reason: str) -> None:
    """A tie that came to light later: from now on the expert sees nothing. Raises Refused."""
    _answer(assignment, "recuse", by=by, reason=reason)


def cancel(assignment: Assignment, *, by: User, reason: str) -> None:
    """Raises Refused."""
    _answer(assignment, "cancel", by=by, reason=reason)


def lapse() -> int:
    """Whoever hasn't answered by the end of the day named; how many."""
    rows = Assignment.objects.filter(state__in=WAITING, respond_by__lt=clock.today())
    count = 0
    for row in rows.select_related("case__member", "expert__user", "asked_by"):
        try:
            _answer(row, "lapse", by=None)
        except Refused:  # answered in this very moment
            continue
        count += 1
    return count


# --- Details ------------------------------------------------------------------------------------
def _case(case: Case, *, by: User) -> Case:
    if not may_handle_cases(by):
        raise Refused("您没有权限办理委派。请由安全技术部办理。")
    return Case.objects.select_for_update().get(pk=case.pk)


def _locked(assignment: Assignment) -> Assignment:
    return (
        Assignment.objects.select_for_update(of=("self",))
        .select_related("case__member", "expert__user", "asked_by")
        .get(pk=assignment.pk)
    )


def _own(assignment: Assignment, *, by: User) -> Assignment:
    row = _locked(assignment)
    if row.expert.user_id != by.pk:
        raise Refused("申报须由专家本人办理。")
    return row


@transaction.atomic
def _answer(assignment: Assignment, verb: str, *, by: Actor, reason: str = "") -> None:
    _answered(_locked(assignment), verb, by=by, reason=reason)
    assignment.refresh_from_db()


def _answered(row: Assignment, verb: str, *, by: Actor, reason: str = "") -> None:
    done = ASSIGNMENTS.perform(row, verb, by=by, reason=reason.strip(), 专家=row.expert.name)
    assert isinstance(done, Assignment)
    done.answer, done.answered_at = reason.strip()[:300], clock.now()
    done.save(update_fields=["answer", "answered_at"])
    _tell(row, verb, reason)


def _ask(row: Assignment) -> None:
    """A row is written whatever becomes of it: that somebody wasn't told is accounted for too."""
    user = row.expert.user
    said: dict[str, Any] = {
        "subject": f"请您担任{row.get_duty_display()}：{row.case.member.name}",
        "body": (
            f"{row.expert.name}，您好：\n\n请您担任{row.case.member.name}安全生产标准化评审的"
            f"{row.get_duty_display()}。请在{day_words(row.respond_by)}（含）前登录“专家”页面，"
            f"先申报有无利害关系，再答复是否接受；交稿期限{day_words(row.deliver_by)}。\n\n"
            "本消息由系统发出，请勿直接回复。"
        ),
    }
    for channel in (Channel.PORTAL, Channel.EMAIL):
        occasion: dict[str, Any] = {
            "rule": "standardization.invited", "obj": row, "due_on": row.respond_by,
            "channel": channel, "recipient_key": f"expert:{row.expert_id}", "about": row.case,
        }  # fmt: skip
        address = user.email if user and channel == Channel.EMAIL else ""
        if user is None:
            outbox.skip(**occasion, reason=NO_ACCOUNT)
        elif channel == Channel.EMAIL and not address:
            outbox.skip(**occasion, reason=NO_MAIL)
        else:
            outbox.enqueue(**occasion, person=user, address=address, **said)


def _tell(row: Assignment, verb: str, reason: str) -> None:
    """Whoever asked hears the answer; whoever accepted hears that it was called off."""
    person = row.expert.user if verb == "cancel" else row.asked_by
    if person is None:
        return
    label = ASSIGNMENTS[verb].label
    outbox.tell(
        person,
        rule=f"standardization.assignment_{verb}",
        obj=row,
        due_on=clock.today(),
        subject=f"{row.expert.name}（{row.get_duty_display()}）：{label}",
        body=f"{row.case.member.name}，{row.get_duty_display()}{row.expert.name}：{label}。{reason}",
        about=row.case,
    )
