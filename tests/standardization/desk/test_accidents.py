"""What is on record against a company: accidents and bans, entered by people."""

import html
import re
from datetime import timedelta
from decimal import Decimal
from typing import Any
from urllib.parse import parse_qs

import pytest
from django.urls import reverse

from association.accounts.models import User
from association.base import audit, clock
from association.base.errors import Refused
from members.models import Member
from standardization.cases import accidents, barring, eligibility
from standardization.models import Accident, Ban, Case
from tests.conftest import ClientFor
from tests.factories import cast, papers
from tests.factories import standardization as make
from tests.pages import words
from tests.standardization.desk.conftest import graded

pytestmark = pytest.mark.django_db
LIST, BANS = reverse("admin:standardization_accidents"), reverse("admin:standardization_bans")


@pytest.fixture
def shi() -> User:
    return cast.person("safety")


@pytest.fixture
def yue() -> User:
    return cast.person("safety_head")


def typed(member: Member, **changes: object) -> dict[str, object]:
    return {
        "member": member.name, "on": str(clock.today() - timedelta(30)), "deaths": "1",
        "serious": "0", "loss": "120000.00", "source": "示例通报〔2020〕1 号",
    } | changes  # fmt: skip


def test_an_accident_is_entered_with_its_source_and_paper(
    client_for: ClientFor, antai: Member
) -> None:
    staff = client_for("safety")
    page = reverse("admin:standardization_accident_add")
    assert staff.post(page, typed(antai, upload=papers.licence())).status_code == 302
    row = Accident.objects.get()
    assert (row.member, row.deaths, row.loss) == (antai, 1, Decimal("120000.00"))
    assert row.file is not None
    text = words(staff.get(LIST))
    assert "120,000.00" in text
    assert "示例通报〔2020〕1 号 看文件" in text
    paper: Any = staff.get(reverse("admin:standardization_accident_paper", args=[row.pk]))
    assert b"".join(paper).startswith(b"%PDF")
    assert audit.timeline(antai).filter(action="登记事故").exists()


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"member": "没有这家"}, "没有"),
        ({"on": str(clock.today() + timedelta(400))}, "不能晚于今天"),
        ({"deaths": "-1"}, "0"),
        ({"source": ""}, "来源"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_typed_is_lost(
    client_for: ClientFor, antai: Member, changes: dict[str, object], said: str
) -> None:
    answer = client_for("safety").post(
        reverse("admin:standardization_accident_add"), typed(antai) | changes
    )
    assert answer.status_code == 422
    assert said in words(answer)
    assert "120000.00" in answer.content.decode()
    assert not Accident.objects.exists()


def test_the_same_day_is_not_entered_twice(shi: User, antai: Member) -> None:
    facts = {"deaths": 0, "serious": 1, "loss": Decimal(0), "source": "企业报告"}
    accidents.enter(antai, on=clock.today(), **facts, by=shi)  # type: ignore[arg-type]
    with pytest.raises(Refused, match="已经登记过"):
        accidents.enter(antai, on=clock.today(), **facts, by=shi)  # type: ignore[arg-type]


def test_voided_it_counts_for_nothing_and_may_be_entered_anew(
    client_for: ClientFor, shi: User, yue: User, antai: Member
) -> None:
    facts = {"deaths": 1, "serious": 0, "loss": Decimal(0), "source": "企业报告"}
    row = accidents.enter(antai, on=clock.today(), **facts, by=shi)  # type: ignore[arg-type]
    case = make.case(antai, by=shi)
    assert "死亡 1 人" in told_of_accidents(case)
    with pytest.raises(Refused, match="没有权限"):
        accidents.void(row, reason="登记错了企业", by=shi)
    staff = client_for("safety_head")
    there = reverse("admin:standardization_accident_void", args=[row.pk])
    staff.post(there, {"reason": ""})
    assert Accident.objects.filter(voided_on=None).exists()
    staff.post(there, {"reason": "登记错了企业"})
    assert told_of_accidents(case) == "没有登记"
    assert "岳明：登记错了企业" in words(staff.get(LIST))
    accidents.enter(antai, on=clock.today(), **facts, by=shi)  # type: ignore[arg-type]
    with pytest.raises(Refused, match="已经作废"):
        accidents.void(row, reason="再来一次", by=yue)


@pytest.mark.parametrize(
    "address",
    [LIST, reverse("admin:standardization_experts"), reverse("standardization:grades")],
)
def test_what_was_searched_for_is_kept_from_page_to_page(
    client_for: ClientFor, shi: User, antai: Member, address: str
) -> None:
    Member.objects.update(name="甲&乙化工")
    for days in range(51):
        Accident.objects.create(
            member=antai, on=clock.today() - timedelta(days), source="示例", entered_by=shi,
            entered_at=clock.now(),
        )  # fmt: skip
        make.expert(f"甲&乙{days}")
        graded(make.case(antai, by=shi), end=clock.today() + timedelta(days), number=f"AL-{days}")
    (following,) = re.findall(
        r'rel="next" href="([^"]+)"',
        client_for("safety").get(address, {"q": "甲&乙"}).content.decode(),
    )
    assert parse_qs(html.unescape(following).lstrip("?"))["q"] == ["甲&乙"]


def told_of_accidents(case: Case) -> str:
    facts = {fact.title: fact.text for fact in eligibility.facts(case)}
    return facts["近 12 个月事故"]


def test_a_ban_bars_until_its_day_and_no_longer(yue: User, antai: Member, guanghe: Member) -> None:
    until = clock.today() + timedelta(10)
    barring.enter(antai, until=until, reason="拒绝现场复核", by=yue)
    assert eligibility.ban(antai) is not None
    assert eligibility.ban(guanghe) is None
    with clock.at(until):
        assert eligibility.ban(antai) is not None
    with clock.at(until + timedelta(1)):
        assert eligibility.ban(antai) is None


def test_lifted_it_bars_nobody_and_says_who_and_why(
    client_for: ClientFor, yue: User, antai: Member
) -> None:
    row = barring.enter(antai, until=clock.today() + timedelta(10), reason="拒绝现场复核", by=yue)
    staff = client_for("safety_head")
    there = reverse("admin:standardization_ban_lift", args=[row.pk])
    staff.post(there, {"reason": " "})
    row.refresh_from_db()
    assert row.lifted_on is None
    staff.post(there, {"reason": "企业已接受复核"})
    row.refresh_from_db()
    assert (row.lifted_on, row.lifted_by) == (clock.today(), yue)
    assert eligibility.ban(antai) is None
    text = words(staff.get(BANS))
    assert "已解除" in text
    assert "岳明：企业已接受复核" in text
    with pytest.raises(Refused, match="已经在"):
        barring.lift(row, reason="再来一次", by=yue)
    assert audit.timeline(antai).filter(action="解除不受理").count() == 1


def test_who_handles_cases_bars_nobody(client_for: ClientFor, shi: User, antai: Member) -> None:
    with pytest.raises(Refused, match="没有权限"):
        barring.enter(antai, until=clock.today(), reason="不行", by=shi)
    assert "登记不受理" not in words(client_for("safety").get(BANS))
    assert not Ban.objects.exists()


def test_a_ban_is_entered_on_the_page(client_for: ClientFor, antai: Member) -> None:
    staff = client_for("safety_head")
    page = reverse("admin:standardization_ban_add")
    wrong = {"member": antai.name, "until": "2020-01-01", "reason": "拒绝复核"}
    answer = staff.post(page, wrong)
    assert answer.status_code == 422
    assert "不能早于今天" in words(answer)
    staff.post(page, wrong | {"until": str(clock.today() + timedelta(60))})
    assert Ban.objects.get().entered_by == cast.person("safety_head")
    assert "不受理" in words(staff.get(BANS, {"q": "安泰"}))
    assert "没有不受理的企业" in words(staff.get(BANS, {"q": "广和"}))
