"""A notice from its draft to whom it is for, and back."""

import pytest

from association.base import audit, clock
from association.base.errors import Refused
from association.base.models import OutboxRow
from bulletin.enums import Audience, NoticeState
from bulletin.models import Due, Notice, ReportForm
from bulletin.notices import audience, drafting, publishing, states
from members.enums import OrganisationType
from tests.factories import cast, texts
from tests.factories import notices as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def jian(antai, hengyuan):
    """Two members with somebody to tell."""
    for role in ("antai_admin", "hengyuan_admin"):
        cast.person(role)
    return cast.person("bulletin")


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("示安协发〔2024〕35号", "示安协发〔2024〕35号"),
        ("示安协发[2024] 35 号", "示安协发〔2024〕35号"),
        ("示安协发（２０２４）3号", "示安协发〔2024〕3号"),
        ("", ""),
    ],
)
def test_a_document_number_is_brought_to_its_shape(written, kept):
    assert drafting.document_number(written) == kept


@pytest.mark.parametrize("written", ["35号", "示安协发2024-35", "示安协发〔24〕35号"])
def test_a_document_number_of_no_shape_is_refused(written):
    with pytest.raises(Refused, match="发文字号应写成"):
        drafting.document_number(written)


def test_what_lacks_is_said_at_once(jian):
    row = drafting.draft(title="通知", issuer="示例", by=jian)
    drafting.add_form(row, title="空表", by=jian)
    with pytest.raises(Refused, match="还缺：正文、成文日期、“空表”的问题、“空表”的报送日期。"):
        publishing.publish(row, by=jian)


def test_a_notice_that_nobody_would_get_is_not_published(jian):
    row = make.draft(audience=Audience.CHOSEN)
    with pytest.raises(Refused, match="没有一家在册的会员单位会收到"):
        publishing.publish(row, by=jian)
    row = make.draft(audience=Audience.TYPES)
    with pytest.raises(Refused, match="单位类型"):
        publishing.publish(row, by=jian)


def test_published_its_questions_are_frozen_and_it_stays_as_it_is(jian):
    row = make.published()
    assert row.published_at is not None
    questionnaire = ReportForm.objects.get(notice=row).questionnaire
    assert not questionnaire.is_draft
    form = row.forms.get()
    for door in (
        lambda: drafting.change(row, saves=row.saves, fields={"title": "别的"}, by=jian),
        lambda: drafting.add_form(row, title="再一张", by=jian),
        lambda: drafting.remove_form(form, by=jian),
        lambda: drafting.add_due(form, due_at=make.noon(9), by=jian),
        lambda: drafting.attach(row, upload=texts.upload(), by=jian),
        lambda: publishing.publish(row, by=jian),
    ):
        with pytest.raises(Refused, match="已发布"):
            door()


def test_whoever_it_is_for_is_told_once_in_the_portal_and_by_mail(jian, antai, run_jobs):
    antai.email = "office@antai.example"
    antai.save()
    row = make.published()
    (job,) = run_jobs()
    assert job.message == f"已告知 {audience.addressed(row).count()} 家会员单位。"
    user = cast.person("antai_admin")
    told = OutboxRow.objects.get(channel="portal", person=user)
    assert told.subject == "通知：安全生产月活动的通知"
    assert "联络员名单" in told.body
    assert f"/portal/notices/{row.pk}/" in told.body
    mails = OutboxRow.objects.filter(channel="email", rule__startswith="bulletin.notice")
    assert mails.filter(address="office@antai.example").count() == 1


def test_it_is_for_the_kinds_or_the_members_it_says(jian, antai, hengyuan):
    kinds = make.draft(audience=Audience.TYPES, types=[OrganisationType.STATE])
    assert list(audience.addressed(kinds)) == [hengyuan]
    chosen = make.draft(audience=Audience.CHOSEN)
    drafting.change(chosen, saves=chosen.saves, fields={}, members=[antai], by=jian)
    assert list(audience.addressed(chosen)) == [antai]
    for row in (kinds, chosen):
        assert list(audience.for_member(antai)) == []
        publishing.publish(row, by=jian)
    assert list(audience.for_member(antai)) == [chosen]
    assert list(audience.for_member(hengyuan)) == [kinds]


def test_a_due_date_that_is_over_is_said_and_not_forbidden(jian):
    row = make.draft()
    make.form(row, days=(-3, 4))
    assert [due.days for due in states.past(row)] == [-3]
    publishing.publish(row, by=jian)
    assert row.state == NoticeState.PUBLISHED


def test_a_due_date_is_moved_with_a_reason_and_who_still_owes_is_told(jian, run_jobs):
    row = make.published()
    due = make.due(row)
    make.signed(due)
    run_jobs()
    for day, reason, sentence in (
        (6, " ", "须写明理由"),
        (-1, "放假", "已经过去"),
        (4, "放假", "和原来一样"),
    ):
        with pytest.raises(Refused, match=sentence):
            publishing.move_due(due, due_at=make.noon(day), reason=reason, by=jian)
    publishing.move_due(due, due_at=make.noon(6), reason="端午放假", by=jian)
    run_jobs()
    told = OutboxRow.objects.filter(subject__startswith="报送时间有变", channel="portal")
    people = {each.person for each in told}
    assert cast.person("antai_admin") not in people
    assert cast.person("hengyuan_admin") in people
    assert "端午放假" in told.first().body
    entry = audit.timeline(row)[0]
    assert (entry.action, entry.reason) == ("改报送日期", "端午放假")


def test_withdrawn_for_a_reason_nothing_is_owed_any_more(jian, antai, run_jobs):
    row = make.published()
    with pytest.raises(Refused, match="理由"):
        publishing.withdraw(row, reason=" ", by=jian)
    publishing.withdraw(row, reason="文号有误，另行发布", by=jian)
    assert row.state == NoticeState.WITHDRAWN
    run_jobs()
    assert OutboxRow.objects.filter(subject__startswith="通知已撤回").exists()
    assert list(audience.public()) == []
    with pytest.raises(Refused, match="不再报送"):
        make.begun(make.due(row))


def test_only_who_keeps_notices_writes_them(lin, jian):
    for door in (
        lambda: drafting.draft(title="通知", issuer="示例", by=lin),
        lambda: publishing.publish(make.draft(), by=lin),
        lambda: publishing.withdraw(make.published(), reason="无", by=lin),
    ):
        with pytest.raises(Refused, match="没有权限"):
            door()


def test_two_pages_do_not_write_over_each_other(jian):
    row = make.draft()
    with pytest.raises(Refused, match="刚刚保存过"):
        drafting.change(row, saves=row.saves - 1, fields={"title": "别的"}, by=jian)


def test_a_word_file_becomes_the_text_and_says_what_it_left_out(jian):
    row = make.draft()
    lost = drafting.read_word(row, upload=texts.upload(), by=jian)
    assert any("1 幅图片没有读入" in sentence for sentence in lost)
    assert {block["kind"] for block in row.body} <= {"heading", "paragraph"}


def test_a_form_goes_with_its_questions_and_days(jian):
    row = make.draft()
    form = make.form(row)
    other = drafting.add_form(row, title="同样的", like=form.questionnaire, by=jian)
    assert other.questionnaire.asked() == form.questionnaire.asked()
    with pytest.raises(Refused, match="已经有一次报送"):
        drafting.add_due(form, due_at=make.noon(4), by=jian)
    drafting.remove_form(form, by=jian)
    assert list(row.forms.all()) == [other]
    assert not Due.objects.exists()
    assert Notice.objects.filter(created_at__lte=clock.now()).exists()
