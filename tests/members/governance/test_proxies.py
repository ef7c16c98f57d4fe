import pytest
from django.db import IntegrityError, transaction

from association.base.errors import Refused
from association.base.models import AuditEntry
from members.governance import meetings, minutes, motions
from members.models import Attendance, Body, Meeting, Seat
from tests.factories import cast
from tests.factories import governance as make

pytestmark = pytest.mark.django_db


def _held(*, count: bool, in_room: int = 5, each: int = 1) -> tuple[Meeting, list[Seat]]:
    """A meeting of nine, whose quorum is six, and its seats; the first ``in_room`` are there."""
    term = make.term(seats=9, proxies_count=count, proxies_each=each)
    return make.on_site(term), list(term.seats.order_by("pk"))


def test_as_shipped_no_body_counts_a_proxy_and_none_is_verified() -> None:
    assert set(Body.objects.values_list("proxies_count", "proxies_each", "verified")) == {
        (False, 1, False)
    }


@pytest.mark.parametrize(("count", "quorate"), [(False, False), (True, True)])
def test_five_and_one_by_proxy_are_six_of_nine_where_the_rule_counts_it(
    count: bool, quorate: bool
) -> None:
    meeting, seats = _held(count=count)
    verdict = meetings.record_attendance(
        meeting, present=seats[:5], proxies={seats[8]: seats[0]}, by=make.officer()
    )

    assert (verdict.present, verdict.quorate) == (5 + quorate, quorate)
    assert Attendance.objects.get(proxy=seats[0]).seat == seats[8]
    entry = AuditEntry.objects.filter(action="登记到会").latest("pk")
    assert entry.after["委托出席"] == "代表9委托代表1"


def test_whoever_is_represented_has_a_vote_unless_the_proxy_is_recused() -> None:
    by = make.officer()
    meeting, seats = _held(count=True)
    meetings.record_attendance(meeting, present=seats[:6], proxies={seats[8]: seats[0]}, by=by)
    meetings.open(meeting, by=by)
    motion = motions.put(meeting, title="议题", text="同意。", by=by)

    assert motions.count(motion, in_favour=7, against=0, abstained=0, by=by).present == 7
    motions.recuse(motion, seats[0], reason="利害关系", by=by)
    motion.refresh_from_db()
    with pytest.raises(Refused, match="只有 5 席"):
        motions.count(motion, in_favour=6, against=0, abstained=0, by=by)
    verdict = motions.count(motion, in_favour=5, against=0, abstained=0, by=by)

    motion.refresh_from_db()
    assert (verdict.seats, verdict.present) == (8, 5)
    assert (motion.present, motion.recused_present) == (6, 1)


def test_where_the_rule_doesn_t_count_it_there_is_no_vote_either() -> None:
    by = make.officer()
    meeting, seats = _held(count=False)
    meetings.record_attendance(meeting, present=seats[:6], proxies={seats[8]: seats[0]}, by=by)
    meetings.open(meeting, by=by)
    motion = motions.put(meeting, title="议题", text="同意。", by=by)

    with pytest.raises(Refused, match="只有 6 席"):
        motions.count(motion, in_favour=7, against=0, abstained=0, by=by)


def test_a_meeting_keeps_the_rule_that_it_was_called_with() -> None:
    meeting, seats = _held(count=False)
    Body.objects.update(proxies_count=True)

    verdict = meetings.record_attendance(
        meeting, present=seats[:5], proxies={seats[8]: seats[0]}, by=make.officer()
    )

    assert not verdict.quorate


def test_mandates_that_the_rule_doesn_t_allow_are_refused_with_what_to_do() -> None:
    meeting, seats = _held(count=True)
    stranger = make.seat(make.term("supervisors"), cast.person("reader"))
    for proxies, said in (
        ({seats[8]: seats[0], seats[7]: seats[0]}, "代表1受托超过 1 席"),
        ({seats[8]: seats[7]}, "代表9的受托人代表8没有到会"),
        ({seats[1]: seats[0]}, "代表2本人到会"),
        ({stranger: seats[0]}, "不在这次会议的应到名单上"),
        ({seats[8]: stranger}, "不在这次会议的应到名单上"),
    ):
        with pytest.raises(Refused, match=said):
            meetings.record_attendance(
                meeting, present=seats[:5], proxies=proxies, by=make.officer()
            )
    assert not meeting.roll.exclude(proxy=None).exists()


def test_by_correspondence_nobody_is_represented() -> None:
    meeting = make.remote(make.term(seats=3, proxies_count=True))
    first, second, _ = meetings.entitled(meeting)

    with pytest.raises(Refused, match="通讯表决"):
        meetings.record_attendance(
            meeting, present=[first], proxies={second: first}, by=make.officer()
        )


def test_the_database_has_nobody_there_and_represented_at_once() -> None:
    meeting, seats = _held(count=True)
    row = meeting.roll.get(seat=seats[0])
    for present, proxy in ((True, seats[1]), (False, seats[0])):
        with pytest.raises(IntegrityError, match="represented_by_another"), transaction.atomic():
            meeting.roll.filter(pk=row.pk).update(present=present, proxy=proxy)


def test_the_minutes_name_who_was_represented_by_whom() -> None:
    meeting, seats = _held(count=True)
    meetings.record_attendance(
        meeting, present=seats[:6], proxies={seats[8]: seats[0]}, by=make.officer()
    )

    facts = minutes.facts(meeting)

    assert [(row.seat, row.proxy) for row in facts["represented"]] == [(seats[8], seats[0])]
    assert [seat.name for seat in facts["absent"]] == ["代表7", "代表8"]


def test_who_loses_the_seat_before_the_opening_represents_nobody() -> None:
    by = make.officer()
    meeting, seats = _held(count=True)
    meetings.record_attendance(meeting, present=seats[:7], proxies={seats[8]: seats[0]}, by=by)
    Seat.objects.filter(pk=seats[0].pk).update(end=seats[0].start)

    assert meetings.turnout(meetings.open(meeting, by=by)) == (8, 6)
