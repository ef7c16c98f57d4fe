"""The workbook that comes back: kept as it came, compared with what went out, and only then put on
record.

Rows may stand in any order: each is told by its token, or by number and name where the token was
lost. Nothing is recorded of a row whose identity was edited, or whose number can't be right; those
and the missing ones stay pending, named, and whoever confirms has to say that a part is enough.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from io import BytesIO

from django.core.files.base import File
from django.db import transaction

from association.base import audit, clock, files, reading, residents, sheets
from association.base.errors import Refused
from association.base.sheets import SheetError
from training.batches import manifest, recording
from training.batches.recording import Told
from training.models import BatchAnswer, BatchLine, NationalNumber, SubBatch
from training.rules import Actor, may_submit_batches

APPROVED = ("通过", "审核通过", "合格", "同意")
RETURNED = ("退回", "不通过", "不合格", "不同意")
MOST_ROWS = 2000


@dataclass(frozen=True, slots=True)
class Problem:
    row: int
    text: str


@dataclass(slots=True)
class Findings:
    """``known``: rows that say again what is on record. ``pending``: whose answer is still due."""

    told: list[Told] = field(default_factory=list)
    known: int = 0
    problems: list[Problem] = field(default_factory=list)
    pending: list[BatchLine] = field(default_factory=list)

    @property
    def whole(self) -> bool:
        return not self.problems and not self.pending


def take(batch: SubBatch, uploaded: "File[bytes]", *, by: Actor) -> BatchAnswer:
    """Keeps a workbook as it came. Raises Refused for what is no workbook or isn't awaited."""
    if not may_submit_batches(by):
        raise Refused("您没有权限登记发证单位的答复。请由教育培训部办理。")
    if batch.state not in (SubBatch.State.SUBMITTED, SubBatch.State.ANSWERED):
        raise Refused(f"批次 {batch} 现在是“{batch.get_state_display()}”，不能登记答复。")
    with transaction.atomic():
        stored = files.keep(uploaded, by=by, accept=files.SHEETS)
        row = BatchAnswer.objects.create(
            sub_batch=batch, file=stored, uploaded_by=by, uploaded_at=clock.now()
        )
        audit.record(
            row,
            "上传发证单位答复",
            by=by,
            after={"文件": stored.name, "校验值": stored.sha256},
            about=batch.training_class,
        )
        return row


def read(answer: BatchAnswer) -> Findings:
    """What confirming would do, and what is wrong with each row. Writes nothing.

    Raises Refused where the file can't be read at all, or our own manifest isn't what it was.
    """
    batch = answer.sub_batch
    with answer.file.content.open("rb") as file:
        content = bytes(file.read())
    try:
        sheet = sheets.read(
            BytesIO(content),
            columns=manifest.COLUMNS,
            required=["name", "id_number", "outcome"],
            limit_rows=MOST_ROWS,
        )
    except SheetError as error:
        raise Refused(f"文件读不出来：{error}。请用送审清单的原表填写后上传。") from error
    return _Reading(batch).of(sheet)


class _Reading:
    """One workbook against one sub-batch."""

    def __init__(self, batch: SubBatch) -> None:
        self.batch = batch
        self.sent = manifest.sent(batch)
        lines = manifest.lines(batch).select_related("sub_batch__issuing_body")
        self.lines = {line.token: line for line in lines}
        self.findings = Findings()
        self._rows: dict[int, sheets.Row] = {}

    def of(self, sheet: sheets.Sheet) -> Findings:
        matched: list[tuple[sheets.Row, str]] = []
        for row in sheet.rows:
            token, problem = self._told_by(row)
            if problem:
                self._wrong(row, problem)
            else:
                matched.append((row, token))
        times = Counter(token for _, token in matched)
        for row, token in matched:
            if times[token] > 1:
                self._wrong(
                    row,
                    f"{self.lines[token].enrolment.trainee}在文件里出现了 {times[token]} 次，请只留一行",
                )
            else:
                self._answer(row, token)
        self._refuse_doubles()
        self._find_pending()
        return self.findings

    def _wrong(self, row: sheets.Row, text: str) -> None:
        self.findings.problems.append(Problem(row.number, f"{text}。"))

    def _told_by(self, row: sheets.Row) -> tuple[str, str]:
        """The token of the line, or what is wrong with who it is."""
        token = row.text("token").upper()
        if not token:
            token = self._by_person(row)
        if token not in self.lines:
            name = row.text("name") or "没有姓名的一行"
            return "", f"{name}不在批次 {self.batch} 的送审清单里（行标识“{row.text('token')}”）"
        sent = self.sent[token]
        edited = [
            f"{manifest.COLUMNS[name][0]}应为“{_shown(name, sent.text(name))}”，"
            f"文件里是“{_shown(name, row.text(name))}”"
            for name in manifest.IDENTITY
            if name in row.values and _plain(row.text(name)) != _plain(sent.text(name))
        ]
        if edited:
            return (
                "",
                f"{sent.text('name')}的身份信息被改动：{'；'.join(edited)}。身份列请照送审清单",
            )
        return token, ""

    def _by_person(self, row: sheets.Row) -> str:
        """The row's token was lost: number and name tell it, if they tell one."""
        wanted = _plain(row.text("id_number")), _plain(row.text("name"))
        found = [
            token
            for token, sent in self.sent.items()
            if (_plain(sent.text("id_number")), _plain(sent.text("name"))) == wanted
        ]
        return found[0] if len(found) == 1 else ""

    def _answer(self, row: sheets.Row, token: str) -> None:
        line = self.lines[token]
        try:
            told = _told(line, row)
        except Refused as refusal:
            self._wrong(row, f"{line.enrolment.trainee}：{refusal.message.rstrip('。')}")
            return
        if told is None:
            return
        try:
            new = _is_new(line, told)
        except Refused as refusal:
            self._wrong(row, refusal.message.rstrip("。"))
            return
        if new:
            self.findings.told.append(told)
            self._rows[line.pk] = row
        else:
            self.findings.known += 1

    def _refuse_doubles(self) -> None:
        """A number twice in the file, or somebody else's on record: none of those is recorded."""
        numbers = Counter(told.number.text for told in self.findings.told if told.number)
        held = _holders(numbers)
        kept = []
        for told in self.findings.told:
            text = told.number.text if told.number else ""
            name, row = told.line.enrolment.trainee, self._rows[told.line.pk]
            if numbers[text] > 1:
                self._wrong(row, f"{name}：证书编号 {text} 在文件里出现了 {numbers[text]} 次")
            elif text in held and held[text].enrolment_id != told.line.enrolment_id:
                holder = held[text]
                self._wrong(
                    row,
                    f"{name}：证书编号 {text} 已登记在{holder.enrolment.trainee}"
                    f"（批次 {holder.line.sub_batch}）名下",
                )
            else:
                kept.append(told)
        self.findings.told = kept
        self.findings.problems.sort(key=lambda problem: problem.row)

    def _find_pending(self) -> None:
        answered = {told.line.pk for told in self.findings.told}
        self.findings.pending = [
            line
            for line in self.lines.values()
            if line.outcome == BatchLine.Outcome.PENDING and line.pk not in answered
        ]


def _plain(text: str) -> str:
    return residents.plain(text)


def _shown(column: str, text: str) -> str:
    return residents.masked(text) if column == "id_number" and len(text) > 2 else text


def _told(line: BatchLine, row: sheets.Row) -> Told | None:
    """What the row says of the person; None where it says nothing yet. Raises Refused."""
    said = row.text("outcome")
    if row.formulas & set(manifest.ANSWER):
        raise Refused("答复列里是公式，请改成文字或数值再上传")
    if said in RETURNED:
        return _returned(line, row)
    if said in APPROVED:
        return _approved(line, row)
    if said:
        raise Refused(f"审核结果“{said}”不是“通过”或“退回”")
    if row.text("text") or row.text("reason"):
        raise Refused("填了证书编号或退回原因，没有填审核结果，请填“通过”或“退回”")
    return None


def _returned(line: BatchLine, row: sheets.Row) -> Told:
    if row.text("text"):
        raise Refused("审核结果是退回，却填了证书编号，请核对")
    if not row.text("reason"):
        raise Refused("发证单位退回，没有写退回原因")
    return Told(line, False, row.text("reason"))


def _approved(line: BatchLine, row: sheets.Row) -> Told:
    text = row.text("text")
    if not text:
        return Told(line, True)
    if isinstance(row.values["text"], (int, float)):
        raise Refused(
            "证书编号的单元格是数字格式，表格软件只保留 15 位，末位已不可靠，请设为文本格式重新填写"
        )
    issued_on = _day(row)
    return Told(line, True, "", recording.checked(line, text, issued_on), issued_on)


def _day(row: sheets.Row) -> date | None:
    if not row.text("issued_on"):
        return None
    try:
        return reading.date(row.values["issued_on"])
    except ValueError as error:
        raise Refused(f"发证日期“{row.text('issued_on')}”不是日期") from error


def _is_new(line: BatchLine, told: Told) -> bool:
    """Whether anything of it isn't on record. Raises Refused where it contradicts the record."""
    if line.outcome == BatchLine.Outcome.PENDING:
        return True
    if (line.outcome == BatchLine.Outcome.APPROVED) != told.approved:
        raise Refused(f"{line.enrolment.trainee}已登记为“{line.get_outcome_display()}”，与文件不同")
    held = line.enrolment.national_numbers.filter(superseded_at__isnull=True).first()
    if held and told.number and held.text != told.number.text:
        raise Refused(
            f"{line.enrolment.trainee}已登记证书编号 {held.text}，与文件不同；确有变更的，请用“更正编号”"
        )
    return held is None and told.number is not None


def _holders(texts: Counter[str]) -> dict[str, NationalNumber]:
    rows = NationalNumber.objects.filter(text__in=list(texts), superseded_at__isnull=True)
    rows = rows.select_related("enrolment__trainee", "line__sub_batch")
    return {row.text: row for row in rows}


@transaction.atomic
def confirm(answer: BatchAnswer, *, by: Actor, partial: bool = False) -> int:
    """Puts on record what can be; how many people. Raises Refused where rows are wrong or missing
    and ``partial`` doesn't say that the rest may wait."""
    locked = BatchAnswer.objects.select_for_update(of=("self",)).get(pk=answer.pk)
    if locked.confirmed_at:
        raise Refused("这份答复已经登记过，要再登记请重新上传。")
    findings = read(locked)
    if not findings.told:
        raise Refused("这份文件里没有可以登记的新答复。")
    if not findings.whole and not partial:
        raise Refused(_short(findings), field="partial")
    written = recording.record(locked.sub_batch, findings.told, by=by)
    locked.confirmed_by, locked.confirmed_at, locked.recorded = by, clock.now(), written
    locked.save(update_fields=["confirmed_by", "confirmed_at", "recorded"])
    answer.refresh_from_db()
    return written


def _short(findings: Findings) -> str:
    return "；".join(_lacks(findings)) + "。先登记其余的人，请勾选“其余的人继续等待”。"


def _lacks(findings: Findings) -> Iterator[str]:
    if findings.problems:
        yield f"{len(findings.problems)} 行有错，不能登记"
    if findings.pending:
        names = "、".join(str(line.enrolment.trainee) for line in findings.pending[:5])
        more = "等" if len(findings.pending) > 5 else ""
        yield f"{names}{more} {len(findings.pending)} 人还没有答复"
