"""The checklist on paper, for zones where no phone may be carried, and its way back."""

from django.conf import settings
from django.core.files.base import File
from django.db import transaction
from django.urls import reverse

from association.accounts.models import User
from association.base import audit, clock, files, pdf
from association.base.errors import Refused
from association.credentials import qr
from standardization.checklists.answering import locked, rules_of
from standardization.checklists.bundles import items_of
from standardization.checklists.sections import sections
from standardization.models import Checklist, KeyArea, PaperScan
from standardization.rules import on_visit

TEMPLATE = "standardization/pdf/checklist.html"


def render(checklist: Checklist, *, no_phones_only: bool = False) -> bytes:
    """The sheet to be filled in by hand; its code leads back to this visit's checklist."""
    visit = checklist.visit
    assert visit is not None
    items = items_of(checklist)
    rules = rules_of(items)
    found = sections(items, KeyArea.objects.filter(site=visit.site_id))
    wanted = [each for each in found if each.no_phones or not no_phones_only]
    if not wanted:
        raise Refused("这个场所没有禁止携带手机的部位，不用打印纸质检查表。")
    told = {
        "visit": visit,
        "case": checklist.case,
        "sections": [
            {"of": each, "rows": [(item, rules[item.pk].values()) for item in each.items]}
            for each in wanted
        ],
        "printed_at": clock.now(),
    }
    return pdf.render(TEMPLATE, told, pictures={"qr": qr.png(address(checklist))})


def address(checklist: Checklist) -> str:
    """What the code on the paper says."""
    page = reverse("standardization:expert_checklist", args=[checklist.visit_id])
    address: str = settings.PUBLIC_URL.rstrip("/") + page
    return address


@transaction.atomic
def scan(checklist: Checklist, upload: "File[bytes]", *, by: User) -> PaperScan:
    """Takes in the filled-in sheet: answers entered from it name this scan."""
    row = locked(checklist)
    if row.visit is None or not on_visit(by, row.visit):
        raise Refused("您不在这次现场工作的人员中，不能上传扫描件。")
    if row.closed_at is not None:
        raise Refused("检查表已经关闭，不能再补录。")
    file = files.keep(upload, by=by, accept=files.DOCUMENTS, field="file")
    kept = PaperScan.objects.create(checklist=row, file=file, by=by, at=clock.now())
    audit.record(kept, "上传纸质检查表", by=by, after={"文件": file.name}, about=row.case)
    return kept
