import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from association.accounts.models import User
from association.base.models import StoredFile
from members import register
from members.enums import ChangeState, OrganisationType
from members.models import ChangeRequest, Contact, Member
from members.register import changes
from tests.association.base.files import hostile
from tests.conftest import ClientFor
from tests.factories import cast, people
from tests.factories.members import contact
from tests.factories.papers import licence, not_a_document, pdf
from tests.pages import links, main, primary, words

pytestmark = pytest.mark.django_db

COMPANY = reverse("members:company")
EDIT = reverse("members:company_edit")
ASK = reverse("members:change_request")
NEW_CONTACT = reverse("members:contact_add")
NEW_NAME = "北京安泰晨岭新材料有限公司"


def asked(member: Member, **extra: object) -> dict[str, object]:
    """What the browser sends: the form as it was filled in, with one thing changed."""
    return changes.current(member) | {"name": NEW_NAME, "evidence": licence(), "note": "", **extra}


def a_request(member: Member, role: str) -> ChangeRequest:
    return changes.request(
        member, changes={"name": NEW_NAME}, by=cast.person(role), evidence=licence()
    )


def test_a_member_reads_what_is_on_record_but_not_what_staff_note(
    antai: Member, client_for: ClientFor
) -> None:
    Member.objects.filter(pk=antai.pk).update(note="难缠", email="office@antai.example")
    contact(antai, "田禾", mobile="17900001234", roles=["main"])

    page = client_for("antai_agent").get(COMPANY)

    text = words(page)
    for fact in (
        antai.name,
        antai.credit_code,
        "民营企业 自 2018年3月1日（周四）",
        "office@antai.example",
        "朝阳区",
        antai.number,
        "田禾 主联系人 17900001234",
        "还没有指定：法定代表人、会员代表、财务联系人、安全负责人、培训联系人。",
    ):
        assert fact in text
    assert "难缠" not in text
    assert primary(page) == 1


def test_a_type_nobody_recorded_can_be_asked_for(guanghe: Member, client_for: ClientFor) -> None:
    guanghe.organisation_types.all().delete()
    page = client_for("guanghe_admin").get(COMPANY)
    assert "未登记，请申请登记" in words(page)
    assert ASK in links(page)


def test_email_and_district_change_at_once(antai: Member, client_for: ClientFor) -> None:
    browser = client_for("antai_agent")
    response = browser.post(
        EDIT, {"email": "office@antai.example", "district": "110108", "version": "1"}, follow=True
    )
    assert response.redirect_chain == [(COMPANY, 302)]
    assert "单位资料已保存。" in words(response)
    antai.refresh_from_db()
    assert (antai.email, antai.district) == ("office@antai.example", "110108")


def test_who_comes_second_sees_what_changed_and_keeps_what_was_typed(
    antai: Member, client_for: ClientFor, lin: User
) -> None:
    register.amend(antai, by=lin, version=1, changes={"email": "new@antai.example"})
    browser = client_for("antai_admin")
    typed = {"email": "office@antai.example", "district": "110108", "version": "1"}

    page = browser.post(EDIT, typed)

    text = words(page)
    assert page.status_code == 422
    assert "社会工作部改过这里的内容" in text
    assert "单位邮箱 未登记 new@antai.example" in text
    assert 'value="office@antai.example"' in main(page)
    assert '<option value="110108" selected>' in main(page)
    assert "林思远" not in text

    browser.post(EDIT, typed | {"version": "2"})
    antai.refresh_from_db()
    assert antai.email == "office@antai.example"


@pytest.mark.parametrize("version", ["", "abc"])
def test_a_form_without_its_version_changes_nothing(
    antai: Member, client_for: ClientFor, version: str
) -> None:
    page = client_for("antai_admin").post(EDIT, {"email": "", "district": "", "version": version})
    antai.refresh_from_db()
    assert (page.status_code, antai.version, antai.district) == (422, 1, "110105")


def test_a_contact_is_added_changed_and_removed(antai: Member, client_for: ClientFor) -> None:
    browser = client_for("antai_agent")
    facts = {
        "name": "田禾",
        "mobile": "１７９ 0000 1234",
        "email": "",
        "roles": ["finance", "main"],
    }
    browser.post(NEW_CONTACT, facts)
    person = antai.contacts.get()
    assert (person.mobile, person.roles) == ("17900001234", ["finance", "main"])

    page = browser.get(reverse("members:contact_edit", args=[person.pk]))
    assert 'value="17900001234"' in main(page)
    browser.post(page.wsgi_request.path, facts | {"name": "田禾苗"})
    person.refresh_from_db()
    assert person.name == "田禾苗"

    response = browser.post(reverse("members:contact_remove", args=[person.pk]), follow=True)
    assert "已移除联系人田禾苗。" in words(response)
    assert not antai.contacts.exists()


@pytest.mark.parametrize(
    ("facts", "sentence"),
    [
        ({"mobile": "1390000123"}, "再提交 手机号应为 11 位数字，现在是 10 位"),
        ({"mobile": "", "email": ""}, "再提交 手机和邮箱至少填一项，否则联系不上。"),
        ({"mobile": "17900001234", "name": ""}, "姓名：还没有填写，请填写。"),
    ],
)
def test_a_wrong_contact_comes_back_as_it_was_typed(
    antai: Member, client_for: ClientFor, facts: dict[str, str], sentence: str
) -> None:
    page = client_for("antai_agent").post(NEW_CONTACT, {"name": "田禾", **facts})
    assert page.status_code == 422
    assert sentence in words(page)
    assert f'value="{facts["mobile"]}"' in main(page) or not facts["mobile"]
    assert not Contact.objects.exists()


def test_a_role_that_is_wanted_is_ticked_beforehand(antai: Member, client_for: ClientFor) -> None:
    page = client_for("antai_agent").get(f"{NEW_CONTACT}?role=finance")
    ticked = [line for line in main(page).split("<input") if "checked" in line]
    assert [line.split('value="')[1][:7] for line in ticked] == ["finance"]


def test_a_change_of_name_becomes_a_request_with_a_diff(
    antai: Member, client_for: ClientFor
) -> None:
    browser = client_for("antai_agent")
    page = browser.post(ASK, asked(antai, note="更名"), follow=True)

    change = ChangeRequest.objects.get()
    assert page.redirect_chain == [(reverse("members:change", args=[change.pk]), 302)]
    text = words(page)
    for part in (
        "待审核",
        f"单位名称 北京安泰晨岭建材有限公司 {NEW_NAME}",
        "更名",
        "营业执照.pdf",
        "撤回申请",
    ):
        assert part in text
    antai.refresh_from_db()
    assert antai.name == "北京安泰晨岭建材有限公司"


def test_a_wrong_code_gets_its_sentence_and_what_was_typed_stays(
    antai: Member, client_for: ClientFor
) -> None:
    wrong = antai.credit_code[:-1]
    page = client_for("antai_admin").post(ASK, asked(antai, credit_code=wrong, note="换证"))
    assert page.status_code == 422
    text = words(page)
    assert "再提交 统一社会信用代码应为 18 位，现在是 17 位，请核对是否漏抄或多抄" in text
    assert "请重新选择证明材料" in text
    for typed in (f'value="{wrong}"', f'value="{NEW_NAME}"', "换证"):
        assert typed in main(page)
    assert not StoredFile.objects.exists()


def test_a_code_in_full_width_is_taken(antai: Member, client_for: ClientFor) -> None:
    code = people.credit_code()
    wide = "".join(chr(ord(letter) + 0xFEE0) for letter in code)
    client_for("antai_admin").post(ASK, asked(antai, name=antai.name, credit_code=wide))
    assert ChangeRequest.objects.get().changes == {"credit_code": [antai.credit_code, code]}


@pytest.mark.parametrize(
    ("evidence", "sentence"),
    [
        ("", "证明材料：请上传证明材料。"),
        (
            not_a_document(),
            "证明材料：文件“营业执照.pdf”是可执行程序，这里不收。这里收 PDF、JPG 或 PNG",
        ),
    ],
)
def test_a_request_without_a_readable_paper_is_not_taken(
    antai: Member, client_for: ClientFor, evidence: object, sentence: str
) -> None:
    page = client_for("antai_admin").post(ASK, asked(antai, evidence=evidence))
    assert page.status_code == 422
    assert sentence in words(page)
    assert not ChangeRequest.objects.exists()


def test_the_rules_for_the_paper_stand_there_before_it_is_chosen(
    antai: Member, client_for: ClientFor
) -> None:
    text = words(client_for("antai_admin").get(ASK))
    assert "变更后的营业执照或登记证书：PDF、JPG 或 PNG，不超过 10 MB。" in text
    assert "照片会重新生成，拍摄位置等信息会被去掉" in text


def test_nothing_changed_is_no_request(antai: Member, client_for: ClientFor) -> None:
    page = client_for("antai_admin").post(ASK, asked(antai, name=antai.name))
    assert page.status_code == 422
    assert "与现在的登记相同" in words(page)


def test_while_one_request_waits_the_form_leads_to_it(antai: Member, client_for: ClientFor) -> None:
    change = a_request(antai, "antai_admin")
    browser = client_for("antai_agent")
    page = browser.get(ASK, follow=True)
    assert page.redirect_chain == [(reverse("members:change", args=[change.pk]), 302)]
    assert "已有一份变更申请在审核。要改动，请先撤回它。" in words(page)
    company = browser.get(COMPANY)
    assert ASK not in links(company)
    assert reverse("members:change", args=[change.pk]) in links(company)


def test_a_request_can_be_withdrawn_until_it_is_decided(
    antai: Member, client_for: ClientFor, lin: User
) -> None:
    browser = client_for("antai_agent")
    first = a_request(antai, "antai_admin")
    page = browser.post(reverse("members:change_withdraw", args=[first.pk]), follow=True)
    assert "变更申请已撤回，登记没有改动。" in words(page)

    second = changes.approve(a_request(antai, "antai_admin"), by=lin)
    page = browser.post(reverse("members:change_withdraw", args=[second.pk]), follow=True)
    assert "不能撤回信息变更申请" in words(page)
    second.refresh_from_db()
    assert second.state == ChangeState.APPROVED


def test_a_refusal_is_read_with_its_reason_and_tried_again_from_where_it_was(
    antai: Member, client_for: ClientFor, lin: User
) -> None:
    change = a_request(antai, "antai_admin")
    changes.reject(change, by=lin, answer="执照照片看不清，请重新扫描")
    browser = client_for("antai_agent")

    page = browser.get(reverse("members:change", args=[change.pk]))
    assert "未采纳的理由 执照照片看不清，请重新扫描" in words(page)
    assert "林思远" not in words(page)
    again = f"{ASK}?again={change.pk}"
    assert again in links(page)
    assert f'value="{NEW_NAME}"' in main(browser.get(again))


@pytest.mark.parametrize("again", ["0", "x", "-1", "9" * 30])
def test_a_made_up_earlier_request_is_ignored(
    antai: Member, client_for: ClientFor, again: str
) -> None:
    page = client_for("antai_admin").get(f"{ASK}?again={again}")
    assert f'value="{antai.name}"' in main(page)


@pytest.mark.parametrize(
    ("role", "address"),
    [("antai_agent", "members:change_evidence"), ("social", "admin:members_change_evidence")],
)
def test_a_paper_is_handed_to_its_member_and_the_desk_as_a_download_that_nothing_runs(
    antai: Member, client_for: ClientFor, role: str, address: str
) -> None:
    change = a_request(antai, "antai_admin")
    response = client_for(role).get(reverse(address, args=[change.pk]))
    assert b"".join(response.streaming_content) == pdf()
    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Disposition"].startswith('attachment; filename="file.pdf"; filename*=')
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert response["Cache-Control"].startswith("private, no-store")


def test_a_photo_handed_in_comes_back_without_where_it_was_taken(
    antai: Member, client_for: ClientFor
) -> None:
    browser = client_for("antai_admin")
    assert b"39.9042 N" in hostile.located()
    photo = SimpleUploadedFile("执照.jpg", hostile.located())
    page = browser.post(ASK, asked(antai, evidence=photo), follow=True)
    change = ChangeRequest.objects.get()
    assert "变更申请已提交" in words(page)
    url = reverse("members:change_evidence", args=[change.pk])
    assert url in links(page)
    handed_out = b"".join(browser.get(url).streaming_content)
    assert handed_out.startswith(b"\xff\xd8\xff")
    assert b"39.9042 N" not in handed_out


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("执照.pdf", hostile.pdf_with_script(), "带有脚本"),
        ("执照.pdf", hostile.pdf_with_an_archive_behind(), "里还藏着别的内容"),
        ("执照.png", hostile.thirty_thousand_square(), "的像素太多"),
        ("执照.svg", b"<svg xmlns='http://www.w3.org/2000/svg' onload='x()'/>", "是 SVG 图片"),
    ],
)
def test_a_hostile_paper_is_told_at_its_field_and_all_that_was_typed_stays(
    antai: Member, client_for: ClientFor, name: str, content: bytes, sentence: str
) -> None:
    typed = asked(antai, evidence=SimpleUploadedFile(name, content), note="执照上个月换发")
    page = client_for("antai_admin").post(ASK, typed)
    assert page.status_code == 422
    assert f"证明材料：文件“{name}”{sentence}" in words(page)
    assert f'value="{NEW_NAME}"' in main(page)
    assert "执照上个月换发" in main(page)
    assert not StoredFile.objects.exists()


def test_the_answer_to_a_type_stands_on_record(
    antai: Member, client_for: ClientFor, lin: User
) -> None:
    change = changes.request(
        antai,
        changes={"organisation_type": OrganisationType.STATE},
        by=cast.person("antai_admin"),
        evidence=licence(),
    )
    changes.approve(change, by=lin, answer="股权变更已核对")
    page = client_for("antai_admin").get(COMPANY)
    assert "国有企业 · 会员单位" in words(page)
    assert "单位类型 已采纳" in words(page)


@pytest.mark.parametrize("name", ["change", "change_evidence", "change_withdraw"])
def test_another_members_request_is_not_there(
    antai: Member, client_for: ClientFor, name: str
) -> None:
    change = a_request(antai, "antai_admin")
    browser = client_for("guanghe_admin")
    ask = browser.post if name == "change_withdraw" else browser.get
    assert ask(reverse(f"members:{name}", args=[change.pk])).status_code == 404
    assert ChangeRequest.objects.get().state == ChangeState.PENDING


@pytest.mark.parametrize("name", ["contact_edit", "contact_remove"])
def test_another_members_contact_is_not_there(
    antai: Member, client_for: ClientFor, name: str
) -> None:
    person = contact(antai, "田禾")
    response = client_for("guanghe_admin").post(
        reverse(f"members:{name}", args=[person.pk]), {"name": "别人", "mobile": "17900001234"}
    )
    assert response.status_code == 404
    assert Contact.objects.get().name == "田禾"


@pytest.mark.parametrize("name", ["company", "company_edit", "contact_add", "change_request"])
def test_a_stranger_signs_in_first(client_for: ClientFor, antai: Member, name: str) -> None:
    response = client_for("anonymous").get(reverse(f"members:{name}"))
    assert response.status_code == 302
    assert response["Location"].startswith(reverse("account_login"))


@pytest.mark.parametrize("name", ["contact_remove", "change_withdraw"])
def test_what_takes_something_away_is_never_a_link(
    antai: Member, client_for: ClientFor, name: str
) -> None:
    key = contact(antai).pk if name == "contact_remove" else a_request(antai, "antai_admin").pk
    assert client_for("antai_admin").get(reverse(f"members:{name}", args=[key])).status_code == 405
