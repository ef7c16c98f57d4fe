"""A sub-batch is put together: who is ready is ticked, and how many go stands beside the button."""

import pytest
from playwright.sync_api import expect

from tests.factories import batches, cast, training
from tests.stories.conftest import PageFor, Shoot
from training.batches import recording
from training.enums import EnrolmentState
from training.models import SubBatch, TrainingClass


@pytest.fixture
def passed(transactional_db: None) -> TrainingClass:
    """Three are ready, one of them was returned before; a fourth lacks the photo."""
    of, team = batches.past_class(), cast.team("chenling")
    rows = [
        batches.passed(of, team, person=training.trainee(name))[0]
        for name in ("陶然", "顾北辰", "䶮一鸣")
    ]
    back = batches.submitted(rows[2:])
    recording.send_back(back.lines.get(), by=batches.staff(), reason="身份证复印件不清楚")
    training.enrolment(of, team, training.trainee("宋清和"), state=EnrolmentState.PASSED)
    return of


@pytest.mark.parametrize("width", [1280, 360])
def test_all_or_none_by_one_press_and_the_number_is_told(
    page_for: PageFor, shoot: Shoot, passed: TrainingClass, width: int
) -> None:
    page = page_for("training", width=width)
    page.goto(f"/admin/training/classes/{passed.pk}/batches/")
    told = page.get_by_role("status").filter(has_text="已选")
    expect(told).to_have_text("已选 2 人")
    shoot(page, f"batches-picked-{width}")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.get_by_role("link", name="全选", exact=True).click()
    expect(told).to_have_text("已选 3 人")
    page.get_by_role("link", name="全不选").click()
    expect(told).to_have_text("已选 0 人")
    page.get_by_role("checkbox", name="选择顾北辰").check()
    expect(told).to_have_text("已选 1 人")
    page.get_by_role("button", name="编成批次").click()
    expect(page.locator("main")).to_contain_text("还没有送审")
    draft = SubBatch.objects.get(state=SubBatch.State.DRAFT)
    assert [line.enrolment.trainee.name for line in draft.lines.all()] == ["顾北辰"]
