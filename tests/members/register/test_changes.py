from datetime import date
from threading import Barrier, Thread

import pytest
from django.core.files.base import File
from django.db import connection

from association.accounts.models import User
from association.base import audit, clock, identifiers
from association.base.errors import Refused
from association.base.models import StoredFile
from members import register
from members.enums import ChangeState, OrganisationType
from members.models import ChangeRequest, Member
from members.register import changes
from tests.factories import cast, people
from tests.factories.papers import licence, not_a_document

pytestmark = pytest.mark.django_db

NEW_NAME = "北京安泰晨岭新材料有限公司"


@pytest.fixture
def an(antai: Member) -> User:
    """安然, who administers 安泰."""
    return cast.person("antai_admin")


def ask(member: Member, by: User, evidence: File | None = None, **wanted: str) -> ChangeRequest:
    return changes.request(
        member, changes=wanted or {"name": NEW_NAME}, by=by, evidence=evidence or licence()
    )


def test_a_request_holds_what_differs_and_leaves_the_register_alone(
    antai: Member, an: User
) -> None:
    change = ask(antai, an, **changes.current(antai) | {"name": NEW_NAME})

    assert changes.described(change) == [("单位名称", "北京安泰晨岭建材有限公司", NEW_NAME)]
    assert (change.state, change.evidence.name) == (ChangeState.PENDING, "营业执照.pdf")
    antai.refresh_from_db()
    assert (antai.name, antai.version) == ("北京安泰晨岭建材有限公司", 1)
    entry = audit.timeline(antai).get()
    assert (entry.action, entry.actor, entry.after) == ("申请信息变更", an, {"单位名称": NEW_NAME})


def test_a_code_in_full_width_and_lower_case_is_read(antai: Member, an: User) -> None:
    code = people.credit_code()
    wide = "".join(chr(ord(letter) + 0xFEE0) for letter in code.lower())
    change = ask(antai, an, credit_code=f" {wide[:9]}　{wide[9:]}")
    assert change.changes == {"credit_code": [antai.credit_code, code]}


def test_a_wrong_code_is_refused_in_the_words_of_its_check(antai: Member, an: User) -> None:
    wrong = antai.credit_code[:17] + ("0" if antai.credit_code[17] != "0" else "1")
    with pytest.raises(ValueError, match="校验不通过") as sentence:
        identifiers.credit_code(wrong)
    with pytest.raises(Refused) as refusal:
        ask(antai, an, credit_code=wrong)
    assert (refusal.value.message, refusal.value.field) == (str(sentence.value), "credit_code")


@pytest.mark.parametrize(
    ("wanted", "field", "sentence"),
    [
        ({"name": "　 "}, "name", "请填单位名称"),
        ({"organisation_type": ""}, "organisation_type", "请选择单位类型"),
        ({"organisation_type": "martian"}, "organisation_type", "请选择单位类型"),
        ({"name": "北京安泰晨岭建材有限公司"}, None, "与现在的登记相同"),
    ],
)
def test_a_request_that_says_nothing_is_refused(
    antai: Member, an: User, wanted: dict[str, str], field: str | None, sentence: str
) -> None:
    with pytest.raises(Refused, match=sentence) as refusal:
        ask(antai, an, **wanted)
    assert refusal.value.field == field


def test_a_paper_has_to_come_along(antai: Member, an: User) -> None:
    with pytest.raises(Refused, match="请上传证明材料") as refusal:
        changes.request(antai, changes={"name": NEW_NAME}, by=an, evidence=None)
    assert refusal.value.field == "evidence"


def test_a_program_is_no_paper_and_nothing_of_it_is_kept(antai: Member, an: User) -> None:
    with pytest.raises(Refused, match="是可执行程序，这里不收") as refusal:
        ask(antai, an, not_a_document())
    assert refusal.value.field == "evidence"
    assert not ChangeRequest.objects.exists()
    assert not StoredFile.objects.exists()


def test_the_code_of_another_member_is_refused_without_naming_it(
    antai: Member, hengyuan: Member, an: User
) -> None:
    with pytest.raises(Refused, match="已登记在另一家会员名下") as refusal:
        ask(antai, an, credit_code=hengyuan.credit_code)
    assert hengyuan.name not in refusal.value.message


def test_one_request_at_a_time_and_another_once_it_was_withdrawn(antai: Member, an: User) -> None:
    first = ask(antai, an)
    with pytest.raises(Refused, match="已有一份变更申请在审核"):
        ask(antai, an, name="北京安泰晨岭环保有限公司")

    changes.withdraw(first, by=cast.person("antai_agent"))
    second = ask(antai, an, name="北京安泰晨岭环保有限公司")

    first.refresh_from_db()
    assert (first.state, second.state) == (ChangeState.WITHDRAWN, ChangeState.PENDING)
    assert audit.timeline(antai)[1].action == "撤回信息变更申请"


@pytest.mark.parametrize("role", ["former", "hengyuan_admin", "social"])
def test_only_who_acts_for_the_member_asks_and_withdraws(
    antai: Member, an: User, role: str
) -> None:
    with pytest.raises(Refused, match="只有本单位的用户"):
        ask(antai, cast.person(role))
    with pytest.raises(Refused, match="您没有权限撤回"):
        changes.withdraw(ask(antai, an), by=cast.person(role))


def test_approved_name_and_code_stand_in_the_register(antai: Member, an: User, lin: User) -> None:
    code = people.credit_code()
    change = ask(antai, an, name=NEW_NAME, credit_code=code)

    changes.approve(change, by=lin, answer="执照已核对")

    antai.refresh_from_db()
    assert (antai.name, antai.credit_code, antai.initials) == (NEW_NAME, code, "bjatclxclyxgs")
    assert (change.state, change.decided_by, change.answer) == (
        ChangeState.APPROVED,
        lin,
        "执照已核对",
    )
    assert change.decided_at is not None
    assert [entry.action for entry in audit.timeline(antai)[:2]] == [
        "变更登记信息",
        "采纳信息变更",
    ]


def test_an_approved_type_holds_from_its_day_and_keeps_its_paper(
    antai: Member, an: User, chen: User
) -> None:
    change = ask(antai, an, organisation_type=OrganisationType.STATE)

    changes.approve(change, by=chen, since=date(2020, 8, 1))

    assert register.type_on(antai, date(2020, 7, 31)) == OrganisationType.PRIVATE
    assert register.type_on(antai, date(2020, 8, 1)) == OrganisationType.STATE
    record = antai.organisation_types.get(since=date(2020, 8, 1))
    assert (record.evidence, record.confirmed_by) == (change.evidence, chen)


def test_an_approved_type_holds_from_today_if_no_day_is_said(
    antai: Member, an: User, lin: User
) -> None:
    with clock.at(date(2020, 8, 3)):
        changes.approve(ask(antai, an, organisation_type=OrganisationType.STATE), by=lin)
    assert antai.organisation_types.filter(since=date(2020, 8, 3)).exists()


@pytest.mark.parametrize("role", ["finance", "general", "reader", "antai_admin"])
def test_only_who_may_decide_decides(antai: Member, an: User, role: str) -> None:
    change = ask(antai, an)
    with pytest.raises(Refused, match="您没有权限采纳信息变更"):
        changes.approve(change, by=cast.person(role))
    with pytest.raises(Refused, match="您没有权限不采纳信息变更"):
        changes.reject(change, by=cast.person(role), answer="不行")
    antai.refresh_from_db()
    assert antai.name != NEW_NAME


def test_a_code_that_another_member_got_meanwhile_is_not_approved(
    antai: Member, hengyuan: Member, an: User, lin: User
) -> None:
    code = people.credit_code()
    change = ask(antai, an, credit_code=code, name=NEW_NAME)
    register.amend(hengyuan, by=lin, version=1, changes={"credit_code": code})

    with pytest.raises(Refused, match=f"已登记在会员 {hengyuan.number} {hengyuan.name} 名下"):
        changes.approve(change, by=lin)

    antai.refresh_from_db()
    assert antai.name != NEW_NAME
    assert change.state == ChangeState.PENDING
    assert ChangeRequest.objects.get().state == ChangeState.PENDING


def test_a_request_that_the_register_has_overtaken_is_not_approved(
    antai: Member, an: User, lin: User
) -> None:
    change = ask(antai, an)
    register.amend(antai, by=lin, version=1, changes={"name": "北京安泰晨岭集团有限公司"})
    with pytest.raises(Refused, match="单位名称已改为“北京安泰晨岭集团有限公司”"):
        changes.approve(change, by=lin)


def test_what_staff_have_already_written_is_approved_without_being_written_twice(
    antai: Member, an: User, lin: User
) -> None:
    change = ask(antai, an, name=NEW_NAME, organisation_type=OrganisationType.STATE)
    register.amend(antai, by=lin, version=1, changes={"name": NEW_NAME})
    register.record_type(antai, OrganisationType.STATE, since=clock.today(), by=lin)

    changes.approve(change, by=lin)

    antai.refresh_from_db()
    assert (antai.version, antai.organisation_types.count()) == (2, 2)


def test_a_rejection_says_why_and_changes_nothing(antai: Member, an: User, lin: User) -> None:
    change = ask(antai, an)
    with pytest.raises(Refused, match="须写明理由"):
        changes.reject(change, by=lin, answer="  ")

    changes.reject(change, by=lin, answer="执照照片看不清")

    antai.refresh_from_db()
    assert antai.name == "北京安泰晨岭建材有限公司"
    assert (change.state, change.answer) == (ChangeState.REJECTED, "执照照片看不清")
    assert audit.timeline(antai)[0].reason == "执照照片看不清"


def test_what_is_decided_is_neither_withdrawn_nor_decided_again(
    antai: Member, an: User, lin: User
) -> None:
    change = changes.approve(ask(antai, an), by=lin)
    with pytest.raises(Refused, match="现在是“已采纳”，不能撤回"):
        changes.withdraw(change, by=an)
    with pytest.raises(Refused, match="现在是“已采纳”，不能不采纳"):
        changes.reject(change, by=lin, answer="弄错了")


def test_a_type_that_nobody_recorded_reads_as_not_registered(guanghe: Member) -> None:
    guanghe.organisation_types.all().delete()
    change = ask(guanghe, cast.person("guanghe_admin"), organisation_type=OrganisationType.PRIVATE)
    assert changes.described(change) == [("单位类型", "未登记", "民营企业")]


def test_a_code_that_does_not_suit_the_type_is_pointed_out(antai: Member, an: User) -> None:
    change = ask(
        antai,
        an,
        credit_code=people.credit_code("51110000"),
        organisation_type=OrganisationType.STATE,
    )
    assert changes.doubts(change) == ["新代码的登记类别是“社会组织”，申请的单位类型是“国有企业”。"]


def test_an_inner_number_that_fails_its_own_check_is_pointed_out(antai: Member, an: User) -> None:
    digit = identifiers.inner_digit("QQQ90001")
    code = identifiers.complete("91110105QQQ90001" + ("0" if digit != "0" else "1"))
    assert changes.doubts(ask(antai, an, credit_code=code)) == [
        "新代码第 9 至 17 位不合组织机构代码的校验规则，请对照证照。"
    ]


def test_a_sound_code_leaves_no_doubt(antai: Member, an: User) -> None:
    assert changes.doubts(ask(antai, an, credit_code=people.credit_code())) == []


@pytest.mark.django_db(transaction=True)
def test_two_colleagues_at_the_same_moment_make_one_request(antai: Member, an: User) -> None:
    start, outcomes = Barrier(2), []

    def press(by: User) -> None:
        start.wait()
        try:
            outcomes.append(ask(antai, by).state)
        except Refused as refusal:
            outcomes.append(refusal.message)
        finally:
            connection.close()

    pressed = [Thread(target=press, args=[by]) for by in (an, cast.person("antai_agent"))]
    for thread in pressed:
        thread.start()
    for thread in pressed:
        thread.join()

    assert sorted(outcomes) == sorted(
        [ChangeState.PENDING, "已有一份变更申请在审核，请等审核结束，或先撤回它。"]
    )
    assert ChangeRequest.objects.count() == 1
