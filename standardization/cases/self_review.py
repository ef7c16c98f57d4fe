"""What the company finds itself, item by item, before it applies. Nobody confirms it: the review
does that. Every change is another event; what was answered before stays readable."""

import json
import uuid
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from decimal import Decimal
from hashlib import sha256

from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction

from association.accounts.models import User
from association.base import audit, clock
from association.base.errors import Refused
from standardization.enums import AnswerState, CaseState, SnapshotKind
from standardization.models import Answer, AnswerEvent, Case, Checklist, Item
from standardization.rules import acts_for_company, may_handle_cases
from standardization.scoring.sheet import Kind


@dataclass(frozen=True, slots=True)
class Given:
    """``counts`` is how often each deduction rule applies, by its key; ``value`` for the items that
    are given points by level."""

    state: AnswerState
    reason: str = ""
    counts: dict[str, int] = field(default_factory=dict)
    value: Decimal | None = None


def of_case(case: Case) -> Checklist:
    return Checklist.objects.get(case=case, kind=SnapshotKind.SELF)


@transaction.atomic
def write(case: Case, answers: Mapping[int, Given], *, by: User) -> int:
    """Takes these in, by the item's key; how many were new or changed. Raises Refused, whose
    ``field`` is the item's key, and then takes none."""
    row = Case.objects.select_for_update().get(pk=case.pk)
    if not (acts_for_company(by, row.member) or may_handle_cases(by)):
        raise Refused("您没有权限填写这家企业的自评。")
    if row.state != CaseState.DRAFT:
        raise Refused(f"案件现在是“{row.get_state_display()}”，自评不能再改。请先退回自评。")
    items = Item.objects.filter(version__in=row.standards.values("version"), pk__in=answers)
    found = {item.pk: item for item in items}
    checklist = of_case(row)
    known = {
        answer.item_id: answer
        for answer in Answer.objects.filter(checklist=checklist).select_related("event")
    }
    written = 0
    for key, given in answers.items():
        if key not in found:
            raise Refused("这一项不在本案依据的标准里。请刷新页面。")
        _check(found[key], given)
        if not _same(known.get(key), given):
            _append(checklist, found[key], given, by=by)
            written += 1
    if written:
        audit.record(row, "填写自评", by=by, after={"项数": written})
    return written


def _check(item: Item, given: Given) -> None:
    where = str(item.pk)
    if given.state == AnswerState.NOT_APPLICABLE and not item.na_allowed:
        raise Refused(f"{item.code} 不能选“不适用”。", field=where)
    if given.state != AnswerState.CONFORMS and not given.reason.strip():
        raise Refused(f"{item.code} 请写明理由。", field=where)
    if given.value is not None and not 0 <= given.value <= item.full:
        raise Refused(f"{item.code} 的得分须在 0 到 {item.full} 之间。", field=where)
    graded = item.kind == Kind.LEVELS.value and given.state == AnswerState.FAILS
    if graded and given.value is None:
        raise Refused(f"{item.code} 请写明自评得分。", field=where)


def _same(answer: Answer | None, given: Given) -> bool:
    if answer is None:
        return False
    event = answer.event
    before = (event.state, event.reason, event.deductions, event.value)
    return before == (given.state, given.reason.strip(), given.counts, given.value)


def _append(checklist: Checklist, item: Item, given: Given, *, by: User) -> None:
    now = clock.now()
    body = json.dumps({"item": item.pk, **asdict(given)}, cls=DjangoJSONEncoder, sort_keys=True)
    event = AnswerEvent.objects.create(
        id=uuid.uuid4(),
        checklist=checklist,
        item=item,
        state=given.state,
        value=given.value,
        deductions=given.counts,
        veto_failed=bool(item.veto_effect) and given.state == AnswerState.FAILS,
        reason=given.reason.strip()[:500],
        device_at=now,
        received_at=now,
        by=by,
        body_hash=sha256(body.encode()).hexdigest(),
    )
    Answer.objects.update_or_create(
        checklist=checklist, item=item, defaults={"event": event, "state": given.state, "by": by}
    )
