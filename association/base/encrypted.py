"""Model fields for personal data: the value sealed, and beside it the index it is found by.

``EncryptedTextField`` and ``BlindIndexField`` go together::

    mobile = EncryptedTextField("手机", index="mobile_index")
    mobile_index = BlindIndexField(of="mobile")
    ...
    constraints = [kept_together("mobile", "mobile_index", name="…")]

Code reads and writes the plain value; ``filter(mobile=…)`` looks into the index, everything else
(``contains``, ``startswith``, ordering by value) is refused or meaningless. The sealed text begins
with the beginning of its index, and the database checks that the two belong together: an update
that forgets one of them fails instead of leaving a number that nobody finds, or finds twice.
"""

from collections.abc import Iterable, Iterator
from typing import Any

from django import forms
from django.apps import apps
from django.core.exceptions import FieldError
from django.db import connection, models, transaction
from django.db.models.expressions import Col
from django.db.models.functions import Coalesce, Left
from django.db.models.lookups import Exact, IsNull, Lookup
from django.db.models.query_utils import DeferredAttribute

from association.base import crypto

TAG = 12  # characters of the index before the sealed text
_BATCH = 500


class Unreadable(str):
    """A value that no key of ours opens. It is shown as such, and written back as it was."""

    sealed: str

    def __new__(cls, sealed: str) -> "Unreadable":
        text = super().__new__(cls, "无法读取")
        text.sealed = sealed
        return text


class _ThroughIndex(Lookup):
    """Compares digests instead of values: the rows may be filed under any of the keys."""

    prepare_rhs = False
    lookup_name = "exact"

    def values(self) -> Iterable[Any]:
        return [self.rhs]

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, Any]:
        if not isinstance(self.lhs, Col):
            raise FieldError("An encrypted field can only be compared as a column.")
        field: Any = self.lhs.target
        index = field.index_field
        column, parameters = compiler.compile(Col(self.lhs.alias, index))
        wanted = [found for value in self.values() for found in index.candidates(value)]
        if not wanted:
            return "1 = 0", ()
        marks = ", ".join(["%s"] * len(wanted))
        return f"{column} IN ({marks})", (*parameters, *wanted)


class _AmongIndex(_ThroughIndex):
    lookup_name = "in"

    def values(self) -> Iterable[Any]:
        return list(self.rhs)


class EncryptedTextField(models.TextField):  # type: ignore[type-arg]
    """Text that the database only ever sees sealed. ``validators`` hold for every write."""

    _lookups = {"exact": _ThroughIndex, "in": _AmongIndex, "isnull": IsNull}

    def __init__(self, *args: Any, index: str, **options: Any) -> None:
        self.index = index
        super().__init__(*args, **options)

    def deconstruct(self) -> Any:
        name, path, args, options = super().deconstruct()
        return name, path, args, {**options, "index": self.index}

    @property
    def context(self) -> str:
        return f"{self.model._meta.label_lower}.{self.name}"

    @property
    def index_field(self) -> "BlindIndexField":
        field = self.model._meta.get_field(self.index)
        assert isinstance(field, BlindIndexField)
        return field

    def get_lookup(self, lookup_name: str) -> Any:
        return self._lookups.get(lookup_name)

    def from_db_value(self, value: str | None, expression: Any, connection: Any) -> str | None:
        if not value:
            return value
        try:
            return crypto.unseal(value[TAG + 1 :], context=self.context)
        except crypto.CannotOpen:
            return Unreadable(value)

    def get_db_prep_save(self, value: Any, connection: Any) -> Any:
        if value and isinstance(value, str) and not isinstance(value, Unreadable):
            self.run_validators(value)
        return super().get_db_prep_save(value, connection)

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:
        if isinstance(value, Unreadable):
            return value.sealed
        if not value or hasattr(value, "as_sql"):
            return value
        return self.sealed(str(value))

    def sealed(self, text: str) -> str:
        """As the column keeps it."""
        index = crypto.digest(text, context=self.context)
        return f"{index[:TAG]}.{crypto.seal(text, context=self.context)}"

    def formfield(self, **options: Any) -> Any:
        return super().formfield(**{"widget": forms.TextInput, **options})


class _Digest(DeferredAttribute):
    """The index follows its value: nobody sets it, and an object in hand always has the right one.

    Where the value isn't at hand or can't be read, the index is the one that was loaded.
    """

    field: Any

    def __get__(self, instance: Any, cls: Any = None) -> Any:
        if instance is None:
            return self
        field: Any = self.field
        value = instance.__dict__.get(field.of, Unreadable(""))
        if isinstance(value, Unreadable):
            return super().__get__(instance, cls)
        return field.digest(value)

    def __set__(self, instance: Any, value: Any) -> None:
        instance.__dict__[self.field.attname] = value


class BlindIndexField(models.CharField):  # type: ignore[type-arg]
    """HMAC-SHA256 of the field ``of``: equal values have equal digests, and that is all it tells."""

    descriptor_class = _Digest

    def __init__(self, *args: Any, of: str, **options: Any) -> None:
        self.of = of
        fixed = {"max_length": crypto.DIGEST_LENGTH, "editable": False, "blank": True}
        super().__init__(*args, **{**options, **fixed})

    def deconstruct(self) -> Any:
        name, path, args, options = super().deconstruct()
        for fixed in ("max_length", "editable", "blank"):
            options.pop(fixed, None)
        return name, path, args, {**options, "of": self.of}

    @property
    def source(self) -> EncryptedTextField:
        field = self.model._meta.get_field(self.of)
        assert isinstance(field, EncryptedTextField)
        return field

    def digest(self, value: str | None) -> str | None:
        return crypto.digest(value, context=self.source.context) if value else value

    def candidates(self, value: str | None) -> list[str | None]:
        if not value:
            return [value]
        return [*crypto.digests(str(value), context=self.source.context)]


def kept_together(field: str, index: str, *, name: str) -> models.CheckConstraint:
    """The sealed text and its index are of the same value, or both are empty."""
    return models.CheckConstraint(
        condition=Exact(
            Coalesce(Left(field, TAG), models.Value("")),
            Coalesce(Left(index, TAG), models.Value("")),
        ),
        name=name,
    )


# --- All encrypted columns of the portal ---------------------------------------------------------
def columns() -> Iterator[EncryptedTextField]:
    for model in apps.get_models():
        for field in model._meta.local_concrete_fields:
            if isinstance(field, EncryptedTextField):
                yield field


def names_in_use() -> set[str]:
    """Names of the keys that some row still needs."""
    found: set[str] = set()
    for field in columns():
        table, column = _quoted(field.model._meta.db_table, str(field.column))
        with connection.cursor() as cursor:
            cursor.execute(
                f"select distinct split_part({column}, '.', 2) from {table} where {column} <> ''"  # noqa: S608
            )
            found |= {name for (name,) in cursor.fetchall()}
    return found


def reseal() -> int:
    """Seals and files anew, under the newest key, whatever an older one sealed. Counts the rows.

    In steps of a few hundred, each its own transaction: it can be stopped and started again.
    """
    return sum(_reseal(field) for field in columns())


def _reseal(field: EncryptedTextField) -> int:
    manager: Any = field.model._base_manager
    done, after = 0, 0
    while True:
        with transaction.atomic():
            rows = list(
                manager.select_for_update()
                .filter(pk__gt=after)
                .exclude(**{f"{field.name}__isnull": True})
                .order_by("pk")
                .only("pk", field.name, field.index)[:_BATCH]
            )
            stale = [row for row in rows if _stale(field, row)]
            manager.bulk_update(stale, [field.name, field.index])
        done += len(stale)
        if not rows:
            return done
        after = rows[-1].pk


def _stale(field: EncryptedTextField, row: Any) -> bool:
    """Filed under another digest than the newest key gives; what can't be read stays."""
    value = getattr(row, str(field.name))
    if not value or isinstance(value, Unreadable):
        return False
    return bool(row.__dict__[field.index] != getattr(row, field.index))


def _quoted(*names: str) -> list[str]:
    return [connection.ops.quote_name(name) for name in names]
