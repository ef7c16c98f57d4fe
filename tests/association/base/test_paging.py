import pytest
from django.db import connection
from django.http import QueryDict

from association.base import audit, clock, paging
from association.base.models import AuditEntry
from members.models import Member

pytestmark = pytest.mark.django_db

KEYS = ("at", "pk")


@pytest.fixture
def entries(antai: Member) -> None:
    with clock.at("2020-06-01"):
        audit.record_many([audit.entry(antai, f"第{n}件", by=None) for n in range(30)])


def actions(page: paging.Page) -> list[str]:
    return [row.action for row in page.rows]


@pytest.mark.parametrize("descending", [False, True])
def test_forth_and_back_again_meets_the_same_rows(entries: None, descending: bool) -> None:
    rows = AuditEntry.objects.all()
    first = paging.page(rows, keys=KEYS, size=10, descending=descending)
    second = paging.page(rows, keys=KEYS, size=10, after=first.following, descending=descending)
    third = paging.page(rows, keys=KEYS, size=10, after=second.following, descending=descending)
    again = paging.page(rows, keys=KEYS, size=10, before=third.preceding, descending=descending)

    assert not first.preceding
    assert not third.following
    assert actions(again) == actions(second)
    assert len({*actions(first), *actions(second), *actions(third)}) == 30


def test_rows_that_come_meanwhile_move_nobody_to_another_page(entries: None, antai: Member) -> None:
    rows = AuditEntry.objects.all()
    first = paging.page(rows, keys=KEYS, size=10, descending=True)
    expected = actions(
        paging.page(rows, keys=KEYS, size=10, after=first.following, descending=True)
    )
    audit.record(antai, "刚刚", by=None)
    second = paging.page(rows, keys=KEYS, size=10, after=first.following, descending=True)
    assert actions(second) == expected


@pytest.mark.parametrize("stray", ["xyz", "", "a:b:c"])
def test_a_stray_token_means_the_first_page(entries: None, stray: str) -> None:
    page = paging.page(AuditEntry.objects.all(), keys=KEYS, size=10, after=stray)
    assert actions(page)[0] == "第0件"


def test_a_deep_page_is_a_condition_of_the_index_and_not_a_filter(entries: None) -> None:
    row = AuditEntry.objects.order_by("at", "pk")[20]
    queries: list[tuple[str, object]] = []

    def note(execute, sql, params, many, context):  # type: ignore[no-untyped-def]
        queries.append((sql, params))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        paging.page(AuditEntry.objects.all(), keys=KEYS, size=5, after=paging.token(row, KEYS))
    with connection.cursor() as cursor:
        cursor.execute("set local enable_seqscan = off")
        cursor.execute("explain " + queries[0][0], queries[0][1])
        plan = "\n".join(line for (line,) in cursor.fetchall())
    assert "Index Cond: (ROW(at, id) > ROW(" in plan, plan


def test_a_count_stops_where_nobody_reads_on(
    entries: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert paging.capped_count(AuditEntry.objects.all()) == 30
    monkeypatch.setattr(paging, "CAP", 9)
    assert paging.capped_count(AuditEntry.objects.all()) == 10


def test_the_neighbours_are_named_where_there_are_some(entries: None) -> None:
    rows = AuditEntry.objects.all()
    first = paging.page(rows, keys=KEYS, size=20)
    last = paging.page(rows, keys=KEYS, size=20, after=first.following)
    assert first.links("?q=x&") == {"next": f"?q=x&after={first.following}", "previous": ""}
    assert last.links() == {"next": "", "previous": f"?before={last.preceding}"}


def test_another_filter_keeps_the_others_and_begins_with_the_first_page() -> None:
    now = QueryDict("q=%E5%AE%89%E6%B3%B0&state=open&after=x&before=y")
    assert paging.link(now, state="done") == "?q=%E5%AE%89%E6%B3%B0&state=done"
    assert paging.link(now, state="", after="z") == "?q=%E5%AE%89%E6%B3%B0&after=z"
    assert now["state"] == "open", "what was asked for stays as it was"
