"""The desk's pages: from the letter of an issue to what became of each copy."""

import re
from html import unescape
from io import BytesIO

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from association.base import audit
from association.base.models import AuditEntry, OutboxRow
from bulletin.desk import mailings, readers
from bulletin.mailing import subscribing, suppressing
from bulletin.mailing.enums import MailingState, SuppressionReason
from bulletin.models import Delivery, Mailing, Subscriber, Suppression
from tests.conftest import signed_in
from tests.factories import cast
from tests.factories import mailing as make

pytestmark = pytest.mark.django_db


def page(name: str, *arguments: int) -> str:
    return reverse(f"admin:bulletin_{name}", args=arguments)


def test_from_the_letter_to_its_end() -> None:
    make.reader(1)
    issue, editor, head = make.issue(), signed_in("bulletin"), signed_in("head")
    here = page("mailing", issue.pk)
    shown = editor.get(here).content.decode()
    assert "1 位读者" in shown
    told = {"act": "prepare", "subject": "会刊", "per_minute": "600", "per_domain": "60"}
    assert editor.post(here, told).status_code == 302
    row = Mailing.objects.get()
    assert (row.letter.per_minute, row.letter.per_domain) == (600, 60)
    assert "{unsubscribe}" in row.letter.html
    assert "准备的人不能自己放行" in editor.get(here).content.decode()
    assert editor.post(here, {"act": "release"}).status_code == 422
    assert head.post(here, {"act": "release"}).status_code == 302
    shown = editor.get(here).content.decode()
    assert "data-poll" in shown
    assert "0 / 1" in editor.get(page("mailing_progress", issue.pk)).content.decode()
    assert editor.post(here, {"act": "pause", "reason": ""}).status_code == 422
    assert editor.post(here, {"act": "pause", "reason": "标题写错"}).status_code == 302
    assert "标题写错" in editor.get(here).content.decode()
    assert head.post(here, {"act": "resume", "reason": "看过了"}).status_code == 302
    row.refresh_from_db()
    assert row.state == MailingState.SENDING


def test_a_test_needs_an_address_of_ones_own() -> None:
    row, editor = make.prepared(), signed_in("bulletin")
    here = page("mailing", row.issue_id)
    answer = editor.post(here, {"act": "test"})
    assert answer.status_code == 422
    assert "没有登记邮箱" in answer.content.decode()
    person = cast.person("bulletin")
    person.email = "jian@example.org"
    person.save()
    assert editor.post(here, {"act": "test"}).status_code == 302
    assert OutboxRow.objects.get().address == "jian@example.org"


def test_what_came_back_is_noted_where_the_copy_stands() -> None:
    row, editor = make.released(readers=2), signed_in("bulletin")
    OutboxRow.objects.update(state="sent")
    here = page("deliveries", row.issue_id)
    assert "r1@example.org" in editor.get(here, {"q": "R1@"}).content.decode()
    assert "r2@example.org" not in editor.get(here, {"q": "r1@"}).content.decode()
    chosen = Delivery.objects.get(address="r1@example.org")
    assert editor.post(here, {"delivery": chosen.pk, "said": ""}).status_code == 422
    told = {"delivery": chosen.pk, "said": "550 查无此人", "for_good": "on"}
    assert editor.post(here, told).status_code == 302
    assert Suppression.objects.get().address == "r1@example.org"
    listed = editor.get(here, {"outcome": "bounced"}).content.decode()
    assert "550 查无此人" in listed
    assert editor.post(here, {"delivery": "9" * 30, "said": "x"}).status_code == 404
    answer = signed_in("head").post(here, {**told, "delivery": chosen.pk})
    assert answer.status_code == 422


def test_readers_are_entered_found_and_taken_along() -> None:
    editor = signed_in("bulletin")
    told = {"address": "New@Example.org", "name": "=1+1", "note": "年会签到表"}
    assert editor.post(page("reader_add"), {**told, "note": ""}).status_code == 422
    assert editor.post(page("reader_add"), told).status_code == 302
    make.reader(2)
    found = editor.get(page("readers"), {"q": "new@"}).content.decode()
    assert "new@example.org" in found
    assert "r2@example.org" not in found
    book = load_workbook(BytesIO(editor.get(page("readers_export")).getvalue()))
    cells = [str(cell.value) for line in book.active.iter_rows() for cell in line]
    assert {"new@example.org", "r2@example.org"} <= set(cells)
    assert all(cell.data_type != "f" for line in book.active.iter_rows() for cell in line)
    assert AuditEntry.objects.filter(action="导出会刊读者").count() == 1


def test_a_reader_who_calls_is_unsubscribed_or_erased() -> None:
    row, editor = make.reader(), signed_in("bulletin")
    editor.post(page("reader_end", row.pk), {"act": "unsubscribe"})
    row.refresh_from_db()
    assert row.state == "unsubscribed"
    assert editor.post(page("reader_end", row.pk), {"act": "other"}).status_code == 404
    editor.post(page("reader_end", row.pk), {"act": "erase"})
    assert not Subscriber.objects.exists()


def test_an_address_is_suppressed_and_lifted_with_a_reason() -> None:
    editor = signed_in("bulletin")
    told = {"address": "gone@example.org", "reason": "complained", "note": "来电"}
    assert editor.post(page("suppressions"), {**told, "note": ""}).status_code == 422
    assert editor.post(page("suppressions"), told).status_code == 302
    row = Suppression.objects.get()
    editor.post(page("suppression_lift", row.pk), {"reason": ""})
    assert Suppression.objects.exists()
    editor.post(page("suppression_lift", row.pk), {"reason": "本人来电"})
    assert not Suppression.objects.exists()


def test_the_number_of_queries_does_not_grow_with_the_readers(
    django_assert_max_num_queries: object,
) -> None:
    editor = signed_in("bulletin")
    make.released(readers=12)
    for name in ("readers", "suppressions", "mailings"):
        with django_assert_max_num_queries(16):  # type: ignore[operator]
            editor.get(page(name))
    with django_assert_max_num_queries(18):  # type: ignore[operator]
        editor.get(page("deliveries", make.issue().pk))


def test_the_next_page_asks_for_the_same_words(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(readers, "SIZE", 1)
    monkeypatch.setattr(mailings, "SIZE", 1)
    for address in ("r&d+news@example.org", "r&d+news@example.com"):
        make.reader(address=address)
    row, editor = make.released(), signed_in("bulletin")
    for here in (page("readers"), page("deliveries", row.issue_id)):
        first = editor.get(here, {"q": "r&d+n"}).content.decode()
        onward = unescape(re.search(r'rel="next" href="([^"]+)"', first)[1])
        second = editor.get(here + onward).content.decode()
        assert 'value="r&amp;d+n"' in second
        assert ("r&amp;d+news@example.org" in first) != ("r&amp;d+news@example.org" in second)
        assert "r1@example.org" not in second


def test_a_bounce_that_lacks_its_reason_stays_ticked() -> None:
    row, editor = make.released(), signed_in("bulletin")
    OutboxRow.objects.update(state="sent")
    told = {"delivery": Delivery.objects.get().pk, "said": "", "for_good": "on"}
    answer = editor.post(page("deliveries", row.issue_id), told)
    assert 'name="for_good" checked' in answer.content.decode()


def test_who_prepares_what_a_colleague_has_prepared_is_told() -> None:
    row = make.prepared()
    told = {"act": "prepare", "subject": "会刊", "per_minute": "600", "per_domain": "60"}
    answer = signed_in("bulletin").post(page("mailing", row.issue_id), told)
    assert answer.status_code == 422
    assert "data-problems" in answer.content.decode()


def test_a_copy_in_doubt_is_confirmed_or_sent_again_with_a_reason() -> None:
    row = make.released(readers=3)
    OutboxRow.objects.filter(letter=row.letter).update(state="uncertain", reason="发送时程序中断")
    OutboxRow.objects.filter(address="r3@example.org").update(state="failed")
    editor, here = signed_in("bulletin"), page("deliveries", row.issue_id)
    found = {each.address: each.pk for each in row.deliveries.all()}
    told = {"delivery": found["r1@example.org"], "act": "confirm"}
    answer = editor.post(here, {**told, "reason": ""})
    assert answer.status_code == 422
    assert editor.post(here, {**told, "reason": "日志里收下了"}).status_code == 302
    for address in ("r2@example.org", "r3@example.org"):
        told = {"delivery": found[address], "act": "resend", "reason": "对方没有收到"}
        assert editor.post(here, told).status_code == 302
    assert dict(row.deliveries.values_list("address", "row__state")) == {
        "r1@example.org": "sent", "r2@example.org": "waiting", "r3@example.org": "waiting",
    }  # fmt: skip
    said = set(audit.timeline(row).values_list("action", "reason"))
    assert {("确认已发", "日志里收下了"), ("重发", "对方没有收到")} <= said


def test_a_copy_in_doubt_is_not_sent_again_to_who_left_since() -> None:
    row = make.released(readers=3)
    OutboxRow.objects.filter(letter=row.letter).update(state="uncertain", reason="发送时程序中断")
    subscribing.unsubscribe(Subscriber.objects.get(address="r1@example.org"))
    suppressing.suppress(
        address="r2@example.org", reason=SuppressionReason.COMPLAINED, note="投诉", by=None
    )
    subscribing.erase(Subscriber.objects.get(address="r3@example.org"))
    head, here = signed_in("head"), page("deliveries", row.issue_id)
    for each, why in zip(
        row.deliveries.order_by("pk"), ("已退订", "停发", "资料已清除"), strict=True
    ):
        told = {"delivery": each.pk, "act": "resend", "reason": "再试一次"}
        answer = head.post(here, told)
        assert answer.status_code == 422
        assert why in answer.content.decode()
    assert set(row.deliveries.values_list("row__state", flat=True)) == {"uncertain"}
