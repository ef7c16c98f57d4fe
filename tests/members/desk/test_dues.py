import pytest
from django.urls import reverse

from association.base import clock
from members.enums import PolicyState
from members.models import Assessment, Extension, Member, ReliefPolicy
from tests.conftest import ClientFor
from tests.factories.members import member, resolution

DUES, ASSESS = reverse("admin:members_dues"), reverse("admin:members_assess")


def the_policy() -> ReliefPolicy:
    return ReliefPolicy.objects.get(code="2020-SZSJ-1")


def drafted(**changes: object) -> dict[str, object]:
    """A draft as the form sends it, for a year that is due on 2020-06-30."""
    return {
        "code": "2020-NEW", "title": "新会员免缴", "year": 2020, "reference_date": "2020-06-01",
        "effect": "exempt", "value": 0, "mode": "automatic", "valid_from": "2020-01-01",
        "valid_to": "2020-12-31", "order": 100, "basis": "会议决定", **changes,
    }  # fmt: skip


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
    shown = client.get(change).content.decode()
    assert "公布，不能更改" in shown
    assert "<p>5,000.00</p>" in shown
    assert shown.count("会长单位") == shown.count("副会长单位") * 2  # once each, within the other
    assert "选填" not in shown
    assert client.post(change, {**form, "title": "改名"}).status_code == 403


@pytest.mark.parametrize(
    ("typed", "field", "sentence"),
    [
        (
            {"joined_from": "2020-05-05", "joined_to": "2019-05-05"},
            "joined_to",
            "入会不晚于：不能早于“入会不早于”（2020-05-05），请改正其中一个日期。",
        ),
        (
            {"reference_date": "2021-01-01"},
            "reference_date",
            "认定基准日：不能晚于会费年度的最后一天 2020-12-31，请改正日期或会费年度。",
        ),
        (
            {"extend_due_to": "2020-06-30"},
            "extend_due_to",
            "其余会员缴费期限延至：2020 年度的期限现在是 2020-06-30，须晚于这一天；不延期请留空。",
        ),
        ({"year": 20200}, "year", "会费年度：应在 2007 至 2099 之间，请改正。"),
    ],
)
def test_a_draft_whose_days_make_no_sense_is_refused_at_the_day(
    client_for: ClientFor, typed: dict[str, object], field: str, sentence: str
) -> None:
    page = client_for("finance").post(reverse("admin:members_reliefpolicy_add"), drafted(**typed))
    assert page.context["adminform"].form.errors == {field: [sentence]}
    assert not ReliefPolicy.objects.filter(code="2020-NEW").exists()


def test_a_draft_on_the_last_days_that_are_allowed_is_taken(client_for: ClientFor) -> None:
    typed = drafted(
        reference_date="2020-12-31", extend_due_to="2020-07-01",
        joined_from="2020-05-05", joined_to="2020-05-05",
    )  # fmt: skip
    page = client_for("finance").post(reverse("admin:members_reliefpolicy_add"), typed, follow=True)
    assert "草案已保存" in page.content.decode()


def test_a_draft_for_a_year_without_a_standard_can_be_written(client_for: ClientFor) -> None:
    typed = drafted(year=2007, reference_date="2007-06-01", extend_due_to="2007-12-31")
    client_for("finance").post(reverse("admin:members_reliefpolicy_add"), typed)
    assert ReliefPolicy.objects.filter(code="2020-NEW", year=2007).exists()
