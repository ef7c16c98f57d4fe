import pytest

from association.base.errors import Refused
from tests.factories import cast, papers
from tests.factories import training as make
from training.enums import Purpose
from training.people import consents

pytestmark = pytest.mark.django_db


def test_each_use_is_agreed_to_by_itself() -> None:
    person = make.trainee()
    consents.give(person, purpose=Purpose.TRAINING, by=None)
    assert list(consents.given(person)) == ["training"]


def test_agreeing_twice_is_agreeing_once() -> None:
    person = make.trainee()
    assert consents.give(person, purpose="issuing", by=None) == consents.give(
        person, purpose="issuing", by=None
    )


def test_what_was_taken_back_may_be_given_anew_and_both_are_on_record() -> None:
    person = make.trainee()
    consents.give(person, purpose="issuing", by=None)
    consents.take_back(person, purpose="issuing", by=None)
    assert consents.given(person) == {}
    with pytest.raises(Refused, match="没有同意过"):
        consents.take_back(person, purpose="issuing", by=None)
    consents.give(person, purpose="issuing", by=None)
    assert person.consents.count() == 2


def test_somebody_else_needs_the_signed_paper() -> None:
    person, qiao = make.trainee(), cast.person("training")
    with pytest.raises(Refused, match="签字的告知书"):
        consents.give(person, purpose="training", by=qiao)
    row = consents.give(person, purpose="training", by=qiao, paper=papers.licence())
    assert row.paper
    assert row.given_by == "乔安凭签字件登记"
    with pytest.raises(Refused, match="没有权限"):
        consents.give(person, purpose="issuing", by=cast.person("reader"), paper=papers.licence())


def test_a_use_that_nobody_named_is_refused() -> None:
    with pytest.raises(Refused, match="没有这项用途"):
        consents.give(make.trainee(), purpose="advertising", by=None)


@pytest.mark.parametrize("purpose", Purpose.values)
def test_every_use_has_its_text(purpose: str) -> None:
    assert "撤回" in consents.text(purpose)
