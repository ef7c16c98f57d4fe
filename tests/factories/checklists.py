"""Visits with somebody on them, and what their phones send."""

import hashlib
import io
import json
import uuid
from decimal import Decimal
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from association.base import clock
from standardization.checklists.photos import Taken
from standardization.enums import CaseState, Duty, Inspection, KeyAreaKind, Per, VersionState
from standardization.models import (
    Checklist,
    DeductionRule,
    Element,
    Expert,
    Item,
    StandardVersion,
    Visit,
)
from standardization.scoring.sheet import Kind
from tests.factories import cast
from tests.factories import standardization as make


def visit(
    *,
    company: str = "antai",
    lead: Expert | None = None,
    second: Expert | None = None,
    version: StandardVersion | None = None,
    **facts: Any,
) -> Visit:
    """A recheck that goes on at 安泰, led by 岑松 unless it is somebody else."""
    by = cast.person("safety")
    case = make.case(
        cast.company(company),
        by=by,
        state=CaseState.RECHECKING,
        version=version,
        organisation=cast.organisation("yunling"),
    )
    lead = lead or Expert.objects.filter(user=cast.person("expert")).get()
    make.assignment(case, lead, by=by, duty=Duty.RECHECK_LEADER)
    if second:
        make.assignment(case, second, by=by, duty=Duty.RECHECKER)
    return make.visit(case, by=by, **facts)


def checklist(**facts: Any) -> Checklist:
    return Checklist.objects.select_related("visit__site", "case__member").get(visit=visit(**facts))


def item(of: Checklist, code: str) -> Item:
    return Item.objects.get(version__in=of.case.standards.values("version"), code=code)


def body(of: Item, state: str = "conforms", *, places: int = 0, **said: Any) -> str:
    """What a phone sends: ``places`` is how often the item's own rule applies."""
    sent = {
        "id": str(uuid.uuid4()),
        "item": of.pk,
        "state": state,
        "deductions": {str(of.deduction_rules.get().pk): places} if places else {},
        "reason": "" if state == "conforms" else "现场查实",
        "device_at": clock.now().isoformat(),
        **said,
    }
    return json.dumps(sent, ensure_ascii=False)


def failing(of: Item, *, places: int = 2, **said: Any) -> str:
    return body(of, "fails", places=places, **said)


def failing_twice(of: Item) -> str:
    """Twice by its first rule, whichever it has."""
    rule = of.deduction_rules.order_by("pk").first()
    assert rule is not None
    return body(of, "fails", deductions={str(rule.pk): 2}, reason="东侧排水阀未关严，无开闭标志牌")


def jpeg(colour: int = 0, *, size: tuple[int, int] = (640, 480)) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, (colour % 256, colour // 256 % 256, 120)).save(out, "JPEG")
    return out.getvalue()


def photo(
    of: Item | None = None, *, content: bytes | None = None, **said: Any
) -> tuple[Taken, Any]:
    """What the phone says of it, and the file."""
    content = content or jpeg(uuid.uuid4().int % 65_536)
    facts = {
        "id": uuid.uuid4(),
        "sha256": hashlib.sha256(content).hexdigest(),
        "taken_at": clock.now(),
        "item": of.pk if of else None,
        **said,
    }
    return Taken(**facts), SimpleUploadedFile("p.jpg", content)


def large(count: int) -> StandardVersion:
    """A published sheet of so many items of usual length, forty to an element, five kinds of
    places."""
    version = make.draft()
    Threshold = version.thresholds.model  # noqa: N806 - a class
    version.thresholds.all().delete()
    DeductionRule.objects.filter(version=version).delete()
    Item.objects.filter(version=version).delete()
    Element.objects.filter(version=version).delete()
    Threshold.objects.create(version=version, position=1, grade="二级", min_score=Decimal(75))
    places = ["", *list(KeyAreaKind.values)[:5]]
    elements = Element.objects.bulk_create(
        Element(
            version=version, code=str(number + 1), title=f"示例要素{number + 1}", position=number
        )
        for number in range(-(-count // 40))
    )
    items = Item.objects.bulk_create(
        Item(
            version=version,
            element=elements[number // 40],
            code=f"{number // 40 + 1}.{number % 40 + 1}",
            clause="示例条款 5.2.3",
            text=f"第 {number + 1} 项：设备设施完好，连接牢固，标志清楚，记录齐全，责任到人，抽查三处均能对应。",
            guidance="查看现场并抽查近三个月的记录，询问一名岗位人员，核对台账与实物。",
            inspection=Inspection.SITE,
            kind=Kind.DEDUCT.value,
            full=Decimal("2.50"),
            key_area=places[number % len(places)],
            photo_on_fail=number % 4 == 0,
            position=number,
        )
        for number in range(count)
    )
    DeductionRule.objects.bulk_create(
        DeductionRule(
            version=version, element=each.element, item=each, code=f"{each.code}-{number}",
            text="一处不符合要求的，按处扣分；没有记录的，每缺一次扣分", points=Decimal("0.50"),
            per=Per.OCCURRENCE, cap=Decimal("2.50"),
        )
        for each in items
        for number in (1, 2)
    )  # fmt: skip
    version.state = VersionState.PUBLISHED
    version.save(update_fields=["state"])
    return version


def png() -> bytes:
    """A signature, more or less."""
    out = io.BytesIO()
    Image.new("RGB", (300, 120), "white").save(out, "PNG")
    return out.getvalue()
