"""What somebody typed into a question is still there when the step is refused."""

from playwright.sync_api import expect

from standardization.enums import CaseState
from tests.factories import cast
from tests.factories import standardization as make
from tests.stories.conftest import PageFor


def test_the_question_is_open_again_with_the_reason_and_the_refusal(
    page_for: PageFor, console: list[str]
) -> None:
    by = cast.person("safety")
    case = make.case(cast.company("antai"), by=by, state=CaseState.PANEL)
    make.finding(case, by=by)
    page = page_for("safety")
    page.goto(f"/admin/standardization/cases/{case.pk}/")
    page.get_by_role("button", name="提请审定建议").click()
    asked = page.get_by_role("dialog", name="提请审定建议")
    asked.get_by_label("理由").fill("各项整改到位")
    asked.get_by_role("button", name="提出").click()
    expect(asked).to_be_visible()
    expect(asked.get_by_role("alert")).to_contain_text("没有销号")
    expect(asked.get_by_label("理由")).to_have_value("各项整改到位")
    console.clear()  # the browser tells of the 422
