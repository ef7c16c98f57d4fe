"""The same moment, on real connections: two officers, two applicants, a vote and a withdrawal."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from threading import Barrier

import pytest
from django.db import connection

from association.accounts.models import User
from association.base.errors import Refused
from members.joining import admission, agenda, applications, leaving
from members.models import (
    Assessment,
    Certificate,
    Invitation,
    JoiningApplication,
    LedgerEntry,
    Member,
    StateChange,
)
from tests.factories import accounts, cast, joining, people

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.xdist_group("threads")]

ROUNDS = range(3)
DONE = "done"


def at_once(*doors: Callable[[], object]) -> list[str]:
    """What each door answered: "done", or its refusal."""
    start = Barrier(len(doors))

    def play(door: Callable[[], object]) -> str:
        try:
            connection.ensure_connection()
            start.wait(timeout=20)
            door()
        except Refused as refusal:
            return refusal.message
        finally:
            connection.close()
        return DONE

    with ThreadPoolExecutor(len(doors)) as pool:
        return list(pool.map(play, doors))


@pytest.fixture
def colleague() -> User:
    return accounts.staff("social", "江予安", username="jiang.yuan")


def _won(answers: list[str]) -> list[str]:
    """Exactly one door was through; what the others were told."""
    assert answers.count(DONE) == 1, answers
    return [answer for answer in answers if answer != DONE]


def test_two_officers_who_admit_at_once_make_one_member(colleague: User) -> None:
    lin = cast.person("social")
    for serial in ROUNDS:
        application = joining.on_agenda()
        joining.vote(application, number=f"晨决〔2020〕{serial + 1}号")

        lost = _won(
            at_once(
                partial(admission.admit, JoiningApplication.objects.get(pk=application.pk), by=lin),
                partial(
                    admission.admit, JoiningApplication.objects.get(pk=application.pk), by=colleague
                ),
            )
        )

        assert "不能接纳入会" in lost[0]
        member = Member.objects.get(credit_code=application.credit_code)
        assert Certificate.objects.filter(member=member).count() == 1
        assert Assessment.objects.filter(member=member).count() == 1
        assert LedgerEntry.objects.filter(assessment__member=member).count() == 1
        assert Invitation.objects.filter(member=member).count() == 1


def test_two_companies_admitted_at_once_get_two_numbers(colleague: User) -> None:
    lin = cast.person("social")
    first, second = joining.accepted(), joining.accepted()
    resolution = joining.paper_resolution()

    answers = at_once(
        partial(admission.admit, first, by=lin, resolution=resolution),
        partial(admission.admit, second, by=colleague, resolution=resolution),
    )

    assert answers == [DONE, DONE]
    numbers = Member.objects.filter(pk__in=[first.member_id, second.member_id])
    assert len(set(numbers.values_list("number", flat=True))) == 2


def test_one_accepts_while_the_other_refuses(colleague: User) -> None:
    lin = cast.person("social")
    for _ in ROUNDS:
        row = joining.submitted()
        accepting = partial(applications.accept, JoiningApplication.objects.get(pk=row.pk), by=lin)
        refusing = partial(
            applications.refuse,
            JoiningApplication.objects.get(pk=row.pk),
            by=colleague,
            answer="不属于本会业务范围。",
        )
        answers = at_once(accepting, refusing)
        row.refresh_from_db()
        # What is accepted may still be refused; what is refused is not accepted any more.
        assert (row.state, answers[1]) == ("refused", DONE)
        assert answers[0] == DONE or "现在是“未接纳”" in answers[0]


def test_an_application_handed_in_twice_at_once_is_under_way_once() -> None:
    for _ in ROUNDS:
        code = people.credit_code()
        rows = [joining.filled(credit_code=code), joining.filled(credit_code=code)]

        lost = _won(at_once(*(partial(applications.submit, row) for row in rows)))

        assert "已有一份入会申请在办理" in lost[0]
        under_way = JoiningApplication.objects.filter(credit_code=code, state="submitted")
        assert under_way.count() == 1


def test_the_same_application_comes_onto_one_agenda(colleague: User) -> None:
    lin = cast.person("social")
    row, meeting = joining.accepted(), joining.council()

    lost = _won(at_once(*(partial(agenda.put, [row], meeting, by=by) for by in (lin, colleague))))

    assert "已列入议程" in lost[0]
    assert meeting.motions.count() == 1


def test_who_withdraws_while_being_admitted_is_either_a_member_or_not(colleague: User) -> None:
    for _ in ROUNDS:
        row = joining.accepted()
        resolution = joining.paper_resolution()
        copy = JoiningApplication.objects.get(pk=row.pk)

        _won(
            at_once(
                partial(admission.admit, row, by=colleague, resolution=resolution),
                partial(applications.withdraw, copy),
            )
        )

        row.refresh_from_db()
        joined = Member.objects.filter(credit_code=row.credit_code).exists()
        assert (row.state, joined) in {("approved", True), ("withdrawn", False)}


def test_a_company_that_says_it_leaves_twice_left_once() -> None:
    member, boss = cast.company("antai"), cast.person("antai_admin")
    before = StateChange.objects.filter(member=member).count()

    lost = _won(
        at_once(
            *(
                partial(leaving.withdraw, Member.objects.get(pk=member.pk), by=boss)
                for _ in range(2)
            )
        )
    )

    assert "现在是“已退会”" in lost[0]
    assert StateChange.objects.filter(member=member).count() == before + 1
