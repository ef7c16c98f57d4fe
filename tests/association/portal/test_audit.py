from django.urls import reverse

from association.accounts.models import User
from association.base import audit
from association.base.models import AuditEntry
from members.models import Member
from tests.conftest import ClientFor

PAGE = reverse("admin:audit")


def test_the_newest_act_stands_first_with_who_and_why(
    client_for: ClientFor, lin: User, antai: Member
) -> None:
    audit.record(
        antai, "变更登记信息", by=lin, before={"邮箱": "旧"}, after={"邮箱": "新"}, reason="来函"
    )
    audit.record(antai, "暂停会籍", by=lin, reason="改制")
    text = client_for("general").get(PAGE).content.decode()
    assert text.index("暂停会籍") < text.index("变更登记信息")
    for word in ("林思远", "来函", "<del>旧</del>", "<ins>新</ins>"):
        assert word in text


def test_every_entry_is_met_once_from_page_to_page(client_for: ClientFor, antai: Member) -> None:
    entries = [audit.entry(antai, f"第{n}件", by=None) for n in range(120)]
    audit.record_many(entries)
    client, url, seen = client_for("general"), PAGE, []
    while url:
        context = client.get(url).context
        seen += [entry.action for entry in context["entries"]]
        url = PAGE + context["next"] if context["next"] else ""
    assert seen == [f"第{n}件" for n in reversed(range(120))]


def test_a_deep_page_is_found_by_the_index_and_asks_no_more(
    client_for: ClientFor, antai: Member, django_assert_max_num_queries: object
) -> None:
    audit.record_many([audit.entry(antai, f"第{n}件", by=None) for n in range(60)])
    deep = client_for("general").get(PAGE).context["next"]
    client = client_for("general")
    client.get(PAGE)
    with django_assert_max_num_queries(8):  # type: ignore[operator]
        client.get(PAGE + deep)
    assert AuditEntry.objects.count() >= 60


def test_an_entry_names_the_member_it_is_about_and_asks_once_for_all_of_them(
    client_for: ClientFor, antai: Member, hengyuan: Member, django_assert_max_num_queries: object
) -> None:
    for company in (antai, hengyuan):
        for record in company.organisation_types.all():
            audit.record(record, "登记单位类型", by=None, about=company)
    audit.record(antai, "变更登记信息", by=None)
    client = client_for("general")
    client.get(PAGE)
    with django_assert_max_num_queries(9):  # type: ignore[operator]
        own, *others = client.get(PAGE).context["entries"]
    assert own.whose is None
    assert [entry.whose for entry in others] == [hengyuan, antai]
    assert hengyuan.name in client.get(PAGE).content.decode()


def test_an_act_is_found_by_any_part_of_its_name(client_for: ClientFor, antai: Member) -> None:
    audit.record(antai, "办理退会", by=None)
    audit.record(antai, "暂停会籍", by=None)
    entries = client_for("general").get(PAGE, {"q": "退会"}).context["entries"]
    assert [entry.action for entry in entries] == ["办理退会"]
