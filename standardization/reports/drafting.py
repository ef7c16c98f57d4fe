"""An expert writes. Nobody else ever changes a word of it, and no older page writes over a newer.

Saving leaves no audit entry: it happens every few seconds. What was submitted is kept for good.
"""

from collections.abc import Iterable, Mapping
from uuid import UUID

from django.core.files.base import File
from django.db import transaction
from django.db.models import Q

from association.accounts.models import User
from association.base import audit, clock, files
from association.base.errors import Refused
from association.base.models import StoredFile
from standardization.enums import PartSubject, ReportKind, Role
from standardization.models import (
    Assignment,
    Checklist,
    Element,
    ExpertReport,
    KeyArea,
    Photo,
    ReportPart,
)
from standardization.reports.states import WRITING, not_open, stage, visits

LONGEST, LONGEST_TITLE = 4000, 80


class Stale(Refused):
    """Another page has saved since. ``report`` is what stands now, with its parts: a screen shows
    both."""

    plain = False

    def __init__(self, report: ExpertReport) -> None:
        at = report.saved_at.astimezone(clock.TZ) if report.saved_at else clock.now()
        super().__init__(
            f"没有保存：另一个页面在 {at:%H:%M} 保存过。请对照后再保存。", field="saves"
        )
        self.report = report


# --- The draft ----------------------------------------------------------------------------------
def open_report(assignment: Assignment, *, by: User) -> ExpertReport:
    """The one of this duty, made at the first look. Raises Refused."""
    rows = ExpertReport.objects.select_related("assignment__case__member", "assignment__expert")
    found = rows.filter(assignment=assignment, assignment__expert__user=by).first()
    return found or _opened(assignment, by=by)


@transaction.atomic
def _opened(assignment: Assignment, *, by: User) -> ExpertReport:
    rows = Assignment.objects.select_for_update(of=("self",)).select_related("case", "expert")
    row = rows.get(pk=assignment.pk)
    if row.expert.user_id != by.pk:
        raise Refused("专家报告由本人写，别人不能代写。")
    if found := ExpertReport.objects.filter(assignment=row).first():
        return found
    if why := not_open(row):
        raise Refused(why)
    made = ExpertReport.objects.create(assignment=row)
    ReportPart.objects.bulk_create(_parts(made))
    audit.record(made, "开始写专家报告", by=by, about=row.case)
    return made


def _parts(report: ExpertReport) -> Iterable[ReportPart]:
    row, kinds = report.assignment, PartSubject
    found = [ReportPart(subject=kinds.SUMMARY, title=kinds.SUMMARY.label)]
    found += [
        ReportPart(subject=kinds.ELEMENT, element=element, title=str(element))
        for element in _elements(row)
    ]
    sites = row.case.sites.count()
    areas = (
        KeyArea.objects.filter(site__cases=row.case).select_related("site").order_by("site", "pk")
    )
    for area in areas:
        title = area.name if sites == 1 else f"{area.site.name} {area.name}"
        found.append(ReportPart(subject=kinds.KEY_AREA, key_area=area, title=title))
    found.append(ReportPart(subject=kinds.ADVICE, title=kinds.ADVICE.label))
    for position, part in enumerate(found, start=1):
        part.report, part.position, part.title = report, position, part.title[:LONGEST_TITLE]
    return found


def _elements(assignment: Assignment) -> list[Element]:
    """Of the primary standard; of a recheck that looks at some items only, those of these items."""
    versions = assignment.case.standards.filter(role=Role.PRIMARY).values("version")
    rows = Element.objects.filter(version__in=versions).order_by("position")
    if stage(assignment) == ReportKind.RECHECK:
        sheets = Checklist.objects.filter(visit__in=visits(assignment))
        scopes = list(sheets.values_list("scope", flat=True))
        if scopes and None not in scopes:
            keys = {key for scope in scopes for key in scope or ()}
            rows = rows.filter(items__in=keys).distinct()
    return list(rows)


def locked(report: ExpertReport, *, by: User) -> ExpertReport:
    """To be written by its expert now. Raises Refused."""
    rows = ExpertReport.objects.select_for_update(of=("self",))
    row = rows.select_related("assignment__case__member", "assignment__expert").get(pk=report.pk)
    if row.assignment.expert.user_id != by.pk:
        raise Refused("专家报告由本人写，别人不能改动。")
    if row.state not in WRITING:
        raise Refused(f"报告现在是“{row.get_state_display()}”，不能再改。请刷新页面。")
    if why := not_open(row.assignment):
        raise Refused(why)
    return row


@transaction.atomic
def write(
    report: ExpertReport,
    *,
    texts: Mapping[int, str],
    saves: int,
    by: User,
    strict: bool = False,
) -> ExpertReport:
    """Writes these texts, by their parts' keys. ``saves`` is the number of saves that the page had
    before it. What stands already isn't stale, since an answer may have been lost on its way; unless
    it is ``strict``, before something is signed.

    Raises Stale, and Refused for a text that is too long, by its heading."""
    row = locked(report, by=by)
    parts = {part.pk: part for part in row.parts.all()}
    changed = []
    for key, sent in texts.items():
        if key not in parts:
            raise Refused("报告里没有这一项，请刷新页面后再写。")
        text = plain(sent)
        _check_length(parts[key], text)
        if parts[key].text != text:
            parts[key].text = text
            changed.append(parts[key])
    if saves != row.saves and (changed or strict):
        raise Stale(row)
    if changed:
        ReportPart.objects.bulk_update(changed, ["text"])
        _count(row)
    return row


def plain(text: str) -> str:
    """Line ends as the page has them; a form sends others."""
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "")


def _check_length(part: ReportPart, text: str) -> None:
    if len(text) > LONGEST:
        raise Refused(
            f"“{part.title}”有 {len(text):,} 个字，最多 {LONGEST:,} 个字，请缩短后再保存。",
            field=f"text_{part.pk}",
        )


def _count(row: ExpertReport) -> None:
    row.saves, row.saved_at = row.saves + 1, clock.now()
    row.save(update_fields=["saves", "saved_at"])


# --- Pictures of key areas ----------------------------------------------------------------------
def choices(report: ExpertReport) -> dict[int, list[Photo]]:
    """For each part about a key area the photos of the visit that were taken there, or at an item
    of its kind; by the part's key, two queries."""
    rows = Photo.objects.filter(
        checklist__visit__in=visits(report.assignment), late=False, file__erased_at=None
    ).filter(Q(key_area__isnull=False) | Q(item__isnull=False))
    photos = list(rows.select_related("checklist__visit", "item", "by").order_by("taken_at", "pk"))
    areas = report.parts.filter(key_area__isnull=False).select_related("key_area")
    return {part.pk: [each for each in photos if _shows(each, part.key_area)] for part in areas}


def _shows(photo: Photo, area: KeyArea | None) -> bool:
    if area is None or photo.checklist.visit is None:
        return False
    if photo.key_area_id is not None:
        return photo.key_area_id == area.pk
    here = photo.checklist.visit.site_id == area.site_id
    return here and photo.item is not None and photo.item.key_area == area.kind


@transaction.atomic
def illustrate(
    part: ReportPart, *, by: User, photo: UUID | None = None, upload: "File[bytes] | None" = None
) -> ExpertReport:
    """Shows a key area by one of the visit's photos, or by a picture that is uploaded; the last
    one counts. Raises Refused."""
    row = locked(part.report, by=by)
    mine = row.parts.select_related("file").get(pk=part.pk)
    if mine.subject != PartSubject.KEY_AREA:
        raise Refused("只有重点部位要配照片。")
    if upload is None and photo is not None and photo == mine.photo_id:
        return row
    before = mine.file
    if upload is not None:
        kept = files.keep(upload, by=by, accept=files.PICTURES, field=f"file_{mine.pk}")
        mine.photo, mine.file = None, kept
    else:
        mine.photo, mine.file = _chosen(row, mine, photo), None
    mine.save(update_fields=["photo", "file"])
    _count(row)
    if before is not None:
        _let_go(row, before)
    return row


def _chosen(report: ExpertReport, part: ReportPart, key: UUID | None) -> Photo:
    found = (each for each in choices(report)[part.pk] if each.pk == key)
    photo = next(found, None)
    if photo is None:
        raise Refused(
            f"“{part.title}”：请选这次现场在这个部位拍的照片，或者上传一张。",
            field=f"file_{part.pk}",
        )
    return photo


def _let_go(report: ExpertReport, file: StoredFile) -> None:
    """Nothing shows it any more, unless it was submitted."""
    kept = report.versions.values_list("parts", flat=True)
    shown = {(part["picture"] or {}).get("file") for parts in kept for part in parts}
    if file.pk not in shown:
        files.erase(file)
