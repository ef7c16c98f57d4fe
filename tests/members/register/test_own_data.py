import pytest

from association.accounts.models import User
from association.base import audit
from association.base.errors import Refused
from members import register
from members.models import Member
from members.register import own_data
from tests.factories import cast

pytestmark = pytest.mark.django_db

MINE = {"email": "office@antai.example", "district": "110108"}


@pytest.fixture
def an(antai: Member) -> User:
    """安然, who administers 安泰."""
    return cast.person("antai_admin")


def test_what_a_member_changes_holds_at_once_and_is_written_down_in_words(
    antai: Member, an: User
) -> None:
    own_data.amend(antai, by=an, version=1, changes=MINE)

    antai.refresh_from_db()
    assert (antai.email, antai.district, antai.version) == ("office@antai.example", "110108", 2)
    entry = audit.timeline(antai).get()
    assert (entry.actor, entry.before["所在区"], entry.after["所在区"]) == (an, "朝阳区", "海淀区")


def test_who_comes_second_learns_which_department_changed_what(
    antai: Member, an: User, lin: User
) -> None:
    register.amend(antai, by=lin, version=1, changes={"email": "new@antai.example"})

    with pytest.raises(register.Conflict, match="社会工作部改过这里的内容") as conflict:
        own_data.amend(antai, by=an, version=1, changes=MINE)

    assert conflict.value.changes == {"单位邮箱": ("", "new@antai.example")}
    assert "林思远" not in conflict.value.message


def test_the_conflict_names_who_crossed_the_fields_not_who_wrote_last(
    antai: Member, an: User, lin: User
) -> None:
    own_data.amend(antai, by=cast.person("antai_agent"), version=1, changes={"district": "110106"})
    register.amend(antai, by=lin, version=2, changes={"note": "老会员"})

    with pytest.raises(register.Conflict, match="邰宁改过") as conflict:
        own_data.amend(antai, by=an, version=1, changes=MINE)

    assert conflict.value.changes == {"所在区": ("朝阳区", "丰台区")}


def test_what_staff_note_for_themselves_does_not_stand_in_the_way(
    antai: Member, an: User, lin: User
) -> None:
    register.amend(antai, by=lin, version=1, changes={"note": "电话里说要搬家"})
    own_data.amend(antai, by=an, version=1, changes=MINE)
    antai.refresh_from_db()
    assert (antai.email, antai.note, antai.version) == (
        "office@antai.example",
        "电话里说要搬家",
        3,
    )


def test_two_who_write_the_same_do_not_cross(antai: Member, an: User, lin: User) -> None:
    register.amend(antai, by=lin, version=1, changes={"district": "110108"})
    own_data.amend(antai, by=an, version=1, changes=MINE)
    antai.refresh_from_db()
    assert antai.email == "office@antai.example"


@pytest.mark.parametrize("role", ["former", "hengyuan_admin", "social"])
def test_nobody_else_changes_a_members_own_data(antai: Member, role: str) -> None:
    with pytest.raises(Refused, match="只有本单位的用户"):
        own_data.amend(antai, by=cast.person(role), version=1, changes=MINE)


def test_no_field_but_its_own_goes_through_this_door(antai: Member, an: User) -> None:
    with pytest.raises(AssertionError):
        own_data.amend(antai, by=an, version=1, changes={"note": "我们很好"})
