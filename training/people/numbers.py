"""Numbers of identity papers: brought to one form, and checked as far as each kind can be."""

import re

from association.base import clock, residents
from association.base.errors import Refused
from training.enums import IdType

_TRAVEL = re.compile(r"[HM]\d{8}(\d{2})?|\d{8}")
_PASSPORT = re.compile(r"(?=.*\d)[A-Z0-9]{6,17}")


def plain(text: str, *, id_type: str) -> str:
    """The number as it is kept. Raises Refused; no sentence repeats the number."""
    number = residents.plain(text)
    if not number:
        raise _refused("没有填写")
    if id_type in (IdType.RESIDENT, IdType.RESIDENCE_PERMIT):
        return _eighteen(number, id_type)
    if id_type == IdType.TRAVEL_PERMIT and not _TRAVEL.fullmatch(number):
        raise _refused("不像来往内地（大陆）通行证：港澳是 H 或 M 加 8 位数字，台湾是 8 位数字")
    if id_type == IdType.PASSPORT and not _PASSPORT.fullmatch(number):
        raise _refused("不像护照号：应为 6 到 17 位字母和数字，其中有数字")
    if id_type not in IdType.values:
        raise Refused("证件类型不在可选范围内，请重新选择。", field="id_type")
    return number


def _eighteen(number: str, id_type: str) -> str:
    """GB 11643: both papers have numbers of this form, told apart by their first two digits."""
    try:
        number = residents.resident(number, today=clock.today()).number
    except ValueError as error:
        raise Refused(f"{error}。", field="id_number") from error
    permit = number.startswith(residents.PERMIT_HEADS)
    if permit and id_type == IdType.RESIDENT:
        raise _refused("是港澳台居民居住证的号码，请把证件类型改为“港澳台居民居住证”")
    if not permit and id_type == IdType.RESIDENCE_PERMIT:
        raise _refused("不是港澳台居民居住证的号码（以 81、82、83 开头），请核对证件类型")
    return number


def _refused(problem: str) -> Refused:
    return Refused(f"证件号码{problem}。", field="id_number")
