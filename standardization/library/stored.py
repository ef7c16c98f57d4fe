"""A version in the database, as an edition and back."""

from typing import Any

from association.accounts.models import User
from association.base import clock
from association.base.models import StoredFile
from standardization.library import edition as parts
from standardization.library.edition import Edition, Head
from standardization.models import (
    DeductionRule,
    Element,
    Item,
    PerformanceRule,
    Standard,
    StandardVersion,
    Threshold,
)

_OF_VERSION = (
    *("label", "purpose", "published_on", "start", "declared_total", "method"),
    *("places", "compare_on", "min_coverage", "final_snapshot"),
)
_OF_STANDARD = ("code", "title", "family", "issuer", "industry")
_ITEM = (
    *("code", "text", "inspection", "kind", "full", "clause", "guidance", "na_allowed"),
    *("photo_on_fail", "key_area", "veto_level", "veto_effect", "veto_cap"),
)
_RULE = ("code", "text", "points", "per", "cap")
_PERFORMANCE = ("grade", "months", "deaths", "serious", "loss")


def edition(version: StandardVersion) -> Edition:
    """In six queries, however long it is."""
    standard = version.standard
    head = Head(**_of(version, _OF_VERSION), **_of(standard, _OF_STANDARD))
    elements = list(version.elements.all())
    items = list(version.items.select_related("element"))
    rules = version.deduction_rules.select_related("element", "item")
    return Edition(
        head=head,
        elements=tuple(parts.Element(each.code, each.title, each.weight) for each in elements),
        items=tuple(parts.Item(element=each.element.code, **_of(each, _ITEM)) for each in items),
        rules=tuple(
            parts.Rule(
                element=each.element.code,
                item=each.item.code if each.item else "",
                **_of(each, _RULE),
            )
            for each in rules
        ),
        thresholds=tuple(
            parts.Threshold(each.grade, each.min_score, each.element_min)
            for each in version.thresholds.all()
        ),
        performance=tuple(
            parts.Performance(**_of(each, _PERFORMANCE)) for each in version.performance_rules.all()
        ),
    )


def _of(row: Any, names: tuple[str, ...]) -> dict[str, Any]:
    return {name: getattr(row, name) for name in names}


def write(
    told: Edition, standard: Standard, *, by: User | None, file: StoredFile | None
) -> StandardVersion:
    """A draft with all its rows, in the caller's transaction. Nothing is checked here."""
    version = StandardVersion.objects.create(
        standard=standard,
        fingerprint=told.fingerprint,
        source_file=file,
        created_by=by,
        created_at=clock.now(),
        **_of(told.head, _OF_VERSION),
    )
    elements = _elements(told, version)
    items = _items(told, version, elements)
    DeductionRule.objects.bulk_create(
        DeductionRule(
            version=version,
            element=elements[rule.element],
            item=items[rule.item] if rule.item else None,
            **_of(rule, _RULE),
        )
        for rule in told.rules
    )
    Threshold.objects.bulk_create(
        Threshold(
            version=version,
            position=position,
            grade=step.grade,
            min_score=step.min_score,
            element_min=step.element_min,
        )
        for position, step in enumerate(told.thresholds, start=1)
    )
    PerformanceRule.objects.bulk_create(
        PerformanceRule(version=version, **_of(rule, _PERFORMANCE)) for rule in told.performance
    )
    return version


def _elements(told: Edition, version: StandardVersion) -> dict[str, Element]:
    rows = Element.objects.bulk_create(
        Element(
            version=version,
            code=each.code,
            title=each.title,
            weight=each.weight,
            position=position,
        )
        for position, each in enumerate(told.elements, start=1)
    )
    return {row.code: row for row in rows}


def _items(
    told: Edition, version: StandardVersion, elements: dict[str, Element]
) -> dict[str, Item]:
    rows = Item.objects.bulk_create(
        Item(version=version, element=elements[each.element], position=position, **_of(each, _ITEM))
        for position, each in enumerate(told.items, start=1)
    )
    return {row.code: row for row in rows}
