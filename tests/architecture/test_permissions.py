"""``association/permissions.toml`` is data: every cell of it has to name something real."""

import pytest
from django.contrib.auth.models import Group, Permission

from association.accounts import roles
from association.accounts.models import Department
from tests.factories import cast

pytestmark = pytest.mark.django_db


def test_every_cell_names_a_permission_that_exists() -> None:
    known = {
        f"{app}.{codename}"
        for app, codename in Permission.objects.values_list("content_type__app_label", "codename")
    }
    told = {name for role in roles.table().values() for name in role["permissions"]}
    assert told - known == set()


def test_no_role_names_a_permission_twice() -> None:
    for role in roles.table().values():
        assert len(set(role["permissions"])) == len(role["permissions"])


def test_the_supervisors_look_and_change_nothing() -> None:
    """监事 are of no department, and their role holds no permission but to view."""
    row = roles.table()["supervisor"]
    assert "department" not in row
    assert {name.partition(".view_")[0] for name in row["permissions"]} == {
        "members",
        "training",
    }


def test_every_role_belongs_to_a_department_or_none_and_has_a_group() -> None:
    departments = set(Department.objects.values_list("code", flat=True))
    groups = set(Group.objects.values_list("name", flat=True))
    for role in roles.table().values():
        assert role.get("department") in {*departments, None}
        assert role["name"] in groups


def test_every_permission_of_our_own_is_given_to_somebody() -> None:
    """A permission beyond add, change, delete and view was invented for a step that somebody takes."""
    stock = ("add_", "change_", "delete_", "view_")
    own = {
        f"{permission.content_type.app_label}.{permission.codename}"
        for permission in Permission.objects.select_related("content_type")
        if not permission.codename.startswith(stock)
        or permission.codename not in stock_names(permission)
    }
    told = {name for role in roles.table().values() for name in role["permissions"]}
    assert own - told == set()


def stock_names(permission: Permission) -> set[str]:
    model = permission.content_type.model
    return {f"{verb}_{model}" for verb in ("add", "change", "delete", "view")}


def test_nobody_is_both_treasurer_and_register() -> None:
    """Who assesses dues can't alter what they are assessed by: type, seat and membership."""
    table = {code: set(role["permissions"]) for code, role in roles.table().items()}
    register = {"members.change_member", "members.change_membership", "members.import_members"}
    for code, granted in table.items():
        assert not ("members.assess_dues" in granted and granted & register), code


def test_the_cast_has_everybody_of_the_table() -> None:
    assert set(cast.STAFF) == set(roles.table())
