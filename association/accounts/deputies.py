"""Who stands in for whom: a role of one person, done by another, for some days."""

from datetime import date

from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from association.accounts import roles
from association.accounts.models import Deputy, User
from association.accounts.rules import may_appoint_deputies
from association.base import audit, clock
from association.base.errors import Refused


def active(user: User, on: date | None = None) -> QuerySet[Deputy]:
    """What this person stands in for on the day, today if none is given."""
    return Deputy.standing_on(on or clock.today()).filter(deputy=user)


def acts_for(user: User, role: str, on: date) -> User | None:
    """For whom this person stands in on the day, in the role (its code in ``permissions.toml``).

    To say in whose place something was done. Where a rule needs another person it doesn't ask this:
    two pairs of eyes are two people, and each is the one that acts, whatever role lent the right.
    """
    name = roles.table()[role]["name"]
    row = active(user, on).filter(role__name=name).select_related("principal").first()
    return row.principal if row else None


@transaction.atomic
def appoint(
    *, principal: User, deputy: User, role: Group, start: date, end: date, reason: str, by: User
) -> Deputy:
    """Gives the deputy the role's permissions for these days, both included. Raises Refused.

    Nobody appoints oneself, and nobody lends what he himself only stands in for.
    """
    if not may_appoint_deputies(by):
        raise Refused("您没有权限指定代理人。请由综合办公室或秘书长办理。")
    if deputy.pk == by.pk:
        raise Refused("不能指定自己为代理人，请由另一位有权限的同事办理。", field="deputy")
    _refuse_who_has_left(deputy, "代理人", field="deputy")
    _refuse_who_has_left(principal, "被代理人", field="principal")
    if not principal.groups.filter(pk=role.pk).exists():
        raise Refused(f"{principal}没有“{role.name}”这个角色，无从代理。", field="role")
    if deputy.groups.filter(pk=role.pk).exists():
        raise Refused(f"{deputy}自己就有“{role.name}”这个角色，不必代理。", field="deputy")
    if end < clock.today():
        raise Refused("结束日已经过去，请填今天或以后的日期。", field="end")
    if not reason.strip():
        raise Refused("请写明事由，如“出差”“休假”。", field="reason")
    row = Deputy(
        principal=principal,
        deputy=deputy,
        role=role,
        start=start,
        end=end,
        reason=reason.strip(),
        appointed_by=by,
        appointed_at=clock.now(),
    )
    _save(row)
    shown = {"代理人": str(deputy), "角色": role.name, "自": start, "至": end}
    audit.record(row, "指定代理人", by=by, after=shown, reason=row.reason, about=principal)
    return row


@transaction.atomic
def end(deputy: Deputy, *, by: User, reason: str = "") -> None:
    """Ends it before its day. The principal may, too. Raises Refused."""
    locked = Deputy.objects.select_for_update().get(pk=deputy.pk)
    if not may_appoint_deputies(by) and by.pk != locked.principal_id:
        raise Refused("您没有权限结束这份代理。请由综合办公室或秘书长办理。")
    if locked.ended_at or locked.end < clock.today():
        raise Refused("这份代理已经结束。")
    locked.ended_at = deputy.ended_at = clock.now()
    locked.save(update_fields=["ended_at"])
    audit.record(
        locked,
        "结束代理",
        by=by,
        before={"至": locked.end},
        after={"至": clock.today()},
        reason=reason.strip(),
        about=locked.principal,
    )


def _refuse_who_has_left(user: User, called: str, *, field: str) -> None:
    if not (user.is_staff and user.is_active):
        raise Refused(f"{called}须是秘书处在用的账号。", field=field)


def _save(row: Deputy) -> None:
    try:
        row.full_clean()
        with transaction.atomic():
            row.save()
    except ValidationError as error:
        field, messages = next(iter(error.message_dict.items()))
        raise Refused(messages[0], field=None if field == "__all__" else field) from error
    except IntegrityError as error:
        raise Refused("这个角色这段时间刚刚有了代理人。请刷新页面核对后重试。") from error
