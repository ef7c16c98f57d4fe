"""Answers as a phone sends them: once, twice, out of a cellar, or after everybody has left.

No audit entry is written: every answer is a row of its own that stays (``AnswerEvent``), with who
sent it, when it was given and when it came.
"""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet

from association.accounts.models import User
from association.base import clock
from association.base.errors import Refused
from standardization.checklists import reading
from standardization.checklists.reading import Said
from standardization.enums import AnswerState
from standardization.models import (
    Answer,
    AnswerEvent,
    CaseStandard,
    Checklist,
    DeductionRule,
    Item,
    PaperScan,
)
from standardization.rules import on_visit

NEW, KNOWN, CONFLICT, REFUSED = 200, 202, 409, 422
LATE = "检查表已经关闭，这条另存备查，不计入结果。"
_OTHER_BODY = "这个编号下已经存有另一条内容不同的作答，没有覆盖。请核对后重新作答。"


class Stranger(Refused):
    """Has no duty on this visit: for a screen there is nothing here."""


@dataclass(frozen=True, slots=True)
class Receipt:
    """``status`` is 200 for the first time, 202 for the same again, 409 for something else under
    the same number, 422 for what can't be taken. ``hash`` is that of the body as it came: the
    device may let go of its copy once it reads its own. ``text`` says what is to be told."""

    id: str
    status: int
    hash: str
    late: bool = False
    text: str = ""


@dataclass(slots=True)
class _Round:
    """What one call needs to know, asked for at once."""

    checklist: Checklist
    known: dict[UUID, AnswerEvent]
    items: dict[int, Item]
    rules: dict[int, dict[int, DeductionRule]]
    scans: dict[int, int]
    fresh: list[AnswerEvent] = field(default_factory=list)


def receive(checklist: Checklist, body: str, *, by: User) -> Receipt:
    """One answer, as ``receive_many``."""
    return receive_many(checklist, [body], by=by)[0]


def receive_many(checklist: Checklist, bodies: Sequence[str], *, by: User) -> list[Receipt]:
    """As ``receive_at``, of this checklist."""
    return _receive(Q(pk=checklist.pk), bodies, by=by)


def receive_at(visit: int, bodies: Sequence[str], *, by: User) -> list[Receipt]:
    """Answers each body on its own, in its order; what can't be taken doesn't hold up the others.

    The latest that was received is an item's answer; whatever somebody approved of the former one
    is void. Raises Stranger for who has no duty on this visit, or where there is none.
    """
    return _receive(Q(visit=visit), bodies, by=by)


@transaction.atomic
def _receive(which: Q, bodies: Sequence[str], *, by: User) -> list[Receipt]:
    row = _unmoved().filter(which).first()
    if row is None or row.visit is None or not on_visit(by, row.visit):
        raise Stranger("您不在这次现场工作的评审（复核）人员中，不能作答。")
    read = [_read(body) for body in bodies]
    now = _known(row, [each for each in read if isinstance(each, Said)])
    receipts = [_taken(now, body, each, by=by) for body, each in zip(bodies, read, strict=True)]
    AnswerEvent.objects.bulk_create(now.fresh)
    _count(row, [event for event in now.fresh if not event.late])
    return receipts


def digest(body: str) -> str:
    """SHA-256 of what the device sent, to the letter."""
    return hashlib.sha256(body.encode(errors="replace")).hexdigest()


def locked(checklist: Checklist) -> Checklist:
    """Nobody closes it meanwhile, and nobody else's answers come in between."""
    return _unmoved().get(pk=checklist.pk)


def _unmoved() -> QuerySet[Checklist]:
    rows = Checklist.objects.select_for_update(of=("self",), no_key=True)
    return rows.select_related("visit__case")


def _read(body: str) -> Said | Refused:
    try:
        return reading.said(body)
    except Refused as refusal:
        return refusal


def _known(row: Checklist, answers: list[Said]) -> _Round:
    numbers = [each.id for each in answers]
    items = _items(row, {each.item for each in answers})
    failing = {each.item for each in answers if each.state == AnswerState.FAILS}
    scans = {each.scan for each in answers if each.scan is not None}
    kept = PaperScan.objects.filter(checklist=row, pk__in=scans) if scans else ()
    return _Round(
        row,
        known=AnswerEvent.objects.in_bulk(numbers),
        items=items,
        rules=rules_of(items[key] for key in failing & items.keys()),
        scans={scan.pk: scan.file_id for scan in kept},
    )


def _items(row: Checklist, keys: set[int]) -> dict[int, Item]:
    versions = CaseStandard.objects.filter(case=row.case_id).values("version")
    found = Item.objects.filter(pk__in=keys, version__in=versions)
    inside = keys if row.scope is None else keys & set(row.scope)
    return {item.pk: item for item in found if item.pk in inside}


def rules_of(items: Iterable[Item]) -> dict[int, dict[int, DeductionRule]]:
    """By item: its own deduction rules, and those that are taken off its element."""
    rows = list(items)
    wanted = Q(item__in=rows) | Q(item=None, element__in={item.element_id for item in rows})
    of_item: dict[int, dict[int, DeductionRule]] = {}
    of_element: dict[int, dict[int, DeductionRule]] = {}
    for rule in DeductionRule.objects.filter(wanted) if rows else ():
        if rule.item_id is not None:
            of_item.setdefault(rule.item_id, {})[rule.pk] = rule
        else:
            of_element.setdefault(rule.element_id, {})[rule.pk] = rule
    return {row.pk: of_item.get(row.pk, {}) | of_element.get(row.element_id, {}) for row in rows}


def _taken(now: _Round, body: str, answer: Said | Refused, *, by: User) -> Receipt:
    mark = digest(body)
    if isinstance(answer, Refused):
        return Receipt("", REFUSED, mark, text=answer.message)
    before = now.known.get(answer.id)
    if before is not None:
        return _again(before, now.checklist, mark, by=by)
    try:
        event = _event(now, answer, mark, by=by)
    except Refused as refusal:
        return Receipt(str(answer.id), REFUSED, mark, text=refusal.message)
    now.known[answer.id] = event
    now.fresh.append(event)
    return Receipt(str(answer.id), NEW, mark, event.late, LATE if event.late else "")


def _again(before: AnswerEvent, row: Checklist, mark: str, *, by: User) -> Receipt:
    same = (before.checklist_id, before.by_id, before.body_hash) == (row.pk, by.pk, mark)
    if not same:
        return Receipt(str(before.pk), CONFLICT, mark, text=_OTHER_BODY)
    return Receipt(str(before.pk), KNOWN, mark, before.late, LATE if before.late else "")


def _event(now: _Round, answer: Said, mark: str, *, by: User) -> AnswerEvent:
    item = now.items.get(answer.item)
    if item is None:
        raise Refused("这一项不在这次的检查表里（可能属于另一次现场工作），没有收下。")
    reading.check(answer, item, now.rules.get(item.pk, {}))
    scan = _scan(now.scans, answer, item)
    return AnswerEvent(
        id=answer.id,
        checklist=now.checklist,
        item=item,
        state=answer.state,
        value=answer.value,
        deductions={str(key): count for key, count in answer.deductions.items()},
        veto_failed=answer.veto_failed,
        reason=answer.reason,
        note=answer.note,
        from_paper=scan is not None,
        scan_id=scan,
        late=now.checklist.closed_at is not None,
        device_at=answer.device_at,
        received_at=clock.now(),
        by=by,
        body_hash=mark,
    )


def _scan(scans: Mapping[int, int], answer: Said, item: Item) -> int | None:
    if answer.scan is not None and answer.scan not in scans:
        raise Refused(f"{item.code} 的扫描件不属于这次检查表，请重新上传扫描件。")
    return None if answer.scan is None else scans[answer.scan]


def _count(row: Checklist, events: list[AnswerEvent]) -> None:
    """Makes the last of each item its answer."""
    latest = {event.item_id: event for event in events}
    Answer.objects.bulk_create(
        [
            Answer(checklist=row, item_id=key, event=event, state=event.state, by_id=event.by_id)
            for key, event in sorted(latest.items())
        ],
        update_conflicts=True,
        unique_fields=["checklist", "item"],
        update_fields=["event", "state", "by", "na_approved_by", "veto_confirmed_by"],
    )
