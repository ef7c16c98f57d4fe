from typing import Any

import pytest

from association.accounts.models import User
from members.joining import applications, context
from members.models import Member
from tests.factories import cast, joining, members

pytestmark = pytest.mark.django_db


def test_a_former_member_of_the_same_code_is_shown(antai: Member) -> None:
    Member.objects.filter(pk=antai.pk).update(state="withdrawn")

    around = context.around(joining.submitted(credit_code=antai.credit_code))

    assert around.same_code == antai
    assert around.similar == []


def test_a_similar_name_under_another_code_is_shown(antai: Member, guanghe: Member) -> None:
    around = context.around(joining.submitted(name="安泰晨岭建材（北京）有限责任公司"))

    assert around.similar == [antai]


def test_a_contact_s_number_and_earlier_applications_are_found(antai: Member, lin: User) -> None:
    refused = joining.submitted()
    applications.refuse(refused, by=lin, answer="理由")
    members.contact(antai, mobile=refused.mobile)
    copy, _ = applications.again(refused)
    applications.submit(copy)

    around = context.around(copy)

    assert around.same_mobile == [antai]
    assert around.earlier == [refused]


def test_other_people_s_drafts_are_nobody_s_business() -> None:
    draft = joining.filled()

    assert context.around(joining.submitted(name=draft.name)).quiet


def test_the_size_of_the_register_costs_no_query(django_assert_max_num_queries: Any) -> None:
    application = joining.submitted()
    for _ in range(12):
        members.member()
    cast.company("antai")
    with django_assert_max_num_queries(4):
        context.around(application)
