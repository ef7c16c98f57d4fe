"""Meetings at the desk: from the body to the minutes, and why a matter can or can't carry."""

from datetime import timedelta
from html import unescape

import pytest
from django.urls import reverse

from association.base import clock
from members.governance import ballots, meetings, motions
from members.models import Meeting, Member, Motion, Resolution, Seat
from tests.conftest import ClientFor
from tests.factories import governance as make
from tests.factories import papers, people
from tests.pages import words

pytestmark = pytest.mark.django_db


def url(name: str, pk: int, *more: str) -> str:
    return reverse(f"admin:members_{name}", args=[pk, *more])


def test_a_term_its_seats_and_a_meeting_are_entered_by_hand(
    client_for: ClientFor, hengyuan: Member
) -> None:
    client = client_for("general")
    body = make.Body.objects.get(kind="standing_council")
    start = clock.today() - timedelta(days=30)
    term = client.post(
        url("term_add", body.pk), {"title": "第四届", "start": start}, follow=True
    ).context["term"]
    sent = {"name": "裴宁", "title": "常务理事", "member": hengyuan.number, "start": start}
    page = client.post(url("seat_add", term.pk), sent, follow=True)
    assert "裴宁 常务理事 北京恒远曜石能源集团有限公司" in words(page)
    called = client.post(
        url("meeting_call", term.pk),
        {
            "title": "第一次表决", "held_on": clock.today(), "mode": "correspondence",
            "occasion": "ordinary", "deadline": (clock.now() + timedelta(days=3)).isoformat()[:16],
        },
        follow=True,
    )  # fmt: skip
    assert "会议已召集" in words(called)
    assert Meeting.objects.get().roll.count() == 1


def test_what_was_typed_stays_when_a_member_or_a_number_is_not_known(
    client_for: ClientFor,
) -> None:
    term = make.term()
    sent = {"name": "裴宁", "member": "无此单位", "user": people.mobile(), "start": term.start}
    page = client_for("general").post(url("seat_add", term.pk), sent)
    assert page.status_code == 422
    assert "没有找到会员“无此单位”" in words(page)
    assert "这个手机号还没有账号" in words(page)
    assert 'value="裴宁"' in page.content.decode()
    assert not Seat.objects.exists()


def test_a_term_that_ends_before_it_begins_comes_back_with_a_sentence_at_its_last_day(
    client_for: ClientFor,
) -> None:
    body = make.Body.objects.get(kind="standing_council")
    sent = {"title": "第九届", "start": "2030-01-01", "end": "2029-01-01"}
    page = client_for("general").post(url("term_add", body.pk), sent)
    assert page.status_code == 422
    assert page.context["form"].errors["end"] == ["任期结束日不能早于开始日。"]
    assert 'value="第九届"' in page.content.decode()
    assert not body.terms.exists()


def test_a_meeting_without_quorum_doesn_t_open_and_says_by_how_much(
    client_for: ClientFor,
) -> None:
    term = make.term(seats=45)
    meeting = make.on_site(term)
    client = client_for("general")
    seats = [str(pk) for pk in term.seats.values_list("pk", flat=True)]
    client.post(url("attendance", meeting.pk), {"present": seats[:29]})
    page = client.post(url("meeting_step", meeting.pk, "open"), follow=True)
    assert "3 × 29 = 87 < 2 × 45 = 90，不够法定人数，至少 30 席，还差 1 席" in unescape(words(page))
    client.post(url("attendance", meeting.pk), {"present": seats[:30]})
    page = client.post(url("meeting_step", meeting.pk, "open"), follow=True)
    assert "进行中" in words(page)


def test_nobody_ticked_is_an_answer(client_for: ClientFor) -> None:
    meeting = make.attended(make.term(seats=3), 3)
    page = client_for("general").post(url("attendance", meeting.pk), {}, follow=True)
    assert "到会 0 席" in words(page)


def test_a_matter_is_put_counted_and_declared(client_for: ClientFor) -> None:
    meeting = make.attended(make.term(seats=45), 31)
    general, head = client_for("general"), client_for("head")
    sent = {"title": "减免会费", "kind": "relief", "text": "同意减免。", "paper": papers.licence()}
    page = general.post(url("motion_add", meeting.pk), sent, follow=True)
    assert "通过至少须 21 票赞成" in words(page)
    motion = Motion.objects.get()
    paper = general.get(url("motion_paper", motion.pk))
    assert b"".join(paper.streaming_content).startswith(b"%PDF")
    votes = {"in_favour": 20, "against": 11, "abstained": 0}
    page = general.post(url("motion_count", motion.pk), votes, follow=True)
    assert "3 × 20 = 60 < 2 × 31 = 62，未通过：至少须 21 票赞成，还差 1 票" in unescape(words(page))
    general.post(url("motion_count", motion.pk), votes | {"in_favour": 21, "against": 10})
    form = head.get(url("motion_decide", motion.pk))
    number = form.context["form"].initial["number"]
    page = head.post(url("motion_decide", motion.pk), {"number": number}, follow=True)
    assert f"已作出决议 {number}" in words(page)
    assert Resolution.objects.get(number=number).motion == motion


def test_a_number_that_is_taken_is_asked_again(client_for: ClientFor) -> None:
    meeting = make.attended(make.term(seats=3), 3)
    taken = make_decision("甲 1")
    motion = make.motion(meeting)
    motions.count(motion, in_favour=3, against=0, abstained=0, by=make.officer())
    page = client_for("head").post(url("motion_decide", motion.pk), {"number": taken})
    assert page.status_code == 422
    assert "这个文号的决议已经登记" in words(page)


def make_decision(number: str) -> str:
    Resolution.objects.create(
        number=number, title="旧决议", body="council", decided_on=clock.today(),
        recorded_at=clock.now(),
    )  # fmt: skip
    return number


def test_a_matter_that_failed_is_declared_without_a_number(client_for: ClientFor) -> None:
    motion = make.motion(make.attended(make.term(seats=3), 3))
    motions.count(motion, in_favour=1, against=2, abstained=0, by=make.officer())
    page = client_for("head").post(url("motion_fail", motion.pk), follow=True)
    assert "已宣布未通过，没有形成决议" in words(page)


def test_an_open_vote_tells_the_desk_how_many_and_never_how(client_for: ClientFor) -> None:
    term = make.term()
    seats = [make.seat(term) for _ in range(3)]
    motion = make.voting(term)
    ballots.cast(motion, seats[0], choice="against", by=seats[0].user)
    page = client_for("general").get(url("meeting", motion.meeting_id))
    text = words(page)
    assert "已收到 1 票，封存中" in text
    assert "反对" not in text
    assert "应到 3 席，已投票 1 席" in text


def test_the_workbench_counts_what_runs(client_for: ClientFor) -> None:
    make.voting(make.term(seats=1))
    assert "会议表决中 1" in words(client_for("general").get(reverse("admin:index")))


def test_a_closed_meeting_has_minutes(client_for: ClientFor) -> None:
    motion = make.motion(make.attended(make.term(seats=3), 3))
    motions.count(motion, in_favour=3, against=0, abstained=0, by=make.officer())
    motions.decide(motion, number="甲 1", by=make.officer())
    client = client_for("finance")
    assert client.get(url("minutes", motion.meeting_id)).status_code == 404
    meetings.close(motion.meeting, by=make.officer())
    paper = client.get(url("minutes", motion.meeting_id))
    assert b"".join(paper.streaming_content).startswith(b"%PDF")


def test_the_record_asks_no_more_of_the_database_for_a_longer_agenda(
    client_for: ClientFor, django_assert_max_num_queries: object
) -> None:
    meeting = make.attended(make.term(seats=9), 9)
    for _ in range(12):
        make.motion(meeting)
    client = client_for("general")
    with django_assert_max_num_queries(22):
        client.get(url("meeting", meeting.pk))


def test_who_is_represented_by_whom_is_written_with_the_attendance(client_for: ClientFor) -> None:
    term = make.term(seats=9)
    meeting = make.on_site(term)
    keys = [str(pk) for pk in term.seats.order_by("pk").values_list("pk", flat=True)]
    client, room = client_for("general"), {"present": keys[:6]}
    half = client.post(url("attendance", meeting.pk), {**room, "from_1": keys[8]})
    assert half.status_code == 422
    assert "请选代表9的受托人" in words(half)

    sent = {**room, "from_1": keys[8], "to_1": keys[0]}
    page = words(client.post(url("attendance", meeting.pk), sent, follow=True))

    assert "委托出席 1 席（不计入到会）" in page
    assert meeting.roll.get(seat=keys[8]).proxy_id == int(keys[0])
    assert "受托人 4" in words(client.get(url("attendance", meeting.pk)))
