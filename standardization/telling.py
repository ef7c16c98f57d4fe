"""Who there is to be told."""

from django.db.models import QuerySet

from association.accounts import roles
from association.accounts.models import User
from members.enums import RepresentativeRole
from members.models import Member


def holders(permission: str) -> QuerySet[User]:
    """Of the secretariat, everybody to whom a role gives it."""
    names = roles.giving(permission)
    return User.objects.filter(is_active=True, groups__name__in=names).distinct()


def admins(member: Member) -> QuerySet[User]:
    """Who speaks for a company: its 单位管理员 who can still sign in."""
    return User.objects.filter(
        is_active=True,
        representations__member=member,
        representations__role=RepresentativeRole.ADMIN,
        representations__ended_at__isnull=True,
    )
