import pytest
from django.urls import reverse

from association.accounts.models import User
from association.base import clock
from members.desk.queue import Queue
from members.desk.queues import queues
from members.governance import seats
from members.joining import applications, lapses, leaving
from members.models import JoiningStep, Member
from tests.conftest import ClientFor
from tests.factories import cast, dues, governance, joining

pytestmark = pytest.mark.django_db

QUEUE = "admin:members_joiningapplication_changelist"


def test_drafts_are_not_listed(client_for: ClientFor) -> None:
    draft, handed_in = joining.filled(name="北京草稿云有限公司"), joining.submitted()

    page = client_for("social").get(reverse(QUEUE)).content.decode()

    assert handed_in.name in page
    assert draft.name not in page


def test_a_return_without_words_is_refused_and_one_with_words_reaches_the_applicant(
    client_for: ClientFor,
) -> None:
    row = joining.submitted()
    page = reverse("admin:members_joiningapplication_change", args=[row.pk])
    browser = client_for("social")

    assert browser.post(page, {"return": "1", "answer": ""}).status_code == 422
    assert browser.post(page, {"return": "1", "answer": "执照看不清"}).status_code == 302

    row.refresh_from_db()
    assert (row.state, row.answer) == ("returned", "执照看不清")


def test_from_the_queue_onto_an_agenda_to_a_member_in_one_click_each(
    client_for: ClientFor,
) -> None:
    rows, meeting = [joining.accepted(), joining.accepted()], joining.council()
    browser = client_for("social")

    put = browser.post(
        reverse(QUEUE), {"application": [row.pk for row in rows], "meeting": meeting.pk}
    )
    assert put.status_code == 302
    for row in rows:
        row.refresh_from_db()
        assert row.state == "on_agenda"
    joining.vote(rows[0])

    admitted = browser.post(reverse("admin:members_joining_admit", args=[rows[0].pk]))

    rows[0].refresh_from_db()
    assert rows[0].state == "approved"
    assert admitted["Location"] == reverse("admin:members_member_change", args=[rows[0].member_id])
    undecided = browser.post(reverse("admin:members_joining_admit", args=[rows[1].pk]))
    assert undecided.status_code == 422


def test_whoever_only_reads_puts_nothing_on_an_agenda(client_for: ClientFor) -> None:
    row, meeting = joining.accepted(), joining.council()

    answer = client_for("finance").post(
        reverse(QUEUE), {"application": [row.pk], "meeting": meeting.pk}
    )

    assert answer.status_code == 404
    row.refresh_from_db()
    assert row.state == "accepted"


def test_a_new_link_is_shown_once(client_for: ClientFor) -> None:
    row = joining.submitted()
    browser = client_for("social")
    page = reverse("admin:members_joiningapplication_change", args=[row.pk])

    first = browser.post(reverse("admin:members_joining_link", args=[row.pk]), follow=True)

    [address] = [
        line.split('value="')[1].split('"')[0]
        for line in first.content.decode().splitlines()
        if 'id="once"' in line
    ]
    assert applications.look_up(address.rstrip("/").rsplit("/", 1)[1]) == row
    assert 'id="once"' not in browser.get(page).content.decode()


def test_the_number_is_masked_until_a_reason_is_given(client_for: ClientFor) -> None:
    row = joining.submitted()
    browser = client_for("social")
    page = browser.get(reverse("admin:members_joiningapplication_change", args=[row.pk]))
    assert row.mobile not in page.content.decode()

    unmask = reverse("admin:members_joining_mobile", args=[row.pk])
    assert row.mobile not in browser.post(unmask, {"reason": ""}).content.decode()
    assert row.mobile in browser.post(unmask, {"reason": "通知补件"}).content.decode()


def test_a_lapse_is_proposed_from_the_list(client_for: ClientFor, antai: Member, lin: User) -> None:
    for year in (2020, 2021):
        dues.assessed(antai, year)
    meeting = joining.council()
    browser = client_for("social")
    page = reverse("admin:members_lapses")
    assert antai.name in browser.get(page).content.decode()

    browser.post(page, {"member": [antai.pk], "meeting": meeting.pk})

    assert antai.lapse_proposals.get().state == "proposed"
    assert lapses.candidates() == []


def test_what_waits_is_counted_on_the_workbench(lin: User) -> None:
    joining.submitted()
    carried = joining.on_agenda()
    joining.vote(carried)

    told = {queue.word: queue.count for queue in queues(lin)}

    assert (told["入会申请待审核"], told["入会待办理"]) == (1, 1)


def test_a_seat_that_a_company_leaves_behind_is_shown_to_who_keeps_the_seats(
    client_for: ClientFor, hengyuan: Member
) -> None:
    """It counts for the quorum until somebody ends it; leaving doesn't wait for that."""
    keeper = cast.person("general")
    seat = governance.seat(governance.term(seats=3), cast.person("hengyuan_admin"), member=hengyuan)
    assert "离会单位仍有席位" not in [queue.word for queue in queues(keeper)]

    leaving.withdraw(hengyuan, by=cast.person("hengyuan_admin"))

    [waiting] = [queue for queue in queues(keeper) if queue.word == "离会单位仍有席位"]
    page = client_for("general").get(waiting.url).content.decode()
    assert waiting.count == 1
    assert f"{seat.name}</th>" in page
    assert "已退会" in page
    seats.end(seat, on=clock.today(), reason="单位退会", by=keeper)
    assert "离会单位仍有席位" not in [queue.word for queue in queues(keeper)]


def test_a_department_finishes_its_own_step_and_the_record_shows_who_and_when(
    client_for: ClientFor,
) -> None:
    JoiningStep.objects.filter(code="visit").update(active=True)
    row = joining.submitted()
    record = reverse("admin:members_joiningapplication_change", args=[row.pk])
    review, visit = (
        reverse("admin:members_joining_step", args=[row.pk, JoiningStep.objects.get(code=code).pk])
        for code in ("review", "visit")
    )
    browser = client_for("social")
    assert browser.post(record, {"accept": "1", "answer": ""}).status_code == 422
    assert browser.post(review, {"opinion": ""}).status_code == 422
    assert browser.post(review, {"opinion": "执照与登记一致"}).status_code == 302

    other = client_for("reader")
    waiting = {queue.word: queue.count for queue in queues(cast.person("reader"))}
    assert waiting["入会环节待办结"] == 1
    assert visit in other.get(record).content.decode()
    assert other.post(visit, {"opinion": "已走访，经营正常"}).status_code == 302

    page = browser.get(record).content.decode()
    assert "执照与登记一致" in page
    assert "已走访，经营正常" in page
    assert "入会环节待办结" not in [queue.word for queue in queues(cast.person("reader"))]
    assert browser.post(record, {"accept": "1", "answer": ""}).status_code == 302


def test_the_workbench_tells_how_many_are_past_their_day(lin: User) -> None:
    with clock.at("2020-06-08"):
        joining.submitted()
    with clock.at("2020-06-15"):
        joining.submitted()
        assert _review_queue(lin).note == "最久 7 天"
    with clock.at("2020-06-16"):
        assert (_review_queue(lin).s, _review_queue(lin).note) == ("stop", "1 份逾期")


def _review_queue(user: User) -> Queue:
    return next(queue for queue in queues(user) if queue.word == "入会申请待审核")
