"""The re-review of eleven parks goes through its last steps as one batch."""

from datetime import timedelta

import pytest

from association.accounts.models import User
from association.base import clock
from standardization.cases import acts, together
from standardization.enums import (
    ActKind,
    BatchState,
    CaseKind,
    CaseState,
    Role,
    SnapshotKind,
)
from standardization.grades import batches
from standardization.models import Batch, Case, CaseStandard, DrawRule, GradeRecord
from standardization.people import drawing
from tests.conftest import ClientFor
from tests.factories import cast
from tests.factories import members as make_members
from tests.factories import standardization as make

PARKS = 11


@pytest.fixture
def shi(db: None) -> User:
    return cast.person("safety")


@pytest.fixture
def yue(db: None) -> User:
    return cast.person("safety_head")


@pytest.fixture
def chen(db: None) -> User:
    return cast.person("head")


@pytest.fixture
def parks(shi: User) -> Batch:
    """By the parks' own standard, with that of the city beside it; a third was drawn."""
    DrawRule.objects.update(first_of_organisation=False, after_veto=False, industries=[])
    own, city = make.published(), make.published()
    cases = []
    for number in range(PARKS):
        case = make.case(
            make_members.member(name=f"示例{number + 1}号公园管理处"),
            by=shi,
            state=CaseState.RECHECK_SELECTION,
            organisation=cast.organisation("yunling"),
            version=own,
            kind=CaseKind.RENEWAL,
        )
        CaseStandard.objects.create(case=case, version=city, role=Role.REFERENCE, share=0)
        make.scored(case, SnapshotKind.REVIEW, "88.5", "二级")
        cases.append(case)
    batch = drawing.gather(title="市属公园复评", cases=cases, by=shi)
    drawing.draw_rechecks(batch, by=shi, seed="parks")
    return batch


def states(batch: Batch) -> dict[str, int]:
    found: dict[str, int] = {}
    for state in batch.cases.values_list("state", flat=True):
        found[state] = found.get(state, 0) + 1
    return found


def rechecked(batch: Batch) -> None:
    """Those that were drawn come back from their recheck."""
    batch.cases.filter(state=CaseState.RECHECK_PLANNED).update(state=CaseState.PANEL)


def test_eleven_parks_are_drawn_recommended_published_and_announced_together(
    parks: Batch, shi: User, yue: User, chen: User
) -> None:
    assert states(parks) == {CaseState.RECHECK_PLANNED: 4, CaseState.PANEL: 7}
    rechecked(parks)
    assert together.propose(parks, "recommend", reason="符合二级", by=shi).done == PARKS
    assert together.decide(parks, "recommend", by=yue).done == PARKS
    assert together.propose(parks, "publish", reason="同意建议", by=yue).done == PARKS
    assert together.decide(parks, "publish", by=chen).done == PARKS
    parks.refresh_from_db()
    assert (states(parks), parks.state) == ({CaseState.PUBLICITY: PARKS}, BatchState.NOTICED)

    with clock.at(clock.today() + timedelta(30)):
        for case in parks.cases.all():
            acts.record(
                case, ActKind.ANNOUNCE, office=cast.organisation("bureau"),
                text="京应急公告 2026 年第 3 号", by=cast.person("bureau"),
            )  # fmt: skip
    parks.refresh_from_db()
    assert parks.state == BatchState.ANNOUNCED
    assert GradeRecord.objects.count() == PARKS
    assert set(GradeRecord.objects.values_list("version", flat=True)) == {
        CaseStandard.objects.filter(role=Role.PRIMARY)[0].version_id
    }


def test_one_that_is_not_ready_is_named_and_the_others_go_on(
    parks: Batch, shi: User, yue: User
) -> None:
    rechecked(parks)
    late = parks.cases.first()
    assert late
    make.finding(late, by=shi)
    told = together.propose(parks, "recommend", reason="符合二级", by=shi)
    assert told.done == PARKS - 1
    (sentence,) = told.refused
    assert late.member.name in sentence
    assert "没有销号" in sentence
    assert together.to_propose(parks, shi) == {"recommend": 1}
    assert len(together.to_decide(parks, yue)["recommend"]) == PARKS - 1
    assert together.to_decide(parks, shi) == {}  # who proposed decides none


def test_a_case_that_came_to_nothing_does_not_hold_the_batch_back(parks: Batch) -> None:
    Case.objects.filter(batch=parks).update(state=CaseState.PUBLICITY)
    last, *_, first = parks.cases.all()
    Case.objects.filter(pk=first.pk).update(state=CaseState.FAILED)
    batches.follow(last)
    parks.refresh_from_db()
    assert parks.state == BatchState.NOTICED


def test_the_batch_page_offers_what_this_person_may_do(
    parks: Batch, shi: User, client_for: ClientFor
) -> None:
    rechecked(parks)
    page = f"/admin/standardization/batches/{parks.pk}/"
    desk, head = client_for("safety"), client_for("safety_head")
    assert f"整批提请审定建议（{PARKS} 件）" in desk.get(page).content.decode()
    at = page + "propose/?verb=recommend"
    empty = desk.post(at, {"reason": ""})
    assert empty.status_code == 422
    assert desk.post(at, {"reason": "符合二级"}).status_code == 302
    assert f"整批同意审定建议（{PARKS} 件）" in head.get(page).content.decode()
    assert desk.get(page + "decide/?verb=recommend").status_code == 404
    assert head.post(page + "decide/?verb=recommend").status_code == 302
    assert states(parks) == {CaseState.CONCLUDED: PARKS}
