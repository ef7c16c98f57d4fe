"""The same moment, on real connections: two officers settle, two colleagues begin a draft."""

from functools import partial

import pytest

from members.enums import EntryKind
from members.models import LedgerEntry, ReliefApplication
from members.relief import applications, decisions
from tests.factories import cast, dues
from tests.factories import governance as council
from tests.factories import relief as ask
from tests.members.governance.test_at_once import at_once

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.xdist_group("threads")]


def test_two_officers_who_settle_at_once_post_it_once() -> None:
    year = dues.assessed(cast.company("hengyuan"), amount="30000.00")
    row = ask.advised(year, by=cast.person("hengyuan_admin"))
    ask.placed(row, council.attended(council.term(seats=45), 31))
    ask.voted(row, 31, 0)
    answers = at_once(
        *(partial(decisions.settle, row, by=cast.person(role)) for role in ("finance", "head"))
    )
    assert sorted(answer == "done" for answer in answers) == [False, True]
    assert "不能办结" in next(answer for answer in answers if answer != "done")
    assert LedgerEntry.objects.filter(kind=EntryKind.RELIEF).count() == 1


def test_two_colleagues_who_begin_at_once_write_one_draft() -> None:
    year = dues.assessed(cast.company("antai"))
    people = [cast.person("antai_admin"), cast.person("antai_agent")]
    answers = at_once(
        *(partial(applications.write, year, by=person, text=person.name) for person in people)
    )
    assert answers == ["done", "done"]
    assert ReliefApplication.objects.count() == 1
