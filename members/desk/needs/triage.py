"""Needs at the desk: the list by who has to act, and one need with what may be done with it."""

from collections.abc import Callable, Iterator
from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from association.accounts.models import Department
from association.base import audit, clock, paging
from association.base.forms import attempt
from association.base.sent import whole
from members.desk.access import desk
from members.desk.needs.forms import AnswerForm, AssignForm, OrderForm, services_of
from members.enums import District, NeedState, OrganisationType, WantedForm
from members.models import Member, Need, NeedsCampaign, NeedTopic
from members.needs import lists, telling, triage
from members.rules import may_handle_need, may_keep_needs, may_view_needs, may_view_register

SIZE = 50
VIEWS: dict[str, tuple[str, Callable[[QuerySet[Any], Any], QuerySet[Any]]]] = {
    "new": ("待分办", lambda rows, user: rows.filter(state=NeedState.NEW)),
    "mine": (
        "我要答复的", lambda rows, user: rows.filter(state=NeedState.ASSIGNED, owner=user),
    ),
    "assigned": ("待答复", lambda rows, user: rows.filter(state=NeedState.ASSIGNED)),
    "overdue": ("超期", lambda rows, user: lists.overdue(rows)),
    "ownerless": ("承办人已停用", lambda rows, user: lists.ownerless(rows)),
    "answered": (
        "已答复", lambda rows, user: rows.filter(state__in=(NeedState.ANSWERED, NeedState.CLOSED)),
    ),
    "satisfied": ("满意", lambda rows, user: rows.filter(satisfied=True)),
    "dissatisfied": ("不满意", lambda rows, user: rows.filter(satisfied=False)),
    "all": ("全部", lambda rows, user: rows),
}  # fmt: skip
KEPT = ("view", "topic", "department", "area", "type", "form", "campaign")
NONE = "none"


@desk(may_view_needs)
@require_safe
def needs(request: HttpRequest) -> HttpResponse:
    rows = narrowed(request.GET, request.user)
    page = paging.page(
        rows, keys=("since", "pk"), size=SIZE, after=request.GET.get("after", ""),
        before=request.GET.get("before", ""), descending=_view(request.GET) in {"answered", "all"},
    )  # fmt: skip
    today = clock.today()
    for row in page.rows:
        row.shape, row.area_word = NeedState(row.state).shape, area_word(row.area)
        row.late = row.state == NeedState.ASSIGNED and row.due_on < today
    context = {
        "rows": page.rows,
        "total": f"共 {paging.capped_count(rows):,} 条",
        "tabs": list(_tabs(request.GET, request.user)),
        "chips": list(_chips(request.GET)),
        "query": request.GET.get("q", ""),
        "kept": [(name, request.GET[name]) for name in KEPT if request.GET.get(name)],
        "keeps": may_keep_needs(request.user),
        "next": paging.link(request.GET, after=page.following) if page.following else "",
        "previous": paging.link(request.GET, before=page.preceding) if page.preceding else "",
    }
    return render(request, "members/desk/needs/needs.html", context)


def area_word(value: str) -> str:
    return str(District(value).label) if value else "未登记"


def _view(params: QueryDict) -> str:
    chosen = params.get("view", "")
    return chosen if chosen in VIEWS else "new"


def narrowed(params: QueryDict, user: Any, *, view: str = "") -> QuerySet[Any]:
    """The needs that the address asks for, in ``view`` if one is given."""
    rows = VIEWS[view or _view(params)][1](lists.counted(), user)
    for name, column in (("area", "area"), ("type", "type")):
        if chosen := params.get(name, ""):
            rows = rows.filter(**_equal(column, chosen))
    for name, column in (("topic", "topic"), ("campaign", "card__campaign")):
        if (key := whole(params.get(name))) is not None:
            rows = rows.filter(**{column: key})
    if (chosen := params.get("form", "")) in WantedForm.values:
        rows = rows.filter(wanted_form=chosen)
    if chosen := params.get("department", ""):
        rows = rows.filter(department__code=chosen)
    if text := params.get("q", "").strip():
        of_member = rows.filter(card__member__in=Member.objects.matching(text))
        rows = rows.filter(text__icontains=text) | of_member
    return rows


def _equal(column: str, chosen: str) -> dict[str, Any]:
    """Of a district or a kind of company; ``none`` where nothing is registered."""
    if chosen != NONE:
        return {column: chosen}
    return {"area": ""} if column == "area" else {f"{column}__isnull": True}


def _tabs(current: QueryDict, user: Any) -> Iterator[dict[str, Any]]:
    chosen = _view(current)
    for name, (label, _) in VIEWS.items():
        count = narrowed(current, user, view=name).count()
        if count or name in {"new", "mine", "assigned", "overdue", "all", chosen}:
            yield {
                "label": label, "url": paging.link(current, view=name), "count": count,
                "current": name == chosen,
            }  # fmt: skip


def _chips(current: QueryDict) -> Iterator[dict[str, Any]]:
    campaigns = [(str(pk), title) for pk, title in NeedsCampaign.objects.values_list("pk", "title")]
    topics = [(str(pk), name) for pk, name in NeedTopic.objects.values_list("pk", "name")]
    for name, title, choices in (
        ("topic", "类别", topics),
        ("form", "希望的形式", WantedForm.choices),
        ("department", "承办部门", list(Department.objects.values_list("code", "name"))),
        ("area", "所在区", [*District.choices, (NONE, "未登记")]),
        ("type", "单位类型", [*OrganisationType.choices, (NONE, "未登记")]),
        ("campaign", "问需", campaigns),
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


# --- One need -------------------------------------------------------------------------------------
DONE = {
    "assign": "已分办。", "answer": "已答复，单位会收到通知。", "order": "已开出服务订单。",
}  # fmt: skip


@desk(may_view_needs)
@require_http_methods(["GET", "HEAD", "POST"])
def need(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(
        lists.counted().select_related("order", "answered_by", "card__member"), pk=pk
    )
    act = request.POST.get("act", "")
    form = _form(row, act, request.POST, request.user) if request.method == "POST" else None
    if form and form.is_valid() and attempt(form, _door(row, act, form, request.user)):
        messages.success(request, DONE[act])
        return redirect("admin:members_need", row.pk)
    return _page(request, row, act, form)


def _form(row: Need, act: str, data: Any, by: Any) -> forms.Form:
    made: dict[str, Callable[[], forms.Form]] = {
        "assign": lambda: AssignForm(
            data, need=row, auto_id="assign-%s",
            initial={"department": row.department_id, "owner": row.owner_id, "due_on": row.due_on},
        ),
        "answer": lambda: AnswerForm(data, auto_id="answer-%s", initial={"text": row.answer}),
        "order": lambda: OrderForm(data, by=by, auto_id="order-%s"),
    }  # fmt: skip
    if act not in made:
        raise Http404
    return made[act]()


def _door(row: Need, act: str, form: forms.Form, by: Any) -> Callable[[], object]:
    doors: dict[str, Callable[..., object]] = {
        "assign": triage.assign, "answer": triage.answer, "order": triage.open_order,
    }  # fmt: skip
    return lambda: doors[act](row, by=by, **form.cleaned_data)


def _page(request: HttpRequest, row: Any, act: str, failed: forms.Form | None) -> HttpResponse:
    verbs = {step.verb for step in triage.NEEDS.open_to(row, request.user)}
    open_ = {
        "assign": bool(verbs & {"assign", "move", "again"}),
        "answer": "answer" in verbs,
        "order": row.order_id is None
        and row.state != NeedState.NEW
        and may_handle_need(request.user, row)
        and services_of(request.user).exists(),
    }
    context = {
        "need": row,
        "shape": NeedState(row.state).shape,
        "late": row.state == NeedState.ASSIGNED and row.due_on < clock.today(),
        "area": area_word(row.area),
        "problem": failed,
        "failed": act,
        "forms": {
            name: failed if failed and act == name else _form(row, name, None, request.user)
            for name, yes in open_.items()
            if yes
        },
        "assign_word": "分办" if "assign" in verbs else "改派" if "move" in verbs else "重新分办",
        "may_meet": row.state in (NeedState.NEW, NeedState.ASSIGNED)
        and may_handle_need(request.user, row),
        "talks": [
            {"row": talk.meeting, "reply": talk, "when": telling.when(talk.meeting)}
            for talk in row.talks.select_related("meeting__topic")
        ],
        "may_view_register": may_view_register(request.user),
        "entries": audit.listed(
            audit.timeline(row.card.member).filter(
                object_type=row._meta.label_lower, object_id=str(row.pk)
            )
        ),
    }
    status = 422 if failed else 200
    return render(request, "members/desk/needs/need.html", context, status=status)
