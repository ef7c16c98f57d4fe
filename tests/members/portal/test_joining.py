import re

import pytest
from django.test import Client
from django.urls import reverse

from association.accounts.models import User
from association.base.rates import within
from members.joining import admission, applications, steps
from members.models import JoiningApplication, JoiningStep, Member
from tests.conftest import ClientFor
from tests.factories import cast, dues, joining, papers, people

pytestmark = pytest.mark.django_db


def _page(token: str) -> str:
    return reverse("members:joining_application", args=[token])


def _typed(**fields: object) -> dict[str, object]:
    facts = {
        "name": "北京晨岭新锐科技有限公司",
        "credit_code": people.credit_code(),
        "organisation_type": "private",
        "district": "110105",
        "position": "member",
        "legal_person": "沈禾",
        "introduction": "",
        "contact_name": "简宁",
        "mobile": people.mobile(),
        "email": "",
    }
    return facts | fields


def test_what_it_costs_comes_from_the_standard_in_force() -> None:
    page = Client().get(reverse("members:joining")).content.decode()
    assert "2,000.00" in page
    assert "50,000.00" in page


def test_from_nothing_to_handed_in_without_an_account() -> None:
    browser = Client()
    begun = browser.post(
        reverse("members:joining_begin"),
        {"contact_name": "简宁", "mobile": "１３９００００１２３４".replace("１２３４", "1234")},
    )
    assert begun.status_code == 302
    link = begun["Location"]

    browser.post(link, _typed(name="", credit_code="", organisation_type="", save="1"))
    assert JoiningApplication.objects.get().state == "draft"

    answer = Client().post(link, _typed(licence=papers.licence(), submit="1"))
    assert answer.status_code == 302
    assert JoiningApplication.objects.get().state == "submitted"
    assert "秘书处审核" in Client().get(link).content.decode()


def test_what_is_lacking_is_said_and_nothing_typed_is_lost() -> None:
    _, token = applications.begin(contact_name="简宁", mobile=people.mobile())

    answer = Client().post(_page(token), _typed(submit="1", introduction="做评价的"))

    page = answer.content.decode()
    assert answer.status_code == 422
    assert "还缺：营业执照或登记证书" in page
    assert "做评价的" in page
    assert JoiningApplication.objects.get().introduction == "做评价的"


def test_a_wrong_code_is_named_at_its_field() -> None:
    _, token = applications.begin(contact_name="简宁", mobile=people.mobile())

    answer = Client().post(_page(token), _typed(credit_code="91110105X", save="1"))

    assert answer.status_code == 422
    assert "credit_code" in answer.context["form"].errors
    assert "北京晨岭新锐科技有限公司" in answer.content.decode()


@pytest.mark.parametrize("token", ["nothing", "A" * 43])
def test_a_link_that_opens_nothing_says_no_more_than_that(token: str) -> None:
    answer = Client().get(_page(token))
    assert answer.status_code == 404
    assert "没有找到这份申请" in answer.content.decode()


def test_one_address_opens_few_drafts_at_once() -> None:
    browser, page = Client(), reverse("members:joining_begin")
    answers = [
        browser.post(page, {"contact_name": "简宁", "mobile": people.mobile()}).status_code
        for _ in range(6)
    ]
    assert answers == [302, 302, 302, 302, 302, 429]
    assert JoiningApplication.objects.count() == 5


def test_guessing_links_is_slowed_down() -> None:
    browser = Client()
    for _ in range(60):
        within("joining", "127.0.0.1", limit=60, seconds=60)

    answer = browser.get(_page("A" * 43))

    assert answer.status_code == 429
    assert answer["Retry-After"] == "60"


def test_admitted_the_contact_sets_a_password_and_is_in(lin: User) -> None:
    application = joining.accepted()
    member = admission.admit(application, resolution=joining.paper_resolution(), by=lin)
    token = applications.new_link(application, by=lin)
    browser = Client()
    assert member.number in browser.get(_page(token)).content.decode()

    invited = browser.post(reverse("members:joining_account", args=[token]))
    set_up = browser.post(
        invited["Location"], {"password1": "rather-long-2020", "password2": "rather-long-2020"}
    )

    assert set_up.status_code == 302
    assert member.representatives.get().role == "admin"
    page = Client().get(_page(token)).content.decode()
    assert "设置登录密码" not in page
    assert "登录会员服务" in page


def test_only_what_handing_in_does_without_is_called_optional() -> None:
    _, token = applications.begin(contact_name="简宁", mobile=people.mobile())
    page = Client().get(_page(token)).content.decode()
    optional = re.findall(r"<label[^>]*>([^<]+?) <small class=\"optional\">", page)
    assert optional == ["所在区", "单位简介", "盖章的入会申请表", "联系邮箱"]


def test_the_sheet_to_be_stamped_is_a_pdf_with_the_name() -> None:
    row = joining.filled()
    token = applications.new_link(row, by=cast.person("social"))

    answer = Client().get(reverse("members:joining_sheet", args=[token]))

    assert answer["Content-Type"] == "application/pdf"
    assert b"".join(answer).startswith(b"%PDF")  # type: ignore[arg-type]


def test_leaving_shows_what_is_owed_and_is_done_with_one_click(
    client_for: ClientFor, antai: Member
) -> None:
    dues.assessed(antai, 2020)
    browser = client_for("antai_admin")
    page = reverse("members:leave")
    assert "2,000.00" in browser.get(page).content.decode()

    unsure = browser.post(page, {"reason": ""})
    assert unsure.status_code == 422
    done = browser.post(page, {"reason": "", "sure": "on"}, follow=True)

    antai.refresh_from_db()
    assert antai.state == "withdrawn"
    assert re.search(r"会籍是“已退会”", done.content.decode())


def test_the_applicant_sees_which_step_is_under_way_and_no_opinion() -> None:
    JoiningStep.objects.filter(code="visit").update(active=True)
    row = joining.submitted()
    token = applications.new_link(row, by=cast.person("social"))
    review = JoiningStep.objects.get(code="review")
    assert _under_way(token) == "秘书处审核"

    steps.finish(row, review, by=cast.person("social"), opinion="注册地址待走访核对")

    assert _under_way(token) == "部门走访"
    assert "待走访核对" not in Client().get(_page(token)).content.decode()


def _under_way(token: str) -> str:
    page = Client().get(_page(token)).content.decode()
    [label] = re.findall(r'<li aria-current="step"><b>([^<]+)</b>', page)
    return str(label)


def test_the_stamped_form_comes_after_by_the_link_and_the_desk_shows_it(
    client_for: ClientFor,
) -> None:
    row = joining.submitted()
    token = applications.new_link(row, by=cast.person("social"))
    place, browser = reverse("members:joining_stamped", args=[token]), Client()
    desk = reverse("admin:members_joiningapplication_change", args=[row.pk])
    assert place in browser.get(_page(token)).content.decode()
    assert "申请人可以凭链接补" in client_for("social").get(desk).content.decode()
    assert browser.post(place, {}).status_code == 422
    assert browser.post(place, {"stamped": papers.not_a_document()}).status_code == 422

    browser.post(place, {"stamped": papers.licence("盖章申请表.pdf")})

    assert place not in browser.get(_page(token)).content.decode()
    told = client_for("social").get(desk).content.decode()
    assert "补交盖章的申请表：盖章申请表.pdf" in told
    assert reverse("admin:members_joining_paper", args=[row.pk, "stamped"]) in told
    again = browser.post(place, {"stamped": papers.licence()}, follow=True)
    assert "已经交了，或已办结" in again.content.decode()
