"""An expert's own report: written on a phone or at a desk, saved while it is typed, signed."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from association.accounts.models import User
from association.base import clock, files
from association.base.errors import Refused
from association.base.forms import attempt, say
from association.base.sent import saves, whole
from standardization.enums import AssignmentState
from standardization.expert.access import expert_of, expert_required
from standardization.expert.home import PAGE as ASSIGNMENT
from standardization.expert.home import own
from standardization.expert.on_site import told
from standardization.expert.report_form import NEEDED, ReportForm, key, mark
from standardization.models import Assignment, Expert, ExpertReport, ReportPart
from standardization.reports import drafting, reading, submitting
from standardization.reports.states import WRITING, not_open

PAGE = "standardization:expert_report"
VERSION = "standardization:expert_report_version"
_NO_PART = -1
"""Under which a text is refused that names no part: what was written is never dropped in silence."""
_SESSION = "登录已过期。写的内容还在这一页：请在另一个窗口登录，再回来点“保存”。"
_GONE = "这份报告不在您名下（可能已调整人员）。写的内容还在这一页，可以复制出来。"


def _duty(expert: Expert, pk: int) -> Assignment:
    """One's own, accepted: also one of an earlier round, to be read."""
    rows = own(expert).filter(state=AssignmentState.ACCEPTED).select_related("expert")
    return get_object_or_404(rows, pk=pk)


def _report(expert: Expert, pk: int) -> ExpertReport:
    rows = ExpertReport.objects.select_related("assignment__case__member", "assignment__expert")
    return get_object_or_404(rows, assignment=_duty(expert, pk))


# --- The page -----------------------------------------------------------------------------------
@expert_required
@require_http_methods(["GET", "HEAD", "POST"])
def report(request: HttpRequest, expert: Expert, pk: int) -> HttpResponse:
    """The draft; what was handed in is read on the page of its version. Without a script it is saved
    by its button."""
    row = _duty(expert, pk)
    try:
        found = drafting.open_report(row, by=_who(request))
    except Refused as refusal:
        messages.error(request, refusal.message)
        return redirect(ASSIGNMENT, pk)
    if request.method == "POST":
        form = _form(found, request)
        if _kept(form, found, by=_who(request)):
            messages.success(request, "已保存。")
            return redirect(PAGE, pk)
        return _page(request, found, form)
    if why := _closed(found):
        last = found.versions.order_by("-number").first()
        if last is not None:
            return redirect(VERSION, found.pk, last.number)
        messages.error(request, why)
        return redirect(ASSIGNMENT, pk)
    return _page(request, found, _form(found))


def _closed(found: ExpertReport) -> str | None:
    if found.state not in WRITING:
        return f"报告现在是“{found.get_state_display()}”。"
    return not_open(found.assignment)


@expert_required
@require_POST
def submit(request: HttpRequest, expert: Expert, pk: int) -> HttpResponse:
    """Saves what the page shows, then hands it in."""
    found = _report(expert, pk)
    form = _form(found, request)
    signed, by = form.files.get("signature"), _who(request)
    if _kept(form, found, by=by, strict=True) and attempt(
        form, lambda: submitting.submit(found, saves=form.saves, signature=signed, by=by)
    ):
        number = found.versions.count()
        messages.success(request, f"已签字提交（第 {number} 版），等审阅。退回的，会告诉您原因。")
        return redirect(VERSION, found.pk, number)
    return _page(request, found, form)


def _form(found: ExpertReport, request: HttpRequest | None = None) -> ReportForm:
    parts = list(found.parts.order_by("position"))
    sent = (request.POST, request.FILES) if request else ()
    return ReportForm(*sent, parts=parts, saves=found.saves)


def _kept(form: ReportForm, found: ExpertReport, *, by: User, strict: bool = False) -> bool:
    """Texts first: a picture that isn't taken takes no word along."""
    form.is_valid()
    form.saves, sent = form.sent_saves, form.texts()
    try:
        now = drafting.write(found, texts=sent, saves=form.saves, by=by, strict=strict)
        form.saves = now.saves
    except drafting.Stale as stale:
        form.stale, form.saves = True, stale.report.saves
        form.add_error(None, stale.message)
        return False
    except Refused as refusal:
        say(form, refusal)
        return False
    for part, chosen in form.pictures():
        try:
            form.saves = drafting.illustrate(part, by=by, **chosen).saves
        except Refused as refusal:
            say(form, refusal)
    found.refresh_from_db(fields=["saves", "saved_at", "state"])
    return not form.errors


def _page(request: HttpRequest, found: ExpertReport, form: ReportForm) -> HttpResponse:
    row = found.assignment
    parts = list(found.parts.select_related("photo", "file").order_by("position"))
    context = {
        "report": found,
        "assignment": row,
        "case": row.case,
        "form": form,
        "cards": _cards(found, parts, form),
        "missing": submitting.missing(found),
        "late": reading.late(row, found.versions.all()),
        "versions": found.versions.order_by("-number"),
    }
    status = 409 if form.stale else 422 if form.errors else 200
    return render(request, "standardization/expert/report.html", context, status=status)


def _cards(found: ExpertReport, parts: list[ReportPart], form: ReportForm) -> list[dict[str, Any]]:
    """A heading each: what to show in its box, what stands, why it came back, its pictures."""
    offered, returned = drafting.choices(found), reading.returned(found)
    typed = form.texts() if form.is_bound else {}
    cards = []
    for part in parts:
        value = drafting.plain(typed.get(part.pk, part.text))
        cards.append(
            {
                "part": part,
                "text": form[f"text_{part.pk}"],
                "value": value,
                "was": mark(part.text),
                "unsaved": value != part.text,
                "stands": part.text if form.stale and value != part.text else None,
                "needed": part.subject in NEEDED,
                "returned": returned.get(part.pk, ""),
                "photos": offered.get(part.pk),
                "shows": part.photo_id or part.file_id,
                "file": form[f"file_{part.pk}"] if part.pk in offered else None,
            }
        )
    return cards


# --- What its script asks -----------------------------------------------------------------------
def _asked(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Whatever stands in the way is answered in JSON with a ``text``: the page stays as it is."""

    @wraps(view)
    @never_cache
    def guarded(request: HttpRequest, pk: int, **kwargs: Any) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return told(_SESSION, 401)
        expert = expert_of(request.user)
        if expert is None:
            raise Http404
        try:
            return view(request, _report(expert, pk), **kwargs)
        except Http404:
            return told(_GONE, 404)
        except drafting.Stale as stale:
            stands = dict(stale.report.parts.values_list("pk", "text"))
            return told(stale.message, 409, saves=stale.report.saves, stands=stands)
        except Refused as refusal:
            return told(f"没有保存：{refusal.message}", 422, field=refusal.field)

    return guarded


@_asked
@require_POST
def save(request: HttpRequest, found: ExpertReport) -> HttpResponse:
    """``text_…`` of the parts that changed since the page last heard of a save."""
    texts = {}
    for name, text in request.POST.items():
        if name.startswith("text_"):
            part = whole(name.removeprefix("text_"))
            texts[_NO_PART if part is None else part] = str(text)
    return _saved(drafting.write(found, texts=texts, saves=saves(request.POST), by=_who(request)))


@_asked
@require_http_methods(["GET", "HEAD", "POST"])
def picture(request: HttpRequest, found: ExpertReport, part: int) -> HttpResponseBase:
    """The one that is shown; a POST shows another."""
    row = get_object_or_404(found.parts.select_related("photo__file", "file"), pk=part)
    if request.method != "POST":
        shown = row.photo.file if row.photo else row.file
        if shown is None:
            raise Http404
        return files.respond(shown)
    upload = request.FILES.get(f"file_{part}")
    photo = key(request.POST.get(f"photo_{part}"))
    return _saved(drafting.illustrate(row, photo=photo, upload=upload, by=_who(request)))


def _saved(now: ExpertReport) -> HttpResponse:
    at = now.saved_at.astimezone(clock.TZ) if now.saved_at else clock.now()
    lacks = [each.text for each in submitting.missing(now)]
    return JsonResponse({"saves": now.saves, "at": f"{at:%H:%M}", "missing": lacks})


@expert_required
@require_safe
def photo(request: HttpRequest, expert: Expert, pk: int, photo: Any) -> HttpResponseBase:
    """One of those that may be chosen."""
    offered = drafting.choices(_report(expert, pk))
    found = {each.pk: each for photos in offered.values() for each in photos}
    if photo not in found:
        raise Http404
    return files.respond(found[photo].file)


def _who(request: HttpRequest) -> User:
    assert isinstance(request.user, User)
    return request.user
