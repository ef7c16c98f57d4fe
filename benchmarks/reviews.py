"""The desk's pages about reviews, with as many cases as two years bring."""

from datetime import timedelta

from django.test import Client
from django.urls import reverse

from benchmarks.meter import counted, cpu_per, emit

CASES, FINDINGS = 2000, 4
LIST = ("≤ 8 queries", "≤ 30 ms")
"""What a list of the desk may cost."""


def measure() -> None:
    from tests.factories import cast

    safety = cast.person("safety")
    _fill()
    desk = Client(SERVER_NAME="localhost")
    desk.force_login(safety)
    for id, what, name, goals in (
        ("case-list", "list of cases, 50 rows", "standardization_cases", LIST),
        ("finding-list", "findings that wait, 50 rows", "standardization_findings", LIST),
        ("review-board", "board of the reviews", "standardization_board", ("", "")),
    ):
        _page(id, f"{what}, of {CASES:,} cases", desk, reverse(f"admin:{name}"), goals)


def _fill() -> None:
    """Every company has had its case, in one state after the other; each with findings."""
    from association.base import clock
    from members.models import Member
    from standardization.enums import ClockKind, FindingState
    from standardization.models import Case, Clock, Finding
    from tests.factories import cast
    from tests.factories import standardization as make

    by, version = cast.person("safety"), make.published()
    members = list(Member.objects.order_by("pk")[:1200])
    one = make.case(members[0], by=by, version=version, organisation=cast.organisation("yunling"))
    states = [state for state, _ in Case._meta.get_field("state").flatchoices or ()]
    now = clock.now()
    Case.objects.bulk_create(
        Case(
            number=f"AL-BZH-2019-{n:05d}", submitted_at=now, member=members[n % len(members)],
            kind=one.kind, state=states[n % len(states)], grade_applied="二级",
            organisation=one.organisation, created_by=by, created_at=now,
            since=now - timedelta(n % 300),
        )
        for n in range(CASES)
    )  # fmt: skip
    cases = list(Case.objects.exclude(pk=one.pk))
    today = clock.today()
    Clock.objects.bulk_create(
        Clock(
            case=case, kind=ClockKind.MATERIALS, started_on=today - timedelta(20), working_days=10,
            due_on=today + timedelta(n % 30 - 15),
        )
        for n, case in enumerate(cases)
    )  # fmt: skip
    waits = list(FindingState)
    Finding.objects.bulk_create(
        Finding(
            number=f"{case.number}-{n:02d}", case=case, text="呼吸阀跨接线断开", basis="2.1",
            deadline=today + timedelta(n * 5 - 10), state=waits[(case.pk + n) % len(waits)],
            found_by=by, found_at=now,
        )
        for case in cases
        for n in range(FINDINGS)
    )  # fmt: skip


def _page(id: str, what: str, desk: Client, url: str, goals: tuple[str, str]) -> None:
    def visit() -> None:
        assert desk.get(url).status_code == 200

    visit()
    with counted() as queries:
        visit()
    emit(f"{id}-queries", f"{what}: queries", len(queries), "queries", goals[0])
    emit(f"{id}-cpu", f"{what}: CPU of web and database", round(cpu_per(visit) * 1000, 1),
         "CPU ms", goals[1])  # fmt: skip
