"""入会: what membership is, and an application by whoever holds its link. Open to everybody."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.files.base import ContentFile
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from association.base import clock, context, files, pdf, rates
from association.base.errors import Refused
from association.base.forms import attempt
from members.dues.tariff import standard_for
from members.enums import JoiningState, Tier
from members.forms.joining import ApplicationForm, BeginForm, StampedForm
from members.joining import admission, applications, steps
from members.joining.states import JOINING, LINK_LIFE, OPEN
from members.models import JoiningApplication

LOOKS, BEGINNINGS = 60, 5  # of one address: a minute's reading, ten minutes' new drafts
MINUTE = 60

View = Callable[..., HttpResponse]
SHAPES = {
    JoiningState.DRAFT: "none",
    JoiningState.SUBMITTED: "run",
    JoiningState.RETURNED: "due",
    JoiningState.ACCEPTED: "run",
    JoiningState.ON_AGENDA: "run",
    JoiningState.APPROVED: "ok",
    JoiningState.REFUSED: "stop",
    JoiningState.WITHDRAWN: "none",
}


def _too_often(request: HttpRequest, seconds: int) -> HttpResponse:
    response = render(request, "429.html", status=429)
    response["Retry-After"] = str(seconds)
    return response


def by_link(view: View) -> View:
    """Finds the application, counted per address; every link that opens nothing is told the same."""

    @wraps(view)
    @never_cache
    def guarded(request: HttpRequest, token: str, *args: Any, **kwargs: Any) -> HttpResponse:
        if not rates.within("joining", context.current().address, limit=LOOKS, seconds=MINUTE):
            return _too_often(request, MINUTE)
        try:
            application = applications.look_up(token)
        except Refused as refusal:
            told = {"dead": refusal.message}
            response = render(request, "members/joining/dead.html", told, status=404)
        else:
            response = view(request, application, token, *args, **kwargs)
        response["X-Robots-Tag"] = "noindex"
        return response

    return guarded


@require_safe
def about(request: HttpRequest) -> HttpResponse:
    """What membership is, costs and asks for."""
    year = clock.today().year
    told: dict[str, Any] = {"year": year, "form": BeginForm(), "days": LINK_LIFE.days}
    try:
        standard = standard_for(year)
    except Refused:
        return render(request, "members/joining/about.html", told)
    lines = sorted(standard.lines.all(), key=lambda line: Tier.values.index(line.tier))
    told |= {
        "standard": standard,
        "fee_lines": [{"tier": Tier(line.tier).label, "amount": line.amount} for line in lines],
    }
    return render(request, "members/joining/about.html", told)


@require_http_methods(["GET", "POST"])
def begin(request: HttpRequest) -> HttpResponse:
    """Opens a draft and leads to its link, which is all that the applicant has to keep."""
    form = BeginForm(request.POST or None)
    if form.is_valid():
        address = context.current().address
        if not rates.within("joining-begin", address, limit=BEGINNINGS, seconds=10 * MINUTE):
            return _too_often(request, 10 * MINUTE)
        made: list[str] = []
        if attempt(form, lambda: made.append(applications.begin(**form.cleaned_data)[1])):
            messages.success(request, "草稿已建立。请先保存本页的链接，之后凭它继续填写、看进度。")
            return redirect("members:joining_application", made[0])
    told = {"form": form, "days": LINK_LIFE.days}
    status = 422 if form.is_bound else 200
    return render(request, "members/joining/begin.html", told, status=status)


@by_link
@require_http_methods(["GET", "HEAD", "POST"])
def application(request: HttpRequest, row: JoiningApplication, token: str) -> HttpResponse:
    """The draft to write in, later where it is. Saving never asks for more than is there."""
    if row.state not in OPEN:
        return _progress(request, row, token)
    form = ApplicationForm(request.POST or None, request.FILES or None, application=row)
    if form.is_valid() and attempt(form, lambda: applications.fill(row, **form.filling())):
        if "submit" not in request.POST:
            messages.success(request, "草稿已保存。")
            return redirect("members:joining_application", token)
        if attempt(form, lambda: applications.submit(row)):
            messages.success(request, "申请已提交，社会工作部审核材料后在这里答复。")
            return redirect("members:joining_application", token)
    told = _told(request, row, token) | {"form": form}
    status = 422 if form.is_bound else 200
    return render(request, "members/joining/application.html", told, status=status)


def _progress(
    request: HttpRequest, row: JoiningApplication, token: str, form: StampedForm | None = None
) -> HttpResponse:
    told = _told(request, row, token) | {"steps": _steps(row), "claimed": admission.claimed(row)}
    if applications.lacks_stamped(row):
        told["form"] = form or StampedForm()
    status = 422 if form else 200
    return render(request, "members/joining/progress.html", told, status=status)


@by_link
@require_POST
def stamped(request: HttpRequest, row: JoiningApplication, token: str) -> HttpResponse:
    """The stamped form that was promised for later."""
    form = StampedForm(request.POST, request.FILES)
    if not applications.lacks_stamped(row):
        messages.error(request, "这份申请现在不能再补盖章的申请表：已经交了，或已办结。")
    elif not form.is_valid() or not attempt(
        form, lambda: applications.add_stamped(row, **form.cleaned_data)
    ):
        return _progress(request, row, token, form)
    else:
        messages.success(request, "盖章的申请表已补上，社会工作部看得到。")
    return redirect("members:joining_application", token)


def _told(request: HttpRequest, row: JoiningApplication, token: str) -> dict[str, Any]:
    link = request.build_absolute_uri(reverse("members:joining_application", args=[token]))
    return {
        "row": row,
        "token": token,
        "link": link,
        "shape": SHAPES[JoiningState(row.state)],
        "under_way": "withdraw" in [step.verb for step in JOINING.open_to(row, None)],
    }


def _steps(row: JoiningApplication) -> list[dict[str, Any]]:
    """Handed in, the chain, decision: where it is among them, and how it ended."""
    state = JoiningState(row.state)
    papers = [_stage(stage) for stage in steps.of(row)]
    first = {"label": "提交", "who": "申请单位", "on": row.submitted_at, "state": "ok"}
    decision = {"label": "审议决定", "who": "理事会或常务理事会"}
    if state == JoiningState.SUBMITTED:
        return [first, *papers, decision]
    if state in (JoiningState.ACCEPTED, JoiningState.ON_AGENDA):
        return [first, *papers, decision | {"state": "run"}]
    end = {"label": state.label, "on": row.decided_at, "state": "ok"}
    if state == JoiningState.APPROVED:
        return [first, *papers, decision | {"state": "ok"}, end]
    return [first, end] if row.submitted_at else [end]


def _stage(stage: steps.Stage) -> dict[str, Any]:
    """What the applicant may know of a step: whose it is and where it stands, never the opinion."""
    told = {"label": stage.step.title, "who": stage.step.department}
    if stage.done:
        return told | {"on": stage.done.finished_at, "state": "ok"}
    return told | ({"state": "run"} if stage.under_way else {})


@by_link
@require_POST
def withdraw(request: HttpRequest, row: JoiningApplication, token: str) -> HttpResponse:
    return _done(request, token, lambda: applications.withdraw(row), "申请已撤回。")


@by_link
@require_POST
def again(request: HttpRequest, row: JoiningApplication, token: str) -> HttpResponse:
    made: list[str] = []
    if attempt(form := Form(request.POST), lambda: made.append(applications.again(row)[1])):
        messages.success(request, "已复制到新的草稿。请保存本页的新链接。")
        return redirect("members:joining_application", made[0])
    messages.error(request, form.non_field_errors()[0])
    return redirect("members:joining_application", token)


@by_link
@require_POST
def account(request: HttpRequest, row: JoiningApplication, token: str) -> HttpResponse:
    """From the application's link to the first 单位管理员's password."""
    made: list[str] = []
    if attempt(form := Form(request.POST), lambda: made.append(admission.claim(row)[1])):
        return redirect("members:welcome", made[0])
    messages.error(request, form.non_field_errors()[0])
    return redirect("members:joining_application", token)


@by_link
@require_safe
def paper(request: HttpRequest, row: JoiningApplication, token: str, which: str) -> HttpResponse:
    """What the applicant uploaded, for the applicant."""
    kept = {"licence": row.licence, "stamped": row.stamped}.get(which)
    if kept is None:
        raise Http404
    return files.respond(kept)


@by_link
@require_safe
def sheet(request: HttpRequest, row: JoiningApplication, token: str) -> HttpResponse:
    """The 入会申请表 as typed so far, to be printed and stamped."""
    told = {"row": row, "association": settings.ASSOCIATION_NAME, "today": clock.today()}
    content = ContentFile(pdf.render("members/pdf/joining.html", told))
    name = f"入会申请表 {row.name or row.contact_name}.pdf"
    return files.as_download(content, name=name, media_type="application/pdf")


def _done(
    request: HttpRequest, token: str, door: Callable[[], object], sentence: str
) -> HttpResponse:
    if attempt(form := Form(request.POST), door):
        messages.success(request, sentence)
    else:
        messages.error(request, form.non_field_errors()[0])
    return redirect("members:joining_application", token)
