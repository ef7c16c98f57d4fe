"""A checklist by 重点部位: what is looked at on paper first, then place by place."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from standardization.enums import KeyAreaKind
from standardization.models import Item, KeyArea

EVERYWHERE = "资料和通用项目"


@dataclass(slots=True)
class Section:
    """``areas`` are those of the site of this kind; none: the company has declared none."""

    title: str
    areas: list[KeyArea] = field(default_factory=list)
    items: list[Item] = field(default_factory=list)

    @property
    def no_phones(self) -> bool:
        """Some place here is entered with paper and pencil."""
        return any(area.no_phones for area in self.areas)


def sections(items: Iterable[Item], areas: Iterable[KeyArea]) -> list[Section]:
    """Items keep their order; a kind of place comes where its first item comes."""
    by_kind: dict[str, list[KeyArea]] = {}
    for area in areas:
        by_kind.setdefault(area.kind, []).append(area)
    found: dict[str, Section] = {}
    for item in items:
        if item.key_area not in found:
            title = KeyAreaKind(item.key_area).label if item.key_area else EVERYWHERE
            found[item.key_area] = Section(title, by_kind.get(item.key_area, []))
        found[item.key_area].items.append(item)
    papers = found.pop("", None)
    return [*([papers] if papers else []), *found.values()]
