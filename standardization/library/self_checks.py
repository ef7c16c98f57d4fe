"""应急准备自查: a company answers the items of the self-check in force and what it added itself."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.db import IntegrityError, transaction

from association.base import audit, clock, sheets
from association.base.errors import Refused
from members.models import Member
from standardization.enums import AnswerState, Purpose
from standardization.library import content, publishing
from standardization.models import (
    Element,
    Item,
    OwnItem,
    SelfCheck,
    SelfCheckAnswer,
    Standard,
    StandardVersion,
)
from standardization.rules import Actor, acts_for_company

_FORBIDDEN = "您不代表这家单位，不能填写它的自查。"
OWN_TITLE = "本单位自行增加的要素"


@dataclass(frozen=True, slots=True)
class Line:
    """``key`` names the item in a form: ``i`` or ``o`` and its number."""

    key: str
    code: str
    title: str
    text: str
    own: bool = False
    answer: SelfCheckAnswer | None = None


@dataclass(frozen=True, slots=True)
class Group:
    """An element with its lines, the company's own last."""

    code: str
    title: str
    lines: list[Line] = field(default_factory=list)


def standard() -> Standard:
    return Standard.objects.get(code=content.edition(content.SELF_CHECK).head.code)


def open_check(member: Member) -> SelfCheck | None:
    rows = SelfCheck.objects.filter(member=member, finished_at=None)
    return rows.select_related("version__standard").first()


def version_in_force() -> StandardVersion:
    """Raises Refused while none holds."""
    found = publishing.in_force(standard())
    if found is None or found.purpose != Purpose.SELF_CHECK:
        raise Refused("现在没有有效的自查表，请联系安全技术部。")
    return found


@transaction.atomic
def begin(member: Member, *, by: Actor) -> SelfCheck:
    """The round that is open already, or a new one on the version in force today."""
    _check(by, member)
    if going_on := open_check(member):
        return going_on
    try:
        with transaction.atomic():
            row = SelfCheck.objects.create(
                member=member,
                version=version_in_force(),
                begun_by=by,  # type: ignore[misc]  # the rule lets nobody else through
                begun_at=clock.now(),
            )
    except IntegrityError as error:
        raise Refused("同事刚刚开始了一次自查，请刷新后接着填写。") from error
    audit.record(row, "开始应急准备自查", by=by, about=member)
    return row


@transaction.atomic
def add_item(member: Member, *, text: str, element: str = "", by: Actor) -> OwnItem:
    """``element`` is the code of one of the standard's; blank: of none. It stays for good.

    Raises Refused: empty, too long, there already, or no such element.
    """
    _check(by, member)
    text = text.strip()
    if not text:
        raise Refused("检查内容：没有填写。", field="text")
    if len(text) > 300:
        raise Refused("检查内容：最多 300 个字，请分成几项。", field="text")
    of = standard()
    if element and not Element.objects.filter(version__standard=of, code=element).exists():
        raise Refused("要素：自查表里没有这个要素，请重新选择。", field="element")
    told = {"member": member, "standard": of, "text": text}
    printed = Item.objects.filter(version__standard=of, text=text)
    if printed.exists() or OwnItem.objects.filter(**told).exists():
        raise Refused("检查内容：已经有同样的项目。", field="text")
    row = OwnItem.objects.create(
        **told,
        element=element,
        added_by=by,  # type: ignore[misc]  # the rule lets nobody else through
        added_at=clock.now(),
    )
    audit.record(row, "增加自查项目", by=by, after={"内容": text}, about=member)
    return row


@transaction.atomic
def answer(check: SelfCheck, answers: Mapping[str, tuple[str, str]], *, by: Actor) -> None:
    """By the line's key, its state and note; a line without a state stays open.

    Raises Refused: finished, no such line, or "not applicable" without saying why.
    """
    locked = _open(check, by=by)
    known = {line.key: line for group in groups(locked) for line in group.lines}
    for key, (state, note) in answers.items():
        if key not in known or state not in AnswerState.values:
            raise Refused("自查表里没有这一项或这个结论，请刷新后再填。", field=f"state-{key}")
        line = known[key]
        if state == AnswerState.NOT_APPLICABLE and not note.strip():
            raise Refused(f"{line.code}：不适用的须写明理由。", field=f"note-{key}")
        _write(locked, line, state, note.strip(), by=by)


def _write(check: SelfCheck, line: Line, state: str, note: str, *, by: Actor) -> None:
    if line.answer and (line.answer.state, line.answer.note) == (state, note):
        return
    number = int(line.key[1:])
    SelfCheckAnswer.objects.update_or_create(
        check_up=check,
        item_id=None if line.own else number,
        own_id=number if line.own else None,
        defaults={
            "state": state,
            "note": note,
            "by": by,  # type: ignore[misc]  # the rule lets nobody else through
            "at": clock.now(),
        },
    )


@transaction.atomic
def finish(check: SelfCheck, *, by: Actor) -> SelfCheck:
    """Raises Refused while a line is open: nothing is left out of a self-check."""
    locked = _open(check, by=by)
    lines = [line for group in groups(locked) for line in group.lines]
    left = [line.code for line in lines if line.answer is None]
    if left:
        first = "、".join(left[:5])
        raise Refused(
            f"还有 {len(left)} 项没有结论（{first}{'等' if len(left) > 5 else ''}），填完再完成。"
        )
    locked.finished_by, locked.finished_at = by, clock.now()
    locked.save(update_fields=["finished_by", "finished_at"])
    audit.record(locked, "完成应急准备自查", by=by, after=_told(lines), about=check.member)
    check.refresh_from_db()
    return check


def groups(check: SelfCheck) -> list[Group]:
    """In the order of the standard, each with the answers so far; in four queries.

    A finished round has the own items that were answered in it, not those added since.
    """
    answers = list(check.answers.all())
    by_item = {row.item_id: row for row in answers if row.item_id}
    by_own = {row.own_id: row for row in answers if row.own_id}
    elements = check.version.elements.all()
    found = {each.code: Group(each.code, each.title) for each in elements}
    for item in check.version.items.select_related("element"):
        line = Line(f"i{item.pk}", item.code, item.clause, item.text, answer=by_item.get(item.pk))
        found[item.element.code].lines.append(line)
    others = Group("", OWN_TITLE)
    own = OwnItem.objects.filter(member=check.member_id, standard=check.version.standard_id)
    for row in own:
        if check.finished_at and row.pk not in by_own:
            continue
        group = found.get(row.element, others)
        code = f"{group.code or '增'}.{len(group.lines) + 1}"
        title = "自行增加"
        group.lines.append(Line(f"o{row.pk}", code, title, row.text, True, by_own.get(row.pk)))
    return [*found.values(), *([others] if others.lines else [])]


def counts(found: list[Group]) -> dict[str, int]:
    """How many lines have which state; ``""`` are those still open."""
    told = dict.fromkeys(("", *AnswerState.values), 0)
    for group in found:
        for line in group.lines:
            told[line.answer.state if line.answer else ""] += 1
    return told


def workbook(check: SelfCheck) -> bytes:
    """To hand on or to print: every line with its answer."""
    rows = [
        [
            f"{group.code} {group.title}".strip(),
            line.code,
            line.title,
            line.text,
            line.answer.get_state_display() if line.answer else "",
            line.answer.note if line.answer else "",
        ]
        for group in groups(check)
        for line in group.lines
    ]
    headers = ["要素", "编号", "项目", "检查内容", "结论", "说明"]
    title = f"{check.member.name} {check.version.standard.title}"
    return sheets.write(headers, rows, title=title, sheet="自查表", text_columns=["编号"])


def _told(lines: list[Line]) -> dict[str, int]:
    states = [line.answer.state for line in lines if line.answer]
    return {state.label: states.count(state) for state in AnswerState}


def _open(check: SelfCheck, *, by: Actor) -> SelfCheck:
    locked = (
        SelfCheck.objects.select_for_update(of=("self",))
        .select_related("member", "version__standard")
        .get(pk=check.pk)
    )
    _check(by, locked.member)
    if locked.finished_at:
        raise Refused("这次自查已经完成，不能再改。要更新情况，请开始新的一次。")
    return locked


def _check(by: Actor, member: Member) -> None:
    if not acts_for_company(by, member):
        raise Refused(_FORBIDDEN)
