"""What identifies a trainee goes after its period, and what they achieved stays."""

import json
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from association.base import audit, clock, files
from association.base.errors import Refused
from association.base.models import AuditEntry
from association.credentials import verification
from tests.conftest import RunJobs, signed_in
from tests.factories import accounts, cast
from tests.factories import batches as make
from tests.factories import people as numbers
from tests.factories import training as rows
from tests.pages import words
from training.batches import manifest
from training.certificates import giving
from training.collection import pickups
from training.enums import ClassState, EnrolmentState
from training.models import (
    ArchiveSeal,
    Enrolment,
    RetentionClass,
    SubBatch,
    Team,
    TeamInvitation,
    Trainee,
    TrainingClass,
)
from training.people import forgetting, links, register
from training.teams import contacts

pytestmark = pytest.mark.django_db
NUMBERS = "学员的证件号码和联系方式"
TEN_YEARS = timedelta(days=3650)


def purged(after: timedelta) -> dict[str, int]:
    with clock.at(clock.now() + after):
        document = json.loads(call_command("purge", "--json", "--erase"))
    return {row["data"]: row["rows"] for row in document["data"] if row["rows"]}


def archived(row: Enrolment, *, days_ago: int = 0) -> TrainingClass:
    """The class ended that long ago, and was archived."""
    of, ended = row.training_class, clock.today() - timedelta(days_ago)
    of.starts_on, of.ends_on = ended - timedelta(5), ended
    of.enrol_from, of.enrol_until = ended - timedelta(60), ended - timedelta(30)
    of.state = ClassState.ARCHIVED
    of.save()
    return of


def gone(person: Trainee) -> bool:
    person = Trainee.objects.get(pk=person.pk)
    return (person.id_number, person.mobile, person.email) == ("", "", "")


def test_numbers_go_ten_years_after_the_last_class_and_not_a_day_before() -> None:
    first, last = rows.training_class(), rows.training_class()
    person = rows.trainee("陶然", email="tao@example.org")
    for of, ago in ((first, 800), (last, 0)):
        row = rows.enrolment(of, cast.team("chenling"), person, state=EnrolmentState.ARCHIVED)
        archived(row, days_ago=ago)
    assert NUMBERS not in purged(TEN_YEARS)
    assert not gone(person)
    assert purged(TEN_YEARS + timedelta(1))[NUMBERS] == 1
    assert gone(person)
    row.refresh_from_db()
    assert row.facts == {}
    entry = audit.timeline(person)[0]
    assert (entry.action, entry.actor) == ("到期清除学员资料", None)
    assert "tao@example.org" not in str(entry.before) + str(entry.after)


def test_a_class_that_nobody_archived_keeps_its_people() -> None:
    row = rows.enrolment(rows.training_class(), cast.team("chenling"))
    assert NUMBERS not in purged(2 * TEN_YEARS)
    archived(row)
    assert purged(2 * TEN_YEARS)[NUMBERS] == 1


def test_the_period_is_what_staff_set_and_for_good_means_never() -> None:
    row = rows.enrolment(rows.training_class(), cast.team("chenling"))
    archived(row)
    RetentionClass.objects.update(numbers=False)
    RetentionClass.objects.filter(years=None).update(numbers=True)
    assert NUMBERS not in purged(10 * TEN_YEARS)
    RetentionClass.objects.update(numbers=False)
    RetentionClass.objects.filter(years=30).update(numbers=True)
    assert NUMBERS not in purged(2 * TEN_YEARS)
    assert purged(3 * TEN_YEARS + timedelta(9))[NUMBERS] == 1


def test_two_erased_people_stand_beside_each_other_and_a_number_is_free_again() -> None:
    people = [rows.trainee(), rows.trainee()]
    number = people[0].id_number
    for person in people:
        forgetting.forget(person)
    again = register.find_or_enter(
        name="陶然", id_type="resident", id_number=number, mobile=numbers.mobile(),
        by=cast.person("training"),
    )  # fmt: skip
    assert again.pk not in {person.pk for person in people}


def test_the_database_lets_nobody_lose_a_number_otherwise() -> None:
    person = rows.trainee()
    person.id_number = ""
    with pytest.raises(IntegrityError), transaction.atomic():
        person.save()


def test_who_has_a_result_keeps_the_name_and_the_certificate_can_be_checked(
    run_jobs: RunJobs,
) -> None:
    (row,) = make.passed(make.past_class(), cast.team("chenling"))
    giving.issue(row.training_class, [row], by=cast.person("training"))
    run_jobs()
    credential = giving.in_force([row.pk])[row.pk]
    credential.refresh_from_db()
    with credential.file.content.open("rb") as content:
        document = content.read()
    forgetting.forget(row.trainee)
    verdict = verification.of_file(document)
    assert (verdict.state, verdict.hash_known) == ("valid", True)
    row.trainee.refresh_from_db()
    assert credential.subject == row.trainee.name, "the register tells it to whoever asks"
    held = giving.of_class(row.training_class).get()
    with pytest.raises(Refused, match="到期清除，不能再办"):
        giving.replace(held, by=cast.person("training"), reason="姓名更正")


def test_who_never_had_a_result_loses_the_name_too() -> None:
    row = rows.enrolment(rows.training_class(), cast.team("chenling"), rows.trainee("陶䶮"))
    forgetting.forget(row.trainee)
    page = words(signed_in("training").get(reverse("admin:training_enrolment", args=[row.pk])))
    assert "陶䶮" not in page.partition("经过")[0]
    assert "已清除的学员" in page
    assert "到期清除" in page


def test_no_link_opens_and_no_number_can_be_asked_for_or_put_back() -> None:
    person, qiao = rows.trainee(), cast.person("training")
    link = reverse("training:me", args=[links.token(person)])
    forgetting.forget(person)
    assert Client().get(link).status_code == 404
    for refused in (
        lambda: links.new_link(person, by=qiao),
        lambda: register.reveal(person, by=qiao, reason="核对"),
        lambda: register.amend(person, by=qiao, reason="核对", mobile=numbers.mobile()),
    ):
        with pytest.raises(Refused, match="重新报名"):
            refused()


def test_a_certificate_is_not_made_with_a_photo_that_is_gone() -> None:
    (row,) = make.passed(make.past_class(), cast.team("chenling"))
    files.erase(row.trainee.photos.get().normalised)
    with pytest.raises(Refused, match="照片已到期清除，不能制证"):
        giving.issue(row.training_class, [row], by=cast.person("training"))


def test_lists_with_whole_numbers_go_when_the_archive_has_run_its_time() -> None:
    (row,) = make.numbered(make.passed(make.past_class(), cast.team("chenling")))
    batch = SubBatch.objects.get()
    sealed(row.training_class)
    lists = "保管期满的送审清单和答复"
    assert lists not in purged(timedelta(days=10 * 365))
    assert purged(timedelta(days=11 * 366))[lists] == 1
    batch.refresh_from_db()
    assert batch.manifest.erased_at
    assert batch.sha256 == batch.manifest.sha256, "the proof of what was sent"
    assert AuditEntry.objects.filter(action="到期清除送审清单", reason="归档保管期满").count() == 1
    assert lists not in purged(timedelta(days=12 * 366))


def sealed(of: TrainingClass) -> ArchiveSeal:
    kept = files.keep_bytes(b"{}", name="归档清单.json", media_type="application/json", by=None)
    return ArchiveSeal.objects.create(
        training_class=of, manifest=kept, sha256=kept.sha256, files=1,
        retention=RetentionClass.objects.get(years=10),
        keep_until=clock.today().replace(year=clock.today().year + 10, month=12, day=31),
        sealed_by=cast.person("training"), sealed_at=clock.now(),
    )  # fmt: skip


def test_signatures_go_with_the_archive() -> None:
    (row,) = make.numbered(make.passed(make.past_class(), cast.team("chenling")))
    pickup = pickups.collect(row, signed_name=row.trainee.name, signature=png(), by=make.staff())
    sealed(row.training_class)
    assert purged(timedelta(days=11 * 366))["保管期满的领证签名和委托书"] == 1
    pickup.refresh_from_db()
    assert pickup.signature.erased_at


def png() -> object:
    return make.upload(rows._PIXEL, "签名.png")


def test_invitations_and_accounts_of_contacts_go_like_those_of_members() -> None:
    team = cast.team("chenling")
    qiao = cast.person("training")
    contacts.invite(team, name="周然", mobile=numbers.mobile(), by=qiao)
    assert "没有接受的队伍邀请" not in purged(timedelta(days=14 + 89))
    assert purged(timedelta(days=14 + 91))["没有接受的队伍邀请"] == 1
    assert not TeamInvitation.objects.exists()
    user = accounts.user("曾任联系人")
    ended = rows.contact(Team.objects.get(pk=team.pk), user)
    ended.ended_at = clock.now()
    ended.save()
    still = rows.contact(team, accounts.user("现任联系人")).user
    found = purged(timedelta(days=731))
    assert found["离任队伍联系人的账号"] == 1
    user.refresh_from_db()
    still.refresh_from_db()
    assert user.erased_at
    assert still.erased_at is None


def test_the_manifest_of_a_batch_is_not_read_once_it_is_gone() -> None:
    (row,) = make.passed(make.past_class(), cast.team("chenling"))
    batch = make.submitted([row])
    files.erase(batch.manifest)
    page = signed_in("training").get(reverse("admin:training_batch", args=[batch.pk]))
    assert page.status_code == 200
    with pytest.raises(Refused, match="到期清除"):
        manifest.sent(batch)
