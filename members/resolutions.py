"""Decisions of the association's bodies, recorded with their papers."""

from datetime import date

from django.db import transaction

from association.base import audit, clock
from association.base.errors import Refused
from association.base.models import StoredFile
from members import register
from members.models import Resolution
from members.rules import Actor, may_record_resolution


@transaction.atomic
def record(
    *,
    number: str,
    title: str,
    body: str,
    decided_on: date,
    by: Actor,
    file: StoredFile | None = None,
    verified: bool = False,
) -> Resolution:
    """Records what a body has decided. Raises Refused: number taken, or a day yet to come."""
    if not may_record_resolution(by):
        raise Refused("您没有权限登记决议。请由社会工作部或财务管理中心办理。")
    resolution = Resolution(
        number=number,
        title=title,
        body=body,
        decided_on=decided_on,
        file=file,
        verified=verified,
        recorded_by=by,
        recorded_at=clock.now(),
    )
    register.save(resolution)
    audit.record(
        resolution,
        "登记决议",
        by=by,
        after={
            "决议文号": number,
            "作出机构": resolution.get_body_display(),
            "决定日期": decided_on,
        },
    )
    return resolution
