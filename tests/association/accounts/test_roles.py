import pytest
from django.contrib.auth.models import Group, Permission

from association.accounts import roles
from association.accounts.models import Department
from members.rules import may_activate_policy, may_assess, may_import, may_invite_as_staff
from tests.factories import cast

pytestmark = pytest.mark.django_db


def test_every_role_belongs_to_a_department_that_exists() -> None:
    departments = set(Department.objects.values_list("code", flat=True))
    assert {row.get("department") for row in roles.table().values()} <= {*departments, None}


@pytest.mark.parametrize("code", roles.table())
def test_a_role_gives_what_the_table_says_and_no_more(code: str) -> None:
    assert cast.person(code).get_all_permissions() == set(roles.table()[code]["permissions"])


def test_the_database_holds_no_second_list() -> None:
    first = Group.objects.first()
    first.permissions.add(Permission.objects.get(codename="assess_dues"))
    roles.install()
    assert not Permission.objects.filter(group__isnull=False).exists()


def test_a_cell_that_names_nothing_stops_the_installation(
    tmp_path, monkeypatch: pytest.MonkeyPatch
) -> None:
    table = tmp_path / "permissions.toml"
    table.write_text(
        '[roles.odd]\nname = "怪"\ndepartment = "head"\npermissions = ["members.fly"]\n'
    )
    monkeypatch.setattr(roles, "TABLE", table)
    with pytest.raises(KeyError, match=r"members.fly"):
        roles.install()


def test_deleting_is_nobodys() -> None:
    cells = {cell for row in roles.table().values() for cell in row["permissions"]}
    assert not {cell for cell in cells if ".delete_" in cell}


def test_every_step_of_our_own_is_somebodys() -> None:
    """A permission that Django didn't make itself stands for a step; nobody holding it is a hole."""
    stock = ("add_", "change_", "delete_", "view_")
    cells = {cell for row in roles.table().values() for cell in row["permissions"]}
    own = {
        f"{app}.{codename}"
        for app, codename in Permission.objects.filter(
            content_type__app_label__in=["accounts", "base", "members"]
        ).values_list("content_type__app_label", "codename")
        if not codename.startswith(stock)
    }
    assert own
    assert own <= cells


@pytest.mark.parametrize(
    ("rule", "holders"),
    [
        (may_import, {"social"}),
        (may_invite_as_staff, {"social"}),
        (may_assess, {"finance"}),
        (may_activate_policy, {"finance", "head"}),
    ],
)
def test_who_may_take_the_weighty_steps(rule, holders: set[str]) -> None:
    people = {role: cast.person(role) for role in cast.ROLES if role != cast.ANONYMOUS}
    assert {role for role, person in people.items() if rule(person)} == holders


def test_a_permission_given_to_a_person_alone_lets_nobody_in() -> None:
    user = cast.person("reader")
    user.user_permissions.add(Permission.objects.get(codename="assess_dues"))
    assert not may_assess(type(user).objects.get(pk=user.pk))
