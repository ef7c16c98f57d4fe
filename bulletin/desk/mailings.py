"""会刊邮件 at the desk: which issues were mailed, one of them from its letter to its result."""

from collections.abc import Callable
from typing import Any
from urllib.parse import quote

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from association.base import audit, paging
from association.base.forms import attempt
from association.base.sent import whole
from bulletin.desk.mailing_forms import BounceForm, PrepareForm, ReasonForm
from bulletin.enums import IssueState
from bulletin.mailing import balance, bounces, content, deciding, preparing, sending
from bulletin.mailing.enums import MailingState, Outcome
from bulletin.models import Delivery, Issue, Mailing
from bulletin.rules import may_prepare_mailings, may_see_mailings
from members.desk.access import desk

SIZE = 50
S = MailingState
SHAPES = {S.PREPARED: "due", S.SENDING: "run", S.PAUSED: "stop", S.DONE: "ok", S.DROPPED: "none"}
OUTCOMES = {
    Outcome.LISTED: "due", Outcome.QUEUED: "run", Outcome.SENT: "ok", Outcome.UNCERTAIN: "due",
    Outcome.FAILED: "stop", Outcome.BOUNCED: "stop", Outcome.SKIPPED: "none",
}  # fmt: skip
PAGE = "admin:bulletin_mailing"
VERBS: dict[str, tuple[Callable[..., object], str]] = {
    "release": (sending.release, "已放行，开始发送。"),
    "drop": (sending.drop, "已作废，可以重新准备。"),
    "pause": (sending.pause, "已暂停。"),
    "resume": (sending.resume, "继续发送。"),
}


def _mailing(issue: Issue) -> Mailing | None:
    found: Mailing | None = (
        issue.mailings.exclude(state=S.DROPPED)
        .select_related("letter", "prepared_by", "released_by", "issue")
        .first()
    )
    return found


@desk(may_see_mailings)
@require_safe
def mailings(request: HttpRequest) -> HttpResponse:
    issues = Issue.objects.exclude(state=IssueState.PLANNING).prefetch_related("mailings")[:50]
    rows = []
    for issue in issues:
        row = next((each for each in issue.mailings.all() if each.state != S.DROPPED), None)
        shape = SHAPES[S(row.state)] if row else "none"
        rows.append({"issue": issue, "row": row, "shape": shape})
    context = {"rows": rows, "keeps": may_prepare_mailings(request.user)}
    return render(request, "bulletin/desk/mailings.html", context)


@desk(may_see_mailings)
@require_http_methods(["GET", "HEAD", "POST"])
def mailing(request: HttpRequest, pk: int) -> HttpResponse:
    """``pk`` is the issue's: it has one mailing that counts."""
    issue = get_object_or_404(Issue.objects.exclude(state=IssueState.PLANNING), pk=pk)
    row = _mailing(issue)
    if request.method != "POST":
        return _page(request, issue, row)
    act = request.POST.get("act", "")
    if act == "prepare":
        return _prepare(request, issue, row)
    if row is None:
        raise Http404
    if act == "test":
        return _test(request, issue, row)
    if act not in VERBS:
        raise Http404
    door, said = VERBS[act]
    form = forms.Form(request.POST) if act == "release" else ReasonForm(request.POST)
    if form.is_valid() and attempt(form, lambda: door(row, by=request.user, **form.cleaned_data)):
        messages.success(request, said)
        return redirect(PAGE, issue.pk)
    return _page(request, issue, _mailing(issue), failed=form)


def _prepare(request: HttpRequest, issue: Issue, row: Mailing | None) -> HttpResponse:
    form, letter = PrepareForm(request.POST), content.of(issue)
    if form.is_valid() and attempt(
        form,
        lambda: preparing.prepare(
            issue, html=letter.html, text=letter.text, by=request.user, **form.cleaned_data
        ),
    ):
        messages.success(request, "已准备好，名单已固定。先发一封给自己看看，再请同事放行。")
        return redirect(PAGE, issue.pk)
    return _page(request, issue, row, prepare=form)


def _test(request: HttpRequest, issue: Issue, row: Mailing) -> HttpResponse:
    form, sent = forms.Form(request.POST), list[str]()
    if form.is_valid() and attempt(
        form, lambda: sent.append(preparing.send_test(row, by=request.user))
    ):
        messages.success(request, f"测试邮件已发到 {sent[0]}。")
        return redirect(PAGE, issue.pk)
    return _page(request, issue, row, failed=form)


def _page(
    request: HttpRequest,
    issue: Issue,
    row: Mailing | None,
    *,
    prepare: PrepareForm | None = None,
    failed: forms.Form | None = None,
) -> HttpResponse:
    context: dict[str, Any] = {"issue": issue, "row": row, "problem": failed or (row and prepare)}
    if row is None:
        letter = content.of(issue)
        context |= {
            "form": prepare or PrepareForm(initial={"subject": letter.subject}),
            "letter": letter,
            "text": _readable(letter.text),
            "prepares": may_prepare_mailings(request.user),
            "readers": preparing.candidates().count(),
        }
    else:
        context |= _told(request, row)
    status = 422 if prepare or failed else 200
    return render(request, "bulletin/desk/mailing.html", context, status=status)


def _readable(text: str) -> str:
    """As a reader finds it, but for the link that is each one's own."""
    return text.replace(content.UNSUBSCRIBE, "（各人自己的退订链接）")


def _told(request: HttpRequest, row: Mailing) -> dict[str, Any]:
    verbs = {step.verb for step in sending.MAILINGS.open_to(row, request.user)}
    return {
        "shape": SHAPES[S(row.state)],
        "verbs": verbs,
        "own": row.prepared_by_id == request.user.pk,
        "reasons": balance.reasons(row),
        "reason": ReasonForm(auto_id=False),
        "text": _readable(row.letter.text),
        "entries": audit.listed(audit.timeline(row)),
        **_progress(row),
    }


def _progress(row: Mailing) -> dict[str, Any]:
    found = balance.of(row)
    counts = [
        {
            "n": found.by[each], "label": each.label, "url": f"deliveries/?outcome={each}",
            "s": OUTCOMES[each] if each in (Outcome.FAILED, Outcome.BOUNCED) else "",
        }
        for each in Outcome
        if found.by[each]
    ]  # fmt: skip
    return {"row": row, "balance": found, "counts": counts, "open": row.state == S.SENDING}


@desk(may_see_mailings)
@require_safe
def progress(request: HttpRequest, pk: int) -> HttpResponse:
    """The numbers alone, which the page asks for again while it sends."""
    row = _mailing(get_object_or_404(Issue, pk=pk))
    if row is None:
        raise Http404
    context = {**_progress(row), "issue": row.issue}
    return render(request, "bulletin/desk/mailing_progress.html", context)


@desk(may_see_mailings)
@require_http_methods(["GET", "HEAD", "POST"])
def deliveries(request: HttpRequest, pk: int) -> HttpResponse:
    """To whom, with what outcome. Here it is noted what came back to the mailbox, and said how a
    copy in doubt goes on."""
    issue = get_object_or_404(Issue, pk=pk)
    row = _mailing(issue)
    if row is None:
        raise Http404
    if request.method != "POST":
        return _list(request, row)
    found = get_object_or_404(
        row.deliveries.select_related("row"),
        pk=whole(request.POST.get("delivery")),
    )
    act = request.POST.get("act", "")
    form: forms.Form = (
        ReasonForm(request.POST) if act in deciding.VERBS else BounceForm(request.POST)
    )
    if form.is_valid() and attempt(form, lambda: _said(request, found, act, form)):
        said = deciding.VERBS.get(act, "已登记退信。")
        messages.success(request, f"{found.address}：{said}")
        return redirect("admin:bulletin_deliveries", issue.pk)
    return _list(request, row, form, found)


def _said(request: HttpRequest, found: Delivery, act: str, form: forms.Form) -> None:
    by: Any = request.user
    if act in deciding.VERBS:
        deciding.decide(found, act, by=by, **form.cleaned_data)
    else:
        bounces.note(found, by=by, **form.cleaned_data)


def _list(
    request: HttpRequest, row: Mailing, form: forms.Form | None = None,
    chosen: Delivery | None = None,
) -> HttpResponse:  # fmt: skip
    rows = balance.with_outcomes(row.deliveries.select_related("row", "subscriber"))
    wanted, text = request.GET.get("outcome", ""), request.GET.get("q", "").strip().lower()
    wanted = wanted if wanted in Outcome.values else ""
    if wanted:
        rows = rows.filter(outcome=wanted)
    if text:
        rows = rows.filter(address__contains=text[:80])
    page = paging.page(
        rows, keys=("pk",), size=SIZE, after=request.GET.get("after", ""),
        before=request.GET.get("before", ""),
    )  # fmt: skip
    notes = may_prepare_mailings(request.user)
    for each in page.rows:
        each.shape, each.word = OUTCOMES[each.outcome], Outcome(each.outcome).label
        each.may_bounce = notes and each.outcome in (Outcome.SENT, Outcome.UNCERTAIN)
        each.in_doubt = each.outcome in (Outcome.UNCERTAIN, Outcome.FAILED)
    counted = balance.of(row).by
    here = f"outcome={wanted}&q={quote(text)}"
    context = {
        "issue": row.issue, "row": row, "rows": page.rows, "q": text, "outcome": wanted,
        "views": [
            {"label": label, "url": f"?outcome={value}", "count": counted[value],
             "current": wanted == value}
            for value, label in [("", "全部"), *Outcome.choices] if not value or counted[value]
        ],
        "total": f"共 {paging.capped_count(rows):,} 个地址",
        **page.links(f"?{here}&"),
        "problem": form, "chosen": chosen, "typed": form.data if form else {},
    }  # fmt: skip
    context["views"][0]["count"] = row.candidates
    return render(request, "bulletin/desk/deliveries.html", context, status=422 if form else 200)
