"""A fuel company from its application to its grade: reviewed with 86.7 and a failed veto, mended,
drawn for the recheck, found wanting again by an expert without signal, mended, closed by a second
person, reported, decided, published, announced."""

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext

from standardization.enums import VisitKind
from tests.stories import rechecked, reported, reviewed
from tests.stories.conftest import PageFor, Shoot
from tests.stories.review import House
from tests.stories.stage import Stage

pytestmark = pytest.mark.xdist_group("review")


@pytest.fixture
def house(
    page_for: PageFor,
    context_for: Callable[..., BrowserContext],
    shoot: Shoot,
    stage: Stage,
    console: list[str],
) -> House:
    return House(page_for, context_for, shoot, stage, console)


def test_a_fuel_company_gets_its_grade(house: House) -> None:
    at = house.stage.at
    with at("2020-06-01T09:00:00"):
        reviewed.review_itself(house)
    with at("2020-06-16T09:00:00"):
        reviewed.apply(house)
    with at("2020-06-17T09:00:00"):
        reviewed.accept(house)
    with at("2020-06-18T09:00:00"):
        reviewed.delegate(house)
    with at("2020-06-22T09:00:00"):
        reviewed.hold(house)
    with at("2020-06-24T09:00:00"):
        reviewed.mend(house, VisitKind.REVIEW)
    with at("2020-06-28T09:00:00"):
        reviewed.verify(house)
    with at("2020-07-01T09:00:00"):
        reported.report(house)
    with at("2020-07-06T09:00:00"):
        rechecked.draw(house)
    with at("2020-07-08T09:00:00"):
        rechecked.plan_the_recheck(house)
    with at("2020-07-15T09:00:00"):
        rechecked.recheck_without_signal(house)
    with at("2020-07-17T09:00:00"):
        reviewed.mend(house, VisitKind.RECHECK)
    with at("2020-07-20T09:00:00"):
        rechecked.close(house)
        reported.recheck_report(house)
    with at("2020-07-23T09:00:00"):
        rechecked.decide(house)
    with at("2020-08-10T09:00:00"):
        rechecked.announce(house)
