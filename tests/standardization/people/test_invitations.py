"""Review organisations, offices and experts get their own sign-in by a link that serves once."""

import pytest
from django.urls import reverse

from association.accounts.models import User
from association.base.errors import Refused
from standardization import rules
from standardization.models import Organisation
from standardization.people import experts, organisations
from tests.conftest import ClientFor
from tests.factories import cast, people
from tests.factories import standardization as make
from tests.factories.accounts import PASSWORD

pytestmark = pytest.mark.django_db


@pytest.fixture
def shi(db: None) -> User:
    return cast.person("safety")


def test_a_link_makes_somebody_act_for_the_organisation_once(
    shi: User, client_for: ClientFor
) -> None:
    of = cast.organisation("yunling")
    _, token = organisations.invite(
        of, name="阮青", mobile=people.mobile(), technical_head=True, by=shi
    )
    address = reverse("standardization:office_welcome", args=[token])
    browser = client_for("anonymous")
    assert of.name in browser.get(address).content.decode()
    answer = browser.post(address, {"password1": PASSWORD, "password2": PASSWORD})
    assert answer.url == reverse("standardization:office_home", args=[of.pk])
    acting = organisations.acting_for(of).get()
    assert rules.is_technical_head(acting.user, of)
    assert client_for("anonymous").get(address).status_code == 404


def test_an_expert_takes_up_the_account_and_is_at_home_with_the_tasks(
    shi: User, client_for: ClientFor
) -> None:
    row = make.expert("柏舟")
    _, token = experts.invite(row, by=shi)
    browser = client_for("anonymous")
    browser.post(
        reverse("standardization:expert_welcome", args=[token]),
        {"password1": PASSWORD, "password2": PASSWORD},
    )
    row.refresh_from_db()
    assert row.user is not None
    assert browser.get(reverse("portal")).url == reverse("standardization:expert_home")
    with pytest.raises(Refused, match="已有账号"):
        experts.invite(row, by=shi)


def test_whoever_was_ended_acts_no_more(shi: User) -> None:
    cast.person("reviewer")
    of = cast.organisation("yunling")
    acting = organisations.acting_for(of).get()
    with pytest.raises(Refused, match="写明理由"):
        organisations.end(acting, by=shi, reason="")
    organisations.end(acting, by=shi, reason="离职")
    assert not rules.acts_for_organisation(acting.user, of)


def test_a_new_invitation_of_a_number_ends_the_former(shi: User) -> None:
    of, number = cast.organisation("yunling"), people.mobile()
    _, first = organisations.invite(of, name="阮青", mobile=number, by=shi)
    organisations.invite(of, name="阮青", mobile=number, by=shi)
    with pytest.raises(Refused, match="已被撤回，或已由新的邀请取代"):
        organisations.look_up(first)
    assert organisations.waiting(of).count() == 1


def test_only_who_keeps_organisations_enters_one(shi: User) -> None:
    facts = {"kind": Organisation.Kind.REVIEW, "name": "北京云岭评审二所", "industries": ["冶金"]}
    with pytest.raises(Refused, match="没有权限管理"):
        organisations.enter(facts=facts, by=cast.person("social"))
    row = organisations.enter(facts=facts, by=shi)
    with pytest.raises(Refused, match="已存在"):
        organisations.enter(facts=facts, by=shi)
    organisations.suspend(row, by=shi, reason="整改")
    organisations.resume(row, by=shi)


def test_a_mobile_number_is_one_experts(shi: User) -> None:
    row = make.expert("柏舟")
    facts = {name: getattr(row, name) for name in experts.FIELDS} | {"name": "任杉"}
    with pytest.raises(Refused, match="已登记为另一位专家"):
        experts.enter(facts=facts, by=shi)
