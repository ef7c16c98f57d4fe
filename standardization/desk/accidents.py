"""事故和不受理: what is on record against a company, entered with its source; bans lifted in words."""

from collections.abc import Callable
from typing import Any
from urllib.parse import quote

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from association.base import clock, files, paging
from association.base.forms import UploadField, attempt
from members.desk.access import desk
from members.desk.forms import day
from members.models import Member
from standardization.cases import accidents as doors
from standardization.cases import barring
from standardization.desk.people_forms import MemberField
from standardization.models import Accident, Ban
from standardization.rules import may_approve_cases, may_handle_cases, may_view_cases

SIZE = 50
LIST = "admin:standardization_accidents"
BANS = "admin:standardization_bans"
FORM = "standardization/desk/form.html"


class AccidentForm(forms.Form):
    member = MemberField(label="企业", max_length=120, help_text="会员编号或单位全称。")
    on = day("日期")
    deaths = forms.IntegerField(label="死亡（人）", min_value=0, max_value=9999, initial=0)
    serious = forms.IntegerField(label="重伤（人）", min_value=0, max_value=9999, initial=0)
    loss = forms.DecimalField(
        label="直接经济损失（元）", min_value=0, max_digits=12, decimal_places=2, initial=0
    )
    source = forms.CharField(
        label="来源", max_length=200, help_text="从哪里得知，如 事故通报文号、企业报告。"
    )
    upload = UploadField(label="文件", required=False, hint="有通报或报告的附上。")


class BanForm(forms.Form):
    member = MemberField(label="企业", max_length=120, help_text="会员编号或单位全称。")
    until = day("至", help_text="含这一天；期满自动恢复受理。")
    reason = forms.CharField(label="原因", max_length=300, widget=forms.Textarea(attrs={"rows": 3}))


class VoidForm(forms.Form):
    reason = forms.CharField(
        label="作废理由", max_length=300, widget=forms.Textarea(attrs={"rows": 3})
    )


class LiftForm(forms.Form):
    reason = forms.CharField(
        label="解除理由", max_length=300, widget=forms.Textarea(attrs={"rows": 3})
    )


def _views(current: str) -> list[dict[str, Any]]:
    return [
        {"label": label, "url": reverse(name), "current": name == current}
        for name, label in ((LIST, "事故"), (BANS, "不受理"))
    ]


def _listed(request: HttpRequest, rows: Any, keys: tuple[str, str]) -> dict[str, Any]:
    asked = request.GET.get("q", "").strip()[:60]
    if asked:
        rows = rows.filter(member__in=Member.objects.matching(asked))
    page = paging.page(
        rows,
        keys=keys,
        descending=True,
        size=SIZE,
        after=request.GET.get("after", ""),
        before=request.GET.get("before", ""),
    )
    kept = f"q={quote(asked)}&" if asked else ""
    return {
        "rows": page.rows,
        "asked": asked,
        "total": f"共 {paging.capped_count(rows):,} 条",
        "previous": f"?{kept}before={page.preceding}" if page.preceding else "",
        "next": f"?{kept}after={page.following}" if page.following else "",
    }


@desk(may_view_cases)
@require_safe
def accidents(request: HttpRequest) -> HttpResponse:
    rows = Accident.objects.select_related("member", "entered_by", "file", "voided_by")
    may_void = may_approve_cases(request.user)
    context = _listed(request, rows, ("on", "pk")) | {
        "views": _views(LIST),
        "may_enter": may_handle_cases(request.user),
        "may_void": may_void,
    }
    for row in context["rows"]:
        row.key = str(row.pk)
        row.form = VoidForm(auto_id=f"void-{row.pk}-%s") if may_void else None
    return render(request, "standardization/desk/accidents.html", context)


@desk(may_handle_cases)
@require_http_methods(["GET", "POST"])
def add(request: HttpRequest) -> HttpResponse:
    form = AccidentForm(request.POST or None, request.FILES or None)
    words = {
        "title": "登记事故",
        "uploads": True,
        "explained": "受理、定级时按它核对事故情况要求。登记后不能删除，登记错了由负责人作废。",
    }
    told = "事故已登记，受理和定级时会显示。"
    return _enter(request, form, doors.enter, back=LIST, told=told, words=words)


@desk(may_approve_cases)
@require_POST
def void(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(Accident, pk=pk)
    told = "已作废，受理和定级时不再计算。"
    return _undo(request, row, VoidForm(request.POST), doors.void, back=LIST, told=told)


@desk(may_view_cases)
@require_safe
def paper(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(Accident.objects.exclude(file=None).select_related("file"), pk=pk)
    assert row.file
    return files.respond(row.file)


@desk(may_view_cases)
@require_safe
def bans(request: HttpRequest) -> HttpResponse:
    rows = Ban.objects.select_related("member", "case", "entered_by", "lifted_by")
    may = may_approve_cases(request.user)
    context = _listed(request, rows, ("until", "pk")) | {"views": _views(BANS), "may_enter": may}
    today = clock.today()
    for row in context["rows"]:
        row.key = str(row.pk)
        row.runs = row.lifted_on is None and row.until >= today
        row.form = LiftForm(auto_id=f"lift-{row.pk}-%s") if may else None
    return render(request, "standardization/desk/bans.html", context)


@desk(may_approve_cases)
@require_http_methods(["GET", "POST"])
def add_ban(request: HttpRequest) -> HttpResponse:
    words = {
        "title": "登记不受理",
        "stops": True,
        "explained": "未达标、撤销等级和承诺不实的，系统已按期限自动登记，不必再登记。",
    }
    told = "已登记，期间不受理这家企业的申请。"
    form = BanForm(request.POST or None)
    return _enter(request, form, barring.enter, back=BANS, told=told, words=words)


@desk(may_approve_cases)
@require_POST
def lift(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(Ban, pk=pk)
    told = "已解除，即日起可以受理申请。"
    return _undo(request, row, LiftForm(request.POST), barring.lift, back=BANS, told=told)


# --- What both do -----------------------------------------------------------------------------
Door = Callable[..., object]


def _enter(
    request: HttpRequest, form: forms.Form, door: Door, *, back: str, told: str, words: Any
) -> HttpResponse:
    def enter() -> None:
        said = dict(form.cleaned_data)
        door(said.pop("member"), by=request.user, **said)

    if form.is_valid() and attempt(form, enter):
        messages.success(request, told)
        return redirect(back)
    there = {"up": "事故和不受理", "up_url": reverse(back), "back": reverse(back)}
    context = {"form": form, "action": "登记", **there, **words}
    return render(request, FORM, context, status=422 if form.is_bound else 200)


def _undo(
    request: HttpRequest, row: Any, form: forms.Form, door: Door, *, back: str, told: str
) -> HttpResponse:
    if form.is_valid() and attempt(form, lambda: door(row, by=request.user, **form.cleaned_data)):
        messages.success(request, told)
    else:
        messages.error(request, next(iter(form.errors.values()))[0])
    return redirect(back)
