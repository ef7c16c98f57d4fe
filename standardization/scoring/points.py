"""From answers to a percentage. Fractions all the way: nothing is rounded before the end."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from standardization.scoring.sheet import Effect, Element, Item, Kind, Method, Part

ZERO, HUNDRED = Fraction(0), Fraction(100)


@dataclass(frozen=True, slots=True)
class Assumed:
    """What an item that nobody has assessed counts as: nothing, or its full mark."""

    full: bool


NONE, ALL = Assumed(full=False), Assumed(full=True)


def of_item(item: Item, assumed: Assumed = NONE) -> Fraction:
    """Points of a live item: never below 0, never above its full mark."""
    full = Fraction(item.full)
    if item.open:
        return full if assumed.full else ZERO
    veto = item.failed_veto
    if veto and veto.effect == Effect.ITEM_ZERO:
        return ZERO
    if item.kind == Kind.DEDUCT:
        return max(ZERO, full - sum(Fraction(each.taken) for each in item.deductions))
    if item.kind == Kind.BINARY:
        return full if item.value else ZERO
    if item.kind == Kind.LEVELS:
        return Fraction(Decimal(item.value or 0))
    return ZERO


def live_full(element: Element) -> Fraction:
    """Full marks of what applies; 0: the element isn't live."""
    return sum((Fraction(item.full) for item in element.items if item.live), ZERO)


def of_element(element: Element, assumed: Assumed = NONE) -> Fraction:
    """The items' points, less what is deducted from the element, never below 0."""
    vetoes = [item.failed_veto for item in element.items]
    if any(veto and veto.effect == Effect.ELEMENT_ZERO for veto in vetoes):
        return ZERO
    points = sum((of_item(item, assumed) for item in element.items if item.live), ZERO)
    return max(ZERO, points - sum(Fraction(each.taken) for each in element.deductions))


def percentage(element: Element, assumed: Assumed = NONE) -> Fraction:
    """Of a live element."""
    return HUNDRED * of_element(element, assumed) / live_full(element)


def live(part: Part) -> list[Element]:
    """The elements with a full mark left; of a weighted sheet, those with a weight as well count
    towards the score, and without any of these nothing is live."""
    found = [element for element in part.elements if live_full(element) > 0]
    if part.method == Method.WEIGHTED and not any(element.weight for element in found):
        return []
    return found


def of_part(part: Part, assumed: Assumed = NONE) -> Fraction:
    """0 to 100, of a part with something live. Weights are renormalised over what is."""
    elements = live(part)
    if part.method == Method.WEIGHTED:
        weights = [Fraction(element.weight or 0) for element in elements]
        reached = [percentage(element, assumed) for element in elements]
        weighed = (weight * percent for weight, percent in zip(weights, reached, strict=True))
        return sum(weighed, ZERO) / sum(weights)
    points = sum((of_element(element, assumed) for element in elements), ZERO)
    return HUNDRED * points / sum(live_full(element) for element in elements)


def total(parts: Iterable[Part], assumed: Assumed = NONE) -> Fraction:
    return sum((Fraction(part.share) * of_part(part, assumed) for part in parts), ZERO)


def coverage(parts: Iterable[Part]) -> Fraction:
    """Live full marks of all full marks; 0 where there are none."""
    elements = [element for part in parts for element in part.elements]
    whole = sum((Fraction(item.full) for element in elements for item in element.items), ZERO)
    return sum((live_full(element) for element in elements), ZERO) / whole if whole else ZERO


def rounded(value: Fraction, places: int) -> str:
    """Half up, with exactly so many decimals; ``value`` is not negative."""
    scaled = value * 10**places + Fraction(1, 2)
    digits = str(scaled.numerator // scaled.denominator).rjust(places + 1, "0")
    return f"{digits[:-places]}.{digits[-places:]}" if places else digits


def unrounded(value: Fraction) -> str:
    """28 significant digits, as far as it has any, without an exponent."""
    return format(Decimal(value.numerator) / Decimal(value.denominator), "f")
