"""Facts from a JSON document. What it says wrong is refused as a whole, by applicant and key."""

import re
from datetime import date

from association.base.documents import Record
from association.base.errors import Refused
from training.eligibility.facts import (
    CERTIFICATE_KINDS,
    DEGREES,
    GOALS,
    PROSPECTIVE_TECHNICIAN,
    SCHOOLS,
    SKILL,
    Applicant,
    Apprenticeship,
    Certificate,
    Diploma,
    Spell,
)

EARLIEST = date(1900, 1, 1)
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_KEYS = (
    *("id", "apply_on", "level", "direction"),
    *("work", "apprenticeship", "certificates", "diplomas"),
)


def applicants(document: object) -> list[Applicant]:
    """Raises Refused for an unknown key, a day that is none, or a value that the format lacks.

    A level or direction that doesn't exist is no fault of the document: it is judged.
    """
    if not isinstance(document, list):
        raise Refused("文件应是一个 JSON 列表，每个申请人一项。")
    return [_applicant(each, place) for place, each in enumerate(document, start=1)]


def _writable(name: str | int) -> bool:
    """Half of a surrogate pair is text for JSON, and for nobody who has to write it down."""
    return name != "" and not any("\ud800" <= letter <= "\udfff" for letter in str(name))


def _applicant(value: object, place: int) -> Applicant:
    name = value.get("id") if isinstance(value, dict) else None
    if not isinstance(name, str | int) or isinstance(name, bool) or not _writable(name):
        raise Refused(f"第 {place} 个申请人的 id：没有填写，应为文字或整数。")
    record = _Record(f"申请人 {name}", "", value, _KEYS)
    return Applicant(
        id=name,
        apply_on=record.day("apply_on"),
        level=record.value.get("level"),
        direction=record.value.get("direction"),
        work=record.several("work", _spell, ("occupation", "from", "to")),
        apprenticeships=_apprenticeships(record),
        certificates=record.several(
            "certificates", _certificate, ("kind", "occupation", "level", "issued_on")
        ),
        diplomas=record.several("diplomas", _diploma, _DIPLOMA),
    )


_DIPLOMA = ("school", "degree", "major", "accredited_goal", "graduated_on", "expected_on")


def _spell(record: "_Record") -> Spell:
    return Spell(record.text("occupation"), record.day("from"), record.day_if_any("to"))


def _apprenticeships(record: "_Record") -> tuple[Apprenticeship, ...] | None:
    """At most one. The key left out: nothing was said; null: there is none."""
    if "apprenticeship" not in record.value:
        return None
    if record.value["apprenticeship"] is None:
        return ()
    inner = record.inner("apprenticeship", ("occupation", "completed_on"))
    return (Apprenticeship(inner.text("occupation"), inner.day_if_any("completed_on")),)


def _certificate(record: "_Record") -> Certificate:
    kind = record.choice("kind", CERTIFICATE_KINDS) or SKILL
    level = record.value.get("level")
    if kind == PROSPECTIVE_TECHNICIAN:
        level = None
    elif type(level) is not int or not 1 <= level <= 5:
        record.refuse("level", "应为 1 至 5 的整数")
    return Certificate(kind, record.text("occupation"), level, record.day("issued_on"))


def _diploma(record: "_Record") -> Diploma:
    school = record.choice("school", SCHOOLS)
    if school is None:
        record.refuse("school", f"没有填写，应为 {'、'.join(SCHOOLS)} 之一")
    record.day_if_any("expected_on")
    major = record.value.get("major")
    return Diploma(
        school=school,
        degree=record.choice("degree", DEGREES),
        major=None if major is None else record.text("major"),
        goal=record.choice("accredited_goal", GOALS),
        graduated_on=record.day_if_any("graduated_on"),
    )


class _Record(Record):
    def day_if_any(self, key: str) -> date | None:
        return None if self.value.get(key) is None else self.day(key)

    def day(self, key: str) -> date:
        value = self.value.get(key)
        if not isinstance(value, str) or not _DAY.fullmatch(value):
            told = "没有填写" if value is None else f"{value!r} 不是日期"
            self.refuse(key, f"{told}，应写成 2026-11-01 的形式")
        try:
            day = date.fromisoformat(value)
        except ValueError:
            self.refuse(key, f"{value} 不是日期，日历上没有这一天")
        if day < EARLIEST:
            self.refuse(key, f"{value} 早于 {EARLIEST.isoformat()}，请核对")
        return day
