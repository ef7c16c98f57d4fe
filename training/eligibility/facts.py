"""What an applicant says about itself. None says that nothing was said, an empty tuple: there is none."""

from dataclasses import dataclass
from datetime import date, timedelta

from training.eligibility.days import Span

SKILL, PROSPECTIVE_TECHNICIAN = "skill", "prospective_technician"
CERTIFICATE_KINDS = (SKILL, PROSPECTIVE_TECHNICIAN)
SCHOOLS = (
    "technical_school",
    "senior_technical_school",
    "technician_college",
    "secondary_vocational",
    "higher_vocational",
    "university",
    "other",
)
DEGREES = ("secondary", "junior_college", "bachelor", "master", "doctor")
"""From the lowest to the highest."""
GOALS = ("intermediate_skill", "advanced_skill")


@dataclass(frozen=True, slots=True)
class Spell:
    """Work in one occupation. ``last`` is the last day in it; None: still in it."""

    occupation: str
    first: date
    last: date | None = None

    def span(self, apply_on: date) -> Span:
        """Its days before the application, in which the day of applying itself doesn't count."""
        if self.last is None or self.last >= apply_on:
            return self.first, apply_on
        return self.first, self.last + timedelta(1)


@dataclass(frozen=True, slots=True)
class Apprenticeship:
    occupation: str
    completed_on: date | None


@dataclass(frozen=True, slots=True)
class Certificate:
    """``level`` belongs to a certificate of skill; one of a 预备技师 has none."""

    kind: str
    occupation: str
    level: int | None
    issued_on: date


@dataclass(frozen=True, slots=True)
class Diploma:
    """Without ``graduated_on`` its owner is still at school, in the final year."""

    school: str
    degree: str | None = None
    major: str | None = None
    goal: str | None = None
    graduated_on: date | None = None


@dataclass(frozen=True, slots=True)
class Applicant:
    """``level`` and ``direction`` as they were given: whether there are such is judged, not read."""

    id: str | int
    apply_on: date
    level: object
    direction: object
    work: tuple[Spell, ...] | None = None
    apprenticeships: tuple[Apprenticeship, ...] | None = None
    certificates: tuple[Certificate, ...] | None = None
    diplomas: tuple[Diploma, ...] | None = None
