"""Every list of every test has an order, or the tests' database says so (``tests/postgres``)."""

import pytest
from django.db.models import Count, QuerySet

from bulletin.models import Issue

pytestmark = pytest.mark.django_db


def counted() -> QuerySet[Issue]:
    return Issue.objects.annotate(pieces=Count("items"))


def test_rows_with_a_count_are_refused_while_they_have_but_their_models_order() -> None:
    with pytest.raises(AssertionError, match="This list of Issue needs its own order_by"):
        list(counted())


def test_with_an_order_or_where_none_is_asked_for_they_are_taken() -> None:
    assert list(counted().order_by("-year", "-number")) == []
    assert list(counted().order_by()) == []
    assert not counted().filter(pieces__gt=1).exists()
    assert counted().filter(pieces__gt=1).count() == 0
    assert list(Issue.objects.values_list("year").annotate(Count("pk"))) == []
    assert counted().filter(pk=1).first() is None
