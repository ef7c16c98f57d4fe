"""The chain before the papers count as complete: who finishes which step, and by when.

The steps are data (``JoiningStep``). They are finished in their order, each within its working days
after the handing-in; what is handed in again is looked at again.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from django.db import transaction

from association.base import audit, clock, workdays
from association.base.errors import Refused
from association.base.workdays import Calendar
from members import register
from members.enums import JoiningState
from members.models import FinishedStep, JoiningApplication, JoiningStep
from members.rules import Actor, in_charge_of_step, may_finish_step

COMPLETE = "材料齐全"
"""The opinion of who accepts with one click, and so finishes the last step as well."""


@dataclass(frozen=True, slots=True)
class Stage:
    """A step of one application: due when, and finished or not."""

    step: JoiningStep
    due_on: date
    done: FinishedStep | None
    under_way: bool
    """The first that isn't finished."""
    days_left: int
    """Working days until the day it is due, that one included."""

    @property
    def overdue(self) -> bool:
        return self.done is None and clock.today() > self.due_on

    @property
    def late(self) -> bool:
        """Finished, but after its day."""
        done = self.done
        return done is not None and done.finished_at.astimezone(clock.TZ).date() > done.due_on


def of(application: JoiningApplication) -> list[Stage]:
    """The chain of one application: finished steps, and while it waits those that aren't."""
    return of_all([application])[application.pk]


def of_all(applications: Iterable[JoiningApplication]) -> dict[int, list[Stage]]:
    """The same for many, by their key: three queries."""
    rows, calendar = list(applications), workdays.calendar()
    chain = list(JoiningStep.objects.filter(active=True).select_related("department"))
    finished: dict[int, list[FinishedStep]] = {row.pk: [] for row in rows}
    for done in FinishedStep.objects.filter(application__in=finished).select_related(
        "step__department", "finished_by"
    ):
        finished[done.application_id].append(done)
    return {row.pk: _stages(row, chain, finished[row.pk], calendar) for row in rows}


def _stages(
    application: JoiningApplication,
    chain: list[JoiningStep],
    finished: list[FinishedStep],
    calendar: Calendar,
) -> list[Stage]:
    handed_in = application.submitted_at
    if handed_in is None:
        return []
    known = {done.step_id: done for done in finished if done.handed_in_at == handed_in}
    waits = application.state == JoiningState.SUBMITTED
    wanted = {step.pk: step for step in (chain if waits else [])}
    shown = wanted | {key: done.step for key, done in known.items()}
    start, stages, reached = handed_in.astimezone(clock.TZ).date(), [], False
    for step in sorted(shown.values(), key=lambda step: (step.order, step.pk)):
        done = known.get(step.pk)
        due_on = done.due_on if done else calendar.after(start, step.working_days)
        left = calendar.between(clock.today(), due_on)
        stages.append(Stage(step, due_on, done, done is None and not reached, left))
        reached = reached or done is None
    return stages


def unfinished(application: JoiningApplication) -> list[Stage]:
    return [stage for stage in of(application) if stage.done is None]


def current(stages: Iterable[Stage]) -> Stage | None:
    return next((stage for stage in stages if stage.under_way), None)


def overdue() -> int:
    """How many waiting applications have a step whose day has passed."""
    return sum(any(stage.overdue for stage in stages) for stages in _waiting().values())


def waiting_for(departments: Collection[int]) -> tuple[int, int]:
    """How many applications wait for a step of these departments, and how many of them too long."""
    stages = [stage for chain in _waiting().values() if (stage := current(chain))]
    own = [stage for stage in stages if stage.step.department_id in departments]
    return len(own), sum(stage.overdue for stage in own)


def _waiting() -> dict[int, list[Stage]]:
    waiting = JoiningApplication.objects.filter(state=JoiningState.SUBMITTED)
    return of_all(waiting.only("pk", "state", "submitted_at"))


@transaction.atomic
def finish(
    application: JoiningApplication, step: JoiningStep, *, by: Actor, opinion: str
) -> FinishedStep:
    """Writes down that the step is done, with the opinion; in the order of the chain. Refused."""
    if by is None or not may_finish_step(by, step):
        raise Refused(f"您没有权限办结“{step}”。请由{step.department}或社会工作部办理。")
    if not opinion.strip():
        raise Refused("请写明意见，如“已走访，经营正常”。", field="opinion")
    locked = JoiningApplication.objects.select_for_update(no_key=True).get(pk=application.pk)
    if locked.state != JoiningState.SUBMITTED:
        raise Refused(f"申请现在是“{locked.get_state_display()}”，环节不能再办。请刷新页面。")
    stages = of(locked)
    stage = next((one for one in stages if one.step == step), None)
    if stage is None:
        raise Refused(f"“{step}”已停用，不用办结。请刷新页面。")
    if stage.done:
        raise Refused(f"“{step}”已由{stage.done.finished_by}办结，请刷新页面。")
    first = current(stages)
    if first and first.step != step:
        raise Refused(f"请先办结“{first.step}”（{first.step.department}），再办“{step}”。")
    return _write(locked, stage, by=by, opinion=opinion.strip())


def finish_last(application: JoiningApplication, *, by: Actor) -> None:
    """Finishes the only step that is left, if it is this person's own department's: for whoever
    accepts, so that it is one act. Where more is left, it leaves all to ``incomplete`` to tell."""
    left = unfinished(application)
    if by is not None and len(left) == 1 and in_charge_of_step(by, left[0].step):
        finish(application, left[0].step, by=by, opinion=COMPLETE)


def incomplete(application: JoiningApplication) -> str | None:
    """What stands in the way of accepting it: every active step has to be finished."""
    left = unfinished(application)
    if not left:
        return None
    named = "、".join(f"“{stage.step}”（{stage.step.department}）" for stage in left)
    return f"还有环节没有办结：{named}。办结之后才能确认材料齐全。"


def _write(
    application: JoiningApplication, stage: Stage, *, by: Actor, opinion: str
) -> FinishedStep:
    assert application.submitted_at is not None, "the database wants it"
    row = FinishedStep(
        application=application,
        step=stage.step,
        handed_in_at=application.submitted_at,
        due_on=stage.due_on,
        opinion=opinion,
        finished_by=by,
        finished_at=clock.now(),
    )
    register.save(row)
    audit.record(
        row,
        f"办结环节：{stage.step}",
        by=by,
        after={"办结期限": stage.due_on},
        reason=opinion,
        about=application,
    )
    return row
