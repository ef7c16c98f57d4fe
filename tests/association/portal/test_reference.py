import pytest
from django.contrib.auth.models import Group
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction

from association.accounts.models import Department, User
from association.base import audit
from association.base.models import AuditEntry
from association.portal.reference import install_reference_data
from members.models import DiscountPolicy, FeeStandard, ReliefPolicy, Service


def known() -> dict[str, int]:
    return {
        "departments": Department.objects.count(),
        "roles": Group.objects.count(),
        "standards": FeeStandard.objects.count(),
        "policies": ReliefPolicy.objects.count(),
        "services": Service.objects.count(),
        "discounts": DiscountPolicy.objects.count(),
    }


@pytest.mark.django_db
def test_an_empty_portal_knows_departments_roles_the_fees_and_the_draft_policy() -> None:
    assert all(known().values())
    assert ReliefPolicy.objects.get(code="2020-SZSJ-1").state == "draft"


@pytest.mark.django_db
def test_installing_it_again_changes_nothing() -> None:
    before = known()
    install_reference_data()
    assert known() == before


@pytest.mark.django_db
def test_what_staff_have_renamed_stays_renamed() -> None:
    Department.objects.filter(code="finance").update(name="财务部")
    install_reference_data()
    assert Department.objects.get(code="finance").name == "财务部"


@pytest.mark.django_db(transaction=True)
def test_a_flush_empties_even_append_only_tables_and_leaves_the_reference_data(lin: User) -> None:
    before = known()
    Department.objects.filter(code="finance").update(name="别的名字")
    Group.objects.first().delete()
    audit.record(lin, "登录", by=lin)
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("truncate base_auditentry cascade")
    call_command("flush", interactive=False, verbosity=0)
    assert not AuditEntry.objects.exists()
    assert known() == before
    assert not Department.objects.filter(name="别的名字").exists()


@pytest.mark.django_db(transaction=True)
def test_the_triggers_are_awake_again_after_a_flush() -> None:
    call_command("flush", interactive=False, verbosity=0)
    user = User.objects.create_user("somebody", name="某人")
    audit.record(user, "登录", by=user)
    with pytest.raises(IntegrityError):
        AuditEntry.objects.update(action="别的")
