from collections.abc import Callable
from datetime import date

import pytest
from django.urls import reverse

from association.accounts.models import User
from association.base import audit
from members import dues, register
from members.enums import MemberState, OrganisationType, Position
from members.models import Member
from members.register import certificates
from tests.conftest import ClientFor
from tests.factories import people
from tests.factories.members import contact, seated


def of(member: Member, name: str = "change", **more: object) -> str:
    return reverse(f"admin:members_member_{name}", kwargs={"pk": member.pk, **more})


def edited(member: Member, **changes: object) -> dict[str, object]:
    return {
        "name": member.name,
        "credit_code": member.credit_code,
        "district": member.district,
        "joined_on": member.joined_on,
        "email": member.email,
        "note": member.note,
        "version": member.version,
        **changes,
    }


def entered(**changes: object) -> dict[str, object]:
    """A member as the form of entry sends it."""
    return {
        "name": "北京晴岭制品有限公司", "credit_code": people.credit_code(),
        "organisation_type": OrganisationType.PRIVATE, "source": "营业执照", "since": "",
        "position": "member", "joined_on": "2019-05-05", **changes,
    }  # fmt: skip


@pytest.mark.parametrize(("since", "day"), [("", "2019-05-05"), ("2014-03-02", "2014-03-02")])
def test_an_entered_member_is_of_its_type_since_the_day_on_its_paper_or_since_it_joined(
    client_for: ClientFor, since: str, day: str
) -> None:
    answer = client_for("social").post(reverse("admin:members_member_add"), entered(since=since))
    assert answer.status_code == 302, answer.context["form"].errors
    record = Member.objects.get().organisation_types.get()
    assert (record.since.isoformat(), record.source) == (day, "营业执照")


def test_no_type_is_chosen_for_whoever_forgets_to(client_for: ClientFor, antai: Member) -> None:
    client = client_for("social")
    for url, typed in (
        (reverse("admin:members_member_add"), entered(organisation_type="")),
        (of(antai, "type"), {"organisation_type": "", "since": "2020-05-01", "source": "批复"}),
    ):
        assert '<option value="" selected>请选择</option>' in client.get(url).content.decode()
        answer = client.post(url, typed)
        assert list(answer.context["form"].errors) == ["organisation_type"]


def test_a_name_is_kept_in_one_form_and_a_namesake_is_told(
    client_for: ClientFor, antai: Member
) -> None:
    answer = client_for("social").post(
        reverse("admin:members_member_add"), entered(name=f" {antai.name}\u3000"), follow=True
    )
    assert Member.objects.filter(name=antai.name).count() == 2
    assert f"与会员 {antai.number} 同名而代码不同" in answer.content.decode()


@pytest.mark.parametrize("field", ["since", "joined_on"])
def test_a_member_is_not_entered_from_a_day_to_come(client_for: ClientFor, field: str) -> None:
    answer = client_for("social").post(
        reverse("admin:members_member_add"), entered(**{field: "2099-01-01"})
    )
    label = {"since": "单位类型自何日起", "joined_on": "入会日期"}[field]
    assert answer.context["form"].errors == {
        field: [f"{label}：2099-01-01 还没有到，请填今天或以前的日期。"]
    }
    assert not Member.objects.exists()


def test_neither_joining_nor_type_is_moved_to_a_day_to_come(
    client_for: ClientFor, antai: Member
) -> None:
    client = client_for("social")
    answer = client.post(of(antai, "edit"), edited(antai, joined_on="2099-01-01"))
    assert answer.context["form"].errors == {
        "joined_on": ["入会日期：2099-01-01 还没有到，请填今天或以前的日期。"]
    }
    state = {"organisation_type": OrganisationType.STATE, "source": "批复"}
    answer = client.post(of(antai, "type"), {**state, "since": "2099-01-01"})
    assert answer.context["form"].errors == {
        "since": ["单位类型自何日起：2099-01-01 还没有到，请填今天或以前的日期。"]
    }


def test_the_record_tells_type_seat_dues_and_what_happened(
    client_for: ClientFor, he: User, hengyuan: Member
) -> None:
    dues.assess(2020, by=he)
    page = client_for("social").get(of(hengyuan)).content.decode()
    for words in ("国有企业", "常务理事单位", "10,000.00", "核定 2020 年度会费", "贺敏"):
        assert words in page


def test_the_record_costs_the_same_however_much_there_is(
    client_for: ClientFor,
    he: User,
    lin: User,
    antai: Member,
    django_assert_max_num_queries: Callable[..., object],
) -> None:
    client = client_for("social")
    client.get(of(antai))
    for year in (2020, 2021, 2022):
        dues.assess(year, by=he)
        contact(antai)
        register.write(antai, {"note": f"{year}"}, by=lin)
        with django_assert_max_num_queries(12):
            client.get(of(antai))


def test_a_full_width_lower_case_code_is_read(client_for: ClientFor, antai: Member) -> None:
    code = people.credit_code()
    wide = code.lower().translate({ord(c): ord(c) + 0xFEE0 for c in code.lower()})
    answer = client_for("social").post(of(antai, "edit"), edited(antai, credit_code=wide))
    assert answer.status_code == 302
    antai.refresh_from_db()
    assert antai.credit_code == code


def test_a_wrong_code_is_told_at_its_field_and_what_was_typed_stays(
    client_for: ClientFor, antai: Member
) -> None:
    wrong = antai.credit_code[:-1] + ("0" if antai.credit_code[-1] != "0" else "1")
    answer = client_for("social").post(
        of(antai, "edit"), edited(antai, credit_code=wrong, email="new@example.com")
    )
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "校验" in page
    assert wrong in page
    assert "new@example.com" in page


def test_the_second_of_two_officers_sees_what_changed_keeps_the_input_and_may_go_on(
    client_for: ClientFor, lin: User, antai: Member
) -> None:
    mine = edited(antai, email="mine@example.com")
    register.amend(antai, by=lin, version=1, changes={"name": "北京安泰新材有限公司"})

    answer = client_for("social").post(of(antai, "edit"), mine)

    page = answer.content.decode()
    assert answer.status_code == 422
    assert "林思远改过这家会员的登记" in page
    assert "北京安泰新材有限公司" in page
    assert "mine@example.com" in page
    again = client_for("social").post(
        of(antai, "edit"), {**mine, "name": "北京安泰新材有限公司", "version": 2}
    )
    assert again.status_code == 302
    antai.refresh_from_db()
    assert (antai.name, antai.email) == ("北京安泰新材有限公司", "mine@example.com")


def test_what_the_second_did_not_touch_is_not_put_back(
    client_for: ClientFor, lin: User, antai: Member
) -> None:
    mine = edited(antai, email="mine@example.com", district="110105")
    register.amend(
        antai, by=lin, version=1, changes={"note": "已电话核对", "email": "theirs@example.com"}
    )

    form = client_for("social").post(of(antai, "edit"), mine).context["form"]

    assert form["note"].value() == "已电话核对"
    assert form["email"].value() == "mine@example.com"
    assert form["district"].value() == "110105"


def test_a_seat_entered_with_the_member_asks_since_when_it_is_held(client_for: ClientFor) -> None:
    client, url = client_for("social"), reverse("admin:members_member_add")
    form = client.post(url, entered(position="councillor")).context["form"]
    assert form.errors == {"seat_since": ["职务自何日起：请填任理事单位的第一天。"]}
    form = client.post(url, entered(position="councillor", seat_since="2019-05-04")).context["form"]
    assert "早于入会日期 2019-05-05" in form.errors["seat_since"][0]

    answer = client.post(url, entered(position="councillor", seat_since="2020-01-01"))
    assert answer.status_code == 302, answer.context["form"].errors
    assert Member.objects.get().position_terms.get().start == date(2020, 1, 1)


def test_a_seat_is_corrected_ended_and_taken_away_from_its_row(
    client_for: ClientFor, antai: Member
) -> None:
    term = seated(antai, Position.COUNCILLOR, start=date(2020, 1, 1))
    client = client_for("social")
    correct, end = (
        reverse(f"admin:members_position_{act}", args=[antai.pk, term.pk])
        for act in ("correct", "end")
    )
    shown = client.get(of(antai)).content.decode()
    assert correct in shown
    assert end in shown

    typed = {"position": "standing_councillor", "term": "第三届", "start": "2020-02-01"}
    assert client.post(correct, typed).context["form"].errors.keys() == {"reason"}
    assert client.post(correct, {**typed, "reason": "职务选错"}).status_code == 302
    term.refresh_from_db()
    assert (term.position, term.term, term.start) == (
        "standing_councillor", "第三届", date(2020, 2, 1),
    )  # fmt: skip
    assert client.post(end, {"on": "2020-06-30", "reason": "辞去"}).status_code == 302
    assert end not in client.get(of(antai)).content.decode()

    refused = client.post(correct, {**typed, "remove": "1", "reason": ""})
    assert refused.context["form"].errors.keys() == {"reason"}
    assert refused.context["form"]["term"].value() == "第三届"
    gone = client.post(correct, {"remove": "1", "reason": "登记到了别家"}, follow=True)
    assert "这条登记已删去" in gone.content.decode()
    assert not antai.position_terms.exists()


def test_a_type_is_corrected_from_its_row(client_for: ClientFor, antai: Member) -> None:
    record = antai.organisation_types.get()
    url = reverse("admin:members_type_correct", args=[antai.pk, record.pk])
    client = client_for("social")
    typed = {"organisation_type": "state", "since": record.since, "source": "营业执照"}
    assert client.post(url, {**typed, "reason": "选错"}).status_code == 302
    record.refresh_from_db()
    assert record.organisation_type == OrganisationType.STATE
    assert url not in client_for("finance").get(of(antai)).content.decode()
    assert client_for("finance").get(url).status_code == 403


def test_a_step_says_beforehand_what_it_ends_and_afterwards_what_holds(
    client_for: ClientFor, lin: User, he: User, antai: Member
) -> None:
    seated(antai, Position.COUNCILLOR, start=date(2020, 1, 1))
    certificates.issue(antai, by=lin)
    dues.assess(2020, by=he)
    client = client_for("social")

    url = of(antai, "step", verb="expel")
    told = client.get(url).context["explained"]
    owed = antai.assessments.get().position.balance
    assert "职务“理事单位”到今天为止" in told
    assert "会员证书撤销" in told
    assert f"尚欠会费（2020 年度 {owed:,} 元）" in told
    answer = client.post(url, {"reason": "严重违反章程"}, follow=True)
    assert f"{antai.name}的会籍现为“已除名”" in answer.content.decode()
    assert audit.timeline(antai)[0].after["尚欠会费"] == f"2020 年度 {owed:,} 元"


def test_a_step_asks_for_its_reason_and_is_told_on_the_timeline(
    client_for: ClientFor, antai: Member
) -> None:
    client = client_for("social")
    url = of(antai, "step", verb="suspend")
    assert client.post(url, {"reason": ""}).status_code == 422
    assert client.post(url, {"reason": "改制"}).status_code == 302
    antai.refresh_from_db()
    assert antai.state == MemberState.SUSPENDED
    assert audit.timeline(antai)[0].reason == "改制"


def test_a_step_that_is_no_longer_open_leads_back_with_a_sentence(
    client_for: ClientFor, antai: Member
) -> None:
    answer = client_for("social").get(of(antai, "step", verb="resume"), follow=True)
    assert "这一步现在不能办" in answer.content.decode()


def test_a_type_keeps_its_paper_and_only_the_desk_can_fetch_it(
    client_for: ClientFor, antai: Member
) -> None:
    from tests.factories.papers import licence

    client = client_for("social")
    answer = client.post(
        of(antai, "type"),
        {
            "organisation_type": OrganisationType.STATE,
            "since": "2020-05-01",
            "source": "产权变更批复",
            "evidence": licence("批复.pdf"),
        },
    )
    assert answer.status_code == 302, answer.context["form"].errors
    record = antai.organisation_types.get(organisation_type=OrganisationType.STATE)
    url = reverse("admin:members_type_evidence", args=[antai.pk, record.pk])
    paper = client.get(url)
    assert paper["Content-Disposition"].startswith("attachment")
    assert paper.getvalue().startswith(b"%PDF")
    assert client_for("antai_admin").get(url).status_code == 404


@pytest.mark.parametrize("name", ["edit", "type", "seat"])
def test_only_those_who_keep_the_register_may_change_it(
    client_for: ClientFor, antai: Member, name: str
) -> None:
    assert client_for("finance").get(of(antai, name)).status_code == 403
    assert client_for("antai_admin").get(of(antai, name)).status_code == 404
