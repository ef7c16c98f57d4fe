"""A national number as it may be shown: on record here, given by somebody else, never vouched for."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from training.batches.national import SCHEMES
from training.models import Enrolment, NationalNumber


@dataclass(frozen=True, slots=True)
class Registered:
    """``former``: numbers that were corrected, the latest first."""

    text: str
    scheme: str
    issuer: str
    issued_on: date
    lookup: str
    former: list[str]
    verified: bool
    """Somebody has asked the issuing body about itself; says nothing about this number."""

    @property
    def sentence(self) -> str:
        return f"由{self.issuer}核发，本会仅作登记；真伪请到{self.lookup}。"


def of(enrolment: Enrolment) -> Registered | None:
    return of_many([enrolment]).get(enrolment.pk)


def of_many(enrolments: Iterable[Enrolment]) -> dict[int, Registered]:
    """By the enrolment's key, in one query; who has no number isn't in it."""
    rows = NationalNumber.objects.filter(enrolment__in=[row.pk for row in enrolments])
    former: dict[int, list[str]] = {}
    current: dict[int, NationalNumber] = {}
    for row in rows.select_related("issuer").order_by("-id"):
        if row.superseded_at is None:
            current[row.enrolment_id] = row
        else:
            former.setdefault(row.enrolment_id, []).append(row.text)
    return {key: _shown(row, former.get(key, [])) for key, row in current.items()}


def _shown(row: NationalNumber, former: list[str]) -> Registered:
    return Registered(
        text=row.text,
        scheme=SCHEMES[row.scheme].title,
        issuer=row.issuer.name,
        issued_on=row.issued_on,
        lookup=row.issuer.lookup,
        former=former,
        verified=row.issuer.verified,
    )
