"""A lot that anybody can draw again from its record."""

from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from association.accounts.models import User
from association.base.errors import Refused
from standardization.enums import BatchState, CaseState, Duty
from standardization.models import Batch, Case, DrawRule
from standardization.people import drawing, lots
from tests.factories import cast
from tests.factories import standardization as make


@given(st.text(max_size=20), st.sets(st.integers(1, 10_000), max_size=40))
def test_the_order_is_that_of_the_hashes_whatever_the_order_of_the_keys(
    seed: str, keys: set[int]
) -> None:
    drawn = lots.order(seed, keys)
    assert drawn == lots.order(seed, sorted(keys, reverse=True))
    assert set(drawn) == keys
    hashes = [sha256(f"{seed}|{key}".encode()).hexdigest() for key in drawn]
    assert hashes == sorted(hashes)


@pytest.mark.parametrize(("count", "wanted"), [(0, 0), (1, 1), (3, 1), (4, 2), (11, 4)])
def test_a_third_is_rounded_up_and_never_nothing(count: int, wanted: int) -> None:
    assert lots.quota(count, 1, 3) == wanted


@pytest.fixture
def shi(db: None) -> User:
    return cast.person("safety")


def reviewed(shi: User, count: int, *, state: str = CaseState.RECHECK_SELECTION) -> list[Case]:
    chosen, version = cast.organisation("yunling"), make.published()
    return [
        make.case(cast.company(key), by=shi, state=state, organisation=chosen, version=version)
        for key in (["antai", "hengyuan", "guanghe"] * count)[:count]
    ]


def gathered(shi: User, cases: list[Case]) -> Batch:
    return drawing.gather(title="云岭 2026 年第一批", cases=cases, by=shi)


def only_by_lot() -> None:
    DrawRule.objects.update(first_of_organisation=False, after_veto=False, industries=[])


def test_a_third_of_a_batch_goes_to_the_recheck_and_the_rest_on(shi: User) -> None:
    only_by_lot()
    cases = reviewed(shi, 4)
    draw = drawing.draw_rechecks(gathered(shi, cases), by=shi, seed="a1")
    states = dict(Case.objects.values_list("pk", "state"))
    assert len(draw.chosen) == 2
    assert {pk for pk, state in states.items() if state == CaseState.RECHECK_PLANNED} == set(
        draw.chosen
    )
    assert sorted(states.values()).count(CaseState.PANEL) == 2
    assert drawing.again(draw) == draw.chosen


def test_what_must_be_rechecked_comes_first_and_counts(shi: User) -> None:
    DrawRule.objects.update(after_veto=False, industries=["危险化学品"])
    cases = reviewed(shi, 3)
    standard = cases[0].standards.get().version.standard
    standard.industry = "冶金"
    standard.save()
    draw = drawing.draw_rechecks(gathered(shi, cases), by=shi)
    assert draw.chosen == [cases[0].pk]  # the organisation's first
    assert "首个案件" in draw.population[0]["must"]
    assert drawing.again(draw) == draw.chosen


def test_every_one_that_must_be_is_rechecked_also_above_the_rate(shi: User) -> None:
    DrawRule.objects.update(industries=["危险化学品"])
    cases = reviewed(shi, 3)
    standard = cases[0].standards.get().version.standard
    standard.industry = "危险化学品"
    standard.save()
    draw = drawing.draw_rechecks(gathered(shi, cases), by=shi)
    assert sorted(draw.chosen) == [case.pk for case in cases]


def test_a_batch_is_drawn_once_and_tells_who_was_not_ready(shi: User) -> None:
    only_by_lot()
    late = reviewed(shi, 1, state=CaseState.REPORTING)
    batch = gathered(shi, [*reviewed(shi, 2), *late])
    draw = drawing.draw_rechecks(batch, by=shi)
    assert [line["id"] for line in draw.left_out] == [late[0].pk]
    assert batch.state == BatchState.DRAWN
    with pytest.raises(Refused, match="已经抽取过"):
        drawing.draw_rechecks(batch, by=shi)


def test_a_case_is_in_one_batch(shi: User) -> None:
    cases = reviewed(shi, 1)
    gathered(shi, cases)
    with pytest.raises(Refused, match="已在别的批次里"):
        drawing.gather(title="另一批", cases=cases, by=shi)


def test_experts_are_drawn_from_those_who_may_be_asked(shi: User) -> None:
    (case,) = reviewed(shi, 1, state=CaseState.RECHECK_PLANNED)
    fit = [make.expert(name) for name in ("岑松", "蒲青", "任杉")]
    tied = make.expert("梁茂", at=cast.organisation("yunling"))
    draw = drawing.draw_experts(case, duty=Duty.RECHECKER, count=2, by=shi, seed="b2")
    assert draw.chosen == lots.order("b2", [each.pk for each in fit])[:2]
    assert [line["id"] for line in draw.left_out] == [tied.pk]
    assert "评审单位的人员" in draw.left_out[0]["why"]
    assert drawing.again(draw) == draw.chosen


def test_who_may_not_draw_does_not(shi: User) -> None:
    (case,) = reviewed(shi, 1, state=CaseState.RECHECK_PLANNED)
    with pytest.raises(Refused, match="没有权限抽取"):
        drawing.draw_experts(case, duty=Duty.RECHECKER, count=1, by=cast.person("social"))
