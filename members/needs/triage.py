"""A need's way: into hands, answered, judged by whoever asked. Here stands the table of its states."""

from datetime import date
from typing import Any

from django.db import transaction
from django.urls import reverse

from association.accounts.models import Department, User
from association.base import clock, workdays
from association.base.errors import Refused
from association.base.transitions import Table, Transition
from members import dealings
from members.enums import CardState, DealingKind, NeedState
from members.models import Need, Service, ServiceOrder
from members.needs import telling
from members.orders import placing
from members.rules import (
    Actor,
    may_handle_need,
    may_keep_needs,
    may_own_needs,
    represents,
)

TERM = 10
"""Working days in which a need is answered, where nothing else is said."""
S = NeedState


def _since(need: Need, *, by: Any, reason: str) -> None:
    need.since = clock.now()
    need.save(update_fields=["since"])


def _still_written(need: Need) -> str | None:
    if need.card.state != CardState.SIGNED:
        return "这张问需卡还没有签交（或已退回补充），签交后再分办。"
    return None


NEEDS = Table(
    transitions=(
        Transition(
            "assign", "分办", (S.NEW,), S.ASSIGNED,
            may=may_keep_needs, guard=_still_written, effect=_since,
        ),
        Transition(
            "move", "改派", (S.ASSIGNED,), S.ASSIGNED,
            may=may_handle_need, reason_needed=True, effect=_since,
        ),
        Transition(
            "answer", "答复", (S.ASSIGNED,), S.ANSWERED, may=may_handle_need, effect=_since
        ),
        Transition(
            "judge", "评价", (S.ANSWERED,), S.CLOSED,
            may=lambda user, need: represents(user, need.card.member), effect=_since,
        ),
        Transition(
            "again", "重新分办", (S.ANSWERED, S.CLOSED), S.ASSIGNED,
            may=may_keep_needs, reason_needed=True, effect=_since,
        ),
    ),
    states=NeedState,
    about=lambda need: need.card.member,
)  # fmt: skip


def term() -> date:
    """Until when a need that is assigned today is to be answered."""
    return workdays.calendar().after(clock.today(), TERM)


@transaction.atomic
def assign(
    need: Need,
    *,
    department: Department,
    owner: User,
    due_on: date | None = None,
    by: Actor,
    reason: str = "",
) -> None:
    """To a department, a person and a day; one in hand goes to others, one that was answered back to
    work, both with a reason. Raises Refused."""
    locked = _locked(need)
    verb = {S.NEW: "assign", S.ASSIGNED: "move"}.get(S(locked.state), "again")
    due_on = due_on or term()
    _check_owner(department, owner)
    if due_on < clock.today():
        raise Refused("答复期限已经过去，请填今天或以后的日期。", field="due_on")
    facts = {"承办部门": str(department), "承办人": str(owner), "答复期限": due_on.isoformat()}
    if verb != "assign":  # whoever had it until now passes it on
        NEEDS.perform(locked, verb, by=by, reason=reason, **facts)
    locked.department, locked.owner, locked.due_on = department, owner, due_on
    locked.save(update_fields=["department", "owner", "due_on"])
    if verb == "assign":  # in nobody's hands until now, and the table wants an owner with the state
        NEEDS.perform(locked, verb, by=by, reason=reason, **facts)
    if verb == "again":
        locked.satisfied, locked.comment = None, ""
        locked.save(update_fields=["satisfied", "comment"])
    telling.assigned(locked)
    need.refresh_from_db()


def _check_owner(department: Department, owner: User) -> None:
    if not owner.is_active:
        raise Refused(f"{owner}的账号已停用，请另选承办人。", field="owner")
    if not may_own_needs(owner):
        raise Refused(f"{owner}没有答复需求的权限，请另选承办人。", field="owner")
    if owner.department_id != department.pk:
        raise Refused(f"{owner}不在{department}，请核对部门或承办人。", field="owner")


@transaction.atomic
def answer(need: Need, *, text: str, by: Actor) -> None:
    """What the company reads. Raises Refused."""
    locked = _locked(need)
    if not text.strip():
        raise Refused("请写明答复。", field="text")
    if locked.state == S.ASSIGNED:
        locked.answer, locked.answered_at, locked.answered_by = text.strip(), clock.now(), by
        locked.save(update_fields=["answer", "answered_at", "answered_by"])
    NEEDS.perform(locked, "answer", by=by, 答复=text.strip())
    member = locked.card.member
    dealings.record(
        member, kind=DealingKind.NEED, what=f"{locked.topic}：{locked}", on=clock.today(),
        source=f"members.need:{locked.pk}", label=locked.card.campaign.title,
        url=reverse("members:need", args=[locked.pk]),
    )  # fmt: skip
    telling.answered(locked)
    need.refresh_from_db()


@transaction.atomic
def judge(need: Need, *, satisfied: bool, comment: str = "", by: Actor) -> None:
    """The company says whether it helped; if not, it says what is missing. Raises Refused."""
    locked = _locked(need)
    if not satisfied and not comment.strip():
        raise Refused("请写一句还缺什么，我们好接着办。", field="comment")
    if locked.state == S.ANSWERED:
        locked.satisfied, locked.comment = satisfied, comment.strip()
        locked.save(update_fields=["satisfied", "comment"])
    word = "满意" if satisfied else "不满意"
    NEEDS.perform(locked, "judge", by=by, reason=comment.strip(), 评价=word)
    need.refresh_from_db()


@transaction.atomic
def open_order(need: Need, *, service: Service, by: User) -> ServiceOrder:
    """A service order out of the need, for the department that does the work. Raises Refused."""
    locked = _locked(need)
    if not may_handle_need(by, locked):
        raise Refused("您没有权限办理这条需求。")
    if locked.order_id:
        raise Refused(f"这条需求已有订单 {locked.order}。")
    locked.order = placing.request(locked.card.member, service, wish=locked.text, by=by)
    locked.save(update_fields=["order"])
    need.refresh_from_db()
    return locked.order


def _locked(need: Need) -> Need:
    rows = Need.objects.select_for_update(of=("self",))
    return rows.select_related("card__member", "card__campaign", "topic").get(pk=need.pk)
