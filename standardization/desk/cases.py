"""Cases at the desk: the list, and what waits for somebody's decision."""

from collections.abc import Iterator
from typing import Any

from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.views.decorators.http import require_safe

from association.accounts.models import User
from association.base import clock, paging, workdays
from association.base.sent import whole
from members.desk.access import desk
from standardization import queries
from standardization.cases import steps
from standardization.desk.look import shape
from standardization.enums import OPEN, CaseKind, CaseState
from standardization.models import Case, Item, Organisation
from standardization.rules import may_view_cases

SIZE = 50
UNDER_WAY = "open"
GROUPS: tuple[tuple[str, str, tuple[CaseState, ...]], ...] = (
    (UNDER_WAY, "在办", OPEN),
    ("filing", "申请", tuple(OPEN)[:6]),
    ("review", "评审", tuple(OPEN)[6:12]),
    ("recheck", "复核", tuple(OPEN)[12:17]),
    ("conclusion", "定级", tuple(OPEN)[17:]),
    ("closed", "办结", tuple(each for each in CaseState if each not in OPEN)),
    ("all", "全部", tuple(CaseState)),
)
"""The states in the order of a case's life, cut where another one takes over."""
_KEPT = ("state", "one", "kind", "officer", "late", "year", "organisation", "veto", "returned")


@desk(may_view_cases)
@require_safe
def cases(request: HttpRequest) -> HttpResponse:
    rows = narrowed(request.GET, user=request.user)
    page = paging.page(
        rows,
        keys=("since", "pk"),
        size=SIZE,
        after=request.GET.get("after", ""),
        before=request.GET.get("before", ""),
        descending=True,
    )
    calendar, today = workdays.calendar(), clock.today()
    for row in page.rows:
        row.shape = shape(row.state)
        row.days = calendar.between(today, row.due_on) if row.due_on else None
        row.is_late = bool(row.due_on and row.due_on < today)
    context = {
        "cases": page.rows,
        "total": f"共 {paging.capped_count(rows):,} 件",
        "views": list(_views(request.GET, user=request.user)),
        "chips": list(_chips(request.GET)),
        "query": request.GET.get("q", ""),
        "asked": request.GET.urlencode(),
        "kept": [(name, request.GET[name]) for name in _KEPT if request.GET.get(name)],
        "next": paging.link(request.GET, after=page.following) if page.following else "",
        "previous": paging.link(request.GET, before=page.preceding) if page.preceding else "",
    }
    return render(request, "standardization/desk/cases.html", context)


def narrowed(params: QueryDict, *, user: Any, but: str = "") -> QuerySet[Case]:
    """The cases that the address asks for; ``but`` leaves one condition out."""
    rows = queries.searched(queries.cases(), params.get("q", ""))
    if but != "state":
        chosen = params.get("state", UNDER_WAY)
        rows = rows.filter(state__in={k: s for k, _, s in GROUPS}.get(chosen, OPEN))
    if (one := params.get("one")) in CaseState.values:
        rows = rows.filter(state=one)
    if (kind := params.get("kind")) in CaseKind.values:
        rows = rows.filter(kind=kind)
    officer = params.get("officer", "")
    if officer == "none":
        rows = rows.filter(officer=None)
    elif officer == "me":
        rows = rows.filter(officer=user)
    elif (key := whole(officer)) is not None:
        rows = rows.filter(officer=key)
    if late := params.get("late"):
        rows = queries.late(rows, late)
    return _counted(rows, params)


def _counted(rows: QuerySet[Case], params: QueryDict) -> QuerySet[Case]:
    """By what the board counts."""
    organisation, veto = (whole(params.get(name)) for name in ("organisation", "veto"))
    if begun := queries.year(params.get("year", "")):
        rows = rows.filter(created_at__year=begun)
    if organisation is not None:
        rows = rows.filter(organisation=organisation)
    if veto is not None:
        vetoed = queries.vetoes(queries.veto_since()).filter(item=veto)
        rows = rows.filter(pk__in=vetoed.values("checklist__case"))
    if params.get("returned"):
        rows = rows.filter(pk__in=queries.returned().values("case"))
    return rows


def _views(current: QueryDict, *, user: Any) -> Iterator[dict[str, Any]]:
    rows = Case.objects.filter(pk__in=narrowed(current, user=user, but="state").values("pk"))
    counts = dict(rows.order_by().values_list("state").annotate(n=Count("pk")))
    chosen = current.get("state", UNDER_WAY)
    for code, label, states in GROUPS:
        yield {
            "label": label,
            "url": paging.link(current, state=code, one=""),
            "count": sum(counts.get(state, 0) for state in states),
            "current": chosen == code,
        }


def _chips(current: QueryDict) -> Iterator[dict[str, Any]]:
    officers = User.objects.filter(pk__in=Case.objects.values("officer")).order_by("name")
    people = [(str(user.pk), user.name) for user in officers]
    for name, title, choices in (
        ("one", "状态", CaseState.choices),
        ("kind", "性质", CaseKind.choices),
        ("officer", "经办人", [("me", "我"), ("none", "还没有"), *people]),
        ("late", "期限", [("1", "已逾期"), *_PARTIES]),
        *_set_elsewhere(current),
    ):
        chosen = current.get(name, "")
        yield {
            "title": title,
            "set": dict(choices).get(chosen, ""),
            "choices": [
                {
                    "label": label,
                    "url": paging.link(current, **{name: value}),
                    "current": value == chosen,
                }
                for value, label in [("", "不限"), *choices]
            ],
        }


_PARTIES = [
    (who, f"{label}{'待决定' if who == 'bureau' else '逾期'}")
    for who, (label, _) in queries.PARTIES.items()
]


def _set_elsewhere(current: QueryDict) -> Iterator[tuple[str, str, list[tuple[str, str]]]]:
    """Conditions that a number of the board set: shown so that they can be taken off."""
    year, organisation, veto = (current.get(name, "") for name in ("year", "organisation", "veto"))
    if queries.year(year):
        yield "year", "建立年份", [(year, year)]
    if whole(organisation) is not None:
        found = Organisation.objects.filter(pk=whole(organisation)).first()
        yield "organisation", "评审单位", [(organisation, str(found or organisation))]
    if whole(veto) is not None:
        item = Item.objects.filter(pk=whole(veto)).first()
        yield "veto", "触发否决", [(veto, item.code if item else veto)]
    if current.get("returned"):
        yield "returned", "评审报告", [(current["returned"], "退回过")]


@desk(may_view_cases)
@require_safe
def proposals(request: HttpRequest) -> HttpResponse:
    """What somebody asks for, the oldest first; each is decided on the case's own page."""
    rows = list(queries.proposals()[:200])
    for row in rows:
        row.label = steps.label(row.verb)
        row.mine = steps.may_decide(row, request.user)
    return render(request, "standardization/desk/proposals.html", {"proposals": rows})
