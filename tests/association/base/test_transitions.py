"""The one function that runs every state machine, on a row that has states: a job."""

import threading
from typing import Any

import pytest
from django.db import connections

from association.accounts.models import User
from association.base import audit, clock
from association.base.errors import Refused
from association.base.models import Job
from association.base.transitions import Table, Transition
from members.models import Member

State = Job.State
WAIT_SECONDS = 10


def anybody(user: Any, obj: Any) -> bool:
    return True


def starter(user: Any, obj: Job) -> bool:
    return obj.started_by_id == user.pk


def too_big(obj: Job) -> str | None:
    return "数据太多，请分批办理。" if obj.total > 100 else None


def note(obj: Job, *, by: Any, reason: str) -> None:
    obj.message = f"{by}：{reason}"
    obj.save(update_fields=["message"])


def fail(obj: Job, *, by: Any, reason: str) -> None:
    raise RuntimeError


TABLE = Table(
    (
        Transition("begin", "开始", (State.QUEUED,), State.RUNNING, may=anybody, guard=too_big),
        Transition(
            "stop",
            "终止",
            (State.QUEUED, State.RUNNING),
            State.FAILED,
            may=starter,
            effect=note,
            reason_needed=True,
            stops=True,
        ),
        Transition("break", "弄坏", (State.QUEUED,), State.DONE, may=anybody, effect=fail),
    ),
    states=State,
)


@pytest.fixture
def job(lin: User) -> Job:
    return Job.objects.create(label="核定会费", task="none", started_by=lin, created_at=clock.now())


def test_a_step_writes_the_state_and_an_entry(job: Job, lin: User) -> None:
    done = TABLE.perform(job, "begin", by=lin, 批次="一")
    assert done.state == job.state == State.RUNNING
    assert Job.objects.get(pk=job.pk).state == State.RUNNING
    (entry,) = audit.timeline(job)
    assert (entry.action, entry.actor) == ("开始", lin)
    assert entry.before == {"状态": "排队中"}
    assert entry.after == {"状态": "进行中", "批次": "一"}


def test_a_step_that_the_table_lacks_from_here_is_refused(job: Job, lin: User) -> None:
    TABLE.perform(job, "begin", by=lin)
    with pytest.raises(Refused, match="现在是“进行中”，不能开始"):
        TABLE.perform(job, "begin", by=lin)
    assert audit.timeline(job).count() == 1


def test_the_stored_state_counts_not_the_one_in_hand(job: Job, lin: User) -> None:
    Job.objects.filter(pk=job.pk).update(state=State.DONE)
    assert job.state == State.QUEUED
    with pytest.raises(Refused, match="现在是“已完成”"):
        TABLE.perform(job, "begin", by=lin)


def test_who_may_not_is_refused(job: Job, he: User) -> None:
    with pytest.raises(Refused, match="没有权限终止"):
        TABLE.perform(job, "stop", by=he, reason="不要了")


@pytest.mark.parametrize("reason", ["", "  \n"])
def test_a_reason_that_is_needed_is_asked_for_at_its_field(
    job: Job, lin: User, reason: str
) -> None:
    with pytest.raises(Refused, match="终止须写明理由") as refusal:
        TABLE.perform(job, "stop", by=lin, reason=reason)
    assert refusal.value.field == "reason"


def test_a_guard_says_why_not_in_its_own_words(job: Job, lin: User) -> None:
    Job.objects.filter(pk=job.pk).update(total=101)
    with pytest.raises(Refused, match="数据太多，请分批办理。"):
        TABLE.perform(job, "begin", by=lin)


def test_an_effect_happens_with_the_step(job: Job, lin: User) -> None:
    TABLE.perform(job, "stop", by=lin, reason="名册有误")
    job.refresh_from_db()
    assert (job.state, job.message) == (State.FAILED, "林思远：名册有误")
    assert audit.timeline(job).get().reason == "名册有误"


def test_an_effect_that_breaks_leaves_everything_as_it_was(job: Job, lin: User) -> None:
    with pytest.raises(RuntimeError):
        TABLE.perform(job, "break", by=lin)
    assert job.state == State.QUEUED
    assert Job.objects.get(pk=job.pk).state == State.QUEUED
    assert not audit.timeline(job).exists()


def test_the_entry_may_stand_on_another_timeline(job: Job, lin: User, antai: Member) -> None:
    about = Table(TABLE.transitions, states=State, about=lambda obj: antai)
    about.perform(job, "begin", by=lin)
    assert audit.timeline(antai).get().object_id == str(job.pk)


def test_what_is_open_depends_on_the_state_and_on_who_asks(job: Job, lin: User, he: User) -> None:
    assert [step.verb for step in TABLE.open_to(job, lin)] == ["begin", "stop", "break"]
    assert [step.verb for step in TABLE.open_to(job, he)] == ["begin", "break"]
    job.state = State.DONE
    assert list(TABLE.open_to(job, lin)) == []


def test_two_steps_of_one_name_are_a_mistake_of_the_table() -> None:
    twice = (TABLE["begin"], TABLE["begin"])
    with pytest.raises(ValueError, match="same verb"):
        Table(twice, states=State)


def test_the_picture_draws_every_arrow_once() -> None:
    assert TABLE.picture().splitlines() == [
        "stateDiagram-v2",
        "    排队中 --> 进行中: 开始",
        "    排队中 --> 未完成: 终止",
        "    进行中 --> 未完成: 终止",
        "    排队中 --> 已完成: 弄坏",
    ]


@pytest.mark.django_db(transaction=True)
def test_of_two_people_at_once_one_takes_the_step_and_the_other_is_told(
    job: Job, lin: User
) -> None:
    outcomes: list[str] = []
    together = threading.Barrier(2, timeout=WAIT_SECONDS)

    def click() -> None:
        mine = Job.objects.get(pk=job.pk)
        together.wait()
        try:
            TABLE.perform(mine, "begin", by=lin)
            outcomes.append("taken")
        except Refused as refusal:
            outcomes.append(refusal.message)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=click) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(WAIT_SECONDS)
    assert sorted(outcomes) == sorted(
        ["taken", f"“{job}”现在是“进行中”，不能开始。请刷新页面看最新状态。"]
    )
    assert audit.timeline(job).count() == 1
