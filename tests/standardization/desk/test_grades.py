"""公告 of several at once, and what is objected to, at the desk and by strangers."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from association.base import audit, clock
from association.base.models import AuditEntry
from members.models import Member
from standardization.cases import steps
from standardization.enums import CaseState
from standardization.grades import publicity
from standardization.models import Case, GradeRecord, Objection, RevocationGround
from tests.conftest import ClientFor
from tests.factories import cast, people, pictures
from tests.factories import standardization as make
from tests.pages import words

pytestmark = pytest.mark.django_db

NOTICES = "admin:standardization_notices"


def published(of: Member) -> Case:
    case = make.case(of, by=cast.person("safety"), state=CaseState.CONCLUDED)
    case.grade_granted = "二级"
    case.save()
    asked = steps.propose(case, "publish", by=cast.person("safety_head"), reason="审定通过")
    return steps.decide(asked, granted=True, by=cast.person("head"))


@pytest.fixture
def both(antai: Member, guanghe: Member) -> tuple[Case, Case]:
    return published(antai), published(guanghe)


def over(case: Case) -> Any:
    last = publicity.last_day(case.notices.get())
    assert last
    return clock.at(last + timedelta(1))


def paper() -> SimpleUploadedFile:
    return SimpleUploadedFile("公告.jpg", pictures.jpeg(50, 50, "white"))


def sent(*cases: Case) -> dict[str, Any]:
    return {
        "cases": [case.pk for case in cases],
        "text": "京应急公告 2026 年第 3 号",
        "acted_on": clock.today().isoformat(),
        "office": cast.organisation("bureau").pk,
        "upload": paper(),
    }


def test_a_batch_is_announced_with_one_paper(
    client_for: ClientFor, both: tuple[Case, Case]
) -> None:
    client = client_for("safety")
    with over(both[0]):
        told = client.post(reverse(NOTICES), sent(*both), follow=True)
        assert "2 家的等级即日起可以查询" in words(told)
        public = words(Client().get(reverse("standardization:grades")))
    assert GradeRecord.objects.count() == 2
    assert both[0].member.name in public
    assert both[1].member.name in public


def test_before_the_last_day_nothing_is_announced(
    client_for: ClientFor, both: tuple[Case, Case]
) -> None:
    told = client_for("safety").post(reverse(NOTICES), sent(*both))
    assert told.status_code == 422
    assert "公示期没满的不能公告" in words(told)
    assert not GradeRecord.objects.exists()


def test_the_bureau_reads_the_proposed_grade_and_decides_only_once_the_publicity_is_over(
    client_for: ClientFor, antai: Member
) -> None:
    case, office = published(antai), cast.organisation("bureau")
    client = client_for("bureau")
    listed = words(client.get(reverse("standardization:office_home", args=[office.pk])))
    assert "拟定二级" in listed
    address = reverse("standardization:office_case", args=[office.pk, case.pk])
    running = client.get(address)
    assert "拟定二级" in words(running)
    assert "才满期" in words(running)
    assert 'name="kind"' not in running.content.decode()
    sent_early = client.post(address, {"kind": "announce", "text": "京应急公告 2026 年第 3 号"})
    assert sent_early.status_code == 422
    assert "才满期" in words(sent_early)
    with over(case):
        assert 'name="kind"' in client.get(address).content.decode()


def test_a_stranger_objects_and_the_notice_stands_still(
    client_for: ClientFor, both: tuple[Case, Case]
) -> None:
    case, _ = both
    form = reverse("standardization:objection", args=[case.notices.get().pk])
    words_sent = {"name": "路仁", "mobile": people.mobile(), "text": "储罐没有整改"}
    wrong = Client().post(form, {**words_sent, "text": ""})
    assert wrong.status_code == 422
    assert 'value="路仁"' in wrong.content.decode()
    assert "异议已收到" in words(Client().post(form, words_sent, follow=True))
    row = Objection.objects.get()
    page = reverse("admin:standardization_objection", args=[row.pk])
    client = client_for("safety")
    assert row.mobile not in client.get(page).content.decode()
    client.post(page, {"act": "take_up", "answer": "事实具体，请处室核实"})
    case.refresh_from_db()
    assert case.state == CaseState.OBJECTION
    assert "异议核实中，停算" in words(Client().get(reverse("standardization:notices")))


def test_the_number_of_who_objects_is_shown_for_a_reason_that_is_kept(
    client_for: ClientFor, both: tuple[Case, Case]
) -> None:
    row = Objection.objects.create(
        notice=both[0].notices.get(),
        name="路仁",
        mobile=people.mobile(),
        text="甲",
        received_at=clock.now(),
    )
    page = reverse("admin:standardization_objection", args=[row.pk])
    shown = client_for("safety").post(page, {"act": "unmask", "why": "答复异议人"})
    assert row.mobile in shown.content.decode()
    assert AuditEntry.objects.filter(action="查看异议人手机", reason="答复异议人").exists()


def test_the_record_of_a_grade_and_of_an_objection_is_read_from_its_very_beginning(
    client_for: ClientFor, both: tuple[Case, Case]
) -> None:
    case, client = both[0], client_for("safety")
    for number in range(40):
        audit.record(case, f"第{number}步", by=cast.person("safety"), about=case)
    row = Objection.objects.create(
        notice=case.notices.get(), name="路仁", mobile=people.mobile(), text="甲",
        received_at=clock.now(),
    )  # fmt: skip
    with over(case):
        client.post(reverse(NOTICES), sent(case))
    record = GradeRecord.objects.get()
    for name, pk in (("grade", record.pk), ("objection", row.pk)):
        seen = client.get(reverse(f"admin:standardization_{name}", args=[pk])).content.decode()
        assert "第0步" in seen.split("<details><summary>更早的")[1]


def test_revoked_by_the_bureaus_paper_everybody_reads_it(
    client_for: ClientFor, both: tuple[Case, Case]
) -> None:
    client = client_for("safety")
    with over(both[0]):
        client.post(reverse(NOTICES), sent(both[0]))
        record = GradeRecord.objects.get()
        page = reverse("admin:standardization_grade", args=[record.pk])
        form = {key: value for key, value in sent().items() if key != "cases"} | {"upload": paper()}
        assert client.post(page, form).status_code == 422
        client.post(
            page,
            {**form, "upload": paper(), "ground": RevocationGround.objects.earliest("pk").pk},
            follow=True,
        )
        record.refresh_from_db()
        assert record.revoked_on == clock.today()
        assert "已撤销" in words(Client().get(reverse("standardization:grades")))
