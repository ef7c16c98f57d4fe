"""The register as a list: found, narrowed, sorted, paged, taken along as a workbook."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, TypedDict
from urllib.parse import urlencode

from django.db.models import Count
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse

from association.base import paging
from association.base.templatetags.ui import amount, status
from members.desk.access import desk
from members.desk.forms import YearForm
from members.enums import District, DuesLabel, MemberState, OrganisationType, Position
from members.filters import TYPES, MemberFilter, dues_year
from members.models import Assessment
from members.queries import label_counts, with_position
from members.rules import may_export, may_import, may_register, may_view_register

SIZE = 50
SORTS = {
    "number": ("编号", ("number",)),
    "name": ("单位名称", ("sort_key", "pk")),
    "joined": ("入会", ("joined_on", "pk")),
}
CHIPS: Mapping[str, Iterable[tuple[str, str]]] = {
    "organisation_type": TYPES,
    "position": Position.choices,
    "district": District.choices,
    "state": MemberState.choices,
}
TABS = {
    DuesLabel.DUE: True,
    DuesLabel.PARTLY: False,
    DuesLabel.EXTENDED: False,
    DuesLabel.OVERDUE: True,
    DuesLabel.EXEMPT: True,
    DuesLabel.PAID: True,
    DuesLabel.OVERPAID: False,
}
"""Whether the tab stands there also while it has nobody."""
FACTS = ("pk", "number", "name", "sort_key", "joined_on", "state", "organisation_type", "position")
DUES = ("member_id", "amount", "relieved", "balance", "due_until", "label")


class Line(TypedDict):
    """A row as the template writes it: words, not codes. A dictionary is what templates read
    fastest, and a page has six hundred cells."""

    number: str
    name: str
    url: str
    joined_on: str
    organisation_type: str
    position: str
    state: str
    assessed: str
    """Empty, as the two below, if the year isn't assessed."""
    relieved: str
    balance: str
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
        narrowed.qs.values(*FACTS),
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
        "next": _link(request.GET, "after", page.following) if page.following else "",
        "previous": _link(request.GET, "before", page.preceding) if page.preceding else "",
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


def _lines(members: list[Mapping[str, Any]], year: int) -> list[Line]:
    assessed = Assessment.objects.filter(year=year, member__in=[row["pk"] for row in members])
    rows = with_position(assessed).order_by().values(*DUES)  # the page's own order holds
    dues = {row["member_id"]: row for row in rows}
    address = reverse("admin:members_member_change", args=[0])
    return [
        _line(member, dues.get(member["pk"]), url=address.replace("/0/", f"/{member['pk']}/"))
        for member in members
    ]


_TYPES, _POSITIONS, _STATES = (
    {None: "未登记", **dict(OrganisationType.choices)},
    dict(Position.choices),
    {**dict(MemberState.choices), MemberState.ACTIVE.value: ""},
)
_STANDINGS = {label.value: status(label.shape, label.label) for label in DuesLabel}
_NOT_ASSESSED = status("none", "未核定")


def _line(member: Mapping[str, Any], dues: Mapping[str, Any] | None, *, url: str) -> Line:
    return Line(
        number=member["number"],
        name=member["name"],
        url=url,
        joined_on=str(member["joined_on"] or ""),
        organisation_type=_TYPES[member["organisation_type"]],
        position=_POSITIONS[member["position"]],
        state=_STATES[member["state"]],
        assessed=amount(dues["amount"]) if dues else "",
        relieved=amount(dues["relieved"]) if dues else "",
        balance=amount(dues["balance"]) if dues else "",
        due_until=str(dues["due_until"]) if dues and dues["balance"] > 0 else "",
        standing=_STANDINGS[dues["label"]] if dues else _NOT_ASSESSED,
    )


def _link(current: QueryDict, name: str, value: str) -> str:
    return next(_links(current, name, [value]))


def _links(current: QueryDict, name: str, values: Iterable[str]) -> Iterator[str]:
    """This list with one parameter changed, for each of the values; an empty one drops it.

    Page tokens go: they hold for one order and filter only.
    """
    params = current.copy()
    for dropped in ("after", "before", name):
        params.pop(dropped, None)
    rest = params.urlencode()
    for value in values:
        changed = urlencode({name: value}) if value else ""
        yield f"?{'&'.join(filter(None, (rest, changed)))}"


def _chips(current: QueryDict, narrowed: MemberFilter) -> Any:
    for name, choices in CHIPS.items():
        chosen = current.get(name, "")
        rows = [("", "不限"), *choices]
        links = _links(current, name, (value for value, _ in rows))
        yield {
            "title": narrowed.filters[name].label,
            "set": dict(choices).get(chosen, ""),
            "choices": [
                {"label": label, "url": url, "current": value == chosen}
                for (value, label), url in zip(rows, links, strict=True)
            ],
        }


def _tabs(current: QueryDict, year: int) -> Any:
    """Each with how many it would show under the other conditions."""
    counts, chosen = _counts(current, year), current.get("dues", "")
    shown = [
        label for label, always in TABS.items() if always or counts.get(label) or chosen == label
    ]
    yield {"label": "全部", "url": _link(current, "dues", ""), "current": not chosen}
    for label in shown:
        yield {
            "label": label.label,
            "url": _link(current, "dues", label.value),
            "count": counts.get(label.value, 0),
            "current": chosen == label,
        }


def _counts(current: QueryDict, year: int) -> dict[str, int]:
    if not any(current.get(name) for name in ("q", *CHIPS)):
        return label_counts(year)
    others = current.copy()
    others.pop("dues", None)
    members = MemberFilter(others, year=year).qs.order_by().values("pk")
    rows = with_position(Assessment.objects.filter(year=year, member__in=members)).order_by()
    return dict(rows.values_list("label").annotate(n=Count("pk")))


def _columns(current: QueryDict, sort: str) -> Any:
    for name, (label, _) in SORTS.items():
        ascending = sort == name
        yield {
            "label": label,
            "url": _link(current, "sort", f"-{name}" if ascending else name),
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
