"""A standard's sheet with the answers of one review in it."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum


class Method(StrEnum):
    POINTS = "POINTS"
    WEIGHTED = "WEIGHTED"
    AVERAGE_OF_PARTS = "AVERAGE_OF_PARTS"


class Kind(StrEnum):
    DEDUCT = "DEDUCT"
    BINARY = "BINARY"
    LEVELS = "LEVELS"
    VETO_ONLY = "VETO_ONLY"


class State(StrEnum):
    UNASSESSED = "UNASSESSED"
    SCORED = "SCORED"
    NA_REQUESTED = "NA_REQUESTED"
    NA_APPROVED = "NA_APPROVED"


class Effect(StrEnum):
    """What a failed veto takes away. The last two leave the points alone."""

    ITEM_ZERO = "ITEM_ZERO"
    ELEMENT_ZERO = "ELEMENT_ZERO"
    GRADE_CAP = "GRADE_CAP"
    CASE_FAIL = "CASE_FAIL"


@dataclass(frozen=True, slots=True)
class Deduction:
    """Takes ``points`` for each of ``count`` occurrences, ``cap`` at most."""

    points: Decimal
    count: int
    cap: Decimal | None = None

    @property
    def taken(self) -> Decimal:
        whole = self.points * self.count
        return whole if self.cap is None else min(whole, self.cap)


@dataclass(frozen=True, slots=True)
class Veto:
    effect: Effect
    failed: bool
    cap_grade: str | None = None


@dataclass(frozen=True, slots=True)
class Item:
    """``value`` is what a kind other than DEDUCT was given: true or false, or points."""

    code: str
    full: Decimal
    kind: Kind
    state: State
    deductions: tuple[Deduction, ...] = ()
    value: Decimal | bool | None = None
    veto: Veto | None = None

    @property
    def live(self) -> bool:
        """Counts at all: what was approved as not applicable leaves the sheet."""
        return self.state != State.NA_APPROVED

    @property
    def open(self) -> bool:
        """Still to be assessed; asking for "not applicable" alone settles nothing."""
        return self.state in (State.UNASSESSED, State.NA_REQUESTED)

    @property
    def failed_veto(self) -> Veto | None:
        """A veto fires on what was assessed."""
        veto = self.veto
        return veto if veto and veto.failed and self.state == State.SCORED else None


@dataclass(frozen=True, slots=True)
class Element:
    code: str
    items: tuple[Item, ...]
    deductions: tuple[Deduction, ...] = ()
    weight: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Threshold:
    """``element_min`` is the least percentage of every live element, for this grade."""

    grade: str
    min_score: Decimal
    element_min: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Scheme:
    """How points become a score and a score a grade. ``thresholds`` has the best grade first."""

    places: int
    on_rounded: bool
    min_coverage: Decimal
    thresholds: tuple[Threshold, ...]
    performance_grade: str | None
    """The best grade that the accident record allows; None: it allows no grade."""


@dataclass(frozen=True, slots=True)
class Part:
    """One standard's elements. ``share`` of a case held on several; the shares make 1."""

    method: Method
    elements: tuple[Element, ...]
    share: Decimal = Decimal(1)


@dataclass(frozen=True, slots=True)
class Sheet:
    scheme: Scheme
    parts: tuple[Part, ...]
