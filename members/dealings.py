"""What the association did for or with a company, whichever app it happened in.

The apps above write here; what membership gave a company and whether a reviewer is independent
of it are read here. A dealing is a reading copy of something that has its own record and audit:

    dealings.record(
        member, kind=DealingKind.RESCUER_TRAINING, what="应急救援员初级班", on=day,
        source=f"training.seat:{seat.pk}", label=seat.number, saved=Decimal("480.00"),
    )

* ``consulting``, ``training``, ``rescuer_training``: work for the company. ``saved`` is what it
  did not have to pay for it, 0 if nothing.
* ``discount``: less to pay for something that is no work of these kinds. ``waiver``: dues relieved.
* ``source`` names the record it comes from, ``app.model:key``. Told again about the same source,
  the later word stands: nothing is counted twice, and a correction is one call.
"""

from collections.abc import Collection, Iterable
from datetime import date
from decimal import Decimal

from django.db.models import OuterRef, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

from members.enums import DealingKind
from members.models import Dealing, Member

ZERO = Decimal("0.00")
_CORRECTED = ("member", "kind", "what", "on", "year", "saved", "label", "url")
_BATCH = 1000


def record(
    member: Member,
    *,
    kind: DealingKind,
    what: str,
    on: date,
    source: str,
    label: str,
    url: str = "",
    saved: Decimal = ZERO,
    year: int | None = None,
) -> Dealing:
    """One dealing, counted in the year of its day unless another is given. ``saved`` in yuan;
    ``url`` is a page that the company's own people may open."""
    row = prepared(
        member, kind=kind, what=what, on=on, source=source, label=label, url=url, saved=saved,
        year=year,
    )  # fmt: skip
    record_many([row])
    return Dealing.objects.get(source=source)


def prepared(
    member: Member,
    *,
    kind: DealingKind,
    what: str,
    on: date,
    source: str,
    label: str,
    url: str = "",
    saved: Decimal = ZERO,
    year: int | None = None,
) -> Dealing:
    """As ``record``, not written yet: for ``record_many``."""
    return Dealing(
        member=member,
        kind=kind,
        what=what[:200],
        on=on,
        year=year or on.year,
        saved=saved,
        source=source,
        label=label[:120],
        url=url,
    )


def record_many(rows: Iterable[Dealing]) -> None:
    """Thousands at once. No two of them may have one source."""
    Dealing.objects.bulk_create(
        rows,
        batch_size=_BATCH,
        update_conflicts=True,
        unique_fields=["source"],
        update_fields=list(_CORRECTED),
    )


def take_back(source: str) -> None:
    """It didn't come to pass: a contract was ended before anything was delivered."""
    Dealing.objects.filter(source=source).delete()


def of_year(member: Member, year: int) -> QuerySet[Dealing]:
    """Newest first."""
    return member.dealings.filter(year=year)


def saved_in(member: Member, year: int) -> Decimal:
    """The year's sum of what is listed by ``of_year``, in yuan."""
    total = of_year(member, year).aggregate(total=Sum("saved"))["total"]
    return ZERO if total is None else Decimal(total)


def saved_of(year: int) -> Coalesce:
    """The same as a column of members, for whoever asks more of the same ones."""
    rows = Dealing.objects.filter(member=OuterRef("pk"), year=year).order_by()
    return Coalesce(
        Subquery(rows.values("member").annotate(total=Sum("saved")).values("total")), ZERO
    )


def years(member: Member) -> list[int]:
    """Those with a dealing, the latest first."""
    return list(member.dealings.order_by("-year").values_list("year", flat=True).distinct())


def between(
    member: Member, start: date, end: date, *, kinds: Collection[DealingKind]
) -> QuerySet[Dealing]:
    """Of these kinds, both days included: who has lately worked for whom."""
    return member.dealings.filter(kind__in=kinds, on__range=(start, end))
