"""Where a company works and what is dangerous there; which of it a case is about."""

from collections.abc import Collection

from django.db import transaction

from association.accounts.models import User
from association.base import audit
from association.base.errors import Refused
from members.models import Member
from members.register import save
from standardization.enums import CaseState, KeyAreaKind
from standardization.models import Case, KeyArea, Site
from standardization.rules import acts_for_company, may_handle_cases


@transaction.atomic
def add_site(member: Member, *, name: str, address: str, by: User) -> Site:
    """Raises Refused, also for a name that the company has already."""
    _may(member, by)
    row = Site(member=member, name=name.strip(), address=address.strip())
    save(row)
    audit.record(
        row, "登记场所", by=by, after={"场所": row.name, "地址": row.address}, about=member
    )
    return row


@transaction.atomic
def add_key_area(site: Site, *, kind: KeyAreaKind, name: str, no_phones: bool, by: User) -> KeyArea:
    """Raises Refused, also for a name that the site has already."""
    _may(site.member, by)
    row = KeyArea(site=site, kind=kind, name=name.strip() or kind.label, no_phones=no_phones)
    save(row)
    after = {"场所": site.name, "重点部位": row.name, "类别": kind.label}
    audit.record(row, "登记重点部位", by=by, after=after, about=site.member)
    return row


@transaction.atomic
def choose(case: Case, sites: Collection[Site], *, by: User) -> None:
    """The sites that the case is about, all at once; as long as it wasn't applied for. Raises
    Refused."""
    row = Case.objects.select_for_update().get(pk=case.pk)
    _may(row.member, by)
    if row.state != CaseState.DRAFT:
        raise Refused("申请已经公示或提交，场所不能再改。请先退回自评。", field="sites")
    if not sites:
        raise Refused("请至少选择一个场所。", field="sites")
    if any(site.member_id != row.member_id for site in sites):
        raise Refused("只能选择本单位的场所。", field="sites")
    before = list(row.sites.values_list("name", flat=True))
    row.sites.set(sites)
    after = [site.name for site in sites]
    if set(before) != set(after):
        audit.record(
            row,
            "选择场所",
            by=by,
            before={"场所": "、".join(before)},
            after={"场所": "、".join(after)},
        )


def _may(member: Member, by: User) -> None:
    if not (acts_for_company(by, member) or may_handle_cases(by)):
        raise Refused("您没有权限登记这家企业的场所。请由企业经办人或安全技术部办理。")
