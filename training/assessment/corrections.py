"""A published mark was wrong. One person asks, another decides; the old result stays readable and
is replaced by a new one.

Who was barred for cheating needn't have sat every part. If nobody cheated after all, what is there
counts, and the person comes back for the rest.
"""

from decimal import Decimal

from django.db import transaction

from association.accounts.models import User
from association.base import audit, clock
from association.base.errors import Refused
from members.register.entries import save
from training.assessment import telling
from training.assessment.arithmetic import Written, passes
from training.assessment.publishing import VERBS
from training.assessment.standards import required
from training.assessment.standing import current_results
from training.enrolment.states import ENROLMENTS
from training.enums import ClassState, EnrolmentState, ExamPart, Outcome, Verdict
from training.models import Correction, Enrolment, Result, ResultPart
from training.rules import may_publish_results

_FORBIDDEN = "您没有权限更正成绩。请由教育培训部办理。"


@transaction.atomic
def ask(result: Result, *, part: str, told: Written, reason: str, by: User) -> Correction:
    """Raises Refused: replaced or re-sat already, the same mark, over the full mark, no reason, or
    a change that the person's state can't follow."""
    if not may_publish_results(by):
        raise Refused(_FORBIDDEN)
    row = _current(result)
    if not reason.strip():
        raise Refused("更正成绩须写明理由。", field="reason")
    old = next((each for each in row.parts.all() if each.part == part), None)
    if old is None:
        raise Refused(f"这份结果里没有{ExamPart(part).label}。", field="part")
    if (old.outcome, old.mark) == (told.outcome, told.mark):
        raise Refused("与公布的成绩相同，没有要更正的。", field="mark")
    if told.outcome == Outcome.POSTPONED:
        raise Refused(
            "已公布的成绩不能改为缓考。没有成绩的改为“缺”，同意后再安排补考。", field="mark"
        )
    if told.mark is not None and told.mark > old.full:
        raise Refused(f"超过满分 {old.full.normalize():f}。", field="mark")
    _check_state(row, _verdict(row, part, told))
    note = f"；情况记录：{told.note}" if told.note else ""
    correction = Correction(
        result=row,
        part=part,
        outcome=told.outcome,
        mark=told.mark,
        reason=f"{reason.strip()}{note}"[:500],
        asked_by=by,
        asked_at=clock.now(),
    )
    save(correction)
    audit.record(
        correction,
        "提出成绩更正",
        by=by,
        before={ExamPart(part).label: _worded(old.outcome, old.mark)},
        after={ExamPart(part).label: _worded(told.outcome, told.mark)},
        reason=reason,
        about=row.enrolment,
    )
    return correction


@transaction.atomic
def decide(correction: Correction, *, granted: bool, answer: str = "", by: User) -> Result | None:
    """By another person. The new result, if granted. Raises Refused."""
    if not may_publish_results(by):
        raise Refused(_FORBIDDEN)
    row = Correction.objects.select_for_update().get(pk=correction.pk)
    if row.granted is not None:
        raise Refused("这项更正已经有决定。请刷新页面看最新状态。")
    if row.asked_by_id == by.pk:
        raise Refused("提出更正的人不能自己决定，请另一位同事办理。")
    if not granted and not answer.strip():
        raise Refused("不同意更正，须写明理由。", field="answer")
    row.granted, row.answer = granted, answer.strip()
    row.decided_by, row.decided_at = by, clock.now()
    save(row)
    audit.record(
        row,
        "同意成绩更正" if granted else "不同意成绩更正",
        by=by,
        after={row.get_part_display(): _worded(row.outcome, row.mark)},
        reason=answer or row.reason,
        about=row.result.enrolment,
    )
    return _replace(row, by=by) if granted else None


def _replace(correction: Correction, *, by: User) -> Result:
    old = _current(correction.result)
    told = Written(correction.outcome, correction.mark)
    verdict = _verdict(old, correction.part, told)
    _check_state(old, verdict)
    new = Result.objects.create(
        enrolment=old.enrolment,
        verdict=verdict,
        replaces=old,
        reason=correction.reason,
        published_by=by,
        published_at=clock.now(),
    )
    void = verdict == Verdict.BARRED
    ResultPart.objects.bulk_create(
        [
            _part(each, new, told if each.part == correction.part else None, void=void)
            for each in old.parts.all()
        ]
    )
    if verdict != old.verdict:
        reason = f"成绩更正：{correction.reason}"[:500]
        ENROLMENTS.perform(old.enrolment, VERBS[verdict], by=by, reason=reason)
    telling.corrected(new)
    return new


def _part(old: ResultPart, new: Result, told: Written | None, *, void: bool) -> ResultPart:
    outcome, mark = (told.outcome, told.mark) if told else (old.outcome, old.mark)
    return ResultPart(
        result=new,
        part=old.part,
        place_id=old.place_id,
        outcome=outcome,
        mark=mark,
        full=old.full,
        passing=old.passing,
        passed=passes(mark, old.passing) and not void,
        carried=old.carried,
    )


def _verdict(result: Result, part: str, told: Written) -> Verdict:
    """With this part changed. Who was barred stays it as long as another part was cheated in."""
    after = {each.part: (each.outcome, each.mark, each.passing) for each in result.parts.all()}
    after[part] = (told.outcome, told.mark, after[part][2])
    if any(outcome == Outcome.CHEATED for outcome, _, _ in after.values()):
        return Verdict.BARRED
    if not after.keys() >= set(required(result.enrolment.training_class.level)):
        return Verdict.OPEN
    ok = all(passes(mark, passing) for _, mark, passing in after.values())
    return Verdict.PASSED if ok else Verdict.FAILED


def _check_state(result: Result, verdict: Verdict) -> None:
    """The person's state has to be able to follow the new verdict."""
    if verdict == result.verdict:
        return
    enrolment: Enrolment = result.enrolment
    if enrolment.training_class.state == ClassState.ARCHIVED:
        raise Refused(
            f"班次已经归档封存，{enrolment.trainee}的结论不能再变。请先与秘书长商定如何处理。"
        )
    state = EnrolmentState(enrolment.state)
    if state not in ENROLMENTS[VERBS[verdict]].sources:
        raise Refused(
            f"{enrolment.trainee}现在是“{state.label}”，不能由“{result.get_verdict_display()}”"
            f"更正为“{verdict.label}”。请先与秘书长商定如何处理。"
        )


def _current(result: Result) -> Result:
    Enrolment.objects.select_for_update(of=("self",)).get(pk=result.enrolment_id)
    row = current_results([result.enrolment_id])[result.enrolment_id]
    if row.pk != result.pk:
        raise Refused("这份结果已经被新的结果取代，请在最新的结果上更正。")
    if hasattr(row, "resit"):
        raise Refused("已经安排补考，这份结果不能再更正。")
    return row


def _worded(outcome: str, mark: Decimal | None) -> str:
    return str(mark) if mark is not None else str(Outcome(outcome).label)
