from datetime import timedelta

import pytest
from django.core.management import call_command

from association.accounts.models import User
from association.base import clock
from association.base.models import StoredFile
from members.joining import applications
from members.models import JoiningApplication
from tests.factories import joining

pytestmark = pytest.mark.django_db


def _purge_after(days: int) -> None:
    with clock.at(clock.now() + timedelta(days=days)):
        call_command("purge", "--erase", verbosity=0)


@pytest.mark.parametrize(("days", "left"), [(179, 1), (181, 0)])
def test_a_draft_nobody_touched_goes_after_180_days_and_its_papers_too(
    days: int, left: int
) -> None:
    draft = joining.filled()

    _purge_after(days)

    assert JoiningApplication.objects.count() == left
    assert draft.licence is not None
    paper = StoredFile.objects.get(pk=draft.licence.pk)
    assert (paper.erased_at is None) == bool(left)


def test_what_was_handed_in_stays() -> None:
    joining.submitted()
    _purge_after(400)
    assert JoiningApplication.objects.count() == 1


def test_of_a_refused_one_the_contact_goes_after_three_years_and_the_reason_stays(
    lin: User,
) -> None:
    application = joining.submitted(email="jian@example.com")
    applications.refuse(application, by=lin, answer="登记地不在本市")

    _purge_after(1096)

    application.refresh_from_db()
    assert (application.contact_name, application.mobile, application.email) == (
        "（已清除）",
        "",
        "",
    )
    assert application.answer == "登记地不在本市"


def test_papers_that_a_later_copy_uses_are_kept(lin: User) -> None:
    withdrawn = joining.filled()
    applications.withdraw(withdrawn)
    with clock.at(clock.now() + timedelta(days=100)):
        copy, _ = applications.again(withdrawn)

    _purge_after(190)

    copy.refresh_from_db()
    assert JoiningApplication.objects.get() == copy
    assert copy.earlier is None
    assert copy.licence is not None
    assert copy.licence.erased_at is None
