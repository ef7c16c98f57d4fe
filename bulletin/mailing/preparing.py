"""A mailing made ready: the letter, and who gets it, written down once."""

from collections.abc import Mapping

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from association.accounts.models import User
from association.base import audit, clock, letters
from association.base.errors import Refused
from association.base.letters import Copy
from association.base.models import Letter
from bulletin.enums import IssueState
from bulletin.mailing import addresses, links
from bulletin.mailing.enums import MailingState, SubscriberState
from bulletin.mailing.subscribing import NO_ISSUES
from bulletin.models import Delivery, Issue, Mailing, Subscriber, Suppression
from bulletin.rules import may_prepare_mailings, may_see_mailings

LARGEST = 100_000
"""Bytes of the page: what is longer is cut off by some readers' programs."""
TESTED = "bulletin.mailing.test"
_HEADERS = {
    "List-Unsubscribe": "<{unsubscribe}>",
    "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    "Precedence": "bulk",
}


def candidates() -> QuerySet[Subscriber]:
    """Who consented and wants issues; one row for each address."""
    return Subscriber.objects.filter(state=SubscriberState.ACTIVE, wants_issues=True).order_by("pk")


@transaction.atomic
def prepare(
    issue: Issue,
    *,
    subject: str,
    html: str,
    text: str,
    by: User,
    per_minute: int = letters.PER_MINUTE,
    per_domain: int = letters.PER_DOMAIN,
) -> Mailing:
    """Freezes the letter and its receivers; nothing goes out before another person releases it.
    ``{unsubscribe}`` and ``{preferences}`` in the letter are each reader's own links. Raises
    Refused: without the right, too long, without a way to unsubscribe, prepared already."""
    if not may_prepare_mailings(by):
        raise Refused("您没有权限准备会刊邮件。请由会刊的信息编辑办理。")
    if issue.state == IssueState.PLANNING:
        raise Refused(f"{issue}还在组稿，锁定以后才能准备邮件。")
    _check(html, text)
    letter = letters.write(
        subject=subject, html=html, text=text, per_minute=per_minute, per_domain=per_domain,
        headers={**_HEADERS, "List-Id": _list_id()},
    )  # fmt: skip
    row = _begun(issue, letter, by=by)
    rows = _listed(row)
    Delivery.objects.bulk_create(rows, batch_size=500)
    Mailing.objects.filter(pk=row.pk).update(candidates=len(rows))
    row.refresh_from_db()
    skipped = sum(bool(each.skipped) for each in rows)
    audit.record(row, "准备会刊邮件", by=by, after={"读者": len(rows), "其中不发": skipped})
    return row


def _check(html: str, text: str) -> None:
    size = len(html.encode())
    if size > LARGEST:
        raise Refused(f"邮件有 {size:,} 字节，超过 {LARGEST:,}：请缩短摘要或减少篇目。")
    for part in (html, text):
        if "{unsubscribe}" not in part:
            raise Refused("邮件里没有退订链接，不能发送。")


def _list_id() -> str:
    host = links.absolute("subscribe").split("/")[2].partition(":")[0]
    return f"<bulletin.{host}>"


def _begun(issue: Issue, letter: Letter, *, by: User) -> Mailing:
    try:
        with transaction.atomic():
            return Mailing.objects.create(
                issue=issue, letter=letter, candidates=0, prepared_by=by, prepared_at=clock.now()
            )
    except IntegrityError as error:
        raise Refused(f"{issue}已经有会刊邮件了。要重做，请先作废原来的。") from error


def _listed(row: Mailing) -> list[Delivery]:
    stopped = {each.address: each for each in Suppression.objects.all()}
    inside = columns_of(row.issue)
    return [
        Delivery(
            mailing=row, subscriber=reader, address=reader.address,
            domain=addresses.domain(reader.address), skipped=why_not(reader, stopped, inside),
        )
        for reader in candidates().prefetch_related("columns")
    ]  # fmt: skip


def columns_of(issue: Issue) -> set[int]:
    """In which a piece of this issue stands: every issue begins with all columns, most of them stay
    empty."""
    return set(issue.items.values_list("under__column", flat=True))


def why_not(reader: Subscriber, stopped: Mapping[str, Suppression], inside: set[int]) -> str:
    """Why this reader, who consented, isn't written to; empty if they are."""
    if found := stopped.get(reader.address):
        return f"地址已停发：{found.get_reason_display()}"
    if not reader.wants_issues:
        return NO_ISSUES
    chosen = {column.pk for column in reader.columns.all()}
    if chosen and not chosen & inside:
        return "本期没有所选栏目的稿件"
    return ""


@transaction.atomic
def send_test(row: Mailing, *, by: User) -> str:
    """The letter to oneself, as often as one likes; the address it goes to. Its links lead to the
    public page. Raises Refused."""
    if not may_see_mailings(by):
        raise Refused("您没有权限发送会刊邮件。")
    if row.state != MailingState.PREPARED:
        raise Refused("放行以后不再发送测试邮件。")
    if not by.email:
        raise Refused("您的账号没有登记邮箱，请先在账号资料里补上。")
    at = clock.now()
    page = links.absolute("subscribe")
    values = {"unsubscribe": page, "preferences": page, "name": by.name}
    letters.owe(
        row.letter, [Copy(f"user:{by.pk}:{at.timestamp():.6f}", by.email, values, by)],
        rule=TESTED, obj=row, due_on=at.date(),
    )  # fmt: skip
    return by.email


def values(reader: Subscriber) -> dict[str, str]:
    """What is a reader's own in their copy."""
    return {
        "unsubscribe": links.unsubscribe(reader),
        "preferences": links.preferences(reader),
        "name": reader.name or settings.ASSOCIATION_NAME + "的读者",
    }
