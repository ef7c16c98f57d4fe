"""The register as a list: found, narrowed, sorted, paged, taken along as a workbook."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse

from association.base import paging
from association.base.templatetags.ui import amount, status
from members.desk.access import desk
from members.desk.forms import YearForm
from members.enums import DuesLabel, MemberState, OrganisationType, Position
from members.filters import MemberFilter, dues_year
from members.models import Assessment, Member
from members.queries import label_counts, with_position
from members.rules import may_export, may_import, may_register, may_view_register

SIZE = 50
SORTS = {
    "number": ("编号", ("number",)),
    "name": ("单位名称", ("sort_key", "pk")),
    "joined": ("入会", ("joined_on", "pk")),
}
CHIPS = ("organisation_type", "position", "district", "state")
TABS = (None, DuesLabel.DUE, DuesLabel.OVERDUE, DuesLabel.EXEMPT, DuesLabel.PAID)


@dataclass(frozen=True, slots=True)
class Line:
    """A row as the template writes it: words, not codes."""

    number: str
    name: str
    url: str
    joined_on: str
    organisation_type: str
    position: str
    state: str
    amounts: tuple[str, ...]
    """Assessed, relieved, left to pay; nothing if the year isn't assessed."""
    due_until: str
    standing: str


@desk(may_view_register)
def changelist(request: HttpRequest) -> HttpResponse:
    year = _year(request.GET)
    narrowed = MemberFilter(request.GET, year=year)
    sort = request.GET.get("sort", "number")
    descending = sort.startswith("-")
    keys = SORTS.get(sort.lstrip("-"), SORTS["number"])[1]
    page = paging.page(
        narrowed.qs,
        keys=keys,
        size=SIZE,
        after=request.GET.get("after", ""),
        before=request.GET.get("before", ""),
        descending=descending,
    )
    count = paging.capped_count(narrowed.qs)
    context = {
        "year": year,
        "lines": _lines(page.rows, year),
        "total": f"共 {count:,} 家",
        "capped": count > paging.CAP,
        "chips": list(_chips(request.GET, narrowed)),
        "tabs": list(_tabs(request.GET, year)),
        "columns": list(_columns(request.GET, sort)),
        "query": request.GET.get("q", ""),
        "kept": _kept(request.GET),
        "narrowed": any(request.GET.get(name) for name in ("q", "dues", *CHIPS)),
        "next": _link(request.GET, after=page.following) if page.following else "",
        "previous": _link(request.GET, before=page.preceding) if page.preceding else "",
        "here": request.GET.urlencode(),
        "may_export": may_export(request.user),
        "may_import": may_import(request.user),
        "may_register": may_register(request.user),
    }
    return render(request, "members/desk/list.html", context)


def _year(params: QueryDict) -> int:
    """The year that a number on another page spoke of, else the one that the desk is in."""
    form = YearForm(params)
    return form.cleaned_data["year"] if form.is_valid() else dues_year()


def _lines(members: list[Member], year: int) -> list[Line]:
    rows = {
        row.member_id: row
        for row in with_position(Assessment.objects.filter(year=year, member__in=members))
    }
    address = reverse("admin:members_member_change", args=[0])
    return [
        _line(member, rows.get(member.pk), url=address.replace("/0/", f"/{member.pk}/"))
        for member in members
    ]


def _line(member: Member, dues: Any, *, url: str) -> Line:
    of_type, label = member.organisation_type, dues and DuesLabel(dues.label)
    return Line(
        number=member.number,
        name=member.name,
        url=url,
        joined_on=str(member.joined_on or ""),
        organisation_type=OrganisationType(of_type).label if of_type else "未登记",
        position=Position(member.position).label,
        state="" if member.state == MemberState.ACTIVE else MemberState(member.state).label,
        amounts=(amount(dues.amount), amount(dues.relieved), amount(dues.balance)) if dues else (),
        due_until=str(dues.due_until) if dues and dues.balance else "",
        standing=status(label.shape, label.label) if label else status("none", "未核定"),
    )


def _link(current: QueryDict, **changes: str) -> str:
    """This list with some parameters changed; a page token holds for one order and filter only."""
    params = current.copy()
    for name in ("after", "before"):
        params.pop(name, None)
    for name, value in changes.items():
        params.pop(name, None)
        if value:
            params[name] = value
    return f"?{params.urlencode()}"


def _chips(current: QueryDict, narrowed: MemberFilter) -> Any:
    for name in CHIPS:
        choices = narrowed.filters[name].extra["choices"]
        chosen = current.get(name, "")
        yield {
            "title": narrowed.filters[name].label,
            "set": dict(choices).get(chosen, ""),
            "choices": [
                {"label": "不限", "url": _link(current, **{name: ""}), "current": not chosen},
                *(
                    {
                        "label": label,
                        "url": _link(current, **{name: value}),
                        "current": value == chosen,
                    }
                    for value, label in choices
                ),
            ],
        }


def _tabs(current: QueryDict, year: int) -> Any:
    counts = label_counts(year)
    chosen = current.get("dues", "")
    for label in TABS:
        yield {
            "label": label.label if label else "全部",
            "url": _link(current, dues=label.value if label else ""),
            "count": counts.get(label.value, 0) if label else None,
            "current": chosen == (label.value if label else ""),
        }


def _columns(current: QueryDict, sort: str) -> Any:
    for name, (label, _) in SORTS.items():
        ascending = sort == name
        yield {
            "label": label,
            "url": _link(current, sort=f"-{name}" if ascending else name),
            "sort": "ascending" if ascending else "descending" if sort == f"-{name}" else "",
            "lower": name == "joined",
        }


def _kept(current: QueryDict) -> list[tuple[str, str]]:
    """What the search form sends along, so that looking for a name keeps the chips."""
    return [
        (name, value)
        for name, value in current.items()
        if name not in {"q", "after", "before"} and value
    ]
