"""A message to a colleague of the secretariat: a row in the portal, and a mail where they left an
address."""

from datetime import date

from django.db.models import Model

from association.accounts.models import User
from association.base import outbox
from association.base.models import OutboxRow

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
