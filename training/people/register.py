"""Who is trained: each person once, whichever team enrols them; mended by staff or by themselves."""

from dataclasses import dataclass
from typing import Any

from django.db import transaction

from association.accounts.models import User
from association.base import audit, clock, identifiers, residents
from association.base.errors import Refused
from members import register
from training.models import Trainee
from training.people import forgetting, names, numbers
from training.rules import Actor, may_enter_people, may_mend_people, may_view_numbers

OWN = ("mobile", "email")
"""What a person may mend by the signed link."""
LABELS = {
    "name": "姓名",
    "id_type": "证件类型",
    "id_number": "证件号码",
    "mobile": "手机",
    "email": "邮箱",
}
_OTHER_NAME = (
    "这个证件号码已用另一个姓名登记，请核对证件号码和姓名；改过名的，请联系教育培训部办理。"
)


@dataclass(frozen=True, slots=True)
class Numbers:
    id_number: str
    mobile: str


@dataclass(frozen=True, slots=True)
class Person:
    """What somebody was entered as, brought to the form in which it is kept."""

    name: str
    id_type: str
    id_number: str
    mobile: str
    email: str = ""


def read(*, name: str, id_type: str, id_number: str, mobile: str, email: str = "") -> Person:
    """Raises Refused at the first field that can't be right."""
    return Person(
        name=names.plain(name, id_type=id_type),
        id_type=id_type,
        id_number=numbers.plain(id_number, id_type=id_type),
        mobile=_mobile(mobile),
        email=email.strip(),
    )


@transaction.atomic
def find_or_enter(
    *, name: str, id_type: str, id_number: str, mobile: str, email: str = "", by: Actor
) -> Trainee:
    """The person with this number, entered if nobody has it. Raises Refused.

    Who is known stays as they are: phone and mail are theirs to mend. A known number under another
    name is refused without telling that name: whoever tries numbers learns nobody's.
    """
    if not may_enter_people(by):
        raise Refused("您没有权限登记学员。请由队伍联系人或教育培训部办理。")
    told = read(name=name, id_type=id_type, id_number=id_number, mobile=mobile, email=email)
    if known := known_as(told):
        return known
    person = Trainee(
        name=told.name, id_type=told.id_type, id_number=told.id_number,
        mobile=told.mobile, email=told.email, registered_at=clock.now(),
    )  # fmt: skip
    try:
        register.save(person)
    except Refused:
        if known := known_as(told):  # entered by somebody else at this moment
            return known
        raise
    audit.record(person, "登记学员", by=by, after=_shown(person, LABELS))
    return person


def known_as(told: Person) -> Trainee | None:
    """Who is registered under this number. Raises Refused if the name is another one."""
    known = Trainee.objects.filter(id_type=told.id_type, id_number=told.id_number).first()
    if known and known.name != told.name:
        raise Refused(_OTHER_NAME, field="name")
    return known


@transaction.atomic
def amend(trainee: Trainee, *, by: Actor, reason: str = "", **fields: Any) -> Trainee:
    """Mends what is registered: staff anything, whoever came by the link phone and mail.

    Another name, kind of paper or number needs a reason: it may turn one person into another.
    Raises Refused. What certificates already say stays as it was issued.
    """
    unknown = set(fields) - set(LABELS)
    assert not unknown, unknown
    if by is not None and not may_mend_people(by):
        raise Refused("您没有权限更正学员资料。请由本人凭链接更正联系方式，其他由教育培训部办理。")
    locked = Trainee.objects.select_for_update().get(pk=trainee.pk)
    forgetting.check_kept(locked)
    told = _brought_to_form(locked, fields)
    changed = [name for name, value in told.items() if getattr(locked, name) != value]
    if not changed:
        return trainee
    if set(changed) - set(OWN):
        if by is None:
            raise Refused("姓名和证件由教育培训部更正，请联系队伍联系人。")
        if not reason.strip():
            raise Refused("更正姓名或证件须写明理由，如“与身份证不一致”。", field="reason")
    before = _shown(locked, changed)
    for name in changed:
        setattr(locked, name, told[name])
    register.save(locked)
    audit.record(
        locked, "更正学员资料", by=by, before=before,
        after=_shown(locked, changed) | ({} if by else {"办理": "本人"}), reason=reason.strip(),
    )  # fmt: skip
    trainee.refresh_from_db()
    return trainee


@transaction.atomic
def reveal(trainee: Trainee, *, by: User, reason: str) -> Numbers:
    """The whole numbers, for whoever may ask and says why. Raises Refused; each look is audited."""
    if not may_view_numbers(by):
        raise Refused("您没有权限查看学员的完整号码。请由教育培训部办理。")
    if not reason.strip():
        raise Refused("查看完整号码须写明理由，如“核对身份证复印件”。", field="reason")
    forgetting.check_kept(trainee)
    audit.record(trainee, "查看学员完整号码", by=by, reason=reason.strip())
    return Numbers(str(trainee.id_number), str(trainee.mobile))


def _brought_to_form(trainee: Trainee, fields: dict[str, Any]) -> dict[str, Any]:
    told = {name: getattr(trainee, name) for name in ("id_type", "id_number", "name")} | fields
    whole = dict(fields)
    if {"id_type", "id_number"} & set(fields):
        whole["id_number"] = numbers.plain(told["id_number"], id_type=told["id_type"])
    if {"id_type", "name"} & set(fields):
        whole["name"] = names.plain(told["name"], id_type=told["id_type"])
    if "mobile" in fields:
        whole["mobile"] = _mobile(fields["mobile"])
    return whole


def _mobile(text: str) -> str:
    try:
        return identifiers.mobile(text)
    except ValueError as error:
        raise Refused(f"{error}。", field="mobile") from error


def _shown(trainee: Trainee, fields: Any) -> dict[str, Any]:
    """In words; of numbers what may stand in the audit."""
    words = {
        "name": trainee.name,
        "id_type": trainee.get_id_type_display(),
        "id_number": residents.masked(str(trainee.id_number)),
        "mobile": f"{trainee.mobile[:3]}****{trainee.mobile[-4:]}",
        "email": trainee.email,
    }
    return {LABELS[name]: words[name] for name in fields}
