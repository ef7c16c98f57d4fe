from django.urls import reverse

from association.base import clock
from members.enums import PolicyState
from members.models import Assessment, Extension, Member, ReliefPolicy
from tests.conftest import ClientFor
from tests.factories.members import member, resolution

DUES, ASSESS = reverse("admin:members_dues"), reverse("admin:members_assess")


def the_policy() -> ReliefPolicy:
    return ReliefPolicy.objects.get(code="2020-SZSJ-1")


def policy_url(name: str = "members_policy") -> str:
    return reverse(f"admin:{name}", args=[the_policy().pk])


def test_looking_at_an_assessment_writes_nothing_confirming_does(
    client_for: ClientFor, hengyuan: Member
) -> None:
    late = member(joined_on=clock.today())
    client = client_for("finance")
    page = client.get(f"{ASSESS}?year=2020").content.decode()
    assert "10,000.00" in page
    assert page.index("将新核定的会员") < page.index(hengyuan.name) < page.index("常务理事单位")
    assert late.name in page
    assert "才入会" in page
    assert not Assessment.objects.exists()

    done = client.post(ASSESS, {"year": 2020}, follow=True)
    assert "2020 年度新核定 1 家" in done.content.decode()
    assert Assessment.objects.get().member == hengyuan


def test_a_year_far_ahead_is_taken_for_a_slip(client_for: ClientFor, hengyuan: Member) -> None:
    page = client_for("finance").post(ASSESS, {"year": 2090}, follow=True).content.decode()
    assert f"2090 年度还早：现在最远可以核定 {clock.today().year + 1} 年度" in page
    assert not Assessment.objects.exists()


def test_a_year_without_a_standard_is_told_where_one_would_press(
    client_for: ClientFor, hengyuan: Member
) -> None:
    page = client_for("finance").get(f"{DUES}?year=2015").content.decode()
    assert "2015 年度没有可用的会费标准" in page
    answer = client_for("finance").post(ASSESS, {"year": 2015}, follow=True)
    assert "2015 年度没有可用的会费标准" in answer.content.decode()


def test_a_year_that_is_none_is_told(client_for: ClientFor) -> None:
    answer = client_for("finance").get(f"{ASSESS}?year=abc", follow=True)
    assert "请写明要核定的年度" in answer.content.decode()


def test_the_pages_sums_agree_and_open_their_own_lists(
    client_for: ClientFor, antai: Member, hengyuan: Member
) -> None:
    client = client_for("finance")
    client.post(ASSESS, {"year": 2020})
    client.post(policy_url("members_policy_activate"), {"resolution": resolution().pk})
    totals = client.get(f"{DUES}?year=2020").context["totals"]
    assert totals.assessed - totals.relieved == totals.payable == totals.paid + totals.balance
    listed = client.get(
        reverse("admin:members_member_changelist") + "?year=2020&dues=exempt"
    ).context["lines"]
    assert [line["name"] for line in listed] == [antai.name]
    assert totals.exempt == 1


def test_a_year_is_extended_with_a_reason_and_never_shortened(client_for: ClientFor) -> None:
    client, url = client_for("finance"), reverse("admin:members_extend", args=[2020])
    assert client.post(url, {"until": "2020-09-30", "reason": "疫情"}).status_code == 302
    answer = client.post(url, {"until": "2020-08-01", "reason": "手滑"})
    assert answer.status_code == 422
    assert "现在的期限是 2020-09-30" in answer.content.decode()
    assert Extension.objects.count() == 1


def test_the_simulator_shows_types_by_tiers_and_tries_another_day(
    client_for: ClientFor, antai: Member, hengyuan: Member
) -> None:
    client = client_for("finance")
    preview = client.get(policy_url()).context["preview"]
    assert (preview.members, str(preview.total)) == (1, "2000.00")
    early = client.get(policy_url() + "?as_of=2010-01-01").context["preview"]
    assert early.members == 0


def test_a_policy_is_decided_by_a_resolution_or_not_at_all(
    client_for: ClientFor, antai: Member
) -> None:
    client = client_for("finance")
    refused = client.post(policy_url("members_policy_activate"), {"resolution": ""})
    assert refused.status_code == 422
    assert the_policy().state == PolicyState.DRAFT
    client.post(policy_url("members_policy_activate"), {"resolution": resolution().pk})
    assert the_policy().state == PolicyState.ACTIVE


def test_who_decides_on_an_unchecked_resolution_is_told_so(
    client_for: ClientFor, antai: Member
) -> None:
    client = client_for("finance")
    unchecked = resolution(verified=False)
    checked = resolution(verified=True)
    page = client.get(policy_url("members_policy_activate")).content.decode()
    assert f"{unchecked}（待核实）" in page
    assert f"{checked}（待核实）" not in page
    answer = client.post(
        policy_url("members_policy_activate"), {"resolution": unchecked.pk}, follow=True
    )
    assert f"决议 {unchecked.number} 还没有与原件核对" in answer.content.decode()


def test_the_simulation_can_be_taken_along_as_a_workbook(
    client_for: ClientFor, antai: Member
) -> None:
    answer = client_for("finance").get(policy_url("members_policy_export"))
    assert answer["Content-Type"].endswith("spreadsheetml.sheet")
    assert b"".join(answer.streaming_content)[:2] == b"PK"


def test_a_standard_is_published_on_screen_and_then_fixed(client_for: ClientFor) -> None:
    client = client_for("finance")
    add = reverse("admin:members_feestandard_add")
    tiers = ["president", "vice_president", "standing_councillor", "councillor", "member"]
    form = {
        "code": "2027", "title": "2027 版会费标准", "year_from": 2027, "due_month": 6,
        "due_day": 30, "proration": "none", "basic_services": "", "resolution": resolution().pk,
        "lines-TOTAL_FORMS": 5, "lines-INITIAL_FORMS": 0,
        **{f"lines-{n}-tier": tier for n, tier in enumerate(tiers)},
        **{f"lines-{n}-amount": 1000 * (5 - n) for n in range(5)},
    }  # fmt: skip
    assert client.post(add, form).status_code == 302
    from members.models import FeeStandard

    standard = FeeStandard.objects.get(code="2027")
    change = reverse("admin:members_feestandard_change", args=[standard.pk])
    lines = {f"lines-{n}-id": line.pk for n, line in enumerate(standard.lines.order_by("pk"))}
    published = client.post(
        change, {**form, **lines, "lines-INITIAL_FORMS": 5, "_publish": 1}, follow=True
    )
    standard.refresh_from_db()
    assert standard.state == "published", published.content.decode()[:3000]
    assert "公布，不能更改" in client.get(change).content.decode()
    assert client.post(change, {**form, "title": "改名"}).status_code == 403
