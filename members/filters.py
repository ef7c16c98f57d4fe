"""What the register can be narrowed by, on the list and in its export alike."""

from datetime import date
from typing import Any

import django_filters
from django.db.models import Max, QuerySet

from association.base import clock
from members.enums import District, DuesLabel, MemberState, OrganisationType, Position
from members.models import Assessment, Member
from members.queries import with_position


def dues_year() -> int:
    """The year that the list speaks of: the last one assessed, else the calendar's."""
    last = Assessment.objects.aggregate(year=Max("year"))["year"]
    return last or clock.today().year


UNKNOWN, ANY = "none", "any"
TYPES = [*OrganisationType.choices, (UNKNOWN, "未登记")]
DUES = [*DuesLabel.choices, (ANY, "已核定")]


class MemberFilter(django_filters.FilterSet):
    """Choices are named, not listed: each visit copies the filters with all they hold."""

    q = django_filters.CharFilter(method="find", label="名称、编号、代码或拼音首字母")
    state = django_filters.ChoiceFilter(label="会籍", choices=MemberState)
    organisation_type = django_filters.ChoiceFilter(
        label="类型", choices=lambda: TYPES, method="by_type"
    )
    position = django_filters.ChoiceFilter(label="职务", choices=Position)
    district = django_filters.ChoiceFilter(label="所在区", choices=District)
    dues = django_filters.ChoiceFilter(label="会费", choices=lambda: DUES, method="by_dues")

    class Meta:
        model = Member
        fields = ["state", "district"]

    def __init__(self, data: Any = None, *, year: int, day: date | None = None) -> None:
        self.year = year
        super().__init__(data, queryset=Member.objects.as_of(day or clock.today()))

    def by_type(self, queryset: Any, name: str, value: str) -> Any:
        return queryset.filter(organisation_type=None if value == UNKNOWN else value)

    def find(self, queryset: Any, name: str, value: str) -> Any:
        return queryset.matching(value)

    def by_dues(self, queryset: QuerySet[Member], name: str, value: str) -> QuerySet[Member]:
        rows = with_position(Assessment.objects.filter(year=self.year))
        if value != ANY:
            rows = rows.filter(label=value)
        return queryset.filter(pk__in=rows.values("member"))
