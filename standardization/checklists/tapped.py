"""A finding from a row of the checklist, in one tap: what the row says is what was found. Known again
by the phone's own number, as an answer is."""

import json
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction

from association.accounts.models import User
from association.base.errors import Refused
from standardization.checklists import reading
from standardization.checklists.answering import CONFLICT, KNOWN, NEW, digest, locked
from standardization.enums import AnswerState, Severity
from standardization.findings import registering
from standardization.models import Answer, Checklist, Finding, Item, KeyArea, Photo
from standardization.rules import on_visit

_OTHER = "这个编号下已经登记了另一条内容不同的不符合项，没有覆盖。请到“不符合项”核对。"


@dataclass(frozen=True, slots=True)
class Tapped:
    """``status`` and ``hash`` as of an answer's receipt; ``number`` is the finding's."""

    id: str
    status: int
    hash: str
    number: str = ""
    item: int = 0
    text: str = ""


@dataclass(frozen=True, slots=True)
class _Said:
    id: UUID
    item: int
    key_area: int | None
    major: bool
    text: str


@transaction.atomic
def receive(checklist: Checklist, body: str, *, by: User) -> Tapped:
    """After the answer and its photos, which the phone sends first. Raises Refused for an item that
    isn't answered with "fails", and whatever else ``registering.register`` refuses."""
    row = locked(checklist)
    if row.visit is None or not on_visit(by, row.visit):
        raise Refused("您不在这次现场工作的评审（复核）人员中，不能登记不符合项。")
    said, mark = _read(body), digest(body)
    if known := Finding.objects.filter(sent_as=said.id).first():
        same = (known.visit_id, known.found_by_id, known.sent_hash) == (row.visit_id, by.pk, mark)
        if not same:
            return Tapped(str(said.id), CONFLICT, mark, text=_OTHER)
        return Tapped(str(said.id), KNOWN, mark, known.number, said.item)
    item = _failing(row, said)
    finding = registering.register(
        row.case,
        text=said.text,
        basis=basis(item),
        by=by,
        visit=row.visit,
        item=item,
        key_area=_area(row, said),
        severity=Severity.MAJOR if said.major else Severity.ORDINARY,
        photos=Photo.objects.filter(checklist=row, item=item).select_related("checklist"),
        sent=registering.Sent(said.id, mark),
    )
    return Tapped(str(said.id), NEW, mark, finding.number, item.pk)


def basis(item: Item) -> str:
    """What a finding of this item is held against: its clause, else the item itself."""
    return item.clause or f"{item.version} {item.code}"[:200]


def _read(body: str) -> _Said:
    try:
        sent = json.loads(body)
    except ValueError as error:
        raise Refused("这条不符合项不完整，请在本机重新登记。") from error
    if not isinstance(sent, dict):
        raise Refused("这条不符合项不完整，请在本机重新登记。")
    area = sent.get("key_area")
    return _Said(
        id=reading.uuid(sent.get("id")),
        item=reading.whole(sent.get("item"), "项目"),
        key_area=None if area is None else reading.whole(area, "部位"),
        major=sent.get("major") is True,
        text=reading.text(sent.get("text"), "发现的情况"),
    )


def _failing(row: Checklist, said: _Said) -> Item:
    answer = Answer.objects.filter(checklist=row, item=said.item).select_related("item__version")
    found = answer.first()
    if found is None or found.state != AnswerState.FAILS:
        raise Refused("这一项现在不是“不符合”，没有登记。请核对作答后再登记。", field="item")
    return found.item


def _area(row: Checklist, said: _Said) -> KeyArea | None:
    if said.key_area is None:
        return None
    assert row.visit is not None
    area = KeyArea.objects.filter(pk=said.key_area, site=row.visit.site_id).first()
    if area is None:
        raise Refused("这个部位不属于这次的场所，没有登记。", field="key_area")
    return area
