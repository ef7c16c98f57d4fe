"""The list of an issue's copies as a workbook: addresses and tracking numbers are filled in there,
and read back."""

from dataclasses import dataclass
from datetime import date

from django.db import transaction

from association.base import clock, reading, sheets
from association.base.errors import Refused
from association.base.reading import half_width
from association.base.sent import whole
from association.base.sheets import Row, SheetError, Source
from bulletin.models import Issue, PrintedCopy
from bulletin.printed import copies
from bulletin.rules import Actor

COLUMNS = {
    "number": ("会员编号",),
    "name": ("单位名称",),
    "copies": ("册数",),
    "recipient": ("收件人",),
    "address": ("地址",),
    "carrier": ("寄送方式", "快递公司"),
    "tracking": ("运单号", "快递单号"),
    "sent_on": ("寄出日期",),
}


@dataclass(frozen=True, slots=True)
class Taken:
    changed: int
    sent: int


def workbook(issue: Issue) -> bytes:
    rows = PrintedCopy.objects.filter(issue=issue).select_related("member")
    headers = [names[0] for names in COLUMNS.values()]
    return sheets.write(
        headers,
        (
            (
                row.member.number, row.member.name, row.copies, row.recipient, row.address,
                row.carrier, row.tracking, row.sent_on,
            )
            for row in rows
        ),
        title=f"{issue}赠阅名单", sheet="赠阅", text_columns=["会员编号", "运单号"],
    )  # fmt: skip


@transaction.atomic
def take_in(issue: Issue, source: Source, *, by: Actor) -> Taken:
    """Rows are found by 会员编号; what is empty leaves what is known. All or nothing: raises Refused
    with the first ten wrong rows, by their number in the sheet."""
    try:
        sheet = sheets.read(source, columns=COLUMNS, required=["number"], limit_rows=20_000)
    except SheetError as error:
        raise Refused(str(error), field="file") from error
    known = {
        row.member.number: row
        for row in PrintedCopy.objects.filter(issue=issue).select_related("member")
    }
    wrong, changed, sent = [], 0, 0
    for line in sheet.rows:
        row = known.get(line.text("number"))
        try:
            if row is None:
                raise Refused(f"名单里没有“{line.text('number')}”这家会员")
            changed += _change(row, line, by=by)
            sent += _send(row, line, by=by)
        except Refused as refusal:
            wrong.append(f"第 {line.number} 行：{refusal.message}")
    if wrong:
        more = f"；等 {len(wrong)} 行" if len(wrong) > 10 else ""
        raise Refused("没有读入。" + "；".join(wrong[:10]) + more, field="file")
    return Taken(changed, sent)


def _change(row: PrintedCopy, line: Row, *, by: Actor) -> bool:
    written = line.text("copies") or str(row.copies)
    number = whole(half_width(written), most=9999)
    if number is None:
        raise Refused(f"册数“{written[:20]}”不是整数")
    told = {
        "copies": number,
        "recipient": (line.text("recipient") or row.recipient)[:40],
        "address": (line.text("address") or row.address)[:160],
    }
    if all(getattr(row, name) == value for name, value in told.items()):
        return False
    copies.change(row, by=by, **told)  # type: ignore[arg-type]
    return True


def _send(row: PrintedCopy, line: Row, *, by: Actor) -> bool:
    carrier, tracking = line.text("carrier") or row.carrier, line.text("tracking") or row.tracking
    on = _day(line) or row.sent_on
    if not (tracking or on) or (carrier, tracking, on) == (row.carrier, row.tracking, row.sent_on):
        return False
    copies.send(row, carrier=carrier, tracking=tracking, by=by, on=on or clock.today())
    return True


def _day(line: Row) -> date | None:
    if not line.text("sent_on"):
        return None
    try:
        return reading.date(line.values["sent_on"])
    except ValueError as error:
        raise Refused(f"寄出日期：{error}") from error
