"""暂停 and 恢复: by appended rows alone; what the public reads of it; chains of replacements."""

from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from association.base import audit, clock
from association.base.errors import Refused
from association.credentials import issuing, standings, verification
from association.credentials.enums import CredentialState
from association.credentials.forms import SLIP
from association.credentials.models import Credential, Standing
from tests.factories.credentials import issued, replaced
from tests.pages import links, words

pytestmark = pytest.mark.django_db

WHY = "举报内容正在核实"


def suspended(**fields: Any) -> Credential:
    return standings.suspend(issued(**fields), by=None, reason=WHY)


def insert(credential: Credential, step: str) -> Standing:
    return Standing.objects.create(credential=credential, step=step, at=clock.now(), reason="甲")


def scanned(credential: Credential) -> Any:
    return Client().get(reverse("credentials:verify_token", args=[credential.token]))


def test_a_suspended_one_says_so_and_why_to_everybody() -> None:
    page = words(scanned(suspended()))
    for part in ("暂停", f"暂停原因 {WHY}", "恢复前请勿采信"):
        assert part in page


def test_lifted_it_stands_as_before_and_both_are_on_record() -> None:
    credential = standings.lift(suspended(), by=None, reason="核实无误")
    assert credential.state == CredentialState.VALID
    assert WHY not in words(scanned(credential))
    steps = list(credential.standings.values_list("step", "reason"))
    assert steps == [("lifted", "核实无误"), ("suspended", WHY)]
    told = [(entry.action, entry.reason) for entry in audit.timeline(credential)[:2]]
    assert told == [("恢复培训合格证书", "核实无误"), ("暂停培训合格证书", WHY)]


def test_it_may_be_suspended_again() -> None:
    credential = standings.lift(suspended(), by=None, reason="核实无误")
    again = standings.suspend(credential, by=None, reason="又有举报")
    assert again.state == CredentialState.SUSPENDED
    assert verification.by_token(again.token).reason == "又有举报"


@pytest.mark.parametrize("step", [standings.suspend, standings.lift])
def test_neither_goes_without_a_reason(step: Any) -> None:
    with pytest.raises(Refused, match="须写明原因"):
        step(issued(), by=None, reason=" ")


def test_each_goes_once_in_turn() -> None:
    with pytest.raises(Refused, match="已经暂停"):
        standings.suspend(suspended(), by=None, reason=WHY)
    with pytest.raises(Refused, match="没有暂停"):
        standings.lift(issued(), by=None, reason="核实无误")


def test_what_was_revoked_or_replaced_is_neither_suspended_nor_restored() -> None:
    revoked = issuing.revoke(suspended(), by=None, reason="查实冒名")
    assert revoked.state == CredentialState.REVOKED
    assert verification.by_token(revoked.token).reason == "查实冒名"
    old = issued()
    new = replaced(old)
    for credential, match in ((revoked, "已撤销"), (old, new.number)):
        for step in (standings.suspend, standings.lift):
            with pytest.raises(Refused, match=match):
                step(credential, by=None, reason=WHY)


def test_the_database_keeps_the_turn_itself() -> None:
    credential = issued()
    with pytest.raises(DatabaseError, match="没有暂停"), transaction.atomic():
        insert(credential, "lifted")
    insert(credential, "suspended")
    with pytest.raises(DatabaseError, match="已暂停"), transaction.atomic():
        insert(credential, "suspended")
    revoked = issuing.revoke(issued(), by=None, reason="冒名顶替")
    with pytest.raises(DatabaseError, match="已撤销"), transaction.atomic():
        insert(revoked, "suspended")


def test_nobody_suspends_or_restores_without_leaving_a_row() -> None:
    held, free = suspended(), issued()
    for credential, value in ((held, None), (free, held.suspension_id)):
        with pytest.raises(DatabaseError, match="不能修改"), transaction.atomic():
            Credential.objects.filter(pk=credential.pk).update(suspension=value)


@pytest.mark.parametrize(
    "statement",
    ["update credentials_standing set reason = '乙'", "delete from credentials_standing"],
)
def test_what_was_appended_stays(statement: str) -> None:
    suspended()
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("set constraints all immediate")
        with pytest.raises(DatabaseError, match="只能追加"), transaction.atomic():
            cursor.execute(statement)


def test_a_files_columns_come_together_and_once() -> None:
    credential = issued()
    for change in ({"file": None, "sha256": None, "signed_with": None}, {"sha256": None}):
        with pytest.raises(DatabaseError), transaction.atomic():
            Credential.objects.filter(pk=credential.pk).update(**change)


def test_an_old_one_leads_to_its_successor_and_to_the_newest() -> None:
    first = issued()
    second = replaced(first)
    third = replaced(second)
    fourth = replaced(third)
    verdict = verification.by_token(first.token)
    assert (verdict.successor, verdict.newest) == (second, fourth)
    assert verification.by_token(third.token).newest is None
    page = scanned(first)
    assert f"已由 {second.number} 替换" in words(page)
    assert f"最新一份 {fourth.number}" in words(page)
    assert reverse("credentials:verify_token", args=[fourth.token]) in links(page)


def test_a_page_costs_five_queries_at_most() -> None:
    first = issued()
    replaced(replaced(first))
    ask = reverse("credentials:verify")
    for visit in (
        lambda: scanned(first),
        lambda: scanned(suspended()),
        lambda: Client().post(ask, {"number": first.number, "name": first.subject}),
        lambda: Client().post(reverse("credentials:verify_file"), {"sha256": first.sha256}),
    ):
        visit()
    for visit in (
        lambda: scanned(first),
        lambda: Client().post(ask, {"number": first.number, "name": first.subject}),
        lambda: Client().post(reverse("credentials:verify_file"), {"sha256": first.sha256}),
    ):
        with CaptureQueriesContext(connection) as queries:
            assert first.number in words(visit())
        assert len(queries) <= 5


def test_a_slip_in_a_number_is_told_and_nothing_is_asked() -> None:
    ask = {"number": "BAWA-PX-2026-000123-A", "name": "周宁宁"}
    with CaptureQueriesContext(connection) as queries:
        page = Client().post(reverse("credentials:verify"), ask)
    assert page.status_code == 422
    assert SLIP in words(page)
    assert "周宁宁" in page.content.decode()
    assert not [each for each in queries if "credentials_credential" in each["sql"]]
