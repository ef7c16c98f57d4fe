"""Who hears that certificates are ready: once, and only when they are."""

import threading

import pytest
from django.db import connection

from association.base.models import OutboxRow
from tests.conftest import RunJobs
from tests.factories import cast
from tests.factories import training as make
from training.certificates import giving, telling
from training.enums import ClassState, EnrolmentState
from training.models import Enrolment, TrainingCertificate


def issued(*emails: str) -> list[Enrolment]:
    of, team = make.training_class(state=ClassState.ISSUING), cast.team("chenling")
    rows = [
        make.whole(make.enrolment(of, team, make.trainee(email=email), state=EnrolmentState.PASSED))
        for email in emails
    ]
    giving.issue(of, rows, by=cast.person("training"))
    return rows


def told(rule: str) -> list[OutboxRow]:
    return list(OutboxRow.objects.filter(rule=rule))


@pytest.mark.django_db
def test_nobody_is_told_before_the_last_file_is_there(run_jobs: RunJobs) -> None:
    cast.person("team_contact")
    issued("a@example.com", "")
    assert telling.tell_ready() == 0
    run_jobs()
    assert telling.tell_ready() == 2
    assert telling.tell_ready() == 0
    states = {row.address: row.state for row in told(telling.PERSON)}
    assert states == {"a@example.com": OutboxRow.State.WAITING, "": OutboxRow.State.SKIPPED}
    (to_team,) = told(telling.TEAM)
    assert to_team.person == cast.person("team_contact")
    assert "2 份培训合格证书已签发" in to_team.subject


@pytest.mark.django_db
def test_the_mail_leads_to_the_persons_own_page_and_names_the_number(run_jobs: RunJobs) -> None:
    (row,) = issued("a@example.com")
    run_jobs()
    telling.tell_ready()
    (mail,) = told(telling.PERSON)
    number = TrainingCertificate.objects.get(enrolment=row).credential.number
    assert number in mail.body
    assert "/training/me/" in mail.body
    assert row.trainee.id_number not in mail.body


@pytest.mark.django_db(transaction=True)
def test_two_that_tell_at_once_tell_everybody_once(run_jobs: RunJobs) -> None:
    issued(*(f"p{n}@example.com" for n in range(6)))
    run_jobs()
    together = threading.Barrier(2)
    counts: list[int] = []

    def tell() -> None:
        together.wait()
        try:
            counts.append(telling.tell_ready())
        finally:
            connection.close()

    hands = [threading.Thread(target=tell) for _ in range(2)]
    for hand in hands:
        hand.start()
    for hand in hands:
        hand.join()
    assert sorted(counts) == [0, 6]
    assert len(told(telling.PERSON)) == 6
