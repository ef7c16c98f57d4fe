"""A workbook handed in, looked through, and confirmed as a draft."""

import dataclasses
from typing import Any

from django.core.files.base import File
from django.db import transaction

from association.base import audit, clock, files
from association.base.errors import Refused
from association.base.models import StoredFile
from standardization.library import stored
from standardization.library.checking import Places, problems
from standardization.library.differences import Section, differences
from standardization.library.edition import Edition
from standardization.library.entering import FORBIDDEN, enter, equal, former
from standardization.library.workbook import Problem, Read, read
from standardization.models import Standard, StandardImport, StandardVersion
from standardization.rules import Actor, may_import_standards

SHOWN = 200


@dataclasses.dataclass(frozen=True, slots=True)
class Looked:
    """``problems`` keep it from being confirmed. ``equal``: the version that says the very same."""

    edition: Edition | None
    problems: tuple[Problem, ...]
    equal: StandardVersion | None = None
    former: StandardVersion | None = None
    changes: tuple[Section, ...] = ()
    remark: str = ""

    @property
    def good(self) -> bool:
        return self.edition is not None and not self.problems and self.equal is None


def look(content: bytes) -> Looked:
    """The dry run: everything that is wrong, and what would change. Writes nothing. Raises Refused
    if it is no .xlsx workbook."""
    found = read(content)
    if found.edition is None:
        return Looked(None, found.problems)
    edition = found.edition
    before = former(edition)
    return Looked(
        edition,
        tuple(_faults(found, edition)),
        equal=equal(edition),
        former=before,
        changes=tuple(differences(stored.edition(before), edition)) if before else (),
        remark=_remark(edition),
    )


def _faults(found: Read, edition: Edition) -> list[Problem]:
    return problems(edition, Places(found.rows, found.lines))


def _remark(edition: Edition) -> str:
    """The register's name stays: it is amended there, with its source."""
    known = Standard.objects.filter(code=edition.head.code).first()
    if known is None or known.title == edition.head.title:
        return ""
    return f"标准 {known.code} 登记的名称是“{known.title}”，导入不改登记的名称。"


@transaction.atomic
def hand_in(upload: "File[bytes]", *, by: Actor) -> StandardImport:
    """Keeps the workbook with what a look at it finds. Raises Refused: not allowed, no workbook."""
    if not may_import_standards(by):
        raise Refused(FORBIDDEN)
    kept = files.keep(upload, by=by, accept=files.SHEETS)
    row = StandardImport.objects.create(
        file=kept,
        report=report(look(_bytes(kept))),
        uploaded_by=by,  # type: ignore[misc]  # the rule lets nobody else through
        uploaded_at=clock.now(),
    )
    audit.record(row, "上传标准工作簿", by=by, after={"文件": kept.name, "校验值": kept.sha256})
    return row


def confirm(row: StandardImport, *, by: Actor) -> StandardVersion:
    """Writes the draft, all of it or nothing. Looks anew: what was found may have changed since.

    Raises Refused: confirmed before, something is wrong, or another version says the same.
    """
    if not may_import_standards(by):
        raise Refused(FORBIDDEN)
    with transaction.atomic():
        locked = (
            StandardImport.objects.select_for_update(of=("self",))
            .select_related("file")
            .get(pk=row.pk)
        )
        if locked.confirmed_at:
            raise Refused("这份工作簿已经导入过。要再导入，请重新上传。")
        found = look(_bytes(locked.file))
        locked.report = report(found)
        if found.edition is not None and found.good:
            version = enter(found.edition, by=by, file=locked.file)
            locked.version, locked.confirmed_at = version, clock.now()
            locked.confirmed_by = by
        locked.save()
    row.refresh_from_db()
    if row.version is None:
        raise Refused(_why_not(found))
    return row.version


def _why_not(found: Looked) -> str:
    if found.equal:
        return f"内容与“{found.equal}”完全相同，不再导入。"
    return f"工作簿有 {len(found.problems)} 处问题，没有写入任何内容。请改正后重新上传。"


def report(found: Looked) -> dict[str, Any]:
    """As the page shows it, kept with the upload."""
    edition = found.edition
    return {
        "problems": [dataclasses.asdict(each) for each in found.problems[:SHOWN]],
        "wrong": len(found.problems),
        "good": found.good,
        "equal": str(found.equal) if found.equal else "",
        "former": found.former.label if found.former else "",
        "changes": [dataclasses.asdict(each) for each in found.changes],
        "remark": found.remark,
        "counts": _counts(edition) if edition else {},
    }


def _counts(edition: Edition) -> dict[str, Any]:
    head = edition.head
    return {
        "code": head.code,
        "title": head.title,
        "label": head.label,
        "start": head.start.isoformat(),
        "declared": format(head.declared_total.normalize(), "f"),
        "total": format(edition.total.normalize(), "f"),
        "elements": len(edition.elements),
        "items": len(edition.items),
        "vetoes": sum(1 for item in edition.items if item.veto_effect),
        "rules": len(edition.rules),
        "grades": [step.grade for step in edition.thresholds],
    }


def _bytes(kept: StoredFile) -> bytes:
    with kept.content.open("rb") as file:
        return bytes(file.read())
