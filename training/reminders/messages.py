"""What a reminder says and where it goes: a row of the outbox for each, sent or not."""

from datetime import date
from typing import Any

from django.conf import settings
from django.urls import reverse

from association.base import clock, outbox
from association.base.models import OutboxRow
from members.arithmetic import placeholders
from training.gates import Gate
from training.models import Enrolment, TrainingReminder, TrainingReminderRule
from training.people import links

Channel = OutboxRow.Channel
NO_MAIL, NO_CONTACT = "没有登记邮箱", "队伍没有在任的联系人"
MOST_NAMES = 200


def deadline(rule: TrainingReminderRule, row: Enrolment) -> date:
    found: date = getattr(row.training_class, rule.deadline)
    return found


def to_person(
    rule: TrainingReminderRule, row: Enrolment, missing: list[Gate]
) -> list[TrainingReminder]:
    """By mail with the own link; who left no address is accounted for, and on the team's list."""
    words = {**_words(rule, [row], {row.pk: missing}), "姓名": row.trainee.name}
    words["链接"] = settings.PUBLIC_URL.rstrip("/") + reverse(
        "training:me", args=[links.token(row.trainee)]
    )
    occasion = _occasion(rule, row) | {
        "channel": Channel.EMAIL, "recipient_key": f"trainee:{row.trainee_id}",
    }  # fmt: skip
    if row.trainee.email:
        outbox.enqueue(**occasion, address=row.trainee.email, **_filled(rule, words))
    else:
        outbox.skip(**occasion, reason=NO_MAIL)
    return [_decided(rule, row, occasion, missing)]


def to_team(
    rule: TrainingReminderRule, rows: list[Enrolment], missing: dict[int, list[Gate]]
) -> list[TrainingReminder]:
    """One message for each contact and channel, with the list of all these people of one team and
    class. It hangs on the first of them: who comes later is on another."""
    first = rows[0]
    words = _words(rule, rows, missing)
    words["链接"] = settings.PUBLIC_URL.rstrip("/") + reverse(
        "training:team_people", args=[first.team_id]
    )
    occasions = []
    contacts = [contact.user for contact in first.team.contacts.all() if contact.user.is_active]
    for channel in rule.channels:
        for user in contacts:
            occasion = _occasion(rule, first) | {
                "channel": channel, "recipient_key": f"contact:{user.pk}",
            }  # fmt: skip
            occasions.append(occasion)
            address = user.email if channel == Channel.EMAIL else ""
            if channel == Channel.EMAIL and not address:
                outbox.skip(**occasion, reason=NO_MAIL)
            else:
                outbox.enqueue(**occasion, person=user, address=address, **_filled(rule, words))
        if not contacts:
            occasion = _occasion(rule, first) | {"channel": channel, "recipient_key": "team"}
            occasions.append(occasion)
            outbox.skip(**occasion, reason=NO_CONTACT)
    return [
        _decided(rule, row, occasion, missing[row.pk]) for row in rows for occasion in occasions
    ]


def _occasion(rule: TrainingReminderRule, row: Enrolment) -> dict[str, Any]:
    return {"rule": rule.code, "obj": row, "due_on": deadline(rule, row)}


def _decided(
    rule: TrainingReminderRule, row: Enrolment, occasion: dict[str, Any], missing: list[Gate]
) -> TrainingReminder:
    return TrainingReminder(
        rule=rule,
        enrolment=row,
        due_on=occasion["due_on"],
        channel=occasion["channel"],
        recipient=occasion["recipient_key"],
        missing=[gate.code for gate in missing],
        decided_at=clock.now(),
    )


def _words(
    rule: TrainingReminderRule, rows: list[Enrolment], missing: dict[int, list[Gate]]
) -> dict[str, str]:
    """Every gap that a rule's text may have (``GAPS``)."""
    first, due_on = rows[0], deadline(rule, rows[0])
    lines = [
        f"{row.trainee.name}：{'；'.join(gate.text for gate in missing[row.pk])}"
        for row in rows[:MOST_NAMES]
    ]
    return {
        "姓名": "",
        "班次": first.training_class.title,
        "队伍": first.team.name,
        "期限": f"{due_on.year}年{due_on.month}月{due_on.day}日",
        "缺什么": "；".join(gate.text for gate in missing[first.pk]),
        "链接": "",
        "名单": "\n".join(lines),
        "人数": str(len(rows)),
    }


def _filled(rule: TrainingReminderRule, words: dict[str, str]) -> dict[str, Any]:
    return {
        "subject": placeholders.fill(rule.subject, words),
        "body": placeholders.fill(rule.body, words),
    }
