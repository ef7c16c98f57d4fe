"""A company's own cases: where each is, what is asked, and everything that it fills in."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from association.base import files
from association.base.forms import attempt
from association.credentials import issuing
from members.portal.access import current_member, member_required
from standardization.cases import clocks, documents, eligibility, filing, guards, places, steps
from standardization.enums import CLOSED, CaseState, LetterKind, SnapshotKind
from standardization.findings.states import TO_FIX
from standardization.grades import judging
from standardization.models import Case, KeyArea, Letter, Site
from standardization.portal import progress
from standardization.portal.access import own_case
from standardization.portal.case_report import issued_of
from standardization.portal.forms import (
    BeginForm,
    DocumentForm,
    KeyAreaForm,
    ReasonForm,
    SiteForm,
)
from standardization.portal.sections import sections
from standardization.rules import heads_company

S = CaseState
PAGE = "standardization:company_case"
NOT_THEIRS = (LetterKind.DELEGATION,)
"""Goes to the review organisation."""


@member_required
@require_safe
def cases(request: HttpRequest) -> HttpResponse:
    member = current_member(request)
    rows = list(member.cases.select_related("organisation").order_by("-pk")[:100])
    for row in rows:
        row.shape, row.words = progress.shape(row), progress.state_words(row)
        row.standing = None
    by_key = {row.pk: row for row in rows}
    running = clocks.standings(
        clocks.Clock.objects.filter(case__in=rows, done_on__isnull=True).order_by("due_on")
    )
    for each in running:
        row = by_key[each.clock.case_id]
        if row.standing is None and row.state in progress.OURS:
            row.standing = each
    context = {
        "cases": rows,
        "open": sum(row.state not in CLOSED for row in rows),
        "ban": eligibility.ban(member),
        "sites": member.sites.count(),
        "views": sections("standardization:company_cases"),
    }
    return render(request, "standardization/portal/cases.html", context)


@member_required
@require_http_methods(["GET", "POST"])
def add(request: HttpRequest) -> HttpResponse:
    member = current_member(request)
    form = BeginForm(request.POST or None, member=member)
    made: list[Case] = []
    if form.is_valid() and attempt(
        form, lambda: made.append(filing.begin(member, by=request.user, **form.cleaned_data))
    ):
        messages.success(request, "申请已建立，是草稿。请逐项自评，再开始企业内部公示。")
        return redirect(PAGE, made[0].pk)
    context = {
        "form": form,
        "title": "申请安全生产标准化定级",
        "action": "建立申请",
        "explained": "先自评，再在企业内部公示，之后由单位管理员承诺并提交。评审不收任何费用。",
        "no_sites": not member.sites.exists(),
    }
    status = 422 if form.is_bound else 200
    return render(request, "standardization/portal/begin.html", context, status=status)


@member_required
@require_http_methods(["GET", "POST"])
def sites(request: HttpRequest) -> HttpResponse:
    """The sites of the company and what is dangerous there; one form for each of the two."""
    member = current_member(request)
    which = request.POST.get("which", "")
    site = SiteForm(request.POST if which == "site" else None, prefix="site")
    area = KeyAreaForm(request.POST if which == "area" else None, prefix="area", member=member)
    if site.is_valid() and attempt(
        site, lambda: places.add_site(member, by=request.user, **site.cleaned_data)
    ):
        messages.success(request, "场所已登记，请接着登记重点部位。")
        return redirect("standardization:company_sites")
    if area.is_valid() and attempt(area, lambda: _add_area(request, area)):
        messages.success(request, "重点部位已登记。")
        return redirect("standardization:company_sites")
    context = {
        "sites": Site.objects.filter(member=member).prefetch_related("key_areas"),
        "site": site,
        "area": area,
    }
    status = 422 if site.is_bound or area.is_bound else 200
    return render(request, "standardization/portal/sites.html", context, status=status)


def _add_area(request: HttpRequest, form: KeyAreaForm) -> KeyArea:
    told = dict(form.cleaned_data)
    return places.add_key_area(told.pop("site"), by=request.user, **told)


@member_required
@require_safe
def case(request: HttpRequest, pk: int) -> HttpResponse:
    return page(request, own_case(request, pk))


def page(request: HttpRequest, row: Case, *, form: DocumentForm | None = None) -> HttpResponse:
    checklist = row.checklists.filter(kind=SnapshotKind.SELF).first()
    waiting = row.proposals.filter(granted=None, verb=steps.EXTEND).exists()
    running = clocks.standings(row.clocks.filter(done_on__isnull=True))
    papers = documents.not_to_hand_in(row, by=request.user) is None and row.state != S.CORRECTION
    context = {
        "case": row,
        "shape": progress.shape(row),
        "words": progress.state_words(row),
        "steps": progress.stretches(row),
        "tasks": _tasks(row, checklist, running, heads=heads_company(request.user, row.member)),
        "clocks": [each for each in running if row.state in progress.OURS or _public(each)],
        "newer": eligibility.newer(row),
        "standards": row.standards.select_related("version__standard"),
        "sites": row.sites.prefetch_related("key_areas"),
        "documents": documents.current(row),
        "letters": row.letters.exclude(kind__in=NOT_THEIRS).select_related("credential"),
        "form": form or (DocumentForm() if papers else None),
        "draft": row.state == S.DRAFT,
        "hung_out": row.state == S.INTERNAL_NOTICE,
        "may_withdraw": row.state not in (*CLOSED, S.PUBLICITY, S.OBJECTION)
        and heads_company(request.user, row.member),
        "extendable": [
            each.clock
            for each in running
            if row.state in (S.RECTIFYING, S.RECHECK_RECTIFYING)
            and not waiting
            and clocks.not_to_extend(row, each.clock.kind) is None
        ],
        "reports": issued_of(row),
        "ended": _ended(row),
        "lower": judging.to_consent(row) if heads_company(request.user, row.member) else None,
    }
    status = 422 if form else 200
    return render(request, "standardization/portal/case.html", context, status=status)


def _public(each: clocks.Standing) -> bool:
    return each.clock.kind in clocks.LEAST


def _ended(row: Case) -> str:
    """Why it came to nothing, in the words of the letter."""
    letter = row.letters.filter(kind__in=("not_accepted", "conclusion")).select_related(
        "credential"
    )
    last = letter.last() if row.state in CLOSED else None
    return str(last.credential.facts.get("reason", "")) if last else ""


def _tasks(
    row: Case, checklist: Any, running: list[clocks.Standing], *, heads: bool
) -> list[dict[str, Any]]:
    """What is asked of the company now, each with its page."""
    term = next((each for each in running if not each.clock.paused_on), None)
    when = {"on": term.clock.due_on, "days": term.left, "unit": "个工作日"} if term else {}
    if row.state == S.DRAFT:
        left = guards.unanswered(checklist) if checklist else 0
        text = f"还有 {left} 项没有填。" if left else "已经填完，可以修改。"
        return [_task("填写自评", text, "company_self_review", row, "去自评", s="due")]
    if row.state == S.INTERNAL_NOTICE:
        due = next((each for each in running if each.clock.kind == "internal_notice"), None)
        if due and due.left >= 0:
            text = f"在企业内部公示到{due.clock.due_on:%-m月%-d日}（含），{due.words}。满期后提交。"
            return [_task("企业内部公示", text, "", row, "", s="run", word="公示中")]
        text = "请单位管理员逐条承诺并提交。" if not heads else "请逐条承诺并提交。"
        return [_task("提交申请", text, "company_apply", row, "去提交", s="due")]
    if row.state == S.CORRECTION:
        left = row.gaps.filter(answered_at=None).count()
        text = f"联合会一次告知了须补正的内容，还有 {left} 项没有填写。"
        return [_task("补正材料", text, "company_correction", row, "去补正", **when)]
    if row.state in (S.RECTIFYING, S.RECHECK_RECTIFYING):
        left = row.findings.filter(state__in=TO_FIX).count()
        text = f"还有 {left} 条没有填写整改情况。" if left else "都已填写，正在验收。"
        there = {"url": reverse("standardization:company_findings"), "action": "去整改"}
        return [_task("整改不符合项", text, "", row, "", **when) | (there if left else {})]
    return []


def _task(title: str, text: str, name: str, row: Case, action: str, **more: Any) -> dict[str, Any]:
    url = reverse(f"standardization:{name}", args=[row.pk]) if name else ""
    return {"title": title, "text": text, "url": url, "action": action, "word": "请办理"} | more


@member_required
@require_POST
def add_document(request: HttpRequest, pk: int) -> HttpResponse:
    row = own_case(request, pk)
    form = DocumentForm(request.POST, request.FILES)
    if form.is_valid() and attempt(
        form,
        lambda: documents.hand_in(
            row, form.cleaned_data["file"], kind=form.cleaned_data["kind"],
            title=form.cleaned_data["title"], by=request.user,
        ),
    ):  # fmt: skip
        messages.success(request, "材料已上传。")
        return redirect(PAGE, pk)
    return page(request, row, form=form)


@member_required
@require_safe
def document(request: HttpRequest, pk: int, document_pk: int) -> HttpResponse:
    rows = own_case(request, pk).documents.select_related("file")
    return files.respond(get_object_or_404(rows, pk=document_pk).file)


@member_required
@require_safe
def letter(request: HttpRequest, pk: int, letter_pk: int) -> HttpResponse:
    rows = Letter.objects.filter(case=own_case(request, pk)).exclude(kind__in=NOT_THEIRS)
    row = get_object_or_404(rows.select_related("credential__file"), pk=letter_pk)
    return files.respond(issuing.document(row.credential))


@member_required
@require_POST
def step(request: HttpRequest, pk: int, verb: str) -> HttpResponse:
    """To hang the self-review out in the company, and to take it down again."""
    row = own_case(request, pk)
    doors = {"publish_inside": filing.publish_inside, "reopen": filing.reopen}
    if verb not in doors:
        raise Http404
    form = ReasonForm({"reason": "-"})
    if attempt(form, lambda: doors[verb](row, by=request.user)):
        said = {"publish_inside": "已开始企业内部公示。", "reopen": "已退回自评，公示期重新计算。"}
        messages.success(request, said[verb])
    for refusal in form.non_field_errors():
        messages.error(request, refusal)
    return redirect(PAGE, pk)
