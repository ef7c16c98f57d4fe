"""What a member may only ask for: another name, code or organisation type.

They decide who the member is and what it pays, so that they are asked for with a paper and written
by whoever approves. What the member changes at once is in ``own_data``.
"""

import copy
from collections.abc import Mapping
from datetime import date

from django.core.files.base import File
from django.db import transaction

from association.accounts.models import User
from association.base import audit, clock, files, identifiers, reading
from association.base.errors import Refused
from association.base.transitions import Table, Transition
from members import register
from members.enums import ChangeState, OrganisationType
from members.models import ChangeRequest, Member
from members.rules import may_decide_change, represents

Actor = User | None
S = ChangeState

ON_CONSENT = {
    "name": "单位名称",
    "credit_code": "统一社会信用代码",
    "organisation_type": "单位类型",
}
_PENDING = "已有一份变更申请在审核，请等审核结束，或先撤回它。"

CHANGES = Table(
    transitions=(
        Transition("approve", "采纳信息变更", (S.PENDING,), S.APPROVED, may=may_decide_change),
        Transition(
            "reject", "不采纳信息变更", (S.PENDING,), S.REJECTED,
            may=may_decide_change, reason_needed=True, stops=True,
        ),
        Transition(
            "withdraw", "撤回信息变更申请", (S.PENDING,), S.WITHDRAWN,
            may=lambda user, change: represents(user, change.member), stops=True,
        ),
    ),
    states=ChangeState,
    about=lambda change: change.member,
)  # fmt: skip


def pending(member: Member) -> ChangeRequest | None:
    return member.change_requests.filter(state=S.PENDING).first()


def current(member: Member) -> dict[str, str]:
    """What the register says today of the fields that need consent."""
    kind = register.type_on(member, clock.today())
    return {
        "name": member.name,
        "credit_code": member.credit_code,
        "organisation_type": kind.value if kind else "",
    }


@transaction.atomic
def request(
    member: Member,
    *,
    changes: Mapping[str, str],
    by: Actor,
    evidence: "File[bytes] | None",
    note: str = "",
) -> ChangeRequest:
    """Asks for other values of fields in ``ON_CONSENT``; those that stay the same are left out.

    A member has one open request at a time. Raises Refused, and then no file is kept.
    """
    if not represents(by, member):
        raise Refused("只有本单位的用户可以申请变更。")
    member = Member.objects.select_for_update().get(pk=member.pk)
    if pending(member):
        raise Refused(_PENDING)
    asked = _asked(member, changes)
    if evidence is None:
        raise Refused("请上传证明材料，如变更后的营业执照或登记证书。", field="evidence")
    change = ChangeRequest(
        member=member,
        changes=asked,
        note=note.strip(),
        evidence=files.keep(evidence, by=by, field="evidence"),
        requested_by=by,
        requested_at=clock.now(),
    )
    register.save(change)
    words = described(change)
    audit.record(
        change,
        "申请信息变更",
        by=by,
        before={label: before for label, before, _ in words},
        after={label: after for label, _, after in words},
        reason=change.note,
        about=member,
    )
    return change


def _asked(member: Member, changes: Mapping[str, str]) -> dict[str, list[str]]:
    unknown = set(changes) - set(ON_CONSENT)
    assert not unknown, unknown
    known = current(member)
    wanted = {field: _read(field, value) for field, value in changes.items()}
    asked = {
        field: [known[field], value] for field, value in wanted.items() if value != known[field]
    }
    if not asked:
        raise Refused("填写的内容与现在的登记相同。请改动至少一项再提交。")
    if "credit_code" in asked and _holder(member, asked["credit_code"][1]):
        raise Refused(
            "这个统一社会信用代码已登记在另一家会员名下。请核对；确属贵单位的，请联系社会工作部。",
            field="credit_code",
        )
    return asked


def _read(field: str, value: str) -> str:
    """The value in its one stored form. Raises Refused with the sentence for its field."""
    if field == "credit_code":
        try:
            return identifiers.credit_code(value)
        except ValueError as error:
            raise Refused(str(error), field=field) from error
    if field == "organisation_type":
        if value not in OrganisationType.values:
            raise Refused("请选择单位类型。", field=field)
        return value
    name = reading.tidy(value)
    if not name:
        raise Refused("请填单位名称。", field=field)
    return name


def _holder(member: Member, code: str) -> Member | None:
    return Member.objects.filter(credit_code=code).exclude(pk=member.pk).first()


def withdraw(change: ChangeRequest, *, by: Actor) -> ChangeRequest:
    """Takes the request back; nothing of it is written. Raises Refused once it is decided."""
    CHANGES.perform(change, "withdraw", by=by)
    return change


@transaction.atomic
def approve(
    change: ChangeRequest, *, by: Actor, answer: str = "", since: date | None = None
) -> ChangeRequest:
    """Writes what was asked for, with its paper. A new organisation type holds from ``since`` on,
    today if not given; earlier days, and the relief judged by them, keep the type they had.

    Raises Refused if the register has moved on since the request, or another member has the code.
    """
    decided = CHANGES.perform(copy.copy(change), "approve", by=by, reason=answer)
    assert isinstance(decided, ChangeRequest)
    member = Member.objects.select_for_update().get(pk=decided.member_id)
    _check_still_fits(member, decided)
    wanted = {field: new for field, (_, new) in decided.changes.items()}
    kind = wanted.pop("organisation_type", None)
    register.write(member, wanted, by=by, reason=answer or "采纳单位提出的信息变更申请")
    if kind and kind != current(member)["organisation_type"]:
        register.check_type_day(since or clock.today())
        register.write_type(
            member,
            kind,
            since=since or clock.today(),
            by=by,
            evidence=decided.evidence,
            source=f"信息变更申请（{decided.requested_at.astimezone(clock.TZ):%Y-%m-%d} 提出）",
        )
    return _answered(change, by=by, answer=answer)


def _check_still_fits(member: Member, change: ChangeRequest) -> None:
    known = current(member)
    for field, (before, after) in change.changes.items():
        if known[field] not in (before, after):
            raise Refused(
                f"申请提出之后，{ON_CONSENT[field]}已改为“{_word(field, known[field])}”。"
                "请与单位核对；不采纳的，写明理由，单位可以重新申请。"
            )
    code = change.changes.get("credit_code")
    if code and (holder := _holder(member, code[1])):
        raise Refused(
            f"统一社会信用代码 {code[1]} 已登记在会员 {holder.number} {holder.name} 名下，"
            "不能采纳。请先核对两家的证照。"
        )


@transaction.atomic
def reject(change: ChangeRequest, *, by: Actor, answer: str) -> ChangeRequest:
    """Leaves the register as it is and tells the member why: ``answer`` is what it reads."""
    CHANGES.perform(change, "reject", by=by, reason=answer)
    return _answered(change, by=by, answer=answer)


def _answered(change: ChangeRequest, *, by: Actor, answer: str) -> ChangeRequest:
    change.refresh_from_db()
    change.decided_by, change.decided_at, change.answer = by, clock.now(), answer.strip()
    change.save(update_fields=["decided_by", "decided_at", "answer"])
    return change


def described(change: ChangeRequest) -> list[tuple[str, str, str]]:
    """What is asked for in words: label, from, to."""
    return [
        (label, _word(field, change.changes[field][0]), _word(field, change.changes[field][1]))
        for field, label in ON_CONSENT.items()
        if field in change.changes
    ]


def _word(field: str, value: str) -> str:
    if not value:
        return "未登记"
    return OrganisationType(value).label if field == "organisation_type" else value


def doubts(change: ChangeRequest) -> list[str]:
    """What whoever decides should compare with the paper. Hints, not errors (GB 11714, GB 32100)"""
    code = change.changes.get("credit_code", ["", ""])[1]
    if not code:
        return []
    found = []
    if not identifiers.inner_digit_ok(code):
        found.append("新代码第 9 至 17 位不合组织机构代码的校验规则，请对照证照。")
    registered = identifiers.organisation_class(code)
    kind = change.changes.get("organisation_type", ["", ""])[1]
    if registered and kind and not _agree(registered, OrganisationType(kind)):
        found.append(
            f"新代码的登记类别是“{registered.label}”，申请的单位类型是“{_word('organisation_type', kind)}”。"
        )
    return found


def _agree(registered: identifiers.OrganisationClass, kind: OrganisationType) -> bool:
    """Which types may stand under which class of registration; a class not named says little."""
    enterprise = {OrganisationType.PRIVATE, OrganisationType.STATE, OrganisationType.FOREIGN}
    fits = {
        identifiers.OrganisationClass.ENTERPRISE: enterprise,
        identifiers.OrganisationClass.INSTITUTION: {OrganisationType.INSTITUTION},
        identifiers.OrganisationClass.SOCIAL: {OrganisationType.SOCIAL},
        identifiers.OrganisationClass.INDIVIDUAL: {OrganisationType.INDIVIDUAL},
    }
    return kind in fits.get(registered, set(OrganisationType))
