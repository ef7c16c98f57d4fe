from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from association.accounts.models import User
from association.base import clock
from association.base.errors import Refused
from association.base.models import AuditEntry, OutboxRow
from members.joining import agenda, applications
from members.models import JoiningApplication, Member
from tests.factories import joining, papers, people

pytestmark = pytest.mark.django_db


def test_a_draft_needs_no_more_than_somebody_to_talk_to() -> None:
    application, token = applications.begin(contact_name="简宁", mobile=people.mobile())

    assert application.state == "draft"
    assert applications.look_up(token) == application


def test_of_the_link_and_the_number_the_database_keeps_nothing_readable() -> None:
    number = people.mobile()
    application, token = applications.begin(contact_name="简宁", mobile=number)

    with connection.cursor() as cursor:
        cursor.execute(
            "select to_jsonb(a)::text from members_joiningapplication a where id = %s",
            [application.pk],
        )
        (row,) = cursor.fetchone()
    assert token not in row
    assert number not in row


def test_an_unknown_link_and_one_that_is_too_old_are_told_the_same() -> None:
    _, token = applications.begin(contact_name="简宁", mobile=people.mobile())
    with pytest.raises(Refused) as unknown:
        applications.look_up("no-such-token")
    with clock.at(clock.now() + timedelta(days=91)), pytest.raises(Refused) as too_old:
        applications.look_up(token)

    assert too_old.value.message == unknown.value.message


def test_writing_on_gives_the_link_another_ninety_days() -> None:
    application, token = applications.begin(contact_name="简宁", mobile=people.mobile())
    with clock.at(clock.now() + timedelta(days=80)):
        applications.fill(application, fields={"name": "北京晨岭新锐科技有限公司"})

    with clock.at(clock.now() + timedelta(days=160)):
        assert applications.look_up(token).name == "北京晨岭新锐科技有限公司"


def test_handing_in_names_everything_that_is_lacking_and_keeps_the_draft() -> None:
    application = joining.draft()
    applications.fill(application, fields={"name": "北京晨岭新锐科技有限公司"})

    with pytest.raises(Refused) as refusal:
        applications.submit(application)

    for lacking in ("统一社会信用代码", "单位类型", "法定代表人", "营业执照"):
        assert lacking in refusal.value.message
    application.refresh_from_db()
    assert (application.state, application.name) == ("draft", "北京晨岭新锐科技有限公司")


def test_a_program_that_calls_itself_a_licence_is_refused() -> None:
    with pytest.raises(Refused) as refusal:
        applications.fill(joining.draft(), fields={}, licence=papers.not_a_document())

    assert refusal.value.field == "licence"


def test_a_company_has_one_application_under_way() -> None:
    first = joining.submitted()
    second = joining.filled(credit_code=first.credit_code)

    with pytest.raises(Refused, match="已有一份入会申请"):
        applications.submit(second)
    with pytest.raises(IntegrityError), transaction.atomic():
        JoiningApplication.objects.filter(pk=second.pk).update(
            state="submitted", submitted_at=clock.now()
        )


def test_who_is_a_member_already_is_told_to_sign_in(antai: Member) -> None:
    with pytest.raises(Refused, match="已经是会员"):
        applications.submit(joining.filled(credit_code=antai.credit_code))


def test_what_was_handed_in_is_not_written_in_until_it_is_sent_back(lin: User) -> None:
    application = joining.submitted()
    with pytest.raises(Refused, match="不能再改"):
        applications.fill(application, fields={"name": "另一家"})

    applications.send_back(application, by=lin, answer="营业执照看不清，请重新扫描")
    applications.fill(application, fields={}, licence=papers.licence("新执照.pdf"))
    applications.submit(application)

    assert application.state == "submitted"
    assert application.licence is not None
    assert application.licence.name == "新执照.pdf"


def test_sending_back_and_refusing_need_a_reason_that_is_mailed_without_any_link(lin: User) -> None:
    application = joining.submitted(email="jian@example.com")
    with pytest.raises(Refused, match="理由"):
        applications.send_back(application, by=lin, answer=" ")
    with pytest.raises(Refused, match="理由"):
        applications.refuse(application, by=lin, answer="")

    applications.refuse(application, by=lin, answer="登记地不在本市")

    mail = OutboxRow.objects.get(rule="joining-refused")
    assert mail.address == "jian@example.com"
    assert "登记地不在本市" in mail.body
    assert "http" not in mail.body


def test_a_refused_application_is_copied_whole_into_a_new_draft(lin: User) -> None:
    refused = joining.submitted(introduction="做安全评价")
    applications.refuse(refused, by=lin, answer="成立不满一年")

    copy, token = applications.again(refused)

    assert applications.look_up(token) == copy
    assert copy.earlier == refused
    assert (copy.state, copy.answer) == ("draft", "")
    for name in (*applications.FIELDS, "licence"):
        assert getattr(copy, name) == getattr(refused, name), name
    assert applications.submit(copy).state == "submitted"


def test_one_under_way_is_not_copied() -> None:
    with pytest.raises(Refused):
        applications.again(joining.submitted())


def test_withdrawing_takes_the_motion_off_the_agenda_as_well() -> None:
    application = joining.on_agenda()

    applications.withdraw(application)

    assert application.state == "withdrawn"
    assert application.motion is not None
    application.motion.refresh_from_db()
    assert application.motion.state == "withdrawn"


def test_staff_cannot_hand_in_nor_the_applicant_accept(lin: User) -> None:
    application = joining.submitted()
    with pytest.raises(Refused, match="没有权限"):
        applications.accept(application, by=None)


@pytest.mark.parametrize("step", ["accept", "send_back", "refuse", "new_link"])
def test_finance_only_reads(he: User, step: str) -> None:
    application = joining.submitted()
    answer = {"answer": "理由"} if step in ("send_back", "refuse") else {}
    with pytest.raises(Refused, match="没有权限"):
        getattr(applications, step)(application, by=he, **answer)


def test_a_new_link_kills_the_one_before(lin: User) -> None:
    application, lost = applications.begin(contact_name="简宁", mobile=people.mobile())

    token = applications.new_link(application, by=lin)

    assert applications.look_up(token) == application
    with pytest.raises(Refused):
        applications.look_up(lost)


def test_the_whole_number_is_shown_for_a_reason_that_stands_on_record(lin: User) -> None:
    application = joining.submitted()
    with pytest.raises(Refused, match="理由"):
        applications.reveal(application, by=lin, reason="")

    assert applications.reveal(application, by=lin, reason="通知补件") == application.mobile
    assert AuditEntry.objects.filter(action="查看完整手机号", reason="通知补件").exists()


def test_the_secretariat_does_not_refuse_what_a_body_is_deciding(lin: User) -> None:
    application = joining.on_agenda()
    with pytest.raises(Refused, match="还没有作出决定"):
        applications.refuse(application, by=lin, answer="理由")

    joining.vote(application, in_favour=2)
    applications.refuse(application, by=lin, answer="常务理事会未通过")

    assert application.state == "refused"


def test_nor_what_a_body_has_accepted(lin: User) -> None:
    application = joining.on_agenda()
    joining.vote(application)
    with pytest.raises(Refused, match="会议已通过"):
        applications.refuse(application, by=lin, answer="理由")


def test_all_of_a_batch_come_onto_the_agenda_or_none(lin: User) -> None:
    ready, not_ready = joining.accepted(), joining.submitted()

    with pytest.raises(Refused, match="材料齐全"):
        agenda.put([ready, not_ready], joining.council(), by=lin)

    ready.refresh_from_db()
    assert (ready.state, ready.motion) == ("accepted", None)


def test_what_was_not_carried_is_free_for_another_meeting(lin: User) -> None:
    application = joining.on_agenda()
    with pytest.raises(Refused):
        agenda.take_off(application, by=lin)
    joining.vote(application, in_favour=2)

    agenda.take_off(application, by=lin)
    agenda.put([application], application.motion.meeting, by=lin)  # type: ignore[union-attr]

    assert application.state == "on_agenda"
    assert application.motion is not None
    assert application.motion.state == "open"


def test_the_stamped_form_is_added_until_the_decision_and_not_exchanged(lin: User) -> None:
    for waiting in (joining.submitted(), joining.accepted(), joining.on_agenda()):
        state = waiting.state
        applications.add_stamped(waiting, stamped=papers.licence("盖章申请表.pdf"))
        assert waiting.stamped is not None
        assert waiting.state == state
        with pytest.raises(Refused, match="已经交了"):
            applications.add_stamped(waiting, stamped=papers.licence())
    decided = joining.submitted()
    applications.refuse(decided, by=lin, answer="登记地不在本市")
    with pytest.raises(Refused, match="不能再补"):
        applications.add_stamped(decided, stamped=papers.licence())
