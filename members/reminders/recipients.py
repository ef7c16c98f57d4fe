"""Who is reminded, and who can't be: everybody whom a rule names is accounted for."""

from collections.abc import Iterator
from dataclasses import dataclass

from association.accounts.models import User
from association.base.models import OutboxRow
from members.enums import ContactRole
from members.models import Contact, Member, ReminderRule

Channel = OutboxRow.Channel
MEMBER = "member"


@dataclass(frozen=True, slots=True)
class Recipient:
    """One message owed. With a ``reason`` it can't be sent."""

    channel: str
    key: str
    person: User | None = None
    address: str = ""
    reason: str = ""


def recipients(rule: ReminderRule, member: Member) -> list[Recipient]:
    """At least one for each channel of the rule. Contacts and representatives may be prefetched."""
    found: list[Recipient] = []
    if Channel.PORTAL in rule.channels:
        found += _in_portal(member)
    if Channel.EMAIL in rule.channels:
        found += _by_mail(rule, member)
    return found


def nobody(rule: ReminderRule, reason: str) -> list[Recipient]:
    """The same for a turn in which nobody is reminded at all."""
    return [Recipient(channel, MEMBER, reason=reason) for channel in rule.channels]


def _in_portal(member: Member) -> list[Recipient]:
    users = [
        Recipient(Channel.PORTAL, f"user:{acting.user_id}", person=acting.user)
        for acting in member.representatives.all()
        if acting.ended_at is None and acting.user.is_active
    ]
    return users or [Recipient(Channel.PORTAL, MEMBER, reason="没有可登录的单位用户")]


def _by_mail(rule: ReminderRule, member: Member) -> list[Recipient]:
    """Everybody with one of the roles, each address once; if nobody has one, the member's own."""
    people = [person for person in member.contacts.all() if set(person.roles) & set(rule.roles)]
    found = list(_with_address(people))
    if any(one.address for one in found):
        return found
    if member.email:
        return [*found, Recipient(Channel.EMAIL, MEMBER, address=member.email)]
    if found:
        return found
    named = "、".join(ContactRole(role).label for role in rule.roles)
    return [Recipient(Channel.EMAIL, MEMBER, reason=f"没有登记{named}，也没有单位邮箱")]


def _with_address(people: list[Contact]) -> Iterator[Recipient]:
    seen: set[str] = set()
    for person in people:
        key, address = f"contact:{person.pk}", person.email.strip()
        if not address:
            yield Recipient(Channel.EMAIL, key, reason="联系人没有登记邮箱")
        elif address.lower() in seen:
            yield Recipient(Channel.EMAIL, key, reason="与另一位联系人同一邮箱")
        else:
            seen.add(address.lower())
            yield Recipient(Channel.EMAIL, key, address=address)
