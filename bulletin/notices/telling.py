"""Who is told what of a notice: in the portal, and by mail where an address is known.

Each message is owed once per rule, due date, channel and person. A job tells; it may be run again.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Model, Prefetch, QuerySet
from django.urls import reverse

from association.base import clock, jobs, outbox
from association.base.models import OutboxRow
from bulletin.models import Due, Notice
from bulletin.notices.audience import addressed
from bulletin.notices.drafting import told_moment
from bulletin.notices.standing import missing
from members.enums import ContactRole
from members.models import Member, Representative

CHUNK = 100
Channel = OutboxRow.Channel
_ROLES = (ContactRole.MAIN, ContactRole.SAFETY)


@dataclass(frozen=True, slots=True)
class Said:
    """One message to many: ``rule``, ``obj`` and ``due_on`` make it the same one."""

    rule: str
    obj: Model
    due_on: date
    subject: str
    body: str


def run(job_id: int) -> None:
    """The job's work, in pieces: whoever was told isn't told again."""
    with jobs.running(job_id) as job:
        if job is None:
            return
        notice = Notice.objects.get(pk=job.params["notice"])
        rows, said = _what(notice, job.params)
        count = 0
        for chunk in _chunks(rows):
            with transaction.atomic():
                jobs.still_ours(job)
                tell(chunk, said)
            count += len(chunk)
        job.message = f"已告知 {count} 家会员单位。"


def _what(notice: Notice, told: dict[str, Any]) -> tuple[QuerySet[Member], Said]:
    at = datetime.fromisoformat(told["at"])
    when = f"{told['what']}:{at.timestamp():.0f}"
    if told["what"] == "moved":
        due = Due.objects.select_related("form__questionnaire", "form__notice").get(pk=told["due"])
        subject = f"报送时间有变：{due}改为 {told_moment(due.due_at)} 前"
        text = f"《{notice.title}》的“{due}”改为 {told_moment(due.due_at)} 前报送。\n\n{told['reason']}"
        rows = missing(due)
    elif told["what"] == "withdrawn":
        subject = f"通知已撤回：{notice.title}"
        text = f"《{notice.title}》已撤回，不用再报送。\n\n{notice.withdrawn_reason}"
        rows = addressed(notice)
    else:
        subject = f"通知：{notice.title}"
        text = "\n".join([f"{notice.issuer}发来通知《{notice.title}》。", *_owed(notice)])
        rows = addressed(notice)
    body = f"{text}\n\n{address(notice)}"
    return rows, Said(
        f"bulletin.notice:{when}", notice, at.astimezone(clock.TZ).date(), subject, body
    )


def _owed(notice: Notice) -> list[str]:
    dues = Due.objects.filter(form__notice=notice).select_related("form__questionnaire")
    lines = [f"· {due}：{told_moment(due.due_at)} 前" for due in dues]
    return ["", "请按时报送：", *lines] if lines else []


def address(notice: Notice) -> str:
    return settings.PUBLIC_URL.rstrip("/") + reverse("bulletin:my_notice", args=[notice.pk])


def _chunks(rows: QuerySet[Member]) -> Iterable[list[Member]]:
    keys = list(rows.order_by("pk").values_list("pk", flat=True))
    for start in range(0, len(keys), CHUNK):
        yield with_people(Member.objects.filter(pk__in=keys[start : start + CHUNK]))


def with_people(rows: QuerySet[Member]) -> list[Member]:
    acting = Representative.objects.filter(ended_at__isnull=True, user__is_active=True)
    return list(
        rows.prefetch_related(
            "contacts", Prefetch("representatives", acting.select_related("user"))
        ).order_by("pk")
    )


def tell(members: Iterable[Member], said: Said) -> int:
    """How many members there are; everybody of them is told, or noted as out of reach."""
    count = 0
    for member in members:
        count += 1
        told: dict[str, Any] = {"rule": said.rule, "obj": said.obj, "due_on": said.due_on}
        words: dict[str, Any] = {"subject": said.subject, "body": said.body}
        addresses: dict[str, str] = {}
        for acting in member.representatives.all():
            key = f"user:{acting.user_id}"
            outbox.enqueue(
                channel=Channel.PORTAL, recipient_key=key, person=acting.user, **told, **words
            )
            if acting.user.email:
                addresses.setdefault(acting.user.email.lower(), key)
        addresses = addresses or _by_contacts(member)
        for mail, key in addresses.items():
            outbox.enqueue(channel=Channel.EMAIL, recipient_key=key, address=mail, **told, **words)
        if not addresses:
            outbox.skip(
                channel=Channel.EMAIL, recipient_key=f"member:{member.pk}",
                reason="没有登记联系邮箱", **told,
            )  # fmt: skip
    return count


def _by_contacts(member: Member) -> dict[str, str]:
    """Addresses of those whom the association turns to; else the member's own."""
    found = {
        person.email.strip().lower(): f"contact:{person.pk}"
        for person in member.contacts.all()
        if person.email.strip() and set(person.roles) & set(_ROLES)
    }
    return found or ({member.email.lower(): f"member:{member.pk}"} if member.email else {})
