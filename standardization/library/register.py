"""The register of 百项地标: by the names that are printed, with what nobody has looked up yet shown
as 待核实, and the totals that the source tells."""

import tomllib
from pathlib import Path
from typing import Any

from django.db import transaction

from association.base import audit
from association.base.errors import Refused
from standardization.enums import RegisterRegion, RegisterState, StandardFamily
from standardization.library.entering import FORBIDDEN
from standardization.models import RegisterFigure, Standard
from standardization.rules import Actor, may_import_standards

FILE = Path(__file__).with_name("register.toml")
SERIES = "DB11/T 1322"
FIELDS = ("code", "title", "issuer", "industry", "state", "region", "source")


def install() -> None:
    """Once: what staff have looked up and amended since stays."""
    if RegisterFigure.objects.exists():
        return
    with FILE.open("rb") as file:
        told = tomllib.load(file)
    Standard.objects.bulk_create(
        [_standard(told, part, number) for number, part in enumerate(told["parts"], start=1)],
        ignore_conflicts=True,
    )
    RegisterFigure.objects.bulk_create(
        RegisterFigure(
            label=figure["label"], value=figure["value"], source=told["source"], position=position
        )
        for position, figure in enumerate(told["figures"], start=1)
    )


def _standard(told: dict[str, Any], part: dict[str, Any], number: int) -> Standard:
    more = f"；{part['more']}" if "more" in part else ""
    return Standard(
        code=part.get("code") or told["unknown_code"].format(number),
        title=told["title"].replace("{名称}", part["name"]),
        family=StandardFamily.LOCAL,
        issuer=told["issuer"],
        state=part.get("state", RegisterState.UNKNOWN),
        region=part.get("region", RegisterRegion.UNKNOWN),
        source=told["source"] + more,
    )


@transaction.atomic
def amend(standard: Standard, *, changes: dict[str, str], by: Actor, reason: str) -> Standard:
    """What somebody found out: code, name, state, region, source, as FIELDS names them.

    Raises Refused: not allowed, without a reason, nothing changed, or another one has the code.
    """
    if not may_import_standards(by):
        raise Refused(FORBIDDEN)
    if not reason.strip():
        raise Refused("理由：没有填写，请写明核对了什么。", field="reason")
    locked = Standard.objects.select_for_update().get(pk=standard.pk)
    new = {name: changes[name].strip() for name in FIELDS if name in changes}
    changed = {name: value for name, value in new.items() if getattr(locked, name) != value}
    if not changed:
        raise Refused("没有改动，请核对后再保存。")
    code = changed.get("code")
    if code and Standard.objects.filter(code=code).exclude(pk=locked.pk).exists():
        raise Refused(f"标准编号：已有 {code}，请核对。", field="code")
    before = {name: _shown(locked, name) for name in changed}
    for name, value in changed.items():
        setattr(locked, name, value)
    locked.save(update_fields=list(changed))
    audit.record(
        locked,
        "核实标准登记",
        by=by,
        before={_label(name): was for name, was in before.items()},
        after={_label(name): _shown(locked, name) for name in changed},
        reason=reason.strip(),
    )
    standard.refresh_from_db()
    return standard


def _label(name: str) -> str:
    return str(Standard._meta.get_field(name).verbose_name)  # type: ignore[union-attr]  # no relation


def _shown(standard: Standard, name: str) -> str:
    told = getattr(standard, f"get_{name}_display", None)
    return str(told() if told else getattr(standard, name))
