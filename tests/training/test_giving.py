"""培训合格证书: who can be given one, and what becomes of it."""

import pytest
from django.urls import reverse

from association.accounts.models import User
from association.base.errors import Refused
from association.credentials import runs, verification
from association.credentials.enums import CredentialState
from members.models import Member
from tests.conftest import ClientFor, RunJobs
from tests.factories import cast
from tests.factories import training as make
from training.certificates import giving
from training.enums import ClassState, EnrolmentState, PhotoState
from training.models import Enrolment, TrainingCertificate, TrainingClass

pytestmark = pytest.mark.django_db


@pytest.fixture
def qiao() -> User:
    """乔安 of 教育培训部."""
    return cast.person("training")


@pytest.fixture
def issuing(db: None) -> TrainingClass:
    return make.training_class(state=ClassState.ISSUING)


def passed(of: TrainingClass, name: str = "", **fields: object) -> Enrolment:
    person = make.trainee(name, **fields)
    row = make.enrolment(of, cast.team("chenling"), person, state=EnrolmentState.PASSED)
    return make.whole(row)


def given(row: Enrolment) -> TrainingCertificate:
    return TrainingCertificate.objects.get(enrolment=row, in_force=True)


def test_everybody_chosen_is_numbered_in_the_order_of_the_roster(
    issuing: TrainingClass, qiao: User, run_jobs: RunJobs
) -> None:
    rows = [passed(issuing) for _ in range(3)]
    run = giving.issue(issuing, list(reversed(rows)), by=qiao)
    numbers = [one.number for one in runs.in_order(run)]
    assert [given(row).credential.number for row in rows] == numbers
    run_jobs()
    assert {given(row).credential.state for row in rows} == {CredentialState.VALID}
    assert list(giving.waiting(issuing)) == []


@pytest.mark.parametrize("name", ["䶮小川", "𠅤明", "欧阳·娜依拉"])
def test_a_rare_name_is_on_the_certificate_as_it_is(
    issuing: TrainingClass, qiao: User, run_jobs: RunJobs, name: str
) -> None:
    row = passed(issuing, name)
    giving.issue(issuing, [row], by=qiao)
    run_jobs()
    credential = given(row).credential
    assert credential.state == CredentialState.VALID
    assert credential.facts["name"] == name
    assert verification.by_number(credential.number, name).state == CredentialState.VALID


def test_no_whole_number_of_an_id_is_among_the_facts(issuing: TrainingClass, qiao: User) -> None:
    row = passed(issuing)
    giving.issue(issuing, [row], by=qiao)
    facts = given(row).credential.facts
    assert row.trainee.id_number not in str(facts)
    assert facts["sex"] in {"男", "女"}


@pytest.mark.parametrize(
    "state", [EnrolmentState.ELIGIBLE, EnrolmentState.FAILED, EnrolmentState.BARRED]
)
def test_who_has_not_passed_is_named_and_nobody_is_numbered(
    issuing: TrainingClass, qiao: User, state: EnrolmentState
) -> None:
    fine = passed(issuing)
    other = make.enrolment(issuing, cast.team("chenling"), make.trainee("成未央"), state=state)
    with pytest.raises(Refused, match="成未央还没有鉴定合格"):
        giving.issue(issuing, [fine, other], by=qiao)
    assert not TrainingCertificate.objects.exists()


def test_who_lacks_a_photo_is_named_and_holds_up_nobody_else(
    issuing: TrainingClass, qiao: User
) -> None:
    fine, short = passed(issuing), passed(issuing, "陆未明")
    make.photo(short.trainee, state=PhotoState.REJECTED, reason="背景太暗")
    with pytest.raises(Refused, match="陆未明的材料还不齐（陆未明：照片不合格：背景太暗）"):
        giving.issue(issuing, [fine, short], by=qiao)
    giving.issue(issuing, [fine], by=qiao)
    assert list(giving.waiting(issuing)) == [short]


def test_nobody_gets_a_second_one_beside_the_first(issuing: TrainingClass, qiao: User) -> None:
    row = passed(issuing)
    giving.issue(issuing, [row], by=qiao)
    with pytest.raises(Refused, match="已有现行的证书"):
        giving.issue(issuing, [row], by=qiao)


def test_somebody_of_another_class_is_not_given_one_of_this(
    issuing: TrainingClass, qiao: User
) -> None:
    row = passed(make.training_class(state=ClassState.ISSUING))
    with pytest.raises(Refused, match="没有选人"):
        giving.issue(issuing, [row], by=qiao)


def test_a_misspelt_name_is_replaced_and_the_old_one_says_so(
    issuing: TrainingClass, qiao: User, run_jobs: RunJobs
) -> None:
    row = passed(issuing, "钱形知")
    giving.issue(issuing, [row], by=qiao)
    run_jobs()
    old = given(row)
    row.trainee.name = "钱行知"
    row.trainee.save()
    giving.replace(old, by=qiao, reason="姓名用字登记有误")
    run_jobs()
    new = given(row).credential
    verdict = verification.by_token(old.credential.token)
    assert verdict.state == CredentialState.REPLACED
    assert verdict.successor == new
    assert verification.by_number(new.number, "钱行知").state == CredentialState.VALID


def test_one_is_held_back_for_a_while_then_taken_back_for_good(
    issuing: TrainingClass, qiao: User, run_jobs: RunJobs
) -> None:
    row = passed(issuing)
    giving.issue(issuing, [row], by=qiao)
    run_jobs()
    certificate = given(row)
    giving.suspend(certificate, by=qiao, reason="替考举报核实中")
    assert given(row).credential.state == CredentialState.SUSPENDED
    giving.lift(certificate, by=qiao, reason="核实无误")
    assert given(row).credential.state == CredentialState.VALID
    giving.revoke(certificate, by=qiao, reason="材料不实")
    with pytest.raises(Refused, match="已撤销或已换发"):
        giving.revoke(certificate, by=qiao, reason="再撤一次")
    assert list(giving.waiting(issuing)) == [row]


def test_a_colleague_without_the_right_gives_nothing(issuing: TrainingClass, chen: User) -> None:
    row = passed(issuing)
    with pytest.raises(Refused, match="没有权限"):
        giving.issue(issuing, [row], by=chen)


def test_the_page_gives_to_those_who_are_ticked(
    issuing: TrainingClass, client_for: ClientFor, run_jobs: RunJobs, antai: Member
) -> None:
    fine, short = passed(issuing), passed(issuing)
    make.photo(short.trainee, state=PhotoState.PENDING)
    browser = client_for("training")
    page = reverse("admin:training_class_certificates", args=[issuing.pk])
    assert "照片待审核" in browser.get(page).content.decode()
    sent = browser.post(
        reverse("admin:training_certificates_issue", args=[issuing.pk]), {"enrolment": [fine.pk]}
    )
    assert sent.status_code == 302
    run_jobs()
    shown = browser.get(page).content.decode()
    assert given(fine).credential.number in shown
    assert "已全部制成" in shown
    assert "压缩包 1" in shown


def test_the_page_costs_as_much_for_thirty_people_as_for_three(
    issuing: TrainingClass, client_for: ClientFor, django_assert_max_num_queries: object
) -> None:
    for _ in range(6):
        passed(issuing)
    browser = client_for("training")
    with django_assert_max_num_queries(14):  # type: ignore[operator]
        browser.get(reverse("admin:training_class_certificates", args=[issuing.pk]))
