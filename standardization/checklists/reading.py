"""What a device sent as one answer, read and held against the item it is about."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any
from uuid import UUID

from association.base import clock, sent
from association.base.errors import Refused
from standardization.enums import AnswerState, Per
from standardization.models import DeductionRule, Item
from standardization.scoring.sheet import Kind

MOST_PLACES = 99
"""Of one deduction: so often nobody finds the same thing on one day."""
LONGEST = 500
_TWO_PLACES = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Said:
    """One answer as it was sent; ``deductions`` is how often each rule applies, by its key."""

    id: UUID
    item: int
    state: AnswerState
    value: Decimal | None
    deductions: dict[int, int]
    veto_failed: bool
    reason: str
    note: str
    scan: int | None
    device_at: datetime


def said(body: str) -> Said:
    """Raises Refused for what is no answer at all, whatever item it is about."""
    try:
        told = json.loads(body)
    except ValueError as error:
        raise Refused("这条作答不完整，请在本机重新填写后再同步。") from error
    if not isinstance(told, dict):
        raise Refused("这条作答不完整，请在本机重新填写后再同步。")
    return Said(
        id=uuid(told.get("id")),
        item=whole(told.get("item"), "项目"),
        state=_state(told.get("state")),
        value=_value(told.get("value")),
        deductions=_deductions(told.get("deductions")),
        veto_failed=told.get("veto_failed") is True,
        reason=text(told.get("reason"), "发现的情况"),
        note=text(told.get("note"), "备注"),
        scan=None if told.get("scan") is None else whole(told["scan"], "扫描件"),
        device_at=moment(told.get("device_at")),
    )


def check(answer: Said, item: Item, rules: Mapping[int, DeductionRule]) -> None:
    """Raises Refused, naming item and field. ``rules`` are those of the item and its element."""
    where = f"{item.code} "
    if answer.state == AnswerState.NOT_APPLICABLE and not item.na_allowed:
        raise Refused(f"{where}这一项不能选“不适用”。", field="state")
    if answer.state != AnswerState.CONFORMS and not answer.reason:
        wanted = "发现的情况" if answer.state == AnswerState.FAILS else "不适用的理由"
        raise Refused(f"{where}请写明{wanted}。", field="reason")
    if answer.state == AnswerState.FAILS:
        _check_failing(answer, item, rules, where)
    elif answer.deductions or answer.veto_failed or answer.value is not None:
        raise Refused(f"{where}只有“不符合”才能扣分、给分或触发否决。", field="deductions")


def _check_failing(
    answer: Said, item: Item, rules: Mapping[int, DeductionRule], where: str
) -> None:
    if answer.veto_failed and not item.veto_effect:
        raise Refused(f"{where}不是否决项。", field="veto_failed")
    if item.kind == Kind.VETO_ONLY.value and not answer.veto_failed:
        raise Refused(f"{where}只作否决：不符合即触发否决，请勾选。", field="veto_failed")
    _check_value(answer, item, where)
    for key, count in answer.deductions.items():
        rule = rules.get(key)
        if rule is None:
            raise Refused(f"{where}没有这条扣分标准，请刷新检查表。", field="deductions")
        most = 1 if rule.per == Per.ONCE else MOST_PLACES
        if not 1 <= count <= most:
            raise Refused(f"{where}“{rule.text}”须在 1 到 {most} 处之间。", field="deductions")
    if item.kind == Kind.DEDUCT.value and rules and not (answer.deductions or answer.veto_failed):
        raise Refused(f"{where}请填写扣分的处数。", field="deductions")


def _check_value(answer: Said, item: Item, where: str) -> None:
    if item.kind != Kind.LEVELS.value:
        if answer.value is not None:
            raise Refused(f"{where}这一项不按档给分。", field="value")
    elif answer.value is None or not 0 <= answer.value < item.full:
        raise Refused(f"{where}请填写得分，在 0 到 {item.full.normalize():f} 之间。", field="value")


def moment(value: Any) -> datetime:
    """By the device's clock; without a zone it is Beijing's. Raises Refused."""
    try:
        found = datetime.fromisoformat(str(value))
    except ValueError as error:
        raise Refused("时间不对，请检查手机的日期和时间设置。", field="device_at") from error
    return found if found.tzinfo else found.replace(tzinfo=clock.TZ)


def uuid(value: Any) -> UUID:
    """The device's own number of what it sends. Raises Refused."""
    try:
        return UUID(str(value))
    except ValueError as error:
        raise Refused("没有本机编号，请在本机重新填写后再同步。", field="id") from error


def whole(value: Any, what: str) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 0 < value < 2**63:
        raise Refused(f"{what}不对，请刷新检查表后再答。")
    return value


def _state(value: Any) -> AnswerState:
    if value not in AnswerState.values:
        raise Refused("请选符合、不符合或不适用。", field="state")
    return AnswerState(value)


def _value(value: Any) -> Decimal | None:
    if value is None or value == "":
        return None
    try:
        number = Decimal(str(value)).quantize(_TWO_PLACES)
    except (InvalidOperation, ValueError) as error:
        raise Refused("得分不是数字，请重新填写。", field="value") from error
    if not number.is_finite():
        raise Refused("得分不是数字，请重新填写。", field="value")
    return number


def _deductions(value: Any) -> dict[int, int]:
    if not isinstance(value or {}, dict):
        raise Refused("扣分不对，请重新填写。", field="deductions")
    found = {}
    for key, count in (value or {}).items():
        number = sent.whole(str(key))
        if number is None:
            raise Refused("扣分不对，请重新填写。", field="deductions")
        if count != 0:
            found[number] = whole(count, "扣分处数")
    return found


def text(value: Any, what: str) -> str:
    text = str(value or "").encode(errors="replace").decode().replace("\x00", "").strip()
    if len(text) > LONGEST:
        raise Refused(f"{what}最多 {LONGEST} 字，请缩短。", field="reason")
    return text
