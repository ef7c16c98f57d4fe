import pytest

from association.base import fictitious, residents
from association.base.errors import Refused
from association.base.models import AuditEntry
from tests.factories import cast, people
from tests.factories import training as make
from training.enums import IdType
from training.models import Trainee
from training.people import names, numbers, register

pytestmark = pytest.mark.django_db


def entered(**fields: object) -> Trainee:
    told = {
        "name": "陶然",
        "id_type": IdType.RESIDENT,
        "id_number": people.resident_number("19920203"),
        "mobile": people.mobile(),
        "by": cast.person("training"),
        **fields,
    }
    return register.find_or_enter(**told)  # type: ignore[arg-type]


@pytest.mark.parametrize("name", ["王䶮", "李𠅤", "〇一", "买买提·艾力", "㛃丽", "欧阳﨑"])
def test_a_rare_character_stays_what_it_is(name: str) -> None:
    assert entered(name=name).name == name
    assert Trainee.objects.get().name == name


def test_a_name_is_kept_without_stray_spaces_and_with_one_kind_of_dot() -> None:
    assert names.plain("张　三", id_type=IdType.RESIDENT) == "张三"
    assert names.plain("艾力•买买提", id_type=IdType.RESIDENT) == "艾力·买买提"


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("张三1", "里的“1”不能用"),
        ("Zhang San", "里的“Z”不能用"),
        ("张", "2 到 60 个字"),
        ("", "2 到 60 个字"),
        ("王\ud840", "没有传完整"),
        ("王\ue863", "自造字"),
        ("·艾力", "两个字之间"),
        ("张三😀", "不能用"),
    ],
)
def test_what_is_no_name_is_refused_at_its_field(name: str, said: str) -> None:
    with pytest.raises(Refused, match=said) as refusal:
        names.plain(name, id_type=IdType.RESIDENT)
    assert refusal.value.field == "name"


def test_a_passport_may_say_it_in_letters() -> None:
    assert names.plain("Anna O'Neill-Li", id_type=IdType.PASSPORT) == "Anna O'Neill-Li"


def _permit() -> str:
    return residents.complete("81000019900101" + "123")


def test_numbers_of_eighteen_are_told_apart_by_their_head() -> None:
    assert numbers.plain(_permit(), id_type=IdType.RESIDENCE_PERMIT) == _permit()
    with pytest.raises(Refused, match="请把证件类型改为"):
        numbers.plain(_permit(), id_type=IdType.RESIDENT)
    with pytest.raises(Refused, match="81、82、83"):
        numbers.plain(fictitious.resident_number(5), id_type=IdType.RESIDENCE_PERMIT)


@pytest.mark.parametrize(
    ("id_type", "given", "kept"),
    [
        (IdType.TRAVEL_PERMIT, "h 1234 5678", "H12345678"),
        (IdType.TRAVEL_PERMIT, "12345678", "12345678"),
        (IdType.PASSPORT, "Ｅ12345678", "E12345678"),
    ],
)
def test_other_papers_are_checked_by_their_shape(id_type: str, given: str, kept: str) -> None:
    assert numbers.plain(given, id_type=id_type) == kept


@pytest.mark.parametrize(
    ("id_type", "given"),
    [
        (IdType.TRAVEL_PERMIT, "X12345678"),
        (IdType.PASSPORT, "ABCDEFG"),
        (IdType.RESIDENT, "11010519491231002"),
        (IdType.RESIDENT, "110105194912310021"),
        (IdType.RESIDENT, ""),
    ],
)
def test_a_wrong_number_is_refused_and_never_repeated(id_type: str, given: str) -> None:
    with pytest.raises(Refused) as refusal:
        numbers.plain(given, id_type=id_type)
    assert refusal.value.field == "id_number"
    assert not given or given not in refusal.value.message


def test_a_known_person_is_found_and_stays_as_they_are() -> None:
    first = entered()
    again = entered(id_number=first.id_number, mobile=people.mobile(), email="new@example.com")
    assert again == first
    assert (again.mobile, again.email) == (first.mobile, "")


def test_a_known_number_under_another_name_tells_nobody_whose_it_is() -> None:
    first = entered(name="顾北辰")
    with pytest.raises(Refused, match="已用另一个姓名登记") as refusal:
        entered(name="陶然", id_number=first.id_number)
    assert "顾北辰" not in refusal.value.message
    assert Trainee.objects.count() == 1


def test_who_enrols_nobody_enters_nobody() -> None:
    for role in ("reader", "antai_admin"):
        with pytest.raises(Refused, match="没有权限"):
            entered(by=cast.person(role))
    assert entered(by=cast.person("team_contact")).pk


def test_another_name_needs_a_reason_and_staff() -> None:
    person, qiao = entered(), cast.person("training")
    with pytest.raises(Refused, match="写明理由"):
        register.amend(person, by=qiao, name="陶燃")
    with pytest.raises(Refused, match="教育培训部更正"):
        register.amend(person, by=None, name="陶燃")
    with pytest.raises(Refused, match="没有权限"):
        register.amend(person, by=cast.person("team_contact"), mobile=people.mobile())
    register.amend(person, by=qiao, name="陶燃", reason="与身份证不一致")
    assert Trainee.objects.get().name == "陶燃"


def test_the_person_mends_phone_and_mail_without_a_reason() -> None:
    person, mobile = entered(), people.mobile()
    register.amend(person, by=None, mobile=mobile, email="tao@example.com")
    person = Trainee.objects.get()
    assert (person.mobile, person.email) == (mobile, "tao@example.com")


def test_a_number_moved_onto_another_person_is_refused() -> None:
    one, other = entered(), entered(name="顾北辰")
    with pytest.raises(Refused, match="已经登记过"):
        register.amend(one, by=cast.person("training"), id_number=other.id_number, reason="更正")


def test_no_whole_number_gets_into_the_audit() -> None:
    person, qiao = entered(), cast.person("training")
    register.amend(
        person, by=qiao, mobile=people.mobile(), id_number=people.resident_number(), reason="更正"
    )
    told = " ".join(str(row.before) + str(row.after) for row in AuditEntry.objects.all())
    assert person.id_number not in told
    assert person.mobile not in told
    assert residents.masked(person.id_number) in told


def test_whole_numbers_need_the_right_and_a_reason_and_leave_a_trace() -> None:
    person, qiao = make.trainee(), cast.person("training")
    with pytest.raises(Refused, match="没有权限"):
        register.reveal(person, by=cast.person("head"), reason="看看")
    with pytest.raises(Refused, match="写明理由"):
        register.reveal(person, by=qiao, reason=" ")
    assert register.reveal(person, by=qiao, reason="核对").id_number == person.id_number
    assert AuditEntry.objects.get(action="查看学员完整号码").reason == "核对"
