"""The re-review of eleven parks goes through its last steps as one batch."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from association.accounts.models import User
from association.base import clock
from standardization.cases import acts, steps, together
from standardization.enums import (
    ActKind,
    BatchState,
    CaseKind,
    CaseState,
    Role,
    SnapshotKind,
)
from standardization.grades import batches
from standardization.models import Batch, Case, CaseStandard, DrawRule, GradeRecord, Proposal
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


def propose(batch: Batch, verb: str, *, reason: str, by: User) -> together.Outcome:
    """For all that are offered."""
    cases = together.to_propose(batch, by)[verb]
    return together.propose(batch, verb, cases=cases, reason=reason, by=by)


def decide(batch: Batch, verb: str, *, by: User) -> together.Outcome:
    return together.decide(batch, proposals=together.to_decide(batch, by)[verb], by=by)


def rechecked(batch: Batch) -> None:
    """Those that were drawn come back from their recheck."""
    batch.cases.filter(state=CaseState.RECHECK_PLANNED).update(state=CaseState.PANEL)


def test_eleven_parks_are_drawn_recommended_published_and_announced_together(
    parks: Batch, shi: User, yue: User, chen: User
) -> None:
    assert states(parks) == {CaseState.RECHECK_PLANNED: 4, CaseState.PANEL: 7}
    rechecked(parks)
    assert propose(parks, "recommend", reason="符合二级", by=shi).done == PARKS
    assert decide(parks, "recommend", by=yue).done == PARKS
    assert propose(parks, "publish", reason="同意建议", by=yue).done == PARKS
    assert decide(parks, "publish", by=chen).done == PARKS
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
    told = propose(parks, "recommend", reason="符合二级", by=shi)
    assert told.done == PARKS - 1
    (sentence,) = told.refused
    assert late.member.name in sentence
    assert "没有销号" in sentence
    assert together.to_propose(parks, shi) == {"recommend": [late]}
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
    keys = [case.pk for case in parks.cases.order_by("pk")]
    assert picked(desk.get(at)) == keys
    assert desk.post(at, {"reason": "符合二级", "chosen": keys}).status_code == 302
    assert f"整批同意审定建议（{PARKS} 件）" in head.get(page).content.decode()
    at = page + "decide/?verb=recommend"
    assert desk.get(at).status_code == 404
    shown = head.get(at)
    assert "符合二级" in shown.content.decode()
    assert "评定等级：二级" in shown.content.decode()
    assert head.post(at, {"chosen": picked(shown)}).status_code == 302
    assert states(parks) == {CaseState.CONCLUDED: PARKS}


def picked(page: Any) -> list[int]:
    """The boxes that are ticked."""
    found = re.findall(r'name="chosen" value="(\d+)" checked', page.content.decode())
    return [int(key) for key in found]


def test_only_those_that_are_ticked_are_proposed_and_agreed_to(
    parks: Batch, shi: User, client_for: ClientFor
) -> None:
    rechecked(parks)
    page = f"/admin/standardization/batches/{parks.pk}/"
    desk, head = client_for("safety"), client_for("safety_head")
    at = page + "propose/?verb=recommend"
    first, second, *_ = parks.cases.order_by("pk")
    empty = desk.post(at, {"reason": "符合二级"})
    assert (empty.status_code, picked(empty)) == (422, [])
    assert "请至少勾选一件" in empty.content.decode()
    assert "符合二级</textarea>" in empty.content.decode()
    wordless = desk.post(at, {"chosen": [first.pk, second.pk], "reason": " "})
    assert (wordless.status_code, picked(wordless)) == (422, [first.pk, second.pk])
    assert desk.post(at, {"chosen": [first.pk, "x"], "reason": "好"}).status_code == 422
    assert not Proposal.objects.exists()
    sent = {"chosen": [first.pk, second.pk], "reason": "符合二级"}
    assert desk.post(at, sent).status_code == 302
    at = page + "decide/?verb=recommend"
    assert head.post(at).status_code == 422
    assert head.post(at, {"chosen": [first.proposals.get().pk]}).status_code == 302
    assert states(parks) == {CaseState.CONCLUDED: 1, CaseState.PANEL: PARKS - 1}


def test_what_was_asked_for_after_the_page_was_shown_is_not_agreed_to(
    parks: Batch, shi: User, yue: User, client_for: ClientFor
) -> None:
    rechecked(parks)
    propose(parks, "recommend", reason="符合二级", by=shi)
    at = f"/admin/standardization/batches/{parks.pk}/decide/?verb=recommend"
    head = client_for("safety_head")
    seen = picked(head.get(at))
    first = parks.cases.first()
    assert first
    steps.decide(first.proposals.get(), granted=False, answer="理由不足", by=yue)
    steps.propose(first, "recommend", reason="再提", by=shi)
    page = head.post(at, {"chosen": seen}, follow=True).content.decode()
    assert f"{first.member.name}：“审定建议”已由" in page
    first.refresh_from_db()
    assert first.state == CaseState.PANEL
    assert first.proposals.filter(granted=None).count() == 1


def test_when_nothing_is_left_to_do_what_was_typed_stays_and_each_is_named(
    parks: Batch, shi: User, client_for: ClientFor
) -> None:
    """Somebody else was quicker."""
    rechecked(parks)
    propose(parks, "recommend", reason="符合二级", by=shi)
    at = f"/admin/standardization/batches/{parks.pk}/propose/?verb=recommend"
    first = parks.cases.first()
    assert first
    late = client_for("safety").post(at, {"chosen": [first.pk], "reason": "迟了一步"})
    assert late.status_code == 422
    assert f"{first.member.name}：这个案件的“审定建议”还在等待审批" in late.content.decode()
    assert "迟了一步</textarea>" in late.content.decode()


def test_a_case_of_another_batch_is_not_taken_along(parks: Batch, shi: User, yue: User) -> None:
    rechecked(parks)
    other = Batch.objects.create(title="另一批", created_at=clock.now())
    stray = parks.cases.first()
    assert stray
    Case.objects.filter(pk=stray.pk).update(batch=other)
    stray.refresh_from_db()
    assert together.propose(parks, "recommend", cases=[stray], reason="好", by=shi).done == 0
    asked = steps.propose(stray, "recommend", reason="好", by=shi)
    assert together.decide(parks, proposals=[asked], by=yue).done == 0


@pytest.mark.parametrize("address", ["propose/", "propose/?verb=terminate", "undo/?verb=publish"])
def test_a_step_that_no_batch_takes_is_not_found(
    parks: Batch, client_for: ClientFor, address: str
) -> None:
    page = f"/admin/standardization/batches/{parks.pk}/{address}"
    assert client_for("safety_head").post(page, {"chosen": [1]}).status_code == 404


def test_a_longer_batch_asks_the_database_no_more(
    parks: Batch, shi: User, client_for: ClientFor
) -> None:
    rechecked(parks)
    head, desk = client_for("safety_head"), client_for("safety")
    page = f"/admin/standardization/batches/{parks.pk}/"

    def asked(client: Client, address: str) -> int:
        with CaptureQueriesContext(connection) as told:
            assert client.get(page + address).status_code == 200
        return len(told)

    many = asked(desk, ""), asked(desk, "propose/?verb=recommend")
    propose(parks, "recommend", reason="符合二级", by=shi)
    waits = asked(head, "decide/?verb=recommend")
    kept = parks.cases.order_by("pk").values("pk")[:2]
    Proposal.objects.exclude(case__in=list(kept.values_list("pk", flat=True))).delete()
    parks.cases.exclude(pk__in=list(kept.values_list("pk", flat=True))).update(batch=None)
    assert asked(head, "decide/?verb=recommend") == waits
    Proposal.objects.all().delete()
    assert (asked(desk, ""), asked(desk, "propose/?verb=recommend")) == many
