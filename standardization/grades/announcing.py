"""公告: the bureau announces those whose notice is over, one case or a batch of them at once."""

from collections.abc import Iterable
from datetime import date

from django.db import transaction

from association.accounts.models import User
from association.base import audit, clock
from association.base.errors import Refused
from standardization.cases import steps
from standardization.enums import ActKind
from standardization.grades import records
from standardization.models import AuthorityAct, Case, GradeRecord


@transaction.atomic
def announce(
    acts: Iterable[AuthorityAct], *, announcement: str, on: date, by: User
) -> list[GradeRecord]:
    """One act of the bureau for each case; all are announced or none. The grade begins ``on``.
    Raises Refused."""
    if not announcement.strip():
        raise Refused("请填写公告文号。", field="announcement")
    if on > clock.today():
        raise Refused("公告日期还没有到。", field="on")
    made = []
    for act in acts:
        if act.kind != ActKind.ANNOUNCE:
            raise Refused(f"“{act}”不是公告的决定。")
        case: Case = steps.take_by_act(act.case, "announce", act=act, by=by)
        record = records.begin(case, on=on, announcement=announcement.strip(), by=by)
        after = {"等级": record.grade, "有效期至": record.end}
        audit.record(record, "登记等级", by=by, after=after, about=case)
        made.append(record)
    return made
