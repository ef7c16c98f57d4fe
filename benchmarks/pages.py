"""The pages that people open all day: with the association's members behind them, then with ten
times as many, which tells what grows."""

from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse

from association.accounts import roles
from association.accounts.models import User
from association.base import clock, fictitious
from benchmarks.meter import counted, cpu_per, emit
from members.enums import RepresentativeRole
from members.models import Member, Representative

NAME = "bench.lin"
LIST, DESK = "admin:members_member_changelist", "admin:index"
INCOME = "admin:members_income"


def measure() -> None:
    staff, company = _staff(), representative()
    member = Member.objects.order_by("number")[600]
    _page("staff-list", "staff list of 50 rows", staff, reverse(LIST),
          "≤ 30 ms", "≤ 8 queries")  # fmt: skip
    _page("record", "record page", staff, reverse("admin:members_member_change", args=[member.pk]),
          "≤ 40 ms", "≤ 12 queries")  # fmt: skip
    _page("desk", "工作台", staff, reverse(DESK), "", "")
    _page("income", "income by tier and type", staff, reverse(INCOME), "≤ 60 ms", "≤ 10 queries")
    _page("portal-home", "portal home", company, reverse("portal"),
          "≤ 60 ms", "≤ 15 queries")  # fmt: skip
    _page("portal-dues", "dues page", company, reverse("members:dues"), "", "")


def measure_large() -> None:
    staff = _signed_in(User.objects.get(username=NAME))
    _page("staff-list-large", "staff list, ten times the members", staff, reverse(LIST), "", "")
    _page("desk-large", "工作台, ten times the members", staff, reverse(DESK), "", "")
    _page("income-large", "income, ten times the members", staff, reverse(INCOME), "", "")


def _page(id: str, what: str, client: Client, url: str, cpu_goal: str, query_goal: str) -> None:
    def visit() -> None:
        response = client.get(url)
        assert response.status_code == 200, (url, response.status_code)

    visit()
    with counted() as queries:
        visit()
    emit(f"{id}-queries", f"{what}: queries", len(queries), "queries", query_goal)
    emit(f"{id}-cpu", f"{what}: CPU of web and database", round(cpu_per(visit) * 1000, 1),
         "CPU ms", cpu_goal)  # fmt: skip


def _staff() -> Client:
    role = roles.table()["social"]
    user = User.objects.create_user(NAME, None, name="林思远", is_staff=True)
    user.groups.add(Group.objects.get(name=role["name"]))
    return _signed_in(user)


def representative() -> Client:
    """Who opens the portal home; made the first time."""
    if known := User.objects.filter(username="bench.zhou").first():
        return _signed_in(known)
    user = User.objects.create_user(
        "bench.zhou", None, name="周明远", phone=f"+86{fictitious.mobile(99_000_001)}"
    )
    Representative.objects.create(
        member=Member.objects.order_by("number")[1],
        user=user,
        role=RepresentativeRole.ADMIN,
        since=clock.now(),
    )
    return _signed_in(user)


def _signed_in(user: User) -> Client:
    client = Client(SERVER_NAME="localhost")
    client.force_login(user)
    return client
