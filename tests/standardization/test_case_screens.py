"""Pages of a case at the desk, in the portal, for offices and experts."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from association.base import audit, clock
from standardization.cases import filing, letters, steps
from standardization.desk.queues import queues
from standardization.enums import (
    AnswerState,
    AssignmentState,
    CaseKind,
    CaseState,
    ClockKind,
    Duty,
    SnapshotKind,
)
from standardization.models import AnswerEvent, Assignment, Case, Clock, Expert, Item, Proposal
from standardization.people import assigning
from tests.conftest import ClientFor
from tests.factories import cast
from tests.factories import standardization as make

pytestmark = pytest.mark.django_db
CASES = "admin:standardization_cases"


def case_in(state: str, company: str = "antai") -> Case:
    return make.case(cast.company(company), by=cast.person("safety"), state=state)


def late(case: Case, kind: ClockKind = ClockKind.MATERIALS) -> Clock:
    today = clock.today()
    return Clock.objects.create(
        case=case, kind=kind, started_on=today - timedelta(30), working_days=10,
        due_on=today - timedelta(3),
    )  # fmt: skip


def test_the_list_costs_the_same_for_one_case_and_for_forty(client_for: ClientFor) -> None:
    client = client_for("safety")
    late(case_in(CaseState.MATERIAL_REVIEW))
    client.get(reverse(CASES))
    with CaptureQueriesContext(connection) as few:
        client.get(reverse(CASES))
    for _ in range(40):
        late(case_in(CaseState.MATERIAL_REVIEW, "guanghe"))
    with CaptureQueriesContext(connection) as many:
        page = client.get(reverse(CASES))
    assert len(many) == len(few) <= 8
    assert "共 41 件" in page.content.decode()


def test_the_pool_costs_the_same_for_one_expert_and_for_thirty(client_for: ClientFor) -> None:
    client, case = client_for("safety"), case_in(CaseState.RECHECK_PLANNED)
    make.expert("岑松")
    pages = (
        reverse("admin:standardization_experts"),
        reverse("admin:standardization_case_people", args=[case.pk]),
    )
    counts = []
    for round in range(2):
        for address in pages:
            with CaptureQueriesContext(connection) as asked:
                client.get(address)
            counts.append(len(asked))
        for number in range(30 if round == 0 else 0):
            make.expert(f"专家{number}")
    assert counts[:2] == counts[2:]


def test_what_is_late_is_one_click_from_the_workbench(client_for: ClientFor) -> None:
    late(case_in(CaseState.MATERIAL_REVIEW))
    case_in(CaseState.MATERIAL_REVIEW, "guanghe")
    (queue,) = [one for one in queues(cast.person("safety")) if one.s == "stop"]
    page = client_for("safety").get(queue.url).content.decode()
    assert queue.count == 1
    assert cast.company("antai").name in page
    assert cast.company("guanghe").name not in page


def test_publicity_that_is_over_is_nobodys_delay() -> None:
    late(case_in(CaseState.PUBLICITY), ClockKind.PUBLICITY)
    (queue,) = [one for one in queues(cast.person("safety")) if one.s == "stop"]
    assert queue.count == 0


def test_the_list_is_searched_and_narrowed(client_for: ClientFor) -> None:
    client = client_for("safety")
    found, other = case_in(CaseState.SUBMITTED), case_in(CaseState.REVIEWING, "guanghe")
    for asked in (f"q={found.number}", "one=submitted", "state=filing", "officer=none&q=安泰"):
        page = client.get(f"{reverse(CASES)}?{asked}").content.decode()
        assert found.number in page
        assert other.number not in page


def test_a_proposal_is_decided_on_the_page_and_a_no_wants_a_reason(client_for: ClientFor) -> None:
    case = case_in(CaseState.MATERIAL_REVIEW)
    proposal = steps.propose(case, "accept", by=cast.person("safety"), reason="齐全")
    address = reverse("admin:standardization_decide", args=[proposal.pk])
    client = client_for("safety_head")
    answer = client.post(address, {"answer": ""})
    assert answer.status_code == 422
    assert "不同意须写明理由" in answer.content.decode()
    client.post(address, {"answer": "行业不符"})
    proposal.refresh_from_db()
    assert (proposal.granted, proposal.answer) == (False, "行业不符")


def test_whoever_presses_second_is_told_the_state_that_there_is(client_for: ClientFor) -> None:
    case = case_in(CaseState.SUBMITTED)
    address = reverse("admin:standardization_case_take", args=[case.pk, "take"])
    assert client_for("safety").post(address).status_code == 302
    page = client_for("safety_head").post(address, follow=True).content.decode()
    assert "现在是“材料审核”" in page
    case.refresh_from_db()
    assert case.officer == cast.person("safety")


def test_an_officer_asks_for_what_only_two_may_do(client_for: ClientFor) -> None:
    case = case_in(CaseState.PANEL)
    address = reverse("admin:standardization_case_propose", args=[case.pk, "recommend"])
    make.scored(case, SnapshotKind.REVIEW, "70.0", "三级")
    company = reverse("standardization:company_case", args=[case.pk])
    asked = client_for("antai_admin").get(company).content.decode()
    assert "同意按三级定级" in asked
    assert "同意按三级定级" not in client_for("antai_agent").get(company).content.decode()
    client_for("antai_admin").post(
        reverse("standardization:company_consent", args=[case.pk]), {"grade": "三级"}
    )
    assert "同意按三级定级" not in client_for("antai_admin").get(company).content.decode()
    client_for("safety").post(address, {"reason": "达标", "grade": "三级"})
    assert Proposal.objects.get(case=case).facts == {"grade": "三级"}


def test_a_company_sees_neither_the_draw_nor_the_panel(client_for: ClientFor) -> None:
    case = case_in(CaseState.RECHECK_SELECTION)
    address = reverse("standardization:company_case", args=[case.pk])
    page = client_for("antai_admin").get(address).content.decode()
    assert "联合会正在审核" in page
    assert "抽取" not in page


def test_a_company_answers_its_review_element_by_element(client_for: ClientFor) -> None:
    an, member = cast.person("antai_admin"), cast.company("antai")
    case = filing.begin(
        member, kind=CaseKind.INITIAL, grade="二级", version=make.published(),
        sites=[make.site(member)], by=an,
    )  # fmt: skip
    client = client_for("antai_agent")
    item = Item.objects.get(version=case.standards.get().version, code="2.1")
    rule = item.deduction_rules.get()
    address = reverse("standardization:company_self_review", args=[case.pk])
    there = f"{address}?element={item.element_id}"
    name = f"item{item.pk}"
    typed = {f"{name}-state": "fails", f"{name}-reason": "", f"{name}-count{rule.pk}": "2"}
    answer = client.post(there, typed)
    assert answer.status_code == 422
    assert "请写明理由" in answer.content.decode()
    for _ in range(2):  # saved again, nothing is written twice
        client.post(there, typed | {f"{name}-reason": "接地断开 2 处"})
    checklist = case.checklists.get(kind=SnapshotKind.SELF)
    event = AnswerEvent.objects.get(checklist=checklist)
    assert (event.state, event.deductions) == (AnswerState.FAILS, {str(rule.pk): 2})


def test_a_long_record_is_read_from_its_very_beginning(client_for: ClientFor) -> None:
    case, by = case_in(CaseState.RECHECK_PLANNED), cast.person("safety")
    there = 50 + audit.timeline(case).count()
    for number in range(50):
        audit.record(case, f"第{number}步", by=by, about=case)
    page = reverse("admin:standardization_case", args=[case.pk])
    seen = client_for("safety").get(page).content.decode()
    assert f"更早的 {there - 30} 条" in seen
    assert "第0步" in seen.split("<details><summary>更早的")[1]
    assert "第49步" in seen.split("<details><summary>更早的")[0]


def test_the_recused_are_told_nothing_not_even_a_count(client_for: ClientFor) -> None:
    user, case = cast.person("expert"), case_in(CaseState.RECHECK_PLANNED)
    row = make.assignment(
        case, Expert.objects.get(user=user), by=cast.person("safety"), duty=Duty.RECHECKER,
        state=AssignmentState.DECLARING,
    )  # fmt: skip
    client, home = client_for("expert"), reverse("standardization:expert_home")
    page = reverse("standardization:expert_assignment", args=[row.pk])
    before = client.get(page).content.decode()
    assert case.member.name in before
    assert case.number not in before
    assert "场所" not in before
    declare = reverse("standardization:expert_declare", args=[row.pk])
    client.post(declare, {"clear": "no", "kinds": ["relative"]}, follow=True)
    assert Assignment.objects.get(pk=row.pk).state == AssignmentState.RECUSED
    assert client.get(page).status_code == 404
    assert case.member.name not in client.get(home).content.decode()


def test_declared_and_accepted_the_case_opens(client_for: ClientFor) -> None:
    user, case = cast.person("expert"), case_in(CaseState.RECHECK_PLANNED)
    row = make.assignment(
        case, Expert.objects.get(user=user), by=cast.person("safety"), duty=Duty.RECHECKER,
        state=AssignmentState.DECLARING,
    )  # fmt: skip
    client = client_for("expert")
    client.post(reverse("standardization:expert_declare", args=[row.pk]), {"clear": "yes"})
    client.post(reverse("standardization:expert_answer", args=[row.pk, "accept"]))
    page = client.get(reverse("standardization:expert_assignment", args=[row.pk]))
    assert case.number in page.content.decode()


def test_what_was_typed_for_a_step_stays_when_it_is_refused(client_for: ClientFor) -> None:
    case, desk = case_in(CaseState.PANEL), client_for("safety")
    make.finding(case, by=cast.person("safety"))
    page = reverse("admin:standardization_case_propose", args=[case.pk, "recommend"])
    typed = "各项整改到位，建议评定为二级"
    refused = desk.post(page, {"reason": typed, "grade": "二级"})
    assert refused.status_code == 422
    text = refused.content.decode()
    assert "没有销号" in text
    assert f"{typed}</textarea>" in text
    take = reverse("admin:standardization_case_take", args=[case.pk, "redo"])
    assert (
        f"{typed}</textarea>"
        not in desk.get(reverse("admin:standardization_case", args=[case.pk])).content.decode()
    )
    late = desk.post(take, {"reason": typed})
    assert late.status_code == 422
    assert f"您刚才填写的：{typed}" in late.content.decode()
    assert not Proposal.objects.exists()


def test_the_bureau_confirms_on_its_own_page(client_for: ClientFor) -> None:
    case, office = case_in(CaseState.AUTHORITY_CONFIRM), cast.organisation("bureau")
    client = client_for("bureau")
    address = reverse("standardization:office_case", args=[office.pk, case.pk])
    answer = client.post(address, {"kind": "return", "text": ""})
    assert answer.status_code == 422
    client.post(address, {"kind": "confirm", "text": ""})
    case.refresh_from_db()
    assert case.state == CaseState.ASSIGNING


def test_a_review_organisation_sees_what_was_delegated_to_it_alone(client_for: ClientFor) -> None:
    client, chosen = client_for("reviewer"), cast.organisation("yunling")
    by = cast.person("safety")
    own = make.case(
        cast.company("antai"), by=by, state=CaseState.REVIEW_PLANNED, organisation=chosen
    )
    early = make.case(
        cast.company("guanghe"), by=by, state=CaseState.ASSIGNING, organisation=chosen
    )
    page = client.get(reverse("standardization:office_home", args=[chosen.pk])).content.decode()
    assert own.number in page
    assert early.number not in page
    address = reverse("standardization:office_case", args=[chosen.pk, early.pk])
    assert client.get(address).status_code == 404


def test_chosen_and_never_asked_an_organisation_does_not_see_what_was_withdrawn(
    client_for: ClientFor,
) -> None:
    client, chosen = client_for("reviewer"), cast.organisation("yunling")
    case = case_in(CaseState.ASSIGNING)
    assigning.choose_organisation(case, chosen, by=cast.person("safety"))
    steps.take(case, "withdraw", by=cast.person("antai_admin"), reason="停产")
    address = reverse("standardization:office_case", args=[chosen.pk, case.pk])
    assert client.get(address).status_code == 404
    home = reverse("standardization:office_home", args=[chosen.pk])
    assert case.number not in client.get(home).content.decode()


def test_what_was_delegated_and_then_withdrawn_stays_visible(client_for: ClientFor) -> None:
    client, chosen = client_for("reviewer"), cast.organisation("yunling")
    by = cast.person("safety")
    case = make.case(
        cast.company("antai"), by=by, state=CaseState.REVIEW_PLANNED, organisation=chosen
    )
    letters.follow(case, "delegate", by=by, reason="")
    steps.take(case, "withdraw", by=cast.person("antai_admin"), reason="停产")
    address = reverse("standardization:office_case", args=[chosen.pk, case.pk])
    assert client.get(address).status_code == 200
