"""A finding is written down where it was seen: from a row of the checklist in one tap."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db import transaction

from association.accounts.models import User
from association.base import audit, clock, numbering
from association.base.errors import Refused
from standardization.enums import FindingState, Severity, VisitState
from standardization.findings.states import FINDINGS, may_check
from standardization.models import Case, Finding, FindingPhoto, Item, KeyArea, Photo, Visit

DAYS = 15
"""To mend an ordinary one, if whoever writes it down says nothing else."""
_LABELS = {
    "text": "问题",
    "basis": "依据条款",
    "severity": "等级",
    "deadline": "整改期限",
    "responsible": "整改责任人",
}
_OVER = (VisitState.DONE, VisitState.POSTPONED, VisitState.ABORTED)


@dataclass(frozen=True, slots=True)
class Sent:
    """What a phone calls it, and the SHA-256 of what it sent."""

    id: UUID
    hash: str


@transaction.atomic
def register(
    case: Case,
    *,
    text: str,
    basis: str,
    by: User,
    visit: Visit | None = None,
    item: Item | None = None,
    key_area: KeyArea | None = None,
    severity: str = Severity.ORDINARY,
    deadline: date | None = None,
    responsible: str = "",
    photos: Iterable[Photo] = (),
    sent: Sent | None = None,
) -> Finding:
    """Numbered within its case: ``AL-BZH-2026-00001-01``. Raises Refused."""
    locked = Case.objects.select_for_update(no_key=True).get(pk=case.pk)
    pictures = list(photos)
    finding = Finding(
        case=locked,
        visit=visit,
        item=item,
        key_area=key_area,
        text=text.strip(),
        basis=basis.strip(),
        severity=severity,
        deadline=deadline or clock.today() + timedelta(DAYS),
        responsible=responsible.strip(),
        found_by=by,
        found_at=clock.now(),
        sent_as=sent.id if sent else None,
        sent_hash=sent.hash if sent else "",
    )
    _check(finding, pictures, by=by)
    (serial,) = numbering.take(f"finding:{case.pk}", 0)
    finding.number = f"{locked.number}-{serial:02d}"
    finding.save()
    FindingPhoto.objects.bulk_create(_before(finding, photo) for photo in pictures)
    after = {"编号": finding.number, "问题": finding.text, "整改期限": finding.deadline}
    audit.record(finding, "登记不符合项", by=by, after=after, about=locked)
    return finding


@transaction.atomic
def amend(
    finding: Finding,
    *,
    text: str,
    basis: str,
    severity: str,
    deadline: date,
    responsible: str,
    by: User,
) -> Finding:
    """Before the company has it: what a tap wrote down in haste is put right. Raises Refused."""
    row = Finding.objects.select_for_update(of=("self",)).select_related("case", "visit")
    found = row.get(pk=finding.pk)
    if found.state != FindingState.REGISTERED:
        raise Refused(f"{found} 已交企业整改，不能再改。需要更正的，请退回或重新登记。")
    fields = ("text", "basis", "severity", "deadline", "responsible")
    before = {name: getattr(found, name) for name in fields}
    found.text, found.basis, found.severity = text.strip(), basis.strip(), severity
    found.deadline, found.responsible = deadline, responsible.strip()
    _check_words(found, by=by)
    found.save(update_fields=fields)
    changed = [name for name in fields if before[name] != getattr(found, name)]
    if changed:
        audit.record(
            found,
            "改不符合项",
            by=by,
            before={_LABELS[name]: before[name] for name in changed},
            after={_LABELS[name]: getattr(found, name) for name in changed},
            about=found.case,
        )
    return found


def attach(photo: Photo) -> None:
    """A photo that comes after the finding of its item belongs to it, while the visit goes on."""
    rows = Finding.objects.filter(
        visit=photo.checklist.visit_id, item=photo.item_id, state=FindingState.REGISTERED
    )
    rows = rows.filter(key_area=photo.key_area_id) if rows.count() > 1 else rows
    FindingPhoto.objects.bulk_create(_before(finding, photo) for finding in rows)


def _before(finding: Finding, photo: Photo) -> FindingPhoto:
    return FindingPhoto(
        finding=finding,
        stage=FindingPhoto.Stage.BEFORE,
        photo=photo,
        file_id=photo.file_id,
        taken_at=photo.taken_at,
        at=clock.now(),
    )


def _check(finding: Finding, pictures: list[Photo], *, by: User) -> None:
    _check_words(finding, by=by)
    if any(photo.checklist.case_id != finding.case_id for photo in pictures):
        raise Refused("有照片是另一个案件的，请只选本次拍的照片。", field="photos")
    _check_place(finding)


def _check_words(finding: Finding, *, by: User) -> None:
    if not may_check(by, finding):
        raise Refused("您没有权限登记不符合项。请由本案的评审、复核人员或安全技术部登记。")
    if not finding.text:
        raise Refused("请写明问题：在哪里，看到什么。", field="text")
    if not finding.basis:
        raise Refused("请写明依据条款。", field="basis")
    if finding.deadline < clock.today():
        raise Refused("整改期限不能早于今天。", field="deadline")


def _check_place(finding: Finding) -> None:
    case, visit = finding.case, finding.visit
    if visit and visit.case_id != case.pk:
        raise Refused("这次现场工作不是本案的，请从本案的检查表里登记。")
    if visit and visit.state in _OVER:
        raise Refused("这次现场工作已经结束，不能再登记。请由安全技术部在案件里登记。")
    if finding.key_area and finding.key_area.site not in case.sites.all():
        raise Refused("这个重点部位不在本案的场所里。", field="key_area")
    same = Finding.objects.filter(
        case=case, visit=visit, item=finding.item, key_area=finding.key_area
    )
    if finding.item and (known := same.first()):
        raise Refused(f"“{finding.item.code}”在这个部位已经登记为 {known}。", field="item")


@transaction.atomic
def hand_out(case: Case, *, by: User) -> int:
    """Gives all that were registered to the company to mend; how many."""
    Case.objects.select_for_update().get(pk=case.pk)
    rows = list(case.findings.filter(state=FINDINGS["hand_out"].sources[0]))
    for row in rows:
        FINDINGS.perform(row, "hand_out", by=by)
    return len(rows)
