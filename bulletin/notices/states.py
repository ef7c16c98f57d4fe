"""The life of a notice: who may take which step, and what stands in its way."""

from collections.abc import Iterator, Mapping
from typing import Any

from association.base import clock
from association.base.transitions import Table, Transition
from bulletin.enums import Audience, NoticeState
from bulletin.models import Due, Notice
from bulletin.notices.audience import addressed
from bulletin.rules import Actor, may_move_notice

S = NoticeState


def incomplete(notice: Notice) -> str | None:
    if lacking := list(_lacking(notice)):
        return f"还缺：{'、'.join(lacking)}。请补上再发布。"
    if not addressed(notice).exists():
        return "没有一家在册的会员单位会收到。请核对“发给”。"
    return None


def _lacking(notice: Notice) -> Iterator[str]:
    if not notice.body:
        yield "正文"
    if notice.issued_on is None:
        yield "成文日期"
    if notice.audience == Audience.TYPES and not notice.types:
        yield "单位类型"
    for form in notice.forms.select_related("questionnaire"):
        if not form.questionnaire.questions.exists():
            yield f"“{form}”的问题"
        if not form.dues.exists():
            yield f"“{form}”的报送日期"


def past(notice: Notice) -> list[Due]:
    """Due dates that are over already: said before it is published, not forbidden."""
    rows = Due.objects.filter(form__notice=notice, due_at__lte=clock.now())
    return list(rows.select_related("form__questionnaire"))


def _published(_: Actor) -> Mapping[str, Any]:
    return {"published_at": clock.now()}


def _withdrawn(_: Actor) -> Mapping[str, Any]:
    return {"withdrawn_at": clock.now()}


NOTICES = Table(
    transitions=(
        Transition(
            "publish", "发布", (S.DRAFT,), S.PUBLISHED, may=may_move_notice,
            guard=incomplete, sets=_published,
        ),
        Transition(
            "withdraw", "撤回", (S.PUBLISHED,), S.WITHDRAWN, may=may_move_notice,
            sets=_withdrawn, reason_needed=True, stops=True,
        ),
    ),
    states=NoticeState,
)  # fmt: skip
