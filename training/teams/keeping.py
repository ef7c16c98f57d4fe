"""A team is entered, amended, retired; whose it is decides in whose quota its seats count."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from association.base import audit
from association.base.errors import Refused
from members.models import Member
from members.register import save
from training.enums import GONE, ClassState, ReservationState
from training.models import Team
from training.rules import Actor, may_keep_teams

FIELDS = ("name", "member", "address")


@transaction.atomic
def enter(*, name: str, member: Member | None = None, address: str = "", by: Actor) -> Team:
    """Raises Refused, also for a name that another team has."""
    _may(by)
    row = Team(name=name.strip(), member=member, address=address.strip())
    save(row)
    audit.record(row, "登记救援队伍", by=by, after=_shown(row))
    return row


@transaction.atomic
def amend(team: Team, *, changes: Mapping[str, Any], by: Actor, reason: str = "") -> Team:
    """Name, member, address. Seats reserved before stay in the quota of whose they were. Raises
    Refused."""
    _may(by)
    row = _locked(team)
    before = _shown(row)
    for name in FIELDS:
        if name in changes:
            value = changes[name]
            setattr(row, name, value.strip() if isinstance(value, str) else value)
    after = _shown(row)
    changed = [label for label in after if after[label] != before[label]]
    if changed:
        save(row)
        audit.record(
            row,
            "修改救援队伍",
            by=by,
            before={label: before[label] for label in changed},
            after={label: after[label] for label in changed},
            reason=reason.strip(),
        )
    return row


@transaction.atomic
def retire(team: Team, *, by: Actor, reason: str) -> None:
    """Takes no seats any more; its contacts still see its people. Raises Refused while seats wait
    for people that it won't send."""
    _may(by)
    row = _locked(team)
    if not row.active:
        raise Refused(f"{row}已经停用。")
    if not reason.strip():
        raise Refused("停用队伍须写明理由。", field="reason")
    unused = (
        row.reservations.filter(training_class__state=ClassState.ENROLLING)
        .exclude(state=ReservationState.GIVEN_UP)
        .exclude(pk__in=row.enrolments.exclude(state__in=GONE).values("reservation"))
        .count()
    )
    if unused:
        raise Refused(f"{row}还有 {unused} 个名额或候补没有用上，请先在班次页面放弃。")
    _set(row, active=False, action="停用救援队伍", by=by, reason=reason)
    team.active = False


@transaction.atomic
def resume(team: Team, *, by: Actor, reason: str = "") -> None:
    """Raises Refused."""
    _may(by)
    row = _locked(team)
    if row.active:
        raise Refused(f"{row}没有停用，不必恢复。")
    _set(row, active=True, action="恢复救援队伍", by=by, reason=reason)
    team.active = True


def _set(row: Team, *, active: bool, action: str, by: Actor, reason: str) -> None:
    row.active = active
    row.save(update_fields=["active"])
    audit.record(row, action, by=by, reason=reason.strip())


def _locked(team: Team) -> Team:
    return (
        Team.objects.select_for_update(no_key=True, of=("self",))
        .select_related("member")
        .get(pk=team.pk)
    )


def _may(by: Actor) -> None:
    if not may_keep_teams(by):
        raise Refused("您没有权限管理救援队伍。请由教育培训部办理。")


def _shown(row: Team) -> dict[str, str]:
    return {
        "队伍名称": row.name,
        "所属会员单位": str(row.member) if row.member else "",
        "驻地": row.address,
    }
