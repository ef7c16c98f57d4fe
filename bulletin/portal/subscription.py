"""我的会刊订阅: of the person who is signed in, not of their company."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from association.base.forms import attempt
from bulletin.mailing import subscribing as doors
from bulletin.mailing.enums import SubscriberState
from bulletin.models import Subscriber
from bulletin.portal.subscribing_forms import PortalForm, PreferForm, opened_with
from members.portal.access import current_member, member_required

PAGE = "bulletin:my_subscription"
S = SubscriberState


@member_required
@require_http_methods(["GET", "HEAD", "POST"])
def subscription(request: HttpRequest) -> HttpResponse:
    row = Subscriber.objects.filter(user=request.user).first()
    if request.method != "POST":
        return _page(request, row)
    act = request.POST.get("act", "")
    if act == "subscribe":
        return _subscribe(request, row)
    if row is None or act not in ("prefer", "unsubscribe"):
        raise Http404
    if act == "unsubscribe":
        doors.unsubscribe(row, by=request.user)
        messages.success(request, "已退订，不会再收到会刊邮件。")
        return redirect(PAGE)
    form = PreferForm(request.POST)
    if form.is_valid() and attempt(
        form, lambda: doors.prefer(row, by=request.user, **form.cleaned_data)
    ):
        messages.success(request, "已保存。")
        return redirect(PAGE)
    return _page(request, row, prefer=form)


def _subscribe(request: HttpRequest, row: Subscriber | None) -> HttpResponse:
    form, made = PortalForm(request.POST), list[Subscriber]()
    if form.is_valid() and attempt(
        form,
        lambda: made.append(
            doors.subscribe_user(
                request.user, address=form.cleaned_data["address"], member=current_member(request)
            )
        ),
    ):
        if made[0].state == S.ACTIVE and not doors.stopped(made[0].address):
            messages.success(request, f"已订阅，下一期起发到 {made[0].address}。")
        else:
            messages.info(request, f"确认邮件已发到 {made[0].address}，打开里面的链接后生效。")
        return redirect(PAGE)
    return _page(request, row, ask=form)


def _page(
    request: HttpRequest,
    row: Subscriber | None,
    *,
    ask: PortalForm | None = None,
    prefer: PreferForm | None = None,
) -> HttpResponse:
    active = row is not None and row.state == S.ACTIVE
    stopped = active and doors.stopped(row.address)
    initial = {"address": row.address if row else request.user.email}
    context = {
        "row": row,
        "active": active,
        "stopped": stopped,
        "ask": None if active and not stopped else ask or PortalForm(initial=initial),
        "prefer": (prefer or PreferForm(initial=opened_with(row))) if row and active else None,
    }
    status = 422 if ask or prefer else 200
    return render(request, "bulletin/portal/subscription.html", context, status=status)
