"""Pages of a long list by comparing rows, so that the last page costs what the first does."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.core import signing
from django.db.models import F, Model, QuerySet
from django.db.models.fields.tuple_lookups import Tuple, TupleGreaterThan, TupleLessThan

if TYPE_CHECKING:
    from django.http import QueryDict

CAP = 10_000


@dataclass(frozen=True, slots=True)
class Page:
    rows: list[Any]
    following: str
    """Token of the next page, empty if this is the last."""
    preceding: str

    def links(self, here: str = "?") -> dict[str, str]:
        """Addresses of the pages beside this one, as ``ui/pager.html`` wants them; ``here`` is that of
        the list, up to where another parameter may stand. Empty where there is no such page."""
        return {
            "next": f"{here}after={self.following}" if self.following else "",
            "previous": f"{here}before={self.preceding}" if self.preceding else "",
        }


def link(current: "QueryDict", **changes: str) -> str:
    """This list with other parameters; an empty one is dropped, and so are tokens: they hold for one
    order and filter only."""
    params = current.copy()
    for name in ("after", "before", *changes):
        params.pop(name, None)
    for name, value in changes.items():
        if value:
            params[name] = value
    return f"?{params.urlencode()}"


def token(row: Any, keys: tuple[str, ...], *, of: type[Model] | None = None) -> str:
    """Names the place of this row: ``after`` and ``before`` start from there.

    ``of`` is the model where the row is one of ``.values()``.
    """
    values = [str(row[key] if isinstance(row, dict) else getattr(row, key)) for key in keys]
    return signing.dumps(values, salt=_salt(of or type(row), keys), compress=True)


def holds(text: str, keys: tuple[str, ...], *, of: type[Model]) -> bool:
    """Whether this is a token of ours for this list and order."""
    return _read(text, keys, of) is not None


def _salt(model: type[Model], keys: tuple[str, ...]) -> str:
    return f"paging:{model._meta.label_lower}:{','.join(keys)}"


def _read(text: str, keys: tuple[str, ...], model: type[Model]) -> list[str] | None:
    """A token that somebody has typed or that is of another order leads to the first page."""
    try:
        values = signing.loads(text, salt=_salt(model, keys))
    except signing.BadSignature:
        return None
    return values if isinstance(values, list) else None


def page(
    queryset: QuerySet[Any],
    *,
    keys: tuple[str, ...],
    size: int,
    after: str = "",
    before: str = "",
    descending: bool = False,
) -> Page:
    """The rows next to a token. ``keys`` have to be unique together: end them with ``pk``."""
    backwards = bool(before) and not after
    model = queryset.model
    values = _read(after or before, keys, model) if after or before else None
    if values is not None:
        larger = descending == backwards
        lookup = TupleGreaterThan if larger else TupleLessThan
        queryset = queryset.filter(lookup(Tuple(*[F(key) for key in keys]), tuple(values)))
    order = [F(key).desc() if descending != backwards else F(key).asc() for key in keys]
    rows = list(queryset.order_by(*order)[: size + 1])
    more, rows = len(rows) > size, rows[:size]
    if backwards:
        rows.reverse()
    has_next = more or values is not None if backwards else more
    has_previous = more if backwards else values is not None
    return Page(
        rows,
        following=token(rows[-1], keys, of=model) if rows and has_next else "",
        preceding=token(rows[0], keys, of=model) if rows and has_previous else "",
    )


def capped_count(queryset: QuerySet[Any]) -> int:
    """The count, or CAP + 1 if there are more: nobody pays for the exact number of a million."""
    return queryset.order_by().values("pk")[: CAP + 1].count()
