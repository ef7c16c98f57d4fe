"""From the contract to the end: delivered, accepted or sent back, settled; or given up."""

from collections.abc import Iterable
from datetime import date

from django.core.files.base import File
from django.db import transaction

from association.base import clock
from association.base.errors import Refused
from members import dealings
from members.models import OrderStep, ServiceOrder
from members.orders.placing import source
from members.orders.steps import done, on_paper, take
from members.rules import Actor


@transaction.atomic
def deliver(
    order: ServiceOrder, *, by: Actor, note: str = "", papers: Iterable["File[bytes]"] = ()
) -> ServiceOrder:
    """The work is done: what came of it stands in ``note`` or in a paper. Raises Refused."""
    papers = list(papers)
    locked = take(order, "deliver", by=by, reason=note)
    if not note.strip() and not papers:
        raise Refused("请写明交付内容，或上传报告。", field="note")
    return done(order, locked, "deliver", by=by, note=note, papers=papers)


def delivered(order: ServiceOrder) -> OrderStep | None:
    """What was delivered last: who judges it has it at hand."""
    rows = order.steps.filter(verb="deliver").prefetch_related("papers__file")
    return rows.order_by("-pk").first()


@transaction.atomic
def accept(
    order: ServiceOrder, *, by: Actor, note: str = "", papers: Iterable["File[bytes]"] = ()
) -> ServiceOrder:
    """The company accepts what was delivered; staff may note it with its paper. Raises Refused."""
    papers = list(papers)
    locked = take(order, "accept", by=by, reason=note)
    on_paper(locked, by=by, papers=papers)
    return done(order, locked, "accept", by=by, note=note, papers=papers)


@transaction.atomic
def send_back(
    order: ServiceOrder, *, by: Actor, reason: str, papers: Iterable["File[bytes]"] = ()
) -> ServiceOrder:
    """Something is missing; the department delivers again. Raises Refused."""
    papers = list(papers)
    locked = take(order, "object", by=by, reason=reason)
    on_paper(locked, by=by, papers=papers)
    return done(order, locked, "object", by=by, note=reason, papers=papers)


@transaction.atomic
def settle(
    order: ServiceOrder,
    *,
    on: date,
    invoice: str,
    by: Actor,
    note: str = "",
    papers: Iterable["File[bytes]"] = (),
) -> ServiceOrder:
    """The money came and an invoice went out, issued elsewhere: its number is recorded here.

    Raises Refused.
    """
    locked = take(order, "settle", by=by, reason=note)
    if on > clock.today():
        raise Refused("结算日期还没有到，请核对。", field="on")
    if locked.signed_at and on < locked.signed_at.astimezone(clock.TZ).date():
        raise Refused("结算日期早于签约，请核对。", field="on")
    if not invoice.strip():
        raise Refused("请填发票号码。", field="invoice")
    locked.settled_on, locked.invoice = on, invoice.strip()
    locked.save(update_fields=["settled_on", "invoice"])
    text = f"发票 {locked.invoice}。{note.strip()}" if note.strip() else f"发票 {locked.invoice}。"
    return done(order, locked, "settle", by=by, note=text, papers=papers)


@transaction.atomic
def give_up(order: ServiceOrder, verb: str, *, by: Actor, reason: str = "") -> ServiceOrder:
    """Withdrawn by the company, declined or stopped by the department: ``withdraw``, ``decline``,
    ``stop``. A stopped contract counts no longer among the dealings. Raises Refused."""
    assert verb in {"withdraw", "decline", "stop"}, verb
    locked = take(order, verb, by=by, reason=reason)
    if locked.signed_at:
        dealings.take_back(source(locked))
    return done(order, locked, verb, by=by, note=reason)
