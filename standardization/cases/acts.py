"""What an office of the bureau decides, and the step that comes of it in the same moment."""

from datetime import date

from django.core.files.base import File
from django.db import transaction

from association.accounts.models import User
from association.base import audit, clock, files
from association.base.errors import Refused
from association.base.models import StoredFile
from standardization.cases import filing, steps
from standardization.cases.states import CASES
from standardization.enums import ActKind, CaseState
from standardization.models import AuthorityAct, Case, Organisation
from standardization.rules import acts_for_organisation, may_record_acts

STEPS: dict[ActKind, str] = {
    ActKind.CONFIRM: "confirm",
    ActKind.CONFIRM_FAST: "confirm_fast",
    ActKind.RETURN: "return",
    ActKind.REFUSE: "deny",
    ActKind.ANNOUNCE: "announce",
}
"""``RESOLVE`` leads to one of two steps, by what was decided; the others to none."""


@transaction.atomic
def record(
    case: Case,
    kind: ActKind,
    *,
    office: Organisation,
    acted_on: date | None = None,
    text: str = "",
    upload: "File[bytes] | None" = None,
    upheld: bool = False,
    by: User,
) -> AuthorityAct:
    """By somebody of the office, or by our staff, who then keep the office's paper with it; and
    takes the step that it brings about. ``upheld`` only counts for an objection. Raises Refused."""
    row = Case.objects.select_for_update().get(pk=case.pk)
    by_staff = not acts_for_organisation(by, office)
    verb = _verb(kind, upheld=upheld)
    day = acted_on or clock.today()
    _check(row, office, verb, by=by, by_staff=by_staff, day=day, text=text, upload=upload)
    act = AuthorityAct.objects.create(
        case=row,
        office=office,
        kind=kind,
        text=text.strip(),
        acted_on=day,
        file=_kept(upload, by=by),
        by_staff=by_staff,
        entered_by=by,
        entered_at=clock.now(),
    )
    after = {"处室": office.name, "决定": kind.label, "登记": "秘书处" if by_staff else "处室本人"}
    audit.record(act, "定级部门的决定", by=by, after=after, reason=act.text, about=row)
    if kind == ActKind.RETURN:
        filing.write_returned(row, text)
    if verb:
        steps.take_by_act(case, verb, act=act, by=by, reason=act.text)
    return act


def open_to(case: Case) -> list[ActKind]:
    """What the bureau may say of the case as it stands, but for a revocation."""
    state = CaseState(case.state)
    found = [kind for kind, verb in STEPS.items() if state in CASES[verb].sources]
    if state == CaseState.OBJECTION:
        found.append(ActKind.RESOLVE)
    return found


def _verb(kind: ActKind, *, upheld: bool) -> str | None:
    if kind == ActKind.RESOLVE:
        return "uphold" if upheld else "dismiss"
    return STEPS.get(kind)


def _check(
    case: Case,
    office: Organisation,
    verb: str | None,
    *,
    by: User,
    by_staff: bool,
    day: date,
    text: str,
    upload: "File[bytes] | None",
) -> None:
    if office.kind != Organisation.Kind.BUREAU:
        raise Refused(f"{office}不是市局处室，不能作出定级部门的决定。", field="office")
    if by_staff and not may_record_acts(by):
        raise Refused("您没有权限登记定级部门的决定。请由处室人员或安全技术部办理。")
    if by_staff and upload is None:
        raise Refused("由秘书处登记定级部门的决定，须附上书面文件。", field="file")
    if day > clock.today():
        raise Refused("决定日期不能晚于今天。", field="acted_on")
    if case.submitted_at and day < case.submitted_at.astimezone(clock.TZ).date():
        raise Refused("决定日期早于企业的申请日期，请核对。", field="acted_on")
    if verb and CASES[verb].reason_needed and not text.strip():
        raise Refused("请写明决定的内容和理由，企业会看到。", field="text")


def _kept(upload: "File[bytes] | None", *, by: User) -> StoredFile | None:
    return files.keep(upload, by=by) if upload is not None else None
