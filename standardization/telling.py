"""A message to one person: a row in the portal, and a mail where they left an address. And who
there is to be told."""

from datetime import date

from django.db.models import Model, QuerySet

from association.accounts import roles
from association.accounts.models import User
from association.base import outbox
from association.base.models import OutboxRow
from members.enums import RepresentativeRole
from members.models import Member

NO_MAIL = "没有登记邮箱"
Channel = OutboxRow.Channel


def tell(
    person: User, *, rule: str, obj: Model, due_on: date, subject: str, body: str, about: Model
) -> None:
    """Once a rule, object and day. A mail that can't go is accounted for too."""
    key = f"user:{person.pk}"
    outbox.enqueue(
        rule=rule, obj=obj, due_on=due_on, channel=Channel.PORTAL, recipient_key=key,
        person=person, subject=subject, body=body, about=about,
    )  # fmt: skip
    if person.email:
        outbox.enqueue(
            rule=rule, obj=obj, due_on=due_on, channel=Channel.EMAIL, recipient_key=key,
            person=person, address=person.email, subject=subject, body=body, about=about,
        )  # fmt: skip
    else:
        outbox.skip(
            rule=rule, obj=obj, due_on=due_on, channel=Channel.EMAIL, recipient_key=key,
            reason=NO_MAIL, about=about,
        )  # fmt: skip


def holders(permission: str) -> QuerySet[User]:
    """Of the secretariat, everybody to whom a role gives it."""
    names = [role["name"] for role in roles.table().values() if permission in role["permissions"]]
    return User.objects.filter(is_active=True, groups__name__in=names).distinct()


def admins(member: Member) -> QuerySet[User]:
    """Who speaks for a company: its 单位管理员 who can still sign in."""
    return User.objects.filter(
        is_active=True,
        representations__member=member,
        representations__role=RepresentativeRole.ADMIN,
        representations__ended_at__isnull=True,
    )
