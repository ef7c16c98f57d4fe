"""The pages on which a company fills its case in: the self-review, the commitment, what was missing,
a longer term, and taking the whole back."""

from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from association.base.errors import Refused
from association.base.forms import attempt
from members.portal.access import member_admin_required, member_required
from standardization.cases import clocks, filing, self_review, steps
from standardization.enums import CaseState
from standardization.models import Answer, Case, DeductionRule, Element, Item
from standardization.portal.access import own_case
from standardization.portal.cases import PAGE
from standardization.portal.forms import CommitForm, GapForm, ItemForm, ReasonForm


@member_required
@require_http_methods(["GET", "POST"])
def review(request: HttpRequest, pk: int) -> HttpResponse:
    """The self-review, one element at a time; what is typed on one is saved before the next."""
    row = own_case(request, pk)
    checklist = self_review.of_case(row)
    versions = row.standards.values("version")
    elements = list(Element.objects.filter(version__in=versions).select_related("version"))
    chosen = _chosen(elements, request.GET.get("element", ""))
    forms = _forms(request, checklist, chosen)
    if request.method == "POST" and _each(form.is_valid() for form in forms):
        given = {form.item.pk: told for form in forms if (told := form.given()) is not None}
        try:
            self_review.write(row, given, by=request.user)
        except Refused as refusal:
            _say(forms, refusal, request)
        else:
            following = elements[(elements.index(chosen) + 1) % len(elements)]
            messages.success(request, f"“{chosen.title}”已保存。")
            there = reverse("standardization:company_self_review", args=[pk])
            return redirect(f"{there}?element={following.pk}")
    context = {
        "case": row,
        "elements": _counted(elements, checklist, chosen),
        "chosen": chosen,
        "forms": forms,
        "open": row.state == CaseState.DRAFT,
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "standardization/portal/self_review.html", context, status=status)


def _chosen(elements: list[Element], asked: str) -> Element:
    return next((each for each in elements if str(each.pk) == asked), elements[0])


def _forms(request: HttpRequest, checklist: Any, element: Element) -> list[ItemForm]:
    answers = {
        answer.item_id: answer
        for answer in Answer.objects.filter(
            checklist=checklist, item__element=element
        ).select_related("event")
    }
    rules: dict[int, list[DeductionRule]] = {}
    for rule in DeductionRule.objects.filter(element=element, item__isnull=False):
        rules.setdefault(rule.item_id or 0, []).append(rule)
    return [
        ItemForm(
            request.POST or None,
            item=item,
            rules=rules.get(item.pk, []),
            answer=answers.get(item.pk),
        )
        for item in Item.objects.filter(element=element)
    ]


def _say(forms: list[ItemForm], refusal: Refused, request: HttpRequest) -> None:
    for form in forms:
        if refusal.field == str(form.item.pk):
            form.add_error("reason", refusal.message)
            return
    messages.error(request, refusal.message)


def _counted(elements: list[Element], checklist: Any, chosen: Element) -> list[dict[str, Any]]:
    """As ``ui/views.html`` wants them, each with how many items are left."""
    answered = set(checklist.answers.values_list("item", flat=True))
    left: dict[int, int] = {}
    for item in Item.objects.filter(element__in=elements).values("pk", "element"):
        left[item["element"]] = left.get(item["element"], 0) + (item["pk"] not in answered)
    return [
        {
            "label": each.title,
            "url": f"?element={each.pk}",
            "count": left.get(each.pk) or None,
            "current": each == chosen,
        }
        for each in elements
    ]


@member_admin_required
@require_http_methods(["GET", "POST"])
def apply(request: HttpRequest, pk: int) -> HttpResponse:
    row = own_case(request, pk)
    form = CommitForm(request.POST if request.method == "POST" else None)
    done: list[Case] = []
    if form.is_valid() and attempt(
        form, lambda: done.append(filing.apply(row, by=request.user, **form.cleaned_data))
    ):
        messages.success(request, f"申请已提交，编号 {done[0].number}。")
        return redirect(PAGE, pk)
    return _form(
        request, row, form, title="承诺并提交申请", action="承诺并提交",
        explained="提交后材料不能再改；需要补充时，联合会会一次性告知补正。",
    )  # fmt: skip


@member_required
@require_http_methods(["GET", "POST"])
def correction(request: HttpRequest, pk: int) -> HttpResponse:
    """Every line of the notice with its answer; saved one by one, handed in together."""
    row = own_case(request, pk)
    forms = [
        GapForm(request.POST or None, request.FILES or None, gap=gap)
        for gap in row.gaps.select_related("document")
    ]
    if (
        request.method == "POST"
        and _each(form.is_valid() for form in forms)
        and _each(_saved(form, request.user) for form in forms)
    ):
        if "hand_in" not in request.POST:
            messages.success(request, "已保存，还没有提交。")
            return redirect("standardization:company_correction", pk)
        if _handed_in(request, row):
            return redirect(PAGE, pk)
    term = row.clocks.filter(kind="correction", done_on=None)
    context = {
        "case": row,
        "forms": forms,
        "open": row.state == CaseState.CORRECTION,
        "term": next(iter(clocks.standings(term)), None),
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "standardization/portal/correction.html", context, status=status)


def _each(done: Iterable[bool]) -> bool:
    """Whether all went well, none of them left out: each form says what is wrong with it."""
    return False not in list(done)


def _saved(form: GapForm, user: Any) -> bool:
    told = form.cleaned_data
    if not told["file"] and told["answer"] == form.gap.answer:
        return True
    return attempt(
        form,
        lambda: filing.answer_gap(
            form.gap, answer=told["answer"], upload=told["file"] or None, by=user
        ),
    )


def _handed_in(request: HttpRequest, row: Case) -> bool:
    try:
        filing.resubmit(row, by=request.user)
    except Refused as refusal:
        messages.error(request, refusal.message)
        return False
    messages.success(request, "补正已提交，联合会继续审核。")
    return True


@member_admin_required
@require_http_methods(["GET", "POST"])
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    row = own_case(request, pk)
    form = ReasonForm(request.POST or None)
    if form.is_valid() and attempt(
        form, lambda: filing.withdraw(row, by=request.user, **form.cleaned_data)
    ):
        messages.success(request, "申请已撤回。")
        return redirect(PAGE, pk)
    return _form(
        request, row, form, title="撤回申请", action="撤回", stops=True,
        explained="撤回后本案办结，需要时可以重新申请。",
    )  # fmt: skip


@member_required
@require_http_methods(["GET", "POST"])
def extend(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    row = own_case(request, pk)
    term = get_object_or_404(clocks.running(row), kind=kind)
    form = ReasonForm(request.POST or None)
    if form.is_valid() and attempt(
        form,
        lambda: steps.propose(
            row, steps.EXTEND, by=request.user, facts={"kind": kind}, **form.cleaned_data
        ),
    ):
        messages.success(request, "延期申请已提交，由安全技术部负责人审批。")
        return redirect(PAGE, pk)
    return _form(
        request, row, form, title=f"申请{term.get_kind_display()}延期", action="提交申请",
        explained="只能延期一次，须在到期前申请。",
    )  # fmt: skip


def _form(request: HttpRequest, row: Case, form: Any, **told: Any) -> HttpResponse:
    context = {"case": row, "form": form, **told}
    status = 422 if form.is_bound else 200
    return render(request, "standardization/portal/form.html", context, status=status)
