"""Whether a condition fits: said by the rules, decided by a person who has seen the papers."""

from typing import cast

from django.db import transaction

from association.accounts.models import User
from association.base import audit, clock
from association.base.errors import Refused
from training import application
from training.classes import free_seats, seats
from training.eligibility.judging import CONDITIONAL, MET, BranchAnswer, Verdict
from training.enrolment import facts
from training.enrolment.states import ENROLMENTS
from training.enums import EnrolmentState
from training.models import Enrolment, Evidence, Override
from training.rules import Actor, may_judge_enrolments

S = EnrolmentState
_NO_BRANCH = {
    "ineligible": "各条条件都还不满足，不能确认。缺的见下；确有特殊情况的，先提出条件例外。",
    "needs_evidence": "经历还没有填全，不能判断。请退回本人补充，或先补填经历。",
}


def verdict(enrolment: Enrolment) -> Verdict:
    """By the rule set of the day of applying. Raises Refused for facts that can't be read."""
    (found,) = application.judged([facts.applicant(enrolment)])
    return found


def fitting(found: Verdict) -> list[BranchAnswer]:
    """The branches that let somebody in: those met, then those met but for the diploma."""
    return [
        answer
        for status in (MET, CONDITIONAL)
        for answer in found.branches
        if answer.status == status
    ]


@transaction.atomic
def accept(enrolment: Enrolment, *, by: User, branch: str = "") -> Enrolment:
    """Finds that a condition fits: ``branch``, or the first that does. Raises Refused if none does
    and no exception was granted."""
    locked = _locked(enrolment)
    _check_may(by)
    found = verdict(locked)
    fits = fitting(found)
    chosen = next((each for each in fits if each.branch.id == branch), None)
    if branch and chosen is None:
        raise Refused(f"条件 {branch} 现在不满足，请另选一条。", field="branch")
    chosen = chosen or (fits[0] if fits else None)
    if chosen is None and not Override.objects.filter(enrolment=locked, granted=True).exists():
        raise Refused(found.error or _NO_BRANCH[found.result])
    locked.rule_set = application.in_force(locked.applied_on).row
    locked.branch = chosen.branch.id if chosen else ""
    locked.conditional = chosen is not None and chosen.status == CONDITIONAL
    locked.judged_by, locked.judged_at, locked.answer = by, clock.now(), ""
    locked.save()
    ground = f"{locked.rule_set} {locked.branch}" if chosen else "条件例外"
    return _performed(enrolment, "accept", by=by, 依据=ground)


@transaction.atomic
def return_(enrolment: Enrolment, *, by: User, reason: str) -> Enrolment:
    """Back to the person, with what to mend: they read it. Raises Refused."""
    return _answered(enrolment, "return", by=by, reason=reason)


@transaction.atomic
def reject(enrolment: Enrolment, *, by: User, reason: str) -> Enrolment:
    """Says no for good; the seat is free again. Raises Refused."""
    seats.locked(enrolment.training_class)
    done = _answered(enrolment, "reject", by=by, reason=reason)
    leave_seat(done, by=by)
    return done


@transaction.atomic
def hand_in(enrolment: Enrolment, *, by: Actor) -> Enrolment:
    """Mended: to be judged again, as of today. Raises Refused."""
    locked = _locked(enrolment)
    locked.applied_on = clock.today()
    locked.save(update_fields=["applied_on"])
    return _performed(enrolment, "hand_in", by=by)


@transaction.atomic
def withdraw(enrolment: Enrolment, *, by: Actor, reason: str) -> Enrolment:
    """Leaves the class; the seat is free again. Raises Refused."""
    seats.locked(enrolment.training_class)
    done = _performed(enrolment, "withdraw", by=by, reason=reason)
    leave_seat(done, by=by)
    return done


@transaction.atomic
def fulfil(enrolment: Enrolment, *, by: User) -> Enrolment:
    """The diploma has come of who was let in while still at school. Raises Refused without a paper
    that was handed in since."""
    locked = _locked(enrolment)
    _check_may(by)
    if not locked.conditional or locked.state in (S.WITHDRAWN, S.REJECTED, S.BARRED):
        raise Refused("这份报名没有待补交的毕业证书。请刷新页面。")
    papers = locked.evidence.filter(fact=Evidence.Fact.DIPLOMAS, handed_in_at__gt=locked.judged_at)
    if not papers.exists():
        raise Refused("还没有收到补交的毕业证书，请本人先上传。")
    locked.conditional = False
    locked.save(update_fields=["conditional"])
    audit.record(locked, "核对补交的毕业证书", by=by)
    enrolment.refresh_from_db()
    return enrolment


def leave_seat(enrolment: Enrolment, *, by: Actor) -> None:
    """The one place where a person who leaves lets go of the seat; the line moves up. The class is
    locked before the person, as everybody does who takes both."""
    seats.give_up(enrolment.reservation, by=by, reason="学员退出")
    free_seats.take_back(enrolment)


def _answered(enrolment: Enrolment, verb: str, *, by: User, reason: str) -> Enrolment:
    locked = _locked(enrolment)
    locked.answer = reason.strip()[:500]
    locked.save(update_fields=["answer"])
    return _performed(enrolment, verb, by=by, reason=reason.strip())


def _performed(
    enrolment: Enrolment, verb: str, *, by: Actor, reason: str = "", **told: str
) -> Enrolment:
    done = cast(Enrolment, ENROLMENTS.perform(enrolment, verb, by=by, reason=reason, **told))
    enrolment.refresh_from_db()
    return done


def _locked(enrolment: Enrolment) -> Enrolment:
    return Enrolment.objects.select_for_update().get(pk=enrolment.pk)


def _check_may(by: Actor) -> None:
    if by is None or not may_judge_enrolments(by):
        raise Refused("您没有权限审核报名条件。请由教育培训部办理。")
